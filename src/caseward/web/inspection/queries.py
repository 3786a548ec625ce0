"""What the log says of itself, who read what, and what is claimed: as plain data."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Any

from django.db.models import QuerySet
from django.utils.translation import gettext as _

from caseward.interchange.kept.certifying import certificate
from caseward.interchange.kept.looking import trust_beside
from caseward.interchange.kept.opened_for_checking import by_library
from caseward.interchange.kept.opening import trust_of
from caseward.ledger.checkpoint import Checkpoint
from caseward.ledger.exposure import Exposure, exposure
from caseward.ledger.keys import PublicKey
from caseward.ledger.note import Note
from caseward.record.entry import Entry
from caseward.verify.absence import Absence, check_absence
from caseward.web.accounts.models import Opening, Reading, Refusal
from caseward.web.casework.queries import kept_of
from caseward.web.inspection.models import Check
from caseward.web.keeping import Keeping
from caseward.web.saving import refused

SHOWN = 500
"""Readings on a page at most; the CSV has all of them."""
LONGEST = 100_000
"""Entries that a certificate made while somebody waits may hold at most: some 50 MB."""
HEADS = 50
"""Cosigned checkpoints on a page at most."""


@dataclass(frozen=True, slots=True)
class Cosigned:
    """A checkpoint that witnesses cosigned: how many entries it covers, its root in hex, and who saw it when."""

    size: int
    root: str
    seen: tuple[tuple[str, datetime], ...]


@dataclass(frozen=True, slots=True)
class LogState:
    """The log as it is now: its name, its newest checkpoint, those that were cosigned, and what no witness saw."""

    origin: str
    size: int
    root: str
    checkpoint: str
    heads: tuple[Cosigned, ...]
    exposure: Exposure
    checks: tuple[Check, ...]


@dataclass(frozen=True, slots=True)
class Asked:
    """Of which readings: whose record, who read, from which instant until which (exclusive); None and '' for all."""

    person: str = ""
    reader: str = ""
    since: datetime | None = None
    until: datetime | None = None


def log_state(keeping: Keeping, at: datetime) -> LogState:
    """What the log says of itself, and the newest checks of it."""
    kept = keeping.reading()
    store, witnesses = kept.store, dict(trust_of(kept.settings).witnesses)
    head = store.head()
    checkpoint = Checkpoint.parse(head.text)
    limit = timedelta(seconds=kept.settings.witness_limit_seconds)
    rows = store.reader.rows("SELECT note FROM cosigned ORDER BY size DESC LIMIT ?", (HEADS,))
    names = {key: name for name, key in witnesses.items()}
    heads = tuple(_cosigned(Note.parse(bytes(note)), names) for (note,) in rows)
    checks = tuple(Check.objects.select_related("by").order_by("-at")[:5])
    found = exposure(checkpoint.size, store.cosigned(), tuple(witnesses.values()), at, limit)
    return LogState(store.origin, checkpoint.size, checkpoint.root.hex(), str(head), heads, found, checks)


def _cosigned(note: Note, names: dict[PublicKey, str]) -> Cosigned:
    head = Checkpoint.parse(note.text)
    signed = note.verified(names)
    seen = tuple(sorted((names[key], datetime.fromtimestamp(line.time, UTC)) for key, line in signed))
    return Cosigned(head.size, head.root.hex(), seen)


def readings(people: QuerySet[Any, Any] | None, asked: Asked) -> QuerySet[Reading]:
    """Who read what, newest first. ``people``: whose records the mandate is about; None for everybody's."""
    return _noted(Reading.objects.all(), "at", people, asked)


def openings(people: QuerySet[Any, Any] | None, asked: Asked) -> QuerySet[Opening]:
    """Doors opened in need, newest first, as readings are asked for."""
    return _noted(Opening.objects.all(), "opened", people, asked)


def closed_doors(people: QuerySet[Any, Any] | None, asked: Asked) -> QuerySet[Refusal]:
    """Whose record stayed closed to whom, newest first, as readings are asked for."""
    return _noted(Refusal.objects.exclude(person=""), "at", people, asked)


def _noted(found: QuerySet[Any], at: str, people: QuerySet[Any, Any] | None, asked: Asked) -> QuerySet[Any]:
    if people is not None:
        found = found.filter(person__in=people)
    if asked.person:
        found = found.filter(person=asked.person)
    if asked.reader:
        found = found.filter(user__staff=asked.reader)
    if asked.since:
        found = found.filter(**{f"{at}__gte": asked.since})
    if asked.until:
        found = found.filter(**{f"{at}__lt": asked.until})
    return found.select_related("user").order_by(f"-{at}", "-pk")


def claims_of(person: str, keeping: Keeping) -> list[Entry]:
    """What is asserted of a person that names a kind of entry which the record should then hold."""
    found = [one.entry for one in kept_of(person, keeping) if one.kind == "assertion" and one.entry is not None]
    return [entry for entry in found if entry.text("about_kind")]


def certified(
    case: str, kind: str, since: datetime | None, until: datetime | None, keeping: Keeping
) -> tuple[bytes, Absence]:
    """A certificate of what the record holds of a kind for a case, and what it proves. It was checked.

    BadRequest, NotFound; Refused where the certificate would not hold.
    """
    kept = keeping.reading()
    first = 0 if since is None else kept.store.size_at(since)
    last = kept.store.size if until is None else kept.store.size_at(until)
    if last - first > LONGEST:
        said = _("{count} entries were recorded then: choose fewer days, or use `caseward receipt absence`.")
        raise refused(said.format(count=last - first))
    data = certificate(kept.store, case, kind, since, until)
    return data, check_absence(data.splitlines(keepends=True), trust_beside(kept), by_library)
