"""What the tests of backups and recoveries do again and again: record, let it be cosigned, put an older copy back."""

from __future__ import annotations

from pathlib import Path

from caseward.cli.kept_clock import entropy, now
from caseward.interchange.kept.opening import opened_record
from caseward.ledger.store.draft import Draft

ORIGIN, WITNESS = "probation.example/adult", "inspector.example/witness"


def grow(folder, count):
    with opened_record(Path(folder), writing=True, now=now, entropy=entropy) as opened:
        size = opened.store.size
        drafts = [Draft("contact", "p-1", "t-1", "o-1", {"facts": {"n": size + n}}) for n in range(count)]
        opened.store.append(drafts)


def cosign(caseward, record="kept"):
    caseward("witness", "request", record, "--out", "request.txt", "--entries", "entries.txt")
    caseward("witness", "cosign", "witness", "request.txt", "--entries", "entries.txt", "--out", "cosigned.txt")
    caseward("witness", "accept", record, "cosigned.txt")


def put_back(caseward, backup):
    return caseward("restore", backup, "--to", "kept", "--replace", "--confirm", ORIGIN)


def signed(caseward, who=("judge", "counsel"), text="recovery.txt"):
    for n, name in enumerate(who):
        caseward("authority", "recover", text, "--key", f"{name}.pem", "--out", f"signed-{n}.txt")
        text = f"signed-{n}.txt"
    return text


def lost_three(caseward):
    """Five entries, a backup, three more that a witness saw, and the backup put back."""
    grow("kept", 4)
    caseward("backup", "kept", "--to", "older")
    grow("kept", 3)
    cosign(caseward)
    return put_back(caseward, "older")


def head_of(folder):
    with opened_record(Path(folder)) as opened:
        return opened.store.head()
