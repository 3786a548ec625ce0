"""One evaluator for many slices: nothing is worked out, or compiled, again; the parts and threads do not show."""

from __future__ import annotations

import sys
from datetime import date, timedelta
from typing import Any

import numba
import numpy as np
import pytest

from benchmarks.flat import FIRST, flat_columns, four_rules
from caseward.engine import evaluator, packs
from caseward.engine.columns import FAR, Columns, columns_of
from caseward.engine.evaluator import Evaluator
from caseward.engine.layout import R_SUBJECT
from caseward.engine.patterns import Patterns
from caseward.engine.run import evaluate_columns
from caseward.policy.model import PolicyDocument
from caseward.policy.requirement import Alternative
from caseward.policy.values import WEEKDAYS, Matcher
from caseward.record.facts import subjects_of
from caseward.record.view import View, view_of
from caseward.testing.trials import Trial
from caseward.testing.whole_records import stated
from tests.generative.agree import compared

from caseward.dates import parse_when  # isort: skip
from caseward.record.entry import Entry, Record  # isort: skip

AS_OF = FIRST + timedelta(days=730)
COLUMNS = flat_columns(300, 5, with_ids=True)


def edited(count: int) -> PolicyDocument:
    """The four rules with another number of contacts a month."""
    rules = four_rules()
    monthly = next(r for r in rules.versions[0].requirements if r.id == "monthly")
    rows = tuple(
        row.model_copy(update={"count": row.count.model_copy(update={"value": count})}) for row in monthly.rows
    )
    others = tuple(r for r in rules.versions[0].requirements if r.id != "monthly")
    version = rules.versions[0].model_copy(
        update={"requirements": (monthly.model_copy(update={"rows": rows}), *others)}
    )
    return rules.model_copy(update={"versions": (version,)})


def signatures() -> dict[str, int]:
    """How often each kernel has been compiled, by module and name: those that a loaded room of the engine names."""
    rooms = [module for name, module in sys.modules.items() if name.startswith("caseward.engine.")]
    found = [k for room in rooms for k in vars(room).values() if isinstance(k, numba.core.registry.CPUDispatcher)]
    return {f"{k.py_func.__module__}.{k.py_func.__name__}": len(k.signatures) for k in found}


def test_an_edited_number_compiles_nothing():
    before_edit = evaluate_columns(four_rules(), COLUMNS, AS_OF)
    compiled = signatures()
    after_edit = evaluate_columns(edited(5), COLUMNS, AS_OF)
    assert signatures() == compiled
    assert max(compiled.values()) <= 2
    assert not after_edit.equals(before_edit)


def test_a_kernel_is_compiled_once_whatever_the_record_and_the_policy():
    evaluate_columns(four_rules(), COLUMNS, AS_OF)
    evaluate_columns(four_rules(), columns_of(()), AS_OF)
    doubled = [name for name, count in signatures().items() if count > 1 and name.startswith("caseward.engine.kernel_")]
    assert not doubled


@pytest.mark.parametrize("part", [1, 7, 64])
@pytest.mark.parametrize("threads", [1, 2])
def test_parts_and_threads_do_not_show(part, threads, monkeypatch):
    whole = evaluate_columns(four_rules(), COLUMNS, AS_OF)
    monkeypatch.setattr(evaluator, "PART", part)
    found = Evaluator(four_rules(), AS_OF).table(COLUMNS, threads)
    assert found.schema.equals(whole.schema)
    assert found.equals(whole)


@pytest.mark.parametrize("share", [-1.0, 2.0])
def test_dense_packs_and_others_hold_the_same(share, monkeypatch):
    whole = evaluate_columns(four_rules(), COLUMNS, AS_OF)
    monkeypatch.setattr(packs, "DENSE", share)
    assert evaluate_columns(four_rules(), COLUMNS, AS_OF).equals(whole)


def test_more_patterns_than_a_table_holds(monkeypatch):
    whole = evaluate_columns(four_rules(), COLUMNS, AS_OF)
    monkeypatch.setattr(packs, "DIRECT", 2)
    monkeypatch.setattr("caseward.engine.segments.DIRECT", 2)
    monkeypatch.setattr("caseward.engine.signatures.DIRECT", 2)
    assert evaluate_columns(four_rules(), COLUMNS, AS_OF).equals(whole)


def test_slices_one_after_the_other_give_what_one_gives():
    whole = Evaluator(four_rules(), AS_OF).table(COLUMNS).to_pylist()
    one = Evaluator(four_rules(), AS_OF)
    parts = [one.table(COLUMNS.part(a, a + 100)).to_pylist() for a in (0, 100, 200)]
    found = sorted((r for p in parts for r in p), key=lambda r: (r["requirement"], r["subject"], r["window_start"]))
    assert found == sorted(whole, key=lambda r: (r["requirement"], r["subject"], r["window_start"]))


def test_what_is_worked_out_of_one_slice_stands_for_the_next():
    one = Evaluator(four_rules(), AS_OF)
    one.table(COLUMNS)
    known = [len(m.outcomes.by_signature) for g in one.groups for m in g.members.values()]
    one.table(flat_columns(500, 6, with_ids=True))
    assert [len(m.outcomes.by_signature) for g in one.groups for m in g.members.values()] == known


def test_rows_are_handed_over_as_the_table_has_them():
    seen: dict[str, int] = {}

    def consume(place: Any, _compiled: Any, _base: int, out: Any, _counted: Any) -> None:
        seen[place[1]] = seen.get(place[1], 0) + out.shape[1]

    one = Evaluator(four_rules(), AS_OF)
    one.rows(COLUMNS, consume)
    table = one.table(COLUMNS)
    names, counts = np.unique(table["requirement"].to_pylist(), return_counts=True)
    assert seen == dict(zip(names.tolist(), counts.tolist(), strict=True))


def rows_of(document: PolicyDocument, columns: Columns, as_of: date, threads: int = 1) -> Any:
    """By requirement the rows as kernels write them, and the ids counted, in order of subject."""
    found: dict[Any, list[Any]] = {}

    def consume(place: Any, _compiled: Any, base: int, out: Any, ids: Any) -> None:
        rows = out.copy()
        rows[R_SUBJECT] += base
        found.setdefault(place, []).append((rows, ids.copy()))

    Evaluator(document, as_of).rows(columns, consume, threads)
    for own in found.values():
        own.sort(key=lambda x: x[0][R_SUBJECT].min(initial=FAR))
    return {k: [np.concatenate(x, axis=-1).tolist() for x in zip(*v, strict=True)] for k, v in sorted(found.items())}


@pytest.mark.parametrize(("share", "direct"), [(-1.0, 1 << 16), (2.0, 1 << 16), (0.25, 2), (0.5, 1 << 16)])
def test_blocks_of_a_part_do_not_show(share, direct, monkeypatch):
    monkeypatch.setattr(packs, "DENSE", share)
    monkeypatch.setattr(packs, "DIRECT", direct)
    monkeypatch.setattr("caseward.engine.segments.DIRECT", direct)
    monkeypatch.setattr("caseward.engine.signatures.DIRECT", direct)
    whole = rows_of(four_rules(), COLUMNS, AS_OF)
    monkeypatch.setattr(evaluator, "NEAR", 16)
    assert rows_of(four_rules(), COLUMNS, AS_OF) == whole
    assert rows_of(four_rules(), COLUMNS, AS_OF, 2) == whole
    assert len(whole) == 4


def test_blocks_do_not_show_whatever_the_policy(monkeypatch):
    for seed in range(40):
        trial = Trial.seeded(seed, 9)
        columns = columns_of(subjects_of(trial.view(), trial.document().subject))
        whole = rows_of(trial.document(), columns, trial.as_of)
        monkeypatch.setattr(evaluator, "NEAR", 2)
        blocks = rows_of(trial.document(), columns, trial.as_of)
        monkeypatch.undo()
        assert blocks == whole, seed


def test_a_pattern_tells_apart_only_what_the_policy_does():
    spoke = Matcher.model_validate({"kind": "contact", "where": {"outcome": "spoke"}})
    patterns = Patterns.of([spoke], {})
    told = patterns.told["contact", "outcome"]
    assert told.by_code(["spoke", "left_message", "attempted", "no_answer"]).tolist() == [0, 1, 2, 2, 2]
    assert patterns.size == 1 + 3


def _entry(name: str, kind: str, at: str, **values: Any) -> Entry:
    return Entry(name, kind, parse_when(at), None, "", "", "", values)


def _record(*more: Entry, level: str) -> View:
    person = _entry("p", "person", "2020-01-01")
    term = _entry("t", "term", "2020-01-01", person="p", supervision_type="probation", level=level, case_type="general")
    return view_of(Record.of([person, term, *more]))


@pytest.mark.parametrize("level", ["minimum", "none"])
def test_a_doubt_about_an_entry_leaves_nobody_to_the_reference_that_kernels_can_settle(level):
    view = _record(_entry("c", "contact", "2020-04", term="t", outcome="spoke", mode="in_person"), level=level)
    found = compared(four_rules(), view, date(2020, 12, 31))
    assert found.difference == ""
    assert found.left["in force", "monthly", "every"] == 0
    assert found.left["in force", "attempts", "when"] == 0  # no attempt, no clock


def test_a_requirement_with_too_many_matchers_is_planned_for_the_reference():
    rules = four_rules()
    quarterly = next(r for r in rules.versions[0].requirements if r.id == "quarterly")
    days = [d for d in WEEKDAYS for _ in range(5)]
    lines = tuple(
        Alternative.model_validate(
            {"count": 1 + n, "counts": {"kind": "contact", "weekday": (d,), "where": {"place": f"p{n}"}}}
        )
        for n, d in enumerate(days)
    )
    made = quarterly.model_copy(update={"any_of": lines, "counts": None})
    version = rules.versions[0].model_copy(update={"requirements": (made,)})
    document = rules.model_copy(update={"versions": (version,), "overlays": ()})
    assert [p.why for p in Evaluator(document, AS_OF).plan] == ["it has more than 32 matchers"]


@pytest.mark.parametrize(("opened", "closed", "as_of", "starts"), [
    # By months from the 31st the sixth window begins after all that is known.
    ("2020-08-31", None, date(2021, 1, 29), ["2020-08-31", "2020-09-30", "2020-10-31", "2020-11-30", "2020-12-31"]),
    ("2020-08-31", None, date(2020, 11, 30), ["2020-08-31", "2020-09-30", "2020-10-31", "2020-11-30"]),
    # The end of a life cuts the last window, though nothing that is read changes in it.
    ("2020-01-15", "2020-03-20", date(2021, 1, 29), ["2020-01-15", "2020-02-15", "2020-03-15"]),
])  # fmt: skip
def test_windows_of_months_begin_while_it_is_supervised_and_known(opened, closed, as_of, starts):
    rule = {"id": "r", "title": "A rule", "cite": {"source": "S"}, "basis": "published", "every": {
        "period": "months", "anchor": "start"}}  # fmt: skip
    policy = {"policy": "p", "title": "P", "jurisdiction": "nowhere", "sources": {"S": "a source"}, "versions": [
        {"version": "v", "from": date(2019, 1, 1), "requirements": [rule]}]}  # fmt: skip
    entries = [stated("t", "term", opened, {"person": "p"})]
    if closed:
        entries.append(stated("e", "term_end", closed, {"term": "t", "reason": "completed"}))
    made = Trial(policy, Record.of(entries), as_of)
    found = compared(made.document(), made.view(), as_of)
    assert found.difference == ""
    assert [row.window_start.isoformat() for row in found.rows] == starts
