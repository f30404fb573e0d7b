"""Find every place of the atlas that a text names."""

from collections import namedtuple
from collections.abc import Iterable, Iterator

import geopandas as gpd
import pandas as pd

from sinokorea_geo.atlas import Atlas
from sinokorea_geo.errors import InvalidText
from sinokorea_geo.language.normalise import clean
from sinokorea_geo.toponyms.candidates import candidates
from sinokorea_geo.toponyms.index import lexicon_of
from sinokorea_geo.toponyms.lexicon import EXTRA, Trust
from sinokorea_geo.toponyms.recognition import recognise
from sinokorea_geo.toponyms.resolution import resolve

#: How much less likely a reading is whose name is also something else.
_DOUBT = {Trust.SURE: 0.0, Trust.NAMESAKE: 0.1, Trust.WEAK: 0.2, Trust.WORD: 0.25}
_LEAST = 0.3

COLUMNS = ("start", "end", "surface", "id", "kind", "score", "alternatives", "name_en", "geometry")
#: A row of the frame.
Mention = namedtuple(
    "Mention", "start end surface id kind score alternatives name_en geometry", defaults=("", None)
)


def find_mentions(
    text: str, atlas: Atlas, *, include: str | Iterable[str] = ()
) -> gpd.GeoDataFrame:
    """Find every place of the atlas that a text names, in English, Chinese and Korean.

    Parameters
    ----------
    text : str
        Plain text; ``sinokorea_geo.language.read_document`` makes it of a file.
    atlas : Atlas
        Whose places to look for. Its names are prepared at the first call.
    include : str or iterable of str
        ``"context"`` also reports countries and far capitals.

    Returns
    -------
    geopandas.GeoDataFrame
        EPSG:4326, one row a mention, in the order of the text: ``start`` and ``end`` are
        positions in `text`, so that ``text[start:end] == surface``; ``id`` and ``kind`` are the
        atlas's; ``score`` from 0 to 1 says how sure the reading is; ``alternatives`` is a tuple
        of other ids the words may mean; ``geometry`` is None where nobody published a
        position. The same columns and types with no rows if nothing is found.

    Raises
    ------
    InvalidText
        If `text` is not a string, or `include` names something else.

    Examples
    --------
    >>> from sinokorea_geo import load_atlas
    >>> text = "Trucks left Dandong Port for 신의주에서, not 丹东银行."
    >>> found = find_mentions(text, load_atlas())
    >>> found[["start", "surface", "id"]].values.tolist()
    [[12, 'Dandong Port', 'dandong-port'], [29, '신의주', 'sinuiju']]
    """
    if not isinstance(text, str):
        raise InvalidText(
            f"the text is of type {type(text).__name__}; pass a string, or read the file with"
            f" read_document"
        )
    wanted = {include} if isinstance(include, str) else set(include)
    unknown = sorted(str(one) for one in wanted - {"context"})
    if unknown:
        raise InvalidText(f"include knows 'context', not {', '.join(map(repr, unknown))}")
    found = list(read_mentions(text, atlas, context=bool(wanted)))
    frame = pd.DataFrame(found, columns=list(COLUMNS), dtype=object)
    frame = frame.astype({"start": "int64", "end": "int64", "score": "float64"})
    return gpd.GeoDataFrame(frame, geometry="geometry", crs="EPSG:4326")


def read_mentions(text: str, atlas: Atlas, *, context: bool) -> Iterator[Mention]:
    """Yield the mentions of a text in order, with countries and far capitals as `context`."""
    lexicon = lexicon_of(atlas)
    plain = clean(text)
    mentions = recognise(plain.text, candidates(plain.text, lexicon))
    for one, sense in zip(mentions, resolve(plain.text, mentions, lexicon), strict=True):
        item = lexicon.items[sense.id]
        if context or item.id not in EXTRA["context"]["ids"]:
            start, end = plain.span(one.start, one.end)
            score = round(max(_LEAST, sense.score - _DOUBT[one.trust]), 2)
            yield Mention(start, end, text[start:end], item.id, item.kind, score,
                          sense.alternatives, item.name_en, item.geometry)  # fmt: skip
