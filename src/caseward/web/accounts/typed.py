"""What was typed into a form as a sign-in ended: kept for whoever typed it, and put into the form again.

Whose form it was says a cookie beside the one that guards forms. Both are given out together, and another sign-in of
somebody else changes both, so that what is sent with them was typed by whom they name. What is kept is sealed under a
key of which a part is in the address alone: the database does not open it.
"""

from __future__ import annotations

import hmac
from collections.abc import Callable
from hashlib import sha256
from http import HTTPStatus
from typing import Final
from urllib.parse import urlsplit

from django.conf import settings
from django.core.signing import BadSignature, TimestampSigner
from django.http import HttpRequest, HttpResponse, QueryDict
from django.utils.http import url_has_allowed_host_and_scheme, urlencode
from django.views.decorators.csrf import csrf_protect

from caseward.web.accounts.again import Again, as_text, from_text
from caseward.web.accounts.models import User
from caseward.web.accounts.operations import drop_typed, keep_typed
from caseward.web.accounts.queries import typed_of
from caseward.web.accounts.sealed import digest, new_secret, seal, unseal
from caseward.web.moment import now

ASKED: Final = "typed"
"""The part of an address that opens what was typed."""
LARGEST: Final = 512 * 1024
_SALT: Final = "caseward.web.accounts.whose"
_OF_PASSWORDS: Final = "/account/"


def say_whose(request: HttpRequest, response: HttpResponse) -> None:
    """Say beside the cookie that guards forms who fills them in."""
    guard = request.META.get("CSRF_COOKIE")
    if guard:
        said = TimestampSigner(salt=_SALT).sign(f"{request.user.pk}.{_mark(guard)}")
        response.set_cookie(_cookie(), said, httponly=True, samesite="Lax", secure=bool(settings.SESSION_COOKIE_SECURE))


def whose(request: HttpRequest) -> int | None:
    """The number of the user whose forms this browser sends; None when nobody's, or it is too long ago."""
    guard = request.COOKIES.get(settings.CSRF_COOKIE_NAME, "")
    try:
        said = TimestampSigner(salt=_SALT).unsign(
            request.COOKIES.get(_cookie(), ""), max_age=settings.AGENCY.session_hours * 3600
        )
    except BadSignature:
        return None
    number, _, mark = said.partition(".")
    return int(number) if guard and hmac.compare_digest(mark, _mark(guard)) else None


def keep_forms_good(request: HttpRequest, user: User) -> None:
    """Who signs in again where they were signed in may still send the forms that stand open there."""
    if whose(request) == user.pk:
        request.META["CSRF_COOKIE"] = request.COOKIES[settings.CSRF_COOKIE_NAME]


def kept_for_later(request: HttpRequest) -> str:
    """Keep what a request without a sign-in brought; the address of its form, filled in again.

    '' where nothing is kept: nobody is known to have typed it, it did not come from a form of ours, it is too much, or
    it may be a password.
    """
    if request.path.startswith(_OF_PASSWORDS):
        return ""
    user = User.objects.filter(pk=whose(request) or 0, is_active=True).first()
    text = as_text(request)
    if user is None or not text or len(text) > LARGEST or not _from_a_form_of_ours(request):
        return ""
    secret = new_secret()
    keep_typed(user, digest(secret), seal(text, secret, str(user.pk)), now())
    return _with(_page(request), secret)


def kept_before(request: HttpRequest) -> Again | None:
    """What whoever asks for a page typed before, where its address opens it."""
    return _opened(request) if request.method == "GET" and ASKED in request.GET else None


def drop(request: HttpRequest, response: HttpResponse) -> None:
    """What was typed is saved: it is kept no longer."""
    moved = HTTPStatus.MULTIPLE_CHOICES <= response.status_code < HTTPStatus.BAD_REQUEST
    if request.method == "POST" and ASKED in request.GET and moved and isinstance(request.user, User):
        drop_typed(request.user, digest(request.GET[ASKED]))


def _opened(request: HttpRequest) -> Again | None:
    secret = request.GET[ASKED]
    row = typed_of(request.user, digest(secret), now()) if isinstance(request.user, User) else None
    text = None if row is None else unseal(bytes(row.sealed), secret, str(row.user_id))
    return None if text is None else from_text(text)


def _from_a_form_of_ours(request: HttpRequest) -> bool:
    guarded: Callable[[HttpRequest], HttpResponse] = csrf_protect(lambda _: HttpResponse(status=HTTPStatus.NO_CONTENT))
    return guarded(request).status_code == HTTPStatus.NO_CONTENT


def _page(request: HttpRequest) -> str:
    """Where the form stands: the page from which it was sent, where the browser says so."""
    said = request.headers.get("Referer", "")
    if not url_has_allowed_host_and_scheme(said, {request.get_host()}):
        return request.get_full_path()
    where = urlsplit(said)
    return f"{where.path}?{where.query}" if where.query else where.path


def _with(page: str, secret: str) -> str:
    path, _, query = page.partition("?")
    said = QueryDict(query, mutable=True)
    said[ASKED] = secret
    return f"{path}?{urlencode(list(said.lists()), doseq=True)}"


def _cookie() -> str:
    return "__Host-whose" if settings.SESSION_COOKIE_SECURE else "whose"


def _mark(guard: str) -> str:
    return hmac.new(str(settings.SECRET_KEY).encode(), f"{_SALT} {guard}".encode(), sha256).hexdigest()
