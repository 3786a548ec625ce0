"""What another program may record: facts about people whom its user may record about, in that user's own name.

A judgement or a decision is made by a person on its page, where what speaks for and against it is shown; none is taken
here. Who is under supervision, where, at which level and in whose charge is for supervisors to send.
"""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from typing import Final

from django.http import Http404, HttpRequest

from caseward.errors import Fault
from caseward.interchange.kept import codes
from caseward.interchange.kept.adding import again, refuse, taking_time
from caseward.interchange.kept.checking import check_against, entry_named
from caseward.interchange.kept.holding import Holding
from caseward.interchange.kept.lines import read_lines
from caseward.interchange.kept.matters import matter_of
from caseward.interchange.rows import CheckedRow
from caseward.record.entry import Entry
from caseward.web.accounts.access import roles_of
from caseward.web.accounts.models import Role
from caseward.web.api.access import Shut
from caseward.web.casework.access import person_for
from caseward.web.keeping import Keeping
from caseward.web.moment import now

FILE: Final = "entries"
FACTS: Final = frozenset({
    "absence", "appointment", "arrest", "contact", "custody_in", "custody_out", "drug_test", "employment", "hearing",
    "incident", "notice", "petition", "programme", "referral", "report", "residence", "task_done", "task_promised",
    "violation", "warning", "warrant",
})  # fmt: skip
FOR_SUPERVISORS: Final = frozenset({
    "assessment", "assignment", "case_type", "charge", "condition", "level", "person", "prior_conviction", "term",
    "term_end",
})  # fmt: skip
#: Columns that say a judgement or a decision, with the values that do ('' for any value at all).
DECIDED: Final[Mapping[tuple[str, str], frozenset[str]]] = {
    ("appointment", "acceptable"): frozenset(),
    ("appointment", "judged_by"): frozenset(),
    ("appointment", "outcome"): frozenset({"acceptable_absence", "unacceptable_absence"}),
    ("report", "decided_by"): frozenset(),
    ("report", "step"): frozenset({"returned", "approved"}),
    ("violation", "judged_by"): frozenset(),
    ("violation", "judgement"): frozenset({"substantiated", "not_substantiated"}),
}
WHAT_IS_TAKEN = f"""Facts, all or none: each is on disk and has its receipt when this answers.

Taken are {", ".join(f"`{kind}`" for kind in sorted(FACTS))}; from supervisors also
{", ".join(f"`{kind}`" for kind in sorted(FOR_SUPERVISORS))}. A person judges and decides, on the page for it: columns
that say a judgement or a decision are refused here."""
KEPT_AS_THEY_ARE: Final = frozenset({"term", "person", "recorded_by"})
"""Columns that a correction by a program does not set: whose entry it is, and who says so."""


def in_their_name(lines: Sequence[Mapping[str, object]], staff: str) -> list[dict[str, object]]:
    """The same lines, each recorded by whoever sends it."""
    return [{**line, "recorded_by": line.get("recorded_by") or staff} for line in lines]


def check_sending(request: HttpRequest, lines: Sequence[Mapping[str, object]], saving: str, keeping: Keeping) -> None:
    """Whether whoever asks may record these lines. NotTaken with every fault, ClosedDoor, Shut.

    What was acknowledged before is acknowledged again: it is theirs.
    """
    store = keeping.reading().store
    if again(store, saving) is not None:
        return
    data = "".join(json.dumps(line) + "\n" for line in lines).encode()
    rows = read_lines(FILE, data, saving, taking_time(store, now()))
    held = Holding(store)
    faults = check_against(rows, held)
    staff = str(request.user.staff)  # type: ignore[union-attr]  # a user is through the door
    faults += [fault for row in rows if row.entry is not None for fault in _not_theirs(row, row.entry, staff)]
    refuse(sorted(faults))
    for person, entries in _about(rows, held).items():
        _check_person(request, person, entries, new=any(e.kind in ("person", "term") for e in entries))


def _not_theirs(row: CheckedRow, entry: Entry, staff: str) -> list[Fault]:
    if entry.kind not in FACTS | FOR_SUPERVISORS:
        return [_fault(row, "kind", entry.kind, "entries of this kind are not taken here", "record it on its page")]
    found = []
    if entry.recorded_by != staff:
        rule, hint = "nobody records in another's name", f"leave it out, or write {staff}"
        found.append(_fault(row, "recorded_by", entry.recorded_by, rule, hint))
    return found + [
        _fault(row, column, value, "a person judges or decides this, on its page", "leave it out")
        for column, value in decided(entry.kind, {name: entry.text(name) for name in entry.values})
    ]


def decided(kind: str, said: Mapping[str, str]) -> list[tuple[str, str]]:
    """The columns of an entry that say a judgement or a decision, with what they say."""
    texts = ((column, said.get(column, ""), values) for (of, column), values in DECIDED.items() if of == kind)
    return [(column, text) for column, text, values in texts if text and (not values or text in values)]


def check_correction(entry: Entry, sets: Mapping[str, str] | None) -> None:
    """Whether a program may put an entry right in these columns. NotTaken with every fault."""
    said = {name: entry.text(name) for name in entry.values}
    mine = {name for name, _ in decided(entry.kind, said)} & {"judged_by", "decided_by", "judgement", "acceptable"}
    faults = []
    asked_by_review = entry.kind == "task_promised" and entry.text("review")
    if entry.kind not in FACTS | FOR_SUPERVISORS or mine or asked_by_review:
        rule = "a person judged or decided this, or it is of a kind that is not taken here"
        faults.append(
            Fault("the correction", 0, 0, codes.NOT_AN_ENTRY, "kind", entry.kind, rule, "put it right on its page")
        )
    faults += [
        Fault("the correction", 0, 0, codes.NOT_AN_ENTRY, name, value, "a program does not set this", "leave it out")
        for name, value in sorted((sets or {}).items())
        if name in KEPT_AS_THEY_ARE or decided(entry.kind, {name: value})
    ]
    refuse(faults)


def _fault(row: CheckedRow, field: str, value: str, rule: str, hint: str) -> Fault:
    return Fault(FILE, row.row, 0, codes.NOT_AN_ENTRY, field, value, rule, hint)


def _about(rows: Sequence[CheckedRow], held: Holding) -> dict[str, list[Entry]]:
    """Whom entries are about; a warning is taken about anybody, as on its page."""
    found: dict[str, list[Entry]] = {}
    for row in rows:
        if row.entry is not None and row.entry.kind != "warning":
            subject = matter_of(row.entry, lambda id_: entry_named(rows, held, id_)).subject
            found.setdefault(subject, []).append(row.entry)
    return found


def _check_person(request: HttpRequest, person: str, entries: Sequence[Entry], *, new: bool) -> None:
    supervises = [grant.office for grant in roles_of(request) if grant.role == Role.SUPERVISOR]
    offices = {entry.text("office") for entry in entries if entry.kind == "term"}
    if any(entry.kind in FOR_SUPERVISORS for entry in entries) and not supervises:
        raise Shut("Who is supervised, where, how and by whom is for supervisors to send.")
    if "" not in supervises and offices - set(supervises):
        raise Shut("You may begin terms in your own office alone.")
    try:
        deciding = any(entry.kind == "petition" for entry in entries)
        seen = person_for(request, person, "entries sent by a program", deciding=deciding)
    except Http404:
        if not new or not supervises:
            raise
        return
    own = {term.office for term in seen.terms}
    if any(entry.kind in FOR_SUPERVISORS for entry in entries) and "" not in supervises and not own & set(supervises):
        raise Shut("Who is supervised, where, how and by whom is for the supervisors of their office to send.")
    if not seen.may_record:
        raise Shut("Your role does not record.")
