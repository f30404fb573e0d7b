"""Render any Folium map as one page, from parts that are known to be code, style or data.

No text that Folium rendered is searched for scripts to trust. The scripts of the page are those
that were put in as scripts, and the page's policy names each by its hash.
"""

import base64
import hashlib
import re
import warnings
from collections.abc import Iterator
from dataclasses import dataclass, field
from html import escape
from importlib import resources
from string import Template

import folium
from branca.element import CssLink, Div, Element, Figure, JavascriptLink, Link
from folium.elements import JSCSSMixin
from folium.plugins import HeatMapWithTime

from sinokorea_geo.errors import encodable
from sinokorea_geo.maps.offline import elements, sanitise
from sinokorea_geo.maps.offline.elements import DataBlock, InlineScript, InlineStyle
from sinokorea_geo.maps.offline.sanitise import Request
from sinokorea_geo.maps.offline.vendored import Inlined, replacement_for, script, style, table_of

#: Folium's code asks more of jQuery than `jquery_subset.js` answers.
_MORE_JQUERY = re.compile(r"(?<![\w$])(?:\$\.|\$\((?!`|document\))|jQuery)")
#: Scripts that clean all markup which reaches a page as text.
_SANITISER = ("dompurify/purify.min.js", "shims/sanitise.js")
_JQUERY_SUBSET = "shims/jquery_subset.js"


@dataclass(frozen=True)
class Basemap:
    """Hold land and lines that a page draws where tiles would come from a network.

    `data` has ``areas``, ``lines``, ``bounds`` and ``attribution``; `decode` is the function of
    the scripts that reads a line.
    """

    data: dict[str, object]
    scripts: tuple[str, ...] = ()
    decode: str = "(line) => line"


def render_page(
    m: folium.Map,
    *,
    title: str = "Map",
    language: str = "en",
    offline: bool = True,
    online: bool = False,
    markup: bool | None = None,
    basemap: Basemap | None = None,
    tiles: tuple[str, ...] = (),
) -> str:
    """Render a map as a whole page; `tiles` are addresses that its own scripts may offer."""
    basemap = basemap if offline else None
    figure, copies = elements.copied(m.get_root())
    if not isinstance(figure, Figure) or isinstance(figure, Div):
        root, figure = figure, Figure()
        figure.add_child(root)
    odd = {type(e).__name__ for e in copies if markup is None and sanitise.looks_like_markup(e)}
    if odd:
        warnings.warn(
            f"text that looks like markup ({', '.join(sorted(odd))}) is shown as text; pass "
            "markup=True to show it as markup, or markup=False to leave out this warning",
            stacklevel=4,
        )
    sanitise.sanitise_elements(copies, markup=bool(markup))
    # Layers of tiles that serve as a base map, a small map's own included.
    layers = [e for e in copies if isinstance(e, folium.TileLayer) and not e.overlay]
    requests = sanitise.requests_of(copies, tiles=online or (offline and basemap is None))
    offered = [Request("tiles", address, picture=True) for address in tiles]
    document = _Document(title, language, closed=offline, pictures=requests + offered)
    if layers and basemap is not None:
        if not online:
            sanitise.replace_tiles(layers)
        document.basemap(basemap, "under" if online else "instead")
    document.add(elements.rendered_parts(figure), {copy.get_name(): copy for copy in copies})
    if offline:
        sanitise.refuse(requests + document.requests, online=online)
    if document.idle:
        warnings.warn(
            f"a script in the markup of {', '.join(document.idle)} will not run; add code that "
            "should run to the map's get_root().script",
            stacklevel=4,
        )
    return document.html()


@dataclass
class _Document:
    """Collect the parts of a page."""

    title: str
    language: str
    #: Whether the page is kept from loading or running anything else.
    closed: bool
    #: Addresses of pictures that the page may load after all.
    pictures: list[Request] = field(default_factory=list)
    #: What the page would load and has no replacement for.
    requests: list[Request] = field(default_factory=list)
    #: Names of elements with a script in their markup, which will not run.
    idle: list[str] = field(default_factory=list)
    _head: list[str] = field(default_factory=list)
    _body: list[str] = field(default_factory=list)
    _late: list[str] = field(default_factory=list)
    _pieces: dict[str, list[tuple[str, str]]] = field(default_factory=dict)
    _hashes: list[str] = field(default_factory=list)
    _inlined: list[Inlined] = field(default_factory=list)

    def add(self, parts: dict[str, list[tuple[str, Element]]], origins: dict[str, Element]) -> None:
        """Add what a map put into a figure."""
        for trusted in _SANITISER:
            self.script(script(trusted))
        code = self._code(parts["script"])
        header = [(name, element, str(element.render())) for name, element in parts["header"]]
        everything = "\n".join([code, *(text for _, _, text in header)])
        for name, element, text in header:
            if isinstance(element, JavascriptLink | CssLink):
                self._link(name, element, everything)
            elif isinstance(element, InlineScript):
                self.script(element.code)
            elif isinstance(element, InlineStyle):
                self.style(element.code)
            elif name != "meta_http":
                self._header(name, origins.get(name), text)
        self._overwritten(origins, {e.url for _, e, _ in header if isinstance(e, Link)}, everything)
        for name, element in parts["html"]:
            self._element(name, element, origins.get(name))
        for where in ("body", "head"):
            if where in self._pieces:
                self._body.append(DataBlock(f"offline-{where}", self._pieces[where]).render())
                call = f'offlineSanitise.insert("{where}", "offline-{where}");'
                self.script(call, late=True)
        self.script(code, late=True)

    def script(self, code: str, *, late: bool = False) -> None:
        """Add a script, once, which the page's policy will let run."""
        # As a browser reads it, for the hash; nothing in it ends its element, or hides its end.
        code = encodable(code).replace("\r\n", "\n").replace("\r", "\n").replace("\0", "\ufffd")
        code = re.sub(r"</(?=script)", r"<\\/", code, flags=re.IGNORECASE)
        code = code.replace("<!--", "<\\!--")
        digest = base64.b64encode(hashlib.sha256(code.encode()).digest()).decode()
        if (named := f"'sha256-{digest}'") not in self._hashes:
            self._hashes.append(named)
            (self._late if late else self._head).append(f"<script>{code}</script>")

    def style(self, css: str) -> None:
        """Add a style sheet."""
        self._head.append(f"<style>{re.sub('<(?=/style)', ' ', css, flags=re.IGNORECASE)}</style>")

    def basemap(self, basemap: Basemap, how: str) -> None:
        """Add a base map that a script draws under the map's tiles, or instead of them."""
        self._head.append(DataBlock("offline-basemap", basemap.data).render())
        for code in (*basemap.scripts, script("shims/basemap.js")):
            self.script(code, late=True)
        read = "JSON.parse(document.getElementById('offline-basemap').textContent)"
        self.script(f"offlineBasemap.{how}({read}, {basemap.decode});", late=True)

    def html(self) -> str:
        """Return the page."""
        policy = [self._policy()] if self.closed else []
        lists = {"policy": policy, "head": self._head, "body": self._body, "late": self._late}
        parts = {name: "".join(f"{line}\n" for line in lines) for name, lines in lists.items()}
        about = {"language": escape(self.language), "title": escape(self.title)}
        page = resources.files(__package__).joinpath("page.html").read_text(encoding="utf-8")
        return encodable(Template(page).substitute(parts, **about))

    def _code(self, parts: list[tuple[str, Element]]) -> str:
        """Return the map's own script; patterns were named in it as in a template."""
        names = {name for name, _ in parts}
        text = "\n".join(str(element.render()) for _, element in parts)
        return re.sub(r"\{\{'(\w+)'\}\}", lambda m: m[1] if m[1] in names else m[0], text)

    def _link(self, name: str, link: JavascriptLink | CssLink, code: str) -> None:
        inlined = replacement_for(link.url)
        if inlined is None:
            self.requests.append(Request(name, link.url))
            url, is_script = escape(link.url), isinstance(link, JavascriptLink)
            style_link = f'<link rel="stylesheet" href="{url}">'
            self._head.append(f'<script src="{url}"></script>' if is_script else style_link)
            return
        if "jquery" in link.url.lower() and inlined.scripts and not _MORE_JQUERY.search(code):
            inlined = Inlined(scripts=(script(_JQUERY_SUBSET),))
        if inlined in self._inlined or (name == "awesome_markers" and "AwesomeMarkers" not in code):
            return
        self._inlined.append(inlined)
        for css in inlined.styles:
            self.style(css)
        for code_of_file in inlined.scripts:
            self.script(code_of_file)

    def _overwritten(self, origins: dict[str, Element], seen: set[str], code: str) -> None:
        """Add what is not among the links because another plugin's has the same name."""
        for origin in origins.values():
            for kind, links in ((JavascriptLink, "default_js"), (CssLink, "default_css")):
                for name, url in getattr(origin, links, ()):
                    if url not in seen:
                        seen.add(url)
                        self._link(name, kind(url), code)

    def _header(self, name: str, origin: Element | None, text: str) -> None:
        """Add what an element put into the header: Folium's own script and style, or a piece."""
        if not isinstance(origin, folium.Map | HeatMapWithTime):
            self._piece("head", name, text)
            return
        for css in re.findall(r"<style>(.*?)</style>", text, re.DOTALL):
            self.style(css)
        for code in re.findall(r"<script>(.*?)</script>", text, re.DOTALL):
            self.script(code)

    def _element(self, name: str, element: Element, origin: Element | None) -> None:
        if isinstance(element, DataBlock | elements.TrustedMarkup):
            self._body.append(str(element.render()))
        elif isinstance(origin, folium.Map):
            self._body.append(f'<div class="folium-map" id="{escape(name)}"></div>')
        else:
            self._body.append(f'<div hidden id="offline-piece-{escape(name)}"></div>')
            self._piece("body", name, str(element.render()))

    def _piece(self, where: str, name: str, text: str) -> None:
        """Keep markup as data: the page's sanitiser inserts it without what could run."""
        self.requests += sanitise.requests_in(name, text)
        if re.search(r"<script\b", text, re.IGNORECASE):
            self.idle.append(name)
        self._pieces.setdefault(where, []).append((f"offline-piece-{name}", text))

    def _policy(self) -> str:
        """Return a content security policy: the page's own scripts run, and nothing else."""
        compiling = ["'unsafe-eval'"] if any(one.compiles for one in self._inlined) else []
        rules = table_of("tables.json")["policy"]
        pictures = [*rules["img-src"], *sanitise.picture_hosts(self.pictures)]
        rules = rules | {"script-src": [*self._hashes, *compiling], "img-src": pictures}
        content = "; ".join(f"{name} {' '.join(values)}" for name, values in rules.items())
        return f'<meta http-equiv="Content-Security-Policy" content="{escape(content)}">'


def folium_header(m: folium.Map) -> dict[str, Element]:
    """Return elements that replace what Folium links in every map, Leaflet included.

    Folium's own features ask little of jQuery; its plugins may ask for any of it.
    """
    with_plugins = any(
        isinstance(element, JSCSSMixin) and not isinstance(element, folium.Map)
        for element in _descendants(m)
        if getattr(element, "default_js", ())
    )
    jquery = "jquery/jquery.min.js" if with_plugins else _JQUERY_SUBSET
    paths = (*_SANITISER, "leaflet/leaflet.js", jquery, "shims/pins.js")
    found: dict[str, Element] = {"leaflet_css": InlineStyle(style("leaflet/leaflet.css"))}
    return found | {f"offline_{i}": InlineScript(script(path)) for i, path in enumerate(paths)}


def _descendants(element: Element) -> Iterator[Element]:
    for child in element._children.values():
        yield child
        yield from _descendants(child)
