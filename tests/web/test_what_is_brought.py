"""What npm brings for the tests: one version, by hash, from no named place, running nothing, and shipped to nobody."""

from __future__ import annotations

import json
import re

from tests.house.tree import TOP
from tests.web.conftest import HERE

#: The checker's terms reach no further than its own files, which are used unchanged and are not in the package.
TERMS = {"axe-core": "MPL-2.0"}


def test_the_lock_pins_by_hash_and_names_no_place():
    lock = json.loads((HERE / "package-lock.json").read_text(encoding="utf-8"))
    brought = {path.removeprefix("node_modules/"): about for path, about in lock["packages"].items() if path}
    assert {name: about["license"] for name, about in brought.items()} == TERMS
    assert [name for name, about in brought.items() if not about["integrity"].startswith("sha512-")] == []
    assert [name for name, about in brought.items() if "resolved" in about or about.get("hasInstallScript")] == []


def test_what_is_asked_for_is_one_version_and_the_one_locked():
    asked = json.loads((HERE / "package.json").read_text(encoding="utf-8"))["devDependencies"]
    locked = json.loads((HERE / "package-lock.json").read_text(encoding="utf-8"))["packages"][""]["devDependencies"]
    assert asked == locked
    assert all(re.fullmatch(r"\d+\.\d+\.\d+", version) for version in asked.values())


def test_it_stays_out_of_the_tree_and_of_the_package():
    assert "node_modules/" in (TOP / ".gitignore").read_text(encoding="utf-8").splitlines()
    assert not list((TOP / "src").rglob("axe*"))
