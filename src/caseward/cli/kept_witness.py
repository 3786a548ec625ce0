"""The record's side of ``caseward witness``: ask for a cosignature, take one in, and see how long nobody has looked."""

from __future__ import annotations

from contextlib import AbstractContextManager
from datetime import timedelta
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from caseward.cli.options import Json

if TYPE_CHECKING:
    from caseward.interchange.kept.opening import KeptRecord
    from caseward.ledger.keys import PublicKey
    from caseward.ledger.note import Note

Kept = Annotated[Path, typer.Argument(metavar="RECORD", help="The folder of the kept record.")]
Url = Annotated[str, typer.Argument(metavar="[URL]", help="Where the witness answers. Without it: as kept.toml says.")]
Out = Annotated[
    Path, typer.Option("--out", "-o", metavar="FILE", help="The file to write, to be carried to the witness.")
]
Copies = Annotated[
    Path | None,
    typer.Option(
        "--entries", metavar="FILE", help="Write the envelopes since then too, for a witness that copies them."
    ),
]
Old = Annotated[
    int | None,
    typer.Option(
        "--old",
        metavar="SIZE",
        min=0,
        help="How many entries the witness says that it saw last (409), if not as known.",
    ),
]
Came = Annotated[Path, typer.Argument(metavar="FILE", help="The cosigned checkpoint that came back.")]
HandOver = Annotated[
    bool, typer.Option("--entries", help="Hand the envelopes over first, to a witness that copies them.")
]


def request(folder: Kept, out: Out, entries: Copies = None, old: Old = None) -> None:
    """Write a request for a cosignature to a file, for a witness without a network.

    Example: caseward witness request build/kept --out request.txt
    """
    from caseward.errors import BadRequest
    from caseward.interchange.kept.opening import opened_record
    from caseward.ledger.durable import write_durably
    from caseward.ledger.witness_client import request_for

    with opened_record(folder) as record:
        head, seen, size = record.store.head(), _seen(record) if old is None else old, record.store.size
        if seen > size:
            raise BadRequest(f"--old {seen}: the record has {size} entries.")
        write_durably(out, bytes(request_for(head, seen, record.store.subtrees)))
        if entries is not None:
            lines = b"".join(leaf + b"\n" for leaf in record.store.leaves(seen, size))
            write_durably(entries, f"first {seen}\n".encode() + lines)
    with_entries = f" and {entries.as_posix()}" if entries else ""
    print(f"Wrote {out.as_posix()}{with_entries}: {record_line(head)}, {seen:,} of them cosigned before.")
    print("The witness answers it with: caseward witness cosign DIR REQUEST --out FILE")


def accept(folder: Kept, came: Came) -> None:
    """Take in a cosigned checkpoint that came back in a file, once it is seen to be of this record.

    Example: caseward witness accept build/kept cosigned.txt
    """
    from caseward.cli.witness_files import NotCosigned, read_file
    from caseward.ledger.note import BadNote, Note
    from caseward.ledger.witness_client import NotWitnessed, accepted

    with _writing(folder) as record:
        store = record.store
        try:
            note = Note.parse(read_file(came))
            kept = accepted(note, [store.vkey], _witnesses(record), store.subtrees, store.size)
        except (BadNote, NotWitnessed) as error:
            raise NotCosigned(f"{came}: {error}.") from None
        _keep(record, kept)
    print(f"Kept: {record_line(kept)}, cosigned by {_names(kept, 1)}.")


def ask(folder: Kept, url: Url = "", entries: HandOver = False) -> None:
    """Have the newest checkpoint cosigned by a witness over HTTP.

    Example: caseward witness ask build/kept https://oig.county.example/
    """
    from caseward.cli.witness_asked import hand_over, post_to, url_of
    from caseward.cli.witness_files import NotCosigned
    from caseward.ledger.witness_client import NotWitnessed
    from caseward.ledger.witness_client import ask as asked

    with _writing(folder) as record:
        where, head, store = url_of(url or record.settings.witness_url), record.store.head(), record.store
        try:
            if entries:
                hand_over(where, record.settings.origin, store, _seen(record))
            found = asked(head, store.subtrees, _witnesses(record), _seen(record), post_to(where))
        except NotWitnessed as error:
            raise NotCosigned(f"{where}: {error}.") from None
        _keep(record, found.note)
    print(f"Kept: {record_line(found.note)}, cosigned by {_names(found.note, 1)}.")


def exposure(folder: Kept, json: Json = False) -> int:
    """How long, and for how many entries, no witness has looked. Exits with 1 when that is longer than it may be.

    Example: caseward witness exposure build/kept
    """
    from caseward.cli.kept_clock import now
    from caseward.cli.screen import print_json
    from caseward.interchange.kept.opening import opened_record
    from caseward.ledger.exposure import exposure as exposed

    with opened_record(folder) as record:
        limit = timedelta(seconds=record.settings.witness_limit_seconds)
        found = exposed(record.store.size, record.store.cosigned(), tuple(_witnesses(record)), now(), limit)
    if json:
        at = found.at.isoformat() if found.at else None
        window = found.window.total_seconds() if found.window is not None else None
        print_json({"size": found.size, "cosigned": found.covered, "at": at, "entries": found.entries,
                    "seconds": window, "limit_seconds": limit.total_seconds(), "over": found.over})  # fmt: skip
    else:
        print(_sentence(found.entries, found.window, limit, over=found.over))
    return 1 if found.over else 0


def _sentence(entries: int, window: timedelta | None, limit: timedelta, *, over: bool) -> str:
    if entries == 0:
        return "Every entry has been cosigned by a witness."
    if window is None:
        return f"No witness has ever cosigned this record; all its {entries:,} entries rest on its keeper alone."
    ago = timedelta(seconds=int(window.total_seconds()))
    said = f"{entries:,} entries since the last cosignature, {ago} ago; it may be {limit}."
    return f"{said} TOO LONG: ask the witness now." if over else said


def record_line(head: Note) -> str:
    """``3,205 entries of county.example/record``."""
    from caseward.ledger.checkpoint import Checkpoint

    found = Checkpoint.parse(head.text)
    return f"{found.size:,} entries of {found.origin}"


def _writing(folder: Path) -> AbstractContextManager[KeptRecord]:
    from caseward.cli.kept_clock import entropy, now
    from caseward.interchange.kept.opening import opened_record

    return opened_record(folder, writing=True, now=now, entropy=entropy)


def _keep(record: KeptRecord, note: Note) -> None:
    """In the store, and beside it: the store could be put back from an older copy."""
    from caseward.interchange.kept.witnessed import remember

    record.store.keep_cosigned(note)
    remember(record.settings, note)


def _seen(record: KeptRecord) -> int:
    from caseward.ledger.checkpoint import Checkpoint

    cosigned = record.store.cosigned()
    return Checkpoint.parse(cosigned.text).size if cosigned else 0


def _witnesses(record: KeptRecord) -> list[PublicKey]:
    from caseward.interchange.kept.opening import trust_of

    return list(trust_of(record.settings).witnesses.values())


def _names(note: Note, first: int) -> str:
    return ", ".join(signature.name for signature in note.signatures[first:])
