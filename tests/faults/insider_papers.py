"""What whoever hands papers to an inspector can try: receipts, bundles, certificates, files of trust."""

from __future__ import annotations

import re
from base64 import b64decode, b64encode

from caseward.ledger.keys import new_signer
from tests.faults.insider import FOR_EVER, Check, Found, Remains, Who, attack
from tests.faults.insider_scene import Scene
from tests.unit.verify.stores import LOG

WHO = Who.PAPERS
RECEIPT, BUNDLE, CERTIFICATE = "held.receipt", "all.caseward-log", "reports.caseward-log"


def _lines(s: Scene, name: str) -> list[bytes]:
    return s.papers[name].splitlines(keepends=True)


def _put(s: Scene, name: str, lines: list[bytes]) -> None:
    s.papers[name] = b"".join(lines)


def _leaf_lines(lines: list[bytes]) -> list[int]:
    return [n for n, line in enumerate(lines) if line.startswith(b'{"leaf"')]


@attack(WHO, Found(Check.RECEIPT, "not in the log at that place"))
def use_a_receipt_for_another_place(s: Scene) -> None:
    """Writes another index into a receipt."""
    s.papers[RECEIPT] = s.papers[RECEIPT].replace(b"index 5", b"index 4")


@attack(WHO, Found(Check.RECEIPT, "carries another entry"))
def replay_a_receipt_with_another_entry(s: Scene) -> None:
    """Shows the receipt of one entry beside the envelope of another."""
    s.papers["entry"] = s.leaves()[4]


@attack(WHO, Found(Check.RECEIPT, "not in the log at that place"))
def change_the_entry_in_a_receipt(s: Scene) -> None:
    """Edits the envelope that a receipt carries."""
    found = re.search(rb"extra (\S+)", s.papers[RECEIPT])
    assert found
    leaf = b64decode(found[1]).replace(b'"contact"', b'"field_visit"')
    s.papers[RECEIPT] = s.papers[RECEIPT].replace(found[1], b64encode(leaf))


@attack(WHO, Found(Check.RECEIPT, "did not"))
def take_the_cosignature_off_a_receipt(s: Scene) -> None:
    """Removes the witness's line, as in a receipt of what no witness saw."""
    s.papers[RECEIPT] = b"".join(line for line in _lines(s, RECEIPT) if b"inspector.example" not in line)


@attack(WHO, Found(Check.RECEIPT, "no log that is trusted"))
def sign_a_receipt_with_another_key(s: Scene) -> None:
    """Takes the log's line off and puts one of a key of the same name there."""
    from caseward.ledger.note import Note, sign

    text = Note.parse(s.papers[RECEIPT].partition(b"\n\n")[2]).text
    mine = str(sign(text, [new_signer(LOG.public.name)])).splitlines()[-1].encode() + b"\n"
    dash = "\N{EM DASH} ".encode()
    log = dash + LOG.public.name.encode()
    _put(s, RECEIPT, [mine if line.startswith(log) else line for line in _lines(s, RECEIPT)])


@attack(WHO, Found(Check.RECEIPT, "not in the log|false"))
def move_a_receipt_to_a_larger_log(s: Scene) -> None:
    """Writes another size into the checkpoint of a receipt."""
    s.papers[RECEIPT] = s.papers[RECEIPT].replace(b"\n22\n", b"\n23\n")


@attack(WHO, Found(Check.BUNDLE, "changed, removed or put in|cut short|do not fit"))
def leave_an_entry_out_of_a_bundle(s: Scene) -> None:
    """Takes one entry's line out of an exported log."""
    lines = _lines(s, BUNDLE)
    del lines[_leaf_lines(lines)[9]]
    _put(s, BUNDLE, lines)


@attack(WHO, Found(Check.BUNDLE, "changed, removed or put in"))
def change_an_entry_in_a_bundle(s: Scene) -> None:
    """Edits the class of one entry in an exported log."""
    lines = _lines(s, BUNDLE)
    at = _leaf_lines(lines)[9]
    leaf = b64decode(lines[at].split(b'"')[3]).replace(b'"contact"', b'"field_visit"')
    lines[at] = b'{"leaf":"%b"}\n' % b64encode(leaf)
    _put(s, BUNDLE, lines)


@attack(WHO, Found(Check.BUNDLE, "not the one that was recorded"))
def change_an_opened_part_in_a_bundle(s: Scene) -> None:
    """Edits what a bundle lays open of an entry."""
    lines = _lines(s, BUNDLE)
    (at,) = (n for n, line in enumerate(lines) if line.startswith(b'{"opened"'))
    part = re.search(rb'"part":"([^"]+)"', lines[at])
    assert part
    lines[at] = lines[at].replace(part[1], b64encode(b64decode(part[1]).replace(b"officer 4", b"officer 7")))
    _put(s, BUNDLE, lines)


@attack(WHO, Found(Check.BUNDLE, "not of this log|no log that is trusted"))
def say_that_a_bundle_is_of_another_log(s: Scene) -> None:
    """Writes another agency's name into the head of a bundle."""
    lines = _lines(s, BUNDLE)
    _put(s, BUNDLE, [lines[0].replace(b"county.example", b"parish.example"), *lines[1:]])


@attack(WHO, Found(Check.CERTIFICATE, "changed, removed or put in|entries after|cut short|do not fit"))
def leave_the_report_out_of_a_certificate(s: Scene) -> None:
    """Takes the line of the one report out of a certificate of all reports of a case."""
    lines = _lines(s, CERTIFICATE)
    del lines[_leaf_lines(lines)[21]]
    _put(s, CERTIFICATE, lines)


@attack(WHO, Found(Check.CERTIFICATE, "changed, removed or put in"))
def make_the_report_another_class_in_a_certificate(s: Scene) -> None:
    """Edits the class of that report, so that the certificate says there was none."""
    lines = _lines(s, CERTIFICATE)
    at = _leaf_lines(lines)[21]
    leaf = b64decode(lines[at].split(b'"')[3]).replace(b'"desertion_report"', b'"contact"')
    lines[at] = b'{"leaf":"%b"}\n' % b64encode(leaf)
    _put(s, CERTIFICATE, lines)


@attack(WHO, Found(Check.CERTIFICATE, "is of another case"))
def ask_a_certificate_about_another_case(s: Scene) -> None:
    """Writes another case's token into the question, so that none of the entries answers it."""
    lines = _lines(s, CERTIFICATE)
    lines[0] = re.sub(rb'"case":"[0-9a-f]{32}"', b'"case":"' + b"0" * 32 + b'"', lines[0])
    _put(s, CERTIFICATE, lines)


@attack(
    WHO,
    Remains(FOR_EVER + ": a certificate says of which head it is; what came later is not in it", (Check.CERTIFICATE,)),
)
def give_a_certificate_from_before_the_report(s: Scene) -> None:
    """Makes a certificate under an older cosigned head, when the report was not there yet."""
    s.papers[CERTIFICATE] = s.papers["before.caseward-log"]


@attack(WHO, Remains(FOR_EVER + ": the answer is true, and the sentence says what was asked", (Check.CERTIFICATE,)))
def ask_a_certificate_about_another_class(s: Scene) -> None:
    """Writes another class into the question, of which the case has no entry."""
    lines = _lines(s, CERTIFICATE)
    _put(s, CERTIFICATE, [lines[0].replace(b'"desertion_report"', b'"bench_warrant"'), *lines[1:]])


@attack(WHO, Found(Check.TRUST, "quorum"))
def leave_the_quorum_out_of_the_policy(s: Scene) -> None:
    """Takes the line that names the quorum out of the inspector's file of trust."""
    s.policy = b"\n".join(line for line in s.policy.splitlines() if not line.startswith(b"quorum")) + b"\n"


@attack(WHO, Remains(FOR_EVER + ": a checker believes the keys it is given; get them from the witness and the authorities",
                     (Check.TRUST,)))  # fmt: skip
def put_a_key_of_their_own_into_the_policy(s: Scene) -> None:
    """Edits the inspector's file of trust on its way, so that it lists a log and a witness of their own."""
    from caseward.ledger.keys import COSIGN_ED25519

    witness = new_signer("inspector.example/w", COSIGN_ED25519)
    s.policy = f"log {new_signer(LOG.public.name).public}\nwitness i {witness.public}\nquorum i\n".encode()
