"""What was typed into a form as a sign-in ended: kept for whoever typed it, and put into the form again.

Whose form it was says a cookie beside the one that guards forms. Both are given out together, and another sign-in of
somebody else changes both, so that what is sent with them was typed by whom they name. What is kept is sealed under a
key of which a part is in the address alone: the database does not open it.
"""

from __future__ import annotations

import hmac
import secrets
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from hashlib import sha256
from http import HTTPStatus
from typing import Final
from urllib.parse import urlsplit

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from django.conf import settings
from django.core.signing import BadSignature, TimestampSigner
from django.http import HttpRequest, HttpResponse, QueryDict
from django.utils.http import url_has_allowed_host_and_scheme, urlencode
from django.views.decorators.csrf import csrf_protect

from caseward.web.accounts.models import User
from caseward.web.accounts.operations import drop_typed, keep_typed
from caseward.web.accounts.queries import typed_of
from caseward.web.moment import now

ASKED: Final = "typed"
"""The part of an address that opens what was typed."""
LARGEST: Final = 512 * 1024
_SALT: Final = "caseward.web.accounts.whose"
_NONCE: Final = 12
_FORMS: Final = "csrfmiddlewaretoken"
_OF_PASSWORDS: Final = "/account/"
_again: ContextVar[QueryDict | None] = ContextVar("typed", default=None)


def again() -> QueryDict | None:
    """What is to stand in the forms of the page that is being made; None for nothing but what they begin with."""
    return _again.get()


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
    text = _text(request)
    if user is None or not text or len(text) > LARGEST or not _from_a_form_of_ours(request):
        return ""
    secret, nonce = secrets.token_urlsafe(24), secrets.token_bytes(_NONCE)
    sealed = nonce + AESGCM(_key(secret)).encrypt(nonce, text.encode(), str(user.pk).encode())
    keep_typed(user, _digest(secret), sealed, now())
    return _with(_page(request), secret)


@contextmanager
def in_the_forms(request: HttpRequest) -> Iterator[bool]:
    """Put what was typed before into the forms of the page that is asked for; whether there is something."""
    found = _opened(request) if request.method == "GET" and ASKED in request.GET else None
    token = _again.set(found)
    try:
        yield found is not None
    finally:
        _again.reset(token)


def drop(request: HttpRequest, response: HttpResponse) -> None:
    """What was typed is saved: it is kept no longer."""
    moved = HTTPStatus.MULTIPLE_CHOICES <= response.status_code < HTTPStatus.BAD_REQUEST
    if request.method == "POST" and ASKED in request.GET and moved and isinstance(request.user, User):
        drop_typed(request.user, _digest(request.GET[ASKED]))


def _opened(request: HttpRequest) -> QueryDict | None:
    secret = request.GET[ASKED]
    row = typed_of(request.user, _digest(secret), now()) if isinstance(request.user, User) else None
    if row is None:
        return None
    box = bytes(row.sealed)
    try:
        text = AESGCM(_key(secret)).decrypt(box[:_NONCE], box[_NONCE:], str(row.user_id).encode())
    except InvalidTag:
        return None
    return QueryDict(text.decode())


def _text(request: HttpRequest) -> str:
    said = request.POST.copy()
    said.pop(_FORMS, None)
    return said.urlencode()


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


def _digest(secret: str) -> str:
    return sha256(secret.encode()).hexdigest()


def _key(secret: str) -> bytes:
    return hmac.new(str(settings.SECRET_KEY).encode(), f"caseward/typed/v1 {secret}".encode(), sha256).digest()
