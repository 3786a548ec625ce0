"""``caseward receipt``: look at a receipt, check it, lay it on paper, and certify what a record does not hold."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from caseward.cli.group import Group
from caseward.cli.kept_options import RECEIPTS, Kept, Receipts
from caseward.cli.kept_verify import Trusted
from caseward.cli.options import Json

app = typer.Typer(
    name="receipt", cls=Group, no_args_is_help=True, help="Look at, check, print and renew receipts; certify absence."
)

ReceiptFile = Annotated[Path, typer.Argument(metavar="RECEIPT", help="The receipt, a file that ends in .tlog-proof.")]
Said = Annotated[
    Path | None,
    typer.Option(
        "--said", metavar="FILE", help="What the entry says. Without it: the .said.json beside the receipt, if any."
    ),
]
Entry = Annotated[
    Path | None,
    typer.Option("--entry", metavar="FILE", help="The envelope, for a receipt that does not carry it."),
]


@app.command("check")
def check(
    receipt: ReceiptFile, trust: Trusted = None, said: Said = None, entry: Entry = None, json: Json = False
) -> None:
    """Check a receipt without the record: is the entry in the log, who signed that, who outside saw it, what it says.

    Exits with 1 when it proves nothing.

    Example: caseward receipt check receipts/c-1.tlog-proof --trust trust.policy
    """
    from caseward.cli.receipt_check import proven
    from caseward.cli.screen import print_json
    from caseward.cli.verify_words import receipt_data
    from caseward.verify.laptop import receipt_lines, said_lines

    found, parts = proven(receipt, trust, said, entry)
    if json:
        print_json(receipt_data(found, parts))
        return
    print("\n".join((*receipt_lines(found), *said_lines(parts))))


@app.command("show")
def show(
    receipt: ReceiptFile,
    page: Annotated[
        Path | None,
        typer.Option("--page", metavar="FILE", help="Write a page to print, as .html or .pdf; it needs --trust."),
    ] = None,
    trust: Trusted = None,
    said: Said = None,
    json: Json = False,
) -> None:
    """Say what stands in a receipt, without checking it; or check it and lay it on a page with a QR code.

    Example: caseward receipt show receipts/c-1.tlog-proof --trust trust.policy --page receipt.pdf
    """
    from caseward.cli.receipt_check import shown, written_page
    from caseward.cli.screen import print_json

    if page is not None:
        written_page(receipt, trust, said, page)
        if not json:
            print(f"Written: {page.as_posix()}")
        return
    data = shown(receipt)
    if json:
        print_json(data)
        return
    for name, value in data.items():
        print(f"{name}: {value}")
    print("Nothing of this was checked; that is what `caseward receipt check` does.")


@app.command("again")
def again_(
    store: Kept,
    ids: Annotated[list[str], typer.Argument(metavar="ID", help="The ids of the entries.")],
    receipts: Receipts = None,
    json: Json = False,
) -> None:
    """Write the receipts of entries again, to the newest head that a witness signed and that covers them.

    A receipt that was handed out when the entry was recorded has the log's signature alone.

    Example: caseward receipt again build/kept contact-7 --receipts build/receipts
    """
    from caseward.cli.receipt_again import again
    from caseward.cli.screen import print_json

    written = again(store, ids, receipts or RECEIPTS)
    if json:
        print_json([one._asdict() | {"file": one.file.as_posix()} for one in written])
        return
    for one in written:
        seen = "which a witness saw" if one.witnessed else "which no witness has seen yet"
        print(f"{one.file.as_posix()}: entry {one.place}, in the log of {one.size:,} entries, {seen}")


@app.command("absence")
def absence(
    store: Kept,
    case: Annotated[str, typer.Option("--case", metavar="ID", help="The id of the term, person or facility.")],
    kind: Annotated[str, typer.Option("--kind", metavar="KIND", help="The class of entry, such as desertion_report.")],
    out: Annotated[Path, typer.Option("--out", "-o", metavar="FILE", help="The certificate to write.")],
    since: Annotated[
        str | None,
        typer.Option("--recorded-from", metavar="TIME", help="Recorded from then on. Without it: from the beginning."),
    ] = None,
    until: Annotated[
        str | None,
        typer.Option("--recorded-until", metavar="TIME", help="Recorded before then. Without it: up to the newest."),
    ] = None,
    json: Json = False,
) -> None:
    """Certify which entries of one class a record holds for a case, and that it holds no others; it is checked at once.

    Example: caseward receipt absence build/kept --case term-1 --kind desertion_report --recorded-from 2022-01-01
    --out none.caseward-log
    """
    from caseward.cli.absence_making import certified
    from caseward.cli.screen import print_json
    from caseward.cli.verify_words import bundle_data
    from caseward.verify.laptop import answer_lines

    answer = certified(store, case, kind, since, until, out)
    if json:
        print_json(bundle_data(answer) | {"file": out.as_posix()})
        return
    print("\n".join(answer_lines(answer)))
    print(f"Written: {out.as_posix()}")
