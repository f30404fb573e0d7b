"""Fixtures that several test modules share."""

from __future__ import annotations

import hashlib
import json
import shutil
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import TYPE_CHECKING

import pytest
from hypothesis import settings

import sinokorea_geo as skg
from sinokorea_geo.atlas.store import default_data_dir

if TYPE_CHECKING:
    from playwright.sync_api import Browser

    from tests.maps.visits import Visit

pytest_plugins = ["pytester"]

# A busy machine is not a fault of the code. Every run draws other examples.
settings.register_profile("suite", deadline=None, max_examples=40)
settings.load_profile("suite")


@pytest.fixture(scope="session")
def atlas() -> skg.Atlas:
    """The atlas that comes with the package."""
    return skg.load_atlas()


@pytest.fixture(scope="session")
def border(atlas: skg.Atlas) -> skg.BorderLine:
    """The real border."""
    return atlas.border


@pytest.fixture
def data_copy(tmp_path: Path) -> Path:
    """A copy of the data folder, to be damaged."""
    source, copy = default_data_dir(), tmp_path / "data"
    copy.mkdir()
    shutil.copy(source / "datapackage.json", copy)
    for folder in ("geojson", "tables"):
        shutil.copytree(source / folder, copy / folder)
    return copy


@pytest.fixture
def rewrite(data_copy: Path) -> Callable[[str, str], Path]:
    """Replace a resource of the copy and correct its hash, as if it had been shipped so."""

    def put(name: str, text: str) -> Path:
        manifest = data_copy / "datapackage.json"
        package = json.loads(manifest.read_text(encoding="utf-8"))
        resource = next(item for item in package["resources"] if item["name"] == name)
        path: Path = data_copy / resource["path"]
        path.write_text(text, encoding="utf-8")
        resource["bytes"] = len(path.read_bytes())
        resource["hash"] = f"sha256:{hashlib.sha256(path.read_bytes()).hexdigest()}"
        manifest.write_text(json.dumps(package), encoding="utf-8")
        return path

    return put


@pytest.fixture(scope="session")
def saved(atlas: skg.Atlas, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The whole atlas as a page."""
    return skg.save_html(skg.make_map(atlas), tmp_path_factory.mktemp("map") / "border.html")


@pytest.fixture(scope="module")
def browser() -> Iterator[Browser]:
    """A headless browser."""
    from playwright.sync_api import sync_playwright

    from tests.browser import launch

    with sync_playwright() as playwright:
        chromium = launch(playwright)
        yield chromium
        chromium.close()


@pytest.fixture
def visit(browser: Browser, request: pytest.FixtureRequest) -> Iterator[Visit]:
    """A page of its own for one test, as wide as the test asks."""
    from tests.maps.visits import DESKTOP, Visit

    made = Visit(browser, getattr(request, "param", DESKTOP))
    yield made
    made.context.close()


@pytest.fixture(scope="module")
def reader(browser: Browser, saved: Path) -> Iterator[Visit]:
    """One page that the tests of a module share: each leaves it as it found it."""
    from tests.maps.visits import DESKTOP, Visit

    made = Visit(browser, DESKTOP)
    made.open(saved.as_uri())
    yield made
    made.context.close()
