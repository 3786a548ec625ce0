"""Petitions without custody and responses proposed: drawn from the kept record, to be thrown away at any time."""

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


class Proposed(models.Model):
    """A response that is proposed and waits, or was returned. It is not given."""

    id = models.CharField(primary_key=True, max_length=200)  # of the first step
    term = models.ForeignKey(Term, models.CASCADE, related_name="proposed")
    place = models.BigIntegerField()  # of the first step in the log
    state = models.CharField(max_length=20)
    response = models.CharField(max_length=40)
    days = models.BigIntegerField()  # 0: it has none
    day = models.DateField()  # of the newest step
    by = Fitted(max_length=200, blank=True)  # who proposed the newest version
    proposers = models.JSONField(default=list)  # everybody who proposed a version, by staff token

    class Meta:
        indexes: ClassVar = [models.Index(fields=["term", "day"], name="proposed_of_a_term")]
