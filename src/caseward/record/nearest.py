"""The known name nearest to one that is not known, for the way out of a fault."""

from __future__ import annotations

from collections.abc import Iterable
from functools import lru_cache

from rapidfuzz import fuzz, process

#: Of 100; below it a suggestion puzzles more than it helps.
LIKE_ENOUGH = 60.0
#: The most names listed when none is near.
LISTED = 12


def nearest(word: str, names: Iterable[str]) -> str:
    """The most similar name, or an empty string when none is similar. Ties go to the name that sorts first."""
    return _nearest(word[:100].strip(), tuple(sorted(set(names))))


def did_you_mean(word: str, names: Iterable[str], *, what: str = "allowed") -> str:
    """A hint: the nearest name, else all of them when they are few, else the first dozen."""
    ordered = sorted(set(names))
    found = nearest(word, ordered)
    if found:
        return f"did you mean {found}?"
    if not ordered:
        return f"{what}: none"
    return f"{what}: {', '.join(ordered[:LISTED])}{', …' if len(ordered) > LISTED else ''}"


@lru_cache(maxsize=4096)
def _nearest(word: str, ordered: tuple[str, ...]) -> str:
    """As written first, then with spaces, hyphens and capitals set aside."""
    for tried in (word, word.lower().replace(" ", "_").replace("-", "_")):
        found = process.extractOne(tried, ordered, scorer=fuzz.ratio, score_cutoff=LIKE_ENOUGH)
        if found:
            return str(found[0])
    return ""
