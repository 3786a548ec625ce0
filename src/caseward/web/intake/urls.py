"""Addresses of warnings."""

from __future__ import annotations

from django.urls import path

from caseward.web.intake import views

urlpatterns = [
    path("warnings/", views.warning_list, name="warnings"),
    path("warnings/new/", views.new_warning, name="warning-new"),
    path("warnings/receipts/<int:place>/", views.warning_receipt, name="warning-receipt"),
    path("warnings/about/<str:id_>/", views.one_warning, name="warning"),
    path("warnings/about/<str:id_>/decision/", views.decide_warning, name="warning-decision"),
]
