"""A store in a file of its own."""

import secrets

import pytest

from caseward.testing.stores import Place


@pytest.fixture
def place(tmp_path):
    return Place(str(tmp_path / "record.sqlite"), tmp_path, secrets.token_bytes)


@pytest.fixture
def store(place):
    made = place.create()
    yield made
    made.close()
