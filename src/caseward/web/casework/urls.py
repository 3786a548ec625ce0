"""Addresses of casework."""

from __future__ import annotations

from django.urls import path

from caseward.web.casework import views

urlpatterns = [
    path("today/", views.officers_day, name="today"),
    path("caseload/", views.caseload, name="caseload"),
    path("caseload/missed/", views.missed, name="missed"),
    path("caseload/views/", views.saved_views, name="saved-views"),
    path("people/<id:id_>/", views.person, name="person"),
    path("people/<id:id_>/contact/", views.record_contact, name="contact"),
    path("people/<id:id_>/contact/preview/", views.preview_contact, name="contact-preview"),
    path("people/<id:id_>/visits/<id:visit>/", views.visit, name="visit"),
    path("people/<id:id_>/receipts/<int:place>/", views.receipt, name="receipt"),
    path("people/<id:id_>/need/", views.need, name="need"),
]
