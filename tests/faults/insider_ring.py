"""What an administrator who also holds the key ring and the master key can try: all that is not sealed is open."""

from __future__ import annotations

from contextlib import closing

import apsw

from caseward.ledger.canonical import canonical
from caseward.ledger.commitment import commitment
from caseward.ledger.envelope import Envelope
from caseward.ledger.keyring import create_ring, open_ring
from caseward.ledger.keyring.wrap import locked
from caseward.ledger.payload import boxed
from caseward.ledger.store.marks import Marks
from caseward.ledger.store.tokens import Tokens
from tests.faults.insider import FOR_EVER, Check, Found, Remains, Who, altered, attack, told
from tests.faults.insider_key import WITNESSED, one
from tests.faults.insider_scene import SAW, SIZE, Scene
from tests.unit.ledger_orders.kept import dice
from tests.unit.verify.stores import MASTER, UNIT_PUBLIC

WHO = Who.RING
#: The entries of the first case.
EVERY_OF_5 = (1, 2, 3, 4, 5, 6, 9, 12, 15, 17, *range(20, SIZE))
KEY_OF_5 = "SELECT key_id FROM parts WHERE idx = 5"
OTHER = canonical({"n": 5, "occurred": "2023-04-02"})


def _ring(s: Scene):  # type: ignore[no-untyped-def]
    return closing(open_ring(s.folder / "ring.sqlite", MASTER, entropy=dice("insider")))


def _value(s: Scene, sql: str):  # type: ignore[no-untyped-def]
    with closing(apsw.Connection(str(s.path))) as db:
        return db.execute(sql).fetchone()[0]


def _committed(s: Scene, index: int) -> tuple[bytes, bytes, bytes]:
    """Other facts for an entry, truly locked under its key: opening, commitment, box."""
    opening = bytes(32)
    made = commitment("facts", opening, OTHER)
    with _ring(s) as ring:
        key = ring.key(_value(s, f"SELECT key_id FROM parts WHERE idx = {index}"))
    return opening, made, boxed(key, "facts", opening, OTHER, made, bytes(12))


@attack(WHO, altered("does not open, or is not the one it commits to", 5))
def replace_a_payload(s: Scene) -> None:
    """Locks other facts under the case's own key and puts them in place of what an entry commits to."""
    with _ring(s) as ring:
        key = ring.key(_value(s, KEY_OF_5))
    due = Envelope.parse(s.leaves()[5]).parts["facts"]
    box = locked(key, bytes(12), bytes(32) + OTHER, due)
    s.sql(f"UPDATE parts SET box = x'{box.hex()}' WHERE idx = 5 AND name = 'facts'")


@attack(WHO, altered("that witnesses saw", *WITNESSED))
def replace_a_payload_and_its_commitment(s: Scene) -> None:
    """Writes the new commitment into the envelope too, and signs the log again with its key."""
    _, made, box = _committed(s, 5)
    s.rewrite(one(5, parts={**Envelope.parse(s.leaves()[5]).parts, "facts": made}))
    s.sql(f"UPDATE parts SET box = x'{box.hex()}' WHERE idx = 5 AND name = 'facts'")


@attack(WHO, Remains("until the next cosigned head", (Check.VERIFY, Check.OPEN),
                     altered("that the log signed", *range(SAW, SIZE), by=Check.HOLDER)))  # fmt: skip
def replace_a_payload_that_no_witness_saw(s: Scene) -> None:
    """The same with an entry in the exposure."""
    _, made, box = _committed(s, 24)
    s.rewrite(one(24, parts={**Envelope.parse(s.leaves()[24]).parts, "facts": made}))
    s.sql(f"UPDATE parts SET box = x'{box.hex()}' WHERE idx = 24 AND name = 'facts'")


@attack(WHO, told("is open, and its key is destroyed"))
def destroy_a_key_quietly(s: Scene) -> None:
    """Destroys the key of a case in the ring, without an order: the boxes are there, and nobody can open them."""
    with _ring(s) as ring:
        ring.destroy({_value(s, KEY_OF_5): 1})


@attack(WHO, told("is open, and its key is sealed"))
def seal_a_key_quietly(s: Scene) -> None:
    """Seals the key of an open case in the ring, without an order: nobody without the unit's key can read it."""
    with _ring(s) as ring:
        ring.seal([_value(s, KEY_OF_5)], 1)


@attack(WHO, told("its key is not in the ring"))
def forget_a_key(s: Scene) -> None:
    """Deletes the row of a case's key from the ring."""
    key_id = _value(s, KEY_OF_5)
    with closing(apsw.Connection(str(s.folder / "ring.sqlite"))) as db:
        db.execute("DELETE FROM keys WHERE id = ?", (key_id,))


@attack(WHO, altered("does not open", *sorted({*EVERY_OF_5, 16})))
def exchange_two_keys(s: Scene) -> None:
    """Exchanges the wrapped keys of two cases in the ring."""
    one_, other = _value(s, KEY_OF_5), _value(s, "SELECT key_id FROM parts WHERE idx = 16")
    with closing(apsw.Connection(str(s.folder / "ring.sqlite"))) as db:
        rows = dict(db.execute("SELECT id, wrapped FROM keys WHERE id IN (?, ?)", (one_, other)).fetchall())
        db.executemany("UPDATE keys SET wrapped = ? WHERE id = ?", [(rows[one_], other), (rows[other], one_)])


@attack(WHO, told("its key is not in the ring"))
def put_another_ring_in_its_place(s: Scene) -> None:
    """Puts the key ring of another record, under the same master key, where this one's was."""
    (s.folder / "ring.sqlite").unlink()
    create_ring(s.folder / "ring.sqlite", MASTER, unit=UNIT_PUBLIC, entropy=dice("another")).close()


@attack(WHO, Found(Check.RING, "BadRing"))
def put_a_ring_of_another_master_key_in_its_place(s: Scene) -> None:
    """The same, and the master key is another."""
    (s.folder / "ring.sqlite").unlink()
    create_ring(s.folder / "ring.sqlite", bytes(32), unit=UNIT_PUBLIC, entropy=dice("another")).close()


@attack(WHO, told("is destroyed, and its key is open"))
def bring_a_destroyed_key_back(s: Scene) -> None:
    """Puts the key of a destroyed case back into the ring, from an old copy of it."""
    key_id = _value(s, "SELECT key_id FROM matters WHERE state = 'destroyed'")
    wrapped = locked(MASTER, bytes(12), bytes(32), f"caseward/key/v1\0{key_id}\0open".encode())
    with closing(apsw.Connection(str(s.folder / "ring.sqlite"))) as db:
        db.execute("UPDATE keys SET state = 'open', wrapped = ?, by_order = NULL WHERE id = ?", (wrapped, key_id))


@attack(
    WHO,
    Remains(
        FOR_EVER + ": names are not part of the log; parts that name people or terms contradict it", (Check.VERIFY,)
    ),
)
def put_a_case_under_another_name(s: Scene) -> None:
    """Locks another name for a case and writes the marks to match, so that it is shown as somebody else's."""
    with _ring(s) as ring:
        key_id, token = _value(s, KEY_OF_5), _value(s, "SELECT case_token FROM entries WHERE idx = 5")
        marks = Marks(ring.index_key())
        box = Tokens(ring, marks, dice("name")).named(ring.key(key_id), {"matter": "T-8", "subject": "P-8"})
        given = f"subject = x'{marks.subject('P-8').hex()}', matter = x'{marks.matter('P-8', 'T-8').hex()}'"
    s.sql(f"UPDATE matters SET {given}, name = x'{box.hex()}' WHERE token = '{token}'")


@attack(
    WHO,
    Remains(FOR_EVER + ": names are not part of the log; `recorded_by` in the payload contradicts it", (Check.VERIFY,)),
)
def attribute_entries_to_somebody_else(s: Scene) -> None:
    """Locks another officer's name for the token of one, and writes the mark to match."""
    token = _value(s, "SELECT actor_token FROM entries WHERE idx = 5")
    with _ring(s) as ring:
        marks = Marks(ring.index_key())
        box = Tokens(ring, marks, dice("name")).named(marks.actors_key(), {"actor": "officer 9"})
    s.sql(
        f"UPDATE actors SET mark = x'{marks.actor('officer 9').hex()}', name = x'{box.hex()}' WHERE token = '{token}'"
    )


@attack(WHO, told("mark of another id"))
def give_an_entry_the_id_of_another(s: Scene) -> None:
    """Marks an entry with an id of their choice, truly made with the index key."""
    with _ring(s) as ring:
        mark = Marks(ring.index_key()).id("e-99")
    s.sql(f"UPDATE ids SET mark = x'{mark.hex()}' WHERE idx = 5")


@attack(WHO, Found(Check.REFUSED, "KeySealed"))
def read_what_is_sealed(s: Scene) -> None:
    """Asks the ring for the key of a sealed case, without the sealed unit's key."""
    with _ring(s) as ring:
        s.tries(lambda: ring.key(_value(s, "SELECT key_id FROM parts WHERE idx = 7")))
