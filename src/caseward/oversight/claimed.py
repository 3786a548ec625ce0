"""What an assertion says the record should hold, and how an entry of that kind compares with it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum

from caseward.dates import When, parse_day
from caseward.obligations.truth import Truth, all_of
from caseward.oversight.counts import NOT_IN_PERSON
from caseward.record.entry import Entry
from caseward.record.fields import Blank, Field, FieldType, Kind
from caseward.record.kinds import kind_named

ONCE = frozenset({"person", "term", "term_end", "facility", "facility_closed"})
"""Kinds of which a subject has one entry: another value of a field, or another date, cannot also be true."""
MEASURES = frozenset({FieldType.INT, FieldType.BOOL, FieldType.DAY})
"""Fields that describe one event: two values of them cannot both be true of it."""


class Unreadable(ValueError):
    """The assertion names nothing that the record could hold; the message says why, in one clause."""


class Dating(StrEnum):
    """How an entry's date stands to the asserted one."""

    APART = "apart"
    PERHAPS = "perhaps"
    WITHIN = "within"


@dataclass(frozen=True, slots=True)
class Claimed:
    """What should be there: entries of a kind, with these values, at this time, of this subject, and how many (None:
    any).
    """

    kind: Kind
    fields: tuple[tuple[Field, str], ...]
    when: When | None
    count: int | None
    term: str
    person: str
    facility: str

    def concerns(self, entry: Entry) -> bool:
        """Whether the entry is of that kind and subject."""
        return entry.kind == self.kind.name and self._of_subject(entry)

    def _of_subject(self, entry: Entry) -> bool:
        """An entry that names the subject is compared by it; one that names none concerns every subject."""
        own = {entry.kind: entry.id} if entry.kind in ("term", "person", "facility") else {}
        for name, wanted in (("term", self.term), ("person", self.person), ("facility", self.facility)):
            named = own.get(name) or entry.text(name)
            if wanted and named:
                return named == wanted
        return True

    def agrees(self, entry: Entry) -> Truth:
        """Whether every asserted value is the entry's; unknown when one of them is blank there and none differs."""
        return all_of(_agrees(entry, field, value) for field, value in self.fields)

    def differing(self, entry: Entry) -> tuple[Field, ...]:
        """The asserted fields whose value in the entry is another."""
        return tuple(f for f, value in self.fields if _agrees(entry, f, value) is Truth.NO)

    def dated(self, entry: Entry) -> Dating:
        """How the entry's date stands to the asserted one; without one every date is within."""
        if self.when is None:
            return Dating.WITHIN
        if entry.occurred.last < self.when.first or self.when.last < entry.occurred.first:
            return Dating.APART
        inside = self.when.first <= entry.occurred.first and entry.occurred.last <= self.when.last
        return Dating.WITHIN if inside else Dating.PERHAPS


def claimed_by(assertion: Entry, persons: Mapping[str, str]) -> Claimed:
    """Read what an assertion says the record should hold; ``persons`` are the terms' persons.

    Unreadable when it names no kind, a field that the kind lacks, or a value that the field cannot hold.
    """
    name = assertion.text("about_kind")
    if not name:
        raise Unreadable("it names no kind of entry that the record should hold")
    kind = kind_named(name)
    if kind is None:
        raise Unreadable(f"there is no kind of entry {name!r}")
    pairs = tuple(_pair(kind, text) for text in assertion.many("about_fields"))
    return Claimed(
        kind,
        pairs,
        assertion.when("about_when"),
        assertion.number("about_count"),
        assertion.text("term"),
        persons.get(assertion.text("term"), ""),
        assertion.text("facility"),
    )


def _pair(kind: Kind, text: str) -> tuple[Field, str]:
    name, equals, value = (part.strip() for part in text.partition("="))
    field = kind.field(name)
    if not equals or not value or field is None:
        raise Unreadable(f"{text!r} is not a field of a {kind.name} and its value, written field=value")
    if field.codes and value not in field.codes:
        raise Unreadable(f"{value!r} is not a code of the field {name} of a {kind.name}")
    if field.type is FieldType.INT and not value.lstrip("-").isdigit():
        raise Unreadable(f"{value!r} is not a whole number, which the field {name} of a {kind.name} holds")
    return field, value


def _agrees(entry: Entry, field: Field, asserted: str) -> Truth:
    if field.name == "id":
        return _truth(entry.id == asserted)
    held = entry.values.get(field.name)
    if held is None:
        return Truth.UNKNOWN if field.blank is Blank.UNKNOWN else _truth(_says_none(asserted))
    if field.name == "mode" and NOT_IN_PERSON in (held, asserted):
        return _by_other_means(str(held), asserted)
    if isinstance(held, bool):
        return _truth(held == (asserted.casefold() in ("yes", "true")))
    if isinstance(held, tuple):
        return _truth(asserted.casefold() in {v.casefold() for v in held})
    if isinstance(held, When):
        return _same_day(held, asserted)
    return _same_words(str(held), asserted, free=field.type is FieldType.TEXT)


def _by_other_means(held: str, asserted: str) -> Truth:
    """``not_in_person`` is every mode but one: which, nobody says."""
    if held == asserted:
        return Truth.YES
    if "in_person" in (held, asserted):
        return Truth.NO
    return Truth.YES if asserted == NOT_IN_PERSON else Truth.UNKNOWN


def _same_day(held: When, asserted: str) -> Truth:
    try:
        day = parse_day(asserted)
    except ValueError:
        return _truth(held.text == asserted)
    if held.precise:
        return _truth(held.first == day)
    return Truth.UNKNOWN if held.first <= day <= held.last else Truth.NO


def _same_words(held: str, asserted: str, *, free: bool) -> Truth:
    """Of free text, one that holds the other may say the same: nobody is told that a burglary is no first-degree
    burglary.
    """
    a, b = (" ".join(text.casefold().split()) for text in (held, asserted))
    if a == b:
        return Truth.YES
    return Truth.UNKNOWN if free and (a in b or b in a) else Truth.NO


def _says_none(asserted: str) -> bool:
    return asserted.casefold() in ("no", "none", "false")


def _truth(ok: bool) -> Truth:
    return Truth.YES if ok else Truth.NO
