"""Pages of transfers and covers: each takes the request apart, makes one call, and shows what came of it."""

from __future__ import annotations

from datetime import date
from uuid import uuid4

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest, HttpResponse, QueryDict
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET

from caseward.web.accounts.access import open_to, roles_of, user_of
from caseward.web.accounts.models import Role
from caseward.web.casework.access import person_for
from caseward.web.casework.operations import catch_up
from caseward.web.casework.queries import officers_of
from caseward.web.keeping import keeping
from caseward.web.moment import today
from caseward.web.saving import saved, tell_recorded
from caseward.web.transfers import pages, queries
from caseward.web.transfers.access import (
    MAY_ASK,
    MAY_SEE,
    PLACE,
    everybody,
    may_cover_for,
    may_hand_over,
    own_cover,
    seen_terms,
    supervises,
)
from caseward.web.transfers.forms import CoverForm, DeclineForm, EndForm, TransferForm, WishForm
from caseward.web.transfers.operations import decline, end_cover, hand_over, note


@require_GET
@open_to(*PLACE)
def transfers(request: HttpRequest) -> HttpResponse:
    """Requests that wait, people handed over lately or shared, and who is out with whom standing in."""
    catch_up(keeping())
    terms, day, staff = seen_terms(request), _today(), user_of(request).staff
    decides = may_hand_over(request)
    page = {
        "wishes": queries.wishes(terms),
        "handovers": queries.handovers(terms, day),
        "covers": queries.covers_of(officers_of(terms), staff, day),
        "own": may_cover_for(request),
        "decides": set(decides.values_list("person", flat=True)),
        "may_hand_over": Role.SUPERVISOR in _roles(request),
        "may_cover": bool({Role.OFFICER, Role.SUPERVISOR} & _roles(request)),
        "day": day,
    }
    return render(request, "transfers/transfers.html", page)


@open_to(Role.SUPERVISOR)
def new_transfer(request: HttpRequest) -> HttpResponse:
    """Make another officer responsible: choose whom, look at what goes along and what it does, then hand over."""
    catch_up(keeping())
    if _again(request):
        return redirect("transfers")
    said = request.POST if request.method == "POST" else request.GET
    held = pages.choice(may_hand_over(request), said.get("from", said.get("officer", "")), said.get("person", ""))
    page: dict[str, object] = {"choice": held, "officers": officers_of(may_hand_over(request))}
    if request.method != "POST":
        fresh: dict[str, object] = {"request": str(uuid4()), "day": _today(), "officer": said.get("to", "")}
        fresh["terms"] = [t.id for t in held.terms] if held.person or "all" in said else []
        fresh["reason"] = _("This gives back what was handed over: ") if "undo" in said else ""
        return render(request, "transfers/new.html", page | {"form": _transfer_form(held, None, fresh)})
    form = _transfer_form(held, request.POST)
    page["form"] = form
    if not form.is_valid():
        return render(request, "transfers/new.html", page, status=422)
    if "change" in request.POST:
        return render(request, "transfers/new.html", page)
    if "confirm" not in request.POST:
        return render(request, "transfers/look.html", page | {"look": pages.look(form, everybody())})
    staff = user_of(request).staff
    added = saved(form, lambda: hand_over(form.lines(staff), _saving(request), keeping()))
    if added is None:
        return render(request, "transfers/new.html", page, status=422)
    said_now = {"count": len(added.entries), "officer": form.cleaned_data["officer"]}
    messages.success(request, _("Handed over: %(count)s to %(officer)s. What it says stands in the record.") % said_now)
    return redirect("transfers")


@require_GET
@open_to(*MAY_SEE)
def person_transfers(request: HttpRequest, id_: str) -> HttpResponse:
    """Who was responsible for a person from when on, and which requests are open."""
    catch_up(keeping())
    seen = person_for(request, id_, "transfers")
    page = {
        "seen": seen,
        "history": queries.history(id_, _today(), keeping()),
        "wishes": queries.wishes_about(id_),
        "decides": supervises(request, seen),
        "may_ask": bool(set(MAY_ASK) & _roles(request)),
        "staff": user_of(request).staff,
    }
    return render(request, "transfers/person.html", page)


@open_to(*MAY_ASK)
def ask_transfer(request: HttpRequest, id_: str) -> HttpResponse:
    """Ask that another officer or office be made responsible; a supervisor decides."""
    catch_up(keeping())
    seen = person_for(request, id_, "transfer form")
    form = WishForm(
        request.POST if request.method == "POST" else None, initial={"request": str(uuid4())}, terms=seen.terms,
        officers=queries.officers(), offices=queries.offices(),
    )  # fmt: skip
    page = {"seen": seen, "form": form}
    if request.method != "POST":
        return render(request, "transfers/ask.html", page)
    line = form.line(user_of(request).staff, _today()) if form.is_valid() else {}
    added = saved(form, lambda: note(line, _saving(request), keeping())) if line else None
    if added is None:
        return render(request, "transfers/ask.html", page, status=422)
    tell_recorded(request, _("Request recorded"), added.places[0], of=id_)
    return redirect("person-transfers", id_)


@open_to(*MAY_ASK)
def decline_wish(request: HttpRequest, id_: str, wish: str) -> HttpResponse:
    """Withdraw a request of one's own, or decline one as the supervisor, with a reason."""
    catch_up(keeping())
    seen = person_for(request, id_, "request for a transfer")
    if _again(request):
        return redirect("person-transfers", id_)
    found, staff = queries.wish_of(id_, wish), user_of(request).staff
    form = DeclineForm(request.POST if request.method == "POST" else None, initial={"request": str(uuid4())})
    if found is None:
        raise Http404
    if found.by != staff and not supervises(request, seen):
        raise PermissionDenied("Only who asked and the supervisor of the office close a request.")
    page = {"seen": seen, "form": form, "wish": found, "own": found.by == staff}
    if request.method != "POST":
        return render(request, "transfers/decline.html", page)
    if not form.is_valid():
        return render(request, "transfers/decline.html", page, status=422)
    added = saved(form, lambda: decline(wish, form.cleaned_data["reason"], staff, _saving(request), keeping()))
    if added is None:
        return render(request, "transfers/decline.html", page, status=422)
    tell_recorded(request, _("Request closed"), added.places[0], of=id_)
    return redirect("person-transfers", id_)


@open_to(Role.OFFICER, Role.SUPERVISOR)
def new_cover(request: HttpRequest) -> HttpResponse:
    """Say who is out of the office and who stands in: they see those people and record for them meanwhile."""
    catch_up(keeping())
    own, staff = may_cover_for(request), user_of(request).staff
    fresh = {"request": str(uuid4()), "day": _today(), "officer": request.GET.get("officer", staff)}
    data = request.POST if request.method == "POST" else None
    form = CoverForm(data, initial=fresh, own=own, officers=queries.officers(), today=_today())
    if data is None:
        return render(request, "transfers/cover.html", {"form": form})
    added = None
    if form.is_valid():
        added = saved(form, lambda: note(form.line(staff), _saving(request), keeping()))
    if added is None:
        return render(request, "transfers/cover.html", {"form": form}, status=422)
    tell_recorded(request, _("Cover recorded"), added.places[0])
    return redirect("transfers")


@open_to(Role.OFFICER, Role.SUPERVISOR)
def end_one_cover(request: HttpRequest, cover: str) -> HttpResponse:
    """Change the day on which somebody is back; the cover as it was stays visible in the record."""
    catch_up(keeping())
    if _again(request):
        return redirect("transfers")
    data = request.POST if request.method == "POST" else None
    found = own_cover(request, cover)
    form = EndForm(data, initial={"request": str(uuid4()), "until": _today()}, cover=found, today=_today())
    page = {"form": form, "cover": found}
    if data is None:
        return render(request, "transfers/end.html", page)
    added = None
    if form.is_valid():
        said, by = form.cleaned_data, user_of(request).staff
        added = saved(form, lambda: end_cover(found, said["until"], said["reason"], by, _saving(request), keeping()))
    if added is None:
        return render(request, "transfers/end.html", page, status=422)
    tell_recorded(request, _("Cover changed"), added.places[0])
    return redirect("transfers")


def _today() -> date:
    return today(keeping().zone)


def _roles(request: HttpRequest) -> set[str]:
    return {grant.role for grant in roles_of(request)}


def _saving(request: HttpRequest) -> str:
    return f"transfer {user_of(request).pk} {request.POST.get('request', '')}"


def _again(request: HttpRequest) -> bool:
    """Whether the same form was sent and acknowledged before: what it was about may have changed since by it."""
    return request.method == "POST" and keeping().acknowledged(_saving(request))


def _transfer_form(
    held: pages.Choice, data: QueryDict | None, initial: dict[str, object] | None = None
) -> TransferForm:
    return TransferForm(
        data, initial=initial, held=held.terms, officers=queries.officers(), offices=queries.offices(), today=_today()
    )
