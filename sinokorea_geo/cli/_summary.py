"""Summarise the atlas for `map` and `info`."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from sinokorea_geo.atlas import Atlas

__all__ = ["facts", "summary"]


def facts(atlas: Atlas) -> list[dict[str, Any]]:
    """Return what the summary says, as rows of what, value and unit."""
    border = atlas.border
    rajin, sonbong = (border.depth(atlas.get(key)).nearest_m for key in ("rajin", "sonbong"))
    figures = atlas.stated_values
    road = figures[
        (figures["subject_id"] == "wonjong-rajin-road")
        & (figures["property"] == "road_length")
        & (figures["period"] != "2010")  # before the road was rebuilt
    ]["value"]
    facts = [
        ("border length, as drawn", border.length_m / 1000, "km"),
        ("border length at 20 m", border.length_at_scale(20) / 1000, "km"),
        ("border length at 100 m", border.length_at_scale(100) / 1000, "km"),
        *((f"{s.name} section", s.length_m / 1000, "km") for s in border.sections),
        *((f"{name} layer", len(atlas.layer(name)), "features") for name in atlas.layers),
        ("Rajin to the border, straight", rajin / 1000, "km"),
        ("Sonbong to the border, straight", sonbong / 1000, "km"),
        ("Quanhe crossing to Rajin by road, least stated", road.min(), "km"),
        ("Quanhe crossing to Rajin by road, most stated", road.max(), "km"),
    ]
    return [{"what": what, "value": value, "unit": unit} for what, value, unit in facts]


def summary(atlas: Atlas) -> str:
    value = {row["what"]: row["value"] for row in facts(atlas)}
    sections = ", ".join(
        f"{s.name.capitalize()} {s.length_m / 1000:,.1f}" for s in atlas.border.sections
    )
    counts = ", ".join(f"{name} {value[f'{name} layer']}" for name in atlas.layers)
    return (
        f"Border   {value['border length, as drawn']:,.1f} km vertex by vertex "
        f"({value['border length at 20 m']:,.0f} km at a scale of 20 m, "
        f"{value['border length at 100 m']:,.0f} km at 100 m)\n"
        f"         {sections} km\n"
        f"Layers   {counts}\n"
        f"Rason    in a straight line from the border: Rajin "
        f"{value['Rajin to the border, straight']:.1f} km, Sonbong "
        f"{value['Sonbong to the border, straight']:.1f} km\n"
        f"         by road from the Quanhe crossing to Rajin: "
        f"{value['Quanhe crossing to Rajin by road, least stated']:g}–"
        f"{value['Quanhe crossing to Rajin by road, most stated']:g} km, as sources state it"
    )
