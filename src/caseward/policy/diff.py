"""What changes between two policies: what was added, what was removed, which numbers and words differ, each with its
places.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import asdict, dataclass
from typing import Literal

from caseward.policy.model import Overlay, PolicyDocument, Version
from caseward.policy.policy import Policy
from caseward.policy.requirement import Row
from caseward.policy.sentences import in_sentences
from caseward.policy.shape import keys_of
from caseward.policy.source import Path
from caseward.policy.values import Citation, Length, Matcher, Part, Provision, Test
from caseward.policy.words import (
    citation_words,
    length_words,
    number_words,
    plain,
    predicate_words,
    test_words,
    value_words,
)


@dataclass(frozen=True, slots=True)
class Change:
    """One difference. ``section`` is the version, overlay or heading; ``field`` is empty when the whole thing came or
    went.

    ``before`` and ``after`` are in words, empty where there is nothing; the places are ``file:line:column``.
    """

    sort: Literal["added", "removed", "changed"]
    section: str
    item: str
    field: str
    before: str
    after: str
    old_place: str
    new_place: str

    def as_data(self) -> dict[str, str]:
        """As plain data, for JSON."""
        return asdict(self)


@dataclass(frozen=True, slots=True)
class _Thing:
    """Something in a policy that can come, go or change: its fields in words, each with its place, and itself in
    words.
    """

    words: str
    path: Path
    fields: Mapping[str, tuple[str, Path]]


_Key = tuple[str, str]  # section and item


def compare(old: Policy, new: Policy) -> tuple[Change, ...]:
    """Every difference, in the order in which the old policy has things, then the new."""
    before, after = dict(_things(old.document)), dict(_things(new.document))
    changes: list[Change] = []
    for key in dict.fromkeys([*before, *after]):
        if key not in after:
            gone = before[key]
            changes.append(Change("removed", *key, "", gone.words, "", old.place(gone.path), ""))
        elif key not in before:
            come = after[key]
            changes.append(Change("added", *key, "", "", come.words, "", new.place(come.path)))
        else:
            changes += _between(key, before[key], after[key], old, new)
    return tuple(changes)


def _between(key: _Key, before: _Thing, after: _Thing, old: Policy, new: Policy) -> Iterator[Change]:
    for field in dict.fromkeys([*before.fields, *after.fields]):
        was, where = before.fields.get(field, ("", before.path))
        now, there = after.fields.get(field, ("", after.path))
        if was != now:
            yield Change("changed", *key, field, was, now, old.place(where), new.place(there))


def _things(document: PolicyDocument) -> Iterator[tuple[_Key, _Thing]]:
    """Everything in a policy that has an identity of its own, in the order of the file's parts."""
    own = {"title", "jurisdiction", "subject", "about", "policy"}
    yield ("policy", document.policy), _thing(document, (), only=own)
    for name, words in document.sources.items():
        yield ("source", name), _Thing(words, ("sources", name), {"words": (words, ("sources", name))})
    for name, values in document.facts.items():
        said = ", ".join(value_words(v) for v in values)
        yield ("fact", name), _Thing(said, ("facts", name), {"values": (said, ("facts", name))})
    for key in ("calendars", "matchers"):
        for name, part in getattr(document, key).items():
            yield (key.removesuffix("s"), name), _thing(part, (key, name))
    yield from _tables(document)
    for i, version in enumerate(document.versions):
        yield from _holder(version, f"version {version.version}", ("versions", i), document.matchers)
    for i, overlay in enumerate(document.overlays):
        yield from _holder(overlay, f"overlay {overlay.id}", ("overlays", i), document.matchers)
    for i, reading in enumerate(document.readings):
        yield ("reading", reading.id), _thing(reading, ("readings", i))


def _tables(document: PolicyDocument) -> Iterator[tuple[_Key, _Thing]]:
    for i, lookup in enumerate(document.lookups):
        yield ("table", f"{lookup.gives} from {lookup.from_.isoformat()}"), _thing(lookup, ("lookups", i))
    for i, workload in enumerate(document.workload):
        yield ("workload", f"from {workload.from_.isoformat()}"), _thing(workload, ("workload", i))
    for i, grid in enumerate(document.graduated_responses):
        key = ("graduated responses", f"from {grid.from_.isoformat()}")
        yield key, _thing(grid, ("graduated_responses", i))


def _holder(
    holder: Version | Overlay, section: str, path: Path, matchers: Mapping[str, Matcher]
) -> Iterator[tuple[_Key, _Thing]]:
    yield (section, ""), _thing(holder, path, without={"requirements"})
    for j, requirement in enumerate(holder.requirements):
        where = (*path, "requirements", j)
        words = f"{requirement.title}. {in_sentences(requirement, matchers)}"
        yield (section, requirement.id), _Thing(words, where, dict(_fields(requirement, where, "")))


def _thing(
    part: Part, path: Path, *, only: set[str] | None = None, without: frozenset[str] | set[str] = frozenset()
) -> _Thing:
    fields = {
        label: found
        for label, found in _fields(part, path, "")
        if label.split(",")[0] not in without and (only is None or label.split(",")[0] in only)
    }
    words = "; ".join(f"{label}: {said}" for label, (said, _) in fields.items())
    return _Thing(words, path, fields)


def _fields(value: object, path: Path, label: str) -> Iterator[tuple[str, tuple[str, Path]]]:
    """Every field in words with its place; defaults that nobody wrote are left out."""
    said = _said(value)
    if said is not None:
        yield label, (said, path)
    elif isinstance(value, Part):
        for key, name in zip(keys_of(type(value)), type(value).model_fields, strict=True):
            if name in value.model_fields_set:
                yield from _fields(getattr(value, name), (*path, key), _label(label, plain(key)))
    elif isinstance(value, Mapping):
        for key, item in value.items():
            yield from _fields(item, (*path, key), _label(label, plain(str(key))))
    elif isinstance(value, tuple):
        for i, item in enumerate(value):
            yield from _fields(item, (*path, i), _label(label, _item_label(item, i)))


def _label(label: str, key: str) -> str:
    return f"{label}, {key}" if label else key


def _item_label(item: object, i: int) -> str:
    """Rows are known by whom they are for, so that moving one is no change; other items by their place in the list."""
    if isinstance(item, Row) and item.for_:
        return f"where {predicate_words(item.for_)}"
    return f"number {i + 1}"


def _said(value: object) -> str | None:
    """A value in words when it is one thing to a reader; None when its parts are to be compared."""
    if isinstance(value, Provision):
        more = [x for x in (value.basis or "", value.source) if x]
        return f"{number_words(value)} ({', '.join(more)})" if more else number_words(value)
    if isinstance(value, Length):
        return _length(value)
    if isinstance(value, Test):
        return test_words(value)
    if isinstance(value, Citation):
        return citation_words(value) + (f': "{value.quote}"' if value.quote else "")
    if isinstance(value, tuple) and all(_is_plain(v) for v in value):
        return ", ".join(str(v) for v in value) or "none"
    return " ".join(str(value).split()) if _is_plain(value) else None


def _length(value: Length) -> str:
    number = value.provision
    basis = f" ({number.basis})" if number.basis else ""
    return length_words(value) + basis


def _is_plain(value: object) -> bool:
    return not isinstance(value, Part | Mapping | tuple)


def as_text(changes: tuple[Change, ...]) -> str:
    """The differences for a person: grouped by section and item, numbers before and after, places."""
    if not changes:
        return "The two policies say the same.\n"
    lines: list[str] = []
    last: _Key | None = None
    for change in changes:
        if (change.section, change.item) != last:
            last = (change.section, change.item)
            lines += ["", _head(change)] if lines else [_head(change)]
        lines += _lines(change)
    return "\n".join(lines) + "\n"


def _head(change: Change) -> str:
    return f"{change.section}: {change.item}" if change.item else change.section


def _lines(change: Change) -> list[str]:
    if change.sort == "added":
        return [f"  added     {change.after}", f"            at {change.new_place}"]
    if change.sort == "removed":
        return [f"  removed   {change.before}", f"            was at {change.old_place}"]
    words = f"{change.before or 'nothing'} -> {change.after or 'nothing'}"
    return [f"  changed   {change.field}: {words}", f"            {change.old_place} -> {change.new_place}"]
