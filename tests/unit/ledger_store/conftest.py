"""A store in a file of its own."""

import secrets

import pytest

from caseward.testing.stores import Place


@pytest.fixture
def place(tmp_path):
    made = Place(str(tmp_path / "record.sqlite"), tmp_path, secrets.token_bytes)
    made.path = tmp_path / "record.sqlite"
    return made


@pytest.fixture
def store(place):
    made = place.create()
    yield made
    made.close()
