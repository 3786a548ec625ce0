"""Read a mapping file, with every fault at its line and column."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

from pydantic import ValidationError
from ruamel.yaml import YAML
from ruamel.yaml.error import MarkedYAMLError, YAMLError

from caseward.errors import BadRecord, Fault, NotFound
from caseward.interchange import codes
from caseward.interchange.mapping_model import ColumnMapping, Mapping, TableMapping
from caseward.record.faults import shown
from caseward.record.fields import Field, Kind
from caseward.record.kinds import BY_NAME, kind_named
from caseward.record.nearest import did_you_mean

LARGEST = 2 * 1024**2

Steps = tuple[str | int, ...]


class BadMapping(BadRecord):
    """The mapping file has faults; nothing of the extract is read."""

    code = "CW280"
    sentence = "The mapping has faults."
    hint = "correct the places named above"


def load_mapping(path: Path) -> Mapping:
    """The checked mapping. NotFound when there is none; BadMapping with every fault when it cannot be used."""
    if not path.is_file():
        raise NotFound(str(path))
    return parse_mapping(path.read_bytes(), path.name)


def parse_mapping(content: bytes, file: str) -> Mapping:
    """The checked mapping from the bytes of a file. BadMapping with every fault."""
    tree = _tree(content, file)
    try:
        mapping = Mapping.model_validate(_plain(tree))
    except ValidationError as error:
        raise BadMapping(faults=[_model_fault(file, tree, e) for e in error.errors()]) from None
    faults = [_fault(file, tree, path, value, rule, hint) for path, value, rule, hint in _wrong(mapping)]
    if faults:
        raise BadMapping(faults=faults)
    return mapping


def _tree(content: bytes, file: str) -> Any:
    if len(content) > LARGEST:
        raise BadMapping(faults=[Fault(file, 0, 0, codes.TOO_BIG, rule="a mapping has at most 2 MiB", hint="split it")])
    try:
        tree = YAML(typ="rt", pure=True).load(content.decode("utf-8-sig"))
    except (YAMLError, ValueError, RecursionError) as error:
        mark = getattr(error, "problem_mark", None) if isinstance(error, MarkedYAMLError) else None
        row, column = (mark.line + 1, mark.column + 1) if mark else (0, 0)
        rule = f"this is not YAML: {shown(getattr(error, 'problem', None) or error)}"
        raise BadMapping(faults=[Fault(file, row, column, codes.BAD_MAPPING, rule=rule, hint=_START)]) from None
    if not isinstance(tree, dict):
        raise BadMapping(faults=[Fault(file, 1, 1, codes.BAD_MAPPING, rule="a mapping is a set of keys", hint=_START)])
    return tree


_START = "begin with `tables:`; docs/record-format.md shows a mapping"


def _plain(node: Any) -> Any:
    """The tree as plain data: strict models take neither ruamel's maps nor its numbers."""
    if isinstance(node, dict):
        return {str(key) if isinstance(key, str) else key: _plain(value) for key, value in node.items()}
    if isinstance(node, list):
        return [_plain(item) for item in node]
    return str(node) if isinstance(node, str) else node


def _place(tree: Any, path: Steps) -> tuple[int, int]:
    """Line and column of the deepest part of the path that is there."""
    at = (0, 0)
    for step in path:
        marks: Any = getattr(tree, "lc", None)
        if isinstance(tree, dict) and step in tree:
            at = marks.key(step)
        elif isinstance(tree, list) and isinstance(step, int) and step < len(tree):
            at = marks.item(step)
        else:
            break
        tree = tree[step]
    return at[0] + 1, at[1] + 1


def _fault(file: str, tree: Any, path: Steps, value: object, rule: str, hint: str) -> Fault:
    name = next((str(step) for step in reversed(path) if isinstance(step, str)), "")
    return Fault(file, *_place(tree, path), codes.BAD_MAPPING, name, shown(value), rule, hint)


def _model_fault(file: str, tree: Any, error: Any) -> Fault:
    path = tuple(step for step in error["loc"] if step != "[key]")
    value = "" if isinstance(error["input"], dict | list) else error["input"]
    rule, hint = _SAID.get(error["type"], (error["msg"].removeprefix("Value error, "), "correct it, or take it away"))
    return _fault(file, tree, path, value, rule, hint)


_SAID = {
    "extra_forbidden": ("a mapping has no such key", "take it away, or correct its name"),
    "missing": ("this key must be there", "add it"),
    "string_type": ("a text must stand here", "put it in quotes: 01 and 1 are the same number and different codes"),
}


def _wrong(mapping: Mapping) -> Iterator[tuple[Steps, object, str, str]]:
    """What is wrong with a mapping that has the right form: place, value, rule, way out."""
    for key, zone in (("zone", mapping.zone), ("to_zone", mapping.to_zone)):
        if zone is not None and not _is_zone(zone):
            yield (key,), zone, "there is no such zone", "write an IANA zone, as America/Los_Angeles"
    for n, table in enumerate(mapping.tables):
        at: Steps = ("tables", n)
        kind = kind_named(table.kind)
        if "/" in table.file or "\\" in table.file:
            yield (*at, "file"), table.file, "the file must lie in the folder itself", "write its name alone"
        if kind is None:
            yield (*at, "kind"), table.kind, "there is no such kind of entry", did_you_mean(table.kind, list(BY_NAME))
        else:
            yield from _wrong_columns(kind, table, (*at, "columns"))


def _wrong_columns(kind: Kind, table: TableMapping, at: Steps) -> Iterator[tuple[Steps, object, str, str]]:
    for name, column in table.columns.items():
        field = kind.field(name)
        if field is None:
            hint = did_you_mean(name, [f.name for f in kind.all_fields])
            yield (*at, name), "", f"a {kind.name} has no such column", hint
        else:
            yield from _wrong_codes(field, column, (*at, name, "codes"))
    for field in kind.all_fields:
        if field.required and field.name not in table.columns:
            yield at, field.name, f"a {kind.name} must have this column", f"say where it comes from: {field.doc}"


def _wrong_codes(field: Field, column: ColumnMapping, at: Steps) -> Iterator[tuple[Steps, object, str, str]]:
    for foreign, ours in (column.codes or {}).items():
        if ours and field.codes and ours not in field.codes:
            yield (*at, foreign), ours, f"{field.name} has no such code", did_you_mean(ours, field.codes)


def _is_zone(name: str) -> bool:
    try:
        ZoneInfo(name)
    except (OSError, ValueError, KeyError):  # a folder of zones, a name that leads out, a name that is none
        return False
    return True
