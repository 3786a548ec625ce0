"""``caseward authority``: the second person, without whose signature nothing is destroyed."""

from __future__ import annotations

from enum import StrEnum
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from caseward.cli.group import Group

if TYPE_CHECKING:
    from caseward.ledger.keys import Signer
    from caseward.ledger.orders.countersign import Request

app = typer.Typer(
    cls=Group,
    no_args_is_help=True,
    rich_markup_mode=None,
    help="Be the second person: make a key, and sign what is to be destroyed.",
)
_VKEY = ".vkey"


class KeyType(StrEnum):
    """The kinds of key that an authority may have."""

    ED25519 = "ed25519"
    P256 = "p256"


@app.command("key")
def key(
    out: Annotated[Path, typer.Argument(metavar="FILE", help="Where the private key goes; it must not be there yet.")],
    name: Annotated[str, typer.Option("--name", metavar="NAME", help="The authority's name, such as county-counsel.")],
    key_type: Annotated[KeyType, typer.Option("--key", help="The kind of key.")] = KeyType.ED25519,
) -> None:
    """Make an authority's key. The verifier key goes beside it, into FILE.vkey, and into kept.toml of the record.

    Example: caseward authority key counsel.pem --name county-counsel
    """
    from caseward.errors import BadRequest
    from caseward.interchange.kept.settings import KEY_TYPES
    from caseward.ledger.durable import write_durably
    from caseward.ledger.keys import BadKey, new_signer

    beside = out.with_name(out.name + _VKEY)
    if out.exists() or beside.exists():
        raise BadRequest(f"{out} is there already; a key is never written over.")
    try:
        signer = new_signer(name, KEY_TYPES[key_type.value])
    except BadKey as error:
        raise BadRequest(f"--name {name!r}: {error}.") from None
    write_durably(out, signer.to_pem().encode(), mode=0o600)
    write_durably(beside, f"{signer.public}\n".encode())
    print(
        f"Made {out.as_posix()}, for its keeper alone. Verifier key, for kept.toml (backup.authorities) and for whoever"
    )
    print(f"checks the record:\n{signer.public}")


@app.command("sign")
def sign(
    request: Annotated[Path, typer.Argument(metavar="REQUEST", help="What `caseward destroy --request` wrote.")],
    key: Annotated[Path, typer.Option("--key", metavar="FILE", help="Your private key.")],
    out: Annotated[Path, typer.Option("--out", "-o", metavar="FILE", help="Where the signed request goes.")],
    store: Annotated[
        Path | None, typer.Option("--store", metavar="STORE", help="The kept record: compare the request with it.")
    ] = None,
    order: Annotated[
        Path | None,
        typer.Option("--order", metavar="ORDER", help="The order as you read it: compare the request with it."),
    ] = None,
) -> None:
    """Sign what is to be destroyed. With --store and --order it is signed only when it is what that order asks.

    Example: caseward authority sign request.txt --key counsel.pem --store build/kept --order order.toml -o signed.txt
    """
    from caseward.errors import BadRequest
    from caseward.ledger.durable import write_durably
    from caseward.ledger.note import sign as signed
    from caseward.reports.speech import counted

    signer, found = signer_of(key), _request(request)
    if (store is None) != (order is None):
        raise BadRequest("--store and --order go together: the request is compared with both.")
    if store is not None and order is not None:
        _compared(found, store, order)
        print("The request is what this order asks of this record.")
    else:
        print("Not compared with any order or record: you sign what you were told. --store and --order compare it.")
    write_durably(out, str(signed(found.text(), [signer])).encode())
    entries = sum(case.count for case in found.cases)
    said = f"{counted(entries, 'entry', 'entries')} of {counted(len(found.cases), 'case')}"
    print(f"{found.origin}: {said}, to be destroyed.")
    print(f"Signed as {signer.public.name}: {out.as_posix()}")


def signer_of(path: Path) -> Signer:
    """The private key in a file, under the name that stands in the file of its verifier key. BadRequest."""
    from caseward.errors import BadRequest
    from caseward.ledger.keys import BadKey, PublicKey, signer_from_pem

    beside = path.with_name(path.name + _VKEY)
    try:
        public = PublicKey.parse(beside.read_text(encoding="ascii").strip())
        signer = signer_from_pem(public.name, public.type, path.read_text(encoding="ascii"))
    except (OSError, UnicodeDecodeError, BadKey) as error:
        raise BadRequest(f"--key {path}: it and {beside.name} beside it are needed: {error}.") from None
    if signer.public != public:
        raise BadRequest(f"--key {path}: {beside.name} is of another key.")
    return signer


def _request(path: Path) -> Request:
    from caseward.errors import NotFound
    from caseward.ledger.orders.countersign import Request
    from caseward.ledger.orders.errors import NotCountersigned

    try:
        return Request.parse(path.read_bytes().decode("utf-8"))
    except OSError as error:
        raise NotFound(f"{path}: {error.strerror}.") from None
    except UnicodeDecodeError:
        raise NotCountersigned(f"{path.name} is not text.") from None


def _compared(found: Request, folder: Path, order: Path) -> None:
    from caseward.cli.kept_carried import order_of
    from caseward.cli.kept_clock import now
    from caseward.cli.kept_options import opened
    from caseward.interchange.kept.attached import with_attached
    from caseward.ledger.orders.destruction import check_request
    from caseward.ledger.orders.plan import planned

    with opened(folder, writing=False) as kept:
        asked = with_attached(order_of(order, "destroy"), kept.store)
        check_request(kept.store, planned(kept.store, asked, now().date()), found)
