"""Draw the atlas as a figure for print with Matplotlib; no browser is needed."""

from __future__ import annotations

from collections.abc import Iterable
from typing import TYPE_CHECKING

import geopandas as gpd
import numpy as np
import shapely
from shapely.geometry.base import BaseGeometry

from sinokorea_geo.atlas import Atlas
from sinokorea_geo.atlas.names import listed
from sinokorea_geo.errors import CRSMismatch, InvalidCoordinates, InvalidQuantity, encodable
from sinokorea_geo.maps.print.strip import checked_size, plot_along
from sinokorea_geo.maps.views import view_extent
from sinokorea_geo.maps.words import Language, Words, read_json

if TYPE_CHECKING:
    from matplotlib.axes import Axes
    from matplotlib.figure import Figure

__all__ = ["plot", "plot_along"]

#: Layers a figure can show, and whether it does unless told otherwise.
LAYERS: dict[str, bool] = read_json("style.json")["figure layers"]

Extent = tuple[float, float, float, float]


def plot(
    atlas: Atlas,
    *,
    layers: Iterable[str] | None = None,
    extent: Extent | str | None = None,
    corridor: gpd.GeoDataFrame | None = None,
    language: Language = "en",
    title: str | None = None,
    size_mm: tuple[float, float] = (180.0, 120.0),
    ax: Axes | None = None,
) -> Figure:
    """Draw the atlas as a figure for print.

    The map is in a conformal projection fitted to what it shows, so shapes are right and the
    scale bar is true in the middle of the map. Crossings, zones, cities and peaks are always
    drawn, and named where their names find room; towns and smaller places are left out where
    theirs do not.

    Parameters
    ----------
    atlas : Atlas
        The atlas, or one of a date (``atlas.at("2016-08")``).
    layers : iterable of str, optional
        Which of ``border``, ``crossings``, ``zones``, ``plans``, ``places``, ``routes``,
        ``islands``, ``provinces``, ``counties``; all but ``plans``, ``routes`` and
        ``counties`` if not given.
    extent : tuple of float or str, optional
        West, south, east and north in degrees, all of which is shown, or a ready view of
        :func:`sinokorea_geo.make_map` by name; the whole border if not given.
    corridor : geopandas.GeoDataFrame, optional
        A corridor to draw, from :func:`sinokorea_geo.corridor`.
    language : {"en", "zh", "ko", "ko-KR"}
        Of names and legend. Names are romanised, with one warning, if no font is installed
        that has the characters.
    title : str, optional
        Above the map.
    size_mm : tuple of float
        Width and height of the figure, unless `ax` is given. Type keeps its size, so more
        names find room on a larger sheet.
    ax : matplotlib.axes.Axes, optional
        Axes of your own to draw in, as large as they are to stay. Degrees, title and credits
        stand outside them.

    Returns
    -------
    matplotlib.figure.Figure
        Write it with ``figure.savefig("border.pdf")``; also PNG, SVG and what else
        Matplotlib writes. A notebook shows it. Data in degrees are drawn with
        ``figure.axes[0].scatter(lon, lat, transform=figure.axes[0].lonlat)``.

    Raises
    ------
    InvalidQuantity, InvalidCoordinates, CRSMismatch
        If a layer or language is unknown, the size too small or too large, the extent none
        or beyond the base map, or the corridor not in degrees.

    Examples
    --------
    >>> from sinokorea_geo import load_atlas
    >>> figure = plot(load_atlas(), extent=(124.2, 39.9, 124.7, 40.2), size_mm=(90, 80))
    >>> [round(25.4 * side) for side in figure.get_size_inches()]
    [90, 80]
    """
    wanted = [name for name, shown in LAYERS.items() if shown] if layers is None else listed(layers)
    if unknown := [name for name in wanted if name not in LAYERS]:
        raise InvalidQuantity(f"no map layer {unknown[0]!r}; there are {', '.join(LAYERS)}")
    Words(language)
    if corridor is not None and (corridor.crs is None or not corridor.crs.equals("EPSG:4326")):
        raise CRSMismatch(
            f"the corridor is in {corridor.crs}, EPSG:4326 is wanted; pass corridor.to_crs(4326)"
        )
    size = checked_size(size_mm)
    extent = view_extent(atlas, extent) if isinstance(extent, str) else extent
    interest = _interest(atlas, extent, corridor)

    # Matplotlib takes longer to load than the rest together.
    from sinokorea_geo.maps.print.canvas import show_in_notebooks
    from sinokorea_geo.maps.print.drawing import Plan, draw_on_axes, draw_on_paper
    from sinokorea_geo.maps.print.fonts import Fonts

    fonts = Fonts(language, title := encodable(title or ""))
    pad = 0.045 if extent is None else 0.0
    plan = Plan(atlas, title, interest, pad, wanted, fonts, corridor)
    if ax is not None:
        return draw_on_axes(ax, plan)
    figure = draw_on_paper((float(size[0]), float(size[1])), plan)
    show_in_notebooks(figure)
    return figure


def _interest(
    atlas: Atlas, extent: Extent | None, corridor: gpd.GeoDataFrame | None
) -> BaseGeometry:
    """Return what the frame has to show, in degrees."""
    if extent is None:
        bands = [] if corridor is None else list(corridor.geometry)
        return shapely.GeometryCollection([atlas.border.geometry, *bands])
    sides = np.asarray(extent, dtype=float).ravel()
    if sides.shape != (4,) or not np.isfinite(sides).all():
        raise InvalidCoordinates(f"extent is {extent}; pass west, south, east, north in degrees")
    west, south, east, north = sides.tolist()
    if west >= east or south >= north:
        raise InvalidCoordinates(
            f"extent is {extent}; west must be less than east, south less than north"
        )
    w, s, e, n = atlas.layer("basemap").total_bounds
    if west < w or south < s or east > e or north > n:
        raise InvalidCoordinates(
            f"extent {extent} reaches beyond the base map, which holds {w:g}–{e:g}°E and "
            f"{s:g}–{n:g}°N"
        )
    return shapely.segmentize(shapely.box(west, south, east, north), (east - west) / 20)
