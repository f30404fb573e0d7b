"""Text made comparable: oddities of typing out, the places of every letter kept."""

from __future__ import annotations

import re
import unicodedata
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from sinokorea_geo.atlas.names import fold

__all__ = ["Clean", "Folded", "clean", "fold_text", "simplify"]

#: Traditional and Japanese forms of the characters that place names and the words beside them
#: are written with, each followed by the simplified one.
_PAIRS = (
    "両两並并亞亚個个們们傳传價价億亿優优儲储兒儿內内兩两別别創创動动勞劳勢势匯汇區区協协參参單单國国園园圖图團团報报場场塊块塵尘壌壤壘垒壩坝奪夺學学實实寧宁寬宽寶宝專专尋寻"
    "對对導导層层屬属岡冈峯峰峴岘島岛嶺岭嶼屿師师幣币幫帮幹干幾几廠厂廢废廣广廳厅張张強强彎弯彙汇後后徑径從从復复徵征恵惠慶庆應应懷怀戰战戶户拋抛揚扬損损搖摇撥拨撫抚擇择擊击"
    "擔担據据敵敌數数斂敛斷断時时書书會会東东検检業业極极構构樁桩樓楼標标樣样樹树樺桦橋桥機机橫横檢检權权歐欧歲岁歷历殘残毀毁決决沒没沖冲涼凉淵渊淸清淺浅済经測测満满溝沟滅灭"
    "滙汇滬沪滿满漁渔漢汉澗涧濃浓濕湿濟济濱滨瀋沈瀾澜灘滩灣湾為为烏乌無无煙烟燈灯營营爐炉爾尔狀状獅狮獎奖獨独獲获獻献現现琿珲環环產产産产畫画異异當当療疗発发發发盡尽監监盤盘"
    "盧卢眾众碩硕碼码礎础礦矿種种穀谷積积穏稳穩稳竄窜競竞節节範范簡简籌筹糧粮紀纪約约紅红納纳級级紡纺紮扎細细終终組组結结絡络給给統统綏绥經经綠绿綢绸綫线維维網网緊紧緑绿線线"
    "緞缎緯纬縣县縫缝縮缩縱纵總总織织繳缴續续羅罗羣群義义習习聖圣聯联聲声職职肅肃腦脑臨临臺台與与興兴舉举舊旧艙舱艦舰華华萬万蓋盖藝艺藥药蘇苏蘊蕴蘭兰處处號号蠟蜡術术衛卫裏里"
    "補补裝装裡里襲袭見见規规視视親亲覽览觀观觸触訂订計计訊讯討讨訓训託托記记訪访設设許许訴诉評评詞词試试話话該该詳详誌志認认語语誤误說说説说課课誼谊調调談谈請请論论諜谍諸诸"
    "諾诺謀谋謝谢證证識识譜谱譯译議议護护讀读變变豊丰豐丰豬猪貓猫貝贝負负財财貧贫貨货責责貴贵買买費费貿贸賀贺賃赁資资賊贼賓宾賞赏賣卖質质賴赖購购賽赛贊赞趙赵趨趋跡迹蹤踪躍跃"
    "車车軌轨軍军較较載载輛辆輩辈輪轮輯辑輸输轉转農农這这連连週周進进遊游運运過过達达遠远適适遲迟遷迁選选遺遗遼辽還还邊边邏逻邨村郞郎郵邮郷乡鄉乡鄧邓鄭郑鄰邻醫医釋释鈔钞鉄铁"
    "銀银銅铜銳锐銷销鋒锋鋼钢錄录錢钱鍵键鍾钟鎭镇鎮镇鏡镜鐘钟鐵铁鑄铸鑑鉴鑛矿長长門门閉闭開开間间閘闸閣阁閱阅闊阔闖闯關关陝陕陸陆陽阳隊队階阶際际隨随險险隱隐雙双雜杂雞鸡離离"
    "難难雲云電电靈灵靑青靜静韓韩頁页順顺須须預预頒颁頓顿領领頭头頻频題题額额顏颜願愿類类顯显風风飛飞飯饭飲饮飼饲養养餘余館馆馬马駅站駐驻駕驾騎骑験验騙骗騰腾驅驱驗验驛驿髮发"
    "鬆松鬥斗鬧闹魚鱼魯鲁鮑鲍鮮鲜鯨鲸鱗鳞鳥鸟鳳凤鳴鸣鴨鸭鶴鹤鷄鸡鹹咸麗丽麥麦麼么黃黄點点齊齐齒齿齡龄龍龙龜龟"
)
_SIMPLIFIED = dict(zip(_PAIRS[::2], _PAIRS[1::2], strict=True))
_LOOKALIKES = {
    **dict.fromkeys("\u2018\u2019\u02bc\u02bb\u02b9\u201b\u2032\u0060\u00b4\uff07\u055a", "'"),
    **dict.fromkeys("\u2010\u2011\u2012\u2212\ufe63\uff0d", "-"),
    **dict.fromkeys("\u2028\u2029\u0085\x0b\x0c", "\n"),
    **dict.fromkeys("\u00b7\u2022\u2027\u30fb\uff65\u318d\u22c5\u119e", "·"),
    "\u3000": " ",
}
#: Marks that carry no letter: accents typed apart, soft hyphens, joiners, directions.
_DROPPED = frozenset({"Mn", "Me", "Cf"})
_JAMO = re.compile("[\u1100-\u11ff\ua960-\ua97f\ud7b0-\ud7ff]+")


def simplify(text: str) -> str:
    """Return Chinese characters in their simplified form, one for one.

    >>> simplify("圖們江")
    '图们江'
    """
    return text.translate(_TO_SIMPLIFIED)


_TO_SIMPLIFIED = {ord(old): new for old, new in _SIMPLIFIED.items()}


class _Letters(dict[str, str]):
    """What each character becomes, worked out when it is first met; '' if it goes."""

    def __missing__(self, char: str) -> str:
        kind = unicodedata.category(char)
        if char in _LOOKALIKES:
            new = _LOOKALIKES[char]
        elif kind in _DROPPED:
            new = ""
        elif kind == "Zs":
            new = " "
        else:
            plain = unicodedata.normalize("NFKC", char)
            plain = unicodedata.normalize("NFD", plain) if kind[0] == "L" else plain
            bare = "".join(c for c in plain if unicodedata.category(c) not in _DROPPED)
            bare = unicodedata.normalize("NFC", bare)
            new = _SIMPLIFIED.get(bare, bare) if len(bare) == 1 else char
            new = _LOOKALIKES.get(new, new)
        self[char] = new
        return new


_LETTERS = _Letters()


@dataclass(frozen=True)
class Clean:
    """A text in plain typing, and where each of its characters stood.

    Parameters
    ----------
    text : str
        No accents, no full-width forms, no invisible characters; simplified Chinese.
    starts, ends : sequence of int
        Where the character began and ended in the text as given.
    """

    text: str
    starts: list[int] | range
    ends: list[int] | range

    def span(self, start: int, end: int) -> tuple[int, int]:
        """Return where a stretch of the plain text stands in the text as given."""
        return self.starts[start], self.ends[end - 1]


def clean(text: str) -> Clean:
    """Return a text in plain typing.

    >>> plain = clean("Hye\u00adsăn")
    >>> plain.text, plain.span(0, 6)
    ('Hyesan', (0, 7))
    """
    if text.isascii() and "`" not in text and "\x0b" not in text and "\x0c" not in text:
        return Clean(text, range(len(text)), range(1, len(text) + 1))
    if _JAMO.search(text):
        return _clean_slowly(text)
    news = list(map(_LETTERS.__getitem__, text))
    if "" not in news:
        return Clean("".join(news), range(len(text)), range(1, len(text) + 1))
    return _clean_slowly(text)


def _clean_slowly(text: str) -> Clean:
    chars: list[str] = []
    starts: list[int] = []
    ends: list[int] = []
    at = 0
    for piece in _pieces(text):
        start, at = at, at + len(piece)
        new = unicodedata.normalize("NFC", piece) if len(piece) > 1 else _LETTERS[piece]
        if not new:
            if ends and unicodedata.category(piece) != "Cf" and ends[-1] == start:
                ends[-1] = at  # an accent belongs to the letter before it
            continue
        for char in new:
            chars.append(char)
            starts.append(start)
            ends.append(at)
    return Clean("".join(chars), starts, ends)


def _pieces(text: str) -> list[str]:
    """Return characters, and Korean syllables that were typed letter by letter."""
    pieces: list[str] = []
    at = 0
    for run in _JAMO.finditer(text):
        pieces.extend(text[at : run.start()])
        syllables = unicodedata.normalize("NFC", run.group())
        pieces.extend(unicodedata.normalize("NFD", syllable) for syllable in syllables)
        at = run.end()
    pieces.extend(text[at:])
    return pieces


@dataclass(frozen=True)
class Folded:
    """The letters and digits of a plain text.

    Parameters
    ----------
    text : str
        Nothing but letters and digits, all small.
    at : list of int
        Where each stood in the plain text.
    runs_on : bytes
        For each, whether a Latin letter stands right before it (1) and right after it (2).
    """

    text: str
    at: list[int]
    runs_on: bytes


def fold_text(plain: str) -> Folded:
    """Reduce a plain text to letters and digits, as :func:`~sinokorea_geo.atlas.names.fold` does.

    >>> fold_text("Ji'an, 集安").text
    'jian集安'
    """
    codes = np.frombuffer(plain.encode("utf-32-le", "surrogatepass"), dtype=np.uint32).copy()
    large = (codes >= ord("A")) & (codes <= ord("Z"))
    codes[large] += 32
    latin = (codes >= ord("a")) & (codes <= ord("z"))
    kept = latin | ((codes >= ord("0")) & (codes <= ord("9"))) | _in_cjk(codes)
    for code in np.unique(codes[~kept & (codes > 127)]):
        new = "" if 0xD800 <= code < 0xE000 else fold(chr(code))
        if new:
            # One letter for one: what would become two is in no name.
            same = codes == code
            codes[same] = ord(new[0])
            kept |= same
    at = np.flatnonzero(kept)
    letters = np.concatenate([[False], latin, [False]])
    runs_on = letters[at] + 2 * letters[at + 2]
    text = codes[at].astype("<u4").tobytes().decode("utf-32-le")
    return Folded(text, at.tolist(), runs_on.astype(np.uint8).tobytes())


def _in_cjk(codes: NDArray[np.uint32]) -> NDArray[np.bool_]:
    han = (codes >= 0x4E00) & (codes <= 0x9FFF)
    return han | ((codes >= 0xAC00) & (codes <= 0xD7A3))
