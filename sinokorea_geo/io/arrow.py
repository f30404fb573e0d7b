"""Read Arrow data: Parquet, Feather files and streams, with WKB or columns of degrees."""

import json
import struct
from collections.abc import Iterator
from dataclasses import replace
from typing import Any

import pandas as pd
import pyarrow as pa
from pyproj import CRS

from sinokorea_geo.errors import CRSMismatch, DataError, SinoKoreaGeoError
from sinokorea_geo.io.features import WGS84, Features, Limits, check_names, known_crs
from sinokorea_geo.io.source import DAMAGE, shown
from sinokorea_geo.io.tables import Columns, from_columns, from_wkb, position_columns


def from_arrow(content: bytes, name: str, limits: Limits, columns: Columns, kind: str) -> Features:
    """Read what one kind of Arrow data holds: ``parquet``, a ``file`` or a ``stream``."""
    try:
        # A file is a stream between two marks.
        source = content[8:] if kind == "file" else content
        if kind != "parquet":
            limits.check_bytes(_unpacked_bytes(source), name)
        opened = "parquet" if kind == "parquet" else "stream"
        tables = arrow_tables(pa.BufferReader(source), opened, 4096)
        empty = next(tables)
        about = stated_geometry(empty.schema, name)
        check_names([column for column in empty.column_names if column != "geometry"], name)
        parts, held, rows = [empty], 0, 0
        for part in tables:
            held, rows = held + part.nbytes, rows + len(part)
            limits.check_bytes(held, name)
            limits.check_features(rows, name)
            parts.append(part)
        # What a file says about pandas is not obeyed.
        whole = pa.concat_tables(parts).replace_schema_metadata()
        if about is None:
            table = whole.to_pandas()
            used = position_columns(list(table.columns), columns, name)
            return from_columns(table, name, limits, used, "row {}".format)
        table = whole.drop_columns([about[0]]).to_pandas()
        found = wkb_features(whole, about, name, limits)
    except SinoKoreaGeoError:
        raise
    except (pa.ArrowException, *DAMAGE, AttributeError, TypeError, IndexError) as error:
        raise DataError(f"{name}: is damaged or truncated Arrow ({shown(str(error))})") from error
    check_names(list(table.columns), name)
    return replace(found, table=table)


def wkb_features(table: Any, about: tuple[str, CRS | None], name: str, limits: Limits) -> Features:
    """Read a column of WKB, without the rest of the table."""
    shapes = [
        None if blob is None else limits.attempt(from_wkb, bytes(blob), f"{name}, row {i}")
        for i, blob in enumerate(table[about[0]].to_pylist())
    ]
    return Features(pd.DataFrame(), shapes, "row {}".format, about[1], stated=True)


def arrow_tables(source: Any, kind: str, rows: int) -> Iterator[Any]:
    """Read Arrow data from a path or a buffer: a table without rows, then some rows at a time."""
    from pyarrow import ipc, parquet  # noqa: PLC0415 - takes long to load

    if kind == "parquet":
        with parquet.ParquetFile(source) as file:
            schema = file.schema_arrow
            yield pa.Table.from_batches([], schema)
            for batch in file.iter_batches(batch_size=rows):
                yield pa.Table.from_batches([batch.cast(schema)], schema)
        return
    with (ipc.open_stream if kind == "stream" else ipc.open_file)(source) as reader:
        yield pa.Table.from_batches([], reader.schema)
        numbers = range(getattr(reader, "num_record_batches", 0))
        for batch in reader if kind == "stream" else map(reader.get_batch, numbers):
            yield pa.Table.from_batches([batch], reader.schema)


def _unpacked_bytes(stream: bytes) -> int:
    """Add up what packed buffers say they unpack to, before any is unpacked."""
    from pyarrow import ipc  # noqa: PLC0415 - as above

    total = 0
    for message in ipc.MessageReader.open_stream(stream):
        if message.type not in {"record batch", "dictionary"} or message.body is None:
            continue
        head, body = message.metadata.to_pybytes(), message.body.to_pybytes()
        batch = _to(head, _field(head, _to(head, 0), 2))
        batch = batch if message.type == "record batch" else _to(head, _field(head, batch, 1))
        if not _field(head, batch, 3):
            continue  # nothing is packed
        listed = _to(head, _field(head, batch, 2))
        (count,) = struct.unpack_from("<I", head, listed)
        for at, size in struct.iter_unpack("<qq", head[listed + 4 : listed + 4 + 16 * count]):
            total += max(struct.unpack_from("<q", body, at)[0], 0) if size else 0
    return total


def _to(head: bytes, at: int) -> int:
    """Follow an offset of a flatbuffer."""
    return at + int(struct.unpack_from("<I", head, at)[0])


def _field(head: bytes, table: int, number: int) -> int:
    """Return where a field of a flatbuffer's table lies; 0 if the table has none."""
    rules = table - struct.unpack_from("<i", head, table)[0]
    there = struct.unpack_from("<H", head, rules)[0] > 4 + 2 * number
    at = struct.unpack_from("<H", head, rules + 4 + 2 * number)[0] if there else 0
    return table + at if at else 0


def stated_geometry(schema: Any, name: str) -> tuple[str, CRS | None] | None:
    """Return the geometry column and its system, if the data name them."""
    try:
        if b"geo" in (schema.metadata or {}):
            about = json.loads(schema.metadata[b"geo"])
            column = about["primary_column"]
            entry, taken = about["columns"][column], WGS84  # which GeoParquet takes for granted
            encoding = entry["encoding"]
        else:
            told = {field.name: field.metadata or {} for field in schema}
            kinds = {c: m.get(b"ARROW:extension:name", b"").decode() for c, m in told.items()}
            column = next((c for c, kind in kinds.items() if kind.startswith("geoarrow.")), None)
            if column is None:
                return None
            entry, taken = json.loads(told[column].get(b"ARROW:extension:metadata") or b"{}"), None
            encoding = kinds[column].removeprefix("geoarrow.").replace("wkb", "WKB")
        crs = entry.get("crs", taken)
    except (ValueError, KeyError, TypeError, AttributeError, RecursionError) as error:
        raise DataError(f"{name}: what it says of its geometry cannot be read") from error
    if encoding != "WKB" or column not in schema.names:
        raise DataError(f"{name}: its geometry is not a column in WKB; write it again as WKB")
    if crs is None or crs is WGS84:
        return column, crs
    if not isinstance(crs, dict):
        raise CRSMismatch(f"{name}: its coordinate system is {shown(crs)}, not PROJJSON")
    label = str(crs.get("name"))
    return column, known_crs(lambda _: CRS.from_json_dict(crs), label, name=name)
