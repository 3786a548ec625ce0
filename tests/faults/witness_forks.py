"""A witness that is killed again and again while two pasts of one log are put to it at once: it never swears to both.

``python -m tests.faults.witness_forks --submissions 10000 --seed 1``. The control is a witness that answers before it
keeps the head (``--control``): it has to be caught swearing to two pasts, or the campaign is void.
"""

from __future__ import annotations

import argparse
import http.client
import random
import signal
import subprocess
import sys
import tempfile
import threading
from contextlib import closing
from dataclasses import dataclass, field
from pathlib import Path

from caseward.ledger.checkpoint import Checkpoint
from caseward.ledger.keys import new_signer
from caseward.ledger.note import sign
from caseward.ledger.tree import Frontier, check_consistency, consistency_proof, leaf_hash, root_of
from caseward.ledger.witness import Request

ORIGIN = "agency.example/record"
SIZE, COMMON, SUBMITTERS = 20_000, 1, 4


@dataclass
class Past:
    """A log of 20,000 entries; two of them share the first entry."""

    word: str
    kept: dict[tuple[int, int], bytes] = field(default_factory=dict)

    def __post_init__(self) -> None:
        frontier = Frontier()
        for n in range(SIZE):
            frontier, made = frontier.appended(leaf_hash(f"{'both' if n < COMMON else self.word} {n}".encode()))
            self.kept |= {(level, i): found for level, i, found in made}

    def at(self, level: int, index: int) -> bytes:
        """A perfect subtree."""
        return self.kept[level, index]

    def root(self, size: int) -> bytes:
        """The root at a size."""
        return root_of(size, self.at)


@dataclass
class Campaign:
    """What was put to the witness, and what it swore to: (size, root) of every answer 200."""

    folder: Path
    seed: int
    control: bool
    log: object = field(default_factory=lambda: new_signer(ORIGIN))
    sworn: set[tuple[int, bytes]] = field(default_factory=set)
    submissions: int = 0
    kills: int = 0

    def run(self, submissions: int) -> list[str]:
        """Every contradiction found, as sentences."""
        run_cli("witness", "init", str(self.folder), "--name", "inspector.example/w")
        run_cli("witness", "add-log", str(self.folder), str(self.log.public))
        pasts, rng = (Past("one"), Past("other")), random.Random(self.seed)
        while self.submissions < submissions:
            server, port = started(self.folder, self.control)
            stop = threading.Event()
            threads = [
                threading.Thread(target=self._submit, args=(port, pasts, random.Random(rng.random()), stop))
                for _ in range(SUBMITTERS)
            ]
            for thread in threads:
                thread.start()
            stop.wait(rng.uniform(0.02, 0.25))  # when it is killed is what is random here; nothing waits for it
            server.send_signal(signal.SIGKILL)
            server.communicate()
            self.kills += 1
            stop.set()
            for thread in threads:
                thread.join()
        return contradictions(self.sworn, pasts)

    def _submit(self, port: int, pasts: tuple[Past, Past], rng: random.Random, stop: threading.Event) -> None:
        with closing(http.client.HTTPConnection("localhost", port, timeout=10)) as connection:
            self._submit_by(connection, pasts, rng, stop)

    def _submit_by(
        self,
        connection: http.client.HTTPConnection,
        pasts: tuple[Past, Past],
        rng: random.Random,
        stop: threading.Event,
    ) -> None:
        seen = 0
        while not stop.is_set():
            past, size = rng.choice(pasts), min(SIZE, max(seen, 1) + rng.randint(0, 3))
            note = sign(str(Checkpoint(ORIGIN, size, past.root(size))), [self.log])
            body = bytes(Request(seen, consistency_proof(seen, size, past.at), note))
            try:
                connection.request("POST", "/add-checkpoint", body)
                answer = connection.getresponse()
                said = answer.read()
            except (OSError, http.client.HTTPException):
                return
            self.submissions += 1
            if answer.status == 200:
                self.sworn.add((size, past.root(size)))
                seen = size
            elif answer.status == 409:
                seen = int(said)


def contradictions(sworn: set[tuple[int, bytes]], pasts: tuple[Past, Past]) -> list[str]:
    """Pairs of heads that cannot both be true."""
    found, last = [], (0, b"")
    for size, root in sorted(sworn):
        past = next(p for p in pasts if p.root(size) == root)
        if last[0]:
            try:
                check_consistency(last[0], size, consistency_proof(last[0], size, past.at), last[1], root)
            except ValueError:
                found.append(f"swore to {last[0]} and to {size} entries of two pasts")
        last = size, root
    return found


def run_cli(*arguments: str) -> None:
    """A command of Caseward, in a process of its own."""
    subprocess.run([sys.executable, "-m", "caseward.cli.main", *arguments], check=True, stdout=subprocess.PIPE)


_CONTROL = """
import sys, threading
from pathlib import Path
from caseward.cli.witness_folder import opened
from caseward.cli.witness_server import WitnessServer
from caseward.ledger.witness_store import FolderSlot

kept, keep = {}, FolderSlot.keep
FolderSlot.keep = lambda slot, head: kept.setdefault("last", head)  # answers first, and never gets round to keeping
server = WitnessServer(opened(Path(sys.argv[1])), "localhost", 0)
print(f"on http://here:{server.server_port}/", flush=True)
server.serve_forever()
"""


def started(folder: Path, control: bool = False) -> tuple[subprocess.Popen[str], int]:
    """A witness's server, and its port once it listens."""
    own = (
        ["-c", _CONTROL, str(folder)]
        if control
        else ["-m", "caseward.cli.main", "witness", "serve", str(folder), "--port", "0"]
    )
    server = subprocess.Popen([sys.executable, *own], stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, text=True)
    assert server.stdout is not None
    line = server.stdout.readline()
    return server, int(line.rstrip("/\n").rpartition(":")[2])


def main() -> None:
    """The campaign by its command."""
    options = argparse.ArgumentParser(description=__doc__)
    options.add_argument("--submissions", type=int, default=10_000)
    options.add_argument("--seed", type=int, default=1)
    chosen = options.parse_args()
    with tempfile.TemporaryDirectory() as place:
        control = Campaign(Path(place) / "control", chosen.seed, control=True)
        caught = control.run(min(chosen.submissions, 500))
        print(f"control: {len(caught)} contradictions in {control.submissions:,} submissions")
        if not caught:
            sys.exit("void: the control was not caught")
        real = Campaign(Path(place) / "real", chosen.seed, control=False)
        found = real.run(chosen.submissions)
        print(f"{real.submissions:,} submissions, {real.kills:,} kills, {len(real.sworn):,} heads sworn to, "
              f"{len(found)} contradictions")  # fmt: skip
        sys.exit("\n".join(found))


if __name__ == "__main__":
    main()
