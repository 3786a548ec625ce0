"""Pieces of a record made ready by other processes, ahead of the one that writes.

Workers are forked, because the record that was read is then there and need not be carried over to them. They touch
neither the store nor any file: they work out canonical bytes, openings and commitments, send them home, and end with
their parent however that ends. What a worker cannot make, its parent makes itself, and meets the same error.
"""

from __future__ import annotations

import marshal
import signal
import sys
from collections.abc import Callable, Generator, Sequence
from contextlib import suppress
from multiprocessing import get_context
from multiprocessing.connection import Connection
from typing import Any, TypeAlias

from caseward.ledger.store.draft import Draft
from caseward.ledger.store.prepared import Prepared

Make: TypeAlias = Callable[[int], Sequence[Prepared]]


def made_ahead(make: Make, count: int, workers: int) -> Generator[Sequence[Prepared]]:
    """What ``make`` makes of 0 up to ``count``, in order; by so many workers, each a piece ahead, or by none.

    Workers begin with copies of all that ``make`` holds: what chance it asks for must come from the system, not from a
    state of its own, or all of them would draw the same.
    """
    workers = min(workers, count - 1) if sys.platform == "linux" else 0
    if workers < 1:
        yield from map(make, range(count))
        return
    context = get_context("fork")
    wires: list[Connection] = []
    processes = []
    for first in range(workers):
        wire, theirs = context.Pipe(duplex=False)
        wires.append(wire)
        # A worker holds no other end of a wire than its own: or it would not notice that its parent is gone.
        process = context.Process(target=_serve, args=(theirs, make, range(first, count, workers), wires), daemon=True)
        process.start()
        theirs.close()
        processes.append(process)
    try:
        for number in range(count):
            yield _received(wires[number % workers]) or make(number)
    finally:
        for wire in wires:
            wire.close()
        for process in processes:
            process.terminate()
            process.join()


def _serve(home: Connection, make: Make, numbers: Sequence[int], inherited: Sequence[Connection]) -> None:
    signal.signal(signal.SIGINT, signal.SIG_IGN)  # that is for the parent to act on
    for wire in inherited:
        wire.close()
    with suppress(Exception):  # the parent goes on by itself, and says what is wrong
        for number in numbers:
            home.send_bytes(marshal.dumps([_packed(one) for one in make(number)]))


def _received(wire: Connection) -> list[Prepared] | None:
    try:
        return [_unpacked(row) for row in marshal.loads(wire.recv_bytes())]
    except (EOFError, OSError):
        return None


def _packed(ready: Prepared) -> tuple[Any, ...]:
    draft = ready.draft
    said = (draft.kind, draft.subject, draft.matter, draft.actor, draft.id, draft.corrects, draft.refers)
    return (*said, ready.parts, ready.mark)


def _unpacked(row: tuple[Any, ...]) -> Prepared:
    kind, subject, matter, actor, id_, corrects, refers, parts, mark = row
    return Prepared(Draft(kind, subject, matter, actor, {}, id_, corrects, refers), parts, mark)
