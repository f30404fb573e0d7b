"""Units that claims are made in, in three scripts, and what they are worth."""

from __future__ import annotations

import re
import unicodedata
from dataclasses import dataclass

from sinokorea_geo.errors import InvalidQuantity

__all__ = ["Unit", "unit_of"]


@dataclass(frozen=True)
class Unit:
    """A unit: what it measures, and how many of the dimension's base units it holds.

    Parameters
    ----------
    symbol : str
        How it is written in results.
    dimension : str
        ``length``, ``area``, ``share``, ``count``, ``angle``, ``time``, ``date``, ``mass``,
        a currency, or empty for a statement without a number.
    factor : float
        Base units in one of it: metres, square metres, percent, things, degrees, days,
        tonnes, or units of the currency.
    """

    symbol: str
    dimension: str
    factor: float


_LI_M = 500.0  # the Chinese li of today
_RI_M = 392.727_272_7  # the Korean ri, a tenth of the Japanese one
_PYEONG_M2 = 400.0 / 121.0
_MU_M2 = 10_000.0 / 15.0
_MILE_M = 1609.344
_ACRE_M2 = 4046.856_422_4

_TABLE: tuple[tuple[str, str, float, str], ...] = (
    ("m", "length", 1.0, "metre metres meter meters 米 公尺 미터"),
    ("km", "length", 1000.0, "kilometre kilometres kilometer kilometers "
        "公里 千米 킬로미터 킬로 ㎞"),
    ("mi", "length", _MILE_M, "mile miles 英里 마일"),
    ("ft", "length", 0.3048, "foot feet 英尺 피트"),
    ("nmi", "length", 1852.0, "nautical-mile nautical-miles 海里 해리"),
    ("li", "length", _LI_M, "里 华里 市里"),
    ("ri", "length", _RI_M, "리"),
    ("m2", "area", 1.0, "sqm sq-m square-metre square-metres square-meter square-meters "
        "平方米 제곱미터 평방미터 ㎡"),
    ("km2", "area", 1e6, "sqkm sq-km square-kilometre square-kilometres square-kilometer "
        "square-kilometers 平方公里 平方千米 제곱킬로미터 평방킬로미터 ㎢"),
    ("mi2", "area", _MILE_M**2, "sqmi sq-mi square-mile square-miles 平方英里 제곱마일"),
    ("ha", "area", 1e4, "hectare hectares 公顷 헥타르"),
    ("acre", "area", _ACRE_M2, "acres ac 英亩 에이커"),
    ("mu", "area", _MU_M2, "亩 畝 市亩 묘"),
    ("pyeong", "area", _PYEONG_M2, "pyong 坪 평"),
    ("10000 pyong", "area", 1e4 * _PYEONG_M2, "10000-pyeong 万坪 만평"),
    ("%", "share", 1.0, "percent per-cent pct 퍼센트 프로 百分之"),
    ("% y/y", "share", 1.0, ""),
    ("ratio", "share", 100.0, "fraction"),
    ("count", "count", 1.0, "crossings crossing bridges zones cities people persons places "
        "kouan islands months lanes workers companies 个 座 条 개 곳 명"),
    ("deg", "angle", 1.0, "degree degrees ° 度 도"),
    ("days", "time", 1.0, "day 天 日 일"),
    ("date", "date", 1.0, "year month"),
    ("t", "mass", 1.0, "tonne tonnes tons 吨 톤"),
    ("USD", "USD", 1.0, "dollars 美元 달러"),
    ("m USD", "USD", 1e6, "mn-USD million-USD million-dollars"),
    ("bn USD", "USD", 1e9, "billion-USD billion-dollars"),
    ("CNY", "CNY", 1.0, "yuan RMB 元 人民币 위안"),
    ("m CNY", "CNY", 1e6, "mn-CNY million-CNY million-yuan"),
    ("bn CNY", "CNY", 1e9, "billion-CNY billion-yuan"),
    ("", "", 1.0, ""),
)  # fmt: skip


def _fold(text: str) -> str:
    folded = unicodedata.normalize("NFKC", text).casefold().strip()
    folded = folded.replace("²", "2").replace("^2", "2").replace(".", "")
    return re.sub(r"[\s_-]+", "-", folded)


_UNITS = {
    _fold(name): Unit(symbol, dimension, factor)
    for symbol, dimension, factor, aliases in _TABLE
    for name in (symbol, *aliases.split())
}


def unit_of(text: str) -> Unit:
    """Return the unit of a name, in English, Chinese or Korean.

    Parameters
    ----------
    text : str
        Such as ``km``, ``平方公里``, ``만 평`` or ``sq km``; empty for a statement
        without a number.

    Returns
    -------
    Unit
        The unit.

    Raises
    ------
    InvalidQuantity
        If no such unit is known.

    Examples
    --------
    >>> unit_of("㎢").symbol, unit_of("miles").factor
    ('km2', 1609.344)
    """
    found = _UNITS.get(_fold(text)) if isinstance(text, str) else None
    if found is None:
        known = ", ".join(symbol for symbol, *_ in _TABLE if symbol)
        raise InvalidQuantity(f"unknown unit {text!r}; write one of {known}")
    return found
