"""Users, their roles and sign-ins, doors opened in need or refused, and every reading of a person's record."""

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


class SignedIn(models.Model):
    """That somebody is signed in in a browser, and since when. The session itself says until when."""

    session = models.CharField(max_length=40, unique=True)
    user = models.ForeignKey(User, models.CASCADE, related_name="signed_in")
    since = models.DateTimeField()
    browser = models.CharField(max_length=100)


class Refusal(models.Model):
    """That somebody was not let in: who, if anybody of that name is known, where, and why. Nothing of what they typed.

    ``person`` is of whom the page is whose door stayed closed; no administrator is shown it.
    """

    class What(models.TextChoices):
        """Into what they were not let."""

        SIGN_IN = "sign-in", _("Sign-in")
        DOOR = "door", _("Page")

    at = models.DateTimeField(db_index=True)
    what = models.CharField(max_length=10, choices=What.choices)
    user = models.ForeignKey(User, models.PROTECT, related_name="refusals", null=True)
    where = models.CharField(max_length=100, blank=True)
    person = models.CharField(max_length=200, blank=True)
    why = models.CharField(max_length=200)


class Typed(models.Model):
    """What a user typed into a form as their sign-in ended, sealed: for an hour, and for them alone."""

    digest = models.CharField(primary_key=True, max_length=64)
    user = models.ForeignKey(User, models.CASCADE, related_name="typed")
    sealed = models.BinaryField()
    until = models.DateTimeField()


class Identity(models.Model):
    """By whom the agency's identity provider knows a user: issuer and subject, bound by a one-time link."""

    user = models.OneToOneField(User, models.CASCADE, related_name="identity")
    issuer = models.CharField(max_length=200)
    subject = models.CharField(max_length=255)
    bound = models.DateTimeField()

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["issuer", "subject"], name="one_user_of_an_identity"),
        ]
