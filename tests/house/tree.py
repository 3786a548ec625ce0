"""What the house tests look at: the files git tracks, and the source of the pure core as syntax trees."""

from __future__ import annotations

import ast
import subprocess
from collections.abc import Iterator
from functools import cache
from pathlib import Path

TOP = Path(__file__).resolve().parents[2]
PACKAGE = TOP / "src" / "caseward"
TEXT = {
    "",
    ".cfg",
    ".csv",
    ".html",
    ".json",
    ".jsonl",
    ".lock",
    ".md",
    ".py",
    ".sh",
    ".svg",
    ".toml",
    ".txt",
    ".yaml",
    ".yml",
}

#: Rooms that may look at the clock, the environment, the terminal or the network. Everything else is handed what it needs.
OUTER = ("cli", "client", "web")


def modules(*, outer: bool = True) -> list[Path]:
    """Every module of the package, in order; without the outer rooms when asked."""
    found = sorted(p for p in PACKAGE.rglob("*.py") if p.parent.name != "migrations")  # Django writes those
    return [path for path in found if outer or path.relative_to(PACKAGE).parts[0] not in OUTER]


def name(path: Path) -> str:
    """The path as a person reads it in a failure."""
    return path.relative_to(TOP).as_posix()


@cache
def tree(path: Path) -> ast.Module:
    """The syntax tree of one module."""
    return ast.parse(path.read_text(encoding="utf-8"), filename=str(path))


def tracked() -> list[Path]:
    """The files a clone would hold: tracked, or new and not ignored. Falls back to walking when there is no git."""
    command = ["git", "-C", str(TOP), "ls-files", "-z", "--cached", "--others", "--exclude-standard"]
    done = subprocess.run(command, capture_output=True, text=True, check=False)
    if done.returncode:
        skipped = {".venv", "build", "dist", "node_modules"}
        return sorted(p for p in TOP.rglob("*") if p.is_file() and not skipped & set(p.relative_to(TOP).parts))
    return sorted(TOP / line for line in done.stdout.split("\0") if line and (TOP / line).is_file())


def texts() -> Iterator[tuple[Path, str]]:
    """Every tracked text file with its text; some bad examples are bad because they are not UTF-8."""
    for path in tracked():
        if path.suffix in TEXT:
            yield path, path.read_text(encoding="utf-8", errors="replace")


def public(node: ast.AST) -> bool:
    """Whether a function or class is meant for others."""
    return isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef | ast.ClassDef) and not node.name.startswith("_")
