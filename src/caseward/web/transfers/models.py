"""Transfers and covers as the kept record has them, to be thrown away and drawn again at any time."""

from __future__ import annotations

from typing import ClassVar

from django.db import models

from caseward.web.casework.models import Fitted, Term


class HandOver(models.Model):
    """The assignment in force of a term that had another officer before. ``shared_until`` is exclusive."""

    id = models.CharField(primary_key=True, max_length=200)
    term = models.ForeignKey(Term, models.CASCADE, related_name="handovers")
    before = Fitted(max_length=200)
    after = Fitted(max_length=200)
    day = models.DateField()
    shared_until = models.DateField(null=True)

    class Meta:
        indexes: ClassVar = [models.Index(fields=["before", "shared_until"], name="handovers_shared")]


class TransferWish(models.Model):
    """A request for a transfer that nobody has answered yet."""

    id = models.CharField(primary_key=True, max_length=200)
    term = models.ForeignKey(Term, models.CASCADE, related_name="wishes")
    by = Fitted(max_length=200)
    day = models.DateField()
    officer = Fitted(max_length=200, blank=True)
    office = Fitted(max_length=200, blank=True)
    reason = models.TextField()


class Cover(models.Model):
    """An officer who stands in for another from a day until another (exclusive; none: until it is known)."""

    id = models.CharField(primary_key=True, max_length=200)
    officer = Fitted(max_length=200)
    covered_by = Fitted(max_length=200)
    starts = models.DateField()
    until = models.DateField(null=True)
    reason = Fitted(max_length=500, blank=True)

    class Meta:
        indexes: ClassVar = [models.Index(fields=["covered_by", "starts"], name="covers_by_an_officer")]
