"""What a person typed on their own page as it closed: a dispute is not to be lost with the half hour of its page.

It is not left in the browser: telephones are shared, and whoever took this one up would read there what somebody says
of their case. The browser keeps a secret that says nothing; the words lie in our tables, sealed under it. They are
opened in that browser alone, and there only on the page of the same person, for which a new link is needed.
"""

from __future__ import annotations

import json
from dataclasses import dataclass
from datetime import timedelta
from typing import Final

from django.conf import settings
from django.http import HttpRequest, HttpResponse

from caseward.web.accounts.again import Again, as_text, from_text
from caseward.web.accounts.sealed import digest, new_secret, seal, unseal
from caseward.web.languages import ASKED
from caseward.web.moment import now
from caseward.web.public.limits import may_write
from caseward.web.public.operations import UNSENT_FOR, drop_unsent, keep_unsent
from caseward.web.public.queries import unsent_of, visitor_lately

WHERE: Final = "/public/mine/"
"""The part of the site to which the browser shows what it keeps of an own page."""
COOKIE: Final = "own_words"
WHOSE_FOR: Final = timedelta(days=1)
"""How long after its end a browser still says whose page it was: a form may stand open overnight (assumed)."""
LARGEST: Final = 128 * 1024


@dataclass(frozen=True, slots=True)
class Words:
    """What was typed into a form: where the form stands, the words, and the names of files that were chosen."""

    where: str
    said: str
    files: tuple[str, ...]


def typed_in(request: HttpRequest) -> Words | None:
    """What somebody sent from a page that is closed by now; None where there are no words and no file in it."""
    words, files = request.POST.get("why", "").strip(), tuple(from_text(as_text(request)).files.values())
    return Words(_form(request), words, files) if words or files else None


def keep(request: HttpRequest, visit: str) -> str:
    """Keep it for whoever used the link: the secret for the browser to remember. '' where it is not kept."""
    person, text = visitor_lately(visit, now() - WHOSE_FOR), as_text(request)
    if person is None or len(text) > LARGEST or not may_write(person, now()):
        return ""
    secret, where = _secret(request) or new_secret(), _form(request)
    box = seal(json.dumps([where, text]), secret, person)
    keep_unsent(digest(secret, person, where), digest(secret), person, box, now())
    return secret


def remember(response: HttpResponse, secret: str) -> None:
    """Have the browser keep a secret, for as long as we keep what it opens."""
    response.set_cookie(
        COOKIE,
        secret,
        max_age=int(UNSENT_FOR.total_seconds()),
        path=WHERE,
        httponly=True,
        samesite="Strict",
        secure=bool(settings.SESSION_COOKIE_SECURE),
    )


def words_of(request: HttpRequest, person: str) -> list[Words]:
    """What this person typed in this browser and did not send, newest first."""
    found = _opened(request, person)
    return [Words(where, one.said.get("why", ""), tuple(one.files.values())) for where, one in found.items()]


def typed_before(request: HttpRequest, person: str) -> Again | None:
    """What is to stand in the form of the page that is asked for."""
    return _opened(request, person).get(_form(request)) if request.method == "GET" else None


def drop(request: HttpRequest, person: str) -> None:
    """What stood in a form was sent: it is kept no longer."""
    if _secret(request):
        drop_unsent(digest(_secret(request), person, _form(request)))


def _opened(request: HttpRequest, person: str) -> dict[str, Again]:
    secret, found = _secret(request), {}
    for row in unsent_of(digest(secret), person, now()) if secret else ():
        text = unseal(bytes(row.sealed), secret, person)
        if text is not None:
            where, said = json.loads(text)
            found[where] = from_text(said)
    return found


def _form(request: HttpRequest) -> str:
    """The address of a form, in whatever language it was read."""
    asked = request.GET.copy()
    asked.pop(ASKED, None)
    return f"{request.path}?{asked.urlencode()}" if asked else request.path


def _secret(request: HttpRequest) -> str:
    return request.COOKIES.get(COOKIE, "")[:64]
