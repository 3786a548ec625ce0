"""``caseward witness``: somebody outside who cosigns a record's checkpoints, over the network or by files."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from caseward.cli import kept_witness, witness_recover
from caseward.cli.group import Group
from caseward.cli.options import Json

if TYPE_CHECKING:
    from caseward.cli.witness_folder import WitnessFolder

app = typer.Typer(
    cls=Group,
    no_args_is_help=True,
    rich_markup_mode=None,
    help="Cosign the checkpoints of a record you do not keep, and have yours cosigned.",
)
Folder = Annotated[Path, typer.Argument(metavar="DIR", help="The witness's folder.")]
Name = Annotated[str, typer.Option("--name", help="The witness's name for ever, such as oig.county.example/witness.")]
Copies = Annotated[bool, typer.Option("--copies", help="Keep a copy of every envelope too, and cosign nothing else.")]
Key = Annotated[
    str, typer.Argument(metavar="VKEY", help="The log's verifier key, as its kept.toml and trust file say.")
]
Host = Annotated[str, typer.Option("--host", help="The address to listen on.")]
Port = Annotated[int, typer.Option("--port", min=0, max=65535, help="The port to listen on; 0: any that is free.")]
Request = Annotated[Path, typer.Argument(metavar="REQUEST", help="The file that `caseward witness request` wrote.")]
Entries = Annotated[
    Path | None,
    typer.Option("--entries", metavar="FILE", help="The envelopes that came with it, for a witness's copy."),
]
Answer = Annotated[Path, typer.Option("--out", "-o", metavar="FILE", help="Where the cosigned checkpoint goes.")]


@app.command("init")
def init(folder: Folder, name: Name, copies: Copies = False) -> None:
    """Make a witness: a fresh key under a name, and a place for the heads it will swear to.

    Example: caseward witness init witness --name oig.county.example/witness --copies
    """
    from caseward.cli.witness_folder import made

    found = made(folder, name, copies=copies)
    print(f"Made {folder.as_posix()}. The agency enters this key as its witness:\n{found.signer.public}")
    print("Next: caseward witness add-log DIR VKEY, then `serve` or `cosign`.")


@app.command("add-log")
def add_log(folder: Folder, vkey: Key) -> None:
    """Get to know a log by its verifier key, which you have from the agency by a way you trust.

    Example: caseward witness add-log witness 'county.example/record+f3a1…+AZ…'
    """
    from caseward.cli.witness_folder import opened, with_log

    print(f"{with_log(opened(folder), vkey).name} is known here now.")


@app.command("serve")
def serve(folder: Folder, host: Host = "localhost", port: Port = 8431) -> None:
    """Answer C2SP tlog-witness requests over HTTP until stopped. Put a server with TLS in front of it.

    Example: caseward witness serve witness --port 8431
    """
    from caseward.cli.witness_folder import opened
    from caseward.cli.witness_server import WitnessServer

    server = WitnessServer(opened(folder), host, port)
    print(f"Witness {server.folder.signer.public.name} listens on http://{host}:{server.server_port}/", flush=True)
    with server:
        server.serve_forever(poll_interval=0.1)


@app.command("cosign")
def cosign(folder: Folder, request: Request, out: Answer, entries: Entries = None) -> None:
    """Cosign a checkpoint that came in a file, if it continues what you saw before. For an office without a network.

    Example: caseward witness cosign witness request.txt --out cosigned.txt
    """
    from caseward.cli.witness_files import cosigned_file
    from caseward.cli.witness_folder import opened
    from caseward.ledger.durable import write_durably

    note, head = cosigned_file(opened(folder), request, entries)
    write_durably(out, str(note).encode())
    print(f"Cosigned {head.size:,} entries of {head.origin}: {out.as_posix()}. Give that file back to the agency.")


@app.command("status")
def status(folder: Folder, json: Json = False) -> None:
    """Which logs this witness knows, the last checkpoint of each that it cosigned, and how many entries it copied.

    Example: caseward witness status witness
    """
    from caseward.cli.screen import print_json
    from caseward.cli.witness_folder import opened

    found = opened(folder)
    rows = _status(found)
    if json:
        print_json({"witness": str(found.signer.public), "logs": rows})
        return
    print(f"Witness {found.signer.public}")
    for row in rows:
        copied = f", {row['copied']:,} copied" if row["copied"] is not None else ""
        print(f"  {row['origin']}: {row['cosigned']:,} entries cosigned{copied}, root {row['root']}")
    if not rows:
        print("  knows no log yet: caseward witness add-log DIR VKEY")


def _status(found: WitnessFolder) -> list[dict[str, object]]:
    rows = []
    for origin in sorted(found.logs):
        head = found.store.last(origin)
        copied = found.mirror.size(origin) if found.mirror else None
        rows.append({"origin": origin, "cosigned": head.size, "root": head.root.hex(), "copied": copied})
    return rows


for own in (
    witness_recover.recover,
    kept_witness.request,
    kept_witness.accept,
    kept_witness.ask,
    kept_witness.exposure,
):
    app.command(own.__name__)(own)
