"""What records staff write: corrections, orders, exports into the kept record; here what waits for a second person."""

from __future__ import annotations

from datetime import date, datetime

from django.db import transaction
from django.utils.translation import gettext as _

from caseward.interchange.kept.adding import Added
from caseward.interchange.kept.attached import with_attached
from caseward.interchange.kept.carrying import authorities_of, finish, named
from caseward.interchange.kept.correcting import Change
from caseward.interchange.kept.exporting import Export, register
from caseward.interchange.kept.opening import KeptRecord
from caseward.ledger.note import BadNote, Note
from caseward.ledger.orders.destruction import destroy
from caseward.ledger.orders.errors import NotCountersigned
from caseward.ledger.orders.order import Order
from caseward.ledger.orders.sealing import seal
from caseward.web.casework.operations import catch_up, correct
from caseward.web.forgetting import Gone, scrub
from caseward.web.forgetting import forget as forget_everywhere
from caseward.web.keeping import Keeping
from caseward.web.moment import now
from caseward.web.recordroom.models import Waiting
from caseward.web.recordroom.queries import ids_of, looked, order_of
from caseward.web.saving import refused


def correct_entry(change: Change, saving: str, keeping: Keeping) -> Added:
    """Record a correction. NotFound, BadRequest, NotTaken."""
    return correct(change, saving, keeping)


def carry_out(order: Order, keeping: Keeping) -> int:
    """Seal or unseal as an order says; the entry of the log that says so. BadOrder, KeySealed."""

    def carried(kept: KeptRecord) -> int:
        finish(kept.store)
        return seal(kept.store, with_attached(named(order), kept.store)).index

    place = keeping.with_writer(carried)
    catch_up(keeping)
    return place


def ask(order: Order, asked_by: str, at: datetime, day: date, keeping: Keeping) -> Waiting:
    """Ask a second person to destroy what an order names. BadOrder, and BadRequest when it waits already."""
    looked(order, day, keeping)
    if Waiting.objects.filter(number=order.number, ended=None).exists():
        raise refused(_("An order of this number waits already."))
    return Waiting.objects.create(
        number=order.number, court=order.court, date=order.date, basis=order.basis, ordered_by=order.ordered_by,
        subject=order.subject, matters=None if order.matters is None else list(order.matters), asked_by=asked_by,
        asked=at, carried_out_by=order.carried_out_by,
    )  # fmt: skip


def withdraw(row: Waiting, at: datetime) -> None:
    """Take back what was asked for; nothing was destroyed."""
    Waiting.objects.filter(pk=row.pk, ended=None).update(ended=at, subject="", matters=[])


def carry_out_destruction(row: Waiting, signed: str, by: str, at: datetime, keeping: Keeping) -> tuple[int, int]:
    """Destroy what waits, with the signature of an authority over exactly what goes; the entries of the order and of
    its tombstone. BadRequest for anybody but the second person, NotCountersigned, BadOrder.
    """
    if by != row.carried_out_by or by == row.asked_by:
        raise refused(_("Only the second person who is named carries this out."))
    try:
        note = Note.parse(signed.replace("\r\n", "\n").encode())
    except BadNote as error:
        raise NotCountersigned(f"{error}.") from None

    def carried(kept: KeptRecord) -> tuple[int, int]:
        finish(kept.store)
        order = with_attached(named(order_of(row)), kept.store)
        done = destroy(kept.store, order, note, authorities_of(kept.settings))
        return done.order, done.tombstone.index

    ids = ids_of(row, keeping)
    places = keeping.with_writer(carried)
    Waiting.objects.filter(pk=row.pk).update(ended=at, entry=places[0], subject="", matters=[])
    catch_up(keeping)
    with transaction.atomic():
        forget_everywhere(keeping, ids)
    scrub()
    return places


def note_export(export: Export, name: str, keeping: Keeping) -> int:
    """Say in the log that an export leaves, before it does; the entry that says so."""
    return keeping.with_writer(lambda kept: register(export, name, kept.store).index)


def forget(gone: Gone) -> None:
    """Orders that wait about what is gone by now wait no more: whatever is left of it is to be asked for anew."""
    for row in Waiting.objects.filter(ended=None):
        if gone.person(row.subject) or any(gone.term(row.subject, one) for one in row.matters or ()):
            withdraw(row, now())
