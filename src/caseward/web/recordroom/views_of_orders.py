"""Pages of orders: sealing and opening again by one, destruction asked for by one and carried out by another."""

from __future__ import annotations

from django.contrib import messages
from django.forms import Form
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET

from caseward.ledger.orders.errors import BadOrder, NotCountersigned
from caseward.ledger.orders.order import Order
from caseward.web.accounts.access import open_to, user_of
from caseward.web.accounts.models import Role
from caseward.web.casework.operations import catch_up
from caseward.web.keeping import keeping
from caseward.web.moment import now, today
from caseward.web.recordroom import operations, queries
from caseward.web.recordroom.access import seconds, subject_for
from caseward.web.recordroom.forms import OrderForm, SignedForm
from caseward.web.recordroom.models import Waiting
from caseward.web.saving import in_english


@require_GET
@open_to(Role.RECORDS)
def record_room(request: HttpRequest) -> HttpResponse:
    """Where records staff begin: somebody's entries, orders that wait, orders in the log."""
    catch_up(keeping())
    wanted = request.GET.get("person", "").strip()
    if wanted:
        return redirect("records-of", wanted)
    page = {"waiting": queries.waiting(), "orders": queries.orders(keeping()), "staff": user_of(request).staff}
    return render(request, "recordroom/room.html", page)


@open_to(Role.RECORDS)
def order_new(request: HttpRequest) -> HttpResponse:
    """Write down an order, see what it would do, then carry it out; a destruction waits for a second person."""
    catch_up(keeping())
    first = {"subject": request.GET.get("subject", "")}
    posted = request.POST if request.method == "POST" else None
    form = OrderForm(posted, seconds=[one.staff for one in seconds(request)], initial=first)
    if posted is None or not form.is_valid():
        return render(request, "recordroom/order.html", {"form": form}, status=422 if form.is_bound else 200)
    order = form.order(user_of(request).staff)
    subject_for(request, order.subject, f"order to {order.action}")
    page: dict[str, object] = {"form": form, "order": order}
    try:
        page["found"] = queries.looked(order, today(keeping().zone), keeping())
        if posted.get("step") == "do" and _confirmed(form, order.number):
            return _done(request, order)
    except BadOrder as error:
        for fault in error.faults:
            form.add_error(
                fault.field if fault.field in form.fields else None,
                in_english(f"{fault.value}: {fault.rule}. {fault.hint}"),
            )
    return render(request, "recordroom/order.html", page, status=422 if form.errors else 200)


@open_to(Role.RECORDS)
def order_waiting(request: HttpRequest, number: int) -> HttpResponse:
    """A destruction that waits: what would go, what an authority signs, and for the second person to carry it out."""
    catch_up(keeping())
    row = queries.waiting_at(number)
    if row is None:
        raise Http404
    subject_for(request, row.subject, "order to destroy")
    found = queries.looked(queries.order_of(row), today(keeping().zone), keeping())
    if request.GET.get("format") == "file":
        response = HttpResponse(found.to_sign, content_type="text/plain; charset=utf-8")
        response["Content-Disposition"] = 'attachment; filename="request.txt"'
        return response
    if request.POST.get("step") == "withdraw":
        operations.withdraw(row, now())
        messages.success(request, _("Withdrawn. Nothing was destroyed."))
        return redirect("recordroom")
    form = SignedForm(request.POST if request.method == "POST" else None)
    if form.is_valid() and _confirmed(form, row.number) and (answer := _destroyed(request, row, form)):
        return answer
    page = {"row": row, "found": found, "form": form, "second": row.carried_out_by == user_of(request).staff}
    return render(request, "recordroom/waiting.html", page, status=422 if form.errors else 200)


def _confirmed(form: Form, number: str) -> bool:
    if form.cleaned_data["confirm"].strip() != number:
        form.add_error("confirm", _("This is not the number of the order."))
    return not form.errors


def _done(request: HttpRequest, order: Order) -> HttpResponse:
    if order.action == "destroy":
        row = operations.ask(order, user_of(request).staff, now(), today(keeping().zone), keeping())
        messages.success(request, _("Nothing is destroyed yet: it waits for the second person."))
        return redirect("order-waiting", row.pk)
    place = operations.carry_out(order, keeping())
    said = _("Sealed: entry {place} of the log says so.") if order.action == "seal" else _("Open again: entry {place}.")
    messages.success(request, said.format(place=place))
    return redirect("recordroom")


def _destroyed(request: HttpRequest, row: Waiting, form: SignedForm) -> HttpResponse | None:
    try:
        places = operations.carry_out_destruction(
            row, form.cleaned_data["signed"], user_of(request).staff, now(), keeping()
        )
    except NotCountersigned as error:
        form.add_error("signed", in_english(f"{error.sentence} {error.detail}"))
        return None
    said = _("Destroyed: entry {order} of the log is the order, entry {stone} says that it is done.")
    messages.success(request, said.format(order=places[0], stone=places[1]))
    return redirect("recordroom")
