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


#: Inputs of a form whose names shadow what a careless script reads of a node.
CLOBBERING = tuple(
    f'<form id=f><input name={name}><img src=x onerror="window.ran = 7*191"></form>'
    f"<style>*{{display:none!important}}</style><a href='javascript:window.ran = 1'>x</a>"
    for name in (
        *("childNodes", "attributes", "localName", "nodeType", "nodeName", "parentNode"),
        *("firstChild", "removeChild", "tagName", "textContent", "getAttributeNames"),
    )
)

#: Markup that is parsed otherwise than it looks, that loads, links, covers, or takes names away.
MARKUP = (
    '<a href="java&#xe000;script:window.ran=1">the mark of the sanitiser itself</a>',
    '<a href="java&Tab;script:window.ran=1">x</a><a href="\x01javascript:window.ran=1">x</a>',
    "<a href='data:text/html,<script>1</script>'>x</a><a href='data:image/svg+xml,<svg>'>x</a>",
    '<svg><a xlink:href="javascript:window.ran=1"><text>x</text></a></svg>',
    '<svg><a href="https://site.example/" target=x><text>x</text></a></svg>',
    '<map name=q><area href="https://site.example/" target=_blank><area href="data:,x"></map>',
    '<p style="position:/**/fixed;inset:0">x</p><p style="position:fi&#xe000;xed;inset:0">x</p>',
    '<p style="pos\\69tion:fixed;inset:0">x</p><p class="leaflet-pseudo-fullscreen">x</p>',
    '<p style="background:image-set(&quot;beside.png&quot; 1x);animation:spin 1s">x</p>',
    "<noscript><p title='</noscript><img src=x onerror=window.ran=2>'></noscript>",
    "<math><mtext><table><mglyph><style><!--</style><img title='--&gt;&lt;img src=1 "
    "onerror=window.ran=3&gt;'>",
    "<svg><style><img src=x onerror=window.ran=4></style></svg>",
    "<svg><foreignObject><iframe srcdoc='<script>parent.ran=5</script>'></iframe></foreignObject>"
    "<use href='data:image/svg+xml,x#y'/><animate attributeName=href to=javascript:1 />"
    "<set attributeName=href to=javascript:1 /><script>window.ran=6</script></svg>",
    "<svg><rect width=5 height=5 fill='url(beside.svg#a)' filter='u\\rl(beside.svg#a)' /></svg>",
    "<iframe srcdoc='<script>parent.ran=7</script>'></iframe><object data='x'></object><embed>",
    "<base href='beside/'><meta http-equiv=refresh content='0;url=about:blank'>",
    "<link rel=stylesheet href='beside.css'><dialog open>x</dialog><p popover id=pop>x</p>",
    "<template><img src=x onerror=window.ran=8></template><video autoplay poster=x src=x></video>",
    "<a <b='ononclick=window.ran=9' onclick\n=window.ran=9 on\0click=window.ran=9>x</a>",
    "<a id=L></a><form id=sinokoreaGeo name=offlineSanitise></form><img name=getElementById>",
    "<button formaction=javascript:window.ran=1>x</button><p is=x slot=y contenteditable>x</p>",
    "<title></title><img src=x onerror=window.ran=1></title><xmp><img onerror=1></xmp><plaintext>",
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
