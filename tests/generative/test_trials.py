"""Trials promise three things: the same from the same seed, policies that pass every check, and every key of the language."""

from __future__ import annotations

from collections.abc import Iterator
from functools import cache
from typing import Any, Literal, get_args, get_origin

import pytest
from pydantic import BaseModel

from caseward.policy.load import parse_policy
from caseward.policy.model import PolicyDocument
from caseward.testing.choices import Choices
from caseward.testing.trials import Trial
from caseward.testing.whole_policies import whole_policy
from tests.generative.test_strategies import yaml

SEEDS = 1500


@pytest.mark.parametrize("start", range(0, 120, 20))
def test_every_policy_of_a_trial_passes_the_checks(start: int) -> None:
    for seed in range(start, start + 20):
        raw = whole_policy(Choices.seeded(seed))
        loaded = parse_policy("\n".join(f"{name}: {yaml(value)}" for name, value in raw.items()).encode(), "made.yaml")
        assert [(f.line, f.code, f.rule, f.value) for f in loaded.faults] == [], f"seed {seed}"


def test_a_seed_always_gives_the_same_trial() -> None:
    for seed in (0, 7, 40):
        assert Trial.seeded(seed, 5) == Trial.seeded(seed, 5)
    assert Trial.seeded(0, 5) != Trial.seeded(1, 5)


def test_every_key_and_every_word_of_the_policy_language_is_drawn() -> None:
    """A key that the language gains has to be drawn here before the engine can be said to agree on it."""
    drawn = _drawn()
    wanted = {(m.__name__, n) for m in _models(PolicyDocument) for n in m.model_fields}
    assert sorted(wanted - drawn.keys()) == []
    words = {
        (m.__name__, n, w)
        for m in _models(PolicyDocument)
        for n, f in m.model_fields.items()
        for w in _words(f.annotation)
    }
    assert sorted((m, n, w) for m, n, w in words if w not in drawn[m, n]) == []


@cache
def _drawn() -> dict[tuple[str, str], set[Any]]:
    """For each model and field that some policy sets, the plain values it was given."""
    found: dict[tuple[str, str], set[Any]] = {}
    for seed in range(SEEDS):
        _seen(Trial.seeded(seed, 0).document(), found)
    return found


def _seen(part: object, found: dict[tuple[str, str], set[Any]]) -> None:
    if isinstance(part, BaseModel):
        for name in part.model_fields_set:
            value = getattr(part, name)
            said = found.setdefault((type(part).__name__, name), set())
            said.update(v for v in (value if isinstance(value, tuple) else (value,)) if isinstance(v, str | int))
            if isinstance(value, dict):
                said.update(value)
            _seen(value, found)
    elif isinstance(part, tuple | dict):
        for inner in part.values() if isinstance(part, dict) else part:
            _seen(inner, found)


def _models(model: type[BaseModel]) -> set[type[BaseModel]]:
    """A model and every model within it."""
    found: set[type[BaseModel]] = set()
    waiting: list[Any] = [model]
    while waiting:
        one = waiting.pop()
        if isinstance(one, type) and issubclass(one, BaseModel):
            if one not in found:
                found.add(one)
                waiting += [f.annotation for f in one.model_fields.values()]
        else:
            waiting += get_args(one)
    return found


def _words(annotation: object) -> Iterator[str]:
    if get_origin(annotation) is Literal:
        yield from get_args(annotation)
    else:
        for inner in get_args(annotation):
            yield from _words(inner)
