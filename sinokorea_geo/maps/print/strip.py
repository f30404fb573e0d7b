"""Draw a quantity along the border, from the mouth of the Yalu to the tripoint."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from sinokorea_geo.atlas import Atlas
from sinokorea_geo.atlas.history import OPEN_STATUSES
from sinokorea_geo.atlas.store import records
from sinokorea_geo.errors import InvalidQuantity, encodable, needing
from sinokorea_geo.maps.style import COLOURS
from sinokorea_geo.maps.words import Language, read_json

if TYPE_CHECKING:
    from matplotlib.axes import Axes
    from matplotlib.figure import Figure

#: What is said of figures that cannot be drawn.
SAID: dict[str, str] = read_json("print/tables.json")["messages"]
MM = 25.4
NAME_PT, TYPE_PT, TITLE_PT = 6.0, 7.0, 10.0
#: Names of crossings stand upright: this far apart, on paper, at the least.
APART_MM = 2.8
MOST_COLUMNS = 8
SMALLEST_MM, LARGEST_MM = 60.0, 2000.0


def plot_along(
    atlas: Atlas,
    quantity: pd.Series | pd.DataFrame,
    *,
    reach_m: float = 10_000.0,
    label: str = "",
    language: Language = "en",
    title: str | None = None,
    size_mm: tuple[float, float] = (180.0, 80.0),
    ax: Axes | None = None,
) -> Figure:
    """Draw a quantity along the border, reach by reach, with the crossings where they stand.

    Parameters
    ----------
    atlas : Atlas
        The atlas, or one of a date; its crossings are named, those in use first.
    quantity : pandas.Series or pandas.DataFrame
        Numbers indexed by reach, as :func:`sinokorea_geo.count_by_reach` returns them; a reach
        without a number is left empty. Of a frame each column is stacked on the one before.
    reach_m : float
        Length of a reach in metres, as in ``border.reaches(reach_m)``.
    label : str
        What is drawn, and its unit.
    language, title, size_mm, ax
        As for :func:`sinokorea_geo.plot`.

    Returns
    -------
    matplotlib.figure.Figure
        With kilometres along the border below, sections shaded, crossings above.

    Raises
    ------
    InvalidQuantity
        If a reach does not exist, numbers are none, or there are too many columns.

    Examples
    --------
    >>> import pandas as pd
    >>> from sinokorea_geo import load_atlas
    >>> figure = plot_along(load_atlas(), pd.Series({0: 12, 122: 40}), label="ships")
    >>> [len(ax.patches) for ax in figure.axes]
    [4]
    """
    with needing("print"):
        from sinokorea_geo.maps.print.canvas import PrintFigure  # noqa: PLC0415 - slow to load
        from sinokorea_geo.maps.print.fonts import Fonts  # noqa: PLC0415 - slow to load

    reaches = atlas.border.reaches(reach_m)
    table = _checked(quantity, reaches, reach_m)
    title, label = encodable(title or ""), encodable(label)
    fonts = Fonts(language, f"{title}{label}{''.join(map(str, table.columns))}")
    if ax is None:
        sides = tuple(checked_size(size_mm) / MM)
        figure = PrintFigure(figsize=sides, dpi=300, layout="constrained")
        ax = figure.add_subplot()
    family: dict[str, Any] = {"family": fonts.families, "parse_math": False, "usetex": False}
    _bars(ax, table, reaches)
    ax.set_xlim(0.0, atlas.border.length_m / 1000.0)
    for number, section in enumerate(atlas.border.sections):
        ends = section.from_m / 1000.0, section.to_m / 1000.0
        if number % 2 == 0:
            ax.axvspan(*ends, color=COLOURS["land"], zorder=0, linewidth=0, gid="skg-section")
        how = {"ha": "center", "va": "top", "size": NAME_PT, "color": COLOURS["soft"], **family}
        name = fonts.words(f"section-{section.name}")
        ax.text(sum(ends) / 2, 0.98, name, transform=ax.get_xaxis_transform(), **how)
    ax.set_xlabel("km", size=TYPE_PT)
    ax.set_ylabel(label, size=TYPE_PT, **family)
    ax.tick_params(labelsize=TYPE_PT)
    ax.spines[["top", "right"]].set_visible(False)
    if len(table.columns) > 1:
        how = {"loc": "upper center", "bbox_to_anchor": (0.45, 0.92), "frameon": False}
        for text in ax.legend(prop={"family": fonts.families, "size": TYPE_PT}, **how).get_texts():
            text.set(parse_math=False, usetex=False)
    if title:
        ax.figure.suptitle(title, size=TITLE_PT, weight="bold", x=0.01, ha="left", **family)
    _name_crossings(ax, atlas, fonts)
    return ax.figure  # type: ignore[return-value]  # no part of a figure


def checked_size(size_mm: tuple[float, float]) -> NDArray[np.float64]:
    """Check the width and height of a figure in millimetres."""
    size = np.asarray(size_mm, dtype=float).ravel()
    if size.shape != (2,) or not ((size >= SMALLEST_MM) & (size <= LARGEST_MM)).all():
        limits = {"least": SMALLEST_MM, "most": LARGEST_MM}
        raise InvalidQuantity(SAID["size"].format(size=size_mm, **limits))
    return size


def _checked(
    quantity: pd.Series | pd.DataFrame, reaches: pd.DataFrame, reach_m: float
) -> pd.DataFrame:
    """Return numbers for every reach, a column each."""
    table = quantity.to_frame() if isinstance(quantity, pd.Series) else quantity
    if not isinstance(table, pd.DataFrame) or not table.index.is_unique:
        raise InvalidQuantity(SAID["no frame"])
    if (number := len(table.columns)) > MOST_COLUMNS:
        raise InvalidQuantity(SAID["columns"].format(number=number, most=MOST_COLUMNS))
    for unknown in table.index.difference(reaches.index)[:1]:
        facts = {"reach": unknown, "metres": reach_m, "last": reaches.index[-1]}
        raise InvalidQuantity(SAID["no reach"].format(**facts))
    for name in table:
        if not pd.api.types.is_numeric_dtype(table[name]):
            raise InvalidQuantity(f"quantity {name!r} holds {table[name].iloc[0]!r}, no number")
    return table.reindex(reaches.index).astype("float64")


def _bars(ax: Any, table: pd.DataFrame, reaches: pd.DataFrame) -> None:
    """Draw a bar a reach, columns on top of each other."""
    start, end = (reaches[name].to_numpy() for name in ("from_km", "to_km"))
    low = np.zeros(len(table))
    for number, name in enumerate(table):
        high = table[name].to_numpy()
        there = np.flatnonzero(np.isfinite(high))
        colour = COLOURS["border"] if len(table.columns) == 1 else f"C{number}"
        bars = start[there], high[there], (end - start)[there], low[there]
        ax.bar(*bars, align="edge", color=colour, label=str(name), zorder=2)
        low = low + np.nan_to_num(high)


def _name_crossings(ax: Any, atlas: Atlas, fonts: Any) -> None:
    """Name crossings above the axes where there is room, those in use first."""
    crossings = atlas.crossings.dropna(subset=["along_m"])
    crossings = crossings[crossings["line_distance_m"] < 2_000.0]
    crossings = crossings.assign(in_use=crossings["status"].isin(OPEN_STATUSES))
    width_mm = ax.get_position().width * ax.figure.get_figwidth() * MM
    km_apart = APART_MM * atlas.border.length_m / 1000.0 / width_mm
    taken: list[float] = []
    above = ax.get_xaxis_transform()
    for row in records(crossings.sort_values("in_use", ascending=False, kind="stable")):
        km = row["along_m"] / 1000.0
        colour = COLOURS["ink" if row["in_use"] else "soft"]
        ax.axvline(km, color=colour, linewidth=0.4, alpha=0.5, zorder=1, gid="skg-crossing")
        if all(abs(km - other) >= km_apart for other in taken):
            taken.append(km)
            how = {"rotation": 90, "ha": "center", "va": "bottom", "size": NAME_PT}
            how |= {"color": colour, "family": fonts.families, "gid": "skg-crossing-name"}
            ax.text(km, 1.02, fonts.name(row), transform=above, **how)
