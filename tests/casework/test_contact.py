"""A contact recorded: what it counts for before, its receipt after, once however often it is sent; nothing is lost."""

from __future__ import annotations

import io
import re
from datetime import timedelta

from tests.casework.agency import TOP, now

FIELDS = {
    "mode": "in_person",
    "outcome": "spoke",
    "with_whom": "person",
    "time": "",
    "place": "office",
    "scheduled": "yes",
}


def typed(term: str, request: str, **more: str) -> dict[str, str]:
    from caseward.web.casework.queries import day_drawn

    return {**FIELDS, "term": term, "day": day_drawn().isoformat(), "request": request, "note": ""} | more


def test_a_contact_is_recorded_with_a_receipt_that_anyone_can_check(agency, as_, tmp_path):
    from caseward.verify.laptop import main
    from caseward.web.keeping import keeping

    client = as_("officer-1")
    saved = client.post("/people/p-3/contact/", typed("t-3", "r-1", note="Met. Pay slip shown."), follow=True)
    page = saved.content.decode()
    assert "Contact recorded: entry" in page
    assert "Pay slip shown." in page
    place = re.search(r"/people/p-3/receipts/(\d+)/", page)[1]
    receipt = client.get(f"/people/p-3/receipts/{place}/").content
    assert receipt == str(keeping().reading().store.receipt(int(place))).encode()
    (tmp_path / "receipt").write_bytes(receipt)
    told = io.StringIO()
    assert main([str(tmp_path / "receipt"), "--trust", str(agency.folder / "trust.policy")], told) == 0, told.getvalue()


def test_who_began_it_is_never_made_up_and_what_was_verified_is_kept(agency, as_):
    from caseward.web.casework.queries import kept_of
    from caseward.web.keeping import keeping

    client, more = as_("officer-1"), {"verified": ["employment", "residence"], "purpose": "employment_check"}
    client.post("/people/p-6/contact/", typed("t-6", "r-11"))
    plain = kept_of("p-6", keeping())[-1].entry
    assert [plain.text("direction"), plain.text("purpose"), plain.many("verified")] == ["", "", ()]
    said = typed("t-6", "r-12", direction="incoming") | more | {"present": ["interpreter"]}
    client.post("/people/p-6/contact/preview/", said)
    again = client.get("/people/p-6/contact/").content.decode()  # kept as a draft, shown at once
    assert re.search(r"<details[^>]* open>", again)
    assert len(re.findall(r'name="verified" value="(?:employment|residence)"[^>]* checked', again)) == 2
    client.post("/people/p-6/contact/", said)
    held = kept_of("p-6", keeping())[-1].entry
    assert (held.text("direction"), held.text("purpose")) == ("incoming", "employment_check")
    assert (held.many("verified"), held.many("present")) == (("employment", "residence"), ("interpreter",))
    assert not re.search(r"<details[^>]* open>", client.get("/people/p-6/contact/").content.decode())


def test_what_a_policy_looks_at_is_shown_at_once_and_said(agency, as_):
    from caseward.oversight.settling import looked_at
    from caseward.policy.load import load_policies
    from caseward.web.casework.forms import ContactForm
    from caseward.web.casework.models import Term

    missouri = looked_at([one.document for one in load_policies((TOP / "policies/us-mo/field.yaml",))], "contact")
    assert missouri["verified"] == ("employment",)
    form = ContactForm(terms=Term.objects.filter(pk="t-3"), today=now().date(), looked_at=missouri)
    assert form.more_is_open
    assert "A policy looks at this: employment." in [one.help_text for one, _several in form.more]


def test_the_same_form_sent_twice_is_recorded_once(agency, as_):
    from caseward.web.casework.queries import kept_of
    from caseward.web.keeping import keeping

    client = as_("officer-1")
    client.post("/people/p-6/contact/", typed("t-6", "r-2"))
    once = len(kept_of("p-6", keeping()))
    again = client.post("/people/p-6/contact/", typed("t-6", "r-2"))
    assert again.status_code == 302
    assert len(kept_of("p-6", keeping())) == once


def test_the_same_form_with_other_words_is_another_contact(agency, as_):
    client = as_("officer-1")
    for window in ("The first window.", "The second window."):
        client.post("/people/p-6/contact/", typed("t-6", "r-8", note=window))
    page = client.get("/people/p-6/").content.decode()
    assert page.count("The first window.") == page.count("The second window.") == 1


def test_what_comes_as_a_draft_after_it_was_saved_is_none(agency, as_):
    client = as_("officer-1")
    said = typed("t-6", "r-9", note="Typed until the last moment.")
    client.post("/people/p-6/contact/", said)
    client.post("/people/p-6/contact/preview/", said)  # sent before the saving, and answered after it
    page = client.get("/people/p-6/contact/").content.decode()
    assert "Typed until the last moment." not in page
    assert "r-9" not in page


def test_every_fault_is_told_at_its_field_and_nothing_is_recorded(agency, as_):
    from caseward.web.casework.queries import kept_of
    from caseward.web.keeping import keeping

    before = len(kept_of("p-3", keeping()))
    tomorrow = (now() + timedelta(days=3)).date().isoformat()
    answer = as_("officer-1").post(
        "/people/p-3/contact/", typed("t-3", "r-3", day=tomorrow, mode="", outcome="shouted")
    )
    page = answer.content.decode()
    assert answer.status_code == 422
    assert "Nothing was recorded yet" in page
    assert "This day has not come yet" in page
    assert "How: This field is required." in page
    assert "What came of it: Select a valid choice. shouted is not one of the available choices." in page
    assert len(kept_of("p-3", keeping())) == before


def test_a_term_of_somebody_else_is_refused(agency, as_):
    answer = as_("officer-1").post("/people/p-3/contact/", typed("t-1", "r-4"))
    assert answer.status_code == 422


def preview(client, person: str, term: str, **more: str) -> str:
    page = client.post(f"/people/{person}/contact/preview/", typed(term, "r-5", **more)).content.decode()
    return re.sub(r"\s+", " ", re.sub(r"<[^>]+>", "", page)).strip()


def test_before_saving_it_says_what_counts_and_what_will_not(agency, as_):
    client = as_("officer-2")
    met = preview(client, "p-1", "t-1")
    assert "Counts for:" in met
    assert "It would then be: met." in met
    both = preview(
        client, "p-1", "t-1", **{"also-0-person": "p-7", "also-0-term": "t-7", "also-0-outcome": "no_answer"}
    )
    assert re.search(r"p-1 .*Counts for: .* p-7 .*Will not count for:", both)
    left = preview(client, "p-1", "t-1", mode="phone", outcome="left_message")
    assert "Will not count for:" in left
    assert "needs" in left


def test_what_is_typed_is_kept_as_a_draft_and_gone_after_saving(agency, as_):
    client = as_("officer-2")
    client.post("/people/p-4/contact/preview/", typed("t-4", "r-6", note="half a sent"))
    assert "half a sent" in client.get("/people/p-4/contact/").content.decode()
    assert "half a sent" not in as_("duty").get("/people/p-4/contact/").content.decode()
    client.post("/people/p-4/contact/", typed("t-4", "r-6", note="half a sentence"))
    assert "half a sent" not in client.get("/people/p-4/contact/").content.decode()


def test_typing_is_one_reading_and_whatever_is_no_typing_is_one_of_its_own(agency, as_, users):
    from caseward.web.accounts.models import Reading
    from caseward.web.accounts.operations import STILL_TYPING
    from caseward.web.accounts.queries import readings_of

    def noted(client, person: str = "p-5", **more: str) -> int:
        before = Reading.objects.count()
        preview(client, person, person.replace("p", "t"), **more)
        return Reading.objects.count() - before

    client, beside = as_("officer-3"), {"also-0-person": "p-2", "also-0-term": "t-2"}
    client.get("/people/p-5/contact/")  # the form is opened: that is the reading
    assert [noted(client, note=words) for words in ("h", "ha", "half")] == [0, 0, 0]
    assert [noted(client, **beside) for _ in range(2)] == [1, 0]  # somebody else is on the form
    assert noted(client, "p-8") == 1  # the form of somebody else
    assert noted(as_("duty")) == 1  # somebody else types
    own = Reading.objects.filter(user=users["officer-3"], person="p-5")
    own.update(because="opened in need")
    assert noted(client) == 1  # they may for another reason by now
    own.update(at=now() - STILL_TYPING)
    assert [noted(client) for _ in range(2)] == [1, 0]  # the form stayed open: it is said again from time to time
    before = readings_of("p-5").count()
    client.get("/people/p-5/contact/")
    client.post("/people/p-5/contact/", typed("t-5", "r-10", step="look"))
    client.post("/people/p-5/contact/", typed("t-5", "r-10", mode=""))
    assert readings_of("p-5").count() >= before + 3  # a page that is opened is a reading whenever it is


def test_as_known_before_it_was_recorded_it_is_not_there(agency, as_):
    from urllib.parse import quote

    before = now()
    client = as_("officer-2")
    client.post("/people/p-7/contact/", typed("t-7", "r-7", note="A word that only this contact has."))
    assert "only this contact has" in client.get("/people/p-7/").content.decode()
    earlier = client.get(f"/people/p-7/?known_at={quote(before.isoformat())}").content.decode()
    assert "only this contact has" not in earlier
    assert "what was recorded later is not shown. 1 entry was not known yet." in re.sub(r"\s+", " ", earlier)
    moments = re.findall(r'<option value="\d+" data-at="([^"]*)" label="([^"]*)"', earlier)
    assert moments[-1] == ("", "Now: everything that is recorded")
    assert moments[0][1].endswith("1 entry was not known yet")
    back = client.get(f"/people/p-7/?known_at={quote(moments[0][0])}").content.decode()
    assert 'id="moment" min="0" max="1" value="0"' in back
    assert client.get("/people/p-7/?known_at=yesterday").status_code == 400


def together(request: str, *others: tuple[str, str], **more: str) -> dict[str, str]:
    """A contact with p-3, and with others (their person and term) in the same visit."""
    said = typed("t-3", request, place="home", note="A word about the first alone.", **more)
    for n, (person, term) in enumerate(others):
        said |= {f"also-{n}-person": person, f"also-{n}-term": term, f"also-{n}-outcome": "", f"also-{n}-note": ""}
    return said


def sizes() -> list[int]:
    from caseward.web.casework.queries import kept_of
    from caseward.web.keeping import keeping

    return [len(kept_of(person, keeping())) for person in ("p-3", "p-6")]


def test_somebody_else_who_was_there_is_added_without_recording_anything(agency, as_):
    client, before = as_("officer-1"), sizes()
    for wrong, why in (("", "Say who else"), ("p-4", "nobody called that"), ("p-3", "on this form already")):
        answer = client.post("/people/p-3/contact/", together("v-1", step="add", add=wrong))
        assert answer.status_code == 422, wrong
        assert why in answer.content.decode()
    page = client.post("/people/p-3/contact/", together("v-1", add="p-6")).content.decode()  # by Enter in the field
    assert 'name="also-0-person" value="p-6"' in page
    assert "A word about the first alone." in page
    assert re.search(r"<h3>p-3</h3>.*<h3>p-6</h3>", page, re.DOTALL)  # what it counts for, of each
    again = client.get("/people/p-3/contact/").content.decode()  # kept as a draft
    assert 'name="also-0-person" value="p-6"' in again
    left_out = together("v-1", ("p-6", "t-6"), step="look") | {"also-0-left_out": "on"}
    assert "also-0-person" not in client.post("/people/p-3/contact/", left_out).content.decode()
    assert sizes() == before


def test_several_people_in_one_visit_get_an_entry_each_at_once_and_once(agency, as_):
    from caseward.interchange.kept.correcting import Change
    from caseward.web.casework.operations import correct
    from caseward.web.casework.queries import kept_of
    from caseward.web.keeping import keeping

    client, before = as_("officer-1"), sizes()
    said = together("v-2", ("p-6", "t-6"), time="00:00", with_whom="both", collateral="family")
    said |= {"also-0-outcome": "no_answer", "also-0-note": "Asleep."}
    page = client.post("/people/p-3/contact/", said, follow=True).content.decode()
    assert "Contacts recorded: 2, all at once." in page
    receipts = re.findall(r"/people/(p-\d)/receipts/(\d+)/", page)
    assert [person for person, _ in receipts] == ["p-3", "p-6"]
    assert all(client.get(f"/people/{person}/receipts/{place}/").status_code == 200 for person, place in receipts)
    assert client.post("/people/p-3/contact/", said).status_code == 302
    assert sizes() == [size + 1 for size in before]
    first, second = (kept_of(person, keeping())[-1].entry for person in ("p-3", "p-6"))
    assert first.text("visit") == second.text("visit") != ""
    assert (first.text("outcome"), second.text("outcome")) == ("spoke", "no_answer")
    assert (first.note, second.note) == ("A word about the first alone.", "Asleep.")
    own = [(one.text("place"), one.text("with_whom"), one.many("collateral")) for one in (first, second)]
    assert own == [("home", "both", ("family",)), ("", "person", ())], "the home of one is not that of another"
    assert "In a visit with 1 other" in client.get("/people/p-6/").content.decode()
    correct(Change(second.id, {"outcome": "refused"}, "They did answer.", by="records-1"), "v-2c", keeping())
    assert sizes() == [before[0] + 1, before[1] + 3]
    page = client.get(f"/people/p-6/visits/{first.text('visit')}/").content.decode()
    assert "refused" in re.sub(r"\s+", " ", page)
    assert "spoke" in page


def test_a_fault_of_one_keeps_back_all_and_nobody_is_seen_through_another(agency, as_):
    from caseward.web.casework.queries import kept_of
    from caseward.web.keeping import keeping

    before = sizes()
    client = as_("officer-1")
    assert client.post("/people/p-3/contact/", together("v-3", ("p-6", "t-3"))).status_code == 422
    assert client.post("/people/p-3/contact/", together("v-3", ("p-4", "t-4"))).status_code == 403
    assert client.post("/people/p-3/contact/", together("v-3", ("p-3", "t-3"))).status_code == 400
    assert sizes() == before
    there = together("v-4", ("p-4", "t-4"), ("p-6", "t-6")) | {"also-1-place": "home"}
    as_("duty").post("/people/p-3/contact/", there)
    assert kept_of("p-6", keeping())[-1].entry.text("place") == "home"
    page = client.get("/people/p-3/").content.decode()
    assert "In a visit with 2 others" in page
    page = client.get(re.search(r"/people/p-3/visits/[^/]+/", page)[0]).content.decode()
    assert "And 1 more person, whom you may not see." in page
    assert "p-4" not in page
    assert client.get("/people/p-3/visits/no-such-visit/").status_code == 404
