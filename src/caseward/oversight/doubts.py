"""Findings that come not from an obligation but from the record: impossible entries, claims without a record, warnings
without a rule.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence

from caseward.obligations.model import Obligation
from caseward.oversight import coding, places, presence, recording
from caseward.oversight.definition import Definition
from caseward.oversight.evidence import cite_id
from caseward.oversight.findings import finding_id, spoken_for
from caseward.oversight.model import (
    AssertionTest,
    AssertionVerdict,
    Evidence,
    Finding,
    IntegrityMark,
    WarningTime,
)
from caseward.oversight.wording import listed, sentence
from caseward.record.entry import Entry

FOUND = frozenset(
    {
        *(coding.CHECK, places.CHECK, recording.AFTER_INCIDENT),
        *(presence.IN_CUSTODY, presence.AFTER_DEATH, presence.AFTER_END),
    }
)
"""Checks whose marks make a finding.

The others (late entry, likeness, rhythm, batches) are signs to look into, with assumed thresholds.
"""

DEEDS = frozenset(
    {
        *("contact", "report", "notice", "warning_response", "graduated_response", "review", "referral", "task_done"),
        *("petition", "force_report", "safety_check", "credential_check", "movement_notice", "corrective_plan"),
    }
)
"""Kinds of entry that the agency itself makes when it acts: a claim of such a deed is tested against the agency's own
record.
"""
UNBORNE = (AssertionVerdict.NO_RECORD, AssertionVerdict.RECORDED_LATE, AssertionVerdict.CONTRADICTED)
NO_RULE = (
    "No rule in the policies given here asks for an answer: this says what the record shows, and breaches no rule."
)


def integrity_findings(
    marks: Iterable[IntegrityMark], definition: Definition | None, entries: Mapping[str, Entry]
) -> Iterator[Finding]:
    """One finding for each check and subject, over all its marks."""
    grouped: dict[tuple[str, str], list[IntegrityMark]] = defaultdict(list)
    for mark in marks:
        if mark.check in FOUND and _of_a_deed(mark, entries):
            grouped[(mark.subject, mark.check)].append(mark)
    for (subject, check), held in sorted(grouped.items()):
        evidence = tuple(cite_id(i, entries, mark.seen) for mark in held for i in mark.entries)
        seen = [mark.seen for mark in held]
        more = f" {len(seen) - 5} more stand with the integrity checks." if len(seen) > 5 else ""
        yield _finding(
            "integrity",
            f"{check.capitalize()}: {len(held)} {'mark' if len(held) == 1 else 'marks'}",
            subject,
            (check,),
            _integrity_criteria(check, definition),
            " ".join(seen[:5]) + more + f" {held[0].caution}",
            evidence,
            entries,
        )


def assertion_findings(
    tests: Iterable[AssertionTest], entries: Mapping[str, Entry], subject_kinds: Sequence[str] = ("term", "facility")
) -> Iterator[Finding]:
    """One finding for each asserted deed of the agency that its own record does not bear out."""
    for test in tests:
        assertion = entries.get(test.assertion)
        if test.verdict not in UNBORNE or assertion is None or assertion.text("about_kind") not in DEEDS:
            continue
        subject = next((assertion.text(k) for k in subject_kinds if assertion.text(k)), "")
        shows = {True: "the assertion", False: "in the record"}
        evidence = tuple(cite_id(i, entries, shows[i == test.assertion]) for i in (test.assertion, *test.entries))
        yield _finding(
            "assertion",
            f"{test.asserted_by.capitalize()}: “{test.states.rstrip('.')}”: {test.verdict.value}",
            subject,
            (test.assertion,),
            "What is said to have been done is to be in the record, put there when it was done.",
            f"{test.asserted_by} states: {sentence(test.states)} {test.because}",
            evidence,
            entries,
        )


def warning_findings(
    times: Iterable[WarningTime], obligations: Sequence[Obligation], entries: Mapping[str, Entry]
) -> Iterator[Finding]:
    """One finding for each warning without a response about which no rule in force asks anything."""
    for time in times:
        warning = entries.get(time.warning)
        if time.response or warning is None or spoken_for(obligations, warning):
            continue
        facets = listed([f.replace("_", " ") for f in time.facets])
        yield _finding(
            "warning",
            f"Warning {'without a recorded response' if time.subject else 'not attached to anybody'}"
            f"{f' ({facets})' if facets else ''}",
            time.subject,
            (time.warning,),
            NO_RULE,
            time.said,
            (cite_id(time.warning, entries, f"warning received{f': {facets}' if facets else ''}"),),
            entries,
            basis="assumed",
        )


def _finding(
    sort: str,
    title: str,
    subject: str,
    key: tuple[str, ...],
    criteria: str,
    condition: str,
    evidence: tuple[Evidence, ...],
    entries: Mapping[str, Entry],
    basis: str = "published",
) -> Finding:
    dated = [entries[e.entry].occurred for e in evidence if e.entry in entries and e.kind != "assertion"]
    return Finding(
        id=finding_id(sort, subject, *key),
        sort=sort,
        title=title,
        subject=subject,
        criteria=criteria,
        condition=condition,
        first_day=min((w.first for w in dated), default=None),
        last_day=max((w.last for w in dated), default=None),
        evidence=evidence,
        basis=basis,
    )


def _of_a_deed(mark: IntegrityMark, entries: Mapping[str, Entry]) -> bool:
    """Of entries recorded after an incident only the agency's own deeds make a finding: others report late."""
    return mark.check != recording.AFTER_INCIDENT or any(entries[i].kind in DEEDS for i in mark.entries if i in entries)


def _integrity_criteria(check: str, definition: Definition | None) -> str:
    if check == coding.CHECK:
        base = "The code of a contact is to say what the contact was."
        return f"{base} {_defined(definition)}" if definition else base
    return {
        places.CHECK: "An officer can be in one place at a time.",
        recording.AFTER_INCIDENT: "What staff did before an incident is to be in the record before it.",
        presence.IN_CUSTODY: "A person in custody cannot be met in person elsewhere.",
        presence.AFTER_DEATH: "Nobody can be met after their death.",
        presence.AFTER_END: "Nobody is supervised after the end of the term.",
    }[check]


def _defined(definition: Definition) -> str:
    return f"Policy {definition.document.policy} defines a contact so: {definition.says.rstrip('.')}."
