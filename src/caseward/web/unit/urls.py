"""Addresses of the unit board."""

from __future__ import annotations

from django.urls import path

from caseward.web.unit import views

urlpatterns = [
    path("unit/", views.board, name="unit"),
    path("unit/workload/", views.workload, name="workload"),
    path("unit/readings/<id:id_>/", views.readings, name="readings"),
]
