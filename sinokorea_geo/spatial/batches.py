"""Read files a batch at a time, hand the batches on, and write the results whole or not at all."""

import csv
import io
import json
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
import pandas as pd
import pyarrow as pa
import pyarrow.compute as pc
import pyarrow.csv as pacsv
import pyarrow.ipc
import pyarrow.parquet as pq
import shapely

from sinokorea_geo import atomic
from sinokorea_geo.atlas.positions import LONGEST_POINT
from sinokorea_geo.atomic import plain_cell, replacing
from sinokorea_geo.errors import DataError, InvalidQuantity, OutputError, SinoKoreaGeoError
from sinokorea_geo.spatial.reading import FileOptions, batches_of, kind_of


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


def annotate_files(
    source: str | os.PathLike[str], out: Path, annotator: Any, options: FileOptions
) -> int:
    """Annotate one file into another, or many into a folder, file by file."""
    if options.rows_at_once < 1:
        raise InvalidQuantity(f"rows_at_once is {options.rows_at_once}; pass 1 or more")
    mark = str(options.delimiter or ",")
    if len(mark) != 1 or not mark.isascii() or mark in '"\r\n':
        raise InvalidQuantity(f"delimiter is {mark!r}; pass one character, such as ';'")
    files, many = _listed(source)
    many = many or out.is_dir()
    if many:
        out.mkdir(parents=True, exist_ok=True)
    with ExitStack() as stack:
        refusals = Refusals()
        if options.refused is not None:
            path = Path(options.refused)
            scratch = stack.enter_context(replacing(path, overwrite=options.overwrite))
            refusals.stream = stack.enter_context(scratch.open("w", encoding="utf-8", newline=""))
        pairs = [(path, _target(path, out) if many else out) for path in files]
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
        atomic.checked_output_path(target, overwrite=options.overwrite)
    # Over what a lost worker may have left.
    theirs = replace(options, overwrite=True, progress=None, cluster=None)
    before = {left for _, target in pairs for left in atomic.scratch_of(target)}
    client = Client(cluster) if isinstance(cluster, str) else cluster
    try:
        found = [(path.resolve(), target.resolve(), annotator, theirs) for path, target in pairs]
        tasks = [client.submit(_whole_file, *each, pure=False) for each in found]
        rows: int = sum(client.gather(tasks))
        for _, target in pairs:
            for left in atomic.scratch_of(target) - before:
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
    kind, packed = kind_of(target)
    if kind not in _WRITERS or (packed and kind != "csv"):
        ends = ".csv, .csv.gz, .csv.zst, .parquet, .feather or .gpkg"
        raise OutputError(f"{target}: let its name end in {ends}")
    atomic.checked_output_path(target, overwrite=options.overwrite)
    with replacing(target, overwrite=options.overwrite) as scratch, ExitStack() as stack:
        writer: Any = None
        for table, given in batches_of(path, options, annotator, as_text=kind == "csv"):
            try:
                found = annotator(table, refusals, given)
                found = _as_text(found) if kind == "csv" else found
                if kind == "csv" and not options.formulas:
                    found = _without_formulas(found)
            except SinoKoreaGeoError as error:
                raise _where(error, annotator, (table, given), path.name, refusals) from None
            if writer is None:
                writer = stack.enter_context(_WRITERS[kind](scratch, found, packed))
            writer(found)
            refusals.first_row += len(table)
            yield len(found)


def _where(
    error: SinoKoreaGeoError, annotator: Any, rows: tuple[Any, Any], name: str, before: Refusals
) -> SinoKoreaGeoError:
    """Name the file, and the row if it is a row's fault."""
    faults = Refusals(first_row=before.first_row)
    with suppress(SinoKoreaGeoError):
        replace(annotator, on_error="null")(rows[0], faults, rows[1])
        if faults.first is not None:
            row, reason = faults.first
            mend = "mend it, or pass on_error='null' or 'skip'"
            return type(error)(f"{name}, row {row}: {reason}; {mend}")
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
        found = sorted(p for p in path.iterdir() if p.is_file() and kind_of(p)[0])
    elif not there and any(mark in text for mark in "*?["):
        anchor = Path(path.anchor or ".")
        pattern = path.relative_to(path.anchor) if path.anchor else path
        found = sorted(p for p in anchor.glob(str(pattern)) if p.is_file())
    else:
        return [path], False
    if not found:
        raise DataError(f"{text}: holds no file whose name ends in a way that is known")
    return found, True


def _target(path: Path, folder: Path) -> Path:
    """Return where a file's answers go: under its own name, or as CSV if it cannot be written."""
    return folder / (path.name if kind_of(path)[0] in _WRITERS else f"{path.name}.csv")


def _as_text(table: Any) -> Any:
    """Return an Arrow table with points as WKT; other bytes in base 16."""
    table = _as_arrow(table.to_wkt() if isinstance(table, gpd.GeoDataFrame) else table)
    for place, column in enumerate(table.columns):
        kind = column.type.value_type if pa.types.is_dictionary(column.type) else column.type
        if kind in {pa.string(), pa.large_string()}:
            table = table.set_column(place, table.field(place).name, column.cast(pa.string()))
        if pa.types.is_struct(column.type):  # such as the box of a feature
            texts = [cell and json.dumps(cell, default=str) for cell in column.to_pylist()]
            table = table.set_column(place, table.field(place).name, [pa.array(texts, pa.string())])
        if pa.types.is_binary(column.type) or pa.types.is_large_binary(column.type):
            cells = [cell or b"" for cell in column.to_pylist()]
            short = [cell if len(cell) <= LONGEST_POINT else b"" for cell in cells]
            points = shapely.from_wkb(short, on_invalid="ignore")
            texts = shapely.to_wkt(points, rounding_precision=-1)
            cells = [text or cell.hex() for text, cell in zip(texts, cells, strict=True)]
            found = pa.array(cells, pa.string(), mask=column.is_null().to_numpy())
            table = table.set_column(place, table.field(place).name, [found])
    return table


def _without_formulas(table: Any) -> Any:
    """Put an apostrophe before text that a spreadsheet would take for a formula."""
    for place, column in enumerate(table.columns):
        if pa.types.is_string(column.type):
            like, number = (
                pc.match_substring_regex(column, how) for how in (atomic.FORMULA, atomic.NUMBER)
            )
            if pc.any(risky := pc.and_not(like, number)).as_py():
                marked = pc.binary_join_element_wise("'", column, "")
                column = pc.if_else(risky, marked, column)  # noqa: PLW2901 - the same column, marked
                table = table.set_column(place, table.field(place), column)
    return table.rename_columns([plain_cell(name) for name in table.column_names])


@contextmanager
def _csv_writer(path: Path, table: Any, packed: str | None) -> Iterator[Callable[[Any], None]]:
    with pa.output_stream(str(path), compression=packed) as stream:
        line = io.StringIO()
        csv.writer(line, lineterminator="\n").writerow(table.column_names)
        stream.write(line.getvalue().encode())

        def write(found: Any) -> None:
            for style in ("none", "needed"):
                held = pa.BufferOutputStream()
                try:
                    how = pacsv.WriteOptions(include_header=False, quoting_style=style)
                    pacsv.write_csv(found, held, how)
                except pa.ArrowInvalid as error:
                    why = error
                    continue
                stream.write(held.getvalue())
                return
            raise OutputError(f"{path.name}: cannot be written as CSV ({why}); write Parquet")

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
    return pa.Table.from_pandas(table, preserve_index=False) if hasattr(table, "iloc") else table


_WRITERS: Final[dict[str, Callable[..., AbstractContextManager[Callable[[Any], None]]]]] = {
    "csv": _csv_writer,
    "parquet": partial(_arrow_writer, pq.ParquetWriter),
    "feather": partial(_arrow_writer, pa.ipc.new_file),
    "gpkg": _gpkg_writer,
}
