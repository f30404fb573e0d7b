"""The directive ``run``: a command, run when the page is built, and what it printed.

.. code-block:: rst

   .. run:: sinokorea-geo find Tumen
      :exit: 1

Each command runs in an empty folder. Another exit code than the one stated, 0 if none is, fails
the build. All commands start before the pages are read, and run beside the notebooks.
"""

from __future__ import annotations

import os
import re
import shlex
import subprocess
import sys
import tempfile
from collections.abc import Sequence
from concurrent.futures import Future, ThreadPoolExecutor
from pathlib import Path
from typing import ClassVar

from docutils import nodes  # type: ignore[import-untyped]
from docutils.parsers.rst import directives  # type: ignore[import-untyped]
from sphinx.application import Sphinx
from sphinx.environment import BuildEnvironment
from sphinx.util.docutils import SphinxDirective

WORKERS = 2
SECONDS = 120
WRITTEN = re.compile(r"^```\{run\}\s+(.+?)\s*$", re.MULTILINE)
#: The command of the Python that builds the pages, be its folder on the path or not.
SCRIPTS = str(Path(sys.executable).parent)

Outcome = tuple[int, str]
_started: dict[str, Future[Outcome]] = {}


def _outcome(command: str) -> Outcome:
    """Run a command; return its exit code and everything it printed."""
    path = os.pathsep.join([SCRIPTS, os.environ.get("PATH", "")])
    with tempfile.TemporaryDirectory(prefix="skg-docs-") as folder:
        done = subprocess.run(  # noqa: S603 - the pages are ours
            shlex.split(command),
            cwd=folder,
            env=os.environ | {"PATH": path, "COLUMNS": "88", "PYTHONUTF8": "1"},
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            encoding="utf-8",
            timeout=SECONDS,
            check=False,
        )
    return done.returncode, done.stdout.rstrip()


def _start(app: Sphinx, env: BuildEnvironment, docnames: Sequence[str]) -> None:  # noqa: ARG001
    """Start the commands of the pages that are about to be read."""
    pool = ThreadPoolExecutor(WORKERS)
    for name in docnames:
        for command in WRITTEN.findall(Path(env.doc2path(name)).read_text(encoding="utf-8")):
            _started[command] = pool.submit(_outcome, command)
    pool.shutdown(wait=False)


class RunDirective(SphinxDirective):
    """Show a command and its real output."""

    required_arguments = 1
    final_argument_whitespace = True
    option_spec: ClassVar = {"exit": directives.nonnegative_int}

    def run(self) -> list[nodes.Node]:
        """Return the command and its output as one block."""
        command = self.arguments[0].strip()
        running = _started.get(command)
        code, printed = running.result() if running else _outcome(command)
        expected = self.options.get("exit", 0)
        if code != expected:
            raise self.error(f"`{command}` ended with {code}, wanted {expected}:\n{printed}")
        text = f"$ {command}\n{printed}"
        block = nodes.literal_block(text, text, language="text", classes=["skg-run"])
        self.set_source_info(block)
        return [block]


def setup(app: Sphinx) -> dict[str, bool]:
    """Register with Sphinx."""
    app.add_directive("run", RunDirective)
    app.connect("env-before-read-docs", _start)
    return {"parallel_read_safe": False, "parallel_write_safe": True}
