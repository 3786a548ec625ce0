"""Entries as drafts: what the store is given, in an order in which every correction comes after what it corrects."""

from __future__ import annotations

import base64
import unicodedata
from collections.abc import Callable, Iterable, Iterator

from caseward.interchange.kept.matters import matter_of
from caseward.interchange.kept.parts import UNIVERSAL, parts_of
from caseward.ledger.store.draft import CORRECTION, Draft
from caseward.record.entry import Entry

CODED = "utf8;"
"""Before the name of a text that is not in Unicode's NFC form."""


def draft_of(entry: Entry, found: Callable[[str], Entry], *, imported: bool, zone: str = UNIVERSAL) -> Draft:
    """The draft of an entry; ``found`` gives the entries that it names by id."""
    subject, matter = matter_of(entry, found)
    return Draft(
        kind=entry.kind,
        subject=name_of(subject),
        matter=name_of(matter),
        actor=name_of(entry.recorded_by),
        parts=parts_of(entry, imported=imported, zone=zone),
        id=name_of(entry.id),
        corrects=(name_of(entry.text("corrects")),) if entry.kind == CORRECTION else (),
    )


def name_of(text: str) -> str:
    """A name as the store takes it: in Unicode's NFC form. What is not becomes a text that no other name has."""
    if text.isascii() or unicodedata.is_normalized("NFC", text):
        return text
    return CODED + base64.b64encode(text.encode()).decode()


def text_of(name: str) -> str:
    """The text that ``name_of`` made a name of."""
    return base64.b64decode(name.removeprefix(CODED)).decode() if name.startswith(CODED) else name


def in_order(entries: Iterable[Entry]) -> Iterator[Entry]:
    """The entries as they came, then the corrections, each after the one that it corrects."""
    corrections: dict[str, Entry] = {}
    for entry in entries:
        if entry.kind == CORRECTION:
            corrections[entry.id] = entry
        else:
            yield entry
    while corrections:
        ready = [c for c in corrections.values() if c.text("corrects") not in corrections]
        if not ready:
            raise ValueError("the corrections lead in a circle")
        yield from ready
        for correction in ready:
            del corrections[correction.id]
