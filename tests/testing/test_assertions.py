"""What other people's unit tests assert with: it fails when it should, and says by how much."""

from __future__ import annotations

import re
import subprocess
import sys
import tomllib
from importlib.metadata import entry_points
from pathlib import Path
from typing import Any

import geopandas as gpd
import numpy as np
import pandas as pd
import pytest
import shapely

import sinokorea_geo as skg
from sinokorea_geo import testing
from sinokorea_geo.claims.measures import directions
from sinokorea_geo.spatial.measures import DETOUR

#: Along the equator, known to 500 m in its second half.
LINE = skg.ReferencedLine([(0, 0), (1, 0)])
DOUBTFUL = skg.ReferencedLine(
    [(0, 0), (1, 0)], bands=[skg.atlas.sections.Band(50_000, 112_000, 500.0)]
)


def said(assertion: Any, *arguments: Any, **options: Any) -> str:
    """What an assertion fails with."""
    with pytest.raises(AssertionError) as caught:
        assertion(*arguments, **options)
    return str(caught.value)


def at(lon: float, lat: float, accuracy_m: float) -> gpd.GeoDataFrame:
    return gpd.GeoDataFrame(
        {"name": ["here"], "accuracy_m": [accuracy_m]}, geometry=[shapely.Point(lon, lat)], crs=4326
    )


def test_within_fails_beyond_the_distance_and_says_what_was_measured() -> None:
    testing.assert_within((0.5, 0.1), LINE, "12 km")
    metres = skg.distance((0.5, 0.1), LINE)
    assert said(testing.assert_within, (0.5, 0.1), LINE, "11 km") == (
        f"0: {metres:,.0f} m away (± 0 m), wanted 11,000 m at most"
    )


def test_accuracy_is_allowed_unless_asked_not_to() -> None:
    metres = skg.distance((0.5, 0.1), (0.5, 0.0))
    near, exact = at(0.5, 0.1, 60.0), at(0.5, 0.1, 56.0)
    testing.assert_within(near, LINE, metres - 58.0)
    message = said(testing.assert_within, exact, LINE, metres - 58.0)
    assert message.startswith(f"here: {metres:,.0f} m away (± 56 m), wanted")
    said(testing.assert_within, near, LINE, metres - 58.0, strict=True)
    # Both positions are in doubt where two are compared, and the line where it is known badly.
    testing.assert_near(at(0, 0, 60.0), at(0.001, 0, 60.0))
    assert "(± 110 m)" in said(testing.assert_near, at(0, 0, 60.0), at(0.001, 0, 50.0))
    testing.assert_within((0.9, 0.1), DOUBTFUL, metres - 499.0)
    said(testing.assert_within, (0.9, 0.1), DOUBTFUL, metres - 501.0)
    said(testing.assert_within, (0.1, 0.1), DOUBTFUL, metres - 499.0)


def test_any_things_are_taken(atlas: skg.Atlas) -> None:
    rajin = atlas.find("Rajin")
    for things in (
        "Rajin",
        rajin,
        ["Rajin", rajin],
        [rajin.geometry],
        (rajin.lon, rajin.lat),
        np.array([[rajin.lon, rajin.lat]]),
        pd.DataFrame({"lon": [rajin.lon], "lat": [rajin.lat]}),
        gpd.GeoSeries([rajin.geometry], crs=4326).to_crs(32652),
    ):
        testing.assert_within(things, "Rajin", 1.0, atlas=atlas)
        said(testing.assert_within, things, "Hunchun", "50 km", atlas=atlas)
    testing.assert_within([], "Rajin", 1.0, atlas=atlas)
    with pytest.raises(skg.InvalidGeometry, match="look it up first"):
        testing.assert_within("Rajin", LINE, 1.0)


def test_outlines_are_measured_by_their_nearest_part(atlas: skg.Atlas) -> None:
    box = shapely.box(0.4, 0.1, 0.6, 5.0)
    metres = skg.distance((0.5, 0.1), LINE)
    testing.assert_within(box, LINE, metres + 1)
    said(testing.assert_within, box, LINE, metres - 100)
    testing.assert_within(atlas.counties, atlas.provinces, 1.0)


def test_a_table_names_the_rows_that_fail(atlas: skg.Atlas) -> None:
    table = atlas.crossings.assign(accuracy_m=None)
    far = skg.distance_matrix(table, [(130.36, 42.87)])[0] > 100_000
    lines = said(testing.assert_within, table, (130.36, 42.87), "100 km").splitlines()
    assert lines[0] == f"{far.sum()} of {len(table)} fail"
    assert lines[1].startswith(f"{table['name_en'][far].iloc[0]}: ")
    assert len(lines) == 1 + min(far.sum(), 8)


def test_near_compares_row_by_row() -> None:
    a = [(0.0, 0.0), (1.0, 1.0)]
    testing.assert_near(a, a)
    message = said(testing.assert_near, a, a[::-1])
    assert message.startswith("2 of 2 fail\n")
    assert said(testing.assert_near, a, (0.0, 0.0)).startswith("1 of 2 fail\n[1]: ")
    with pytest.raises(skg.InvalidQuantity, match="2 things, but 3 expected"):
        testing.assert_near(a, [*a, (2.0, 2.0)])


def test_side(atlas: skg.Atlas) -> None:
    testing.assert_side(["Rajin", "Sinuiju"], atlas.border, "KP", atlas=atlas)
    message = said(testing.assert_side, ["Rajin", "Hunchun"], atlas.border, "CN", atlas=atlas)
    assert re.fullmatch(
        r"1 of 2 fail\nRajin .*: 30,\d+ m from the line, side KP \(± .* m\), wanted side CN",
        message,
    )
    # On the wrong side, but by less than anybody knows.
    testing.assert_side(at(0.5, 0.001, 200.0), LINE, "right")
    said(testing.assert_side, at(0.5, 0.001, 200.0), LINE, "right", strict=True)
    said(testing.assert_side, at(0.5, 0.001, 100.0), LINE, "right")
    for line, known in ((atlas.border, "'CN', 'KP', 'on'"), (LINE, "'left', 'right', 'on'")):
        with pytest.raises(skg.InvalidQuantity, match=f"^side is 'XX'; pass one of {known}$"):
            testing.assert_side(at(0.5, 0.001, 200.0), line, "XX")
    # Past its end a line has no sides.
    assert "side none" in said(testing.assert_side, at(1.5, 0.1, 1e6), LINE, "left")


def test_order(atlas: skg.Atlas) -> None:
    names = ["Dandong", "Ji'an", "Tumen City", "Hunchun"]
    testing.assert_order(names, atlas.border, atlas=atlas)
    message = said(testing.assert_order, names[::-1], atlas.border, atlas=atlas)
    assert message.startswith("3 of 4 fail\nTumen")
    points = [(0.5, 0.1), (0.4999, 0.1)]
    said(testing.assert_order, points, LINE)
    doubtful = gpd.GeoDataFrame(
        {"accuracy_m": [6.0, 6.0]}, geometry=[shapely.Point(p) for p in points], crs=4326
    )
    testing.assert_order(doubtful, LINE)
    said(testing.assert_order, doubtful, LINE, strict=True)


def test_between(atlas: skg.Atlas) -> None:
    testing.assert_between("Quanhe", "Hunchun", "Rajin", atlas=atlas)
    message = said(testing.assert_between, ["Quanhe", "Ji'an"], "Hunchun", "Rajin", atlas=atlas)
    assert re.search(r"Ji'an .*: [\d,]+ m over it from Hunchun .* to Rajin", message)
    inside = skg.between([(0.5, 0.1), (0.5, 0.9)], (0, 0), (1, 0))
    assert inside.tolist() == [True, False]
    whole, way = skg.distance((0, 0), (1, 0)), 2 * skg.distance((0, 0), (0.5, 0.4))
    assert not skg.between((0.5, 0.4), (0, 0), (1, 0))[0]
    assert skg.between((0.5, 0.4), (0, 0), (1, 0), detour=1.001 * way / whole)[0]
    with pytest.raises(skg.InvalidQuantity, match="detour is"):
        skg.between((0, 0), (0, 0), (1, 0), detour=0.9)
    frame = pd.DataFrame({"lon": [0.5, None], "lat": [0.0, 1.0]}, index=["a", "b"])
    answers = skg.between(frame, (0, 0), (1, 0), on_missing="null")
    assert answers.index.tolist() == ["a", "b"]
    assert answers["a"]
    assert answers.isna().tolist() == [False, True]
    assert DETOUR == directions._DETOUR


def test_pytest_gives_the_atlas(pytester: pytest.Pytester) -> None:
    project = tomllib.loads((Path(skg.__file__).parents[1] / "pyproject.toml").read_text("utf-8"))
    (plugin,) = project["project"]["entry-points"]["pytest11"].values()
    pytester.makepyfile(
        """
        import sinokorea_geo as skg

        def test_the_fixture(atlas):
            assert atlas is skg.load_atlas()
        """
    )
    # Where the package is installed pytest has loaded the plugin already.
    known = any(entry.value == plugin for entry in entry_points(group="pytest11"))
    found = pytester.runpytest_inprocess(
        *(() if known else ("-p", plugin)), "-p", "no:cacheprovider"
    )
    found.assert_outcomes(passed=1)


def test_the_plugin_costs_projects_that_do_not_use_it_nothing() -> None:
    code = (
        "import sys, sinokorea_geo.pytest_plugin\n"
        "print({'numpy', 'pandas', 'geopandas', 'shapely'} & set(sys.modules))"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert done.stdout == "set()\n"
