"""States of affairs that must not be mistaken for others: a petition is not custody, a promise is not a deed, a term
may be over.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import date

from caseward.dates import When
from caseward.oversight.evidence import cite
from caseward.oversight.law import law_on
from caseward.oversight.model import Standing
from caseward.oversight.released import released, takes_into_custody
from caseward.oversight.timing import surely_before
from caseward.oversight.wording import when_words
from caseward.policy.model import PolicyDocument
from caseward.record.entry import Entry
from caseward.record.subjects import Subject

DECIDED = frozenset({"reinstated", "modified", "dismissed"})
"""Results of a hearing that end a petition without custody."""
DECIDED_IN_CUSTODY = DECIDED | {"revoked"}
"""Results that end a petition under which the person was in custody: a release after them is no open question."""
NOT_HELD = "not in custody, and no decision of the court is recorded"
NOT_SURE = "custody since then is possible, but no date in the record says that it followed; no decision is recorded"
PETITION_FILED = "petition filed"
"""How every sentence begins that is about a petition without custody."""


def standings(subject: Subject, documents: Sequence[PolicyDocument], as_of: date) -> tuple[Standing, ...]:
    """The subject's states on the as-of day: petitions without custody, promises without proof, a term that ended."""
    held = [e for e in subject.entries if e.occurred.first <= as_of]
    found = [
        *_petitions(subject, held, documents, as_of),
        *_promises(subject, held, as_of),
        *_ended(subject, held, as_of),
    ]
    return tuple(sorted(found, key=lambda s: (s.subject, s.since, s.what)))


def _petitions(
    subject: Subject, held: list[Entry], documents: Sequence[PolicyDocument], as_of: date
) -> Iterator[Standing]:
    for petition in (e for e in held if e.kind == "petition" and not _decided(e, held, DECIDED)):
        taken = [e for e in held if takes_into_custody(e)]
        if _already_in_custody(subject, petition) or any(_follows(e.occurred, petition.occurred) for e in taken):
            yield from _let_out(subject, petition, held, documents, as_of)
            continue
        perhaps = [e for e in taken if not surely_before(e.occurred, petition.occurred)]
        evidence = [cite(petition, f"revocation petition filed {when_words(petition.occurred)}")]
        evidence += [cite(e, f"{_in_words(e)}, whose date does not say whether it followed") for e in perhaps]
        what = _petition_words(subject, as_of, possibly=bool(perhaps))
        law = law_on(documents, "petition", petition.occurred)
        yield Standing(subject.id, what, petition.occurred.text, as_of, tuple(evidence), law)


def _let_out(
    subject: Subject, petition: Entry, held: list[Entry], documents: Sequence[PolicyDocument], as_of: date
) -> Iterator[Standing]:
    """Custody followed, and ended before anybody decided; nobody is at large under a term that is over."""
    found = released(petition, held)
    over = subject.closed is not None and subject.closed.last <= as_of
    if found is None or over or _decided(petition, held, DECIDED_IN_CUSTODY):
        return
    left, perhaps = found.entry, found.perhaps
    evidence = [cite(petition, f"revocation petition filed {when_words(petition.occurred)}")]
    evidence += [cite(left, "released from custody")]
    evidence += [cite(e, f"{_in_words(e)}, whose date does not say whether it followed the release") for e in perhaps]
    what = f"{PETITION_FILED}, released {when_words(left.occurred)}: " + (NOT_SURE if perhaps else NOT_HELD)
    law = law_on(documents, "petition", petition.occurred)
    yield Standing(subject.id, what, petition.occurred.text, as_of, tuple(evidence), law)


def _in_words(entry: Entry) -> str:
    return entry.kind.replace("_", " ")


def _petition_words(subject: Subject, as_of: date, *, possibly: bool) -> str:
    if possibly:
        return f"{PETITION_FILED}; custody is possible, but no date in the record says that it followed"
    if subject.closed is not None and subject.closed.last <= as_of:
        return f"{PETITION_FILED}; no custody, arrest or served warrant recorded before the term ended"
    return f"{PETITION_FILED}, still at large: no custody, arrest or served warrant is recorded after it"


def _decided(petition: Entry, held: list[Entry], results: frozenset[str]) -> bool:
    hearings = [e for e in held if e.kind == "hearing" and e.text("result") in results]
    return any(
        e.text("petition") == petition.id
        or (not e.text("petition") and not surely_before(e.occurred, petition.occurred))
        for e in hearings
    )


def _follows(taken: When, filed: When) -> bool:
    """Surely after the filing, or on the same day: an arrest and the petition on it are often hours apart."""
    return surely_before(filed, taken) or (filed.precise and taken.precise and filed.first == taken.first)


def _already_in_custody(subject: Subject, petition: Entry) -> bool:
    spans = [s for s in subject.spans if s.fact == "custody"]
    day = petition.occurred
    return any(s.starts.last <= day.first and (s.until is None or day.last < s.until.first) for s in spans)


def _promises(subject: Subject, held: list[Entry], as_of: date) -> Iterator[Standing]:
    done = {e.text("task"): e for e in held if e.kind == "task_done" and e.text("proof")}
    claimed = {e.text("task"): e for e in held if e.kind == "task_done" and not e.text("proof")}
    for promise in (e for e in held if e.kind == "task_promised" and e.id not in done):
        due = promise.when("due")
        if due is not None and due.last >= as_of:
            continue
        evidence = [cite(promise, f"promised: {promise.text('what')}")]
        if promise.id in claimed:
            evidence.append(cite(claimed[promise.id], "said to be done, without proof"))
        yield Standing(subject.id, _promise_words(due), promise.occurred.text, as_of, tuple(evidence))


def _promise_words(due: When | None) -> str:
    when = f"due {when_words(due)}" if due else "without a due date"
    return f"promise not kept or not proved: {when}"


def _ended(subject: Subject, held: list[Entry], as_of: date) -> Iterator[Standing]:
    closed = subject.closed
    if subject.kind == "term" and closed is not None and closed.first <= as_of:
        ends = [e for e in held if e.kind == "term_end"]
        reason = f": {subject.closed_reason.replace('_', ' ')}" if subject.closed_reason else ""
        what = (
            f"term no longer in force{reason}" if closed.last <= as_of else f"term possibly no longer in force{reason}"
        )
        yield Standing(subject.id, what, closed.text, as_of, tuple(cite(e, "the term's end") for e in ends))
