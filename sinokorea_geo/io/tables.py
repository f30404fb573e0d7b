"""Read tables whose columns hold positions: text with commas and the like, and workbooks."""

import contextlib
import csv
import io
import itertools
import re
import struct
import sys
import warnings
from collections.abc import Iterable, Sequence
from dataclasses import replace
from typing import Any, Final, TypeAlias

import geopandas as gpd
import numpy as np
import pandas as pd
import shapely
from shapely.geometry.base import BaseGeometry

from sinokorea_geo.errors import CRSMismatch, DataError, InvalidCoordinates, InvalidGeometry
from sinokorea_geo.io import features
from sinokorea_geo.io.features import Features, Limits, Where, built, check_names, check_width
from sinokorea_geo.io.source import DAMAGE, FORMATS, Archive, said, shown

#: Columns of longitudes and latitudes: names, or numbers where there is no header.
Columns: TypeAlias = tuple[str | int, str | int]

# GEOS follows nested collections until the stack ends; none of these can be nested.
_WKT: Final = re.compile(r"(?i)\s*(?:MULTI)?(?:POINT|LINESTRING|POLYGON)\s*(?:[ZM]|ZM)?\s*\(")
_HEX: Final = re.compile(r"\s*(?:[0-9A-Fa-f]{2}){9,}\s*")
#: Parts of a workbook that hold cells, and how many elements there may be for what they look like.
_CELLS, _MOST_LOOKS = ("xl/worksheets/", "xl/sharedStrings"), 500_000
_DEGREES: Final = re.compile(FORMATS["patterns"]["degrees"])
_CUT: Final = re.compile(FORMATS["patterns"]["cut"])


def from_csv(text: str, name: str, limits: Limits, columns: Columns) -> Features:
    """Read a table of text with columns that hold a position."""
    refuse_cut(text, name)
    old = csv.field_size_limit(len(text) + 1)  # an outline may fill a large cell
    try:
        reader, header, first = opened(text, name, columns)
        rows = ((reader.line_num, row) for row in itertools.chain(first, reader) if row)
        return _from_rows(rows, header, what="line", name=name, limits=limits, columns=columns)
    except csv.Error as error:
        raise DataError(f"{name}: is not whole, valid CSV ({error})") from error
    finally:
        csv.field_size_limit(old)


def refuse_cut(text: str, name: str) -> None:
    """Refuse a table of text whose last line ends inside a number."""
    if _CUT.search(text[-99:]):
        raise DataError(said("cut", name))


def from_excel(
    content: bytes, archive: Archive, limits: Limits, columns: Columns, layer: str | None
) -> Features:
    """Read a sheet of a workbook as a table of text."""
    name = archive.name
    _check_parts(archive, limits)
    try:
        from openpyxl import load_workbook  # noqa: PLC0415 - not a dependency
    except ImportError as error:
        raise DataError(said("needs a package", name, package=error.name)) from error
    texts, held = [], 0
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")  # what openpyxl says of looks
            how = {"read_only": True, "data_only": True, "keep_links": False}
            book = load_workbook(io.BytesIO(content), **how)
            sheet = book[
                features.chosen_layer([each.title for each in book.worksheets], layer, name)
            ]
            sheet.reset_dimensions()  # what a file says of its size is not believed
            for row in itertools.islice(sheet.values, limits.features + 2):
                held += len(row)
                limits.check_bytes(50 * held, name)
                check_width(len(row), name)
                texts.append(["" if cell is None else str(cell) for cell in row])
    except DataError:
        raise
    except (*DAMAGE, KeyError, TypeError, AttributeError, IndexError, SyntaxError) as error:
        raise DataError(f"{name}: is a damaged workbook ({shown(str(error))})") from error
    width = max(map(len, texts), default=0)
    filled = [(i, row + [""] * (width - len(row))) for i, row in enumerate(texts, 1) if any(row)]
    header = _header(filled[0][1] if filled else [], columns)
    rows = filled if header[:1] == ["column_0"] else filled[1:]
    return _from_rows(rows, header, what="row", name=name, limits=limits, columns=columns)


def _check_parts(archive: Archive, limits: Limits) -> None:
    """Refuse a workbook that defines entities, or has more elements than its cells need."""
    tags = looks = 0
    for member in archive.names({".xml", ".rels"}):
        part = archive.read(member)
        if b"<!DOCTYPE" in part or b"\0" in part:
            raise DataError(said("entities", archive.name))
        tags += part.count(b"<")
        looks += part.count(b"<") if not member.startswith(_CELLS) else 0
        limits.check_bytes(100 * tags, archive.name)
        if looks > _MOST_LOOKS:
            raise DataError(said("looks", archive.name))


def _from_rows(
    numbered: Iterable[tuple[int, list[str]]],
    header: list[str],
    *,
    what: str,
    name: str,
    limits: Limits,
    columns: Columns,
) -> Features:
    """Read rows of text, each with its number in the file."""
    used = position_columns(header, columns, name)
    check_names([column for column in header if column not in used], name)
    lines, faults = list[int](), dict[int, DataError]()
    rows: list[list[str]] = []
    for line, row in numbered:
        if len(row) != len(header):
            at = f"{name}, {what} {line}"
            message = said("row of another width", at, cells=len(row), columns=len(header))
            faults[len(rows)] = DataError(message)
            if limits.raising:
                raise faults[len(rows)]
        lines.append(line)
        rows.append([*row[: len(header)], *[""] * (len(header) - len(row))])
        limits.check_features(len(lines), name)
    table = pd.DataFrame(rows, range(len(rows)), header, dtype=str)
    found = from_columns(table, name, limits, used, lambda i: f"{what} {lines[i]}")
    return replace(found, shapes=[faults.get(i, shape) for i, shape in enumerate(found.shapes)])


def opened(text: str, name: str, columns: Columns) -> tuple[Any, list[str], list[list[str]]]:
    """Return a reader of rows, their header, and the first row if there is no header."""
    best, fitting = list[str](), list[Any]()
    numbers = any(isinstance(column, int) for column in columns)
    for delimiter in ",\t;":
        reader = csv.reader(io.StringIO(text, newline=""), delimiter=delimiter, strict=True)
        try:
            first = next((row for row in reader if row), [])
        except csv.Error:
            continue
        best = max(best, header := _header(first, columns), key=len)
        if used := position_columns(header, columns, name, needed=False):
            fitting.append((reader, header, [first] if numbers else []))
            # Without a header, what parts the cells is what leaves numbers in them.
            with contextlib.suppress(InvalidCoordinates):
                _ = numbers and row_shape([first[header.index(c)] for c in used], used, name)
                return tuple(fitting[-1])
    if not fitting:
        position_columns(best, columns, name)
    return tuple(fitting[0])


def _header(first: list[str], columns: Columns) -> list[str]:
    """Return names for columns: those of the first row, or numbers if the caller gives numbers."""
    if any(isinstance(column, int) for column in columns):
        return [f"column_{i}" for i in range(len(first))]
    return [cell.strip() or f"column_{i}" for i, cell in enumerate(first, 1)]


def position_columns(
    header: Sequence[str], columns: Columns, name: str, *, needed: bool = True
) -> tuple[str, ...]:
    """Return the two columns that hold positions, or the one that holds WKT; none if not needed."""
    lon, lat = (f"column_{c}" if isinstance(c, int) else c for c in columns)
    check_width(len(header), name)
    for column in (lon, lat):
        if header.count(column) > 1:
            raise DataError(f"{name}: has two columns called {shown(column)}; rename one")
    if lon in header and lat in header:
        features.refuse_shifted(f"{lon} {lat}", name)
        return lon, lat

    def named(what: str) -> list[str]:
        names = FORMATS["columns"][what] if (lon, lat) == ("lon", "lat") else ()
        return [column for column in header if column.lower() in names]

    fitting: list[tuple[str, ...]] = list(itertools.product(named("lon"), named("lat")))
    fitting = fitting or [(column,) for column in named("wkt") + named("pair")]
    if len(fitting) > 1:
        listed = " or ".join(shown(" and ".join(columns)) for columns in fitting[:4])
        raise DataError(f"{name}: is its position in {listed}? Pass lon= and lat=, or drop one")
    if needed and not fitting:
        listed = ", ".join(shown(cell, 20) for cell in header[:12]) or "no header that can be read"
        raise DataError(said("no position columns", name, lon=lon, lat=lat, listed=listed))
    return fitting[0] if fitting else ()


def one_column(header: Sequence[Any]) -> tuple[Any, ...]:
    """Return the one column that is called as one of positions as text, or none."""
    names = {*FORMATS["columns"]["wkt"], *FORMATS["columns"]["pair"]}
    found = [column for column in header if str(column).strip().lower() in names]
    return tuple(found) if len(found) == 1 else ()


def row_shape(
    row: Sequence[Any], columns: Sequence[str], where: str
) -> tuple[float, float] | BaseGeometry | None:
    """Return the position that the cells of one or two columns hold; None if there is none."""
    cells = ["" if cell is None else str(cell) for cell in row]
    if len(cells) == 2:
        x, y = (degrees(*pair, where) for pair in zip(cells, columns, ("EW", "NS"), strict=True))
        return x, y
    text, blob = cells[0], row[0]
    if columns[0].lower() in FORMATS["columns"]["pair"]:
        return _pair(text, columns[0], where)
    if isinstance(blob, bytes) or _HEX.fullmatch(text):
        return from_wkb(blob if isinstance(blob, bytes) else bytes.fromhex(text), where)
    if not text.strip() or text.strip().upper().endswith("EMPTY"):
        return None
    if not _WKT.match(text):
        raise InvalidGeometry(said("no WKT", where, text=shown(text, 30)))
    return built(shapely.from_wkt, text, where=where)


def from_wkb(blob: bytes, where: str) -> BaseGeometry:
    """Return what the bytes hold, if it is flat: deeply nested collections let GEOS crash."""
    try:
        order = "<" if blob[:1] == b"\x01" else ">"
        code, srid = struct.unpack_from(f"{order}II", blob, 1)
        if code & 0x20000000:  # PostGIS writes the number of the system
            if srid not in {0, 4326}:
                raise CRSMismatch(said("another number", where, srid=srid))
            blob = blob[:1] + struct.pack(f"{order}I", code & ~0x20000000) + blob[9:]
        flat = _is_flat(blob)
    except struct.error as error:
        raise InvalidGeometry(f"{where}: its geometry breaks off; mend the file") from error
    if not flat:
        raise InvalidGeometry(said("collection", where))
    return built(shapely.from_wkb, blob, where=where)


def _is_flat(blob: bytes) -> bool:
    kind, order, size = _kind(blob, 0)
    if kind not in {4, 5, 6}:
        return kind in {1, 2, 3}
    (count,) = struct.unpack_from(f"{order}I", blob, 5)
    at = 9
    for _ in range(count):
        part, order, size = _kind(blob, at)
        if part != kind - 3:
            return False
        at += 5 + size * (part == 1)
        (rings,) = struct.unpack_from(f"{order}I", blob, at) if part == 3 else (part - 1,)
        at += 4 * (part == 3)
        for _ in range(rings):  # a point has none, and a line is one
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
    # A reference number of its own would lie between: inside there is none.
    return 0 if flags & 2 or kind >= 4000 else kind % 1000, order, 8 * (2 + more)


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
        fault = said("no number", where, what=shown(what), text=shown(text))
        if not text.strip():
            fault = said("empty cell", where, what=shown(what))
        raise InvalidCoordinates(fault) from None


def from_columns(
    table: pd.DataFrame, name: str, limits: Limits, used: tuple[str, ...], where: Where
) -> Features:
    """Read the position of every row of a table."""
    check_names([column for column in table.columns if column not in used], name)
    rows = zip(*(table[column].tolist() for column in used), strict=True)
    shapes = [
        limits.attempt(row_shape, row, used, f"{name}, {where(i)}") for i, row in enumerate(rows)
    ]
    return Features(table, shapes, where, used=used)


def checked_rows(
    rows: pd.DataFrame | gpd.GeoSeries | Features,
    used: Sequence[Any],
    *,
    raising: bool,
    crs: Any = None,
) -> tuple[gpd.GeoSeries, dict[int, str]]:
    """Return the point of each row in memory, None with the reason for what is none."""
    where = [f"row {label}" for label in getattr(rows, "index", ())].__getitem__
    if isinstance(rows, Features):
        held = rows
    elif isinstance(rows, gpd.GeoSeries):
        held = Features(pd.DataFrame(), list(rows), where, rows.crs)
    else:
        cells = rows[list(used)].astype(object).where(rows[list(used)].notna(), None)
        table = pd.DataFrame(cells.set_axis(list(map(str, used)), axis=1))
        limits = Limits(sys.maxsize, raising)
        held = from_columns(table, "rows", limits, tuple(table.columns), where)
    if not len(held.shapes):
        return gpd.GeoSeries(crs=features.WGS84), {}
    shapes, faults = features.placed(held, "rows", crs, raising=raising)
    reasons = {row: str(fault).partition(": ")[2] for row, fault in faults.items()}
    if not raising:
        kinds, parts = shapely.get_type_id(shapes), shapely.get_num_geometries(shapes)
        for row in np.flatnonzero((kinds > 0) & ((kinds != 4) | (parts != 1))).tolist():
            reasons[row] = f"is a {shapes.iloc[row].geom_type}, wanted a point"
            shapes.iloc[row] = None
    return shapes, reasons
