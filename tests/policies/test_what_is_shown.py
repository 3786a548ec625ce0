"""What stands beside an obligation on a list: attempts that never count, and the day from which it is shown."""

from __future__ import annotations

from datetime import date
from pathlib import Path

from caseward.obligations.cases import read_cases
from caseward.obligations.evaluate import evaluate
from caseward.obligations.model import Bearing, Obligation, Status
from caseward.policy.load import load_policy

POLICIES = Path(__file__).parents[2] / "policies"


def rows_of(name: str, sentence: str, requirement: str) -> list[Obligation]:
    """The obligations of one requirement in the case whose sentence begins so."""
    cases = read_cases(POLICIES / f"{name}.cases.yaml")[1]
    case = next(c for c in cases if c.sentence.startswith(sentence))
    document = load_policy(POLICIES / f"{name}.yaml").document
    rows = evaluate(document, case.view, case.as_of).obligations
    return [r for r in rows if r.requirement == requirement]


def test_an_attempted_field_visit_stands_beside_a_rolling_duty_once() -> None:
    (row,) = rows_of("us-tx/cscd-163-35", "An attempted field visit", "direct-supervision")
    assert row.status is Status.OVERDUE
    assert [(c.entry, c.bearing) for c in row.considered] == [("contact-1", Bearing.SUPPLEMENTARY)]


def test_a_due_day_before_the_amnesty_is_shown_from_its_last_day_on() -> None:
    (row,) = rows_of("us-mo/field", "The due date before the launch amnesty", "in-person")
    assert (row.due, row.show_from) == (date(2026, 3, 31), date(2026, 4, 30))


def test_a_wide_definition_of_an_attempt_never_hides_what_counted() -> None:
    (met,) = [r for r in rows_of("us-ny/9nycrr351", "Four weekly meetings", "home-greatest") if r.status is Status.MET]
    assert [c.bearing for c in met.considered if c.entry in met.counted] == [Bearing.COUNTED]
