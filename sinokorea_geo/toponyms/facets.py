"""What stands beside a town's name and makes it the town's crossing, zone, station or county."""

from __future__ import annotations

import re

__all__ = ["ANY_FACET_AFTER", "FACETS_AFTER", "FACETS_BEFORE", "FACET_OF_KIND"]

#: What each kind of feature is to the town whose name it bears.
FACET_OF_KIND = {
    "becz": "zone-becz",
    "sez": "zone-sez",
    "sar": "zone-sar",
    "edz": "zone-edz",
    "tourist-zone": "zone-edz",
    "export-processing": "zone-export",
    "mutual-trade": "zone-trade",
    "industrial-complex": "zone-industry",
    "tourism-cooperation": "zone-tourism",
    "station": "station",
    "airport": "airport",
    "port": "port",
    "dam": "dam",
    "mine": "mine",
    "county": "county",
    "autonomous-county": "county",
    "county-level-city": "city-outline",
    "prefecture": "prefecture",
}

#: Words that may stand between the name and the word that decides.
_EN = (
    r"(?:'s)?(?:(?: |-)(?:state-level|national-level|national|state|provincial|international"
    r"|cross-border"
    r"|border|land|special|new|old|free|main|planned|the|future|nearby|proposed|joint|and))*(?: |-)"
)
_KO = r" ?(?:국가급|국제|변경|국경)? ?"
_ZH = r"(?:国家级|国际|省级|边境|跨境|中朝|新|老|旧|等)*"

#: In this order: the first that matches and that the town has wins.
FACETS_AFTER: tuple[tuple[str, re.Pattern[str]], ...] = tuple(
    (facet, re.compile(rf"(?:{_EN}(?:{en})\b|{_ZH}(?:{zh})|{_KO}(?:{ko}))", re.IGNORECASE))
    for facet, en, zh, ko in (
        (
            "zone-becz",
            "economic cooperation zones?|economic co-operation zone|BECZ",
            "经济合作区|边合区",
            "변경경제합작구|국경경제합작구|경제합작구|경제협력구",
        ),
        (
            "zone-sar",
            "special administrative region|administrative region|SAR",
            "特别行政区",
            "특별행정구",
        ),
        (
            "zone-export",
            "export processing zone|EPZ|bonded zone",
            "出口加工区|综合保税区",
            "수출가공구|종합보세구",
        ),
        (
            "zone-trade",
            "mutual trade (?:zone|market)|mutual market|trade zone for border residents",
            "(?:边民)?互市(?:贸易)?(?:区|点|市场)",
            "(?:변민)? ?호시무역구|호시",
        ),
        (
            "zone-industry",
            "industrial (?:complex|park|zone|region|district)",
            "工业园区?|工业区",
            "공단|공업지구|공업단지",
        ),
        ("zone-tourism", "tourism cooperation zone", "旅游合作区", "관광합작구"),
        (
            "zone-edz",
            "(?:economic|industrial|agricultural|tourism|tourist) development (?:zone|park)|EDZ"
            "|(?:special )?tourist (?:zone|resort)",
            "(?:经济|工业|农业|旅游)?开发区",
            "(?:경제|공업|농업|관광)?개발구|관광특구",
        ),
        (
            "zone-sez",
            "economic zone|economic and trade zone|economic trade zone|economic (?:and trade"
            " )?area|trade zone|SEZ|zone",
            "经济(?:贸易)?(?:特)?区|经贸(?:特)?区|自由贸易区|经济(?:贸易)?地带|特区",
            "경제무역지대|경제특구|경제지대|자유무역지대|자유경제무역지대|특구",
        ),
        (
            "airport",
            "(?:[A-Z][a-z]+ )?(?:international )?(?:airport|airfield)",
            "[\u4e00-\u9fff]{0,4}(?:国际)?机场",
            "[가-힣]{0,4} ?(?:국제)?(?:공항|비행장)",
        ),
        (
            "station",
            "(?:[A-Z][a-z]+ )?(?:railway |railroad |train |rail |high-speed |youth )*station",
            "(?:火|客)?车站|客运站|站(?!出|在|点|稳)|青年站",
            "(?:기차)?역(?![가-힣]사|사|할|시)|청년역",
        ),
        (
            "dam",
            "dam|hydroelectric (?:power )?(?:station|plant|dam)|hydropower (?:station|plant"
            "|dam)|power (?:station|plant)|reservoir",
            "水电站|发电站|发电厂|大坝|水坝|水库|电站",
            "댐|발전소|수력발전소|호(?=[는를의에 ]|$)",
        ),
        ("mine", "(?:iron )?(?:ore )?mines?", "铁矿山?|矿山", "철?광산|철광"),
        (
            "county",
            "county",
            "县|郡|朝鲜族自治县|满族自治县",
            "군(?!인|사|대|부|복|수|단)|현(?![가-힣]?(?:재|장|지|실|금|황))|조선족자치현",
        ),
        (
            "crossing",
            "border crossings?|crossings?|kou'?an|border (?:post|checkpoint|gate|port"
            "|inspection)|checkpoint|port of entry|customs(?: house| office| post| yard|"
            " building| complex)?|(?:railway |road |rail |highway )?ports?|bridge",
            "(?:公路|铁路|陆路|边境|水运)*(?:口岸(?!办)|关口|国门|边检站|大桥|界桥)",
            "(?:철도|도로|육로|국경)? ?(?:통상구|세관|해관|교두|국경검문소|구안|국경다리|다리"
            "|대교|철교)",
        ),
        (
            "port",
            "(?:sea)?port|harbou?r|docks?|piers?",
            "港(?!澳|口)|码头",
            "항(?=[은을의에과이가으로 까구,.·)]|$)|항구|항만|부두",
        ),
        (
            "prefecture",
            "prefectures?|korean autonomous prefecture",
            "朝鲜族自治州|自治州|州",
            "조선족자치주|자치주",
        ),
    )
)

#: Whether any of them matches: most names are followed by none.
ANY_FACET_AFTER = re.compile(
    "|".join(pattern.pattern for _, pattern in FACETS_AFTER), re.IGNORECASE
)

#: The same for words before a name in English: "port of Rajin", "crossing at Tumen".
FACETS_BEFORE: tuple[tuple[str, re.Pattern[str]], ...] = tuple(
    (
        facet,
        re.compile(
            rf"\b(?:{en})(?: (?:at|of|in|near|called|the|town|border)){{1,2}} $", re.IGNORECASE
        ),
    )
    for facet, en in (
        ("port", "(?:sea)?port|harbou?r"),
        ("county", "county"),
        ("prefecture", "prefecture"),
        (
            "crossing",
            "(?:border )?crossing|kou'?an|border post|border checkpoint|checkpoint|customs"
            " house|customs post|"
            "customs office|port of entry|land port",
        ),
        ("airport", "airport|airfield"),
        ("station", "(?:railway|train) station"),
        ("dam", "dam"),
    )
)
