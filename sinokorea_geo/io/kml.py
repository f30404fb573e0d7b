"""Read KML with a parser that lets a document define nothing and point nowhere.

GDAL reads KML too, but not strictly: it takes ``a,b`` for 0, 0, drops the second of two geometries
and fields that no schema declares, and gives the placemarks in another order.
"""

from __future__ import annotations

from typing import Any, Final
from xml.etree.ElementTree import Element, ParseError, TreeBuilder, XMLParser

from shapely.geometry import shape
from shapely.geometry.base import BaseGeometry

from sinokorea_geo.errors import DataError, InvalidCoordinates, InvalidGeometry
from sinokorea_geo.io.features import WGS84, Features, Limits, as_table, built
from sinokorea_geo.io.source import shown
from sinokorea_geo.io.tables import number

__all__ = ["from_kml"]

_SHAPES: Final = {"Point", "LineString", "LinearRing", "Polygon", "MultiGeometry"}
_OTHERS: Final = {"Model", "Track", "MultiTrack"}


class _Tree(TreeBuilder):
    """Builds a tree of so many elements of a document that defines no entities."""

    def __init__(self, most: int) -> None:
        super().__init__()
        self._left = most

    def start(self, tag: str, attrs: dict[str, str]) -> Element:
        self._left -= 1
        if self._left < 0:
            raise DataError("has more than 1,000 elements and two for each of max_features")
        return super().start(tag, attrs)

    def doctype(self, name: str, pubid: str | None, system: str | None) -> None:
        del pubid, system
        raise DataError(f"has a DOCTYPE ({shown(name)})")


def from_kml(content: bytes, name: str, limits: Limits) -> Features:
    """Read the placemarks of a KML document; refuse one that points to others."""
    root = _xml(content, name, 1_000 + 2 * limits.features)
    kind = _local(root)
    if kind in {"OGRVRTDataSource", "VRTDataset", "GDALTileIndexDataset", "GDAL_WMS"}:
        raise DataError(
            f"{name}: is a GDAL {kind}, a list of other files to open; it is not followed. Pass "
            "the file it points to"
        )
    if kind != "kml":
        raise DataError(f"{name}: is XML ({shown(kind)}) but not KML; convert it to GeoJSON")
    marks = []
    for element in root.iter():
        if _local(element) == "NetworkLink":
            raise DataError(
                f"{name}: holds a NetworkLink, which points to another file; it is not followed. "
                "Open it in Google Earth and save what it shows as KMZ"
            )
        if _local(element) == "Placemark":
            marks.append(element)
    limits.check_features(len(marks), name)
    labels = [f"Placemark {i}" for i in range(len(marks))]
    rows = [_mark_row(m, f"{name}, {label}") for m, label in zip(marks, labels, strict=True)]
    shapes = [_mark_shape(m, f"{name}, {label}") for m, label in zip(marks, labels, strict=True)]
    return Features(as_table(rows, name, limits), shapes, labels.__getitem__, WGS84, stated=True)


def _xml(content: bytes, name: str, most: int) -> Element:
    parser = XMLParser(target=_Tree(most))  # noqa: S314 - no entity can be defined: see _Tree
    try:
        parser.feed(content)
        root: Element = parser.close()
    except DataError as error:
        raise DataError(f"{name}: {error}; it is not KML, or not safe to read") from None
    except (ParseError, ValueError, LookupError) as error:
        raise DataError(
            f"{name}: is not whole, valid XML ({error}); if its encoding is not UTF-8, save it "
            "again as UTF-8"
        ) from error
    return root


def _local(element: Element) -> str:
    return str(element.tag).rpartition("}")[2]


def _child(element: Element, tag: str, where: str) -> Element:
    for child in element:
        if _local(child) == tag:
            return child
    raise InvalidGeometry(f"{where}: its {_local(element)} has no {tag}")


def _mark_row(mark: Element, where: str) -> dict[str, Any]:
    """Name, description and the data a placemark carries, all as text."""
    pairs: list[tuple[str | None, str | None]] = [
        (_local(e), e.text) for e in mark if _local(e) in {"name", "description"}
    ]
    for holder in (e for e in mark if _local(e) == "ExtendedData"):
        for element in holder.iter():
            if _local(element) == "SimpleData":
                pairs.append((element.get("name"), element.text))
            elif _local(element) == "Data":
                pairs.append((element.get("name"), _child(element, "value", where).text))
    row: dict[str, Any] = {}
    for key, value in pairs:
        if value is None or key is None:
            continue
        if row.setdefault(key, value) != value:
            raise DataError(f"{where}: gives {shown(key)} twice; rename or drop one")
    return row


def _mark_shape(mark: Element, where: str) -> tuple[float, float] | BaseGeometry | None:
    found = [e for e in mark if _local(e) in _SHAPES | _OTHERS]
    if len(found) > 1:
        raise InvalidGeometry(f"{where}: has {len(found)} geometries; make a Placemark of each")
    if not found:
        return None
    if _local(found[0]) != "MultiGeometry":
        kind, coordinates = _part(found[0], where)
        if kind == "Point":
            return coordinates or None
        return built(shape, {"type": kind, "coordinates": coordinates}, where=where)
    parts = [_part(e, where) for e in found[0] if _local(e) in _SHAPES | _OTHERS]
    kinds = {kind for kind, _ in parts}
    if len(kinds) > 1 or not all(coordinates for _, coordinates in parts):
        raise InvalidGeometry(
            f"{where}: its MultiGeometry mixes kinds ({', '.join(sorted(kinds))}) or holds empty "
            "ones; make a Placemark of each"
        )
    several = {"type": f"Multi{kinds.pop() if kinds else 'Point'}"}
    return built(shape, several | {"coordinates": [part for _, part in parts]}, where=where)


def _part(element: Element, where: str) -> tuple[str, Any]:
    """Return kind and coordinates of a geometry of one part, as GeoJSON has them."""
    kind = _local(element)
    if kind not in _SHAPES - {"MultiGeometry"}:
        raise InvalidGeometry(f"{where}: is a {kind}; points, lines and areas are read")
    if kind == "Polygon":
        shell = _ring(_child(element, "outerBoundaryIs", where), where)
        return kind, [shell, *(_ring(e, where) for e in element if _local(e) == "innerBoundaryIs")]
    positions = _kml_positions(element, where)
    if kind != "Point":
        return "LineString", positions
    if len(positions) > 1:
        raise InvalidGeometry(f"{where}: is a Point with {len(positions)} positions")
    return kind, positions[0] if positions else ()


def _ring(element: Element, where: str) -> list[tuple[float, float]]:
    return _kml_positions(_child(element, "LinearRing", where), where)


def _kml_positions(element: Element, where: str) -> list[tuple[float, float]]:
    positions = []
    for token in (_child(element, "coordinates", where).text or "").split():
        numbers = token.split(",")
        if len(numbers) not in {2, 3} or "" in numbers[:2]:
            raise InvalidCoordinates(
                f"{where}: {shown(token)} is no position; KML writes longitude,latitude without "
                "a space"
            )
        x, y = (
            number(n, axis, where)
            for n, axis in zip(numbers, ("longitude", "latitude"), strict=False)
        )
        positions.append((x, y))
    return positions
