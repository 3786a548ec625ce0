"""The name somebody probably meant."""

from __future__ import annotations

from collections.abc import Iterable

from rapidfuzz import fuzz, process


def nearest(word: str, names: Iterable[str]) -> str:
    """The most similar name, or an empty string when none is similar. Ties go to the name that sorts first."""
    ordered = sorted(names)
    found = process.extractOne(word[:80], ordered, scorer=fuzz.ratio, score_cutoff=60)
    return found[0] if found else ""


def did_you_mean(word: str, names: Iterable[str], *, what: str = "allowed") -> str:
    """A hint: the nearest name, else all of them when they are few."""
    ordered = sorted(set(names))
    found = nearest(word, ordered)
    if found:
        return f"did you mean {found}?"
    if not ordered:
        return f"{what}: none"
    shown = ", ".join(ordered[:12])
    return f"{what}: {shown}{', …' if len(ordered) > 12 else ''}"
