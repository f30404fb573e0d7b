"""The map in a real browser, used as a reader would."""

from __future__ import annotations

from pathlib import Path

import pytest

import sinokorea_geo as skg
from tests.visits import Visit


def test_a_layer_can_be_switched_off_and_on(visit: Visit, saved: Path) -> None:
    page = visit.open(saved.as_uri())
    crossing = page.locator('[title="Quanhe–Wonjong"]')
    box = page.get_by_label("Crossings and bridges")
    assert crossing.count() == 1
    box.uncheck()
    assert crossing.count() == 0
    assert not page.locator(".skg-label", has_text="Quanhe–Wonjong").is_visible()
    box.check()
    assert crossing.count() == 1


def test_a_crossing_tells_its_names_and_its_sources(visit: Visit, saved: Path) -> None:
    page = visit.open(saved.as_uri())
    page.locator('[title="Quanhe–Wonjong"]').click()
    popup = page.locator(".skg-popup")
    popup.wait_for()
    assert popup.locator("h2").inner_text() == "Quanhe–Wonjong"
    assert "圈河" in popup.locator(".skg-names [lang=zh-Hans]").inner_text()
    assert "권하" in popup.locator(".skg-names [lang=ko]").inner_text()
    assert (popup.locator("a").first.get_attribute("href") or "").startswith("https://")
    assert "±200 m, published" in popup.inner_text()


def test_a_crossing_opens_from_the_keyboard(visit: Visit, saved: Path) -> None:
    page = visit.open(saved.as_uri())
    page.locator('[title="Quanhe–Wonjong"]').focus()
    page.keyboard.press("Enter")
    page.locator(".skg-popup").wait_for()


def test_small_places_wait_until_the_map_is_close(visit: Visit, saved: Path) -> None:
    page = visit.open(saved.as_uri())
    station = page.locator('[title="Khasan station"]')
    assert station.count() == 0
    page.locator('[title="Quanhe–Wonjong"]').focus()
    for _ in range(4):
        page.locator(".leaflet-control-zoom-in").click()
        page.wait_for_timeout(350)
    assert station.count() == 1


def test_distances_are_measured_on_the_ellipsoid(
    visit: Visit, saved: Path, atlas: skg.Atlas
) -> None:
    page = visit.open(saved.as_uri())
    dandong, sinuiju = atlas.get("dandong"), atlas.get("sinuiju")
    pairs = [(dandong, sinuiju), (dandong, atlas.get("quanhe-wonjong"))]
    for a, b in pairs:
        measured = page.evaluate(f"sinokoreaGeo.distance([{a.lat}, {a.lon}], [{b.lat}, {b.lon}])")
        assert measured == pytest.approx(skg.distance(a, b), abs=0.001)


def test_a_reader_measures_by_clicking(visit: Visit, saved: Path, atlas: skg.Atlas) -> None:
    page = visit.open(saved.as_uri())
    page.get_by_role("button", name="Measure").click()
    for title in ("Dandong", "Sinuiju"):
        page.locator(f'[title="{title}"]').first.click(force=True)
    text = page.locator(".skg-measured").inner_text()
    expected = skg.distance(atlas.get("dandong"), atlas.get("sinuiju")) / 1000
    assert float(text.split()[0]) == pytest.approx(expected, abs=1.0)  # a pixel is 0.5 km here
    page.keyboard.press("Escape")
    assert page.locator(".skg-popup").count() == 0


def test_the_pointer_is_located_along_the_border(
    visit: Visit, saved: Path, atlas: skg.Atlas
) -> None:
    page = visit.open(saved.as_uri())
    for key in ("rajin", "hunchun", "tonghua-city", "kanggye"):
        place = atlas.get(key)
        found = page.evaluate(
            """([lat, lon]) => {
              const block = document.querySelector('script[type="application/json"]');
              const spec = JSON.parse(block.textContent);
              let sum = 0;
              const chainage = spec.steps.map((step) => (sum += step));
              return sinokoreaGeo.nearestOn(sinokoreaGeo.latLngs(spec.line), chainage, lat, lon);
            }""",
            [place.lat, place.lon],
        )
        true = atlas.border.locate(place.lon, place.lat).iloc[0]
        assert found["distance"] == pytest.approx(true["distance_m"], abs=120)
        assert found["along"] == pytest.approx(true["along_m"], abs=2500)


def test_posts_stand_each_fifty_kilometres_and_each_ten_when_close(
    visit: Visit, saved: Path
) -> None:
    page = visit.open(saved.as_uri())
    page.get_by_label("Kilometres along the border").check()
    assert page.locator(".skg-post").all_inner_texts() == [str(km) for km in range(0, 1394, 50)]
    page.get_by_role("combobox").fill("Ji'an")
    page.get_by_role("combobox").press("Enter")
    for _ in range(2):
        page.locator(".leaflet-control-zoom-in").click()
        page.wait_for_timeout(350)
    assert page.locator(".skg-post").count() == 140


def test_the_table_under_the_map_opens_features(visit: Visit, saved: Path) -> None:
    page = visit.open(saved.as_uri())
    page.locator(".skg-table summary").click()
    page.locator(".skg-table").get_by_role("button", name="Quanhe–Wonjong", exact=True).click()
    page.locator(".skg-popup").wait_for()
    assert page.locator(".skg-popup h2").inner_text() == "Quanhe–Wonjong"
