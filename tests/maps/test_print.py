"""Figures for print: what is on them, that nothing overlaps, and that the scale is true."""

from __future__ import annotations

import io
import itertools
import json
import pickle
import re
import subprocess
import sys
import warnings
import xml.etree.ElementTree as ET
from collections.abc import Callable
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from matplotlib import rc_context
from matplotlib.artist import Artist
from matplotlib.axes import Axes
from matplotlib.backends.backend_agg import FigureCanvasAgg
from matplotlib.collections import PathCollection
from matplotlib.figure import Figure
from matplotlib.font_manager import FontEntry, fontManager
from matplotlib.patches import PathPatch
from matplotlib.text import Text
from matplotlib.transforms import Bbox
from pyproj import Geod, Transformer

import sinokorea_geo as skg
from sinokorea_geo.geodesy import ConformalProjection
from sinokorea_geo.maps.print import fonts, plot
from sinokorea_geo.maps.print.fonts import Fonts
from sinokorea_geo.maps.print.strip import SAID
from sinokorea_geo.maps.words import Language
from tests.maps.payloads import PAYLOADS, PoisonedAtlas

WHOLE = (180.0, 120.0)
DANDONG = (124.1, 39.85, 124.75, 40.25)
TITLES = {"en": "The border", "zh": "中朝边界", "ko": "조중 국경"}


@pytest.fixture(scope="module")
def drawn(atlas: skg.Atlas) -> Callable[[Language], Figure]:
    """The whole border in a language, drawn once; skipped where no font has the script."""
    made: dict[str, Figure] = {}

    def draw(language: Language) -> Figure:
        if language not in made:
            with warnings.catch_warnings(record=True) as caught:
                warnings.simplefilter("always")
                made[language] = plot(atlas, language=language, title=TITLES[language])
            if caught:
                del made[language]
                pytest.skip(str(caught[0].message))
        return made[language]

    return draw


def parts(figure: Figure, gid: str, kind: type[Artist] = Artist) -> list[Any]:
    """What is drawn under a name; each part has a number of its own behind it."""
    return [
        artist
        for artist in figure.findobj(kind)
        if re.fullmatch(rf"skg-{gid}-\d+", artist.get_gid() or "")
    ]


def texts(figure: Figure, gid: str = "label") -> list[str]:
    return [text.get_text() for text in parts(figure, gid, Text)]


def saved(figure: Figure, kind: str) -> bytes:
    content = io.BytesIO()
    figure.savefig(content, format=kind)
    return content.getvalue()


# -- what is on it -----------------------------------------------------------------------------


def test_a_figure_has_the_layers_and_what_explains_them(
    drawn: Callable[[Language], Figure],
) -> None:
    figure = drawn("en")
    for gid in (
        *("land", "sea", "border", "border-casing", "neighbour-border", "sea-boundary"),
        *("crossings", "zones", "places", "provinces", "islands"),
        *("graticule", "degree", "legend", "legend-text", "scale-bar", "scale-text"),
        *("locator", "locator-window", "credits", "title"),
    ):
        assert parts(figure, gid), gid
    assert not parts(figure, "counties")
    assert not parts(figure, "routes")
    assert {"Dandong", "Hyesan", "Mt Paektu", "Changbai–Hyesan"} <= set(texts(figure))
    credit = " ".join(texts(figure, "credits"))
    for name in ("© OpenStreetMap contributors (ODbL)", "GeoNames", "geoBoundaries"):
        assert name in credit
    assert texts(figure, "title") == ["The border"]
    assert {"126°E", "42°N"} <= set(texts(figure, "degree"))


def test_every_crossing_in_the_frame_is_drawn_as_its_use_and_certainty(
    atlas: skg.Atlas, drawn: Callable[[Language], Figure]
) -> None:
    figure = drawn("en")
    symbols = parts(figure, "crossings", PathCollection)
    assert len(symbols) == len(atlas.crossings)  # all of them lie along the border
    dashed = [s for s in symbols if s.get_linestyle()[0][1] is not None]
    assert len(dashed) == (atlas.crossings["geometry_basis"] == "derived").sum()
    cores = len(parts(figure, "crossings-core"))
    in_use = atlas.crossings["status"].isin({"open", "seasonal"})
    assert cores == (in_use & (atlas.crossings["geometry_basis"] == "derived")).sum()
    filled = [s for s in symbols if tuple(s.get_facecolor()[0][:3]) != (1.0, 1.0, 1.0)]
    assert len(filled) + cores == in_use.sum()


def test_the_border_stands_out_and_its_neighbours_are_dashed(
    drawn: Callable[[Language], Figure],
) -> None:
    figure = drawn("en")
    border = parts(figure, "border", PathPatch)
    casing = parts(figure, "border-casing", PathPatch)
    neighbour = parts(figure, "neighbour-border", PathPatch)
    assert min(c.get_linewidth() for c in casing) > 1.5 * border[0].get_linewidth()
    assert border[0].get_linewidth() > 1.5 * neighbour[0].get_linewidth()
    assert {p.get_linestyle() for p in border} == {"-"}
    assert all(isinstance(p.get_linestyle(), tuple) for p in neighbour)
    below = [
        part
        for gid in ("land", "provinces", "islands", "zones", "neighbour-border")
        for part in parts(figure, gid, PathPatch)
    ]
    assert max(part.get_zorder() for part in below) < min(part.get_zorder() for part in casing)


def test_the_countries_are_named_wherever_the_legend_leaves_room(
    drawn: Callable[[Language], Figure],
) -> None:
    labels = {text.replace("\u2009", "") for text in texts(drawn("en"), "label")}
    assert {"CHINA", "NORTH KOREA"} <= labels


def test_the_legend_has_the_shape_of_every_kind_of_zone(
    drawn: Callable[[Language], Figure],
) -> None:
    told = texts(drawn("en"), "legend-text")
    assert {"Development zone", "Special zone", "Border trade zone", "Tourist zone"} <= set(told)


def test_layers_can_be_chosen_and_the_legend_follows(atlas: skg.Atlas) -> None:
    figure = plot(atlas, layers=["border", "routes"], size_mm=(120, 90))
    assert parts(figure, "border")
    assert parts(figure, "routes")
    for gid in ("crossings", "zones", "places", "provinces"):
        assert not parts(figure, gid)
    assert texts(figure, "legend-text") == [
        "China–DPRK border",
        "Other borders",
        "Boundary at sea",
        "Road, schematic",
        "Railway, simplified",
        "Ferry, tour, schematic",
    ]


def test_a_corridor_and_a_date_are_told(atlas: skg.Atlas) -> None:
    band = skg.corridor(atlas.get("dandong"), 20_000)
    figure = plot(
        atlas.at("1935"), layers=["crossings"], corridor=band, extent=DANDONG, size_mm=(80, 90)
    )
    assert parts(figure, "corridor")
    assert "Corridor of 20 km" in texts(figure, "legend-text")
    assert "As of 1935-01-01 to 1935-12-31" in " ".join(texts(figure, "credits"))
    assert len(parts(figure, "crossings")) < len(parts(plot(atlas, extent=DANDONG), "crossings"))


# -- room --------------------------------------------------------------------------------------


def renderer_of(figure: Figure) -> Any:
    canvas: Any = FigureCanvasAgg(figure)
    return canvas.get_renderer()


def overlaps(boxes: list[Bbox]) -> list[tuple[int, int]]:
    """The pairs of boxes that overlap."""
    pairs = itertools.combinations(range(len(boxes)), 2)
    return [(i, j) for i, j in pairs if boxes[i].overlaps(boxes[j])]


@pytest.mark.parametrize("language", ["en", "zh", "ko"])
def test_no_name_overlaps_another_or_leaves_the_frame(
    drawn: Callable[[Language], Figure], language: Language
) -> None:
    figure = drawn(language)
    renderer = renderer_of(figure)
    names = parts(figure, "label", Text)
    boxes = [text.get_window_extent(renderer) for text in names]
    assert len(boxes) > 50
    assert overlaps(boxes) == []
    cards = [
        patch.get_window_extent(renderer)
        for gid in ("legend", "locator", "scale-bar")
        for patch in parts(figure, gid, PathPatch)
    ]
    assert len(cards) == 3
    assert overlaps(cards) == []
    assert not any(box.overlaps(card) for box in boxes for card in cards)
    frame = figure.axes[0].get_window_extent(renderer)
    assert all(frame.contains(*corner) for box in boxes for corner in (box.min, box.max))
    legend = cards[0]
    entries = [text.get_window_extent(renderer) for text in parts(figure, "legend-text", Text)]
    assert all(legend.contains(*corner) for box in entries for corner in (box.min, box.max))
    assert overlaps(entries) == []


def test_nothing_is_written_off_the_page(drawn: Callable[[Language], Figure]) -> None:
    figure = drawn("en")
    renderer = renderer_of(figure)
    boxes = [text.get_window_extent(renderer) for text in figure.findobj(Text) if text.get_text()]
    assert all(figure.bbox.contains(*corner) for box in boxes for corner in (box.min, box.max))


@pytest.mark.parametrize("size_mm", [(88, 100), (140, 90)], ids=["below", "right"])
def test_a_legend_that_would_hide_the_border_stands_outside(
    atlas: skg.Atlas, size_mm: tuple[float, float]
) -> None:
    figure = plot(atlas, size_mm=size_mm)
    frame = figure.axes[0].get_window_extent()
    renderer = renderer_of(figure)
    entries = [text.get_window_extent(renderer) for text in parts(figure, "legend-text", Text)]
    assert len(entries) > 10
    assert not any(box.overlaps(frame) for box in entries)
    assert not parts(figure, "legend")  # the card that it has inside
    assert all(figure.bbox.contains(*corner) for box in entries for corner in (box.min, box.max))


def test_a_sheet_too_small_for_its_legend_is_refused(atlas: skg.Atlas) -> None:
    with pytest.raises(skg.InvalidQuantity, match=r"leaves 80 × .* mm for the map; make it larger"):
        plot(atlas, size_mm=(88, 62))


# -- measure -----------------------------------------------------------------------------------


@pytest.mark.parametrize("extent", [None, DANDONG, (117.0, 35.0, 137.5, 48.0)])
def test_the_scale_bar_is_true(atlas: skg.Atlas, extent: Any) -> None:
    figure = plot(atlas, layers=["border"], extent=extent, size_mm=WHOLE)
    (bar,) = parts(figure, "scale-bar", PathPatch)
    x = np.asarray(bar.get_path().vertices)[:, 0]
    ax = figure.axes[0]
    middle_x, middle_y = np.mean(ax.get_xlim()), np.mean(ax.get_ylim())
    half = (x.max() - x.min()) / 2
    projection = ConformalProjection(*(extent or atlas.border.geometry.bounds)).definition
    back = Transformer.from_crs(projection, "OGC:CRS84", always_xy=True)
    west, south = back.transform(middle_x - half, middle_y)
    east, north = back.transform(middle_x + half, middle_y)
    measured = Geod(ellps="WGS84").inv(west, south, east, north)[2] / 1000
    stated = float(texts(figure, "scale-text")[-1].removesuffix(" km"))
    assert measured == pytest.approx(stated, rel=0.003 if extent else 0.001)
    # As high as wide: the projection is conformal, and paper keeps its shapes.
    ax.apply_aspect()
    box = ax.get_window_extent()
    (x0, x1), (y0, y1) = ax.get_xlim(), ax.get_ylim()
    assert (x1 - x0) / box.width == pytest.approx((y1 - y0) / box.height, rel=1e-6)


def test_every_meridian_with_room_for_its_name_is_named(atlas: skg.Atlas) -> None:
    figure = plot(atlas, layers=["border"], extent=DANDONG, size_mm=WHOLE)
    figure.draw_without_rendering()
    boxes = sorted(
        (text.get_window_extent() for text in parts(figure, "degree", Text)
         if text.get_text().endswith("E")),
        key=lambda box: box.x0,
    )  # fmt: skip
    middles = [(box.x0 + box.x1) / 2 for box in boxes]
    step = middles[1] - middles[0]
    assert np.diff(middles) == pytest.approx(step, rel=0.02)
    frame = figure.axes[0].get_window_extent()
    room = max(box.width for box in boxes) / 2
    assert middles[0] - step < frame.x0 + room
    assert middles[-1] + step > frame.x1 - room


def test_an_extent_is_shown_whole(atlas: skg.Atlas) -> None:
    figure = plot(atlas, layers=["border"], extent=DANDONG, size_mm=(80, 80))
    there = Transformer.from_crs(
        "OGC:CRS84", ConformalProjection(*DANDONG).definition, always_xy=True
    )
    west, south, east, north = DANDONG
    x, y = there.transform([west, east, west, east], [south, south, north, north])
    (x0, x1), (y0, y1) = figure.axes[0].get_xlim(), figure.axes[0].get_ylim()
    assert x0 <= min(x) + 1e-6 < max(x) - 1e-6 <= x1
    assert y0 <= min(y) + 1e-6 < max(y) - 1e-6 <= y1


def test_data_in_degrees_are_drawn_where_they_stand(atlas: skg.Atlas) -> None:
    figure = plot(atlas, layers=["border"], extent=DANDONG, size_mm=(80, 80))
    ax = figure.axes[0]
    before = ax.get_xlim(), ax.get_ylim()
    lon, lat = atlas.border.point_at(np.array([20_000.0, 40_000.0]))
    ax.scatter(lon, lat, transform=ax.lonlat)  # type: ignore[attr-defined]  # set by the figure
    ax.plot(lon, lat, transform=ax.lonlat)  # type: ignore[attr-defined]  # set by the figure
    assert (ax.get_xlim(), ax.get_ylim()) == before
    there = Transformer.from_crs(
        "OGC:CRS84", ConformalProjection(*DANDONG).definition, always_xy=True
    )
    expected = ax.transData.transform(np.column_stack(there.transform(lon, lat)))
    found = ax.lonlat.transform(np.column_stack([lon, lat]))  # type: ignore[attr-defined]  # set by the figure
    assert found == pytest.approx(expected, abs=1e-6)
    assert len(saved(figure, "png")) > 1000


# -- text --------------------------------------------------------------------------------------


@pytest.mark.parametrize("payload", ["$x^2$", r"$\frac{1", r"\textbf{a} $", *PAYLOADS[:2]])
def test_text_from_data_is_written_as_it_is(atlas: skg.Atlas, payload: str) -> None:
    poisoned = PoisonedAtlas(atlas, payload)
    with rc_context({"text.usetex": True, "svg.fonttype": "none"}):
        figure = plot(
            poisoned, layers=["crossings"], extent=DANDONG, title=payload, size_mm=(100, 90)
        )
        svg = saved(figure, "svg")
    assert payload in texts(figure)
    assert texts(figure, "title") == [payload]
    assert not any(text.get_parse_math() or text.get_usetex() for text in parts(figure, "label"))
    root = ET.fromstring(svg)  # noqa: S314 - Matplotlib wrote it
    names = {element.tag.rpartition("}")[2] for element in root.iter()}
    assert not {"script", "img", "foreignObject"} & names
    assert payload in [text.strip() for text in root.itertext()]


def charmap_with_boxes(original: Any) -> Any:
    """Read what characters a font has, all of them if its file is called so."""
    every = frozenset(range(0x20, 0xE000))
    return lambda path: (
        every if "oxes" in str(path) or "LastResort" in str(path) else original(path)
    )


def installed_only(*families: str) -> list[Any]:
    return [entry for entry in fontManager.ttflist if entry.name in families]


@pytest.mark.parametrize(("language", "font"), [("zh", "SC"), ("ko", "KR")])
def test_without_a_font_names_are_romanised_with_one_warning(
    atlas: skg.Atlas, monkeypatch: pytest.MonkeyPatch, language: Language, font: str
) -> None:
    # Matplotlib from 3.11 on has a font that claims every character and draws boxes.
    boxes = FontEntry(fname="boxes.ttf", name="Last Resort High-Efficiency")
    here = [*installed_only("DejaVu Sans", boxes.name), boxes]
    monkeypatch.setattr(fontManager, "ttflist", here)
    monkeypatch.setattr(fonts, "_charmap", charmap_with_boxes(fonts._charmap))
    with pytest.warns(UserWarning, match=f"romanised; install Noto Sans CJK {font}") as caught:
        figure = plot(atlas, language=language, layers=["border", "places"], size_mm=(120, 90))
    assert len(caught) == 1
    assert saved(figure, "svg")  # no glyph is missing now
    assert "Hyesan" in texts(figure)
    every = "".join(text.get_text() for text in figure.findobj(Text))
    assert not re.search("[\u3040-\u9fff\uac00-\ud7af]", every)


def test_each_script_has_a_font_of_its_own(drawn: Callable[[Language], Figure]) -> None:
    assert "惠山" in texts(drawn("zh"))
    assert "혜산" in texts(drawn("ko"))
    assert "中朝边界" in texts(drawn("zh"), "legend-text")
    zh, ko = Fonts("zh").families, Fonts("ko").families
    if {"Noto Sans CJK SC", "Noto Sans CJK KR"} <= {entry.name for entry in fontManager.ttflist}:
        assert zh[-1] == "Noto Sans CJK SC"
        assert ko[-1] == "Noto Sans CJK KR"
    mixed = Fonts("en", "Yalu 鸭绿江 압록강")
    assert len(mixed.families) >= 3


def test_fonts_that_the_user_has_set_are_used() -> None:
    with rc_context({"font.family": ["DejaVu Serif"]}):
        assert Fonts("en").families[0] == "DejaVu Serif"


# -- files and hosts ---------------------------------------------------------------------------


def test_a_figure_is_saved_as_png_svg_and_pdf(atlas: skg.Atlas) -> None:
    figure = plot(atlas, layers=["border", "crossings"], size_mm=WHOLE)
    png = saved(figure, "png")
    assert int.from_bytes(png[16:20]) == pytest.approx(180 / 25.4 * 300, abs=1)
    assert int.from_bytes(png[20:24]) == pytest.approx(120 / 25.4 * 300, abs=1)
    root = ET.fromstring(saved(figure, "svg"))  # noqa: S314 - Matplotlib wrote it
    assert float(root.attrib["width"].removesuffix("pt")) == pytest.approx(180 / 25.4 * 72)
    pdf = saved(figure, "pdf")
    assert pdf.startswith(b"%PDF-")
    assert len(pdf) > 20_000


def test_a_notebook_shows_it(atlas: skg.Atlas) -> None:
    figure = plot(atlas, layers=["border"], size_mm=(60, 60))
    png: bytes = figure._repr_png_()  # type: ignore[attr-defined]  # of the figure's own class
    assert png.startswith(b"\x89PNG")
    assert parts(pickle.loads(pickle.dumps(figure)), "border")  # noqa: S301 - its own


def test_it_draws_in_axes_that_are_there(atlas: skg.Atlas) -> None:
    figure = Figure(figsize=(8, 4))
    left, right = figure.subplots(1, 2)
    assert isinstance(left, Axes)
    assert plot(atlas, ax=left, layers=["border"], extent=DANDONG, title="Left") is figure
    assert parts(figure, "border")
    assert texts(figure, "title") == ["Left"]
    assert not right.patches
    (inner,) = figure.subfigures(1, 1, squeeze=False).ravel()
    assert plot(atlas, ax=inner.subplots(), layers=["border"], extent=DANDONG) is figure


def test_matplotlib_is_opened_only_to_draw_and_its_state_is_left_alone() -> None:
    code = """
        import json, sys
        import sinokorea_geo as skg
        from sinokorea_geo.maps.print import plot
        before = "matplotlib" in sys.modules
        plot(skg.load_atlas(), layers=["border"], size_mm=(60, 60))
        print(json.dumps([before, "matplotlib" in sys.modules, "matplotlib.pyplot" in sys.modules]))
    """
    code = "\n".join(line.strip() for line in code.splitlines())
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, check=True)
    assert json.loads(done.stdout) == [False, True, False]


# -- what is refused ---------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("options", "kind", "message"),
    [
        ({"layers": ["roads"]}, skg.InvalidQuantity, "no map layer 'roads'; there are border"),
        (
            {"language": "ja"},
            skg.InvalidQuantity,
            "language is 'ja'; pass 'en', 'zh', 'ko' or 'ko-KR'",
        ),
        ({"size_mm": (18, 12)}, skg.InvalidQuantity, r"size_mm is \(18, 12\); pass width"),
        ({"size_mm": (180, 9000)}, skg.InvalidQuantity, "in millimetres, 60 to 2000"),
        ({"size_mm": (180,)}, skg.InvalidQuantity, r"size_mm is \(180,\)"),
        ({"extent": (1, 2, 3)}, skg.InvalidCoordinates, "pass west, south, east, north"),
        ({"extent": (125, 40, 124, 41)}, skg.InvalidCoordinates, "west must be less than east"),
        ({"extent": (125, 40, float("nan"), 41)}, skg.InvalidCoordinates, "pass west, south"),
        ({"extent": (100, 40, 125, 41)}, skg.InvalidCoordinates, "holds 117–137.5°E and 35–48°N"),
    ],
)
def test_what_cannot_be_drawn_is_refused(
    atlas: skg.Atlas, options: dict[str, Any], kind: type[Exception], message: str
) -> None:
    with pytest.raises(kind, match=message):
        plot(atlas, **options)


def test_a_corridor_in_metres_is_refused(atlas: skg.Atlas) -> None:
    band = skg.corridor(atlas.get("dandong"), 5000).to_crs(32652)
    with pytest.raises(skg.CRSMismatch, match=r"EPSG:32652.*corridor\.to_crs\(4326\)"):
        plot(atlas, corridor=band)


def test_every_message_of_figures_that_is_asked_for_is_there() -> None:
    source = "".join(path.read_text("utf-8") for path in Path(fonts.__file__).parent.glob("*.py"))
    asked = re.findall(r'(?:SAID|_TABLE\["messages"\])\["([^"]+)"\]', source)
    assert set(asked) == set(SAID)
