"""Provide the command line `sinokorea-geo`."""

from __future__ import annotations

import io
import re
import sys
import warnings
from collections.abc import Callable, Sequence
from functools import partial
from typing import Any, NoReturn

import click

import sinokorea_geo as skg
from sinokorea_geo.cli import _atlas, _measure, _text

__all__ = ["main"]

_OBEYED = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f\u202a-\u202e\u2066-\u2069]")


class _OneLineErrors(click.Group):
    """Says what is wrong in one line, with an exit code that a script can read."""

    def main(self, *args: Any, **options: Any) -> Any:
        if not options.get("standalone_mode", True):
            return super().main(*args, **options)
        for stream in (sys.stdout, sys.stderr):
            if isinstance(stream, io.TextIOWrapper) and "write" not in vars(stream):
                # What a code page cannot hold, or a terminal would obey, is seen as an escape.
                stream.reconfigure(errors="backslashreplace")
                setattr(stream, "write", partial(_write_plainly, stream.write))  # noqa: B010 - mypy forbids assigning it
        warnings.showwarning = lambda message, *_, **__: _tell("warning", str(message))
        try:
            code = super().main(*args, **options | {"standalone_mode": False})
        except (skg.PlaceNotFound, skg.AmbiguousName) as error:
            _fail(error, 1)
        except click.UsageError as error:
            _fail(f"{error.format_message().rstrip('.')}; see --help", 2)
        except skg.SchemaError as error:
            _fail(error, 2, error.faults)
        except (skg.SinoKoreaGeoError, OSError) as error:
            _fail(error, 2)
        except click.Abort:
            _fail("stopped", 130)
        sys.exit(code if isinstance(code, int) else 0)


def _write_plainly(write: Callable[[str], int], text: str) -> int:
    """Write text with the escape sequences in it as JSON would write them."""
    return write(_OBEYED.sub(lambda found: f"\\u{ord(found[0]):04x}", text))


def _fail(error: Exception | str, code: int, faults: Sequence[str] = ()) -> NoReturn:
    for fault in faults or [str(error)]:
        _tell("Error", fault)
    sys.exit(code)


def _tell(what: str, text: str) -> None:
    """Print one line on the error stream, with the words of the shell for those of Python."""
    words = _atlas.WORDS["spoken"]
    python = re.compile(rf"(?<!\w)(?:{'|'.join(map(re.escape, words))})")
    said = python.sub(lambda match: words[match[0]], " ".join(text.split()))
    click.echo(f"{what}: {said}", err=True)


@click.group(
    cls=_OneLineErrors,
    invoke_without_command=True,
    context_settings={"help_option_names": ["-h", "--help"]},
)
@click.version_option(package_name="sinokorea-geo")
@click.pass_context
def main(context: click.Context) -> None:
    """Measure and map the China–North Korea border.

    A place is a name in English, Chinese or Korean, an id, or LON,LAT.
    Exit code 0; 1 if a place is not found or ambiguous; 2 for bad use.
    """
    if context.invoked_subcommand is None:
        click.echo(context.get_help())


for room in (_atlas, _measure, _text):
    for command in vars(room).values():
        if isinstance(command, click.Command):
            main.add_command(command)
