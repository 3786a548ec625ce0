"""What pages that save have in common: refusals are told at the form, and what is recorded is told with its receipt."""

from __future__ import annotations

from collections.abc import Callable
from typing import TypeVar

from django.conf import settings
from django.contrib import messages
from django.forms import Form
from django.http import HttpRequest, HttpResponse
from django.urls import reverse
from django.utils.html import format_html
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from caseward.errors import BadRequest, CasewardError
from caseward.interchange.kept.adding import NotTaken
from caseward.web.keeping import keeping

T = TypeVar("T")


def saved(form: Form, save: Callable[[], T], *others: Form) -> T | None:
    """What was recorded; None where the record refuses it, and then the form says why, at each field. Where several
    forms make an entry each, in their order, each says what is wrong with its own.
    """
    forms = (form, *others)
    try:
        return save()
    except NotTaken as error:
        for fault in error.faults:
            at = forms[fault.row - 1] if 0 < fault.row <= len(forms) else form
            at.add_error(fault.field if fault.field in at.fields else None, in_english(f"{fault.rule}: {fault.hint}"))
        return None


def tell_recorded(request: HttpRequest, what: str, place: int, *, of: str = "", receipt: str = "") -> None:
    """Say on the next page what was recorded, where in the log, with its receipt: of a person, or by address."""
    where = receipt or (reverse("receipt", args=[of, place]) if of else "")
    said = _("%(what)s: entry %(place)s of the record.") % {"what": what, "place": place}
    messages.success(request, said, extra_tags=where)


def tell_recorded_already(request: HttpRequest) -> None:
    """Say on the next page that what was asked for is in the record."""
    messages.success(request, _("That has been recorded already."))


def refused(text: str) -> BadRequest:
    """A refusal of ours, in the language of the page. What the record itself refuses is told in English."""
    return BadRequest(text, language=get_language())


def why_refused(error: CasewardError) -> str:
    """What a refusal says, marked as English where it is and the page is not."""
    return error.detail if error.fields.get("language") else in_english(error.detail)


def receipt_file(place: int) -> HttpResponse:
    """The receipt of an entry as a file. Whoever asks has been let through by then."""
    response = HttpResponse(str(keeping().reading().store.receipt(place)), content_type="text/plain; charset=utf-8")
    response["Content-Disposition"] = f'attachment; filename="entry-{place}.tlog-proof"'
    return response


def in_english(text: str) -> str:
    """What the record says, which is English on every page."""
    return text if get_language() == settings.LANGUAGE_CODE else format_html('<span lang="en">{}</span>', text)
