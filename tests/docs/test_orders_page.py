"""The guide on sealing and destruction names every field of an order, and the example is the one that is printed."""

from __future__ import annotations

import tomllib

from caseward.ledger.orders.order import ACTIONS, FIELDS, example
from tests.docs.pages import code_words, read, sections

PAGE = "docs/how-to/sealing-and-destruction.md"


def test_every_field_of_an_order_is_explained():
    text = sections(read(PAGE))["The order as a file"]
    rows = {line.split("|")[1].strip().strip("`") for line in text.splitlines() if line.startswith("| `")}
    assert rows == set(FIELDS)
    assert set(ACTIONS) <= code_words(text)


def test_the_example_is_the_one_that_is_printed():
    block = read(PAGE).split("```toml\n")[1].split("```")[0]
    assert tomllib.loads(block) == tomllib.loads(example("destroy"))
