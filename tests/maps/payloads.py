"""Text that a careless page would run; every probe is harmless arithmetic."""

from __future__ import annotations

import json
from typing import Any

from sinokorea_geo.atlas import Atlas

#: 7 × 191: seen on screen only if something evaluated a probe.
EVALUATED = "1337"

PAYLOADS = (
    "</script><script>window.ran = 7*191</script>",
    '<img src=x onerror="window.ran = 7*191">',
    '"><svg onload="window.ran = 7*191">',
    "{{ 7*191 }}",
    "{% set x = 7*191 %}{{ x }}",
    "{# hidden #}",
    "${7*191}",
    "#{7*191}",
    "`${window.ran = 7*191}`",
    "'; window.ran = 7*191; //",
    "</style><style>body{display:none}",
    "<!-- ",
    "]]>",
    "javascript:window.ran=7*191",
    "&lt;b&gt; \u2028 \u2029 \\u0041",
    '" onmouseover="window.ran = 7*191" style="display:none',
    "<style>*{display:none!important}</style>",
    "--> <!--<script>window.ran = 7*191",
    "</textarea></title></svg><script>window.ran = 7*191</script>",
    "{% raw %}{{ 7*191 }}{% endraw %}{% include 'x' %}",
    "Tom &amp; Jerry &#39; &notanentity; \\n \\${7*191} ` \\",
    '<meta http-equiv="refresh" content="0;url=about:blank">',
)


#: Columns of names, codes and dates that the atlas itself works with.
_KEPT = {"id", "source_ids", "kind", "mode", "class", "river", "country", "geometry_basis", "start"}
_KEPT |= {"end", "state", "sensitivity", "geometry"}


#: Stands for a payload until :func:`poisoned` puts one in its place.
PLACEHOLDER = "payload-to-be"


def poisoned(m: Any, payload: str) -> Any:
    """Put a payload wherever a map of a poisoned atlas has the placeholder."""
    spec, new = json.dumps(m.spec), json.dumps(payload)[1:-1]
    assert PLACEHOLDER in spec
    m.spec.clear()
    m.spec.update(json.loads(spec.replace(PLACEHOLDER, new)))
    return m


class PoisonedAtlas(Atlas):
    """The real atlas with payloads in every text of every feature, name, event and source.

    Given several, each row has another one, so that one map shows them all.
    """

    def __init__(self, atlas: Atlas, *payloads: str) -> None:
        super().__init__(atlas._store)
        self.payloads = payloads

    def _then(self, name: str, frame: Any) -> Any:
        frame = super()._then(name, frame)
        if name in self.layers:
            self._poison(frame, [column for column in frame.columns if column not in _KEPT])
        elif name == "names":
            self._poison(frame, ["text"])
        elif name == "events":
            self._poison(frame, [column for column in frame.columns if column.startswith("title")])
        elif name == "sources":
            self._poison(frame, ["title", "publisher"])
            frame["URL"] = "javascript:window.ran=7*191"
        return frame

    def _poison(self, frame: Any, columns: list[str]) -> None:
        texts = [self.payloads[i % len(self.payloads)] for i in range(len(frame))]
        for column in columns:
            if frame[column].map(lambda value: isinstance(value, str)).any():
                frame[column] = texts
