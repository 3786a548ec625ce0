"""The checker as a program of its own, for a laptop that has Python and nothing else.

Checks receipts, bundles, certificates and copies of a SQLite store. ``packing`` puts it into one file.
"""

from __future__ import annotations

import argparse
from collections.abc import Iterable, Iterator, Sequence
from pathlib import Path
from typing import TextIO

from caseward.verify.absence import Absence, check_absence
from caseward.verify.bundle import Checked, check_bundle
from caseward.verify.envelope import read
from caseward.verify.note import Key, Note, Verifier, by_hand
from caseward.verify.receipt import Proven, check
from caseward.verify.report import Report, Verdict
from caseward.verify.said import check_said
from caseward.verify.store import Brought, verify_store
from caseward.verify.trust import Trust, Trusted
from caseward.verify.wire import Refused

FINE, NOT_PROVEN, NOT_CHECKED = 0, 1, 2
_DATABASE = b"SQLite format 3\0"

Answer = Checked | Absence


def main(arguments: Sequence[str], out: TextIO) -> int:
    """Check one file and say what it proves. 0 it holds, 1 it does not, 2 it could not be checked."""
    asked = _parser().parse_args(arguments)
    try:
        lines, code = _answered(asked)
    except Refused as error:
        lines, code = [f"REFUSED, it proves nothing: {error}."], NOT_PROVEN
    except OSError as error:
        lines, code = [f"{error.filename}: {error.strerror}"], NOT_CHECKED
    out.write("".join(f"{line}\n" for line in lines))
    return code


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(prog="caseward-verify", description=__doc__)
    parser.add_argument("file", type=Path, help="a receipt, a bundle, a certificate, or a copy of a SQLite store")
    parser.add_argument("--trust", type=Path, required=True, help="whom to believe: log and witness keys, and a quorum")
    parser.add_argument("--entry", type=Path, help="the envelope, for a receipt that does not carry it")
    parser.add_argument("--said", type=Path, help="what the entry says: the file ID.said.json beside the receipt")
    parser.add_argument("--seen", type=Path, action="append", default=[], help="a checkpoint that was kept elsewhere")
    parser.add_argument("--authority", action="append", default=[], help="a key that may countersign destructions")
    return parser


def _answered(asked: argparse.Namespace) -> tuple[Iterable[str], int]:
    trust = Trust.parse(asked.trust.read_bytes())
    with asked.file.open("rb") as file:
        start = file.read(16)
        file.seek(0)
        if start == _DATABASE:
            return _of_store(asked, trust)
        if start.startswith(b"{"):
            answer = answer_of(file, trust)
            return [*answer_lines(answer)], FINE if not bundle_of(answer).faults else NOT_PROVEN
        entry = asked.entry.read_bytes() if asked.entry else b""
        proven = check(file.read(), trust, entry)
    said = check_said(proven.leaf, asked.said.read_bytes()) if asked.said else {}
    return [*receipt_lines(proven), *said_lines(said)], FINE


def _of_store(asked: argparse.Namespace, trust: Trust) -> tuple[Iterable[str], int]:
    import sqlite3

    notes = tuple(Note.parse(path.read_bytes()) for path in asked.seen)
    brought = Brought(trust, tuple(map(Key.parse, asked.authority)), notes)
    # A copy, and nobody writes it: immutable keeps this library's locks away from it. With a write-ahead log beside it
    # that log has to be read too.
    place, log = asked.file.resolve(), asked.file.with_name(asked.file.name + "-wal")
    more = "" if log.exists() else "&immutable=1"
    database = sqlite3.connect(f"{place.as_uri()}?mode=ro{more}", uri=True)
    try:
        report = verify_store(database, brought)
    except sqlite3.Error as error:
        return [f"The file cannot be read to its end: {error}."], NOT_PROVEN
    finally:
        database.close()
    return store_lines(report), FINE if report.sound else NOT_PROVEN


def answer_of(lines: Iterable[bytes], trust: Trust, verifier: Verifier = by_hand) -> Answer:
    """What a bundle or a certificate proves. Refused when it proves nothing."""
    rest = iter(lines)
    first = next(rest, b"")
    every = (line for part in ([first], rest) for line in part)
    if b'"question":{"' in first:
        return check_absence(every, trust, verifier)
    return check_bundle(every, trust, verifier)


def bundle_of(answer: Answer) -> Checked:
    """The bundle that an answer rests on."""
    return answer.bundle if isinstance(answer, Absence) else answer


def receipt_lines(proven: Proven) -> Iterator[str]:
    """What a receipt proves, in words."""
    yield f"Proven: entry {proven.index} is in the log {proven.origin}, which then had {proven.size:,} entries."
    envelope = read(proven.leaf)
    yield f"It is of the class {envelope.kind}, was recorded {envelope.recorded}, and is of the case {envelope.case}."
    yield from _seen(proven)


def said_lines(said: dict[str, str]) -> Iterator[str]:
    """What an entry says, part by part."""
    return (f"It says, in its part {name}: {part}" for name, part in said.items())


def answer_lines(answer: Answer) -> Iterator[str]:
    """What a bundle or a certificate proves, in words."""
    bundle = bundle_of(answer)
    head = bundle.heads[-1]
    if isinstance(answer, Absence):
        yield answer.sentence()
        if bundle.case:
            about = f"entry {bundle.case.index} ({bundle.case.kind})"
            yield f"Whose case that is: {about} says in its part {bundle.case.name}: {bundle.case.part.decode()}"
    else:
        count = bundle.end - bundle.first
        yield f"Proven: these are all {count:,} entries of the log {bundle.origin} from place {bundle.first} on."
        yield f"The log had {head.head.size:,} entries. These were recorded from {bundle.span[0]} to {bundle.span[1]}."
        yield from (f"  {kind:<24} {number:>10,}" for kind, number in sorted(bundle.kinds.items()))
    yield from _seen(head)
    if bundle.witnessed and bundle.witnessed is not head:
        yield f"The quorum saw the first {bundle.witnessed.head.size:,} entries."
        yield from _seen(bundle.witnessed)
    yield from (f"Entry {o.index} says in its part {o.name}: {o.part.decode()}" for o in bundle.opened)
    yield from (f"FAULT in entry {index}: {what}." for index, what in bundle.faults)


def store_lines(report: Report) -> Iterator[str]:
    """What a check of a store found, in words."""
    counts = report.counts()
    yield f"The log {report.origin}: {report.size:,} entries."
    yield from (f"  {verdict:<26} {counts[verdict]:>12,}" for verdict in Verdict)
    if report.witnessed:
        yield f"Witnesses saw the first {report.witnessed.head.size:,} entries."
        yield from _seen(report.witnessed)
    yield from (f"- {found}" for found in report.bad())
    yield from (f"- {what}" for what in report.tables)
    if report.more_tables:
        yield f"- and {report.more_tables:,} more faults of tables"
    yield from (f"LOST: {what}." for what in report.lost)
    yield from (f"Marked: {what}." for what in report.marked)
    yield from (f"Not checked: {what}." for what in report.unchecked)
    yield "Everything is as it was signed." if report.sound else "NOT SOUND: every place is named above."


def _seen(head: Proven | Trusted) -> Iterator[str]:
    from datetime import UTC, datetime, timedelta

    if not head.witnesses:
        yield "No witness has seen this head of the log: whoever holds its key could still rewrite what lies under it."
    for name, second in head.witnesses:
        at = datetime(1970, 1, 1, tzinfo=UTC) + timedelta(seconds=min(second, 253_402_300_799))
        yield f"The witness {name} saw this log on {at:%Y-%m-%d %H:%M:%S} UTC."
    for name in head.unchecked:
        yield f"Not checked here, and not counted: the signature of the witness {name} (ML-DSA-44)."
