"""The three products of the maps room stay apart: offline, print and web."""

from __future__ import annotations

import ast
from pathlib import Path

import pytest

from sinokorea_geo import maps

ROOT = Path(maps.__file__).parent
SHARED = tuple(f"sinokorea_geo.maps.{name}" for name in ("own_data", "style", "views", "words"))

#: What each room may import of the package, beside itself.
ALLOWED = {
    "offline": ("sinokorea_geo.errors",),
    "print": (
        *("sinokorea_geo.errors", "sinokorea_geo.geodesy", "sinokorea_geo.atlas"),
        *("sinokorea_geo.spatial", *SHARED),
    ),
}
#: What each room may not import at all.
FORBIDDEN = {
    "offline": ("geopandas", "pandas", "shapely", "numpy", "matplotlib"),
    "print": ("folium", "branca", "jinja2"),
    "web": ("matplotlib", "sinokorea_geo.maps.print"),
}


def imports_of(source: str) -> set[str]:
    found: set[str] = set()
    for node in ast.walk(ast.parse(source)):
        if isinstance(node, ast.Import):
            found |= {alias.name for alias in node.names}
        elif isinstance(node, ast.ImportFrom):
            assert not node.level
            module = node.module or ""
            found |= {module, *(f"{module}.{alias.name}" for alias in node.names)}
    return found


def within(name: str, rooms: tuple[str, ...]) -> bool:
    return any(f"{name}.".startswith(f"{room}.") for room in rooms)


def faults(room: str, source: str) -> list[str]:
    """The imports that a room forbids."""
    own = f"sinokorea_geo.maps.{room}"
    wrong = [name for name in imports_of(source) if within(name, FORBIDDEN.get(room, ()))]
    if room in ALLOWED:
        modules = {
            node.module or ""
            for node in ast.walk(ast.parse(source))
            if isinstance(node, ast.ImportFrom)
        }
        ours = [name for name in modules if within(name, ("sinokorea_geo",))]
        wrong += [name for name in ours if not within(name, (own, *ALLOWED[room]))]
    return sorted(wrong)


@pytest.mark.parametrize("room", ["offline", "print", "web"])
def test_a_room_knows_only_what_it_may(room: str) -> None:
    files = sorted((ROOT / room).rglob("*.py"))
    assert len(files) > 4
    assert {file.name: found for file in files if (found := faults(room, file.read_text()))} == {}


@pytest.mark.parametrize(
    ("room", "source"),
    [
        ("offline", "from sinokorea_geo.atlas import load_atlas"),
        ("offline", "from sinokorea_geo.maps.web.encoding import packed"),
        ("offline", "def f():\n    import pandas"),
        ("print", "from sinokorea_geo.maps.web.page import asset"),
        ("print", "import folium.plugins"),
        ("web", "from sinokorea_geo.maps.print import plot"),
    ],
)
def test_a_forbidden_import_is_found(room: str, source: str) -> None:
    assert faults(room, source)
