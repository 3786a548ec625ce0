"""What the interface answers, put together from the record: the same as the pages show to the same person."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

from caseward.dates import parse_instant
from caseward.errors import BadRequest, CasewardError
from caseward.interchange.kept.adding import Added
from caseward.interchange.kept.reading import REASONS, Taken
from caseward.interchange.kept.receipts import said_of
from caseward.obligations.model import CLOSED, Obligation
from caseward.record.entry import Entry
from caseward.web.appointments.queries import Shown
from caseward.web.casework import queries
from caseward.web.casework.access import Seen
from caseward.web.casework.bearing import judged_terms
from caseward.web.casework.confidence import INSTEAD, in_confidence, is_held_apart, told
from caseward.web.casework.models import Term
from caseward.web.intake.models import ThirdPartyWarning
from caseward.web.intake.pages import WarningPage
from caseward.web.keeping import Keeping, policies
from caseward.web.moment import day_of, today
from caseward.web.unit.queries import COLUMNS, Row

BESIDE = ("id", "occurred", "recorded", "recorded_by")


def instant_of(text: str) -> Any:
    """An instant as an address says it; None for ''. BadRequest."""
    try:
        return parse_instant(text) if text else None
    except (CasewardError, ValueError, OverflowError):
        raise BadRequest(f"{text[:40]!r} is no instant; write it as 2022-06-13T17:00:00-07:00.") from None


def term_out(term: Term) -> dict[str, Any]:
    """A term, by the names of its columns."""
    return {field.name: getattr(term, field.name) for field in Term._meta.concrete_fields}


def person_out(terms: Iterable[Term]) -> dict[str, Any]:
    """A person with their terms."""
    rows = [*terms]
    return {"person": rows[0].person, "role": rows[0].role, "terms": [term_out(term) for term in rows]}


def entries_out(seen: Seen, known_at: str, kind: str, after: int, limit: int, keeping: Keeping) -> dict[str, Any]:
    """A person's entries behind a place of the log, as known at an instant, each as whoever asks may read it."""
    at = instant_of(known_at)
    everything = queries.kept_of(seen.person, keeping)
    taken = everything if at is None else queries.kept_of(seen.person, keeping, at)
    corrected, confidential = queries.superseded(taken), in_confidence(everything)
    found = [one for one in taken if one.index > after and kind in ("", one.kind)]
    items = [_entry(one, corrected, confidential) for one in found[:limit]]
    return {"items": items, "last": found[limit - 1].index if len(found) > limit else None}


def _entry(one: Taken, corrected: frozenset[str], confidential: frozenset[str]) -> dict[str, Any]:
    entry = one.entry
    said = {} if entry is None else told(entry, confidential)
    return {
        "place": one.index,
        "id": entry.id if entry else "",
        "kind": one.kind,
        "occurred": entry.occurred.text if entry else "",
        "recorded": entry.recorded if entry else one.taken,
        "recorded_by": entry.recorded_by if entry else "",
        "said": {name: value for name, value in said.items() if name not in BESIDE},
        "corrected": entry is not None and entry.id in corrected,
        "withheld": "" if entry else REASONS[one.reason],
    }


def obligations_out(seen: Seen, known_at: str, keeping: Keeping, *, still_open: bool) -> list[dict[str, Any]]:
    """What is owed of a person's terms, as known at an instant and as of its day, with what explains it."""
    at = instant_of(known_at)
    day = today(keeping.zone) if at is None else day_of(at, keeping.zone)
    own = queries.kept_of(seen.person, keeping, at)
    everything = own if at is None else queries.kept_of(seen.person, keeping)
    apart = in_confidence(everything)
    entries = queries.with_surroundings(own, keeping, at)
    rows = judged_terms(policies(), entries, {term.id for term in seen.terms}, day)
    return [_obligation(row, apart) for row in rows if not still_open or row.status not in CLOSED]


def _obligation(row: Obligation, apart: frozenset[str]) -> dict[str, Any]:
    """Why a warning in confidence was counted or refused may say who called."""
    data: dict[str, Any] = row.as_data()
    for looked in data["considered"]:
        looked["reason"] = INSTEAD if looked["entry"] in apart else looked["reason"]
    return data


def appointment_out(row: Shown) -> dict[str, Any]:
    """An appointment as it stands."""
    said = row.columns
    return {
        "place": row.place, "id": row.entry.id, "when": row.when, "officer": said["officer"], "mode": said["mode"],
        "at": said["place"], "outcome": row.entry.text("outcome"), "acceptable": said["acceptable"],
        "judged_by": said["judged_by"], "due": row.due, "todo": row.todo, "withdrawn": row.withdrawn, "why": row.why,
    }  # fmt: skip


def warning_out(row: ThirdPartyWarning) -> dict[str, Any]:
    """A warning as lists have it: neither caller nor words."""
    names = [field.name for field in ThirdPartyWarning._meta.concrete_fields if field.name != "day"]
    return {name: getattr(row, name) for name in names} | {"term": row.term_id}


def warning_whole(row: ThirdPartyWarning, page: WarningPage) -> dict[str, Any]:
    """A warning as whoever asks may read it."""
    decisions = [
        {"action": one.code, "by": one.by, "role": one.role, "reason": one.reason, "recorded": one.recorded}
        for one in page.decisions
    ]
    said = {
        "caller": page.caller,
        "words": page.words,
        "call_back": page.call_back,
        "held_apart": page.held_apart,
        "decisions": decisions,
    }
    return warning_out(row) | said


def counts_out(row: Row) -> dict[str, Any]:
    """A row of the unit board, by the names of its columns in the CSV."""
    names = [name for _, _, name in COLUMNS]
    return {"officer": row.officer, "counts": dict(zip(names, (cell.count for cell in row.cells), strict=True))}


def receipt_out(place: int, keeping: Keeping, *, opened: bool) -> dict[str, Any]:
    """The receipt of an entry, with what opens it where whoever asks may read all of it."""
    store = keeping.reading().store
    said: Mapping[str, object] | None = said_of(store.parts(place)) if opened else None
    return {"place": place, "receipt": str(store.receipt(place)), "said": said}


def added_out(added: Added, keeping: Keeping) -> dict[str, Any]:
    """What was recorded, with a receipt for each entry."""
    entries = [
        receipt_out(place, keeping, opened=True)
        | {"id": entry.id, "kind": entry.kind, "recorded": _recorded(place, keeping)}
        for entry, place in zip(added.entries, added.places, strict=True)
    ]
    return {"repeated": added.repeated, "entries": entries}


def _recorded(place: int, keeping: Keeping) -> Any:
    return next(keeping.reading().store.stored(place, place + 1)).envelope.recorded


def entry_at(seen: Seen, place: int, keeping: Keeping) -> tuple[Entry | None, bool]:
    """The person's entry at a place of the log, and whether whoever asks may read all of it."""
    taken = queries.kept_of(seen.person, keeping)
    found = next((one for one in taken if one.index == place), None)
    if found is None:
        raise LookupError
    confidential = in_confidence(taken)
    return found.entry, found.entry is not None and not is_held_apart(found.entry, confidential, seen.hears)
