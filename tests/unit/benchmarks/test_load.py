"""The run of many officers: what it counts, what it holds pages to, and that the agency is as large as it is told."""

from __future__ import annotations

import pytest

from benchmarks.load.making import MONTHS, TERMS, Made
from benchmarks.load.run import HELD_TO, LIMIT, reached, told
from caseward.interchange.synth.record import block_entries

QUICK = {40: 95, LIMIT: 5}


def rows(**other: object) -> list[dict[str, object]]:
    """What locust counts where every page is quick and nothing fails."""
    own = {"num_requests": 100, "num_failures": 0, "response_times": QUICK}
    return [{"name": name, **own} for name in sorted(HELD_TO - {"Today"})] + [{"name": "Today", **own, **other}]


def test_as_much_of_the_answers_as_was_asked_for_came_within_the_time_told():
    took = {10: 50, 20: 45, 400: 4, 900: 1}
    assert [reached(took, share) for share in (0.5, 0.95, 0.99, 1.0)] == [10, 20, 400, 900]
    assert reached({}, 0.95) == 0


@pytest.mark.parametrize(
    ("other", "code"),
    [
        ({}, 0),
        ({"num_failures": 1}, 1),
        ({"response_times": {40: 94, LIMIT + 1: 6}}, 1),
        ({"name": "another page"}, 1),
    ],
)
def test_a_slow_page_an_error_and_a_page_that_nobody_saw_end_with_1(other, code, capsys):
    assert told(rows(**other)) == code
    assert capsys.readouterr().out.splitlines()[-1].startswith("not good" if code else "good")


def test_the_agency_is_as_large_as_it_is_said_to_be(tmp_path):
    (tmp_path / "day").write_text("2026-11-22")
    made = Made(tmp_path, TERMS)
    assert (made.plan.start.isoformat(), MONTHS) == ("2024-12-01", 24)
    some = 400
    entries = block_entries(made.plan, 1, some)
    people = sum(entry.kind == "person" for entry in entries)
    assert people * TERMS / some > 99_000
    assert len(entries) * TERMS / some > 4_800_000
