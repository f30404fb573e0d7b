"""Read KML and GPX with a parser that lets a document define nothing and point nowhere.

GDAL reads KML too, but not strictly: it takes ``a,b`` for 0, 0, drops the second of two geometries
and fields that no schema declares, and gives the placemarks in another order. Placemarks are read
one by one and forgotten, so that a large document does not stand in memory twice.
"""

import contextlib
import posixpath
from collections.abc import Callable, Iterator
from typing import Any, Final
from xml.etree.ElementTree import Element, ParseError, TreeBuilder, XMLParser

import numpy as np
import shapely
from numpy.typing import NDArray

from sinokorea_geo.errors import DataError, InvalidCoordinates, InvalidGeometry, SinoKoreaGeoError
from sinokorea_geo.io.features import Features, Limits, Shape, as_table, built
from sinokorea_geo.io.source import FORMATS, said, shown
from sinokorea_geo.io.tables import number

#: What holds positions, and the kind each is.
_POINT, _LINE, _AREA = shapely.multipoints, shapely.multilinestrings, shapely.multipolygons
_KINDS: Final = {"Point": _POINT, "LineString": _LINE, "LinearRing": _LINE, "Track": _LINE,
                 "Polygon": _AREA}  # fmt: skip
_GPX: Final = FORMATS["gpx"]
_COLUMNS, _LEFT_OUT = FORMATS["kml"]["columns"], FORMATS["kml"]["left_out"]
_DEEPEST: Final = 100


def from_markup(
    read: Callable[[str], bytes], members: list[str], name: str, limits: Limits
) -> Features:
    """Read the placemarks of KML documents or the places of GPX, and list what else there is."""
    rows: list[dict[str, Any]] = []
    shapes, labels, left_out = list[Shape](), list[str](), list[str]()
    inside = set(members)
    for member in members:
        called = f"{name}, {shown(member)}" if member else name
        marks = _Marks(called, limits, posixpath.dirname(member), inside)
        marks.read(read(member))
        before = f"{shown(member)}, " if members[1:] else ""
        rows += [{"document": member} | row for row in marks.rows] if before else marks.rows
        limits.check_features(len(rows), name)
        shapes += marks.shapes
        labels += [before + label for label in marks.labels]
        left_out += [before + what for what in marks.left_out]
    if left_out and not rows:
        listed = "; ".join(left_out[:3])
        raise DataError(f"{name}: holds no features that can be read ({listed})")
    table, where = as_table(rows, name, limits), labels.__getitem__
    return Features(table, shapes, where, stated=True, left_out=tuple(left_out))


class _Marks(TreeBuilder):
    """Takes placemarks out of a document that defines no entities, so that none can grow."""

    def __init__(self, name: str, limits: Limits, folder: str, inside: set[str]) -> None:
        super().__init__()
        self._name, self._limits = name, limits
        # Documents of the same archive are read too; links to them lead nowhere else.
        self._folder, self._inside = folder, inside
        self._tags: list[str] = []
        self._folders: list[str] = []
        self._count = 0
        # Elements in memory: all but those of placemarks that are read.
        self._held = self._before_mark = 0
        self.rows: list[dict[str, Any]] = []
        self.shapes: list[Shape] = []
        self.labels: list[str] = []
        self.left_out: list[str] = []
        self.colors: dict[str, dict[str, str]] = {}
        #: Of each row, the styles that may colour it, and the colours of its own style.
        self.looks: list[tuple[list[str], dict[str, str]]] = []
        #: Of pairs of styles, the one for when nothing points at the placemark.
        self.normal: dict[str, str] = {}

    def read(self, content: bytes) -> None:
        """Read a document, and give its placemarks the colours of their styles."""
        parser = XMLParser(target=self)  # noqa: S314 - no entity can be defined: see doctype
        try:
            parser.feed(content)
            kind = _local(parser.close())
        except SinoKoreaGeoError:
            raise
        except (ParseError, ValueError, LookupError) as error:
            raise DataError(said("broken XML", self._name, error=error)) from error
        if kind in {"OGRVRTDataSource", "VRTDataset", "GDALTileIndexDataset", "GDAL_WMS"}:
            raise DataError(said("GDAL list", self._name, kind=kind))
        if kind not in {"kml", "gpx"}:
            raise DataError(said("other XML", self._name, kind=shown(kind)))
        for row, (styles, own) in zip(self.rows, self.looks, strict=True):
            style = row.get("style", "").lstrip("#")
            colors = self.colors.get(self.normal.get(style, style), {}) | own
            if found := [colors[each] for each in styles if each in colors]:
                if row.get("color", found[0]) != found[0]:
                    row["data_color"] = row["color"]
                row["color"] = found[0]

    def doctype(self, name: str, pubid: str | None, system: str | None) -> None:
        del pubid, system
        raise DataError(said("doctype", self._name, kind=shown(name)))

    def start(self, tag: str, attrs: dict[str, str]) -> Element:
        self._tags.append(tag.rpartition("}")[2])
        self._held += 1
        if self._held > 1_000 + 2 * self._limits.features:
            raise DataError(f"{self._name}: has more elements than so many features need")
        if self._tags[-1] in {"Placemark", *_GPX}:
            self._before_mark = self._held
        if self._tags[-1] == "Folder":
            self._folders.append("")
            if len(self._folders) > _DEEPEST:
                raise DataError(f"{self._name}: has folders more than {_DEEPEST} deep")
        return super().start(tag, attrs)

    def end(self, tag: str) -> Element:
        element, local = super().end(tag), self._tags.pop()
        above = self._tags[-1] if self._tags else ""
        if local == "name" and above == "Folder":
            self._folders[-1] = (element.text or "").strip()
        elif local == "Folder":
            self._folders.pop()
        elif local == "Placemark" or (local in _GPX and above == "gpx"):
            self._count += 1
            self._limits.check_features(self._count, self._name)
            (self._take if local == "Placemark" else self._take_gpx)(element)
            self._held = self._before_mark
            element.clear()
        elif local == "StyleMap":
            pairs = [{_local(e): (e.text or "").strip() for e in pair} for pair in element]
            urls = (p.get("styleUrl", "") for p in pairs if p.get("key") == "normal")
            self.normal[element.get("id", "")] = next(urls, "").lstrip("#")
        elif local == "Style" and "id" in element.attrib:
            self.colors[element.attrib["id"]] = _colors(element)
        elif local in _LEFT_OUT:
            hrefs = ((e.text or "").strip() for e in element.iter() if _local(e) == "href")
            paths = (posixpath.normpath(posixpath.join(self._folder, href)) for href in hrefs)
            if not any(path in self._inside for path in paths):
                named = "".join(f" {shown(e.text)}" for e in element if _local(e) == "name")
                self.left_out.append(f"{local}{named}: {_LEFT_OUT[local]}")
            element.clear()
        return element

    def _take(self, mark: Element) -> None:
        """Keep a placemark: a feature for each kind of geometry in it."""
        label = f"Placemark {self._count - 1}"
        where = f"{self._name}, {label}"
        row = _row(mark, "/".join(filter(None, self._folders)), where)
        own = [_colors(element) for element in mark if _local(element) == "Style"][-1:]
        parts: dict[Any, list[Any]] = {}
        times: list[tuple[str, str]] = []
        called = f"{label} {shown(row['name'])}" if "name" in row else label
        for leaf in _leaves(mark):
            kind = _local(leaf)
            if kind == "Model":
                self.left_out.append(f"{called}: a Model is not read")
                continue
            shape = self._limits.attempt(_shape, leaf, where)
            if shape is None:
                self.left_out.append(f"{called}: its {kind} is empty")
            elif isinstance(shape, SinoKoreaGeoError):
                self._keep(row, shape, label)
            else:
                parts.setdefault(_KINDS[kind], []).append(shape)
            if when := [e.text or "" for e in leaf if _local(e) == "when"]:
                times.append((when[0], when[-1]))
        if times:  # of several tracks, in whichever order, the first and the last
            row |= {"begin": min(times)[0], "end": max(end for _, end in times)}
        told = self.left_out[-1:] + self.labels[-1:]
        if not parts and not any(said.startswith((called, label)) for said in told):
            self.left_out.append(f"{called}: has no geometry")
        for several, shapes in parts.items():
            shape = built(several, shapes, where=where) if shapes[1:] else shapes[0]
            self._keep(row, shape, label, (FORMATS["kml"]["styles"][several.__name__], dict(*own)))

    def _take_gpx(self, mark: Element) -> None:
        """Keep a place of GPX: a waypoint, a route or a track of several lines."""
        local = _local(mark)
        label = f"{local} {self._count - 1}"
        where = f"{self._name}, {label}"
        texts = {_local(child): (child.text or "").strip() for child in mark if not len(child)}
        row = {"kind": _GPX[local]} | {name: text for name, text in texts.items() if text}
        parts = [e for e in mark if _local(e) == "trkseg"] if local == "trk" else [mark]
        lines = [[p for p in part if _local(p) in {"rtept", "trkpt"}] for part in parts]
        times = [e.text for line in lines for p in line for e in p if _local(e) == "time"]
        if times:
            row |= {"begin": times[0], "end": times[-1]}
        whole = [[mark]] if local == "wpt" else [line for line in lines if line[1:]]
        if not whole or len(whole) < len(lines):
            self.left_out.append(f"{label}: has a line of less than two positions")
        if whole:
            self._keep(row, self._limits.attempt(_gpx_shape, local, whole, where), label)

    def _keep(self, row: dict[str, Any], shape: Any, label: str, look: Any = ([], {})) -> None:
        """Keep a row with its shape, or with why it has none, and what colours it."""
        self.shapes.append(shape)
        self.looks.append(look)
        self.rows.append(dict(row))
        self.labels.append(label)


def _gpx_shape(local: str, lines: list[list[Element]], where: str) -> Any:
    """Return a point, a line or several lines."""

    def at(mark: Element) -> tuple[float, float]:
        return number(mark.get("lon", ""), "lon", where), number(mark.get("lat", ""), "lat", where)

    if local == "wpt":
        return at(lines[0][0])
    parts = [built(shapely.LineString, list(map(at, line)), where=where) for line in lines]
    return built(_LINE, parts, where=where) if parts[1:] else parts[0]


def _local(element: Element) -> str:
    return str(element.tag).rpartition("}")[2]


def _child(element: Element, tag: str, where: str) -> Element:
    for child in element:
        if _local(child) == tag:
            return child
    raise InvalidGeometry(f"{where}: its {_local(element)} has no {tag}")


def _colors(style: Element) -> dict[str, str]:
    """Return the colours of a style as HTML writes them; KML writes alpha, blue, green, red."""
    found = {}
    for part in style:
        text = next(((e.text or "").strip() for e in part if _local(e) == "color"), "")
        if len(text) == 8:
            found[_local(part)] = f"#{text[6:8]}{text[4:6]}{text[2:4]}".lower()
    return found


def _row(mark: Element, folder: str, where: str) -> dict[str, Any]:
    """Name, folder, times, style and the data a placemark carries, all as text."""
    row: dict[str, Any] = {"folder": folder} if folder else {}
    for holder in (mark, *(e for e in mark if _local(e) in {"TimeSpan", "TimeStamp"})):
        for element in holder:
            key = _local(element)
            if key in _COLUMNS:
                _put(row, _COLUMNS[key], element.text, where)
    own = dict(row)
    for data in (e for holder in mark if _local(holder) == "ExtendedData" for e in holder.iter()):
        if _local(data) in {"SimpleData", "Data"} and (name := data.get("name")) is not None:
            simple = _local(data) == "SimpleData"
            text = data.text if simple else _child(data, "value", where).text
            _put(row, f"data_{name}" if own.get(name, text) != text else name, text, where)
    return row


def _put(row: dict[str, Any], key: str, text: str | None, where: str) -> None:
    if text is not None and row.setdefault(key, text) != text:
        raise DataError(f"{where}: gives {shown(key)} twice; rename or drop one")


def _leaves(mark: Element) -> Iterator[Element]:
    """Give the geometries of a placemark that hold positions, in order, however nested."""
    waiting = list(mark)[::-1]
    while waiting:
        element = waiting.pop()
        if _local(element) in _KINDS or _local(element) == "Model":
            yield element
        elif _local(element) in {"MultiGeometry", "MultiTrack"}:
            waiting += list(element)[::-1]


def _shape(leaf: Element, where: str) -> Any:
    """Return a geometry of one part; None if it is empty."""
    kind = _local(leaf)
    if kind == "Polygon":
        outer = _child(leaf, "outerBoundaryIs", where)
        inner = [e for e in leaf if _local(e) == "innerBoundaryIs"]
        rings = [_child(e, "LinearRing", where) for e in (outer, *inner)]
        shell, *holes = (_coordinates(ring, where) for ring in rings)
        return built(shapely.Polygon, shell, holes, where=where) if len(shell) else None
    if kind == "Track":
        text = " ".join(",".join((e.text or "").split()) for e in leaf if _local(e) == "coord")
    at = _positions(text, where) if kind == "Track" else _coordinates(leaf, where)
    if kind == "Point" and len(at) > 1:
        raise InvalidGeometry(f"{where}: is a Point with {len(at)} positions")
    if kind == "Point" or not len(at):
        return tuple(at[0]) if len(at) else None
    if len(at) == 1:
        raise InvalidGeometry(f"{where}: is a {kind} with one position; a line needs two")
    return built(shapely.LineString, at, where=where)


def _coordinates(element: Element, where: str) -> NDArray[np.float64]:
    return _positions(_child(element, "coordinates", where).text or "", where)


def _positions(text: str, where: str) -> NDArray[np.float64]:
    """Return longitudes and latitudes, (n, 2); heights are left out."""
    tokens = text.split()
    numbers = text.replace(",", " ").split()
    commas = {token.count(",") for token in tokens}
    if commas <= {1, 2} and len(numbers) == len(tokens) * sum(commas, 1) and "_" not in text:
        with contextlib.suppress(ValueError):
            return np.array(list(map(float, numbers))).reshape(len(tokens), -1)[:, :2]
    return np.array([_position(token, where) for token in tokens]).reshape(-1, 2)


def _position(token: str, where: str) -> tuple[float, float]:
    numbers = token.split(",")
    if len(numbers) not in {2, 3} or "" in numbers[:2]:
        raise InvalidCoordinates(said("no KML position", where, token=shown(token)))
    return number(numbers[0], "longitude", where), number(numbers[1], "latitude", where)
