"""Worker processes: each works slices off with its own interpreter, because what is not kernel holds Python's lock.

A worker is started afresh (nothing of this process's threads or locks is copied into it), leaves Ctrl-C to its parent,
and ends with its parent however that ends. Which worker does a slice changes nothing that is written.
"""

from __future__ import annotations

import os
import signal
from collections.abc import Callable, Generator, Iterable, Iterator, Sequence
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from multiprocessing import get_context, parent_process, resource_tracker
from multiprocessing.connection import Connection, wait
from threading import Thread
from typing import Any, Generic, TypeVar

from caseward.errors import CasewardError

T = TypeVar("T")
R = TypeVar("R")


class WorkerLost(CasewardError):
    """A worker process ended without a word; most often the machine was out of memory."""

    code = "CW502"
    sentence = "A worker process ended before its work was done."
    hint = "give fewer workers (--workers 1), or a machine with more memory"
    exit_code = 74
    http_status = 500


class WorkerFailed(CasewardError):
    """A worker process met a fault of Caseward; what it said is given."""

    code = "CW501"
    sentence = "A worker process failed."
    hint = "run with --workers 1 and CASEWARD_DEBUG=1, and report what it prints: this is a fault of Caseward"
    exit_code = 70
    http_status = 500

    @classmethod
    def of(cls, error: Exception) -> WorkerFailed:
        """What a worker sends home of an error that nobody foresaw."""
        return cls(f"{type(error).__name__}: {' '.join(str(error).split())[:400]}")


@dataclass(frozen=True, slots=True)
class _Word:
    """What a worker says while it works."""

    said: str


_home: list[Callable[[_Word], None]] = []  # of a worker process: how it reaches its parent


def send_word(said: str) -> None:
    """From a worker process to whoever listens to it (``heard`` of ``in_processes``). Elsewhere nothing happens."""
    for send in _home:
        send(_Word(said))


class _Process(Generic[T, R]):
    """One worker and the wire to it."""

    def __init__(self, make: Callable[[Any], Callable[[T], R]], argument: Any) -> None:
        context = get_context("spawn")
        self.wire, theirs = context.Pipe()
        self._process = context.Process(target=_serve, args=(theirs, make, argument), daemon=True)
        self._process.start()
        theirs.close()

    def give(self, task: T) -> None:
        """Send a task; nothing happens when the worker is gone: that is noticed when its answer is read."""
        with suppress(BrokenPipeError):
            self.wire.send(task)

    def answer(self) -> R | _Word:
        """What came of the task, or a word before it. The error the task raised; WorkerLost when the worker is gone."""
        try:
            found = self.wire.recv()
        except (EOFError, ConnectionError):
            raise WorkerLost from None
        if isinstance(found, CasewardError):
            raise found
        return found  # type: ignore[no-any-return]

    def stop(self) -> None:
        """End the worker at once."""
        self._process.terminate()
        self.wire.close()

    def join(self) -> None:
        """Wait until it has ended."""
        self._process.join()


def in_processes(
    make: Callable[[Any], Callable[[T], R]],
    argument: Any,
    tasks: Sequence[T],
    workers: int,
    heard: Callable[[str], None] = lambda _: None,
) -> Generator[R]:
    """Answers in whatever order they come. ``make(argument)`` is called once in each process and gives what does a
    task; both, the tasks and the answers travel between processes. ``heard`` is given what workers say meanwhile
    (``send_word``).

    However this ends, no worker is left.
    """
    running: list[_Process[T, R]] = []
    try:
        with _deaf():
            running.extend(_Process(make, argument) for _ in range(min(workers, len(tasks))))
        yield from _answers(running, tasks, heard)
    finally:
        for one in running:
            one.stop()
        for one in running:
            one.join()


def in_turn(answers: Iterable[R], place: Callable[[R], int], first: int = 0) -> Iterator[R]:
    """Answers that come in any order, by their places from the first on; those that come early wait."""
    early: dict[int, R] = {}
    for answer in answers:
        early[place(answer)] = answer
        while first in early:
            yield early.pop(first)
            first += 1


@contextmanager
def _deaf() -> Iterator[None]:
    """A process started herein never hears Ctrl-C, not even while it loads modules; this one hears it afterwards."""
    resource_tracker.ensure_running()  # started later, it would take our mask away
    before = signal.pthread_sigmask(signal.SIG_BLOCK, {signal.SIGINT})
    try:
        yield
    finally:
        signal.pthread_sigmask(signal.SIG_SETMASK, before)


def _answers(running: Sequence[_Process[T, R]], tasks: Sequence[T], heard: Callable[[str], None]) -> Iterator[R]:
    waiting = iter(tasks)
    busy: dict[Any, _Process[T, R]] = {}
    for one in running:
        _next(one, waiting, busy)
    while busy:
        for wire in wait(list(busy)):
            found = busy[wire].answer()
            if isinstance(found, _Word):
                heard(found.said)
                continue
            _next(busy.pop(wire), waiting, busy)
            yield found


def _next(one: _Process[T, R], waiting: Iterator[T], busy: dict[Any, _Process[T, R]]) -> None:
    for task in waiting:
        one.give(task)
        busy[one.wire] = one
        return


def _serve(wire: Connection, make: Callable[[Any], Callable[[Any], Any]], argument: Any) -> None:
    Thread(target=_end_with_parent, daemon=True).start()
    _home.append(wire.send)
    try:
        work = make(argument)
        while True:
            wire.send(work(wire.recv()))
    except EOFError:
        return
    except CasewardError as error:
        wire.send(error)
    except Exception as error:
        wire.send(WorkerFailed.of(error))


def _end_with_parent() -> None:
    parent = parent_process()
    if parent is not None:
        parent.join()
        os._exit(1)
