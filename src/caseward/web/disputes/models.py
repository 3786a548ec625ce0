"""Disputes as the kept record has them, to be thrown away and drawn again. The person's words stay in the record."""

from __future__ import annotations

from typing import ClassVar

from django.db import models

from caseward.web.casework.models import Fitted


class Dispute(models.Model):
    """That a person disputes an entry of a term (or, where none says it, something recorded as missed)."""

    id = models.CharField(primary_key=True, max_length=200)
    term = models.ForeignKey("casework.Term", models.CASCADE, related_name="disputes")
    day = models.DateField()
    entry = Fitted(max_length=200, blank=True)
    about = models.TextField(blank=True)
    result = models.CharField(max_length=20, blank=True)  # blank: nobody has answered yet
    decided_by = Fitted(max_length=200, blank=True)

    class Meta:
        indexes: ClassVar = [models.Index(fields=["result", "day"], name="disputes_by_answer")]
