"""Receipts changed in every way we can think of, and what three checkers that share no code say of each.

``python -m tests.fuzz.receipts --number N`` asks about N of them and goes on where it stopped; how far it is stands in
``build/fuzz-receipts.json``.
"""

from __future__ import annotations

import argparse
import json
import random
import shutil
import subprocess
import sys
import time
from base64 import b64encode
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from functools import cache
from hashlib import sha256
from pathlib import Path

from caseward.ledger.keys import ECDSA, new_signer
from caseward.ledger.note import BadNote
from caseward.ledger.proof import BadReceipt, Receipt
from caseward.ledger.tree import BadProof
from caseward.ledger.trust import NotTrusted, parse_trust
from caseward.verify.note import Key, by_hand
from caseward.verify.receipt import check
from caseward.verify.trust import Trust
from caseward.verify.wire import Refused
from tests.house.tree import PACKAGE, TOP
from tests.unit.verify.made import LOG, ORIGIN, WITNESS, Log, key

PAGE = PACKAGE / "verify" / "page" / "checker.html"
STATE = TOP / "build" / "fuzz-receipts.json"
REFUSED = "refused"
BATCH = 2000
#: Asked of the page at once: its answers have to fit into a pipe, for they are read later.
AT_ONCE = 100

Case = tuple[bytes, bytes]  # a receipt, and the entry it is shown with (empty: what it carries)


class Originals:
    """True receipts of several logs, and the keys that are believed."""

    def __init__(self) -> None:
        second = new_signer(ORIGIN, ECDSA)
        lines = [
            f"log {LOG.public}",
            f"log {second.public}",
            f"witness inspector {WITNESS.public}",
            "quorum inspector\n",
        ]
        self.policy = "\n".join(lines).encode()
        logs = [Log(21), Log(300), Log(21, second), Log(1)]
        self.true = [
            (str(log.receipt(index, extra=extra)).encode(), b"" if extra else log.leaves[index])
            for log in logs for index in {0, len(log.leaves) // 2, len(log.leaves) - 1} for extra in (True, False)
        ]  # fmt: skip
        self.known: dict[Case, str] = {}
        other, unseen = Log(21, key(9)), Log(21)
        self.strange = [
            str(r).encode()
            for r in (other.receipt(3), unseen.receipt(4, seen=False), unseen.receipt(5, origin="other.example"))
        ]
        self.trust, self.theirs = Trust.parse(self.policy), parse_trust(self.policy)

    def by_checker(self, case: Case) -> str:
        """What the standard library's checker says."""
        try:
            found = check(case[0], self.trust, case[1], once_by_hand)
        except Refused:
            return REFUSED
        seen = ",".join(f"{name}={time}" for name, time in found.witnesses)
        return f"{found.origin} {found.index} {found.size} {found.root.hex()} {seen} {sha256(found.leaf).hexdigest()}"

    def by_writer(self, case: Case) -> str:
        """What the log's own code says."""
        try:
            found = Receipt.parse(case[0])
            leaf = case[1] or found.extra
            if not leaf or (found.extra and found.extra != leaf):
                return REFUSED
            found.check(leaf)
            vouched = self.theirs.vouched(found.note)
        except (BadReceipt, BadProof, BadNote, NotTrusted):
            return REFUSED
        head, seen = vouched.checkpoint, ",".join(f"{name}={s.time}" for name, s in vouched.witnesses)
        return f"{head.origin} {found.index} {head.size} {head.root.hex()} {seen} {sha256(leaf).hexdigest()}"

    def changed(self, n: int) -> tuple[Case, str]:
        """The n-th changed receipt, and what its original proves."""
        chance = random.Random(n)
        original = chance.choice(self.true)
        data = original[0]
        for _ in range(chance.choice((1, 1, 1, 2, 4))):
            data = chance.choice(CHANGES)(chance, data, self)
        return (data, original[1]), self.proven(original)

    def proven(self, original: Case) -> str:
        """What an original proves, by the log's own code; worked out once."""
        if original not in self.known:
            self.known[original] = self.by_writer(original)
        return self.known[original]


@cache
def once_by_hand(key: Key, message: bytes, signature: bytes) -> bool:
    """The check's own look at a signature; of the same one it says the same, so most changed receipts need but one."""
    return by_hand(key, message, signature)


class Page:
    """The page's script in a process of its own: cases are sent, and answers read in their order."""

    def __init__(self, process: subprocess.Popen[str]) -> None:
        assert process.stdin
        assert process.stdout
        self.to, self.by = process.stdin, process.stdout

    def send(self, cases: Sequence[Case]) -> None:
        """Send some cases, no more than ``AT_ONCE`` before their answers are read."""
        self.to.write("".join(f"{b64encode(r).decode()} {b64encode(e).decode()}\n" for r, e in cases))
        self.to.flush()

    def answers(self, count: int) -> list[str]:
        """The next answers."""
        return [self.by.readline().rstrip("\n") for _ in range(count)]

    def __call__(self, cases: Sequence[Case]) -> list[str]:
        """The answers on some cases."""
        found = []
        for start in range(0, len(cases), AT_ONCE):
            some = cases[start : start + AT_ONCE]
            self.send(some)
            found += self.answers(len(some))
        return found


@contextmanager
def by_page(policy: bytes) -> Iterator[Page]:
    """What the page's script says, in a process of its own."""
    node = shutil.which("node")
    assert node, "node is missing; `make test` asks for it"
    command = [node, str(Path(__file__).with_name("answers.js")), str(PAGE)]
    with subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True) as process:
        page = Page(process)
        page.to.write(b64encode(policy).decode() + "\n")
        yield page
        page.to.close()


def _spot(chance: random.Random, data: bytes) -> int:
    return chance.randrange(max(len(data), 1))


def _flip(chance: random.Random, data: bytes, _: Originals) -> bytes:
    at = _spot(chance, data)
    return data[:at] + bytes([data[at] ^ 1 << chance.randrange(8)]) + data[at + 1 :] if data else data


def _byte(chance: random.Random, data: bytes, _: Originals) -> bytes:
    at = _spot(chance, data)
    return data[:at] + chance.choice((b"\n", b" ", b"\r", b"\0", b"=", b"+", b"0", b"\xe2\x80\x94", b"\xc2\xa0", b"\xef\xbb\xbf", b"\xff")) + data[at + chance.randrange(2) :]  # fmt: skip


def _without(chance: random.Random, data: bytes, _: Originals) -> bytes:
    at = _spot(chance, data)
    return data[:at] + data[at + chance.randrange(1, 60) :]


def _cut(chance: random.Random, data: bytes, _: Originals) -> bytes:
    return data[: _spot(chance, data)]


def _lines(chance: random.Random, data: bytes, originals: Originals) -> bytes:
    lines = data.split(b"\n")
    i, j = _spot(chance, lines), _spot(chance, lines)  # type: ignore[arg-type]
    what = chance.randrange(4)
    if what == 0:
        lines[i], lines[j] = lines[j], lines[i]
    elif what == 1:
        del lines[i]
    elif what == 2:
        lines.insert(i, lines[j])
    else:
        foreign = chance.choice([*originals.strange, *(r for r, _ in originals.true)]).split(b"\n")
        lines[i] = foreign[min(i, len(foreign) - 1)]
    return b"\n".join(lines)


def _number(chance: random.Random, data: bytes, _: Originals) -> bytes:
    lines = data.split(b"\n")
    spots = [i for i, line in enumerate(lines) if line.removeprefix(b"index ").isdigit()]
    if spots:
        i = chance.choice(spots)
        head, digits = (b"index ", lines[i][6:]) if lines[i].startswith(b"index ") else (b"", lines[i])
        ways = (b"0" + digits, b"+" + digits, digits + b"0", b"%d" % (int(digits) + chance.choice((-1, 1, 2**32, 2**63, 2**64))), b"9" * 19, "١".encode())  # fmt: skip
        lines[i] = head + chance.choice(ways)
    return b"\n".join(lines)


def _foreign(chance: random.Random, data: bytes, originals: Originals) -> bytes:
    """The proof of one receipt over the checkpoint of another."""
    other = chance.choice([*originals.strange, *(r for r, _ in originals.true)])
    return data.partition(b"\n\n")[0] + b"\n\n" + other.partition(b"\n\n")[2]


def _base64(chance: random.Random, data: bytes, _: Originals) -> bytes:
    """Other ways to write the same bytes: spare bits, more padding, the alphabet of URLs."""
    at = data.find(b"=", _spot(chance, data))
    if at < 1:
        return data.replace(b"+", b"-", 1).replace(b"/", b"_", 1)
    return (
        data[: at - 1] + bytes([data[at - 1] + 1]) + data[at:] if chance.randrange(2) else data[:at] + b"=" + data[at:]
    )


CHANGES = (_flip, _flip, _byte, _without, _cut, _lines, _lines, _number, _foreign, _base64)


def judged(originals: Originals, page: Page, numbers: Sequence[int]) -> tuple[list[str], int]:
    """What went wrong with these, in words, and how many were accepted for what they truly prove."""
    wrong, kept = [], 0
    for start in range(0, len(numbers), AT_ONCE):
        some = numbers[start : start + AT_ONCE]
        cases = [originals.changed(n) for n in some]
        page.send([case for case, _ in cases])
        ours = [(originals.by_checker(case), originals.by_writer(case)) for case, _ in cases]
        for n, (case, proves), own, theirs in zip(some, cases, ours, page.answers(len(some)), strict=True):
            if len({*own, theirs}) > 1:
                wrong.append(f"{n}: the checkers disagree: {(*own, theirs)} on {case!r}")
            elif theirs not in (REFUSED, proves):
                wrong.append(f"{n}: accepted for something else: {theirs} on {case!r}")
            kept += theirs != REFUSED
    return wrong, kept


def main(arguments: Sequence[str]) -> int:
    """Ask about receipts from where the last run stopped up to ``--number``."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--number", type=int, default=10_000_000)
    number = parser.parse_args(arguments).number
    state = {"done": 0, "kept": 0, "seconds": 0.0} | (json.loads(STATE.read_text()) if STATE.exists() else {})
    originals = Originals()
    STATE.parent.mkdir(exist_ok=True)
    with by_page(originals.policy) as page:
        while state["done"] < number:
            began, end = time.perf_counter(), min(state["done"] + BATCH, number)
            wrong, kept = judged(originals, page, range(state["done"], end))
            once_by_hand.cache_clear()
            if wrong:
                sys.stdout.write("\n".join(wrong) + "\n")
                return 1
            seconds = time.perf_counter() - began
            state = {"done": end, "kept": state["kept"] + kept, "seconds": round(state["seconds"] + seconds, 1)}
            STATE.with_suffix(".new").write_text(json.dumps(state))
            STATE.with_suffix(".new").replace(STATE)
    sys.stdout.write(
        f"{state['done']:,} changed receipts: none accepted for what it does not prove, three checkers agree;"
        f" {state['kept']:,} prove what they did before the change\n"
    )
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
