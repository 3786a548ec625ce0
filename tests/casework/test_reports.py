"""Reports: written from the record, submitted with a receipt, returned, approved by somebody else, and their register."""

from __future__ import annotations

import csv
import html
import io
import re
from datetime import date, timedelta
from hashlib import sha256
from uuid import uuid4

import pytest

from tests.casework.agency import CALLER, WORDS, now

TEXT = "WHAT HAPPENED\n\nHe was not at home on two visits. I ask for a hearing. Señor Á."


def day(ago: int) -> str:
    return (now().date() - timedelta(days=ago)).isoformat()


def add(*lines: dict[str, object]) -> list[int]:
    """Entries by another hand; their places."""
    from caseward.web.casework.operations import record
    from caseward.web.keeping import keeping

    return list(record(lines, str(uuid4()), keeping()).places)


def typed(term: str, **more: str) -> dict[str, str]:
    return {"type": "desertion", "text": TEXT, "term": term, "request": str(uuid4()), "do": "submit"} | more


def submitted(client, term: str, where: str = "new", **more: str) -> int:
    """A report handed in; its place."""
    answer = client.post(f"/people/{term.replace('t', 'p')}/reports/{where}/", typed(term, **more))
    assert answer.status_code == 302, answer.content.decode()
    return int(re.search(r"/reports/(\d+)/$", answer["Location"])[1])


def decided(client, person: str, place: int, decision: str, comments: str = "", request: str = ""):
    said = {"decision": decision, "comments": comments, "request": request or str(uuid4())}
    return client.post(f"/people/{person}/reports/{place}/decision/", said)


def chain_at(person: str, place: int):
    from caseward.web.keeping import keeping
    from caseward.web.reporting.queries import report_at

    return report_at(person, place, keeping()).chain


def rows(client, asked: str = "") -> list[dict[str, str]]:
    return list(csv.DictReader(io.StringIO(client.get(f"/reports/?format=csv&{asked}").content.decode())))


def page_of(client, where: str) -> str:
    return html.unescape(client.get(where).content.decode())


def test_a_report_is_submitted_once_with_a_receipt_that_proves_its_words(agency, as_, tmp_path):
    from caseward.verify.laptop import main
    from caseward.web.casework.queries import kept_of
    from caseward.web.keeping import keeping

    client, form = as_("officer-1"), typed("t-6")
    for _ in range(2):  # sent twice, recorded once
        answer = client.post("/people/p-6/reports/new/", form)
    page = client.get(answer["Location"])
    at = [one.index for one in kept_of("p-6", keeping()) if one.kind == "report" and one.entry.text("text") == TEXT]
    (place,) = at
    assert answer["Location"] == f"/people/p-6/reports/{place}/"
    assert f"Report submitted: entry {place} of the record." in page.content.decode()
    assert "What the receipt proves" in page.content.decode()
    text = client.get(f"/people/p-6/reports/steps/{place}/report.txt")
    assert text.content.decode() == TEXT
    assert sha256(text.content).hexdigest() in page.content.decode()
    (tmp_path / "r").write_bytes(client.get(f"/people/p-6/receipts/{place}/").content)
    (tmp_path / "said").write_bytes(client.get(f"/people/p-6/reports/steps/{place}/said.json").content)
    said = io.StringIO()
    proof = [str(tmp_path / "r"), "--trust", str(agency.folder / "trust.policy"), "--said", str(tmp_path / "said")]
    assert main(proof, said) == 0, said.getvalue()
    assert "I ask for a hearing" in said.getvalue()


def test_the_text_begins_with_the_record_and_every_line_names_its_entry(agency, as_):
    add({"kind": "contact", "id": "c-x", "occurred": day(40), "term": "t-6", "mode": "phone", "officer": "officer-1",
         "with_whom": "person", "outcome": "left_message"})  # fmt: skip
    page = page_of(as_("officer-1"), "/people/p-6/reports/new/")
    text = re.search(r"<textarea[^>]*>(.*?)</textarea>", page, re.S)[1]
    for said in ("[t-6]", "[a-6]", "- seen in person: 20", "- spoken to: 20", "[c-x]", "missed"):
        assert said in text, text
    lines = [line for line in text.splitlines() if line.startswith("- ") and "nothing is recorded" not in line]
    assert len(lines) > 8
    assert all(re.search(r"\[[^\]]+\]$", line) for line in lines if "never" not in line), text


def test_a_warning_in_confidence_is_in_no_report_but_that_there_is_one(agency, as_):
    page = page_of(as_("officer-1"), "/people/p-3/reports/new/")
    assert "weapon, violence; nothing decided yet [w-3]" in page
    assert CALLER not in page
    assert WORDS not in page


def test_what_is_typed_is_kept_and_a_draft_is_in_the_record_without_its_words(agency, as_):
    client = as_("officer-2")
    half = typed("t-4", text="Half a thought of mine", do="")
    assert client.post("/people/p-4/reports/draft/", half).status_code == 200
    assert "Half a thought of mine" in page_of(client, "/people/p-4/reports/new/")
    assert "Half a thought" not in page_of(client, "/people/p-4/reports/new/?fresh=1")
    assert "Drafts unfinished (1)" in page_of(client, "/today/")
    assert "Drafts unfinished (1)" in page_of(client, "/people/p-4/reports/")
    for where in ("/people/p-4/reports/new/", "/people/p-4/reports/", "/reports/"):
        assert "Half a thought" not in page_of(as_("duty"), where)
        assert "Drafts unfinished" not in page_of(as_("duty"), where)
    answer = client.post("/people/p-4/reports/new/", half | {"do": "keep"})
    place = int(re.search(r"/reports/(\d+)/$", answer["Location"])[1])
    (step,) = chain_at("p-4", place).steps
    assert (step.text("step"), step.text("text"), step.recorded_by) == ("drafted", "", "officer-2")
    assert "Drafts unfinished (1)" in page_of(client, "/today/")
    assert [row["state"] for row in rows(as_("supervisor"), "officer=officer-2") if row["term"] == "t-4"] == ["drafted"]
    assert "Half a thought of mine" in page_of(client, f"/people/p-4/reports/{place}/again/")
    assert "Half a thought" not in page_of(as_("supervisor"), f"/people/p-4/reports/{place}/")
    assert submitted(client, "t-4", f"{place}/again", text="A whole thought") == place
    chain = chain_at("p-4", place)
    assert [s.text("step") for s in chain.steps] == ["drafted", "submitted"]
    assert chain.last.text("report") == chain.first.id
    assert "Drafts unfinished (0)" in page_of(client, "/today/")


def test_a_report_is_returned_with_comments_mended_and_approved_by_somebody_else(agency, as_):
    officer, supervisor = as_("officer-1"), as_("supervisor")
    place = submitted(officer, "t-6", type="violation")
    assert "violation" in {row["type"] for row in rows(supervisor, "state=submitted")}
    assert f"/people/p-6/reports/{place}/" in page_of(supervisor, "/unit/")
    assert decided(supervisor, "p-6", place, "returned").status_code == 422  # without a word
    key = str(uuid4())
    for _ in range(2):  # sent twice, recorded once
        assert decided(supervisor, "p-6", place, "returned", "Say which visits.", key).status_code == 302
    today = page_of(officer, "/today/")
    assert f"/people/p-6/reports/{place}/" in today.split("Reports returned (")[1].split("</section>")[0]
    again = page_of(officer, f"/people/p-6/reports/{place}/again/")
    assert "Say which visits." in again
    assert "two visits" in again  # what was handed in, to be mended
    assert submitted(officer, "t-6", f"{place}/again", type="violation", text="On 1 and 2 May.") == place
    assert decided(supervisor, "p-6", place, "approved").status_code == 302
    chain = chain_at("p-6", place)
    assert [s.text("step") for s in chain.steps] == ["submitted", "returned", "submitted", "approved"]
    assert [s.text("report") for s in chain.steps[1:]] == [s.id for s in chain.steps[:-1]]
    assert (chain.last.recorded_by, chain.last.text("decided_by")) == ("supervisor-1", "supervisor")
    page = page_of(officer, f"/people/p-6/reports/{place}/")
    for said in ("On 1 and 2 May.", "He was not at home on two visits.", "Say which visits.", "Approved", "Returned"):
        assert said in page
    assert officer.get(f"/people/p-6/reports/{place}/again/").status_code == 302  # nothing to write any more
    assert f"/people/p-6/reports/{place}/" not in page_of(supervisor, "/unit/")


def test_what_waits_on_the_board_is_what_its_address_shows(agency, as_, monkeypatch):
    from caseward.web.reporting import queries

    submitted(as_("officer-1"), "t-6", type="progress")
    monkeypatch.setattr(queries, "SHOWN", 1)
    client = as_("inspector")
    section = page_of(client, "/unit/?office=west").split("Reports waiting for a decision (")[1]
    address = re.search(r'href="(/reports/[?][^"]*)">All of them', section)[1]
    assert section.split("</section>")[0].count('data-label="State"') == 1
    assert int(section.split(")")[0]) == len(rows(client, address.partition("?")[2])) > 1
    assert {row["office"] for row in rows(client, address.partition("?")[2])} == {"west"}


def test_nobody_decides_about_what_they_wrote_and_only_supervisors_decide(agency, as_):
    supervisor = as_("supervisor")
    place = submitted(supervisor, "t-7")
    refused = decided(supervisor, "p-7", place, "approved")
    assert refused.status_code == 403
    assert "You wrote this report" in refused.content.decode()
    assert "You wrote this report" in page_of(supervisor, f"/people/p-7/reports/{place}/")
    for other in ("officer-2", "duty", "inspector", "records", "officer-3"):
        assert decided(as_(other), "p-7", place, "approved").status_code == 403
    assert chain_at("p-7", place).state == "submitted"


def test_of_two_decisions_at_once_the_record_takes_one(agency, as_, users):
    from caseward.interchange.kept.adding import NotTaken
    from caseward.web.keeping import keeping
    from caseward.web.reporting.operations import Step, decide

    place = submitted(as_("officer-2"), "t-7", type="incident")
    before = chain_at("p-7", place)
    step = Step("t-7", "incident", "supervisor-1", now().isoformat(), before)
    decide(step, "approved", "supervisor", "", "one", keeping())
    with pytest.raises(NotTaken):
        decide(step, "returned", "supervisor", "No.", "another", keeping())
    assert chain_at("p-7", place).state == "approved"


def test_a_decision_that_was_withdrawn_can_be_made_anew(agency, as_):
    from caseward.interchange.kept.correcting import Change
    from caseward.web.casework.operations import correct
    from caseward.web.keeping import keeping

    supervisor = as_("supervisor")
    place = submitted(as_("officer-2"), "t-7", type="progress")
    decided(supervisor, "p-7", place, "approved")
    correct(Change(chain_at("p-7", place).last.id, None, "The wrong report.", by="supervisor-1"), "w", keeping())
    assert chain_at("p-7", place).state == "submitted"
    assert decided(supervisor, "p-7", place, "returned", "Too short.").status_code == 302
    assert chain_at("p-7", place).state == "returned"


def test_every_fault_is_told_and_nothing_is_recorded(agency, as_):
    from caseward.web.keeping import keeping

    before = keeping().reading().store.size
    answer = as_("officer-1").post("/people/p-3/reports/new/", typed("t-4", type="force", text=" "))
    assert answer.status_code == 422
    page = html.unescape(answer.content.decode())
    assert "force is not one of the available choices" in page
    assert "t-4 is not one of the available choices" in page  # somebody else's term
    assert "The report: This field is required." in page
    for wrong in (typed("t-3", do="keep", type=""), typed("t-4", do="keep")):
        assert as_("officer-1").post("/people/p-3/reports/new/", wrong).status_code == 422
    assert keeping().reading().store.size == before
    assert as_("officer-1").get("/people/p-3/reports/1/").status_code == 404
    assert as_("officer-1").get("/people/p-3/reports/999999/").status_code == 404


def test_a_desertion_report_that_was_claimed_and_is_not_there_shows_as_such(agency, as_):
    """El Monte: staff said that a desertion report had been submitted; the system had none."""
    claim = {
        "kind": "assertion",
        "occurred": day(3),
        "term": "t-1",
        "topic": "desertion report",
        "about_kind": "report",
    }
    add(
        {**claim, "id": "cl-yes", "states": "A desertion report was submitted.", "asserted_by": "probation staff",
         "about_fields": "type=desertion;step=submitted", "about_when": f"{day(60)}/{day(10)}"},
        {**claim, "id": "cl-no", "states": "There is none.", "asserted_by": "inspector general",
         "about_fields": "type=desertion;step=submitted", "about_count": 0},
        {**claim, "id": "cl-other", "states": "He was seen.", "asserted_by": "staff", "about_kind": "contact"},
    )  # fmt: skip
    found = [row for row in rows(as_("inspector"), "state=claimed") if "probation staff" in row["says"]]
    assert [(row["type"], row["responsible"]) for row in found] == [("desertion", "officer-2")]
    assert "probation staff: A desertion report was submitted. No record" in found[0]["says"]
    page = page_of(as_("officer-2"), "/people/p-1/reports/")
    assert "claimed, not submitted" in page
    assert "/inspection/absence/" not in page
    certificate = re.search(r'href="(/inspection/absence/[^"]*case=t-1[^"]*)"', page_of(as_("inspector"), "/reports/"))[
        1
    ]
    assert as_("inspector").get(certificate).status_code == 200
    assert "probation staff" in page
    # handed in by now, and only now: the claim of the time before is still not borne out
    submitted(as_("officer-2"), "t-1")
    states = [row["state"] for row in rows(as_("inspector"), "type=desertion") if row["term"] == "t-1"]
    assert states == ["submitted", "claimed"]


def test_the_published_case_has_a_report_claimed_and_reports_missed_and_none_submitted():
    """El Monte as it is published: nothing in the system, and staff who say that there was."""
    from caseward.interchange.read import read_record
    from caseward.policy.load import load_policies
    from caseward.web.casework.drawing import drawn
    from caseward.web.reporting.drawing import register_of, report_rules
    from tests.casework.agency import POLICY, TOP

    document = load_policies((POLICY,))[0].document
    as_of = date(2022, 8, 31)
    (term,) = drawn([document], read_record(TOP / "examples/el-monte-2022").record, as_of)
    rules = {document.policy: report_rules(document)}
    found = register_of(term.subject, term.owed, rules, [document], "officer-1", as_of)
    assert {(row.state, row.type) for row in found} == {("claimed", "desertion"), ("missed", "desertion")}
    (claim,) = [row for row in found if row.state == "claimed"]
    assert claim.says.startswith("probation staff: A desertion report was submitted. No record:")


def test_a_report_that_policy_asks_for_is_in_the_register_as_owed_and_then_as_missed(agency, as_):
    from caseward.interchange.kept.correcting import Change
    from caseward.web.casework.operations import correct
    from caseward.web.keeping import keeping

    def states() -> list[str]:
        found = rows(as_("inspector"), "type=desertion")
        return [
            row["state"] for row in found if row["term"] == "t-8" and row["entry"] == "" and row["state"] != "claimed"
        ]

    gone = {"kind": "absence", "id": "ab-8", "occurred": day(50), "term": "t-8", "reason": "whereabouts_unknown"}
    before = states()
    add(gone)
    assert before == []
    assert states() == ["owed"]
    assert "report" in page_of(as_("officer-3"), "/people/p-8/reports/").split("owed, not submitted")[1]
    correct(Change("ab-8", {"until": day(2)}, "He was found.", by="officer-3"), "found", keeping())
    assert states() == ["missed"]


def test_counts_equal_lists_equal_files_and_open_to_their_rows(agency, as_):
    client = as_("inspector")
    page = page_of(client, "/reports/")
    counted = re.findall(r'href="(/reports/[^"]*)"[^>]*>([^<:]+): (\d+)</a>', page)
    assert len(counted) == 8
    assert sum(int(n) for _, title, n in counted if title != "all") == int(counted[0][2]) > 5
    for address, _, number in counted:
        opened = page_of(client, address)
        assert opened.count('data-label="State"') == int(number), address
        assert len(rows(client, address.partition("?")[2])) == int(number), address


def test_the_register_is_narrowed_by_kind_officer_office_and_days(agency, as_):
    client = as_("inspector")
    whole = rows(client)
    for asked, column, value in (("type=violation", "type", "violation"), ("officer=officer-2", "officer", "officer-2"),
                                 ("office=west", "office", "west")):  # fmt: skip
        assert rows(client, asked) == [row for row in whole if row[column] == value] != []
    assert rows(client, f"from={day(1)}") == [row for row in whole if row["day"] >= day(1)] != whole
    assert rows(client, f"to={day(2)}") == [row for row in whole if row["day"] <= day(2)] != []
    assert rows(client, "from=nonsense&type=nothing") == []
    assert all(row["office"] == "west" for row in rows(as_("supervisor")))
    assert {row["responsible"] for row in rows(as_("officer-2"))} == {"officer-2"}


def test_the_register_drawn_step_by_step_equals_the_one_drawn_anew(agency):
    from caseward.web.casework.operations import draw_again
    from caseward.web.keeping import keeping
    from caseward.web.reporting.models import Registered

    before = sorted(map(str, Registered.objects.values_list()))
    draw_again(keeping())
    assert sorted(map(str, Registered.objects.values_list())) == before != []
