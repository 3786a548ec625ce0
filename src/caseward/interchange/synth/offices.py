"""The synthetic offices whose status changes: of each region one is closed to the public, one is short of staff."""

from __future__ import annotations

from datetime import datetime, time

from caseward.dates import parse_when
from caseward.interchange.synth.caseload import CASELOAD, OFFICES, REGION, Plan, office_token
from caseward.interchange.synth.hall import ZONE
from caseward.interchange.synth.texts import date_of, months_after
from caseward.record.entry import Entry, Value


def office_entries(plan: Plan, terms: int) -> list[Entry]:
    """The first office of a region is closed to the public in the first quarter; the second lacks staff in the last."""
    quarter = plan.months // 4 or 1
    regions = ((terms - 1) // CASELOAD) // REGION + 1
    made = []
    for region in range(regions):
        first = region * OFFICES
        late = months_after(date_of(plan.end), -quarter)
        made.append(_status(first, "closed_to_public", plan.first, months_after(plan.start, quarter)))
        made.append(_status(first + 1, "understaffed", late, plan.end))
    return made


def _status(office: int, status: str, day: int, until: int) -> Entry:
    token, begun = office_token(office), date_of(day)
    values: dict[str, Value] = {"office": token, "status": status, "until": parse_when(date_of(until).isoformat())}
    recorded = datetime.combine(begun, time(9), tzinfo=ZONE)
    name = f"office-status-{office + 1:04}"
    return Entry(name, "office_status", parse_when(begun.isoformat()), recorded, "intake", "synthetic", "", values)
