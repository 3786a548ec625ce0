"""The checker stays what it is: standard library alone, nothing of the ledger, small enough to be read in one sitting."""

from __future__ import annotations

import ast
import sys

from tests.house.tree import PACKAGE, TOP, tree

ROOM = PACKAGE / "verify"
#: What checks a receipt, from the file to the signatures.
RECEIPT = ("curve", "ed25519", "merkle", "note", "p256", "receipt", "trust", "wire")
MOST = 420


def imports(path):
    for node in ast.walk(tree(path)):
        if isinstance(node, ast.Import):
            yield from (alias.name for alias in node.names)
        if isinstance(node, ast.ImportFrom):
            yield node.module or ""


def test_the_checker_imports_the_standard_library_and_itself():
    found = {name for path in ROOM.glob("*.py") for name in imports(path)}
    strange = {
        n for n in found if n.split(".")[0] not in sys.stdlib_module_names and not n.startswith("caseward.verify")
    }
    assert strange == set()


def test_what_checks_a_receipt_can_be_read_in_one_sitting():
    lines = [line for name in RECEIPT for line in _code(ROOM / f"{name}.py")]
    assert len(lines) <= MOST, f"{len(lines)} lines of code"


def _code(path):
    """Lines that are neither empty, nor comment, nor docstring."""
    text = path.read_text(encoding="utf-8").splitlines()
    for node in ast.walk(tree(path)):
        doc = node.body[0] if isinstance(node, ast.FunctionDef | ast.ClassDef | ast.Module) and node.body else None
        if isinstance(doc, ast.Expr) and isinstance(doc.value, ast.Constant) and isinstance(doc.value.value, str):
            for n in range(doc.lineno - 1, doc.end_lineno or doc.lineno):
                text[n] = ""
    return [line for line in text if line.strip() and not line.strip().startswith("#")]


def test_the_page_and_the_room_are_shipped():
    assert (ROOM / "page" / "checker.html").is_file()
    assert 'packages = ["src/caseward"]' in (TOP / "pyproject.toml").read_text(encoding="utf-8")
