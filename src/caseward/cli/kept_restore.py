"""``caseward restore``: a record, or its key ring, out of a backup."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Annotated, NamedTuple

import typer

from caseward.cli.kept_options import DryRun
from caseward.cli.options import Json

if TYPE_CHECKING:
    from caseward.interchange.kept.backup import Heard
    from caseward.interchange.kept.backup_restore import Checked, Loss
    from caseward.interchange.kept.settings import Settings
    from caseward.ledger.note import Note

_TO = "A folder that is not there yet; with --replace, or for a ring, the folder of the kept record."
_SEEN = "A checkpoint kept elsewhere, such as by a witness: what is lost is counted from it. Several times."
Seen = Annotated[list[Path] | None, typer.Option("--seen", metavar="FILE", help=_SEEN)]


def restore(
    backup: Annotated[Path, typer.Argument(metavar="BACKUP", help="The folder that `caseward backup` made.")],
    to: Annotated[Path, typer.Option("--to", metavar="DIR", help=_TO)],
    replace: Annotated[
        bool, typer.Option("--replace", help="Put it in the place of the record there. Nobody may have it open.")
    ] = False,
    confirm: Annotated[
        str, typer.Option("--confirm", metavar="NAME", help="With --replace: the name of the log, typed.")
    ] = "",
    postgres: Annotated[
        str, typer.Option("--postgres", metavar="URL", help="Restore into this empty database of PostgreSQL.")
    ] = "",
    seen: Seen = None,
    trust: Annotated[
        Path | None,
        typer.Option(
            "--trust", metavar="POLICY", help="Whose signatures count. Without it: the record's, the backup's."
        ),
    ] = None,
    dry_run: DryRun = False,
    json: Json = False,
) -> None:
    """Make a record of a backup again: in a new place, or with --replace in the place of the one there.

    Files that people sent come back with it. Then its key ring, and the application's tables (the folder `tables` of
    the backup), each into the folder of the restored record.

    The backup is checked before and what was made of it after. It says how many entries are lost against the newest
    head that is known; then the record can be verified, and is written again after a recovery that two sign.

    Example: caseward restore backups/2027-01-31 --to build/restored --seen head-of-january.txt --dry-run
    """
    from caseward.cli.kept_tables import restored
    from caseward.ledger.backup.manifest import KEYS, TABLES, read_manifest

    holds = read_manifest(backup).holds
    if holds == KEYS:
        _ring(backup, to, dry_run=dry_run)
    elif holds == TABLES:
        restored(backup, to, dry_run=dry_run)
    else:
        notes = [read_seen(path) for path in seen or ()]
        _record(backup, _Wanted(to, replace, confirm, postgres, dry_run), notes, trust, as_json=json)


class _Wanted(NamedTuple):
    to: Path
    replace: bool
    confirm: str
    postgres: str
    dry_run: bool


def _record(backup: Path, wanted: _Wanted, seen: list[Note], trust: Path | None, *, as_json: bool) -> None:
    from caseward.cli.folder import check_place
    from caseward.cli.kept_backup import heard, say_beside
    from caseward.cli.screen import print_json
    from caseward.interchange.kept.backup_restore import checked_backup
    from caseward.interchange.kept.settings import read_settings

    if not wanted.replace:
        check_place(wanted.to, force=False, inputs=(backup,))
    record = read_settings(wanted.to) if wanted.replace else None
    with heard(quiet=as_json) as told:
        found = checked_backup(backup, seen, told, record=record, trust=trust)
        aside = None if wanted.dry_run else _put(found, wanted, record, told)
    loss = found.loss
    if as_json:
        print_json({"folder": wanted.to.as_posix(), "origin": found.settings.origin, "size": loss.size,
                    "seen": loss.seen, "lost": loss.entries if loss.seen is not None else None,
                    "signed": found.signed, "restored": not wanted.dry_run,
                    "aside": aside.as_posix() if aside else None})  # fmt: skip
        return
    print(f"{loss.size:,} entries of {found.settings.origin}, backed up {found.manifest.made:%Y-%m-%d %H:%M} UTC.")
    if not found.signed:
        print("Nobody signed its manifest: that the files are those of the backup shows accidents, not intent.")
    _say_loss(loss)
    say_beside(found.manifest, backup)
    if wanted.dry_run:
        print("The backup is whole. Nothing restored (--dry-run).")
    else:
        _say_done(wanted.to, loss, aside)


def _put(found: Checked, wanted: _Wanted, record: Settings | None, told: Heard) -> Path | None:
    from caseward.cli.folder import new_folder
    from caseward.errors import BadRequest
    from caseward.interchange.kept.backup_restore import restore_new, restore_over
    from caseward.ledger.durable import sync_folder

    if record is not None:
        if wanted.confirm != record.origin:
            raise BadRequest(
                f"To replace the record, type the log's name: --confirm {record.origin}. Try --dry-run first."
            )
        return restore_over(found, record, told)
    with new_folder(wanted.to, marked=False) as building:
        building.chmod(0o700)
        restore_new(found, building, wanted.postgres, told)
    sync_folder(wanted.to.resolve().parent)
    return None


def _say_loss(loss: Loss) -> None:
    if loss.seen is None:
        print("No head of it is known from elsewhere: whether anything is lost cannot be told here. Ask the witness.")
    elif loss.entries:
        last = f"{loss.size:,}" if loss.entries == 1 else f"{loss.size:,} to {loss.seen - 1:,}"
        print(f"LOST with it: {loss.entries:,} entries ({last}), of {loss.seen:,} that were signed.")
    else:
        print("Nothing is lost against the newest head that is known.")


def _say_done(to: Path, loss: Loss, aside: Path | None) -> None:
    from caseward.interchange.kept.backup_beside import ASIDE, WEB

    place = to.as_posix()
    print(f"Restored, and checked again: {place}")
    if (to / ASIDE).is_file():
        print(f"Its tables were in a database elsewhere: name an empty one in {ASIDE}, and call that file {WEB}.")
    if aside is not None:
        print(f"What was there before: {aside.as_posix()}. Keep it until you know what happened to it.")
    else:
        print("Its keys are in no backup: put them where kept.toml says, then run: caseward verify")
    if loss.entries:
        print("It refuses to be written until two authorities sign that it goes on without what is lost:")
        print(f'  caseward recover {place} --because "..." --out recovery.txt')


def _ring(backup: Path, to: Path, *, dry_run: bool) -> None:
    from caseward.cli.kept_clock import entropy, now
    from caseward.interchange.kept.backup_ring import checked_ring, restore_ring
    from caseward.interchange.kept.settings import read_settings

    settings = read_settings(to)
    manifest = checked_ring(backup, settings, now())
    place = settings.path(settings.keys_ring).as_posix()
    print(
        f"The key ring of {manifest.origin}, copied {manifest.made:%Y-%m-%d %H:%M} UTC; it opens with the master key."
    )
    if dry_run:
        print(f"Nothing restored (--dry-run): it would go to {place}.")
        return
    gone, sealed = restore_ring(backup, settings, entropy)
    print(f"Restored: {place}. Keys destroyed again, as the log orders: {gone:,}; sealed or opened again: {sealed:,}.")


def read_seen(path: Path) -> Note:
    """A checkpoint that somebody kept. BadRequest when the file holds none."""
    from caseward.cli.witness_files import read_file
    from caseward.errors import BadRequest
    from caseward.ledger.note import BadNote, Note

    try:
        return Note.parse(read_file(path))
    except BadNote as error:
        raise BadRequest(f"--seen {path}: {error}.") from None
