"""A backup, a restore and a recovery that are killed in the middle: whole or not there, and run again they end."""

from __future__ import annotations

import os
import random
import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest

from caseward.cli.kept_clock import entropy, now
from caseward.cli.main import run
from caseward.interchange.kept.opening import opened_record
from caseward.ledger.backup.manifest import check_files, read_manifest
from caseward.ledger.store.draft import Draft

ORIGIN = "probation.example/adult"
ENTRIES = 3000


@pytest.fixture(scope="module")
def made(tmp_path_factory):
    """A record and a backup of it from before its last entries."""
    folder = tmp_path_factory.mktemp("killed")
    assert run(["init", str(folder / "kept"), "--origin", ORIGIN]) == 0
    grow(folder / "kept", ENTRIES)
    assert run(["backup", str(folder / "kept"), "--to", str(folder / "older")]) == 0
    grow(folder / "kept", 5)
    return folder


def grow(record, count):
    with opened_record(record, writing=True, now=now, entropy=entropy) as opened:
        drafts = [Draft("contact", "p-1", "t-1", "o-1", {"facts": {"n": n, "text": "x" * 300}}) for n in range(count)]
        opened.store.append(drafts)


def started(*arguments):
    command = [sys.executable, "-m", "caseward.cli.main", *map(str, arguments)]
    return subprocess.Popen(command, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)


def killed_at_random(process, chance, longest):
    """Let it run for a part of its time and kill it; its exit code, when it was quicker."""
    time.sleep(chance.uniform(0.3, 1.0) * longest)
    if process.poll() is None:
        os.kill(process.pid, signal.SIGKILL)
    return process.wait()


def seconds_of(*arguments):
    began = time.monotonic()
    assert started(*arguments).wait() == 0
    return time.monotonic() - began


def test_a_backup_that_is_killed_is_whole_or_not_there(made, tmp_path):
    chance = random.Random(20220614)
    longest = seconds_of("backup", made / "kept", "--to", tmp_path / "first")
    left = []
    for n in range(6):
        place = tmp_path / f"b{n}"
        left.append(killed_at_random(started("backup", made / "kept", "--to", place), chance, longest))
        assert place.exists() or left[-1] != 0
        if place.exists():
            check_files(place, read_manifest(place))
    assert -signal.SIGKILL in left
    last = tmp_path / "b5"
    if not last.exists():
        assert started("backup", made / "kept", "--to", last).wait() == 0
    assert read_manifest(last).size == ENTRIES + 6


def test_a_restore_in_place_that_is_killed_is_run_again_and_nothing_is_lost(made, tmp_path):
    chance = random.Random(4)
    replaced = ("--replace", "--confirm", ORIGIN)
    longest = 0.0
    left = []
    for n in range(6):
        record = tmp_path / f"r{n}"
        subprocess.run(["cp", "-r", made / "kept", record], check=True)
        arguments = ("restore", made / "older", "--to", record, *replaced)
        if not n:
            longest = seconds_of(*arguments)
        else:
            left.append(killed_at_random(started(*arguments), chance, longest))
            assert started(*arguments).wait() == 0
        stores = sorted(record.rglob("record.sqlite"))
        assert len(stores) >= 2, "the store that was replaced is kept"
        with pytest.raises(Exception, match=f"It has {ENTRIES + 1} entries; one with {ENTRIES + 6} was seen"):
            grow(record, 1)
    assert -signal.SIGKILL in left


def test_a_backup_made_while_others_write_is_of_one_moment(made, tmp_path):
    code = (
        "import sys; from pathlib import Path; from tests.functional.test_backup_killed import grow\n"
        "print('writing', flush=True)\n"
        "for n in range(100000): grow(Path(sys.argv[1]), 3)"
    )
    record = tmp_path / "kept"
    subprocess.run(["cp", "-r", made / "kept", record], check=True)
    top = Path(__file__).resolve().parents[2]
    writer = subprocess.Popen([sys.executable, "-c", code, str(record)], stdout=subprocess.PIPE, cwd=top)
    try:
        writer.stdout.readline()
        sizes = []
        for n in range(3):
            assert run(["backup", str(record), "--to", str(tmp_path / f"b{n}")]) == 0
            sizes.append(read_manifest(tmp_path / f"b{n}").size)
        assert writer.poll() is None, "it was still writing"
    finally:
        writer.kill()
        writer.communicate()
    assert sizes == sorted(sizes)
    assert sizes[-1] > ENTRIES + 6
    assert run(["restore", str(tmp_path / "b2"), "--to", str(tmp_path / "again")]) == 0
