"""Print the lowest versions of run-time dependencies that pyproject.toml allows, for pip."""

import re
import tomllib
from pathlib import Path

project = tomllib.loads(Path("pyproject.toml").read_text(encoding="utf-8"))["project"]
extras = project["optional-dependencies"]
for line in [*project["dependencies"], *extras["text"], *extras["print"]]:
    print(re.sub(r">=", "==", line))
