"""The words that columns of a table may hold: few, known from the policy alone, and numbered once for every slice."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

import numpy as np
import pyarrow as pa

from caseward.engine.arrays import Ints
from caseward.engine.layout import STATUSES
from caseward.engine.regimes import Key, Regime, Rules, State, Template
from caseward.policy.model import PolicyDocument
from caseward.policy.requirement import Requirement, Row
from caseward.policy.values import Length, Provision


@dataclass(frozen=True, slots=True)
class Words:
    """The words of one column, sorted unless their order is given."""

    words: tuple[str, ...]
    array: Any

    @classmethod
    def of(cls, words: Iterable[str], *, given: bool = False) -> Words:
        """Each word once."""
        kept = tuple(words) if given else tuple(sorted(set(words)))
        return cls(kept, pa.array(kept, type=pa.string()))

    def codes(self, words: Iterable[str]) -> Ints:
        """The number of each word."""
        places = {word: i for i, word in enumerate(self.words)}
        return np.fromiter((places[w] for w in words), dtype=np.int32)

    def column(self, codes: Any) -> Any:
        """A dictionary column of an Arrow array of numbers."""
        return pa.DictionaryArray.from_arrays(codes, self.array, safe=False)


def vocabulary(document: PolicyDocument, rules: list[Rules]) -> dict[str, Words]:
    """The words of every column that has few of them."""
    templates = [t for r in rules for found in r.templates().values() for t in found]
    cites = [_cited(document, t.requirement, State(0, row)) for t in templates for row in t.requirement.rows]
    cites += [_cited(document, t.requirement, State(0, Row())) for t in templates]
    return {
        "reading": Words.of(r.reading for r in rules),
        "policy": Words.of([document.policy]),
        "version": Words.of(["", *(t.version for t in templates)]),
        "requirement": Words.of(t.requirement.id for t in templates),
        "duty": Words.of(t.requirement.about for t in templates),
        "kind": Words.of(t.requirement.body_key for t in templates),
        "overlay": Words.of(["", *(t.overlay for t in templates)]),
        "status": Words.of(STATUSES, given=True),
        "basis": Words.of(["assumed", "published"]),
        "citation": Words.of(cites),
    }


@dataclass(frozen=True, slots=True)
class Spoken:
    """The numbers of the words of one requirement: of its own, by template, and by state."""

    fixed: dict[str, int]
    by_template: dict[str, Ints]
    by_state: dict[str, Ints]


def spoken(document: PolicyDocument, words: dict[str, Words], reading: str, key: Key, regime: Regime) -> Spoken:
    """What the rows of a kernel say in words."""
    own = {"reading": reading, "policy": document.policy, "requirement": key[0], "kind": key[1]}
    templates, states = regime.templates, regime.states
    by_template = {
        "version": [t.version for t in templates],
        "duty": [t.requirement.about for t in templates],
        "overlay": [t.overlay for t in templates],
    }
    by_state = {
        "basis": [_basis(_owner(templates, s), s) for s in states],
        "citation": [_cited(document, _owner(templates, s), s) for s in states],
    }
    return Spoken(
        {name: int(words[name].codes([word])[0]) for name, word in own.items()},
        {name: words[name].codes(said) for name, said in by_template.items()},
        {name: words[name].codes(said) for name, said in by_state.items()},
    )


def _owner(templates: tuple[Template, ...], state: State) -> Requirement:
    return templates[state.template].requirement


def _basis(r: Requirement, state: State) -> str:
    """``assumed`` if a number that decides is assumed, or if the requirement is and no number is published."""
    if state.missing:
        return r.basis
    body = getattr(r, r.body_key)
    given = [
        (getattr(state.row, n, None) or getattr(body, n, None))
        for n in ("count", "most", "bound", "interval", "first", "within")
    ]
    numbers = [x.provision if isinstance(x, Length) else x for x in given if isinstance(x, Length | Provision)]
    bases = {n.basis for n in numbers} - {None}
    return "assumed" if "assumed" in bases or (r.basis == "assumed" and "published" not in bases) else "published"


def _cited(document: PolicyDocument, r: Requirement, state: State) -> str:
    cite = r.cite if state.missing or state.row.cite is None else state.row.cite
    source = document.sources.get(cite.source, cite.source)
    return f"{cite.at}, {source}" if cite.at else source
