"""Give a page a picture and a table for browsers that run no scripts."""

import math

import shapely
from jinja2 import Template
from shapely.geometry.base import BaseGeometry

from sinokorea_geo.maps.outlines import coordinates
from sinokorea_geo.maps.style import Spec
from sinokorea_geo.maps.web.encoding import decoded
from sinokorea_geo.maps.web.page import asset

_ROUND_DEG, _TOLERANCE_DEG = 0.7, 0.01


def plain_page(spec: Spec) -> str:
    """Return land, border and towns as a picture, crossings and zones as a table."""
    line = shapely.LineString(decoded(spec["line"]))
    box = line.buffer(_ROUND_DEG).bounds
    land = shapely.MultiPolygon([[coordinates(area[0]), []] for area in spec["land"]["areas"]])
    ground = _path(shapely.clip_by_rect(land.buffer(0), *box).boundary)
    narrow = math.cos(math.radians((box[1] + box[3]) / 2))
    template = Template(asset("noscript.html"), autoescape=True)
    page: str = template.render(spec, ground=ground, border=_path(line), box=box, narrow=narrow)
    return page.replace("{", "&#123;")  # text is no expression of a template


def _path(lines: BaseGeometry) -> str:
    """Return lines as the path of a picture."""
    return "".join(
        "M" + "L".join(f"{x:.2f} {y:.2f}" for x, y in part.coords)
        for part in shapely.get_parts(lines.simplify(_TOLERANCE_DEG))
    )
