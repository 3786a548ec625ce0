"""North Dakota and Idaho: what is open for generated people falls due on the days that the published arithmetic gives."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from datetime import date, timedelta
from pathlib import Path
from random import Random

import pytest

from caseward.dates import parse_when
from caseward.obligations.evaluate import evaluate
from caseward.obligations.model import Obligation, Status
from caseward.policy.load import load_policy
from caseward.record.entry import Entry, Record, Value
from caseward.record.view import view_of
from tests.policies.published_dates import Person, idaho, north_dakota

POLICIES = Path(__file__).parents[2] / "policies"
PEOPLE = 120
FIRST = date(2019, 6, 1)
LEVELS = ("minimum", "medium", "high", "maximum", "intensive")
CASE_TYPES = ("general", "general", "sex_offense", "drug_court")


def person(seed: int) -> Person:
    """A person generated from a seed: up to four levels, up to two case types, a warrant now and then, some forty
    entries in two years, a few of them before the start."""
    r = Random(seed)
    start = FIRST + timedelta(days=r.randrange(600))

    def some(most: int) -> list[date]:
        return [start + timedelta(days=r.randrange(-40, 700)) for _ in range(r.randrange(most))]

    def changes(most: int) -> list[date]:
        return [start, *sorted({start + timedelta(days=r.randrange(1, 600)) for _ in range(r.randrange(most))})]

    warrant = start + timedelta(days=r.randrange(500))
    return Person(
        start=start,
        sex=r.choice(("male", "female")),
        supervision_type=r.choice(("formal_probation", "parole", "dual")),
        case_types=[(d, r.choice(CASE_TYPES)) for d in changes(2)],
        levels=[(d, r.choice(LEVELS)) for d in changes(4)],
        warrants=[(warrant, warrant + timedelta(days=r.randrange(5, 90)))] if r.random() < 0.3 else [],
        seen=some(24),
        homes=some(6),
        home_collaterals=some(3),
        treatment=some(10),
        work=some(8),
        scores=[(d, r.randrange(45)) for d in sorted(set(some(4)))],
    )


SPOKE: dict[str, Value] = {"mode": "phone", "with_whom": "person", "outcome": "spoke", "place": "office"}
TRIED: dict[str, Value] = {"mode": "in_person", "with_whom": "person", "outcome": "attempted", "place": "home"}
VISITED: dict[str, Value] = {"mode": "in_person", "with_whom": "both", "outcome": "spoke", "place": "home"}
FAMILY: dict[str, Value] = {**VISITED, "with_whom": "collateral"}
NOWHERE: dict[str, Value] = {"mode": "phone", "with_whom": "collateral", "outcome": "spoke"}  # no place written down
TREATED: dict[str, Value] = {**SPOKE, "with_whom": "collateral", "place": "treatment"}
WORKING: dict[str, Value] = {"with_whom": "collateral", "outcome": "no_answer", "verified": ("employment",)}


def statements(p: Person) -> Iterator[tuple[str, date, dict[str, Value]]]:
    """What is recorded of a person: the facts, what counts, and beside it an attempt for every contact."""
    yield from (("level", day, {"level": level}) for day, level in p.levels)
    yield from (("case_type", day, {"case_type": case_type}) for day, case_type in p.case_types)
    for day, until in p.warrants:
        yield "condition", day, {"condition": "bench_warrant", "until": parse_when(until.isoformat())}
    for days, what in (
        (p.seen, SPOKE),
        ([d + timedelta(days=3) for d in p.seen], TRIED),
        ([d + timedelta(days=5) for d in p.seen], NOWHERE),
        (p.homes, VISITED),
        (p.home_collaterals, FAMILY),
        (p.treatment, TREATED),
        (p.work, WORKING),
    ):
        yield from (("contact", day, what) for day in days)
    for day, score in p.scores:
        yield "assessment", day, {"instrument": "LSI-R", "score": score, "scored": True}
        yield "assessment", day + timedelta(days=9), {"instrument": "LSI-R", "scored": False}


def record(p: Person) -> Record:
    """The person's record."""
    term: dict[str, Value] = {"person": "the-person", "supervision_type": p.supervision_type}
    found = [
        Entry("the-person", "person", parse_when("2019-01-01"), values={"sex": p.sex}),
        Entry("the-term", "term", parse_when(p.start.isoformat()), values=term),
    ]
    for n, (kind, day, values) in enumerate(statements(p)):
        occurred = parse_when(day.isoformat())
        found.append(Entry(f"{kind}-{n}", kind, occurred, values={"term": "the-term", **values}))
    return Record.of(found)


def open_days(rows: Iterable[Obligation], requirement: str) -> list[date]:
    """The due days of a requirement's open obligations."""
    return [r.due for r in rows if r.requirement == requirement and r.status in (Status.PENDING, Status.OVERDUE)]


@pytest.mark.parametrize(
    ("file", "published"), [("us-nd/standards.yaml", north_dakota), ("us-id/general-and-sex-offense.yaml", idaho)]
)
def test_open_obligations_fall_due_on_the_published_days(
    file: str, published: Callable[[Person, date], dict[str, date | None]]
) -> None:
    document = load_policy(POLICIES / file).document
    owed = 0
    for seed in range(PEOPLE):
        p = person(seed)
        view = view_of(record(p))
        for days in (Random(seed).randrange(700), 20, 400):
            as_of = p.start + timedelta(days=days)
            rows = evaluate(document, view, as_of).obligations
            for requirement, due in published(p, as_of).items():
                assert open_days(rows, requirement) == ([] if due is None else [due]), (seed, as_of, requirement)
                owed += due is not None
    assert owed > PEOPLE  # the comparison is not an empty one
