"""How codes of the record are said on a page, in its language; what has no words here is said as it is written."""

from __future__ import annotations

from typing import Final

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

CODES: Final[dict[str, str | Promise]] = {
    "in_person": _("in person"),
    "phone": _("phone"),
    "video": _("video"),
    "email": _("email"),
    "text_message": _("text message"),
    "letter": _("letter"),
    "kiosk": _("kiosk"),
    "portal": _("portal"),
    "not_in_person": _("not in person"),
    "office": _("office"),
    "home": _("home"),
    "work": _("work"),
    "field": _("field"),
    "court": _("court"),
    "jail": _("jail"),
    "treatment": _("treatment"),
    "school": _("school"),
    "other": _("other"),
    "attended_complied": _("attended complied"),
    "attended_failed_to_comply": _("attended failed to comply"),
    "attended_sent_home_behaviour": _("attended sent home behaviour"),
    "attended_sent_home_service": _("attended sent home service"),
    "acceptable_absence": _("acceptable absence"),
    "unacceptable_absence": _("unacceptable absence"),
    "failed_to_attend": _("failed to attend"),
    "rescheduled_by_person": _("rescheduled by person"),
    "rescheduled_by_service": _("rescheduled by service"),
    "cancelled": _("cancelled"),
}
"""How, where, and what came of it."""


def in_words(code: str) -> str:
    """A code as a page says it."""
    return str(CODES.get(code, code.replace("_", " ")))
