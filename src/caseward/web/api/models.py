"""What opens the programming interface: tokens, of which only a hash is kept; what was sent under which key; and how
often it was asked for in the last minutes.
"""

from __future__ import annotations

from typing import ClassVar

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _


class Scope(models.TextChoices):
    """What a token opens, within what its user may do anyway."""

    READ = "read", _("Read")
    RECORD = "record", _("Read and record")


class Token(models.Model):
    """A key to the programming interface that a user made for themselves. ``digest`` is the SHA-256 of it."""

    user = models.ForeignKey(settings.AUTH_USER_MODEL, models.CASCADE, related_name="tokens")
    name = models.CharField(max_length=100)
    digest = models.CharField(max_length=64, unique=True)
    scope = models.CharField(max_length=10, choices=Scope.choices)
    made = models.DateTimeField()
    ends = models.DateField()  # the first day on which it opens nothing
    withdrawn = models.DateTimeField(null=True)


class Machine(models.Model):
    """A program that has roles of its own, as a user has, and nobody's password: who let it in, and until when."""

    user = models.OneToOneField(settings.AUTH_USER_MODEL, models.CASCADE, related_name="machine")
    client = models.CharField(max_length=100, unique=True)  # by which it asks for access, by OAuth client credentials
    made = models.DateTimeField()
    made_by = models.CharField(max_length=200)
    ends = models.DateField()
    withdrawn = models.DateTimeField(null=True)


class Sent(models.Model):
    """What a user sent under an idempotency key, as a keyed digest: so that a key is not used for another thing."""

    user = models.ForeignKey(settings.AUTH_USER_MODEL, models.CASCADE, related_name="sent")
    key = models.CharField(max_length=200)
    digest = models.CharField(max_length=64)
    at = models.DateTimeField()

    class Meta:
        constraints: ClassVar = [models.UniqueConstraint(fields=["user", "key"], name="one_thing_under_a_key")]


class Asked(models.Model):
    """How often something was asked for in a minute (counted from the epoch), by whom as a digest or a number."""

    whose = models.CharField(max_length=60)
    minute = models.BigIntegerField(db_index=True)
    times = models.IntegerField(default=0)

    class Meta:
        constraints: ClassVar = [models.UniqueConstraint(fields=["whose", "minute"], name="one_count_in_a_minute")]
