"""Who is at work: officers with people of their own, signed in before anything is measured."""

from __future__ import annotations

from dataclasses import asdict, dataclass

FEWEST = 10
"""Running terms of an officer who counts as at work."""


@dataclass(frozen=True, slots=True)
class Desk:
    """An officer signed in: the staff token, the session's cookie, and the people with their terms."""

    staff: str
    cookie: tuple[str, str]
    people: tuple[tuple[str, str], ...]

    def plain(self) -> dict[str, object]:
        """As JSON has it."""
        return asdict(self)


def signed_in(number: int, day: object) -> list[Desk]:
    """So many officers, spread over all there are. Django is set up, and the tables are drawn."""
    from django.conf import settings
    from django.db.models import Count
    from django.test import Client

    from caseward.web.accounts.models import Grant, Role, User
    from caseward.web.casework.models import Term

    running = Term.objects.exclude(ends__lte=day).exclude(officer="")
    found = running.values("officer").annotate(terms=Count("id")).filter(terms__gte=FEWEST).order_by("officer")
    officers = [row["officer"] for row in found]
    chosen = officers[:: max(1, len(officers) // number)][:number]
    if len(chosen) < number:
        raise SystemExit(f"only {len(chosen)} officers have {FEWEST} running terms: make a larger agency")
    desks = []
    for staff in chosen:
        user = User.objects.filter(staff=staff).first()
        if user is None:  # without a password, which nobody uses and which would take long to hash
            user = User.objects.create_user(staff, password=None, staff=staff)
            Grant.objects.create(user=user, role=Role.OFFICER, office="", starts=day, given_by="load")
        client = Client()
        client.force_login(user, backend="django.contrib.auth.backends.ModelBackend")
        name = settings.SESSION_COOKIE_NAME
        people = running.filter(officer=staff).order_by("id").values_list("person", "id")
        desks.append(Desk(staff, (name, client.cookies[name].value), tuple(people)))
    return desks
