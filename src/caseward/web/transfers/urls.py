"""Addresses of transfers and covers."""

from __future__ import annotations

from django.urls import path

from caseward.web.transfers import views

urlpatterns = [
    path("transfers/", views.transfers, name="transfers"),
    path("transfers/new/", views.new_transfer, name="transfer-new"),
    path("people/<id:id_>/transfers/", views.person_transfers, name="person-transfers"),
    path("people/<id:id_>/transfers/ask/", views.ask_transfer, name="transfer-ask"),
    path("people/<id:id_>/transfers/decline/<id:wish>/", views.decline_wish, name="transfer-decline"),
    path("covers/new/", views.new_cover, name="cover-new"),
    path("covers/<id:cover>/end/", views.end_one_cover, name="cover-end"),
]
