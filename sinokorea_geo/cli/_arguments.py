"""Read arguments of the commands: positions, widths, formats."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

import click

if TYPE_CHECKING:
    from sinokorea_geo.atlas import Atlas, Place

__all__ = ["force_option", "format_option", "metres_of", "position_of"]

_PAIR = re.compile(r"\s*(-?\d+(?:\.\d+)?)\s*,\s*(-?\d+(?:\.\d+)?)\s*")
_LENGTH = re.compile(r"\s*(\d+(?:\.\d+)?)\s*(km|m)\s*")

format_option = click.option(
    "--format",
    "form",
    type=click.Choice(["table", "json", "csv"]),
    default="table",
    show_default=True,
    help="How to print.",
)
force_option = click.option("--force", is_flag=True, help="Replace OUT if it is there already.")


def position_of(text: str, atlas: Atlas) -> Place | tuple[float, float]:
    pair = _PAIR.fullmatch(text)
    if pair:
        return float(pair[1]), float(pair[2])
    return atlas.find(text)


def metres_of(text: str) -> float:
    match = _LENGTH.fullmatch(text)
    if match is None:
        raise click.BadParameter(f"{text!r} is not a width; write 25km or 500m")
    return float(match[1]) * (1000 if match[2] == "km" else 1)
