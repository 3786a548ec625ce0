"""Each folder here is a record with faults, and beside it what is said of them, word for word.

To take over new wording after looking at it: ``python -m tests.bad_records.test_bad_records``.
"""

from __future__ import annotations

from pathlib import Path

import pytest

from caseward.errors import BadRecord, Fault
from caseward.interchange.codes import CODES
from caseward.interchange.read import read_record
from caseward.record.entry import Record

HERE = Path(__file__).parent
CASES = sorted(path for path in HERE.iterdir() if path.is_dir() and not path.name.startswith("__"))


def told(folder: Path) -> str:
    """What a reader is told: every fault, then what stands and what was set aside."""
    try:
        reading = read_record(folder)
    except BadRecord as error:
        return f"refused: {error}\n"
    rows = "".join(f"set aside: {row.file}:{row.row} {row.id!r}\n" for row in reading.rejected)
    kept = f"kept {len(reading.record)} of {reading.rows_read}: {' '.join(sorted(e.id for e in reading.record))}\n"
    return "".join(f"{fault}\n" for fault in reading.faults) + rows + kept


def faults_of(folder: Path) -> tuple[Fault, ...]:
    try:
        return read_record(folder).faults
    except BadRecord as error:
        return error.faults


@pytest.mark.parametrize("folder", CASES, ids=lambda path: path.name)
def test_the_faults_are_told_in_these_words(folder):
    assert told(folder) == (HERE / f"{folder.name}.expected.txt").read_text(encoding="utf-8")


@pytest.mark.parametrize("folder", CASES, ids=lambda path: path.name)
def test_strict_refuses_with_the_same_faults(folder):
    with pytest.raises(BadRecord) as refused:
        read_record(folder, strict=True)
    assert refused.value.faults == faults_of(folder)


@pytest.mark.parametrize("folder", CASES, ids=lambda path: path.name)
def test_every_fault_has_place_rule_and_way_out(folder):
    faults = faults_of(folder)
    assert faults
    for fault in faults:
        assert fault.file
        assert fault.rule
        assert fault.hint
        assert fault.code in CODES


def test_nothing_of_a_refused_record_is_half_kept(tmp_path):
    folder = tmp_path / "record"
    folder.mkdir()
    (folder / "person.csv").write_text("id,occurred\np-1,never\n", encoding="utf-8")
    reading = read_record(folder)
    assert reading.record == Record(())
    assert [row.id for row in reading.rejected] == ["p-1"]


if __name__ == "__main__":
    for case in CASES:
        (HERE / f"{case.name}.expected.txt").write_text(told(case), encoding="utf-8", newline="\n")
