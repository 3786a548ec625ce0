"""What somebody with the witness's disk can try, alone or together with the agency."""

from __future__ import annotations

from datetime import timedelta

from caseward.ledger.checkpoint import Checkpoint
from caseward.ledger.keys import COSIGN_ED25519, new_signer
from caseward.ledger.note import Note, cosign, sign
from caseward.ledger.recovery import Recovery
from caseward.ledger.witness_recovery import go_back
from caseward.ledger.witness_store import FolderStore, name_of
from tests.faults.insider import FOR_EVER, Check, Found, Remains, Who, altered, attack, told
from tests.faults.insider_key import edited, one
from tests.faults.insider_scene import LATER, ORIGIN, SAW, SEEN_AT, Scene, forked
from tests.unit.verify.stores import COUNSEL, LOG, WITNESS

WHO = Who.WITNESS


def _files(s: Scene) -> tuple:  # type: ignore[type-arg]
    base = s.folder / "witness"
    return base / f"{name_of(ORIGIN)}.head", base / "copies" / f"{name_of(ORIGIN)}.leaves"


@attack(WHO, altered("that witnesses saw", *range(SAW)))
def have_the_witness_forget_and_cosign_a_rewrite(s: Scene) -> None:
    """Deletes head and copies from the witness's disk, rewrites the log with its key, and has the rewrite cosigned."""
    for file in _files(s):
        file.unlink()
    s.rewrite(one(5, kind="field_visit"))
    s.sql("DELETE FROM cosigned")
    s.witnessed(LATER + timedelta(hours=2))


@attack(WHO, Remains(FOR_EVER + " where nobody but that witness and the agency kept a head or a receipt: more than one witness",
                     (Check.ALONE,), altered("that witnesses saw", *range(SAW))))  # fmt: skip
def have_the_only_witness_forget(s: Scene) -> None:
    """The same, for whoever has nothing of their own to compare with."""
    for file in _files(s):
        file.unlink()
    s.rewrite(one(5, kind="field_visit"))
    s.sql("DELETE FROM cosigned")
    s.witnessed(LATER + timedelta(hours=2))


@attack(WHO, altered("that witnesses saw", *range(16, SAW)))
def put_an_older_head_on_the_witness_disk(s: Scene) -> None:
    """Puts the witness's head back to an earlier one, rewrites what was cosigned since, and has that cosigned."""
    head, _ = _files(s)
    with s.opened() as store:
        note = store.reader.rows("SELECT note FROM cosigned WHERE size = 16")[0][0]
    head.write_bytes(bytes(note))
    s.sql("DELETE FROM cosigned WHERE size > 16")
    s.rewrite(one(17, kind="field_visit"))
    s.witnessed(LATER + timedelta(hours=2))


@attack(WHO, Found(Check.WITNESS, "DamagedHead|whole|no whole"))
def damage_the_witness_head(s: Scene) -> None:
    """Writes rubbish over the head, so that the witness forgets what it has sworn to."""
    _files(s)[0].write_bytes(b"nothing\n")


@attack(WHO, Found(Check.COPIES, "9 altered"))
def change_the_witness_copies(s: Scene) -> None:
    """Edits an envelope in the witness's copies, to put the blame on the agency: the log proves otherwise."""
    file = _files(s)[1]
    lines = file.read_bytes().splitlines()
    lines[9] = lines[9].replace(b'"contact"', b'"field_visit"')
    file.write_bytes(b"\n".join(lines) + b"\n")


@attack(WHO, told("no witness that is known here signed"))
def cosign_with_another_key(s: Scene) -> None:
    """Cosigns a head with a key that calls itself the witness."""
    with s.opened() as store:
        head = store.head()
    other = new_signer(WITNESS.public.name, COSIGN_ED25519)
    note = head.signed(cosign(head.text, other, int(LATER.timestamp())))
    s.sql(f"INSERT INTO cosigned VALUES (25, x'{str(note).encode().hex()}')")


@attack(WHO, told("recorded after inspector had seen them"))
def cosign_with_a_false_time(s: Scene) -> None:
    """With the witness's key, dates a cosignature back to before the entries under it were recorded."""
    with s.opened() as store:
        head = store.head()
    note = head.signed(cosign(head.text, WITNESS, int(SEEN_AT.timestamp()) - 86_400))
    s.sql(f"INSERT INTO cosigned VALUES (25, x'{str(note).encode().hex()}')")


@attack(WHO, Found(Check.TRUST, "listed twice"))
def count_one_witness_twice(s: Scene) -> None:
    """Lists the same witness's key under two names, so that it alone makes a quorum of two."""
    key = WITNESS.public
    s.policy = f"log {LOG.public}\nwitness one {key}\nwitness two {key}\ngroup both all one two\nquorum both\n".encode()


@attack(WHO, Found(Check.REFUSED, "NotRecovered"))
def sign_a_recovery_twice_with_one_key(s: Scene) -> None:
    """Has one authority sign a recovery under two names."""
    s.tries(lambda: _gone_back(s, [COUNSEL, COUNSEL]))


@attack(WHO, Found(Check.REFUSED, "NotRecovered"))
def sign_a_recovery_with_the_key_of_the_log(s: Scene) -> None:
    """Has one authority and the log itself sign a recovery."""
    s.tries(lambda: _gone_back(s, [COUNSEL, LOG]))


def _gone_back(s: Scene, signers: list) -> None:  # type: ignore[type-arg]
    lost = Checkpoint.parse(Note.parse(_files(s)[0].read_bytes()).text)
    kept = Checkpoint.parse(forked(s.leaves()[:20]).text)
    note = sign(Recovery(kept, lost, "a disk was lost").text(), signers[:1])
    note = note.signed(*sign(note.text, signers[1:]).signatures)
    listed = [signer.public for signer in signers]
    with FolderStore(s.folder / "witness")(ORIGIN) as slot:
        go_back(slot, s.folder / "witness" / "evidence", note, listed, LOG.public, WITNESS, None, 0)


@attack(WHO, Remains(FOR_EVER + " where two authorities are deceived and the witness keeps no copies", (Check.REFUSED,),
                     Found(Check.COPIES, "5 altered")))  # fmt: skip
def deceive_two_authorities_about_a_recovery(s: Scene) -> None:
    """Rewrites the log below what is said to be lost, and has two true authorities sign that it goes on from there."""
    s.rewrite(lambda leaves: [*leaves[:5], edited(leaves[5], kind="field_visit"), *leaves[6:20]])
    _gone_back(s, [COUNSEL, new_signer("judge")])
