"""Put parts into a page, and render a map, without a second pass of the template engine.

branca renders each element of a map to text and then compiles that text as a template once
more, so data with braces in it is evaluated by Python. Here the text is kept as it is.
"""

import json
import os
import re
import threading
from collections import OrderedDict, defaultdict
from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from typing import Any

from branca.element import Element, Figure
from jinja2 import Template

#: The template by which branca's containers show their children: the only one worth compiling.
_CONTAINER = (
    "{% for name, element in this._children.items() %}{{element.render(**kwargs)}}{% endfor %}"
)
_STRING = re.compile(r'"(?:[^"\\]|\\.)*"')
#: Outside strings JSON has none of these but the braces of its objects.
_RISKY = {ord(c): f"\\u{ord(c):04x}" for c in "<>&'{}%#`\u2028\u2029"}
_verbatim: ContextVar[bool] = ContextVar("sinokorea_geo_verbatim", default=False)
# One lock a process: what a thread held at a fork, no thread of the child lets go.
_locks: defaultdict[int, Any] = defaultdict(threading.RLock)


class _Inline(Element):  # type: ignore[misc]  # Folium has no types
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


class DataBlock(Element):  # type: ignore[misc]  # Folium has no types
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
    """Return data as JSON that cannot end a script element or begin a template expression."""
    text = json.dumps(data, ensure_ascii=False, separators=(",", ":"), allow_nan=False)
    return _STRING.sub(lambda found: found[0].translate(_RISKY), text)


class Verbatim(Element):  # type: ignore[misc]  # Folium has no types
    """Put text into the page letter for letter."""

    def __init__(self, text: str) -> None:
        super().__init__()
        self.text = text

    def render(self, **_: Any) -> str:
        """Return the text."""
        return self.text


class TrustedMarkup(Verbatim):
    """Put markup of the package's own into the page."""


def copied(root: Element) -> tuple[Element, list[Element]]:
    """Copy a tree of elements, and list all elements of the copy.

    Elements and the containers that hold them are new; what else they refer to is shared.
    Their names stay the same, so that scripts refer to the same variables.
    """
    copies: dict[int, Element] = {}

    def of(value: Any) -> Any:
        if isinstance(value, Element):
            if id(value) not in copies:
                twin = copies[id(value)] = object.__new__(type(value))
                vars(twin).update({key: of(each) for key, each in vars(value).items()})
                _keep_text(twin)
            return copies[id(value)]
        if type(value) in {dict, OrderedDict}:
            return type(value)((key, inside(each)) for key, each in value.items())
        if type(value) in {list, tuple}:
            return type(value)([inside(each) for each in value])
        return value

    def inside(value: Any) -> Any:
        """Look for elements one level further down, and no deeper: the rest is data."""
        listed = value if type(value) in {list, tuple} else [value]
        return of(value) if any(isinstance(each, Element) for each in listed) else value

    return of(root), list(copies.values())


def _keep_text(element: Element) -> None:
    """Make an element that was made from a string show that string, not what it evaluates to."""
    text = vars(element).get("_template_str")
    if type(element) is Element and isinstance(text, str) and text != _CONTAINER:
        element.__class__ = Verbatim
        element.text = text


def rendered_parts(figure: Figure) -> dict[str, list[tuple[str, Element]]]:
    """Render a figure's children, and return what they put into its header, body and script."""
    with _rendering():
        for child in list(figure._children.values()):
            child.render()
    parts = ("header", "html", "script")
    return {part: list(getattr(figure, part)._children.items()) for part in parts}


@contextmanager
def _rendering() -> Iterator[None]:
    """Keep strings that elements are made from as they are, in this thread of work only."""
    with _locks[os.getpid()]:
        original = Element.__init__

        def made(self: Element, template: Any = None, template_name: Any = None) -> None:
            plain = isinstance(template, str) and template != _CONTAINER
            if not (_verbatim.get() and plain):
                original(self, template, template_name)
                return
            original(self)
            self._template_str = template
            _keep_text(self)

        token = _verbatim.set(True)
        Element.__init__ = made
        try:
            yield
        finally:
            Element.__init__ = original
            _verbatim.reset(token)
