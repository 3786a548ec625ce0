"""The apps of the web application are alike: the same file names, one place that writes, one door."""

from __future__ import annotations

import ast

import pytest

from tests.house.tree import PACKAGE, name, tree

APPS = sorted(path.parent for path in (PACKAGE / "web").glob("*/apps.py"))
EVERYWHERE = {"__init__.py", "apps.py", "models.py", "operations.py", "queries.py", "access.py", "views.py", "urls.py"}
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


def test_there_are_apps():
    assert [app.name for app in APPS] == ["accounts", "casework"]


@pytest.mark.parametrize("app", APPS, ids=lambda app: app.name)
def test_an_app_has_the_same_file_names_as_every_other(app):
    assert {path.name for path in app.glob("*.py")} >= EVERYWHERE


@pytest.mark.parametrize("app", APPS, ids=lambda app: app.name)
def test_only_operations_write(app):
    for path in sorted(app.glob("*.py")):
        assert (writes(path) != []) is (path.name == "operations.py"), f"{name(path)}: {writes(path)}"


@pytest.mark.parametrize("app", APPS, ids=lambda app: app.name)
def test_no_page_asks_the_tables_itself(app):
    views = (app / "views.py").read_text(encoding="utf-8")
    assert ".objects" not in views
    assert ".models import" not in views.replace("accounts.models import Role", "")


def test_every_page_about_a_person_goes_through_the_one_door():
    module = tree(PACKAGE / "web/casework/views.py")
    pages = [
        node for node in module.body if isinstance(node, ast.FunctionDef) and "id_" in {a.arg for a in node.args.args}
    ]
    assert {page.name for page in pages} == {"person", "record_contact", "preview_contact", "receipt", "need"}
    for page in pages:
        called = {ast.unparse(node.func) for node in ast.walk(page) if isinstance(node, ast.Call)}
        assert called & {"person_for", "open_in_need"}, page.name
