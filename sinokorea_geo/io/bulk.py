"""Measure tables larger than memory, a batch of rows at a time."""

from __future__ import annotations

import os
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any, Final

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from sinokorea_geo.atomic import replacing
from sinokorea_geo.errors import DataError, InvalidCoordinates, OutputError
from sinokorea_geo.geodesy import checked_lonlat, checked_quantity
from sinokorea_geo.io.features import check_names
from sinokorea_geo.io.source import shown
from sinokorea_geo.io.tables import columns_of_text, number, position_columns, pyarrow

__all__ = ["annotate_table"]

#: What a table can be written as, by how the name of the file ends.
_KINDS: Final = (".csv", ".parquet")

Measure = Callable[[NDArray[np.float64], NDArray[np.float64]], pd.DataFrame]


def annotate_table(
    path: str | os.PathLike[str],
    out: str | os.PathLike[str],
    measure: Measure,
    *,
    lon: str = "lon",
    lat: str = "lat",
    prefix: str = "border_",
    rows_at_once: int = 500_000,
    overwrite: bool = False,
) -> int:
    r"""Measure every position of a table of any length, and write the table with the answers.

    Memory is needed for one batch of rows, whatever the length of the table. Nothing is written
    if a row cannot be measured.

    Parameters
    ----------
    path : str or path-like
        CSV (comma, tab or semicolon, UTF-8) or Parquet (with pyarrow).
    out : str or path-like
        Where to, ending in ``.csv`` or ``.parquet``; may be the same file with `overwrite`.
    measure : callable
        Given longitudes and latitudes, two (n,) ndarrays of degrees on WGS 84, it returns a
        DataFrame of n rows, such as ``atlas.border.locate``.
    lon, lat : str, default "lon" and "lat"
        Columns of the table that hold degrees; see :func:`sinokorea_geo.read_features`.
    prefix : str, optional
        Put before the names of the columns that are added; ``border_`` if not given.
    rows_at_once : int, default 500,000
        Rows of a batch. It changes no answer.
    overwrite : bool, default False
        Whether a file that is there may be replaced.

    Returns
    -------
    int
        Number of rows.

    Raises
    ------
    DataError
        The table is unreadable, lacks the columns, or has columns of the new names already.
    InvalidCoordinates
        A position is missing, no number or out of range; the message names the row.
    InvalidQuantity
        `rows_at_once` is not a number above 0.
    OutputError
        `out` cannot be written, or is neither CSV nor Parquet.

    Examples
    --------
    >>> from pathlib import Path
    >>> from tempfile import TemporaryDirectory
    >>> from sinokorea_geo import load_atlas
    >>> folder = TemporaryDirectory()
    >>> ships, out = Path(folder.name) / "ships.csv", Path(folder.name) / "measured.csv"
    >>> _ = ships.write_text("ship,lon,lat\nA,124.39,40.12\n", encoding="utf-8")
    >>> annotate_table(ships, out, load_atlas().border.locate)
    1
    >>> out.read_text(encoding="utf-8").split("\n")[0].split(",")[:5]
    ['ship', 'lon', 'lat', 'border_distance_m', 'border_along_m']
    >>> folder.cleanup()
    """
    checked_quantity(rows_at_once, "rows_at_once", above=0)
    name, target = os.fspath(path), Path(out)
    if target.suffix not in _KINDS:
        raise OutputError(f"{target} is to be a table; let its name end in {' or '.join(_KINDS)}")
    rows = 0
    with replacing(target, overwrite=overwrite) as scratch:
        writer = _CsvWriter(scratch) if target.suffix == ".csv" else _ParquetWriter(scratch)
        with writer:
            for table in _batches(name, int(rows_at_once), lon, lat):
                columns = position_columns(list(table.columns), lon, lat, name)
                x, y = _positions(table, columns, name, rows)
                writer.write(_with_answers(table, measure(x, y).add_prefix(prefix), name))
                rows += len(table)
    return rows


def _batches(name: str, size: int, lon: str, lat: str) -> Iterator[pd.DataFrame]:
    try:
        with Path(name).open("rb") as stream:
            start = stream.read(4)
    except OSError as error:
        raise DataError(f"{name}: {error.strerror}; check the name") from error
    if start == b"PAR1":
        return _parquet_batches(name, size, lon, lat)
    return _csv_batches(name, size, lon, lat)


def _csv_batches(name: str, size: int, lon: str, lat: str) -> Iterator[pd.DataFrame]:
    try:
        with Path(name).open(encoding="utf-8-sig", newline="") as stream:
            delimiter, header = columns_of_text(stream.readline(1 << 20), name, lon, lat)
        check_names(header, name)
        yield from pd.read_csv(
            name,
            sep=delimiter,
            dtype=str,
            na_filter=False,
            chunksize=size,
            encoding="utf-8-sig",
            header=0,
            names=header,
            index_col=False,
        )
    except UnicodeDecodeError as error:
        raise DataError(f"{name}: is not UTF-8; save it as CSV UTF-8") from error
    except (pd.errors.ParserError, pd.errors.ParserWarning, pd.errors.EmptyDataError) as error:
        raise DataError(f"{name}: is not whole, valid CSV ({shown(str(error))})") from error


def _parquet_batches(name: str, size: int, lon: str, lat: str) -> Iterator[pd.DataFrame]:
    pa, pq = pyarrow(name)
    try:
        with pq.ParquetFile(name) as file:
            names = [str(column) for column in file.schema_arrow.names]
            check_names(names, name)
            if len(position_columns(names, lon, lat, name)) != 2:
                listed = ", ".join(shown(column, 20) for column in names[:12])
                raise DataError(
                    f"{name}: has no columns {lon!r} and {lat!r}, but {listed}; pass lon= and lat="
                )
            for batch in file.iter_batches(batch_size=size):
                yield batch.to_pandas(types_mapper=pd.ArrowDtype, ignore_metadata=True)
    except (pa.ArrowException, OSError, OverflowError) as error:
        raise DataError(f"{name}: is damaged or truncated Parquet ({shown(str(error))})") from error


def _positions(
    table: pd.DataFrame, columns: tuple[str, ...], name: str, before: int
) -> tuple[NDArray[np.float64], NDArray[np.float64]]:
    """Longitudes and latitudes of a batch, or an error that names the first bad row."""
    degrees = []
    for column in columns:
        values = pd.to_numeric(table[column], errors="coerce").to_numpy(float, na_value=np.nan)
        for row in np.flatnonzero(~np.isfinite(values))[:1]:
            cell = table[column].iloc[row]
            where = f"{name}, row {before + row + 1}"
            number("" if pd.isna(cell) else str(cell), column, where)
            raise InvalidCoordinates(f"{where}: {shown(column)} is {shown(str(cell))}, no place")
        degrees.append(values)
    lon, lat = degrees
    try:
        checked_lonlat(lon, lat, what="row")
    except InvalidCoordinates:
        good = (np.abs(lon) <= 180.0) & (np.abs(lat) <= 90.0)
        row = int(np.argmin(good))
        where = f"{name}, row {before + row + 1}"
        try:
            checked_lonlat(lon[row], lat[row])
        except InvalidCoordinates as error:
            raise InvalidCoordinates(f"{where}: {error}") from None
        raise
    return lon, lat


def _with_answers(table: pd.DataFrame, answers: pd.DataFrame, name: str) -> pd.DataFrame:
    if twice := [column for column in answers.columns if column in table.columns]:
        raise DataError(
            f"{name}: has a column {shown(twice[0])} already; rename it, or pass another prefix="
        )
    answers.index = table.index
    return pd.concat([table, answers], axis=1)


class _CsvWriter:
    def __init__(self, path: Path) -> None:
        self._stream = path.open("w", encoding="utf-8", newline="")
        self._header = True

    def write(self, table: pd.DataFrame) -> None:
        table.to_csv(self._stream, index=False, header=self._header, lineterminator="\n")
        self._header = False

    def __enter__(self) -> _CsvWriter:
        return self

    def __exit__(self, *_: object) -> None:
        self._stream.close()


class _ParquetWriter:
    def __init__(self, path: Path) -> None:
        self._pa, self._pq = pyarrow(str(path))
        self._path = path
        self._writer: Any = None

    def write(self, table: pd.DataFrame) -> None:
        arrow = self._pa.Table.from_pandas(table, preserve_index=False)
        if self._writer is None:
            self._writer = self._pq.ParquetWriter(self._path, arrow.schema)
        self._writer.write_table(arrow.cast(self._writer.schema))

    def __enter__(self) -> _ParquetWriter:
        return self

    def __exit__(self, *_: object) -> None:
        if self._writer is not None:
            self._writer.close()
