from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import date

from hypothesis import given
from hypothesis import strategies as st

from caseward.dates import parse_instant
from caseward.obligations.model import Obligation, Status, Tally
from caseward.oversight.assess import assess
from caseward.record.entry import Record
from caseward.record.view import view_of
from tests.unit.oversight.made import blank, contact, live, months, of_term, person, policy, term

AS_OF = date(2022, 6, 14)
VOICE = {"mode": "phone", "with_whom": "person", "outcome": "left_message", "coded_as": "voice reporting"}
CASE = (
    replace(person(), recorded=parse_instant("2021-02-10T12:00-08:00")),
    replace(term(), recorded=parse_instant("2021-02-10T12:00-08:00")),
    contact("vm-1", "2021-03", recorded="2021-03-31T17:00-07:00", **VOICE),
    live("seen", "2021-12", recorded="2021-12-31T17:00-08:00"),
    blank("c-2", recorded="2022-06-13T17:00-07:00", may_be_same_as="vm-1"),
    of_term(
        "warning", "tip", "2022-06-01/2022-06-13", recorded="2022-08-11T12:00-07:00", facets=["weapon", "violence"]
    ),
    of_term("petition", "filed", "2022-06-13", recorded="2022-06-13T17:00-07:00"),
    of_term("incident", "i", "2022-06-14T17:10-07:00", recorded="2022-06-14T18:00-07:00", type="shooting"),
    of_term(
        *("assertion", "claimed", "2022-08-11"),
        recorded="2022-08-11T12:00-07:00",
        topic="desertion report",
        states="a desertion report was submitted",
        asserted_by="staff",
        about_kind="report",
        about_fields=["type=desertion"],
        about_when="2022-01/2022-03",
    ),
)
OWED = months(date(2021, 2, 1), [*[Status.MISSED] * 10, Status.MET, *[Status.MISSED] * 5])


@dataclass
class Evaluated:
    obligations: tuple[Obligation, ...] = ()
    tallies: tuple[Tally, ...] = ()


def assessed(entries=CASE, rows=OWED, known_at=None):
    view = view_of(Record.of(list(entries)), known_at)
    return assess(view, [policy()], [Evaluated(tuple(rows))], AS_OF)


def test_the_whole_case_in_one_assessment():
    found = assessed()
    assert [(f.sort, f.title.split(":")[0]) for f in found.findings] == [
        ("missed", "A direct contact each calendar month"),
        ("missed", "A direct contact each calendar month"),
        ("integrity", "Coded against definition"),
        ("assertion", "Staff"),
        ("warning", "Warning without a recorded response (weapon and violence)"),
    ]
    assert [(c.mode, c.coded, c.defined_least, c.defined_most) for c in found.counts] == [
        ("all", 3, 1, 2),
        ("in_person", 1, 1, 2),
        ("phone", 1, 0, 1),
        ("not recorded", 1, 0, 1),
    ]
    assert [(g.what, g.least_days, g.most_days) for g in found.gaps] == [
        ("direct contact", 147, 324),
        ("direct contact", 83, 195),
        ("in person", 147, 324),
        ("in person", 83, 195),
    ]
    assert [a.verdict.value for a in found.assertions] == ["no record"]
    assert [w.response for w in found.warnings] == [""]
    assert [s.what.split(",")[0] for s in found.standing] == ["petition filed"]
    assert sum(m.asked or 0 for m in found.measures) == 16
    assert sum(m.met or 0 for m in found.measures) == 1


def test_as_known_at_the_day_before_the_later_entries_are_not_there():
    found = assessed(known_at=parse_instant("2022-06-13T23:59-07:00"))
    assert (found.warnings, found.assertions) == ((), ())
    assert [s.evidence[0].entry for s in found.standing] == ["filed"]
    assert found.known_at == parse_instant("2022-06-13T23:59-07:00")


@given(st.permutations(CASE), st.permutations(OWED))
def test_no_order_of_entries_or_obligations_changes_anything(entries, rows):
    assert assessed(entries, rows) == assessed()


def test_an_entry_about_somebody_else_changes_nothing_about_this_one():
    other = [replace(person(), id="p-2"), replace(term(), id="t-2", values={"person": "p-2"})]
    other.append(live("x", "2021-05-05", term="t-2"))
    found, before = assessed([*CASE, *other]), assessed()
    assert [f for f in found.findings if f.subject == "t-1"] == list(before.findings)
    assert [c for c in found.counts if c.subject == "t-1"] == list(before.counts)
    assert [g for g in found.gaps if g.subject == "t-1"] == list(before.gaps)


def test_nothing_at_all_is_an_assessment_too():
    found = assessed([], [])
    assert found == replace(
        found, findings=(), counts=(), marks=(), assertions=(), gaps=(), warnings=(), standing=(), measures=()
    )


def test_no_sentence_says_who_is_to_blame():
    found = assessed()
    said = " ".join(
        [f"{f.title} {f.criteria} {f.condition}" for f in found.findings] + [m.seen for m in found.marks]
    ).lower()
    for word in ("blame", "fault of", "negligen", "lied", "failed to", "should have", "guilty"):
        assert word not in said, word
