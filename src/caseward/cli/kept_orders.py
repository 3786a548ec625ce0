"""``caseward seal``, ``unseal`` and ``destroy``: an order of a court carried out on a kept record."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Annotated

import typer

from caseward.cli.kept_options import DryRun, Kept, Unit
from caseward.cli.options import Json


def _example_of(action: str) -> Callable[[bool], None]:
    def shown(asked: bool) -> None:
        if asked:
            from caseward.ledger.orders.order import example

            print(example(action), end="")
            raise typer.Exit

    return shown


def _showing(action: str) -> object:
    words = "Print an order file to begin from, and do nothing else."
    return typer.Option("--example", help=words, is_eager=True, callback=_example_of(action))


OrderFile = Annotated[
    Path | None, typer.Argument(metavar="[ORDER]", help="The order as a TOML file; --example prints one.")
]
Confirm = Annotated[
    str, typer.Option("--confirm", metavar="NUMBER", help="The order's number, typed again: it is to be carried out.")
]
Finish = Annotated[
    bool, typer.Option("--finish", help="Only carry to its end what a crash or loss of power interrupted.")
]
_REQUEST = "Write what a second person has to sign into this file, and destroy nothing."
_SIGNED = "The request as the second person signed it."
_LATER = "Delete, and leave the keys and the rewriting of the files to --finish: for many orders one after the other."


def seal(
    store: Kept,
    order: OrderFile = None,
    confirm: Confirm = "",
    dry_run: DryRun = False,
    finish: Finish = False,
    _shown: Annotated[bool, _showing("seal")] = False,
    json: Json = False,
) -> None:
    """Seal what an order names: it stays in the record, and only the sealed unit can read it from then on.

    Example: caseward seal build/kept order.toml --confirm YJ-23-0412
    """
    _sealing(store, "seal", order, confirm, None, dry_run=dry_run, finish=finish, json=json)


def unseal(
    store: Kept,
    order: OrderFile = None,
    confirm: Confirm = "",
    unit: Unit = None,
    dry_run: DryRun = False,
    finish: Finish = False,
    _shown: Annotated[bool, _showing("unseal")] = False,
    json: Json = False,
) -> None:
    """Open again what was sealed, by an order that says so. Only the holder of the sealed unit's key can.

    Example: caseward unseal build/kept order.toml --unit unit.pem --confirm YJ-24-0007
    """
    _sealing(store, "unseal", order, confirm, unit, dry_run=dry_run, finish=finish, json=json)


def destroy(
    store: Kept,
    order: OrderFile = None,
    request: Annotated[Path | None, typer.Option("--request", metavar="FILE", help=_REQUEST)] = None,
    countersigned: Annotated[Path | None, typer.Option("--countersigned", metavar="FILE", help=_SIGNED)] = None,
    confirm: Confirm = "",
    later: Annotated[bool, typer.Option("--later", help=_LATER)] = False,
    dry_run: DryRun = False,
    finish: Finish = False,
    _shown: Annotated[bool, _showing("destroy")] = False,
    json: Json = False,
) -> None:
    """Destroy what an order names, for good: payloads, their keys, and whose they were. Envelopes and receipts stay.

    It needs the signature of an authority that kept.toml names over exactly what is to go: write a --request, have it
    signed with `caseward authority sign`, and give it back with --countersigned.

    Example: caseward destroy build/kept order.toml --countersigned signed.txt --confirm YJ-23-0412
    """
    from caseward.cli.kept_carried import confirmed, destroyed, finished, order_of, plan_shown, request_written

    if finish:
        finished(store, None, as_json=json)
        return
    asked = order_of(order, "destroy")
    if dry_run:
        plan_shown(store, asked, as_json=json)
    elif request is not None:
        request_written(store, asked, request, as_json=json)
    else:
        confirmed(asked, confirm)
        destroyed(store, asked, countersigned, later=later, as_json=json)


def _sealing(
    store: Path, action: str, order: Path | None, confirm: str, unit: Path | None,
    *, dry_run: bool, finish: bool, json: bool,
) -> None:  # fmt: skip
    from caseward.cli.kept_carried import confirmed, finished, order_of, plan_shown, sealed

    if finish:
        finished(store, unit, as_json=json)
        return
    asked = order_of(order, action)
    if dry_run:
        plan_shown(store, asked, as_json=json)
    else:
        confirmed(asked, confirm)
        sealed(store, asked, unit, as_json=json)
