"""The checklists of security say how each row stands in a word that is one, and name tests that are there."""

from __future__ import annotations

import re

import pytest

from tests.docs.pages import TOP, read

STANDS = {
    "docs/security/asvs.md": {"met", "in part", "not applicable"},
    "docs/security/cjis.md": {"met", "in part", "not met", "the agency"},
}


def rows(page: str) -> list[list[str]]:
    lines = [line for line in read(page).splitlines() if line.startswith("| ") and not line.startswith("|--")]
    return [[cell.strip() for cell in line.strip("|").split("|")] for line in lines[1:]]


@pytest.mark.parametrize("page", STANDS)
def test_every_row_stands_somehow_and_names_tests_that_are_there(page):
    found = rows(page)
    assert len(found) > 30
    for requirement, stands, how, tests in found:
        named = re.findall(r"`(tests/[\w/]+\.py)::(\w+)`", tests)
        assert stands in STANDS[page], requirement
        assert named or stands != "met", requirement
        assert how or stands == "the agency", requirement
        for path, test in named:
            assert (TOP / path).is_file(), path
            assert f"def {test}(" in read(path), f"{path}::{test}"
    assert {stands for _, stands, _, _ in found} == STANDS[page]
