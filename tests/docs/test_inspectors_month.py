"""A record is set up, watched and inspected with the very commands of the pages that tell witnesses and inspectors how."""

from __future__ import annotations

import re
import shlex
import shutil
import subprocess
import sys

import pytest

from caseward.cli.main import run
from tests.docs.pages import TOP, read

WITNESS, MONTH = "docs/how-to/be-a-witness.md", "docs/how-to/inspectors-monthly-check.md"
CHECKER = "python3 -I caseward-verify.pyz "
#: Told elsewhere: a server, a network, a lost record.
ELSEWHERE = ("caseward witness serve", "caseward witness ask", "caseward witness recover")


def commands(page):
    """Every command on a page that stands by itself: a line of a block, or what is set in as one."""
    lines = [line.strip().split("  #")[0].strip() for line in read(page).splitlines()]
    return [line for line in lines if line.startswith(("caseward ", CHECKER)) and not line.startswith(ELSEWHERE)]


@pytest.fixture
def typed(tmp_path, monkeypatch, capsys):
    """Type a command of a page in a folder; what it says. ``…`` in a key stands for the rest of it."""
    monkeypatch.chdir(tmp_path)
    keys = {}

    def type_(command, code=0):
        words = [keys.get(word.split("+")[0], word) if "…" in word else word for word in shlex.split(command)]
        assert not any("…" in word for word in words), command
        if command.startswith(CHECKER):
            done = subprocess.run([sys.executable, *words[1:]], capture_output=True, text=True, check=False)
            left, said = done.returncode, done.stdout + done.stderr
        else:
            capsys.readouterr()
            left = run(words[1:])
            told = capsys.readouterr()
            said = told.out + told.err
        assert left == code, f"{command}\n{said}"
        keys.update({key.split("+")[0]: key for key in re.findall(r"^\S+\+[0-9a-f]{8}\+\S+$", said, re.MULTILINE)})
        return said

    type_.keys = keys
    return type_


def test_the_commands_of_the_pages_in_their_order(typed, tmp_path):
    first, init, known, exposure, *by_file = commands(WITNESS)
    typed(f"{first} --copies")
    typed(init)
    typed(known)
    assert "No witness has ever cosigned" in typed(exposure, code=1)
    typed(f"caseward import kept {TOP / 'examples' / 'el-monte-2022'} --receipts receipts")
    assert len(by_file) == 3
    for command in by_file:
        typed(command)
    assert "Every entry has been cosigned" in typed(exposure)
    inspected(typed, tmp_path)


def inspected(typed, folder):
    """The inspector's page, with what it says an inspector has."""
    assert "caseward verify --write-zipapp caseward-verify.pyz" in read(MONTH)
    typed("caseward verify --write-zipapp caseward-verify.pyz")
    typed("caseward authority key counsel.pem --name county-counsel")
    typed("caseward backup kept --to backup")
    shutil.copy(folder / "backup" / "record.sqlite", folder / "copy.sqlite")
    shutil.copy(folder / "cosigned.txt", folder / "head-2026-02.txt")
    log, witness = typed.keys["county.example/record"], typed.keys["oig.county.example/witness"]
    (folder / "trust.policy").write_text(f"log {log}\nwitness inspector {witness}\nquorum inspector\n")
    store, receipt, absence = commands(MONTH)
    assert "Everything is as it was signed." in typed(store)
    typed("caseward receipt again kept term-1 --receipts .")
    for ending in ("tlog-proof", "said.json"):
        (folder / f"term-1.{ending}").rename(folder / f"c-17.{ending}")
    assert "The witness inspector saw this log" in typed(receipt)
    typed(absence)
    assert "There is no entry of the class report" in typed(f"{CHECKER}none.caseward-log --trust trust.policy")
    an_older_receipt(typed, folder)


def an_older_receipt(typed, folder):
    """One from before the inspector signed: refused as a proof, and its head still holds the agency to it."""
    receipt = f"{CHECKER}receipts/term-1.tlog-proof --trust trust.policy"
    assert "the witnesses that have to have seen it (inspector) did not" in typed(receipt, code=1)
    head = (folder / "receipts" / "term-1.tlog-proof").read_bytes().partition(b"\n\n")[2]
    (folder / "head.txt").write_bytes(head)
    assert "Everything is as it was signed." in typed(f"{CHECKER}copy.sqlite --trust trust.policy --seen head.txt")
