"""What a statement's wording allows: from a number and its qualifier to a window."""

from __future__ import annotations

import math
import re
import unicodedata
from dataclasses import dataclass

from sinokorea_geo.errors import InvalidQuantity

__all__ = ["QUALIFIERS", "Window", "qualifier_of", "read_window"]

#: How far a qualifier lets the truth lie below and above the number, as shares of it; None
#: for no limit. The last digit's half place is allowed besides, except by a strict bound.
QUALIFIERS: dict[str, tuple[float | None, float | None]] = {
    "exact": (0.0, 0.0),
    "about": (0.05, 0.05),
    "roughly": (0.10, 0.10),
    "nearly": (0.05, 0.0),
    "more-than": (0.0, None),
    "at-least": (0.0, None),
    "less-than": (None, 0.0),
    "at-most": (None, 0.0),
    "reported": (0.0, 0.0),
    "doubted": (0.0, 0.0),
}
_ALIASES = {
    "": "exact", "exactly": "exact", "precisely": "exact", "approximately": "about",
    "around": "about", "circa": "about", "some": "about", "ca": "about", "c": "about",
    "approx": "about", "almost": "nearly", "close to": "nearly", "over": "more-than",
    "above": "more-than", "exceeding": "more-than", "more than": "more-than",
    "in excess of": "more-than", "over half": "more-than", "at least": "at-least",
    "no less than": "at-least", "minimum": "at-least", "under": "less-than",
    "below": "less-than", "fewer than": "less-than", "less than": "less-than",
    "within": "at-most", "up to": "at-most", "at most": "at-most", "no more than": "at-most",
    "maximum": "at-most",
    "约": "about", "大约": "about", "约为": "about", "左右": "about", "大概": "about",
    "近": "nearly", "将近": "nearly", "接近": "nearly", "几乎": "nearly", "超过": "more-than",
    "多": "more-than", "以上": "at-least", "至少": "at-least", "不少于": "at-least",
    "不到": "less-than", "不足": "less-than", "以内": "at-most", "以下": "at-most",
    "最多": "at-most",
    "약": "about", "대략": "about", "정도": "about", "가량": "about", "여": "more-than",
    "거의": "nearly", "넘는": "more-than", "초과": "more-than", "이상": "at-least",
    "최소": "at-least", "미만": "less-than", "이내": "at-most", "이하": "at-most",
    "최대": "at-most",
}  # fmt: skip
#: A number's last digit never loosens it by more than this share.
_MOST_ROUNDING = 0.05

_NUMBER = re.compile(r"[-+]?\d+(?:\.\d+)?(?:[eE][-+]?\d+)?")
_RANGE = re.compile(rf"({_NUMBER.pattern})\s*(?:-|–|—|~|to|至|에서)\s*({_NUMBER.pattern})")


@dataclass(frozen=True)
class Window:
    """What may be true if a statement is: from low to high, both included.

    Parameters
    ----------
    low, high : float
        The ends; infinite where the wording sets no limit.
    stated : float
        The number itself.
    """

    low: float
    high: float
    stated: float

    @property
    def slack(self) -> float:
        """Half the width that the wording leaves; infinite for a bound."""
        return (self.high - self.low) / 2

    def scaled(self, factor: float) -> Window:
        """Return the window in another unit."""
        return Window(self.low * factor, self.high * factor, self.stated * factor)

    def holds(self, low: float, high: float) -> bool:
        """Tell whether a measured interval reaches into the window, rounding aside."""
        rounding = 1e-9 * max(abs(self.stated), abs(low), 1e-12)
        return low <= self.high + rounding and high >= self.low - rounding


def qualifier_of(text: str) -> str:
    """Return the rule that a qualifying word follows.

    Parameters
    ----------
    text : str
        Such as ``about``, ``more-than``, ``约`` or ``이상``; empty means exact.

    Returns
    -------
    str
        A key of ``QUALIFIERS``.

    Raises
    ------
    InvalidQuantity
        If the word is not known.
    """
    folded = unicodedata.normalize("NFC", text).casefold().strip().rstrip(".")
    for form in (folded, folded.replace("-", " "), folded.replace("_", " ")):
        if form in QUALIFIERS:
            return form
        if form in _ALIASES:
            return _ALIASES[form]
    raise InvalidQuantity(
        f"unknown qualifier {text!r}; write one of {', '.join(sorted(QUALIFIERS))}"
    )


def read_window(stated: object, qualifier: str, *, counted: bool = False) -> Window:
    """Read a number, or a range of two, as the window that its wording allows.

    Parameters
    ----------
    stated : object
        A number, or text such as ``50``, ``1,416`` or ``48-54``.
    qualifier : str
        A key of ``QUALIFIERS`` or a word for one.
    counted : bool
        Whether the number counts things, which leaves no last digit to round.

    Returns
    -------
    Window
        In the unit of the number.

    Raises
    ------
    InvalidQuantity
        If it is no finite number, or the qualifier is not known.

    Examples
    --------
    >>> read_window("50", "about")
    Window(low=47.5, high=52.5, stated=50.0)
    >>> read_window("1416", "exact")
    Window(low=1415.5, high=1416.5, stated=1416.0)
    """
    rule = qualifier_of(qualifier)
    text = _plain(stated)
    both = _RANGE.fullmatch(text)
    ends = (both[1], both[2]) if both else (text, text)
    if not all(_NUMBER.fullmatch(end) for end in ends):
        raise InvalidQuantity(f"{stated!r} is not a number; write one such as 50, 1416 or 48-54")
    low, high = (float(end) for end in ends)
    if low > high or not (math.isfinite(low) and math.isfinite(high)):
        raise InvalidQuantity(f"{stated!r} is no range; write the smaller finite number first")
    down, up = QUALIFIERS[rule]
    low_room = 0.0 if counted and _whole(ends[0]) else _rounding(ends[0])
    high_room = 0.0 if counted and _whole(ends[1]) else _rounding(ends[1])
    strict = down is None or up is None
    if strict:
        low_room = high_room = 0.0
    return Window(
        low=-math.inf if down is None else low - max(low_room, down * abs(low)),
        high=math.inf if up is None else high + max(high_room, up * abs(high)),
        stated=(low + high) / 2,
    )


def _plain(stated: object) -> str:
    if isinstance(stated, bool) or stated is None:
        raise InvalidQuantity(f"{stated!r} is not a number; write one such as 50 or 48-54")
    if isinstance(stated, float) and stated.is_integer() and abs(stated) < 1e15:
        stated = int(stated)
    text = unicodedata.normalize("NFKC", str(stated)).strip().replace("\N{MINUS SIGN}", "-")
    return re.sub(r"(?<=\d),(?=\d{3}(?!\d))", "", text)


def _whole(number: str) -> bool:
    return "." not in number and number.rstrip("0").lstrip("+-") != "" and "e" not in number


def _rounding(number: str) -> float:
    """Return half the place of the last digit that is not nought, at most 5 %."""
    value = abs(float(number))
    if value == 0:
        return 0.0
    digits = number.lower().partition("e")[0].lstrip("+-")
    if "." in digits:
        place = 10.0 ** -len(digits.partition(".")[2])
    else:
        place = 10.0 ** (len(digits) - len(digits.rstrip("0")))
    if "e" in number.lower():
        place *= 10.0 ** float(number.lower().partition("e")[2])
    return min(place / 2, _MOST_ROUNDING * value)
