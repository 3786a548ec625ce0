"""Pages of messages: what one was told, how one is reached, and what could not be sent."""

from __future__ import annotations

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_POST

from caseward.web.accounts.access import open_to, user_of
from caseward.web.keeping import keeping
from caseward.web.moment import now, today
from caseward.web.notices import operations, queries
from caseward.web.notices.access import EVERYBODY, MAY_MEND
from caseward.web.notices.forms import ReachForm


@require_GET
@open_to(*EVERYBODY)
def notices(request: HttpRequest) -> HttpResponse:
    """What whoever asks was told in the last thirty days, and how they are reached."""
    user = user_of(request)
    page = {"told": queries.told(user, now()), "reach": queries.reach_of(user)}
    return render(request, "notices/notices.html", page)


@open_to(*EVERYBODY)
def reach(request: HttpRequest) -> HttpResponse:
    """How whoever asks is reached outside the application."""
    user = user_of(request)
    found = queries.reach_of(user)
    language = found.language if found.pk else get_language()  # of the page, until they say another
    fresh = {"email": found.email, "phone": found.phone, "language": language}
    form = ReachForm(request.POST or None, initial=fresh)
    if request.method == "POST" and form.is_valid():
        operations.keep_reach(user, **form.cleaned_data)
        messages.success(request, _("How you are reached was kept."))
        return redirect("notices")
    return render(request, "notices/reach.html", {"form": form}, status=422 if form.is_bound else 200)


@require_GET
@open_to(*MAY_MEND)
def unsent(request: HttpRequest) -> HttpResponse:
    """Messages that were given up, and users whom no message can reach. What they were about is not on it."""
    page = {
        "stuck": list(queries.stuck()),
        "outbox": queries.outbox(now()),
        "unreachable": list(queries.unreachable(today(keeping().zone))),
    }
    return render(request, "notices/unsent.html", page)


@require_POST
@open_to(*MAY_MEND)
def send_again(request: HttpRequest, delivery: int) -> HttpResponse:
    """Take a message that was given up into the outbox again."""
    if not operations.try_again(delivery, now()):
        raise Http404
    messages.success(request, _("The message will be tried again."))
    return redirect("notices-unsent")
