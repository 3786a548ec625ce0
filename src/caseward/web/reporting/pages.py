"""What the pages of one report show, put together from the record: its steps, its text, and the text it starts from."""

from __future__ import annotations

import json
from dataclasses import dataclass
from datetime import datetime

from caseward.interchange.kept.receipts import said_of
from caseward.record.entry import Record
from caseward.record.facts import subjects_of
from caseward.record.view import judged, view_of
from caseward.web.accounts.models import Role
from caseward.web.casework.access import Seen
from caseward.web.casework.bearing import judged_terms
from caseward.web.casework.queries import entries_about
from caseward.web.keeping import Keeping, policies
from caseward.web.moment import today
from caseward.web.reporting.chains import Chain, place_of, when_of
from caseward.web.reporting.forms import ALL_TYPES, STATES, STEPS
from caseward.web.reporting.prefill import prefilled
from caseward.web.reporting.queries import documents_of


@dataclass(frozen=True, slots=True)
class StepShown:
    """A step of a report: what, by whom and when, with its comments, and where its receipt is; the SHA-256 of its text
    and the place of the entry that holds it, where there is one.
    """

    place: int
    what: str
    occurred: str
    recorded: datetime | None
    by: str
    role: str
    comments: str
    text: str
    sha256: str
    document: int | None


@dataclass(frozen=True, slots=True)
class ReportPage:
    """A report: how it stands, its steps with the newest first, and its newest text."""

    chain: Chain
    type: str
    state: str
    steps: tuple[StepShown, ...]
    newest: StepShown | None
    earlier: tuple[StepShown, ...]


def report_page(seen: Seen, chain: Chain, keeping: Keeping) -> ReportPage:
    """One report as whoever may see the person may see it."""
    documents = documents_of(seen.person, chain, keeping)
    roles = {role.value: str(role.label).lower() for role in Role}
    steps = []
    for entry in reversed(chain.steps):
        document, sha256 = documents.get(entry.id, (None, ""))
        what, role = str(STEPS[entry.text("step")]), entry.text("decided_by")
        steps.append(
            StepShown(
                place_of(entry), what, when_of(entry), entry.recorded, entry.recorded_by or entry.text("officer"),
                roles.get(role, role), entry.note, entry.text("text"), sha256, document,
            )
        )  # fmt: skip
    written = [step for step in steps if step.text]
    words = str(ALL_TYPES.get(chain.type, chain.type)), str(STATES[chain.state])
    return ReportPage(chain, *words, tuple(steps), written[0] if written else None, tuple(written[1:]))


def text_to_begin(term: str, person: str, keeping: Keeping) -> str:
    """What the record says of a term today, for a report to start from."""
    day, entries = today(keeping.zone), entries_about(person, keeping)
    view = judged(view_of(Record.of(entries)), day)
    subject = next((s for s in subjects_of(view, "term") if s.id == term), None)
    if subject is None:
        return ""
    return prefilled(subject, judged_terms(policies(), entries, {term}, day), policies(), day)


def what_opens(place: int, keeping: Keeping) -> str:
    """What opens the commitments of an entry's envelope, as a file: with the receipt it proves what the entry says."""
    stored = next(iter(keeping.reading().store.stored(place, place + 1)))
    return json.dumps({"index": place, "parts": said_of(stored.parts)}, ensure_ascii=False, indent=1) + "\n"
