"""Destruction: payloads, their keys, and what said whose they were, gone; the envelopes and every receipt stay.

In this order, so that a crash between any two steps leaves either nothing done, or what ``finish_destruction`` takes
to its end without asking anybody again:

1. somebody else has signed exactly what is to go (``countersign``)
2. one transaction: the order's entry, the signed note, the rows deleted and overwritten, the names forgotten
3. the keys in the ring overwritten, and marks over requests that held what is gone
4. the store's files cleared of what deleted rows leave behind
5. the tombstone: an entry that says it is done
"""

from __future__ import annotations

import json
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from caseward.ledger.envelope import Envelope
from caseward.ledger.keys import PublicKey
from caseward.ledger.note import Note
from caseward.ledger.orders.countersign import Affected, Request, countersigned_by, digest_of_leaves, digest_of_order
from caseward.ledger.orders.errors import NotCountersigned
from caseward.ledger.orders.order import ACTIONS, Order
from caseward.ledger.orders.plan import Plan, Query, keys_of, planned_in
from caseward.ledger.orders.sealing import matter_of, recorded
from caseward.ledger.store.append import Writing
from caseward.ledger.store.draft import Draft, Kept, Opened, Stored
from caseward.ledger.store.refusals import DamagedStore
from caseward.ledger.store.schema import OWN_KINDS
from caseward.ledger.store.store import Store

TOMBSTONE = "tombstone"


@dataclass(frozen=True, slots=True)
class Destroyed:
    """A destruction that is done: the index of its order, how many entries lost their payload, and the tombstone."""

    order: int
    entries: int
    tombstone: Kept


def request(store: Store, plan: Plan) -> Request:
    """What somebody else has to sign for a plan to be carried out."""
    return _request(store, plan, store.reader.rows, plan.size)


def destroy(store: Store, order: Order, note: Note, authorities: Sequence[PublicKey]) -> Destroyed:
    """Carry out an order of destruction. NotCountersigned unless one of the authorities signed exactly what is to go;
    BadOrder. Whatever stops it after the order is in the log, ``finish_destruction`` goes on from there.
    """
    begun = begin_destruction(store, order, note, authorities)
    finish_destruction(store)
    with store.transaction() as writing:  # by now the tombstone stands, whoever was the one to finish it
        return _tombstone(writing, _ordered(store, begun), _stones(store).get(begun))


def begin_destruction(store: Store, order: Order, note: Note, authorities: Sequence[PublicKey]) -> int:
    """Only the transaction that takes the payloads away; the index of the order's entry. For many orders at once, to
    be followed by one ``finish_destruction``. Refuses as ``destroy`` does.
    """
    with store.transaction() as writing:
        query = writing.db.execute
        plan = planned_in(store, order, writing)
        check_request(store, plan, Request.parse(note.text), query)
        countersigned_by(note, authorities, store.vkeys)
        kept = recorded(writing, plan)
        query("INSERT INTO countersigned (idx, note) VALUES (?, ?)", (kept.index, str(note).encode()))
        _erase(writing, plan)
    return kept.index


def finish_destruction(store: Store) -> tuple[Destroyed, ...]:
    """Take destructions whose order is in the log to their end. Each step is harmless to repeat."""
    _, ring = keys_of(store)
    orders = [_ordered(store, index) for index in unfinished(store)]
    if not orders:
        return ()
    ring.destroy({key_id: order.entry.index for order in orders for key_id in order.keys})
    with store.transaction() as writing:
        writing.db.execute(_FORGET_REQUESTS, (b"",))
    store.scrub()
    with store.transaction() as writing:
        # Two at once, or one that comes back late: a destruction has one tombstone.
        standing = _stones(store)
        return tuple(_tombstone(writing, order, standing.get(order.entry.index)) for order in orders)


def unfinished(store: Store) -> tuple[int, ...]:
    """The orders of destruction, by index, that no tombstone says are done."""
    ordered = store.reader.rows("SELECT idx FROM entries WHERE kind = ? ORDER BY idx", (ACTIONS["destroy"],))
    done = _stones(store) if ordered else {}
    return tuple(index for (index,) in ordered if index not in done)


def _request(store: Store, plan: Plan, query: Query, below: int) -> Request:
    marks, _ = keys_of(store)
    cases = (Affected(token, *digest_of_leaves(_leaves(query, token, below))) for token in plan.tokens)
    digest = digest_of_order(plan.order.particulars(), marks.key)
    return Request(store.origin, digest, below, tuple(sorted(cases)))


def _leaves(query: Query, token: str, below: int) -> Iterator[bytes]:
    sql = "SELECT leaf FROM entries WHERE case_token = ? AND idx < ? ORDER BY idx"
    return (bytes(row[0]) for row in query(sql, (token, below)))


def check_request(store: Store, plan: Plan, signed: Request, query: Query | None = None) -> None:
    """NotCountersigned unless what was or is to be signed is what is to go now, the whole of it."""
    ask = query or store.reader.rows
    mine = _request(store, plan, ask, signed.below)
    if signed.origin != mine.origin:
        raise NotCountersigned(f"What is signed is about the log {signed.origin!r}.")
    if signed.order != mine.order:
        raise NotCountersigned("What is signed is another order, or this one with other particulars.")
    if signed.cases != mine.cases or signed.below > plan.size:
        raise NotCountersigned("What is signed covers other cases or other entries than this order does.")
    for token in plan.tokens:
        later = ask("SELECT count(*) FROM entries WHERE case_token = ? AND idx >= ?", (token, signed.below))[0][0]
        if later:
            raise NotCountersigned(f"{later:,} entries were added to these cases since it was written.")


#: A mark over what a request held lets whoever has the ring test guesses at it. The request's key stays, so that a late
#: repetition is refused and not kept anew. One pass over all requests, however many orders there are.
_FORGET_REQUESTS = (
    "UPDATE requests SET digest = ? WHERE length(digest) > 0 AND EXISTS (SELECT 1 FROM entries JOIN matters"
    " ON matters.token = entries.case_token WHERE matters.state = 'destroyed' AND entries.idx >= requests.first"
    " AND entries.idx < requests.first + requests.count)"
)
_ENTRIES = "(SELECT idx FROM entries WHERE case_token = ?)"


def _erase(writing: Writing, plan: Plan) -> None:
    """Delete the payloads of the cases and what says whose they are. The log itself has no part in it."""
    query = writing.db.execute
    for token in plan.tokens:
        query("INSERT INTO destroying (token) VALUES (?)", (token,))  # what the database's own guards look for
        query(f"DELETE FROM parts WHERE idx IN {_ENTRIES}", (token,))
        query(f"DELETE FROM ids WHERE idx IN {_ENTRIES}", (token,))
        gone = "state = 'destroyed', subject = NULL, matter = NULL, name = NULL"
        query(f"UPDATE matters SET {gone} WHERE token = ?", (token,))
        query("DELETE FROM destroying WHERE token = ?", (token,))


@dataclass(frozen=True, slots=True)
class _Ordered:
    """An order that is in the log: its entry, the keys of its cases, and how many entries these have."""

    entry: Stored
    keys: tuple[str, ...]
    count: int


def _ordered(store: Store, index: int) -> _Ordered:
    entry = next(store.stored(index, index + 1))
    tokens = [Envelope.parse(leaf).case for first in entry.envelope.refers for leaf in store.leaves(first, first + 1)]
    rows = store.reader.rows
    keys = [rows("SELECT key_id FROM matters WHERE token = ?", (token,))[0][0] for token in tokens]
    count = sum(rows("SELECT count(*) FROM entries WHERE case_token = ?", (token,))[0][0] for token in tokens)
    return _Ordered(entry, tuple(keys), count)


def _tombstone(writing: Writing, order: _Ordered, standing: int | None) -> Destroyed:
    """The tombstone of an order, beside it in the order's own matter; the one that stands already when there is one."""
    index, part = order.entry.index, order.entry.parts.get("order")
    if standing is not None:
        return Destroyed(index, order.count, next(writing.again(standing, standing + 1)))
    if not isinstance(part, Opened):
        raise DamagedStore(f"The order at entry {index} cannot be read.")
    said = json.loads(part.part)
    parts = {"tombstone": {"entries": order.count, "order": index}}
    draft = Draft(TOMBSTONE, "", matter_of(said["number"]), said["carried_out_by"], parts, refers=(index,))
    return Destroyed(index, order.count, writing.append([draft])[0])


def _stones(store: Store) -> dict[int, int]:
    """Tombstones by the order that they say is done."""
    sql = f"SELECT idx, leaf FROM entries WHERE {OWN_KINDS} AND kind = ? ORDER BY idx DESC"
    rows = store.reader.rows(sql, (TOMBSTONE,))
    return {order: index for index, leaf in rows for order in Envelope.parse(bytes(leaf)).refers}
