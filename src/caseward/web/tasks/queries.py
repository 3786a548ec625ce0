"""What pages show of promises: open ones by age, and a person's as they stand in the record."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta

from django.db.models import F, Q, QuerySet
from django.utils.translation import gettext_lazy as _

from caseward.record.entry import Entry
from caseward.web.accounts.models import User
from caseward.web.casework.models import Term
from caseward.web.casework.queries import NOBODY, SOON, day_drawn, kept_of
from caseward.web.keeping import Keeping
from caseward.web.tasks.models import Promise

#: By the word in the address: what it says, and from how many days past due to how many (None: without an end).
AGES = {
    "late-more": (_("more than 90 days past due"), 91, None),
    "late-90": (_("31 to 90 days past due"), 31, 90),
    "late-30": (_("8 to 30 days past due"), 8, 30),
    "late-7": (_("1 to 7 days past due"), 1, 7),
    "soon": (_("due within a week"), -SOON.days, 0),
    "later": (_("due later"), None, -SOON.days - 1),
}
UNDATED = "undated"


@dataclass(frozen=True, slots=True)
class Asked:
    """Which open promises are asked for; '' for any. Words that mean nothing are let pass."""

    age: str = ""
    owner: str = ""
    officer: str = ""


@dataclass(frozen=True, slots=True)
class Open:
    """An open promise and how many days it is past due on the day for which it was drawn; 0 while it is not."""

    row: Promise
    late: int


@dataclass(frozen=True, slots=True)
class Shown:
    """A promise as it stands in a person's record: its place in the log, what became of it (``open``, ``claimed``
    without proof, ``kept`` or ``withdrawn``), when, the proof, and why it was withdrawn.
    """

    place: int
    entry: Entry
    state: str
    when: str
    proof: str
    why: str

    @property
    def columns(self) -> dict[str, str]:
        """What a page shows of it, by column."""
        due = self.entry.when("due")
        said = {name: self.entry.text(name) for name in ("what", "owner", "term")}
        return said | {"made": self.entry.occurred.text, "due": "" if due is None else due.text}


def promises(terms: QuerySet[Term], asked: Asked) -> list[Open]:
    """Open promises about people of terms, the longest past due first; without a due day last."""
    day = day_drawn()
    found = _aged(_of(terms), asked.age, day)
    if asked.owner:
        found = found.filter(owner=asked.owner)
    if asked.officer:
        found = found.filter(term__officer="" if asked.officer == NOBODY else asked.officer)
    return [_open(row, day) for row in found]


def ages(terms: QuerySet[Term], asked: Asked) -> list[tuple[str, str, int]]:
    """How many promises of each age there are, beside what else is asked: word, what it says, count."""
    words = [(name, str(age[0])) for name, age in AGES.items()] + [(UNDATED, str(_("without a due day")))]
    return [(name, said, len(promises(terms, Asked(name, asked.owner, asked.officer)))) for name, said in words]


def owners(terms: QuerySet[Term]) -> list[str]:
    """Who promised anything that is still open."""
    return list(_of(terms).order_by("owner").values_list("owner", flat=True).distinct())


def to_keep(terms: QuerySet[Term], own: QuerySet[Term], staff: str) -> list[Open]:
    """What somebody has to see done: what they promised about anybody they may see, and what anybody promised about
    their own people, so that a promise outlives a transfer.
    """
    day = day_drawn()
    found = _ordered(Promise.objects.filter(Q(term__in=own) | Q(owner=staff, term__in=terms)))
    return [_open(row, day) for row in found]


def is_somebody(staff: str) -> bool:
    """Whether a token is that of a user, or of an officer who is responsible for anybody."""
    return User.objects.filter(staff=staff).exists() or Term.objects.filter(officer=staff).exists()


def of_person(person: str, keeping: Keeping) -> list[Shown]:
    """Every promise in a person's record as it stands, or as it stood when it was withdrawn; newest first."""
    taken = kept_of(person, keeping)
    entries = [one.entry for one in taken if one.entry is not None]
    gone = {entry.text("corrects"): entry for entry in entries if entry.kind == "correction"}
    done: dict[str, Entry] = {}
    for entry in entries:
        if entry.kind == "task_done" and entry.id not in gone and not _proves(done.get(entry.text("task"))):
            done[entry.text("task")] = entry
    found = [
        _shown(one.index, one.entry, done.get(one.entry.id), gone.get(one.entry.id))
        for one in taken
        if one.entry is not None and one.kind == "task_promised" and not _replaced(gone.get(one.entry.id))
    ]
    return sorted(
        found, key=lambda s: (s.state not in ("open", "claimed"), -s.entry.occurred.first.toordinal(), -s.place)
    )


def at_place(person: str, place: int, keeping: Keeping) -> Shown | None:
    """The person's promise at a place of the log, as it stands; None where there is none."""
    return next((shown for shown in of_person(person, keeping) if shown.place == place), None)


def _proves(done: Entry | None) -> bool:
    return done is not None and bool(done.text("proof"))


def _replaced(correction: Entry | None) -> bool:
    return correction is not None and bool(correction.text("replaced_by"))


def _shown(place: int, entry: Entry, done: Entry | None, gone: Entry | None) -> Shown:
    if gone is not None:
        return Shown(place, entry, "withdrawn", gone.occurred.text, "", gone.text("reason"))
    if done is None:
        return Shown(place, entry, "open", "", "", "")
    return Shown(place, entry, "kept" if _proves(done) else "claimed", done.occurred.text, done.text("proof"), "")


def _of(terms: QuerySet[Term]) -> QuerySet[Promise]:
    return _ordered(Promise.objects.filter(term__in=terms))


def _ordered(found: QuerySet[Promise]) -> QuerySet[Promise]:
    return found.select_related("term").order_by(F("due").asc(nulls_last=True), "term_id", "id")


def _aged(found: QuerySet[Promise], age: str, day: date) -> QuerySet[Promise]:
    if age == UNDATED:
        return found.filter(due=None)
    if age not in AGES:
        return found
    least, most = AGES[age][1:]
    if least is not None:
        found = found.filter(due__lte=day - timedelta(days=least))
    return found if most is None else found.filter(due__gte=day - timedelta(days=most))


def _open(row: Promise, day: date) -> Open:
    return Open(row, 0 if row.due is None else max(0, (day - row.due).days))
