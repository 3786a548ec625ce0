"""``python -m benchmarks.kept_large``: a kept record of millions of entries: how long it takes to open, to read one
person as it was known, and to issue a receipt, while it grows.

The store stays in the folder it is told, and a run goes on where the one before it stopped. Entries are short (one
part of a payload) and come in the order of time, each of another person: what is hardest for the index of cases.
"""

from __future__ import annotations

import argparse
import os
import secrets
import sys
import time
from functools import partial
from pathlib import Path

from benchmarks.kept_store import ORIGIN, each, least, now, usual
from caseward.ledger.keyring import create_ring, new_unit, open_ring
from caseward.ledger.keys import ED25519, Signer, new_signer, signer_from_pem
from caseward.ledger.store.draft import Draft
from caseward.ledger.store.opening import create_store, open_store
from caseward.ledger.store.store import Store

BATCH, EACH = 5_000, 200
#: Sizes at which it is looked at while it grows, besides the last.
LOOKS = (100_000, 300_000, 1_000_000, 2_000_000, 3_000_000, 5_000_000)
MASTER = bytes(32)


def draft(n: int, people: int) -> Draft:
    """A short entry, the next one of another person."""
    return Draft("contact", f"P-{n * 7919 % people}", "T-1", "officer-7", {"facts": {"n": n, "outcome": "spoke"}})


def opened(folder: Path) -> Store:
    """The store of the folder, made when there is none."""
    key, ring, place = folder / "log.pem", folder / "keys.ring", str(folder / "record.sqlite")
    if not key.exists():
        folder.mkdir(parents=True, exist_ok=True)
        signer = new_signer(ORIGIN)
        made = create_ring(ring, MASTER, unit=new_unit()[1], entropy=secrets.token_bytes)
        create_store(place, ORIGIN, signer, made, now, entropy=secrets.token_bytes).close()
        key.touch(mode=0o600)
        key.write_text(signer.to_pem())
    return open_again(folder, signer_from_pem(ORIGIN, ED25519, key.read_text()))


def open_again(folder: Path, signer: Signer) -> Store:
    """The store that is there."""
    keys = open_ring(folder / "keys.ring", MASTER, None, entropy=secrets.token_bytes)
    return open_store(str(folder / "record.sqlite"), signer, keys, now, entropy=secrets.token_bytes)


def grown(folder: Path, entries: int) -> None:
    """Let the store grow to so many entries, and look at it on the way."""
    people = max(entries // EACH, 1)
    while True:
        store = opened(folder)
        size = store.size
        until = min([look for look in (*LOOKS, entries) if look > size], default=entries)
        wall, processor = time.perf_counter(), time.process_time()
        for first in range(size, until, BATCH):
            store.append([draft(n, people) for n in range(first, min(first + BATCH, until))])
        if until > size:
            said = (until - size, (time.process_time() - processor) * 1e6, (time.perf_counter() - wall) * 1e6)
            print(
                f"{said[0]:,} more: {said[1] / said[0]:.0f} µs processor an entry, {said[2] / said[0]:.0f} by the clock"
            )
        store.close()
        look(folder, people)
        if until >= entries:
            return


def look(folder: Path, people: int) -> None:
    """Print what opening, reading one person and issuing receipts take now."""
    signer = signer_from_pem(ORIGIN, ED25519, (folder / "log.pem").read_text())
    stores: list[Store] = []
    opening = each(lambda _: stores.append(open_again(folder, signer)), range(3))
    store = stores[-1]
    size = store.size
    known = store.size_at(now())
    view = partial(_view, store, known, people)
    views = each(view, range(60))
    receipts = each(lambda n: str(store.receipt(n * 104_729 % size)), range(300))
    count = sum(view(n) for n in range(20)) / 20
    print(
        f"{size:,} entries, {(folder / 'record.sqlite').stat().st_size / size:.0f} bytes each: "
        f"opened to write in {usual(opening) / 1e3:.1f} ms; one person's {count:.0f} entries as known at an instant "
        f"{usual(views) / 1e3:.2f} ms by the clock, {least(views) / 1e3:.2f} processor; a receipt "
        f"{usual(receipts) / 1e3:.2f} ms, p99 {sorted(c.wall for c in receipts)[-3] / 1e3:.2f}",
        flush=True,
    )
    for one in stores:
        one.close()


def _view(store: Store, known: int, people: int, n: int) -> int:
    return sum(1 for _ in store.of_subject(f"P-{n * 104_729 % people}", size=known))


def main() -> int:
    """Grow, and look."""
    parser = argparse.ArgumentParser()
    parser.add_argument("--entries", type=int, default=1_000_000, help="entries of the store, in all")
    parser.add_argument("--folder", type=Path, required=True, help="where the store is, and stays")
    asked = parser.parse_args()
    print(f"python {sys.version.split()[0]}, {os.cpu_count()} processors", flush=True)
    grown(asked.folder, asked.entries)
    return 0


if __name__ == "__main__":
    sys.exit(main())
