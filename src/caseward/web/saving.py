"""What every page that saves has in common: a refusal is told at the form, and what is kept has a receipt."""

from __future__ import annotations

from collections.abc import Callable
from typing import TypeVar

from django.conf import settings
from django.forms import Form
from django.http import HttpResponse
from django.utils.html import format_html
from django.utils.translation import get_language

from caseward.interchange.kept.adding import NotTaken
from caseward.web.keeping import keeping

T = TypeVar("T")


def saved(form: Form, save: Callable[[], T]) -> T | None:
    """What was recorded; None where the record refuses it, and then the form says why, at each field."""
    try:
        return save()
    except NotTaken as error:
        for fault in error.faults:
            form.add_error(
                fault.field if fault.field in form.fields else None, in_english(f"{fault.rule}: {fault.hint}")
            )
        return None


def receipt_file(place: int) -> HttpResponse:
    """The receipt of an entry as a file. Whoever asks has been let through by then."""
    response = HttpResponse(str(keeping().reading().store.receipt(place)), content_type="text/plain; charset=utf-8")
    response["Content-Disposition"] = f'attachment; filename="entry-{place}.tlog-proof"'
    return response


def in_english(text: str) -> str:
    """What the record says, which is English on every page."""
    return text if get_language() == settings.LANGUAGE_CODE else format_html('<span lang="en">{}</span>', text)
