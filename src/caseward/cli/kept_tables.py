"""The application's tables into a backup and out of it: a file of SQLite, or PostgreSQL by its own programs."""

from __future__ import annotations

import shutil
import subprocess
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from datetime import datetime
from pathlib import Path
from typing import IO, TYPE_CHECKING

if TYPE_CHECKING:
    from caseward.interchange.kept.settings import Settings
    from caseward.ledger.backup.pages import Told

_COUNT = "SELECT count(*) FROM pg_tables WHERE schemaname = 'public'"


def tables_of(folder: Path) -> str:
    """Where the application's tables are: the path of a file or a URL; '' for a record without an application."""
    from caseward.interchange.kept.backup_beside import WEB
    from caseward.web.settings.web_toml import read_agency

    if not (folder / WEB).is_file():
        return ""
    agency = read_agency(folder)
    return agency.database if "://" in agency.database else str(agency.path(agency.database))


def backed_up(settings: Settings, database: str, folder: Path, at: datetime, told: Told) -> None:
    """Copy the tables into a new folder of their own, locked."""
    from caseward.cli.kept_clock import entropy
    from caseward.interchange.kept.backup_tables import POSTGRESQL, SQLITE, backup_tables, paged
    from caseward.ledger.durable import sync_folder

    folder.mkdir(mode=0o700)
    if "://" in database:
        with _dumped(database) as source:
            backup_tables(settings, source, POSTGRESQL, folder, at, entropy)
    else:
        with paged(settings, Path(database), told) as pages:
            backup_tables(settings, pages, SQLITE, folder, at, entropy)
    sync_folder(folder)


def restored(backup: Path, to: Path, *, dry_run: bool) -> None:
    """Put a copy of tables where the settings of a restored folder name none yet, and say so."""
    from caseward.cli.kept_clock import now
    from caseward.errors import BadRequest
    from caseward.interchange.kept.backup_tables import POSTGRESQL, checked_tables, pieces_of, restore_file
    from caseward.interchange.kept.settings import read_settings

    settings, database = read_settings(to), tables_of(to)
    manifest = checked_tables(backup, settings, now())
    if not database:
        raise BadRequest(f"{to} has no web.toml, which names the tables.")
    is_dump = manifest.files[0].name == POSTGRESQL
    if is_dump is not ("://" in database):
        was = "in PostgreSQL" if is_dump else "a file"
        raise BadRequest(f"These tables were {was}; what web.toml names is of the other kind: {database}")
    print(f"Tables of {manifest.origin}, copied {manifest.made:%Y-%m-%d %H:%M} UTC; they open with the master key.")
    if dry_run:
        print(f"Nothing restored (--dry-run): they would go to {database}.")
        return
    pieces = pieces_of(backup, manifest, settings)
    if is_dump:
        _fed(database, pieces)
    else:
        restore_file(Path(database), pieces)
    print(f"Restored: {database}. Draw what follows the record: caseward serve {to.as_posix()} --prepare")


@contextmanager
def _dumped(url: str) -> Iterator[IO[bytes]]:
    """What ``pg_dump`` says of a database as of one moment; but for a record that is in the same one, which is copied
    apart.
    """
    from caseward.ledger.store.postgres import SCHEMA

    command = [_program("pg_dump"), "--format", "custom", "--no-owner", f"--exclude-schema={SCHEMA}", "--dbname", url]
    with subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.PIPE) as process:
        assert process.stdout is not None
        assert process.stderr is not None
        yield process.stdout
        said = process.stderr.read()
    _well(process.returncode, "pg_dump", said)


def _fed(url: str, pieces: Iterator[bytes]) -> None:
    """Into a database that has no tables, all or nothing."""
    from caseward.errors import BadRequest

    asked = [_program("psql"), "--no-psqlrc", "--tuples-only", "--dbname", url, "--command", _COUNT]
    done = subprocess.run(asked, capture_output=True, check=False)
    _well(done.returncode, "psql", done.stderr)
    if done.stdout.strip() != b"0":
        raise BadRequest("There are tables in the database that web.toml names; name an empty one.")
    command = [_program("pg_restore"), "--no-owner", "--exit-on-error", "--single-transaction", "--dbname", url]
    with subprocess.Popen(command, stdin=subprocess.PIPE, stderr=subprocess.PIPE) as process:
        assert process.stdin is not None
        with suppress(BrokenPipeError):  # it says itself why it ended
            for piece in pieces:
                process.stdin.write(piece)
        _, said = process.communicate()
    _well(process.returncode, "pg_restore", said)


def _well(code: int, program: str, said: bytes) -> None:
    from caseward.ledger.store.refusals import StoreFailed

    if code:
        raise StoreFailed(f"{program}: {said.decode('utf-8', 'replace').strip()[-300:]}")


def _program(name: str) -> str:
    from caseward.errors import BadRequest

    found = shutil.which(name)
    if found is None:
        raise BadRequest(f"{name} is not on this machine; it comes with PostgreSQL's programs for clients.")
    return found
