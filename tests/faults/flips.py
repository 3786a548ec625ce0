"""``python -m tests.faults.flips``: every bit of a kept store of 200 entries changed, one at a time; each change that
alters any answer has to be found.

The bits come in an order that spreads any number of them over the whole file. What was done stands in
``build/flips-LENGTH/state.json``, with the store itself; the next run goes on there. Of one in twenty it is also asked
whether what was found alters an answer.
"""

from __future__ import annotations

import argparse
import json
import shutil
import sys
import time
from collections import Counter
from collections.abc import Sequence
from dataclasses import replace
from math import gcd
from pathlib import Path

from caseward.verify.note import Key
from caseward.verify.trust import Trust
from tests.house.tree import TOP
from tests.unit.verify.flips import Flips
from tests.unit.verify.stores import BROUGHT, COUNSEL, POLICY, UNIT, original

BATCH, CLOSELY, STEP = 2000, 20, 7_368_787
KEYS, STATE = "keys.json", "state.json"


def kept(folder: Path, length: int) -> Flips:
    """The store of a folder, made when there is none yet."""
    if not (folder / KEYS).exists():
        shutil.rmtree(folder, ignore_errors=True)
        folder.parent.mkdir(exist_ok=True)
        shutil.copytree(original(length), folder)
        keys = {"policy": POLICY, "counsel": str(COUNSEL.public), "unit": UNIT.decode()}
        (folder / KEYS).write_text(json.dumps(keys))
    keys = json.loads((folder / KEYS).read_text())
    trust = Trust.parse(keys["policy"].encode())
    brought = replace(BROUGHT, trust=trust, authorities=(Key.parse(keys["counsel"]),))
    return Flips(length, folder, keys["unit"].encode(), brought)


def bit_at(n: int, every: int) -> int:
    """The n-th bit to be changed: every bit once, each far from the one before."""
    step = STEP
    while gcd(step, every) > 1:
        step += 2
    return n * step % every


def written(place: Path, state: dict[str, object]) -> None:
    """Keep how far it is, whole or not at all."""
    new = place.with_suffix(".new")
    new.write_text(json.dumps(state, indent=1))
    new.replace(place)


def go_on(flips: Flips, place: Path, bits: int) -> dict[str, object]:
    """Change bits until so many are done, or all of them, and say how it went."""
    every, state = 8 * len(flips.data), {"done": 0, "counts": {}, "closely": {}, "missed": [], "seconds": 0.0}
    state |= json.loads(place.read_text()) if place.exists() else {}
    end = min(bits or every, every)
    while state["done"] < end:
        began, some = time.process_time(), range(state["done"], min(state["done"] + BATCH, end))
        looked, missed = flips.counted(bit_at(n, every) for n in some if n % CLOSELY == 0)
        counts, more = flips.counted((bit_at(n, every) for n in some if n % CLOSELY), closely=False)
        counts += looked
        state = {
            "done": some.stop,
            "of": every,
            "counts": Counter(state["counts"]) + counts,
            "closely": Counter(state["closely"]) + looked,
            "missed": [*state["missed"], *missed, *more],
            "seconds": round(state["seconds"] + time.process_time() - began, 1),
        }
        written(place, state)
    return state


def main(arguments: Sequence[str]) -> int:
    """Go on where the last run stopped; 1 when a change that alters an answer was not found."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--bits", type=int, default=0, help="stop when so many are done; otherwise at the last")
    parser.add_argument("--length", type=int, default=200)
    asked = parser.parse_args(arguments)
    folder = TOP / "build" / f"flips-{asked.length}"
    state = go_on(kept(folder, asked.length), folder / STATE, asked.bits)
    sys.stdout.write(f"{asked.length} entries: {json.dumps(state)}\n")
    return 1 if state["missed"] else 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
