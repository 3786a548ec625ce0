"""A term's rows of the register: reports as they stand, and those owed or claimed that are not there. No database."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from caseward.obligations.evaluate import evaluate_subject
from caseward.obligations.match import kinds_of
from caseward.obligations.model import Obligation, Status
from caseward.oversight.assertions import assertion_tests
from caseward.oversight.model import AssertionVerdict
from caseward.policy.model import PolicyDocument
from caseward.policy.requirement import Requirement
from caseward.policy.values import Matcher
from caseward.policy.walk import requirements
from caseward.record.entry import Entry
from caseward.record.subjects import Subject
from caseward.record.view import View
from caseward.web.reporting.chains import chains

OWED, MISSED, CLAIMED = "owed", "missed", "claimed"
THERE = frozenset({AssertionVerdict.SUPPORTED, AssertionVerdict.RECORDED_LATE})
"""Verdicts on a claim that leave nothing to look for: the report is in the register."""

#: By requirement, as the evaluator names it (id and kind): the type of report that it asks for, '' for any.
Rules = Mapping[tuple[str, str], str]


@dataclass(frozen=True, slots=True)
class DrawnReport:
    """A row of the register. Names as the columns of ``Registered``."""

    id: str
    state: str
    type: str
    officer: str
    day: date
    place: int | None
    says: str


def report_rules(document: PolicyDocument) -> Rules:
    """The requirements of a policy that nothing but a report satisfies."""
    found = {}
    for _, requirement in requirements(document):
        asked = _asked(requirement)
        if asked is not None and kinds_of(asked, document.matchers) == {"report"}:
            found[requirement.id, requirement.body_key] = _type(asked, document.matchers)
    return found


def register_of(
    subject: Subject, owed: Sequence[Obligation], rules: Mapping[str, Rules], documents: Sequence[PolicyDocument],
    officer: str, as_of: date,
) -> list[DrawnReport]:  # fmt: skip
    """The rows of a term as of a day. ``owed`` is what is open of it; ``rules`` are ``report_rules`` by policy."""
    found = [
        DrawnReport(c.first.id, c.state, c.type, c.officer, c.last.occurred.first, c.place, "")
        for c in chains(subject.entries)
    ]
    missed = (row for d in documents if rules[d.policy] for row in _missed(subject, d, rules[d.policy], as_of))
    for state, rows in ((OWED, owed), (MISSED, missed)):
        for row in rows:
            sort = rules[row.policy].get((row.requirement, row.kind))
            if sort is not None:
                found.append(DrawnReport(row.id, state, sort, officer, row.due, None, row.sentence))
    return [*found, *_claimed(subject, officer)]


def _asked(requirement: Requirement) -> Matcher | None:
    when = requirement.when
    return when.then if when is not None and when.then is not None else requirement.counts


def _type(matcher: Matcher, named: Mapping[str, Matcher]) -> str:
    while matcher.use:
        matcher = named[matcher.use]
    values = matcher.where["type"].any_of if "type" in matcher.where else ()
    return str(values[0]) if len(values) == 1 else ""


def _missed(subject: Subject, document: PolicyDocument, rules: Rules, as_of: date) -> Iterator[Obligation]:
    if document.subject == subject.kind:
        rows = evaluate_subject(document, subject, as_of, only=frozenset(rules))
        yield from (row for row in rows if row.status is Status.MISSED)


def _claimed(subject: Subject, officer: str) -> Iterator[DrawnReport]:
    """What somebody says was submitted, where the record does not bear it out."""
    said = {e.id: e for e in subject.entries if e.kind == "assertion" and _says_submitted(e)}
    tests = assertion_tests(View(None, subject.entries, {}, (), ()), [subject]) if said else ()
    for test in tests:
        if test.assertion in said and test.verdict not in THERE:
            claim = said[test.assertion]
            sort = dict(pair.split("=", 1) for pair in claim.many("about_fields") if "=" in pair).get("type", "")
            about = claim.when("about_when") or claim.occurred
            says = f"{claim.text('asserted_by')}: {test.states} {test.verdict.value.capitalize()}: {test.because}"
            yield DrawnReport(claim.id, CLAIMED, sort.strip(), officer, about.first, None, says)


def _says_submitted(claim: Entry) -> bool:
    step = [pair.partition("=")[2].strip() for pair in claim.many("about_fields") if pair.strip().startswith("step")]
    return claim.text("about_kind") == "report" and claim.number("about_count") != 0 and step in ([], ["submitted"])
