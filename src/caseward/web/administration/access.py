"""Whose access an administrator may change: everybody's but their own."""

from __future__ import annotations

from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest
from django.utils.translation import gettext as _

from caseward.web.accounts.access import user_of
from caseward.web.accounts.models import User


def user_for(request: HttpRequest, number: int) -> User:
    """A user by number, for whoever asks; to change them it must be somebody else. Http404, PermissionDenied."""
    found = User.objects.filter(pk=number).first()
    if found is None:
        raise Http404
    if request.method == "POST" and found == user_of(request):
        raise PermissionDenied(_("Nobody changes their own access. Another administrator does."))
    return found
