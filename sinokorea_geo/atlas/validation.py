"""Check an atlas: list every fault, and what tables contradict; compare two states of the data."""

import re
from collections import defaultdict
from collections.abc import Callable, Iterator, Mapping, Sequence
from typing import Any, Final
from urllib.parse import urlsplit

import pandas as pd

from sinokorea_geo.atlas import schema
from sinokorea_geo.atlas.atlas import Atlas
from sinokorea_geo.atlas.dates import is_date, parse_interval
from sinokorea_geo.atlas.history import DATED_LAYERS, ON_PAPER
from sinokorea_geo.atlas.schema import SCHEMA, TABLE_COLUMNS, WORDS, said
from sinokorea_geo.atlas.store import records
from sinokorea_geo.errors import SchemaError, SinoKoreaGeoError
from sinokorea_geo.geodesy import distance_m, from_gcj02, geometry_distance_m

#: Points on the line; a crossing that is nearer to it once unshifted was copied from a
#: Chinese web map.
_ON_LINE = {"crossing", "bridge"}
_SHIFTED_M = 300.0
#: Where the ids of a column stand, by the column or by table and column.
_REFERENCES: Final[dict[str, list[str]]] = SCHEMA["references"]
#: Nothing of the atlas but far capitals lies outside this box.
_REGION = (110.0, 30.0, 145.0, 55.0)
_RAW_IP: Final = re.compile(r"\d{1,3}(?:\.\d{1,3}){3}|[0-9a-f]*:[0-9a-f:.]+|\d+", re.IGNORECASE)
_COPY: Final = re.compile(r"(?i)\b(?:copy|mirror|reprint|repost|blog|digest|quoted|at)\b")

Row = Mapping[str, Any]
#: One table, the other, and what they say differently.
Fault = tuple[str, str, str]

_RULES: Final = SCHEMA["agreement"]
_COLUMNS: Final = ("table", "id", "change", "column", "old", "new", "source_ids")
#: A point that is nearer than this to where it was has not moved: files keep six digits.
_MOVED_M: Final = 1.0


def check_atlas(atlas: Atlas) -> tuple[str, ...]:
    """List everything that is wrong with an atlas."""
    cells = [
        fault for name in TABLE_COLUMNS for fault in schema.table_faults(name, atlas.cells(name))
    ]
    found = list(cells)
    steps: tuple[Callable[[Atlas], Iterator[str]], ...] = (
        _schema_faults,
        _reference_faults,
        _name_faults,
        _position_faults,
        _side_faults,
        lambda known: link_faults(known.sources, known.hosts),
        agreement_faults,
    )
    for step in steps:
        try:
            found += step(atlas)
        except (SinoKoreaGeoError, KeyError):
            if not cells:  # else a cell that is listed already keeps the step from its work
                raise
    return tuple(found)


def _schema_faults(atlas: Atlas) -> Iterator[str]:
    known = set(atlas.sources["id"])
    for name in atlas.layers:
        try:
            schema.check_layer(name, atlas.layer(name), source_ids=known)
        except SchemaError as error:
            yield from error.faults


def _reference_faults(atlas: Atlas) -> Iterator[str]:
    """List the ids in tables that stand nowhere else."""
    tables = {name: atlas.cells(name) for name in TABLE_COLUMNS}
    claims = tables["claims"]  # one that converts a unit names a quantity
    tables["claims"] = claims.where(claims["measure"] != "unit-conversion", "")
    values = tables["stated_values"]
    ends = values["property"].str.extract("^distance_to:(.*)", expand=False).fillna("")
    tables["stated_values"] = values.assign(property=ends)
    layers = {key for name in atlas.layers for key in atlas.layer(name)["id"]}
    known = {
        "sources.json": set(atlas.sources["id"]),
        "features": layers | set(tables["unplaced"]["id"]),
        "others": set(WORDS["others"]),
    }

    def ids_in(place: str) -> set[str]:
        table, _, column = place.partition(".")
        return known.get(place) or {key for cell in tables[table][column] for key in cell.split()}

    for name, frame in tables.items():
        for column in frame:
            places = _REFERENCES.get(f"{name}.{column}", _REFERENCES.get(str(column), []))
            ids = set[str]().union(*map(ids_in, places))
            for line, cell in enumerate(frame[column] if places else (), start=2):
                for key in sorted(set(cell.split()) - ids):
                    at = f"{name}.csv:{line}: {column}"
                    yield said("no such id", at=at, places=" or ".join(places), found=key)


def _name_faults(atlas: Atlas) -> Iterator[str]:
    """List names and derived points that two features share, and translations that are copies."""
    for layer in atlas.layers:
        held: defaultdict[tuple[str, str], list[str]] = defaultdict(list)
        for row in records(atlas.layer(layer)):
            held[f"of kind {row['kind']!r} are called", row["name_en"]].append(row["id"])
            if layer == "crossings" and row["geometry_basis"] == "derived":
                held["are derived to stand on", row["geometry"].wkt].append(row["id"])
            if isinstance(row["name_zh"], str) and row["name_zh"] == row["name_ko"]:
                yield f"{layer}: {row['id']}: name_zh and name_ko are the same text"
        for (what, value), ids in held.items():
            if len(ids) > 1:
                at = f"{layer}: {', '.join(ids)}"
                yield said("shared", at=at, count=len(ids), what=what, value=value)


def _position_faults(atlas: Atlas) -> Iterator[str]:
    """List points outside the region, crossings off the line, and what is shifted."""
    west, south, east, north = _REGION
    for layer in ("places", "crossings", "zones"):
        for row in records(atlas.layer(layer)):
            point = row["geometry"].representative_point()
            far = "context" in (row["tags"] or ())
            if not far and not (west <= point.x <= east and south <= point.y <= north):
                yield said("far away", at=f"{layer}: {row['id']}", point=point)
    for row in records(atlas.crossings):
        away = row["line_distance_m"]
        if row["country"] != "CN-KP" or row["kind"] not in _ON_LINE:
            continue
        if away > row["accuracy_m"]:
            yield said("off the line", row=row, away=away)
        if away > _SHIFTED_M:
            lon, lat = from_gcj02(row["geometry"].x, row["geometry"].y)
            unshifted = atlas.border.locate(lon, lat)["distance_m"].iloc[0]
            if unshifted < away / 3:
                facts = {"lon": float(lon), "lat": float(lat), "unshifted": unshifted}
                yield said("shifted", row=row, away=away, **facts)


def _side_faults(atlas: Atlas) -> Iterator[str]:
    """List points that lie clearly on another side than that of their country."""
    for layer in ("places", "zones"):
        frame = atlas.layer(layer)
        frame = frame[(frame.geom_type == "Point") & frame["country"].isin(["CN", "KP", "RU"])]
        at = atlas.border.locate(frame.geometry.x, frame.geometry.y)
        for row, where in zip(records(frame), records(at), strict=True):
            close = where["distance_m"] <= row["accuracy_m"] or where["indeterminate"]
            found = where["country"]  # none far from the outlines of provinces
            if not isinstance(found, str) or found == row["country"] or close:
                continue
            lon, lat = from_gcj02(row["geometry"].x, row["geometry"].y)
            mended = atlas.border.locate(lon, lat)["country"].iloc[0] == row["country"]
            key = "another country, shifted" if mended else "another country"
            yield said(key, layer=layer, row=row, found=where)


def link_faults(sources: pd.DataFrame, hosts: pd.DataFrame) -> Iterator[str]:
    """List addresses that a reader should not be sent to, and types that are none."""
    known: defaultdict[str, set[str]] = defaultdict(set)
    owned: defaultdict[str, set[str]] = defaultdict(set)
    for row in records(hosts):
        known[row["rule"]].add(row["host"])
        if row["rule"] == "publisher":
            owned[row["publisher"]].add(row["host"])
    for row in records(sources):
        if row["type"] not in WORDS["source_types"]:
            yield said("source type", row=row, known=", ".join(WORDS["source_types"]))
        url, publisher = row.get("URL"), str(row.get("publisher"))
        # "China Daily (Xinhua)" is China Daily, "(copy)" is nobody.
        name = "" if _COPY.search(publisher) else re.split(r" \(|, | / ", publisher)[0]
        for wrong in _url_faults(url, known, owned[name]) if isinstance(url, str) and url else ():
            yield f"sources.json: {row['id']}: URL: {wrong} (found {url!r})"


def _url_faults(url: str, known: dict[str, set[str]], own: set[str]) -> Iterator[str]:
    try:
        parts = urlsplit(url)
        host, port = parts.hostname or "", parts.port
    except ValueError:
        yield "is no address; correct it, or leave it out"
        return
    if parts.scheme not in {"http", "https"} or not host:
        yield "is neither http nor https; correct it, or leave it out"
        return
    place = f"{host}:{port}" if port else host
    if _RAW_IP.fullmatch(host):
        yield said("bare number")
    if _among(host, known["mirror"]) or place in known["mirror"]:
        yield said("known copy")
    if parts.scheme == "http" and _among(host, known["https"]):
        yield said("serves https")
    if own and not _among(host, own):
        yield said("another host", hosts=", ".join(sorted(own)))


def _among(host: str, hosts: set[str]) -> bool:
    """Tell whether a host is one of some, or below one of them."""
    labels = host.split(".")
    return any(".".join(labels[i:]) in hosts for i in range(len(labels)))


def agreement_faults(atlas: Atlas) -> Iterator[str]:
    """List contradictions between tables, but for those in ``atlas.disagreements``."""
    known = {frozenset((row["one"], row["other"])) for row in records(atlas.disagreements)}
    rows = {
        row["id"]: {"layer": layer, **row}
        for layer in atlas.layers
        for row in records(atlas.layer(layer))
    }
    periods: defaultdict[str, list[Row]] = defaultdict(list)
    for row in records(atlas.periods):
        if all(is_date(row[end]) or not row[end] for end in ("start", "end")):
            periods[row["feature_id"]].append(row)
    events = [row for row in records(atlas.events) if is_date(row["date"])]
    values = records(atlas.stated_values)
    found: list[Fault] = []
    for key, row in rows.items():
        if row["layer"] in DATED_LAYERS:
            found += _feature_faults(row["layer"], row, periods.get(key, []))
    for key, states in periods.items():
        found += _event_faults(key, states, [row for row in events if row["place_id"] == key])
    found += [*_stated_faults(rows, values), *_distance_faults(rows, values)]
    found += _decree_faults(events, records(atlas.zones))
    for one, other, what in found:
        if frozenset((one, other)) not in known:
            yield said("disagreement", one=one, other=other, what=what)


def _feature_faults(layer: str, row: Row, states: Sequence[Row]) -> Iterator[Fault]:
    """Compare a feature's start, end and status with its dated states."""
    me, its = f"{layer}/{row['id']}", f"periods/{row['id']}"
    for column in ("start", "end"):
        own = row[column]
        dated = [state[column] for state in states if state[column]]
        if is_date(own) and dated and not any(_overlap(own, other) for other in dated):
            yield me, its, f"{column} is {own}, but no state has it ({', '.join(dated)})"
    lasting = [state for state in states if state["start"] and not state["end"]]
    real = [state for state in lasting if state["status"] not in ON_PAPER] or lasting
    if real and isinstance(row["status"], str):
        latest = max(real, key=lambda state: parse_interval(state["start"]).first)["status"]
        if _meaning(row["status"]) != _meaning(latest) and "unknown" not in {row["status"], latest}:
            yield me, its, f"status is {row['status']}, but the latest state {latest}"


def _meaning(status: str) -> int:
    return next((i for i, words in enumerate(_RULES["same"]) if status in words), -1)


def _event_faults(key: str, states: Sequence[Row], events: Sequence[Row]) -> Iterator[Fault]:
    """Compare the start of each state with the events that may have begun it."""
    starts = [state["start"] for state in states if state["start"]]
    for state in states:
        start, me = state["start"], f"periods/{key}"
        kinds = {kind for kind, begun in _RULES["begins"].items() if state["status"] in begun}
        begun = [event for event in events if start and event["kind"] in kinds]
        same = [event for event in begun if _overlap(event["date"], start)]
        # An event that began another state did not begin this one.
        near = [
            event
            for event in begun
            if not any(_overlap(event["date"], other) for other in starts)
            and _gap_days(event["date"], start) < _RULES["near_days"]
        ]
        if same and all(len(event["date"]) < len(start) for event in same):
            what = f"is dated {same[0]['date']}, though the state it begins has the day, {start}"
            yield f"events/{same[0]['id']}", me, what
        elif near and not same:
            event = min(near, key=lambda row: _gap_days(row["date"], start))
            what = f"is dated {event['date']}, but the state it begins starts {start}"
            yield f"events/{event['id']}", me, what


def _decree_faults(events: Sequence[Row], zones: Sequence[Row]) -> Iterator[Fault]:
    """Compare decrees on several zones at once with the days from which those zones exist."""
    dated = [row for row in zones if is_date(row["start"]) and len(row["start"]) == 10]
    days = {row["start"]: row["id"] for row in dated}
    for event in events:
        if event["kind"] != "decree" or event["place_id"] or len(event["date"]) == 10:
            continue
        for day, zone in days.items():
            if _overlap(day, event["date"]):
                what = said("vague decree", date=event["date"], day=day)
                yield f"events/{event['id']}", f"zones/{zone}", what


def _stated_faults(rows: Mapping[str, Row], values: Sequence[Row]) -> Iterator[Fault]:
    """Compare dates of stated values with the start of their feature."""
    stated: defaultdict[tuple[str, str], list[str]] = defaultdict(list)
    for value in values:
        if value["property"] in _RULES["starts"] and is_date(value["stated"]):
            stated[value["subject_id"], value["property"]].append(value["stated"])
    for (key, name), dates in stated.items():
        start = rows[key]["start"] if key in rows else ""
        if is_date(start) and not any(_overlap(start, date) for date in dates):
            what = f"{name} is {', '.join(dates)}, but the feature starts {start}"
            yield f"stated_values/{key}", f"start/{key}", what


def _distance_faults(rows: Mapping[str, Row], values: Sequence[Row]) -> Iterator[Fault]:
    """Compare derived points with the distances that sources state: no way is shorter."""
    for value in values:
        name, _, target = value["property"].partition(":")
        one, other = rows.get(value["subject_id"]), rows.get(target)
        metres = {"km": 1000.0, "m": 1.0}.get(value["unit"])
        if name != "distance_to" or one is None or other is None or metres is None:
            continue
        if "derived" not in {one["geometry_basis"], other["geometry_basis"]}:
            continue
        straight = geometry_distance_m(one["geometry"], other["geometry"])
        if straight > 1.05 * value["value"] * metres + one["accuracy_m"] + other["accuracy_m"]:
            what = said("too far apart", straight=straight, value=value)
            yield f"stated_values/{one['id']}", f"position/{target}", what


def _overlap(one: str, other: str) -> bool:
    return parse_interval(one).overlaps(parse_interval(other))


def _gap_days(one: str, other: str) -> int:
    first, second = sorted(map(parse_interval, (one, other)), key=lambda days: days.first)
    return max(0, (second.first - first.last).days)


def compare(old: Atlas, new: Atlas) -> pd.DataFrame:
    """List the differences between two states of the data."""
    rows: list[tuple[str, ...]] = []
    for name in (*new.layers, *TABLE_COLUMNS):
        rows += _changes(name, _rows(old, name), _rows(new, name))
    return pd.DataFrame(rows, columns=list(_COLUMNS), dtype=object)


def _rows(atlas: Atlas, name: str) -> dict[str, dict[str, Any]]:
    """Return the rows of a layer or a table by what tells them apart."""
    found: dict[str, dict[str, Any]] = {}
    if name not in {*atlas.layers, *atlas.tables}:
        return found
    for row in records(atlas.layer(name) if name in atlas.layers else atlas.cells(name)):
        key = " | ".join(str(row.get(column, "")) for column in SCHEMA["keys"].get(name, ["id"]))
        while key in found:
            key += " (again)"
        found[key] = row
    return found


def _changes(
    table: str, old: dict[str, dict[str, Any]], new: dict[str, dict[str, Any]]
) -> Iterator[tuple[str, ...]]:
    for key in [key for key in old if key not in new]:
        yield table, key, "removed", "", "", "", _text(old[key].get("source_ids"))
    for key, row in new.items():
        sources = _text(row.get("source_ids"))
        if key not in old:
            yield table, key, "added", "", "", "", sources
            continue
        before = old[key]
        moved = _moved_m(before.get("geometry"), row.get("geometry"))
        if moved:
            yield table, key, "moved", "geometry", "", moved, sources
        for column in row:
            was, now = _text(before.get(column)), _text(row[column])
            if column != "geometry" and was != now:
                yield table, key, "corrected", column, was, now, sources


def _moved_m(before: Any, after: Any) -> str:
    if before is None or after is None or before.equals(after):
        return ""
    if before.geom_type != after.geom_type or before.geom_type != "Point":
        return "another outline or line"
    metres = float(distance_m(before.x, before.y, after.x, after.y))
    return f"{metres:.0f} m" if metres >= _MOVED_M else ""


def _text(value: Any) -> str:
    if schema.is_absent(value):
        return ""
    return " ".join(map(str, value)) if isinstance(value, list | tuple) else str(value)
