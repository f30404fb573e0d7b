"""The fixed words of the data: statuses, kinds, languages, units and so on.

A word that is not listed here is a fault: :func:`~sinokorea_geo.atlas.validation.check_atlas`
reports it. Add a word here when the data need a new one.
"""

from __future__ import annotations

from typing import Final

__all__ = [
    "BASES",
    "COUNTRIES",
    "HOST_RULES",
    "KINDS",
    "LANGUAGES",
    "MEASURES",
    "OUTLINES",
    "QUALIFIERS",
    "SCHEMES",
    "SERIES",
    "STATISTIC_UNITS",
    "STATUSES",
    "TIERS",
    "VALUE_UNITS",
]


def _words(text: str) -> frozenset[str]:
    return frozenset(text.split())


#: Where a geometry comes from.
BASES: Final = ("osm", "published", "gazetteer", "derived", "schematic")

#: The state of a feature, as of its latest source.
STATUSES: Final = (
    "abandoned",
    "active",
    "built-unopened",
    "closed",
    "decreed",
    "disused",
    "in force",
    "inactive",
    "museum",
    "open",
    "partly-built",
    "planned",
    "ruin",
    "seasonal",
    "suspended",
    "under-construction",
    "unknown",
)

#: What an outline stands for: the feature's own extent; the same, though a source contradicts it;
#: only a part of it; or other units, because nobody published the feature's own.
OUTLINES: Final = ("own", "doubted", "part", "stand-in")

#: Counties on the line; others of the provinces and prefectures that touch it; units around these.
TIERS: Final = ("border", "behind", "ring")

COUNTRIES: Final = ("CN", "KP", "RU", "KR", "JP", "MN", "US")

#: Kinds of features, by layer, and kinds of events.
KINDS: Final = {
    "border": _words("border-section sea-boundary neighbour-border"),
    "rivers": _words("river"),
    "islands": _words("island"),
    "crossings": _words("crossing bridge"),
    "zones": _words(
        "becz demonstration development-plan edz export-processing industrial-complex "
        "mutual-trade sar sez tourism-cooperation tourist-zone"
    ),
    "places": _words(
        "airport city dam facility island lake mine peak port river-mouth river-source "
        "station town tripoint village"
    ),
    "routes": _words("road expressway railway high-speed-rail ferry tour"),
    "railways": _words("railway high-speed-rail"),
    "provinces": _words("province prefecture special-city"),
    "counties": _words("autonomous-county city county county-level-city district"),
    "basemap": _words("land"),
    "unplaced": _words("crossing development-plan dike facility port river-source station town"),
    "events": _words(
        "agreement bridge-works closure company customs decree fence flood missile-test "
        "nuclear-test opening other reopening tour train un-resolution visit"
    ),
}

LANGUAGES: Final = _words("en ja ko ru zh")

#: The same of spellings made by rule, with the country or the script.
LANGUAGE_TAGS: Final = _words("en ko-KP ko-KR ko-Latn zh-Hans zh-Hant zh-Latn")

#: What positions of crossings are held against, and what came of it.
NETWORKS: Final = _words("highways railways")
FINDINGS: Final = frozenset(("agrees", "agrees, and is finer", "contradicts", "gone", "none near"))

#: How a name is written, and in which spelling.
SCHEMES: Final = _words(
    "dprk english hangul-dprk hangul-rok hanja hanzi-simplified hanzi-traditional japanese-era "
    "mccune-reischauer misspelling other pinyin pinyin-tones postal revised russian short "
    "wade-giles"
)

#: Who reckoned a statistic; values of different series must not be joined into one line.
SERIES: Final = _words(
    "customs kita kotra comtrade world-trade-atlas kiep statistics-korea reckoned"
)

#: What is known of a host: it copies other people's pages, it serves https, it is a publisher's.
HOST_RULES: Final = _words("mirror https publisher")

STATISTIC_UNITS: Final = frozenset(
    ("%", "% y/y", "bn CNY", "bn USD", "count", "m USD", "m people", "people", "t")
)

VALUE_UNITS: Final = frozenset(
    (
        "10000 pyong",
        "CNY per day",
        "Gt",
        "MW",
        "acre",
        "bn CNY",
        "bn USD",
        "bridges",
        "count",
        "crossings",
        "date",
        "days",
        "deg",
        "degree",
        "guests",
        "ha",
        "km",
        "km/h",
        "km2",
        "lanes",
        "m",
        "m CNY",
        "m2",
        "million",
        "min",
        "mn CNY",
        "mn USD",
        "percent",
        "persons",
        "persons/day",
        "persons/yr",
        "t",
        "t/yr",
        "vehicles",
        "vehicles/day",
        "year",
        "years",
    )
)

#: What a claim measures.
MEASURES: Final = _words(
    "along-border area bearing containment count date distance length order-in-space "
    "order-in-time road share stated-value statistic status straight-line touching unit-conversion"
)

QUALIFIERS: Final = _words(
    "about at-least doubted exact less-than more-than nearly reported roughly"
)
