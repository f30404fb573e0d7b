"""Print the lowest versions of the run-time dependencies that pyproject.toml allows, for pip."""

import re
import tomllib
from pathlib import Path

project = tomllib.loads(Path("pyproject.toml").read_text(encoding="utf-8"))["project"]
for line in [*project["dependencies"], *project["optional-dependencies"]["parquet"]]:
    print(re.sub(r">=", "==", line))
