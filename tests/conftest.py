"""What every test starts from: a machine zone nobody lives by, no clock help, the same random examples each run."""

from __future__ import annotations

import gc
import os
import sys
import time
from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING

import pytest
from hypothesis import HealthCheck, settings

if TYPE_CHECKING:
    from tests.postgresql.cluster import Cluster

# An answer that depends on the machine's zone should fail here: Chatham is 12:45 or 13:45 ahead of UTC, and nobody's default.
os.environ["TZ"] = "Pacific/Chatham"
time.tzset()

# Some machines ask Python to keep nothing that it compiles; hundreds of tests start the command, and each start would
# then compile thousands of modules of libraries again.
os.environ.pop("PYTHONDONTWRITEBYTECODE", None)
sys.dont_write_bytecode = False

settings.register_profile(
    "ci",
    derandomize=True,
    max_examples=60,
    deadline=None,
    database=None,
    print_blob=True,
    suppress_health_check=[HealthCheck.too_slow],
)
settings.register_profile(
    "long",
    max_examples=int(os.environ.get("CASEWARD_FUZZ_EXAMPLES", "10000")),
    deadline=None,
    print_blob=True,
    suppress_health_check=[HealthCheck.too_slow, HealthCheck.data_too_large],
)
settings.load_profile(os.environ.get("HYPOTHESIS_PROFILE", "ci"))


LONG_FIRST = ("spark", "generative", "functional", "faults", "examples", "docs", "web", "casework", "conformance")
"""Folders whose files take longest: they begin first, so that no processor waits for the last of them alone."""


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Long files first; within a folder the order stays."""
    ranks = {folder: rank for rank, folder in enumerate(LONG_FIRST)}
    tests = Path(__file__).parent
    items.sort(key=lambda item: ranks.get(item.path.relative_to(tests).parts[0], len(ranks)))


@pytest.fixture(autouse=True)
def nothing_stays_frozen() -> Iterator[None]:
    """A command that is to end with its process freezes what is loaded; here the process goes on with other tests."""
    yield
    gc.unfreeze()


@pytest.fixture(scope="session")
def cluster() -> Iterator[Cluster]:
    """A PostgreSQL cluster for the tests of this process that ask for one."""
    from tests.postgresql.cluster import Cluster

    made = Cluster()
    try:
        yield made
    finally:
        made.remove()
