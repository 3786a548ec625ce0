"""Warnings as the kept record has them, to be thrown away and drawn again.

Neither caller nor words are kept here: of how a caller is reached a digest alone, by which repeated calls are linked.
"""

from __future__ import annotations

from typing import ClassVar

from django.db import models

from caseward.web.casework.models import Fitted


class ThirdPartyWarning(models.Model):
    """A warning about a term: when it came, what it speaks of, what was decided. The words stay in the record."""

    id = models.CharField(primary_key=True, max_length=200)
    term = models.ForeignKey("casework.Term", models.CASCADE, related_name="warnings")
    received = Fitted(max_length=80)  # as the entry says it
    day = models.DateField()
    channel = models.CharField(max_length=40, blank=True)
    facets = models.JSONField(default=list)
    confidential = models.BooleanField(default=False)
    urgent = models.BooleanField(default=False)  # a weapon with violence
    action = models.CharField(max_length=40, blank=True)  # the newest decision; blank: none yet
    decided_by = Fitted(max_length=200, blank=True)
    closed = models.BooleanField(default=False)
    decided_on = models.DateField(null=True)  # since when a decision waits for a second person; none: it does not
    due = models.DateField(null=True)  # by which the policy wants a decision; none: it does not say, or it is closed
    clock = models.CharField(max_length=20, blank=True)  # the status of that obligation as if only two people decided
    caller = models.CharField(max_length=64, blank=True)  # blank: nobody knows how to reach them

    class Meta:
        indexes: ClassVar = [
            models.Index(fields=["closed", "term"], name="warnings_by_closed"),
            models.Index(fields=["caller"], name="warnings_by_caller"),
        ]
