"""Addresses of messages."""

from __future__ import annotations

from django.urls import path

from caseward.web.notices import views

urlpatterns = [
    path("notices/", views.notices, name="notices"),
    path("notices/reach/", views.reach, name="notices-reach"),
    path("notices/unsent/", views.unsent, name="notices-unsent"),
    path("notices/unsent/<int:delivery>/", views.send_again, name="notices-again"),
]
