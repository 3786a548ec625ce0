"""Small policies and records for tests of single modules."""

from __future__ import annotations

from datetime import date

from caseward.obligations.evaluate import Evaluation, evaluate
from caseward.policy.model import PolicyDocument
from caseward.record.entry import Entry, Record
from caseward.record.view import view_of
from caseward.testing.policies import document
from caseward.testing.records import made


def policy(subject: str = "term", **requirement: object) -> PolicyDocument:
    """A policy with one requirement named ``rule``."""
    rule = {"id": "rule", "title": "A rule", "cite": {"source": "s"}, "basis": "published", **requirement}
    return document(
        {
            "policy": "p",
            "title": "P",
            "jurisdiction": "Nowhere",
            "subject": subject,
            "sources": {"s": "a source"},
            "versions": [{"version": "one", "from": date(2020, 1, 1), "requirements": [rule]}],
        }
    )


SPOKE = {"kind": "contact", "where": {"outcome": "spoke"}, "says": "a talk"}


def term(opened: str, *rest: Entry) -> Record:
    """A record of one term with further entries."""
    person = made("person", {"id": "who", "occurred": "2020-01-01"})
    return Record.of([person, made("term", {"id": "term", "person": "who", "occurred": opened}), *rest])


def talk(name: str, occurred: str, outcome: str = "spoke") -> Entry:
    """A contact; with an empty outcome it is not known whether they spoke."""
    raw = {"id": name, "term": "term", "occurred": occurred, **({"outcome": outcome} if outcome else {})}
    return made("contact", raw)


def judged(document: PolicyDocument, record: Record, as_of: str) -> Evaluation:
    """The evaluation as of a day, with all that the record holds."""
    return evaluate(document, view_of(record), date.fromisoformat(as_of))
