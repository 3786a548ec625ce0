"""Receipts changed in every way we can think of, and what three checkers that share no code say of each.

``python -m tests.fuzz.receipts --number N`` asks about N of them and goes on where it stopped.
"""

from __future__ import annotations

import argparse
import json
import random
import shutil
import subprocess
import sys
from base64 import b64encode
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from hashlib import sha256
from pathlib import Path

from caseward.ledger.keys import ECDSA, new_signer
from caseward.ledger.note import BadNote
from caseward.ledger.proof import BadReceipt, Receipt
from caseward.ledger.tree import BadProof
from caseward.ledger.trust import NotTrusted, parse_trust
from caseward.verify.receipt import check
from caseward.verify.trust import Trust
from caseward.verify.wire import Refused
from tests.house.tree import PACKAGE, TOP
from tests.unit.verify.made import LOG, ORIGIN, WITNESS, Log, key

PAGE = PACKAGE / "verify" / "page" / "checker.html"
STATE = TOP / "build" / "fuzz-receipts.json"
REFUSED = "refused"
BATCH = 2000

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
        other, unseen = Log(21, key(9)), Log(21)
        self.strange = [
            str(r).encode()
            for r in (other.receipt(3), unseen.receipt(4, seen=False), unseen.receipt(5, origin="other.example"))
        ]
        self.trust, self.theirs = Trust.parse(self.policy), parse_trust(self.policy)

    def by_checker(self, case: Case) -> str:
        """What the standard library's checker says."""
        try:
            found = check(case[0], self.trust, case[1])
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
        return (data, original[1]), self.by_writer(original)


@contextmanager
def by_page(policy: bytes) -> Iterator[Callable[[Sequence[Case]], list[str]]]:
    """What the page's script says, in a process of its own."""
    node = shutil.which("node")
    assert node, "node is missing; `make test` asks for it"
    command = [node, str(Path(__file__).with_name("answers.js")), str(PAGE)]
    with subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True, bufsize=1) as process:
        assert process.stdin
        assert process.stdout
        process.stdin.write(b64encode(policy).decode() + "\n")

        def ask(cases: Sequence[Case]) -> list[str]:
            assert process.stdin
            assert process.stdout
            answers = []
            for start in range(0, len(cases), 10):  # few at a time, so that neither side waits on a full pipe
                some = cases[start : start + 10]
                process.stdin.write("".join(f"{b64encode(r).decode()} {b64encode(e).decode()}\n" for r, e in some))
                process.stdin.flush()
                answers += [process.stdout.readline().rstrip("\n") for _ in some]
            return answers

        yield ask
        process.stdin.close()


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


def judged(
    originals: Originals, ask: Callable[[Sequence[Case]], list[str]], numbers: Sequence[int]
) -> tuple[list[str], int]:
    """What went wrong with these, in words, and how many were accepted for what they truly prove."""
    cases = [originals.changed(n) for n in numbers]
    wrong, kept = [], 0
    for n, (case, proves), page in zip(numbers, cases, ask([case for case, _ in cases]), strict=True):
        says = (originals.by_checker(case), originals.by_writer(case), page)
        if len(set(says)) > 1:
            wrong.append(f"{n}: the checkers disagree: {says} on {case!r}")
        elif says[0] not in (REFUSED, proves):
            wrong.append(f"{n}: accepted for something else: {says[0]} on {case!r}")
        kept += says[0] != REFUSED
    return wrong, kept


def main(arguments: Sequence[str]) -> int:
    """Ask about receipts from where the last run stopped up to ``--number``."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--number", type=int, default=10_000_000)
    number = parser.parse_args(arguments).number
    done = json.loads(STATE.read_text())["done"] if STATE.exists() else 0
    originals = Originals()
    STATE.parent.mkdir(exist_ok=True)
    with by_page(originals.policy) as ask:
        while done < number:
            wrong, _ = judged(originals, ask, range(done, min(done + BATCH, number)))
            if wrong:
                sys.stdout.write("\n".join(wrong) + "\n")
                return 1
            done = min(done + BATCH, number)
            STATE.write_text(json.dumps({"done": done}))
            sys.stdout.write(f"{done:,} of {number:,}: none accepted for what it does not prove, all agree\n")
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
