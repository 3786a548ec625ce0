"""``caseward audit`` and ``caseward explain``, on a record of one term and two contacts."""

from __future__ import annotations

import pytest

AS_OF = ("--as-of", "2021-03-31")


@pytest.fixture
def audit(caseward, record, policy):
    def command(*more: object):
        return caseward("audit", record, "--policy", policy, *more)

    return command


def test_the_summary_says_what_was_read_owed_and_missed(audit):
    said = audit(*AS_OF)
    assert said.code == 0
    assert said.err == ""
    assert "Judged at the end of 2021-03-31, with everything recorded." in said.out
    assert "Record: 4 rows in 3 tables read; none set aside." in said.out
    assert "An example: the policy in force" in said.out
    assert "No files written; give --out DIR" in said.out
    assert "monthly" not in said.out.splitlines()[0]


def test_no_line_is_wider_than_a_hundred_columns(audit):
    assert [line for line in audit(*AS_OF).out.splitlines() if len(line) > 100] == []


def test_json_is_all_there_is_on_standard_output(audit):
    data = audit(*AS_OF, "--json").data
    assert data["as_of"] == "2021-03-31"
    assert data["known_at"] is None
    assert data["record"]["rows_read"] == 4
    assert data["policies"][0]["policy"] == "example"
    counted = {row["status"]: row["obligations"] for row in data["statuses"]}
    assert counted == {"met": 1, "missed": 1, "pending": 1}
    assert data["files"] == []


def test_as_known_at_an_instant_later_entries_are_left_out(audit):
    said = audit(*AS_OF, "--known-at", "2021-04-01T00:00-07:00")
    assert "as known at 2021-04-01T00:00:00-07:00" in said.out
    assert "1 entry recorded later and 2 without a time of recording are left out." in said.out


def test_findings_fail_it_only_when_asked(audit):
    assert audit(*AS_OF).code == 0
    assert audit(*AS_OF, "--fail-on-findings").code == 1
    assert audit("--as-of", "2021-01-31", "--fail-on-findings").code == 0


def test_a_dry_run_writes_nothing(audit, tmp_path):
    said = audit(*AS_OF, "--dry-run", "--out", tmp_path / "out")
    assert said.code == 0
    assert "Nothing written (--dry-run)" in said.out
    assert not (tmp_path / "out").exists()


def test_a_place_that_may_not_be_written_is_refused_before_any_work(audit, tmp_path):
    (tmp_path / "out").mkdir()
    (tmp_path / "out" / "theirs").write_text("x", encoding="utf-8")
    said = audit("--as-of", "2021-03-31", "--out", tmp_path / "out")
    assert said.code == 2
    assert "caseward did not make" in said.err


def test_rows_with_faults_are_set_aside_and_counted_or_refused(audit, record):
    with (record / "contact.csv").open("a", encoding="utf-8") as table:
        table.write("contact-3,2021-02-30,,term-1,phone,person,spoke\n")
    said = audit(*AS_OF)
    assert said.code == 0
    assert "1 set aside with 1 fault." in said.out
    strict = audit(*AS_OF, "--strict")
    assert strict.code == 2
    assert "contact.csv:4:2" in strict.err


def test_policies_may_be_several(caseward, record, policy, tmp_path):
    other = tmp_path / "other.yaml"
    other.write_text(policy.read_text(encoding="utf-8").replace("policy: example", "policy: second"), encoding="utf-8")
    said = caseward("audit", record, "-p", policy, "-p", other, *AS_OF, "--json")
    assert [p["policy"] for p in said.data["policies"]] == ["example", "second"]
    assert {row["policy"] for row in said.data["statuses"]} == {"example", "second"}


def test_an_obligation_is_explained_by_its_id_or_how_it_begins(caseward, audit, record, policy):
    listed = caseward("explain", record, "-p", policy, *AS_OF, "--json").data
    missed = next(o for o in listed if o["status"] == "missed")
    shown = caseward("explain", record, "-p", policy, *AS_OF, missed["id"][:12])
    assert missed["id"] in shown.out
    assert "rule" in shown.out
    assert "At least 1 (published) in each calendar month." in shown.out
    data = caseward("explain", record, "-p", policy, *AS_OF, missed["id"], "--json").data
    assert data["id"] == missed["id"]
    assert data["rule"].startswith("At least 1 (published)")
    both = audit(*AS_OF, "--explain", missed["id"])
    assert "An example: the policy in force" in both.out
    assert missed["id"] in both.out


def test_a_refused_entry_says_why(caseward, record, policy):
    listed = caseward("explain", record, "-p", policy, "--as-of", "2021-04-30", "--json").data
    march = next(o for o in listed if o["window_start"] == "2021-03-01")
    said = caseward("explain", record, "-p", policy, "--as-of", "2021-04-30", march["id"])
    assert "contact-2" in said.out
    assert "left message, needs spoke" in said.out


def test_an_id_that_is_none_or_many_is_refused(caseward, record, policy):
    none = caseward("explain", record, "-p", policy, *AS_OF, "ob-zzz")
    assert none.code == 2
    assert "There is no obligation 'ob-zzz'" in none.err
    many = caseward("explain", record, "-p", policy, *AS_OF, "ob-")
    assert many.code == 2
    assert "3 obligations begin with 'ob-'" in many.err


def test_without_an_id_every_obligation_is_listed(caseward, record, policy):
    said = caseward("explain", record, "-p", policy, *AS_OF)
    assert said.out.count("ob-") == 3
    assert "pending" in said.out


def test_no_colours_when_asked_and_none_in_a_pipe(audit):
    assert "\x1b[" not in audit(*AS_OF, "--no-color").out
    assert "\x1b[" not in audit(*AS_OF).out


def test_the_same_question_gives_the_same_answer(audit):
    assert audit(*AS_OF, "--json").out == audit(*AS_OF, "--json").out
