"""Links lead somewhere, every page can be reached, decisions are listed, and the glossary has every binding word."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.docs.pages import DOCS, TOP, anchors, links, pages, read

#: The binding words, from the design's section on words.
WORDS = [
    "Entry", "Two clocks", "As of", "As known at", "Correction", "Subject", "Policy", "Provision", "Published", "Requirement", "Obligation",
    "Status", "Met", "Late", "Missed", "Overdue", "Pending", "Excused", "Indeterminate", "Not assessable", "Finding", "Assertion",
    "Supported", "Recorded late", "Contradicted", "No record", "Warning", "Response", "Receipt", "Checkpoint", "Witness", "Overlay",
    "Contact", "Collateral contact", "Field visit", "Appointment", "Desertion report", "Violation", "technical violation",
    "Graduated response", "Revocation petition", "Bench warrant", "Flash incarceration", "Caseload", "Term", "Grant", "Condition",
]  # fmt: skip


def broken(page: Path) -> list[str]:
    bad = []
    for link in links(page.read_text(encoding="utf-8")):
        target, _, anchor = link.partition("#")
        if "://" in target or target.startswith("mailto:"):
            continue
        there = (page.parent / target).resolve() if target else page
        if not there.exists() or (anchor and anchor not in anchors(there.read_text(encoding="utf-8"))):
            bad.append(link)
    return bad


@pytest.mark.parametrize("page", pages(), ids=lambda page: page.relative_to(TOP).as_posix())
def test_every_link_inside_the_project_leads_somewhere(page):
    assert not broken(page)


def test_a_broken_link_is_seen(tmp_path):
    page = tmp_path / "page.md"
    page.write_text(
        "# A title\n[a](other.md) [b](#a-title) [c](#nothing) [d](https://example.org/x)\n", encoding="utf-8"
    )
    assert broken(page) == ["other.md", "#nothing"]


def test_every_page_can_be_reached_from_the_readme():
    seen, ahead = set(), [TOP / "README.md"]
    while ahead:
        page = ahead.pop()
        if page in seen or page.suffix != ".md":
            continue
        seen.add(page)
        targets = (link.partition("#")[0] for link in links(page.read_text(encoding="utf-8")) if "://" not in link)
        ahead += [(page.parent / target).resolve() for target in targets if target]
    lost = [path.relative_to(TOP).as_posix() for path in pages() if path not in seen and DOCS in path.parents]
    assert not lost


def test_decisions_are_numbered_and_listed():
    decisions = sorted(path.name for path in (DOCS / "adr").glob("0*.md"))
    assert [int(name[:4]) for name in decisions] == list(range(1, len(decisions) + 1))
    index = read("docs/adr/README.md")
    for name in decisions:
        text = read(f"docs/adr/{name}")
        assert f"({name})" in index
        assert all(part in text for part in ("## Context", "## Decision", "## Consequences")), name


@pytest.mark.parametrize("word", WORDS)
def test_the_glossary_has_the_word(word):
    assert f"**{word}**" in read("src/caseward/GLOSSARY.md")


def test_the_glossary_says_each_status_as_it_is_in_code():
    model = pytest.importorskip("caseward.obligations.model", reason="the statuses are not built yet")
    text = read("src/caseward/GLOSSARY.md")
    life = read("docs/lifecycle-of-an-obligation.md")
    for status in model.Status:
        assert f"`{status.value}`" in text
        assert f"`{status.value}`" in life


def test_the_glossary_has_each_verdict():
    model = pytest.importorskip("caseward.oversight.model", reason="the verdicts are not built yet")
    text = read("src/caseward/GLOSSARY.md").lower()
    assert [verdict.value for verdict in model.AssertionVerdict if f"**{verdict.value}**" not in text] == []
