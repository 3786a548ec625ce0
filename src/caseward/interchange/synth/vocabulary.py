"""The words that an agency uses: its schemes of level, its case types, its legal forms, with their shares.

The general mix gives each office one of several schemes, so that every shipped policy finds terms it speaks of. The
words of one policy give a whole nation to which its rows apply.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import dataclass

from caseward.interchange.synth.rates import SCHEMES, SHARES
from caseward.record.kinds_supervision import LEVELS

INITIAL = "initial"
_RANKS = ("kiosk", *(level for level in LEVELS if level not in ("initial", "kiosk")))
_RARE = 2.0  # the weight of a word that the general mix does not have


@dataclass(frozen=True, slots=True)
class Scheme:
    """A scheme of level: that of each risk score from 1 to 10, and that of those not assessed yet (empty: the same)."""

    name: str
    levels: tuple[str, ...]
    before: str = ""


@dataclass(frozen=True, slots=True)
class Vocabulary:
    """Schemes, taken in turn by the offices, and the weights of case types and legal forms."""

    schemes: tuple[Scheme, ...]
    case_types: Mapping[str, float]
    supervision_types: Mapping[str, float]


def _scheme(name: str) -> Scheme:
    steps = [(highest, level) for highest, level in SCHEMES[name] if highest]
    levels = tuple(next(level for highest, level in steps if risk <= highest) for risk in range(1, 11))
    return Scheme(name, levels, INITIAL if SCHEMES[name][0] == (0, INITIAL) else "")


GENERAL = Vocabulary(tuple(map(_scheme, SCHEMES)), SHARES["case type"].weights, SHARES["supervision type"].weights)


def vocabulary_of(named: Mapping[str, Collection[str]]) -> Vocabulary:
    """The words that a policy names, by fact (``level``, ``level_scheme``, ``case_type``, ``supervision_type``).

    What it does not name stays as in the general mix. Levels are put in their usual order, least first, and share the
    ten risk scores evenly.
    """
    levels = [level for level in _RANKS if level in named.get("level", ())]
    before = INITIAL if INITIAL in named.get("level", ()) else ""
    names = sorted(named.get("level_scheme", ())) or ["policy"]
    schemes = tuple(Scheme(name, _spread(levels), before) for name in names) if levels else GENERAL.schemes
    return Vocabulary(
        schemes,
        _weights(named.get("case_type", ()), GENERAL.case_types),
        _weights(named.get("supervision_type", ()), GENERAL.supervision_types),
    )


def _spread(levels: list[str]) -> tuple[str, ...]:
    return tuple(levels[risk * len(levels) // 10] for risk in range(10))


def _weights(named: Collection[str], usual: Mapping[str, float]) -> Mapping[str, float]:
    return {word: usual.get(word, _RARE) for word in sorted(named)} if named else usual
