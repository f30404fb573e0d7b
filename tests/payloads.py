"""Text that a careless page would run; every probe is harmless arithmetic."""

from __future__ import annotations

from typing import Any

import geopandas as gpd

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
    '<meta http-equiv="refresh" content="0;url=data:text/html,1337">',
)


class PoisonedAtlas(Atlas):
    """The real atlas with a payload in every text of every feature and source."""

    def __init__(self, atlas: Atlas, payload: str) -> None:
        super().__init__(atlas._store)
        self.payload = payload

    def layer(self, name: str) -> gpd.GeoDataFrame:
        frame = super().layer(name)
        texts = {"name_en", "name_zh", "name_ko", "note", "decree", "admin", "cn_port_en", "status"}
        for column in texts & set(frame.columns):
            frame[column] = self.payload
        return frame

    @property
    def sources(self) -> Any:
        frame = super().sources
        for column in ("title", "publisher"):
            frame[column] = self.payload
        frame["URL"] = "javascript:window.ran=7*191"
        return frame
