"""What checks of the log found, and who asked for them. Nothing about a person."""

from __future__ import annotations

from django.conf import settings
from django.db import models


class Check(models.Model):
    """A check of the whole log: how many entries it had, whether all is as it was signed, and the answer in lines."""

    at = models.DateTimeField()
    by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="checks")
    size = models.BigIntegerField()
    sound = models.BooleanField()
    said = models.JSONField()
