"""Who is at work: officers with people of their own, signed in before anything is measured."""

from __future__ import annotations

import secrets
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

    from caseward.web.accounts.models import Role, User
    from caseward.web.accounts.operations import add_user
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
        user = user or add_user(staff, staff, secrets.token_urlsafe(32), {Role.OFFICER: ""}, day, "load")
        client = Client()
        client.force_login(user, backend="django.contrib.auth.backends.ModelBackend")
        name = settings.SESSION_COOKIE_NAME
        people = running.filter(officer=staff).order_by("id").values_list("person", "id")
        desks.append(Desk(staff, (name, client.cookies[name].value), tuple(people)))
    return desks
