from __future__ import annotations

from datetime import date

from caseward.obligations.model import Bearing, Considered, Status, Tally
from caseward.oversight.certain import certain_findings
from tests.unit.oversight.made import blank, months, policy

UNKNOWN, MET, MISSED = Status.NOT_ASSESSABLE, Status.MET, Status.MISSED
SETTLES = "what is missing in c-2"
DOUBT = (Considered("c-2", Bearing.UNKNOWN, "outcome is not recorded"),)


def tally(windows, least, most, missed=0, **changes):
    held = {
        "reading": "in force",
        "policy": "county-adult",
        "requirement": "monthly-contact",
        "subject": "t-1",
        **changes,
    }
    explained = f"between {least} and {most} of {windows} met"
    return Tally(
        title="A direct contact each calendar month",
        windows=windows,
        least=least,
        most=most,
        missed=missed,
        explained=explained,
        **held,
    )


def doubtful(first, statuses, **changes):
    return months(first, statuses, **{"considered": DOUBT, "settles": SETTLES, **changes})


def findings(rows, *tallies):
    entry = blank("c-2")
    return list(certain_findings(tallies, rows, [policy()], {"c-2": entry}))


def test_the_published_case_at_least_ten_of_sixteen_whichever_they_are():
    statuses = [*[UNKNOWN] * 10, MET, *[UNKNOWN] * 5]
    rows = months(date(2021, 2, 1), statuses, considered=DOUBT, settles=SETTLES)
    (found,) = findings(rows, tally(16, 1, 6))
    assert found.title == (
        "A direct contact each calendar month: met in between 1 and 6 of 16 calendar months, so missed in at least 10"
    )
    assert (found.sort, found.first_day, found.last_day) == ("missed", date(2021, 2, 1), date(2022, 5, 31))
    assert "at least 10 passed without what was needed, whichever they are" in found.condition
    assert "It would be settled by what is missing in c-2." in found.condition
    assert len(found.obligations) == 15
    assert [(e.entry, e.shows) for e in found.evidence] == [("c-2", "not decided: outcome is not recorded")]
    assert found.criteria.startswith("A direct contact each calendar month.")


def test_where_every_undecided_window_may_have_been_met_there_is_no_finding():
    rows = doubtful(date(2021, 1, 1), [UNKNOWN, UNKNOWN, MET])
    assert findings(rows, tally(3, 1, 3)) == []


def test_windows_missed_or_late_on_their_own_are_not_counted_again():
    rows = doubtful(date(2021, 1, 1), [MISSED, Status.LATE, UNKNOWN, UNKNOWN])
    assert findings(rows, tally(4, 0, 2, missed=1)) == []
    (found,) = findings(rows, tally(4, 0, 1, missed=1))
    assert found.title.endswith("so missed in at least 1")


def test_a_decided_record_another_reading_and_another_subject_have_none():
    assert findings(doubtful(date(2021, 1, 1), [MISSED, MET]), tally(2, 1, 1, missed=1)) == []
    rows = doubtful(date(2021, 1, 1), [UNKNOWN, UNKNOWN])
    assert findings(rows, tally(2, 0, 1, reading="ordinary")) == []
    assert findings(rows, tally(2, 0, 1, subject="t-2")) == []


def test_unscored_windows_are_not_in_it():
    rows = [*doubtful(date(2021, 1, 1), [UNKNOWN], scored=False), *doubtful(date(2021, 2, 1), [UNKNOWN, UNKNOWN])]
    (found,) = findings(rows, tally(2, 0, 1))
    assert len(found.obligations) == 2


def test_what_is_undecided_for_another_reason_proves_nothing():
    assert findings(doubtful(date(2021, 1, 1), [UNKNOWN] * 3, settles="a record of level"), tally(3, 0, 1)) == []
    assert findings(doubtful(date(2021, 1, 1), [UNKNOWN] * 3, considered=()), tally(3, 0, 0)) == []
    assert findings(doubtful(date(2021, 1, 1), [UNKNOWN] * 3, needed=2), tally(3, 0, 1)) == []
    assert findings(doubtful(date(2021, 1, 1), [UNKNOWN] * 3, kind="apart"), tally(3, 0, 1)) == []


def test_a_ceiling_is_not_reached_by_doubtful_entries():
    plain = policy().model_dump(by_alias=True, exclude_none=True)
    plain["versions"][0]["requirements"][0]["every"] = {"period": "month", "most": {"value": 1}}
    document = type(policy()).model_validate(plain)
    rows = doubtful(date(2021, 1, 1), [UNKNOWN] * 3)
    assert list(certain_findings([tally(3, 0, 1)], rows, [document], {})) == []
    assert list(certain_findings([tally(3, 0, 1)], rows, [], {})) == []
