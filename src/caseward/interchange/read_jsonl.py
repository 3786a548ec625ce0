"""JSON Lines tables: one JSON object in each line, its keys the columns. Lines with nothing in them are left out."""

from __future__ import annotations

import json
from collections import Counter

from caseward.errors import Fault
from caseward.interchange import codes
from caseward.interchange.decode import Lines, decode
from caseward.interchange.table import RawRow, Table, filled
from caseward.record.faults import shown
from caseward.record.fields import Kind
from caseward.record.nearest import did_you_mean

_ONE_OBJECT = 'write one object in each line, as {"id": "contact-1", "occurred": "2021-04-30"}'


class _Refused(ValueError):
    """A line that is JSON and yet cannot be an entry."""

    def __init__(self, code: str, rule: str, hint: str) -> None:
        super().__init__(code, rule, hint)
        self.code, self.rule, self.hint = code, rule, hint


def read_jsonl(file: str, kind: Kind, data: bytes, beside: tuple[str, ...] = ()) -> Table:
    """A JSON Lines table with all its rows. A file without any is a fault: nobody can tell it from one cut short.

    ``beside`` are keys that are no columns and no fault either.
    """
    table = Table(file, kind)
    lines = decode(file, data)
    if isinstance(lines, Fault):
        table.faults.append(lines)
        return table
    table.rows = [_row(lines, n, kind, beside) for n, line in enumerate(lines.lines) if line.strip()]
    if not table.rows:
        hint = "take the file away when there is nothing of this kind"
        table.faults.append(Fault(file, 0, 0, codes.EMPTY_FILE, rule="the table has no row", hint=hint))
    return table


def _row(lines: Lines, number: int, kind: Kind, beside: tuple[str, ...]) -> RawRow:
    raw = RawRow(number + 1, {}, lines.raw(number, number + 1), lines.faults(number, number + 1), whole=False)
    if raw.faults:
        return raw
    try:
        cells = _object(lines.lines[number].strip())
    except _Refused as no:
        raw.faults.append(Fault(lines.file, raw.row, 0, no.code, rule=no.rule, hint=no.hint))
        return raw
    except json.JSONDecodeError as error:
        rule = f"this is not JSON: {error.msg[:1].lower()}{error.msg[1:]}"
        raw.faults.append(Fault(lines.file, raw.row, error.colno, codes.BAD_JSON, rule=rule, hint=_ONE_OBJECT))
        return raw
    raw.whole = True
    raw.cells = {name: cell for name, cell in cells.items() if kind.field(name)}
    raw.faults += [
        _unknown(lines.file, raw.row, kind, n, c)
        for n, c in cells.items()
        if n not in raw.cells and n not in beside and filled(c)
    ]
    return raw


def _object(line: str) -> dict[str, object]:
    try:
        found = json.loads(line, object_pairs_hook=_once, parse_constant=_no_constant)
    except RecursionError:
        raise _Refused(codes.BAD_JSON, "the line is nested too deep", _ONE_OBJECT) from None
    except json.JSONDecodeError:
        raise
    except ValueError as error:
        if isinstance(error, _Refused):
            raise
        raise _Refused(codes.BAD_JSON, "a number has too many digits", "write an identifier as text") from None
    if not isinstance(found, dict):
        raise _Refused(codes.BAD_JSON, "the line is not an object", _ONE_OBJECT)
    return found


def _once(pairs: list[tuple[str, object]]) -> dict[str, object]:
    found = dict(pairs)
    if len(found) < len(pairs):
        twice = sorted(name for name, n in Counter(name for name, _ in pairs).items() if n > 1)
        raise _Refused(codes.KEY_TWICE, f"the object has {shown(twice[0])!r} twice", "keep one of them")
    return found


def _no_constant(word: str) -> object:
    raise _Refused(codes.BAD_JSON, f"{word} is not a value", "leave the key out")


def _unknown(file: str, row: int, kind: Kind, name: str, cell: object) -> Fault:
    known = [f.name for f in kind.all_fields]
    rule, hint = f"a {kind.name} has no such key", did_you_mean(name, known)
    return Fault(file, row, 0, codes.UNKNOWN_COLUMN, shown(name), shown(cell), rule, hint)
