"""What a figure says beside the names of places, in its three languages."""

from __future__ import annotations

__all__ = ["LANGUAGES", "word"]

LANGUAGES = ("en", "zh", "ko")

_WORDS: dict[str, tuple[str, str, str]] = {
    "border": ("China–DPRK border", "中朝边界", "조중 국경"),
    "neighbour-border": ("Other borders", "其他国界", "다른 국경"),
    "sea-boundary": ("Boundary at sea", "海上界线", "바다 경계"),
    "province": ("Province", "省、道界线", "성·도 경계"),
    "county": ("County", "县、郡界线", "현·군 경계"),
    "island": ("River island (some)", "江中岛屿（部分）", "강의 섬 (일부)"),
    "crossing-circle": ("Road crossing", "公路口岸、桥梁", "도로 통행지점"),
    "crossing-square": ("Rail crossing", "铁路口岸、桥梁", "철도 통행지점"),
    "crossing-triangle": ("Ferry", "渡口", "나루"),
    "crossing-diamond": ("Over a dam", "经大坝", "언제 통로"),
    "crossing-hollow": ("Not open, or not known", "未开放或不详", "열리지 않음 또는 미상"),
    "crossing-derived": ("Position derived (dashed)", "位置为推算（虚线）", "위치 추정 (점선)"),
    "zone-diamond": ("Development zone", "经济开发区", "경제개발구"),
    "zone-star": ("Special zone", "经济特区", "특수경제지대"),
    "zone-pentagon": ("Export or industry zone", "出口加工区、工业区", "수출가공·공업지구"),
    "zone-hexagon": ("Border trade zone", "边境贸易区", "국경무역구"),
    "zone-drop": ("Tourist zone", "旅游区", "관광지구"),
    "zone-square": ("Plan or cooperation area", "规划或合作区", "계획·협력 지역"),
    "zone-hollow": (
        "Zone not in use, or not known",
        "开发区（未运行或不详）",
        "개발구 (운영 안 함 또는 미상)",
    ),
    "zone-derived": (
        "Zone in or near this town",
        "开发区（在该城镇或附近）",
        "개발구 (이 고을이나 부근)",
    ),
    "zone-area": ("Whole county or island of a zone", "开发区所在全县或全岛", "개발구 소재 군·섬"),
    "place-circle": ("City, town", "城镇", "도시·읍"),
    "place-triangle": ("Peak", "山峰", "산"),
    "place-bar": ("Port, station", "港口、车站", "항구·역"),
    "place-cross": ("Airport", "机场", "비행장"),
    "place-ring": ("Lake", "湖泊", "호수"),
    "road": ("Road, schematic", "公路（示意）", "도로 (도식)"),
    "rail": ("Railway, schematic", "铁路（示意）", "철도 (도식)"),
    "tour": ("Ferry, tour, schematic", "轮渡、旅游线路（示意）", "배길·관광로 (도식)"),
    "corridor": ("Corridor of {}", "{}缓冲带", "{} 띠"),
    "CN": ("CHINA", "中国", "중국"),
    "KP": ("NORTH KOREA", "朝鲜", "조선"),
    "RU": ("RUSSIA", "俄罗斯", "로씨야"),
    "as of": ("As of {}", "截至{}", "{} 현재"),
    "projection": (
        "Lambert conformal conic, WGS 84",
        "兰勃特等角圆锥投影，WGS 84",
        "람베르트 정각원추도법, WGS 84",
    ),
}


def word(key: str, language: str) -> str:
    """Return a word of the legend.

    >>> word("border", "zh")
    '中朝边界'
    """
    return _WORDS[key][LANGUAGES.index(language)]
