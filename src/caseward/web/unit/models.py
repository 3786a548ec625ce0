"""What each term costs its officer a month: drawn with the terms, to be thrown away at any time."""

from __future__ import annotations

from django.db import models

from caseward.web.casework.models import Term


class Load(models.Model):
    """A term's cost in the month for which it was drawn, in hundredths of an hour or a point; None: nobody knows."""

    term = models.OneToOneField(Term, models.CASCADE, primary_key=True, related_name="load")
    cost = models.IntegerField(null=True)
