"""Orders as people carry them out: the commands on a real kept record, checked by the independent checker."""

from __future__ import annotations

import json

import pytest

from caseward.cli.main import run

ORIGIN = "probation.example/adult"


class Desk:
    """A folder in which commands are run."""

    def __init__(self, folder, capsys):
        self.folder, self._capsys = folder, capsys

    def __truediv__(self, name):
        return self.folder / name

    def __call__(self, *arguments, code=0):
        self._capsys.readouterr()
        done = run([*map(str, arguments)])
        out = self._capsys.readouterr()
        assert done == code, out.out + out.err
        return out.out + out.err


@pytest.fixture
def here(tmp_path, monkeypatch, capsys):
    """A kept record of two terms, an authority, and an order file for one of the terms."""
    rows = [
        {"kind": "person", "id": "P-1", "occurred": "2020-01-01", "sex": "male"},
        *({"kind": "term", "id": t, "occurred": "2020-01-01", "person": "P-1"} for t in ("T-1", "T-2")),
        *(
            {
                "kind": "contact",
                "occurred": f"2021-0{n}-03",
                "term": f"T-{1 + n % 2}",
                "mode": "phone",
                "note": f"CANARY-{1 + n % 2}-{n}",
            }
            for n in range(1, 7)
        ),
    ]
    monkeypatch.chdir(tmp_path)
    caseward = Desk(tmp_path, capsys)
    (tmp_path / "rows.jsonl").write_text("".join(json.dumps(row) + "\n" for row in rows))
    caseward("init", "kept", "--origin", ORIGIN)
    caseward("append", "kept", "rows.jsonl")
    caseward("authority", "key", "counsel.pem", "--name", "county-counsel")
    vkey = (tmp_path / "counsel.pem.vkey").read_text().strip()
    settings = tmp_path / "kept" / "kept.toml"
    settings.write_text(settings.read_text().replace("authorities = []", f'authorities = ["{vkey}"]'))
    for action in ("seal", "unseal", "destroy"):
        text = caseward(action, "--example").replace("P-1001", "P-1")
        (tmp_path / f"{action}.toml").write_text(text)
    (tmp_path / "rows.jsonl").unlink()
    return caseward


def verdicts(here):
    found = {}
    for line in here("verify", "kept").splitlines():
        words = line.strip().rsplit(" ", 1)
        if len(words) == 2 and words[1].isdigit():
            found[words[0].strip()] = int(words[1])
    return found


def left(folder, word):
    return [str(p) for p in folder.rglob("*") if p.is_file() and word.encode() in p.read_bytes()]


def signed(here):
    here("destroy", "kept", "destroy.toml", "--request", "request.txt")
    compared = ("--store", "kept", "--order", "destroy.toml")
    here("authority", "sign", "request.txt", "--key", "counsel.pem", *compared, "-o", "signed.txt")


def test_sealed_read_by_the_unit_and_opened_again(here):
    plan = here("seal", "kept", "seal.toml", "--dry-run")
    assert "4 entries of 1 case of P-1 would be sealed" in plan
    assert "contact: 3" in plan
    assert "--confirm" in here("seal", "kept", "seal.toml", code=2)
    here("seal", "kept", "seal.toml", "--confirm", "YJ-23-0412")
    assert verdicts(here)["sealed"] == 4
    here("export", "kept", "out", "--expires", "2999-01-31", "--purpose", "annual audit")
    rows = (here / "out" / "contact.csv").read_text()
    assert "CANARY-2" in rows
    assert "CANARY-1" not in rows
    refused = here("unseal", "kept", "unseal.toml", "--confirm", "YJ-23-0412", code=2)
    assert "CW512" in refused
    unit = here / "kept" / "keys" / "unit.pem"
    here("unseal", "kept", "unseal.toml", "--unit", unit, "--confirm", "YJ-23-0412")
    assert verdicts(here)["sealed"] == 0
    assert "out (entry" in here("seal", "kept", "seal.toml", "--dry-run")


def test_destroyed_by_two_and_the_checker_agrees(here):
    assert "second person" in here("destroy", "kept", "destroy.toml", "--confirm", "YJ-23-0412", code=2)
    signed(here)
    receipts = {path.name: path.read_text() for path in (here / "receipts").glob("*.tlog-proof")}
    said = here("destroy", "kept", "destroy.toml", "--countersigned", "signed.txt", "--confirm", "YJ-23-0412")
    assert "payloads of 4 entries" in said
    found = verdicts(here)
    assert found["destroyed under authority"] == 4
    assert found["missing without authority"] == found["altered"] == 0
    assert left(here / "kept", "T-1") == left(here / "kept", "CANARY-1") == []
    for name, text in receipts.items():
        (here / name).write_text(text)
        here("receipt", "check", name, "--trust", "kept/trust.policy")


def test_an_authority_that_is_not_the_checkers_own_does_not_count(here):
    """Whoever deletes writes a key of their own into kept.toml: their own check is content, the inspector's is not."""
    signed(here)
    here("destroy", "kept", "destroy.toml", "--countersigned", "signed.txt", "--confirm", "YJ-23-0412")
    settings = here / "kept" / "kept.toml"
    here("authority", "key", "other.pem", "--name", "county-counsel")
    mine, other = ((here / name).read_text().strip() for name in ("counsel.pem.vkey", "other.pem.vkey"))
    settings.write_text(settings.read_text().replace(mine, other))
    said = here("verify", "kept", code=1)
    assert "missing without authority             4" in said


def test_many_orders_are_finished_at_once(here):
    signed(here)
    given = ("destroy", "kept", "destroy.toml", "--countersigned", "signed.txt", "--confirm", "YJ-23-0412")
    assert "--finish" in here(*given, "--later")
    assert "was not finished" in here("verify", "kept", code=1)
    assert "1 destruction finished" in here("destroy", "kept", "--finish")
    assert verdicts(here)["destroyed under authority"] == 4


def test_what_is_signed_is_compared_with_the_order_by_whoever_signs(here):
    here("destroy", "kept", "destroy.toml", "--request", "request.txt")
    (here / "wider.toml").write_text((here / "destroy.toml").read_text().replace('["T-1"]', '["T-1", "T-2"]'))
    arguments = ["authority", "sign", "request.txt", "--key", "counsel.pem", "--store", "kept", "-o", "signed.txt"]
    assert "CW516" in here(*arguments, "--order", "wider.toml", code=2)
    assert not (here / "signed.txt").exists()
    here(*arguments, "--order", "destroy.toml")


def test_every_fault_of_an_order_is_named(here):
    bad = (here / "seal.toml").read_text().replace("number", "nummer").replace("2023-04-12", '"soon"')
    (here / "seal.toml").write_text(bad)
    said = here("seal", "kept", "seal.toml", "--dry-run", code=2)
    assert all(word in said for word in ("nummer", "number", "date", "CW515"))
