"""The known word nearest to one that is not known, for the way out of a fault."""

from __future__ import annotations

from collections.abc import Sequence
from functools import lru_cache

from rapidfuzz import fuzz, process

_LIKE_ENOUGH = 65.0  # of 100; below it a suggestion puzzles more than it helps


def did_you_mean(word: str, known: Sequence[str]) -> str:
    """``did you mean contact?`` when a known word is near, else the list of them."""
    found = nearest(word, tuple(known))
    return f"did you mean {found}?" if found else f"the names are {', '.join(known)}"


@lru_cache(maxsize=4096)
def nearest(word: str, known: tuple[str, ...]) -> str:
    """The known word most like ``word`` (of equals, the first), or an empty text when none is near."""
    folded = word[:100].strip().lower().replace(" ", "_").replace("-", "_")
    found = process.extractOne(folded, known, scorer=fuzz.ratio, score_cutoff=_LIKE_ENOUGH)
    return str(found[0]) if found else ""
