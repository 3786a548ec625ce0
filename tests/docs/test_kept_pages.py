"""The pages about a kept record name every setting, every part, and every verdict as the code has them."""

from __future__ import annotations

from pathlib import Path

from caseward.interchange.kept.parts import FACTS, IDENTITY, NOTE, private_fields
from caseward.interchange.kept.settings import SETTINGS, Settings
from caseward.record.kinds import KINDS
from tests.docs.pages import code_words, read, sections


def test_every_setting_is_on_the_page_with_its_meaning_and_what_holds_without_it():
    page = sections(read("docs/how-to/keep-a-record.md"))["Settings"]
    lines = [line.strip("| ").split(" | ") for line in page.splitlines() if line.startswith("| `")]
    assert [(name.strip("`"), doc) for name, doc, _ in lines] == [(name, doc) for name, (_, doc) in SETTINGS.items()]
    plain = Settings(Path(), "")
    for name, _, without in lines[2:]:
        value = getattr(plain, name.strip("`").replace(".", "_"))
        assert without == ("none" if value in ("", ()) else f"`{value}`"), name


def test_every_part_is_on_the_page_of_an_entrys_life():
    assert {IDENTITY, FACTS, NOTE} <= code_words(sections(read("docs/lifecycle-of-an-entry.md"))["3. It is divided"])


def test_the_five_verdicts_are_named():
    said = sections(read("docs/lifecycle-of-an-entry.md"))["11. It is sealed, or destroyed"]
    glossary = read("src/caseward/GLOSSARY.md").lower()
    for verdict in (
        "present and matching",
        "sealed",
        "destroyed under authority",
        "missing without authority",
        "altered",
    ):
        assert f"| {verdict} |" in said
        assert f"**{verdict}**" in glossary


def test_every_private_column_is_marked_on_the_page_of_the_record():
    page = sections(read("docs/record-format.md"))
    for kind in KINDS:
        told = {line.split("`")[1] for line in page[kind.name].splitlines() if line.endswith("*Private.* |")}
        assert told == set(private_fields(kind.name)), kind.name
