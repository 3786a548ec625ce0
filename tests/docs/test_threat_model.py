"""The threat model names tests that are there."""

from __future__ import annotations

import re

from tests.docs.pages import TOP, code_words, read

NAMED = sorted(word for word in code_words(read("docs/threat-model.md")) if ".py" in word)


def test_every_test_that_the_page_names_is_there():
    assert len(NAMED) > 25
    missing = []
    for word in NAMED:
        path, _, name = word.partition("::")
        there = (TOP / path).is_file() and (not name or re.search(rf"^ *def {name}\(", read(path), re.MULTILINE))
        missing += [] if there else [word]
    assert not missing
