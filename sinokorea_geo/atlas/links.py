"""Check the addresses of sources: which of them a reader may click."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterator
from typing import Final
from urllib.parse import urlsplit

import pandas as pd

from sinokorea_geo.atlas.store import records

__all__ = ["link_faults"]

_RAW_IP: Final = re.compile(r"\d{1,3}(?:\.\d{1,3}){3}|[0-9a-f]*:[0-9a-f:.]+|\d+", re.IGNORECASE)

_COPY: Final = re.compile(
    r"\b(?:copy|mirror|reprint|repost|blog|digest|quoted|at)\b", re.IGNORECASE
)


def link_faults(sources: pd.DataFrame, hosts: pd.DataFrame) -> Iterator[str]:
    """List the addresses that a reader should not be sent to."""
    known: defaultdict[str, set[str]] = defaultdict(set)
    owned: defaultdict[str, set[str]] = defaultdict(set)
    for row in records(hosts):
        known[row["rule"]].add(row["host"])
        if row["rule"] == "publisher":
            owned[row["publisher"]].add(row["host"])
    for row in records(sources):
        url = row.get("URL")
        if isinstance(url, str) and url:
            own = owned.get(_own_name(row.get("publisher")), set())
            for wrong in _url_faults(url, known, own):
                yield f"sources.json: {row['id']}: URL: {wrong} (found {url!r})"


def _own_name(publisher: object) -> str:
    """Return who a publisher is; nobody if the page is said to be a copy.

    "China Daily (Xinhua)" is China Daily; "China Daily (copy)" is whoever made the copy.
    """
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
