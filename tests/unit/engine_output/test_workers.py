"""Worker processes do every task, send errors home, and are gone when the work is over, however it ends."""

from __future__ import annotations

import os
import signal
from contextlib import closing
from functools import partial
from multiprocessing import active_children

import pytest

from caseward.engine.output.workers import WorkerFailed, WorkerLost, in_processes, send_word
from caseward.errors import BadRequest


def squares(offset):
    return partial(_square, offset)


def _square(offset, number):
    if number == "refuse":
        raise BadRequest("not this one")
    if number == "break":
        raise ZeroDivisionError("a fault\nof ours")
    if number == "die":
        os.kill(os.getpid(), signal.SIGKILL)
    return number * number + offset


def talkers(_argument):
    return _talk


def _talk(number):
    send_word(f"at {number}")
    send_word("again")
    return number


def answers(tasks, workers=2):
    with closing(in_processes(squares, 1, tasks, workers)) as found:
        return sorted(found)


def test_every_task_is_done_once_whatever_the_workers():
    assert answers([], 2) == []
    assert answers([3], 2) == [10]
    assert answers(list(range(20)), 3) == sorted(n * n + 1 for n in range(20))
    assert active_children() == []


@pytest.mark.parametrize(
    ("task", "error", "words"),
    [
        ("refuse", BadRequest, "not this one"),
        ("break", WorkerFailed, "ZeroDivisionError: a fault of ours"),
        ("die", WorkerLost, "ended before its work was done"),
    ],
)
def test_an_error_comes_home_and_no_process_is_left(task, error, words):
    with pytest.raises(error, match=words):
        answers([1, 2, task, 4, 5, 6])
    assert active_children() == []


def test_who_stops_listening_stops_the_workers():
    with closing(in_processes(squares, 1, list(range(50)), 2)) as found:
        next(found)
    assert active_children() == []


def test_words_of_workers_are_heard_and_are_no_answers():
    heard = []
    with closing(in_processes(talkers, None, [1, 2, 3], 2, heard.append)) as found:
        assert sorted(found) == [1, 2, 3]
    assert sorted(heard) == ["again", "again", "again", "at 1", "at 2", "at 3"]
    send_word("nobody listens in a process that is no worker")
