"""Small rooms: a ceiling on modules and functions, names that say something, docstrings on what others use."""

from __future__ import annotations

import ast
from collections.abc import Iterator

import pytest

from tests.house.tree import TOP, modules, name, public, tree

MODULE_CEILING = 400
FUNCTION_CEILING = 60
DRAWERS = {"utils", "util", "core", "helpers", "helper", "common", "misc", "shared", "lib", "base", "stuff"}

#: Functions above the ceiling, each with the reason it may be. Nothing is here by default.
LOOP = "a compiled loop over subjects: calling out for each would cost several times its work"
LONG_BY_NAME: dict[str, str] = {
    "src/caseward/engine/kernel_apart.py:apart_kernel": LOOP,
    "src/caseward/engine/kernel_every.py:every_kernel": LOOP,
    "src/caseward/engine/kernel_grid.py:grid_kernel": LOOP,
    "src/caseward/engine/kernel_never.py:never_kernel": LOOP,
    "src/caseward/engine/kernel_reply.py:reply_kernel": LOOP,
    "src/caseward/engine/kernel_rolling.py:rolling_kernel": LOOP,
    "src/caseward/engine/kernel_when.py:when_kernel": LOOP,
    "src/caseward/engine/segments.py:_cut": LOOP,
}


def functions(node: ast.AST, prefix: str) -> Iterator[tuple[str, ast.FunctionDef | ast.AsyncFunctionDef]]:
    for child in ast.iter_child_nodes(node):
        if isinstance(child, ast.FunctionDef | ast.AsyncFunctionDef):
            yield f"{prefix}{child.name}", child
        if isinstance(child, ast.ClassDef):
            yield from functions(child, f"{prefix}{child.name}.")


def length(node: ast.FunctionDef | ast.AsyncFunctionDef) -> int:
    return (node.end_lineno or node.lineno) - node.lineno + 1


@pytest.mark.parametrize(
    "path", [*modules(), *sorted(TOP.glob("tools/*.py")), *sorted(TOP.glob("tests/**/*.py"))], ids=name
)
def test_a_module_stays_under_the_ceiling(path):
    assert len(path.read_text(encoding="utf-8").splitlines()) <= MODULE_CEILING, f"{name(path)}: give part of it a room"


def test_no_function_is_longer_than_the_ceiling_unless_named():
    long = {
        f"{name(path)}:{title}": length(node)
        for path in modules()
        for title, node in functions(tree(path), "")
        if length(node) > FUNCTION_CEILING
    }
    assert set(long) == set(LONG_BY_NAME), f"longer than {FUNCTION_CEILING} lines, or named without need: {long}"


def test_functions_stay_near_ten_lines():
    """The median says what the habit is, whatever the exceptions."""
    sizes = sorted(length(node) for path in modules() for _, node in functions(tree(path), ""))
    assert sizes[len(sizes) // 2] <= 15, f"median function is {sizes[len(sizes) // 2]} lines"


def test_no_module_is_a_drawer():
    bad = [name(path) for path in modules() if DRAWERS & {part.removesuffix(".py") for part in path.parts}]
    assert not bad, f"name these after what they hold: {bad}"


def undocumented(node: ast.AST, where: str) -> Iterator[str]:
    for child in ast.iter_child_nodes(node):
        if not public(child) or getattr(child, "name", "") == "Meta":  # Django's options of a table
            continue
        assert isinstance(child, ast.FunctionDef | ast.AsyncFunctionDef | ast.ClassDef)
        if not ast.get_docstring(child) and not overload(child):
            yield f"{where}:{child.name}"
        if isinstance(child, ast.ClassDef):
            yield from undocumented(child, f"{where}:{child.name}")


def overload(node: ast.FunctionDef | ast.AsyncFunctionDef | ast.ClassDef) -> bool:
    """Typing overloads and property setters are documented at the one that does the work."""
    marks = {ast.unparse(mark).split(".")[-1] for mark in node.decorator_list}
    return bool({"overload", "setter"} & marks)


def test_everything_public_says_what_it_is():
    bad = [name(path) for path in modules() if not ast.get_docstring(tree(path))]
    bad += [found for path in modules() for found in undocumented(tree(path), name(path))]
    assert not bad, f"no docstring: {bad}"
