"""The words of codes and narratives, read from ``integrity_words.yaml``: which mode a code states, and which words
tell of a message only.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from functools import cache
from importlib.resources import files

from ruamel.yaml import YAML


@dataclass(frozen=True, slots=True)
class Vocabulary:
    """The word lists. Words match whole words in any case, codes match the whole code."""

    live_codes: tuple[str, ...]
    live_code_tokens: frozenset[str]
    modes: Mapping[str, tuple[str, ...]]
    mode_codes: Mapping[str, str]
    message_only: tuple[str, ...]
    no_answer: tuple[str, ...]
    live: tuple[str, ...]
    negations: tuple[str, ...]

    def mode_of(self, coded_as: str) -> str:
        """The mode that a code or its words state; empty when they state none."""
        if not coded_as:
            return ""
        exact = self.mode_codes.get(coded_as.strip().upper())
        return exact or next((mode for mode, words in self.modes.items() if found_in(coded_as, words)), "")

    def claims_live(self, coded_as: str) -> bool:
        """Whether the code says that there was a live exchange."""
        return coded_as.strip().upper() in self.live_code_tokens or bool(found_in(coded_as, self.live_codes))

    def short_of_live(self, narrative: str) -> tuple[str, ...]:
        """The words of a narrative that tell of a message or an attempt; none when it also tells of an exchange."""
        return () if self._tells_of_exchange(narrative) else found_in(narrative, (*self.message_only, *self.no_answer))

    def _tells_of_exchange(self, narrative: str) -> bool:
        text = _plain(narrative)
        starts = [m.start() for word in self.live for m in _whole(word).finditer(text)]
        return any(not self._negated(text[:start]) for start in starts)

    def _negated(self, before: str) -> bool:
        return any(re.search(rf"\b{re.escape(n)}$", before.rstrip()) for n in self.negations)


def found_in(text: str, words: Iterable[str]) -> tuple[str, ...]:
    """The words that stand in the text as whole words, in the order of the list."""
    plain = _plain(text)
    return () if not plain else tuple(w for w in words if _whole(w).search(plain))


@cache
def vocabulary() -> Vocabulary:
    """The vocabulary shipped with the package."""
    data = YAML(typ="safe", pure=True).load(
        files("caseward.oversight").joinpath("integrity_words.yaml").read_text("utf-8")
    )
    return Vocabulary(
        live_codes=tuple(data["live_codes"]["words"]),
        live_code_tokens=frozenset(data["live_codes"]["codes"]),
        modes={mode: tuple(words) for mode, words in data["modes"].items()},
        mode_codes=dict(data["mode_codes"]),
        message_only=tuple(data["message_only"]["words"]),
        no_answer=tuple(data["no_answer"]["words"]),
        live=tuple(data["live"]["words"]),
        negations=tuple(data["live"]["negations"]),
    )


@cache
def _whole(word: str) -> re.Pattern[str]:
    return re.compile(rf"(?<!\w){re.escape(word.casefold())}(?!\w)")


def _plain(text: str) -> str:
    return re.sub(r"\s+", " ", text.replace("\u2019", "'").casefold())
