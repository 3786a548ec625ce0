"""The one door to a person's record: who may see whom follows from assignments, cover, office and role in the record.

Every way through it is recorded (see ``accounts.models.Reading``).
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date

from django.core.exceptions import PermissionDenied
from django.db.models import Q, QuerySet
from django.http import Http404, HttpRequest
from django.utils.translation import gettext as _

from caseward.web.accounts.access import opening, user_of
from caseward.web.accounts.models import Grant, Role, User
from caseward.web.accounts.operations import note_reading
from caseward.web.accounts.queries import is_open_in_need
from caseward.web.appointments.queries import is_attending
from caseward.web.casework.models import Term
from caseward.web.keeping import keeping
from caseward.web.moment import now, today
from caseward.web.transfers.sharing import beside, covers_by, why_beside

BY_OFFICE = frozenset({Role.SUPERVISOR, Role.RECORDS, Role.INSPECTOR, Role.DUTY})
"""Roles that see everybody of the office that their grant names, or of all offices."""
OVERSEE = frozenset({Role.SUPERVISOR, Role.INSPECTOR})
"""Roles that see how a unit stands as a whole, and who read the record of its people."""
MAY_RECORD = frozenset({Role.OFFICER, Role.SUPERVISOR, Role.DUTY})
HEAR_BY_OFFICE = frozenset({Role.SUPERVISOR, Role.DUTY})
"""Roles that hear what was said in confidence about anybody of the office that their grant names, or of all offices."""


ATTENDS = "attends an appointment"
"""Why an officer sees somebody whom they are to meet, until it is said what came of it."""


class ClosedDoor(PermissionDenied):
    """The person is there, and whoever asks may not see them without opening the door in need."""

    def __init__(self, person: str) -> None:
        super().__init__(_("You are not responsible for this person."))
        self.person = person


@dataclass(frozen=True, slots=True)
class Seen:
    """A person whom somebody may see: their terms, why they may, and whether they may record, oversee or decide."""

    person: str
    terms: tuple[Term, ...]
    because: str
    may_record: bool
    oversees: bool
    hears: Mapping[str, Role]  # ids of terms about which they may read what was said in confidence, and as whom
    roles: frozenset[Role]  # by which they see the person here; in need, all that open the page
    decides: bool  # whether they may judge and decide here, where a role of theirs does: see ``person_for``


def visible(user: User, grants: list[Grant]) -> QuerySet[Term]:
    """The terms of everybody whom the user may see by assignment, for those they cover, or by office."""
    return Term.objects.filter(_may_see(user, grants))


def overseen(user: User, grants: list[Grant]) -> QuerySet[Term]:
    """The terms of everybody in the units that the user oversees: of the grant's office, or of all offices."""
    return visible(user, [grant for grant in grants if grant.role in OVERSEE])


def person_for(request: HttpRequest, person: str, what: str, *, typing: bool = False, deciding: bool = False) -> Seen:
    """A person's terms, for whoever asks and may see them by a role that opens this page; the reading is recorded.
    ``typing``: a form asks that was opened and recorded as ``what`` before. ``deciding``: something is judged or
    decided here, and who sees the person only in need, or for an appointment alone, does neither.

    Http404 for nobody of that id, ClosedDoor where the user may not see them, PermissionDenied where they may not
    decide.
    """
    user, grants = user_of(request), opening(request)
    terms = tuple(Term.objects.filter(person=person).order_by("starts", "id"))
    if not terms:
        raise Http404
    because = _because(user, grants, terms)
    why = [(grant, _because(user, [grant], terms)) for grant in grants]
    by, decides = [grant for grant, said in why if said], any(said not in ("", ATTENDS) for _grant, said in why)
    if not because and grants and is_open_in_need(user, person, now()):
        because, by = "opened in need", grants
    if not because:
        raise ClosedDoor(person)
    if deciding and not decides:
        raise PermissionDenied(decides_not())
    note_reading(user, person, what, because, now(), typing=typing)
    heard = terms_heard(user, grants, terms, today(keeping().zone))
    oversees = any(g.office in ("", t.office) for g in grants if g.role in OVERSEE for t in terms)
    roles = frozenset(Role(grant.role) for grant in by)
    return Seen(person, terms, because, bool(roles & MAY_RECORD), oversees, heard, roles, decides)


def decides_not() -> str:
    """What is said to somebody who sees a person only in need, or for an appointment, where something is decided."""
    return _("You see this person only in need or for an appointment. Somebody else decides.")


def terms_heard(user: User, grants: Iterable[Grant], terms: Iterable[Term], day: date) -> dict[str, Role]:
    """Ids of the terms about which a user may read what was said in confidence on a day, and decide about it, with the
    role by which they may: the officer responsible and whoever stands in for them, the supervisor of the office, the
    duty desk. A door opened in need does not open this, nor does a hand-over that goes on.
    """
    held, found = list(grants), dict[str, Role]()
    covered = {cover.officer for cover in covers_by(user.staff, day)} - {""}
    for term in terms:
        for grant in held:
            if (grant.role == Role.OFFICER and term.officer in {user.staff, *covered}) or (
                grant.role in HEAR_BY_OFFICE and grant.office in ("", term.office)
            ):
                found.setdefault(term.id, Role(grant.role))
    return found


def _may_see(user: User, grants: list[Grant]) -> Q:
    found = Q(pk__in=[])
    for grant in grants:
        if grant.role == Role.OFFICER:
            found |= Q(officer=user.staff) | beside(user.staff, today(keeping().zone))
        elif grant.role in BY_OFFICE:
            found |= Q(office=grant.office) if grant.office else ~Q(pk="")
    return found


def _because(user: User, grants: list[Grant], terms: tuple[Term, ...]) -> str:
    """Why a user may see one of the terms' person; '' when they may not."""
    for grant in grants:
        if grant.role == Role.OFFICER and any(term.officer == user.staff for term in terms):
            return "responsible officer"
        if grant.role == Role.OFFICER and (why := why_beside(user.staff, terms, today(keeping().zone))):
            return why
        if grant.role == Role.OFFICER and is_attending(user.staff, terms, today(keeping().zone)):
            return ATTENDS
        if grant.role in BY_OFFICE and any(grant.office in ("", term.office) for term in terms):
            return f"{Role(grant.role).in_english.lower()}, {grant.office or 'all offices'}"
    return ""
