"""Workload tables: one at a time, by a fact with words, for requirements that are there, numbers with a source."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from itertools import chain

from caseward.dates import FOREVER
from caseward.errors import Fault
from caseward.policy import codes
from caseward.policy.known_facts import domain_of, fact_named, fact_names
from caseward.policy.model import Workload
from caseward.policy.policy import Policy
from caseward.policy.source import Path
from caseward.policy.values import Provision
from caseward.policy.walk import requirements
from caseward.record.nearest import did_you_mean


def workload_faults(policy: Policy) -> Iterator[Fault]:
    """Every fault of the workload tables of a policy."""
    yield from _beside_each_other(policy)
    for i, table in enumerate(policy.document.workload):
        path = ("workload", i)
        yield from chain(_shape(policy, path, table), _by(policy, path, table), _each(policy, path, table))
        yield from _basis(policy, path, table)


def _beside_each_other(policy: Policy) -> Iterator[Fault]:
    """Two tables at one time would count a case twice; hours and points do not add up."""
    tables = policy.document.workload
    for j, later in enumerate(tables):
        for i, earlier in enumerate(tables[:j]):
            if earlier.from_ < (later.until or FOREVER) and later.from_ < (earlier.until or FOREVER):
                rule = f"two workload tables hold at one time; the other begins at {policy.spot(('workload', i))}"
                yield policy.fault(("workload", j), codes.DATES, rule, "end the earlier one where the later begins")
        if later.unit != tables[0].unit:
            rule = f"the tables of one policy count in one unit; the first counts {tables[0].unit}"
            hint = f"write the numbers in {tables[0].unit}"
            yield policy.fault(("workload", j, "unit"), codes.WRONG_VALUE, rule, hint, value=later.unit)


def _shape(policy: Policy, path: Path, table: Workload) -> Iterator[Fault]:
    if bool(table.by) != bool(table.values):
        rule = "values go by a fact, and a fact gives values: one stands here without the other"
        yield policy.fault((*path, "by" if table.by else "values"), codes.SHAPE, rule, "give both, or neither")
    if not (table.values or table.each):
        rule = "a workload table says what a case costs (values), what each thing asked costs (each), or both"
        yield policy.fault(path, codes.SHAPE, rule, "give by with values, or each")
    if table.capacity.value == 0:
        rule = "nobody can carry anything with a capacity of nothing"
        yield policy.fault((*path, "capacity"), codes.WRONG_VALUE, rule, "write how much one officer has a month")


def _by(policy: Policy, path: Path, table: Workload) -> Iterator[Fault]:
    if not table.by:
        return
    fact = fact_named(table.by, policy.document)
    if fact is None or table.by not in fact_names(policy.document):
        hint = did_you_mean(table.by, fact_names(policy.document), what=f"facts of a {policy.document.subject}")
        yield policy.fault((*path, "by"), codes.FACT, "nothing gives such a fact", hint, value=table.by)
        return
    if fact.sort in ("number", "flag") or fact.plural:
        rule = f"a workload goes by a fact that has one word at a time, and {table.by} has not"
        yield policy.fault((*path, "by"), codes.FACT, rule, "name such a fact, as level", value=table.by)
        return
    allowed = [str(v) for v in domain_of(table.by, policy.document)]
    for value in (v for v in table.values if allowed and v not in allowed):
        hint = did_you_mean(value, allowed, what="values")
        yield policy.fault((*path, "values", value), codes.FACT, f"{table.by} has no such value", hint)


def _each(policy: Policy, path: Path, table: Workload) -> Iterator[Fault]:
    known = {name for _, r in requirements(policy.document) for name in (r.id, r.about)}
    for name in (n for n in table.each if n not in known):
        hint = did_you_mean(name, known, what="requirements of this policy")
        rule = "the policy defines no such requirement or duty"
        yield policy.fault((*path, "each", name), codes.UNKNOWN_NAME, rule, hint)


def _basis(policy: Policy, path: Path, table: Workload) -> Iterator[Fault]:
    """An assumed number says why, and a published one among assumed ones has a source of its own."""
    for where, number in _numbers(path, table):
        basis = number.basis or table.basis
        if basis == "assumed" and not (number.note or table.note):
            rule = "this number is assumed, and nothing says why"
            hint = "add a note to it, or to the table"
            yield policy.fault(where, codes.BASIS, rule, hint, value=str(number.value))
        elif basis == "published" and table.basis == "assumed" and not number.source:
            rule = "this number is published, in a table that is assumed, and has no source of its own"
            yield policy.fault(where, codes.BASIS, rule, "add source: a key of sources", value=str(number.value))


def _numbers(path: Path, table: Workload) -> Iterator[tuple[Path, Provision]]:
    named: dict[str, Mapping[str, Provision]] = {"values": table.values, "each": table.each}
    for key, numbers in named.items():
        yield from (((*path, key, name), number) for name, number in numbers.items())
    yield (*path, "capacity"), table.capacity
