"""What pages show of reviews, as plain data: due ones, events, samples, the register and what it asked for."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, timedelta

from django.db.models import Q, QuerySet

from caseward.interchange.kept.matters import WORK
from caseward.interchange.kept.reading import Taken, gathered
from caseward.oversight.sampling import Sample as Drawn
from caseward.oversight.sampling import draw
from caseward.record.entry import Entry
from caseward.web.casework.models import Owed, Term
from caseward.web.casework.queries import day_drawn, kept_of, running, superseded
from caseward.web.keeping import Keeping, policies
from caseward.web.reviewing.drawing import asking_for_review
from caseward.web.reviewing.models import Action, Happened, Reviewed, Sample
from caseward.web.reviewing.wording import EVENTS, in_words
from caseward.web.tasks.queries import Shown, of_person

REGISTER = ("review", "day", "person", "term", "officer", "office", "type", "chosen", "sample", "by", "actions", "open",
            "withdrawn")  # fmt: skip
ASKED = ("action", "review", "person", "owner", "what", "due", "state", "done", "withdrawn", "withdrawn_by", "why")
LATELY = timedelta(days=90)
"""How far back an event is shown on the page of reviews."""


@dataclass(frozen=True, slots=True)
class Case:
    """A term drawn in a sample, or after an event, and its first review since."""

    id: str
    term: Term | None
    review: Reviewed | None


@dataclass(frozen=True, slots=True)
class Event:
    """A term in which something happened since its last review: what and when, newest first."""

    term: Term
    last: date | None
    events: list[tuple[str, date]]

    @property
    def said(self) -> list[tuple[str, date]]:
        """What happened in words, and when."""
        return [(str(EVENTS.get(kind, kind)), day) for kind, day in self.events]


@dataclass(frozen=True, slots=True)
class Listed:
    """A sample, its cases, and how many of them were reviewed."""

    sample: Sample
    cases: list[Case]

    @property
    def reviewed(self) -> int:
        """How many of its cases were reviewed."""
        return sum(case.review is not None for case in self.cases)


@dataclass(frozen=True, slots=True)
class Told:
    """A review as the record has it: its place in the log, the entry, its actions, and whether it was corrected."""

    place: int
    entry: Entry
    actions: list[Shown]
    corrected: bool

    @property
    def said(self) -> dict[str, str]:
        """What it says, by column."""
        return {name: self.entry.text(name) for name in ("sample", "fact", "judgement", "response")}

    @property
    def in_words(self) -> dict[str, str]:
        """Its codes as a page says them."""
        return in_words(self.entry.text("type"), self.entry.text("chosen"), self.entry.many("looked_at"))


@dataclass(frozen=True, slots=True)
class Redrawn:
    """A sample as recorded, the ids of its frame, what drawing again gave just now, and whether that is the same."""

    sample: Sample
    place: int
    frame: tuple[str, ...]
    again: Drawn
    recorded_sha256: str

    @property
    def same(self) -> bool:
        """Whether drawing again gave the recorded list, in its order, of the recorded frame."""
        return list(self.again.drawn) == self.sample.drawn and self.again.frame_sha256 == self.recorded_sha256


def asked_by_policy() -> frozenset[tuple[str, str]]:
    """The requirements of the agency's policies that a review satisfies, by policy and id."""
    return asking_for_review(policies())


def due(terms: QuerySet[Term], asked: Iterable[tuple[str, str]]) -> list[Owed]:
    """What is open of running terms under the requirements asked for, first due first."""
    found = Q(pk__in=[])
    for policy, requirement in asked:
        found |= Q(policy=policy, requirement=requirement)
    rows = Owed.objects.filter(found, term__in=running(terms, day_drawn()))
    return list(rows.select_related("term").order_by("due", "term_id", "id"))


def events(terms: QuerySet[Term]) -> list[Event]:
    """Running terms in which something happened lately and since their last review, newest first."""
    day = day_drawn()
    rows = Happened.objects.filter(term__in=running(terms, day), newest__gte=day - LATELY).select_related("term")
    return [
        Event(row.term, row.last, [(kind, date.fromisoformat(on)) for kind, on in reversed(row.events)])
        for row in rows.order_by("-newest", "term_id")
    ]


def never(terms: QuerySet[Term]) -> int:
    """How many running terms have never been reviewed."""
    return Happened.objects.filter(term__in=running(terms, day_drawn()), last=None).count()


def register(terms: QuerySet[Term]) -> QuerySet[Reviewed]:
    """Reviews of terms, newest first, with what they asked for."""
    found = Reviewed.objects.filter(term__in=terms).select_related("term").prefetch_related("actions")
    return found.order_by("-day", "id")


def actions(terms: QuerySet[Term], state: str = "") -> list[Action]:
    """What reviews asked for: what is to be done first, by due day; of one state, where that is asked."""
    found = Action.objects.filter(review__term__in=terms).select_related("review__term")
    if state:
        found = found.filter(state=state)
    return sorted(found, key=lambda a: (a.is_over, a.due or date.max, a.id))


def frame(terms: QuerySet[Term]) -> list[str]:
    """The ids of running terms, from which a sample is drawn."""
    return list(running(terms, day_drawn()).order_by("id").values_list("id", flat=True))


def samples(terms: QuerySet[Term]) -> list[Listed]:
    """Samples with a case of which somebody oversees the term, newest first, with the cases of these."""
    found = []
    for sample in Sample.objects.order_by("-day", "-id"):
        own = cases(sample, terms)
        if any(case.term is not None for case in own):
            found.append(Listed(sample, own))
    return found


def sample_of(id_: str) -> Sample | None:
    """A sample by its id."""
    return Sample.objects.filter(pk=id_).first()


def cases(sample: Sample, terms: QuerySet[Term]) -> list[Case]:
    """The cases of a sample in the order of the draw; without the term where it is not among ``terms``."""
    own = {term.id: term for term in terms.filter(pk__in=sample.drawn)}
    done: dict[str, Reviewed] = {}
    for review in Reviewed.objects.filter(sample=sample.id, term__in=list(own)).order_by("-day", "-id"):
        done[review.term_id] = review
    return [Case(id_, own.get(id_), done.get(id_)) for id_ in sample.drawn]


def redrawn(sample: Sample, keeping: Keeping) -> Redrawn:
    """A sample drawn again from the frame and seed of its entry."""
    entry, place = next((t.entry, t.index) for t in _work(keeping) if t.entry is not None and t.entry.id == sample.id)
    ids = entry.many("frame")
    again = draw(ids, len(sample.drawn), sample.seed)
    return Redrawn(sample, place, tuple(ids), again, entry.text("frame_sha256"))


def among(ids: Iterable[str], terms: QuerySet[Term]) -> list[str]:
    """Those of ids that are of terms, in their order: whoever oversees one unit is not told who is of another."""
    own = set(terms.values_list("id", flat=True))
    return [id_ for id_ in ids if id_ in own]


def samples_naming(terms: Iterable[Term]) -> list[tuple[str, str]]:
    """The samples in which any of a person's terms was drawn, for a form."""
    ids = {term.id for term in terms}
    return [(s.id, f"{s.id}, {s.day}") for s in Sample.objects.order_by("-day", "-id") if ids & set(s.drawn)]


def told(person: str, keeping: Keeping) -> list[Told]:
    """Every review in a person's record, newest first, each with what it asked for."""
    taken = kept_of(person, keeping)
    gone, asked = superseded(taken), of_person(person, keeping)
    found = [_told(one, gone, asked) for one in taken if one.kind == "review" and one.entry is not None]
    return sorted(found, key=lambda t: (t.entry.occurred.first, t.place), reverse=True)


def register_row(row: Reviewed) -> tuple[object, ...]:
    """A review as a row of the CSV, in the order of its columns."""
    return (row.id, row.day, row.term.person, row.term_id, row.term.officer, row.term.office, row.type, row.chosen,
            row.sample, row.by, *row.counts.values())  # fmt: skip


def action_row(row: Action) -> tuple[object, ...]:
    """What a review asked for as a row of the CSV, in the order of its columns."""
    return (row.id, row.review_id, row.review.term.person, row.owner, row.what, row.due, row.state, row.done,
            row.withdrawn, row.withdrawn_by, row.why)  # fmt: skip


def _told(one: Taken, gone: frozenset[str], asked: Sequence[Shown]) -> Told:
    assert one.entry is not None
    own = [shown for shown in asked if shown.entry.text("review") == one.entry.id]
    return Told(one.index, one.entry, own, one.entry.id in gone)


def _work(keeping: Keeping) -> tuple[Taken, ...]:
    return gathered(keeping.reading().store.of_subject(WORK)).taken
