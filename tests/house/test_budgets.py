"""Holds the package to its budgets, and prints where it stands."""

from __future__ import annotations

import ast
import re
import statistics

from tests.house.imports import House, parsed, read_house, room_of

MOST_LINES = 24_000
MOST_LINES_OF_TEXT = 5_500
HIGHEST_MEDIAN = 200
LONGEST_BODY = 60
MOST_PARAMETERS = 8

HOUSE: House = read_house()
LINES = {module: source.count("\n") for module, source in HOUSE.items()}

Function = ast.FunctionDef | ast.AsyncFunctionDef


def functions() -> list[tuple[str, Function]]:
    """Every function of the package, and the name it has there."""
    return [
        (f"{module}:{node.name}", node)
        for module, source in HOUSE.items()
        for node in ast.walk(parsed(source))
        if isinstance(node, Function)
    ]


def body_lines(function: Function) -> int:
    """How many lines a function has below its docstring."""
    body = function.body[1:] if ast.get_docstring(function) else function.body
    return (body[-1].end_lineno or 0) - body[0].lineno + 1 if body else 0


def parameters(function: Function) -> int:
    given = function.args
    return len([*given.posonlyargs, *given.args, *given.kwonlyargs])


def is_compiled(module: str) -> bool:
    """Tell whether a module holds compiled loops: they take arrays one by one."""
    return "njit" in HOUSE[module.partition(":")[0]]


def test_lines_in_all() -> None:
    rooms: dict[str, int] = {}
    for module, lines in LINES.items():
        rooms[room_of(module)] = rooms.get(room_of(module), 0) + lines
    total = sum(rooms.values())
    print(f"lines {total:,}, at most {MOST_LINES:,}: {rooms}")
    assert total <= MOST_LINES


def test_lines_of_what_reads_text() -> None:
    rooms = {"language", "toponyms", "claims"}
    total = sum(lines for module, lines in LINES.items() if room_of(module) in rooms)
    print(f"lines that read text {total:,}, at most {MOST_LINES_OF_TEXT:,}")
    assert total <= MOST_LINES_OF_TEXT


def test_the_median_file() -> None:
    median = statistics.median(LINES.values())
    print(f"median file {median:.0f} lines of {HIGHEST_MEDIAN}, {len(LINES)} files")
    assert median <= HIGHEST_MEDIAN


def test_no_function_is_too_long() -> None:
    sizes = {name: body_lines(function) for name, function in functions()}
    longest = max(sizes, key=sizes.__getitem__)
    print(f"longest function body {sizes[longest]} lines of {LONGEST_BODY}: {longest}")
    assert {name: size for name, size in sizes.items() if size > LONGEST_BODY} == {}


def test_no_function_takes_too_many_parameters() -> None:
    counts = {name: parameters(f) for name, f in functions() if not is_compiled(name)}
    print(f"most parameters {max(counts.values())} of {MOST_PARAMETERS}")
    assert {name: n for name, n in counts.items() if n > MOST_PARAMETERS} == {}


def test_docstrings_of_modules_begin_with_what_they_do() -> None:
    riddle = re.compile(r"(What|Which|Whether|Where|How|Whatever|Who|Why|When)\b")
    docs = {module: ast.get_docstring(parsed(source)) or "" for module, source in HOUSE.items()}
    assert {module: doc.splitlines()[0] for module, doc in docs.items() if riddle.match(doc)} == {}
