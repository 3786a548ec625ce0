"""What the long comparison found, each made as small as it would go."""

from __future__ import annotations

from datetime import date

import pytest

from caseward.testing.trials import Trial
from caseward.testing.whole_records import stated
from tests.generative.agree import compared

SPOKE = {"kind": "contact", "where": {"outcome": "spoke"}}
TERM = stated("t", "term", "2020-03-10", {"person": "p", "level": "low"})


def rule(**body: object) -> dict[str, object]:
    return {"id": "r", "title": "A rule", "cite": {"source": "S"}, "basis": "published", **body}


def trial(*entries, as_of: date, versions: dict[date, dict[str, object]]) -> Trial:
    """A trial of one term and one requirement, which each version gives anew."""
    named = [{"version": f"v{n}", "from": day, "requirements": [own]} for n, (day, own) in enumerate(versions.items())]
    policy = {"policy": "p", "title": "P", "jurisdiction": "nowhere", "sources": {"S": "a source"}, "versions": named}
    record = Trial.seeded(0, 0).record.of([TERM, *entries])
    return Trial(policy, record, as_of)


def changes_its_kind() -> Trial:
    """The row of the later kind is left to the reference, and both begin on one day."""
    return trial(
        stated("c", "contact", "2020-06-20", {"term": "t"}),
        as_of=date(2021, 1, 1),
        versions={
            date(2019, 1, 1): rule(never={"this": {"kind": "drug_test"}}),
            date(2020, 6, 1): rule(apart={"interval": {"days": 100}, "after_miss": "keep_open"}, counts=SPOKE),
        },
    )


def goes_on_after_a_stop() -> Trial:
    """Two rows open and fall due alike, and a fact that nothing reads is imprecise."""
    return trial(
        stated(
            "a", "assessment", "2020-05-22/2020-05-26", {"term": "t", "instrument": "LSI-R", "score": 9, "scored": True}
        ),
        stated("in", "custody_in", "2020-04-15", {"term": "t"}),
        stated("out", "custody_out", "2021-08-28", {"term": "t"}),
        as_of=date(2022, 4, 21),
        versions={
            date(2019, 1, 1): rule(
                **{"for": {"custody": False}},
                apart={"interval": {"months": 2}, "after_miss": "keep_open"},
                counts={"kind": "contact"},
            )
        },
    )


def is_given_the_level_it_had() -> Trial:
    """A table gives the level recorded already, so nothing changed; another term has another level recorded."""
    weekly = rule(**{"for": {"score": {"at_most": 22}}}, every={"period": "week", "anchor": "change"}, counts=SPOKE)
    assessed = {"term": "t", "instrument": "LSI-R", "score": 12, "scored": True}
    made = trial(
        stated("s", "term", "2020-03-10", {"person": "q", "level": "medium"}),
        stated("a", "assessment", "2020-03-20", assessed),
        as_of=date(2020, 4, 1),
        versions={date(2019, 1, 1): weekly},
    )
    low = {
        "gives": "level",
        "of": "score",
        "from": date(2020, 1, 1),
        "cite": {"source": "S"},
        "rows": [{"gives": "low"}],
    }
    return Trial({**made.policy, "lookups": [low]}, made.record, made.as_of)


@pytest.mark.parametrize(("made", "said"), [
    (is_given_the_level_it_had, [("every", x) for x in ["not assessable"] * 5 + ["missed", "missed", "pending"]]),
    (changes_its_kind, [("apart", "not assessable"), ("never", "met")]),
    (goes_on_after_a_stop, [("apart", "excused"), ("apart", "overdue")]),
])  # fmt: skip
def test_both_say_what_was_found_to_be_right(made, said) -> None:
    found = compared(made().document(), made().view(), made().as_of, explained=5)
    assert found.difference == ""
    assert [(r.kind, r.status.value) for r in found.rows] == said
