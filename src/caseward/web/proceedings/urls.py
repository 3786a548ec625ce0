"""Addresses of violations and court steps."""

from __future__ import annotations

from django.urls import path

from caseward.web.proceedings import views, views_of_proposals

urlpatterns = [
    path("petitions/", views.petition_list, name="petitions"),
    path("proposals/", views_of_proposals.proposal_list, name="proposals"),
    path("people/<id:id_>/proposals/<int:place>/", views_of_proposals.one_proposal, name="proposal"),
    path("people/<id:id_>/proposals/<int:place>/again/", views_of_proposals.proposal_again, name="proposal-again"),
    path(
        "people/<id:id_>/proposals/<int:place>/decision/",
        views_of_proposals.proposal_decision,
        name="proposal-decision",
    ),
    path(
        "people/<id:id_>/proposals/<int:place>/withdrawal/",
        views_of_proposals.proposal_withdrawal,
        name="proposal-withdrawal",
    ),
    path("people/<id:id_>/proceedings/", views.proceedings, name="proceedings"),
    path("people/<id:id_>/proceedings/new/<str:step>/", views.record_step, name="proceeding-new"),
    path("people/<id:id_>/proceedings/<int:place>/result/", views.hearing_result, name="hearing-result"),
    path("people/<id:id_>/violations/new/", views.record_violation, name="violation-new"),
    path("people/<id:id_>/violations/<int:place>/judgement/", views.judge, name="violation-judgement"),
    path("people/<id:id_>/violations/<int:place>/response/", views.respond, name="violation-response"),
]
