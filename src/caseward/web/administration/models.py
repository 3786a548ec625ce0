"""One-time links to sign up, the history of everybody's access, and reviews of it. No row is ever deleted."""

from __future__ import annotations

from typing import ClassVar

from django.conf import settings
from django.db import models

from caseward.web.accounts.models import Grant


class SignUpLink(models.Model):
    """A link with which a user chooses a password or is bound, once, until an instant. Only a hash of it is kept."""

    user = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="sign_up_links")
    digest = models.CharField(max_length=64, unique=True)
    made = models.DateTimeField()
    until = models.DateTimeField()
    used = models.DateTimeField(null=True)
    for_provider = models.BooleanField(default=False)  # to be bound to an identity of the agency's provider instead


class AccessChange(models.Model):
    """That somebody's access changed: whose, what, by whom, when and why."""

    at = models.DateTimeField()
    by = models.CharField(max_length=200)
    user = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="access_changes")
    what = models.CharField(max_length=300)
    why = models.TextField(blank=True)

    class Meta:
        indexes: ClassVar = [models.Index(fields=["user", "at"], name="changes_of_a_user")]


class AccessReview(models.Model):
    """A review of every role that is held: begun, to be done by a day, finished when each is decided on."""

    started = models.DateTimeField()
    started_by = models.CharField(max_length=200)
    due = models.DateField()
    finished = models.DateTimeField(null=True)


class Reviewed(models.Model):
    """A role in a review, the user's last sign-in as the review began, and what was decided: by whom, when and why."""

    review = models.ForeignKey(AccessReview, models.PROTECT, related_name="rows")
    grant = models.ForeignKey(Grant, models.PROTECT, related_name="reviewed")
    last_sign_in = models.DateTimeField(null=True)
    decision = models.CharField(max_length=10, blank=True)  # kept, ended
    by = models.CharField(max_length=200, blank=True)
    at = models.DateTimeField(null=True)
    why = models.TextField(blank=True)
