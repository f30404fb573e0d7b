"""Holds the package to its plan: imports that walk one way, and public names that are there."""

from __future__ import annotations

import ast
import dataclasses
import importlib
import inspect
import json
import re
import subprocess
import sys
import textwrap
from collections.abc import Callable, Iterator
from typing import Any

import pytest

import sinokorea_geo as skg
from tests.house.imports import (
    FOLDER,
    ROOMS,
    ROOT,
    arrows,
    faults,
    longest_chains,
    read_house,
    room_of,
)


def test_imports_walk_one_way() -> None:
    assert faults(read_house()) == []


def test_no_room_may_import_what_it_does_not() -> None:
    house = read_house()
    used = {(room_of(m), room_of(name)) for m in house for name in arrows(m, house)}
    idle = {room: allowed - {b for a, b in used if a == room} for room, allowed in ROOMS.items()}
    assert {room: names for room, names in idle.items() if names} == {}


def test_every_room_of_the_package_was_read() -> None:
    rooms = {room_of(module) for module in read_house()}
    assert {"", "errors", "atomic", "geodesy", "atlas", "spatial", "claims", "maps", "cli"} <= rooms
    assert "sinokorea_geo.atlas.atlas" in read_house()
    # An arrow that must be there: were imports not read, none would be forbidden either.
    assert "sinokorea_geo.geodesy" in arrows("sinokorea_geo.atlas.border", read_house())
    assert "sinokorea_geo" in arrows("sinokorea_geo.cli._measure", read_house())


BROKEN = {
    "geodesy knows data": {"geodesy.bad": "from sinokorea_geo.atlas import Place"},
    "geodesy knows frames": {"geodesy.bad": "def f():\n    import geopandas as gpd"},
    "geodesy knows pandas": {"geodesy.bad": "from pandas import DataFrame"},
    "geodesy knows another library": {"geodesy.bad": "import scipy.spatial"},
    "geodesy writes": {"geodesy.bad": "from sinokorea_geo.atomic import write_atomically"},
    "errors know the atlas": {"errors": "from sinokorea_geo.atlas.feature import Place"},
    "atlas measures": {"atlas.bad": "from sinokorea_geo.spatial import distance"},
    "atlas writes": {"atlas.bad": "import sinokorea_geo.atomic"},
    "maps check claims": {"maps.bad": "from sinokorea_geo.claims.check import check_claim"},
    "maps read texts": {"maps.bad": "from sinokorea_geo.toponyms import find_mentions"},
    "for types only": {
        "maps.bad": "from typing import TYPE_CHECKING\n"
        "if TYPE_CHECKING:\n    from sinokorea_geo.claims import check_claim"
    },
    "in a function": {"atlas.bad": "def f():\n    def g():\n        import folium.plugins"},
    "folium in spatial": {"spatial.bad": "from folium import Map"},
    "branca in the command line": {"cli": "import branca.element"},
    "click in maps": {"maps.bad": "import click"},
    "another command line framework": {"cli": "import typer"},
    "upwards from a room": {"atlas.bad": "from sinokorea_geo import corridor"},
    "room through the package": {"geodesy.bad": "from sinokorea_geo import atlas"},
    "relative": {"geodesy.bad": "from ..atlas import Place"},
    "relative to the package": {"geodesy.bad": "from .. import maps"},
    "maps know stories": {"maps.bad": "from sinokorea_geo.story import Story"},
    "stories write": {"story.bad": "from sinokorea_geo.atomic import write_atomically"},
    "toponyms measure": {"toponyms.bad": "from sinokorea_geo.spatial import nearest"},
    "spatial knows the command line": {"spatial.bad": "from sinokorea_geo.cli import main"},
    "by name": {"atlas.bad": "from importlib import import_module\nimport_module('folium')"},
    "by another name": {
        "maps.bad": "from importlib import import_module as _im\n_im('folium')",
    },
    "by a module's name": {"maps.bad": "import importlib as lib\nlib.import_module('folium')"},
    "a private name of another room": {
        "maps.bad": "from sinokorea_geo.atlas.names import _fold",
    },
    "a private module of another room": {
        "maps.bad": "from sinokorea_geo.atlas._hidden import fold",
    },
    "a private name through a module": {
        "maps.bad": "from sinokorea_geo.atlas import names as n\nn._fold('a')",
    },
    "pyproj in maps": {"maps.bad": "from pyproj import Transformer"},
    "pyproj as a whole": {"spatial.bad": "import pyproj"},
    "data behind the caller's back": {
        "maps.bad": "from sinokorea_geo.atlas import load_atlas as load\natlas = load()",
    },
    "an atlas opened by what was handed on": {
        "maps.bad": "from sinokorea_geo.atlas import load_atlas\nf = dict(load=load_atlas)",
    },
    "data opened by its store": {
        "claims.bad": "from sinokorea_geo.atlas.store import DataStore\nDataStore('.')",
    },
    "by an import that was handed on": {"maps.bad": "import importlib as il\nf = il.import_module"},
    "by an attribute of the importing module": {
        "maps.bad": "import importlib\ngetattr(importlib, 'import_' + 'module')('folium')",
    },
    "by text that is run": {"maps.bad": "exec('import click')"},
    "by a name that is resolved": {"maps.bad": "import pkgutil\npkgutil.resolve_name('click')"},
    "a private name through a dotted module": {
        "maps.bad": "import sinokorea_geo.atlas.names\nsinokorea_geo.atlas.names._fold('a')",
    },
    "a private name of an object from another room": {
        "maps.bad": "def f(atlas):\n    return atlas._store",
    },
    "round the engine's door from another room": {
        "spatial.bad": "from sinokorea_geo.geodesy.engine import inverse",
    },
    "round the engine's door": {"geodesy.bad": "from sinokorea_geo.geodesy.engine.raster import x"},
    "relatively in its own room": {"maps.bad": "from .words import Words"},
    "room not in the plan": {"cellar": "x = 1"},
    "circle": {
        "atlas.a": "from sinokorea_geo.atlas import b",
        "atlas.b": "def f():\n    from sinokorea_geo.atlas.a import g",
    },
}


@pytest.mark.parametrize("case", BROKEN)
def test_a_forbidden_import_is_found(case: str) -> None:
    house = read_house()
    for name, source in BROKEN[case].items():
        module = f"{ROOT}.{name}"
        house[module] = f"{house.get(module, '')}\n{source}\n"
    found = faults(house)
    # What is drawn upwards may close a circle besides.
    straight = [fault for fault in found if not fault.startswith("circle: ")]
    if case == "circle":
        assert (len(found), straight) == (1, [])
    else:
        broken = f"{ROOT}.{next(iter(BROKEN[case]))}: "
        assert straight
        assert all(fault.startswith(broken) for fault in straight)


DEEPEST = 16


def test_no_chain_of_imports_is_deeper_than_it_may_be() -> None:
    longest = max(longest_chains(read_house()).values(), key=len)
    print(f"longest chain of imports {len(longest)} (at most {DEEPEST}): {' > '.join(longest)}")
    assert len(longest) <= DEEPEST


def test_a_chain_that_is_too_deep_is_found() -> None:
    house = read_house()
    top = max(longest_chains(house).values(), key=len)
    house[f"{ROOT}.cli.bad"] = f"def f():\n    from {top[0]} import main\n"
    assert longest_chains(house)[f"{ROOT}.cli.bad"] == [f"{ROOT}.cli.bad", *top]


def test_a_chain_goes_through_what_a_folder_re_exports() -> None:
    house = {
        ROOT: "",
        f"{ROOT}.a": f"from {ROOT}.b import name",
        f"{ROOT}.b": f"from {ROOT}.b.inner import name",
        f"{ROOT}.b.inner": f"from {ROOT}.c import x",
        f"{ROOT}.c": "x = 1",
    }
    chain = longest_chains(house)[f"{ROOT}.a"]
    assert chain == [f"{ROOT}.{name}" for name in ("a", "b.inner", "c")]


# -- what importing the package costs ----------------------------------------------------------


def run_python(code: str) -> Any:
    """What a program prints as JSON, run in a Python of its own."""
    done = subprocess.run(
        [sys.executable, "-W", "error", "-c", textwrap.dedent(code)],
        check=True,
        capture_output=True,
        text=True,
    )
    return json.loads(done.stdout)


def test_import_reads_no_data_and_no_heavy_library() -> None:
    opened, loaded = run_python(
        """
        import json, sys
        opened = []
        def note(event, args):
            if event == "open":
                opened.append(str(args[0]))
        sys.addaudithook(note)
        import sinokorea_geo
        dir(sinokorea_geo)
        print(json.dumps([opened, sorted(sys.modules)]))
        """
    )
    read = [path for path in opened if not re.search(r"\.py[co]?\b", path)]
    assert read == []
    heavy = {"geopandas", "pandas", "folium", "branca", "shapely", "pyproj", "numpy", "numba"}
    heavy |= {"matplotlib", "rtree"}
    assert heavy & set(loaded) == set()
    assert "sinokorea_geo" in loaded


def test_measuring_needs_no_map_library() -> None:
    loaded = run_python(
        """
        import json, sys
        import sinokorea_geo as skg
        skg.load_atlas, skg.distance
        print(json.dumps(sorted(sys.modules)))
        """
    )
    assert "geopandas" in loaded
    assert {"folium", "branca", "click", "pandera"} & set(loaded) == set()


# -- public names ------------------------------------------------------------------------------


def test_public_names_are_sorted_and_there() -> None:
    assert skg.__all__ == sorted(set(skg.__all__))
    for name in skg.__all__:
        assert getattr(skg, name).__name__.rpartition(".")[2] == name
    assert set(skg.__all__) <= set(dir(skg))


def test_public_names_are_the_ones_that_type_checkers_see() -> None:
    tree = ast.parse((FOLDER / "__init__.py").read_text(encoding="utf-8"))
    typed = [
        name
        for node in tree.body
        if isinstance(node, ast.If)
        for inner in node.body
        if isinstance(inner, ast.ImportFrom)
        for alias in inner.names
        for name in (
            importlib.import_module(inner.module or "").__all__
            if alias.name == "*"
            else [alias.asname or alias.name]
        )
    ]
    assert sorted(typed) == skg.__all__


def test_every_error_is_public() -> None:
    from sinokorea_geo import errors

    assert set(errors.__all__) <= set(skg.__all__)
    for name in errors.__all__:
        kind = getattr(skg, name)
        assert issubclass(kind, skg.SinoKoreaGeoError)
        stdlib = ValueError | LookupError | OSError | ImportError
        assert kind is skg.SinoKoreaGeoError or issubclass(kind, stdlib), name


def test_unknown_name_is_an_attribute_error() -> None:
    with pytest.raises(AttributeError, match="no attribute 'loadatlas'"):
        _ = skg.loadatlas


@pytest.mark.parametrize("module", sorted(read_house()))
def test_all_lists_what_the_module_has(module: str) -> None:
    opened = importlib.import_module(module)
    names = getattr(opened, "__all__", [])
    assert len(names) == len(set(names))
    assert [name for name in names if not hasattr(opened, name)] == []


# -- docstrings --------------------------------------------------------------------------------


def sections(doc: str) -> dict[str, list[str]]:
    """The sections of a numpydoc docstring; the summary under ""."""
    found: dict[str, list[str]] = {"": []}
    lines = inspect.cleandoc(doc).splitlines()
    title = ""
    for line, after in zip(lines, [*lines[1:], ""], strict=True):
        if line and set(after) == {"-"} and len(after) == len(line):
            title = line
            found[title] = []
        elif set(line) != {"-"}:
            found[title].append(line)
    return found


def entries(lines: list[str]) -> set[str]:
    """The names a section explains: lines that are not indented, before any colon."""
    heads = [line for line in lines if line and not line.startswith(" ")]
    return {
        name.strip(" *") for head in heads for name in head.partition(":")[0].split(",") if name
    }


def raised(function: Callable[..., Any]) -> set[str]:
    """The errors of this package that a function's own body raises by name."""
    tree = ast.parse(textwrap.dedent(inspect.getsource(function)))
    calls = [
        node.exc.func.id
        for node in ast.walk(tree)
        if isinstance(node, ast.Raise)
        and isinstance(node.exc, ast.Call)
        and isinstance(node.exc.func, ast.Name)
    ]
    return {name for name in calls if name in skg.__all__}


def doc_faults(name: str, function: Callable[..., Any], *, returns: bool = True) -> list[str]:
    """What a function's docstring leaves out."""
    doc = function.__doc__
    if not doc:
        return [f"{name}: no docstring"]
    found = []
    held = sections(doc)
    if not held[""] or not held[""][0].endswith("."):
        found.append(f"{name}: the first line is no sentence")
    signature = inspect.signature(function)
    wanted = {parameter for parameter in signature.parameters if parameter not in {"self", "cls"}}
    missing = wanted - entries(held.get("Parameters", []))
    extra = entries(held.get("Parameters", [])) - wanted
    found += [f"{name}: parameter {parameter} is not explained" for parameter in sorted(missing)]
    found += [f"{name}: parameter {parameter} does not exist" for parameter in sorted(extra)]
    gives = signature.return_annotation not in {None, "None", inspect.Signature.empty}
    if returns and gives and not {"Returns", "Yields"} & set(held):
        found.append(f"{name}: what it returns is not explained")
    told = {word for line in held.get("Raises", []) for word in re.findall(r"\w+", line)}
    found += [f"{name}: raises {error} untold" for error in sorted(raised(function) - told)]
    return found


def class_faults(name: str, kind: type) -> list[str]:
    """What a class's docstring, and those of its own methods, leave out."""
    doc = kind.__doc__
    if not doc or doc.startswith(f"{kind.__name__}("):  # dataclasses write one of that kind
        return [f"{name}: no docstring"]
    found = []
    if dataclasses.is_dataclass(kind):
        wanted = {field.name for field in dataclasses.fields(kind)}
    elif "__init__" in vars(kind):
        wanted = set(inspect.signature(kind).parameters)
    else:
        wanted = set()
    held = sections(doc)
    told = entries([*held.get("Parameters", []), *held.get("Attributes", [])])
    found += [f"{name}: parameter {key} is not explained" for key in sorted(wanted - told)]
    for key, member in vars(kind).items():
        if key.startswith("_"):
            continue
        if isinstance(member, property):
            if not (member.fget and member.fget.__doc__):
                found.append(f"{name}.{key}: no docstring")
        elif inspect.isfunction(member) and not member.__doc__:
            found.append(f"{name}.{key}: no docstring")
    return found


def public_objects() -> Iterator[tuple[str, Any]]:
    """What the package and its rooms name in ``__all__``, each once.

    The command line explains itself, and only other rooms call what measures, and what reads
    language and files. What ``sinokorea_geo`` itself names is checked, whatever room it is in.
    """
    seen: set[int] = set()
    for room in sorted(
        {room_of(module) for module in read_house()} - {"atomic", "cli", "geodesy", "language"}
    ):
        module = importlib.import_module(f"{ROOT}.{room}".rstrip("."))
        for name in module.__all__:
            value = getattr(module, name)
            documented = inspect.isfunction(value) or inspect.isclass(value)
            if documented and value.__module__.startswith(ROOT) and id(value) not in seen:
                seen.add(id(value))
                yield f"{value.__module__}.{name}", value


def test_public_objects_are_documented() -> None:
    found = []
    for name, value in public_objects():
        check = class_faults if inspect.isclass(value) else doc_faults
        found += check(name, value)
    assert found == []


def test_public_methods_are_documented() -> None:
    found = []
    for name, value in public_objects():
        if inspect.isclass(value):
            for key, member in vars(value).items():
                if inspect.isfunction(member) and not key.startswith("_"):
                    found += doc_faults(f"{name}.{key}", member)
    assert found == []


def undocumented(a: int, b: int) -> int:
    """Return something.

    Parameters
    ----------
    a : int
        One.
    c : int
        Not there.
    """
    if a:
        raise skg.InvalidDate("a") if b else _invalid()
    return a


def _invalid() -> skg.InvalidDate:
    return skg.InvalidDate("b")


def test_what_a_docstring_leaves_out_is_found() -> None:
    def refuses(a: int) -> None:
        """Refuse.

        Parameters
        ----------
        a : int
            One.
        """
        from sinokorea_geo.errors import InvalidDate

        raise InvalidDate(a)

    assert doc_faults("f", undocumented) == [
        "f: parameter b is not explained",
        "f: parameter c does not exist",
        "f: what it returns is not explained",
    ]
    assert doc_faults("f", refuses) == ["f: raises InvalidDate untold"]
    assert doc_faults("f", lambda: None) == ["f: no docstring"]

    @dataclasses.dataclass
    class Bare:
        """A thing."""

        a: int

        def method(self) -> None:
            pass

    assert class_faults("Bare", Bare) == [
        "Bare: parameter a is not explained",
        "Bare.method: no docstring",
    ]
