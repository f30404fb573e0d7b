"""Read a shapefile packed as zip through GDAL, once its parts have shown to be whole."""

import io
import re
import struct
import zipfile
from functools import partial
from pathlib import PurePosixPath
from typing import Final

import numpy as np
import pandas as pd
from pyproj import CRS
from shapely import is_valid_reason

from sinokorea_geo.errors import DataError, InvalidGeometry
from sinokorea_geo.io.features import Features, Limits, check_names, chosen_layer, known_crs
from sinokorea_geo.io.gdal import read_bytes
from sinokorea_geo.io.source import FORMATS, Archive, said, shown

#: No geometry, points, lines and areas; each also with heights and measures.
_KINDS: Final = {0, 1, 3, 5, 8, 11, 13, 15, 18, 21, 23, 25, 28}


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
    table, shapes = read_bytes(
        packed.getvalue(),
        name,
        driver="ESRI Shapefile",
        layer="layer",
        rows=len(kept),
        encoding="ISO-8859-1",  # keeps every byte
    )
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
        raise DataError(said("table encoding", where, encoding=shown(encoding))) from error


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
    in_file = (starts >= 100) & (sizes >= 4) & (starts + 8 + sizes <= len(shp))
    for record, (start, size, there) in enumerate(
        zip(starts.tolist(), sizes.tolist(), in_file.tolist(), strict=True)
    ):
        if not there or 2 * int.from_bytes(shp[start + 4 : start + 8], "big") != size:
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
