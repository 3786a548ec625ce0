"""Draws ``docs/insider-attacks.md`` from the catalogue that ``tests/faults/test_insiders.py`` carries out."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from importlib import import_module
from pathlib import Path

from tests.faults.insider import BRINGS, CATALOGUE, HOLDS, Attack, Check, Found, Remains, Who
from tools.markdown import page, table

OPENING = (
    "What people with access can try against a kept record. `tests/faults/test_insiders.py` carries each out for real, "
    "on a record of 25 entries of which a witness with copies saw 22, and asserts what stands here: who finds it, as "
    "which verdict at which entries, or that nothing does. The [threat model](threat-model.md) says it by person."
)
HELD = (
    "The *exposure* is entries 22 to 24: recorded since a witness last saw the log. *Until the next cosigned head* "
    "means that whoever holds the log's key can rewrite them unseen, unless somebody holds a receipt for one, as the "
    "officer who recorded entry 23 does here. *Named*: what is wrong is said, and `verify` exits with 1, though no "
    "entry is missing or altered. Where a tree was rewritten too, nothing tells the entries under it apart, and all "
    "that only the doubtful head covers is called altered."
)
_REPORTS = (Check.VERIFY, Check.ALONE, Check.HOLDER, Check.COPIES)
FAULTS = Path(__file__).resolve().parents[1] / "tests" / "faults"


def insiders_page() -> str:
    """The page: a table for each who, and a count of how the attacks end."""
    for file in sorted(FAULTS.glob("insider_*.py")):
        import_module(f"tests.faults.{file.stem}")
    return page("Insider attacks", _lines())


def _lines() -> Iterator[str]:
    yield from (OPENING, "", HELD, "", *table(("How it ends", "Attacks"), _counts()), "")
    yield from (*table(("Check", "What it brings along"), ((str(by), what) for by, what in BRINGS.items())), "")
    for who in Who:
        yield from (f"## {who}", "", HOLDS[who], "")
        rows = [_row(attack) for attack in CATALOGUE if attack.who is who]
        yield from (*table(("Attack", "What is done", "Found by", "As"), rows), "")


def _counts() -> list[tuple[str, str]]:
    found = [a for a in CATALOGUE if isinstance(a.outcome, Found)]
    left = [a.outcome for a in CATALOGUE if isinstance(a.outcome, Remains)]
    proven = [one for one in left if one.then]
    return [
        ("found, or refused at once", str(len(found))),
        ("not found by the check that is asked, and proven by somebody else", str(len(proven))),
        ("not found", str(len(left) - len(proven))),
    ]


def _row(attack: Attack) -> tuple[str, str, str, str]:
    outcome = attack.outcome
    if isinstance(outcome, Found):
        return attack.name, attack.does, str(outcome.by), _as(outcome)
    if outcome.then is None:
        return attack.name, attack.does, "nothing", outcome.until
    found = f"not {_by(outcome)}; but {outcome.then.by}"
    return attack.name, attack.does, found, f"{outcome.until}; {_as(outcome.then)}"


def _by(outcome: Remains) -> str:
    return " nor ".join(map(str, outcome.quiet))


def _as(found: Found) -> str:
    if not found.places:
        return "refused" if found.by not in _REPORTS else "named"
    return _places(found.places)


def _places(places: Mapping[str, Sequence[int]]) -> str:
    return "; ".join(f"{verdict}: {_runs(there)}" for verdict, there in places.items())


def _runs(places: Sequence[int]) -> str:
    """Places as ranges: 1-6, 9."""
    runs: list[list[int]] = []
    for place in places:
        if runs and place == runs[-1][1] + 1:
            runs[-1][1] = place
        else:
            runs.append([place, place])
    return ", ".join(f"{first}" if first == last else f"{first}–{last}" for first, last in runs)
