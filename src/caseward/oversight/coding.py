"""Contacts coded as a live exchange whose own outcome or narrative tells of a message or an attempt."""

from __future__ import annotations

from collections.abc import Iterator

from caseward.obligations.truth import Truth
from caseward.oversight.definition import Definition
from caseward.oversight.model import IntegrityMark
from caseward.oversight.vocabulary import vocabulary
from caseward.oversight.wording import listed, spaced, when_words
from caseward.record.entry import Entry
from caseward.record.subjects import Facts, Subject

CHECK = "coded against definition"
NOT_LIVE = frozenset({"left_message", "no_answer", "attempted", "no_show", "returned_mail"})
"""Outcomes of a contact that say that nobody was spoken with."""
CAUTION = (
    "It does not prove that no exchange took place, nor that the code was chosen to deceive: "
    "a code may be the nearest that a system offers, and a narrative may leave out what was said."
)


def coded_against_definition(subject: Subject, definition: Definition | None) -> Iterator[IntegrityMark]:
    """One mark for each contact coded live whose outcome or narrative says otherwise, naming the words."""
    facts = Facts.of(subject)
    for entry in (e for e in subject.entries if e.kind == "contact"):
        words = vocabulary().short_of_live(entry.note)
        seen = _seen(entry, words)
        if seen:
            seen += _refusal(entry, definition, facts)
            yield IntegrityMark(CHECK, subject.id, (entry.id,), seen, words, CAUTION)


def _seen(entry: Entry, words: tuple[str, ...]) -> str:
    """What contradicts the code, or nothing.

    A blank code with a blank outcome claims nothing, so nothing contradicts it.
    """
    outcome, coded = entry.text("outcome"), entry.text("coded_as")
    by_code = vocabulary().claims_live(coded)
    against = []
    if by_code and outcome in NOT_LIVE:
        against.append(f"its outcome is {spaced(outcome)}")
    if words and (by_code or outcome == "spoke"):
        against.append(f"its narrative says {_quoted(words)}")
    claim = f'coded as "{coded}"' if by_code else "with the outcome spoke"
    return f"Contact {when_words(entry.occurred)} is {claim}, but {' and '.join(against)}." if against else ""


def _refusal(entry: Entry, definition: Definition | None, facts: Facts) -> str:
    found = definition.of(entry, facts) if definition else None
    if found is None or found.truth is not Truth.NO:
        return ""
    return f" The policy's definition refuses it: {found.reason}."


def _quoted(words: tuple[str, ...]) -> str:
    return listed([f'"{w}"' for w in words])
