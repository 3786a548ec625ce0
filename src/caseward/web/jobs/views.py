"""Whether the application is well, and its measures. Nothing of a person is in either."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse, JsonResponse
from django.views.decorators.http import require_GET

from caseward.web.jobs import queries
from caseward.web.jobs.access import measured
from caseward.web.jobs.measures import page
from caseward.web.keeping import keeping
from caseward.web.moment import now


@require_GET
def health(_: HttpRequest) -> HttpResponse:
    """Whether the record and the application's tables answer, and when each job last ran."""
    return JsonResponse(queries.health(keeping(), now()))


@require_GET
def metrics(_: HttpRequest) -> HttpResponse:
    """The measures, as Prometheus reads them."""
    measured()
    text, kind = page(keeping(), now())
    return HttpResponse(text, content_type=kind)
