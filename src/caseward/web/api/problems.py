"""One shape for whatever fails (RFC 9457): what it was, in words and as a code, with every fault and a way out."""

from __future__ import annotations

import json
from collections.abc import Callable, Sequence
from http import HTTPStatus
from typing import Any

from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest, HttpResponse
from ninja import NinjaAPI
from ninja.errors import HttpError, Throttled, ValidationError

from caseward.errors import CasewardError
from caseward.web.accounts.middleware import note_closed_door

MEDIA_TYPE = "application/problem+json"
ROOT = "/api/v1/"
HINTS = {
    400: "the request itself is not well-formed; the description of the interface says what is",
    401: "send a token that has not ended: Authorization: Bearer TOKEN",
    403: "ask an administrator for the role, or make a token with the scope",
    404: "look at the address, and at the id in it",
    405: "the header Allow says which methods there are",
    415: "send JSON, with Content-Type: application/json",
    429: "wait as many seconds as the header Retry-After says",
    500: "try again later; the agency's log says what happened",
}


def problem(
    status: int, detail: str = "", *, code: str = "", hint: str = "", faults: Sequence[dict[str, Any]] = ()
) -> HttpResponse:
    """An answer that says what failed. ``faults`` as ``caseward.errors.Fault`` has them."""
    title = HTTPStatus(status).phrase
    said = {
        "type": "about:blank",
        "title": title,
        "status": status,
        "detail": detail or title,
        "code": code or title.lower().replace(" ", "-"),
        "hint": hint or HINTS.get(status, ""),
        "faults": list(faults),
    }
    return HttpResponse(json.dumps(said, ensure_ascii=False), status=status, content_type=MEDIA_TYPE)


def told(following: Callable[[HttpRequest], HttpResponse]) -> Callable[[HttpRequest], HttpResponse]:
    """Also what fails outside any operation (no such address, no such method, our own mistakes) has the one shape."""

    def passed(request: HttpRequest) -> HttpResponse:
        if not request.path.startswith(ROOT):
            return following(request)
        if "\0" in request.path or "%00" in request.META.get("QUERY_STRING", ""):
            response: HttpResponse = problem(400, "No name has a zero byte in it.")
            response["Cache-Control"], response["X-Frame-Options"] = "no-store", "DENY"
            return response
        response = following(request)
        if response.status_code < HTTPStatus.BAD_REQUEST:
            return response
        if response.headers.get("Content-Type", "") == MEDIA_TYPE:
            return response
        found = problem(response.status_code)
        for name, value in response.items():  # those that guard it, and which methods there are
            if not name.lower().startswith("content-"):
                found[name] = value
        return found

    return passed


def tell_problems(api: NinjaAPI) -> None:
    """Have an interface tell whatever fails in the one shape. What nobody foresaw is Django's to log; see ``told``."""
    tellers: dict[type[Exception], Callable[[HttpRequest, Any], HttpResponse]] = {
        CasewardError: _refused,
        ValidationError: _not_valid,
        HttpError: _http,
        Http404: lambda _, error: problem(404),  # noqa: ARG005  # as ninja calls it
        PermissionDenied: _shut,
    }
    for kind, teller in tellers.items():
        api.add_exception_handler(kind, teller)


def _shut(request: HttpRequest, error: PermissionDenied) -> HttpResponse:
    note_closed_door(request, getattr(error, "person", ""))
    return problem(403, str(error))


def _refused(_: HttpRequest, error: CasewardError) -> HttpResponse:
    said = error.as_data()
    faults = [fault.as_data() for fault in error.faults]
    return problem(error.http_status, str(said["message"]), code=error.code, hint=error.hint, faults=faults)


def _http(_: HttpRequest, error: HttpError) -> HttpResponse:
    found = problem(error.status_code, error.message)
    if error.status_code == HTTPStatus.UNAUTHORIZED:
        found["WWW-Authenticate"] = "Bearer"
    if isinstance(error, Throttled):
        found["Retry-After"] = str(error.wait or 60)
    return found


def _not_valid(_: HttpRequest, error: ValidationError) -> HttpResponse:
    faults = [_fault(one) for one in error.errors]
    return problem(422, "The request has faults; nothing was done.", code="not-valid", faults=faults)


def _fault(said: dict[str, Any]) -> dict[str, Any]:
    where, *names = said["loc"]
    rows = [name for name in names if isinstance(name, int)]
    field = ".".join(str(name) for name in names)
    value = said.get("input", "")
    return {
        "file": str(where), "row": rows[0] + 1 if rows else 0, "column": 0, "code": str(said["type"]), "field": field,
        "value": value if isinstance(value, str) else json.dumps(value, default=str)[:200], "rule": str(said["msg"]),
        "hint": "",
    }  # fmt: skip
