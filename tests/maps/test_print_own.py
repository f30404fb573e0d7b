"""Figures with a caller's own data, highlights, two languages, and text that stays text."""

from __future__ import annotations

import io
import itertools
import re
import warnings
import xml.etree.ElementTree as ET
from typing import Any

import geopandas as gpd
import numpy as np
import pandas as pd
import pytest
import shapely
from matplotlib.collections import PathCollection
from matplotlib.colors import to_hex
from matplotlib.figure import Figure
from matplotlib.patches import PathPatch
from matplotlib.text import Text

import sinokorea_geo as skg
from sinokorea_geo.maps.print import plot
from sinokorea_geo.maps.print.fonts import Fonts
from sinokorea_geo.maps.style import OWN_COLOURS
from tests.maps.test_print import parts, renderer_of, texts

TABLE = pd.DataFrame(
    {
        "name": ["over Tumen", "beside", "third"],
        "lon": [129.84, 130.30, 129.60],
        "lat": [42.97, 42.87, 42.60],
        "kind": ["mine", "camp", "mine"],
        "tons": [40.0, 3.0, 12.0],
    }
)
ROAD = gpd.GeoDataFrame(
    {"name": ["my road"]}, geometry=[shapely.LineString([(130.0, 42.6), (130.5, 43.0)])], crs=4326
)
FIELD = gpd.GeoDataFrame(
    {"name": ["my field"]}, geometry=[shapely.box(129.2, 42.3, 129.5, 42.5)], crs=4326
)
SMALL = ["border", "crossings", "places"]


@pytest.fixture(scope="module")
def own(atlas: skg.Atlas) -> Figure:
    return plot(
        atlas, layers=SMALL, points=TABLE, lines=ROAD.to_crs(32652), areas=FIELD,
        label="name", legend="Mine",
        highlight=["圈河", atlas.border.between(1_300_000, 1_350_000)], size_mm=(160, 120),
    )  # fmt: skip


def test_own_data_lie_over_the_atlas_and_are_framed_named_and_told(own: Figure) -> None:
    (points,) = parts(own, "own-points", PathCollection)
    symbols = [z for gid in ("crossings", "places") for s in parts(own, gid) for z in [s.zorder]]
    assert points.get_zorder() > max(symbols)
    (line,) = parts(own, "own-lines", PathPatch)
    assert line.get_zorder() > max(part.get_zorder() for part in parts(own, "border", PathPatch))
    assert parts(own, "own-areas-fill", PathPatch)
    ax: Any = own.axes[0]
    frame = ax.get_window_extent()
    shown = ax.lonlat.transform(TABLE[["lon", "lat"]].to_numpy())
    assert all(frame.contains(*at) for at in shown)
    assert frame.width > np.ptp(shown[:, 0]) > 0.4 * frame.width  # on the data, not on the border
    placed = ax.transData.transform(np.asarray(points.get_offsets()))
    assert placed == pytest.approx(shown, abs=0.01)
    assert set(TABLE["name"]) <= set(texts(own))
    assert texts(own, "legend-text").count("Mine") == 3


def test_highlights_are_ringed_and_named_first(own: Figure, atlas: skg.Atlas) -> None:
    ring, band = sorted(parts(own, "highlight", PathPatch), key=lambda p: p.get_linewidth())
    assert to_hex(ring.get_edgecolor()) == to_hex(band.get_edgecolor()) == "#e69f00"
    ax: Any = own.axes[0]
    quanhe = atlas.get("quanhe-wonjong")
    middle = ax.transData.transform(np.mean(ring.get_path().get_extents().get_points(), axis=0))
    assert middle == pytest.approx(ax.lonlat.transform([(quanhe.lon, quanhe.lat)])[0], abs=1)
    assert texts(own).count("Quanhe–Wonjong") == 1
    with pytest.raises(skg.PlaceNotFound):
        plot(atlas, layers=["border"], highlight=["Atlantis"])
    with pytest.raises(skg.InvalidGeometry, match="highlight takes places and lines, not a Point"):
        plot(atlas, layers=["border"], highlight=[shapely.Point(125, 40)])


def test_columns_make_classes_and_sizes(atlas: skg.Atlas) -> None:
    figure = plot(atlas, layers=["border"], points=TABLE, color="kind", size="tons", legend="Mine")
    (points,) = parts(figure, "own-points", PathCollection)
    colours = [to_hex(colour) for colour in points.get_facecolors()]
    assert colours == [OWN_COLOURS[0], OWN_COLOURS[1], OWN_COLOURS[0]]
    sizes = points.get_sizes()
    assert sizes[0] > sizes[2] > sizes[1]
    assert texts(figure, "legend-text")[:5] == [
        *(
            "Mine",
            "mine",
            "camp",
            f"tons: {TABLE['tons'].min():g}",
            f"tons: {TABLE['tons'].max():g}",
        )
    ]
    with pytest.raises(skg.InvalidQuantity, match="no column 'mode'; the table has name, lon"):
        plot(atlas, points=TABLE, color="mode")
    with pytest.raises(TypeError, match="plot takes no 'time'"):
        plot(atlas, points=TABLE, time="when")  # type: ignore[call-arg]  # the point of the test


def test_data_beyond_the_base_map_is_warned_of(atlas: skg.Atlas) -> None:
    far = np.array([(129.8, 42.9), (103.8, 1.35)])
    with pytest.warns(UserWarning, match=r"outside the base map, which ends at 117–137\.5° E"):
        figure = plot(atlas, layers=["border"], points=far)
    assert figure.axes
    whole = plot(atlas, layers=["border"], points=far[:1], fit=False)
    assert len(parts(whole, "degree", Text)) > 6  # the whole border, as without data


@pytest.mark.parametrize("piece", ["legend", "locator", "scale", "degrees"])
def test_what_explains_a_map_can_be_left_out(atlas: skg.Atlas, piece: str) -> None:
    gid = {"scale": "scale-bar", "degrees": "degree", "legend": "legend-text"}.get(piece, piece)
    how: Any = {"layers": ["border", "places"], "extent": "hyesan-changbai", "size_mm": (88, 70)}
    assert parts(plot(atlas, **how), gid)
    assert not parts(plot(atlas, **how, without=[piece]), gid)


def test_a_column_of_a_journal_without_a_legend_is_all_map(atlas: skg.Atlas) -> None:
    figure = plot(atlas, size_mm=(88, 62), without=["legend", "locator"])
    frame = figure.axes[0].get_position()
    assert frame.width * 88 > 79
    assert "Quanhe–Wonjong" in texts(plot(atlas, size_mm=(180, 120)))
    with pytest.raises(skg.InvalidQuantity, match="no part of a figure 'north'; there are legend"):
        plot(atlas, without="north")


@pytest.mark.parametrize("extent", [None, "dandong-sinuiju", (124.0, 39.8, 130.9, 43.2)])
@pytest.mark.parametrize("size_mm", [(88, 80), (60, 60), (180, 90)])
def test_names_of_degrees_do_not_meet(atlas: skg.Atlas, extent: Any, size_mm: Any) -> None:
    figure = plot(atlas, layers=["border"], extent=extent, size_mm=size_mm, without=["legend"])
    renderer = renderer_of(figure)
    names = parts(figure, "degree", Text)
    boxes = [text.get_window_extent(renderer).padded(2) for text in names]
    assert {text.get_text()[-1] for text in names} == {"E", "N"}
    assert not any(a.overlaps(b) for a, b in itertools.combinations(boxes, 2))


def test_two_languages_stand_one_below_the_other(atlas: skg.Atlas) -> None:
    with warnings.catch_warnings(record=True) as caught:
        warnings.simplefilter("always")
        Fonts("zh")
    if caught:
        pytest.skip(str(caught[0].message))
    figure = plot(atlas, language=("zh", "en"), extent="tumen-namyang", size_mm=(120, 90))
    assert {"图们\nTumen", "吉林省\nJilin"} <= set(texts(figure))
    assert "城镇" in texts(figure, "legend-text")
    assert {"沈阳", "平壤"} & set(texts(figure, "locator-text"))
    other = plot(atlas, layers=["places"], language=("en", "ko"), extent="tumen-namyang")
    assert "Tumen\n도문" in texts(other)


def test_text_stays_text_in_svg_and_pdf(atlas: skg.Atlas) -> None:
    figure = plot(atlas, layers=SMALL, size_mm=(120, 90))
    svg, pdf = io.BytesIO(), io.BytesIO()
    figure.savefig(svg, format="svg")
    figure.savefig(pdf, format="pdf")
    space = "{http://www.w3.org/2000/svg}"
    written = [str(node.text) for node in ET.fromstring(svg.getvalue()).iter(f"{space}text")]  # noqa: S314 - Matplotlib wrote it
    drawn = [text for text in figure.findobj(Text) if text.get_text().strip()]
    named = [t.get_text() for t in drawn if not (t.get_gid() or "").startswith("skg-halo")]
    assert sorted(written) == sorted(named)
    assert b"/FontFile2" in pdf.getvalue()
    assert b"/Type3" not in pdf.getvalue()
    strip = skg.plot_along(atlas, pd.Series({0: 12, 122: 40}))
    content = io.BytesIO()
    strip.savefig(content, format="svg")
    assert re.search(rb"<text[^>]*>km</text>", content.getvalue())
