"""Statements found in a text, checked where it is sure what they are about."""

from __future__ import annotations

from typing import Any

import pandas as pd

from sinokorea_geo.atlas import Atlas
from sinokorea_geo.atlas.store import records
from sinokorea_geo.claims import check_claims, find_claims
from sinokorea_geo.errors import PlaceNotFound, SinoKoreaGeoError

__all__ = ["STATED", "check_found_claims"]

NOT_SURE = "The sentence does not say for sure between which places it holds; nothing was measured."
#: What a statement is, beside where it stands.
STATED = ("subject_id", "object_id", "measure", "stated", "unit", "qualifier")
_ADDED = ("measured", "measured_unit", "verdict", "why", "tried")
#: A mention as likely as this is what it seems.
_SURE = 0.85
#: Readings no farther apart than this, in degrees, are of the same spot.
_SPOT_DEG = 0.05


def check_found_claims(
    text: str, mentions: pd.DataFrame, atlas: Atlas, *, source_id: str = ""
) -> pd.DataFrame:
    """Find the measurable statements of a text, and check those that are sure of their places.

    Parameters
    ----------
    text : str
        The text.
    mentions : DataFrame
        Its places, from :func:`sinokorea_geo.find_mentions`.
    atlas : Atlas
        What they are checked against.
    source_id : str
        Which source of the atlas the text is; it cannot support itself.

    Returns
    -------
    pandas.DataFrame
        ``start``, ``end``, ``surface`` and ``sure`` of each statement, what it states, and
        ``measured``, ``measured_unit``, ``verdict``, ``why`` and ``tried`` as
        :func:`sinokorea_geo.check_claims` has them; offsets are into `text`.

    Raises
    ------
    DataError
        If the mentions lack columns.

    Examples
    --------
    >>> from sinokorea_geo import find_mentions, load_atlas
    >>> atlas = load_atlas()
    >>> text = "The Supung dam is 80 km from Dandong."
    >>> found = check_found_claims(text, find_mentions(text, atlas), atlas)
    >>> found[["surface", "subject_id", "object_id"]].values.tolist()
    [['80 km from Dandong', 'supung-dam', 'dandong']]
    """
    rows = [
        _checked(statement, source_id, atlas)
        for statement in records(find_claims(text, _decided(mentions, atlas)))
    ]
    return pd.DataFrame(rows, columns=["start", "end", "surface", "sure", *STATED, *_ADDED])


def _decided(mentions: pd.DataFrame, atlas: Atlas) -> pd.DataFrame:
    """Return mentions without other readings that hardly matter to what is measured."""
    kept = [
        () if score >= _SURE or _on_the_spot(key, others, atlas) else others
        for key, score, others in zip(
            mentions["id"], mentions["score"], mentions["alternatives"], strict=True
        )
    ]
    return mentions.assign(alternatives=pd.Series(kept, index=mentions.index, dtype=object))


def _on_the_spot(key: str, others: tuple[str, ...], atlas: Atlas) -> bool:
    """Whether the other readings of a name are of where the first is: Rason, its city and zone."""
    try:
        places = [atlas.get(one) for one in (key, *others)]
    except PlaceNotFound:
        return False
    shapes = [place.geometry for place in places if place.geometry is not None]
    if len(shapes) < len(places):
        return False
    return all(shapes[0].dwithin(shape, _SPOT_DEG) for shape in shapes[1:])


def _checked(statement: dict[str, Any], source_id: str, atlas: Atlas) -> dict[str, Any]:
    """Return a statement with its verdict; what cannot be checked says so."""
    place = {name: statement[name] for name in ("start", "end", "surface", "sure")}
    row = {name: "" if pd.isna(statement[name]) else str(statement[name]) for name in STATED}
    unknown = {"measured": None, "measured_unit": "", "verdict": "not testable", "tried": ()}
    if not statement["sure"]:
        return place | row | unknown | {"why": NOT_SURE}
    claim = row | {"claim_id": "", "paraphrase": place["surface"], "source_ids": source_id}
    try:
        checked = records(check_claims(atlas, pd.DataFrame([claim])))[0]
    except SinoKoreaGeoError as error:
        return place | row | unknown | {"why": f"It could not be checked: {error}".strip()}
    return {**place, **{name: checked[name] for name in (*STATED, *_ADDED)}}
