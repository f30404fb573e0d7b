"""Write layers in the colours of the maps: KML for Google Earth, styles for QGIS."""

import io
import re
from collections.abc import Mapping
from dataclasses import asdict
from importlib.resources import files
from typing import Any, Final

import geopandas as gpd
import numpy as np
import pandas as pd
import shapely
from jinja2 import Environment
from shapely.geometry import mapping

from sinokorea_geo.atlas import Atlas
from sinokorea_geo.atlas.schema import is_absent
from sinokorea_geo.atlas.store import records
from sinokorea_geo.errors import needing
from sinokorea_geo.maps.style import Look, Symbol, look_of
from sinokorea_geo.maps.web.popups import sources_by_id
from sinokorea_geo.maps.words import read_json

_TABLE: Final = read_json("export/tables.json")
#: Layers that are seen at first, as on the map.
_SHOWN: Final = read_json("style.json")["map layers"] | {"rivers": True}
#: In Google Earth areas let the imagery through.
_MOST_OPAQUE: Final = 0.3
_NO_XML: Final = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\ud800-\udfff\ufffe\uffff]")
_ICON_PX, _FINER = 48, 4


def kml_of(
    atlas: Atlas, layers: Mapping[str, gpd.GeoDataFrame], about: Mapping[str, str], *, icons: bool
) -> tuple[str, dict[str, bytes]]:
    """Return layers as a KML document, and its icons by their paths if there are to be any."""
    styles: dict[Look, str] = {}
    marks: dict[str, list[tuple[str, list[dict[str, Any]]]]] = {}
    for name, frame in layers.items():
        marks[name] = []
        for kind, rows in frame.groupby("kind", sort=False):
            marks[name].append((str(kind), []))
            for row in records(rows):
                style = styles.setdefault(look_of(name, row), f"{name}-{len(styles) + 1}")
                data = {key: value for key, value in row.items() if key != "geometry"}
                parts = [mapping(part) for part in shapely.get_parts(row["geometry"])]
                placed = {"parts": parts, "style": style, "data": data}
                marks[name][-1][1].append(row | placed)
    document = _rendered(
        "kml.xml",
        about=about,
        icons=icons,
        layers=marks,
        shown=_SHOWN,
        sources=sources_by_id(atlas.sources),
        styles=styles,
        told=_TABLE["balloon"],
    )
    symbols = [(look, key) for look, key in styles.items() if icons and isinstance(look, Symbol)]
    return document, {f"icons/{key}.png": _icon(look) for look, key in symbols}


def qgis_styles(layers: Mapping[str, gpd.GeoDataFrame]) -> pd.DataFrame:
    """Return the table ``layer_styles``, which QGIS takes up by itself, a row a layer."""
    rows = []
    for name, frame in layers.items():
        column = _TABLE["qgis"]["by"].get(name, "kind")
        looks = {row[column]: asdict(look_of(name, row)) for row in records(frame)[::-1]}
        shapes = _TABLE["qgis"]["shapes"]
        style = _rendered("qgis.xml", column=column, looks=looks, shapes=shapes)
        own = {"f_table_name": name, "styleName": name, "styleQML": style}
        rows.append(_TABLE["qgis"]["row"] | own | {"useAsDefault": True})
    return pd.DataFrame(rows).assign(update_time=pd.Timestamp("2000-01-01"))


def _rendered(template: str, **values: Any) -> str:
    """Fill a template: all text is escaped, and what XML cannot hold is left out."""
    engine = Environment(
        autoescape=True, finalize=lambda v: _NO_XML.sub("", v) if type(v) is str else v
    )
    engine.tests["known"] = lambda value: not is_absent(value) and value != ""
    engine.filters |= {"colour": _abgr, "rgba": _rgba}
    source = files(__package__).joinpath(template).read_text(encoding="utf-8")
    return engine.from_string(source).render(values)


def _rgba(colour: str, opacity: float = 1.0) -> str:
    """Return a colour as QGIS has it."""
    return ",".join(map(str, [*bytes.fromhex(colour[1:]), round(255 * opacity)]))


def _abgr(colour: str, opacity: float | None = None) -> str:
    """Return a colour as KML has it; that of an area is never opaque."""
    most = 1.0 if opacity is None else min(opacity, _MOST_OPAQUE)
    return bytes([round(255 * most), *bytes.fromhex(colour[1:])[::-1]]).hex()


def _icon(symbol: Symbol) -> bytes:
    """Draw a symbol as on the maps: hollow if not in use, with the mark of its status."""
    # Matplotlib, which knows the shapes, takes longer to load than the rest together.
    with needing("print"):
        from PIL import Image, ImageDraw  # noqa: PLC0415 - as said

        from sinokorea_geo.maps.print.canvas import symbol_path  # noqa: PLC0415 - as said

    side = _ICON_PX * _FINER
    image = Image.new("RGBA", (side, side))
    draw, width = ImageDraw.Draw(image), side // 16
    outlined = symbol.hollow or symbol.shape in {"ring", "cross"}
    inside, edge = ("#ffffff", symbol.colour) if outlined else (symbol.colour, "#ffffff")
    outline = symbol_path(symbol.shape).to_polygons(closed_only=False)
    for corners in (*outline, *_TABLE["marks"].get(symbol.mark, [])):
        xy = np.array(corners, dtype=float)
        at = [(side * (0.5 + 0.36 * x), side * (0.5 - 0.36 * y)) for x, y in xy.tolist()]
        if len(at) == 2:
            draw.line(at, symbol.colour, width)
        else:
            draw.polygon(at, inside, edge, width)
    buffer = io.BytesIO()
    image.resize((_ICON_PX, _ICON_PX), Image.Resampling.LANCZOS).save(buffer, "PNG")
    return buffer.getvalue()
