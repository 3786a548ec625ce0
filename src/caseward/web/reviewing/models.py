"""Case reviews as the kept record has them, to be thrown away and drawn again. What was found stays in the record."""

from __future__ import annotations

from typing import ClassVar

from django.db import models

from caseward.web.casework.models import Fitted, Term
from caseward.web.reviewing.wording import in_words

OVER = frozenset({"kept", "withdrawn"})
"""States of what a review asked for, after which nobody has to do anything."""


class Reviewed(models.Model):
    """A review of a case: when, of what sort, by whom, and why this case."""

    id = models.CharField(primary_key=True, max_length=200)
    term = models.ForeignKey(Term, models.CASCADE, related_name="reviews")
    day = models.DateField()
    type = models.CharField(max_length=40, blank=True)
    by = Fitted(max_length=200, blank=True)
    chosen = models.CharField(max_length=40, blank=True)
    sample = Fitted(max_length=200, blank=True)

    class Meta:
        indexes: ClassVar = [models.Index(fields=["term", "day"], name="reviews_of_a_term")]

    @property
    def in_words(self) -> dict[str, str]:
        """Its codes as a page says them."""
        return in_words(self.type, self.chosen)

    @property
    def counts(self) -> dict[str, int]:
        """How much it asked for, how much of that is to be done yet, and how much was withdrawn."""
        asked = list(self.actions.all())
        withdrawn = sum(action.state == "withdrawn" for action in asked)
        return {"actions": len(asked), "open": sum(not action.is_over for action in asked), "withdrawn": withdrawn}


class Action(models.Model):
    """What a review asked for: open, said to be done, done with proof, or withdrawn: when, by whom and why."""

    id = models.CharField(primary_key=True, max_length=200)
    review = models.ForeignKey(Reviewed, models.CASCADE, related_name="actions")
    owner = Fitted(max_length=200)
    what = models.TextField()
    due = models.DateField(null=True)
    state = models.CharField(max_length=20)
    done = models.DateField(null=True)
    withdrawn = models.DateField(null=True)
    withdrawn_by = Fitted(max_length=200, blank=True)
    why = models.TextField(blank=True)

    @property
    def is_over(self) -> bool:
        """Whether nobody has to do anything about it any more."""
        return self.state in OVER


class Happened(models.Model):
    """What happened in a term since its last review and may ask for one: each an entry's kind and day."""

    term = models.OneToOneField(Term, models.CASCADE, primary_key=True, related_name="happened")
    last = models.DateField(null=True)
    events = models.JSONField(default=list)
    newest = models.DateField(null=True)


class Sample(models.Model):
    """Terms drawn at random for review, with the seed. The frame stays in the record."""

    id = models.CharField(primary_key=True, max_length=200)
    day = models.DateField()
    by = Fitted(max_length=200, blank=True)
    office = Fitted(max_length=200, blank=True)
    seed = models.BigIntegerField()
    frame_size = models.IntegerField()
    drawn = models.JSONField(default=list)
