"""The core is pure: what it answers depends on what it is given, and on nothing else."""

from __future__ import annotations

import ast
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.house.tree import modules, name, tree

#: What reads a clock, the environment, the network or chance, as it is written in code.
FORBIDDEN_CALLS = {
    "date.today", "datetime.now", "datetime.today", "datetime.utcnow", "datetime.fromtimestamp", "date.fromtimestamp",
    "time.time", "time.time_ns", "time.localtime", "time.gmtime", "time.monotonic", "time.perf_counter", "time.sleep",
    "os.getenv", "os.urandom", "os.getcwd", "Path.cwd", "Path.home", "uuid.uuid1", "uuid.uuid4", "random.random",
    "random.choice", "random.randint", "random.shuffle", "random.sample", "secrets.token_hex", "secrets.token_bytes",
    "socket.socket", "locale.setlocale", "platform.node", "getpass.getuser",
}  # fmt: skip
FORBIDDEN_NAMES = {"os.environ", "sys.argv", "time.tzname"}
FORBIDDEN_IMPORTS = {
    "socket",
    "http",
    "urllib.request",
    "requests",
    "httpx",
    "secrets",
    "locale",
    "getpass",
    "subprocess",
}


def dotted(node: ast.AST) -> str:
    """``a.b.c`` shortened to its last two parts, so that ``datetime.datetime.now`` and ``datetime.now`` are one."""
    parts: list[str] = []
    while isinstance(node, ast.Attribute):
        parts.append(node.attr)
        node = node.value
    if isinstance(node, ast.Name):
        parts.append(node.id)
    return ".".join(reversed(parts[:2]))


def unseeded(call: ast.Call) -> bool:
    """``Random()`` without a seed draws from the machine."""
    return dotted(call.func) in {"Random", "random.Random"} and not call.args


def impurities(path: Path) -> Iterator[str]:
    for node in ast.walk(tree(path)):
        where = f"{name(path)}:{getattr(node, 'lineno', 0)}"
        if isinstance(node, ast.Call) and (dotted(node.func) in FORBIDDEN_CALLS or unseeded(node)):
            yield f"{where}: {ast.unparse(node.func)}()"
        if isinstance(node, ast.Attribute) and dotted(node) in FORBIDDEN_NAMES:
            yield f"{where}: {dotted(node)}"
        if isinstance(node, ast.Import | ast.ImportFrom):
            yield from (f"{where}: import {found}" for found in sorted(imported(node) & FORBIDDEN_IMPORTS))


def imported(node: ast.Import | ast.ImportFrom) -> set[str]:
    if isinstance(node, ast.ImportFrom):
        base = node.module or ""
        return {base, base.split(".")[0], *(f"{base}.{alias.name}" for alias in node.names)}
    return {alias.name for alias in node.names} | {alias.name.split(".")[0] for alias in node.names}


@pytest.mark.parametrize("path", modules(outer=False), ids=name)
def test_the_core_reads_no_clock_environment_network_or_chance(path):
    assert not list(impurities(path)), "hand it in as an argument instead"


def test_the_scan_can_fail(tmp_path, monkeypatch):
    source = "import os, socket\nfrom datetime import date\nfrom random import Random\ndate.today(); os.environ['TZ']; Random(); Random(7)\n"
    bad = tmp_path / "bad.py"
    bad.write_text(source, encoding="utf-8")
    monkeypatch.setattr("tests.house.tree.TOP", tmp_path)
    found = [line.split(": ", 1)[1] for line in impurities(bad)]
    assert sorted(found) == ["Random()", "date.today()", "import socket", "os.environ"]
