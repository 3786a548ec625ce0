"""``caseward authority recover``: an authority signs that a record goes on without what it lost."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

if TYPE_CHECKING:
    from caseward.ledger.note import Note
    from caseward.ledger.recovery import Recovery


def recover(
    request: Annotated[
        Path, typer.Argument(metavar="FILE", help="What `caseward recover` wrote, or what another has signed.")
    ],
    key: Annotated[Path, typer.Option("--key", metavar="FILE", help="Your private key.")],
    out: Annotated[Path, typer.Option("--out", "-o", metavar="FILE", help="Where the signed text goes.")],
    store: Annotated[
        Path | None, typer.Option("--store", metavar="STORE", help="The kept record: compare the text with it.")
    ] = None,
) -> None:
    """Sign that a record goes on without the entries it lost. With --store only when that is the record's own state.

    Ask before: what happened, who restored what, which receipts of the lost entries are out, who will record them anew.

    Example: caseward authority recover recovery.txt --key counsel.pem --store build/kept -o signed.txt
    """
    from caseward.cli.kept_authority import signer_of
    from caseward.cli.kept_recover import recovery_lines
    from caseward.ledger.durable import write_durably
    from caseward.ledger.note import Note, sign
    from caseward.ledger.recovery import Recovery

    signer, note = signer_of(key), _note(request)
    found = Recovery.parse(note.text)
    if store is not None:
        _compared(found, store)
    for line in recovery_lines(found):
        print(line)
    print("The record is as this says." if store else "Not compared with any record: --store compares it.")
    own = sign(note.text, [signer]).signatures
    write_durably(out, str(Note(note.text, (*note.signatures, *own))).encode())
    print(f"Signed as {signer.public.name}: {out.as_posix()}")


def _note(path: Path) -> Note:
    """The text as it was written, or as others have signed it."""
    from caseward.cli.witness_files import read_file
    from caseward.ledger.note import BadNote, Note
    from caseward.ledger.recovery import NotRecovered

    data = read_file(path)
    try:
        return Note.parse(data) if b"\n\n" in data else Note(data.decode("utf-8"))
    except (BadNote, UnicodeDecodeError) as error:
        raise NotRecovered(f"{path}: {error}.") from None


def _compared(found: Recovery, store: Path) -> None:
    from caseward.interchange.kept.recovery import check_record
    from caseward.interchange.kept.settings import read_settings

    check_record(read_settings(store), found)
