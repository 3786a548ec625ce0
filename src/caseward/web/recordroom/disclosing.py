"""Everything about a person as one archive: tables, receipts, a page to read, a list of what is withheld and why."""

from __future__ import annotations

import csv
import zipfile
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from io import BytesIO, StringIO
from pathlib import Path
from tempfile import TemporaryDirectory

from django.utils.translation import gettext as _

from caseward.interchange.kept.exporting import Asked, Export, note_text, to_export
from caseward.interchange.kept.parts import IDENTITY, NOTE, PRIVATE, private_fields
from caseward.interchange.kept.reading import REASONS
from caseward.interchange.kept.receipts import write_receipt, write_said
from caseward.interchange.write import table_bytes
from caseward.ledger.store.draft import Opened, Withheld
from caseward.ledger.store.store import Store
from caseward.record.entry import Entry, Record
from caseward.web.casework.access import Seen
from caseward.web.casework.confidence import in_confidence
from caseward.web.casework.queries import kept_of
from caseward.web.keeping import Keeping
from caseward.web.recordroom.queries import apart

_LONG_AGO = (1980, 1, 1, 0, 0, 0)


@dataclass(frozen=True, slots=True)
class Left:
    """What is left out: the place of the entry, its kind, the column (blank: all of it), and why."""

    place: int
    kind: str
    column: str
    why: str


@dataclass(frozen=True, slots=True)
class Disclosure:
    """What goes out, with what is left out of it."""

    export: Export
    left: tuple[Left, ...]


def to_disclose(seen: Seen, asked: Asked, keeping: Keeping, *, private: bool) -> Disclosure:
    """Everything about a person but what was said in confidence; private columns if ``private``. NotFound."""
    store = keeping.reading().store
    found = to_export(store, asked)
    confidential = in_confidence(kept_of(seen.person, keeping))
    left = [Left(one.index, one.kind, "", REASONS[one.reason]) for one in found.withheld]
    entries = []
    for entry in found.record:
        why = _columns_left(entry, confidential, private=private)
        left += [Left(_place(entry), entry.kind, name, why[name]) for name in sorted(why)]
        entries.append(_without(entry, why))
    return Disclosure(
        replace(found, record=Record.of(entries)), tuple(sorted(left, key=lambda one: (one.place, one.column)))
    )


def archive(found: Disclosure, page: str, store: Store) -> bytes:
    """The files in one archive; the same disclosure gives the same bytes."""
    files = {f"record/{name}": data for name, data in table_bytes(found.export.record, "jsonl").items()}
    files |= {"EXPORT.md": note_text(found.export).encode(), "WITHHELD.csv": _listed(found.left)}
    files |= {"read-me-first.html": page.encode(), **dict(_receipts(found, store))}
    out = BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_STORED) as packed:
        for name in sorted(files):
            info = zipfile.ZipInfo(name, _LONG_AGO)
            info.create_system = 3
            packed.writestr(info, files[name])
    return out.getvalue()


def _columns_left(entry: Entry, confidential: frozenset[str], *, private: bool) -> Mapping[str, str]:
    held = apart(entry, confidential)
    why = dict.fromkeys(held, _("said in confidence, or what could find the caller"))
    if not private:
        could = _("it could find or endanger somebody else, or say where somebody lives or works")
        why |= {
            name: could
            for name in private_fields(entry.kind)
            if entry.values.get(name) is not None and name not in held
        }
    return why


def _without(entry: Entry, why: Mapping[str, str]) -> Entry:
    values = {name: value for name, value in entry.values.items() if name not in why}
    note, source = ("" if "note" in why else entry.note), ("" if "source" in why else entry.source)
    return replace(entry, values=values, note=note, source=source)


def _place(entry: Entry) -> int:
    return -1 if entry.place is None else entry.place.row


def _listed(left: tuple[Left, ...]) -> bytes:
    out = StringIO()
    writer = csv.writer(out, lineterminator="\n")
    writer.writerow(("entry", "kind", "column", "why"))
    writer.writerows((one.place, one.kind, one.column or "(all of it)", one.why) for one in left)
    return out.getvalue().encode()


def _receipts(found: Disclosure, store: Store) -> Iterator[tuple[str, bytes]]:
    """The receipt of each entry, and what opens those parts of it that are not left out."""
    left: dict[int, set[str]] = {}
    for one in found.left:
        left[one.place] = left.get(one.place, set()) | {one.column}
    with TemporaryDirectory() as folder:
        for entry in found.export.record:
            place = _place(entry)
            parts = {name: p for name, p in store.parts(place).items() if not _is_left(name, left.get(place, set()))}
            for path in _written(Path(folder), f"entry-{place}", place, parts, store):
                yield f"receipts/{path.name}", path.read_bytes()


def _written(
    folder: Path, name: str, place: int, parts: Mapping[str, Opened | Withheld], store: Store
) -> tuple[Path, Path]:
    return write_receipt(folder, name, store.receipt(place)), write_said(folder, name, place, parts)


def _is_left(part: str, columns: set[str]) -> bool:
    """Whether a part of a payload would show a column that is left out."""
    return (
        part.removeprefix(PRIVATE) in columns
        or (part == NOTE and "note" in columns)
        or (part == IDENTITY and "source" in columns)
    )
