"""Warnings that came before anybody knew whom they were about, and go with the matters to which they were attached.

Such a warning is a matter of its own, with what was decided about it. Attaching it is a correction: the warning that
stands instead is the person's, and the first one stays where it was, with its words. So an order over the person's
matter is over the first one too. What an earlier release kept of them is one matter together, and goes with nobody's.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import replace

from caseward.interchange.kept.drafts import name_of
from caseward.interchange.kept.holding import Holding
from caseward.interchange.kept.matters import UNATTACHED
from caseward.interchange.kept.reading import Taken, taken
from caseward.ledger.envelope import Envelope
from caseward.ledger.orders.errors import BadOrder
from caseward.ledger.orders.order import ACTIONS, Order
from caseward.ledger.orders.plan import keys_of
from caseward.ledger.store.draft import CORRECTION
from caseward.ledger.store.store import Store


def with_attached(order: Order, store: Store) -> Order:
    """The order, which names things as the store does, with the cases of warnings attached to what it names.

    BadOrder for a destruction where warnings are sealed, and only the sealed unit can tell whether they are meant.
    """
    wanted = _wanted(order, store)
    found, closed = _attached(wanted, store) if wanted else (set(), set())
    if closed:
        found |= _sealed_with(order, wanted, closed, store)
    found -= {store.reader.token_of(UNATTACHED, ""), *wanted}
    return replace(order, beside=tuple(sorted(found)))


def taken_along(order: Order, store: Store) -> Iterator[Taken]:
    """The entries of the record that an order takes along."""
    sql = "SELECT idx FROM entries WHERE case_token = ? ORDER BY idx"
    for token in order.beside:
        for (index,) in store.reader.rows(sql, (token,)):
            yield from (one for stored in store.stored(index, index + 1) if (one := taken(stored)) is not None)


def _wanted(order: Order, store: Store) -> frozenset[str]:
    """The cases that an order names."""
    rows, (marks, _) = store.reader.rows, keys_of(store)
    if order.matters is None:
        return frozenset(row[0] for row in rows(_TOKENS + "subject = ?", (marks.subject(order.subject),)))
    named = (rows(_TOKENS + "matter = ?", (marks.matter(order.subject, one),)) for one in order.matters)
    return frozenset(row[0] for found in named for row in found)


_TOKENS = "SELECT token FROM matters WHERE "


def _attached(wanted: frozenset[str], store: Store) -> tuple[set[str], set[str]]:
    """The cases of warnings that were attached to any of the wanted ones, later ones of a chain too; and those of
    which a seal hides whose they are.
    """
    held, found, closed = Holding(store), set[str](), set[str]()
    for stored in store.of_subject(UNATTACHED):
        one = taken(stored) if stored.envelope.kind == CORRECTION else None
        if one is None:
            continue
        if one.entry is None:
            closed |= {stored.envelope.case} if one.reason == "sealed" else set()
        elif not wanted.isdisjoint(_leads_to(one.entry.text("replaced_by"), held)):
            found.add(stored.envelope.case)
    return found, closed - found


def _leads_to(id_: str, held: Holding) -> Iterator[str]:
    """The cases of an entry, of the one that was put in its place, and so on, as far as that can be read."""
    reader, seen = held.store.reader, set[int]()
    while id_ and (index := reader.index_of(name_of(id_))) is not None and index not in seen:
        seen.add(index)
        yield from _cases(held.store, [index])
        by = reader.superseded_by(index)
        correction = None if by is None else held.at(by)
        id_ = correction.entry.text("replaced_by") if correction is not None and correction.entry is not None else ""


def _sealed_with(order: Order, wanted: frozenset[str], closed: set[str], store: Store) -> set[str]:
    """Of cases that are sealed, those that some order sealed with wanted ones and with nobody's else that is there.

    BadOrder where a destruction names only some of what was sealed with them: it takes an order to open them first.
    """
    found, doubtful, nobodys = set[str](), dict[str, int](), _nobodys(store)
    for stored in store.reader.of_kind(ACTIONS["seal"]):
        cases = set(_cases(store, stored.envelope.refers))
        if wanted.isdisjoint(cases):
            continue
        if cases - wanted - nobodys:
            doubtful |= dict.fromkeys(closed & cases, stored.index)
        else:
            found |= closed & cases
    unknown = [entry for token, entry in doubtful.items() if token not in found]
    if unknown and order.action == "destroy":
        rule = (
            f"warnings were sealed with it and with other matters by the order at entry {unknown[0]}, and only the "
            "sealed unit can tell to which of them they were attached"
        )
        hint = "destroy what was sealed together, or have it opened by an order first"
        raise BadOrder(faults=[order.fault("matters", ", ".join(order.matters or ()), rule, hint)])
    return found


def _cases(store: Store, indices: Iterable[int]) -> list[str]:
    return [Envelope.parse(leaf).case for index in indices for leaf in store.leaves(index, index + 1)]


def _nobodys(store: Store) -> set[str]:
    """Cases that are gone, and those of warnings that were attached to nobody when they came."""
    marks, _ = keys_of(store)
    rows = store.reader.rows(_TOKENS + "state = 'destroyed' OR subject = ?", (marks.subject(UNATTACHED),))
    return {row[0] for row in rows}
