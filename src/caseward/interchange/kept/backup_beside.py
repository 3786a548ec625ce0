"""What lies beside a record in an agency's folder, and goes into its backup: files that people sent, which are locked
under the keys of their terms, and the settings of the web application, in which there is no secret.
"""

from __future__ import annotations

import shutil
import tomllib
from pathlib import Path
from typing import Final

from caseward.ledger.backup.manifest import SENT
from caseward.ledger.durable import sync_file, sync_folder, write_durably
from caseward.ledger.keyring.locked_file import is_locked

WEB: Final = "web.toml"
ASIDE: Final = "web.toml.restored"
"""What the settings are called in a restored folder where they name a database that is not in it."""


def copy_beside(source: Path, target: Path) -> list[str]:
    """Copy what lies beside a record into its backup; the names of the files there, in order."""
    names = copy_sent(source, target)
    if (source / WEB).is_file():
        write_durably(target / WEB, (source / WEB).read_bytes())
        names.append(WEB)
    return names


def copy_sent(source: Path, target: Path) -> list[str]:
    """Copy the files that people sent, but for those that are there already; their names. One that is not locked is
    left out: a backup is kept for longer than it may be read.
    """
    found = [place.name for place in sorted((source / SENT).glob("?" * 64)) if _is_locked(place)]
    if found:
        (target / SENT).mkdir(mode=0o700, exist_ok=True)
    for name in found:
        if not (target / SENT / name).exists():
            _copied(source / SENT / name, target / SENT / name)
    if found:
        sync_folder(target / SENT)
    return [f"{SENT}/{name}" for name in found if (target / SENT / name).exists()]


def put_beside(backup: Path, folder: Path) -> list[str]:
    """Put what a backup holds beside a record that was made of it; the names of the files there.

    Settings that name a database elsewhere are put aside: it may be the one that is in use.
    """
    names = copy_sent(backup, folder)
    if (backup / WEB).is_file():
        names.append(WEB if _is_own(backup / WEB) else ASIDE)
        write_durably(folder / names[-1], (backup / WEB).read_bytes())
    return names


def _is_own(settings: Path) -> bool:
    """Whether the settings name a database that is a file of the folder."""
    try:
        said = str(tomllib.loads(settings.read_text(encoding="utf-8")).get("database", ""))
    except (OSError, ValueError):
        return False
    return "://" not in said and not Path(said).is_absolute() and ".." not in Path(said).parts


def _copied(source: Path, target: Path) -> None:
    """One whole file, or none: somebody may just have destroyed it."""
    beside = target.with_name(f".{target.name}.copying")
    try:
        shutil.copyfile(source, beside)
    except FileNotFoundError:
        return
    beside.chmod(0o600)
    sync_file(beside)
    beside.replace(target)


def _is_locked(place: Path) -> bool:
    try:
        return is_locked(place)
    except FileNotFoundError:
        return False
