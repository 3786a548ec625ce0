"""A witness's folder: its key, the logs it knows, the heads it cosigned and, if it keeps them, copies of entries."""

from __future__ import annotations

import os
from dataclasses import dataclass
from pathlib import Path

from caseward.errors import BadRequest, CasewardError, NotFound
from caseward.ledger.durable import write_durably
from caseward.ledger.keys import COSIGN_ED25519, BadKey, PublicKey, Signer, new_signer, signer_from_pem
from caseward.ledger.witness import Witness
from caseward.ledger.witness_mirror import Mirror
from caseward.ledger.witness_store import FolderStore

KEY, NAME, LOGS, HEADS, COPIES = "key.pem", "name", "logs.txt", "heads", "copies"


class BadWitness(CasewardError):
    """A witness's folder cannot be used."""

    code = "CW530"
    sentence = "This is no folder of a witness, or something in it is damaged."
    hint = "make one with `caseward witness init DIR --name NAME`; never put an older copy of `heads` back"
    http_status = 500


@dataclass(frozen=True, slots=True)
class WitnessFolder:
    """The opened folder."""

    place: Path
    signer: Signer
    logs: dict[str, PublicKey]

    @property
    def store(self) -> FolderStore:
        """Where heads are kept."""
        return FolderStore(self.place / HEADS)

    @property
    def mirror(self) -> Mirror | None:
        """The copies, where the witness keeps them."""
        return Mirror(self.place / COPIES) if (self.place / COPIES).is_dir() else None

    def witness(self) -> Witness:
        """The witness of this folder."""
        return Witness((self.signer,), self.logs, self.store, self.mirror)


def made(place: Path, name: str, *, copies: bool) -> WitnessFolder:
    """A new folder with a fresh key under a name. BadRequest when something lies there already or the name is none."""
    if place.exists() and any(place.iterdir()):
        raise BadRequest(f"{place} is not empty: a witness's folder is made once and never over another one.")
    try:
        signer = new_signer(name, COSIGN_ED25519)
    except BadKey as error:
        raise BadRequest(f"--name {name!r}: {error}.") from None
    (place / HEADS).mkdir(parents=True)
    if copies:
        (place / COPIES).mkdir()
    write_durably(place / NAME, f"{name}\n".encode())
    write_durably(place / LOGS, b"# one verifier key of a log to a line: `caseward witness add-log`\n")
    write_durably(place / KEY, signer.to_pem().encode(), mode=0o600)
    return WitnessFolder(place, signer, {})


def opened(place: Path) -> WitnessFolder:
    """The folder as it is. NotFound when there is none, BadWitness when it cannot be used."""
    if not (place / KEY).is_file() or not (place / HEADS).is_dir():
        if not place.exists():
            raise NotFound(str(place))
        raise BadWitness(f"{place} has no {KEY} or no {HEADS}.")
    if os.name == "posix" and (place / KEY).stat().st_mode & 0o077:
        raise BadWitness(f"Others may read {place / KEY}: chmod 600 it, and think about whether they have.")
    try:
        name = (place / NAME).read_text().strip()
        signer = signer_from_pem(name, COSIGN_ED25519, (place / KEY).read_text())
        found = [PublicKey.parse(line) for line in lines_of(place / LOGS)]
    except (BadKey, OSError, UnicodeDecodeError) as error:
        raise BadWitness(f"{error}.") from None
    return WitnessFolder(place, signer, {key.name: key for key in found})


def with_log(folder: WitnessFolder, vkey: str) -> PublicKey:
    """Write one more log down. BadRequest when the key cannot be read or the log has another one."""
    try:
        key = PublicKey.parse(vkey.strip())
    except BadKey as error:
        raise BadRequest(f"{error}.") from None
    known = folder.logs.get(key.name)
    if known is not None and known != key:
        raise BadRequest(f"{key.name} is known here with another key, {known}: a new key of a log is agreed on by its "
                         f"rotation entry; edit {LOGS} when you have seen it.")  # fmt: skip
    if known is None:
        place = folder.place / LOGS
        write_durably(place, place.read_bytes() + f"{key}\n".encode())
    return key


def lines_of(place: Path) -> list[str]:
    """The lines of a file of keys, without those that are empty or begin with a hash sign."""
    lines = (line.strip() for line in place.read_text().splitlines())
    return [line for line in lines if line and not line.startswith("#")]
