"""Read users' own files: known by what is in them, refused with the reason."""

import os
from dataclasses import dataclass
from typing import Any, Literal, TypeAlias, get_args

import geopandas as gpd
import numpy as np
import pandas as pd

from sinokorea_geo.errors import DataError, InvalidQuantity
from sinokorea_geo.geodesy import checked_quantity
from sinokorea_geo.io.arrow import from_arrow
from sinokorea_geo.io.features import Features, Limits, chosen_layer, finished, placed, tell
from sinokorea_geo.io.gdal import from_flatgeobuf, from_geopackage, from_shapefile
from sinokorea_geo.io.geojson import from_json
from sinokorea_geo.io.kml import from_markup
from sinokorea_geo.io.source import FORMATS, Archive, decoded, load, said, shown, unpacked
from sinokorea_geo.io.tables import Columns, from_csv, from_excel

OnError: TypeAlias = Literal["raise", "null", "skip"]


def read_features(
    path: str | os.PathLike[str],
    *,
    lon: str | int = "lon",
    lat: str | int = "lat",
    crs: Any = None,
    layer: str | None = None,
    encoding: str | None = None,
    on_error: OnError = "raise",
    max_bytes: int = 200_000_000,
) -> gpd.GeoDataFrame:
    r"""Read points, lines or areas from a file of your own, whoever made it.

    What a file is, its content says; its name does not matter. Nothing in a file is followed or
    run: not another file's name, not an address, not a formula. Text stays text.

    Parameters
    ----------
    path : str or path-like
        GeoJSON, also a feature a line, TopoJSON, rows of JSON, a table of text (comma, tab or
        semicolon), Excel (with openpyxl), GeoPackage, FlatGeobuf, KML, KMZ, GPX, a shapefile packed
        as zip, Parquet and Feather with WKB; any of them packed as gzip or zip.
    lon, lat : str or int, default "lon" and "lat"
        Columns of a table that hold degrees, also as 42°33′N or with a decimal comma; their
        numbers, from 0, if it has no header. If there are none of these names, longitude,
        decimalLongitude, 经度, 경도, x and the like will do, in any case; else a column of WKT or
        WKB, or one of "lat, lon" called coord, latlon, 坐标 or 좌표.
    crs : anything pyproj reads, optional
        The system the coordinates are in, for what does not name it. What is not in EPSG:4326 is
        converted.
    layer : str, optional
        Which layer of a GeoPackage, object of a TopoJSON, sheet of a workbook or shapefile of a
        zip, if there are several; one document of a KMZ.
    encoding : str, optional
        Of text and of the table of a shapefile, if they are not UTF-8 or do not say it.
    on_error : {"raise", "null", "skip"}
        What becomes of a row whose position cannot be used: an error, a row without a geometry, or
        nothing. ``attrs["counts"]`` says how many there are.
    max_bytes : int
        How large a file may be. It may unpack to ten times as much, and hold a feature for each
        hundred of them.

    Returns
    -------
    geopandas.GeoDataFrame
        EPSG:4326, indexed 0, 1, 2, ..., in the order of the file. Every geometry is a point, a
        line or an area, single or several, without heights. Columns of the position itself are
        left out; the cells of a table of text are text. KML gives ``folder`` (its path),
        ``document``, ``begin``, ``end``, ``when``, ``style`` and ``color`` besides, and a row for
        each kind of geometry in a placemark. What could not be read is in ``attrs["left_out"]``,
        with a warning.

    Raises
    ------
    DataError
        The file is missing, unreadable, damaged, too large, in an unknown format or encoding,
        ambiguous, without features, or one that points to other files.
    CRSMismatch
        Neither the file nor `crs` names a system that is known, `crs` says another than the file,
        or its coordinates are the shifted ones of Chinese web maps.
    InvalidCoordinates
        A position is missing, no number or out of range.
    InvalidGeometry
        A geometry is missing, empty, a collection, a curve or broken. An area that crosses
        itself is read as it is.
    InvalidQuantity
        `max_bytes` is not a number above 0, or `on_error` is none of the three.

    Examples
    --------
    >>> from pathlib import Path
    >>> from tempfile import TemporaryDirectory
    >>> folder = TemporaryDirectory()
    >>> path = Path(folder.name) / "bridges.csv"
    >>> _ = path.write_text("name,longitude,latitude\n圈河,130.36,42.53\n", encoding="utf-8")
    >>> read_features(path)
       name              geometry
    0    圈河  POINT (130.36 42.53)
    >>> folder.cleanup()
    """
    if on_error not in get_args(OnError):
        raise InvalidQuantity(f"on_error is {on_error!r}; pass 'raise', 'null' or 'skip'")
    raising = on_error == "raise"
    with np.errstate(all="ignore"):  # what is not finite is refused, and its place named
        name, held = _held(path, max_bytes, raising, (lon, lat), layer, encoding)
        return finished(held, name, crs, on_error)


def read_table(
    path: str | os.PathLike[str], columns: Columns, *, crs: Any, raising: bool, **how: Any
) -> tuple[pd.DataFrame, gpd.GeoSeries, dict[int, str]]:
    """Return a file's table, the position of each row, and why some have none; as read_features."""
    with np.errstate(all="ignore"):
        name, features = _held(
            path, how["max_bytes"], raising, columns, how["layer"], how["encoding"]
        )
        shapes, faults = placed(features, name, crs, raising=raising, convert=False)
    if features.left_out:
        tell(features.left_out, name)
    table = features.table if features.used else gpd.GeoDataFrame(features.table, geometry=shapes)
    reasons = {row: str(fault).removeprefix(f"{name}, ") for row, fault in faults.items()}
    return table, shapes, reasons


@dataclass(frozen=True)
class _How:
    """How a file is to be read."""

    limits: Limits
    columns: Columns
    layer: str | None
    encoding: str | None


def _held(path: Any, max_bytes: float, raising: bool, *how: Any) -> tuple[str, Features]:
    """Return what to call a file, and what it holds."""
    most = int(checked_quantity(max_bytes, "max_bytes", above=0))
    name, content = load(path, most)
    return name, _parsed(content, name, _How(Limits(most, raising), *how))


def _parsed(content: bytes, name: str, how: _How, *, packed: bool = False) -> Features:
    """Return what a file holds, read as what its first bytes say it is."""
    if content.startswith(b"\x1f\x8b") and not packed:
        inner = unpacked(content, name, how.limits.unpacked_bytes)
        return _parsed(inner, name, how, packed=True)
    if content.startswith(b"PK"):
        archive = Archive(content, name, how.limits.unpacked_bytes)
        return _from_zip(archive, content, how, packed=packed)
    if content.startswith(b"SQLite format 3\x00"):
        return from_geopackage(content, name, how.limits, how.layer)
    for start, kind in FORMATS["others"].items():
        if content.startswith(bytes.fromhex(start)):
            raise DataError(f"{name}: is {kind}")
    if how.layer is not None and b"Topology" not in content[:1024]:
        raise DataError(f"{name}: has no layers; leave out layer={how.layer!r}")
    for start, kind in FORMATS["arrow"].items():
        if content.startswith(bytes.fromhex(start)):
            return from_arrow(content, name, how.limits, how.columns, kind)
    if content.startswith(b"fgb\x03fgb"):
        return from_flatgeobuf(content, name, how.limits)
    return _from_text(content, name, how)


def _from_text(content: bytes, name: str, how: _How) -> Features:
    if not content.strip():
        raise DataError(f"{name}: is empty")
    if content[:1024].lstrip(b"\xef\xbb\xbf\xff\xfe\x00 \t\r\n").startswith(b"<"):
        # Markup, in whatever encoding: it says so itself.
        return from_markup(lambda _: content, [""], name, how.limits)
    if content.startswith(b"\x1e"):  # before each line of a sequence
        content = content.replace(b"\x1e", b"")
    text = decoded(content, name, how.encoding)
    if text.lstrip()[:1] in {"{", "["}:
        return from_json(text, name, how.limits, how.columns, how.layer)
    return from_csv(text, name, how.limits, how.columns)


def _from_zip(archive: Archive, content: bytes, how: _How, *, packed: bool) -> Features:
    if archive.names({".shp"}):
        return from_shapefile(archive, how.limits, how.layer, how.encoding)
    if "xl/workbook.xml" in archive.names({".xml"}):
        return from_excel(content, archive, how.limits, how.columns, how.layer)
    documents = archive.names({".kml"})
    if not documents and not packed:
        others = archive.names()
        if len(others) == 1:
            where = f"{archive.name}, {shown(others[0])}"
            return _parsed(archive.read(others[0]), where, how, packed=True)
    if not documents:
        raise DataError(said("nothing in zip", archive.name))
    if how.layer is not None or not documents[1:]:
        documents = [chosen_layer(documents, how.layer, archive.name)]
    return from_markup(archive.read, documents, archive.name, how.limits)
