"""Count the rows of annotated tables along the border, and by period."""

from __future__ import annotations

from typing import Any

import pandas as pd

from sinokorea_geo.errors import DataError

__all__ = ["count_by_reach"]


def count_by_reach(table: Any, *, date: str | None = None, period: str = "M") -> pd.DataFrame:
    """Count the rows of a table by reach of the border, and by period if it has dates.

    Parameters
    ----------
    table : pandas.DataFrame
        Annotated with ``answers=["reach"]``; rows without a reach do not count.
    date : str, optional
        Column of dates.
    period : str, default "M"
        Length of a period, as pandas writes it: ``"D"``, ``"M"``, ``"Q"``, ``"Y"``.

    Returns
    -------
    pandas.DataFrame
        Indexed by ``reach``, every one from 0 to the last that occurs: one column ``count``, or
        one a period. ``count_by_reach(table).plot()`` draws it along the chainage.

    Raises
    ------
    DataError
        If the table has no such columns, or a date cannot be read.

    Examples
    --------
    >>> days = ["2016-08-01", "2016-08-22", "2016-09-01"]
    >>> table = pd.DataFrame({"reach": [0, 2, 2], "day": days})
    >>> count_by_reach(table)["count"].tolist()
    [1, 0, 2]
    >>> count_by_reach(table, date="day").columns.astype(str).tolist()
    ['2016-08', '2016-09']
    """
    for name in ("reach", *([date] if date else ())):
        if name not in table:
            raise DataError(f"the table has no column {name!r}; annotate it with answers=['reach']")
    some = table[table["reach"].notna()]
    every = pd.RangeIndex(int(some["reach"].max()) + 1 if len(some) else 0, name="reach")
    reach = some["reach"].astype("int64")
    if date is None:
        each = reach.value_counts().reindex(every, fill_value=0)
        return pd.DataFrame({"count": each}, index=each.index).rename_axis("reach")
    days = pd.to_datetime(some[date], errors="coerce", format="ISO8601", utc=True)
    if days.isna().any():
        row = days.index[days.isna()][0]
        raise DataError(f"row {row}: {some[date].loc[row]!r} is no date; write 2016-08-22")
    periods = days.dt.tz_localize(None).dt.to_period(period)
    counts: pd.DataFrame = pd.crosstab(reach, periods).reindex(every, fill_value=0)
    return counts
