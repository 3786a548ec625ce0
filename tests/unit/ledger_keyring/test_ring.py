"""The key ring: what it keeps, what it forgets, and whom it refuses."""

from __future__ import annotations

import os
import subprocess
import sys
from hashlib import shake_256
from itertools import count

import pytest

from caseward.errors import NotFound
from caseward.ledger.keyring import (
    BadRing,
    KeyGone,
    KeySealed,
    KeyUnknown,
    RingFailed,
    create_ring,
    new_unit,
    open_ring,
)

MASTER = bytes(range(32))
UNIT, UNIT_PUBLIC = new_unit()


def dice(seed):
    """Bytes that look random and are the same in every run."""
    turns = count()
    return lambda size: shake_256(f"{seed}/{next(turns)}".encode()).digest(size)


@pytest.fixture
def place(tmp_path):
    return tmp_path / "ring.sqlite"


@pytest.fixture
def ring(place):
    made = create_ring(place, MASTER, unit=UNIT_PUBLIC, entropy=dice("ring"))
    yield made
    made.close()


def again(place, master=MASTER, unit=None):
    return open_ring(place, master, unit, entropy=dice("again"))


def test_a_full_disk_is_told_as_a_refusal_and_heals(ring):
    """It used to come out as an error of the database's own, which nobody who appends looks for."""
    full = ring._db.pragma("page_count")
    ring._db.pragma("max_page_count", full)
    with pytest.raises(RingFailed, match="full"):
        ring.new_many(1000)
    ring._db.pragma("max_page_count", full + 100)
    name, key = ring.new()
    assert ring.key(name) == key


def test_a_key_is_there_after_opening_again(ring, place):
    (a, key_a), (b, key_b) = ring.new(), ring.new()
    ring.close()
    reopened = again(place)
    assert (reopened.key(a), reopened.key(b)) == (key_a, key_b)
    assert key_a != key_b
    assert len(key_a) == 32
    assert len(a) == 32


def test_the_index_key_never_changes(ring, place):
    first = ring.index_key()
    ring.new_many(3)
    assert again(place).index_key() == first


def test_many_keys_are_made_at_once_and_all_kept(ring, place):
    made = ring.new_many(500)
    assert len({key_id for key_id, _ in made}) == len({key for _, key in made}) == 500
    reopened = again(place)
    assert [reopened.key(key_id) for key_id, _ in made] == [key for _, key in made]


def test_only_its_owner_can_read_the_file(ring, place):
    assert place.stat().st_mode & 0o777 == 0o600


def test_a_ring_is_never_written_over(ring, place):
    with pytest.raises(BadRing, match="never written over"):
        create_ring(place, MASTER, unit=UNIT_PUBLIC, entropy=dice("x"))


def test_another_master_key_does_not_open_it(ring, place):
    ring.new()
    with pytest.raises(BadRing):
        again(place, master=bytes(32))
    with pytest.raises(BadRing, match="31"):
        again(place, master=bytes(31))


def test_what_is_no_ring_is_refused(tmp_path):
    with pytest.raises(NotFound):
        again(tmp_path / "none")
    other = tmp_path / "other"
    other.write_bytes(b"no ring at all" * 100)
    with pytest.raises(BadRing, match="no key ring"):
        again(other)
    empty = tmp_path / "empty"
    empty.touch()
    with pytest.raises(BadRing, match="no key ring"):
        again(empty)


def test_a_key_nobody_made_is_unknown(ring):
    with pytest.raises(KeyUnknown, match="abc"):
        ring.key("abc")


def test_a_sealed_key_is_the_sealed_units(ring, place):
    key_id, key = ring.new()
    ring.seal([key_id], 7)
    for closed in (ring, again(place)):
        with pytest.raises(KeySealed):
            closed.key(key_id)
    assert ring.state(key_id) == "sealed"
    assert ring.sealed() == {key_id}
    assert again(place, unit=UNIT).key(key_id) == key


def test_only_the_unit_unseals(ring, place):
    key_id, key = ring.new()
    ring.seal([key_id], 7)
    with pytest.raises(KeySealed):
        ring.unseal([key_id], 8)
    again(place, unit=UNIT).unseal([key_id], 8)
    assert ring.key(key_id) == key


def test_another_units_key_is_refused(ring, place):
    with pytest.raises(BadRing, match="not the one"):
        again(place, unit=new_unit()[0])
    with pytest.raises(BadRing, match="P-256"):
        again(place, unit=b"nothing")


def test_sealing_and_unsealing_twice_changes_nothing(ring, place):
    key_id, key = ring.new()
    unit = again(place, unit=UNIT)
    for _ in range(2):
        unit.seal([key_id], 1)
    for _ in range(2):
        unit.unseal([key_id], 2)
    assert unit.key(key_id) == key


def test_a_destroyed_key_is_gone_and_stays_gone(ring, place):
    key_id, _ = ring.new()
    for _ in range(2):
        ring.destroy({key_id: 9})
    for closed in (ring, again(place, unit=UNIT)):
        with pytest.raises(KeyGone):
            closed.key(key_id)
        with pytest.raises(KeyGone):
            closed.seal([key_id], 10)
        with pytest.raises(KeyGone):
            closed.unseal([key_id], 10)
    assert ring.state(key_id) == "destroyed"


def test_a_sealed_key_can_be_destroyed(ring, place):
    key_id, _ = ring.new()
    ring.seal([key_id], 1)
    ring.destroy({key_id: 2})
    with pytest.raises(KeyGone):
        again(place, unit=UNIT).key(key_id)


def test_a_key_this_ring_never_had_is_remembered_as_gone(ring):
    ring.destroy({"ab" * 16: 2})
    with pytest.raises(KeyGone):
        ring.key("ab" * 16)


def test_all_or_nothing(ring):
    (a, _), (b, _) = ring.new_many(2)
    ring.destroy({b: 1})
    with pytest.raises(KeyGone):
        ring.seal([a, b], 2)
    assert ring.state(a) == "open"


CHILD = """
import sys
from pathlib import Path
from caseward.ledger.keyring import open_ring
ring = open_ring(Path(sys.argv[1]), bytes(range(32)), entropy=bytes)
if sys.argv[2] == "destroy":
    ring.destroy({sys.argv[3]: 5})
else:
    ring.seal([sys.argv[3]], 5)
"""


@pytest.mark.parametrize(("what", "refusal"), [("destroy", KeyGone), ("seal", KeySealed)])
def test_what_another_process_does_is_noticed_by_a_warm_cache(ring, place, what, refusal):
    key_id, key = ring.new()
    assert ring.key(key_id) == ring.key(key_id) == key
    subprocess.run([sys.executable, "-c", CHILD, str(place), what, key_id], check=True)
    with pytest.raises(refusal):
        ring.key(key_id)


def test_no_byte_of_a_destroyed_key_stays(ring, place):
    """Of a thousand keys, among which pages were split and cells moved, in the file and in whatever lies beside it."""
    for _ in range(10):
        made = ring.new_many(100)
    wrapped = dict(ring._db.execute("SELECT id, wrapped FROM keys"))
    assert all(box in place.read_bytes() for box in wrapped.values())
    gone = [key_id for key_id, _ in made[::2]]
    ring.destroy(dict.fromkeys(gone, 3))
    left = b"".join(path.read_bytes() for path in sorted(place.parent.iterdir()))
    for key_id in gone:
        box = wrapped[key_id]
        assert not any(box[i : i + 8] in left for i in range(0, len(box) - 8, 8))
    assert ring.key(made[1][0]) == made[1][1]
    assert sum(ring.state(key_id) == "destroyed" for key_id in wrapped) == 50


def test_a_wrapped_key_moved_to_another_name_or_state_does_not_open(ring, place):
    (a, _), (b, _) = ring.new_many(2)
    ring._db.execute("UPDATE keys SET wrapped = (SELECT wrapped FROM keys WHERE id = ?) WHERE id = ?", (a, b))
    with pytest.raises(BadRing, match=b):
        again(place).key(b)
    ring.seal([a], 1)
    ring._db.execute("UPDATE keys SET state = 'open' WHERE id = ?", (a,))
    with pytest.raises(BadRing, match=a):
        again(place, unit=UNIT).key(a)


def test_a_sealed_box_moved_to_another_name_does_not_open(ring, place):
    """Even by somebody who holds the master key and can wrap anew."""
    (a, _), (b, _) = ring.new_many(2)
    ring.seal([a, b], 1)
    box = ring._unwrapped(ring._stored(a)[1], a, "sealed")
    ring._store(b, "sealed", box, 1)
    with pytest.raises(BadRing, match=b):
        again(place, unit=UNIT).key(b)


def test_every_bit_of_a_wrapped_key_counts(ring, place):
    key_id, _ = ring.new()
    box = ring._stored(key_id)[1]
    ring._db.execute("PRAGMA synchronous = OFF")
    for bit in range(len(box) * 8):
        bad = bytearray(box)
        bad[bit // 8] ^= 1 << bit % 8
        ring._db.execute("UPDATE keys SET wrapped = ? WHERE id = ?", (bytes(bad), key_id))
        ring._known.clear()
        with pytest.raises(BadRing):
            ring.key(key_id)


def test_another_master_key_takes_over(ring, place):
    (a, key_a), (b, key_b), (c, _) = ring.new_many(3)
    ring.seal([b], 1)
    ring.destroy({c: 2})
    index_key, fresh = ring.index_key(), os.urandom(32)
    ring.rewrap(fresh)
    assert ring.key(a) == key_a
    with pytest.raises(BadRing):
        again(place)
    after = again(place, master=fresh, unit=UNIT)
    assert (after.key(a), after.key(b), after.index_key()) == (key_a, key_b, index_key)
    with pytest.raises(KeyGone):
        after.key(c)


def test_a_ring_never_shows_its_keys(ring):
    assert "FileRing(" in repr(ring)
    assert MASTER.hex() not in repr(ring)


def test_a_format_of_later_is_refused(ring, place):
    ring._db.execute("UPDATE ring SET format = 2")
    with pytest.raises(BadRing, match="format is 2"):
        again(place)
