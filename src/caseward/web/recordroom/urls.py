"""Addresses of the record room."""

from __future__ import annotations

from django.urls import path

from caseward.web.recordroom import views, views_of_files, views_of_orders

urlpatterns = [
    path("records/", views_of_orders.record_room, name="recordroom"),
    path("records/orders/new/", views_of_orders.order_new, name="order-new"),
    path("records/orders/<int:number>/", views_of_orders.order_waiting, name="order-waiting"),
    path("files/apart/", views_of_files.files, name="files-apart"),
    path("files/apart/<int:number>/again/", views_of_files.file_again, name="file-again"),
    path("people/<id:id_>/records/", views.records_of, name="records-of"),
    path("people/<id:id_>/records/<int:place>/correct/", views.correct_one, name="correct"),
    path("people/<id:id_>/entries/<int:place>/correct/", views.correct_own, name="correct-own"),
    path("people/<id:id_>/records/export/", views.disclosure, name="disclosure"),
]
