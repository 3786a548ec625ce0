"""``caseward keys``: another key for the log, another master key for the ring.

Each writes the new key beside the old one first, and puts it in its place last. A run that was interrupted is run again
and goes on with the key it had made.
"""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from caseward.cli.group import Group
from caseward.cli.kept_options import Kept

if TYPE_CHECKING:
    from caseward.interchange.kept.settings import Settings
    from caseward.ledger.keys import PublicKey, Signer

app = typer.Typer(
    cls=Group, no_args_is_help=True, rich_markup_mode=None, help="Put another key in the place of a kept record's."
)
Confirm = Annotated[
    str, typer.Option("--confirm", metavar="NAME", help="The name of the log, typed: the key is to be replaced.")
]
_SECRET = 0o600


@app.command("rotate")
def rotate(store: Kept, confirm: Confirm = "") -> None:
    """Sign the log with another key from now on. An entry says so, in a head that both keys sign.

    The trust policy names both: receipts of before stay good. Give the new one to the witness and to whoever checks.

    Example: caseward keys rotate build/kept --confirm probation.example/adult
    """
    settings = _settings(store, confirm)
    path = settings.path(settings.keys_log)
    new = _new_signer(settings, _beside(path))
    _trusted(settings, new.public)
    if _vkey(settings) != new.public:
        from caseward.cli.kept_options import opened

        with opened(store) as kept:
            kept.store.rotate(new)
    _in_place(path)
    print(f"The log is signed with another key from now on. Its verifier key, to be made public:\n{new.public}")


@app.command("rewrap")
def rewrap(store: Kept, confirm: Confirm = "") -> None:
    """Hold the key ring under another master key from now on. Contents are not touched.

    Old copies of the ring still open with the old master key: destroy them.

    Example: caseward keys rewrap build/kept --confirm probation.example/adult
    """
    from caseward.cli.kept_clock import entropy
    from caseward.interchange.kept.opening import master_key, ring_of
    from caseward.ledger.durable import write_durably
    from caseward.ledger.keyring import BadRing
    from caseward.ledger.keyring.ring import KEY_SIZE

    settings = _settings(store, confirm)
    path = settings.path(settings.keys_master)
    if not _beside(path).exists():
        write_durably(_beside(path), f"{entropy(KEY_SIZE).hex()}\n".encode(), mode=_SECRET)
    after = replace(settings, keys_master=_beside(path).as_posix())
    try:
        ring = ring_of(after, entropy=entropy)
    except BadRing:
        ring = ring_of(settings, entropy=entropy)
        ring.rewrap(master_key(after))
    ring.close()
    _in_place(path)
    print(f"The key ring is held under another master key, in {path.as_posix()}. Destroy old copies of the ring.")


def _settings(folder: Path, typed: str) -> Settings:
    from caseward.errors import BadRequest
    from caseward.interchange.kept.settings import read_settings

    settings = read_settings(folder)
    if typed != settings.origin:
        said = f"says {typed!r}" if typed else "is missing"
        raise BadRequest(f"To replace a key, type the log's name, {settings.origin}: --confirm {said}.")
    return settings


def _beside(path: Path) -> Path:
    return path.absolute().with_name(path.name + ".new")


def _in_place(path: Path) -> None:
    from caseward.ledger.durable import sync_folder

    _beside(path).replace(path)
    sync_folder(path.parent)


def _new_signer(settings: Settings, path: Path) -> Signer:
    from caseward.ledger.durable import write_durably
    from caseward.ledger.keys import new_signer, signer_from_pem

    if not path.exists():
        write_durably(path, new_signer(settings.origin, settings.key_type).to_pem().encode(), mode=_SECRET)
    return signer_from_pem(settings.origin, settings.key_type, path.read_text(encoding="ascii"))


def _trusted(settings: Settings, key: PublicKey) -> None:
    """Name the key in the trust policy, beside the others, before anything is signed with it."""
    from caseward.ledger.durable import write_durably

    path = settings.path(settings.trust)
    lines = path.read_text(encoding="utf-8").splitlines()
    if f"log {key}" in lines:
        return
    last = max((n for n, line in enumerate(lines, start=1) if line.startswith("log ")), default=0)
    lines.insert(last, f"log {key}")
    write_durably(path, ("\n".join(lines) + "\n").encode())


def _vkey(settings: Settings) -> PublicKey:
    from caseward.ledger.store.opening import open_store

    store = open_store(settings.where, None, None)
    try:
        return store.vkey
    finally:
        store.close()
