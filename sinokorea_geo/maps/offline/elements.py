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


class _Inline(Element):  # type: ignore[misc]
    """Hold trusted code that stands in the page itself."""

    _template = Template("<{{ this.tag }}>{{ this.code }}</{{ this.tag }}>")
    tag = ""

    def __init__(self, code: str) -> None:
        super().__init__()
        self._name = type(self).__name__
        self.code = code.replace(f"</{self.tag}", f"<\\/{self.tag}")


class InlineScript(_Inline):
    """Hold a trusted script."""

    tag = "script"


class InlineStyle(_Inline):
    """Hold a trusted style sheet."""

    tag = "style"


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

    >>> json_text({"a": "</script>{{ 7 * 7 }}"})
    '{"a":"\\u003c/script\\u003e\\u007b\\u007b 7 * 7 \\u007d\\u007d"}'
    """
    return _Escaping(ensure_ascii=False, separators=(",", ":"), allow_nan=False).encode(data)


#: Outside strings JSON has none of these but the braces of its objects.
_RISKY = {ord(c): f"\\u{ord(c):04x}" for c in "<>&'{}%#`\u2028\u2029"}


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
