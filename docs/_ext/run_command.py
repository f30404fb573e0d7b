"""The directive ``run``: a command, run when the page is built, and what it printed.

.. code-block:: rst

   .. run:: sinokorea-geo find Tumen
      :exit: 1

Commands of one page share an empty folder. Another exit code than the one stated, 0 if none is,
fails the build.
"""

from __future__ import annotations

import os
import shlex
import subprocess
import sys
import tempfile
from pathlib import Path
from typing import ClassVar

from docutils import nodes
from docutils.parsers.rst import directives
from sphinx.application import Sphinx
from sphinx.util.docutils import SphinxDirective

SECONDS = 60
#: Where the command of the Python that builds the pages is, on the path or not.
SCRIPTS = str(Path(sys.executable).parent)


class RunDirective(SphinxDirective):
    """Show a command and its real output."""

    required_arguments = 1
    final_argument_whitespace = True
    option_spec: ClassVar = {"exit": directives.nonnegative_int}

    def run(self) -> list[nodes.Node]:
        """Run the command; return it and its output as one block."""
        command = self.arguments[0].strip()
        done = subprocess.run(  # noqa: S603 - the pages are ours
            shlex.split(command),
            cwd=self._folder(),
            env=os.environ
            | {"PATH": os.pathsep.join([SCRIPTS, os.environ.get("PATH", "")]), "COLUMNS": "88"},
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            encoding="utf-8",
            timeout=SECONDS,
            check=False,
        )
        expected = self.options.get("exit", 0)
        if done.returncode != expected:
            raise self.error(
                f"`{command}` ended with {done.returncode}, wanted {expected}:\n{done.stdout}"
            )
        text = f"$ {command}\n{done.stdout.rstrip()}"
        block = nodes.literal_block(text, text, language="console", classes=["skg-run"])
        self.set_source_info(block)
        return [block]

    def _folder(self) -> str:
        folders: dict[str, str] = self.env.temp_data.setdefault("run_folders", {})
        if self.env.docname not in folders:
            held = tempfile.TemporaryDirectory(prefix="skg-docs-")
            _HELD.append(held)  # removed when the build ends
            folders[self.env.docname] = held.name
        return folders[self.env.docname]


_HELD: list[tempfile.TemporaryDirectory[str]] = []


def setup(app: Sphinx) -> dict[str, bool]:
    """Register with Sphinx."""
    app.add_directive("run", RunDirective)
    return {"parallel_read_safe": True, "parallel_write_safe": True}
