"""Read files a batch at a time, hand the batches on, and write the results whole or not at all."""

import codecs
import csv
import io
import os
import shutil
import tempfile
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, ExitStack, contextmanager, suppress
from dataclasses import dataclass, replace
from functools import partial
from pathlib import Path
from typing import Any, Final

import geopandas as gpd
import numpy as np
import pandas as pd
import pyarrow as pa
import pyarrow.compute as pc
import pyarrow.csv as pacsv
import pyarrow.ipc
import pyarrow.parquet as pq

from sinokorea_geo.atomic import (
    FORMULA,
    NUMBER,
    checked_output_path,
    ordinary_bytes,
    plain_cell,
    replacing,
    scratch_of,
)
from sinokorea_geo.errors import DataError, InvalidQuantity, OutputError, SinoKoreaGeoError
from sinokorea_geo.spatial.answers import KNOWN

_CSV_BLOCK: Final = 1 << 24
_LONGEST_HEADER: Final = 1 << 18
_MOST_COLUMNS: Final = 2_000


@dataclass
class Refusals:
    """Rows that could not be used, with the reasons."""

    stream: Any = None
    count: int = 0
    first_row: int = 1
    first: tuple[int, str] | None = None

    def note(self, table: pd.DataFrame, reasons: dict[int, str]) -> None:
        """Count rows, and write them down."""
        rows = sorted(reasons)
        if self.first is None and rows:
            self.first = rows[0] + self.first_row, reasons[rows[0]]
        if self.stream is not None:
            some = pd.DataFrame(table.iloc[rows]).assign(reason=[reasons[row] for row in rows])
            some = some.rename(columns=plain_cell).map(plain_cell)
            some.insert(0, "row", [row + self.first_row for row in rows])
            some.to_csv(self.stream, index=False, header=self.count == 0)
        self.count += len(rows)


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


def annotate_files(
    source: str | os.PathLike[str], out: Path, annotator: Any, options: FileOptions
) -> int:
    """Annotate one file into another, or many into a folder, file by file."""
    if options.rows_at_once < 1:
        raise InvalidQuantity(f"rows_at_once is {options.rows_at_once}; pass 1 or more")
    files, many = _listed(source)
    if many:
        out.mkdir(parents=True, exist_ok=True)
    with ExitStack() as stack:
        refusals = Refusals()
        if options.refused is not None:
            path = Path(options.refused)
            scratch = stack.enter_context(replacing(path, overwrite=options.overwrite))
            refusals.stream = stack.enter_context(scratch.open("w", encoding="utf-8", newline=""))
        pairs = [(path, out / path.name if many else out) for path in files]
        if many and not options.overwrite:
            pairs = [pair for pair in pairs if not pair[1].exists()]
        if options.cluster is not None:
            return _on_cluster(pairs, annotator, options)
        done = 0
        for path, target in pairs:
            for rows in _one_file(path, target, annotator, options, refusals):
                done += rows
                if options.progress is not None:
                    options.progress(done)
    return done


def _on_cluster(pairs: list[tuple[Path, Path]], annotator: Any, options: FileOptions) -> int:
    """Let the workers of a Dask scheduler annotate files; what a lost worker had is done again."""
    from distributed import Client  # noqa: PLC0415 - only for those who have a cluster

    cluster = options.cluster
    if options.refused is not None:
        raise InvalidQuantity("refused= is one file; workers of a cluster cannot share it")
    for _, target in pairs:
        checked_output_path(target, overwrite=options.overwrite)
    # Over what a lost worker may have left.
    theirs = replace(options, overwrite=True, progress=None, cluster=None)
    before = {left for _, target in pairs for left in scratch_of(target)}
    client = Client(cluster) if isinstance(cluster, str) else cluster
    try:
        tasks = [
            client.submit(
                _whole_file, path.resolve(), target.resolve(), annotator, theirs, pure=False
            )
            for path, target in pairs
        ]
        rows: int = sum(client.gather(tasks))
        for _, target in pairs:
            for left in scratch_of(target) - before:
                shutil.rmtree(left, ignore_errors=True)  # by a worker that was lost
        return rows
    finally:
        if isinstance(cluster, str):
            client.close()


def _whole_file(path: Path, target: Path, annotator: Any, options: FileOptions) -> int:
    return sum(_one_file(path, target, annotator, options, Refusals()))


def _one_file(
    path: Path, target: Path, annotator: Any, options: FileOptions, refusals: Refusals
) -> Iterator[int]:
    """Annotate one file; yields the number of rows of each batch."""
    refusals.first_row = 1
    kind, packed = _kind_of(target)
    if not kind or (packed and kind != "csv"):
        raise OutputError(
            f"{target}: let its name end in .csv, .csv.gz, .csv.zst, .parquet, .feather or .gpkg"
        )
    checked_output_path(target, overwrite=options.overwrite)
    with replacing(target, overwrite=options.overwrite) as scratch, ExitStack() as stack:
        writer: Any = None
        for table in _batches(path, options, as_text=kind == "csv"):
            try:
                found = annotator(table, refusals)
                if kind == "csv" and not options.formulas:
                    found = _without_formulas(_as_arrow(found))
            except SinoKoreaGeoError as error:
                raise _where(error, annotator, table, path.name, refusals.first_row) from None
            if writer is None:
                writer = stack.enter_context(_WRITERS[kind](scratch, found, packed))
            writer(found)
            refusals.first_row += len(table)
            yield len(found)


def _where(
    error: SinoKoreaGeoError, annotator: Any, table: Any, name: str, first_row: int
) -> SinoKoreaGeoError:
    """Name the file, and the row if it is a row's fault."""
    faults = Refusals(first_row=first_row)
    with suppress(SinoKoreaGeoError):
        replace(annotator, on_error="null")(table, faults)
        if faults.first is not None:
            row, reason = faults.first
            return type(error)(
                f"{name}, row {row}: {reason}; mend it, or pass on_error='null' or 'skip'"
            )
    return type(error)(f"{name}: {error}")


def _listed(source: str | os.PathLike[str]) -> tuple[list[Path], bool]:
    """Return the files meant, and whether they may be many."""
    text = os.fspath(source)
    path = Path(text)
    try:
        is_folder, there = path.is_dir(), path.exists()
    except (OSError, ValueError) as error:
        raise DataError(f"{text[:99]!r} is not the name of a file") from error
    if is_folder:
        found = sorted(p for p in path.iterdir() if p.is_file() and _kind_of(p)[0])
    elif not there and any(mark in text for mark in "*?["):
        anchor = Path(path.anchor or ".")
        pattern = path.relative_to(path.anchor) if path.anchor else path
        found = sorted(p for p in anchor.glob(str(pattern)) if p.is_file())
    else:
        return [path], False
    if not found:
        raise DataError(f"{text}: holds no table; CSV, Parquet, Feather or GeoPackage are read")
    return found, True


def _kind_of(path: Path) -> tuple[str, str | None]:
    """Return what a file is, by its name ("" if that says nothing), and how it is packed."""
    packed = KNOWN["packed"].get(path.suffix.lower())
    return KNOWN["kinds"].get((Path(path.stem) if packed else path).suffix.lower(), ""), packed


def _batches(path: Path, options: FileOptions, *, as_text: bool) -> Iterator[Any]:
    """Read tables of rows; at least one, perhaps without rows."""
    try:
        start = ordinary_bytes(path, 3)
        starts = KNOWN["starts"].items()
        kind = next((k for magic, k in starts if start.startswith(bytes.fromhex(magic))), "csv")
        if kind == "parquet":
            with pq.ParquetFile(path) as file:
                schema = file.schema_arrow
                yield pa.Table.from_batches([], schema)
                for batch in file.iter_batches(batch_size=options.rows_at_once):
                    yield pa.Table.from_batches([batch.cast(schema)], schema)
        elif kind == "feather":
            with pa.ipc.open_file(str(path)) as file:
                yield pa.Table.from_batches([], file.schema)
                for number in range(file.num_record_batches):
                    yield pa.Table.from_batches([file.get_batch(number)], file.schema)
        elif kind == "gpkg":
            yield gpd.read_file(path, engine="pyogrio")
        else:
            encoding = options.encoding or "utf8"
            if options.encoding is None and start[:2] in {b"\xff\xfe", b"\xfe\xff"}:
                encoding = "utf16"
            yield from _csv_batches(path, kind, encoding, options.delimiter, as_text=as_text)
    except OutputError:
        raise
    except (UnicodeError, LookupError) as error:
        raise DataError(f"{path}: is not {options.encoding or 'UTF-8'}; pass encoding=") from error
    except (pa.ArrowException, OSError, EOFError, csv.Error) as error:
        said = str(getattr(error, "strerror", None) or error).splitlines()[0][:200]
        if "invalid UTF8" in said:
            raise DataError(f"{path}: is not UTF-8; pass encoding=") from error
        raise DataError(f"{path}: cannot be read to its end ({said}); check it") from error


def _text_stream(path: Path, packing: str, encoding: str) -> Any:
    """Open a table of text as UTF-8."""
    stream = pa.input_stream(str(path), compression=None if packing == "csv" else packing)
    return stream if encoding == "utf8" else pa.transcoding_input_stream(stream, encoding, "utf-8")


class _Strict(io.RawIOBase):
    """A table of text on its way; `odd` says that its quotes want a second look."""

    def __init__(self, stream: Any, delimiter: str) -> None:
        self.odd, self._stream = False, stream
        self._inside, self._before = False, b"\n"
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
        self._before = block[-1:]
        return block


def _csv_batches(
    path: Path, packing: str, encoding: str, delimiter: str | None, *, as_text: bool
) -> Iterator[Any]:
    """Read a table of text, packed or not."""
    with _text_stream(path, packing, encoding) as raw:
        first = codecs.getincrementaldecoder("utf-8")().decode(raw.read(_LONGEST_HEADER))
    line = next(iter(first.removeprefix("\ufeff").splitlines()), "")
    delimiter = delimiter or max(",\t;|", key=line.count)
    header = next(csv.reader([line], delimiter=delimiter), [])
    if not header:
        raise DataError(f"{path}: is empty; a table begins with the names of its columns")
    if len(header) > _MOST_COLUMNS:
        raise DataError(f"{path}: has {len(header):,} columns; {_MOST_COLUMNS:,} is the most")
    if twice := sorted({name for name in header if header.count(name) > 1}):
        raise DataError(f"{path}: has two columns {twice[0]!r}; rename one")
    types = dict.fromkeys(header, pa.string()) if as_text else {}
    with _text_stream(path, packing, encoding) as raw:
        stream = _Strict(raw, delimiter)
        reader = pacsv.open_csv(
            stream,
            pacsv.ReadOptions(block_size=_CSV_BLOCK),
            pacsv.ParseOptions(delimiter=delimiter, newlines_in_values=True),
            pacsv.ConvertOptions(column_types=types, strings_can_be_null=not as_text),
        )
        yield pa.Table.from_batches([], reader.schema)
        for batch in reader:
            yield pa.Table.from_batches([batch])
    if stream.odd:  # what Arrow takes for one cell may be many rows
        with _text_stream(path, packing, encoding) as raw:
            for _ in csv.reader(codecs.getreader("utf-8")(raw), delimiter=delimiter, strict=True):
                pass


def _without_formulas(table: Any) -> Any:
    """Put an apostrophe before text that a spreadsheet would take for a formula."""
    for place, column in enumerate(table.columns):
        if pa.types.is_string(column.type):
            like, number = (pc.match_substring_regex(column, how) for how in (FORMULA, NUMBER))
            if pc.any(risky := pc.and_not(like, number)).as_py():
                marked = pc.binary_join_element_wise("'", column, "")
                column = pc.if_else(risky, marked, column)  # noqa: PLW2901 - the same column, marked
                table = table.set_column(place, table.field(place), column)
    return table.rename_columns([plain_cell(name) for name in table.column_names])


@contextmanager
def _csv_writer(path: Path, table: Any, packed: str | None) -> Iterator[Callable[[Any], None]]:
    names = _as_arrow(table).column_names
    with pa.output_stream(str(path), compression=packed) as stream:
        line = io.StringIO()
        csv.writer(line, lineterminator="\n").writerow(names)
        stream.write(line.getvalue().encode())

        def write(found: Any) -> None:
            found = _as_arrow(found)
            for style in ("none", "needed"):
                held = pa.BufferOutputStream()
                try:
                    how = pacsv.WriteOptions(include_header=False, quoting_style=style)
                    pacsv.write_csv(found, held, how)
                except pa.ArrowInvalid:
                    continue
                stream.write(held.getvalue())
                return

        yield write


@contextmanager
def _arrow_writer(
    make: Callable[..., Any], path: Path, table: Any, _: str | None
) -> Iterator[Callable[[Any], None]]:
    schema = _as_arrow(table).schema
    with make(str(path), schema) as writer:
        yield lambda found: writer.write_table(_as_arrow(found).cast(schema))


@contextmanager
def _gpkg_writer(path: Path, _: Any, __: str | None) -> Iterator[Callable[[Any], None]]:
    parts: list[Any] = []
    yield parts.append
    whole = pd.concat(parts, ignore_index=True)
    if not isinstance(whole, gpd.GeoDataFrame):
        raise OutputError(f"{path}: a GeoPackage needs geometries; write CSV or Parquet")
    for name in whole.select_dtypes("category"):
        whole[name] = whole[name].astype("str")
    # GDAL knows GeoPackages by their names, and a link's target may have any.
    with tempfile.TemporaryDirectory(dir=path.parent) as folder:
        made = Path(folder) / "table.gpkg"
        whole.to_file(made, driver="GPKG", engine="pyogrio", layer="table")
        made.replace(path)


def _as_arrow(table: Any) -> Any:
    if isinstance(table, gpd.GeoDataFrame):
        return pa.table(table.to_arrow(index=False))
    return table


_WRITERS: Final[dict[str, Callable[..., AbstractContextManager[Callable[[Any], None]]]]] = {
    "csv": _csv_writer,
    "parquet": partial(_arrow_writer, pq.ParquetWriter),
    "feather": partial(_arrow_writer, pa.ipc.new_file),
    "gpkg": _gpkg_writer,
}
