"""``caseward whatif``, on a record of one term and two contacts."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from pathlib import Path
from xml.etree import ElementTree

import pytest

from caseward.engine.intake.put_in_order import sort_data_set
from caseward.interchange.synth import synthesise
from caseward.interchange.write import write_record
from tests.house.tree import TOP
from tests.unit.cli.conftest import MATCHERS, MONTHLY
from tests.unit.policy.policies import text

AS_OF = ("--as-of", "2021-03-31")
FILES = {
    "manifest.json", "officers.csv", "officers.parquet", "people.csv", "people.parquet", "rows.parquet", "whatif.csv", "whatif.html",
    "whatif.parquet", "whatif.png", "whatif.svg",
}  # fmt: skip


@pytest.fixture
def proposed(policy) -> Path:
    path = policy.with_name("proposed.yaml")
    path.write_text(policy.read_text(encoding="utf-8").replace("count: 1", "count: 2"), encoding="utf-8")
    return path


@pytest.fixture
def whatif(caseward, record, policy, proposed):
    def command(*more: object, old: Path = policy, new: Path = proposed):
        return caseward("whatif", record, "--policy", old, "--against", new, *more)

    return command


def test_the_summary_says_what_is_asked_missed_and_for_whom(whatif):
    said = whatif(*AS_OF)
    assert said.code == 0
    assert said.err == ""
    words = " ".join(said.out.split())
    assert "record: An example (policy.yaml), and An example (proposed.yaml) tried against it" in words
    assert "Judged at the end of 2021-03-31, with everything recorded." in words
    assert "Under other rules people would have acted otherwise, and nothing here says how" in words
    assert "missed 1 2 +1" in words
    assert "2021-01 1 0 → 1 0 1 → 2" in words
    assert "The status of 1 term changes. worse: 1." in words
    assert "met 1, then 0; missed 1, then 2" in words
    assert "Neither policy has a workload table" in words
    assert "No files written; give --out DIR" in words


def test_no_line_is_wider_than_a_hundred_columns(whatif):
    assert [line for line in whatif(*AS_OF).out.splitlines() if len(line) > 100] == []


def test_json_has_every_number_and_every_person(whatif):
    data = whatif(*AS_OF, "--json").data
    assert data["policies"]["old"]["policy"] == data["policies"]["new"]["policy"] == "example"
    assert data["by"] == ["level", "office"]
    assert data["total"]["old"]["missed"] == 1
    assert data["total"]["new"]["contacts_at_most"] == 6
    assert [m["month"] for m in data["months"]] == ["2021-01", "2021-02", "2021-03"]
    assert [row["level"] for row in data["by_level"]] == ["high"]
    assert [row["office"] for row in data["by_office"]] == ["unknown"]
    assert data["changed"]["worse"] == {"lines": 1, "subjects": 1}
    assert data["people"][0]["new_missed"] == 2
    assert data["unit"] is None
    assert data["files"] == []


def test_it_counts_by_the_facts_asked_for(whatif):
    data = whatif(*AS_OF, "--by", "supervision_type", "--by", "level", "--json").data
    assert data["by"] == ["supervision_type", "level"]
    assert data["by_supervision_type"][0]["supervision_type"] == "unknown"


def test_the_files_are_written_and_named(whatif, tmp_path):
    out = tmp_path / "out"
    said = whatif(*AS_OF, "--out", out)
    assert said.code == 0
    assert {p.name for p in out.iterdir()} == FILES | {".caseward"}
    manifest = json.loads((out / "manifest.json").read_text(encoding="utf-8"))
    assert set(manifest["outputs"]) == FILES - {"manifest.json"}
    assert manifest["command"] == (
        "caseward whatif record --policy policy.yaml --against proposed.yaml --as-of 2021-03-31 --by level --by office --out whatif"
    )
    assert str(tmp_path) not in "".join(p.read_bytes().decode("latin-1") for p in out.iterdir())
    ElementTree.fromstring((out / "whatif.svg").read_text(encoding="utf-8"))


def test_the_same_question_gives_the_same_bytes_on_another_machine(whatif, record, policy, proposed, tmp_path):
    whatif(*AS_OF, "--out", tmp_path / "here")
    command = [
        str(Path(sys.executable).parent / "caseward"),
        "whatif",
        str(record),
        "--policy",
        str(policy),
        "--against",
        str(proposed),
    ]
    there = {**os.environ, "PYTHONHASHSEED": "77", "TZ": "Asia/Kathmandu", "LC_ALL": "C"}
    subprocess.run(
        [*command, *AS_OF, "--out", str(tmp_path / "there")],
        env=there,
        cwd=tmp_path,
        check=True,
        capture_output=True,
        timeout=120,
    )
    for name in sorted(FILES):
        assert (tmp_path / "here" / name).read_bytes() == (tmp_path / "there" / name).read_bytes(), name


def test_a_dry_run_writes_nothing(whatif, tmp_path):
    said = whatif(*AS_OF, "--dry-run", "--out", tmp_path / "out")
    assert "Nothing written (--dry-run)" in said.out
    assert not (tmp_path / "out").exists()


def test_somebody_elses_folder_is_left_alone(whatif, tmp_path):
    (tmp_path / "out").mkdir()
    (tmp_path / "out" / "theirs").write_text("x", encoding="utf-8")
    said = whatif(*AS_OF, "--out", tmp_path / "out")
    assert said.code == 2
    assert "caseward did not make" in said.err
    assert whatif(*AS_OF, "--out", tmp_path / "out", "--force").code == 0
    assert {p.name for p in (tmp_path / "out").iterdir()} == FILES | {".caseward"}


def test_nothing_changes_and_it_says_so(whatif, policy):
    said = whatif(*AS_OF, new=policy)
    assert said.code == 0
    assert "Nobody's status changes." in said.out


def test_nothing_is_owed_and_it_says_so(whatif, policy, tmp_path):
    nobody = text(MONTHLY, head=MATCHERS, start="2030-01-01")
    for path in (policy, policy.with_name("proposed.yaml")):
        path.write_text(nobody, encoding="utf-8")
    said = whatif(*AS_OF, "--out", tmp_path / "out")
    assert said.code == 0
    assert "Nothing is owed under either policy" in said.out
    assert "Nothing is owed under either policy" in (tmp_path / "out" / "whatif.html").read_text(encoding="utf-8")
    assert (tmp_path / "out" / "whatif.csv").read_text(encoding="utf-8").count("\n") == 1


def test_as_known_at_an_instant_later_entries_are_left_out(whatif):
    said = whatif(*AS_OF, "--known-at", "2021-04-01T00:00-07:00")
    assert "as known at 2021-04-01T00:00:00-07:00" in said.out


def test_the_faults_of_both_policies_come_at_once(whatif, policy, proposed):
    for path, word in ((policy, "contct"), (proposed, "cntact")):
        path.write_text(path.read_text(encoding="utf-8").replace("kind: contact", f"kind: {word}"), encoding="utf-8")
    said = whatif(*AS_OF)
    assert said.code == 3
    assert "contct" in said.err
    assert "cntact" in said.err


HALLS = TOP / "policies/us-ca-los-angeles/juvenile-halls.yaml"
ADULT = TOP / "policies/us-ca-los-angeles/adult.yaml"


@pytest.mark.parametrize(
    ("more", "old", "new", "words"),
    [
        (
            (),
            ADULT,
            HALLS,
            "adult.yaml is about a term and juvenile-halls.yaml about a facility; compare two policies about the same kind",
        ),
        (("--reading", "ordinary"), ADULT, ADULT, "adult.yaml has no reading 'ordinary' (did you mean ordinary-rule?)"),
        (("--by", "offce"), ADULT, ADULT, "adult.yaml knows no fact 'offce' (did you mean office?)"),
        (("--known-at", "noon"), ADULT, ADULT, "--known-at 'noon'"),
    ],
    ids=["two kinds of subject", "reading", "fact", "clock"],
)
def test_what_cannot_be_asked_is_refused_in_words(whatif, more, old, new, words):
    said = whatif(*AS_OF, *more, old=old, new=new)
    assert said.code == 2
    assert said.out == ""
    assert words in said.err


def test_a_reading_that_only_one_has_is_refused_by_name(whatif, policy):
    assert (
        "policy.yaml has no reading 'ordinary-rule'"
        in whatif(*AS_OF, "--reading", "ordinary-rule", old=ADULT, new=policy).err
    )


def test_hours_and_points_are_not_compared(whatif, policy, proposed):
    table = "workload: [{from: 2021-01-01, unit: hours, each: {monthly: 30}, capacity: 120, basis: published, cite: {source: S1}}]\n"
    for path, unit in ((policy, "hours"), (proposed, "points")):
        path.write_text(path.read_text(encoding="utf-8") + table.replace("hours", unit), encoding="utf-8")
    said = whatif(*AS_OF)
    assert said.code == 2
    assert "in hours and the new one in points" in said.err


def test_another_reading_is_tried(caseward):
    data = caseward(
        "whatif", TOP / "examples/el-monte-2022", "--policy", ADULT, "--against", ADULT, "--as-of", "2022-06-14", "--reading", "ordinary-rule", "--json"
    ).data  # fmt: skip
    assert data["reading"] == "ordinary-rule"
    assert data["total"]["old"] == data["total"]["new"]
    assert data["total"]["old"]["obligations"] > 10


@pytest.mark.parametrize("order", ["in order", "out of order"])
def test_a_data_set_gives_the_answer_of_its_record(caseward, tmp_path, order):
    """Read in slices, and put in order first where it is not."""
    record, folder = synthesise(12, 5), tmp_path / "parquet"
    write_record(record, tmp_path / "csv")
    write_record(record, folder, "parquet")
    if order == "in order":
        sort_data_set(folder, tmp_path / "sorted")
        folder = tmp_path / "sorted"
    policies = (
        "--policy",
        TOP / "examples/try-a-policy/now.yaml",
        "--against",
        TOP / "examples/try-a-policy/proposed.yaml",
    )
    asked = (*policies, "--as-of", "2022-12-31", "--by", "case_type", "--by", "level")
    said = [caseward("whatif", path, *asked, "--json") for path in (tmp_path / "csv", folder)]
    assert [s.err for s in said] == ["", ""]
    plain, sliced = (s.data for s in said)
    assert plain["total"]["old"]["obligations"] > 100
    for key in ("total", "months", "by_level", "by_case_type", "people", "changed", "unit"):
        assert plain[key] == sliced[key], key
    assert sliced["record"]["subjects"] == 12
    out = tmp_path / "out"
    assert caseward("whatif", folder, *asked, "--out", out).code == 0
    assert {p.name for p in out.iterdir()} == FILES | {".caseward"}
