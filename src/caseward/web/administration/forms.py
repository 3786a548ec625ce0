"""What an administrator types, checked by itself."""

from __future__ import annotations

from datetime import date, timedelta

from django import forms
from django.contrib.auth.validators import UnicodeUsernameValidator
from django.utils.translation import gettext_lazy as _

from caseward.web.accounts.models import Role
from caseward.web.casework.forms import Styled

DAY = {"type": "date"}
MOST_DAYS = 90
"""A review is done within this (assumed)."""


def _day(label: object, *, required: bool = True) -> forms.DateField:
    return forms.DateField(label=label, required=required, widget=forms.DateInput(attrs=DAY))  # type: ignore[arg-type]


class UserForm(Styled):
    """A new user. What opens pages is a role, which is given afterwards."""

    username = forms.CharField(label=_("User name"), max_length=150, validators=[UnicodeUsernameValidator()])
    staff = forms.CharField(label=_("Staff token, as the record names them"), max_length=200)


class RoleForm(Styled):
    """A role to give: for an office or all, from a day until another."""

    role = forms.ChoiceField(label=_("Role"), choices=Role.choices)
    office = forms.CharField(
        label=_("Office, as the record names it (blank: all offices)"), required=False, max_length=200
    )
    starts = _day(_("From"))
    ends = _day(_("Until (the first day without it)"), required=False)
    why = forms.CharField(label=_("Why"), max_length=500)

    def clean(self) -> dict[str, object]:
        """It ends after it begins; an officer's people come from the record, not from an office."""
        said: dict[str, object] = super().clean() or {}
        first, last = said.get("starts"), said.get("ends")
        if isinstance(first, date) and isinstance(last, date) and last <= first:
            self.add_error("ends", _("It ends before it begins."))
        if said.get("role") in (Role.OFFICER, Role.ADMINISTRATOR) and said.get("office"):
            self.add_error("office", _("This role is for no office: leave it blank."))
        return said


class ReasonForm(Styled):
    """Why something is changed."""

    why = forms.CharField(label=_("Why"), max_length=500)


class ReviewForm(Styled):
    """By when a review is to be done."""

    due = _day(_("To be done by"))

    def __init__(self, *args: object, today: date, **more: object) -> None:
        super().__init__(*args, **more)
        self.today = today

    def clean_due(self) -> date:
        """A day to come, and not too far."""
        due: date = self.cleaned_data["due"]
        if not self.today <= due <= self.today + timedelta(days=MOST_DAYS):
            raise forms.ValidationError(_("Choose a day within the next 90 days."))
        return due


class AdoptForm(Styled):
    """That a policy version was adopted: by whom, and when."""

    version = forms.ChoiceField(label=_("Policy and version"), widget=forms.Select(attrs={"lang": "en"}))
    adopted_by = forms.CharField(label=_("Adopted by (role or body)"), max_length=200)
    day = _day(_("Adopted on"))
    note = forms.CharField(label=_("Note"), required=False, widget=forms.Textarea(attrs={"rows": 2}))
    request = forms.CharField(widget=forms.HiddenInput)

    def __init__(self, *args: object, versions: list[tuple[str, str]], today: date, **more: object) -> None:
        super().__init__(*args, **more)
        self.fields["version"].choices = versions  # type: ignore[attr-defined]
        self.today = today

    def clean_day(self) -> date:
        """No day to come: what is to be adopted is not adopted yet."""
        day: date = self.cleaned_data["day"]
        if day > self.today:
            raise forms.ValidationError(_("This day has not come yet."))
        return day
