"""What pages of violations and court steps have in common: a step is looked at before it is recorded."""

from __future__ import annotations

from collections.abc import Callable
from uuid import uuid4

from django.forms import Form
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _

from caseward.interchange.kept.adding import Added
from caseward.web.accounts.access import user_of
from caseward.web.casework.access import Seen
from caseward.web.keeping import keeping
from caseward.web.proceedings.operations import note_step
from caseward.web.proceedings.pages import looked_at, what_changes
from caseward.web.saving import in_english, saved, tell_recorded, tell_recorded_already


def looked_at_first(
    request: HttpRequest,
    seen: Seen,
    form: Form,
    line: dict[str, object] | None,
    page: dict[str, object],
    template: str = "proceedings/step.html",
    propose: Callable[[], Added] | None = None,
    instead: str = "",
    save: Callable[[], Added] | None = None,
) -> HttpResponse:
    """Show what a step comes to before it is recorded, and record it when that very step was shown.

    ``propose`` records a proposal of it instead, and then a step that would break a rule is refused. ``instead``: id of
    the entry in whose place it is to stand, which ``save`` sees to.
    """
    page |= {"seen": seen, "form": form, "proposing": propose is not None}
    if line is None:
        return shown(request, template, page)
    saving = saving_of(request, form)
    mark = looked_at(line | {"condition_met": form.cleaned_data.get("condition_met", "")})
    if request.POST.get("looked_at") != mark and not keeping().acknowledged(saving):
        found = what_changes(line, seen.person, keeping(), instead)
        if propose and found and found.broken:
            broken = in_english("; ".join(f"{row.title} ({row.citation})" for row in found.broken))
            form.add_error(None, _("This would break a rule, and cannot be proposed:") + " " + broken)
            return shown(request, template, page)
        if found is not None:
            return render(request, template, page | {"changes": found, "looked_at": mark})
    added = saved(form, propose or save or (lambda: note_step(line, saving, keeping())))
    if added is None:
        return shown(request, template, page)
    return told(request, seen.person, _("Proposed, not given") if propose else str(page["title"]), added)


def data_of(request: HttpRequest) -> object:
    """What was sent, for a form; None where nothing was."""
    return request.POST if request.method == "POST" else None


def fresh() -> dict[str, object]:
    """What a form begins with: the key of its one saving."""
    return {"request": str(uuid4())}


def shown(request: HttpRequest, template: str, page: dict[str, object]) -> HttpResponse:
    """A page with a form; what was sent and is shown again was not taken."""
    return render(request, template, page, status=422 if request.method == "POST" else 200)


def saving_of(request: HttpRequest, form: Form) -> str:
    """The key by which the record knows one saving of a user again."""
    return f"proceeding {user_of(request).pk} {form.cleaned_data['request']}"


def told(request: HttpRequest, id_: str, what: str, added: Added) -> HttpResponse:
    """Say what was recorded, on the page of the person's violations and court steps."""
    tell_recorded(request, what, added.places[0], of=id_)
    return redirect("proceedings", id_)


def done_already(request: HttpRequest, id_: str) -> HttpResponse:
    """Say on that page that somebody did it before."""
    tell_recorded_already(request)
    return redirect("proceedings", id_)
