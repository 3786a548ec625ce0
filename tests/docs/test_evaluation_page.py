"""The page about evaluations names every column that it leaves, with its meaning."""

from __future__ import annotations

import pytest

from caseward.engine.output import columns, measures
from tests.docs.pages import read, sections


@pytest.mark.parametrize(("heading", "table"), [("Obligations", columns.COLUMNS), ("Measures", measures.COLUMNS)])
def test_every_column_is_on_the_page(heading, table):
    page = sections(read("docs/how-to/evaluate-a-nation.md"))[heading]
    lines = [line.split(" | ") for line in page.splitlines() if line.startswith("| `")]
    told = [(cells[0].strip("| `"), cells[2].removesuffix(" |")) for cells in lines]
    assert told == [(name, doc) for name, _, doc in table]
