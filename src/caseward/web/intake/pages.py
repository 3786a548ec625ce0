"""What the page of one warning shows, put together from the record."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from django.utils.translation import gettext as _

from caseward.interchange.kept.adding import again
from caseward.web.casework import queries as casework
from caseward.web.casework.access import Seen
from caseward.web.casework.confidence import in_confidence, is_held_apart
from caseward.web.intake import queries
from caseward.web.intake.access import may_decide
from caseward.web.intake.drawing import responses_to
from caseward.web.intake.forms import ACTIONS, CHANNELS
from caseward.web.intake.models import ThirdPartyWarning
from caseward.web.intake.unattached import is_same_caller
from caseward.web.keeping import Keeping


@dataclass(frozen=True, slots=True)
class Decision:
    """A decision about a warning: what, by whom in which role, why, and when it was recorded."""

    code: str
    action: str
    by: str
    role: str
    reason: str
    recorded: datetime | None


@dataclass(frozen=True, slots=True)
class WarningPage:
    """A warning: what was said (blank where it is held apart), what was decided, and what else was said."""

    about: queries.Listed
    caller: str
    words: str
    channel: str
    recorded: datetime | None
    recorded_by: str
    held_apart: bool
    decisions: tuple[Decision, ...]
    others: tuple[queries.Listed, ...]
    same_caller: frozenset[str]
    """Ids of other warnings about the person that seem to be by this caller; none for who may not hear that."""
    may_decide: bool

    def refusal(self, staff: str, action: str) -> str:
        """Why a decision by somebody is not taken; '' when it is."""
        if self.about.row.closed:
            return _("This warning is closed: two people decided alike.")
        if any(one.by == staff and one.code == action for one in self.decisions):
            return _("You recorded this decision already. Somebody else has to confirm it.")
        return ""


def warning_page(seen: Seen, row: ThirdPartyWarning, keeping: Keeping) -> WarningPage:
    """One warning as whoever asks may see it."""
    taken = casework.kept_of(seen.person, keeping)
    corrected = casework.superseded(taken)
    entries = [one.entry for one in taken if one.entry is not None and one.entry.id not in corrected]
    entry = next(e for e in entries if e.id == row.id)
    confidential = in_confidence(taken)
    held_apart = is_held_apart(entry, confidential, seen.hears)
    heard = [e for e in entries if e.kind == "warning" and e.id != row.id and e.text("term") in seen.hears]
    return WarningPage(
        about=queries.listed(row, casework.day_drawn()),
        caller="" if held_apart else entry.text("from_role"),
        words="" if held_apart else entry.text("words"),
        channel=str(CHANNELS.get(row.channel, row.channel)),
        recorded=entry.recorded,
        recorded_by=entry.recorded_by,
        held_apart=held_apart,
        decisions=tuple(
            Decision(e.text("action"), str(ACTIONS.get(e.text("action"), e.text("action"))), e.recorded_by,
                     e.text("decided_by"), e.text("reason"), e.recorded)
            for e in responses_to(row.id, entries)
        ),
        others=tuple(queries.others_about(row, seen.person)),
        same_caller=frozenset(e.id for e in heard if row.term_id in seen.hears and is_same_caller(e, entry)),
        may_decide=not row.closed and may_decide(seen, row.term_id, held_apart=held_apart),
    )  # fmt: skip


def is_repeated(saving: str, keeping: Keeping) -> bool:
    """Whether this saving was acknowledged before."""
    return again(keeping.reading().store, saving) is not None
