"""Mutates small files of every format that is read, and counts what becomes of them.

``python -m tests.withstands.hostile 2000`` tries so many mutations of each way in and writes the
counts into docs/withstands.md; ``make fuzz`` does it with more. The seed is fixed.
"""

from __future__ import annotations

import gzip
import io
import json
import random
import re
import sys
import tempfile
import warnings
import zipfile
from collections import Counter
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import geopandas as gpd
import numpy as np
import shapely

import sinokorea_geo as skg
from sinokorea_geo.language.documents import read_document

SEED = 20261127
PAGE = Path(__file__).parents[2] / "docs" / "withstands.md"
#: What a mutation puts in: ends of types, signs of other formats, numbers out of all range.
PIECES = (
    b"\0", b"\xff\xfe", b"\xef\xbb\xbf", b'"', b"'", b",", b"\n", b"{", b"[", b"<", b"&", b"]]>",
    b"1e400", b"-0", b"NaN", b"9" * 310, b"181", b"\xed\xa0\x80", b"PK\x03\x04", b"PAR1", b"../",
    b"<!DOCTYPE a [<!ENTITY b 'c'>]>", b"=1+1", b"true", b"null", b"\xe2\x80\xae", b"\x1b[2J",
)  # fmt: skip

Read = Callable[[Path], object]


def undated(workbook: bytes) -> bytes:
    """A workbook without the time it was made, so that its mutations are the same each time."""
    packed = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(workbook)) as old, zipfile.ZipFile(packed, "w") as new:
        for name in old.namelist():
            content = re.sub(rb"\d{4}-\d\d-\d\dT[\d:]+Z", b"2026-01-01T00:00:00Z", old.read(name))
            new.writestr(zipfile.ZipInfo(name), content, zipfile.ZIP_DEFLATED)
    return packed.getvalue()


def samples(folder: Path) -> dict[str, tuple[bytes, Read]]:
    """A small file of each format, and what reads it."""
    atlas = skg.load_atlas()
    places = ["Rason", "圈河", "나선"]
    points = gpd.GeoDataFrame(
        {"name": places, "n": [1, 2, 3]},
        geometry=shapely.points([[130.3, 42.2], [130.5, 42.5], [124.4, 40.1]]),
        crs="EPSG:4326",
    )
    table = points.drop(columns="geometry").assign(lon=points.geometry.x, lat=points.geometry.y)
    made: dict[str, bytes] = {"GeoJSON": points.to_json(ensure_ascii=False).encode()}
    made["CSV"] = table.to_csv(index=False).encode()
    marks = "".join(
        f"<Placemark><name>{n}</name><Point><coordinates>130.{i},42</coordinates></Point></Placemark>"
        for i, n in enumerate(places)
    )
    made["KML"] = (
        f'<kml xmlns="http://www.opengis.net/kml/2.2"><Document>{marks}</Document></kml>'.encode()
    )
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("doc.kml", made["KML"])
        archive.writestr("more.kml", made["KML"])
    made["KMZ"] = packed.getvalue()
    points.to_file(folder / "points.shp", engine="pyogrio")
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w") as archive:
        for part in sorted(folder.glob("points.*")):
            archive.write(part, part.name)
    made["shapefile"] = packed.getvalue()
    points.to_file(folder / "points.gpkg", engine="pyogrio")
    made["GeoPackage"] = (folder / "points.gpkg").read_bytes()
    points.to_parquet(folder / "points.parquet")
    made["Parquet"] = (folder / "points.parquet").read_bytes()
    points.to_file(folder / "points.fgb", engine="pyogrio")
    made["FlatGeobuf"] = (folder / "points.fgb").read_bytes()
    points.to_feather(folder / "points.feather")
    made["Feather"] = (folder / "points.feather").read_bytes()
    book = io.BytesIO()
    table.to_excel(book, index=False)
    made["Excel"] = undated(book.getvalue())
    marks = "".join(
        f'<wpt lon="130.{i}" lat="42"><name>{n}</name></wpt>' for i, n in enumerate(places)
    )
    made["GPX"] = f"<gpx>{marks}</gpx>".encode()
    made["TopoJSON"] = json.dumps(
        {
            "type": "Topology",
            "transform": {"scale": [0.1, 0.1], "translate": [130, 42]},
            "arcs": [[[0, 0], [1, 1], [1, 0]], [[2, 1], [-2, -1]]],
            "objects": {"a": {"type": "Polygon", "arcs": [[0, 1]], "properties": {"n": 1}}},
        }
    ).encode()
    made["JSON rows"] = table.to_json(orient="records", lines=True).encode()
    made["gzip"] = gzip.compress(made["CSV"], mtime=0)
    found: dict[str, tuple[bytes, Read]] = {
        f"{name}, read_features": (content, skg.read_features) for name, content in made.items()
    }

    def annotated(path: Path) -> object:
        out = folder / "out.csv"
        options: Any = {
            "atlas": atlas,
            "answers": ["country"],
            "on_error": "null",
            "overwrite": True,
        }
        return skg.annotate(path, out, **options)

    for name in ("CSV", "Parquet", "GPX", "Excel", "JSON rows"):
        found[f"{name}, annotate"] = made[name], annotated
    claims = b"subject_id,measure,object_id,stated,unit\nDandong,straight,border,1,km\n"
    found["CSV, check_claims"] = claims, lambda path: skg.check_claims(atlas, path)
    article = "<html><p>Rason &amp; 丹东 are 400 km apart.<p>In 2016 나선.".encode()
    found["HTML, find_mentions"] = (
        article,
        lambda path: skg.find_mentions(read_document(path).text, atlas),
    )
    return found


def mutations(content: bytes, count: int, draw: random.Random) -> Iterator[bytes]:
    """The file cut off at each tenth, then with a few bytes flipped, lost, doubled or put in."""
    for tenth in range(10):
        yield content[: len(content) * tenth // 10]
    for _ in range(count):
        held = bytearray(content)
        for _ in range(draw.randint(1, 2)):
            at, length = draw.randrange(len(held) + 1), draw.randint(1, 12)
            kind = draw.randrange(4)
            if kind == 0:
                held[at : at + 1] = bytes(
                    [draw.choice((draw.randrange(256), draw.randrange(32, 127)))]
                )
            elif kind == 1:
                del held[at : at + length]
            elif kind == 2:
                held[at:at] = held[at : at + length]
            else:
                held[at:at] = draw.choice(PIECES)
        yield bytes(held)


def outcome(path: Path, read: Read) -> str:
    """Read a file: `read`, `refused` in words, or anything else, which is a fault."""
    try:
        with warnings.catch_warnings():  # what is left out of a file is told, and that is good
            warnings.filterwarnings("ignore", message=".*: not read: ")
            found = read(path)
    except skg.SinoKoreaGeoError as error:
        return "refused" if str(error).strip() else "a refusal without words"
    except Exception as error:
        return f"{type(error).__name__}: {error}"[:200]
    at = shapely.get_coordinates(found.geometry) if isinstance(found, gpd.GeoDataFrame) else []
    good = not len(at) or (np.abs(at) <= (180, 90)).all()
    return "read" if good else "a position out of range"


def tried(count: int) -> dict[str, Counter[str]]:
    """What became of so many mutations of each way in."""
    counts: dict[str, Counter[str]] = {}
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        for way, (content, read) in samples(folder).items():
            draw = random.Random(f"{SEED} {way}")  # noqa: S311 - to be the same each time
            path = folder / ("case.parquet" if "Parquet" in way else "case.txt")
            counts[way] = Counter()
            for case in mutations(content, count, draw):
                path.write_bytes(case)
                counts[way][outcome(path, read)] += 1
    return counts


def rows(counts: dict[str, Counter[str]]) -> str:
    """The counts as rows of a table."""
    lines = [
        "| Way in | Cases | Read | Refused | Anything else |",
        "| --- | --: | --: | --: | --: |",
    ]
    for way, found in counts.items():
        rest = found.total() - found["read"] - found["refused"]
        lines.append(
            f"| {way} | {found.total():,} | {found['read']:,} | {found['refused']:,} | {rest} |"
        )
    return "\n".join(lines) + "\n"


if __name__ == "__main__":
    counted = tried(int(sys.argv[1]))
    faults = {way: set(found) - {"read", "refused"} for way, found in counted.items()}
    before, mark, _ = PAGE.read_text(encoding="utf-8").partition("<!-- counts -->\n")
    PAGE.write_text(before + mark + rows(counted), encoding="utf-8")
    sys.exit("\n".join(f"{way}: {some}" for way, some in faults.items() if some) or None)
