"""Same inputs, same bytes: whatever the order of rows, the machine's zone, its language, its hash seed or where the folder lies."""

from __future__ import annotations

import csv
import os
import shutil
import subprocess
import sys
from pathlib import Path
from random import Random

import pytest

from tests.house.tree import TOP

pytest.importorskip("caseward.cli.main", reason="the command line is not built yet")

EXAMPLE = TOP / "examples" / "el-monte-2022"
POLICY = "policies/us-ca-los-angeles/adult.yaml"
PROMISED = {
    "findings.json", "obligations.csv", "obligations.parquet", "report.html", "report.pdf", "report.xlsx", "timeline.png", "timeline.svg",
}  # fmt: skip


def run(record: Path, *more: str, cwd: Path, **environment: str) -> str:
    """Run the audit as a person would, with another machine around it; what it prints."""
    command = [str(Path(sys.executable).parent / "caseward"), "audit", str(record), "--policy", str(TOP / POLICY)]
    done = subprocess.run(
        [*command, "--as-of", "2022-06-14", *more],
        cwd=cwd,
        env={**os.environ, **environment},
        capture_output=True,
        text=True,
        check=False,
        stdin=subprocess.DEVNULL,
        timeout=600,
    )
    assert done.returncode == 0, done.stderr
    return done.stdout


def audit(record: Path, out: Path, **environment: str) -> dict[str, bytes]:
    """The files that an audit leaves, by name."""
    run(record, "--out", str(out), cwd=out.parent, **environment)
    return {path.relative_to(out).as_posix(): path.read_bytes() for path in sorted(out.rglob("*")) if path.is_file()}


def shuffled(source: Path, target: Path, seed: int) -> Path:
    """The same folder with the rows of every CSV table in another order."""
    shutil.copytree(source, target)
    for path in sorted(target.glob("*.csv")):
        with path.open(encoding="utf-8", newline="") as table:
            head, *rows = list(csv.reader(table))
        Random(seed).shuffle(rows)
        with path.open("w", encoding="utf-8", newline="") as table:
            csv.writer(table, lineterminator="\n").writerows([head, *rows])
    return target


@pytest.fixture(scope="module")
def first(tmp_path_factory):
    return audit(
        EXAMPLE,
        tmp_path_factory.mktemp("first") / "out",
        TZ="America/Los_Angeles",
        PYTHONHASHSEED="1",
        LC_ALL="C.UTF-8",
    )


def test_the_audit_leaves_what_is_promised(first):
    assert set(first) >= PROMISED
    assert all(first.values()), "an empty file is not a report"


def test_another_machine_and_another_order_of_rows_give_the_same_bytes(first, tmp_path):
    record = shuffled(EXAMPLE, tmp_path / EXAMPLE.name, seed=20220614)
    machine = {"TZ": "Pacific/Kiritimati", "PYTHONHASHSEED": "77", "LC_ALL": "C", "SOURCE_DATE_EPOCH": "86400"}
    again = audit(record, tmp_path / "elsewhere", **machine)
    assert sorted(name for name in first.keys() | again.keys() if first.get(name) != again.get(name)) == []


def test_the_picture_in_the_readme_is_the_one_the_audit_draws(first):
    committed = (TOP / "docs" / "images" / "el-monte-timeline.svg").read_bytes()
    assert committed == first["timeline.svg"], "run `make docs` and commit"


def test_one_contact_less_gives_another_answer(tmp_path):
    """The comparison can fail: the answer does depend on what it should depend on."""
    record = shuffled(EXAMPLE, tmp_path / EXAMPLE.name, seed=1)
    before = run(record, "--json", cwd=tmp_path)
    (contacts,) = record.glob("contact.csv")
    lines = contacts.read_text(encoding="utf-8").splitlines(keepends=True)
    contacts.write_text("".join(lines[:-1]), encoding="utf-8")
    assert run(record, "--json", cwd=tmp_path) != before
