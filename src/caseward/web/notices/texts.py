"""What messages say: that something needs somebody, and where it is. Nothing of a person but ids in the address."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

WARNING: Final = "warning"
URGENT: Final = "warning-urgent"
UNREAD: Final = "warning-unread"
SECOND: Final = "warning-second"
DISPUTE: Final = "dispute"
DISPUTE_LATE: Final = "dispute-late"
PROOF: Final = "proof-sent"
OPENED: Final = "opened-in-need"
OUTCOME: Final = "outcome-missing"
REVIEW: Final = "access-review"
PROPOSED: Final = "response-proposed"
DECIDED: Final = "response-decided"

#: What each kind of notice says.
SAID: Mapping[str, object] = {
    WARNING: gettext_lazy("A warning needs you."),
    URGENT: gettext_lazy("An urgent warning needs you now: a weapon with violence."),
    UNREAD: gettext_lazy("Nobody who was told of a warning has opened it yet. Please see to it."),
    SECOND: gettext_lazy("A decision about a warning waits for a second person. Until then the warning is open."),
    DISPUTE: gettext_lazy("Somebody disputes what their record says. It waits for an answer."),
    DISPUTE_LATE: gettext_lazy("A dispute is past the day by which it was to be answered."),
    PROOF: gettext_lazy("Somebody sent a file for their record. Please look at it."),
    OPENED: gettext_lazy("A record of your office was opened in need. Please look at the reason."),
    OUTCOME: gettext_lazy("An appointment is over, and its outcome is missing."),
    PROPOSED: gettext_lazy("A response to a violation is proposed, and waits for a supervisor."),
    DECIDED: gettext_lazy("A supervisor decided about a response that you proposed."),
    REVIEW: gettext_lazy("The review of who has which role is due."),
}
BY_SMS: Final = frozenset({URGENT, UNREAD, SECOND})
"""Kinds that go to a telephone too; the others go by email alone."""


def said(kind: str) -> str:
    """One sentence for a kind of notice."""
    return str(SAID.get(kind, _("Something needs you.")))


def message(kind: str, address: str, path: str) -> str:
    """The text of a message: the sentence, and where to open it. Without ``address`` the path alone."""
    where = f"{address.rstrip('/')}{path}"
    return f"{said(kind)} {_here()} {where}" if path else said(kind)


def _here() -> str:
    return _("Open it here:")  # a text within an f-string is not found by whoever collects them
