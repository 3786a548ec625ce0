"""Addresses of disputes and of the link to a person's own page."""

from __future__ import annotations

from django.urls import path

from caseward.web.disputes import views

urlpatterns = [
    path("disputes/", views.dispute_list, name="disputes"),
    path("people/<id:id_>/disputes/", views.of_person, name="disputes-of"),
    path("people/<id:id_>/disputes/<int:place>/", views.one_dispute, name="dispute"),
    path("people/<id:id_>/proofs/<int:place>/", views.proof, name="proof"),
    path("people/<id:id_>/link/", views.own_link, name="own-link"),
]
