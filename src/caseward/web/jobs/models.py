"""One row for each job: when it last ran, what came of it, and who is at it now."""

from __future__ import annotations

from django.db import models


class Job(models.Model):
    """A job of the jobs process. Whoever sets ``held_until`` runs it; when they are killed, the time runs out."""

    name = models.CharField(primary_key=True, max_length=40)
    held_until = models.DateTimeField(null=True)
    started = models.DateTimeField(null=True)
    ended = models.DateTimeField(null=True)  # when it last came to its end without a fault
    done = models.BigIntegerField(default=0)  # of what it does, in the last run
    fault = models.CharField(max_length=200, blank=True)  # the class of what stopped it, and nothing a person typed
