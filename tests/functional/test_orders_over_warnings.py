"""A warning that came before anybody knew whom it is about goes where it was attached: sealed, opened and destroyed."""

from __future__ import annotations

import json

import pytest

from caseward.interchange.kept.opening import opened_record
from caseward.ledger.store.draft import Opened
from tests.functional.test_orders import here, left, signed, verdicts  # noqa: F401  # a fixture

DAY = "2021-05-01"
UNKNOWN = {"occurred": DAY, "channel": "phone", "recorded_by": "duty-1"}
SAID = ("CANARY-attached", "CANARY-decided", "CANARY-why", "CANARY-again")
OTHERS = ("CANARY-of-nobody", "CANARY-elsewhere")


@pytest.fixture
def attached(here):  # noqa: F811
    """Three warnings about nobody known: one attached to T-1 after its words were corrected, one to T-2, one to none."""
    rows = [
        {"kind": "warning", "id": "W-1", **UNKNOWN, "words": SAID[0]},
        {"kind": "warning", "id": "W-2", **UNKNOWN, "words": OTHERS[0]},
        {"kind": "warning", "id": "W-3", **UNKNOWN, "words": OTHERS[1]},
        {"kind": "unattached_response", "id": "R-1", "occurred": DAY, "warning": "W-1", "action": "not_identifiable",
         "decided_by": "duty desk", "reason": SAID[1]},
    ]  # fmt: skip
    (here / "more.jsonl").write_text("".join(json.dumps(row) + "\n" for row in rows))
    here("append", "kept", "more.jsonl")
    (here / "more.jsonl").unlink()
    here("correct", "kept", "W-1", "--set", f"words={SAID[3]}", "--because", SAID[2])
    here("correct", "kept", "W-1.2", "--set", "term=T-1", "--because", SAID[2])
    here("correct", "kept", "W-3", "--set", "term=T-2", "--because", "The landlord knows.")
    for path in sorted((here.folder).glob("receipts/*.json")):
        path.unlink()
    return here


def ordered(here, action: str, matters: str) -> None:  # noqa: F811
    path = here / f"{action}.toml"
    path.write_text(path.read_text().replace('matters = ["T-1"]', f"matters = {matters}"))


def left_of(here, *words):  # noqa: F811
    return [word for word in words if left(here / "kept", word)]


def said_in(here, *words):  # noqa: F811
    """Those of the words that whoever has the keys reads in any entry, the store's own among them."""
    with opened_record(here / "kept") as kept:
        parts = [part for one in kept.store.stored() for part in one.parts.values() if isinstance(part, Opened)]
        return [word for word in words if any(word.encode() in part.part for part in parts)]


def readable(here, out: str) -> str:  # noqa: F811
    here("export", "kept", out)
    return "".join(path.read_text() for path in sorted((here / out).glob("*.csv")))


def test_what_was_said_before_anybody_knew_is_destroyed_with_the_term(attached):
    here = attached  # noqa: F811
    plan = here("destroy", "kept", "destroy.toml", "--dry-run")
    assert "of 3 cases of P-1" in plan
    assert "Among them is what was kept of 2 warnings before anybody knew" in plan
    assert [said for said in (*SAID, *OTHERS) if said not in readable(here, "before")] == []
    signed(here)
    here("destroy", "kept", "destroy.toml", "--countersigned", "signed.txt", "--confirm", "YJ-23-0412")
    after = readable(here, "after")
    assert [said in after for said in (*SAID, *OTHERS)] == [False] * 4 + [True] * 2
    assert left_of(here, "W-1", "R-1") == []
    found = verdicts(here)
    assert found["destroyed under authority"] == 10
    assert (found["missing without authority"], found["altered"], found["sealed"]) == (0, 0, 0)


def test_it_is_sealed_and_opened_and_destroyed_with_it(attached):
    here = attached  # noqa: F811
    here("seal", "kept", "seal.toml", "--confirm", "YJ-23-0412")
    assert verdicts(here)["sealed"] == 10
    assert not any(said in readable(here, "sealed") for said in SAID)
    unit = here / "kept" / "keys" / "unit.pem"
    here("unseal", "kept", "unseal.toml", "--unit", unit, "--confirm", "YJ-23-0412")
    assert verdicts(here)["sealed"] == 0
    here("seal", "kept", "seal.toml", "--confirm", "YJ-23-0412")
    signed(here)  # by those who cannot read it
    here("destroy", "kept", "destroy.toml", "--countersigned", "signed.txt", "--confirm", "YJ-23-0412")
    found = verdicts(here)
    assert (found["destroyed under authority"], found["sealed"], found["altered"]) == (10, 0, 0)


def test_where_a_seal_hides_to_which_term_it_belongs_nothing_is_destroyed_by_guessing(attached):
    here = attached  # noqa: F811
    ordered(here, "seal", '["", "T-1", "T-2"]')
    here("seal", "kept", "seal.toml", "--confirm", "YJ-23-0412")
    here("export", "kept", "of P-1", "--person", "P-1", "--purpose", "P-1 asked for it")
    refused = here("destroy", "kept", "destroy.toml", "--request", "request.txt", code=2)
    assert "only the sealed unit can tell to which of them they were attached" in refused
    ordered(here, "destroy", '["", "T-1", "T-2"]')
    signed(here)
    here("destroy", "kept", "destroy.toml", "--countersigned", "signed.txt", "--confirm", "YJ-23-0412")
    assert OTHERS[0] in readable(here, "after")
    assert said_in(here, "P-1", "T-1", "W-1", "W-3", *SAID, OTHERS[1]) == []
    assert said_in(here, "W-2", OTHERS[0], "(sealed) asked for it") == ["W-2", OTHERS[0], "(sealed) asked for it"]
    found = verdicts(here)
    assert (found["sealed"], found["altered"], found["missing without authority"]) == (0, 0, 0)
