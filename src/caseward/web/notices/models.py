"""Who is told of what, how it was sent, which warnings wait to be opened. No caller, no words, no name is kept here."""

from __future__ import annotations

from typing import ClassVar

from django.conf import settings
from django.db import models

from caseward.web.languages import ENGLISH


class Began(models.Model):
    """Since when messages are sent, and up to which entry other systems were told. One row.

    What the record held before stood there without us: nobody is told of it.
    """

    at = models.DateTimeField()
    entries = models.BigIntegerField()


class Reach(models.Model):
    """How a user is reached outside the application; blank: not that way."""

    user = models.OneToOneField(settings.AUTH_USER_MODEL, models.CASCADE, related_name="reach")
    email = models.EmailField(blank=True)
    phone = models.CharField(max_length=20, blank=True)
    language = models.CharField(max_length=10, default=ENGLISH)  # of what is sent to them


class Watch(models.Model):
    """A warning that waits to be opened by somebody who was told of it and hears it, or for its second person."""

    warning = models.CharField(primary_key=True, max_length=200)
    raised = models.DateTimeField()
    step = models.IntegerField(default=0)  # how often it has gone to the next in line
    next_at = models.DateTimeField()
    second = models.BooleanField(default=False)  # it was decided, and waits for somebody to confirm that
    ended = models.DateTimeField(null=True)
    why = models.CharField(max_length=200, blank=True)  # opened by whom, closed, or no longer in the record

    class Meta:
        indexes: ClassVar = [models.Index(fields=["ended", "next_at"], name="watches_by_time")]


class Notice(models.Model):
    """That a user was told of something: which kind, and the address where it is."""

    key = models.CharField(max_length=400, unique=True)  # what about, to whom, which time: told once
    user = models.ForeignKey(settings.AUTH_USER_MODEL, models.CASCADE, related_name="notices")
    kind = models.CharField(max_length=40)
    about = models.CharField(max_length=200, blank=True)  # an id
    path = models.CharField(max_length=300, blank=True)
    raised = models.DateTimeField()

    class Meta:
        indexes: ClassVar = [
            models.Index(fields=["user", "raised"], name="notices_of_a_user"),
            models.Index(fields=["kind", "about"], name="notices_about"),
        ]


class Delivery(models.Model):
    """The outbox: a message to one place by one channel. Tried with growing waits until it is sent, or given up."""

    key = models.CharField(max_length=400, unique=True)
    message = models.CharField(max_length=40, unique=True)  # the id by which whoever gets it twice knows it
    channel = models.CharField(max_length=10)  # email, sms or webhook
    notice = models.ForeignKey(Notice, models.CASCADE, null=True, related_name="deliveries")
    endpoint = models.CharField(max_length=60, blank=True)  # the name of a webhook
    body = models.JSONField(default=dict)  # of a webhook
    created = models.DateTimeField()
    next_try = models.DateTimeField()
    tries = models.IntegerField(default=0)
    sent = models.DateTimeField(null=True)
    dead = models.BooleanField(default=False)
    fault = models.CharField(max_length=200, blank=True)  # the class of the last failure, and nothing of the message

    class Meta:
        indexes: ClassVar = [models.Index(fields=["sent", "dead", "next_try"], name="deliveries_by_time")]
