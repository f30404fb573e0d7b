"""Report an error in one line, with an exit code that a script can read."""

from __future__ import annotations

import sys
from collections.abc import Sequence
from typing import Any, NoReturn

import click

__all__ = ["OneLineErrors", "fail"]


class OneLineErrors(click.Group):
    """Says what is wrong in one line, with an exit code that a script can read."""

    def main(
        self,
        args: Sequence[str] | None = None,
        prog_name: str | None = None,
        complete_var: str | None = None,
        standalone_mode: bool = True,
        **extra: Any,
    ) -> Any:
        from sinokorea_geo.errors import AmbiguousName, PlaceNotFound, SinoKoreaGeoError

        def run() -> Any:
            return super(OneLineErrors, self).main(
                args, prog_name, complete_var, standalone_mode=False, **extra
            )

        if not standalone_mode:
            return run()
        try:
            code = run()
        except (PlaceNotFound, AmbiguousName) as error:
            fail(error, 1)
        except click.UsageError as error:
            fail(f"{error.format_message().rstrip('.')}; see --help", 2)
        except (SinoKoreaGeoError, OSError) as error:
            fail(error, 2)
        except click.Abort:
            fail("stopped", 130)
        sys.exit(code if isinstance(code, int) else 0)


def fail(error: Exception | str, code: int) -> NoReturn:
    click.echo(f"Error: {' '.join(str(error).split())}", err=True)
    sys.exit(code)
