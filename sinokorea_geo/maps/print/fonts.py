"""Choose installed fonts that have the characters of a figure, one script at a time."""

import functools
import warnings
from typing import Any

from matplotlib import font_manager, rcParams

from sinokorea_geo.maps.words import Words, read_json

#: Fonts in order of liking: those whose characters have the forms of their own country first.
_TABLE = read_json("print/tables.json")
_LATIN: list[str] = _TABLE["latin"]
#: Each script's name, its fonts, and a probe: a font that has its characters has the script.
_SCRIPTS: dict[str, dict[str, Any]] = _TABLE["scripts"]


class Fonts:
    """The fonts of a figure, and the language that can be written in them.

    If no installed font has the script of the language asked for, the language becomes
    English, and one warning says what to install.
    """

    def __init__(self, languages: str | tuple[str, str], title: str = "") -> None:
        language, *others = [languages] if isinstance(languages, str) else languages
        installed = {entry.name for entry in font_manager.fontManager.ttflist}
        # Matplotlib from 3.11 on and macOS bring a font that draws a box for every character.
        boxes = {name for name in installed if "lastresort" in name.replace(" ", "").lower()}
        self._installed = sorted(installed - boxes)
        chosen = list(rcParams["font.family"])
        if chosen == ["sans-serif"]:
            chosen = [next((name for name in _LATIN if name in self._installed), "DejaVu Sans")]
        self.families = [*dict.fromkeys([*chosen, "DejaVu Sans"])]
        has_script = language == "en" or self._add(language[:2], _SCRIPTS[language[:2]]["probe"])
        self.language = language if has_script else "en"
        self.words = Words(self.language, room="print")
        self._columns = [self.words.names, *(Words(other).names for other in others)]
        for other in others:
            if other != "en":
                self._add(other[:2], _SCRIPTS[other[:2]]["probe"])
        for script in _SCRIPTS:
            if wanted := "".join(sorted(self._lacking(title))):
                self._add(script, wanted)
        if not has_script:
            wanting = _SCRIPTS[language[:2]]
            warnings.warn(_TABLE["messages"]["no font"].format(**wanting), stacklevel=3)

    def name(self, row: dict[str, Any]) -> str:
        """Return a feature's name, romanised if it has no other that can be written.

        A second language stands on a second line.
        """
        names = (self._name(row, column) for column in self._columns)
        return "\n".join(dict.fromkeys(name for name in names if name))

    def _name(self, row: dict[str, Any], own: str) -> str:
        for column in (own, "name_en"):
            text = row.get(column)
            if isinstance(text, str) and text.strip():
                line = " ".join(text.split())
                if column == "name_en" or not self._lacking(line):
                    return line
        return ""

    def _lacking(self, text: str) -> set[str]:
        left = {letter for letter in text if not letter.isspace()}
        for family in self.families:
            left -= {letter for letter in left if ord(letter) in _letters(family)}
        return left

    def _add(self, script: str, text: str) -> bool:
        """Add a font that has the text, the best for the script if there are several."""
        liked = [name for name in _SCRIPTS[script]["liked"] if name in self._installed]
        for name in dict.fromkeys([*liked, *self._installed]):
            if {ord(letter) for letter in text} <= _letters(name):
                self.families.append(name)
                return True
        return False


def _letters(family: str) -> frozenset[int]:
    properties = font_manager.FontProperties(family=[family])
    try:
        return _charmap(font_manager.findfont(properties, fallback_to_default=False))
    except ValueError:  # the name of no font, such as "serif"
        return frozenset()


@functools.cache
def _charmap(path: Any) -> frozenset[int]:
    try:
        return frozenset(font_manager.get_font(path).get_charmap())
    except (OSError, RuntimeError):  # a file that cannot be read has no characters
        return frozenset()
