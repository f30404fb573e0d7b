"""Read GeoJSON and its kin with the standard library's own parser."""

import json
import re
from typing import Any, Final

import numpy as np
from pyproj import CRS
from shapely.geometry import shape
from shapely.geometry.base import BaseGeometry

from sinokorea_geo.errors import CRSMismatch, DataError, InvalidCoordinates, InvalidGeometry
from sinokorea_geo.io import features
from sinokorea_geo.io.features import WGS84, Features, Limits
from sinokorea_geo.io.source import FORMATS, said, shown
from sinokorea_geo.io.tables import Columns, from_columns, position_columns

#: How many lists a GeoJSON geometry wraps around a position.
_DEPTH: Final = FORMATS["depth"]
_CRS_NAME: Final = re.compile(FORMATS["patterns"]["crs"])
_SURROGATE: Final = re.compile(r"\\u[dD][89a-fA-F]")


def from_json(
    text: str, name: str, limits: Limits, columns: Columns, layer: str | None
) -> Features:
    """Read GeoJSON, GeoJSON a line, TopoJSON, or rows of a table with columns of a position."""
    # What each bracket and each comma takes in memory, roughly.
    limits.check_bytes(100 * (text.count("[") + text.count("{")) + 40 * text.count(","), name)
    document = _document(text, name)
    kind = _type(document)
    if kind == "gdal_streamed_alg":
        raise DataError(said("GDAL pipeline", name))
    if layer is not None and kind != "Topology":
        raise DataError(f"{name}: has no layers; leave out layer={layer!r}")
    if isinstance(document, list) and document and all(isinstance(row, dict) for row in document):
        limits.check_features(len(document), name)
        table = features.as_table(document, name, limits)
        used = position_columns(list(table.columns), columns, name)
        return from_columns(table.astype(object), name, limits, used, "row {}".format)
    if kind == "Topology":
        items = _of_topology(document, name, limits, layer)
    elif kind == "FeatureCollection":
        items = document.get("features")
    elif kind == "Feature":
        items = [document]
    elif kind == "GeometryCollection" or kind in _DEPTH:
        items = [{"type": "Feature", "geometry": document}]
    else:
        raise DataError(said("other JSON", name, kind=shown(kind)))
    if not isinstance(items, list):
        raise DataError(f"{name}: has no list of features; is it GeoJSON?")
    limits.check_features(len(items), name)
    rows, shapes = [], []
    for i, item in enumerate(items):
        where = f"{name}, features[{i}]"
        rows.append(_properties(item, where))
        shapes.append(limits.attempt(_geojson_shape, item.get("geometry"), where))
    crs, stated = _geojson_crs(document, name)
    return Features(
        features.as_table(rows, name, limits), shapes, "features[{}]".format, crs, stated
    )


def _of_topology(
    document: dict[str, Any], name: str, limits: Limits, layer: str | None
) -> list[dict[str, Any]]:
    """Return the features of one object of a topology, the only one if none is named."""
    try:
        chosen = features.chosen_layer(list(document["objects"]), layer, name)
        scale, origin, arcs = (1.0, 1.0), (0.0, 0.0), document["arcs"]
        if how := document.get("transform"):
            scale, origin = how["scale"], how["translate"]
            arcs = [np.cumsum([at[:2] for at in arc], axis=0) for arc in arcs]
        lines = [(np.array([at[:2] for at in arc]) * scale + origin).tolist() for arc in arcs]
        count = 0

        def joined(numbers: list[Any]) -> list[Any]:
            """Return the line of some arcs, those with a negative number run through backwards."""
            nonlocal count
            if numbers and isinstance(numbers[0], list):
                return [joined(part) for part in numbers]
            line: list[Any] = []
            for number in numbers:
                arc = lines[~number][::-1] if number < 0 else lines[number]
                line += arc[bool(line) :]
            count += len(line)
            limits.check_bytes(100 * count, name)
            return line

        top = document["objects"][chosen]
        found = []
        for member in top["geometries"] if top["type"] == "GeometryCollection" else [top]:
            item = {key: member[key] for key in ("id", "properties") if key in member}
            at = None
            if "arcs" in member:
                at = joined(member["arcs"])
            elif "coordinates" in member:
                at = (np.array(member["coordinates"], float)[..., :2] * scale + origin).tolist()
            geometry = None if at is None else {"type": member["type"], "coordinates": at}
            found.append({"type": "Feature", **item, "geometry": geometry})
        return found
    except DataError:
        raise
    except (KeyError, TypeError, IndexError, ValueError, AttributeError, OverflowError) as error:
        raise DataError(said("broken topology", name, error=error)) from error
    except RecursionError:
        raise DataError(f"{name}: is nested too deeply to be TopoJSON") from None


def _document(text: str, name: str) -> Any:
    """Return what JSON holds; of several documents, one a line, a collection or the rows."""
    first, _, rest = text.lstrip().partition("\n")
    if not (first.startswith("{") and first.rstrip().endswith("}") and rest.strip()):
        return _json(text, name)
    lines = [_json(line, name) for line in text.split("\n") if line.strip()]
    if all(_type(line) in _DEPTH for line in lines):
        lines = [{"type": "Feature", "geometry": line} for line in lines]
    if all(_type(line) == "Feature" for line in lines):
        return {"type": "FeatureCollection", "features": lines}
    return lines


def _json(text: str, name: str) -> Any:
    def unique(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
        found = dict(pairs)
        if len(found) < len(pairs):
            names = [key for key, _ in pairs]
            twice = next(key for key in names if names.count(key) > 1)
            raise DataError(f"{name}: one object names {shown(twice)} twice; keep one of them")
        return found

    try:
        document = json.loads(text, object_pairs_hook=unique)
        if _SURROGATE.search(text):
            json.dumps(document, ensure_ascii=False).encode()
    except RecursionError:
        raise DataError(f"{name}: is nested too deeply to be GeoJSON") from None
    except UnicodeEncodeError as error:
        raise DataError(f"{name}: holds half a character (\\ud800 or the like)") from error
    except DataError:
        raise
    except ValueError as error:
        raise DataError(f"{name}: is not whole, valid JSON ({error})") from error
    return document


def _type(item: Any) -> str | None:
    """Return the type that a JSON object names, if it is one and names one."""
    kind = item.get("type") if isinstance(item, dict) else None
    return kind if isinstance(kind, str) else None


def _properties(item: Any, where: str) -> dict[str, Any]:
    """Properties of a feature, with the id it has beside them."""
    if not isinstance(item, dict) or item.get("type") != "Feature":
        raise DataError(f"{where}: is no GeoJSON Feature; mend or drop it")
    geometry = item.get("geometry")
    if "crs" in item or (isinstance(geometry, dict) and "crs" in geometry):
        raise CRSMismatch(f"{where}: names a CRS of its own; one file has one system")
    properties = item.get("properties")
    if not isinstance(properties, dict | None):
        raise DataError(f"{where}: its properties are no object; mend or drop it")
    beside = {"id": item["id"]} if "id" in item else {}
    return beside | (properties or {})


def _geojson_shape(item: Any, where: str) -> tuple[float, float] | BaseGeometry | None:
    if item is None:
        return None
    kind = _type(item)
    if kind == "GeometryCollection":
        raise InvalidGeometry(f"{where}: is a GeometryCollection; make a feature of each part")
    if kind not in _DEPTH:
        raise InvalidGeometry(f"{where}: its geometry is of no GeoJSON type, but {shown(kind)}")
    coords = _positions(item.get("coordinates"), _DEPTH[kind], where)
    if kind == "Point":
        return None if coords is None else (coords[0], coords[1])
    return features.built(shape, {"type": kind, "coordinates": coords}, where=where)


def _positions(item: Any, depth: int, where: str) -> Any:
    """Nested lists of positions, each checked; None if a position is empty."""
    if not isinstance(item, list):
        raise InvalidGeometry(f"{where}: its coordinates are {shown(item)}, not as its type wants")
    if depth:
        return [_positions(part, depth - 1, where) for part in item]
    if not item:
        return None
    # bool is a kind of int, and no coordinate.
    if len(item) < 2 or not all(type(number) in {int, float} for number in item):
        raise InvalidCoordinates(said("no position", where, item=shown(item)))
    try:
        return float(item[0]), float(item[1])
    except OverflowError:
        raise InvalidCoordinates(f"{where}: {shown(item)} is out of all range") from None


def _geojson_crs(document: dict[str, Any], name: str) -> tuple[CRS | None, bool]:
    """Return the system a document names, and whether it names one."""
    if "crs" not in document:
        return WGS84, False
    member = document["crs"]
    if member is None:
        return None, True
    properties = member.get("properties") if isinstance(member, dict) else None
    text = properties.get("name") if isinstance(properties, dict) else None
    match = _CRS_NAME.fullmatch(text) if isinstance(text, str) else None
    if match is None:
        features.refuse_shifted(text if isinstance(text, str) else str(member), name)
        raise CRSMismatch(said("unknown crs member", name, member=shown(member)))
    return features.known_crs(CRS.from_authority, match[1].upper(), match[2], name=name), True
