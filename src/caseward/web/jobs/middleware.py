"""Each answer is counted and, where the settings ask for it, logged: by the name of its page, never by its address."""

from __future__ import annotations

import logging
from collections.abc import Callable
from time import perf_counter

from django.conf import settings
from django.http import HttpRequest, HttpResponse

from caseward.web.jobs.logs import route_of
from caseward.web.jobs.measures import count

log = logging.getLogger("caseward.web.requests")


def counted(following: Callable[[HttpRequest], HttpResponse]) -> Callable[[HttpRequest], HttpResponse]:
    """Count and time each answer."""

    def passed(request: HttpRequest) -> HttpResponse:
        began = perf_counter()
        answer = following(request)
        seconds = perf_counter() - began
        count(route_of(request), str(request.method), answer.status_code, seconds)
        if settings.AGENCY.log_requests:
            said = {"request": request, "status_code": answer.status_code, "milliseconds": round(seconds * 1000)}
            log.info("answered", extra=said)
        return answer

    return passed
