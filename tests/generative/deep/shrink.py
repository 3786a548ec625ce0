"""A trial on which two ways of working it out differ, made as small as it will go, and printed so that it can be run."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from copy import deepcopy
from dataclasses import replace
from datetime import date, datetime
from typing import Any

from pydantic import ValidationError

from caseward.dates import When
from caseward.record.entry import Entry, Record
from caseward.testing.trials import Trial

Fails = Callable[[Trial], bool]


def shrunk(trial: Trial, fails: Fails) -> Trial:
    """The same failure with as few entries and as little policy as can be. ``fails`` says whether a trial still does."""
    smaller = True
    while smaller:
        before = (len(trial.record), len(str(trial.policy)))
        trial = _fewer_entries(trial, fails)
        trial = _less_policy(trial, fails)
        bare = replace(trial, gaps=())
        trial = bare if trial.gaps and _still(bare, fails) else trial
        smaller = (len(trial.record), len(str(trial.policy))) != before
    return trial


def _fewer_entries(trial: Trial, fails: Fails) -> Trial:
    """Halves, quarters and at last single entries are left out while it still fails."""
    size = max(1, len(trial.record) // 2)
    while size:
        at = 0
        while at < len(trial.record):
            kept = (*trial.record.entries[:at], *trial.record.entries[at + size :])
            less = replace(trial, record=Record(kept))
            if _still(less, fails):
                trial = less
            else:
                at += size
        size //= 2
    return trial


def _less_policy(trial: Trial, fails: Fails) -> Trial:
    """Keys and items are left out one by one, the outermost first, while it still fails."""
    done = False
    while not done:
        done = True
        for path in sorted(_paths(trial.policy), key=len):
            policy = deepcopy(trial.policy)
            part: Any = policy
            for step in path[:-1]:
                part = part[step]
            del part[path[-1]]
            less = replace(trial, policy=policy)
            if _still(less, fails):
                trial, done = less, False
                break
    return trial


def _paths(part: object) -> Iterator[tuple[Any, ...]]:
    steps: list[tuple[Any, object]] = []
    if isinstance(part, dict):
        steps = list(part.items())
    elif isinstance(part, list):
        steps = list(enumerate(part))
    for step, inner in steps:
        yield (step,)
        yield from ((step, *rest) for rest in _paths(inner))


def _still(trial: Trial, fails: Fails) -> bool:
    """Whether it fails as before; a policy or record that cannot be read does not."""
    try:
        return fails(trial)
    except (ValidationError, ValueError, AssertionError, KeyError, IndexError, StopIteration):
        return False


def written(trial: Trial) -> str:
    """The trial as Python that makes it again and prints where the two differ."""
    entries = "\n".join(f"    {_entry(e)}," for e in trial.record)
    return (
        "from datetime import date, datetime, timezone\n"
        "from caseward.dates import parse_when as at\n"
        "from caseward.record.entry import Record\n"
        "from caseward.record.view import SetAside\n"
        "from caseward.testing.trials import Trial\n"
        "from caseward.testing.whole_records import stated\n"
        "from tests.generative.agree import difference\n\n"
        f"policy = {_code(trial.policy)}\n"
        f"record = Record.of([\n{entries}\n])\n"
        f"trial = Trial(policy, record, {_code(trial.as_of)}, {trial.gaps!r})\n"
        "print(difference(trial.document(), trial.view(), trial.as_of) or 'they agree')\n"
    )


def _entry(entry: Entry) -> str:
    recorded = "" if entry.recorded is None else f", {_code(entry.recorded)}"
    return f"stated({entry.id!r}, {entry.kind!r}, {entry.occurred.text!r}, {_code(dict(entry.values))}{recorded})"


def _code(value: object) -> str:
    if isinstance(value, dict):
        return "{" + ", ".join(f"{k!r}: {_code(v)}" for k, v in value.items()) + "}"
    if isinstance(value, list | tuple):
        inner = ", ".join(map(_code, value))
        return f"[{inner}]" if isinstance(value, list) else f"({inner},)"
    if isinstance(value, When):
        return f"at({value.text!r})"
    if isinstance(value, datetime):
        return repr(value).replace("datetime.datetime", "datetime").replace("datetime.timezone", "timezone")
    return repr(value).replace("datetime.date", "date") if isinstance(value, date) else repr(value)
