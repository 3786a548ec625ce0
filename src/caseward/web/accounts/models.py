"""Users, the roles they hold and since when, doors opened in need, and every reading of a person's record."""

from __future__ import annotations

from typing import ClassVar

from django.contrib.auth.models import AbstractUser
from django.db import models
from django.utils.translation import gettext_lazy as _
from django.utils.translation import override


class Role(models.TextChoices):
    """What somebody does here. Who may see whom follows from it, and from assignments in the record."""

    OFFICER = "officer", _("Officer")
    SUPERVISOR = "supervisor", _("Supervisor")
    DUTY = "duty", _("Duty desk")
    RECORDS = "records", _("Records staff")
    INSPECTOR = "inspector", _("Inspector")
    ADMINISTRATOR = "administrator", _("Administrator")

    @property
    def in_english(self) -> str:
        """What is written down of it, in whatever language it is shown."""
        with override("en-us"):
            return str(self.label)


class User(AbstractUser):
    """Somebody who signs in. ``staff`` is the token by which entries name them."""

    first_name = None  # type: ignore[assignment]
    last_name = None  # type: ignore[assignment]
    staff = models.CharField("staff token", max_length=200, unique=True)

    REQUIRED_FIELDS: ClassVar[list[str]] = ["staff"]


class Grant(models.Model):
    """A role that a user holds, for one office or for all (blank), from a day until another (exclusive)."""

    user = models.ForeignKey(User, models.CASCADE, related_name="grants")
    role = models.CharField(max_length=20, choices=Role.choices)
    office = models.CharField(max_length=200, blank=True)
    starts = models.DateField()
    ends = models.DateField(null=True, blank=True)
    given_by = models.CharField(max_length=200)

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["user", "role", "office", "starts"], name="one_grant_of_a_role_at_a_time"),
        ]


class Opening(models.Model):
    """A door opened in need: a user who may not see a person does so for a stated reason and a short time."""

    user = models.ForeignKey(User, models.PROTECT, related_name="openings")
    person = models.CharField(max_length=200)
    reason = models.TextField()
    opened = models.DateTimeField()
    until = models.DateTimeField()


class Reading(models.Model):
    """That somebody read a person's record: who, in which role, what of it, when, and why they might.

    ``person`` is blank for a file that is about nobody in particular.
    """

    at = models.DateTimeField()
    user = models.ForeignKey(User, models.PROTECT, related_name="readings")
    person = models.CharField(max_length=200)
    what = models.CharField(max_length=200)
    because = models.CharField(max_length=200)

    class Meta:
        indexes: ClassVar = [
            models.Index(fields=["person", "at"], name="readings_of_a_person"),
            models.Index(fields=["user", "at"], name="readings_by_a_user"),
        ]
