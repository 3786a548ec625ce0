"""What policies read of a record: which facts, which kinds, which columns. The rest of a data set is not read."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace
from typing import Any

from caseward.policy.model import PolicyDocument
from caseward.record.gives import CUSTODY_KINDS, GIVES, PERSON_FACTS, TERM_FACTS
from caseward.record.kinds import BY_NAME

ALL_FACTS = tuple(sorted({g.fact for g in (*TERM_FACTS, *PERSON_FACTS)} | {"custody", "office_status"}))
ALWAYS = ("person", "term", "term_end", "correction")
MEASURED = ("level", "office")
"""Facts by which results are counted, whatever the policy reads."""
_MAKES = ("id", "occurred", "recorded", "term", "person", "until", "reason", "scored", "length_months",
          "may_be_same_as")  # fmt: skip
"""Fields of which subjects are made whatever is asked of them."""


@dataclass(frozen=True, slots=True)
class Needs:
    """``facts`` that are laid out; ``kinds`` whose entries are; ``columns`` as (kind, field) that are read with them;
    ``recorded``: kinds whose time of recording is asked for; ``parity``: whether that of ids is; ``named``: the fields
    that may be asked of an entry of any kind, None for all.

    A column that is not named is read when it is asked for; a table that is not named is not read at all, and so no
    part of a subject, nor is a time of recording that nothing depends on.
    """

    facts: tuple[str, ...] = ALL_FACTS
    kinds: tuple[str, ...] = tuple(BY_NAME)
    columns: tuple[tuple[str, str], ...] = ()
    recorded: tuple[str, ...] = tuple(BY_NAME)
    parity: bool = True
    named: tuple[str, ...] | None = None

    def of_kind(self, kind: str) -> tuple[str, ...]:
        """The fields of a kind that are named."""
        return tuple(field for k, field in self.columns if k == kind)

    def whole(self, kind: str) -> tuple[str, ...]:
        """The fields of a kind that whole subjects are made of: those that make a subject, and those that are named."""
        fields = BY_NAME[kind].all_fields
        if self.named is None:
            return tuple(f.name for f in fields)
        makes = {*_MAKES, *self.named, *(g.field for g in GIVES if g.kind == kind)}
        kept = makes - (set() if self.dates(kind) else {"recorded"})
        return tuple(f.name for f in fields if f.name in kept)

    def stamps(self, kind: str) -> bool:
        """Whether the time of recording is read with the kind: it is asked for, or says which of two values holds."""
        return kind in self.recorded or kind in (*CUSTODY_KINDS, "term", "term_end") or self.gives(kind)

    def dates(self, kind: str) -> bool:
        """Whether the time of recording of a kind may matter to the reference: it is asked for, or says which of two
        statements of a day holds, of whatever fact."""
        return self.stamps(kind) or any(g.kind == kind for g in GIVES)

    def gives(self, kind: str) -> bool:
        """Whether entries of the kind put a fact in force that is laid out."""
        if kind in CUSTODY_KINDS:
            return "custody" in self.facts
        return any(g.kind == kind and g.fact in self.facts for g in GIVES)


EVERYTHING = Needs()


def needed_columns(documents: Iterable[PolicyDocument]) -> Needs:
    """What the policies read of terms. A word counts as the name of a fact, or of a kind, wherever it stands: rather
    one too many than one too few."""
    dumped = [document.model_dump() for document in documents]
    words = {word for document in dumped for word in _words(document)}
    matchers = [m for document in dumped for m in _matchers(document)]
    held = {"custody"} if any(m["in_custody"] is not None for m in matchers) else set()
    facts = tuple(f for f in ALL_FACTS if f in words | held | set(MEASURED))
    columns = {(m["kind"], name) for m in matchers for name in m["where"]}
    columns |= {("contact", "may_be_same_as")} if "contact" in words else set()
    recorded = tuple(sorted({m["kind"] for m in matchers if m["recorded_within"] is not None}))
    named = tuple(sorted(words & {f.name for kind in BY_NAME.values() for f in kind.fields}))
    needs = Needs(facts, (), tuple(sorted(columns)), recorded, "id_parity" in words, named)
    return replace(needs, kinds=tuple(k for k in BY_NAME if k in words or needs.gives(k) or k in ALWAYS))


def _words(part: Any) -> Iterator[str]:
    if isinstance(part, str):
        yield part
    elif isinstance(part, dict):
        for key, value in part.items():
            yield from _words(key)
            yield from _words(value)
    elif isinstance(part, list | tuple):
        for value in part:
            yield from _words(value)


def _matchers(part: Any) -> Iterator[dict[str, Any]]:
    if isinstance(part, dict):
        if {"kind", "where", "in_custody"} <= part.keys():
            yield part
        for value in part.values():
            yield from _matchers(value)
    elif isinstance(part, list | tuple):
        for value in part:
            yield from _matchers(value)
