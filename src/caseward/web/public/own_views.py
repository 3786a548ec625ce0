"""A person's own page, behind a one-time link: what is recorded, disputing it, and sending a file as proof."""

from __future__ import annotations

from uuid import uuid4

from django.conf import settings
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_POST

from caseward.interchange.kept.adding import Added
from caseward.web.casework.operations import catch_up, record
from caseward.web.keeping import keeping
from caseward.web.moment import now
from caseward.web.public.access import COOKIE, own_page, place_signed, signed_place
from caseward.web.public.context import around
from caseward.web.public.forms import DisputeForm, ProofForm
from caseward.web.public.limits import may_write
from caseward.web.public.operations import end_visit, keep_upload, look_at
from caseward.web.public.pages import OwnPage
from caseward.web.public.pages import own_page as page_of
from caseward.web.public.queries import file_with, files_of, term_of_entry
from caseward.web.public.unsent import WHERE, words_of
from caseward.web.saving import saved


@require_GET
@own_page
def mine(request: HttpRequest, person: str) -> HttpResponse:
    """What is recorded of whoever used the link."""
    beside = {"files": files_of(person, keeping()), "unsent": words_of(request, person)}
    return render(request, "public/mine.html", _around(_page(person)) | beside)


@own_page
def dispute(request: HttpRequest, person: str) -> HttpResponse:
    """Say that something recorded is wrong: an entry, or a duty that is recorded as missed or late."""
    page = _page(person)
    about = request.GET.get("about", "")
    item = page.item(request.GET.get("entry", ""))
    duty = page.duty(about) if item is None else None
    if item is None and duty is None:
        raise Http404
    shown = _around(page) | {"item": item, "duty": duty}
    if request.method != "POST":
        return render(request, "public/dispute.html", shown | {"form": DisputeForm(initial=_fresh())})
    form = DisputeForm(request.POST, request.FILES)
    added = _disputed(form, person, item.place if item else None, about) if form.is_valid() else None
    if added is None:
        return render(request, "public/dispute.html", shown | {"form": form}, status=422)
    return redirect("mine-sent", signed_place(added.places[-1]))


@own_page
def send_proof(request: HttpRequest, person: str) -> HttpResponse:
    """Send a file that shows something."""
    page = _page(person)
    shown = _around(page)
    if request.method != "POST":
        return render(request, "public/proof.html", shown | {"form": ProofForm(initial=_fresh())})
    form = ProofForm(request.POST, request.FILES)
    added = _sent(form, person, page) if form.is_valid() else None
    if added is None:
        return render(request, "public/proof.html", shown | {"form": form}, status=422)
    return redirect("mine-sent", signed_place(added.places[0]))


@require_GET
@own_page
def sent(request: HttpRequest, person: str, signed: str) -> HttpResponse:
    """That it was kept, the receipt, and how it stands with a file."""
    one = file_with(person, place_signed(signed), keeping())
    return render(request, "public/sent.html", around() | {"signed": signed, "one": one})


@require_POST
@own_page
def leave(request: HttpRequest, _person: str) -> HttpResponse:
    """Close the page before its time."""
    end_visit(request.COOKIES[COOKIE], now())
    response = redirect("public")
    response.delete_cookie(COOKIE, path=WHERE)
    return response


def _page(person: str) -> OwnPage:
    catch_up(keeping())
    return page_of(person, keeping(), now())


def _around(page: OwnPage) -> dict[str, object]:
    return around() | {"page": page, "days": settings.AGENCY.dispute_days}


def _fresh() -> dict[str, object]:
    return {"request": str(uuid4())}


def _disputed(form: DisputeForm, person: str, place: int | None, about: str) -> Added | None:
    """What was recorded of a dispute; None where it was not, and then the form says why."""
    entry, term = term_of_entry(person, place, about, keeping())
    disputed = {"entry": entry} if place is not None else {"about": about}
    lines = form.lines(term, disputed, now(), keeping().zone)
    return _recorded(form, person, term, lines)


def _sent(form: ProofForm, person: str, page: OwnPage) -> Added | None:
    term = page.terms[0].id
    return _recorded(form, person, term, [form.document(term, now(), keeping().zone)])


def _recorded(form: ProofForm, person: str, term: str, lines: list[dict[str, object]]) -> Added | None:
    saving = form.saving(f"own page {person}")
    if not keeping().acknowledged(saving) and not may_write(person, now()):
        form.add_error(None, _("You have sent a great deal within an hour. Wait a little, or call us."))
        return None
    if form.cleaned_data.get("file"):
        keep_upload(form.checked, person, term, now())  # before the entry: a file without one does no harm
    added = saved(form, lambda: record(lines, saving, keeping()))
    if added is not None and form.cleaned_data.get("file"):
        look_at(form.checked, person, term, now())  # after it: what was sent is kept, whatever the scanner does
    return added
