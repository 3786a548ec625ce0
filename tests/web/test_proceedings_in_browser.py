"""Promises, violations and court steps in a real browser: on a screen of any size, and without JavaScript."""

from __future__ import annotations

from datetime import date, timedelta

from tests.casework.agency import now
from tests.web.test_casework_in_browser import axe, is_open_to_everybody, kept, person_of, running, signed_in  # noqa: F401  # fixtures


def yesterday() -> date:
    return now().date() - timedelta(days=1)


def test_every_page_of_them_is_open_to_everybody(signed_in):  # noqa: F811
    page = signed_in("duty", 320, reduced_motion="reduce")
    page.goto("/people/p-3/proceedings/")
    found = page.locator("main a[href*='/violations/'], main a[href$='/result/']").evaluate_all(
        "all => all.map(one => one.getAttribute('href'))"
    )
    assert len(found) == 5  # a new one, a judgement, a response, a judgement corrected, a result
    steps = [f"/people/p-3/proceedings/new/{step}/" for step in ("petition", "hearing", "warrant", "arrest")]
    custody = [f"/people/p-3/proceedings/new/{step}/" for step in ("custody-in", "custody-out")]
    steps += [f"/people/p-3/proceedings/new/{fact}/" for fact in ("absence", "located", "drug-test", "assessment")]
    promises = ["/promises/", "/people/p-3/promises/", "/people/p-3/promises/new/"]
    proposal = page.locator("main a[href*='/proposals/']").first.get_attribute("href")
    asked = ["/proposals/", proposal, f"{proposal}again/"]
    for where in ("/people/p-3/proceedings/", "/petitions/", *found, *steps, *custody, *promises, *asked):
        page.goto(where)
        is_open_to_everybody(page)


def test_a_petition_is_looked_at_recorded_and_not_taken_for_custody(signed_in):  # noqa: F811
    page = signed_in("supervisor", 320)
    page.goto("/caseload/?of=unit")
    person = person_of(page)
    page.goto(f"{person}proceedings/new/level/")
    is_open_to_everybody(page)
    page.goto(f"{person}proceedings/new/petition/")
    page.get_by_label("Day", exact=True).fill(yesterday().isoformat())
    page.get_by_label("Ground stated").fill("Out of reach for a month")
    page.get_by_label("Role that filed").fill("probation officer")
    page.get_by_label("Who or what says so").fill("the court's docket")
    page.get_by_role("button", name="Look at it before recording").click()
    page.get_by_text("Not recorded yet: look at this first").wait_for()
    assert page.locator("#faults").evaluate("one => one === document.activeElement")
    assert page.get_by_text("It will stand on this person's page: petition filed, still at large").is_visible()
    assert axe(page) == []
    page.get_by_role("button", name="Record it").click()
    page.get_by_text("Petition filed: entry").wait_for()
    assert page.get_by_role("link", name="Its receipt").is_visible()
    assert axe(page) == []
    page.get_by_text("What the policy cites for a petition").first.click()
    assert page.get_by_text("They are no advice.").first.is_visible()
    page.goto("/unit/")
    page.get_by_role("link", name="Petitions filed, not in custody", exact=True).click()
    page.get_by_text("Petition filed, still at large").first.wait_for()
    assert axe(page) == []


def test_flash_incarceration_is_proposed_by_one_and_approved_by_another(signed_in):  # noqa: F811
    supervisor = signed_in("supervisor", 320)
    supervisor.goto("/caseload/?of=unit")
    person = person_of(supervisor)
    page = signed_in("duty", 320)
    page.goto(f"{person}violations/new/")
    page.locator("label", has_text="A condition was broken").click()
    page.get_by_label("What happened, without judging it").fill("Out after curfew for the third time")
    page.get_by_label("Day", exact=True).fill(yesterday().isoformat())
    page.get_by_label("Who or what says so").fill("the officer")
    page.get_by_role("button", name="Look at it before recording").click()
    page.get_by_role("button", name="Record it").click()
    page.get_by_role("link", name="Judge it").first.click()
    page.locator("label", has_text="It happened, and it is a violation").click()
    page.get_by_label("How serious").select_option("serious")
    page.get_by_label("Why").fill("Seen by two officers")
    page.get_by_role("button", name="Save the judgement").click()
    page.get_by_role("link", name="Say what is done").first.click()
    page.locator(".usa-radio__label", has_text="Flash incarceration").click()
    page.get_by_label("Why").fill("Neither a warning nor a curfew helped")
    page.get_by_label("Days, for flash incarceration").fill("11")
    page.get_by_label("How what is asked beforehand is met").fill("Waiver signed at the grant")
    page.get_by_role("button", name="Look at it before recording").click()
    page.get_by_text("This would break a rule, and cannot be proposed").first.wait_for()
    page.get_by_label("Days, for flash incarceration").fill("2")
    page.get_by_role("button", name="Look at it before recording").click()
    page.get_by_text("It is proposed, and not given: a supervisor decides").wait_for()
    assert axe(page) == []
    page.get_by_role("button", name="Propose it to a supervisor").click()
    page.get_by_text("Proposed, not given: entry").wait_for()
    supervisor.goto("/unit/")
    supervisor.get_by_role("link", name="Look at it and decide").click()
    supervisor.get_by_role("heading", name="Your decision").wait_for()
    is_open_to_everybody(supervisor)
    supervisor.get_by_text("Approve it").click()
    supervisor.get_by_role("button", name="Save the decision").click()
    supervisor.get_by_text("Approved and recorded as the response: entry").wait_for()
    page.goto(f"{person}proceedings/")
    assert page.get_by_text("Flash incarceration, 2 days, proposed by").is_visible()


def test_without_javascript_a_promise_is_made_and_kept_with_proof_and_a_response_given(signed_in):  # noqa: F811
    page = signed_in("duty", java_script_enabled=False)
    page.goto("/people/p-1/promises/new/")
    page.get_by_label("What will be done").fill("Send the minutes to the clinic")
    page.get_by_label("Due").fill((yesterday() + timedelta(days=9)).isoformat())
    page.get_by_label("Day it was promised").fill(yesterday().isoformat())
    page.get_by_role("button", name="Save the promise").click()
    assert page.get_by_text("Promise recorded: entry").is_visible()
    page.get_by_role("link", name="It is done").first.click()
    page.get_by_label("What shows that it was done").fill("Fax report 17 of the clinic")
    page.get_by_label("Day it was done").fill(yesterday().isoformat())
    page.get_by_role("button", name="Save the proof").click()
    assert page.get_by_text("Proof recorded: entry").is_visible()
    assert page.get_by_text("Fax report 17 of the clinic").is_visible()
    page.goto("/people/p-3/proceedings/")
    page.get_by_role("link", name="Say what is done").click()
    page.locator("label", has_text="Verbal warning").click()
    page.get_by_role("button", name="Look at it before recording").click()
    assert page.get_by_text("The policy does not allow this here.").first.is_visible()
    page.get_by_label("Why").fill("It was the first time")
    page.get_by_role("button", name="Look at it before recording").click()
    page.get_by_role("button", name="Record it").click()
    assert page.get_by_text("less than the policy allows: It was the first time").is_visible()
