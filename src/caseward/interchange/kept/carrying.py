"""What every carrying out of an order on a kept record needs: names as the store has them, authorities, loose ends."""

from __future__ import annotations

from dataclasses import replace

from caseward.interchange.kept.drafts import name_of
from caseward.interchange.kept.settings import BadSettings, Settings
from caseward.ledger.keys import BadKey, PublicKey
from caseward.ledger.orders.destruction import finish_destruction
from caseward.ledger.orders.order import Order
from caseward.ledger.orders.sealing import finish_sealing
from caseward.ledger.store.store import Store


def named(order: Order) -> Order:
    """The order with the names of its subject and matters as the store has them."""
    matters = None if order.matters is None else tuple(map(name_of, order.matters))
    return replace(order, subject=name_of(order.subject), matters=matters)


def authorities_of(settings: Settings) -> list[PublicKey]:
    """Whose signature counts for a destruction. BadSettings when a key is none."""
    try:
        return [PublicKey.parse(vkey) for vkey in settings.backup_authorities]
    except BadKey as error:
        raise BadSettings(f"backup.authorities: {error}.") from None


def finish(store: Store) -> tuple[int, int]:
    """Carry to their end the orders that something interrupted: of how many cases keys moved, how many destructions."""
    return len(finish_sealing(store)), len(finish_destruction(store))
