"""Doors for people without an account: a page of their own behind a link, and receipts by an address that is signed.

Nothing here lets anybody see a person's record as staff see it: what these pages show is chosen in ``pages``.
"""

from __future__ import annotations

from collections.abc import Callable
from functools import wraps
from http import HTTPStatus
from typing import Concatenate, Final, ParamSpec, TypeAlias

from django.conf import settings
from django.core.signing import BadSignature, Signer
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render

from caseward.web.accounts.again import in_the_forms
from caseward.web.moment import now
from caseward.web.public.context import around
from caseward.web.public.operations import VISIT_FOR
from caseward.web.public.queries import visitor
from caseward.web.public.unsent import WHERE, WHOSE_FOR, drop, keep, remember, typed_before, typed_in

P = ParamSpec("P")
OwnView: TypeAlias = "Callable[Concatenate[HttpRequest, str, P], HttpResponse]"

COOKIE: Final = "own_page"
_SALT: Final = "caseward.web.public.receipt"


def own_page(view: OwnView[P]) -> Callable[Concatenate[HttpRequest, P], HttpResponse]:
    """Let through whoever used a one-time link lately, as the person whom the link is for; others are told how."""

    @wraps(view)
    def guarded(request: HttpRequest, /, *args: P.args, **kwargs: P.kwargs) -> HttpResponse:
        person = visitor(request.COOKIES.get(COOKIE, ""), now())
        if person is None:
            return _closed(request)
        with in_the_forms(typed_before(request, person)) as request.typed_again:  # type: ignore[attr-defined]
            response = view(request, person, *args, **kwargs)
        if request.method == "POST" and response.status_code == HTTPStatus.FOUND:
            drop(request, person)
        return response

    return guarded


def _closed(request: HttpRequest) -> HttpResponse:
    """How to get a new link. Nothing is taken now; what was typed is shown once more, and kept for the next time."""
    words = typed_in(request) if request.method == "POST" else None
    if words is None:
        return render(request, "public/closed.html", around(), status=403)
    secret = keep(request, request.COOKIES.get(COOKIE, ""))
    response = render(request, "public/closed.html", around() | {"words": words, "kept": bool(secret)}, status=403)
    if secret:
        remember(response, secret)
    return response


def let_in(response: HttpResponse, visit: str) -> None:
    """Give the browser the token of a visit, for this part of the site. It opens nothing when the visit is over, but
    says for a while yet who typed what is sent too late.
    """
    response.set_cookie(
        COOKIE,
        visit,
        max_age=int((VISIT_FOR + WHOSE_FOR).total_seconds()),
        path=WHERE,
        httponly=True,
        samesite="Strict",
        secure=bool(settings.SESSION_COOKIE_SECURE),
    )


def signed_place(place: int) -> str:
    """The part of an address that opens the receipt of one entry, to whoever was given it."""
    return str(Signer(salt=_SALT).sign(str(place)))


def place_signed(text: str) -> int:
    """The entry whose receipt an address opens. Http404 for one that we did not give."""
    try:
        return int(Signer(salt=_SALT).unsign(text))
    except (BadSignature, ValueError):
        raise Http404 from None
