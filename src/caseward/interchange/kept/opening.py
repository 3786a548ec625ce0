"""Opening a kept record: its settings, its keys from their files, and its store, to be read or to be written."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

from caseward.errors import CasewardError
from caseward.interchange.kept.settings import Settings, read_settings
from caseward.interchange.kept.witnessed import witnessed
from caseward.ledger.keyring import FileRing, open_ring
from caseward.ledger.keyring.ring import KEY_SIZE
from caseward.ledger.keys import BadKey, Signer, signer_from_pem
from caseward.ledger.store.opening import open_store
from caseward.ledger.store.store import Store
from caseward.ledger.trust import BadTrust, Trust, parse_trust


class NoKey(CasewardError):
    """A file of a kept record that is needed (a key, the trust policy) is not there or is not what it should be."""

    code = "CW542"
    sentence = "A file that the kept record needs cannot be used."
    hint = "kept.toml says where each of its files lies; put it there, or correct the path"
    http_status = 503


@dataclass(frozen=True, slots=True)
class KeptRecord:
    """An open kept record. Close it by leaving ``opened_record``."""

    settings: Settings
    store: Store
    ring: FileRing


@contextmanager
def opened_record(
    folder: Path,
    *,
    writing: bool = False,
    now: Callable[[], datetime] | None = None,
    entropy: Callable[[int], bytes] | None = None,
    unit: Path | None = None,
) -> Iterator[KeptRecord]:
    """Open the kept record of a folder; ``writing`` needs the log's private key, a clock and entropy.

    ``unit`` is the file of the sealed unit's key, where the settings name none. NoKeptRecord, BadSettings, NoKey, and
    what the ring and the store refuse.
    """
    settings = read_settings(folder)
    signer = log_signer(settings) if writing else None
    ring = ring_of(settings, unit, entropy)
    try:
        seen = witnessed(settings)
        store = open_store(settings.where, signer, ring, now, entropy=entropy, seen=(seen,) if seen else ())
        try:
            yield KeptRecord(settings, store, ring)
        finally:
            store.close()
    finally:
        ring.close()


def log_signer(settings: Settings) -> Signer:
    """The key that signs the log. NoKey when its file holds none."""
    path = settings.path(settings.keys_log)
    try:
        return signer_from_pem(settings.origin, settings.key_type, _read(path).decode("ascii"))
    except (BadKey, UnicodeDecodeError) as error:
        raise NoKey(f"{path}: {error}.") from None


def signer_if_there(settings: Settings) -> Signer | None:
    """The key that signs the log, for what is better signed than not; None where its file is not. NoKey."""
    return log_signer(settings) if settings.path(settings.keys_log).is_file() else None


def trust_of(settings: Settings) -> Trust:
    """Whom the record's trust policy names. NoKey when the file holds none."""
    path = settings.path(settings.trust)
    try:
        return parse_trust(_read(path))
    except BadTrust as error:
        raise NoKey(f"{path}: {error}.") from None


def master_key(settings: Settings) -> bytes:
    """The master key: 64 hexadecimal digits in its file. NoKey otherwise."""
    path = settings.path(settings.keys_master)
    try:
        key = bytes.fromhex(_read(path).decode("ascii").strip())
    except ValueError:
        key = b""
    if len(key) != KEY_SIZE:
        raise NoKey(f"{path}: a master key is {2 * KEY_SIZE} hexadecimal digits.")
    return key


def ring_of(settings: Settings, unit: Path | None = None, entropy: Callable[[int], bytes] | None = None) -> FileRing:
    """The key ring that the settings name; ``unit`` is the file of the sealed unit's key. NoKey, BadRing."""
    path = unit or (settings.path(settings.keys_unit) if settings.keys_unit else None)
    secret = None if path is None else _read(path)
    ring, master = settings.path(settings.keys_ring), master_key(settings)
    return open_ring(ring, master, secret, entropy=entropy or _refused)


def _read(path: Path) -> bytes:
    try:
        return path.read_bytes()
    except OSError as error:
        raise NoKey(f"{path}: {error.strerror}.") from None


def _refused(_size: int) -> bytes:
    raise AssertionError("a record opened for reading alone needs nothing random")
