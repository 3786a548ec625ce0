"""A backup, a restore and a recovery that are killed in the middle: whole or not there, and run again they end."""

from __future__ import annotations

import os
import random
import shutil
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
from caseward.ledger.store.refusals import RolledBack

ORIGIN = "probation.example/adult"
ENTRIES = 3000
KILLS, ATTEMPTS = 4, 20


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


def killed_soon_after(process, begun, chance):
    """Kill it a moment after it has begun to write; its exit code, which says whether it was quicker."""
    while process.poll() is None and not begun():
        time.sleep(0.001)
    time.sleep(chance.uniform(0, 0.08))
    if process.poll() is None:
        os.kill(process.pid, signal.SIGKILL)
    return process.wait()


def test_a_backup_that_is_killed_is_whole_or_not_there(made, tmp_path):
    chance, killed, place = random.Random(20220614), 0, tmp_path / "b"
    for _ in range(ATTEMPTS):
        backup = started("backup", made / "kept", "--to", place)
        code = killed_soon_after(backup, lambda: any(tmp_path.iterdir()), chance)
        killed += code == -signal.SIGKILL
        assert place.exists() or code != 0
        if place.exists():
            manifest = read_manifest(place)
            check_files(place, manifest)
            assert manifest.size == ENTRIES + 6
            shutil.rmtree(place)
        if killed == KILLS:
            break
    assert killed
    assert started("backup", made / "kept", "--to", place).wait() == 0
    assert [found.name for found in tmp_path.iterdir()] == ["b"], "what killed runs left is taken away"


def test_a_restore_in_place_that_is_killed_is_run_again_and_nothing_is_lost(made, tmp_path):
    chance, killed = random.Random(4), 0
    for n in range(ATTEMPTS):
        record = tmp_path / f"r{n}"
        shutil.copytree(made / "kept", record)
        arguments = ("restore", made / "older", "--to", record, "--replace", "--confirm", ORIGIN)
        beside = record / ".record.sqlite.restoring"
        killed += killed_soon_after(started(*arguments), beside.exists, chance) == -signal.SIGKILL
        assert started(*arguments).wait() == 0
        stores = sorted(record.rglob("record.sqlite"))
        assert len(stores) >= 2, "the store that was replaced is kept"
        with pytest.raises(RolledBack, match=f"It has {ENTRIES + 1} entries; one with {ENTRIES + 6} was seen"):
            grow(record, 1)
        if killed == KILLS:
            break
    assert killed


def test_a_backup_made_while_others_write_is_of_one_moment(made, tmp_path):
    code = (
        "import sys; from pathlib import Path; from tests.functional.backup.test_backup_killed import grow\n"
        "print('writing', flush=True)\n"
        "for n in range(100000): grow(Path(sys.argv[1]), 3)"
    )
    record = tmp_path / "kept"
    shutil.copytree(made / "kept", record)
    top = Path(__file__).resolve().parents[3]
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
