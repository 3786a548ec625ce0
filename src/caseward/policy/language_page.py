"""Draws ``docs/policy-language.md``: the explanation written by hand, then every fact and key from its definition."""

from __future__ import annotations

from collections.abc import Iterator
from importlib.resources import files

from pydantic.fields import FieldInfo

from caseward.policy.known_facts import KNOWN_FACTS, KnownFact
from caseward.policy.shape import Slot, keys_of, parts, slot_of
from caseward.policy.values import Part

_NAMES = {"PolicyDocument": "Policy", "ReadingOf": "Reading", "SubQuota": "Sub-quota", "LookupRow": "Look-up row"}
_NAMES |= {
    "GradedRow": "Graduated-response row",
    "GradedResponses": "Graduated responses",
    "ResponseCondition": "Condition of a response",
}


def policy_language_markdown() -> str:
    """The whole page."""
    written = files("caseward.policy").joinpath("language.txt").read_text(encoding="utf-8")
    return written + "\n".join([*_facts(), *_keys()]) + "\n"


def _facts() -> Iterator[str]:
    yield from ("## Facts", "", "| Fact | Of a | Values | When none is recorded | Says |", "|---|---|---|---|---|")
    for name in sorted(KNOWN_FACTS):
        fact = KNOWN_FACTS[name]
        none = "none" if fact.absent_means_none else "unknown"
        yield f"| `{name}` | {fact.subject} | {_values(fact)} | {none} | {_cell(fact.says)} |"
    yield from ("", "A look-up table of a policy can give further facts.", "")


def _values(fact: KnownFact) -> str:
    many = "several of " if fact.plural else ""
    if fact.words:
        return many + ", ".join(f"`{w}`" for w in fact.words)
    return many + {"flag": "`true`, `false`", "number": "a whole number", "text": "text", "word": "words"}[fact.sort]


def _keys() -> Iterator[str]:
    yield from ("## Every key", "", "A key marked * must be given.", "")
    for part in parts():
        yield from _part(part)


def _part(part: type[Part]) -> Iterator[str]:
    yield from (f"### {_name(part)}", "", " ".join((part.__doc__ or "").split()), "")
    yield from ("| Key | Holds | Says | When left out |", "|---|---|---|---|")
    for key, info in keys_of(part).items():
        must = "*" if info.is_required() else ""
        cells = (f"`{key}`{must}", _holds(slot_of(info.annotation)), _cell(info.description or ""), _default(info))
        yield f"| {' | '.join(cells)} |"
    yield ""


def _name(part: type[Part]) -> str:
    return _NAMES.get(part.__name__, part.__name__)


def _holds(slot: Slot) -> str:
    if slot.part is not None:
        name = _name(slot.part)
        return f"[{name}](#{name.lower().replace(' ', '-')})"
    if slot.sort == "list" and slot.inner is not None:
        return f"list of {_holds(slot.inner)}"
    if slot.sort == "mapping" and slot.inner is not None:
        return f"name: {_holds(slot.inner)}"
    if slot.words:
        return " or ".join(f"`{w}`" for w in slot.words)
    names = {"str": "text", "int": "whole number", "bool": "true or false", "date": "date"}
    return ", ".join(names.get(t.__name__, t.__name__) for t in slot.types) or "plain value"


def _default(info: FieldInfo) -> str:
    value = info.get_default(call_default_factory=True) if not info.is_required() else None
    if value is None or value in ("", (), {}):
        return ""
    if isinstance(value, Part):
        return ", ".join(f"{k} {v}" for k, v in value.model_dump(exclude_unset=True).items())
    if isinstance(value, bool):
        return str(value).lower()
    return ", ".join(map(str, value)) if isinstance(value, tuple) else str(value)


def _cell(words: str) -> str:
    return words.replace("|", "\\|").replace("\n", " ")
