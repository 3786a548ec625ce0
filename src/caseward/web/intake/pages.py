"""What the page of one warning shows, put together from the record."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime

from django.utils.translation import gettext as _

from caseward.interchange.kept.adding import again
from caseward.interchange.kept.reading import Taken
from caseward.record.entry import Entry
from caseward.web.accounts.models import Grant, User
from caseward.web.casework import queries as casework
from caseward.web.casework.access import Seen
from caseward.web.casework.confidence import in_confidence, is_held_apart, standing_as
from caseward.web.casework.words import column_in_words
from caseward.web.intake import queries
from caseward.web.intake.access import may_decide
from caseward.web.intake.callers import NOT_CALLED, Called, called_before
from caseward.web.intake.drawing import responses_to
from caseward.web.intake.forms import ACTIONS, CHANNELS
from caseward.web.intake.models import ThirdPartyWarning
from caseward.web.intake.unattached import is_same_caller
from caseward.web.keeping import Keeping

BESIDE = ("call_back", "about", "note", "source")
"""Columns of a warning that stand on its page for who hears it, where they say anything."""


@dataclass(frozen=True, slots=True)
class Decision:
    """A decision about a warning: what, by whom in which role, why, and when it was recorded."""

    code: str
    action: str
    by: str
    role: str
    reason: str
    recorded: datetime | None
    passed_to: str = ""


@dataclass(frozen=True, slots=True)
class Earlier:
    """What a warning said before it was corrected."""

    recorded: datetime | None
    caller: str
    words: str


@dataclass(frozen=True, slots=True)
class WarningPage:
    """A warning: what was said (blank where it is held apart; in ``more`` by column), how it stood before it was
    corrected, what was decided, and what else was said.
    """

    about: queries.Listed
    caller: str
    words: str
    channel: str
    recorded: datetime | None
    recorded_by: str
    held_apart: bool
    call_back: str
    """How the caller is reached: for who hears the term alone, whether it was said in confidence or not."""
    more: tuple[tuple[str, str], ...]
    earlier: tuple[Earlier, ...]
    decisions: tuple[Decision, ...]
    others: tuple[queries.Listed, ...]
    same_caller: frozenset[str]
    """Ids of other warnings about the person that seem to be by this caller; none for who may not hear that."""
    may_decide: bool
    called: Called = NOT_CALLED

    def refusal(self, staff: str, action: str) -> str:
        """Why a decision by somebody is not taken; '' when it is."""
        return why_not_taken(self.decisions, staff, action, closed=self.about.row.closed)


def why_not_taken(decisions: Iterable[Decision], staff: str, action: str, *, closed: bool) -> str:
    """Why a decision by somebody about a warning is not taken; '' when it is."""
    if closed:
        return _("This warning is closed: two people decided alike.")
    if any(one.by == staff and one.code == action for one in decisions):
        return _("You recorded this decision already. Somebody else has to confirm it.")
    return ""


def decisions_of(responses: Iterable[Entry], words: Mapping[str, object]) -> tuple[Decision, ...]:
    """Decisions as a page shows them, in the order in which they were recorded."""
    return tuple(
        Decision(e.text("action"), str(words.get(e.text("action"), e.text("action"))), e.recorded_by,
                 e.text("decided_by"), e.text("reason"), e.recorded, e.text("passed_to"))
        for e in responses
    )  # fmt: skip


def warning_page(seen: Seen, row: ThirdPartyWarning, keeping: Keeping, called: Called = NOT_CALLED) -> WarningPage:
    """One warning as whoever asks may see it."""
    taken = casework.kept_of(seen.person, keeping)
    corrected = casework.superseded(taken)
    entries = [one.entry for one in taken if one.entry is not None and one.entry.id not in corrected]
    entry = next(e for e in entries if e.id == row.id)
    confidential = in_confidence(taken)
    held_apart = is_held_apart(entry, confidential, seen.hears)
    hears = row.term_id in seen.hears
    heard = [e for e in entries if e.kind == "warning" and e.id != row.id and e.text("term") in seen.hears]
    return WarningPage(
        about=queries.listed(row, casework.day_drawn()),
        caller="" if held_apart else entry.text("from_role"),
        words="" if held_apart else entry.text("words"),
        channel=str(CHANNELS.get(row.channel, row.channel)),
        recorded=entry.recorded,
        recorded_by=entry.recorded_by,
        held_apart=held_apart,
        call_back=entry.text("call_back") if hears else "",
        more=tuple((column_in_words(n), entry.text(n)) for n in BESIDE if hears and entry.text(n)),
        earlier=() if held_apart else _earlier(taken, row.id, hears=hears, confidential=confidential),
        decisions=decisions_of(responses_to(row.id, entries), ACTIONS),
        others=tuple(queries.others_about(row, seen.person)),
        same_caller=frozenset(e.id for e in heard if hears and is_same_caller(e, entry)),
        may_decide=not row.closed and may_decide(seen, row.term_id),
        called=called,
    )


def _earlier(taken: Iterable[Taken], warning: str, *, hears: bool, confidential: frozenset[str]) -> tuple[Earlier, ...]:
    """How a warning stood before, as far as whoever asks may read it."""
    held = tuple(taken)
    ids = {id_ for id_, stands in standing_as(held).items() if stands == warning and (hears or id_ not in confidential)}
    found = [one.entry for one in held if one.entry is not None and one.entry.id in ids]
    return tuple(Earlier(e.recorded, e.text("from_role"), e.text("words")) for e in found)


def whole_page(seen: Seen, row: ThirdPartyWarning, user: User, grants: list[Grant], keeping: Keeping) -> WarningPage:
    """The same, with what they may know of other calls by its caller."""
    return warning_page(seen, row, keeping, called_before(row.caller, row, user, grants, keeping))


def is_repeated(saving: str, keeping: Keeping) -> bool:
    """Whether this saving was acknowledged before."""
    return again(keeping.reading().store, saving) is not None
