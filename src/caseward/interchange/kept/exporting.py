"""A kept record out again: a record folder like the one it came from, a note of what was left out and why, and an entry
in the log that says that it left.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from pathlib import Path
from typing import Final, Literal
from unicodedata import normalize

from caseward.errors import NotFound
from caseward.interchange.content import content_sha256, instant_text
from caseward.interchange.kept.drafts import name_of
from caseward.interchange.kept.holding import Holding
from caseward.interchange.kept.matters import AGENCY
from caseward.interchange.kept.reading import REASONS, KeptReading, Taken, gathered
from caseward.interchange.links import references
from caseward.interchange.write import write_record
from caseward.ledger.bundle import Run, bundle_lines
from caseward.ledger.canonical import Plain
from caseward.ledger.checkpoint import Checkpoint
from caseward.ledger.note import Note
from caseward.ledger.store.draft import Draft, Kept, Stored
from caseward.ledger.store.refusals import MatterClosed
from caseward.ledger.store.store import Store
from caseward.record.entry import Entry, Record
from caseward.record.kinds import BY_NAME

#: The class of entry that says that something left the record, and its part.
EXPORTED: Final = "export_made"
EXPORT: Final = "export"
#: What stands for a person who is sealed.
SEALED: Final = "(sealed)"
#: The note beside the tables. Every ``*.md`` in a record folder is for people and left alone.
NOTE: Final = "EXPORT.md"


@dataclass(frozen=True, slots=True)
class Asked:
    """What is to be exported: of whom (empty: of everybody), as known at which instant, for what, until when it may be
    kept, and by whom.
    """

    person: str = ""
    known_at: datetime | None = None
    purpose: str = ""
    expires: date | None = None
    by: str = ""


@dataclass(frozen=True, slots=True)
class Export:
    """What goes out: entries, what is withheld, and how many the question leaves out.

    ``unseen`` were recorded later than asked, ``undated`` do not say when they were recorded.
    """

    asked: Asked
    record: Record
    withheld: tuple[Taken, ...]
    unseen: int
    undated: int
    head: Checkpoint

    @property
    def sha256(self) -> str:
        """A hash of what the exported entries say."""
        return content_sha256(self.record)


def to_export(store: Store, asked: Asked) -> Export:
    """What an export holds, as the log is now. An imported entry counts as recorded when its earlier system says; one
    that was made here, when the log took it. NotFound when nothing is kept about the person.
    """
    if asked.person and store.reader.token_of(name_of(asked.person), "") is None:
        raise NotFound(f"Nothing is kept about {asked.person!r}.")
    head = Checkpoint.parse(store.head().text)
    found = gathered(_stored(store, asked, head.size))
    seen, unseen, undated = _by_clock(found, asked.known_at)
    seen += _named_beyond(seen, store) if asked.person else []
    withheld = [one for one in found.withheld if asked.known_at is None or one.taken <= asked.known_at]
    return Export(asked, Record.of(seen), tuple(withheld), unseen, undated, head)


def _stored(store: Store, asked: Asked, size: int) -> Iterable[Stored]:
    return store.of_subject(name_of(asked.person), size=size) if asked.person else store.stored(0, size)


def _named_beyond(entries: Sequence[Entry], store: Store) -> list[Entry]:
    """What entries of a person name that is not theirs (a facility), and what that names: without it the folder would
    not stand by itself.
    """
    held, there = Holding(store), {"", *(entry.id for entry in entries)}
    found: list[Entry] = []
    ahead = list(entries)
    while ahead:
        entry = ahead.pop()
        for field in references(BY_NAME[entry.kind]):
            name = entry.text(field.name)
            named = None if name in there else held.taken(name)
            if named is not None and named.entry is not None:
                there.add(named.entry.id)
                found.append(named.entry)
                ahead.append(named.entry)
    return found


def _by_clock(found: KeptReading, known_at: datetime | None) -> tuple[list[Entry], int, int]:
    if known_at is None:
        return list(found.record), 0, 0
    seen = [e for e in found.record if e.recorded is not None and e.recorded <= known_at]
    undated = sum(e.recorded is None for e in found.record)
    return seen, len(found.record) - len(seen) - undated, undated


def register(export: Export, name: str, store: Store) -> Kept:
    """Say in the log that an export was made, before it is: an export that nobody was told of cannot be.

    It belongs to the matter of the person that it is of. Where that is sealed, it is the agency's, and names nobody,
    whatever its name and its purpose say: it stays when the person's matter is destroyed.
    """
    person, purpose = name_of(export.asked.person), export.asked.purpose
    try:
        return store.append([_registered(export, name, purpose, person)])[0]
    except MatterClosed:
        name, purpose = (text.replace(export.asked.person, SEALED) for text in (name, purpose))
        return store.append([_registered(export, name, purpose, "")])[0]


def _registered(export: Export, name: str, purpose: str, person: str) -> Draft:
    asked = export.asked
    said: dict[str, Plain] = {
        "entries": len(export.record),
        "expires": asked.expires.isoformat() if asked.expires else None,
        "known_at": instant_text(asked.known_at) if asked.known_at else None,
        "name": normalize("NFC", name),
        "person": person or None,
        "purpose": normalize("NFC", purpose),
        "sha256": export.sha256,
        "withheld": len(export.withheld),
    }
    return Draft(EXPORTED, person or AGENCY, "", name_of(asked.by), {EXPORT: said})


def write_export(export: Export, folder: Path, form: Literal["csv", "jsonl", "parquet"]) -> list[Path]:
    """Write the tables and the note into a folder that is there."""
    paths = write_record(export.record, folder, form)
    note = folder / NOTE
    note.write_text(note_text(export), encoding="utf-8")
    return [*paths, note]


def note_text(export: Export) -> str:
    """The note beside an export: from which log, as known when, and every entry that is withheld."""
    asked, head = export.asked, export.head
    lines = [
        "# Export of a kept record",
        "",
        f"{len(export.record):,} entries of the log {head.origin}, which had {head.size:,} entries.",
        f"What they say has the SHA-256 {export.sha256}.",
    ]
    if asked.person:
        lines.append(f"Only what is about {asked.person}.")
    if asked.known_at:
        at = instant_text(asked.known_at)
        left = f"{export.unseen:,} recorded later and {export.undated:,} that do not say when are left out"
        lines.append(f"As known at {at}: {left}.")
    if asked.expires:
        lines.append(f"To be destroyed after {asked.expires.isoformat()}.")
    return "\n".join([*lines, "", *_withheld(export.withheld)]) + "\n"


def _withheld(withheld: Sequence[Taken]) -> list[str]:
    if not withheld:
        return ["Nothing is withheld."]
    rows = [f"| {w.index} | {w.kind} | {w.taken.isoformat()} | {REASONS[w.reason]} |" for w in withheld]
    head = ["| Entry of the log | Kind | Taken into the log | Why it is not here |", "|---|---|---|---|"]
    return [f"## Withheld: {len(withheld):,}", "", *head, *rows]


def write_bundle(store: Store, path: Path) -> int:
    """Write the whole log, without any contents, into a file that anybody can check: its newest head, and before it
    every head that a witness cosigned. The number of entries.
    """
    newest = store.head()
    size = Checkpoint.parse(newest.text).size
    heads = [Note.parse(bytes(note)) for (note,) in store.reader.rows(_COSIGNED, (size,))]
    if not heads or heads[-1].text != newest.text:
        heads.append(newest)
    with path.open("wb") as file:
        file.writelines(bundle_lines(Run(0, size, store.leaves(0, size), store.subtrees, heads)))
    return size


_COSIGNED = "SELECT note FROM cosigned WHERE size <= ? ORDER BY size"
