"""Addresses of reports."""

from __future__ import annotations

from django.urls import path

from caseward.web.reporting import views

urlpatterns = [
    path("reports/", views.report_register, name="reports"),
    path("people/<id:id_>/reports/", views.person_reports, name="person-reports"),
    path("people/<id:id_>/reports/new/", views.new_report, name="report-new"),
    path("people/<id:id_>/reports/draft/", views.report_draft, name="report-draft"),
    path("people/<id:id_>/reports/<int:place>/", views.one_report, name="report"),
    path("people/<id:id_>/reports/<int:place>/again/", views.report_again, name="report-again"),
    path("people/<id:id_>/reports/<int:place>/decision/", views.report_decision, name="report-decision"),
    path("people/<id:id_>/reports/steps/<int:place>/report.txt", views.report_text, name="report-text"),
    path("people/<id:id_>/reports/steps/<int:place>/said.json", views.report_said, name="report-said"),
]
