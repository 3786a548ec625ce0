"""The addresses of signing in that are used; every other one that the package for it has is closed.

Closed ones keep their names, because pages of the package ask for their addresses.
"""

from __future__ import annotations

from allauth.account import urls, views
from django.http import Http404, HttpRequest, HttpResponse
from django.urls import URLPattern, path

USED = (
    path("login/", views.login, name="account_login"),
    path("logout/", views.logout, name="account_logout"),
    path("inactive/", views.account_inactive, name="account_inactive"),
    path("reauthenticate/", views.reauthenticate, name="account_reauthenticate"),
    path("password/change/", views.password_change, name="account_change_password"),
)


def closed(_: HttpRequest, **_kwargs: str) -> HttpResponse:
    """Nothing is here: nobody signs up, resets a password or gives an address of email by themselves."""
    raise Http404


_NAMES = {one.name for one in USED}
_CLOSED = [URLPattern(one.pattern, closed, name=one.name) for one in urls.urlpatterns if one.name not in _NAMES]
urlpatterns = [*USED, *_CLOSED]
