"""What a person sees of their own record: chosen here, kind by kind and column by column, and nothing besides.

No warning, no caller, nobody else, no officer's name, no note: what is not named below does not appear.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from zoneinfo import ZoneInfo

from django.utils.functional import Promise

from caseward.interchange.kept.reading import Taken
from caseward.obligations.model import Obligation, Status
from caseward.record.entry import Entry
from caseward.web.casework import queries
from caseward.web.casework.bearing import judged_terms
from caseward.web.casework.heading import conditions_in_force
from caseward.web.casework.models import Term
from caseward.web.disputes.drawing import answer_to
from caseward.web.keeping import Keeping, policies
from caseward.web.public import words

WITH_THEM = frozenset({"person", "both"})
PERIODIC = frozenset({"every", "apart"})
"""Kinds of requirement that go by the calendar. Those that something sets off may tell what is not theirs to see."""
SHOWN = (Status.MISSED, Status.LATE, Status.OVERDUE, Status.PENDING)
Said = str | Promise


@dataclass(frozen=True, slots=True)
class Item:
    """An entry as the person sees it: its place in the log, what it was, when, and what came of it, in plain words."""

    place: int
    what: Said
    day: date | None
    at: datetime | None
    written: str
    said: tuple[Said, ...]
    missed: bool
    violation: bool
    disputed: bool


@dataclass(frozen=True, slots=True)
class Duty:
    """What the policy asks: in its own words, by when, how it stands, and when what came late came."""

    key: str
    title: str
    needs: str
    due: date
    status: str
    came: date | None
    disputed: bool


@dataclass(frozen=True, slots=True)
class Disputed:
    """What the person disputed: the entry or the duty, when, and what was decided and why."""

    place: int
    item: Item | None
    about: str
    day: date
    result: Said
    reason: str


@dataclass(frozen=True, slots=True)
class OwnTerm:
    """A term in plain words: its sort, its days, its office, its conditions."""

    id: str
    what: Said
    starts: date
    ends: date | None
    office: str
    conditions: tuple[Said, ...]


@dataclass(frozen=True, slots=True)
class OwnPage:
    """A person's own page."""

    terms: tuple[OwnTerm, ...]
    following: Item | None
    missed: tuple[Item, ...]
    violations: tuple[Item, ...]
    others: tuple[Item, ...]
    behind: tuple[Duty, ...]
    coming: tuple[Duty, ...]
    disputes: tuple[Disputed, ...]

    def item(self, place: str) -> Item | None:
        """One of the entries shown, by its place in the log as an address says it."""
        return next((one for one in (*self.missed, *self.violations, *self.others) if str(one.place) == place), None)

    def duty(self, key: str) -> Duty | None:
        """One of the duties that are behind."""
        return next((one for one in self.behind if one.key == key), None)


def own_page(person: str, keeping: Keeping, now: datetime) -> OwnPage:
    """A person's own page as of now."""
    taken = queries.kept_of(person, keeping)
    gone = queries.superseded(taken)
    standing = [one for one in taken if one.entry is not None and one.entry.id not in gone]
    entries = [one.entry for one in standing if one.entry is not None]
    disputes = [e for e in entries if e.kind == "dispute"]
    day = now.astimezone(ZoneInfo(keeping.zone)).date()
    every = {one.index: one.entry for one in taken if one.entry is not None and _is_theirs(one.entry)}
    items = _items(standing, disputes)
    coming = [one for one in items if _is_to_come(one, every[one.place], now, day)]
    settled = [one for one in items if one not in coming]
    rows = _rows(person, taken, keeping, day)
    duties = [_duty(row, entries, disputes) for row in rows]
    return OwnPage(
        terms=tuple(_term(term, entries, day) for term in Term.objects.filter(person=person).order_by("-starts", "id")),
        following=min(coming, key=lambda one: (one.day or day, str(one.at or ""), one.place), default=None),
        missed=tuple(one for one in settled if one.missed),
        violations=tuple(one for one in settled if one.violation),
        others=tuple(one for one in settled if not one.missed and not one.violation),
        behind=tuple(one for one in duties if one.status != Status.PENDING.value),
        coming=tuple(one for one in duties if one.status == Status.PENDING.value),
        disputes=tuple(_disputed(one, entries, every) for one in reversed(standing) if one.kind == "dispute"),
    )


def _is_theirs(entry: Entry) -> bool:
    """Whether an entry is of those that the person sees."""
    if entry.kind == "absence":
        return entry.text("reason") in words.ABSENCES
    if entry.kind == "violation":  # not judged is no finding yet, and might tell of it before a warrant is served
        return entry.text("judgement") in words.JUDGED
    return entry.kind in words.KINDS and (entry.kind != "contact" or entry.text("with_whom") in WITH_THEM)


def _items(standing: Sequence[Taken], disputes: Sequence[Entry]) -> list[Item]:
    """What the person sees of their record, newest first."""
    about = {e.text("entry") for e in disputes}
    found = [(one.index, one.entry) for one in standing if one.entry is not None and _is_theirs(one.entry)]
    items = [_item(place, entry, disputed=entry.id in about) for place, entry in found]
    return sorted(items, key=lambda one: (one.day or date.min, one.place), reverse=True)


def _item(place: int, entry: Entry, *, disputed: bool) -> Item:
    when = entry.occurred
    columns = words.COLUMNS.get(entry.kind, words.OF_MEETINGS)
    said = tuple(found[entry.text(name)] for name, found in columns.items() if entry.text(name) in found)
    precise = when.first == when.last
    return Item(
        place=place,
        what=words.KINDS[entry.kind],
        day=when.first if precise else None,
        at=when.instant,
        written=when.text,
        said=said,
        missed=entry.text("outcome") in words.AGAINST,
        violation=entry.kind == "violation",
        disputed=disputed,
    )


def _is_to_come(item: Item, entry: Entry, now: datetime, today: date) -> bool:
    if entry.kind != "appointment" or entry.text("outcome"):
        return False
    return item.at >= now if item.at is not None else item.day is not None and item.day >= today


def _rows(person: str, taken: Sequence[Taken], keeping: Keeping, day: date) -> list[Obligation]:
    """What is asked by the calendar of the person's terms and is open, late or missed; newest due first."""
    terms = set(Term.objects.filter(person=person).values_list("id", flat=True))
    rows = judged_terms(policies(), queries.with_surroundings(taken, keeping), terms, day)
    found = (r for r in rows if r.kind in PERIODIC and not r.about and r.status in SHOWN and r.scored)
    return sorted(found, key=lambda row: (row.due, row.key), reverse=True)


def key_of(row: Obligation) -> str:
    """How the record names a duty that no entry says: the requirement, and the day by which it was due."""
    return f"{row.requirement}, {row.subject}, due {row.due.isoformat()}"


def _duty(row: Obligation, entries: Iterable[Entry], disputes: Sequence[Entry]) -> Duty:
    theirs = {e.id: e.occurred for e in entries if _is_theirs(e)}
    days = [theirs[id_].last for id_ in row.counted if id_ in theirs]
    key = key_of(row)
    came = max(days, default=None) if row.status is Status.LATE else None
    disputed = any(e.text("about") == key for e in disputes)
    return Duty(key, row.title, row.needs, row.due, row.status.value, came, disputed)


def _term(term: Term, entries: Iterable[Entry], day: date) -> OwnTerm:
    held = [e for e in entries if e.text("term") == term.id or e.id == term.id]
    codes = conditions_in_force(term.id, held, day)
    said = tuple(words.CONDITIONS[code] for code in dict.fromkeys(codes) if code in words.CONDITIONS)
    what = words.SUPERVISION.get(term.supervision_type, words.SUPERVISION["other"])
    return OwnTerm(term.id, what, term.starts, term.ends, term.office, said)


def _disputed(one: Taken, entries: Sequence[Entry], every: dict[int, Entry]) -> Disputed:
    dispute = one.entry
    assert dispute is not None
    named = next(((p, e) for p, e in every.items() if e.id == dispute.text("entry")), None)
    answer = answer_to(dispute.id, entries)
    return Disputed(
        place=one.index,
        item=None if named is None else _item(*named, disputed=True),
        about=dispute.text("about"),
        day=dispute.occurred.first,
        result="" if answer is None else words.RESULTS.get(answer.text("result"), answer.text("result")),
        reason="" if answer is None else answer.text("reason"),
    )
