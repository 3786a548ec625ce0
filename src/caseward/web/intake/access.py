"""Who may hear what a caller said in confidence, and who may decide; and whose receipt of a warning it is."""

from __future__ import annotations

from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest
from django.utils.translation import gettext as _

from caseward.interchange.kept.reading import taken
from caseward.web.accounts.access import user_of
from caseward.web.accounts.models import Role
from caseward.web.accounts.operations import note_reading
from caseward.web.casework.access import Seen, person_for
from caseward.web.casework.models import Term
from caseward.web.forgetting import NOBODY_YET
from caseward.web.intake.models import ThirdPartyWarning
from caseward.web.intake.queries import warning_of
from caseward.web.intake.unattached import Unattached, unattached
from caseward.web.keeping import Keeping
from caseward.web.moment import now

MAY_ATTACH = (Role.SUPERVISOR, Role.DUTY)
"""Who hears warnings about people whom nobody has identified, to find out whom they are about."""
LONGEST = 200
"""Letters that the record of readings has room for."""


def may_decide(seen: Seen, term: str) -> bool:
    """Whether somebody may decide about a warning of a term: who hears it, whether it was said in confidence or not."""
    return seen.may_record and term in seen.hears


def warning_for(request: HttpRequest, id_: str, how: str = "") -> tuple[Seen, ThirdPartyWarning]:
    """The one door to a warning, through the person whom it is about: opening it is a recorded reading, and of one in
    confidence the opening of who called. ``how``: what the note of it says besides.

    Http404 where none of that id stands, ClosedDoor where the user may not see the person.
    """
    row = warning_of(id_)
    if row is None:
        raise Http404
    return person_for(request, row.term.person, f"warning {id_}{how}"[:LONGEST]), row


def own_warning(request: HttpRequest, place: int, keeping: Keeping) -> None:
    """The door to the receipt of a warning, or of a decision about one that is attached to nobody: open to whoever
    recorded it. Http404, PermissionDenied; it is recorded.
    """
    user, store = user_of(request), keeping.reading().store
    found = next((taken(one) for one in store.stored(place, place + 1)), None) if place < store.size else None
    if found is None:
        raise Http404
    entry = found.entry
    if entry is None or entry.kind not in ("warning", "unattached_response") or entry.recorded_by != user.staff:
        raise PermissionDenied(_("You did not record this."))
    term = Term.objects.filter(pk=entry.text("term")).first()
    person = NOBODY_YET if term is None else term.person
    note_reading(user, person, f"receipt of entry {place}", "recorded the warning", now())


def unattached_warning(request: HttpRequest, place: int, keeping: Keeping) -> Unattached:
    """The door to a warning about somebody not identified: its roles hear it, to find out whom it is about.

    Http404 where none stands at that place of the log. It is a recorded reading.
    """
    found = unattached(keeping, place)
    if found is None:
        raise Http404
    note_reading(user_of(request), NOBODY_YET, f"warning {found.id}"[:LONGEST], "warnings attached to nobody", now())
    return found
