"""Addresses of administration, and of the link with which a new user chooses a password."""

from __future__ import annotations

from django.urls import path

from caseward.web.administration import views, views_of_access

urlpatterns = [
    path("administration/users/", views.users, name="users"),
    path("administration/users/new/", views.user_new, name="user-new"),
    path("administration/users/<int:number>/", views_of_access.user, name="user"),
    path("administration/changes/", views.changes, name="access-changes"),
    path("administration/review/", views_of_access.review, name="access-review"),
    path("administration/refused/", views.refused, name="refused"),
    path("administration/offices/", views.offices, name="offices"),
    path("administration/policies/", views.policies, name="policies"),
    path("administration/retention/", views.retention, name="retention"),
    path("welcome/<str:secret>/", views.welcome, name="welcome"),
]
