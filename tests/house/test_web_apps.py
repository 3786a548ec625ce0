"""The apps of the web application are alike: the same file names, one place that writes, one door."""

from __future__ import annotations

import ast

import pytest

from tests.house.tree import PACKAGE, name, tree

APPS = sorted(path.parent for path in (PACKAGE / "web").glob("*/apps.py"))
EVERYWHERE = {"__init__.py", "apps.py", "queries.py", "access.py", "views.py", "urls.py"}
WITH_TABLES = {"models.py", "operations.py"}
"""What an app has that keeps something of its own; one that only shows has neither."""
WRITES = {"save", "create", "update", "delete", "bulk_create", "bulk_update", "get_or_create", "update_or_create"}
#: Calls of these names that write to no table.
HARMLESS = {"hashlib", "headers", "messages", "said", "state"}


def writes(path) -> list[str]:
    """Calls on a manager or a row that write, by line."""
    return [
        f"{name(path)}:{node.lineno}: {ast.unparse(node.func)}"
        for node in ast.walk(tree(path))
        if isinstance(node, ast.Call) and isinstance(node.func, ast.Attribute) and node.func.attr in WRITES
        if ast.unparse(node.func.value).split(".")[0] not in HARMLESS
    ]


def test_there_are_apps_and_each_is_installed():
    installed = (PACKAGE / "web/settings/everywhere.py").read_text(encoding="utf-8")
    assert {"accounts", "casework", "unit"} <= {app.name for app in APPS}
    assert [app.name for app in APPS if f'"caseward.web.{app.name}",' not in installed] == []


@pytest.mark.parametrize("app", APPS, ids=lambda app: app.name)
def test_an_app_has_the_same_file_names_as_every_other(app):
    found = {path.name for path in app.glob("*.py")}
    assert found >= EVERYWHERE
    assert found & WITH_TABLES in (WITH_TABLES, set())
    assert (app / "migrations").exists() is ("models.py" in found)


@pytest.mark.parametrize("app", APPS, ids=lambda app: app.name)
def test_only_operations_write(app):
    for path in sorted(app.glob("*.py")):
        assert (writes(path) != []) is (path.name == "operations.py"), f"{name(path)}: {writes(path)}"


@pytest.mark.parametrize("app", APPS, ids=lambda app: app.name)
def test_no_page_asks_the_tables_itself(app):
    views = (app / "views.py").read_text(encoding="utf-8")
    assert ".objects" not in views
    assert ".models import" not in views.replace("accounts.models import Role", "")


def called(function, own) -> set[str]:
    """What a function calls, itself or by the helpers beside it."""
    found = {ast.unparse(node.func) for node in ast.walk(function) if isinstance(node, ast.Call)}
    return found.union(*(called(own[helper], own) for helper in found & set(own)))


def test_every_page_about_a_person_goes_through_the_one_door():
    pages = set()
    for app in APPS:
        own = {node.name: node for node in tree(app / "views.py").body if isinstance(node, ast.FunctionDef)}
        about = [n for n in own.values() if "id_" in {a.arg for a in n.args.args} and not n.name.startswith("_")]
        for page in about:
            pages.add(page.name)
            assert called(page, own) & {
                "person_for",
                "overseen_person",
                "reviewed_person",
                "warning_for",
                "open_in_need",
            }, f"{app.name}: {page.name}"
    assert pages >= {"person", "record_contact", "preview_contact", "receipt", "need", "readings"}
