"""The map in a real browser, used as a reader would."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

import sinokorea_geo as skg
from tests.maps.visits import Visit, look_up


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
    for title in ("Dandong", "Quanhe–Wonjong", "Sinuiju"):
        page.locator(f'[title="{title}"]').first.click(force=True)
    text = page.locator(".skg-measured").inner_text()
    ends = (atlas.get("dandong"), atlas.get("sinuiju"))
    expected = sum(skg.distance(end, atlas.get("quanhe-wonjong")) for end in ends) / 1000
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


def test_the_readout_says_the_kilometre_under_the_pointer(
    visit: Visit, saved: Path, atlas: skg.Atlas
) -> None:
    """Far along the line, where one per cent is 13 km; a pixel is half a kilometre here."""
    page = visit.open(saved.as_uri())
    for title, key in (("Quanhe–Wonjong", "quanhe-wonjong"), ("Chongjin", "chongjin")):
        place = atlas.get(key)
        box = page.locator(f'[title="{title}"]').first.bounding_box()
        assert box is not None
        page.mouse.move(box["x"] + box["width"] / 2, box["y"] + box["height"] / 2)
        page.wait_for_function(
            "lon => document.querySelector('.skg-readout').textContent.includes(lon)",
            arg=f"{int(place.lon)}.",
        )
        text = page.locator(".skg-readout").inner_text()
        told = re.findall(r"([\d.]+) km from the border at km ([\d.]+)", text)[0]
        true = atlas.border.locate(place.lon, place.lat).iloc[0]
        off, along = map(float, told)
        assert along == pytest.approx(true["along_m"] / 1000, abs=3)
        assert off == pytest.approx(true["distance_m"] / 1000, abs=1.5)


def test_posts_stand_each_fifty_kilometres_and_each_ten_when_close(
    visit: Visit, saved: Path
) -> None:
    page = visit.open(saved.as_uri())
    page.get_by_label("Kilometres along the border").check()
    assert page.locator(".skg-post").all_inner_texts() == [str(km) for km in range(0, 1394, 50)]
    page.locator(".skg-search input").fill("Ji'an")
    page.locator(".skg-search input").press("Enter")
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


@pytest.mark.parametrize(
    ("typed", "title"),
    [
        ("圈河", "Quanhe–Wonjong"),
        ("권하", "Quanhe–Wonjong"),
        ("QUAN-HE", "Quanhe–Wonjong"),
        ("단둥", "Dandong"),
        ("丹東", "Dandong"),
        ("Antung", "Dandong"),
        ("Sinŭiju", "Sinuiju"),
        ("sinuju", "Sinuiju"),
        ("Hyesann", "Hyesan"),
        ("Najin", "Rajin"),
        ("나진", "Rajin"),
        ("Tumen", "Tumen"),
        ("沙坨子", "Shatuozi–Saebyol (Kyongwon)"),
        ("Ji’an", "Ji'an"),
        ("jian", "Ji'an"),
        ("會寧", "Hoeryong"),
    ],
)
def test_search_finds_any_name_and_opens_the_place(reader: Visit, typed: str, title: str) -> None:
    look_up(reader.page, typed)
    assert reader.page.locator(".skg-popup h2").inner_text() == title
    assert reader.complaints == []


@pytest.mark.parametrize(
    ("typed", "title"),
    [
        ("bridge hyesan", "Changbai–Hyesan"),
        ("mine musan", "Musan iron mine"),
        ("Yalu River", "Yalu"),
    ],
)
def test_search_takes_words_in_any_order(reader: Visit, typed: str, title: str) -> None:
    look_up(reader.page, typed)
    assert title in reader.page.locator(".skg-popup h2").inner_text()


def test_search_finds_events(reader: Visit, atlas: skg.Atlas) -> None:
    events = atlas.events[atlas.events["place_id"] == "quanhe-wonjong"]
    title = events["title_en"].iloc[0]
    look_up(reader.page, title)
    assert title in reader.page.locator(".skg-popup .skg-happened").inner_text()


@pytest.mark.parametrize("typed", ["130.3, 42.2", "42.2 130.3", "42.2° N, 130.3° E"])
def test_search_takes_coordinates(reader: Visit, border: skg.BorderLine, typed: str) -> None:
    look_up(reader.page, typed)
    there = border.locate(130.3, 42.2).iloc[0]
    km, along = there["distance_m"] / 1000, there["along_m"] / 1000
    said = reader.page.locator(".skg-popup").inner_text()
    assert said.startswith("130.3000° E 42.2000° N")
    told = [float(number) for number in re.findall(r"[\d.]+", said)[-2:]]
    assert told == pytest.approx([km, along], abs=0.3)


def test_search_says_so_when_nobody_calls_a_place_so(reader: Visit) -> None:
    page = reader.page
    page.locator(".skg-search input").fill("Atlantis")
    assert page.locator("#skg-hits").get_by_role("option").count() == 0
    assert page.locator(".skg-search [role=status]").inner_text() == "No place is called so"
    page.locator(".skg-search input").fill("")
    assert page.locator(".skg-search [role=status]").inner_text() == ""


def test_crossings_switch_by_mode_and_by_status(visit: Visit, saved: Path) -> None:
    page = visit.open(saved.as_uri())
    road, rail = (
        page.locator('[title="Quanhe–Wonjong"]'),
        page.locator('[title="Tumen–Namyang (rail)"]'),
    )
    ruin = page.locator('[title="Liangshui–Onsong Broken Bridge"]')
    layers = page.locator(".skg-layers")
    crossings = layers.locator("li.skg-layer", has=page.get_by_label("Crossings and bridges"))
    assert (road.count(), rail.count()) == (1, 1)
    crossings.get_by_label("Road", exact=True).uncheck()
    assert (road.count(), rail.count()) == (0, 1)
    assert not page.locator(".skg-label", has_text="Quanhe–Wonjong").is_visible()
    crossings.get_by_label("Road", exact=True).check()
    before = ruin.count()
    crossings.get_by_label("Ruin, museum").uncheck()
    assert (before, ruin.count(), road.count()) == (1, 0, 1)
    crossings.get_by_label("In use").uncheck()
    assert road.count() == 0
    look_up(page, "圈河")  # what is looked for is shown, whatever was switched off
    assert road.count() == 1
    assert crossings.get_by_label("In use").is_checked()


def test_zones_and_routes_switch_by_kind(visit: Visit, saved: Path) -> None:
    page = visit.open(saved.as_uri())
    zones = page.locator("li.skg-layer", has=page.get_by_label("Economic and tourism zones"))
    edz = page.locator('[title="Manpo Economic Development Zone"]')
    zones.get_by_label("Development").uncheck()
    assert edz.count() == 0
    assert page.locator('[title="Hunchun Border Economic Cooperation Zone"]').count() == 1
    routes = page.locator("li.skg-layer", has=page.get_by_label("Roads, railways, routes"))
    routes.get_by_label("Roads, railways, routes").check()
    routes.get_by_label("Details").click()
    road = page.locator("path[stroke='#8a6d3b'][stroke-dasharray='7 5'].leaflet-interactive")
    arrows = page.locator(".skg-arrow")
    assert road.count() == (skg.load_atlas().routes["kind"] == "road").sum()
    routes.get_by_label("Road", exact=True).uncheck()
    assert road.count() == 0
    assert arrows.count() > 3  # tours and the ferry have a direction
    routes.get_by_label("Tour", exact=True).uncheck()
    routes.get_by_label("Ferry line", exact=True).uncheck()
    assert arrows.count() == 0


def test_one_number_by_province_is_shown_at_a_time_with_its_scale(
    visit: Visit, saved: Path
) -> None:
    page = visit.open(saved.as_uri())
    growth, share = page.get_by_label("GDP growth"), page.get_by_label("Share of the border")
    growth.check()
    falling = page.locator("path.leaflet-interactive[fill='#d95f0e']")
    assert falling.count() == 1  # Liaoning, -2.2 %
    assert page.get_by_text("< 0 %").is_visible()
    share.check()
    assert not growth.is_checked()
    assert falling.count() == 0
    assert not page.get_by_text("< 0 %").is_visible()
    look_up(page, "Jilin")


def test_a_popup_says_where_sources_differ_and_whose_each_value_is(reader: Visit) -> None:
    page = reader.page
    look_up(page, "Mt Paektu")
    told = page.locator(".skg-differ")
    assert told.locator("h3").inner_text() == "Sources differ"
    rows = [re.split(r"\s+", row) for row in told.locator("tr").all_inner_texts()]
    assert ["height", "2744", "m", "1"] in rows or ["height", "2,744", "m", "1"] in rows
    assert any("750" in row[0] + row[1] for row in rows)
    sources = page.locator(".skg-sources li").all_inner_texts()
    number = int(told.locator("sup").first.inner_text())
    assert sources[number - 1].strip()


def test_the_border_shows_trade_by_year_with_every_sources_value(reader: Visit) -> None:
    page = reader.page
    page.locator(".skg-table summary").click()
    page.locator(".skg-table").get_by_role("button", name="Yalu (Amnok) section").first.click()
    chart = page.locator(".skg-popup figure svg")
    assert "2019 2.805 / 2.78902" in (chart.get_attribute("aria-label") or "")
    trade = skg.load_atlas().statistics.query("indicator == 'trade-china-dprk-annual'")
    assert chart.locator("rect").count() == trade["period"].nunique()
    marks = chart.evaluate(
        """svg => [...svg.querySelectorAll("path[stroke]")].map((mark) => {
          const [, x, y] = /M([\\d.]+) ([\\d.]+)/.exec(mark.getAttribute("d"));
          const of = (bar, name) => Number(bar.getAttribute(name));
          const bar = [...svg.querySelectorAll("rect")].find((one) => of(one, "x") - x === 1);
          const high = of(bar, "height");
          return [bar.textContent, (of(bar, "y") + high - y) / high];
        })"""
    )
    years = chart.evaluate(
        """svg => [...svg.querySelectorAll("rect")].map((bar) => (
          [Number(bar.textContent.slice(0, 4)), Number(bar.getAttribute("x"))]))"""
    )
    (first, left), *others = years
    assert {round((x - left) / (year - first)) for year, x in others} == {11}  # true to time
    page.locator(".skg-popup figure summary").click()
    rows = page.locator(".skg-popup figure tr")
    assert rows.count() == len(trade.query("unit == 'bn USD' and period.str.len() == 4"))
    stated = trade[(trade["period"] == "2019") & (trade["value"] == 2.805)]["source_ids"].item()
    sources = skg.load_atlas().sources.set_index("id").loc[stated.split(), "URL"]
    links = rows.filter(has_text="2.805").locator("a").all()
    assert {link.get_attribute("href") for link in links} == set(sources)
    assert all(row.locator("td").last.inner_text().strip() for row in rows.all())
    assert marks
    for text, share in marks:  # another source's line crosses its bar where its value is
        value, *others = map(float, text.partition(": ")[2].split(" / "))
        assert any(share == pytest.approx(other / value) for other in others), text
    page.locator(".skg-table summary").click()
