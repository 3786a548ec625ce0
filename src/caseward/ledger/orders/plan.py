"""What an order would do to the record as it stands: which cases, how many entries of each kind. It changes nothing."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from typing import TypeAlias

from caseward.errors import Fault
from caseward.ledger.keyring import KeyRing
from caseward.ledger.orders.errors import BadOrder
from caseward.ledger.orders.order import ACTIONS, Order
from caseward.ledger.store.append import Writing
from caseward.ledger.store.database import Row, Value
from caseward.ledger.store.marks import Marks
from caseward.ledger.store.refusals import NotOpenedForThat
from caseward.ledger.store.store import Store

Query: TypeAlias = Callable[[str, Sequence[Value]], list[Row]]
#: In which states a case must be for an action.
_FITTING = {"seal": ("open",), "unseal": ("sealed",), "destroy": ("open", "sealed")}


@dataclass(frozen=True, slots=True)
class Case:
    """A case that the order affects: its token, the name of its key, its state, its first entry, and how many entries
    it has of each kind.
    """

    token: str
    key_id: str
    state: str
    first: int
    kinds: tuple[tuple[str, int], ...]


@dataclass(frozen=True, slots=True)
class Plan:
    """What an order affects when the log has ``size`` entries; ``cases`` by token."""

    order: Order
    size: int
    cases: tuple[Case, ...]

    @property
    def kinds(self) -> tuple[tuple[str, int], ...]:
        """How many entries of each kind, by kind."""
        return tuple(sorted(sum((Counter(dict(case.kinds)) for case in self.cases), Counter[str]()).items()))

    @property
    def entries(self) -> int:
        """How many entries in all."""
        return sum(count for _, count in self.kinds)

    @property
    def firsts(self) -> tuple[int, ...]:
        """The first entry of each case: what the order's own entry refers to."""
        return tuple(sorted(case.first for case in self.cases))

    @property
    def beside(self) -> int:
        """How many of the cases it takes along, not named by the order."""
        return sum(case.token in self.order.beside for case in self.cases)

    @property
    def tokens(self) -> tuple[str, ...]:
        """The tokens of the cases."""
        return tuple(case.token for case in self.cases)

    @property
    def keys(self) -> tuple[str, ...]:
        """The names of the cases' keys."""
        return tuple(case.key_id for case in self.cases)


def keys_of(store: Store) -> tuple[Marks, KeyRing]:
    """The blind marks and the key ring of a store. NotOpenedForThat without."""
    if store.reader.marks is None or store.reader.ring is None:
        raise NotOpenedForThat("Whom an order is about is found with the key ring.")
    return store.reader.marks, store.reader.ring


def planned(store: Store, order: Order, today: date, query: Query | None = None) -> Plan:
    """What an order would affect. BadOrder with everything that does not fit the record. ``query`` reads within a
    transaction.
    """
    ask = query or store.reader.rows
    marks, _ = keys_of(store)
    faults = list(_not_of_today(order, today))
    found = list(_wanted(order, ask, marks, faults))
    rows = {row[0]: row for row in (*_fitting(order, found, faults), *_beside(order, ask))}
    cases = tuple(_case(rows[token], ask) for token in sorted(rows))
    if faults:
        raise BadOrder(faults=faults)
    return Plan(order, ask("SELECT size FROM head", ())[0][0], cases)


def planned_in(store: Store, order: Order, writing: Writing) -> Plan:
    """The same, today, in the transaction that carries the order out."""
    return planned(store, order, writing.pen.now().date(), writing.db.execute)


def _not_of_today(order: Order, today: date) -> Iterator[Fault]:
    if order.date > today:
        yield order.fault("date", order.date, f"no order is of a day to come (today is {today})", "correct the day")


_MATTERS = "SELECT token, key_id, state FROM matters WHERE "


def _wanted(order: Order, ask: Query, marks: Marks, faults: list[Fault]) -> Iterator[tuple[str, Row]]:
    """The rows of the matters that the order names, each with its name as the order has it."""
    hint = "write it as the record does; what was destroyed already cannot be found any more"
    if order.matters is None:
        rows = ask(_MATTERS + "subject = ? ORDER BY token", (marks.subject(order.subject),))
        if not rows:
            faults.append(order.fault("subject", order.subject, "the record holds nothing of this subject", hint))
        yield from (("", row) for row in rows)
        return
    for matter in order.matters:
        rows = ask(_MATTERS + "matter = ?", (marks.matter(order.subject, matter),))
        if not rows:
            rule = f"the record holds nothing of {order.subject!r} under this name"
            faults.append(order.fault("matters", matter, rule, hint))
        yield from ((matter, row) for row in rows)


def _beside(order: Order, ask: Query) -> Iterator[Row]:
    """The rows of the matters that the order takes along, those whose state it fits."""
    for token in order.beside:
        yield from (row for row in ask(_MATTERS + "token = ?", (token,)) if row[2] in _FITTING[order.action])


def _fitting(order: Order, found: Sequence[tuple[str, Row]], faults: list[Fault]) -> Iterable[Row]:
    """The rows whose state the order fits. Where everything of a subject is meant, what is done already is passed
    over; when nothing is left, that is a fault.
    """
    states = _FITTING[order.action]
    fitting = [row for _, row in found if row[2] in states]
    wrong = [(name, row[2]) for name, row in found if row[2] not in states]
    if order.matters is None:
        wrong = [] if fitting else wrong[:1]
    field = "subject" if order.matters is None else "matters"
    for name, state in wrong:
        rule = (
            f"it is {state} already" if order.action == "seal" else f"it is {state}, and only what is sealed is opened"
        )
        other = "unseal" if order.action == "seal" else "seal"
        faults.append(order.fault(field, name or order.subject, rule, f"see whether {other!r} is what was ordered"))
    return fitting


def _case(row: Row, ask: Query) -> Case:
    token, key_id, state = row
    sql = "SELECT kind, count(*), min(idx) FROM entries WHERE case_token = ? GROUP BY kind ORDER BY kind"
    found = ask(sql, (token,))
    first = min(index for _, _, index in found)
    return Case(token, key_id, state, first, tuple((kind, count) for kind, count, _ in found))


assert set(_FITTING) == set(ACTIONS)
