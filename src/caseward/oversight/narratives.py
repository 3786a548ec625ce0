"""Narratives that were copied: notes of one case that are near-identical on different days."""

from __future__ import annotations

import re
from collections.abc import Iterator
from itertools import combinations

from rapidfuzz import fuzz

from caseward.oversight.evidence import groups
from caseward.oversight.model import IntegrityMark
from caseward.oversight.thresholds import Thresholds
from caseward.oversight.wording import listed, when_words
from caseward.record.entry import Entry
from caseward.record.subjects import Subject

CHECK = "copied narrative"
KINDS = frozenset({"contact", "appointment", "review", "report", "room_confinement", "force", "search"})
CAUTION = "It does not prove that a contact did not happen: standing phrases and templates make notes alike."


def copied_narratives(subject: Subject, limits: Thresholds) -> Iterator[IntegrityMark]:
    """One mark for each group of the subject's notes of one kind that are near-identical on different days.

    Only entries dated to the day: a vaguer date is a compiler's, and so are the words beside it. Compared without case,
    punctuation and digits, so that a changed date does not hide a copied text.
    """
    notes = [(e, normalised(e.note)) for e in subject.entries if e.kind in KINDS]
    long = [(e, text) for e, text in notes if len(text) >= limits.narrative_length]
    alike = [
        (one.id, other.id)
        for (one, a), (other, b) in combinations(long, 2)
        if one.kind == other.kind and _different_days(one, other) and _likeness(a, b) >= limits.narrative_likeness
    ]
    by_id = {e.id: e for e, _ in long}
    for group in groups({i for pair in alike for i in pair}, alike):
        yield _mark(subject.id, sorted((by_id[i] for i in group), key=lambda e: e.sort_key), limits)


def normalised(note: str) -> str:
    """The words of a note: lower case, without punctuation and digits, single spaces."""
    return " ".join(re.findall(r"[^\W\d_]+", note.casefold()))


def _likeness(a: str, b: str) -> float:
    return fuzz.ratio(a, b)


def _different_days(one: Entry, other: Entry) -> bool:
    return one.occurred.precise and other.occurred.precise and one.occurred.first != other.occurred.first


def _mark(subject: str, entries: list[Entry], limits: Thresholds) -> IntegrityMark:
    days = listed([when_words(e.occurred) for e in entries])
    seen = (
        f"{len(entries)} notes, {days}, are at least {limits.narrative_likeness}% alike "
        "without dates and punctuation (the threshold is assumed)."
    )
    return IntegrityMark(CHECK, subject, tuple(e.id for e in entries), seen, caution=CAUTION)
