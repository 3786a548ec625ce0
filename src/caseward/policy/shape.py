"""The shape of the policy language, read off its models: which part stands at a path, and what a key may hold."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache
from types import UnionType
from typing import Annotated, Any, Literal, Union, get_args, get_origin

from pydantic import BaseModel
from pydantic.fields import FieldInfo

from caseward.policy.model import PolicyDocument
from caseward.policy.source import Path
from caseward.policy.values import Part


@dataclass(frozen=True, slots=True)
class Slot:
    """What may stand somewhere: a part, a list or mapping of something, or plain values (``words`` are the allowed
    ones, if listed).
    """

    sort: str  # part | list | mapping | plain
    part: type[Part] | None = None
    inner: Slot | None = None
    types: tuple[type, ...] = ()
    words: tuple[str, ...] = ()


def slot_of(annotation: Any) -> Slot:
    """The slot of a type annotation. Of a union, the richest member: parts before lists before plain values."""
    origin, args = get_origin(annotation), get_args(annotation)
    if origin is Annotated:
        return slot_of(args[0])
    if origin in (Union, UnionType):
        return _richest([slot_of(a) for a in args if a is not type(None)])
    if origin is Literal:
        return Slot("plain", words=tuple(str(a) for a in args))
    if origin is tuple:
        return Slot("list", inner=slot_of(args[0]))
    if origin is dict:
        return Slot("mapping", inner=slot_of(args[1]), words=slot_of(args[0]).words)
    if isinstance(annotation, type) and issubclass(annotation, Part):
        return Slot("part", part=annotation)
    return Slot("plain", types=(annotation,) if isinstance(annotation, type) else ())


def _richest(slots: list[Slot]) -> Slot:
    for sort in ("part", "mapping", "list"):
        for slot in slots:
            if slot.sort == sort:
                return slot
    return Slot("plain", types=tuple(t for s in slots for t in s.types), words=tuple(w for s in slots for w in s.words))


def key_of(name: str, info: FieldInfo) -> str:
    """The key as written in a file."""
    return info.alias or name


@cache
def keys_of(part: type[BaseModel]) -> dict[str, FieldInfo]:
    """The keys of a part as written in a file, in documented order."""
    return {key_of(name, info): info for name, info in part.model_fields.items()}


def slot_at(path: Path) -> Slot | None:
    """What may stand at a path of a policy, or None when the path leaves the language."""
    slot: Slot | None = Slot("part", part=PolicyDocument)
    for step in path:
        slot = _inside(slot, step)
        if slot is None:
            return None
    return slot


def _inside(slot: Slot | None, step: str | int) -> Slot | None:
    if slot is None or slot.sort == "plain":
        return None
    if slot.part is not None:
        info = keys_of(slot.part).get(str(step))
        return None if info is None else slot_of(info.annotation)
    return slot.inner


def parts() -> tuple[type[Part], ...]:
    """Every part of the language, the document first, then in the order in which a reader meets them."""
    found: list[type[Part]] = []
    queue: list[type[Part]] = [PolicyDocument]
    while queue:
        part = queue.pop(0)
        if part in found:
            continue
        found.append(part)
        queue.extend(_parts_in(part))
    return tuple(found)


def _parts_in(part: type[Part]) -> list[type[Part]]:
    inside = []
    for info in part.model_fields.values():
        slot: Slot | None = slot_of(info.annotation)
        while slot is not None:
            if slot.part is not None:
                inside.append(slot.part)
            slot = slot.inner
    return inside
