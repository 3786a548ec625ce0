"""How much room words take in a picture, without asking a font: an estimate that is never too small for the usual
sans-serif letters."""

from __future__ import annotations

_NARROW = frozenset("ijl.,:;'|!()[] ftr-/I")
_WIDE = frozenset("mwMW@%")


#: How much wider bold letters are.
BOLD = 1.12


def width(said: str, size: float) -> float:
    """An upper estimate of the width of one line, in the same unit as ``size``."""
    return size * sum(_share(letter) for letter in said)


def _share(letter: str) -> float:
    if letter in _NARROW:
        return 0.4
    if letter in _WIDE:
        return 0.96
    return 0.7 if letter.isupper() else 0.62


def wrapped(said: str, room: float, size: float, lines: int = 3) -> list[str]:
    """The words in at most ``lines`` lines of ``room``; the last one ends in an ellipsis when words are left over."""
    found: list[str] = []
    words = said.split()
    while words and len(found) < lines:
        line = words.pop(0)
        while words and width(f"{line} {words[0]}", size) <= room:
            line = f"{line} {words.pop(0)}"
        found.append(clipped(line, room, size))
    if words:
        found[-1] = clipped(f"{found[-1]} {' '.join(words)}", room, size)
    return found


def clipped(said: str, room: float, size: float) -> str:
    """The text, or as much of its beginning as fits with an ellipsis."""
    if width(said, size) <= room:
        return said
    kept = said
    while kept and width(f"{kept}…", size) > room:
        kept = kept[:-1]
    return f"{kept.rstrip()}…" if kept.strip() else ""
