"""``policy``, ``record``, ``synth``, ``kinds`` and ``version``."""

from __future__ import annotations

from importlib.metadata import version

CASES = """\
policy: policy.yaml
cases:
  - case: A live exchange on the last day of the month is in time
    as_of: 2021-01-31
    record:
      - person: {occurred: 2020-01-01}
      - term: {occurred: 2021-01-01}
      - contact: {occurred: 2021-01-31, outcome: spoke}
    expect:
      - {requirement: monthly, status: met}
"""


def test_check_says_what_is_sound(caseward, policy):
    said = caseward("policy", "check", policy)
    assert said.code == 0
    assert said.out == f"{policy.as_posix()}: sound. 1 requirement in 1 version and 0 overlays.\n"
    (data,) = caseward("policy", "check", policy, "--json").data
    assert data["sound"] is True
    assert data["warnings"] == []


def test_show_prints_the_policy_on_a_day(caseward, policy):
    said = caseward("policy", "show", policy, "--on", "2020-06-01")
    assert "As in force on 2020-06-01." in said.out
    assert "At least 1 (published) in each calendar month." in said.out
    assert caseward("policy", "show", policy, "--on", "2020-06-01", "--markdown").out.startswith("# An example\n")
    assert caseward("policy", "show", policy, "--on", "2020-06-01", "--json").data[0]["version"] == "first"
    assert caseward("policy", "show", policy, "--on", "2020-06-31").code == 2


def test_show_without_a_day_shows_today(caseward, policy):
    assert "Version first" in caseward("policy", "show", policy).out


def test_cases_beside_a_policy_are_run(caseward, policy):
    assert "no cases beside it" in caseward("policy", "test", policy).out
    cases = policy.with_name("policy.cases.yaml")
    cases.write_text(CASES, encoding="utf-8")
    said = caseward("policy", "test", policy)
    assert said.code == 0
    assert "cases: 1 of 1 hold" in said.out
    cases.write_text(CASES.replace("status: met", "status: missed"), encoding="utf-8")
    failed = caseward("policy", "test", policy)
    assert failed.code == 1
    assert "cases: 0 of 1 hold" in failed.out
    assert "A live exchange on the last day of the month is in time" in failed.out
    (data,) = caseward("policy", "test", policy, "--json").data
    assert data["cases"][0]["passed"] is False
    assert data["cases"][0]["place"].endswith("policy.cases.yaml:3:5")


def test_diff_says_what_changes(caseward, policy, tmp_path):
    new = tmp_path / "new.yaml"
    new.write_text(policy.read_text(encoding="utf-8").replace("count: 1", "count: 2"), encoding="utf-8")
    assert "changed   every, count: 1 -> 2" in caseward("policy", "diff", policy, new).out
    (change,) = caseward("policy", "diff", policy, new, "--json").data
    assert (change["before"], change["after"]) == ("1", "2")
    assert caseward("policy", "diff", policy, policy).out == "The two policies say the same.\n"


def test_schema_is_json(caseward):
    assert caseward("policy", "schema").data["$schema"].endswith("2020-12/schema")


def test_record_check_lists_tables_and_faults(caseward, record):
    assert "4 rows in 3 tables read; none set aside." in caseward("record", "check", record).out
    (record / "contact.csv").write_text("id,occurred,term,mode\ncontact-1,2021-02-30,term-1,fone\n", encoding="utf-8")
    said = caseward("record", "check", record)
    assert said.code == 0
    assert "contact.csv:2:2" in said.out
    assert "contact.csv:2:4" in said.out
    data = caseward("record", "check", record, "--json").data
    assert data["rows_set_aside"] == 1
    assert data["entries_kept"] == 2
    assert caseward("record", "check", record, "--strict").code == 2


def test_record_convert_and_back_is_the_same_record(caseward, record, tmp_path):
    first = caseward("record", "check", record, "--json").data["sha256"]
    for form in ("csv", "jsonl", "parquet", "zip"):
        out = tmp_path / f"as-{form}{'.zip' if form == 'zip' else ''}"
        said = caseward("record", "convert", record, out, "--to", form, "--json")
        assert said.code == 0, said.err
        assert said.data["sha256"] == first
        assert caseward("record", "check", out, "--json").data["sha256"] == first


def test_convert_refuses_a_record_with_faults_and_a_place_that_is_taken(caseward, record, tmp_path):
    assert caseward("record", "convert", record, record).code == 2
    (record / "contact.csv").write_text("id,occurred,term\ncontact-1,2021-02-30,term-1\n", encoding="utf-8")
    said = caseward("record", "convert", record, tmp_path / "out")
    assert said.code == 2
    assert "contact.csv:2:2" in said.err
    assert not (tmp_path / "out").exists()


def test_synth_makes_the_same_record_for_the_same_seed(caseward, tmp_path):
    for name in ("one", "two"):
        said = caseward("synth", "--terms", 3, "--seed", 7, "--out", tmp_path / name)
        assert said.code == 0, said.err
        assert "synthetic terms (seed 7)" in said.out
    same = [caseward("record", "check", tmp_path / n, "--strict", "--json").data["sha256"] for n in ("one", "two")]
    assert same[0] == same[1]
    other = caseward("synth", "--terms", 3, "--seed", 8, "--out", tmp_path / "three", "--json")
    assert other.data["terms"] == 3
    assert caseward("record", "check", tmp_path / "three", "--json").data["sha256"] != same[0]


def test_kinds_are_listed_and_described(caseward):
    assert "warning_response" in caseward("kinds").out
    assert "left_message" in caseward("kinds", "contact").out
    (data,) = caseward("kinds", "contact", "--json").data
    assert data["kind"] == "contact"
    outcome = next(c for c in data["columns"] if c["column"] == "outcome")
    assert "spoke" in outcome["codes"]


def test_version(caseward):
    assert caseward("version").out == f"caseward {version('caseward')}\n"
    assert caseward("version", "--json").data == {"caseward": version("caseward")}
