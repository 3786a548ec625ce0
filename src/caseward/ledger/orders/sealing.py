"""Sealing and unsealing: the payloads stay, and only the sealed unit can read them.

The order is in the log, and the state of its cases with it, before a key moves; a crash between the two leaves an
order that ``finish_sealing`` carries out.
"""

from __future__ import annotations

from caseward.ledger.envelope import Envelope
from caseward.ledger.keyring import KeyUnknown
from caseward.ledger.orders.order import ACTIONS, Order
from caseward.ledger.orders.plan import Plan, keys_of, planned_in
from caseward.ledger.store.append import Writing
from caseward.ledger.store.draft import Draft, Kept
from caseward.ledger.store.store import Store

STATES = {"seal": "sealed", "unseal": "open", "destroy": "destroyed"}


def seal(store: Store, order: Order) -> Kept:
    """Carry out an order to seal or to unseal; what the log keeps of it. BadOrder, and KeySealed when sealed cases
    are to be opened without the sealed unit's key: nothing is changed then.
    """
    _, ring = keys_of(store)
    with store.transaction() as writing:
        plan = planned_in(store, order, writing)
        if order.action == "unseal":
            for key_id in plan.keys:
                ring.key(key_id)  # refuses here, before anything is written
        kept = recorded(writing, plan)
        for token in plan.tokens:
            writing.db.execute("UPDATE matters SET state = ? WHERE token = ?", (STATES[order.action], token))
    # Only now that the order is on disk: the keys.
    (ring.seal if order.action == "seal" else ring.unseal)(plan.keys, kept.index)
    return kept


def recorded(writing: Writing, plan: Plan) -> Kept:
    """The entry of an order, in a transaction. It is a matter of its own, with a key of its own, so that it can be
    read when what it ordered cannot.
    """
    order = plan.order
    parts = {"order": order.particulars()}
    draft = Draft(order.kind, "", matter_of(order.number), order.carried_out_by, parts, refers=plan.firsts)
    return writing.append([draft])[0]


def matter_of(number: str) -> str:
    """The matter under which the entries of an order are kept."""
    return f"order {number}"


def finish_sealing(store: Store) -> tuple[str, ...]:
    """Move the keys of cases whose order is in the log and whose key is not as it says; the tokens of those cases.

    An order to unseal is left for whoever has the sealed unit's key.
    """
    _, ring = keys_of(store)
    done = []
    for token, key_id, state in store.reader.rows(
        "SELECT token, key_id, state FROM matters WHERE state <> 'destroyed'"
    ):
        try:
            now = ring.state(key_id)
        except KeyUnknown:
            continue  # an older ring than the store: for whoever restores it
        if state == "sealed" and now == "open":
            ring.seal([key_id], _last_order(store, token, "seal"))
            done.append(token)
    return tuple(sorted(done))


def _last_order(store: Store, token: str, action: str) -> int:
    """The newest order of an action that affects a case, by index."""
    firsts = {row[0] for row in store.reader.rows("SELECT min(idx) FROM entries WHERE case_token = ?", (token,))}
    sql = "SELECT idx, leaf FROM entries WHERE kind = ? ORDER BY idx DESC"
    for index, leaf in store.reader.rows(sql, (ACTIONS[action],)):
        if firsts & {*Envelope.parse(bytes(leaf)).refers}:
            return int(index)
    return -1
