"""Names that are also something else, and how much it takes to believe them.

The lists are about languages, not about articles: a name is here because a dictionary or a map
of another region holds it too.
"""

from __future__ import annotations

from enum import IntEnum

from sinokorea_geo.language.wordlist import words

__all__ = ["BROKEN_AFTER", "BROKEN_BEFORE", "OLD_NAMES", "Trust", "trust_of"]


class Trust(IntEnum):
    """How far a name speaks for itself."""

    #: Nothing else is called so.
    SURE = 0
    #: Another place or person is called so; believed unless the text points there.
    NAMESAKE = 1
    #: Believed where a unit, a list, a gloss or a place beside it speaks for it.
    WEAK = 2
    #: An everyday word; only a unit, a list or a gloss will do.
    WORD = 3


_NAMESAKES = words(
    "jian nanping linjiang sanhe donggang fengcheng baishan hushan nanyang namyang tonghua"
    " qingshi liangshui baijin banshi mijiang chongshan mashi hekou jiaohe fusong chongju"
    " kusong kangwon kangwonprovince kyongsong hungnam nampo kilju khasan slavyanka tunghwa"
    " anshan 南坪 临江 东港 凤城 白山 南阳 会宁 惠山 开城 通化 中江 集安 安东 元山 龙井 三合"
    " 三家子 庄河 河口 古城里 南浦 义州 蛟河 江原道 先锋港 虎山 和龙 南平 강원도 남포 원산"
    " 남양 남평 의주 화룡 용정 하산역 강계 경원 경흥 안동 지안 집안 길주 성천 회령 도문"
    " 통화시"
    " 지안 펑청 팡촨 방천 숭선 왕청 장백 푸쑹 번시 둔화 둥강 스셴 징신 칭스 안투 어랑 보천"
    " 벽동 의주 온성 피현 훈융 라남 나남 림강 임강 본계 돈화 량수 밀강 수풍 경흥"
)

_WEAK = words(
    "taji soho ojok antu ando orang usi imto ende tsian troitsa songdo granville gando"
    " jiandao unggi hwasong changsong samsu kimchaek kimhyongjik kimjongsuk huchang sinpa"
    " songjin pochonbo chosan wiwon unbong mubong kic kir kiz gti g11 saepyol chilsong"
    " hongui anto munak wenyue dahe shinpa hunjiang antung hoten dairen kantō dalny luda"
    " yungki kirin jinxin kaigan rinto kaishu penki andong wiju tunhwa yongan musong rangdu"
    " samhap songgangha miljang kwanjon ryangsu samgaja paekkum milgang pansok simyang"
    " kyongsin tomun jasong chasong sijung songnae phungso yonsa tamunomo chonji lakechon"
    " tianchi 三峰 三长 青石 青水 凉水 云峰 白金 明月 天池 清城 德化 化城 京城 先锋 中江"
    " 文岳 普天 恩德 吉州 金策 金正淑 金亨稷 时中 敬信 崇善 英安 板石 密江 石岘 昌城 楚山"
    " 慈城 宁边 延社 钟城 镜城 兴南 水丰 王清 哈桑 汉城 厚昌 安图 渔郎 旅大 奉天 间岛 浪头"
    " 虎山 八道沟 大石头 开城 清水 朔州 雄基 茂峰 多智岛 무산 성내리 회암 무봉 집안"
    " 다지 봉성 삼봉 삼합 새별 석현 운봉 은덕 정주 중강 청석 청수 청성"
    " 초산 판석 화성 후창 경신 경원 연사 염주 자성 창성 천지"
    " 하산 구성 신도 김책 김정숙 김형직 시중 위원 통화 영구 영안 안도 백금 문악 림토 임토"
    " 대련 무순 미장 반스 백산 동항 랑두 경성 송도 후장 남양 남평"
    " 선봉 도문 잉안 무송 개성 길주 조선 어적 관전"
)

_WORDS = words(
    "jin man 时中 普天 明月 三峰 青石 白金 恩德 三长 王清 清水 英安 敬信 구성 신도 시중"
    " 위원 통화 영구 안도 천지 자성 화성 집안 선봉 개성 조선 다지 연사 미장 원정"
)

#: Sure by themselves although two syllables long or listed above for their other readings.
_SURE = words("온성 심양 장춘 대련 팡촨 펑청 둔화 푸쑹 번시 안투 길주 벽동 antung kirin dairen")

#: Latin names of the past that the table lists with no system of spelling, or with today's.
OLD_NAMES = words("jiandao gando kanto moukden unggi dalny hunjiang yungki")

#: Characters before a Chinese name that make it the tail of another word: 扩大连续, 普通化.
BROKEN_BEFORE = {
    "大连": "扩最强巨重庞伟广宽壮加放远盛增",
    "开城": "公离展打避召盛展敞放新",
    "通化": "普流交共沟互联",
    "和龙": "凤虎鱼蛟狮马龟麟",
    "临江": "濒面来不",
    "营口": "经运私民国",
    "江界": "浙松两长珠",
    "安东": "长延永新平保定西牡",
    "丹东": "牡",
    "长春": "万",
    "安图": "西长",
    "宁边": "辽西南",
    "东港": "山丹浦华",
    "集安": "召聚收筹募征采",
    "白山": "太长",
    "京城": "北南东",
    "元山": "状",
    "南阳": "河",
    "云峰": "白青",
    "江口": "长松",
    "凉水": "碗杯喝口瓶",
    "清水": "碗杯喝口瓶",
    "吉林": "巴",
}
#: Characters after it that make it the head of another word: 罗先生, 和龙虾.
BROKEN_AFTER = {
    "大连": "接续锁通带任环",
    "罗先": "生后",
    "和龙": "虾舟卷头凤王袍利须眼",
    "集安": "全排置装",
    "龙井": "茶村",
    "长白": "猪发衣胡毛",
    "白山": "黑羊茶",
    "通化": "学工肥纤验",
    "凉水": "也喝",
    "长春": "藤花",
    "安东": "尼",
    "三合": "一会院土",
    "青石": "板",
    "先锋": "队式派模性人官作岗示意精榜力",
    "安图": "书纸像片表案",
    "英安": "岩",
    "临江": "门仙楼而后",
    "南阳": "台",
    "白金": "汉",
    "密江": "山",
    "天池": "山",
    "开城": "门容纳迎",
    "朝鲜": "族语文人战",
    "图们": "色",
    "延边": "疆",
    "화성": "시지구거",
    "선양": "하되될했한시",
}


def trust_of(key: str) -> Trust:
    """Return how far a folded name speaks for itself.

    >>> trust_of("dandong").name, trust_of("nanping").name, trust_of("구성").name
    ('SURE', 'NAMESAKE', 'WORD')
    """
    if key in _SURE:
        return Trust.SURE
    if key in _WORDS:
        return Trust.WORD
    if key in _WEAK:
        return Trust.WEAK
    if key in _NAMESAKES:
        return Trust.NAMESAKE
    return Trust.SURE
