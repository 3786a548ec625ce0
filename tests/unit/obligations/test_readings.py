"""What an imprecise record may mean decides only what its readings answer differently."""

from __future__ import annotations

from datetime import date

from caseward.obligations.model import Status
from caseward.testing.records import made
from tests.unit.obligations.made import judged, policy, term

WHO = {"term": "term"}
ROLLING = {
    "for": {"custody": False},
    "apart": {"interval": {"months": 2}, "after_miss": "keep_open"},
    "counts": {"kind": "contact", "says": "a contact"},
}


def test_a_fact_that_is_not_read_leaves_nothing_undecided_though_two_rows_open_and_fall_due_alike() -> None:
    """The clock stops in custody and goes on afterwards: its last row opened and fell due on the days of its first."""
    record = term(
        "2020-05-17",
        made(
            "assessment", {"id": "a", "occurred": "2020-05-22/2020-05-26", "instrument": "LSI-R", "score": "9", **WHO}
        ),
        made("custody_in", {"id": "in", "occurred": "2020-07-15", **WHO}),
        made("custody_out", {"id": "out", "occurred": "2021-08-28", **WHO}),
    )
    rows = judged(policy(**ROLLING), record, "2022-04-21").obligations
    assert [(r.window_start, r.due) for r in rows] == [(date(2020, 5, 17), date(2020, 7, 17))] * 2
    assert [r.status for r in rows] == [Status.EXCUSED, Status.OVERDUE]
