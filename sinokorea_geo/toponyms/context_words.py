"""Words beside a name that say it is not the place: firms, papers, people, other regions."""

from __future__ import annotations

import re

from sinokorea_geo.language.wordlist import words

__all__ = [
    "BODY_KO",
    "BODY_ZH",
    "HEADS_BEFORE",
    "HEAD_WORDS",
    "OUTSIDE_EN",
    "OUTSIDE_KO",
    "OUTSIDE_ZH",
    "PERSON_AFTER_ZH",
    "PERSON_BEFORE_ZH",
    "PLACE_WORDS",
    "SURNAMES",
    "TITLES",
    "WEEK_AND_YEAR",
]

#: Last words of the names of firms, papers, schools, clubs, streets, ships, works of art.
HEAD_WORDS = words(
    "co company corp corporation inc ltd llc limited gmbh plc group holdings holding"
    " enterprise enterprises industries industry industrial trading trade commerce"
    " commercial shipping logistics freight foods food textile textiles garment"
    " pharmaceutical pharmaceuticals motors motor auto electric electronics machinery"
    " petroleum chemical chemicals cement steel brewery beer dairy media press publishing"
    " publishers construction engineering technology technologies tech software network"
    " networks university college institute academy school polytechnic library museum"
    " hospital theater theatre orchestra ensemble choir band troupe film films studio"
    " studios church temple foundation society association daily ribao bao news newspaper"
    " times post herald evening morning weekly review journal tv television radio"
    " broadcasting gazette online magazine bank insurance securities finance financial"
    " capital fund exchange trust investment fc united club football soccer basketball team"
    " athletic hotel inn restaurant cafe plaza tower mansion road street avenue boulevard lu"
    " jie lane star pearl glory ship vessel maru airlines airways yatai tea wine ginseng"
    " guesthouse hostel teahouse garden gardens estate villa villas cigarettes cigarette noodles"
    " lines airline steamship cinema bookstore supermarket store shop mart cooperative"
    " dispatch party prize award cup declaration agreement treaty protocol"
) - {
    "party",
    "trade",
    "industrial",
    "agreement",
    "treaty",
    "protocol",
    "evening",
    "morning",
    "ginseng",
    "industry",
    "commerce",
}

#: Capitalised words after a name that leave it a place.
PLACE_WORDS = words(
    "city county province prefecture district town township village region area"
    " municipality port harbor harbour customs station railway rail railroad airport"
    " airfield bridge river valley delta basin estuary mouth island islands mountain"
    " mountains zone special economic export border frontier crossing checkpoint kouan land"
    " international development cooperation co-operation autonomous korean chinese municipal"
    " provincial people"
    " people's government committee public security bureau police court"
    " administration officials mayor governor party congress consulate expressway highway"
    " line corridor high-speed dam reservoir power hydroelectric plant mine free industrial"
    " tourism tourist agricultural processing mutual and inspection immigration foreign"
    " affairs office department commission prison camp detention centre center north south"
    " east west northern southern eastern western central old new upper lower greater sez"
    " fdi gdp prc dprk un covid ii trade residents citizens workers traders reports says"
    " chongnyon tripoint coast lake peninsula sea water road-rail friendship state command"
    " army corps garrison guard guards secretariat pass gate first second who which that"
    " chosonin manchu cargo passenger container statistics dispatches"
) - {"dispatches"}

WEEK_AND_YEAR = words(
    "monday tuesday wednesday thursday friday saturday sunday january february march april"
    " may june july august september october november december jan feb mar apr jun jul aug"
    " sept sep oct nov dec mon tue tues wed thu thur fri sat i in on at by from to as but"
    " while after before when for is was"
)

TITLES = re.compile(
    r"\b(?:Mr|Mrs|Ms|Miss|Dr|Prof|Professor|Gen|General|Col|Colonel|Comrade|Capt|Captain"
    r"|Chairman|Chairwoman"
    r"|President|Premier|Minister|Ambassador|Secretary|Sir|Madam|Madame|Uncle|Auntie"
    r"|Reporter)\.?,? (?:[A-Z][a-z]+ )?$"
)

SURNAMES = words(
    "Li Wang Zhang Liu Chen Yang Huang Zhao Wu Zhou Xu Sun Ma Zhu Hu Guo He Lin Gao Luo"
    " Zheng Liang Xie Tang Deng Feng Cao Peng Zeng Xiao Tian Dong Pan Yuan Cai Jiang Yu Du"
    " Ye Cheng Wei Su Lu Ding Ren Shen Yao Jin Cui Tan Kim Lee Park Pak Choi Choe Jung Jeong"
    " Chong Kang Cho Jo Yoon Yun Jang Chang Lim Rim Oh Shin Seo Kwon Kwak Hwang Ahn Hong Ryu"
    " Yoo Ri Yi Rhee Nam Paek Baek Moon Mun Bae Pae"
)

#: What stands before "of …" or before the name in names of bodies and ships.
HEADS_BEFORE = re.compile(
    r"(?:\b(?:Bank|University|College|Institute|Academy|Hotel|Church|Museum|School|Society"
    r"|Friends) of (?:the )?"
    r"|\b(?:FC|F\.C\.|MV|M/V|MT|M/T|SS|S\.S\.|HMS|USS|Hotel|Radio|Team|Air|Cafe|Café|Bar"
    r"|Restaurant|Operation|Typhoon|Hurricane)"
    r"|\b(?:[Mm]otor |[Cc]argo |[Ss]ister )?(?:[Vv]essel|[Ss]hip|[Ff]reighter|[Tt]anker"
    r"|[Tt]rawler|[Ss]teamer|[Ff]erry|[Bb]arge|[Ss]ubmarine|[Aa]ircraft carrier|[Cc]arrier"
    r"|[Dd]rink|[Bb]eer|[Ll]iquor|[Tt]ea ?house|[Ss]hop|[Bb]ar|[Pp]ub|[Cc]afe|[Rr]estaurant"
    r"|[Cc]igarette|[Bb]rand|[Tt]rademark|[Ll]abel|[Hh]orse"
    r"|[Ww]arship|[Dd]estroyer|[Ff]rigate|[Cc]orvette)s?"
    r"(?:,? (?:called|named|the|formerly))*"
    r") ?[\"'“‘(]?$"
)

#: Regions elsewhere: a namesake named beside one of them is not ours.
_REGIONS_EN = (
    "Jiangxi|Fujian|Guangdong|Guangxi|Sichuan|Chongqing|Hebei|Henan|Hubei|Hunan|Shandong|Shanxi"
    "|Shaanxi|Gansu"
    "|Ningxia|Xinjiang|Qinghai|Tibet|Yunnan|Guizhou|Hainan|Zhejiang|Jiangsu|Anhui|Taiwan|Hong"
    " Kong|Macau|Shanghai"
    "|Tianjin|Inner Mongolia|Taipei|Wuxi|Nanjing|Hangzhou|Guangzhou|Shenzhen|Wuhan|Chengdu"
    "|Xi'an|Fuzhou|Xiamen"
    "|Gyeonggi|Kyonggi|Gangwon|Gyeongsang|Jeolla|Chungcheong|Chungchong|Busan|Pusan|Daegu"
    "|Incheon|Inchon|Daejeon"
    "|Gwangju|Ulsan|Jeju|Cheju|South Korea|Seoul|Timor|Siberia|Singapore|Vietnam"
    "|Malaysia|Indonesia|Japan|Mongolia"
    "|Kyrgyzstan|Kazakhstan|London|New York|California|Tyrol"
)
OUTSIDE_EN = re.compile(rf"\b(?:{_REGIONS_EN})\b")
OUTSIDE_ZH = re.compile(
    "江西|福建|广东|广西|四川|重庆|河北|河南|湖北|湖南|山东|山西|陕西|甘肃|宁夏|新疆|青海|西藏"
    "|云南|贵州|海南|浙江|江苏|安徽|台湾|香港|澳门|上海|天津"
    "|内蒙古|无锡|杭州|南京|西湖|天山|广州|武汉|成都|福州|厦门|宁波|韩国|首尔|釜山|仁川|日本"
    "|越南|高雄|屏东|台北|南投|花莲|台中|台南|嘉义|苗栗|宜兰|深圳|苏州|西安"
    "|昆明|贵阳|郑州|济南|青岛|合肥|长沙|南昌|南宁|海口|太原|石家庄|兰州|西宁|乌鲁木齐|拉萨|温州"
)
OUTSIDE_KO = re.compile(
    "장시성|강서성|푸젠성|복건성|광둥성|쓰촨성|충칭|허베이성|허난성|후베이성|후난성|산둥성"
    "|산시성|간쑤성|저장성|장쑤성|안후이성|타이완|대만|홍콩|상하이"
    "|경기도|경기|강원(?!도 원산)|충북|충남|충청|전북|전남|전라|경북|경남|경상|제주|부산|대구|인천"
    "|광주|대전|울산|서울|한국|남한"
)

#: Characters that end the name of a body: what follows them is said about the place.
_BREAKS_ZH = (
    "的|在|与|和|对|等|将|是|及|从|到|至|往|经|某|一家|几家|多家|这家|两家|口岸|当地|有关|企业"
    "|某些|各"
    "|之间|方面|地区|已|被|向|为|于|海关|政府|居民|进口|出口|有公|铁路|公路|沿岸"
)
_STREET_ZH = (
    "[东西南北中新]?(?:路(?!口|段|线|网|上|运|程|经|途|过|透|费|桥)|道(?=[0-9、,。]|$)|街(?!道|头|上|区)|大街|大路"
    "|里(?=小区|[0-9]))|[前后老]街"
)
_HEADS_ZH = (
    "有限公司|有限责任公司|股份|公司|集团|日报|晚报|晨报|早报|时报|江报|新闻网|新报|报社|电视台"
    "|电台|[一二三四五六七八九十]中(?=[的和与、,。]|$)"
    "|广播|杂志|出版社|大学|学院|师范|银行|证券|保险|基金|宾馆|酒店|饭店|大酒店|俱乐部|亚泰"
    "|富德|宏远"
    "|宏运|足球队|篮球队|队|医院|博物馆|图书馆|胡同|报(?=[》」』])|中学|小学"
    "|号(?!口岸|公路|线|站|码头|泊位|桥|井|楼|房|院|门)|制铁|制钢|药业|酒业|啤酒|航空|船务|海运|实业|国际贸易"
    "|商贸|乐队"
    "|合唱团|艺术团|基金会|协会|研究会|学会|香烟|矿泉水|冷面|石化|化纤|重工|一汽|电器厂|电子厂"
    "|服装厂|之家|之友|人家|茶楼|茶馆|茶庄|面馆|烤肉店|影院|大厦|公寓|花园|小区|新村|宾舍|旅社"
    "|旅行社|牌(?!楼|坊|照|匾|子|的)"
)
#: Chinese bodies named after a place: streets, firms in a list of firms, and all others.
BODY_ZH = re.compile(
    f"(?P<street>{_STREET_ZH})"
    "|(?P<listed>[\u4e00-\u9fff]{2,8}?(?:、[\u4e00-\u9fff]{2,12}){0,3}"
    "等(?:企业|公司|集团|高校|球队|媒体))"
    f"|(?P<short>葡萄酒|[轩斋]|(?:(?!{_BREAKS_ZH}|出|生|发|销)[\u4e00-\u9fff]){{2}}"
    "(?:汽车|钢铁|水泥|纸业|矿业|食品|乳业|粮油|置业|科技)(?=[、,。和与等]|$))"
    f"|(?P<inner>(?:(?!{_BREAKS_ZH})[\u4e00-\u9fff]){{0,9}}?)(?P<head>{_HEADS_ZH})"
)
_HEADS_KO = (
    "대학교|대학|대(?=[ ,.·)에의를은는이]|$)|은행|신문|일보|방송|호텔|그룹|여관|식당|축구단|팀"
    "|유업|우유"
    "|화학|제약|병원|박물관|도서관|출판사|로(?= ?\\d)|영어학원|악단|합창단|극장|공업대학|사범대학"
)
#: A word of such a name: it ends in no particle and says nothing of where somebody sits.
_WORD_KO = (
    "[가-힣A-Za-z]{1,7}(?<![는은을를의에서도로한된던할이가과와지및])"
    "(?<!지역)(?<!현지)(?<!시내)(?<!소재)(?<!주재)(?<!소식통) ?"
)
_FIRMS_KO = (
    "유한공사|유한회사|주식회사|무역공사|총회사|실업|그룹|FC|일보|신문|대학교|대학|축구단|악단"
    "|합창단|체육단|예술단"
)
#: What a quoted or bare name is when it is on a packet: ‘두만강’ 담배.
_GOODS_KO = "[’”'\"」』)]? ?(?:담배|맥주|소주|생수|국수|라면|상표|브랜드|표 )"
#: Korean bodies, written on or after a space.
BODY_KO = re.compile(
    f"(?P<on>{_HEADS_KO})|(?P<apart> (?:{_WORD_KO}){{0,3}}?(?:{_FIRMS_KO}))|{_GOODS_KO}"
)
#: Surnames that begin no clause: 于, 向, 方 and 和 are prepositions and nouns too.
_SURNAMES_ZH = (
    "李王张刘陈杨黄赵吴周徐孙马朱胡郭何林罗郑梁谢唐许邓冯韩曹曾彭萧蔡潘田董袁叶蒋杜苏魏程吕丁沈任姚卢"
    "姜崔钟谭陆汪范石廖贾夏韦付邹孟熊秦邱尹薛闫段侯史陶黎贺顾毛郝龚邵钱严覃戴莫孔汤朴金高"
)
PERSON_BEFORE_ZH = re.compile(
    "(?:^|[^\u4e00-\u9fff]|记者|通讯员|作者|编辑|摄影|实习生|教授|主任|局长|经理|老师|叫|名叫)"
    f"[{_SURNAMES_ZH}]$"
)
PERSON_AFTER_ZH = re.compile(
    "$|[^\u4e00-\u9fff]|说|表示|告诉|介绍|认为|指出|称|先生|女士|教授|报道|摄|博士|老师|的(?:妻|丈|父|母|儿)"
)
