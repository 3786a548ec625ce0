"""Case reviews as the kept record has them, to be thrown away and drawn again. What was found stays in the record."""

from __future__ import annotations

from typing import ClassVar

from django.db import models

from caseward.web.casework.models import Fitted, Term
from caseward.web.reviewing.wording import in_words


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


class Action(models.Model):
    """Something that a review asked for: open, said to be done, or done with proof."""

    id = models.CharField(primary_key=True, max_length=200)
    review = models.ForeignKey(Reviewed, models.CASCADE, related_name="actions")
    owner = Fitted(max_length=200)
    what = models.TextField()
    due = models.DateField(null=True)
    state = models.CharField(max_length=20)
    done = models.DateField(null=True)


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
