"""The pages drawn from the code are up to date, and the written pages leave nothing out."""

from __future__ import annotations

import ast
import importlib
import inspect
import pkgutil
import re

import pytest

from tests.docs.pages import code_words, read, sections
from tests.house.tree import modules, name
from tools.make_docs import PAGES


@pytest.mark.parametrize("page", sorted(PAGES))
def test_a_drawn_page_is_what_the_code_says_today(page):
    assert read(f"docs/{page}") == PAGES[page](), "run `make docs` and commit"


def test_every_command_and_option_is_on_its_page():
    from tools.page_of_commands import shown, tree

    page = sections(read("docs/cli.md"))
    commands = dict(tree())
    assert {"caseward audit", "caseward explain", "caseward synth", "caseward policy show"} <= set(commands)
    for title, command in commands.items():
        words = " ".join(sorted(code_words(page[title])))
        for parameter in shown(command):
            spellings = [*parameter.opts, *parameter.secondary_opts] if parameter.param_type_name == "option" else []
            assert all(f"{spelling}" in words for spelling in spellings), f"{title}: {parameter.name}"
            assert getattr(parameter, "help", ""), f"{title}: {parameter.name} says nothing about itself"


def test_every_error_code_in_the_source_is_on_the_page():
    page = read("docs/errors.md")
    found: dict[str, str] = {}
    for path in modules():
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            if isinstance(node, ast.Constant) and isinstance(node.value, str) and re.fullmatch(r"CW\d{3}", node.value):
                found[node.value] = name(path)
    assert {"CW000", "CW200", "CW300"} <= set(found)
    assert {code: where for code, where in found.items() if code not in page} == {}


def test_no_code_means_two_things():
    from tools.page_of_errors import fault_codes, refusals

    codes = fault_codes()
    assert {code: said for code, said in codes.items() if len(said) > 1} == {}
    assert {error.code for error in refusals()} & set(codes) == set()


def test_no_two_refusals_share_a_code():
    from tools.page_of_errors import refusals

    codes = [error.code for error in refusals()]
    assert sorted(set(codes)) == codes


def test_every_kind_and_column_is_on_the_page_of_the_record():
    from caseward.record.kinds import KINDS

    page = sections(read("docs/record-format.md"))
    for kind in KINDS:
        assert kind.name in page, f"docs/record-format.md has no heading for {kind.name}"
        words = code_words(page[kind.name])
        for field in kind.fields:
            assert field.name in words, f"{kind.name}: {field.name}"
            missing = [code for code in field.codes if code not in words]
            assert not missing, f"{kind.name}.{field.name}: {missing}"


def test_every_key_is_on_the_page_of_the_policy_language():
    from pydantic import BaseModel

    words = code_words(read("docs/policy-language.md"))
    parts = [member for module in policy_modules() for _, member in inspect.getmembers(module, inspect.isclass)]
    models = {part for part in parts if issubclass(part, BaseModel) and part.__module__.startswith("caseward.policy")}
    assert models
    keys = {field.alias or key for model in models for key, field in model.model_fields.items()}
    assert sorted(keys - {word.rstrip(":") for word in words}) == []


def policy_modules():
    from caseward import policy

    return [importlib.import_module(f"caseward.policy.{found.name}") for found in pkgutil.iter_modules(policy.__path__)]
