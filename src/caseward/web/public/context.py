"""What every page without an account is given."""

from __future__ import annotations

from django.conf import settings
from django.http import HttpRequest

from caseward.web.languages import ASKED, ENGLISH, languages_of


def around(request: HttpRequest) -> dict[str, object]:
    """How to reach the agency; and the languages that there are: code, name, and the address of this page in it."""
    names = dict(settings.LANGUAGES)
    found = []
    for code in (ENGLISH, *languages_of("public")):
        query = request.GET.copy()
        query[ASKED] = code
        found.append((code, names[code], f"?{query.urlencode()}"))
    return {"reach": settings.AGENCY.reach, "languages": found}
