"""Do the main jobs once, to see that the installed versions of the dependencies can."""

import tempfile
from pathlib import Path

import numpy as np

import sinokorea_geo as skg

atlas = skg.load_atlas()
points = np.column_stack((np.linspace(124, 131, 3_000), np.linspace(40, 43, 3_000)))
print("depth", atlas.border.depth("Rason").nearest_m)
print("located", len(atlas.border.locate(points)))
print(
    "near", len(skg.nearest(points, atlas.crossings)), len(skg.within_zones(points, atlas.counties))
)
print("corridor", float(skg.corridor(atlas.border, "25 km")["area_km2"].iloc[0]))
with tempfile.TemporaryDirectory() as name:
    folder = Path(name)
    for ending in (".gpkg", ".kml"):
        print(ending, skg.export_atlas(atlas, folder / f"a{ending}").stat().st_size)
    print("read", len(skg.read_features(folder / "a.gpkg", layer="crossings")))
    print("map", skg.save_html(skg.make_map(atlas), folder / "map.html").stat().st_size)
    skg.plot(atlas).savefig(folder / "a.png")
    text = "Fengcheng is about 50 km from Dandong."
    story = skg.make_story({"a": text}, atlas)
    print("story", story.save_html(folder / "story.html").stat().st_size)
print("claims", skg.check_claims(atlas)["verdict"].value_counts().to_dict())
