"""What is booked and has no outcome yet: drawn from the kept record with the terms, to be thrown away at any time."""

from __future__ import annotations

from typing import ClassVar

from django.db import models

from caseward.web.casework.models import Fitted, Term
from caseward.web.casework.words import in_words


class Booked(models.Model):
    """An appointment without an outcome. ``at`` and ``ends`` are None where the record says the day alone."""

    id = models.CharField(primary_key=True, max_length=200)
    term = models.ForeignKey(Term, models.CASCADE, related_name="booked")
    officer = Fitted(max_length=200, blank=True)  # who attends
    day = models.DateField()
    at = models.DateTimeField(null=True)
    ends = models.DateTimeField(null=True)  # from then on its outcome is missing
    mode = models.CharField(max_length=40, blank=True)
    place = models.CharField(max_length=40, blank=True)
    by = Fitted(max_length=200, blank=True)  # who booked it
    recorded = models.DateTimeField(null=True)
    index = models.BigIntegerField(default=0)  # of the entry, in the log

    @property
    def how(self) -> str:
        """How and where, in words."""
        return ", ".join(in_words(said) for said in (self.mode, self.place) if said)

    class Meta:
        indexes: ClassVar = [models.Index(fields=["officer", "day"], name="booked_with_an_officer")]
