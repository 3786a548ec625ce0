"""One agency for the tests of this process: Django's settings are read once."""

from __future__ import annotations

import os
import shutil
from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Any

import pytest

from caseward.web.settings.web_toml import Agency
from tests.casework.agency import make_agency, now

if TYPE_CHECKING:
    from django.test import Client

ON_POSTGRESQL = os.environ.get("CASEWARD_WEB_ON") == "postgresql"


@dataclass(frozen=True)
class Beginning:
    """An agency as it was made, with its users by name, and how it is put back."""

    agency: Agency
    users: dict[str, int]
    put_back: Callable[[], None]


@pytest.fixture(scope="session")
def beginning(tmp_path_factory: pytest.TempPathFactory, request: pytest.FixtureRequest) -> Beginning:
    """The agency's folder, its tables made and drawn, its users added, with Django set up for it; and a copy of all."""
    from caseward.web import agency_making

    cluster = request.getfixturevalue("cluster") if ON_POSTGRESQL else None
    database = cluster.new_database() if cluster else "web.sqlite"
    place = tmp_path_factory.mktemp("web")
    made = make_agency(place / "agency", database)
    agency_making.set_up(made.folder)
    agency_making.migrate()
    agency_making.draw()
    users = _added_users()
    _let_go()
    shutil.copytree(made.folder, place / "copy")
    copy = cluster.copied(database) if cluster else ""

    def put_back() -> None:
        _let_go()
        shutil.rmtree(made.folder)
        shutil.copytree(place / "copy", made.folder)
        if cluster:
            cluster.put_back(database, copy)

    return Beginning(made, users, put_back)


def _let_go() -> None:
    from django.db import connections

    from caseward.web.keeping import keeping

    keeping().close()
    connections.close_all()


def _added_users() -> dict[str, int]:
    """A user of each role, and officers by their staff token."""
    from caseward.web.accounts.models import Role
    from caseward.web.accounts.operations import add_user

    day = now().date().replace(year=2020)
    found = {
        f"officer-{n}": add_user(f"officer-{n}", f"officer-{n}", "", {Role.OFFICER: ""}, day, "tests").pk
        for n in (1, 2, 3)
    }
    for role in Role:
        office = "west" if role is Role.SUPERVISOR else ""
        if role is not Role.OFFICER:
            found[role.value] = add_user(role.value, f"{role.value}-1", "", {role: office}, day, "tests").pk
    found["nobody"] = add_user("nobody", "nobody-1", "", {}, day, "tests").pk
    return found


@pytest.fixture(scope="module")
def agency(beginning: Beginning) -> Iterator[Agency]:
    """The agency as it was made: what the tests of another file did to it is gone."""
    beginning.put_back()
    yield beginning.agency
    _let_go()


@pytest.fixture(scope="module")
def users(agency: Agency, beginning: Beginning) -> dict[str, Any]:
    """A user of each role, and officers by their staff token."""
    from caseward.web.accounts.models import User

    return {name: User.objects.get(pk=pk) for name, pk in beginning.users.items()}


@pytest.fixture
def as_(users: dict[str, Any]) -> Callable[[str], Client]:
    """A client signed in as a user, by name; '' for nobody signed in."""
    from django.test import Client

    def signed_in(name: str) -> Client:
        client = Client()
        if name:
            client.force_login(users[name], backend="django.contrib.auth.backends.ModelBackend")
        return client

    return signed_in


@pytest.fixture
def said_in_settings(agency: Agency, monkeypatch: pytest.MonkeyPatch) -> Callable[..., None]:
    """Says something else in the agency's settings, for one test."""
    from django.conf import settings

    return lambda **said: monkeypatch.setattr(settings, "AGENCY", replace(settings.AGENCY, **said))
