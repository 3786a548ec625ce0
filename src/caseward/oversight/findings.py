"""Findings from obligations: the rule and its citation (criteria), what the record shows (condition).

The rest is for a person to write.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from hashlib import sha256

from caseward.dates import add_days
from caseward.obligations.model import Bearing, Considered, Obligation, Status
from caseward.oversight.evidence import cite_id
from caseward.oversight.law import cited, requirement_of
from caseward.oversight.model import Evidence, Finding
from caseward.oversight.runs import runs, window_words
from caseward.oversight.wording import listed, range_words, sentence
from caseward.policy.model import PolicyDocument
from caseward.policy.sentences import requirement_words
from caseward.record.entry import Entry

IF_ASSUMED = "A number of this rule is assumed, not published: the finding holds only if that number is confirmed."
_SAID = {
    Bearing.COUNTED: "counted",
    Bearing.REFUSED: "refused",
    Bearing.UNKNOWN: "not decided",
    Bearing.POSSIBLE: "possible",
    Bearing.SUPPLEMENTARY: "not needed",
}


def obligation_findings(
    obligations: Iterable[Obligation], documents: Sequence[PolicyDocument], entries: Mapping[str, Entry]
) -> tuple[Finding, ...]:
    """One finding for each run of missed, late or overdue obligations in force.

    ``entries`` are those of the view, by id.
    """
    return tuple(_finding(run, documents, entries) for run in runs(obligations))


def finding_id(*parts: object) -> str:
    """``F-`` and twelve hexadecimal digits made from what identifies the finding: the same inputs give the same id."""
    return "F-" + sha256("\x1f".join(map(str, parts)).encode()).hexdigest()[:12]


def _finding(run: tuple[Obligation, ...], documents: Sequence[PolicyDocument], entries: Mapping[str, Entry]) -> Finding:
    first = run[0]
    start, about = min(o.window_start for o in run), first.about
    return Finding(
        id=finding_id(first.status, first.policy, first.requirement, first.subject, about, start, first.ordinal),
        sort=first.status.value,
        title=f"{first.title}: {first.status.value}, {window_words(run)}",
        subject=first.subject,
        criteria=criteria(first, documents),
        condition=_condition(run),
        first_day=start,
        last_day=max(start, *(add_days(o.window_end, -1) for o in run)),
        evidence=evidence_of(run, entries),
        obligations=tuple(o.id for o in run),
        basis=first.basis,
    )


def criteria(row: Obligation, documents: Sequence[PolicyDocument]) -> str:
    """The rule: title, its words in plain English, where it stands in the policy, its citation, and its basis."""
    found = requirement_of(documents, row)
    words = requirement_words(found[1], found[0].matchers) if found else row.needs
    citation = cited(found[0], found[1].cite) if found else row.citation
    under = (
        f"overlay {row.overlay} of policy {row.policy}"
        if row.overlay
        else f"policy {row.policy}, version {row.version}"
    )
    said = [sentence(row.title)]
    if words and words != row.title:
        said.append(sentence(words))
    said.append(f"Rule {row.requirement} of {under}. Source: {citation.rstrip('.')}. Basis: {row.basis}.")
    if row.basis == "assumed":
        said.append(IF_ASSUMED)
    return " ".join(said)


def _condition(run: tuple[Obligation, ...]) -> str:
    said = [_head(run)]
    reasons = list(dict.fromkeys(o.reason for o in run if o.reason))
    said += [sentence(reason) for reason in reasons[:3]]
    if len(reasons) > 3:
        said.append(f"{len(reasons) - 3} further reasons stand with the obligations.")
    shown = " ".join(reasons[:3])
    refused = [c for c in _distinct(run, Bearing.REFUSED) if c.entry not in shown]
    if refused:
        said.append(f"Looked at and refused: {listed([f'{c.entry} ({c.reason})' for c in refused])}.")
    return " ".join(said)


def _head(run: tuple[Obligation, ...]) -> str:
    status, windows = run[0].status, window_words(run)
    if status is Status.LATE:
        days = [o.late_by_days for o in run if o.late_by_days is not None]
        by = f" by {range_words(min(days), max(days), 'day')}" if days else ""
        return f"Done after the due day{by}: {windows}."
    fate = "passed without what was needed" if status is Status.MISSED else "still not done"
    return f"{windows[:1].upper()}{windows[1:]}: {fate}."


def _distinct(run: Iterable[Obligation], *bearings: Bearing) -> list[Considered]:
    return sorted({c for o in run for c in o.considered if not bearings or c.bearing in bearings})


def evidence_of(run: Sequence[Obligation], entries: Mapping[str, Entry]) -> tuple[Evidence, ...]:
    """Each entry once for each thing it shows: what set the clock going, then everything that was looked at."""
    starters = sorted({o.about for o in run if o.about in entries})
    looked_at = _distinct(run)
    seen = {c.entry for c in looked_at}
    found = [cite_id(i, entries, "set the clock going") for i in starters]
    found += [cite_id(i, entries, "counted") for i in sorted({i for o in run for i in o.counted} - seen)]
    found += [cite_id(c.entry, entries, f"{_SAID[c.bearing]}: {c.reason}") for c in looked_at]
    return tuple(found)


def spoken_for(obligations: Iterable[Obligation], entry: Entry) -> bool:
    """Whether a rule in force already asks something about this entry, so that it needs no finding of its own."""
    return any(o.about == entry.id and o.reading == "in force" for o in obligations)
