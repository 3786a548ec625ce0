"""Carrying out orders on a kept record, and saying what was done, what would be, and what stays to be done by hand."""

from __future__ import annotations

from datetime import date, timedelta
from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from caseward.interchange.kept.opening import KeptRecord
    from caseward.ledger.note import Note
    from caseward.ledger.orders.exports import ExportOut
    from caseward.ledger.orders.order import Order
    from caseward.ledger.orders.plan import Plan

_DONE = {"seal": "Sealed", "unseal": "Opened again"}


def order_of(path: Path | None, action: str) -> Order:
    """The order of a file, for an action. BadRequest without a file, NotFound, BadOrder."""
    from caseward.errors import BadRequest, NotFound
    from caseward.interchange.kept.carrying import named
    from caseward.ledger.orders.order import read_order

    if path is None:
        raise BadRequest(f"Name the order's file; `caseward {action} --example` prints one to begin from.")
    try:
        return named(read_order(path.read_bytes(), path.name, (action,)))
    except OSError as error:
        raise NotFound(f"{path}: {error.strerror}.") from None


def confirmed(order: Order, typed: str) -> None:
    """BadRequest unless the order's number was typed again."""
    from caseward.errors import BadRequest

    if typed != order.number:
        said = f"says {typed!r}" if typed else "is missing"
        raise BadRequest(f"To {order.action}, type the order's number: --confirm {said}. Try --dry-run first.")


def plan_shown(folder: Path, order: Order, *, as_json: bool) -> None:
    """Say what an order would do, by kind of entry, and which exports it would not reach."""
    from caseward.cli.kept_options import opened
    from caseward.cli.screen import print_json
    from caseward.interchange.kept.attached import with_attached
    from caseward.ledger.orders.exports import exports_out
    from caseward.ledger.orders.plan import planned

    with opened(folder, writing=False) as kept:
        plan = planned(kept.store, with_attached(order, kept.store), _today())
        out = exports_out(kept.store, order.subject, _today())
    if as_json:
        print_json({"dry_run": True, **_plan_data(plan), "exports_out": _exports_data(out)})
        return
    _say_plan(plan)
    _say_exports(out)
    print(f"Nothing was changed (--dry-run). To carry it out: --confirm {order.number}")


def sealed(folder: Path, order: Order, unit: Path | None, *, as_json: bool) -> None:
    """Carry out an order to seal or unseal."""
    from caseward.cli.kept_options import opened
    from caseward.cli.screen import print_json
    from caseward.interchange.kept.attached import with_attached
    from caseward.interchange.kept.carrying import finish
    from caseward.ledger.orders.exports import exports_out
    from caseward.ledger.orders.sealing import seal

    with opened(folder, unit=unit) as kept:
        finish(kept.store)
        done = seal(kept.store, with_attached(order, kept.store))
        out = exports_out(kept.store, order.subject, _today()) if order.action == "seal" else ()
        _receipt_left(kept, done.index)
    if as_json:
        print_json({"action": order.action, "order": done.index, "exports_out": _exports_data(out)})
        return
    print(f"{_DONE[order.action]} under order {order.number}: entry {done.index} of the log says so.")
    _say_exports(out)


def request_written(folder: Path, order: Order, path: Path, *, as_json: bool) -> None:
    """Write what a second person has to sign."""
    from caseward.cli.kept_options import opened
    from caseward.cli.screen import print_json
    from caseward.interchange.kept.attached import with_attached
    from caseward.ledger.durable import write_durably
    from caseward.ledger.orders.destruction import request
    from caseward.ledger.orders.plan import planned

    with opened(folder, writing=False) as kept:
        plan = planned(kept.store, with_attached(order, kept.store), _today())
        write_durably(path, request(kept.store, plan).text().encode())
    if as_json:
        print_json({**_plan_data(plan), "request": path.as_posix()})
        return
    _say_plan(plan)
    print(f"To be signed by an authority: {path.as_posix()}. Nothing was destroyed. Entries added to these cases from")
    print("now on make the signature void. Next, the second person, who reads the order too:")
    print(f"caseward authority sign {path.as_posix()} --key KEY --store {folder.as_posix()} --order ORDER --out SIGNED")


def destroyed(folder: Path, order: Order, signed: Path | None, *, later: bool, as_json: bool) -> None:
    """Carry out an order of destruction that a second person signed; ``later`` leaves its end to ``finished``."""
    from caseward.cli.kept_options import opened
    from caseward.cli.screen import print_json
    from caseward.errors import BadRequest
    from caseward.interchange.kept.attached import with_attached
    from caseward.interchange.kept.carrying import authorities_of, finish
    from caseward.ledger.orders.destruction import begin_destruction, destroy
    from caseward.ledger.orders.exports import exports_out
    from caseward.reports.speech import counted

    if signed is None:
        raise BadRequest("Nothing is destroyed without a second person: write a --request, give it --countersigned.")
    note = _note(signed)
    with opened(folder) as kept:
        order = with_attached(order, kept.store)
        out = exports_out(kept.store, order.subject, _today())
        if later:
            index = begin_destruction(kept.store, order, note, authorities_of(kept.settings))
            _receipt_left(kept, index)
            _say_begun(order, index, out, as_json=as_json)
            return
        finish(kept.store)
        done = destroy(kept.store, order, note, authorities_of(kept.settings))
        _receipt_left(kept, done.order)
        _receipt_left(kept, done.tombstone.index)
        until = _today() + timedelta(days=kept.settings.backup_window_days)
    if as_json:
        data = {"order": done.order, "tombstone": done.tombstone.index, "entries": done.entries}
        print_json({**data, "backups_until": until.isoformat(), "exports_out": _exports_data(out)})
        return
    lost = counted(done.entries, "entry", "entries")
    print(f"Destroyed under order {order.number}: the payloads of {lost} and their keys.")
    print(f"Entry {done.order} of the log is the order, entry {done.tombstone.index} the tombstone.")
    print(f"Backups of the key ring made until now open older copies: destroy them by {until.isoformat()}.")
    print("The same holds for backups of the application's tables, which say what pages showed.")
    _say_exports(out)


def _say_begun(order: Order, index: int, out: tuple[ExportOut, ...], *, as_json: bool) -> None:
    from caseward.cli.screen import print_json

    if as_json:
        print_json({"order": index, "exports_out": _exports_data(out)})
        return
    print(
        f"Deleted under order {order.number}, entry {index} of the log. Not finished: `caseward destroy STORE --finish`"
    )
    print("takes the keys away, clears the files, and sets the tombstones of all orders at once.")
    _say_exports(out)


def finished(folder: Path, unit: Path | None, *, as_json: bool) -> None:
    """Carry to their end the orders that something interrupted."""
    from caseward.cli.kept_options import opened
    from caseward.cli.screen import print_json
    from caseward.interchange.kept.carrying import finish
    from caseward.reports.speech import counted

    with opened(folder, unit=unit) as kept:
        moved, gone = finish(kept.store)
    if as_json:
        print_json({"cases_sealed_or_opened": moved, "destructions_finished": gone})
    else:
        print(f"Carried to its end: keys of {counted(moved, 'case')} moved, {counted(gone, 'destruction')} finished.")


def _today() -> date:
    from caseward.cli.kept_clock import now

    return now().date()


def _note(path: Path) -> Note:
    from caseward.errors import NotFound
    from caseward.ledger.note import BadNote, Note
    from caseward.ledger.orders.errors import NotCountersigned

    try:
        return Note.parse(path.read_bytes())
    except OSError as error:
        raise NotFound(f"{path}: {error.strerror}.") from None
    except BadNote as error:
        raise NotCountersigned(f"{path.name}: {error}.") from None


def _receipt_left(kept: KeptRecord, index: int) -> None:
    """The receipt of what was done, beside the record: proof for the court that it was."""
    from caseward.cli.kept_options import RECEIPTS
    from caseward.interchange.kept.receipts import write_receipt

    write_receipt(RECEIPTS, f"order-entry-{index}", kept.store.receipt(index))


def _plan_data(plan: Plan) -> dict[str, object]:
    return {
        "action": plan.order.action,
        "number": plan.order.number,
        "cases": [{"token": case.token, "state": case.state, "entries": dict(case.kinds)} for case in plan.cases],
        "entries": plan.entries,
    }


def _say_plan(plan: Plan) -> None:
    from caseward.reports.speech import counted

    verbs = {"seal": "would be sealed", "unseal": "would be opened again", "destroy": "would be destroyed for good"}
    order = plan.order
    print(f"Order {order.number} of {order.court}, {order.date.isoformat()}, under {order.basis}:")
    said = f"{counted(plan.entries, 'entry', 'entries')} of {counted(len(plan.cases), 'case')}"
    print(f"{said} of {order.subject} {verbs[order.action]}.")
    for kind, count in plan.kinds:
        print(f"  {kind}: {count:,}")
    if plan.beside:
        said = counted(plan.beside, "warning", "warnings")
        print(f"Among them is what was kept of {said} before anybody knew whom they were about.")
    print("Entries about others that mention this person are not among them; search for those.")


def _exports_data(out: tuple[ExportOut, ...]) -> list[dict[str, object]]:
    return [
        {
            "entry": e.index,
            "name": e.name,
            "purpose": e.purpose,
            "expires": e.expires.isoformat() if e.expires else None,
        }
        for e in out
    ]


def _say_exports(out: tuple[ExportOut, ...]) -> None:
    if not out:
        print("The log knows of no export that is still out and may hold any of it.")
        return
    print(f"Exports that are still out and may hold it ({len(out):,}); whoever has them must be told:")
    for export in out:
        until = f"to be kept until {export.expires.isoformat()}" if export.expires else "no day of expiry was given"
        print(f"  {export.name} (entry {export.index}; {export.purpose or 'no purpose given'}; {until})")
