"""Destructions that wait for a second person. Whose matters they are is forgotten when they are carried out."""

from __future__ import annotations

from django.db import models


class Waiting(models.Model):
    """An order of destruction that one of the records staff asked for and another is to carry out.

    ``matters`` is None where everything of the subject is meant. ``subject`` and ``matters`` are emptied when it is
    carried out or withdrawn: after a destruction nothing here may say whose it was.
    """

    number = models.CharField(max_length=500)
    court = models.CharField(max_length=500)
    date = models.DateField()
    basis = models.CharField(max_length=500)
    ordered_by = models.CharField(max_length=500)
    subject = models.CharField(max_length=500, blank=True)
    matters = models.JSONField(null=True)
    asked_by = models.CharField(max_length=200)
    asked = models.DateTimeField()
    carried_out_by = models.CharField(max_length=200)
    ended = models.DateTimeField(null=True)
    entry = models.BigIntegerField(null=True)  # of the order in the log; None where it was withdrawn
