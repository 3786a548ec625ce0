"""Addresses of appointments."""

from __future__ import annotations

from django.urls import path

from caseward.web.appointments import views

urlpatterns = [
    path("people/<id:id_>/appointments/", views.appointments, name="appointments"),
    path("people/<id:id_>/appointments/new/", views.book_one, name="appointment-new"),
    path("people/<id:id_>/appointments/<int:place>/calendar.ics", views.calendar, name="appointment-calendar"),
    path("people/<id:id_>/appointments/<int:place>/outcome/", views.outcome, name="appointment-outcome"),
    path("people/<id:id_>/appointments/<int:place>/judgement/", views.judgement, name="appointment-judgement"),
]
