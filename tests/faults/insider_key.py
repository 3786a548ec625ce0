"""What an administrator who also holds the key that signs the log can try: any past can be signed."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta

from caseward.ledger.checkpoint import Checkpoint
from caseward.ledger.envelope import Envelope
from caseward.ledger.keys import new_signer
from caseward.ledger.note import Note, sign
from caseward.ledger.orders.countersign import Affected, Request, digest_of_leaves
from caseward.ledger.orders.destruction import destroy, request
from caseward.ledger.orders.plan import planned
from caseward.ledger.recovery import KIND as RECOVERY
from caseward.ledger.recovery import Recovery
from caseward.ledger.store.draft import Draft
from caseward.verify.trust import Trust
from tests.faults.insider import FOR_EVER, NEXT_HEAD, Check, Found, Remains, Who, altered, attack, both, missing, told
from tests.faults.insider_scene import LATER, ORIGIN, SAW, SEEN_AT, SIZE, Scene, forked
from tests.unit.ledger_orders.kept import COUNSEL as STRANGER
from tests.unit.verify.stores import COUNSEL, LOG, draft, order

WHO = Who.KEY
QUIET = (Check.VERIFY, Check.OPEN, Check.RECEIPT)
WITNESSED = range(SAW)


def edited(leaf: bytes, **change: object) -> bytes:
    """An envelope with other words in it."""
    return replace(Envelope.parse(leaf), **change).leaf()  # type: ignore[arg-type]


def one(place: int, **change: object):  # type: ignore[no-untyped-def]
    """A change of one leaf of a log."""
    return lambda leaves: [*leaves[:place], edited(leaves[place], **change), *leaves[place + 1 :]]


@attack(WHO, altered("that witnesses saw", *WITNESSED))
def rewrite_an_entry_and_sign_again(s: Scene) -> None:
    """Changes the class of an entry that the witness saw, and makes columns, tree and head fit."""
    s.rewrite(one(5, kind="field_visit"))


@attack(WHO, Found(Check.WITNESS, "422|409|other|not the one that was cosigned"))
def rewrite_an_entry_and_ask_for_a_cosignature(s: Scene) -> None:
    """The same, and goes to the witness for a cosignature on the new past."""
    s.rewrite(one(5, kind="field_visit"))


@attack(WHO, Found(Check.COPIES, "5 altered"))
def rewrite_an_entry_under_the_eyes_of_copies(s: Scene) -> None:
    """The same, where the witness holds copies: it names the very entry."""
    s.rewrite(one(5, kind="field_visit"))


@attack(
    WHO,
    Remains(
        NEXT_HEAD, QUIET, altered("not the one under the head|that the log signed", *range(SAW, SIZE), by=Check.HOLDER)
    ),
)
def rewrite_what_no_witness_saw(s: Scene) -> None:
    """Changes the class of an entry in the exposure, and makes columns, tree and head fit."""
    s.rewrite(one(23, kind="field_visit"))


@attack(WHO, Remains(NEXT_HEAD, QUIET, altered("that the log signed", *range(SAW, SIZE), by=Check.HOLDER)))
def slip_an_entry_in_where_no_witness_saw(s: Scene) -> None:
    """Puts an entry without contents between two in the exposure, as if recorded then, and moves the others down."""
    down = [f"UPDATE {table} SET idx = {n + 1} WHERE idx = {n}" for n in (24, 23) for table in ("parts", "ids")]
    s.sql(*down)
    s.rewrite(lambda leaves: [*leaves[:23], edited(leaves[23], parts={}), *leaves[23:]])


@attack(WHO, Remains(NEXT_HEAD, QUIET, missing("no such entry", 23, 24, by=Check.HOLDER)))
def cut_off_what_no_witness_saw(s: Scene) -> None:
    """Takes the newest entries away and signs the shorter log."""
    s.rewrite(lambda leaves: leaves[:23])
    s.sql("DELETE FROM ids WHERE idx >= 23")


@attack(WHO, both("no such entry", range(16, 20), [20, 21]))
def cut_off_what_a_witness_saw(s: Scene) -> None:
    """Takes away more than that, and signs the shorter log."""
    s.rewrite(lambda leaves: leaves[:20])
    s.sql("DELETE FROM ids WHERE idx >= 20", "DELETE FROM cosigned WHERE size > 20")


@attack(WHO, altered("that witnesses saw", *WITNESSED))
def replace_the_whole_log(s: Scene) -> None:
    """Makes another log of the same name with other entries and signs it."""
    s.rewrite(lambda leaves: [edited(leaf, actor="f" * 32) for leaf in leaves])


@attack(WHO, altered("that witnesses saw", *WITNESSED))
def show_one_reader_another_past(s: Scene) -> None:
    """Gives the inspector a copy with another entry 5 and its own signed head, and everybody else the true one."""
    s.rewrite(one(5, actor="e" * 32))
    s.sql("DELETE FROM cosigned")


@attack(WHO, Remains(NEXT_HEAD, QUIET, altered("that the log signed", *range(SAW, SIZE), by=Check.HOLDER)))
def show_one_reader_another_present(s: Scene) -> None:
    """The same with an entry that no witness saw: two signed heads of one size, until two readers compare them."""
    s.rewrite(one(24, kind="collateral_contact"))


@attack(WHO, Found(Check.WITNESS, "409"))
def ask_the_witness_for_a_fork_of_the_same_size(s: Scene) -> None:
    """Signs a second head of the size that the witness saw last, and asks it for a cosignature on that."""
    leaves = s.leaves()[:SAW]
    other = forked([*leaves[:-1], edited(leaves[-1], kind="contact")])
    s.head = other


@attack(WHO, told("recorded before inspector saw the log without them"))
def back_date_what_no_witness_saw(s: Scene) -> None:
    """Sets `recorded` of everything in the exposure to a moment before the witness saw the log without it."""
    early = SEEN_AT - timedelta(hours=2)
    s.rewrite(lambda leaves: [*leaves[:SAW], *(edited(leaf, recorded=early) for leaf in leaves[SAW:])])


@attack(WHO, Remains(FOR_EVER + ": within an hour of what the witness saw, times are not marked", QUIET,
                     altered("that the log signed", *range(SAW, SIZE), by=Check.HOLDER)))  # fmt: skip
def back_date_by_less_than_an_hour(s: Scene) -> None:
    """Sets `recorded` of everything in the exposure to just before the witness saw the log without it."""
    early = SEEN_AT - timedelta(minutes=30)
    s.rewrite(lambda leaves: [*leaves[:SAW], *(edited(leaf, recorded=early) for leaf in leaves[SAW:])])


@attack(WHO, altered("recorded before the entry above", 24))
def back_date_the_newest_below_its_neighbour(s: Scene) -> None:
    """Sets `recorded` of the newest entry to the day before, and signs that."""
    s.rewrite(one(24, recorded=SEEN_AT - timedelta(days=1)))


@attack(WHO, Found(Check.REFUSED, "ClockWentBack"))
def set_the_clock_back(s: Scene) -> None:
    """Sets the machine's clock back a day and records through the program."""

    def late() -> None:
        with s.opened(LATER - timedelta(days=1)) as store:
            store.append([draft(30, "T-1")])

    s.tries(late)


@attack(WHO, told("recorded after inspector had seen them"))
def set_the_clock_forward(s: Scene) -> None:
    """Sets the clock forward a day, records, and lets the witness see it; its own clock is right."""
    with s.opened(LATER + timedelta(days=1)) as store:
        store.append([draft(30, "T-1")])
    s.witnessed(LATER + timedelta(hours=1))


@attack(WHO, told("no log that is trusted here signed"))
def sign_with_another_key(s: Scene) -> None:
    """Signs the same log with a key of their own and names that key as the log's."""
    mine = new_signer(ORIGIN)
    s.rewrite(lambda leaves: leaves, mine)
    s.sql(f"UPDATE log SET vkey = '{mine.public}'")


@attack(WHO, told("not trusted here"))
def rotate_to_a_key_of_their_own(s: Scene) -> None:
    """Changes the key through the program, with an entry that says so, and tells nobody."""
    with s.opened() as store:
        store.rotate(new_signer(ORIGIN))


@attack(WHO, missing("no order took it", *(n for n in range(1, SIZE) if n not in (7, 8, 10, 11, 13, 14, 16, 18, 19))))
def order_a_destruction_with_the_key_of_the_log(s: Scene) -> None:
    """Records an order and a tombstone, signs the order with the log's own key, and deletes the case."""
    _destroyed(s, sign(_asked(s).text(), [LOG]))


@attack(WHO, missing("no order took it", *(n for n in range(1, SIZE) if n not in (7, 8, 10, 11, 13, 14, 16, 18, 19))))
def order_a_destruction_with_an_authority_of_their_own(s: Scene) -> None:
    """The same, signed by a key that calls itself the authority; the agency's own settings list it."""
    _destroyed(s, sign(_asked(s).text(), [STRANGER]))


@attack(WHO, missing("no order took it", *(n for n in range(1, SIZE) if n not in (7, 8, 10, 11, 13, 14, 16, 18, 19))))
def use_the_signature_for_another_destruction(s: Scene) -> None:
    """The same, with the authority's true signature under the destruction of another case."""
    leaves = s.leaves()
    case = Envelope.parse(leaves[8]).case
    mine = [leaf for leaf in leaves[:16] if Envelope.parse(leaf).case == case]
    other = Request(ORIGIN, bytes(32), 16, (Affected(case, *digest_of_leaves(mine)),))
    _destroyed(s, sign(other.text(), [COUNSEL]))


def _asked(s: Scene) -> Request:
    with s.opened() as store:
        return request(store, planned(store, order("destroy", "T-1", "D-9"), LATER.date()))


def _destroyed(s: Scene, note: Note) -> None:
    case = "(SELECT case_token FROM entries WHERE idx = 5)"
    with s.opened() as store:
        said = Draft("destruction_order", "", "order 9", "clerk", {"order": {"number": "D-9"}}, refers=(5,))
        (kept,) = store.append([said])
        store.append([Draft("tombstone", "", "order 9", "clerk", {"tombstone": {"entries": 9}}, refers=(kept.index,))])
    of = f"IN (SELECT idx FROM entries WHERE case_token = {case})"
    gone = "state = 'destroyed', subject = NULL, matter = NULL, name = NULL"
    s.sql(f"DELETE FROM parts WHERE idx {of}", f"DELETE FROM ids WHERE idx {of}",
          f"UPDATE matters SET {gone} WHERE token = {case}",
          f"INSERT INTO countersigned VALUES ({kept.index}, x'{str(note).encode().hex()}')")  # fmt: skip


@attack(WHO, Found(Check.REFUSED, "NotCountersigned"))
def carry_an_order_out_without_the_authority(s: Scene) -> None:
    """Carries a destruction out through the program, with the log's own key for the second signature."""
    with s.opened() as store:
        asked = order("destroy", "T-1", "D-9")
        note = sign(request(store, planned(store, asked, LATER.date())).text(), [LOG])
        s.tries(lambda: destroy(store, asked, note, [LOG.public]))


@attack(WHO, both("the recovery at entry 20 has no authority", range(16, 21), [21]))
def pass_a_rewrite_off_as_a_recovery(s: Scene) -> None:
    """Cuts off what a witness saw, and records a recovery that two keys of their own have signed."""
    lost = Checkpoint.parse(Note.parse((s.folder / "inspector.note").read_bytes()).text)
    s.rewrite(lambda leaves: leaves[:20])
    s.sql("DELETE FROM ids WHERE idx >= 20", "DELETE FROM cosigned WHERE size > 20")
    with s.opened() as store:
        kept = Checkpoint.parse(store.head().text)
        note = sign(Recovery(kept, lost, "a disk was lost").text(), [new_signer("judge"), new_signer("counsel")])
        (entry,) = store.append([Draft(RECOVERY, "", "", "clerk", {"recovery": {"because": "a disk was lost"}})])
    s.sql(f"INSERT INTO countersigned VALUES ({entry.index}, x'{str(note).encode().hex()}')")


@attack(WHO, altered("is not trusted here", *range(SIZE)))
def say_that_no_witness_is_needed(s: Scene) -> None:
    """Starts another log under another name whose policy asks for no witness, and shows that."""
    mine = new_signer("county.example/new")
    s.sql(f"UPDATE log SET origin = 'county.example/new', vkey = '{mine.public}'")


@attack(WHO, Remains(FOR_EVER + ": a file of trust that the agency wrote believes the agency", (Check.ALONE,),
                     altered("that witnesses saw", *WITNESSED)))  # fmt: skip
def have_the_inspector_use_the_file_of_trust_of_the_agency(s: Scene) -> None:
    """Rewrites the log, drops cosigned heads, and gives the inspector a policy that asks for no witness."""
    s.rewrite(one(5, kind="field_visit"))
    s.sql("DELETE FROM cosigned")
    s.alone = Trust.parse(f"log {LOG.public}\nquorum none\n".encode())
