"""Addresses of promises."""

from __future__ import annotations

from django.urls import path

from caseward.web.tasks import views

urlpatterns = [
    path("promises/", views.promise_list, name="promises"),
    path("people/<id:id_>/promises/", views.promises_about, name="person-promises"),
    path("people/<id:id_>/promises/new/", views.make_promise, name="promise-new"),
    path("people/<id:id_>/promises/<int:place>/done/", views.prove_promise, name="promise-done"),
    path("people/<id:id_>/promises/<int:place>/withdraw/", views.drop_promise, name="promise-withdraw"),
]
