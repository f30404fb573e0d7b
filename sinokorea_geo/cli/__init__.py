"""Provide the command line `sinokorea-geo`."""

from __future__ import annotations

import click

from sinokorea_geo.cli import _annotate, _claims, _draw, _info, _measure, _story, _text
from sinokorea_geo.cli._errors import OneLineErrors

__all__ = ["main"]


@click.group(cls=OneLineErrors, context_settings={"help_option_names": ["-h", "--help"]})
@click.version_option(package_name="sinokorea-geo")
def main() -> None:
    """Measure and map the China–North Korea border.

    A place is a name in English, Chinese or Korean, an id, or LON,LAT.
    Exit code 0; 1 if a place is not found or ambiguous; 2 for bad use.
    """


for command in (
    _draw.map_command,
    _draw.plot_command,
    _info.info,
    _info.check,
    _info.diff,
    _info.layers,
    _info.find,
    _info.export,
    _measure.distance,
    _measure.locate,
    _measure.corridor,
    _measure.nearest,
    _annotate.annotate,
    _text.mentions,
    _claims.claims,
    _story.story,
):
    main.add_command(command)
