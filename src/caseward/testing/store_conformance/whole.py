"""All that a store must do, and the fixtures it is tried with."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from caseward.ledger.store.store import Store
from caseward.testing.store_conformance.heads import Heads
from caseward.testing.store_conformance.keeping import Keeping
from caseward.testing.store_conformance.orders import Orders
from caseward.testing.store_conformance.refusing import Refusing
from caseward.testing.store_conformance.together import Together
from caseward.testing.stores import Place

Tamper = Callable[[str], None]


class StoreConformance(Keeping, Refusing, Heads, Orders, Together):
    """Inherit, and give ``where``, ``entropy`` and ``tamper``."""

    @pytest.fixture
    def where(self) -> str:
        """A place where no store is yet."""
        raise NotImplementedError

    @pytest.fixture
    def tamper(self, where: str) -> Tamper:
        """Runs a statement on the store of ``where`` without its guards."""
        raise NotImplementedError

    @pytest.fixture
    def place(self, where: str, tmp_path: Path, entropy: Callable[[int], bytes]) -> Place:
        """The place with everything that opens a store there."""
        return Place(where, tmp_path, entropy)

    @pytest.fixture
    def store(self, place: Place) -> Iterator[Store]:
        """A new store."""
        made = place.create()
        yield made
        made.close()
