"""The directive ``run``: a command, run when the page is built, and what it printed.

.. code-block:: rst

   .. run:: sinokorea-geo find Tumen
      :exit: 1

Each command of ours runs in an empty folder, in a process of its own that starts with the libraries
already loaded. Another exit code than the one stated, 0 if none is, fails the build. All commands
start before the pages are read, and run beside the notebooks.
"""

from __future__ import annotations

import functools
import multiprocessing
import os
import re
import shlex
import sys
import tempfile
from collections.abc import Sequence
from multiprocessing.pool import AsyncResult, Pool
from pathlib import Path
from typing import ClassVar

from docutils import nodes  # type: ignore[import-untyped]  # it has no types
from docutils.parsers.rst import directives  # type: ignore[import-untyped]  # it has no types
from sphinx.application import Sphinx
from sphinx.environment import BuildEnvironment
from sphinx.util.docutils import SphinxDirective

from sinokorea_geo.cli import main

WORKERS = 2
SECONDS = 120
WRITTEN = re.compile(r"^```\{run\}\s+(.+?)\s*$", re.MULTILINE)
PROGRAM = "sinokorea-geo"
LOADED = ["sinokorea_geo.cli", "geopandas", "numba", "folium", "matplotlib.pyplot", "scipy.spatial"]

Outcome = tuple[int, str]
_started: dict[str, AsyncResult[Outcome]] = {}


@functools.cache
def _pool() -> Pool:
    """Make a pool that gives each command a fresh process."""
    known = multiprocessing.get_all_start_methods()
    context = multiprocessing.get_context("forkserver" if "forkserver" in known else "spawn")
    if "forkserver" in known:
        context.set_forkserver_preload(LOADED)
    return context.Pool(WORKERS, maxtasksperchild=1)


def _outcome(command: str) -> Outcome:
    """Run a command in this process; return its exit code and everything it printed."""
    program, *arguments = shlex.split(command)
    if program != PROGRAM:
        return -1, f"only {PROGRAM} can be run, not {program}"
    os.environ |= {"COLUMNS": "88"}
    with tempfile.TemporaryDirectory(prefix="skg-docs-") as folder:
        os.chdir(folder)
        with tempfile.TemporaryFile() as printed:
            for number, stream in ((1, sys.stdout), (2, sys.stderr)):
                os.dup2(printed.fileno(), number)
                stream.reconfigure(encoding="utf-8")  # type: ignore[union-attr]  # a file here
            try:
                main(arguments, prog_name=PROGRAM)
                code = 0
            except SystemExit as stop:
                code = int(stop.code or 0)
            sys.stdout.flush()
            sys.stderr.flush()
            printed.seek(0)
            text = printed.read().decode("utf-8")
        os.chdir("/")
    return code, text.rstrip()


def _start(app: Sphinx, env: BuildEnvironment, docnames: Sequence[str]) -> None:  # noqa: ARG001 - Sphinx passes itself
    """Start the commands of the pages that are about to be read."""
    for name in docnames:
        for command in WRITTEN.findall(Path(env.doc2path(name)).read_text(encoding="utf-8")):
            _started[command] = _pool().apply_async(_outcome, (command,))


class RunDirective(SphinxDirective):
    """Show a command and its real output."""

    required_arguments = 1
    final_argument_whitespace = True
    option_spec: ClassVar = {"exit": directives.nonnegative_int}

    def run(self) -> list[nodes.Node]:
        """Return the command and its output as one block."""
        command = self.arguments[0].strip()
        running = _started.get(command) or _pool().apply_async(_outcome, (command,))
        code, printed = running.get(SECONDS)
        expected = self.options.get("exit", 0)
        if code != expected:
            raise self.error(f"`{command}` ended with {code}, wanted {expected}:\n{printed}")
        text = f"$ {command}\n{printed}"
        block = nodes.literal_block(text, text, language="text", classes=["skg-run"])
        self.set_source_info(block)
        return [block]


def _stop(app: Sphinx, error: Exception | None) -> None:  # noqa: ARG001 - Sphinx's own
    """End the processes."""
    _pool().terminate()
    _pool.cache_clear()


def setup(app: Sphinx) -> dict[str, bool]:
    """Register with Sphinx."""
    app.add_directive("run", RunDirective)
    app.connect("env-before-read-docs", _start)
    app.connect("build-finished", _stop)
    return {"parallel_read_safe": False, "parallel_write_safe": True}
