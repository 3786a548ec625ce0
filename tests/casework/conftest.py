"""One agency for the tests of this process: Django's settings are read once."""

from __future__ import annotations

import os
from collections.abc import Callable, Iterator
from dataclasses import replace
from typing import TYPE_CHECKING, Any

import pytest

from caseward.web.settings.web_toml import Agency
from tests.casework.agency import make_agency, now

if TYPE_CHECKING:
    from django.test import Client

ON_POSTGRESQL = os.environ.get("CASEWARD_WEB_ON") == "postgresql"


@pytest.fixture(scope="session")
def agency(tmp_path_factory: pytest.TempPathFactory, request: pytest.FixtureRequest) -> Iterator[Agency]:
    """The agency's folder, its tables made and drawn, with Django set up for it."""
    from caseward.web import agency_making

    database = request.getfixturevalue("cluster").new_database() if ON_POSTGRESQL else "web.sqlite"
    made = make_agency(tmp_path_factory.mktemp("web") / "agency", database)
    agency_making.set_up(made.folder)
    agency_making.migrate()
    agency_making.draw()
    yield made
    from django.db import connections

    from caseward.web.keeping import keeping

    keeping().close()
    connections.close_all()


@pytest.fixture(scope="session")
def users(agency: Agency) -> dict[str, Any]:
    """A user of each role, and officers by their staff token."""
    from caseward.web.accounts.models import Role
    from caseward.web.accounts.operations import add_user

    day = now().date().replace(year=2020)
    found = {
        f"officer-{n}": add_user(f"officer-{n}", f"officer-{n}", "", {Role.OFFICER: ""}, day, "tests")
        for n in (1, 2, 3)
    }
    for role in Role:
        office = "west" if role is Role.SUPERVISOR else ""
        if role is not Role.OFFICER:
            found[role.value] = add_user(role.value, f"{role.value}-1", "", {role: office}, day, "tests")
    found["nobody"] = add_user("nobody", "nobody-1", "", {}, day, "tests")
    return found


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
