"""Addresses of no app in particular."""

from __future__ import annotations

from django.urls import path

from caseward.web.accounts import views

urlpatterns = [
    path("", views.home, name="home"),
    path("signed-in/", views.signed_in_again, name="signed-in"),
    path("sessions/", views.sessions, name="sessions"),
]
