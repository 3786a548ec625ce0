"""One-time links to a person's own page, whose the files are that they sent, and how often somebody without an account
has sent something lately.
"""

from __future__ import annotations

from typing import ClassVar

from django.conf import settings
from django.db import models


class OwnLink(models.Model):
    """A link that opens a person's own page once, and the one short visit that it opens. Only digests are kept."""

    digest = models.CharField(primary_key=True, max_length=64)
    person = models.CharField(max_length=200, db_index=True)
    made_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="own_links")
    made = models.DateTimeField()
    expires = models.DateTimeField()
    used = models.DateTimeField(null=True)
    visit = models.CharField(max_length=64, null=True, unique=True)
    until = models.DateTimeField(null=True)  # of the visit
    withdrawn = models.DateTimeField(null=True)
    withdrawn_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, related_name="links_withdrawn", null=True
    )


class Upload(models.Model):
    """That a file is kept for a term of a person, by its SHA-256: so that it goes when the term is destroyed; and what
    the virus scanner said of it.
    """

    class State(models.TextChoices):
        """What is known of a file."""

        UNKNOWN = "", "nobody has looked"
        CLEAN = "clean", "nothing was found"
        APART = "apart", "something was found"

    digest = models.CharField(max_length=64)
    person = models.CharField(max_length=200)
    term = models.CharField(max_length=200)
    sent = models.DateTimeField(null=True)  # null: before this was kept
    state = models.CharField(max_length=10, blank=True, default=State.UNKNOWN)
    signature = models.CharField(max_length=200, blank=True)  # what was found, by the scanner's name for it
    looked = models.DateTimeField(null=True)

    class Meta:
        indexes: ClassVar = [models.Index(fields=["state"], name="uploads_by_state")]
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["digest", "person", "term"], name="one_upload_of_a_term"),
        ]


class Unsent(models.Model):
    """What a person typed on their own page as it closed, sealed: it is opened in the browser in which it was typed,
    on the same person's page, and nowhere else.
    """

    digest = models.CharField(primary_key=True, max_length=64)  # of the browser's secret, the person and the form
    browser = models.CharField(max_length=64)  # a digest as well
    person = models.CharField(max_length=200)
    sealed = models.BinaryField()
    until = models.DateTimeField()

    class Meta:
        indexes: ClassVar = [models.Index(fields=["browser", "person"], name="unsent_of_a_browser")]


class Sending(models.Model):
    """That something was sent, by whom as a digest that lasts a day: for a limit, and deleted when it has passed."""

    key = models.CharField(max_length=64)
    at = models.DateTimeField()

    class Meta:
        indexes: ClassVar = [models.Index(fields=["key", "at"], name="sendings_by_key")]
