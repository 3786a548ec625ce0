"""The addresses of signing in through an identity provider; the package for it knows two of them by name."""

from __future__ import annotations

from django.urls import path

from caseward.web.accounts import provider_views

urlpatterns = [
    path("bind/<str:secret>/", provider_views.binding, name="provider-bind"),
    path("left/", provider_views.left, name="provider-left"),
    path("<slug:provider_id>/", provider_views.leave_for, name="openid_connect_login"),
    path("<slug:provider_id>/callback/", provider_views.come_back, name="openid_connect_callback"),
]
