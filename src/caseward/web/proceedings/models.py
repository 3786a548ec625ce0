"""Petitions without custody: drawn from the kept record with the terms, to be thrown away at any time."""

from __future__ import annotations

from typing import ClassVar

from django.db import models

from caseward.web.casework.models import Fitted, Term


class Filed(models.Model):
    """A petition that no custody, arrest, served warrant or decision has followed in the record."""

    id = models.CharField(primary_key=True, max_length=200)
    term = models.ForeignKey(Term, models.CASCADE, related_name="filed")
    day = models.DateField()
    filed = Fitted(max_length=80)  # as the entry says it
    hearing = Fitted(max_length=80, blank=True)  # asked for or set, as the entry says it
    what = models.TextField()  # how it stands, in a sentence
    law = models.TextField(blank=True)  # what the policies cite for a petition

    class Meta:
        indexes: ClassVar = [models.Index(fields=["term", "day"], name="filed_of_a_term")]
