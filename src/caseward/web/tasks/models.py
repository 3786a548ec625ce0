"""Promises without proof of doing: drawn from the kept record with the terms, to be thrown away at any time."""

from __future__ import annotations

from typing import ClassVar

from django.db import models

from caseward.web.casework.models import Fitted, Term


class Promise(models.Model):
    """Something promised and not proved to be done. ``due`` is None where no day was said."""

    id = models.CharField(primary_key=True, max_length=200)
    term = models.ForeignKey(Term, models.CASCADE, related_name="promises")
    owner = Fitted(max_length=200)  # role or staff token who promised
    what = models.TextField()
    made = models.DateField()
    due = models.DateField(null=True)
    claimed = models.BooleanField(default=False)  # somebody said that it is done, without proof

    class Meta:
        indexes: ClassVar = [models.Index(fields=["owner", "due"], name="promises_of_an_owner")]
