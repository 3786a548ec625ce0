"""Addresses of warnings."""

from __future__ import annotations

from django.urls import path

from caseward.web.intake import unattached_views, views

urlpatterns = [
    path("warnings/", views.warning_list, name="warnings"),
    path("warnings/new/", views.new_warning, name="warning-new"),
    path("warnings/receipts/<int:place>/", views.warning_receipt, name="warning-receipt"),
    path("warnings/unattached/", unattached_views.unattached_list, name="warnings-unattached"),
    path("warnings/unattached/<int:place>/", unattached_views.attach_warning, name="warning-attach"),
    path("warnings/unattached/<int:place>/decision/", unattached_views.close_warning, name="warning-close"),
    path("warnings/about/<id:id_>/", views.one_warning, name="warning"),
    path("warnings/about/<id:id_>/decision/", views.decide_warning, name="warning-decision"),
]
