"""A process that appends to a store and says what was acknowledged, line by line, until it is done or killed.

``python -m tests.unit.ledger_store.appending FOLDER NAME COUNT``, in a folder that ``shared`` has made.
"""

import secrets
import sys
from datetime import UTC, datetime
from pathlib import Path

from caseward.ledger.keyring import open_ring
from caseward.ledger.keys import ED25519, signer_from_pem
from caseward.ledger.store.opening import open_store
from caseward.testing.stores import ORIGIN, Place, visit


def shared(folder, where=None):
    """A place whose keys lie in its folder, so that other processes can open it."""
    place = Place(where or str(folder / "record.sqlite"), folder, secrets.token_bytes)
    (folder / "log.pem").write_text(place.signer.to_pem(), encoding="ascii")
    (folder / "master.key").write_bytes(place.master)
    (folder / "where").write_text(place.where, encoding="utf-8")
    return place


def opened(folder):
    """The store of such a folder, opened to write, with the machine's own clock."""
    ring = open_ring(folder / "ring.sqlite", (folder / "master.key").read_bytes(), entropy=secrets.token_bytes)
    signer = signer_from_pem(ORIGIN, ED25519, (folder / "log.pem").read_text(encoding="ascii"))
    where = (folder / "where").read_text(encoding="utf-8")
    return open_store(where, signer, ring, lambda: datetime.now(UTC), entropy=secrets.token_bytes)


def drafts(name, n):
    """One to three entries that belong together, some about a new subject."""
    return [visit(f"{name}-{n}-{k}", subject=f"P-{n % 7}-{k}") for k in range(n % 3 + 1)]


def main(folder, name, count):
    store = opened(folder)
    for n in range(count):
        kept = store.append(drafts(name, n), request=f"{name}-{n}")
        sys.stdout.write(f"{n} {kept[0].index} {len(kept)}\n")
        sys.stdout.flush()


if __name__ == "__main__":
    main(Path(sys.argv[1]), sys.argv[2], int(sys.argv[3]))
