"""``caseward backup``: copies of a kept record, and of its key ring, which are not kept for long."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from caseward.cli.kept_options import DryRun
from caseward.cli.options import Json

if TYPE_CHECKING:
    from caseward.interchange.kept.backup import Heard
    from caseward.interchange.kept.backup_for_a_time import Remaining
    from caseward.interchange.kept.settings import Settings
    from caseward.ledger.backup.manifest import Manifest

_KEYS = "Back up the key ring instead, apart from the record and for a short time (backup.window_days)."
_EXPIRE = "Look through a folder for copies of key rings and tables, delete those whose time is over, list the others."


def backup(
    store: Annotated[Path | None, typer.Argument(metavar="[STORE]", help="The folder of the kept record.")] = None,
    to: Annotated[
        Path | None, typer.Option("--to", metavar="DIR", help="The folder of the backup; it must not be there yet.")
    ] = None,
    keys: Annotated[bool, typer.Option("--keys", help=_KEYS)] = False,
    expire: Annotated[Path | None, typer.Option("--expire", metavar="DIR", help=_EXPIRE)] = None,
    dry_run: DryRun = False,
    json: Json = False,
) -> int:
    """Copy a kept record while others write to it, and check the copy: signed head, every entry, every file.

    Of an agency's folder the files that people sent go with it, and the application's tables, in the folder `tables`:
    locked under the master key, and to be gone as soon as a copy of the key ring.

    Contents stay encrypted, and no key is in it. The log's key and the master key are in no backup: keep them as the
    key ceremony says.

    Example: caseward backup build/kept --to backups/2027-01-31
    """
    from caseward.errors import BadRequest

    if expire is not None and store is None and to is None:
        return _expired(expire, dry_run=dry_run, as_json=json)
    if store is None or to is None or expire is not None:
        raise BadRequest("Name a kept record and --to DIR; or --expire DIR alone.")
    _backed_up(store, to, keys=keys, dry_run=dry_run, as_json=json)
    return 0


def _backed_up(store: Path, to: Path, *, keys: bool, dry_run: bool, as_json: bool) -> None:
    from caseward.cli.folder import check_place
    from caseward.cli.screen import print_json
    from caseward.interchange.kept.backup import size_of
    from caseward.interchange.kept.settings import read_settings

    settings = read_settings(store)
    check_place(to, force=False, inputs=(store,))
    if dry_run:
        what = "the key ring" if keys else f"{size_of(settings):,} entries"
        print(f"Nothing copied (--dry-run): {what} of {settings.origin} would go to {to.as_posix()}.")
        return
    manifest = _made(settings, to, keys=keys, quiet=as_json)
    if as_json:
        print_json({"folder": to.as_posix(), **_data(manifest)})
    else:
        _say_made(manifest, to)


def _made(settings: Settings, to: Path, *, keys: bool, quiet: bool) -> Manifest:
    """In a folder beside its place first: a backup is whole, or it is not there."""
    from caseward.cli.folder import new_folder
    from caseward.cli.kept_clock import now
    from caseward.cli.kept_tables import backed_up, tables_of
    from caseward.interchange.kept.backup import backup_record
    from caseward.interchange.kept.backup_ring import backup_ring
    from caseward.interchange.kept.backup_tables import FOLDER
    from caseward.ledger.durable import sync_folder

    with new_folder(to, marked=False) as building, heard(quiet=quiet) as told:
        building.chmod(0o700)
        if keys:
            manifest = backup_ring(settings, building, now(), told.copying)
        else:
            if database := tables_of(settings.folder):
                # Before the record: what tables lack of a later record they catch up with, as after any stop. A record
                # older than its tables would lack entries for which drafts are gone and messages are sent.
                backed_up(settings, database, building / FOLDER, now(), told.copying)
            manifest = backup_record(settings, building, now(), told)
        sync_folder(building)
    sync_folder(to.resolve().parent)
    return manifest


@contextmanager
def heard(*, quiet: bool) -> Iterator[Heard]:
    """Who tells a person how far the copying and the checking are."""
    from caseward.cli.progress import saying
    from caseward.interchange.kept.backup import Heard

    with saying(quiet=quiet) as say:

        def copying(done: int, of: int) -> None:
            say(lambda seconds: f"copied {done:,} of {of:,}, {done / seconds:,.0f} a second")

        def checking(done: int, of: int) -> None:
            say(lambda seconds: f"checked {done:,} of {of:,} entries, {done / seconds:,.0f} a second")

        yield Heard(copying, checking)


def _data(manifest: Manifest) -> dict[str, object]:
    return {
        "holds": manifest.holds,
        "origin": manifest.origin,
        "made": manifest.made.isoformat(),
        "size": manifest.size,
        "root": manifest.root,
        "expires": manifest.expires.isoformat() if manifest.expires else None,
        "files": [{"name": file.name, "bytes": file.bytes, "sha256": file.sha256} for file in manifest.files],
    }


def _say_made(manifest: Manifest, to: Path) -> None:
    from caseward.ledger.backup.manifest import KEYS

    length = sum(file.bytes for file in manifest.files)
    if manifest.holds == KEYS:
        print(f"The key ring of {manifest.origin}: {to.as_posix()} ({length:,} bytes), opened with the master key.")
        print(f"It has to be gone by {manifest.expires:%Y-%m-%d}: caseward backup --expire DIR, every day.")
        return
    print(f"{manifest.size:,} entries of {manifest.origin}: {to.as_posix()} ({length:,} bytes).")
    print("Checked: every entry of the copy leads to its signed head. Contents are encrypted; no key is in it.")
    say_beside(manifest, to)


def say_beside(manifest: Manifest, folder: Path) -> None:
    """Say what lies beside the record in its backup: files that people sent, tables."""
    from caseward.interchange.kept.backup_tables import FOLDER
    from caseward.ledger.backup.manifest import SENT, read_manifest

    sent = sum(file.name.startswith(f"{SENT}/") for file in manifest.files)
    if sent:
        print(f"With it: {sent:,} files that people sent, locked under the keys of their terms.")
    if (folder / FOLDER / "manifest.json").is_file():
        until = read_manifest(folder / FOLDER).expires
        print(f"With it: the application's tables, in {(folder / FOLDER).as_posix()}, opened with the master key.")
        print(f"They have to be gone by {until:%Y-%m-%d}: caseward backup --expire DIR, every day.")


def _expired(folder: Path, *, dry_run: bool, as_json: bool) -> int:
    from caseward.cli.kept_clock import now
    from caseward.cli.screen import print_json
    from caseward.interchange.kept.backup_for_a_time import expired

    at = now()
    found = expired(folder, at, dry_run=dry_run)
    over = [one for one in found if not one.gone and (one.expires is None or one.expires <= at)]
    if as_json:
        removed, remain = ([_line(one) for one in found if one.gone is gone] for gone in (True, False))
        print_json({"removed": removed, "remain": remain})
    else:
        _say_expired(found, folder, dry_run=dry_run)
    return 1 if over else 0


def _line(one: Remaining) -> dict[str, object]:
    return {"place": one.place.as_posix(), "expires": one.expires.isoformat() if one.expires else None, "why": one.why}


def _say_expired(found: list[Remaining], folder: Path, *, dry_run: bool) -> None:
    removed = [one for one in found if one.gone]
    for one in removed:
        print(f"Deleted: {one.place.as_posix()} (its time was over on {one.expires:%Y-%m-%d})")
    print(f"{len(removed):,} deleted{' (--dry-run)' if dry_run else ''}; {len(found) - len(removed):,} remain.")
    for one in found:
        if not one.gone:
            until = f"until {one.expires:%Y-%m-%d}" if one.expires else "nobody knows until when"
            print(f"  {one.place.as_posix()}: {until}{f' ({one.why})' if one.why else ''}")
    print(f"Copies outside {folder.as_posix()} (other disks, tapes, snapshots of this one) are not known here, and a")
    print(
        "deleted file may be read from the disk until its place is used again. What is destroyed is gone when they are."
    )
