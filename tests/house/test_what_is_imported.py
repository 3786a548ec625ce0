"""What the package imports is what it says it needs: the core runs without the extras, and each room takes only its own."""

from __future__ import annotations

import ast
import re
import sys
import tomllib
from collections.abc import Iterator
from pathlib import Path

from tests.house.tree import PACKAGE, TOP, modules, name, tree

#: Import name to distribution name, where they differ.
COMES_FROM = {
    "prometheus_client": "prometheus-client",
    "allauth": "django-allauth", "axes": "django-axes", "csp": "django-csp", "detect_secrets": "detect-secrets",
    "ninja": "django-ninja",
    "python_calamine": "python-calamine",
    "ruamel": "ruamel.yaml", "vl_convert": "vl-convert-python",
}  # fmt: skip
#: Our own, beside the standard library.
OWN = {"benchmarks", "caseward", "tests", "tools"}
#: Which extra a room may use besides the plain dependencies.
EXTRAS = {
    "ledger": ("postgres",),
    "reports": ("reports",),
    "engine": ("engine", "spark"),
    "interchange": ("engine",),  # making a synthetic nation; nothing else of it may, as the next test says
    "web": ("web",),
    "client": ("web",),
    "testing": ("dev",),
}


def project() -> dict[str, list[str]]:
    """Distribution names by extra; the plain dependencies under the empty name."""
    about = tomllib.loads((TOP / "pyproject.toml").read_text(encoding="utf-8"))["project"]
    named = {"": about["dependencies"], **about["optional-dependencies"]}
    return {extra: [re.split(r"[<>=\[ ]", line)[0].lower() for line in lines] for extra, lines in named.items()}


def foreign(path: Path) -> Iterator[str]:
    """The distributions a module imports, wherever in the module."""
    for node in ast.walk(tree(path)):
        found = [alias.name for alias in node.names] if isinstance(node, ast.Import) else []
        found += [node.module or ""] if isinstance(node, ast.ImportFrom) and not node.level else []
        for top in {dotted.split(".")[0] for dotted in found} - set(sys.stdlib_module_names) - OWN:
            yield COMES_FROM.get(top, top).lower()


def test_a_room_imports_only_what_it_declares():
    declared = project()
    bad = []
    for path in modules():
        room = path.relative_to(PACKAGE).parts[0]
        allowed = {dist for extra in ("", *EXTRAS.get(room, ())) for dist in declared[extra]}
        bad += [f"{name(path)}: {dist}" for dist in sorted(set(foreign(path)) - allowed)]
    assert not bad


def test_reading_and_writing_records_needs_no_extra():
    plain = project()[""]
    paths = [path for path in modules() if name(path).startswith("src/caseward/interchange/")]
    bare = [path for path in paths if "/interchange/synth/" not in name(path)]
    assert bare
    assert bare != paths
    assert {f"{name(path)}: {dist}" for path in bare for dist in foreign(path) if dist not in plain} == set()


def test_everything_declared_is_imported_somewhere():
    declared = project()
    used = {dist for path in modules() for dist in foreign(path)}
    assert sorted(set(declared[""]) - used) == [], "a dependency nobody uses is a risk without a reason"


def test_the_tests_import_only_what_the_dev_lock_brings():
    """A package that only happens to lie in somebody's environment is missing in the next clone."""
    declared = project()
    allowed = {dist for extra in ("", "dev", "reports", "web") for dist in declared[extra]} | {"pil"}
    paths = [path for folder in ("tests", "tools", "benchmarks") for path in sorted((TOP / folder).rglob("*.py"))]
    assert [f"{name(path)}: {dist}" for path in paths for dist in sorted(set(foreign(path)) - allowed)] == []
