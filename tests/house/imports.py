"""Reads the imports of the package and lists those that the house forbids."""

from __future__ import annotations

import ast
import functools
import graphlib
import sys
from collections.abc import Iterator
from pathlib import Path

import sinokorea_geo as skg

ROOT = "sinokorea_geo"
FOLDER = Path(skg.__file__).parent

#: What each room may import; "" is the package itself.
ROOMS: dict[str, set[str]] = {
    "errors": set(),
    "atomic": {"errors"},
    "geodesy": {"errors"},
    "language": {"errors", "atomic", "atlas"},
    "atlas": {"errors", "geodesy"},
    "io": {"errors", "atomic", "geodesy"},
    "spatial": {"errors", "atomic", "geodesy", "atlas", "io"},
    "toponyms": {"errors", "language", "atlas"},
    "claims": {"errors", "atomic", "geodesy", "language", "atlas", "toponyms"},
    "maps": {"errors", "atomic", "geodesy", "atlas", "spatial"},
    # An article's words are measured and drawn: nothing below may know all three.
    "story": {"errors", "language", "atlas", "toponyms", "claims", "maps"},
    "testing": {"errors", "geodesy", "atlas", "spatial"},
    "cli": {"atomic", "language", "atlas", "claims", "maps", ""},
    "pytest_plugin": {""},
    "__main__": {"cli"},
    "": {
        "errors",
        "geodesy",
        "atlas",
        "io",
        "spatial",
        "testing",
        "toponyms",
        "claims",
        "maps",
        "story",
    },
}

_FRAMES = {"atlas", "io", "spatial", "testing", "toponyms", "maps", "story", "cli"}
#: Libraries that only some rooms may know.
KEPT_TO = {
    "folium": {"maps"},
    "branca": {"maps"},
    "jinja2": {"maps"},
    "matplotlib": {"maps"},
    "click": {"cli"},
    "typer": set(),
    "rtree": {"atlas"},
    "numba": {"geodesy"},
    "pytest": {"pytest_plugin"},
    "geopandas": _FRAMES,
    "pandas": _FRAMES | {"language", "claims"},
}
#: What rooms outside geodesy may take from pyproj: enough to tell one system from another.
CRS_CHECKS = {"CRS", "CRSError"}
#: Rooms that may know nothing but these beside the standard library.
ONLY: dict[str, set[str]] = {
    "errors": set(),
    "atomic": set(),
    "geodesy": {"numba", "numpy", "shapely", "pyproj"},
}

#: Modules whose callers may name no atlas: a claim in one line, and a map of Folium without one.
OWN_ATLAS = {f"{ROOT}.claims.check", f"{ROOT}.maps.save"}

House = dict[str, str]


Import = ast.Import | ast.ImportFrom


@functools.cache
def parsed(source: str) -> ast.Module:
    return ast.parse(source)


@functools.cache
def imports_in(source: str) -> tuple[Import, ...]:
    """Every import of a module, wherever it stands."""
    return tuple(node for node in ast.walk(parsed(source)) if isinstance(node, Import))


#: What imports by a name that cannot be read here, or runs text, and what opens the data.
HIDDEN_IMPORTS = {"import_module", "__import__", "exec", "eval", "resolve_name"}
HIDING_MODULES = {"importlib", "pkgutil", "runpy", "imp"}
OPENS_DATA = {"load_atlas", "DataStore", "default_data_dir"}


@functools.cache
def mentioned_in(source: str) -> frozenset[str]:
    """The last name of everything that a module imports, calls or hands on."""
    nodes = [node for node in ast.walk(parsed(source)) if isinstance(node, ast.expr)]
    aliases = {alias.name for node in imports_in(source) for alias in node.names}
    return frozenset({last_name(node) for node in nodes} | aliases)


@functools.cache
def private_attributes_in(source: str) -> frozenset[tuple[str, str]]:
    """The private attributes that a module reads, each with what it reads them from."""
    return frozenset(
        (ast.unparse(node.value), node.attr)
        for node in ast.walk(parsed(source))
        if isinstance(node, ast.Attribute) and is_private(node.attr)
    )


@functools.cache
def private_definitions_in(source: str) -> frozenset[str]:
    """The private names that a module gives to anything."""
    found = set()
    for node in ast.walk(parsed(source)):
        if isinstance(node, ast.FunctionDef | ast.ClassDef):
            found.add(node.name)
        elif isinstance(node, ast.Attribute | ast.Name) and isinstance(node.ctx, ast.Store):
            found.add(last_name(node))
    return frozenset(filter(is_private, found))


def hides_imports(source: str) -> bool:
    """Tell whether a module takes what imports by name; to read the package's own files is fine."""
    taken = {
        f"{node.module}.{alias.name}" if isinstance(node, ast.ImportFrom) else f"{alias.name}."
        for node in imports_in(source)
        for alias in node.names
    }
    fine = ("importlib.resources", "importlib.metadata")
    return any(n.partition(".")[0] in HIDING_MODULES and not n.startswith(fine) for n in taken)


def last_name(node: ast.AST) -> str:
    if isinstance(node, ast.Attribute):
        return node.attr
    return node.id if isinstance(node, ast.Name) else ""


def read_house() -> House:
    """Every module of the package by its dotted name."""
    house = {}
    for path in sorted(FOLDER.rglob("*.py")):
        parts = path.relative_to(FOLDER).with_suffix("").parts
        name = ".".join([ROOT, *(part for part in parts if part != "__init__")])
        house[name] = path.read_text(encoding="utf-8")
    return house


def room_of(module: str) -> str:
    parts = module.split(".")
    return parts[1] if len(parts) > 1 else ""


def imported(module: str, house: House) -> set[str]:
    """Everything a module imports, wherever the statement stands."""
    is_package = is_door(module, house)
    found: set[str] = set()
    for node in imports_in(house[module]):
        if isinstance(node, ast.Import):
            found |= {alias.name for alias in node.names}
        elif isinstance(node, ast.ImportFrom):
            base = node.module or ""
            if node.level:
                parts = module.split(".")
                kept = parts[: len(parts) - node.level + is_package]
                base = ".".join([*kept, *([base] if base else [])])
            for alias in node.names:
                # "from package import module" names a module, anything else a part of one.
                whole = f"{base}.{alias.name}"
                found.add(whole if whole in house or base == ROOT else base)
    return found


def arrows(module: str, house: House) -> set[str]:
    """The modules of the package that a module imports."""
    inner = {name for name in imported(module, house) if f"{name}.".startswith(f"{ROOT}.")}
    return {name if name in house else name.rpartition(".")[0] for name in inner}


def private_names(module: str, house: House) -> Iterator[str]:
    """Private names and modules of other rooms that a module uses."""
    foreign: dict[str, str] = {}
    for node in imports_in(house[module]):
        base = node.module or "" if isinstance(node, ast.ImportFrom) else ""
        for alias in node.names:
            whole = f"{base}.{alias.name}".lstrip(".")
            if not whole.startswith(f"{ROOT}.") or room_of(whole) == room_of(module):
                continue
            if any(is_private(part) for part in whole.split(".")):
                yield whole
            foreign[alias.asname or alias.name] = whole
    room = room_of(module)
    own: set[str] = set()
    others: set[str] = set()
    for other, source in house.items():
        (own if room_of(other) == room else others).update(private_definitions_in(source))
    for owner, name in sorted(private_attributes_in(house[module])):
        if owner in foreign:
            yield f"{foreign[owner]}.{name}"
        elif name in others - own:
            yield f"{owner}.{name}"


def is_private(name: str) -> bool:
    return name.startswith("_") and not name.endswith("__")


def pyproj_names(module: str, house: House) -> set[str]:
    """The names that a module takes from pyproj."""
    return {
        alias.name if isinstance(node, ast.ImportFrom) else "pyproj"
        for node in imports_in(house[module])
        for alias in node.names
        if f"{getattr(node, 'module', None) or alias.name}.".startswith("pyproj.")
    }


def faults(house: House) -> list[str]:
    """Every import and call that the house forbids."""
    found = []
    for module in house:
        room = room_of(module)
        if room not in ROOMS:
            found.append(f"{module}: room {room!r} is not in the plan")
            continue
        found += [f"{module}: {fault}" for fault in faults_of(module, room, house)]
    try:
        list(graphlib.TopologicalSorter({m: arrows(m, house) for m in house}).static_order())
    except graphlib.CycleError as error:
        found.append(f"circle: {' -> '.join(error.args[1])}")
    return found


def faults_of(module: str, room: str, house: House) -> Iterator[str]:
    """What one module does that its room may not."""
    allowed = ROOMS[room] | ({room} if room else set())
    for name in sorted(arrows(module, house)):
        if room_of(name) not in allowed:
            yield f"imports {name}"
    for name in sorted(imported(module, house)):
        top = name.partition(".")[0]
        if top == ROOT or top in sys.stdlib_module_names:
            continue
        if room not in KEPT_TO.get(top, {room}) or top not in ONLY.get(room, {top}):
            yield f"imports {name}"
    if room != "geodesy":
        for name in sorted(pyproj_names(module, house) - CRS_CHECKS):
            yield f"takes {name} from pyproj"
    for name in sorted(set(private_names(module, house))):
        yield f"uses the private {name}"
    yield from hidden_ways_of(module, room, house)


def hidden_ways_of(module: str, room: str, house: House) -> Iterator[str]:
    """The ways round the plan that a module takes."""
    source = house[module]
    mentioned = mentioned_in(source)
    if room and (HIDDEN_IMPORTS & mentioned or hides_imports(source)):
        yield "imports by a name that cannot be read here"
    if (
        not (room in {"cli", "pytest_plugin", "atlas", ""} or module in OWN_ATLAS)
        and OPENS_DATA & mentioned
    ):
        yield "loads the atlas behind its caller's back"
    engine = f"{ROOT}.geodesy.engine"
    behind = {name for name in arrows(module, house) if f"{name}.".startswith(f"{engine}.")}
    if not f"{module}.".startswith(f"{engine}."):
        for name in sorted(behind - ({engine} if room == "geodesy" else set())):
            yield f"goes round the engine's door to {name}"
    if any(isinstance(node, ast.ImportFrom) and node.level for node in imports_in(source)):
        yield "imports relatively, which hides where to"


def longest_chains(house: House) -> dict[str, list[str]]:
    """The longest chain of imports below each module, itself included.

    What a folder re-exports leads to where it is defined. Imports inside functions count.
    """
    graph = {
        module: sorted(definers(module, house) - {module})
        for module in house
        if not is_door(module, house)
    }
    chains: dict[str, list[str]] = {}
    for module in graphlib.TopologicalSorter(graph).static_order():
        below = max((chains[name] for name in graph[module]), key=len, default=[])
        chains[module] = [module, *below]
    return chains


def is_door(module: str, house: House) -> bool:
    """Tell whether a module is a folder's own."""
    return f"{module}." in _folders(frozenset(house))


@functools.cache
def _folders(modules: frozenset[str]) -> frozenset[str]:
    return frozenset(f"{module.rpartition('.')[0]}." for module in modules)


def definers(module: str, house: House) -> set[str]:
    """The modules that define what a module imports."""
    found: set[str] = set()
    for node in imports_in(house[module]):
        if isinstance(node, ast.ImportFrom):
            base = node.module or ""
            for alias in node.names:
                found |= definer(base, alias.name, house)
        elif isinstance(node, ast.Import):
            found |= {a.name for a in node.names if a.name in house and not is_door(a.name, house)}
    return found


def definer(base: str, name: str, house: House) -> set[str]:
    """The module that defines a name that is imported from another."""
    whole = f"{base}.{name}"
    if whole in house and not is_door(whole, house):
        return {whole}
    if base not in house:
        return set()
    if not is_door(base, house):
        return {base}
    inside = (
        definer(node.module or "", alias.name, house)
        for node in imports_in(house[base])
        if isinstance(node, ast.ImportFrom) and node.module != base
        for alias in node.names
        if (alias.asname or alias.name) == name
    )
    return set().union(*inside)
