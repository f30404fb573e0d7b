"""Draw the places that a text names, sized by how often, each with its sentences."""

from collections.abc import Iterable, Sequence
from typing import Any

import folium
import geopandas as gpd
import shapely

from sinokorea_geo.atlas import Atlas
from sinokorea_geo.atlas.store import records
from sinokorea_geo.errors import DataError
from sinokorea_geo.maps.style import Spec, Symbol, as_json
from sinokorea_geo.maps.web.atlas_map import make_map
from sinokorea_geo.maps.web.layers import drawn as feature_of
from sinokorea_geo.maps.web.popups import Context, names_of
from sinokorea_geo.maps.words import Words

MENTION = "#a3195b"
_LAYERS = ("border", "provinces")
_SMALLEST, _USUAL, _LARGEST = 8, 12, 26
_MOST_SENTENCES = 30
_LONGEST = 600
_COLUMNS = {"start", "end", "surface", "id", "kind", "name_en", "geometry"}


def mentions_map(
    atlas: Atlas,
    mentions: gpd.GeoDataFrame,
    text: str,
    sentences: Sequence[tuple[int, int]],
    *,
    title: str = "Places named in the text",
) -> folium.Map:
    """Draw the places that a text names."""
    if missing := _COLUMNS - set(mentions.columns):
        raise DataError(
            f"mentions lack {', '.join(sorted(missing))}; pass what find_mentions returns"
        )
    by_place: dict[str, list[dict[str, Any]]] = {}
    for row in records(mentions):
        by_place.setdefault(row["id"], []).append(row)
    most = max(map(len, by_place.values()), default=1)
    known = Context(atlas, Words("en")).rows
    features, nowhere = [], []
    for key, named in sorted(by_place.items(), key=lambda item: -len(item[1])):
        geometry = named[0]["geometry"]
        if geometry is None or geometry.is_empty:
            nowhere.append(named[0]["name_en"])
        else:
            said = _sentences(named, text, sentences)
            features.append(_marker(key, named, most, known.get(key, {}), said))
    m = make_map(atlas, layers=_LAYERS, title=title)
    group: Spec = {
        "id": "mentions",
        "label": f"Places named ({len(by_place)})",
        "features": features,
        "swatch": as_json(Symbol("circle", _USUAL, MENTION)),
    }
    m.spec["groups"] = [one for one in m.spec["groups"] if one["id"] in _LAYERS] + [group]
    m.spec["subtitle"] = f"{len(mentions):,} mentions of {len(by_place):,} places"
    if nowhere:
        more = f" and {len(nowhere) - 6} more" if len(nowhere) > 6 else ""
        m.spec["subtitle"] += f"; without a position: {', '.join(nowhere[:6])}{more}"
    return m


def _marker(
    key: str, named: list[dict[str, Any]], most: int, known: dict[str, Any], said: list[str]
) -> Spec:
    count, first = len(named), named[0]
    share = (count / most) ** 0.5
    size = round(_SMALLEST + (_LARGEST - _SMALLEST) * share) if most > 1 else _USUAL
    surfaces = list(dict.fromkeys(" ".join(row["surface"].split()) for row in named))
    popup = names_of({**known, "name_en": first["name_en"]})
    popup["rows"] = [
        ["Named", f"{'once' if count == 1 else f'{count} times'}, as {', '.join(surfaces[:8])}"],
        ["Kind", first["kind"]],
        *([f"{number}", sentence] for number, sentence in enumerate(said[:_MOST_SENTENCES], 1)),
    ]
    if len(said) > _MOST_SENTENCES:
        popup["note"] = f"and {len(said) - _MOST_SENTENCES} more sentences"
    names = (first["name_en"], popup.get("zh"), popup.get("ko"), *surfaces[:20])
    return feature_of(
        shapely.point_on_surface(first["geometry"]),
        Symbol("circle", size, MENTION),
        id=f"mention-{key}",
        popup=popup,
        text=first["name_en"],
        rank=1 + min(8, count),  # one more than nothing, or one mention would have no label
        names=[name for name in names if name],
        z_offset=1000 - size,
    )


def _sentences(
    named: Iterable[dict[str, Any]], text: str, sentences: Sequence[tuple[int, int]]
) -> list[str]:
    at = [row["start"] for row in named]
    said = [
        " ".join(text[start:end].split())
        for start, end in sorted(sentences)
        if any(start <= offset < end for offset in at)
    ]
    return [whole if len(whole) <= _LONGEST else f"{whole[:_LONGEST]}…" for whole in said]
