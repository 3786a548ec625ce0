"""Tables drawn from the kept record, to be thrown away and drawn again at any time; and drafts, which are not."""

from __future__ import annotations

from typing import ClassVar

from django.conf import settings
from django.db import models

from caseward.web.casework.steps import Step, steps_to


class Fitted(models.CharField):  # type: ignore[type-arg]  # of text
    """Text of the record in a drawn table: cut to what fits, since an entry may say more. The record has all of it."""

    def get_prep_value(self, value: object) -> object:
        """What the database is given."""
        text = super().get_prep_value(value)
        return text[: self.max_length] if isinstance(text, str) else text

    def deconstruct(self) -> tuple[str, str, list[object], dict[str, object]]:
        """To the database it is a column like any other."""
        name, _, args, kwargs = super().deconstruct()
        return str(name), "django.db.models.CharField", [*args], {**kwargs}


class Mark(models.Model):
    """How far the tables below follow the log, and the day for which they were drawn. One row."""

    entries = models.BigIntegerField(default=0)
    day = models.DateField(null=True)  # everybody is drawn for it, but who was drawn anew since may be ahead
    towards = models.DateField(null=True)  # the day for which people are being drawn; none: nobody waits
    listing = models.BooleanField(default=False)  # everybody is to be drawn anew, and has not been put in line yet
    tended = models.DateTimeField(null=True)  # when a jobs process last looked after the drawing


class Waiting(models.Model):
    """Somebody whose terms are drawn anew by the jobs process: too many for a page to wait for."""

    person = models.CharField(primary_key=True, max_length=200)


class Term(models.Model):
    """A supervision term as of the mark's day. ``person`` is the id of the person's entry."""

    id = models.CharField(primary_key=True, max_length=200)
    person = Fitted(max_length=200, db_index=True)
    role = Fitted(max_length=500, blank=True)  # by which a published record names the person
    office = Fitted(max_length=200, blank=True)
    officer = Fitted(max_length=200, blank=True)
    supervision_type = models.CharField(max_length=40, blank=True)
    case_type = models.CharField(max_length=40, blank=True)
    level = models.CharField(max_length=40, blank=True)
    starts = models.DateField()
    ends = models.DateField(null=True)
    in_custody = models.BooleanField(default=False)
    standing = models.JSONField(default=list)  # sentences: petition filed, still at large
    last_in_person = models.DateField(null=True)
    last_spoke = models.DateField(null=True)
    # As the record writes these two days where it is not sure of them; blank: it is.
    last_in_person_written = Fitted(max_length=80, blank=True)
    last_spoke_written = Fitted(max_length=80, blank=True)
    next_due = models.DateField(null=True)
    overdue = models.IntegerField(default=0)
    missed = models.IntegerField(default=0)  # lately: see ``Past``
    unknown = models.IntegerField(default=0)  # lately, whether something was done

    class Meta:
        indexes: ClassVar = [
            models.Index(fields=["officer", "ends"], name="terms_of_an_officer"),
            models.Index(fields=["office", "ends"], name="terms_of_an_office"),
        ]


class Owed(models.Model):
    """An obligation that is open on the mark's day: what somebody has to do next, and why."""

    id = models.CharField(primary_key=True, max_length=40)
    term = models.ForeignKey(Term, models.CASCADE, related_name="owed")
    policy = models.CharField(max_length=200)
    requirement = models.CharField(max_length=200)
    title = models.CharField(max_length=500)
    needs = models.TextField()
    due = models.DateField()
    status = models.CharField(max_length=20)
    reason = models.TextField(blank=True)
    citation = models.TextField(blank=True)
    about = Fitted(max_length=200, blank=True)  # the entry that set it off
    settled_by = models.CharField(max_length=500, blank=True)  # kinds of entry, with spaces between

    @property
    def steps(self) -> list[Step]:
        """Where somebody settles it; the first is the likeliest."""
        return steps_to(self.settled_by.split(), self.term.person, self.about)

    class Meta:
        indexes: ClassVar = [models.Index(fields=["term", "due"], name="owed_of_a_term")]


class Past(models.Model):
    """An obligation that cannot be done any more, due within ``drawing.LATELY`` before the mark's day, that was missed
    or of which the record does not say: a list that leaves these out says that nothing is wrong.
    """

    id = models.CharField(primary_key=True, max_length=40)
    term = models.ForeignKey(Term, models.CASCADE, related_name="past")
    title = models.CharField(max_length=500)
    needs = models.TextField()
    due = models.DateField()
    status = models.CharField(max_length=20)
    reason = models.TextField(blank=True)
    citation = models.TextField(blank=True)

    class Meta:
        indexes: ClassVar = [models.Index(fields=["term", "due"], name="past_of_a_term")]


class Met(models.Model):
    """A contact made in a visit in which several people were met. ``id`` is the entry's."""

    id = models.CharField(primary_key=True, max_length=200)
    term = models.ForeignKey(Term, models.CASCADE, related_name="met")
    visit = Fitted(max_length=200, db_index=True)


class Whose(models.Model):
    """That a term ran and was of an office and an officer, as known from an instant until another (see ``whose``).

    It hangs on no row of ``Term``: a term that was withdrawn since was known all the same.
    """

    person = Fitted(max_length=200, db_index=True)
    term = models.CharField(max_length=200)
    office = Fitted(max_length=200, blank=True)
    officer = Fitted(max_length=200, blank=True)
    since = models.DateTimeField()
    until = models.DateTimeField(null=True)

    class Meta:
        indexes: ClassVar = [
            models.Index(fields=["office", "since"], name="whose_by_office"),
            models.Index(fields=["officer", "since"], name="whose_by_officer"),
        ]


class Draft(models.Model):
    """What a user has typed into a form about a person and not saved yet."""

    user = models.ForeignKey(settings.AUTH_USER_MODEL, models.CASCADE, related_name="drafts")
    person = models.CharField(max_length=200)
    form = models.CharField(max_length=40)
    said = models.JSONField()
    changed = models.DateTimeField()

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["user", "person", "form"], name="one_draft_of_a_form"),
        ]


class SavedView(models.Model):
    """How a user wants to see their caseload again: what the address asks for, by a name of their own."""

    user = models.ForeignKey(settings.AUTH_USER_MODEL, models.CASCADE, related_name="saved_views")
    name = models.CharField(max_length=60)
    asked = models.CharField(max_length=1000, blank=True)

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["user", "name"], name="one_view_of_a_name"),
        ]
