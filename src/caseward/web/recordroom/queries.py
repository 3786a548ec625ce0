"""Entries as records staff see them, orders in the log, and what an order would do."""

from __future__ import annotations

import json
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime

from django.db.models import QuerySet

from caseward.interchange.content import plain_entry
from caseward.interchange.kept.attached import taken_along, with_attached
from caseward.interchange.kept.carrying import named
from caseward.interchange.kept.reading import REASONS
from caseward.ledger.orders.destruction import request
from caseward.ledger.orders.exports import ExportOut, exports_out
from caseward.ledger.orders.order import ACTIONS, Order
from caseward.ledger.orders.plan import Plan, planned
from caseward.ledger.store.draft import Opened
from caseward.record.entry import Entry
from caseward.web.casework.access import Seen
from caseward.web.casework.confidence import in_confidence, told
from caseward.web.casework.models import Term
from caseward.web.casework.queries import kept_of, superseded
from caseward.web.casework.words import column_in_words, kind_in_words, value_in_words, when_in_words
from caseward.web.keeping import Keeping
from caseward.web.public.queries import uploads_apart
from caseward.web.recordroom.models import Waiting


@dataclass(frozen=True, slots=True)
class EntryRow:
    """An entry of a person: its place, what it says to whoever looks, and what became of it."""

    place: int
    kind: str
    id: str
    occurred: str
    said: tuple[tuple[str, str], ...]
    withheld: str
    corrected: bool

    @property
    def can_be_corrected(self) -> bool:
        """Whether it still stands and can be read; a correction is corrected by correcting what it set in its place."""
        return not self.withheld and not self.corrected and self.kind != "correction"


@dataclass(frozen=True, slots=True)
class OrderRow:
    """An order that the log has: its entry, what was done, and its particulars by name."""

    place: int
    action: str
    said: dict[str, str]


@dataclass(frozen=True, slots=True)
class Looked:
    """What an order would do, exports it would not reach, and the text that an authority signs (destruction alone)."""

    plan: Plan
    exports: tuple[ExportOut, ...]
    to_sign: str


def entries_of(seen: Seen, keeping: Keeping) -> list[EntryRow]:
    """Every entry of a person, newest first, as whoever looks may read it."""
    taken = kept_of(seen.person, keeping)
    gone, confidential = superseded(taken), in_confidence(taken)
    found = []
    for one in reversed(taken):
        if one.entry is None:
            found.append(EntryRow(one.index, one.kind, "", "", (), REASONS[one.reason], corrected=False))
            continue
        plain = told(one.entry, confidential)
        said = tuple(
            (column_in_words(name), value_in_words(one.entry, name, value, keeping.zone))
            for name, value in plain.items()
            if name not in ("id", "kind", "occurred")
        )
        when = when_in_words(one.entry.occurred, keeping.zone)
        found.append(EntryRow(one.index, one.kind, one.entry.id, when, said, "", one.entry.id in gone))
    return found


def entry_at(seen: Seen, place: int, keeping: Keeping) -> tuple[Entry, frozenset[str]] | None:
    """An entry of the person that can be corrected, and the columns that whoever asks may not read; None for none."""
    taken = kept_of(seen.person, keeping)
    found = next((one.entry for one in taken if one.index == place), None)
    if found is None or found.kind == "correction":
        return None
    return found, apart(found, in_confidence(taken))


def apart(entry: Entry, confidential: frozenset[str]) -> frozenset[str]:
    """The columns of an entry that are held apart."""
    plain, seen = plain_entry(entry), told(entry, confidential)
    return frozenset(name for name, value in plain.items() if seen.get(name) != value)


def shown(value: object) -> str:
    """A value of an entry as a person writes it."""
    if isinstance(value, bool):
        return "yes" if value else "no"
    return ";".join(map(str, value)) if isinstance(value, list | tuple) else "" if value is None else str(value)


def orders(keeping: Keeping) -> list[OrderRow]:
    """The orders in the log, newest first. Whose matters they were is not in them."""
    reader = keeping.reading().store.reader
    found = []
    for action, kind in ACTIONS.items():
        for stored in reader.of_kind(kind):
            part = stored.parts.get("order")
            found.append(OrderRow(stored.index, action, json.loads(part.part) if isinstance(part, Opened) else {}))
    return sorted(found, key=lambda row: -row.place)


def waiting() -> list[Waiting]:
    """Destructions that wait for a second person, oldest first."""
    return list(Waiting.objects.filter(ended=None).order_by("asked"))


def waiting_at(number: int) -> Waiting | None:
    """One of them."""
    return Waiting.objects.filter(pk=number, ended=None).first()


def order_of(row: Waiting) -> Order:
    """The order of a destruction that waits."""
    matters = None if row.matters is None else tuple(row.matters)
    return Order(
        "destroy", row.court, row.number, row.date, row.basis, row.ordered_by, row.carried_out_by, row.subject, matters
    )


def ids_of(row: Waiting, keeping: Keeping) -> frozenset[str]:
    """What a destruction that waits would take the names away of: terms, entries, and the person where all goes.

    What is sealed says nothing here. Ids of warnings that it takes along are among them.
    """
    store = keeping.reading().store
    beside = list(taken_along(with_attached(named(order_of(row)), store), store))
    taken = kept_of(row.subject, keeping)
    entries = [one.entry for one in taken if one.entry is not None]
    wanted = None if row.matters is None else frozenset(row.matters)
    going = [e for e in entries if wanted is None or (e.id if e.kind == "term" else e.text("term")) in wanted]
    whole = len(going) == len(taken)
    going += [one.entry for one in beside if one.entry is not None]
    return frozenset({e.id for e in going} | ({row.subject} if whole else set()))


def looked(order: Order, day: date, keeping: Keeping) -> Looked:
    """What an order would do now. BadOrder with everything that does not fit the record."""
    store = keeping.reading().store
    asked = with_attached(named(order), store)
    plan = planned(store, asked, day)
    to_sign = request(store, plan).text() if order.action == "destroy" else ""
    return Looked(plan, exports_out(store, asked.subject, day), to_sign)


def names_of(kinds: Iterable[tuple[str, int]]) -> str:
    """Kinds with their numbers, in words."""
    return ", ".join(f"{kind_in_words(kind)}: {count}" for kind, count in kinds)


@dataclass(frozen=True, slots=True)
class FileRow:
    """A file that is kept apart: when the scanner looked, what it found, and who sent it ('': not for whoever asks)."""

    number: int
    looked: datetime | None
    signature: str
    person: str


def files_apart(terms: QuerySet[Term]) -> list[FileRow]:
    """Every file that is kept apart, newest first; who sent it only where the term is among those given."""
    rows = list(uploads_apart())
    seen = set(terms.filter(id__in=[row.term for row in rows]).values_list("person", "id"))
    return [
        FileRow(row.pk, row.looked, row.signature, row.person if (row.person, row.term) in seen else "") for row in rows
    ]
