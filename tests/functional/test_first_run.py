"""The first run on a machine compiles kernels, and says so; later runs have nothing to compile and say nothing."""

from __future__ import annotations

import os
import pty
import subprocess
import sys
from collections.abc import Iterator
from contextlib import suppress
from pathlib import Path

import pytest

from caseward.interchange.write import write_record
from caseward.record.entry import Record
from tests.unit.oversight.made import entry
from tests.unit.policy.policies import HEAD, requirement, text

SAID = "Compiling the kernels, once on this machine"


@pytest.fixture
def place(tmp_path):
    """A term, and a policy of the kind whose kernel is compiled soonest."""
    rows = [entry("person", "p", "2020-01-01"), entry("term", "t", "2021-01-01", person="p")]
    rows += [entry("contact", "c", "2021-02-03", term="t", outcome="spoke")]
    write_record(Record.of(rows), tmp_path / "record", "parquet")
    never = requirement("never: {this: {kind: contact, where: {outcome: left_message}}}")
    (tmp_path / "policy.yaml").write_text(text(never, head=HEAD), encoding="utf-8")
    return tmp_path


def run(folder: Path, out: str) -> tuple[bytes, str]:
    """With a terminal of its own on standard error, and a place of its own for what is compiled."""
    words = ["evaluate", "record", "-p", "policy.yaml", "--as-of", "2021-12-31", "--out", out, "--json"]
    environment = {**os.environ, "NUMBA_CACHE_DIR": str(folder / "kept")}
    ours, theirs = pty.openpty()
    done = subprocess.run(
        [sys.executable, "-m", "caseward.cli.main", *words],
        stdout=subprocess.PIPE, stderr=theirs, check=True, cwd=folder, env=environment, timeout=300,
    )  # fmt: skip
    os.close(theirs)
    said = b"".join(heard(ours)).decode()
    os.close(ours)
    return done.stdout, said


def heard(terminal: int) -> Iterator[bytes]:
    """Everything that was written to a terminal; nothing at all where nobody wrote, which the system tells as an error."""
    with suppress(OSError):
        while said := os.read(terminal, 1 << 16):
            yield said


def test_each_kernel_is_named_on_one_line_of_the_terminal_and_only_in_the_first_run(place):
    answer, said = run(place, "first")
    assert answer.startswith(b"{")
    line = said[said.index(SAID) :]
    assert f"{SAID}: never_kernel (" in line
    assert "\n" not in line
    assert line.endswith(" \r")
    again, quiet = run(place, "second")
    assert SAID not in quiet
    assert again.replace(b"second", b"first") == answer
