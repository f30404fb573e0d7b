"""Check an atlas: list every fault of every layer and table at once."""

import re
from collections import defaultdict
from collections.abc import Callable, Iterator
from typing import Final
from urllib.parse import urlsplit

import pandas as pd

from sinokorea_geo.atlas.agreement import agreement_faults
from sinokorea_geo.atlas.atlas import Atlas
from sinokorea_geo.atlas.schema import SCHEMA, TABLE_COLUMNS, WORDS, check_layer, said, table_faults
from sinokorea_geo.atlas.store import records
from sinokorea_geo.errors import SchemaError, SinoKoreaGeoError
from sinokorea_geo.geodesy import from_gcj02

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


def check_atlas(atlas: Atlas) -> tuple[str, ...]:
    """List everything that is wrong with an atlas."""
    cells = [fault for name in TABLE_COLUMNS for fault in table_faults(name, atlas.cells(name))]
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
            check_layer(name, atlas.layer(name), source_ids=known)
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
        url = row.get("URL")
        if isinstance(url, str) and url:
            own = owned.get(_own_name(row.get("publisher")), set())
            for wrong in _url_faults(url, known, own):
                yield f"sources.json: {row['id']}: URL: {wrong} (found {url!r})"


def _own_name(publisher: object) -> str:
    """Return who a publisher is: "China Daily (Xinhua)" is China Daily, "(copy)" is nobody."""
    if not isinstance(publisher, str) or _COPY.search(publisher):
        return ""
    return re.split(r" \(|, | / ", publisher)[0]


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
        yield "is a bare number, not a host's name; use the original address, or leave it out"
    if _among(host, known["mirror"]) or place in known["mirror"]:
        yield "is a known copy of other people's pages; use the original address, or leave it out"
    if parts.scheme == "http" and _among(host, known["https"]):
        yield "is http, though its host serves https; write https"
    if own and not _among(host, own):
        listed = ", ".join(sorted(own))
        yield f"does not fit its publisher, whose hosts are {listed}; correct one of them"


def _among(host: str, hosts: set[str]) -> bool:
    """Tell whether a host is one of some, or below one of them."""
    labels = host.split(".")
    return any(".".join(labels[i:]) in hosts for i in range(len(labels)))
