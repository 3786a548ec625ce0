"""A new agency folder for the web application: settings beside the kept record, a key for sessions, tables, users."""

from __future__ import annotations

import secrets
from dataclasses import dataclass
from datetime import date
from pathlib import Path

from caseward.ledger.durable import write_durably
from caseward.web.settings.web_toml import FILE, Agency

SECRET_BYTES = 48
KEY_BYTES = 32


@dataclass(frozen=True, slots=True)
class SignIn:
    """How somebody of a made-up agency signs in."""

    role: str
    name: str
    password: str


def prepare(agency: Agency) -> None:
    """Write the settings and the keys of sessions and of second factors into a kept record's folder, where they are
    not there yet.
    """
    settings = agency.folder / FILE
    if not settings.exists():
        write_durably(settings, agency.toml().encode())
    _make_key(agency.path(agency.secret), secrets.token_urlsafe(SECRET_BYTES))
    _make_key(agency.path(agency.second_factor_key), secrets.token_hex(KEY_BYTES))


def _make_key(path: Path, key: str) -> None:
    if not path.exists():
        path.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
        write_durably(path, key.encode(), mode=0o600)


def set_up(folder: Path) -> None:
    """Make Django ready for an agency's folder, in this process. Its settings must be there."""
    import os

    import django

    os.environ["CASEWARD_AGENCY"] = str(folder)
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "caseward.web.settings.agency")
    django.setup()


def migrate() -> None:
    """Bring the application's own tables to this version."""
    from django.core.management import call_command

    call_command("migrate", interactive=False, verbosity=0)


def draw() -> int:
    """Draw the tables that follow the log; how many people are in them."""
    from caseward.web.casework.operations import draw_again
    from caseward.web.keeping import keeping

    return draw_again(keeping())


def lock_files() -> int:
    """Lock the files that people sent to an earlier release; how many had to be left as they are."""
    from caseward.web.keeping import keeping
    from caseward.web.public.operations import take_over

    return take_over(keeping())


def administrator(name: str, day: date) -> str:
    """Add an administrator; the path of the one-time link with which they choose a password. BadRequest when the name
    is taken.
    """
    from caseward.web.accounts.models import Role
    from caseward.web.administration.operations import give_role, new_user
    from caseward.web.moment import now

    user, secret = new_user(name, name, "set-up", now())
    give_role(user, Role.ADMINISTRATOR, "", (day, None), "set up on the machine", "set-up", now())
    return f"/welcome/{secret}/"


def people_who_sign_in(day: date) -> list[SignIn]:
    """A user for each officer of the record, and one for each other role; the password of one of each is given."""
    from caseward.web.accounts.models import Role, User
    from caseward.web.accounts.operations import add_user
    from caseward.web.casework.models import Term

    if User.objects.exists():
        return []
    officers = sorted(set(Term.objects.exclude(officer="").values_list("officer", flat=True)))
    busiest = _busiest(officers)
    found: list[SignIn] = []
    for staff in officers:
        password = secrets.token_urlsafe(16) if staff == busiest else ""
        user = add_user(staff, staff, password or secrets.token_urlsafe(32), {Role.OFFICER: ""}, day, "set-up")
        if password:
            found.append(SignIn(Role.OFFICER.in_english, user.username, password))
    office = Term.objects.filter(officer=busiest).values_list("office", flat=True).first() or ""
    for role in (Role.SUPERVISOR, Role.DUTY, Role.RECORDS, Role.INSPECTOR, Role.ADMINISTRATOR):
        password = secrets.token_urlsafe(16)
        within = office if role is Role.SUPERVISOR else ""
        add_user(role.value, f"{role.value}-1", password, {role: within}, day, "set-up")
        found.append(SignIn(role.in_english, role.value, password))
    return found


def _busiest(officers: list[str]) -> str:
    from caseward.web.casework.models import Term

    counts = {staff: Term.objects.filter(officer=staff, ends=None).count() for staff in officers}
    return max(officers, key=lambda staff: (counts[staff], staff), default="")
