"""A quantity along the border: bars where the reaches are, crossings where they stand."""

from __future__ import annotations

from typing import Any

import pandas as pd
import pytest
from matplotlib.axes import Axes
from matplotlib.backends.backend_agg import FigureCanvasAgg
from matplotlib.figure import Figure

import sinokorea_geo as skg
from sinokorea_geo.maps.words import Language


def bars(figure: Figure) -> list[tuple[float, float, float, float]]:
    """Kilometre, bottom, width and height of each bar."""
    (ax,) = figure.axes
    return [
        (bar.get_x(), bar.get_y(), bar.get_width(), bar.get_height())
        for group in ax.containers
        for bar in group
    ]


def named(figure: Figure) -> list[str]:
    (ax,) = figure.axes
    return [text.get_text() for text in ax.texts if text.get_gid() == "skg-crossing-name"]


def test_a_bar_stands_on_its_reach_and_columns_on_one_another(atlas: skg.Atlas) -> None:
    table = pd.DataFrame({"2016": [3, 0], "2017": [1, 5]}, index=[0, 139])
    length = atlas.border.length_m / 1000.0
    assert bars(skg.plot_along(atlas, table)) == [
        (0.0, 0.0, 10.0, 3.0),
        (1390.0, 0.0, pytest.approx(length - 1390.0), 0.0),
        (0.0, 3.0, 10.0, 1.0),
        (1390.0, 0.0, pytest.approx(length - 1390.0), 5.0),
    ]
    assert bars(skg.plot_along(atlas, pd.Series({2: 7.0}), reach_m=25_000)) == [(50, 0, 25, 7)]


@pytest.mark.parametrize(("language", "quanhe"), [("en", "Quanhe–Wonjong"), ("zh", "圈河—元汀")])
def test_crossings_are_named_where_they_stand(
    atlas: skg.Atlas, language: Language, quanhe: str
) -> None:
    figure = skg.plot_along(atlas, pd.Series({0: 1}), language=language)
    (ax,) = figure.axes
    (name,) = [text for text in ax.texts if text.get_text() == quanhe]
    row = atlas.crossings.set_index("name_en").loc["Quanhe–Wonjong"]
    assert name.get_position()[0] == pytest.approx(row["along_m"] / 1000.0)
    canvas: Any = FigureCanvasAgg(figure)
    canvas.draw()
    boxes = [text.get_window_extent() for text in ax.texts if text.get_text() in named(figure)]
    assert len(boxes) > 10
    assert not any(a.overlaps(b) for i, a in enumerate(boxes) for b in boxes[i + 1 :])
    assert all(figure.bbox.contains(*corner) for box in boxes for corner in (box.min, box.max))


def test_it_draws_in_axes_that_are_there_and_shows_in_a_notebook(atlas: skg.Atlas) -> None:
    own: Axes = Figure().add_subplot()
    assert skg.plot_along(atlas, pd.Series({0: 1}), ax=own) is own.figure
    shown: Any = skg.plot_along(atlas, pd.Series({0: 1}))
    assert shown._repr_png_().startswith(b"\x89PNG")


@pytest.mark.parametrize(
    ("quantity", "says"),
    [
        (pd.Series({140: 1}), "has a reach 140; those of 10000 m run from 0 to 139"),
        (pd.Series({0: "many"}), "holds 'many', no number"),
        (pd.DataFrame([[1] * 9]), "9 columns; choose 8 at the most"),
        ([1, 2], "a Series or a frame with one row a reach"),
        (pd.Series([1, 2], [3, 3]), "a Series or a frame with one row a reach"),
    ],
)
def test_what_cannot_be_drawn_is_refused(atlas: skg.Atlas, quantity: Any, says: str) -> None:
    with pytest.raises(skg.InvalidQuantity, match=says):
        skg.plot_along(atlas, quantity)
    with pytest.raises(skg.InvalidQuantity, match="size_mm is"):
        skg.plot_along(atlas, pd.Series({0: 1}), size_mm=(0, 80))
