"""What rows say of one another: ids must be unique, references must lead somewhere, and some rows fall together."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence

from caseward.interchange import codes
from caseward.interchange.content import content_of
from caseward.interchange.rows import CheckedRow
from caseward.record.fields import Field, FieldType, Kind

_NAMED_AT_MOST = 3


def check_ids(rows: Sequence[CheckedRow]) -> None:
    """Set aside rows that share an id. Of rows that say exactly the same, one is kept: nothing is lost by it."""
    by_id: dict[str, list[CheckedRow]] = {}
    for row in rows:
        if row.id:
            by_id.setdefault(row.id, []).append(row)
    for twins in by_id.values():
        if len(twins) > 1:
            _blame_twins(twins)


def _blame_twins(twins: list[CheckedRow]) -> None:
    same = all(t.kept for t in twins) and len({_said(t) for t in twins}) == 1
    rule = "another row has this id and says the same" if same else "another row has this id"
    hint = "take one of them away" if same else "give every entry an id of its own; a change is a `correction`"
    for twin in twins[1:] if same else twins:
        others = [t.place for t in twins if t is not twin]
        more = ", …" if len(others) > _NAMED_AT_MOST else ""
        twin.blame(codes.DUPLICATE_ID, "id", twin.id, f"{rule}: {', '.join(others[:_NAMED_AT_MOST])}{more}", hint)


def _said(row: CheckedRow) -> bytes:
    assert row.entry is not None
    return content_of(row.entry)


def rows_by_id(rows: Sequence[CheckedRow]) -> dict[str, CheckedRow]:
    """For each id the row that holds it: the kept one, or else the first that was set aside."""
    found: dict[str, CheckedRow] = {}
    for row in rows:
        if row.id and (row.id not in found or (row.kept and not found[row.id].kept)):
            found[row.id] = row
    return found


def references(kind: Kind) -> tuple[Field, ...]:
    """The fields of a kind that hold ids of other entries. A correction may name an entry of any kind."""
    if kind.name == "correction":
        return tuple(f for f in kind.fields if f.name in ("corrects", "replaced_by"))
    return tuple(f for f in kind.fields if f.type is FieldType.REF)


def check_references(rows: Sequence[CheckedRow], by_id: Mapping[str, CheckedRow], nameless: Mapping[str, str]) -> None:
    """Set aside rows that refer to nothing, to themselves, or to an entry of another kind than may stand there.

    ``nameless`` gives, for a kind of which some id could not be read, where: the entry meant may be that one.
    """
    for row in rows:
        for field, target in _targets(row):
            if target in by_id:
                _check_found(row, field, target, by_id[target])
            else:
                _blame_dangling(row, field, target, nameless)


def nameless_places(rows: Sequence[CheckedRow], unread: Mapping[str, str]) -> dict[str, str]:
    """For each kind the file that could not be read at all, or the first row whose id could not be."""
    found: dict[str, str] = dict(unread)
    for row in rows:
        if not row.id:
            found.setdefault(row.kind.name, row.place)
    return found


def _blame_dangling(row: CheckedRow, field: Field, target: str, nameless: Mapping[str, str]) -> None:
    wanted = " or ".join(field.refers_to) or "entry"
    code = codes.DANGLING if field.refers_to else codes.CORRECTS_NOTHING
    rule, hint = f"no {wanted} has this id", "add that entry, or correct the id"
    places = [place for kind, place in sorted(nameless.items()) if not field.refers_to or kind in field.refers_to]
    if places:
        code, rule = codes.SET_ASIDE_WITH, f"no {wanted} that could be read has this id"
        hint = f"correct {places[0]} first: what is meant may stand there"
    row.blame(code, field.name, target, rule, hint)


def _check_found(row: CheckedRow, field: Field, target: str, found: CheckedRow) -> None:
    if target == row.id:
        row.blame(codes.REFERS_TO_ITSELF, field.name, target, "an entry cannot refer to itself", "name the other entry")
    elif field.refers_to and found.kind.name not in field.refers_to:
        wanted = " or ".join(field.refers_to)
        rule = f"this is the id of a {found.kind.name} ({found.place}), and a {wanted} must stand here"
        row.blame(codes.WRONG_KIND, field.name, target, rule, f"write the id of a {wanted}")


def _targets(row: CheckedRow) -> Iterator[tuple[Field, str]]:
    if row.entry is not None:
        for field in references(row.kind):
            target = row.entry.text(field.name)
            if target:
                yield field, target


def set_aside_dependants(rows: Sequence[CheckedRow]) -> None:
    """Set aside the rows that need a row that was set aside, and those that need these, and say so at each."""
    kept = {row.id for row in rows if row.kept}
    needing: dict[str, list[CheckedRow]] = {}
    for row in rows:
        for _, target in _targets(row):
            needing.setdefault(target, []).append(row)
    lost = {row.id for row in rows if row.id not in kept}
    queue = sorted(lost)
    falling: dict[str, CheckedRow] = {}
    while queue:
        for row in needing.get(queue.pop(), ()):
            if row.kept and row.id not in falling:
                falling[row.id] = row
                lost.add(row.id)
                queue.append(row.id)
    by_id = rows_by_id(rows)
    for row in falling.values():
        _say_why(row, lost, by_id)


def _say_why(row: CheckedRow, lost: set[str], by_id: Mapping[str, CheckedRow]) -> None:
    for field, target in _targets(row):
        if target in lost:
            rule = f"the row that it needs was set aside ({by_id[target].place})"
            row.blame(codes.SET_ASIDE_WITH, field.name, target, rule, "correct that row, and this one stands again")
