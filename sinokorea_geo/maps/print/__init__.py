"""Draw the atlas as a figure for print with Matplotlib; no browser is needed."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import TYPE_CHECKING, Unpack

import geopandas as gpd
import numpy as np
import shapely
from shapely.geometry.base import BaseGeometry

from sinokorea_geo.atlas import Atlas
from sinokorea_geo.atlas.names import listed
from sinokorea_geo.errors import CRSMismatch, InvalidCoordinates, encodable, needing
from sinokorea_geo.maps.own_data import OwnLayer, OwnLooks, own_bounds, own_layers
from sinokorea_geo.maps.print.strip import SAID, checked_size, plot_along
from sinokorea_geo.maps.views import Highlight, check_names, highlighted, view_extent
from sinokorea_geo.maps.words import Language, Words, read_json

if TYPE_CHECKING:
    from matplotlib.axes import Axes
    from matplotlib.figure import Figure

__all__ = ["plot", "plot_along"]

#: Layers a figure can show, and whether it does unless told otherwise.
LAYERS: dict[str, bool] = read_json("style.json")["figure layers"]

#: What explains the map, and can be left out.
PIECES = ("legend", "locator", "scale", "degrees")
Extent = tuple[float, float, float, float]


class FigureData(OwnLooks, total=False):
    """Name what a caller adds to a figure; see :func:`plot`."""

    corridor: gpd.GeoDataFrame
    highlight: Iterable[Highlight]
    without: Iterable[str]


def plot(
    atlas: Atlas,
    *,
    layers: Iterable[str] | None = None,
    extent: Extent | str | None = None,
    language: Language | tuple[Language, Language] = "en",
    title: str | None = None,
    size_mm: tuple[float, float] = (180.0, 120.0),
    ax: Axes | None = None,
    **own: Unpack[FigureData],
) -> Figure:
    """Draw the atlas as a figure for print, with a caller's own data on it.

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
        :func:`sinokorea_geo.make_map` by name; your own data, or the whole border if there
        are none, if not given.
    language : {"en", "zh", "ko", "ko-KR"}, or two of them
        Of names and legend; a second one stands below each name. Names are romanised, with
        one warning, if no font is installed that has the characters.
    title : str, optional
        Above the map.
    size_mm : tuple of float
        Width and height of the figure, unless `ax` is given. Type keeps its size, so more
        names find room on a larger sheet.
    ax : matplotlib.axes.Axes, optional
        Axes of your own to draw in, as large as they are to stay. Degrees, title and credits
        stand outside them.
    **own : FigureData
        A caller's own data, see below.

    Returns
    -------
    matplotlib.figure.Figure
        Write it with ``figure.savefig("border.pdf")``; also PNG, SVG and what else
        Matplotlib writes. Text stays text. A notebook shows it. Data in degrees are drawn
        with ``figure.axes[0].scatter(lon, lat, transform=figure.axes[0].lonlat)``.

    Raises
    ------
    InvalidQuantity, InvalidCoordinates, InvalidGeometry, CRSMismatch, PlaceNotFound
        If a layer, language or column is unknown, the size too small or too large, the extent
        none or beyond the base map, a corridor not in degrees, or a highlight no place or line.

    Other Parameters
    ----------------
    points, lines, areas, color, size, label, legend, fit
        As :func:`sinokorea_geo.make_map` takes them; `label` is written beside points, and
        `fit` shows this data if there is no extent.
    corridor : geopandas.GeoDataFrame
        A corridor to draw, from :func:`sinokorea_geo.corridor`.
    highlight : iterable of Place, str or shapely line
        Places, their ids or any of their names, to put a ring round and to name first;
        stretches of the border, from ``atlas.border.between``, to draw a band along.
    without : iterable of str
        What to leave out of ``legend``, ``locator``, ``scale`` and ``degrees``.

    Examples
    --------
    >>> from sinokorea_geo import load_atlas
    >>> figure = plot(load_atlas(), extent=(124.2, 39.9, 124.7, 40.2), size_mm=(90, 80))
    >>> [round(25.4 * side) for side in figure.get_size_inches()]
    [90, 80]
    """
    wanted = [name for name, shown in LAYERS.items() if shown] if layers is None else listed(layers)
    check_names(wanted, LAYERS, "map layer")
    if unknown := sorted(set(own) - FigureData.__optional_keys__):
        raise TypeError(f"plot takes no {unknown[0]!r}")
    without = listed(own.get("without", ()))
    check_names(without, PIECES, "part of a figure")
    corridor = own.get("corridor")
    if corridor is not None and (corridor.crs is None or not corridor.crs.equals("EPSG:4326")):
        raise CRSMismatch(SAID["corridor"].format(crs=corridor.crs))
    size = checked_size(size_mm)
    extent = view_extent(atlas, extent) if isinstance(extent, str) else extent
    first = language if isinstance(language, str) else language[0]
    drawn = own_layers(own, Words(first))
    interest = _interest(atlas, extent, corridor, drawn if own.get("fit", True) else ())

    # Matplotlib takes longer to load than the rest together, and may be left out.
    with needing("print"):
        from sinokorea_geo.maps.print.drawing import Plan, draw_on_axes, draw_on_paper
        from sinokorea_geo.maps.print.fonts import Fonts

    texts = [text for layer in drawn for text, _ in layer.legend]
    texts += [name for layer in drawn if "label" in own for name in layer.names or ()]
    title = encodable(title or "")
    fonts = Fonts(language, "".join([title, *texts]))
    pad = 0.045 if extent is None else 0.0
    highlights = [highlighted(atlas, what) for what in own.get("highlight", ())]
    plan = Plan(
        atlas, title, interest, pad, wanted, fonts, corridor, drawn, highlights,
        frozenset(without),
    )  # fmt: skip
    return draw_on_axes(ax, plan) if ax is not None else draw_on_paper(tuple(size.tolist()), plan)


def _interest(
    atlas: Atlas,
    extent: Extent | None,
    corridor: gpd.GeoDataFrame | None,
    own: Sequence[OwnLayer],
) -> BaseGeometry:
    """Return what the frame has to show, in degrees."""
    w, s, e, n = base = atlas.layer("basemap").total_bounds
    if extent is None and (box := own_bounds(own, base)) is not None:
        seen = shapely.intersection(shapely.box(*box).buffer(0.02), shapely.box(*base))
        if seen.is_empty:
            raise InvalidCoordinates("none of the data lies on the base map; pass fit=False")
        return seen
    if extent is None:
        bands = [] if corridor is None else list(corridor.geometry)
        return shapely.GeometryCollection([atlas.border.geometry, *bands])
    sides = np.asarray(extent, dtype=float).ravel()
    if sides.shape != (4,) or not np.isfinite(sides).all():
        raise InvalidCoordinates(f"extent is {extent}; pass west, south, east, north in degrees")
    west, south, east, north = sides.tolist()
    if west >= east or south >= north:
        raise InvalidCoordinates(SAID["order"].format(extent=extent))
    if west < w or south < s or east > e or north > n:
        raise InvalidCoordinates(SAID["beyond"].format(extent=extent, w=w, s=s, e=e, n=n))
    return shapely.segmentize(shapely.box(west, south, east, north), (east - west) / 20)
