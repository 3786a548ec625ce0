"""True inputs, made as the program makes them, for each target to begin with."""

from __future__ import annotations

import json
from pathlib import Path

from caseward.ledger.bundle import Question, Shown, bundle_lines
from caseward.ledger.checkpoint import Checkpoint
from caseward.ledger.note import sign
from caseward.ledger.orders.order import ACTIONS, example
from caseward.ledger.recovery import Recovery
from caseward.ledger.tree import consistency_proof, root_of
from caseward.ledger.witness import Request
from caseward.record.kinds import KINDS
from tests.unit.verify.made import CASE, LOG, OPENING, ORIGIN, PART, POLICY, WITNESS, Log, envelope, key

EXAMPLE = Path(__file__).resolve().parents[3] / "examples" / "el-monte-2022"
SMALL = Log(9)


def _checkpoint(size: int) -> Checkpoint:
    return Checkpoint(ORIGIN, size, root_of(size, SMALL.at))


def notes() -> list[bytes]:
    """Heads with one and two signatures, of both curves, and a recovery."""
    recovery = Recovery(_checkpoint(4), _checkpoint(9), "a disk was lost")
    return [str(n).encode() for n in (SMALL.head(), SMALL.head(3, seen=False), sign(recovery.text(), [LOG, key(7)]))]


def checkpoints() -> list[bytes]:
    """Texts of heads; one with a further line."""
    return [str(_checkpoint(n)).encode() for n in (1, 9)] + [str(_checkpoint(5)).encode() + b"more\n"]


def receipts() -> list[bytes]:
    """Receipts with and without what they prove."""
    made = [SMALL.receipt(n) for n in (0, 5, 8)] + [SMALL.receipt(2, 3, extra=False)]
    return [str(one).encode() for one in made]


def policies() -> list[bytes]:
    """Files of trust: with one witness, with groups, with none."""
    many = [key(n, f"w{n}.example", WITNESS.public.type).public for n in (3, 4, 5)]
    listed = "".join(f"witness w{n} {vkey} https://w{n}.example/\n" for n, vkey in enumerate(many))
    groups = f"# three\nlog {LOG.public}\n{listed}group two 2 w0 w1 w2\ngroup all all two w0\nquorum all\n"
    return [POLICY, groups.encode(), f"log {LOG.public}\nquorum none\n".encode()]


def envelopes() -> list[bytes]:
    """Entries; one that refers to others."""
    from dataclasses import replace

    return [envelope(n).leaf() for n in (0, 14)] + [replace(envelope(3), refers=(1, 2)).leaf()]


def requests() -> list[bytes]:
    """What a log asks of a witness."""
    return [
        bytes(Request(old, consistency_proof(old, size, SMALL.at), SMALL.head(size))) for old, size in ((0, 4), (4, 9))
    ]


def bundles() -> list[bytes]:
    """A whole log, a run of one with a part laid open, and a certificate."""
    shown = Shown("identity", OPENING, PART)
    question = Question(CASE, "desertion_report", "", "", SMALL.receipt(0), shown)
    made = (
        bundle_lines(SMALL.run(heads=(SMALL.head(4), SMALL.head()))),
        bundle_lines(SMALL.run(3, 6), shown=lambda n: [shown] if n == 4 else []),
        bundle_lines(SMALL.run(), question),
    )
    return [b"".join(lines) for lines in made]


def tables(form: str) -> list[bytes]:
    """The tables of the published example, each behind the number of its kind."""
    found = []
    for number, kind in enumerate(KINDS):
        file = EXAMPLE / f"{kind.name}.csv"
        if file.is_file():
            data = file.read_bytes()
            found.append(bytes([number]) + (data if form == "csv" else _as_lines(data)))
    return found


def _as_lines(data: bytes) -> bytes:
    import csv
    import io

    rows = csv.DictReader(io.StringIO(data.decode()))
    return "".join(json.dumps({k: v for k, v in row.items() if v}) + "\n" for row in rows).encode()


def lines() -> list[bytes]:
    """Entries of several kinds, as they are appended."""
    contact = {
        "kind": "contact",
        "term": "t-1",
        "occurred": "2022-02-03",
        "mode": "office_visit",
        "outcome": "completed",
    }
    return [
        (json.dumps(contact) + "\n").encode(),
        (
            json.dumps(contact | {"id": "c-1"}) + "\n" + json.dumps({"kind": "warning", "occurred": "2022-02"}) + "\n"
        ).encode(),
    ]


def times() -> list[bytes]:
    """Every form of a statement of time."""
    forms = (
        "2022-02-03", "2022-02", "2022", "202X", "2022-XX-03", "2022-02-03?", "2022-02~", "2022%", "2022-21", "../2022-02",
        "2022-01/2022-03", "2022-01-01/..", "[2021-06-01, 2021-07-03]", "[2021-06-01..2021-06-04]",
        "2022-02-03T10:15:00-08:00", "2022-02-03T10:15Z",
    )  # fmt: skip
    return [form.encode() for form in forms]


def orders() -> list[bytes]:
    """The examples that are printed."""
    return [example(action).encode() for action in ACTIONS]
