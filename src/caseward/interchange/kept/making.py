"""A new kept record: its keys, its settings, whom it trusts, and a log whose first entry says who it is."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import Final

from caseward.errors import BadRequest
from caseward.interchange.kept.settings import FILE, Settings
from caseward.ledger.durable import write_durably
from caseward.ledger.keyring import create_ring, new_unit
from caseward.ledger.keyring.ring import KEY_SIZE
from caseward.ledger.keys import COSIGNS, BadKey, PublicKey, new_signer
from caseward.ledger.store.opening import create_store

UNIT: Final = "keys/unit.pem"
"""The sealed unit's private key, as ``init`` leaves it. It is to be handed over and taken away."""

_SECRET = 0o600


@dataclass(frozen=True, slots=True)
class Wanted:
    """What a new record is to be: its settings, and the witnesses that have to see its heads, by name."""

    settings: Settings
    witnesses: Mapping[str, PublicKey]


def make_record(
    folder: Path, wanted: Wanted, now: Callable[[], datetime], entropy: Callable[[int], bytes]
) -> PublicKey:
    """Make a kept record in a folder that is there and empty, and give the log's public key.

    Private keys are readable by their owner alone. What the store or the ring refuses is raised as it is.
    """
    settings = wanted.settings
    signer = new_signer(settings.origin, settings.key_type)
    master, (unit, unit_public) = entropy(KEY_SIZE), new_unit()
    for name in (settings.keys_log, settings.keys_master, settings.keys_ring):
        (folder / name).parent.mkdir(parents=True, exist_ok=True, mode=0o700)
    write_durably(folder / settings.keys_log, signer.to_pem().encode(), mode=_SECRET)
    write_durably(folder / settings.keys_master, f"{master.hex()}\n".encode(), mode=_SECRET)
    write_durably(folder / UNIT, unit, mode=_SECRET)
    write_durably(folder / settings.trust, trust_text(signer.public, wanted.witnesses).encode())
    write_durably(folder / FILE, settings.toml().encode())
    ring = create_ring(folder / settings.keys_ring, master, unit=unit_public, entropy=entropy)
    try:
        where = settings.store if "://" in settings.store else str(folder / settings.store)
        create_store(where, settings.origin, signer, ring, now, entropy=entropy).close()
    finally:
        ring.close()
    return signer.public


def trust_text(log: PublicKey, witnesses: Mapping[str, PublicKey]) -> str:
    """The trust policy of a new log (C2SP tlog-policy): its key, its witnesses, and that all of them must have seen."""
    lines = [f"log {log}", *(f"witness {name} {key}" for name, key in witnesses.items())]
    if len(witnesses) > 1:
        lines.append(f"group all all {' '.join(witnesses)}")
    quorum = "none" if not witnesses else "all" if len(witnesses) > 1 else next(iter(witnesses))
    return "\n".join([*lines, f"quorum {quorum}"]) + "\n"


def witness_keys(vkeys: list[str]) -> dict[str, PublicKey]:
    """The keys of witnesses by the name they have in the trust policy. BadRequest with what is wrong with each."""
    found: dict[str, PublicKey] = {}
    wrong = []
    for vkey in vkeys:
        try:
            key = PublicKey.parse(vkey)
        except BadKey as error:
            wrong.append(str(error))
            continue
        if key.type not in COSIGNS:
            wrong.append(f"the key of {key.name} makes no cosignatures")
        elif key.name in (*found, "none", "all"):
            wrong.append(f"the name {key.name} is taken")
        found[key.name] = key
    if wrong:
        raise BadRequest(f"--witness: {'; '.join(wrong)}.")
    return found
