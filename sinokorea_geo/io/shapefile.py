"""Shapefiles packed as zip: outlines from .shp and .shx, columns from .dbf, system from .prj."""

from __future__ import annotations

import re
import struct
from pathlib import PurePosixPath
from typing import Any, Final

import numpy as np
import pandas as pd
import shapely
from numpy.typing import NDArray
from pyproj import CRS
from shapely.geometry import LineString, MultiLineString, MultiPoint, MultiPolygon, Polygon
from shapely.geometry.base import BaseGeometry

from sinokorea_geo.errors import DataError, InvalidGeometry
from sinokorea_geo.io.features import Features, Limits, built, check_names, chosen_layer, known_crs
from sinokorea_geo.io.source import Archive, shown

__all__ = ["from_shapefile"]

# Kinds of records; each also with heights (+10) and measures (+20).
_POINT, _LINE, _AREA, _POINTS = 1, 3, 5, 8
#: Encodings by the language byte of a .dbf, where there is no .cpg.
_LANGUAGES: Final = {
    0x03: "cp1252",
    0x4D: "cp936",
    0x4E: "cp949",
    0x4F: "cp950",
    0x57: "cp1252",
    0x78: "cp950",
    0x79: "cp949",
    0x7A: "cp936",
    0x7B: "cp932",
    0xC9: "cp1251",
}


def from_shapefile(archive: Archive, limits: Limits, layer: str | None) -> Features:
    """Read one shapefile of an archive, the only one if none is named."""
    name = archive.name
    stems = {str(PurePosixPath(n).with_suffix("")): n for n in archive.names({".shp"})}
    stem = chosen_layer(list(stems), layer, name)
    parts = {
        PurePosixPath(n).suffix.lower(): n
        for n in archive.names({".shp", ".shx", ".dbf", ".prj", ".cpg"})
        if str(PurePosixPath(n).with_suffix("")) == stem
    }
    missing = sorted({".shp", ".shx", ".dbf"} - set(parts))
    if missing:
        raise DataError(f"{name}: {shown(stem)} lacks its {missing[0]}; pack all of its files")
    read = {suffix: archive.read(member) for suffix, member in parts.items()}
    where = f"{name}, {shown(stem)}"
    offsets = _offsets(read[".shp"], read[".shx"], where)
    limits.check_features(len(offsets), name)
    table, kept = _attributes(read[".dbf"], read.get(".cpg", b""), len(offsets), where)
    rows = np.flatnonzero(kept)  # a row marked as deleted takes its geometry along
    shapes, held = [], 0
    for row in rows:
        record = _record(read[".shp"], int(offsets[row]), f"{name}, record {row}")
        held += len(record)
        if held > len(read[".shp"]):
            raise DataError(f"{where}: its .shx gives one place to many records; mend it")
        shapes.append(_shape(record, f"{name}, record {row}"))
    crs = None
    if ".prj" in read:
        text = read[".prj"][:65_536].decode("utf-8", "replace")
        crs = known_crs(CRS.from_wkt, text.strip("\ufeff\x00 \r\n"), name=name)
    return Features(table, shapes, lambda i: f"record {rows[i]}", crs, stated=True)


def _offsets(shp: bytes, shx: bytes, where: str) -> NDArray[np.int64]:
    """Where records start, once both files are as long as they say."""
    for content, suffix in ((shp, ".shp"), (shx, ".shx")):
        if len(content) < 100 or content[:4] != b"\x00\x00\x27\x0a":
            raise DataError(f"{where}: its {suffix} is no part of a shapefile")
        if 2 * int.from_bytes(content[24:28], "big") > len(content):
            raise DataError(f"{where}: its {suffix} is cut off; copy it again")
    length = max(100, 2 * int.from_bytes(shx[24:28], "big"))
    words = np.frombuffer(shx, ">i4", (length - 100) // 8 * 2, 100).astype(np.int64)
    return 2 * words[::2]


def _record(shp: bytes, offset: int, where: str) -> bytes:
    """Return what stands after the head of a record."""
    words = int.from_bytes(shp[offset + 4 : offset + 8], "big", signed=True)
    end = offset + 8 + 2 * words
    if offset < 100 or words < 2 or end > len(shp):
        raise DataError(f"{where}: is not where its .shx says; copy the file again")
    return shp[offset + 8 : end]


def _shape(record: bytes, where: str) -> tuple[float, float] | BaseGeometry | None:
    (kind,) = struct.unpack_from("<i", record)
    base = kind % 10 if 0 < kind < 30 else kind
    try:
        if kind == 0:
            return None
        if base == _POINT:
            x, y = struct.unpack_from("<2d", record, 4)
            return x, y
        if base == _POINTS:
            (count,) = struct.unpack_from("<i", record, 36)
            return built(MultiPoint, _positions(record, 40, count), where=where)
        if base in {_LINE, _AREA}:
            parts = _parts(record)
            return built(_lines if base == _LINE else _areas, parts, where, where=where)
    except InvalidGeometry:
        raise
    except (struct.error, ValueError) as error:
        raise InvalidGeometry(f"{where}: breaks off or is damaged; copy the file again") from error
    raise InvalidGeometry(f"{where}: is of kind {kind}; points, lines and areas are read")


def _positions(record: bytes, at: int, count: int) -> NDArray[np.float64]:
    if count < 0:
        raise ValueError("a negative count")
    return np.frombuffer(record, "<f8", 2 * count, at).reshape(-1, 2)


def _parts(record: bytes) -> list[NDArray[np.float64]]:
    """Return the positions of each line or ring."""
    parts, points = struct.unpack_from("<2i", record, 36)
    starts = np.frombuffer(record, "<i4", parts, 44) if parts >= 0 else None
    if starts is None or not parts or starts[0] != 0 or (np.diff(starts) <= 0).any():
        raise ValueError("parts out of order")
    return np.split(_positions(record, 44 + 4 * parts, points), starts[1:])


def _lines(parts: list[NDArray[np.float64]], where: str) -> BaseGeometry:
    del where
    return LineString(parts[0]) if len(parts) == 1 else MultiLineString(parts)


def _areas(parts: list[NDArray[np.float64]], where: str) -> BaseGeometry:
    """Areas of rings: outlines run clockwise, holes the other way, in any order."""
    if len(parts) == 1:
        return Polygon(parts[0])
    rings = np.array([shapely.linearrings(part) for part in parts])
    is_hole = shapely.is_ccw(rings)
    outlines = shapely.polygons(rings[~is_hole])
    holes: list[list[Any]] = [[] for _ in outlines]
    inside = shapely.STRtree(outlines)
    for ring in rings[is_hole]:
        around = inside.query(ring, predicate="covered_by")
        if not len(around):
            raise InvalidGeometry(f"{where}: has a hole outside of every outline; mend it")
        smallest = around[np.argmin(shapely.area(outlines[around]))]
        holes[smallest].append(ring)
    areas = [
        Polygon(outline.exterior, inner) for outline, inner in zip(outlines, holes, strict=True)
    ]
    return areas[0] if len(areas) == 1 else MultiPolygon(areas)


def _attributes(
    dbf: bytes, cpg: bytes, wanted: int, where: str
) -> tuple[pd.DataFrame, NDArray[np.bool_]]:
    """Return the rows that are not marked as deleted, and which those are."""
    if len(dbf) < 33:
        raise DataError(f"{where}: its .dbf is cut off; copy it again")
    count, start, width = struct.unpack_from("<IHH", dbf, 4)
    if count != wanted:
        raise DataError(
            f"{where}: has {wanted:,} geometries but {count:,} rows; its files do not belong "
            "together"
        )
    fields, at = _fields(dbf[:start])
    if at != width or start + count * width > len(dbf):
        raise DataError(f"{where}: its .dbf is cut off or damaged; copy it again")
    strange = [kind for _, kind, _, _ in fields if kind not in "CNFLD"]
    if strange:
        raise DataError(f"{where}: has a column of kind {shown(strange[0])}; drop it")
    encoding = _encoding(cpg, dbf[29])
    rows = [dbf[start + i * width : start + (i + 1) * width] for i in range(count)]
    kept = np.array([row[:1] != b"*" for row in rows], dtype=bool)
    try:
        columns = {
            _text(label, encoding): [
                _value(row[at : at + size], kind, encoding)
                for row, keep in zip(rows, kept, strict=True)
                if keep
            ]
            for label, kind, at, size in fields
        }
    except (UnicodeDecodeError, LookupError) as error:
        raise DataError(
            f"{where}: its .dbf is not in {shown(encoding)}; add a .cpg file that names its "
            "encoding, such as GBK, or save it again as UTF-8"
        ) from error
    except ValueError as error:
        raise DataError(f"{where}: its .dbf is damaged ({shown(str(error))})") from error
    if len(columns) < len(fields):
        raise DataError(f"{where}: its .dbf has two columns of one name; rename one")
    check_names(list(columns), where)
    return pd.DataFrame(columns, index=range(int(kept.sum()))), kept


def _fields(head: bytes) -> tuple[list[tuple[bytes, str, int, int]], int]:
    """Label, kind, place in a row and size of every column, and the size of a row."""
    fields, at = [], 1
    for start in range(32, len(head) - 31, 32):
        if head[start : start + 1] == b"\r":
            break
        label = head[start : start + 11].partition(b"\x00")[0]
        size = head[start + 16]
        fields.append((label, chr(head[start + 11]), at, size))
        at += size
    return fields, at


def _text(cell: bytes, encoding: str) -> str:
    """Text of a cell, without the part of a character that the width of its column cut off."""
    try:
        return cell.decode(encoding)
    except UnicodeDecodeError as error:
        if error.end < len(cell) or error.start < len(cell) - 3:
            raise
        return cell[: error.start].decode(encoding)


def _encoding(cpg: bytes, language: int) -> str:
    text = cpg[:40].decode("ascii", "replace").strip().lower()
    if not text:
        return _LANGUAGES.get(language, "utf-8")
    if match := re.fullmatch(r"(?:ansi |oem |cp)?(\d{3,5})", text):
        return "utf-8" if match[1] == "65001" else f"cp{match[1]}"
    if match := re.fullmatch(r"iso[ -]?8859-?(\d{1,2})", text):
        return f"iso8859-{match[1]}"
    return text


def _value(cell: bytes, kind: str, encoding: str) -> Any:
    if kind == "C":
        return _text(cell, encoding).rstrip(" \x00")
    text = cell.decode("latin-1").strip(" \x00")
    if not text or set(text) == {"*"} or text == "?":
        return None
    if kind in "NF":
        return int(text) if text.lstrip("+-").isdigit() else float(text)
    if kind == "L":
        return text in "TtYy"
    return None if text == "00000000" else f"{text[:4]}-{text[4:6]}-{text[6:]}"
