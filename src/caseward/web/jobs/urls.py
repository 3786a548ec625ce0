"""Addresses of health and measures."""

from __future__ import annotations

from django.urls import path

from caseward.web.jobs import views

urlpatterns = [
    path("health", views.health, name="health"),
    path("metrics", views.metrics, name="metrics"),
]
