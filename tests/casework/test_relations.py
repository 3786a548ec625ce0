"""Default deny, further: every address about a person, for whoever stands to them in some way but is not responsible."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest

from tests.casework.agency import now
from tests.casework.test_doors import DOORS, asked_of, places

RELATIONS = ("covers", "hands over", "in need", "attends", "was responsible", "other office", "elsewhere")
ANSWERED = {"transfer-decline"}  # by the move that this file makes
OF_A_PERSON = {n: one for n, one in DOORS.items() if ("/p-3/" in one[0] or "/w-3/" in one[0]) and n not in ANSWERED}
DECIDED = {
    "violation-judgement", "violation-response", "proceeding-new", "own-link",
    "promise-withdraw", "appointment-judgement",
    "proposal-again", "proposal-withdrawal",
}  # fmt: skip
"""Where something is judged, decided or handed out about a person: not for who sees them only for a while. That of a
warning shows whoever may not decide the warning alone: ``test_warnings`` says who may."""


def may(relation: str, name: str) -> bool:
    """Whether whoever stands so to a person gets in: they are officers, but for the supervisor of another office."""
    responsible = "officer-1" in OF_A_PERSON[name][1]
    if name == "need":
        return True  # where it is said why somebody needs to see a person
    if relation in ("covers", "hands over"):
        return responsible
    return responsible and name not in DECIDED and relation in ("in need", "attends")


@pytest.fixture(scope="module")
def standing(agency: Any, users: dict[str, Any]) -> dict[str, Any]:
    """A user for each relation to ``p-3``, made as it is made at work."""
    from caseward.web.accounts.models import Role
    from caseward.web.accounts.operations import add_user, open_in_need
    from caseward.web.casework.operations import record
    from caseward.web.keeping import keeping

    def day(days: int) -> str:
        return (now().date() + timedelta(days=days)).isoformat()

    began = now().date().replace(year=2020)
    found = {
        relation: add_user(
            f"who-{n}", f"officer-{40 + n}", "",
            {Role.SUPERVISOR: "east"} if relation == "other office" else {Role.OFFICER: ""}, began, "tests",
        )
        for n, relation in enumerate(RELATIONS)
    }  # fmt: skip
    staff = {relation: user.staff for relation, user in found.items()}
    moved = {"kind": "assignment", "term": "t-3", "office": "west"}
    record(
        [
            moved | {"id": "r-1", "occurred": day(-20), "officer": staff["was responsible"]},
            moved | {"id": "r-2", "occurred": day(-15), "officer": staff["hands over"]},
            moved | {"id": "r-3", "occurred": day(-10), "officer": "officer-1", "handover_until": day(5)},
            {"kind": "cover", "id": "r-4", "occurred": day(-1), "officer": "officer-1", "covered_by": staff["covers"],
             "until": day(5), "reason": "Ill", "recorded_by": "supervisor-1"},
            {"kind": "appointment", "id": "r-5", "occurred": day(2), "term": "t-3", "officer": staff["attends"],
             "mode": "in_person", "recorded_by": "supervisor-1"},
        ],
        "relations", keeping(),
    )  # fmt: skip
    open_in_need(found["in need"], "p-3", "The officer on duty is ill and the person is at the door", now())
    return found


@pytest.mark.parametrize("relation", RELATIONS)
def test_every_address_about_a_person_by_relation(
    agency: Any, as_: Callable[[str], Any], users: dict[str, Any], standing: dict[str, Any], relation: str
) -> None:
    users[relation] = standing[relation]
    client, where = as_(relation), places()
    answers = {name: asked_of(client, name, where).status_code for name in OF_A_PERSON}
    assert answers == {name: 200 if may(relation, name) else 403 for name in OF_A_PERSON}
