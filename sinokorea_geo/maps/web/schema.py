"""Define the plain data that Python writes into a page and its scripts read.

A test holds the scripts against these keys: each is read, and no other is. The data of a story's
page is laid down in ``assets/story/schema.json``, in the same way; a key with ``?`` may be missing.
"""

from typing import Any, Required, TypedDict

from sinokorea_geo.maps.style import StyleSpec

#: First and last month, counted since the year 0; None is open.
Span = tuple[int | None, int | None]
#: Longitude and latitude in degrees, EPSG:4326.
Position = tuple[float, float] | list[float]


class ChartSpec(TypedDict):
    """Describe a bar chart: a year and every source's value for each bar."""

    title: str
    bars: list[list[Any]]
    #: How many there are.
    sources: int


class DifferencesSpec(TypedDict):
    """List values that sources state differently, with the ids of the sources."""

    label: str
    of: list[tuple[str, list[tuple[str, list[str]]]]]


class PopupSpec(TypedDict, total=False):
    """Describe a popup; all of it is text."""

    title: str
    zh: str
    ko: str
    hant: list[str]
    hani: list[str]
    former: list[str]
    rows: list[list[str]]
    note: str
    events: list[list[str]]
    differences: DifferencesSpec
    chart: ChartSpec
    sources: list[str]
    more: int


class FeatureSpec(TypedDict, total=False):
    """Describe a feature: a geometry in one of three keys, a style, a popup, dates."""

    id: str
    point: list[float]
    lines: list[str]
    areas: list[list[str]]
    style: StyleSpec
    popup: PopupSpec
    text: str
    alt: str
    rank: float
    z_offset: int
    min_zoom: int
    west: bool
    #: Opens from the search and the table, not under a click.
    passive: bool
    names: list[str]
    kind: str
    status: str
    #: Dated states: first month, last month, status.
    states: list[tuple[int | None, int | None, str]]
    life: Span
    #: Of each event in the popup.
    event_months: list[Span | None]
    #: The items of each filter that the feature is in.
    items: list[list[str]]


class ItemSpec(TypedDict, total=False):
    """Describe an item of a filter with its symbol, or a line of the legend, which has no id."""

    id: str
    label: Required[str]
    style: StyleSpec


class FilterSpec(TypedDict):
    """Describe a way to divide a layer, such as by mode."""

    label: str
    items: list[ItemSpec]


class PointsSpec(TypedDict, total=False):
    """Hold a user's own points by columns; each list has a value for each point."""

    positions: Required[str]
    colours: list[str]
    #: The number of each point's colour, if there are several.
    colour_of: list[int]
    radii: list[float]
    labels: list[str]
    #: Headings and, for each, the texts of a popup.
    columns: list[tuple[str, list[str]]]
    months: list[int | None]


class GroupSpec(TypedDict, total=False):
    """Describe a layer that is switched on and off as a whole."""

    id: Required[str]
    label: Required[str]
    features: Required[list[FeatureSpec]]
    shown: bool
    filters: list[FilterSpec]
    #: The number of the filter that follows the date on the slider.
    status_filter: int
    marks: list[ItemSpec]
    swatch: StyleSpec
    #: Groups with the same word are shown one at a time.
    exclusive: str
    follows_time: bool
    points: PointsSpec
    #: Drawn over the atlas's own lines.
    on_top: bool


class SourceSpec(TypedDict):
    """Describe a source: a line of text and a web address, or an empty one."""

    text: str
    url: str


class HighlightSpec(TypedDict, total=False):
    """Describe a ring round a place, a band along a line, or the name of a country."""

    id: str
    text: str
    at: Position
    lines: list[str]


class MapSpec(TypedDict, total=False):
    """Describe a whole page."""

    language: Required[str]
    title: str
    subtitle: str
    bounds: list[list[float]]
    #: Whether the bounds are the border's.
    fits_border: bool
    #: West, south, east and north of what can be moved to.
    reach: list[list[float]]
    land: dict[str, Any]
    countries: list[HighlightSpec]
    groups: Required[list[GroupSpec]]
    sources: dict[str, SourceSpec]
    words: dict[str, str]
    symbology: dict[str, Any]
    tiles: dict[str, Any]
    months: tuple[int, int]
    events: list[tuple[int, int, str, str, str]]
    at: str
    highlight: list[HighlightSpec]
    #: Id, label and extent of each.
    views: list[dict[str, Any]]
    view: str
    embed: bool
    #: The border, and metres between its vertices.
    line: str
    steps: list[int]
    #: Semi-major axis in metres, and flattening.
    ellipsoid: tuple[float, float]
    attribution: tuple[str, ...]
