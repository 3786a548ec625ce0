"""What is fuzzed: each target takes any bytes. It may refuse them in its own way, and do nothing else.

Where two programs read the same format, that of the writer and the independent check, they have to accept and refuse
the same. What is read has to be written again as it was where a format allows one way of writing only.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, datetime
from functools import partial

from caseward.dates.when import WhenError, parse_when
from caseward.errors import CasewardError
from caseward.interchange.kept.lines import read_lines
from caseward.interchange.kept.opened_for_checking import by_library
from caseward.interchange.read_csv import read_csv
from caseward.interchange.read_jsonl import read_jsonl
from caseward.interchange.rows import check_rows
from caseward.ledger.checkpoint import BadCheckpoint, Checkpoint
from caseward.ledger.envelope import BadEnvelope, Envelope
from caseward.ledger.note import BadNote, Note
from caseward.ledger.orders.order import read_order
from caseward.ledger.proof import BadReceipt, Receipt
from caseward.ledger.recovery import Recovery
from caseward.ledger.tree import BadProof
from caseward.ledger.trust import BadTrust, NotTrusted, parse_trust
from caseward.ledger.witness import Head, Request, Witness
from caseward.record.kinds import KINDS
from caseward.verify.absence import check_absence
from caseward.verify.bundle import check_bundle
from caseward.verify.envelope import read
from caseward.verify.note import Head as SeenHead
from caseward.verify.note import Note as SeenNote
from caseward.verify.receipt import Receipt as SeenReceipt
from caseward.verify.receipt import check
from caseward.verify.trust import Trust
from caseward.verify.wire import Refused
from tests.fuzz.atheris_targets import seeds
from tests.unit.verify.made import LOG, POLICY, TRUST

NOW = datetime(2023, 5, 1, tzinfo=UTC)
TRUSTED = parse_trust(POLICY)
KNOWN = {LOG.public.name: LOG.public}


@dataclass(frozen=True)
class Target:
    """A parser: ``run`` raises nothing but what shows a mistake; ``seeds`` are true inputs to begin with."""

    run: Callable[[bytes], None]
    seeds: Callable[[], list[bytes]]


def accepted(read_it: Callable[[bytes], object], refusals: tuple[type[Exception], ...], data: bytes) -> object | None:
    """What was read; None when it was refused in one of the ways that are right for it."""
    try:
        return read_it(data)
    except refusals:
        return None


def alike(data: bytes, writer: object | None, checker: object | None) -> None:
    """The writer's own reader and the independent check accept and refuse the same."""
    assert (writer is None) is (checker is None), f"one accepts and the other refuses {data!r}"


def note(data: bytes) -> None:
    """A signed note, and then the checkpoint in it."""
    mine = accepted(Note.parse, (BadNote,), data)
    alike(data, mine, accepted(SeenNote.parse, (Refused,), data))
    if isinstance(mine, Note):
        assert str(mine).encode() == data
        accepted(lambda _: Recovery.parse(mine.text), (CasewardError,), data)


def checkpoint(data: bytes) -> None:
    """The text of a checkpoint."""
    text = data.decode("utf-8", "replace")
    mine = accepted(lambda _: Checkpoint.parse(text), (BadCheckpoint,), data)
    theirs = accepted(lambda _: SeenHead.parse(text), (Refused,), data)
    alike(data, mine, theirs)
    if isinstance(mine, Checkpoint) and isinstance(theirs, SeenHead):
        assert (mine.origin, mine.size, mine.root) == (theirs.origin, theirs.size, theirs.root)


def receipt(data: bytes) -> None:
    """A receipt (tlog-proof): as a text, and as a proof."""
    mine = accepted(Receipt.parse, (BadReceipt, BadNote, BadCheckpoint), data)
    accepted(SeenReceipt.parse, (Refused,), data)
    assert not isinstance(mine, Receipt) or str(mine).encode() == data
    proven = accepted(_proven, (BadProof, BadCheckpoint, BadNote, NotTrusted, BadReceipt), data)
    alike(data, proven, accepted(lambda _: check(data, TRUST, verifier=by_library), (Refused,), data))


def _proven(data: bytes) -> object:
    mine = Receipt.parse(data)
    if not mine.extra:
        raise BadReceipt("it carries no entry")
    mine.check(mine.extra)
    return TRUSTED.vouched(mine.note)


def policy(data: bytes) -> None:
    """A file of trust: logs, witnesses, groups, quorum."""
    alike(data, accepted(parse_trust, (BadTrust,), data), accepted(Trust.parse, (Refused,), data))


def envelope(data: bytes) -> None:
    """The bytes of an entry. The check may be stricter: it also wants them written as the format has it."""
    mine = accepted(Envelope.parse, (BadEnvelope,), data)
    theirs = accepted(read, (Refused,), data)
    assert theirs is None or mine is not None, f"only the check accepts {data!r}"
    if isinstance(mine, Envelope) and theirs is not None:
        assert mine.leaf() == data


def request(data: bytes) -> None:
    """What a log sends to a witness, which has to answer in one of the ways of tlog-witness, and never falls."""
    kept = Head()

    class Slot:
        def __enter__(self) -> Slot:
            return self

        def __exit__(self, *_: object) -> None:
            pass

        def read(self) -> Head:
            return kept

        def keep(self, head: Head) -> None:
            pass

    from tests.unit.verify.made import WITNESS

    answer = Witness((WITNESS,), KNOWN, lambda _: Slot()).answer(data, 0)
    assert answer.status in (200, 400, 403, 404, 409, 422)
    found = accepted(Request.parse, (BadNote, BadCheckpoint), data)
    assert found is None or bytes(found) == data  # type: ignore[call-overload]


def bundle(data: bytes) -> None:
    """An exported log, and a certificate."""
    lines = data.splitlines(keepends=True)
    accepted(lambda _: check_bundle(lines, TRUST, by_library), (Refused,), data)
    accepted(lambda _: check_absence(lines, TRUST, by_library), (Refused,), data)


def table(read_it: Callable[[str, object, bytes], object], data: bytes) -> None:
    """Rows of a table of the kind that the first byte chooses: each is an entry or has a fault."""
    kind = KINDS[(data[0] if data else 0) % len(KINDS)]
    found = read_it("fuzzed", kind, data[1:])
    for row in check_rows(found):  # type: ignore[arg-type]
        assert row.entry is not None or row.faults, f"row {row.row} is neither kept nor faulted"


def lines(data: bytes) -> None:
    """Entries as JSON lines, as ``append`` takes them."""
    for row in read_lines("fuzzed", data, "request", NOW):
        assert row.entry is not None or row.faults


def when(data: bytes) -> None:
    """A statement of time (EDTF)."""
    text = data.decode("utf-8", "replace")
    found = accepted(lambda _: parse_when(text), (WhenError,), data)
    if found is not None:
        assert found.first <= found.last  # type: ignore[attr-defined]
        assert found.text == text  # type: ignore[attr-defined]


def order(data: bytes) -> None:
    """An order of sealing or destruction, as a file."""
    accepted(partial(read_order, file="fuzzed"), (CasewardError,), data)


TARGETS: dict[str, Target] = {
    "bundle": Target(bundle, seeds.bundles),
    "checkpoint": Target(checkpoint, seeds.checkpoints),
    "csv": Target(partial(table, read_csv), partial(seeds.tables, "csv")),
    "envelope": Target(envelope, seeds.envelopes),
    "jsonl": Target(partial(table, read_jsonl), partial(seeds.tables, "jsonl")),
    "lines": Target(lines, seeds.lines),
    "note": Target(note, seeds.notes),
    "order": Target(order, seeds.orders),
    "policy": Target(policy, seeds.policies),
    "receipt": Target(receipt, seeds.receipts),
    "request": Target(request, seeds.requests),
    "when": Target(when, seeds.times),
}
