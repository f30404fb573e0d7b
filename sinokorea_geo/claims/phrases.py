"""How texts say how far, how long and how large, in three languages."""

from __future__ import annotations

import re

__all__ = [
    "AFTER",
    "BORDER_BEFORE",
    "BORDER_WORD",
    "ENDS",
    "FROM",
    "INSIDE",
    "IS",
    "KO_RIVER",
    "KO_TO",
    "LAND",
    "LENGTH_WORDS",
    "LONG",
    "OTHERS",
    "THINGS",
    "WINDS",
    "ZH_FROM",
    "ZH_RIVER",
    "ZH_TO",
]

ENDS = re.compile(r"[。！？!?\n]|\.(?=\s|$)(?<!\b[A-Z]\.)(?<!Mt\.)(?<!sq\.)(?<!approx\.)(?<!ca\.)")
WINDS = r"(?:north|south)[\s-]?(?:east|west)?|east|west"
#: After an English number: "50 km (northeast | downstream) from".
FROM = re.compile(
    rf"\s*(?:\([^)]{{1,30}}\)\s*)?(?:(?P<way>up|down)(?:stream|river)\s+|(?P<wind>{WINDS})\s+)?"
    r"(?:away\s+)?(?P<word>from|of|inside|off)\s+(?:the\s+)?(?:\w+\s+){0,3}?$",
    re.IGNORECASE,
)
BORDER_WORD = re.compile(
    r"(?:the\s+)?(?:(?:\S+\s+){0,3}?)(?P<border>border|frontier)\b|(?:中朝)?(?:边境|边界|国境)|"
    r"(?:북중|조중|중조)?\s?국경",
    re.IGNORECASE,
)
INSIDE = re.compile(r"\s*(?:\([^)]{1,30}\)\s*)?(?:inside|from|off|of|within)\s+", re.IGNORECASE)
#: "50 km inside North Korea", "… from China": measured from the border.
LAND = re.compile(
    r"\s*(?:\([^)]{1,30}\)\s*)?(?:(?:deep\s+)?(?:inside|into|within)\s+(?:of\s+)?|from\s+|off\s+)"
    r"(?:the\s+)?(?:(?:North\s+Korea|D\.?P\.?R\.?K\.?|China)\b|"
    r"(?:North\s+Korean|Chinese)\s+(?:territory|soil|side|border|frontier)\b)",
    re.IGNORECASE,
)
#: "距中朝边境约50公里", "국경에서 약 50㎞": the border stands before its number.
BORDER_BEFORE = re.compile(
    r"(?:(?:距离?|离)(?:中朝|中国|朝中|朝鲜)?(?:边境|边界|国境)(?:线)?(?:约|大约|仅|只有|近|不到|超过)?|"
    r"(?:북중|조중|중조|중국)?\s?국경(?:선)?(?:에서|으로부터)\s?(?:약|대략|불과|최소)?)\s*$"
)
#: "20km 떨어진 삼지연", "20公里的虎山": what is so far away comes after.
AFTER = re.compile(r"\s?(?:정도\s?)?(?:떨어진|거리의|거리에\s?있는|远的|外的|处的|的)\s*")
#: "丹东以东20公里", "단둥에서 (동쪽으로) 50㎞": what stands between a place and its number.
ZH_TO = re.compile(r"(?:市|县|镇|口岸|大桥)?(?:以|之)?(?P<wind>东北|东南|西北|西南|东|西|南|北)?"
                    r"(?:面|部|方|边)?(?:方向)?(?:约|大约|仅|只有|近|不到|超过)?\s*$")  # fmt: skip
ZH_FROM = re.compile(r"(?:距离?|离|距)\s*$")
ZH_RIVER = re.compile(r"(?:市|县|镇|口岸|大桥)?(?P<way>上|下)游(?:约|大约)?\s*$")
KO_TO = re.compile(
    r"(?:시|군|읍)?\s?(?:에서|로부터|으로부터)?\s?(?P<wind>북동|남동|북서|남서|동|서|남|북)?(?:쪽)?"
    r"(?:으로|방향으로)?\s?(?:약|대략|불과|거의|최소)?\s*$"
)
KO_RIVER = re.compile(r"(?P<way>상|하)류(?:로|쪽으로)?\s?(?:약|대략)?\s*$")
#: What links a subject to its number.
IS = re.compile(
    r"^(?:[\s,]*(?:\([^)]*\))?[\s,]*(?:which\s+|that\s+)?(?:(?:is|are|lies?|lying|sits?|stands?|"
    r"located|situated|runs?|stretch(?:es|ing)|covers?|covering|spans?|measur(?:es|ing)|has|with|"
    r"an?|the|area|total|of|length|just|only|only\s+some|about|around|some|roughly|nearly|over|"
    r"more\s+than|less\s+than|at\s+least|approximately|almost|up\s+to)[\s,]*)*|"
    r"\s*[,，:：]?(?:位于|在|地处|全长|长|总长|面积|总面积|占地|为|约|大约|达|是|距离?|离|超过|近|不到)*\s*|"
    r"\s?(?:은|는|이|가|의)?\s?(?:길이|총길이|면적|총면적|연장|약|대략|는|은|이|가|\s)*)$",
    re.IGNORECASE,
)
LONG = re.compile(
    r"\s*\)?\s*(?:\([^)]{1,30}\)\s*)?[-\s]?(?:long\s+)?(?P<thing>border|frontier|bridge|road|highway|expressway|railway|"
    r"railroad|river|dam|line|section|stretch)\b",
    re.IGNORECASE,
)
LENGTH_WORDS = re.compile(
    r"(?:全长|总长|长|길이|총길이|연장|stretch|runs?|length|long)", re.IGNORECASE
)
#: A border of somebody else's.
OTHERS = re.compile(
    r"Russia|South Korea|Mongolia|Vietnam|India|DMZ|demilitari|inter-Korean|俄|韩国|蒙古|越南|"
    r"러시아|남북|한국|휴전|군사분계|몽골",
    re.IGNORECASE,
)
THINGS = {"bridge", "road", "highway", "expressway", "railway", "railroad", "dam", "river"}
