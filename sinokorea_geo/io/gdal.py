"""Read GeoPackage, FlatGeobuf and shapefiles from memory, by the one driver of GDAL that fits.

Before GDAL sees them, they have shown to be whole and to hold nothing that would be started.
"""

import io
import re
import sqlite3
import struct
import warnings
import zipfile
from contextlib import closing
from functools import partial
from pathlib import Path, PurePosixPath
from typing import Any, Final

import numpy as np
import pandas as pd
from pyproj import CRS
from shapely import is_valid_reason
from shapely.errors import ShapelyError

from sinokorea_geo.errors import DataError, InvalidGeometry
from sinokorea_geo.io.features import Features, Limits, check_names, chosen_layer, known_crs
from sinokorea_geo.io.source import FORMATS, Archive, guess, said, shown

#: What a GeoPackage is asked.
_SQL: Final = FORMATS["geopackage"]
_READING: Final = {sqlite3.SQLITE_SELECT, sqlite3.SQLITE_READ}
#: No geometry, points, lines and areas; each also with heights and measures.
_KINDS: Final = {0, 1, 3, 5, 8, 11, 13, 15, 18, 21, 23, 25, 28}


def _read_bytes(
    content: bytes, name: str, *, driver: str, layer: str, rows: int, **options: Any
) -> tuple[pd.DataFrame, list[Any]]:
    """Return the columns and the geometries of one layer."""
    import pyogrio  # noqa: PLC0415 - GDAL is loaded for those who have such a file

    with warnings.catch_warnings(record=True) as warned:
        warnings.simplefilter("always")
        try:
            found = pyogrio.read_info(content, layer=layer)["driver"]
            if found != driver:
                raise DataError(f"{name}: is damaged; GDAL takes it for {shown(found)}")
            frame = pyogrio.read_dataframe(content, layer=layer, max_features=rows, **options)
        except (pyogrio.errors.FeatureError, pyogrio.errors.GeometryError, ShapelyError) as error:
            fault = said("damaged geometry", name, error=shown(str(error)))
            raise InvalidGeometry(fault) from error
        except (RuntimeError, OverflowError, ValueError) as error:
            raise DataError(f"{name}: is damaged ({shown(str(error), 120)})") from error
    for warning in warned:
        # Said of every GeoPackage that is read from memory, where it has no name.
        if "non conformant file extension" not in str(warning.message):
            text = shown(str(warning.message), 120)
            raise DataError(f"{name}: is damaged, or more than GDAL reads ({text})")
    if len(frame) != rows:
        raise DataError(f"{name}: {rows - len(frame):,} of its {rows:,} rows cannot be read")
    if "geometry" not in frame:
        raise DataError(f"{name}: its layer {shown(layer)} has no geometry column")
    return pd.DataFrame(frame.drop(columns="geometry")), list(frame["geometry"])


def from_flatgeobuf(content: bytes, name: str, limits: Limits) -> Features:
    """Read FlatGeobuf, its positions in the system that it names."""
    import pyogrio  # noqa: PLC0415 - as above

    # The last byte of the mark is a number that says nothing; as zero it ends the text in which
    # other drivers look for marks of their own.
    content = content[:7] + b"\0" + content[8:]
    try:
        about = pyogrio.read_info(content, force_feature_count=True)
    except (RuntimeError, IndexError, ValueError) as error:
        raise DataError(f"{name}: is damaged ({shown(str(error), 120)})") from error
    rows = max(int(about["features"]), 0)
    limits.check_features(rows, name)
    layer, crs = str(about["layer_name"]), about["crs"]
    table, shapes = _read_bytes(content, name, driver="FlatGeobuf", layer=layer, rows=rows)
    check_names(list(table.columns), name)
    known = None if crs is None else known_crs(CRS.from_user_input, str(crs), name=name)
    return Features(table, shapes, "row {}".format, known, stated=True)


def from_geopackage(content: bytes, name: str, limits: Limits, layer: str | None) -> Features:
    """Read one layer of a GeoPackage, the only one if none is named."""
    _check_whole(content, name)
    if content[18:20] == b"\x02\x02":  # written with a log beside it, which memory cannot have
        content = content[:18] + b"\x01\x01" + content[20:]
    try:
        with closing(sqlite3.connect(":memory:")) as base:
            if not hasattr(base, "deserialize"):
                raise DataError(said("SQLite reads files only", name))
            base.deserialize(content)
            base.execute("PRAGMA trusted_schema = OFF")
            base.execute("PRAGMA cell_size_check = ON")
            base.set_authorizer(_only_reading)
            chosen, rows, crs = _plain_layer(base, name, limits, layer)
    except (sqlite3.Error, OverflowError, UnicodeDecodeError) as error:
        raise DataError(f"{name}: is damaged or no GeoPackage ({error})") from error
    table, shapes = _read_bytes(content, name, driver="GPKG", layer=chosen, rows=rows)
    return Features(table, shapes, "row {}".format, crs, stated=True)


def _only_reading(action: int, first: str | None, _: object, __: object, inner: str | None) -> int:
    about = action == sqlite3.SQLITE_PRAGMA and first in {"table_xinfo", "quick_check"}
    allowed = inner is None and (action in _READING or about)
    return sqlite3.SQLITE_OK if allowed else sqlite3.SQLITE_DENY


def _check_whole(content: bytes, name: str) -> None:
    for suffix in ("-wal", "-journal"):
        beside = Path(f"{name}{suffix}")
        if beside.is_file() and beside.stat().st_size:
            raise DataError(said("changes wait", name, log=beside.name))
    page = int.from_bytes(content[16:18], "big")
    pages = int.from_bytes(content[28:32], "big")
    counted = content[24:28] == content[92:96]  # else an old SQLite wrote it, and not the count
    wanted = (65_536 if page == 1 else page) * pages
    if len(content) < 100 or (counted and wanted > len(content)):
        raise DataError(f"{name}: is cut off, {len(content):,} of {wanted:,} bytes; copy it again")


def _plain_layer(
    base: sqlite3.Connection, name: str, limits: Limits, layer: str | None
) -> tuple[str, int, CRS | None]:
    """Return a layer that only holds values, how many rows it has, and its system."""
    for table in ("gpkg_contents", "gpkg_geometry_columns", "gpkg_spatial_ref_sys"):
        _check_table(base, table, name)
    for (view,) in base.execute("SELECT name FROM sqlite_master WHERE type = 'view'").fetchall():
        if str(view).lower().startswith("gpkg_"):  # GDAL asks it when it opens the file
            raise DataError(f"{name}: {shown(view)} is computed, not a table; export it again")
    found = base.execute(_SQL["layers"])
    chosen = chosen_layer([str(row[0]) for row in found], layer, name)
    columns = _check_table(base, chosen, name)
    missing = f"{name}: its layer {shown(chosen)} has no geometry column"
    geometry, srs = _one(base, "geometry", chosen, missing)
    if geometry not in columns:
        raise DataError(f"{name}: its layer {shown(chosen)} has no column {shown(geometry)}")
    check_names([column for column in columns if column != geometry], name)
    if base.execute(f"PRAGMA quick_check({_quoted(chosen)})").fetchall() != [("ok",)]:
        # A hostile file can give the same page to many rows.
        raise DataError(f"{name}: its layer {shown(chosen)} is damaged; export it again")
    rows = base.execute(f"SELECT 1 FROM {_quoted(chosen)} LIMIT ?", (limits.features + 1,))  # noqa: S608 - quoted
    count = len(rows.fetchall())
    limits.check_features(count, name)
    return chosen, count, _crs(base, srs, name)


def _check_table(base: sqlite3.Connection, table: str, name: str) -> dict[str, str]:
    """Return a table's columns and their types, if it is one that only holds values."""
    missing = f"{name}: has no table {shown(table)}; it is no GeoPackage, or damaged"
    kind, root, sql = _one(base, "table", table, missing)
    columns = []
    if kind == "table" and root:  # else a view, or a virtual table, which a look would start
        columns = base.execute(f"PRAGMA table_xinfo({_quoted(table)})").fetchall()
    if not columns or any(column[6] for column in columns):
        raise DataError(said("computed table", name, table=shown(table), sql=shown(sql, 40)))
    return {column[1]: column[2].upper() for column in columns}


def _one(base: sqlite3.Connection, query: str, key: Any, otherwise: str) -> tuple[Any, ...]:
    row: tuple[Any, ...] | None = base.execute(_SQL[query], (key,)).fetchone()
    if row is None:
        raise DataError(otherwise)
    return row


def _quoted(name: str) -> str:
    doubled = name.replace('"', '""')
    return f'"{doubled}"'


def _crs(base: sqlite3.Connection, srs: Any, name: str) -> CRS | None:
    if srs in {0, -1}:
        return None
    missing = f"{name}: its coordinate system, {shown(srs)}, is not described in it"
    label, body, code, text = _one(base, "system", srs, missing)
    if str(body).upper() == "EPSG":
        return known_crs(CRS.from_authority, "EPSG", str(code), name=name)
    return known_crs(lambda text, _: CRS.from_wkt(text), str(text), str(label), name=name)


def from_shapefile(
    archive: Archive, limits: Limits, layer: str | None, encoding: str | None
) -> Features:
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
    count = _check_geometries(read[".shp"], read[".shx"], where)
    limits.check_features(count, name)
    kept, widths = _check_rows(read[".dbf"], count, where)
    encoding = encoding or _encoding(read.get(".cpg", b""), read[".dbf"][29])
    crs = None
    if ".prj" in read:
        text = read[".prj"][:65_536].decode("utf-8", "replace")
        crs = known_crs(CRS.from_wkt, text.strip("\ufeff\x00 \r\n"), name=name)
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w") as anew:  # nothing else of the archive reaches GDAL
        for suffix in (".shp", ".shx", ".dbf"):
            anew.writestr(f"layer{suffix}", read[suffix])
    how: dict[str, Any] = {"driver": "ESRI Shapefile", "layer": "layer", "rows": len(kept)}
    # This encoding keeps every byte.
    table, shapes = _read_bytes(packed.getvalue(), name, **how, encoding="ISO-8859-1")
    table = _decoded(table, widths, encoding, where)
    check_names(list(table.columns), where)
    for row, shape in zip(kept, shapes, strict=True):
        if shape is not None and is_valid_reason(shape).startswith("Nested shells"):
            # GDAL takes a ring that runs the wrong way for an outline.
            raise InvalidGeometry(said("nested outlines", f"{name}, record {row}"))
    return Features(table, shapes, lambda i: f"record {kept[i]}", crs, stated=True)


def _decoded(table: pd.DataFrame, widths: list[int], encoding: str, where: str) -> pd.DataFrame:
    """Return a table that was read byte by byte, its text in the file's encoding."""
    columns = {}
    try:
        for (label, values), width in zip(table.items(), widths, strict=True):
            name = str(label).encode("latin-1").decode(encoding)
            columns[name] = values
            if pd.api.types.is_string_dtype(values):
                columns[name] = values.map(partial(_text, width=width, encoding=encoding))
        return pd.DataFrame(columns, index=table.index)
    except (UnicodeDecodeError, LookupError) as error:
        other = f"; {guess(error.object)}" if isinstance(error, UnicodeDecodeError) else ""
        facts = {"encoding": shown(encoding), "guess": other}
        raise DataError(said("table encoding", where, **facts)) from error


def _text(cell: object, width: int, encoding: str) -> object:
    """Decode a cell, without the part of a character that the width of its column cut off."""
    if not isinstance(cell, str):
        return cell
    content = cell.encode("latin-1")
    try:
        return content.decode(encoding)
    except UnicodeDecodeError as error:
        if len(content) < width or error.end < width or error.start < width - 3:
            raise
        return content[: error.start].decode(encoding)


def _check_geometries(shp: bytes, shx: bytes, where: str) -> int:
    """Count the records, once both files are whole: GDAL leaves out the rest in silence."""
    for content, suffix in ((shp, ".shp"), (shx, ".shx")):
        if len(content) < 100 or content[:4] != b"\x00\x00\x27\x0a":
            raise DataError(f"{where}: its {suffix} is no part of a shapefile")
        if 2 * int.from_bytes(content[24:28], "big") > len(content):
            raise DataError(f"{where}: its {suffix} is cut off; copy it again")
    length = max(100, 2 * int.from_bytes(shx[24:28], "big"))
    index = 2 * np.frombuffer(shx, ">i4", (length - 100) // 8 * 2, 100).astype(np.int64)
    starts, sizes = index[::2], index[1::2]
    if len(np.unique(starts)) < len(starts):
        raise DataError(f"{where}: its .shx gives one place to many records; mend it")
    for record, (start, size) in enumerate(zip(starts.tolist(), sizes.tolist(), strict=True)):
        stated = 2 * int.from_bytes(shp[start + 4 : start + 8], "big")
        if start < 100 or size < 4 or start + 8 + size > len(shp) or stated != size:
            raise DataError(f"{where}, record {record}: is not where its .shx says; copy it again")
        kind = int.from_bytes(shp[start + 8 : start + 12], "little")
        if kind not in _KINDS:
            raise InvalidGeometry(said("strange kind", f"{where}, record {record}", kind=kind))
    return len(starts)


def _check_rows(dbf: bytes, wanted: int, where: str) -> tuple[list[int], list[int]]:
    """Return the records whose row is not marked as deleted, and the widths of the columns."""
    if len(dbf) < 33:
        raise DataError(f"{where}: its .dbf is cut off; copy it again")
    count, start, width = struct.unpack_from("<IHH", dbf, 4)
    if count != wanted:
        raise DataError(said("rows and geometries differ", where, wanted=wanted, count=count))
    if start + count * width > len(dbf):
        raise DataError(f"{where}: its .dbf is cut off or damaged; copy it again")
    fields = [dbf[at : at + 17] for at in range(32, start - 31, 32) if dbf[at : at + 1] != b"\r"]
    for field in fields:
        if field[11:12] not in b"CNFLD":
            raise DataError(f"{where}: has a column of kind {shown(chr(field[11]))}; drop it")
    labels = [field[:11].partition(b"\x00")[0] for field in fields]
    if len(set(labels)) < len(labels):
        raise DataError(f"{where}: its .dbf has two columns of one name; rename one")
    kept = [i for i in range(count) if dbf[start + i * width : start + i * width + 1] != b"*"]
    return kept, [field[16] for field in fields]


def _encoding(cpg: bytes, language: int) -> str:
    text = cpg[:40].decode("ascii", "replace").strip().lower()
    if not text:
        return str(FORMATS["languages"].get(f"0x{language:02X}", "utf-8"))
    if match := re.fullmatch(r"(?:ansi |oem |cp)?(\d{3,5})", text):
        return "utf-8" if match[1] == "65001" else f"cp{match[1]}"
    if match := re.fullmatch(r"iso[ -]?8859-?(\d{1,2})", text):
        return f"iso8859-{match[1]}"
    return text
