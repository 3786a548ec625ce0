"""Differences that only the long comparison found, as small as they would go: each agrees since it was mended."""

from __future__ import annotations

from datetime import UTC, date, datetime

from caseward.dates import parse_when as at
from caseward.obligations.evaluate import evaluate
from caseward.record.entry import Record
from caseward.testing.trials import Trial
from caseward.testing.whole_records import stated
from tests.generative.agree import difference


def requirement(**more: object) -> dict[str, object]:
    return {"id": "r-0", "title": "A thing done", "cite": {"source": "S"}, "basis": "assumed", **more}


def test_a_stop_of_an_earlier_version_makes_no_later_clock_begin_afresh():
    """Seed 9732: an entry in doubt, and a stop that the version in force by then no longer names."""
    stops = requirement(
        interruptions=[{"fact": "absence", "effect": "stop"}], apart={}, rows=[{"for": {"level": "high"}}]
    )
    runs = requirement(apart={"interval": {"weeks": 6}}, counts={"any": [{"use": "spoke"}]})
    policy = {
        "policy": "made", "title": "Made", "jurisdiction": "nowhere", "sources": {}, "matchers": {"spoke": {"kind": "contact"}},
        "versions": [
            {"version": "a", "from": date(2019, 1, 1), "requirements": [stops]},
            {"version": "b", "from": date(2021, 1, 15), "requirements": [runs]},
        ],
    }  # fmt: skip
    term = {
        "person": "p-9",
        "supervision_type": "formal_probation",
        "office": "north",
        "level": "low",
        "case_type": "general",
    }
    recorded = datetime(2020, 12, 13, 12, 0, tzinfo=UTC)
    contact = {"term": "t-9", "mode": "phone", "outcome": "spoke", "with_whom": "person", "may_be_same_as": "t-9-e7"}
    record = Record.of(
        [
            stated("t-9", "term", "2020-09-12", term),
            stated(
                "t-9-e4",
                "absence",
                "2020-09-22",
                {"term": "t-9", "reason": "hospital", "until": at("2021-02-02")},
                recorded,
            ),
            stated("t-9-e8", "contact", "2020-12-10", contact, recorded),
        ]
    )
    trial = Trial(policy, record, date(2021, 8, 6), ())
    assert difference(trial.document(), trial.view(), trial.as_of) == ""


def test_a_change_of_level_before_the_term_began_is_none_of_its():
    """Seed 13875: a contact before the term, to which a look-back reaches, and a level recorded the day after it."""
    unscored = requirement(
        on_change="ask_but_do_not_score", look_back={"months": 1}, apart={}, counts={"kind": "contact"},
        rows=[{"for": {"level": "medium"}, "interval": {"months": 2}}],
    )  # fmt: skip
    policy = {
        "policy": "made", "title": "Made", "jurisdiction": "nowhere", "sources": {},
        "versions": [{"version": "a", "from": date(2019, 1, 1), "requirements": [unscored]}],
    }  # fmt: skip
    contact = {"term": "t-39", "with_whom": "person", "mode": "phone", "outcome": "spoke"}
    term = {"person": "p-39", "supervision_type": "formal_probation", "office": "north", "level": "medium"}
    recorded = datetime(2020, 6, 9, 12, 0, tzinfo=UTC)
    record = Record.of(
        [
            stated("t-39-e0", "contact", "2020-05-26T14:30-07:00", contact, recorded),
            stated("t-39-e24", "level", "2020-06-07", {"term": "t-39", "level": "medium"}, recorded),
            stated("t-39", "term", "2020-06-09", term),
        ]
    )
    trial = Trial(policy, record, date(2020, 10, 12), ())
    assert difference(trial.document(), trial.view(), trial.as_of) == ""
    rows = evaluate(trial.document(), trial.view(), trial.as_of).obligations
    assert [(row.window_start, row.scored) for row in rows] == [(date(2020, 5, 26), True), (date(2020, 7, 26), True)]
