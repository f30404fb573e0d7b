"""Read the tables of a file, a batch at a time where its kind allows it."""

import codecs
import csv
import io
import os
from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any, Final

import numpy as np
import pandas as pd
import pyarrow as pa
import pyarrow.csv as pacsv

from sinokorea_geo.atomic import ordinary_bytes
from sinokorea_geo.errors import DataError, InvalidQuantity, SinoKoreaGeoError
from sinokorea_geo.io.arrow import arrow_tables, stated_geometry
from sinokorea_geo.io.features import check_width
from sinokorea_geo.io.read import read_table
from sinokorea_geo.io.tables import opened, refuse_cut
from sinokorea_geo.spatial.answers import KNOWN

_CSV_BLOCK: Final = 1 << 24
_LONGEST_HEADER: Final = 1 << 18


@dataclass(frozen=True)
class FileOptions:
    """Say how files are read and written; :func:`sinokorea_geo.annotate` explains each."""

    overwrite: bool = False
    encoding: str | None = None
    delimiter: str | None = None
    rows_at_once: int = 500_000
    refused: str | os.PathLike[str] | None = None
    progress: Callable[[int], object] | None = None
    cluster: Any = None
    formulas: bool = False
    source_layer: str | None = None
    crs: Any = None
    max_bytes: int = 200_000_000


def kind_of(path: Path) -> tuple[str, str | None]:
    """Return what a file is, by its name ("" if that says nothing), and how it is packed."""
    packed = KNOWN["packed"].get(path.suffix.lower())
    suffix = (Path(path.stem) if packed else path).suffix.lower()
    return (KNOWN["kinds"] | KNOWN["read"]).get(suffix, ""), packed


def _kind_in(path: Path) -> tuple[str, bytes]:
    """Return what a file is, by how it starts, and its start."""

    def known(start: bytes) -> str:
        text = start.lstrip(b"\xef\xbb\xbf\xff\xfe\x00 \t\r\n")
        kinds = KNOWN["starts"].items()
        found = (kind for magic, kind in kinds if start.startswith(bytes.fromhex(magic)))
        return "other" if text[:1] in {b"<", b"{", b"[", b"\x1e"} else next(found, "csv")

    start = ordinary_bytes(path, 99)[:99]
    if (kind := known(start)) == "gzip":
        with pa.input_stream(str(path), compression=kind) as stream:
            return ("gzip" if known(stream.read(99)) == "csv" else "other"), start
    return kind, start


def batches_of(
    path: Path, options: FileOptions, annotator: Any, *, as_text: bool
) -> Iterator[tuple[Any, Any]]:
    """Read tables of rows, at least one, perhaps without rows; with positions, if they are read."""
    try:
        kind, start = _kind_in(path)
        if kind in {"parquet", "feather"}:
            tables = arrow_tables(str(path), kind, options.rows_at_once)
        elif kind != "other":
            wide = options.encoding is None and start[:2] in {b"\xff\xfe", b"\xfe\xff"}
            how = replace(options, encoding="utf16" if wide else options.encoding or "utf8")
            numbers = (annotator.lon, annotator.lat) if isinstance(annotator.lon, int) else None
            tables = _csv_batches(path, kind, how, numbers, as_text=as_text)
        if kind == "other":
            yield _whole(path, options, annotator)
            return
        first = next(tables)
        stated_geometry(first.schema, str(path))
        yield first, None
        for table in tables:
            yield table, None
    except SinoKoreaGeoError:
        raise
    except LookupError as error:
        mend = "pass one that Python knows, such as 'gbk'"
        raise InvalidQuantity(f"encoding is {options.encoding!r}, which is none; {mend}") from error
    except UnicodeError as error:
        raise DataError(f"{path}: is not {options.encoding or 'UTF-8'}; pass encoding=") from error
    except (pa.ArrowException, OSError, EOFError, csv.Error) as error:
        said = str(getattr(error, "strerror", None) or error).splitlines()[0][:200]
        if "invalid UTF8" in said:
            raise DataError(f"{path}: is not UTF-8; pass encoding=") from error
        raise DataError(f"{path}: cannot be read to its end ({said}); check it") from error


def _whole(path: Path, options: FileOptions, annotator: Any) -> tuple[Any, Any]:
    """Read a file that is not read in batches: its table, and its positions with reasons."""
    table, positions, reasons = read_table(
        path,
        ("lon" if annotator.lon is None else annotator.lon, annotator.lat or "lat"),
        crs=options.crs,
        raising=annotator.on_error == "raise",
        layer=options.source_layer,
        encoding=options.encoding,
        max_bytes=options.max_bytes,
    )
    for name in table.columns[[pd.api.types.is_object_dtype(kind) for kind in table.dtypes]]:
        if pd.api.types.infer_dtype(table[name], skipna=True) != "string":
            # Arrow has no column of several types.
            gone = table[name].isna()
            table[name] = table[name].map(str).mask(gone, None)
    return table, (positions, reasons)


def _text_stream(path: Path, packing: str, encoding: str) -> Any:
    """Open a table of text as UTF-8."""
    stream = pa.input_stream(str(path), compression=None if packing == "csv" else packing)
    return stream if encoding == "utf8" else pa.transcoding_input_stream(stream, encoding, "utf-8")


class _Strict(io.RawIOBase):
    """A table of text on its way; `odd` says that its quotes want a second look."""

    def __init__(self, stream: Any, delimiter: str) -> None:
        self.odd, self._stream = False, stream
        self._inside, self._before, self.end = False, b"\n", b""
        self._beside = np.frombuffer(f'{delimiter}\r\n"'.encode(), np.uint8)

    def readable(self) -> bool:
        return True

    def read(self, size: int = -1) -> bytes:
        block: bytes = self._stream.read(size)
        if b"\0" in block:
            raise csv.Error("it holds zero bytes, as no table of text does")
        held = np.frombuffer(self._before + block + b"\n", np.uint8)
        at = np.flatnonzero(held[1:-1] == ord('"')) + 1
        opening, closing = at[self._inside :: 2], at[not self._inside :: 2]
        beside = held[np.concatenate((opening - 1, closing + 1))]
        self._inside ^= bool(len(at) % 2)
        self.odd |= not np.isin(beside, self._beside).all() or (not block and self._inside)
        self._before, self.end = block[-1:], (self.end + block)[-99:]
        return block


def _csv_batches(
    path: Path,
    packing: str,
    options: FileOptions,
    numbered: tuple[int, int] | None,
    *,
    as_text: bool,
) -> Iterator[Any]:
    """Read a table of text, packed or not; without a header if its columns have numbers."""
    delimiter, encoding = options.delimiter, str(options.encoding)
    with _text_stream(path, packing, encoding) as raw:
        first = codecs.getincrementaldecoder("utf-8")().decode(raw.read(_LONGEST_HEADER))
    line = next(iter(first.removeprefix("\ufeff").splitlines()), "")
    if numbered and not delimiter:
        delimiter = str(opened(line, str(path), numbered)[0].dialect.delimiter)
    delimiter = delimiter or max(",\t;|", key=line.count)
    header = next(csv.reader([line], delimiter=delimiter), [])
    if numbered:
        header = [f"column_{i}" for i in range(len(header))]
    if not header:
        raise DataError(f"{path}: is empty; a table begins with the names of its columns")
    check_width(len(header), str(path))
    if twice := sorted({name for name in header if header.count(name) > 1}):
        raise DataError(f"{path}: has two columns {twice[0]!r}; rename one")
    types = dict.fromkeys(header, pa.string()) if as_text else {}
    with _text_stream(path, packing, encoding) as raw:
        stream = _Strict(raw, delimiter)
        reader = pacsv.open_csv(
            stream,
            pacsv.ReadOptions(block_size=_CSV_BLOCK, column_names=header if numbered else None),
            pacsv.ParseOptions(delimiter=delimiter, newlines_in_values=True),
            pacsv.ConvertOptions(column_types=types, strings_can_be_null=not as_text),
        )
        yield pa.Table.from_batches([], reader.schema)
        for batch in reader:
            yield pa.Table.from_batches([batch])
    refuse_cut(stream.end.decode("latin-1"), str(path))
    if stream.odd:  # what Arrow takes for one cell may be many rows
        with _text_stream(path, packing, encoding) as raw:
            for _ in csv.reader(codecs.getreader("utf-8")(raw), delimiter=delimiter, strict=True):
                pass
