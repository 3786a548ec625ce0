"""What is written about appointments: bookings, outcomes and judgements into the kept record, then the table drawn."""

from __future__ import annotations

from collections.abc import Iterable, Mapping

from caseward.interchange.kept.adding import Added
from caseward.interchange.kept.correcting import Change
from caseward.record.entry import Entry
from caseward.web.appointments.lasting import end_of
from caseward.web.appointments.models import Booked
from caseward.web.casework.drawing import Drawn
from caseward.web.casework.operations import TOGETHER, correct, record
from caseward.web.keeping import Keeping
from caseward.web.reporting.chains import place_of


def book(line: Mapping[str, object], saving: str, keeping: Keeping) -> Added:
    """Record an appointment to come. NotTaken with every fault."""
    return record([line], saving, keeping)


def say_outcome(entry: str, said: Mapping[str, str], by: str, saving: str, keeping: Keeping) -> Added:
    """Record what came of an appointment: the entry with its outcome stands instead of the one without."""
    return correct(Change(entry, said, "What came of the appointment was recorded.", by=by), saving, keeping)


def call_off(entry: str, why: str, by: str, saving: str, keeping: Keeping) -> Added:
    """Withdraw an appointment before its time: nothing can have come of it yet, so no outcome is recorded."""
    return correct(Change(entry, None, why, by=by), saving, keeping)


def judge_absence(entry: str, *, acceptable: bool, why: str, by: str, saving: str, keeping: Keeping) -> Added:
    """Record how an absence was judged, by whom and why: a step after the fact, never made without a person.

    Policies look at the outcome, so it follows the judgement; the reason that was given for the absence stays.
    """
    said = {
        "outcome": "acceptable_absence" if acceptable else "unacceptable_absence",
        "acceptable": "yes" if acceptable else "no",
        "judged_by": by,
    }
    return correct(Change(entry, said, why, by=by), saving, keeping)


def keep_booked(terms: Iterable[Drawn]) -> None:
    """Draw what is booked of terms that were just drawn; those of terms drawn before went with the term."""
    rows = [_booked(entry, term.id) for term in terms for entry in term.booked]
    Booked.objects.bulk_create(rows, batch_size=TOGETHER)


def _booked(entry: Entry, term: str) -> Booked:
    return Booked(
        id=entry.id, term_id=term, officer=entry.text("officer"), day=entry.occurred.last, at=entry.occurred.instant,
        ends=end_of(entry), mode=entry.text("mode"), place=entry.text("place"), by=entry.recorded_by,
        recorded=entry.recorded, index=place_of(entry),
    )  # fmt: skip
