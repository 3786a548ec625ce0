"""A store checked from its rows: every place of the log gets one of five verdicts, and what is derived from it is held
against it.

Shares no code with what writes the store. Whoever calls it brings the database, whom to believe, and, to look into
payloads, what opens them.
"""

from __future__ import annotations

import gc
from bisect import bisect_left, bisect_right
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass

from caseward.verify.derived import look_at_file, look_at_tables
from caseward.verify.guards import look_at_guards
from caseward.verify.naming import Tree
from caseward.verify.note import Key, Note, Verifier, by_hand
from caseward.verify.reading import read_all
from caseward.verify.recovered import Recovered, look_at_recoveries, recoveries, still_asked
from caseward.verify.report import Found, Report, Verdict
from caseward.verify.seen import Keys, Read, Rows, Told, typed
from caseward.verify.states import Authority, States, states_of
from caseward.verify.trust import Trust, Trusted
from caseward.verify.wire import Refused

#: How far a time of recording may lie beyond the time at which a witness saw the log, in microseconds.
TOLERANCE = 3_600_000_000


@dataclass(frozen=True)
class Brought:
    """What somebody brings along to check a store with: whom to believe; which keys may sign destructions besides the
    log's; heads that were kept elsewhere; a faster check of signatures; what opens payloads; the kind of database.
    """

    trust: Trust
    authorities: Sequence[Key] = ()
    seen: Sequence[Note] = ()
    verifier: Verifier = by_hand
    keys: Keys | None = None
    dialect: str = "sqlite"
    tolerance: int = TOLERANCE


def verify_store(rows: Rows, brought: Brought, told: Told = lambda _done, _of: None) -> Report:
    """Look at all of a store. Refused only when it is none; what is wrong in it is in the report."""
    with _nothing_collected():
        return _looked_at(rows, brought, told)


@contextmanager
def _nothing_collected() -> Iterator[None]:
    """Rows by the million hold no circles: looking for some among them takes longer than reading them."""
    was = gc.isenabled()
    gc.disable()
    try:
        yield
    finally:
        if was:
            gc.enable()


def _looked_at(rows: Rows, brought: Brought, told: Told) -> Report:
    report = Report()
    _log(rows, brought, report)
    recovered = recoveries(rows, report, brought.authorities, brought.trust, brought.verifier)
    heads = _heads(rows, brought, report, recovered)
    report.size = max((h.head.size for h in heads), default=_places(rows))
    _beyond(rows, report)
    sizes = [*(h.head.size for h in heads), *(one.kept.size for one in recovered)]
    found = read_all(rows, report.size, sizes, report, brought.keys, told)
    _judge(rows, brought.trust, found, heads)
    states = states_of(rows, found, Authority(brought.authorities, brought.trust.logs, brought.verifier))
    _payloads(found, states)
    look_at_recoveries(found, recovered)
    try:
        look_at_tables(rows, found, states)
        look_at_guards(rows, report, brought.dialect)
        if brought.dialect == "sqlite":
            look_at_file(rows, found)
    except UnicodeDecodeError as error:
        report.fault(f"a text in the tables is none: {error}")
    _times(found, [h for h in heads if h.witnesses], brought.tolerance)
    report.ranges = _ranges(found, states)
    report.unchecked += _unchecked(rows, found, brought, heads)
    return report


def _log(rows: Rows, brought: Brought, report: Report) -> None:
    who = [*typed(rows, report, "SELECT origin, vkey FROM log", str, str)]
    if len(who) != 1:
        raise Refused("the database does not say which log it holds")
    report.origin, vkey = who[0]
    try:
        key = Key.parse(vkey)
    except Refused as error:
        report.fault(f"log: {error}")
        return
    if key not in brought.trust.logs or key.name != report.origin:
        report.fault(f"log: it says that it is {report.origin!r} with the key {vkey}, which is not trusted here")


def _heads(rows: Rows, brought: Brought, report: Report, recovered: Sequence[Recovered]) -> list[Trusted]:
    """Every head that may be believed, from small to large; the store's own is also in the report."""
    own = [*typed(rows, report, "SELECT size, note FROM head", int, bytes)]
    if len(own) != 1:
        report.fault(f"head: there are {len(own)} heads")
    for size, note in own[:1]:
        report.head = _head(brought, report, "head", note, size)
    kept = typed(rows, report, "SELECT size, note FROM cosigned ORDER BY size", int, bytes)
    heads = [_head(brought, report, f"cosigned {size}", note, size) for size, note in kept]
    for head in heads:
        if head and not head.witnesses:
            report.fault(f"cosigned: no witness that is known here signed the head of {head.head.size}")
    heads += [_head(brought, report, "a head kept elsewhere", note) for note in brought.seen]
    believed = sorted(still_asked((h for h in (*heads, report.head) if h), recovered), key=lambda h: h.head.size)
    seen = [h for h in believed if h.witnesses and brought.trust.quorum_saw(h)]
    report.witnessed = seen[-1] if seen else None
    return believed


def _head(brought: Brought, report: Report, where: str, note: bytes | Note, size: int | None = None) -> Trusted | None:
    try:
        parsed = note if isinstance(note, Note) else Note.parse(note)
        found = brought.trust.believed(parsed, brought.verifier, witnessed=False)
        if found.head.origin != report.origin:
            raise Refused(f"it is of the log {found.head.origin!r}")
        if size is not None and found.head.size != size:
            raise Refused(f"it is of {found.head.size} entries, and stands as one of {size}")
    except Refused as error:
        report.fault(f"{where}: {error}")
        return None
    return found


def _places(rows: Rows) -> int:
    ((last,),) = rows.execute("SELECT max(idx) FROM entries")
    return 0 if last is None else int(last) + 1


def _beyond(rows: Rows, report: Report) -> None:
    for table in ("entries", "parts", "ids", "superseded"):
        sql = f"SELECT count(*), min(idx), max(idx) FROM {table} WHERE idx < 0 OR idx >= {report.size}"
        for count, first, last in rows.execute(sql):
            if count:
                report.fault(f"{table}: {count} rows from {first} to {last} are of entries that no signed head covers")


def _judge(rows: Rows, trust: Trust, found: Read, heads: Sequence[Trusted]) -> None:
    """Hold the entries against every head, those that witnesses saw first, and name what is not under them."""
    tree: Tree | None = None
    covered = 0
    for witnessed in (True, False):
        for head in heads:
            size, root = head.head.size, head.head.root
            if size == 0 or (bool(head.witnesses) and trust.quorum_saw(head)) is not witnessed:
                continue
            if found.roots.get(size) == root:
                covered = max(covered, size)
                continue
            tree = tree or Tree(rows, found)
            by = "that witnesses saw" if witnessed else "that the log signed"
            for first, last in tree.strangers(size, root):
                for index in range(max(first, covered), last + 1):
                    found.blame(index, Verdict.ALTERED, f"it is not the one under the head of {size} {by}")
    for index in sorted(found.unlike_tree - {*found.wrong}):
        found.report.fault(f"tree: the hash of entry {index} is not the one of its bytes")
    for index in range(0 if heads else found.size):
        found.blame(index, Verdict.ALTERED, "no signed head that can be believed covers it")


def _payloads(found: Read, states: States) -> None:
    for index, names in found.without_parts.items():
        if states.now.get(found.tokens[index]) != "destroyed":
            listed = ", ".join(names)
            found.blame(index, Verdict.MISSING, f"its payload is not there ({listed}), and no order took it")
    left: dict[str, int] = {}
    for index in found.with_parts:
        token = found.tokens[index]
        if states.now.get(token) == "destroyed" and index not in found.without_parts:
            left[token] = left.get(token, 0) + 1
    for token, count in left.items():
        found.report.fault(f"parts: payloads of {count} entries of the case {token} are there, and it was destroyed")


def _times(found: Read, heads: Sequence[Trusted], tolerance: int) -> None:
    """Mark what was recorded after a witness had seen it, or before a witness saw a log that did not have it yet."""
    recorded = found.recorded
    for head in heads:
        size = head.head.size
        for name, second in head.witnesses:
            late = bisect_right(recorded, second * 1_000_000 + tolerance, 0, size)
            early = bisect_left(recorded, second * 1_000_000 - tolerance, size, len(recorded))
            if late < size:
                found.report.marked.append(
                    f"entries {late} to {size - 1} say they were recorded after {name} had seen them"
                )
            if early > size:
                found.report.marked.append(
                    f"entries {size} to {early - 1} say they were recorded before {name} saw the log without them"
                )


def _ranges(found: Read, states: States) -> list[Found]:
    ranges: list[Found] = []
    first, last = 0, (Verdict.MATCHING, "")
    named = {"sealed": Verdict.SEALED, "destroyed": Verdict.DESTROYED}
    by_token = {token: (named[state], "") for token, state in states.now.items() if state in named}
    plain = (Verdict.MATCHING, "")
    if not found.wrong and not by_token:
        return [Found(0, found.size - 1, *plain)] if found.size else []
    for index, token in enumerate(found.tokens):
        now = found.wrong.get(index) or by_token.get(token, plain)
        if now[0] is Verdict.DESTROYED and index not in found.without_parts and index not in found.with_parts:
            now = plain
        if now != last:
            if index > first:
                ranges.append(Found(first, index - 1, *last))
            first, last = index, now
    if found.size > first:
        ranges.append(Found(first, found.size - 1, *last))
    return ranges


def _unchecked(rows: Rows, found: Read, brought: Brought, heads: Sequence[Trusted]) -> list[str]:
    said = [
        f"the signature of the witness {name} is ML-DSA-44, which this program cannot check; it was not counted"
        for name in sorted({name for head in heads for name in head.unchecked})
    ]
    if brought.keys is None:
        said.append("payloads were not opened, for no keys were given: only that they are there was checked")
    for why, count in sorted(found.shut.items()):
        if why not in ("broken",):
            said.append(f"{count:,} parts of payloads were not opened: {why.replace('_', ' ')}")
    if found.report.witnessed is None:
        said.append("no witness is known to have seen this log: whoever holds its key could rewrite all of it")
    ((asked,),) = rows.execute("SELECT count(*) FROM requests")
    if asked:
        said.append(
            f"the keys and digests of {asked:,} requests are not in the log: were they changed, a repetition of one of"
            " these requests would be refused"
        )
    return said
