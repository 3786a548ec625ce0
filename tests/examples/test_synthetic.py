"""The committed synthetic folder is what its command writes, byte for byte."""

from __future__ import annotations

import re

from caseward.interchange.read import read_record
from caseward.interchange.synth import synthesise
from caseward.interchange.write import table_bytes
from tests.house.tree import TOP

FOLDER = TOP / "examples" / "synthetic-200"


def test_the_readme_names_the_command():
    text = (FOLDER / "README.md").read_text(encoding="utf-8")
    assert re.search(r"caseward synth --terms 200 --seed 2022 --out \S+", text)


def test_the_folder_is_what_the_command_writes():
    wanted = table_bytes(synthesise(200, 2022), "csv")
    assert sorted(path.name for path in FOLDER.glob("*.csv")) == sorted(wanted)
    different = [name for name, text in wanted.items() if (FOLDER / name).read_bytes() != text]
    assert different == []  # names alone: to show where megabytes differ takes minutes


def test_strict_reading_finds_no_fault():
    reading = read_record(FOLDER, strict=True)
    assert reading.faults == ()
    assert len(reading.record.of_kind("term")) == 200


def test_it_stays_small():
    assert sum(path.stat().st_size for path in FOLDER.iterdir()) < 1_500_000
