"""Every address of the application, by app."""

from __future__ import annotations

from django.urls import include, path, register_converter

from caseward.web.addresses import NAME, IdInAddress

register_converter(IdInAddress, NAME)  # before any app's addresses are read

urlpatterns = [
    path("account/", include("caseward.web.accounts.sign_in_urls")),
    path("account/provider/", include("caseward.web.accounts.provider_urls")),
    path("account/second-factor/", include("allauth.mfa.urls")),
    path("", include("caseward.web.accounts.urls")),
    path("", include("caseward.web.casework.urls")),
    path("", include("caseward.web.appointments.urls")),
    path("", include("caseward.web.intake.urls")),
    path("", include("caseward.web.public.urls")),
    path("", include("caseward.web.disputes.urls")),
    path("", include("caseward.web.reporting.urls")),
    path("", include("caseward.web.proceedings.urls")),
    path("", include("caseward.web.tasks.urls")),
    path("", include("caseward.web.transfers.urls")),
    path("", include("caseward.web.reviewing.urls")),
    path("", include("caseward.web.unit.urls")),
    path("", include("caseward.web.inspection.urls")),
    path("", include("caseward.web.recordroom.urls")),
    path("", include("caseward.web.api.urls")),
    path("", include("caseward.web.administration.urls")),
    path("", include("caseward.web.notices.urls")),
    path("", include("caseward.web.jobs.urls")),
]

handler403 = "caseward.web.accounts.middleware.not_open"
