"""Several processes on one file, and processes that are killed: nothing that was acknowledged is lost, nothing is half."""

import os
import random
import signal
import subprocess
import sys
from concurrent.futures import ThreadPoolExecutor

import pytest

from caseward.ledger.store.writer import WriterQueue
from tests.unit.ledger_store.appending import drafts, opened, shared


def started(folder, *arguments, module="appending"):
    command = [sys.executable, "-m", f"tests.unit.ledger_store.{module}", str(folder), *map(str, arguments)]
    return subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True)


def told(child):
    """What the child was told: (n, index, how many) of each acknowledged request; a half line is no acknowledgement."""
    out, err = child.communicate(timeout=300)
    whole = out[: out.rfind("\n") + 1]
    return [tuple(map(int, line.split())) for line in whole.splitlines()], err


def ids(store):
    """The outcome of every visit by its place in the log."""
    return [entry.parts["note"].part.decode() for entry in store.stored(1)]


def note(name, n, k):
    return f'{{"text":"Nothing of note, {name}-{n}-{k}."}}'


def check(store, acknowledged):
    """Every acknowledged entry is at its place; requests are whole, each once, those of a writer in order."""
    kept = ids(store)
    assert len(set(kept)) == len(kept) == store.size - 1
    for name, answers in acknowledged.items():
        for n, index, count in answers:
            assert kept[index - 1 : index - 1 + count] == [note(name, n, k) for k in range(count)]
        mine = [at for at, text in enumerate(kept) if f" {name}-" in text]
        expected = [note(name, n, k) for n in range(len(mine)) for k in range(len(drafts(name, n)))]
        assert [kept[at] for at in mine] == expected[: len(mine)]


def test_writers_in_several_processes_leave_no_gap_and_no_duplicate(tmp_path):
    place = shared(tmp_path)
    place.clock.move(days=-30)
    place.create().close()
    children = {name: started(tmp_path, name, 25) for name in ("a", "b")}
    store = opened(tmp_path)
    with WriterQueue(store) as queue, ThreadPoolExecutor(4) as pool:

        def write(name):
            return [queue.append(drafts(name, n), request=f"{name}-{n}") for n in range(25)]

        here = {name: pool.submit(write, name) for name in ("c", "d", "e")}
        answers = {name: done.result() for name, done in here.items()}
    acknowledged = {name: [(n, k[0].index, len(k)) for n, k in enumerate(found)] for name, found in answers.items()}
    for name, child in children.items():
        acknowledged[name], err = told(child)
        assert (child.returncode, err) == (0, "")
    assert all(len(found) == 25 for found in acknowledged.values())
    check(store, acknowledged)
    store.close()


@pytest.mark.parametrize("seed", range(3))
def test_what_was_acknowledged_survives_a_kill_at_any_moment(tmp_path, seed):
    place = shared(tmp_path)
    place.clock.move(days=-30)
    place.create().close()
    chance, acknowledged, lives = random.Random(seed), {}, 4
    for life in range(lives):
        name = f"w{life}"
        child = started(tmp_path, name, 10_000)
        first = child.stdout.readline()
        for _ in range(chance.randrange(25)):
            first += child.stdout.readline()
        os.kill(child.pid, signal.SIGKILL)
        rest, _ = told(child)
        assert child.returncode == -signal.SIGKILL
        acknowledged[name] = [*(tuple(map(int, line.split())) for line in first.splitlines()), *rest]
    store = opened(tmp_path)
    check(store, acknowledged)
    for name, answers in acknowledged.items():
        n = answers[-1][0] + 1  # perhaps written, never acknowledged: sent again, it is there once
        kept = store.append(drafts(name, n), request=f"{name}-{n}")
        again = store.append(drafts(name, n), request=f"{name}-{n}")
        assert [k.index for k in kept] == [k.index for k in again]
        kept[0].receipt.check(kept[0].leaf)
    check(store, acknowledged)
    store.close()


def test_a_full_disk_loses_nothing_and_heals(tmp_path):
    place = shared(tmp_path)
    place.clock.move(days=-30)
    place.create().close()
    child = started(tmp_path, module="filling")
    out, err = child.communicate(timeout=300)
    assert (child.returncode, err) == (0, "")
    lines = [line.split() for line in out.splitlines()]
    assert [word for word, *_ in lines if word != "kept"] == ["full", "full", "room"] * 2
    acknowledged, newest = [], 1
    for word, *numbers in lines:
        if word == "kept":
            n, index, count = map(int, numbers)
            acknowledged.append((n, index, count))
            assert index == newest, "what was refused left no gap"
            newest = index + count
        elif word == "full":
            assert int(numbers[1]) == newest, "reading goes on"
    store = opened(tmp_path)
    check(store, {"f": acknowledged})
    store.close()


def test_whoever_waits_for_their_turn_can_be_interrupted(tmp_path):
    place = shared(tmp_path)
    place.clock.move(days=-30)
    store = place.create()
    with store.transaction():
        child = started(tmp_path, "w", 1)
        with pytest.raises(subprocess.TimeoutExpired):
            child.wait(timeout=3)
        child.send_signal(signal.SIGINT)
        _, err = child.communicate(timeout=60)
    assert child.returncode != 0
    assert err.rstrip().endswith("KeyboardInterrupt")
    assert store.size == 1
    store.close()
