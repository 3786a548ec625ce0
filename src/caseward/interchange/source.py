"""What lies in a record folder or archive: for each kind of entry one file, or one folder of Parquet parts; and notes
that are left alone.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from pathlib import Path, PurePosixPath

from caseward.errors import Fault
from caseward.interchange import codes
from caseward.record.faults import shown
from caseward.record.fields import Kind
from caseward.record.kinds import BY_NAME, kind_named
from caseward.record.nearest import nearest

FORMATS = ("csv", "jsonl", "parquet")
LARGEST_FILE = 2 * 1024**3
_NOTES = ".md"
_RULE = "the file is not named after a kind of entry and a format"
_ENDINGS = "tables end in .csv, .jsonl or .parquet, notes in .md"
_PARTS = ".parquet"
_SYSTEM_FILES = ("thumbs.db", "desktop.ini")


@dataclass(frozen=True, slots=True)
class SourceFile:
    """A file by its name in the record, with its size and the way to its bytes."""

    name: str
    size: int
    read: Callable[[], bytes]


@dataclass(frozen=True, slots=True)
class TableFile:
    """A file that holds the table of one kind, in one of the formats."""

    file: SourceFile
    kind: Kind
    format: str


def files_of(folder: Path) -> tuple[list[SourceFile], list[Fault]]:
    """The files of a folder in the order of their names, and faults for what is neither a file nor to be left alone."""
    files: list[SourceFile] = []
    faults: list[Fault] = []
    for path in sorted(folder.iterdir(), key=lambda p: p.name):
        if left_alone(path.name):
            continue
        parts = [path] if path.is_file() else _parts(path)
        if not parts:
            rule = (
                "a folder in a record is named after a kind of entry and holds its parts as Parquet files, nothing else"
            )
            hint = "take it away, or give its tables as a record of their own"
            faults.append(Fault(shown(path.name), 0, 0, codes.UNKNOWN_FILE, rule=rule, hint=hint))
        for part in parts:
            name = part.relative_to(folder).as_posix()
            files.append(SourceFile(shown(name), part.stat().st_size, part.read_bytes))
    return files, faults


def _parts(folder: Path) -> list[Path]:
    """The parts of a kind's table in the order of their names; none where the folder is anything else."""
    if kind_named(folder.name) is None or not folder.is_dir():
        return []
    found = sorted((p for p in folder.iterdir() if not left_alone(p.name) and p.name[0] != "_"), key=lambda p: p.name)
    return found if all(p.is_file() and p.suffix == _PARTS for p in found) else []


def left_alone(name: str) -> bool:
    """Notes for people (``*.md``), hidden files, and what file managers leave behind."""
    return name.startswith(".") or name.lower().endswith(_NOTES) or name.lower() in _SYSTEM_FILES


def sort_tables(files: Iterable[SourceFile]) -> tuple[list[TableFile], list[Fault], dict[str, str]]:
    """The files that are tables; a fault for every file that is not, is too large, or doubles another; the doubled.

    The doubled are given by kind, with the first of the files.
    """
    tables: dict[str, list[TableFile]] = {}
    faults: list[Fault] = []
    for file in files:
        found = _table(file)
        if isinstance(found, Fault):
            faults.append(found)
        else:
            tables.setdefault(found.kind.name, []).append(found)
    twins = {name: found for name, found in tables.items() if len(found) > 1 and not _of_one_folder(found)}
    faults += [fault for found in twins.values() for fault in _twins(found)]
    single = [table for name, found in tables.items() if name not in twins for table in found]
    doubled = {name: found[0].file.name for name, found in sorted(twins.items())}
    return sorted(single, key=lambda t: t.file.name), faults, doubled


def _of_one_folder(tables: list[TableFile]) -> bool:
    """Whether the files are parts of one table."""
    return all("/" in t.file.name for t in tables)


def _table(file: SourceFile) -> TableFile | Fault:
    path = PurePosixPath(file.name)
    part = len(path.parts) == 2 and path.suffix == _PARTS and kind_named(path.parts[0]) is not None
    kind, form = kind_named(path.parts[0] if part else path.stem), path.suffix.removeprefix(".")
    if len(path.parts) != 1 and not part:
        rule = "a record has no folders in it but those that hold the Parquet parts of one kind"
        return Fault(file.name, 0, 0, codes.UNKNOWN_FILE, rule=rule, hint="put it at the top")
    if kind is None or form not in FORMATS:
        return Fault(file.name, 0, 0, codes.UNKNOWN_FILE, rule=_RULE, hint=_way_out(path))
    if file.size > LARGEST_FILE:
        rule = f"a file has at most {LARGEST_FILE // 1024**2} MiB"
        return Fault(file.name, 0, 0, codes.TOO_BIG, rule=rule, hint="split the record into parts")
    return TableFile(file, kind, form)


def _way_out(path: PurePosixPath) -> str:
    form = path.suffix.removeprefix(".").lower()
    meant = nearest(path.stem, tuple(BY_NAME))
    if form not in FORMATS:
        return "save each sheet as CSV" if form in ("xlsx", "xls", "ods") else _ENDINGS
    return f"did you mean {meant}.{form}?" if meant else "`caseward kinds` lists the names; notes end in .md"


def _twins(twins: list[TableFile]) -> list[Fault]:
    names = [t.file.name for t in twins]
    return [
        Fault(n, 0, 0, codes.TWO_FILES, rule=f"there is also {', '.join(m for m in names if m != n)}", hint="keep one")
        for n in names
    ]
