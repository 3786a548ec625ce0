"""What the record says that a report can start from: every line names the entry on which it rests. No database here.

Of warnings it says that there is one and what it speaks of, never who called or in which words. It is in English for
everybody, as what the record and the policy say in it is.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import date

from caseward.obligations.model import Obligation, Status
from caseward.oversight.standing import standings
from caseward.policy.model import PolicyDocument
from caseward.record.entry import Entry
from caseward.record.subjects import Facts, Subject
from caseward.web.casework.drawing import last_spoken
from caseward.web.intake.drawing import warnings_of
from caseward.web.reporting.chains import chains, when_of

MOST = 40
"""Lines of a part at most; how many more there are is said."""
NOT_DONE = frozenset({Status.MISSED, Status.OVERDUE, Status.LATE})
FACTS = ("supervision_type", "case_type", "level", "office", "officer")
SURROUNDINGS = ("custody", "absence")


def prefilled(subject: Subject, rows: Sequence[Obligation], documents: Sequence[PolicyDocument], as_of: date) -> str:
    """The text with which a report about a term begins, as of a day. ``rows`` are what was owed of the term."""
    parts = [
        ("What happened, and what is asked for", []),
        ("Term", list(_term(subject, as_of))),
        ("Last seen and spoken to", list(_last(subject))),
        ("Contacts since then", list(_contacts(subject))),
        ("Not done, or late", list(_not_done(rows))),
        ("Open warnings", list(_warnings(subject, documents, as_of))),
        ("Custody and absence", list(_surroundings(subject, documents, as_of))),
        ("Earlier reports", list(_reports(subject))),
    ]
    first, *rest = parts
    begun = [f"{first[0].upper()}\n"]
    said = f"From the record as of {as_of.isoformat()}. The id of each entry stands in brackets."
    return "\n\n".join([*begun, said, *(_part(title, lines) for title, lines in rest)])


def _part(title: str, lines: Sequence[str]) -> str:
    left = [f"- and {len(lines) - MOST} more"] if len(lines) > MOST else []
    shown = [f"- {line}" for line in lines[:MOST]] + left or ["- nothing is recorded"]
    return "\n".join([title.upper(), *shown])


def _term(subject: Subject, as_of: date) -> Iterator[str]:
    yield f"{subject.id} of {subject.person}, from {subject.opened.text} [{subject.opening}]"
    facts = Facts.of(subject)
    for name in FACTS:
        held = [(value, entry) for period, value, entry in facts.by_name.get(name, ()) if period.contains(as_of)]
        for value, entry in held[-1:]:
            yield f"{_plain(name)}: {_plain(str(value)) if name != 'officer' else value} [{entry}]"
    if subject.closed is not None:
        yield f"ended: {subject.closed.text}"


def _last(subject: Subject) -> Iterator[str]:
    for title, in_person in (("seen in person", True), ("spoken to", False)):
        found = last_spoken(subject.entries, in_person=in_person)
        yield f"{title}: {_contact(found)}" if found is not None else f"{title}: never"


def _contacts(subject: Subject) -> Iterator[str]:
    """Newest first: of many, the latest are shown."""
    seen = last_spoken(subject.entries, in_person=True)
    since = None if seen is None else seen.occurred.first
    for entry in reversed(subject.entries):
        if entry.kind == "contact" and entry is not seen and (since is None or entry.occurred.last >= since):
            yield _contact(entry)


def _contact(entry: Entry) -> str:
    said = [entry.text(name) for name in ("mode", "outcome", "with_whom", "place")]
    by = f"by {entry.text('officer')}" if entry.text("officer") else ""
    return (
        f"{when_of(entry)}: {', '.join([*(_plain(word) for word in said if word), *([by] if by else [])])} [{entry.id}]"
    )


def _not_done(rows: Sequence[Obligation]) -> Iterator[str]:
    for row in sorted((r for r in rows if r.status in NOT_DONE), key=lambda r: (r.due, r.key), reverse=True):
        looked = dict.fromkeys([*row.counted, *(c.entry for c in row.considered)])
        entries = ", ".join(looked) or "no entry"
        yield f"{row.sentence} [{entries}]"


def _warnings(subject: Subject, documents: Sequence[PolicyDocument], as_of: date) -> Iterator[str]:
    for one in warnings_of(subject, documents, as_of):
        if not one.closed:
            about = ", ".join(map(_plain, one.facets)) or "nothing named"
            decided = f"decided: {_plain(one.action)}" if one.action else "nothing decided yet"
            yield f"{one.received}: {about}; {decided} [{one.id}]"


def _surroundings(subject: Subject, documents: Sequence[PolicyDocument], as_of: date) -> Iterator[str]:
    for span in (s for s in subject.spans if s.fact in SURROUNDINGS):
        what = "in custody" if span.fact == "custody" else _plain(str(span.value))
        until = span.until.text if span.until is not None else "still so"
        yield f"{what} from {span.starts.text}, until: {until} [{span.entry}]"
    for found in standings(subject, documents, as_of):
        yield f"{found.what} [{', '.join(e.entry for e in found.evidence)}]"


def _reports(subject: Subject) -> Iterator[str]:
    for chain in chains(subject.entries):
        yield f"{_plain(chain.type)}: {_plain(chain.state)}, {when_of(chain.last)} [{chain.last.id}]"


def _plain(word: str) -> str:
    return word.replace("_", " ")
