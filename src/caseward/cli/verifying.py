"""What ``caseward verify`` and ``caseward receipt`` bring to the independent check: files, keys, a database."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from contextlib import contextmanager, nullcontext
from pathlib import Path
from typing import TYPE_CHECKING

from caseward.errors import BadRequest, CasewardError, NotFound
from caseward.verify.note import Key, Note
from caseward.verify.trust import Trust
from caseward.verify.wire import Refused

if TYPE_CHECKING:
    from caseward.interchange.kept.settings import Settings
    from caseward.ledger.keyring import FileRing
    from caseward.verify.report import Report


class NotProven(CasewardError):
    """A receipt, a bundle or a certificate does not prove what it should."""

    code = "CW520"
    sentence = "It proves nothing."
    hint = "ask whoever gave it to you for it again; if it is refused again, tell the inspector who keeps the witness"
    exit_code = 1
    http_status = 422


class BrokenStore(CasewardError):
    """The file or database of a store cannot be read to its end, or holds no log."""

    code = "CW521"
    sentence = "The store cannot be read to its end."
    hint = "keep this copy as it is, restore the last backup into another place, and verify that"
    exit_code = 1
    http_status = 500


class BadTrustPolicy(CasewardError):
    """The file that says whom to believe cannot be used, or none was given."""

    code = "CW522"
    sentence = "It is not said whom to believe."
    hint = "give --trust FILE: lines `log VKEY`, `witness NAME VKEY`, `quorum NAME`; see the format of the log"


def contents(path: Path) -> bytes:
    """The bytes of a file. NotFound, BadRequest."""
    try:
        return path.read_bytes()
    except FileNotFoundError:
        raise NotFound(str(path)) from None
    except OSError as error:
        raise BadRequest(f"{path} cannot be read: {error.strerror}.") from None


def trust_in(path: Path | None) -> Trust:
    """Whom a file says to believe. BadTrustPolicy."""
    if path is None:
        raise BadTrustPolicy
    try:
        return Trust.parse(contents(path))
    except Refused as error:
        raise BadTrustPolicy(f"{path}: {error}.") from None


@contextmanager
def proving(path: Path) -> Iterator[None]:
    """NotProven for what the independent check refuses."""
    try:
        yield
    except Refused as error:
        raise NotProven(f"{path}: {error}.") from None


def show_bundle(path: Path, trust: Path | None, *, as_json: bool) -> None:
    """Check a bundle or a certificate, and say what it proves. NotProven."""
    from caseward.cli.screen import print_json
    from caseward.cli.verify_words import bundle_data
    from caseward.interchange.kept.opened_for_checking import by_library
    from caseward.verify.laptop import answer_lines, answer_of

    trusted = trust_in(trust)
    with proving(path), path.open("rb") as lines:
        answer = answer_of(lines, trusted, by_library)
    if as_json:
        print_json(bundle_data(answer))
    else:
        print("\n".join(answer_lines(answer)))


def writes_checker(path: Path) -> None:
    """Write the checker as one file."""
    from caseward.ledger.durable import write_durably
    from caseward.verify.packing import zipapp

    write_durably(path, zipapp(), mode=0o755)
    print(f"Written: {path.as_posix()}. Run it with: python3 -I {path.name} --help")


def report_of(
    store: Path,
    trust: Path | None,
    seen: Sequence[Path],
    authorities: Sequence[str],
    *,
    keys: bool,
    unit: Path | None,
    quiet: bool,
) -> Report:
    """What the check of a kept record, or of the file of a store, finds. BrokenStore, BadTrustPolicy, BadRequest."""
    from caseward.interchange.kept.settings import is_kept, read_settings

    if not store.exists():
        raise NotFound(str(store))
    settings = None if store.is_file() else read_settings(store) if is_kept(store) else None
    if settings is None and not store.is_file():
        raise NotFound(f"{store} is neither a kept record nor a file.")
    trusted = trust_in(trust or (settings.path(settings.trust) if settings else None))
    named = [*authorities, *(settings.backup_authorities if settings else ())]
    notes = [_note(path) for path in (*seen, *_witnessed(settings))]
    with _ring(settings, unit) if keys and settings else nullcontext(None) as ring:
        return _checked(settings.where if settings else str(store), trusted, named, notes, ring, quiet=quiet)


def _checked(
    where: str, trust: Trust, authorities: Sequence[str], seen: Sequence[Note], ring: FileRing | None, *, quiet: bool
) -> Report:
    from caseward.cli.progress import saying
    from caseward.interchange.kept.looking import looked_at
    from caseward.ledger.store.database import DatabaseFailed

    _check_keys(authorities)
    try:
        with saying(quiet=quiet) as say:
            told = lambda done, of: say(lambda s: _words(done, of, s))  # noqa: E731
            return looked_at(where, trust, authorities, seen, ring, told)
    except (DatabaseFailed, Refused) as error:
        raise BrokenStore(f"{where}: {error}.") from None


def _words(done: int, of: int, seconds: float) -> str:
    return f"{done:,} of {of:,} entries, {done / seconds:,.0f} a second"


def _check_keys(vkeys: Sequence[str]) -> None:
    try:
        for vkey in vkeys:
            Key.parse(vkey)
    except Refused as error:
        raise BadRequest(f"--authority: {error}.") from None


def _note(path: Path) -> Note:
    try:
        return Note.parse(contents(path))
    except Refused as error:
        raise BadRequest(f"{path}: {error}.") from None


def _witnessed(settings: Settings | None) -> list[Path]:
    """The head that the record keeps beside its store, so that an older store is seen to be older."""
    from caseward.interchange.kept.witnessed import FILE

    place = settings.path(FILE) if settings else None
    return [place] if place and place.is_file() else []


@contextmanager
def _ring(settings: Settings, unit: Path | None) -> Iterator[FileRing]:
    from caseward.interchange.kept.opening import ring_of

    ring = ring_of(settings, unit)
    try:
        yield ring
    finally:
        ring.close()
