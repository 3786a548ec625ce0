"""Addresses of the inspector's bench."""

from __future__ import annotations

from django.urls import path

from caseward.web.inspection import views

urlpatterns = [
    path("inspection/", views.bench, name="inspection"),
    path("inspection/unit/", views.unit_as_known, name="unit-known"),
    path("inspection/log/", views.log, name="log"),
    path("inspection/log/checkpoint/", views.checkpoint, name="log-checkpoint"),
    path("inspection/access/", views.access_log, name="access-log"),
    path("inspection/absence/", views.absence, name="absence"),
]
