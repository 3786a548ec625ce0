"""Pages of records staff about one person: their entries, corrections, disclosure."""

from __future__ import annotations

from uuid import uuid4

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.template.loader import render_to_string
from django.utils.translation import gettext as _
from django.utils.translation import override
from django.views.decorators.http import require_GET

from caseward.errors import BadRequest
from caseward.interchange.kept.correcting import Change
from caseward.interchange.kept.exporting import Asked
from caseward.record.entry import Entry
from caseward.web.accounts.access import open_to, user_of
from caseward.web.accounts.models import Role
from caseward.web.casework.access import Seen, person_for
from caseward.web.casework.operations import catch_up
from caseward.web.keeping import keeping
from caseward.web.languages import ENGLISH
from caseward.web.moment import today
from caseward.web.recordroom import queries
from caseward.web.recordroom.access import let_put_right
from caseward.web.recordroom.disclosing import Disclosure, archive, to_disclose
from caseward.web.recordroom.forms import CorrectForm, DisclosureForm
from caseward.web.recordroom.operations import correct_entry, note_export
from caseward.web.recordroom.previewing import previewed
from caseward.web.saving import saved, tell_recorded, why_refused


@require_GET
@open_to(Role.RECORDS)
def records_of(request: HttpRequest, id_: str) -> HttpResponse:
    """A person's entries, newest first, each with the way to correct it; both stay visible."""
    catch_up(keeping())
    seen = person_for(request, id_, "record room")
    return render(request, "recordroom/entries.html", {"seen": seen, "rows": queries.entries_of(seen, keeping())})


@open_to(Role.RECORDS)
def correct_one(request: HttpRequest, id_: str, place: int) -> HttpResponse:
    """Correct or withdraw an entry: what it says and what it would say are shown first, side by side."""
    catch_up(keeping())
    seen = person_for(request, id_, f"correction of entry {place}")
    entry, apart = _entry(seen, place)
    posted = request.POST if request.method == "POST" else None
    form = CorrectForm(posted, entry=entry, apart=apart, initial={"request": str(uuid4())})
    page: dict[str, object] = {"seen": seen, "form": form, "entry": entry, "place": place, "apart": sorted(apart)}
    return _looked_at(request, form, page | {"back": "records-of"})


@open_to(Role.OFFICER, Role.SUPERVISOR, Role.DUTY)
def correct_own(request: HttpRequest, id_: str, place: int) -> HttpResponse:
    """Put right, on the day, what one wrote oneself: whom it is about and who wrote it stay as they are."""
    catch_up(keeping())
    seen = person_for(request, id_, f"correction of entry {place}", deciding=True)
    entry, apart = _entry(seen, place)
    let_put_right(request, entry)
    posted, fresh = request.POST if request.method == "POST" else None, {"request": str(uuid4())}
    form = CorrectForm(posted, entry=entry, apart=apart, fixed=frozenset({"term"}), initial=fresh)
    page: dict[str, object] = {"seen": seen, "form": form, "entry": entry, "place": place, "apart": sorted(apart)}
    return _looked_at(request, form, page | {"back": "person"})


@open_to(Role.RECORDS)
def disclosure(request: HttpRequest, id_: str) -> HttpResponse:
    """Everything about a person as files, with what is withheld listed; the log says that it left."""
    catch_up(keeping())
    seen = person_for(request, id_, "disclosure export")
    form = DisclosureForm(request.POST if request.method == "POST" else None, today=today(keeping().zone))
    if request.method != "POST" or not form.is_valid():
        page = {"seen": seen, "form": form}
        return render(request, "recordroom/disclosure.html", page, status=422 if form.is_bound else 200)
    said = form.cleaned_data
    asked = Asked(person=id_, purpose=said["purpose"], expires=said["expires"], by=user_of(request).staff)
    if request.POST.get("step") == "take":
        with override(ENGLISH):  # as the entries are, whoever takes it
            return _taken(seen, to_disclose(seen, asked, keeping(), private=said["private"] == "yes"))
    page = {"seen": seen, "form": form, "found": to_disclose(seen, asked, keeping(), private=said["private"] == "yes")}
    return render(request, "recordroom/disclosure.html", page)


def _entry(seen: Seen, place: int) -> tuple[Entry, frozenset[str]]:
    found = queries.entry_at(seen, place, keeping())
    if found is None:
        raise Http404
    return found


def _looked_at(request: HttpRequest, form: CorrectForm, page: dict[str, object]) -> HttpResponse:
    if not form.is_bound or not form.is_valid():
        return render(request, "recordroom/correct.html", page, status=422 if form.is_bound else 200)
    return _corrected(request, form, page, request.POST.get("step") == "save")


def _corrected(request: HttpRequest, form: CorrectForm, page: dict[str, object], save: bool) -> HttpResponse:
    user, said = user_of(request), form.cleaned_data
    change = Change(form.entry.id, form.sets(), said["reason"], said["sort"], user.staff)
    saving = f"correction {user.pk} {said['request']}"
    try:
        if save:
            added = saved(form, lambda: correct_entry(change, saving, keeping()))
            if added is not None:
                return _told(request, page, added.places)
        else:
            page["differences"] = saved(form, lambda: previewed(change, saving, form, keeping()))
    except BadRequest as error:
        form.add_error(None, why_refused(error))
    return render(request, "recordroom/correct.html", page, status=422 if form.errors else 200)


def _told(request: HttpRequest, page: dict[str, object], places: tuple[int, ...]) -> HttpResponse:
    seen = page["seen"]
    assert isinstance(seen, Seen)
    tell_recorded(request, _("Correction recorded"), places[-1], of=seen.person)
    return redirect(str(page["back"]), seen.person)


def _taken(seen: Seen, found: Disclosure) -> HttpResponse:
    name = f"disclosure-{found.export.head.size}.zip"
    page = render_to_string("recordroom/readable.html", {"seen": seen, "found": found})
    note_export(found.export, name, keeping())
    response = HttpResponse(archive(found, page, keeping().reading().store), content_type="application/zip")
    response["Content-Disposition"] = f'attachment; filename="{name}"'
    return response
