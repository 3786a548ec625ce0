"""A correction: the entry that stands instead, and the entry that says so and why. What was wrong stays visible."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime

from caseward.errors import BadRequest, NotFound
from caseward.interchange.content import plain_entry
from caseward.interchange.kept.drafts import name_of
from caseward.interchange.kept.holding import Holding
from caseward.interchange.kept.lines import read_lines
from caseward.interchange.kept.matters import matter_of
from caseward.interchange.kept.reading import REASONS, taken
from caseward.interchange.links import references
from caseward.interchange.rows import CheckedRow
from caseward.ledger.store.store import Store
from caseward.record.entry import Entry
from caseward.record.kinds import BY_NAME
from caseward.record.nearest import did_you_mean

#: What a correction may not set: the first two belong to the entry that is made, the third is the store's to say.
NOT_SET = ("id", "recorded", "kind")
#: By the kind of a corrected entry, the kind of those that go with it: what answers a violation is stated again for the
#: judgement as it is now, since it would name nothing that stands. That it answered another one stays visible.
GOES_WITH = {"violation": "graduated_response"}
_SHOWN = 5


@dataclass(frozen=True, slots=True)
class Change:
    """What is to be put right: which entry, the columns and what they are to say (empty: blank), why, of what sort, by
    whom. ``sets`` None: the entry is withdrawn, and none stands instead.
    """

    id: str
    sets: Mapping[str, str] | None
    reason: str
    sort: str = ""
    by: str = ""


def rows_of(change: Change, store: Store, request: str, now: datetime) -> list[CheckedRow]:
    """The entries of a correction, each checked by itself. NotFound, BadRequest."""
    held = Holding(store)
    wrong = _readable(change.id, held)
    correction = {"kind": "correction", "corrects": wrong.id, "reason": change.reason, "sort": change.sort}
    correction |= {"occurred": now.date().isoformat(), "recorded_by": change.by}
    lines: list[dict[str, object]] = []
    instead = wrong.id
    if change.sets is not None:
        instead = _free_id(wrong.id, held)
        lines.append(_instead(wrong, change, instead))
        correction["replaced_by"] = instead
    own = f"{instead}.correction"  # an entry that stands instead of another has the name of its correction taken
    correction["id"] = own if held.taken(own) is None else _free_id(own, held)
    with_it = _going_with(wrong, change, held, store)
    lines.append({k: v for k, v in correction.items() if v})
    for named in with_it:
        lines += _stated_again(named, wrong.id, correction, held)
    return read_lines("the correction", "".join(json.dumps(line) + "\n" for line in lines).encode(), request, now)


def differences(before: Entry, after: Entry | None) -> list[tuple[str, str, str]]:
    """The columns in which two entries differ, with what each says; of a withdrawn entry all."""
    old = plain_entry(before)
    new = plain_entry(after) if after else {}
    names = [field.name for field in BY_NAME[before.kind].all_fields if field.name not in ("id", "recorded")]
    return [(n, _shown(old.get(n)), _shown(new.get(n))) for n in names if old.get(n) != new.get(n)]


def _shown(value: object) -> str:
    if isinstance(value, bool):
        return "yes" if value else "no"
    return "; ".join(value) if isinstance(value, list) else "" if value is None else str(value)


def _readable(id_: str, held: Holding) -> Entry:
    found = held.taken(id_)
    if found is None:
        raise NotFound(f"The kept record has no entry {id_!r}.")
    if found.entry is None:
        raise BadRequest(f"Entry {id_!r} cannot be corrected here: {REASONS[found.reason]}.")
    return found.entry


def _instead(wrong: Entry, change: Change, id_: str) -> dict[str, object]:
    known = [f.name for f in BY_NAME[wrong.kind].all_fields if f.name not in NOT_SET]
    sets = dict(change.sets or {})
    strange = [f"{name} ({did_you_mean(name, known)})" for name in sets if name not in known]
    if strange:
        raise BadRequest(f"A {wrong.kind} has no such column to set: {', '.join(strange)}.")
    said: dict[str, object] = {name: value for name, value in plain_entry(wrong).items() if name in known}
    if all(said.get(name, "") == value for name, value in sets.items()):
        raise BadRequest(f"Entry {wrong.id!r} says that already; there is nothing to correct.")
    said |= {"recorded_by": change.by} | sets
    return {"kind": wrong.kind, "id": id_, **{name: value for name, value in said.items() if value != ""}}


def _free_id(id_: str, held: Holding) -> str:
    """The id of the entry that stands instead: the old one with a number behind it that nothing has."""
    return next(name for n in range(2, 10_000) if held.taken(name := f"{id_}.{n}") is None)


def _going_with(wrong: Entry, change: Change, held: Holding, store: Store) -> list[Entry]:
    """What names the entry that is wrong and is stated again with it. BadRequest when anything else names it: it would
    name nothing that stands.
    """
    naming = sorted(_naming(wrong, held, store), key=lambda entry: entry.id)
    kind = GOES_WITH.get(wrong.kind) if change.sets is not None else None
    named = [entry.id for entry in naming if entry.kind != kind]
    if named:
        more = f" and {len(named) - _SHOWN:,} more" if len(named) > _SHOWN else ""
        raise BadRequest(
            f"Entry {wrong.id!r} is named by {', '.join(named[:_SHOWN])}{more}. They would name nothing that stands: "
            "correct these first, or record what changed as an entry of its own (a level, an assignment, an end)."
        )
    return naming


def _stated_again(
    entry: Entry, wrong: str, correction: Mapping[str, str], held: Holding
) -> Iterator[dict[str, object]]:
    """An entry that named a corrected one, naming the one that stands instead; and the correction that says so."""
    instead = _free_id(entry.id, held)
    said = {name: value for name, value in plain_entry(entry).items() if name not in NOT_SET and value != ""}
    said |= {
        field.name: correction["replaced_by"]
        for field in references(BY_NAME[entry.kind])
        if said.get(field.name) == wrong
    }
    yield {"kind": entry.kind, "id": instead, **said, "recorded_by": correction["recorded_by"]}
    reason = f"The entry that it names was corrected: {correction['reason']}"
    told = {**correction} | {
        "id": f"{instead}.correction",
        "corrects": entry.id,
        "replaced_by": instead,
        "reason": reason,
    }
    yield {k: v for k, v in told.items() if v}


def _naming(wrong: Entry, held: Holding, store: Store) -> Iterator[Entry]:
    subject, _ = matter_of(wrong, held.entry)
    beyond = wrong.kind == "facility" or not subject
    for stored in store.stored() if beyond else store.of_subject(name_of(subject)):
        found = taken(stored)
        if found is None or found.entry is None or found.kind == "correction":
            continue
        names = any(found.entry.text(field.name) == wrong.id for field in references(BY_NAME[found.kind]))
        if names and store.reader.superseded_by(stored.index) is None:
            yield found.entry
