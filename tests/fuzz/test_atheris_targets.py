"""What ``make fuzz`` does for hours, for a moment: true inputs, what was once found, and changes of both."""

import random
from pathlib import Path

import pytest

from tests.fuzz.atheris_targets.targets import TARGETS

FOUND = Path(__file__).parent / "atheris_targets" / "found"
CHANGES = 150


def changed(chance, data, others):
    """Bytes flipped, cut, doubled, or taken from another input."""
    made = bytearray(data)
    for _ in range(chance.randint(1, 4)):
        at = chance.randrange(len(made) + 1)
        how = chance.randrange(5)
        if how == 0 and at < len(made):
            made[at] ^= 1 << chance.randrange(8)
        elif how == 1:
            del made[at : at + chance.randint(1, 20)]
        elif how == 2:
            made[at:at] = made[at : at + chance.randint(1, 40)]
        elif how == 3:
            other = chance.choice(others)
            made[at:] = other[chance.randrange(len(other) + 1) :]
        else:
            made[at:at] = chance.choice([b"\n", b"\0", b"\xff", b'"', b"{", b"[", b"9" * 30, b"-", "é".encode()])
    return bytes(made)


@pytest.mark.parametrize("name", sorted(TARGETS))
def test_a_parser_refuses_in_its_own_way_or_not_at_all(name):
    target, chance = TARGETS[name], random.Random(name)
    seeds = target.seeds() + [file.read_bytes() for file in sorted(FOUND.glob(f"{name}-*"))]
    for data in seeds:
        target.run(data)
    for _ in range(CHANGES):
        target.run(changed(chance, chance.choice(seeds), seeds))


@pytest.mark.parametrize("name", ["bundle", "note", "receipt", "policy", "envelope", "order", "when"])
def test_the_seeds_are_true(name):
    """A target that refuses everything would never find anything."""
    from tests.fuzz.atheris_targets import targets

    read = {
        "bundle": lambda data: targets.check_bundle(data.splitlines(keepends=True), targets.TRUST),
        "note": targets.Note.parse,
        "receipt": targets.Receipt.parse,
        "policy": targets.parse_trust,
        "envelope": targets.Envelope.parse,
        "order": lambda data: targets.read_order(data, "seed"),
        "when": lambda data: targets.parse_when(data.decode()),
    }[name]
    for data in TARGETS[name].seeds():
        read(data)
