"""Read GeoPackage through GDAL, once SQLite has shown that there is nothing it would start."""

import sqlite3
from contextlib import closing
from pathlib import Path
from typing import Any, Final

from pyproj import CRS

from sinokorea_geo.errors import DataError
from sinokorea_geo.io.features import Features, Limits, check_names, chosen_layer, known_crs
from sinokorea_geo.io.gdal import read_bytes
from sinokorea_geo.io.source import said, shown

_READING: Final = {sqlite3.SQLITE_SELECT, sqlite3.SQLITE_READ}


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
    table, shapes = read_bytes(content, name, driver="GPKG", layer=chosen, rows=rows)
    return Features(table, shapes, "row {}".format, crs, stated=True)


def _only_reading(
    action: int, first: str | None, second: str | None, base: str | None, inner: str | None
) -> int:
    del second, base
    about = action == sqlite3.SQLITE_PRAGMA and first in {"table_xinfo", "quick_check"}
    if inner is None and (action in _READING or about):
        return sqlite3.SQLITE_OK
    return sqlite3.SQLITE_DENY


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
    found = base.execute(
        "SELECT table_name FROM gpkg_contents WHERE data_type = 'features' LIMIT 1000"
    )
    chosen = chosen_layer([str(row[0]) for row in found], layer, name)
    columns = _check_table(base, chosen, name)
    geometry, srs = _one(
        base.execute(
            "SELECT column_name, srs_id FROM gpkg_geometry_columns WHERE table_name = ? LIMIT 1",
            (chosen,),
        ),
        f"{name}: its layer {shown(chosen)} has no geometry column",
    )
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
    kind, root, sql = _one(
        base.execute("SELECT type, rootpage, sql FROM sqlite_master WHERE name = ?", (table,)),
        f"{name}: has no table {shown(table)}; it is no GeoPackage, or damaged",
    )
    columns = []
    if kind == "table" and root:  # else a view, or a virtual table, which a look would start
        columns = base.execute(f"PRAGMA table_xinfo({_quoted(table)})").fetchall()
    if not columns or any(column[6] for column in columns):
        raise DataError(said("computed table", name, table=shown(table), sql=shown(sql, 40)))
    return {column[1]: column[2].upper() for column in columns}


def _one(rows: sqlite3.Cursor, otherwise: str) -> tuple[Any, ...]:
    row: tuple[Any, ...] | None = rows.fetchone()
    if row is None:
        raise DataError(otherwise)
    return row


def _quoted(name: str) -> str:
    doubled = name.replace('"', '""')
    return f'"{doubled}"'


def _crs(base: sqlite3.Connection, srs: Any, name: str) -> CRS | None:
    if srs in {0, -1}:
        return None
    label, body, code, text = _one(
        base.execute(
            "SELECT srs_name, organization, organization_coordsys_id, definition "
            "FROM gpkg_spatial_ref_sys WHERE srs_id = ? LIMIT 1",
            (srs,),
        ),
        f"{name}: its coordinate system, {shown(srs)}, is not described in it",
    )
    if str(body).upper() == "EPSG":
        return known_crs(CRS.from_authority, "EPSG", str(code), name=name)
    return known_crs(lambda text, _: CRS.from_wkt(text), str(text), str(label), name=name)
