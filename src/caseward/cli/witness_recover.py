"""``caseward witness recover``: a witness goes back to an earlier head of a record, when two authorities signed."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

if TYPE_CHECKING:
    from caseward.cli.witness_folder import WitnessFolder
    from caseward.ledger.keys import PublicKey

AUTHORITIES = "authorities.txt"
EVIDENCE = "lost"


def recover(
    folder: Annotated[Path, typer.Argument(metavar="DIR", help="The witness's folder.")],
    signed: Annotated[
        list[Path], typer.Argument(metavar="FILE...", help="The recovery, as two authorities signed it.")
    ],
) -> None:
    """Go back to the head that a recovery names, and keep what you had sworn to in the folder `lost`.

    Whom you accept as an authority is yours to say: a verifier key to a line in authorities.txt of your folder.

    Example: caseward witness recover witness recovery-signed.txt
    """
    import time

    from caseward.cli.kept_recover import recovery_lines
    from caseward.cli.witness_folder import opened
    from caseward.interchange.kept.recovery import merged, read_note
    from caseward.ledger.recovery import NotRecovered, Recovery
    from caseward.ledger.witness_recovery import go_back

    found = opened(folder)
    note = merged([read_note(path) for path in signed])
    origin = Recovery.parse(note.text).origin
    if origin not in found.logs:
        raise NotRecovered(f"{origin} is not known here.")
    keys, log = _authorities(found), found.logs[origin]
    with found.store(origin) as slot:
        done = go_back(slot, folder / EVIDENCE, note, keys, log, found.signer, found.mirror, int(time.time()))
    for line in recovery_lines(done):
        print(line)
    print(
        f"This witness goes on from {done.kept.size:,} entries. What it had sworn to: {(folder / EVIDENCE).as_posix()}/"
    )


def _authorities(folder: WitnessFolder) -> list[PublicKey]:
    from caseward.cli.witness_folder import BadWitness, lines_of
    from caseward.ledger.keys import BadKey, PublicKey

    place = folder.place / AUTHORITIES
    try:
        return [PublicKey.parse(line) for line in lines_of(place)] if place.exists() else []
    except (BadKey, OSError, UnicodeDecodeError) as error:
        raise BadWitness(f"{place}: {error}.") from None
