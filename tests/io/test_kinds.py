"""Encodings that are named, files packed in others, bad rows, and messages."""

from __future__ import annotations

import ast
import gzip
import warnings
from collections.abc import Callable
from pathlib import Path
from string import Formatter

import geopandas as gpd
import pandas as pd
import pyogrio
import pytest
from shapely import Point

import sinokorea_geo as skg
from sinokorea_geo.io import read as read_module
from sinokorea_geo.io import read_features
from sinokorea_geo.io.source import FORMATS
from tests.io.test_read import frame, geojson, kml, mark, packed, put, refuses, shapefile

__all__ = ["put"]
DATA, PLACE, SHAPE = skg.DataError, skg.InvalidCoordinates, skg.InvalidGeometry
MESSAGES = FORMATS["messages"]
Put = Callable[..., Path]


def test_a_pair_of_styles_has_the_colour_of_the_normal_one(put: Put) -> None:
    pair = "".join(
        f"<Pair><key>{key}</key><styleUrl>#{url}</styleUrl></Pair>"
        for key, url in (("highlight", "h"), ("normal", "n"))
    )
    styles = "".join(
        f'<Style id="{name}"><LineStyle><color>ff{colour}</color></LineStyle></Style>'
        for name, colour in (("h", "00ff00"), ("n", "0000ff"))
    )
    dot = "<Point><coordinates>1,2</coordinates></Point>"
    given = f'<StyleMap id="m">{pair}</StyleMap>{styles}{mark(dot, "<styleUrl>#m</styleUrl>")}'
    assert read_features(put(kml(given)))["color"].tolist() == ["#ff0000"]


@pytest.mark.parametrize("encoding", ["gbk", "cp949", "big5"])
def test_encodings_that_are_named(encoding: str, put: Put, tmp_path: Path) -> None:
    name = "南坪" if encoding != "cp949" else "권하"
    path = put(f"name,lon,lat\n{name},129.2,42.26\n".encode(encoding))
    refuses(path, DATA, "Pass encoding=")
    assert read_features(path, encoding=encoding)["name"].tolist() == [name]
    refuses(path, DATA, "is not in 'ascii'", encoding="ascii")
    refuses(path, DATA, "is not in 'none such'", encoding="none such")
    parts = shapefile(tmp_path, frame().assign(name=name), encoding=encoding)
    silent = packed({key: part for key, part in parts.items() if not key.endswith(".cpg")})
    assert read_features(put(silent), encoding=encoding)["name"].tolist() == [name] * 2


@pytest.mark.parametrize("way", ["gzip", "zip"])
@pytest.mark.parametrize("form", ["csv", "geojson", "gpkg", "kml", "parquet"])
def test_any_kind_may_be_packed(way: str, form: str, put: Put, tmp_path: Path) -> None:
    path = tmp_path / f"layer.{form}"
    if form == "gpkg":
        frame().to_file(path, engine="pyogrio")
    elif form == "parquet":
        frame().to_parquet(path)
    else:
        text = {"csv": "lon,lat\n1,2\n1,2\n", "geojson": frame().to_json()}
        text["kml"] = kml(mark("<Point><coordinates>1,2</coordinates></Point>") * 2)
        path.write_bytes(text[form].encode())
    content = path.read_bytes()
    whole = gzip.compress(content) if way == "gzip" else packed({path.name: content})
    assert len(read_features(put(whole))) == 2


def test_gzip_that_is_refused(put: Put) -> None:
    good = gzip.compress(b"lon,lat\n1,2\n")
    assert len(read_features(put(good))) == 1
    refuses(put(good[:-4]), DATA, "damaged or truncated gzip")
    refuses(put(good[:-8] + b"\0" * 8), DATA, "damaged or truncated gzip")
    bomb = gzip.compress(b"lon,lat\n" + b"1,2\n" * 20_000_000)
    refuses(put(bomb), DATA, "200 times")
    refuses(put(bomb), DATA, "unpacks to more than ten times", max_bytes=10**6)
    refuses(put(gzip.compress(good)), DATA, "is a gzip file inside")


# -- bad rows ----------------------------------------------------------------------------------

BAD = {
    "csv": "n,lon,lat\na,124,40\nb,,40\nc,x,1\nd,500,40\ne\nf,125,41\n",
    "geojson": geojson(
        *(
            {"type": "Feature", "properties": {"n": n}, "geometry": shape}
            for n, shape in {
                "a": {"type": "Point", "coordinates": [124, 40]},
                "b": None,
                "c": {"type": "Point", "coordinates": ["x", 1]},
                "d": {"type": "LineString", "coordinates": [[124, 40], [500, 40]]},
                "f": {"type": "Point", "coordinates": [125, 41]},
            }.items()
        )
    ),
    "kml": kml(
        "".join(
            f"<Placemark><name>{n}</name><Point><coordinates>{at}</coordinates></Point></Placemark>"
            for n, at in {"a": "124,40", "b": "124, 40 ", "d": "500,40", "f": "125,41"}.items()
        )
    ),
}


@pytest.mark.parametrize("form", BAD)
def test_bad_rows(form: str, put: Put) -> None:
    path = put(BAD[form])
    column = "name" if form == "kml" else "n"
    with pytest.raises((PLACE, SHAPE, DATA)):
        read_features(path)
    with pytest.warns(UserWarning, match="not read: "):
        got = read_features(path, on_error="skip")
    assert got[column].tolist() == ["a", "f"]
    assert list(got.index) == [0, 1]
    told = got.attrs["left_out"]
    assert got.attrs["counts"] == {"features": len(told) + 2, "bad": len(told)}
    assert all(str(path) in line for line in told)
    with pytest.warns(UserWarning, match="not read: "):
        kept = read_features(path, on_error="null")
    assert len(kept) == len(told) + 2
    assert kept.geometry.isna().sum() == len(told)
    assert kept.attrs["left_out"] == told


def test_what_bad_rows_say(put: Put) -> None:
    with pytest.warns(UserWarning, match="not read: "):
        told = read_features(put(BAD["csv"]), on_error="skip").attrs["left_out"]
    for line, part in zip(
        told, ("'lon' is empty", "'x', not a number", "500", "has 1 cells"), strict=True
    ):
        assert part in line
    assert [line.split("line ")[1][0] for line in told] == list("3456")
    with warnings.catch_warnings():
        warnings.simplefilter("error")  # nothing is bad: nothing is said
        good = read_features(put("lon,lat\n1,2\n"), on_error="skip")
    assert good.attrs["counts"] == {"features": 1, "bad": 0}
    refuses(put("lon,lat\nx,2\n"), PLACE, "not a number", on_error="skip")
    with pytest.raises(skg.InvalidQuantity, match="pass 'raise', 'null' or 'skip'"):
        read_features(put("lon,lat\n1,2\n"), on_error="drop")  # type: ignore[arg-type]  # the point of the test


def test_bad_rows_of_binary_kinds(tmp_path: Path) -> None:
    given = gpd.GeoDataFrame(
        {"n": list("abc")}, geometry=[Point(1, 2), None, Point(500, 1)], crs=4326
    )
    for suffix in ("gpkg", "parquet"):
        path = tmp_path / f"a.{suffix}"
        if suffix == "parquet":
            given.to_parquet(path)
        else:
            given.to_file(path, engine="pyogrio")
        with pytest.warns(UserWarning, match="not read: "):
            got = read_features(path, on_error="skip")
        assert got["n"].tolist() == ["a"], suffix
    assert isinstance(got, pd.DataFrame)


def test_every_message_has_the_facts_that_it_names() -> None:
    """Messages stand in a table, so what they are given is held against what they name."""
    used: dict[str, set[str]] = {}
    for path in Path(read_module.__file__).parent.glob("*.py"):
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            if isinstance(node, ast.Call) and getattr(node.func, "id", "") == "said":
                key = node.args[0]
                assert isinstance(key, ast.Constant)
                assert isinstance(key.value, str)
                facts = {word.arg for word in node.keywords}
                named = {
                    field for _, field, _, _ in Formatter().parse(MESSAGES[key.value]) if field
                }
                assert facts in ({None}, named), key.value
                used[key.value] = named
    assert sorted(used) == sorted(MESSAGES)


def test_a_geometry_that_gdal_cannot_read_is_told(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def fail(*_: object, **__: object) -> None:
        raise pyogrio.errors.GeometryError("a curve")

    frame().to_file(tmp_path / "a.gpkg")
    monkeypatch.setattr(pyogrio, "read_dataframe", fail)
    refuses(tmp_path / "a.gpkg", skg.InvalidGeometry, "damaged, a collection or a curve")
