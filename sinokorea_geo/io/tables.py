"""Read tables whose columns hold positions: CSV and the like, and Parquet."""

import csv
import io
import itertools
import json
import re
import struct
from collections.abc import Sequence
from typing import Any, Final

import pandas as pd
import shapely
from pyproj import CRS
from shapely.geometry.base import BaseGeometry

from sinokorea_geo.errors import CRSMismatch, DataError, InvalidCoordinates, InvalidGeometry
from sinokorea_geo.io.features import (
    MOST_COLUMNS,
    WGS84,
    Faults,
    Features,
    Limits,
    built,
    check_names,
    known_crs,
    refuse_shifted,
)
from sinokorea_geo.io.source import FORMATS, said, shown

# GEOS follows nested collections until the stack ends; none of these can be nested.
_WKT: Final = re.compile(r"(?i)\s*(?:MULTI)?(?:POINT|LINESTRING|POLYGON)\s*(?:[ZM]|ZM)?\s*\(")
_DEGREES: Final = re.compile(FORMATS["patterns"]["degrees"])


def from_csv(text: str, name: str, limits: Limits, lon: str, lat: str) -> Features:
    """Read a table with a column for longitude and one for latitude, or one of WKT."""
    old = csv.field_size_limit(len(text) + 1)  # an outline may fill a large cell
    try:
        reader, header, columns = _header(text, name, lon, lat)
        lines, rows, faults = _rows(reader, len(header), name, limits)
    except csv.Error as error:
        raise DataError(f"{name}: is not whole, valid CSV ({error})") from error
    finally:
        csv.field_size_limit(old)
    used = [header.index(column) for column in columns]
    kept = [i for i in range(len(header)) if i not in used]
    check_names([header[i] for i in kept], name)
    cells, named = [[row[i] for i in kept] for row in rows], [header[i] for i in kept]
    table = pd.DataFrame(cells, range(len(rows)), named, dtype=str)
    shapes = [
        faults.get(line)
        or limits.attempt(_row_shape, [row[i] for i in used], columns, f"{name}, line {line}")
        for line, row in zip(lines, rows, strict=True)
    ]
    return Features(table, shapes, lambda i: f"line {lines[i]}")


def _rows(reader: Any, width: int, name: str, limits: Limits) -> tuple[Any, Any, Faults]:
    """Return the lines of rows that are not empty, the rows, and those of another width by line."""
    lines, rows, faults = list[int](), list[list[str]](), Faults()
    for row in reader:
        if not row:
            continue
        if len(row) != width:
            at = f"{name}, line {reader.line_num}"
            fault = DataError(said("row of another width", at, cells=len(row), columns=width))
            if limits.raising:
                raise fault
            faults[reader.line_num] = fault
        lines.append(reader.line_num)
        rows.append([*row[:width], *[""] * (width - len(row))])
        limits.check_features(len(lines), name)
    return lines, rows, faults


def _header(text: str, name: str, lon: str, lat: str) -> tuple[Any, list[str], tuple[str, ...]]:
    """Return the rows after the header, the header, and the columns of the position."""
    best: list[str] = []
    for delimiter in ",\t;":
        reader = csv.reader(io.StringIO(text, newline=""), delimiter=delimiter, strict=True)
        try:
            header = next((row for row in reader if row), [])
        except csv.Error:
            continue
        header = [cell.strip() or f"column_{i}" for i, cell in enumerate(header, 1)]
        if columns := _position_columns(header, lon, lat, name):
            return reader, header, columns
        best = max(best, header, key=len)
    listed = ", ".join(shown(cell, 20) for cell in best[:12])
    raise _no_columns(name, lon, lat, listed or "no header that can be read")


def _no_columns(name: str, lon: str, lat: str, listed: str) -> DataError:
    return DataError(said("no position columns", name, lon=lon, lat=lat, listed=listed))


def _position_columns(header: Sequence[str], lon: str, lat: str, name: str) -> tuple[str, ...]:
    """Return the two columns that hold positions, or the one that holds WKT, or none."""
    if len(header) > MOST_COLUMNS:
        raise DataError(f"{name}: has {len(header):,} columns; {MOST_COLUMNS:,} is the most")
    for column in (lon, lat):
        if header.count(column) > 1:
            raise DataError(f"{name}: has two columns called {shown(column)}; rename one")
    if lon in header and lat in header:
        refuse_shifted(f"{lon} {lat}", name)
        return lon, lat
    if (lon, lat) != ("lon", "lat"):
        return ()
    lower = [column.lower() for column in header]

    def named(what: str) -> list[str]:
        names = FORMATS["columns"][what]
        return [column for column, low in zip(header, lower, strict=True) if low in names]

    fitting: list[tuple[str, ...]] = list(itertools.product(named("lon"), named("lat")))
    fitting = fitting or [(column,) for column in named("wkt") + named("pair")]
    if len(fitting) > 1:
        listed = " or ".join(shown(" and ".join(columns)) for columns in fitting[:4])
        raise DataError(f"{name}: is its position in {listed}? Pass lon= and lat=, or drop one")
    return fitting[0] if fitting else ()


def _row_shape(
    cells: Sequence[str], columns: Sequence[str], where: str
) -> tuple[float, float] | BaseGeometry | None:
    if len(cells) == 2:
        x, y = (degrees(*pair, where) for pair in zip(cells, columns, ("EW", "NS"), strict=True))
        return x, y
    text = cells[0]
    if columns[0].lower() in FORMATS["columns"]["pair"]:
        return _pair(text, columns[0], where)
    if not text.strip() or text.strip().upper().endswith("EMPTY"):
        return None
    if not _WKT.match(text):
        raise InvalidGeometry(said("no WKT", where, text=shown(text, 30)))
    return built(shapely.from_wkt, text, where=where)


def _pair(text: str, column: str, where: str) -> tuple[float, float] | None:
    """Read latitude and longitude from one cell, in this order unless it cannot be."""
    parts = [text]
    for mark in (";", "/", "|", ", ", ",", " "):
        parts = parts if parts[1:] else text.strip(" ()[]").split(mark)
        if len(parts) == 2:
            turned = (
                column.lower() in FORMATS["columns"]["lonlat"]
                or abs(degrees(parts[0], column, "NSEW", where)) > 90
            )
            x, y = parts if turned else parts[::-1]
            return degrees(x, column, "EW", where), degrees(y, column, "NS", where)
    if not text.strip():
        return None
    raise InvalidCoordinates(said("no pair", where, column=shown(column), text=shown(text)))


def degrees(text: str, what: str, letters: str, where: str) -> float:
    """Return the degrees that text stands for: 130.5, 130,5, 130°30′E or W 130°30'0″."""
    try:
        return number(text, what, where)
    except InvalidCoordinates:
        match = _DEGREES.fullmatch(text)
        if match is None:
            raise
    before, sign, *parts, after = match.groups(default="")
    letter = (before or after).upper()
    if letter and letter not in letters:
        raise InvalidCoordinates(f"{where}: {shown(what)} is {shown(text)}; are columns swapped?")
    whole, minutes, seconds = (float(part.replace(",", ".") or 0) for part in parts)
    value = whole + minutes / 60 + seconds / 3600
    return -value if (sign == "-") is not (letter in {"S", "W"}) else value


def number(text: str, what: str, where: str) -> float:
    """Return the number that text stands for, or an error that says what is none, and where."""
    try:
        if "_" in text:
            raise ValueError
        return float(text)
    except ValueError:
        if not text.strip():
            raise InvalidCoordinates(said("empty cell", where, what=shown(what))) from None
        raise InvalidCoordinates(
            said("no number", where, what=shown(what), text=shown(text))
        ) from None


def from_parquet(content: bytes, name: str, limits: Limits, lon: str, lat: str) -> Features:
    """Read GeoParquet, or a Parquet table with columns for longitude and latitude."""
    pa, pq = _pyarrow(name)
    try:
        with pq.ParquetFile(pa.BufferReader(content)) as file:
            limits.check_features(file.metadata.num_rows, name)
            names = [str(column) for column in file.schema_arrow.names]
            check_names([column for column in names if column != "geometry"], name)
            about = _geo(file.schema_arrow.metadata or {}, names, name)
            batches, held = [], 0
            for batch in file.iter_batches(batch_size=4096):
                held += batch.nbytes
                limits.check_bytes(held, name)
                batches.append(batch)
            whole = pa.Table.from_batches(batches, file.schema_arrow)
            # What a file says about pandas is not obeyed.
            table = whole.replace_schema_metadata().to_pandas()
    except (pa.ArrowException, OSError, OverflowError, UnicodeDecodeError) as error:
        raise DataError(f"{name}: is damaged or truncated Parquet ({shown(str(error))})") from error
    if about is None:
        return _from_columns(table, name, limits, lon, lat)
    column, crs = about
    shapes = [
        None if blob is None else limits.attempt(_from_wkb, bytes(blob), f"{name}, row {i}")
        for i, blob in enumerate(table.pop(column))
    ]
    check_names(list(table.columns), name)
    return Features(table, shapes, "row {}".format, crs, stated=True)


def _pyarrow(name: str) -> tuple[Any, Any]:
    """Return pyarrow and its Parquet module, or say how to get them."""
    try:
        # Not a dependency: whoever reads no Parquet does without. It has no stubs.
        import pyarrow as pa  # type: ignore[import-not-found, import-untyped, unused-ignore]  # noqa: PLC0415
        import pyarrow.parquet as pq  # type: ignore[import-not-found, import-untyped, unused-ignore]  # noqa: PLC0415
    except ImportError as error:
        raise DataError(said("needs pyarrow", name)) from error
    if int(pa.__version__.partition(".")[0]) < 15:
        raise DataError(said("old pyarrow", name, version=pa.__version__))
    return pa, pq


def _geo(
    metadata: dict[bytes, bytes], names: Sequence[str], name: str
) -> tuple[str, CRS | None] | None:
    """Return the geometry column and its system, if the file says it is GeoParquet."""
    if b"geo" not in metadata:
        return None
    try:
        about = json.loads(metadata[b"geo"])
        column = about["primary_column"]
        entry = about["columns"][column]
        encoding = entry["encoding"]
    except (ValueError, KeyError, TypeError, RecursionError) as error:
        raise DataError(f"{name}: what it says of its geometry cannot be read") from error
    if encoding != "WKB" or column not in names:
        raise DataError(f"{name}: its geometry is not a column in WKB; write it again as WKB")
    crs = entry.get("crs", WGS84)  # GeoParquet takes longitude and latitude for granted
    if crs is None or crs is WGS84:
        return column, crs
    if not isinstance(crs, dict):
        raise CRSMismatch(f"{name}: its coordinate system is {shown(crs)}, not PROJJSON")
    label = str(crs.get("name"))
    return column, known_crs(lambda _: CRS.from_json_dict(crs), label, name=name)


def _from_columns(table: pd.DataFrame, name: str, limits: Limits, lon: str, lat: str) -> Features:
    columns = _position_columns(list(table.columns), lon, lat, name)
    if not columns:
        raise _no_columns(name, lon, lat, ", ".join(shown(c, 20) for c in table.columns[:12]))
    rows = zip(*(table.pop(column).tolist() for column in columns), strict=True)
    shapes = [
        limits.attempt(_row_shape, [str(cell) for cell in row], columns, f"{name}, row {i}")
        for i, row in enumerate(rows)
    ]
    check_names(list(table.columns), name)
    return Features(table, shapes, "row {}".format)


def _from_wkb(blob: bytes, where: str) -> BaseGeometry:
    """Return what the bytes hold, if it is flat: deeply nested collections let GEOS crash."""
    try:
        flat = _is_flat(blob)
    except struct.error as error:
        raise InvalidGeometry(f"{where}: its geometry breaks off; mend the file") from error
    if not flat:
        raise InvalidGeometry(said("collection", where))
    return built(shapely.from_wkb, blob, where=where)


def _is_flat(blob: bytes) -> bool:
    kind, order, size = _kind(blob, 0)
    if kind in {1, 2, 3}:
        return True
    if kind not in {4, 5, 6}:
        return False
    (count,) = struct.unpack_from(f"{order}I", blob, 5)
    at = 9
    for _ in range(count):
        part, order, size = _kind(blob, at)
        if part != kind - 3:
            return False
        at += 5
        if part == 1:
            at += size
            continue
        (rings,) = struct.unpack_from(f"{order}I", blob, at) if part == 3 else (1,)
        at += 4 * (part == 3)
        for _ in range(rings):
            (points,) = struct.unpack_from(f"{order}I", blob, at)
            at += 4 + points * size
    return True


def _kind(blob: bytes, at: int) -> tuple[int, str, int]:
    """Return kind, order of bytes and bytes a position takes of the geometry that starts here."""
    order = "<" if blob[at : at + 1] == b"\x01" else ">"
    (code,) = struct.unpack_from(f"{order}I", blob, at + 1)
    kind, flags = code & 0x0FFFFFFF, code >> 28
    # Heights and measures: a flag for each, or thousands (1000 Z, 2000 M, 3000 both).
    more = (0, 1, 1, 2)[kind // 1000 % 4] + (flags >> 3) + (flags >> 2 & 1)
    # A reference number of its own would lie between: no format read here has one.
    return 0 if flags & 2 or kind >= 4000 else kind % 1000, order, 8 * (2 + more)
