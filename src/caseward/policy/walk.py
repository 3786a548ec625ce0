"""Every part of a document with its path in the file, in the order of the models."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import TypeVar

from caseward.policy.model import PolicyDocument
from caseward.policy.requirement import Requirement
from caseward.policy.shape import keys_of
from caseward.policy.source import Path
from caseward.policy.values import Part

P = TypeVar("P", bound=Part)


def walk(part: Part, path: Path = ()) -> Iterator[tuple[Path, Part]]:
    """A part and every part inside it, each with its path."""
    yield path, part
    for key, name in zip(keys_of(type(part)), type(part).model_fields, strict=True):
        yield from _inside(getattr(part, name), (*path, key))


def _inside(value: object, path: Path) -> Iterator[tuple[Path, Part]]:
    if isinstance(value, Part):
        yield from walk(value, path)
    elif isinstance(value, tuple):
        for i, item in enumerate(value):
            yield from _inside(item, (*path, i))
    elif isinstance(value, Mapping):
        for key, item in value.items():
            yield from _inside(item, (*path, key))


def each(part: Part, sort: type[P], path: Path = ()) -> Iterator[tuple[Path, P]]:
    """Every part of one sort inside a part."""
    for where, found in walk(part, path):
        if isinstance(found, sort):
            yield where, found


def requirements(document: PolicyDocument) -> Iterator[tuple[Path, Requirement]]:
    """Every requirement as written: those of the versions, then those of the overlays."""
    yield from each(document, Requirement)
