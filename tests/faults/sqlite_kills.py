"""A process that appends to a store in a SQLite file, killed at random moments: nothing that was acknowledged is lost.

``python -m tests.faults.sqlite_kills --kills 1000 --seed 1``. After each kill the store is opened, which checks its
head, and every entry acknowledged in that life has to stand at its place with its bytes; each store is verified whole
when it is left for the next. The control is a process that acknowledges before it appends (it runs first, and the
campaign is void unless it is caught).
"""

from __future__ import annotations

import argparse
import os
import random
import select
import signal
import sys
import tempfile
import time
from dataclasses import dataclass
from datetime import UTC, datetime
from hashlib import sha256
from pathlib import Path

import apsw

from caseward.ledger.store.opening import open_store
from caseward.testing.stores import visit
from tests.unit.ledger_store.appending import opened, shared

LIVES = 100
"""Kills of one store before the next is made."""


@dataclass
class Found:
    """What a campaign came to."""

    kills: int = 0
    acknowledged: int = 0
    wrong: int = 0


def campaign(folder: Path, kills: int, seed: int, *, control: bool = False) -> Found:
    """Kill that many processes; the control stops at the first loss."""
    chance, found, began = random.Random(seed), Found(), time.monotonic()
    while found.kills < kills and not (control and found.wrong):
        place = folder / f"store-{found.kills}"
        place.mkdir(parents=True)
        made = shared(place)
        made.clock.move(days=-30)
        made.create().close()
        made.ring.close()
        for life in range(min(LIVES, kills - found.kills)):
            told = killed(place, chance, f"{found.kills}-{life}", control=control)
            found.acknowledged += len(told)
            found.wrong += checked(place, told)
        found.kills += life + 1
        if not control:
            found.wrong += verified(place)
            print(f"{found.kills:,} of {kills:,} kills, {found.acknowledged:,} acknowledged, {found.wrong} wrong, "
                  f"{found.kills / (time.monotonic() - began) * 60:,.0f} a minute", flush=True)  # fmt: skip
    return found


def killed(place: Path, chance: random.Random, name: str, *, control: bool) -> list[tuple[int, str]]:
    """One life: what it had acknowledged, as places and hashes, when it was killed."""
    reading, writing = os.pipe()
    child = os.fork()
    if child == 0:
        os.close(reading)
        try:
            _live(place, writing, name, control=control)
        finally:
            os._exit(1)
    os.close(writing)
    said, end = b"", chance.randrange(12)
    while said.count(b"\n") <= end:
        part = os.read(reading, 65536)
        if not part:
            break
        said += part
    # When exactly it dies between two acknowledgements is left to chance: some thousandths of a second at most.
    select.select([reading], [], [], chance.uniform(0, 0.003))
    os.kill(child, signal.SIGKILL)
    os.waitpid(child, 0)
    while part := os.read(reading, 65536):
        said += part
    os.close(reading)
    whole = said[: said.rfind(b"\n") + 1].decode()
    return [(int(index), digest) for index, digest in (line.split() for line in whole.splitlines())]


def _live(place: Path, writing: int, name: str, *, control: bool) -> None:
    store = opened(place)
    for n in range(100_000):
        drafts = [visit(f"{name}-{n}-{k}", subject=f"P-{n % 7}-{k}") for k in range(n % 3 + 1)]
        if control:
            os.write(writing, f"{store.size} {'-' * 64}\n".encode())  # before it is so
        kept = store.append(drafts, request=f"{name}-{n}")
        if not control:
            os.write(writing, "".join(f"{k.index} {sha256(k.leaf).hexdigest()}\n" for k in kept).encode())
        if n % 5 == 4:
            store.tidy()


def checked(place: Path, told: list[tuple[int, str]]) -> int:
    """How many of the acknowledged entries are not where they were said to be."""
    store = open_store(str(place / "record.sqlite"), None, None)
    wrong = 0
    for index, digest in told:
        leaf = next(store.leaves(index, index + 1), b"")
        wrong += not leaf or (digest[0] != "-" and sha256(leaf).hexdigest() != digest)
    store.close()
    return wrong


def verified(place: Path) -> int:
    """1 when a store cannot be opened to write any more, or its entries are not without a gap."""
    store = opened(place)
    store.append([visit("last")])
    indices = [stored.index for stored in store.stored()]
    store.close()
    return int(indices != list(range(len(indices))))


def main() -> None:
    """The campaign by its command."""
    options = argparse.ArgumentParser(description=__doc__)
    options.add_argument("--kills", type=int, default=1_000)
    options.add_argument("--seed", type=int, default=1)
    chosen = options.parse_args()
    print(f"SQLite {apsw.sqlite_lib_version()}, kernel {os.uname().release}, seed {chosen.seed}, "
          f"{datetime.now(UTC):%Y-%m-%d}")  # fmt: skip
    with tempfile.TemporaryDirectory() as place:
        control = campaign(Path(place) / "control", 300, chosen.seed, control=True)
        print(f"control: {control.wrong} lost in {control.kills} kills")
        if not control.wrong:
            sys.exit("void: the control was not caught")
        found = campaign(Path(place) / "real", chosen.kills, chosen.seed)
        print(f"{found.kills:,} kills, {found.acknowledged:,} entries acknowledged, {found.wrong} lost or wrong")
        sys.exit(1 if found.wrong else 0)


if __name__ == "__main__":
    main()
