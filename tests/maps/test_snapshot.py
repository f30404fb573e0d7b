"""Pictures of maps, taken by a real browser without a network."""

from __future__ import annotations

import asyncio
import http.server
import io
import re
import struct
import sys
import threading
from collections.abc import Iterator
from pathlib import Path
from typing import Any, ClassVar

import folium
import numpy as np
import pytest
from matplotlib import image

import sinokorea_geo as skg
from sinokorea_geo.maps import snapshot
from sinokorea_geo.maps.snapshot import save_image

SIZE = (640, 420)


@pytest.fixture(scope="module")
def border_map(atlas: skg.Atlas) -> folium.Map:
    return skg.make_map(atlas, layers=["border", "crossings"], title="A picture")


def png_size(content: bytes) -> tuple[int, int]:
    assert content[:8] == b"\x89PNG\r\n\x1a\n"
    width, height = struct.unpack(">II", content[16:24])
    return width, height


def pdf_pages(content: bytes) -> list[tuple[float, float]]:
    """The size of each page in millimetres."""
    assert content.startswith(b"%PDF-")
    assert content.rstrip().endswith(b"%%EOF")
    boxes = re.findall(rb"/MediaBox\s*\[\s*0\s+0\s+([\d.]+)\s+([\d.]+)\s*\]", content)
    return [(float(w) * 25.4 / 72, float(h) * 25.4 / 72) for w, h in boxes]


def share_of(picture: Any, colour: str) -> float:
    """The share of pixels that have a colour."""
    wanted = np.array([int(colour[i : i + 2], 16) for i in (1, 3, 5)]) / 255
    return float((np.abs(picture[..., :3] - wanted).max(axis=-1) < 0.02).mean())


def test_a_png_has_the_size_asked_for_and_shows_the_map(
    border_map: folium.Map, tmp_path: Path
) -> None:
    path = save_image(border_map, tmp_path / "border.png", scale=2, size=SIZE)
    content = path.read_bytes()
    assert png_size(content) == (2 * SIZE[0], 2 * SIZE[1])
    picture = image.imread(io.BytesIO(content), format="png")
    assert share_of(picture, "#f7f4ec") > 0.3  # land
    assert share_of(picture, "#dbe6ea") > 0.03  # sea
    assert share_of(picture, "#8c1c2b") > 0.001  # the border
    assert [path.name for path in tmp_path.iterdir()] == ["border.png"]


def test_a_picture_of_a_story_shows_its_map_and_its_text(atlas: skg.Atlas, tmp_path: Path) -> None:
    story = skg.make_story({"a": "Lorries go from Quanhe to Rason."}, atlas)
    content = save_image(story.to_map(), tmp_path / "story.png", size=(900, 600)).read_bytes()
    picture = image.imread(io.BytesIO(content), format="png")
    assert share_of(picture, "#f7f4ec") > 0.1  # land
    assert 0.0002 < share_of(picture, "#22272b") < 0.2  # letters


@pytest.mark.parametrize(
    ("size", "page"), [(SIZE, (297, 210)), ((420, 640), (210, 297))], ids=["wide", "upright"]
)
def test_a_pdf_is_one_page_of_a4(
    border_map: folium.Map, tmp_path: Path, size: tuple[int, int], page: tuple[float, float]
) -> None:
    content = save_image(border_map, tmp_path / "border.PDF", size=size).read_bytes()
    assert pdf_pages(content) == [pytest.approx(page, abs=0.3)]
    assert len(content) > 20_000


def test_it_works_inside_a_running_loop(border_map: folium.Map, tmp_path: Path) -> None:
    async def notebook_cell() -> Path:
        return save_image(border_map, tmp_path / "border.png", size=SIZE)

    assert png_size(asyncio.run(notebook_cell()).read_bytes()) == SIZE


class Tiles(http.server.BaseHTTPRequestHandler):
    """Answers every request with a picture, and keeps count."""

    asked: ClassVar[list[str]] = []

    def do_GET(self) -> None:
        self.asked.append(self.path)
        self.send_response(200)
        self.send_header("Content-Type", "image/svg+xml")
        self.end_headers()
        self.wfile.write(b'<svg xmlns="http://www.w3.org/2000/svg" width="256" height="256"/>')

    def log_message(self, *_: Any) -> None:
        pass


@pytest.fixture
def tile_server() -> Iterator[str]:
    Tiles.asked.clear()
    with http.server.ThreadingHTTPServer(("127.0.0.1", 0), Tiles) as server:
        threading.Thread(target=server.serve_forever, daemon=True).start()
        yield f"http://127.0.0.1:{server.server_address[1]}/{{z}}/{{x}}/{{y}}.svg"
        server.shutdown()


@pytest.mark.parametrize("online", [False, True])
def test_nothing_is_asked_of_the_network_unless_allowed(
    atlas: skg.Atlas, tmp_path: Path, tile_server: str, online: bool
) -> None:
    m = skg.make_map(atlas, layers=["border"])
    folium.TileLayer(tile_server, attr="tiles").add_to(m)
    save_image(m, tmp_path / "tiles.png", size=SIZE, online=online)
    assert bool(Tiles.asked) == online


def test_a_map_that_needs_the_network_is_refused(tmp_path: Path) -> None:
    m = folium.Map()
    folium.WmsTileLayer("https://wms.example/x", "a").add_to(m)
    with pytest.raises(skg.OutputError, match=r"from the network, first https://.*online=True"):
        save_image(m, tmp_path / "map.png")
    folium.plugins.Geocoder().add_to(m)
    with pytest.raises(skg.OutputError, match=r"or pass online=True$"):
        save_image(m, tmp_path / "map.png")
    assert list(tmp_path.iterdir()) == []


def test_a_map_that_cannot_be_drawn_leaves_the_old_picture(
    atlas: skg.Atlas, tmp_path: Path
) -> None:
    m = skg.make_map(atlas, layers=["border"])
    m.spec["countries"] = 1
    path = tmp_path / "border.png"
    path.write_bytes(b"old")
    with pytest.raises(skg.OutputError, match=r"the map could not be drawn: .*not iterable"):
        save_image(m, path, size=SIZE, overwrite=True)
    assert path.read_bytes() == b"old"


@pytest.mark.parametrize(
    ("name", "options", "message"),
    [
        ("map.jpg", {}, r"map\.jpg: pictures are \.png or \.pdf"),
        ("map", {}, r"pictures are \.png or \.pdf"),
        ("no/map.png", {}, "does not exist; make it first"),
        ("old.png", {}, "exists; pass overwrite=True"),
        ("map.png", {"scale": 4}, "scale is 4; pass 1 to 3"),
        ("map.png", {"scale": float("nan")}, "scale is nan"),
        ("map.png", {"size": (10, 800)}, r"size is \(10, 800\); pass"),
        ("map.png", {"size": (800,)}, r"size is \(800,\); pass"),
    ],
)
def test_what_cannot_be_written_is_refused_at_once(
    border_map: folium.Map, tmp_path: Path, name: str, options: dict[str, Any], message: str
) -> None:
    (tmp_path / "old.png").write_bytes(b"old")
    kind = skg.InvalidQuantity if {"scale", "size"} & set(options) else skg.OutputError
    with pytest.raises(kind, match=message):
        save_image(border_map, tmp_path / name, **options)
    assert [path.read_bytes() for path in tmp_path.iterdir()] == [b"old"]


def test_without_playwright_it_says_what_to_install(
    border_map: folium.Map, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setitem(sys.modules, "playwright.sync_api", None)
    with pytest.raises(skg.MissingPackage, match=r"pip install 'sinokorea-geo\[image\]'"):
        save_image(border_map, tmp_path / "border.png")


def test_without_a_browser_it_says_what_to_install(
    border_map: folium.Map, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("SKG_BROWSER", "")
    monkeypatch.setenv("PLAYWRIGHT_BROWSERS_PATH", str(tmp_path / "none"))
    monkeypatch.setattr(snapshot, "BROWSERS", {"names": [], "places": [], "arguments": []})
    with pytest.raises(skg.OutputError, match="none was found; install Chromium or Chrome"):
        save_image(border_map, tmp_path / "border.png")


@pytest.mark.parametrize(
    ("named", "message"),
    [
        ("/no/such/browser", "SKG_BROWSER names /no/such/browser, which is no program here"),
        (sys.executable, "the browser .* does not start"),
    ],
)
def test_a_browser_that_is_named_wrongly_is_told(
    border_map: folium.Map,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    named: str,
    message: str,
) -> None:
    monkeypatch.setenv("SKG_BROWSER", named)
    with pytest.raises(skg.OutputError, match=message):
        save_image(border_map, tmp_path / "border.png")
    assert list(tmp_path.iterdir()) == []
