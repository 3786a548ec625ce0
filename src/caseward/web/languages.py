"""In which language a page is: another than English only where every text of its app is in it, so none is in two."""

from __future__ import annotations

from collections.abc import Callable
from functools import cache
from pathlib import Path
from typing import Final

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.urls import Resolver404, resolve
from django.utils import translation
from django.utils.cache import patch_vary_headers

Next = Callable[[HttpRequest], HttpResponse]

ENGLISH: Final = "en-us"
#: By language: the apps of which every text is in it (a test looks), and so every page.
COMPLETE: Final[dict[str, tuple[str, ...]]] = {
    "es": (
        "accounts",
        "casework",
        "appointments",
        "intake",
        "unit",
        "public",
        "reporting",
        "proceedings",
        "tasks",
        "transfers",
        "reviewing",
        "disputes",
        "jobs",
        "notices",
        "inspection",
        "recordroom",
        "administration",
        "api",
    )
}
CATALOGUES: Final = Path(__file__).resolve().parent / "locale"
ASKED: Final = "lang"
"""The part of an address that asks for a language; the answer is remembered in a cookie."""


def in_their_language(following: Next) -> Next:
    """Answer in the language asked for, remembered, or preferred by the browser, where the page has it."""

    def passed(request: HttpRequest) -> HttpResponse:
        app = app_of(request.path_info)
        language = _language(request) if app else ENGLISH
        if language not in languages_of(app):
            language = ENGLISH
        with translation.override(language):
            response = following(request)
        response.headers.setdefault("Content-Language", language)
        if languages_of(app):
            patch_vary_headers(response, ("Accept-Language", "Cookie"))
            if request.GET.get(ASKED) == language:
                _remember(response, language)
        return response

    return passed


def languages_of(app: str) -> list[str]:
    """The languages that an app's pages are in beside English."""
    return [language for language, apps in COMPLETE.items() if app in apps and _is_compiled(language)]


@cache
def _is_compiled(language: str) -> bool:
    """Whether what `make assets` makes of the catalogue is there: without it only Django's own texts would change."""
    return (CATALOGUES / language / "LC_MESSAGES/django.mo").exists()


def app_of(path: str) -> str:
    """The app of ours whose page is at an address; '' for any other."""
    try:
        parts = resolve(path).func.__module__.split(".")
    except Resolver404:
        return ""
    if parts[0] == "allauth":  # signing in, whose pages are ours and whose own texts come in our languages
        return "accounts"
    return parts[2] if parts[:2] == ["caseward", "web"] and len(parts) > 3 else ""


def choices(request: HttpRequest) -> list[tuple[str, str, str]]:
    """The languages that a page is in: code, name, and the address of the page in it."""
    names, found = dict(settings.LANGUAGES), []
    for code in (ENGLISH, *languages_of(app_of(request.path_info))):
        query = request.GET.copy()
        query[ASKED] = code
        found.append((code, names[code], f"?{query.urlencode()}"))
    return found


def _language(request: HttpRequest) -> str:
    asked = request.GET.get(ASKED, "")
    return asked if asked in COMPLETE or asked == ENGLISH else translation.get_language_from_request(request)


def _remember(response: HttpResponse, language: str) -> None:
    response.set_cookie(
        settings.LANGUAGE_COOKIE_NAME,
        language,
        max_age=365 * 24 * 3600,
        httponly=True,
        samesite="Lax",
        secure=bool(settings.SESSION_COOKIE_SECURE),
    )
