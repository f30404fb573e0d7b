"""Annotate tables with answers: frames, Arrow, Dask and files, batch by batch."""

from __future__ import annotations

import os
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any, Literal, TypedDict, Unpack, cast, get_args

import geopandas as gpd
import numpy as np
import pandas as pd
from numpy.typing import NDArray
from pyproj.exceptions import CRSError

from sinokorea_geo.atlas.atlas import Atlas
from sinokorea_geo.atlas.names import listed
from sinokorea_geo.atlas.positions import LONGEST_POINT, Positions, position_columns
from sinokorea_geo.atlas.store import Layer
from sinokorea_geo.errors import DataError, InvalidCoordinates, InvalidQuantity, OutputError
from sinokorea_geo.spatial.answers import Answers
from sinokorea_geo.spatial.inputs import as_points

if TYPE_CHECKING:
    from sinokorea_geo.spatial.batches import Refusals

OnError = Literal["raise", "null", "skip"]


class Options(TypedDict, total=False):
    """Options of :func:`annotate`, which says what each does."""

    lon: str | None
    lat: str | None
    overwrite: bool
    encoding: str | None
    delimiter: str | None
    rows_at_once: int
    refused: str | os.PathLike[str] | None
    progress: Callable[[int], object] | None
    cluster: Any
    formulas: bool


@dataclass(frozen=True)
class Annotator:
    """Add answers to one table after the other; it pickles, for other processes."""

    answers: Answers
    lon: str | None = None
    lat: str | None = None
    date: str | None = None
    on_error: OnError = "raise"

    def __call__(self, table: Any, refusals: Refusals | None = None) -> Any:
        """Annotate a frame, an Arrow table or batch, and note the rows that are refused."""
        if isinstance(table, pd.DataFrame):
            return self._frame(table, refusals)
        import pyarrow as pa  # noqa: PLC0415 - only for those who have it

        batch = isinstance(table, pa.RecordBatch)
        whole = pa.Table.from_batches([table]) if batch else table
        self._refuse_twice(whole.column_names)
        given = self._positions_of(whole.column_names)
        names = [*(given or ()), *([self.date] if self.date else ())]
        bare = whole.select(names).replace_schema_metadata()
        frame = bare.to_pandas() if given else _geometries(whole)
        if self.date and not given:
            frame[self.date] = whole[self.date].to_pandas()
        kept, columns = self._answers(frame, refusals)
        if kept is not None:
            whole = whole.take(kept)
        for name, values in columns.items():
            whole = whole.append_column(name, pa.array(values, from_pandas=True))
        return whole.combine_chunks().to_batches()[0] if batch and len(whole) else whole

    def _frame(self, table: pd.DataFrame, refusals: Refusals | None) -> pd.DataFrame:
        self._refuse_twice([str(name) for name in table.columns])
        kept, columns = self._answers(table, refusals)
        rows = table if kept is None else table.iloc[kept]
        added = pd.DataFrame(columns, index=rows.index, copy=False)
        joined = pd.concat([rows, added], axis=1)
        if isinstance(table, gpd.GeoDataFrame) and _is_geo(table):
            return joined.set_geometry(table.geometry.name)  # type: ignore[operator,no-any-return]  # pandas-stubs
        return joined

    def _answers(
        self, table: pd.DataFrame, refusals: Refusals | None
    ) -> tuple[NDArray[np.int64] | None, dict[str, Any]]:
        """Return the rows that are kept (None for all), and their answers."""
        bad: dict[int, str] = {}
        read, there = self._positions(table, bad)
        dates = table[self.date] if self.date else None
        if dates is not None and self.on_error != "raise":
            readable = pd.to_datetime(dates, errors="coerce", format="ISO8601", utc=True).notna()
            for row in np.flatnonzero(~readable.to_numpy()):
                bad.setdefault(int(row), f"{dates.iloc[row]!r} is no date")
        if bad:
            if refusals is not None:
                refusals.note(table, bad)
            good = ~np.isin(there, list(bad))
            read, there = read[good], there[good]
        if dates is not None:
            dates = dates.iloc[there]
        lon, lat = read.T.copy()
        columns = self.answers.of(lon, lat, dates)
        if self.on_error == "skip":
            return (there if bad else None), columns
        if len(there) == len(table):
            return None, columns
        spread = Positions(lon, lat, there, len(table), None).frame(columns)
        return None, {str(name): spread[name].array for name in spread}

    def _positions_of(self, names: Sequence[str]) -> tuple[str, str] | None:
        """Return the columns of longitude and latitude; None for a column of geometries."""
        if self.lon is not None and self.lat is not None:
            if missing := [name for name in (self.lon, self.lat) if name not in names]:
                raise DataError(
                    f"the table has no column {missing[0]!r}, but {', '.join(names[:12])}"
                )
            return self.lon, self.lat
        if found := position_columns(names):
            return found if len(found) == 2 else None
        raise DataError(
            f"the table has no columns lon and lat, but {', '.join(names[:12])}; pass lon= and lat="
        )

    def _refuse_twice(self, names: Sequence[str]) -> None:
        if self.date is not None and self.date not in names:
            raise DataError(f"the table has no column {self.date!r}, but {', '.join(names[:12])}")
        if twice := [name for name in self.answers.columns if name in names]:
            raise DataError(f"the table has a column {twice[0]} already; rename or drop it")

    def _positions(
        self, table: pd.DataFrame, bad: dict[int, str]
    ) -> tuple[NDArray[np.float64], NDArray[np.int64]]:
        """Return (m, 2) positions and the numbers of their rows; reasons go into `bad`."""
        raising = self.on_error == "raise"
        if _is_geo(table):
            given: Any = table.geometry
        else:
            names = self._positions_of([str(name) for name in table.columns])
            given = table if names is None else self._columns(table, names, bad)
        try:
            at = as_points(given, "rows", on_missing="raise" if raising else "null")
        except InvalidCoordinates:
            if raising:
                raise
            # Out of range: one by one, so that only these rows are refused.
            at = as_points(_in_range(given, bad), "rows", on_missing="null")
        if at.rows is None:
            return np.column_stack((at.lon, at.lat)), np.arange(at.size)
        there = np.zeros(at.size, dtype=bool)
        there[at.rows] = True
        for row in np.flatnonzero(~there):
            bad.setdefault(int(row), "no position")
        return np.column_stack((at.lon, at.lat)), at.rows

    def _columns(
        self, table: pd.DataFrame, names: tuple[str, str], bad: dict[int, str]
    ) -> pd.DataFrame:
        """Read columns of degrees, which CSV holds as text."""
        read = {}
        for axis, name in zip(("lon", "lat"), names, strict=True):
            column = table[name]
            kind = column.dtype
            if not pd.api.types.is_numeric_dtype(kind) or pd.api.types.is_bool_dtype(kind):
                text = column.astype("str").str.strip().replace("", None)
                numbers = _numbers(text)
                for row in np.flatnonzero((numbers.isna() & text.notna()).to_numpy()):
                    said = f"{name} is {column.iloc[row]!r}, not a number"
                    if self.on_error == "raise":
                        raise InvalidCoordinates(f"row {list(table.index)[row]}: {said}")
                    bad.setdefault(int(row), said)
                column = numbers
            read[axis] = column.to_numpy(dtype=np.float64, na_value=np.nan)
        return pd.DataFrame(read)


def _numbers(text: pd.Series) -> pd.Series:
    """Read numbers, with nulls for what is none; Arrow does it fast if all can be read."""
    try:
        import pyarrow as pa  # noqa: PLC0415 - only for those who have it

        read = pa.array(text, from_pandas=True).cast(pa.float64())
    except (ImportError, ValueError):
        return pd.to_numeric(text, errors="coerce")
    return pd.Series(read.to_numpy(zero_copy_only=False), index=text.index)


def _in_range(given: Any, bad: dict[int, str]) -> pd.DataFrame:
    """Return positions with those out of range left out; reasons go into `bad`."""
    if not isinstance(given, pd.DataFrame):
        given = pd.DataFrame({"lon": given.x, "lat": given.y})
    lon, lat = (given[axis].to_numpy(dtype=float, copy=True) for axis in ("lon", "lat"))
    out = (np.abs(lon) > 180.0) | (np.abs(lat) > 90.0)
    for row in np.flatnonzero(out):
        swapped = abs(lat[row]) <= 180.0 and abs(lon[row]) <= 90.0
        hint = "; are longitude and latitude swapped?" if swapped else ""
        bad.setdefault(int(row), f"{lon[row]:g}, {lat[row]:g} is outside ±180, ±90{hint}")
    lon[out] = lat[out] = np.nan
    return pd.DataFrame({"lon": lon, "lat": lat})


def annotate(
    table: Any,
    out: str | os.PathLike[str] | None = None,
    *,
    atlas: Atlas,
    answers: Sequence[str] = ("border",),
    corridors: Sequence[float | str] = (),
    layers: Sequence[Layer] = (),
    date: str | None = None,
    on_error: OnError = "raise",
    **options: Unpack[Options],
) -> Any:
    r"""Add answers about every row's position to a table, a file or a folder of files.

    Parameters
    ----------
    table : DataFrame, GeoDataFrame, Arrow table or stream, Polars or Dask frame, or path
        What to annotate. A path is a file, a pattern such as ``"2016/*.csv"``, or a folder.
    out : path-like, optional
        For a path: the file to write, or a folder if there are several files.
    atlas : Atlas
        What is measured against.
    answers : sequence of str
        Of ``border``, ``country``, ``reach``, ``crossing``, ``open_crossing`` (the nearest that
        was open on the row's date), ``zone``, ``county``, ``province``.
    corridors : sequence of float or str
        Widths round the border; each adds a column such as ``within_25km``.
    layers : sequence of str
        Layers; the nearest feature of each adds its id and its distance.
    date : str, optional
        Column of dates, which ``open_crossing`` needs.
    on_error : {"raise", "null", "skip"}
        Whether a row whose position or date cannot be used is an error, gets nulls, or is left
        out.
    **options
        ``lon: str`` and ``lat: str``: columns of degrees; ``lon`` and ``lat`` or the like if not
        given. For a path: ``overwrite: bool = False``, ``encoding: str`` and ``delimiter: str``
        of CSV, ``rows_at_once: int = 500_000``, ``refused: path`` (a CSV for rows that are refused,
        with reasons), ``progress: callable`` (gets the number of rows done), ``cluster`` (address
        or client of a running Dask scheduler, whose workers take the files), ``formulas: bool =
        False``: text that a spreadsheet would run (it begins with = + - @ and is no number) is
        written to CSV as it is, not behind an apostrophe.

    Returns
    -------
    the same kind of table, or int
        For a path the number of rows written. A Dask frame stays lazy.

    Raises
    ------
    DataError
        A file cannot be read, lacks columns, or has a column of that name already.
    InvalidCoordinates, InvalidGeometry, InvalidDate, CRSMismatch
        With ``on_error="raise"``, a row cannot be used; the message names it.
    InvalidQuantity
        An answer, a width or `on_error` is not known.
    OutputError
        `out` is missing, in the way or cannot be written. What was there stays.

    Examples
    --------
    >>> import pandas as pd
    >>> from sinokorea_geo import load_atlas
    >>> ships = pd.DataFrame({"ship": ["A"], "lon": [124.39], "lat": [40.12]})
    >>> found = annotate(ships, atlas=load_atlas(), answers=["crossing"], corridors=["25 km"])
    >>> list(found.columns)
    ['ship', 'lon', 'lat', 'crossing_id', 'crossing_distance_m', 'within_25km']
    """
    if on_error not in get_args(OnError):
        raise InvalidQuantity(f"on_error is {on_error!r}; pass 'raise', 'null' or 'skip'")
    lon, lat = options.pop("lon", None), options.pop("lat", None)
    if (lon is None) != (lat is None):
        raise InvalidQuantity("pass both lon= and lat=, or neither")
    asked, widths, near = (tuple(listed(names)) for names in (answers, corridors, layers))
    chosen = Answers(atlas, asked, widths, near, date is not None)
    annotator = Annotator(chosen, lon, lat, date, on_error)
    if isinstance(table, str | os.PathLike):
        if out is None:
            raise OutputError("a file is annotated into another; pass out=")
        try:
            from sinokorea_geo.spatial import batches  # noqa: PLC0415 - needs pyarrow
        except ImportError as error:
            raise DataError(
                f"{table}: files are read by pyarrow; run `pip install pyarrow`"
            ) from error
        files = batches.FileOptions(**cast("Any", options))
        return batches.annotate_files(table, Path(out), annotator, files)
    if options or out is not None:
        raise InvalidQuantity("out and options of files go with a path, not with a table")
    return _by_kind(table, annotator)


def _by_kind(table: Any, annotate_one: Callable[[Any], Any]) -> Any:
    """Annotate a table in memory, a stream, or a lazy frame."""
    if isinstance(table, pd.DataFrame):
        return annotate_one(table)
    if hasattr(table, "map_partitions"):
        # Dask: workers get the choice of answers, and open the atlas themselves.
        return table.map_partitions(annotate_one, meta=annotate_one(table._meta))
    import pyarrow as pa  # noqa: PLC0415 - only for those who have it

    if isinstance(table, pa.RecordBatchReader):
        empty = annotate_one(pa.Table.from_batches([], table.schema)).schema
        found = (annotate_one(pa.Table.from_batches([batch])) for batch in table)
        parts = (part.cast(empty) for part in found)
        batches = (batch for part in parts for batch in part.to_batches())
        return pa.RecordBatchReader.from_batches(empty, batches)
    if isinstance(table, pa.Table | pa.RecordBatch):
        return annotate_one(table)
    if hasattr(table, "__arrow_c_stream__"):
        found = annotate_one(pa.table(table))
        return type(table)(found)
    raise DataError(f"{type(table).__name__} is no table; pass a frame, Arrow or a path")


def _geometries(table: Any) -> Any:
    """Return the points of a table of WKB; in degrees, if its metadata names another system."""
    (name,) = position_columns(table.column_names)
    blobs = table[name].to_pandas()
    # GEOS follows geometries in geometries until the stack ends; each is looked at.
    long = any(isinstance(blob, bytes) and len(blob) > LONGEST_POINT for blob in blobs)
    if (table.schema.metadata or {}).get(b"geo") is None or long:
        return pd.DataFrame({"geometry": blobs})
    try:
        return gpd.GeoDataFrame.from_arrow(table.select([name]))
    except (ValueError, TypeError, LookupError, AttributeError, CRSError) as error:
        raise DataError(f"what the table says of its geometry cannot be read ({error})") from error


def _is_geo(table: pd.DataFrame) -> bool:
    return isinstance(table, gpd.GeoDataFrame) and table._geometry_column_name in table
