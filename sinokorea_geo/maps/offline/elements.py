"""Put scripts, styles and data into a page without a second pass of the template engine.

branca renders a map's children to text and then compiles that text as a template once more, so
data with braces in it would be evaluated. What is added to the figure's header or body as an
element of its own is rendered once and then only inserted.
"""

from __future__ import annotations

import json
from typing import Any

from branca.element import Element
from jinja2 import Template

__all__ = ["DataBlock", "InlineScript", "InlineStyle", "json_text"]


class InlineScript(Element):  # type: ignore[misc]
    """Hold a trusted script that stands in the page itself."""

    _template = Template("<script>{{ this.code }}</script>")

    def __init__(self, code: str) -> None:
        super().__init__()
        self._name = "InlineScript"
        self.code = code.replace("</script", "<\\/script")


class InlineStyle(Element):  # type: ignore[misc]
    """Hold a trusted style sheet that stands in the page itself."""

    _template = Template("<style>{{ this.code }}</style>")

    def __init__(self, code: str) -> None:
        super().__init__()
        self._name = "InlineStyle"
        self.code = code.replace("</style", "<\\/style")


class DataBlock(Element):  # type: ignore[misc]
    """Hold data in the page that the browser does not run."""

    _template = Template(
        '<script type="application/json" id="{{ this.block_id }}">{{ this.text }}</script>'
    )

    def __init__(self, block_id: str, data: Any) -> None:
        super().__init__()
        self._name = "DataBlock"
        self.block_id = block_id
        self.text = json_text(data)


def json_text(data: Any) -> str:
    r"""Return data as JSON that cannot end a script element or begin a template expression.

    Examples
    --------
    >>> json_text({"a": "</script>{{ 7 * 7 }}"})
    '{"a":"\\u003c/script\\u003e\\u007b\\u007b 7 * 7 \\u007d\\u007d"}'
    """
    return _Escaping(ensure_ascii=False, separators=(",", ":"), allow_nan=False).encode(data)


_RISKY = {
    ord(c): f"\\u{ord(c):04x}" for c in "<>&'{}%#`\u2028\u2029"
}  # outside strings JSON has none of these but the braces of its objects


class _Escaping(json.JSONEncoder):
    """Escape risky characters inside strings only."""

    def encode(self, o: Any) -> str:
        if isinstance(o, str):
            return super().encode(o).translate(_RISKY)
        if isinstance(o, dict):
            pairs = (f"{self.encode(str(key))}:{self.encode(value)}" for key, value in o.items())
            return "{" + ",".join(pairs) + "}"
        if isinstance(o, list | tuple):
            return "[" + ",".join(self.encode(item) for item in o) + "]"
        return super().encode(o)
