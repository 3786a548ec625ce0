"""Addresses of reviews."""

from __future__ import annotations

from django.urls import path

from caseward.web.reviewing import views

urlpatterns = [
    path("reviews/", views.reviews, name="reviews"),
    path("reviews/draw/", views.draw_sample, name="review-draw"),
    path("reviews/samples/<id:sample>/", views.one_sample, name="review-sample"),
    path("people/<id:id_>/reviews/", views.person_reviews, name="person-reviews"),
    path("people/<id:id_>/reviews/new/", views.review_case, name="review-new"),
]
