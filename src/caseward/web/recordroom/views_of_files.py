"""The page of files that people sent and that nobody can open: the virus scanner found something in them."""

from __future__ import annotations

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_POST

from caseward.web.accounts.access import open_to, roles_of, user_of
from caseward.web.accounts.models import Role
from caseward.web.casework.access import visible
from caseward.web.casework.operations import catch_up
from caseward.web.keeping import keeping
from caseward.web.public.operations import doubt
from caseward.web.public.queries import count_held
from caseward.web.recordroom.queries import files_apart

MAY_SEE = (Role.RECORDS, Role.ADMINISTRATOR)


@require_GET
@open_to(*MAY_SEE)
def files(request: HttpRequest) -> HttpResponse:
    """Files kept apart, with what was found; whose they are for those alone who may see that person."""
    catch_up(keeping())
    terms = visible(user_of(request), roles_of(request))
    page = {"rows": files_apart(terms), "held": count_held()}
    return render(request, "recordroom/files.html", page)


@require_POST
@open_to(*MAY_SEE)
def file_again(request: HttpRequest, number: int) -> HttpResponse:
    """Have the scanner look once more: it may know better by now."""
    if not doubt(number):
        raise Http404
    messages.success(request, _("The file waits for the virus scanner again."))
    return redirect("files-apart")
