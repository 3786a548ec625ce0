"""Sealing and unsealing: the payloads stay, and only the sealed unit can read them.

The order is in the log, and the state of its cases with it, before a key moves; a crash between the two leaves an
order that ``finish_sealing`` carries out.
"""

from __future__ import annotations

from caseward.ledger.envelope import Envelope
from caseward.ledger.keyring import KeyRing, KeySealed
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

    What an order opened is left for whoever has the sealed unit's key, when it was not given.
    """
    _, ring = keys_of(store)
    sealed = ring.sealed()
    wanted = {key_id: token for token, key_id in _in_state(store, "sealed")}
    done = []
    for key_id in sorted(set(wanted) - sealed):
        ring.seal([key_id], _last_order(store, wanted[key_id], "seal"))
        done.append(wanted[key_id])
    if not sealed - set(wanted):
        return tuple(done)
    for token, key_id in _in_state(store, "open"):
        if key_id in sealed and _opens(ring, key_id):
            ring.unseal([key_id], _last_order(store, token, "unseal"))
            done.append(token)
    return tuple(done)


def _in_state(store: Store, state: str) -> list[tuple[str, str]]:
    rows = store.reader.rows("SELECT token, key_id FROM matters WHERE state = ? ORDER BY token", (state,))
    return [(token, key_id) for token, key_id in rows]


def _opens(ring: KeyRing, key_id: str) -> bool:
    try:
        ring.key(key_id)
    except KeySealed:
        return False
    return True


def _last_order(store: Store, token: str, action: str) -> int:
    """The newest order of an action that affects a case, by index."""
    firsts = {row[0] for row in store.reader.rows("SELECT min(idx) FROM entries WHERE case_token = ?", (token,))}
    sql = "SELECT idx, leaf FROM entries WHERE kind = ? ORDER BY idx DESC"
    for index, leaf in store.reader.rows(sql, (ACTIONS[action],)):
        if firsts & {*Envelope.parse(bytes(leaf)).refers}:
            return int(index)
    return -1
