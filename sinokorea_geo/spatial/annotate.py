"""Annotate tables with answers: frames, Arrow, Dask and files, batch by batch."""

from __future__ import annotations

import os
import sys
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any, Literal, TypeAlias, TypedDict, Unpack, cast, get_args

import geopandas as gpd
import numpy as np
import pandas as pd
import pyarrow as pa
import shapely
from numpy.typing import NDArray

from sinokorea_geo.atlas.atlas import Atlas
from sinokorea_geo.atlas.names import listed
from sinokorea_geo.atlas.positions import OnMissing, Positions, as_points, position_columns
from sinokorea_geo.atlas.store import Layer
from sinokorea_geo.errors import CRSMismatch, DataError, InvalidQuantity, OutputError
from sinokorea_geo.io.arrow import stated_geometry, wkb_features
from sinokorea_geo.io.features import Limits
from sinokorea_geo.io.tables import checked_rows, one_column
from sinokorea_geo.spatial.answers import Answers

if TYPE_CHECKING:
    from sinokorea_geo.spatial.batches import Refusals

OnError = Literal["raise", "null", "skip"]
#: Positions of the rows of a file, and why some have none.
Given: TypeAlias = tuple[gpd.GeoSeries, dict[int, str]]


class Options(TypedDict, total=False):
    """Options of :func:`annotate`, which says what each does."""

    lon: str | int | None
    lat: str | int | None
    overwrite: bool
    encoding: str | None
    delimiter: str | None
    rows_at_once: int
    refused: str | os.PathLike[str] | None
    progress: Callable[[int], object] | None
    cluster: Any
    formulas: bool
    source_layer: str | None
    crs: Any
    max_bytes: int


@dataclass(frozen=True)
class Annotator:
    """Add answers to one table after the other; it pickles, for other processes."""

    answers: Answers
    lon: str | int | None = None
    lat: str | int | None = None
    date: str | None = None
    on_error: OnError = "raise"
    crs: Any = None

    def __call__(
        self, table: Any, refusals: Refusals | None = None, given: Given | None = None
    ) -> Any:
        """Annotate a frame, an Arrow table or batch, and note the rows that are refused."""
        if isinstance(table, pd.DataFrame):
            self._refuse_twice([str(name) for name in table.columns])
            kept, columns = self._answers(table, refusals, given)
            rows = table if kept is None else table.iloc[kept]
            added = pd.DataFrame(columns, index=rows.index, copy=False)
            joined = pd.concat([rows, added], axis=1)
            if isinstance(table, gpd.GeoDataFrame) and _is_geo(table):
                return joined.set_geometry(table.geometry.name)  # type: ignore[operator]  # pandas-stubs
            return joined
        batch = isinstance(table, pa.RecordBatch)
        whole = pa.Table.from_batches([table]) if batch else table
        self._refuse_twice(whole.column_names)
        about = stated_geometry(whole.schema, "the table") if self.lon is None else None
        if about and given is None:
            limits = Limits(sys.maxsize, self.on_error == "raise")
            held = wkb_features(whole, about, "rows", limits)
            given = checked_rows(held, (), raising=limits.raising, crs=self.crs)
        used = about[:1] if about else self.positions_of(whole.column_names)
        names = [*used, *([self.date] if self.date else ())]
        frame = whole.select(names).replace_schema_metadata().to_pandas()
        kept, columns = self._answers(frame, refusals, given)
        if kept is not None:
            whole = whole.take(kept)
        for name, values in columns.items():
            whole = whole.append_column(name, pa.array(values, from_pandas=True))
        return whole.combine_chunks().to_batches()[0] if batch and len(whole) else whole

    def _answers(
        self, table: pd.DataFrame, refusals: Refusals | None, given: Given | None = None
    ) -> tuple[NDArray[np.int64] | None, dict[str, Any]]:
        """Return the rows that are kept (None for all), and their answers."""
        bad = dict(given[1]) if given else {}
        read, there = self._positions(given[0] if given else table, bad)
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

    def positions_of(self, names: Sequence[Any]) -> tuple[Any, ...]:
        """Return the columns of longitude and latitude, or the one that holds positions."""
        listed = ", ".join(map(str, names[:12]))
        if self.lon is not None and self.lat is not None:
            # A table without a header has columns with numbers.
            asked = self.lon, self.lat
            used = [f"column_{n}" if isinstance(n, int) and n not in names else n for n in asked]
            if missing := [name for name in used if name not in names]:
                raise DataError(f"the table has no column {missing[0]!r}, but {listed}")
            return tuple(used)
        if found := position_columns(names) or one_column(names):
            return found
        raise DataError(f"the table has no columns lon and lat, but {listed}; pass lon= and lat=")

    def _refuse_twice(self, names: Sequence[str]) -> None:
        if self.date is not None and self.date not in names:
            raise DataError(f"the table has no column {self.date!r}, but {', '.join(names[:12])}")
        if twice := [name for name in self.answers.columns if name in names]:
            raise DataError(f"the table has a column {twice[0]} already; rename or drop it")

    def _positions(
        self, table: pd.DataFrame | gpd.GeoSeries, bad: dict[int, str]
    ) -> tuple[NDArray[np.float64], NDArray[np.int64]]:
        """Return (m, 2) positions and the numbers of their rows; reasons go into `bad`."""
        raising = self.on_error == "raise"
        missing: OnMissing = "raise" if raising else "null"
        geo = isinstance(table, gpd.GeoSeries) or _is_geo(table)
        names = () if geo else self.positions_of(list(table.columns))
        given: Any = table.geometry if geo else table[names[0]]
        if names[1:]:
            given, odd = _numbers(table, names, raising=raising)
            if len(odd):
                found, reasons = checked_rows(table.iloc[odd], names, raising=raising)
                given[odd] = np.column_stack((shapely.get_x(found), shapely.get_y(found)))
                bad |= {int(odd[row]): why for row, why in reasons.items()}
        try:
            at = as_points(given, "rows", on_missing=missing)
        except ValueError as error:
            if names[1:] or isinstance(error, CRSMismatch):
                raise
            given, reasons = checked_rows(table.geometry if geo else table, names, raising=raising)
            bad |= reasons | bad
            at = as_points(given, "rows", on_missing=missing)
        if at.rows is None:
            return np.column_stack((at.lon, at.lat)), np.arange(at.size)
        there = np.zeros(at.size, dtype=bool)
        there[at.rows] = True
        for row in np.flatnonzero(~there):
            bad.setdefault(int(row), "no position")
        return np.column_stack((at.lon, at.lat)), at.rows


def _numbers(
    table: pd.DataFrame, names: tuple[Any, ...], *, raising: bool
) -> tuple[NDArray[np.float64], NDArray[np.int64]]:
    """Read columns of degrees, which CSV holds as text, and tell which rows want a second look."""
    xy, odd = np.empty((len(table), 2)), np.zeros(len(table), dtype=bool)
    for axis, name in enumerate(names):
        column = table[name]
        filled = np.full(len(table), raising)
        if not pd.api.types.is_any_real_numeric_dtype(column.dtype):
            text = column.map(str, na_action="ignore").astype("str").str.strip().replace("", None)
            filled |= text.notna().to_numpy()
            try:
                column = pa.array(text, from_pandas=True).cast(pa.float64()).to_pandas()
            except ValueError:
                column = pd.to_numeric(text, errors="coerce")
        xy[:, axis] = column.to_numpy(dtype=np.float64, na_value=np.nan)
        odd |= (np.abs(xy[:, axis]) > 180.0 - 90.0 * axis) | (np.isnan(xy[:, axis]) & filled)
    return xy, np.flatnonzero(odd)


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
        What to annotate. A path is a file that :func:`sinokorea_geo.read_features` reads, a
        pattern such as ``"2016/*.csv"``, or a folder.
    out : path-like, optional
        For a path: the file to write, or a folder if there are several files. What is none of
        CSV, Parquet, Feather and GeoPackage is written there as CSV.
    atlas : Atlas
        What is measured against.
    answers : sequence of str
        Of ``border``, ``country``, ``reach``, ``crossing``, ``open_crossing`` (the nearest that
        was open on the row's date), ``zone``, ``county``, ``province``: the first of the layer
        and, as in ``county_indeterminate``, whether an outline of it is as near as it may be off.
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
        ``lon`` and ``lat``: columns of degrees, by name, or by number (from 0) for a file without
        a header; if not given, ``lon`` and ``lat`` or the like, or one of "lat, lon", WKT or WKB.
        For a path: ``overwrite: bool = False``, ``encoding: str`` and ``delimiter: str`` of CSV,
        ``rows_at_once: int = 500_000``, ``refused: path`` (a CSV for rows that are refused, with
        reasons), ``progress: callable`` (gets the number of rows done), ``cluster`` (address or
        client of a running Dask scheduler, whose workers take the files), ``formulas: bool =
        False``: text that a spreadsheet would run (it begins with = + - @ and is no number) is
        written to CSV as it is, not behind an apostrophe. For what is not read in batches (all but
        CSV, Parquet and Feather): ``source_layer: str``, ``crs`` and ``max_bytes: int``, which are
        `layer`, `crs` and `max_bytes` of :func:`sinokorea_geo.read_features`.

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
    annotator = Annotator(chosen, lon, lat, date, on_error, options.get("crs"))
    if isinstance(table, str | os.PathLike):
        if out is None:
            raise OutputError("a file is annotated into another; pass out=")
        from sinokorea_geo.spatial import batches, reading  # noqa: PLC0415 - load pyarrow

        files = reading.FileOptions(**cast("Any", options))
        return batches.annotate_files(table, Path(out), annotator, files)
    if options or out is not None:
        raise InvalidQuantity("out and options of files go with a path, not with a table")
    return _by_kind(table, annotator)


def _by_kind(table: Any, annotate_one: Callable[[Any], Any]) -> Any:
    """Annotate a table in memory, a stream, or a lazy frame."""
    if isinstance(table, pd.DataFrame | pa.Table | pa.RecordBatch):
        return annotate_one(table)
    if hasattr(table, "map_partitions"):
        # Dask: workers get the choice of answers, and open the atlas themselves.
        return table.map_partitions(annotate_one, meta=annotate_one(table._meta))
    if isinstance(table, pa.RecordBatchReader):
        empty = annotate_one(pa.Table.from_batches([], table.schema)).schema
        found = (annotate_one(pa.Table.from_batches([batch])) for batch in table)
        parts = (part.cast(empty) for part in found)
        batches = (batch for part in parts for batch in part.to_batches())
        return pa.RecordBatchReader.from_batches(empty, batches)
    if hasattr(table, "__arrow_c_stream__"):
        found = annotate_one(pa.table(table))
        return type(table)(found)
    raise DataError(f"{type(table).__name__} is no table; pass a frame, Arrow or a path")


def _is_geo(table: pd.DataFrame) -> bool:
    return isinstance(table, gpd.GeoDataFrame) and table._geometry_column_name in table
