"""What pages and jobs ask of messages: who is to be told, what was told, what is stuck."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from zoneinfo import ZoneInfo

from django.db.models import Exists, OuterRef, Q, QuerySet
from django.urls import reverse

from caseward.record.entry import Entry
from caseward.web.accounts.models import Grant, Reading, Role, User
from caseward.web.accounts.queries import grants_on
from caseward.web.casework.access import terms_heard
from caseward.web.casework.models import Term
from caseward.web.intake.queries import warning_of
from caseward.web.intake.unattached import Unattached, every_unattached
from caseward.web.keeping import Keeping
from caseward.web.notices.models import Delivery, Notice, Reach, Watch
from caseward.web.notices.texts import said
from caseward.web.transfers.models import HandOver
from caseward.web.transfers.sharing import absences_of

LATELY = timedelta(days=30)
"""How far back the page of notices goes."""
LONGEST = 200


@dataclass(frozen=True, slots=True)
class Outbox:
    """How the outbox stands: messages not sent yet, the age of the oldest, and those that were given up."""

    waiting: int
    oldest_seconds: int
    dead: int


@dataclass(frozen=True, slots=True)
class Told:
    """A notice as its page shows it."""

    row: Notice
    says: str


@dataclass(frozen=True, slots=True)
class Standing:
    """A warning that somebody has to open: whose (None: of nobody identified), where it is, and who decided last."""

    id: str
    term: Term | None
    path: str
    due: date | None
    urgent: bool
    closed: bool
    decided_by: str


def outbox(at: datetime) -> Outbox:
    """How the outbox stands at an instant."""
    waiting = Delivery.objects.filter(sent=None, dead=False)
    oldest = waiting.order_by("created").values_list("created", flat=True).first()
    age = 0 if oldest is None else max(0, int((at - oldest).total_seconds()))
    return Outbox(waiting.count(), age, Delivery.objects.filter(dead=True).count())


def told(user: User, at: datetime) -> list[Told]:
    """What a user was told lately, newest first."""
    found = Notice.objects.filter(user=user, raised__gte=at - LATELY).order_by("-raised", "-pk")
    return [Told(row, said(row.kind)) for row in found]


def stuck() -> QuerySet[Delivery]:
    """Messages that were given up, newest first."""
    return Delivery.objects.filter(dead=True).select_related("notice__user").order_by("-created", "pk")


def unreachable(day: date) -> QuerySet[User]:
    """Users who have to be told of warnings on a day, and said no way to reach them outside the application."""
    reached = Reach.objects.filter(user=OuterRef("pk")).exclude(email="", phone="")
    return with_role(day, (Role.OFFICER, Role.SUPERVISOR, Role.DUTY)).exclude(Exists(reached)).order_by("staff")


def reach_of(user: User) -> Reach:
    """How a user is reached; blank when they did not say."""
    return Reach.objects.filter(user=user).first() or Reach(user=user)


def with_role(day: date, roles: Iterable[Role], office: str | None = None) -> QuerySet[User]:
    """Users who hold a role on a day; for an office, or for all; None: for any."""
    held = Grant.objects.filter(Q(ends=None) | Q(ends__gt=day), user=OuterRef("pk"), role__in=list(roles))
    held = held.filter(starts__lte=day)
    if office is not None:
        held = held.filter(office__in=["", office])
    return User.objects.filter(Exists(held), is_active=True)


def line_of(term: Term | None, tier: str, day: date) -> list[User]:
    """Those of a tier who have to do with a term on a day, by staff token; without a term, with somebody unknown."""
    if tier == "everybody":
        found = with_role(day, (Role.SUPERVISOR,))
    elif term is None:
        found = with_role(day, (Role.DUTY,)) if tier == "duty" else User.objects.none()
    elif tier == "officer":
        found = with_role(day, (Role.OFFICER,)).filter(staff__in=responsible(term, day))
    else:
        found = with_role(day, (Role(tier),), term.office)
    return list(found.order_by("staff"))


def standing_of(warning: str, keeping: Keeping) -> Standing | None:
    """A warning as the record has it now; None where it stands no more."""
    row = warning_of(warning)
    if row is not None:
        return Standing(
            row.id, row.term, reverse("warning", args=[warning]), row.due, row.urgent, row.closed, row.decided_by
        )
    lost = next((one for one in every_unattached(keeping) if one.id == warning), None)
    return None if lost is None else about_nobody(lost)


def about_nobody(lost: Unattached) -> Standing:
    """A warning about somebody whom nobody has identified."""
    where = reverse("warning-attach", args=[lost.place])
    return Standing(lost.id, None, where, lost.due, lost.urgent, lost.closed, decided_by(lost.responses))


def decided_by(responses: Sequence[Entry]) -> str:
    """Who decided last about a warning; '' for nobody."""
    return responses[-1].recorded_by if responses else ""


def responsible(term: Term, day: date) -> list[str]:
    """Staff tokens of those who answer for a term on a day: the officer, who stands in, who hands the person over."""
    if not term.officer:
        return []
    covering = [cover.covered_by for cover in absences_of(term.officer, day)]
    handing = HandOver.objects.filter(term=term, shared_until__gt=day, day__lte=day).values_list("before", flat=True)
    return sorted({term.officer, *covering, *handing})


def opened_by(watch: Watch, term: Term | None, zone: str) -> Reading | None:
    """The first reading of a warning by somebody who was told of it and, about a term, heard it on that day: who sees
    the page without the words, and may not decide, has not opened the warning.
    """
    told_of = Notice.objects.filter(about=watch.warning, user=OuterRef("user")).filter(kind__startswith="warning")
    found = Reading.objects.filter(Exists(told_of), what=f"warning {watch.warning}"[:LONGEST], at__gte=watch.raised)
    readings = found.order_by("at", "pk").select_related("user")
    return next((one for one in readings if term is None or _heard(one, term, zone)), None)


def _heard(reading: Reading, term: Term, zone: str) -> bool:
    day = reading.at.astimezone(ZoneInfo(zone)).date()
    return term.id in terms_heard(reading.user, grants_on(reading.user, day), [term], day)
