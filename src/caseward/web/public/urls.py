"""Addresses for people without an account."""

from __future__ import annotations

from django.urls import path

from caseward.web.public import own_views, views

urlpatterns = [
    path("public/", views.front, name="public"),
    path("public/warning/", views.warn, name="public-warning"),
    path("public/thanks/<str:signed>/", views.thanks, name="public-thanks"),
    path("public/receipts/<str:signed>/", views.receipt, name="public-receipt"),
    path("public/link/<str:token>/", views.open_link, name="public-link"),
    path("public/mine/", own_views.mine, name="mine"),
    path("public/mine/dispute/", own_views.dispute, name="mine-dispute"),
    path("public/mine/proof/", own_views.send_proof, name="mine-proof"),
    path("public/mine/sent/<str:signed>/", own_views.sent, name="mine-sent"),
    path("public/mine/leave/", own_views.leave, name="mine-leave"),
]
