"""Tell the history of features: the states they had, what changed, what was near and open."""

import datetime as dt
from collections import defaultdict
from collections.abc import Collection, Iterable, Iterator
from dataclasses import dataclass
from functools import cached_property
from typing import Any, Final

import geopandas as gpd
import numpy as np
import pandas as pd

from sinokorea_geo.atlas.dates import Interval, lifetime, parse_interval
from sinokorea_geo.atlas.lengths import metres_of
from sinokorea_geo.atlas.store import records
from sinokorea_geo.geodesy import checked_lonlat, distance_m

#: Layers whose features come and go; the others have no dates.
DATED_LAYERS: Final = ("crossings", "zones", "places", "routes")
#: Statuses of what people or goods can use.
OPEN_STATUSES: Final = ("open", "seasonal", "active")
#: Statuses that do not end what already stands.
ON_PAPER: Final = {"planned", "decreed"}


@dataclass(frozen=True)
class State:
    """A status, and the days on which a feature had it."""

    status: str
    days: Interval
    #: The last day for which there is evidence; None for a state that has ended.
    known_to: dt.date | None = None


class History:
    """The dated states of all features."""

    def __init__(self, periods: pd.DataFrame, features: gpd.GeoDataFrame) -> None:
        self._features = features
        states: defaultdict[str, list[State]] = defaultdict(list)
        for row in records(periods):
            if row["start"] or row["end"]:  # a state without a date says nothing of any date
                days = lifetime(row["start"], row["end"])
                known_to = None if row["end"] else _known_to(row["as_of"], row["start"])
                states[row["feature_id"]].append(State(row["status"], days, known_to))
        for known in states.values():
            known.sort(key=lambda state: state.days.first)
        self._states = dict(states)

    def frame_at(self, frame: gpd.GeoDataFrame, date: Interval) -> gpd.GeoDataFrame:
        """Return the features of a layer that existed then, with the status they had."""
        kept, status, last_known = [], [], []
        for position, row in enumerate(records(frame)):
            start, end, latest = _texts([row["start"], row["end"], row["status"]])
            states = self._states.get(row["id"], [])
            then = _strongest([state for state in states if state.days.overlaps(date)])
            if then is None:
                known_to = None if end else _known_to(row.get("as_of"), start)
                now = "unknown" if states else latest or None
                then = State(now or "", lifetime(start, end), known_to)
            if then.days.overlaps(date):
                kept.append(position)
                status.append(then.status or None)
                late = then.known_to is not None and date.first > then.known_to
                last_known.append(then.status != "unknown" and late)
        found = frame.iloc[kept].reset_index(drop=True)
        return found.assign(status=status, last_known=np.array(last_known, dtype=bool))

    def near(
        self,
        point: tuple[float, float],
        within_m: float | str,
        days: Interval,
        layers: Collection[str],
        status: Collection[str],
    ) -> gpd.GeoDataFrame:
        """Find what had one of some statuses near a point during some days."""
        within_m = metres_of(within_m, "within_m", above=0)
        lon, lat = checked_lonlat(*point)
        held = {
            key: state.status
            for key, layer, state in self._timeline
            if layer in layers and state.status in status and state.days.overlaps(days)
        }
        found = self._features[self._features["id"].isin(held)].copy()
        found["status"] = found["id"].map(held)
        points = found.geometry.representative_point()
        found["distance_m"] = distance_m(lon, lat, points.x.to_numpy(), points.y.to_numpy())
        found = found[found["distance_m"] <= within_m].sort_values(["distance_m", "id"])
        return found.reset_index(drop=True)

    @cached_property
    def _timeline(self) -> list[tuple[str, str, State]]:
        """The states of features by id and layer, what has no dated ones by its own dates."""
        found = []
        for row in records(self._features[self._features["layer"].isin(DATED_LAYERS)]):
            states = self._states.get(row["id"])
            if states is None:
                start, end, status = _texts([row["start"], row["end"], row["status"]])
                states = [State(status or "unknown", lifetime(start, end))]
            found += [(row["id"], row["layer"], state) for state in states]
        return found


def changed(
    layer: str, every: gpd.GeoDataFrame, before: gpd.GeoDataFrame, after: gpd.GeoDataFrame
) -> Iterator[tuple[str | None, ...]]:
    """List the features of a layer whose status differs between two dates."""
    old, new = (
        dict(zip(then["id"], _texts(then["status"]), strict=True)) for then in (before, after)
    )
    for key, name in zip(every["id"], every["name_en"], strict=True):
        if old.get(key) != new.get(key):
            yield layer, key, name, old.get(key), new.get(key)


def events_during(events: pd.DataFrame, date: Interval) -> pd.DataFrame:
    """Return the events that took place on any of some days."""
    ends = events["end_date"].where(events["end_date"] != "", events["date"])
    when = [
        bool(start) and lifetime(start, end).overlaps(date)
        for start, end in zip(events["date"], ends, strict=True)
    ]
    return events[when].reset_index(drop=True)


def _strongest(states: list[State]) -> State | None:
    """Return the state that counts of several at once: the last to begin, a plan last."""
    for weaker in (ON_PAPER, {"planned"}, set()):
        real = [state for state in states if state.status not in weaker]
        if real:
            return real[-1]
    return None


def _known_to(as_of: object, start: str) -> dt.date | None:
    """Return the last day with evidence: that of `as_of`, or the start if nobody says later."""
    if isinstance(as_of, str) and as_of:
        return parse_interval(as_of).last
    return parse_interval(start).last if start else None


def _texts(values: Iterable[Any]) -> list[str]:
    return [value if isinstance(value, str) else "" for value in values]
