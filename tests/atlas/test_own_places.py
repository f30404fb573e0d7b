"""Places of a caller's own stand in the atlas as any other, or are refused by its schema."""

from __future__ import annotations

import pickle
from typing import Any

import geopandas as gpd
import pandas as pd
import pytest
from shapely import Point

import sinokorea_geo as skg

ROWS: dict[str, Any] = {
    "name": ["Camp Alpha", "临时营地"],
    "name_zh": ["阿尔法营地", "临时营地"],
    "kind": ["facility", "village"],
    "country": ["KP", "CN"],
    "accuracy_m": [50, 200.0],
    "note": [None, "seen in 2024"],
    "crew": [12, 3],
}


def table(**more: Any) -> gpd.GeoDataFrame:
    points = [Point(130.25, 42.30), Point(129.9, 42.99)]
    return gpd.GeoDataFrame({**ROWS, **more}, geometry=points, crs=4326)


@pytest.fixture(scope="module")
def own(atlas: skg.Atlas) -> skg.Atlas:
    return atlas.with_places(table())


def test_own_places_are_found_and_listed(own: skg.Atlas, atlas: skg.Atlas) -> None:
    camp = own.find("阿尔法营地")
    assert (camp.id, camp.layer, camp.lon, camp.accuracy_m) == ("camp-alpha", "places", 130.25, 50)
    assert own.find("camp alpha").properties["crew"] == 12
    assert own.find("临时营地").id == "own-2"
    assert len(own.places) == len(atlas.places) + 2
    assert own.places.crs == atlas.places.crs
    assert own.places.drop(columns="crew").dtypes.to_dict() == atlas.places.dtypes.to_dict()
    assert own.find("Rajin").lon == atlas.find("Rajin").lon
    assert own.fingerprint != atlas.fingerprint
    assert set(own.sources["id"]) - set(atlas.sources["id"]) == {"own-places"}
    with pytest.raises(skg.PlaceNotFound):
        atlas.find("Camp Alpha")


def test_own_places_are_measured_named_mapped_and_checked(own: skg.Atlas, tmp_path: Any) -> None:
    far = own.border.depth(own.find("Camp Alpha")).nearest_m / 1000
    text = f"Camp Alpha lies {far:.0f} km from the border."
    assert skg.find_mentions(text, own)["id"].tolist()[0] == "camp-alpha"
    good = skg.check_claim(subject="Camp Alpha", object="border", stated=far, unit="km", atlas=own)
    bad = skg.check_claim(
        subject="Camp Alpha", object="border", stated=9 * far, unit="km", atlas=own
    )
    assert (good.verdict, bad.verdict) == ("supported", "contradicted")
    page = skg.save_html(skg.make_map(own, layers=["places"]), tmp_path / "a.html")
    assert "Camp Alpha" in page.read_text(encoding="utf-8")
    assert "camp-alpha" in skg.export_atlas(own, tmp_path / "a.csv", layers="places").read_text(
        "utf-8"
    )


def test_own_places_stay_with_the_atlas(own: skg.Atlas) -> None:
    for given in (own, own.at("2016-08")):
        copy = pickle.loads(pickle.dumps(given))  # noqa: S301 - its own
        assert copy.date_label == given.date_label
        assert copy.find("Camp Alpha").lat == 42.3
        assert copy.fingerprint == own.fingerprint
    more = own.with_places(table(name=["B", "C"], name_zh=["乙营地", "丙营地"]))
    assert {"camp-alpha", "own-2", "b", "c"} <= set(more.places["id"])


def test_points_in_any_system_and_in_columns(atlas: skg.Atlas) -> None:
    metres = atlas.with_places(table().to_crs(32652)).find("Camp Alpha")
    assert (metres.lon, metres.lat) == pytest.approx((130.25, 42.3), abs=1e-9)
    columns = pd.DataFrame({**ROWS, "lon": [130.25, 129.9], "lat": [42.3, 42.99]})
    columns["source_ids"] = ["geonames", "geonames; own-places"]
    place = atlas.with_places(columns).get("own-2")
    assert place.source_ids == ("geonames", "own-places")
    assert {"lon", "lat"}.isdisjoint(place.properties)


def test_what_the_schema_refuses(atlas: skg.Atlas) -> None:
    wrong = table(kind=["castle", "village"], country=["KP", "XX"], accuracy_m=[0, 5], status="odd")
    with pytest.raises(skg.SchemaError) as caught:
        atlas.with_places(wrong)
    assert len(caught.value.faults) == 5
    assert any(fault.startswith("places: camp-alpha: kind: ") for fault in caught.value.faults)
    with pytest.raises(skg.SchemaError, match="rajin: id: is the id of another feature"):
        atlas.with_places(table(id=["rajin", "x"]))
    with pytest.raises(skg.SchemaError, match="more than once"):
        atlas.with_places(table(id=["x", "x"]))
    with pytest.raises(skg.SchemaError, match="names no source"):
        atlas.with_places(table(source_ids="nobody"))
    with pytest.raises(skg.SchemaError, match="accuracy_m: is not a number of metres"):
        atlas.with_places(table().drop(columns="accuracy_m"))
    with pytest.raises(skg.InvalidGeometry, match="pass a GeoDataFrame"):
        atlas.with_places([(130, 42)])
    with pytest.raises(skg.InvalidCoordinates):
        atlas.with_places(table().set_geometry([Point(130, 42), Point(42, 130)], crs=4326))
