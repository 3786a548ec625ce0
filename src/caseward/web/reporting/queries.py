"""What pages show of reports, as plain data: the register, what is on somebody's day, and one report."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from urllib.parse import urlencode

from django.db.models import Count, QuerySet

from caseward.dates import parse_day
from caseward.interchange.kept.reading import Taken
from caseward.record.entry import Entry, Record
from caseward.record.view import view_of
from caseward.web.accounts.models import User
from caseward.web.casework.models import Draft, Term
from caseward.web.casework.queries import day_drawn, kept_of
from caseward.web.keeping import Keeping
from caseward.web.reporting.chains import Chain, chains, place_of
from caseward.web.reporting.forms import ALL_TYPES, STATES
from caseward.web.reporting.models import Registered

FORM = "report"
"""How drafts of reports are known among a user's drafts: this word, and the place of the report or ``new``."""
SHOWN = 25
"""Rows that another page than the register shows at most."""


@dataclass(frozen=True, slots=True)
class Asked:
    """What of the register is asked for; '' for everything. Words that mean nothing are let pass."""

    state: str = ""
    type: str = ""
    officer: str = ""
    office: str = ""
    start: str = ""
    end: str = ""
    of: str = ""  # ``unit``: only the people of the units that one oversees

    def address(self, **other: str) -> str:
        """The query of the register's address that asks for this, some of it otherwise."""
        said = {
            "state": self.state, "type": self.type, "officer": self.officer, "office": self.office,
            "from": self.start, "to": self.end, "of": self.of,
        } | other  # fmt: skip
        return urlencode({name: value for name, value in said.items() if value})


@dataclass(frozen=True, slots=True)
class Row:
    """A row of the register in words, and its age in days."""

    row: Registered
    type: str
    state: str
    age: int


@dataclass(frozen=True, slots=True)
class Counted:
    """A number of the register and the query of the address that shows its rows."""

    title: str
    count: int
    asked: str
    chosen: bool


@dataclass(frozen=True, slots=True)
class Waiting:
    """The oldest rows of a state, how many there are in all, and the query of the address that shows them all."""

    rows: list[Row]
    count: int
    address: str


@dataclass(frozen=True, slots=True)
class Unfinished:
    """A draft of somebody: whom it is about, of which report (None: a new one), and when it was typed last."""

    draft: Draft
    type: str
    place: int | None


@dataclass(frozen=True, slots=True)
class Found:
    """One report of a person, and how many steps were taken after its newest one and withdrawn."""

    chain: Chain
    tried: int


def register(terms: QuerySet[Term], asked: Asked) -> QuerySet[Registered]:
    """Rows of the register about terms, as asked, newest first."""
    found = _without_state(terms, asked)
    return (found.filter(state=asked.state) if asked.state in STATES else found).order_by("-day", "id")


def counts(terms: QuerySet[Term], asked: Asked) -> list[Counted]:
    """How many rows there are in each state, whatever state is asked for; and in all."""
    by_state = dict(_without_state(terms, asked).order_by().values_list("state").annotate(Count("pk")))
    each = [(state, str(title), by_state.get(state, 0)) for state, title in STATES.items()]
    whole = ("", "", sum(by_state.values()))
    return [Counted(title, n, asked.address(state=state), state == asked.state) for state, title, n in (whole, *each)]


def in_words(rows: QuerySet[Registered] | list[Registered]) -> list[Row]:
    """Rows as a page shows them."""
    day = day_drawn()
    return [Row(r, str(ALL_TYPES.get(r.type, r.type)), str(STATES[r.state]), (day - r.day).days) for r in rows]


def officers_in(terms: QuerySet[Term]) -> list[str]:
    """Who wrote or owes any of the reports about terms."""
    found = Registered.objects.filter(term__in=terms).exclude(officer="")
    return list(found.values_list("officer", flat=True).distinct().order_by("officer"))


def of_person(person: str) -> list[Row]:
    """The register of one person."""
    return in_words(register(Term.objects.filter(person=person), Asked()))


def in_state(terms: QuerySet[Term], state: str, **asked: str) -> Waiting:
    """Rows of one state about terms, the oldest first. ``asked`` is what their address asks for beside the state."""
    found = Registered.objects.filter(term__in=terms, state=state).select_related("term").order_by("day", "id")
    address = urlencode({"state": state} | {name: value for name, value in asked.items() if value})
    return Waiting(in_words(found[:SHOWN]), found.count(), address)


def unfinished(user: User, people: Iterable[str]) -> list[Unfinished]:
    """Drafts that a user typed about people, newest first."""
    drafts = Draft.objects.filter(user=user, form__startswith=f"{FORM} ", person__in=people)
    return [_unfinished(draft) for draft in drafts.order_by("-changed", "pk")]


def draft_form(chain: Chain | None) -> str:
    """How a user's draft of a report, or of a new one, is known."""
    return f"{FORM} {'new' if chain is None else chain.place}"


def report_at(person: str, place: int, keeping: Keeping) -> Found | None:
    """The report of a person whose first step, as it stands, is at a place of the log; None where there is none."""
    taken = kept_of(person, keeping)
    found = next((chain for chain in chains(_standing(taken)) if chain.place == place), None)
    if found is None:
        return None
    after = [t for t in taken if t.entry is not None and t.kind == "report" and t.entry.text("report") == found.last.id]
    return Found(found, len(after))


def step_at(person: str, place: int, keeping: Keeping) -> Entry | None:
    """A step of a report of a person at a place of the log, that can be read, whether it stands or not."""
    return next((t.entry for t in kept_of(person, keeping) if t.index == place and t.kind == "report"), None)


def documents_of(person: str, chain: Chain, keeping: Keeping) -> dict[str, tuple[int, str]]:
    """By id of a step: the place of the document that holds the SHA-256 of its text, and that number."""
    notes = {f"The {what} of {step.id}.": step.id for step in chain.steps for what in ("text", "file")}
    documents = [one.entry for one in kept_of(person, keeping) if one.kind == "document" and one.entry is not None]
    return {notes[e.note]: (place_of(e), e.text("sha256")) for e in documents if e.note in notes}


def _standing(taken: tuple[Taken, ...]) -> tuple[Entry, ...]:
    return view_of(Record.of([one.entry for one in taken if one.entry is not None])).entries


def _without_state(terms: QuerySet[Term], asked: Asked) -> QuerySet[Registered]:
    found = Registered.objects.filter(term__in=terms).select_related("term")
    if asked.type:
        found = found.filter(type=asked.type)
    if asked.officer:
        found = found.filter(officer=asked.officer)
    if asked.office:
        found = found.filter(term__office=asked.office)
    start, end = _day(asked.start), _day(asked.end)
    if start:
        found = found.filter(day__gte=start)
    return found.filter(day__lte=end) if end else found


def _unfinished(draft: Draft) -> Unfinished:
    which = draft.form.removeprefix(f"{FORM} ")
    sort = str(draft.said.get("type", ""))
    return Unfinished(draft, str(ALL_TYPES.get(sort, "")), int(which) if which.isdigit() else None)


def _day(text: str) -> date | None:
    try:
        return parse_day(text)
    except ValueError:
        return None
