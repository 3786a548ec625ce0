"""The end of an absence: a correction of the absence, looked at before it is recorded."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.utils.translation import gettext as _

from caseward.web.accounts.access import user_of
from caseward.web.casework.access import Seen
from caseward.web.keeping import keeping
from caseward.web.moment import today
from caseward.web.proceedings import queries
from caseward.web.proceedings.asking import data_of, fresh, looked_at_first, saving_of
from caseward.web.proceedings.fact_forms import LocatedForm
from caseward.web.proceedings.operations import end_absence

LOCATED = "located"


def record_end(request: HttpRequest, seen: Seen) -> HttpResponse:
    """Say when an absence ended, and how the person was located. What was sent twice is recorded once."""
    sent = request.method == "POST"
    absences = queries.absences_without_end(seen.person, keeping(), standing=not sent)
    initial = fresh() | {"absence": request.GET.get("absence", "")}
    form = LocatedForm(data_of(request), initial=initial, absences=absences, today=today(keeping().zone))
    page: dict[str, object] = {"title": _("Located, or back")}
    if not form.is_valid():
        return looked_at_first(request, seen, form, None, page, "proceedings/located.html")
    by, entry, saving = user_of(request).staff, form.cleaned_data["absence"], saving_of(request, form)
    return looked_at_first(
        request, seen, form, form.line(by), page, "proceedings/located.html", instead=entry,
        save=lambda: end_absence(entry, form.said(), by, saving, keeping()),
    )  # fmt: skip
