"""The register of reports: drawn from the kept record with the terms, to be thrown away and drawn again at any time."""

from __future__ import annotations

from typing import ClassVar

from django.db import models

from caseward.web.casework.models import Fitted, Term


class Registered(models.Model):
    """A report and how it stands; or one that policy asks for, or that somebody says was submitted, and is not there.
    The text of a report stays in the record.
    """

    id = models.CharField(primary_key=True, max_length=200)  # of the first step; of the obligation; of the assertion
    term = models.ForeignKey(Term, models.CASCADE, related_name="reports")
    state = models.CharField(max_length=20)
    type = models.CharField(max_length=40, blank=True)  # blank: neither policy nor claim names one
    officer = Fitted(max_length=200, blank=True)  # who wrote it; of what is not there, who is responsible
    day = models.DateField()  # of the newest step; on which it was due; for which it is claimed
    place = models.BigIntegerField(null=True)  # of the first step in the log; none: it is not there
    says = models.TextField(blank=True)  # of what is not there: why it is here

    class Meta:
        indexes: ClassVar = [
            models.Index(fields=["term", "day"], name="reports_of_a_term"),
            models.Index(fields=["state", "day"], name="reports_by_state"),
        ]
