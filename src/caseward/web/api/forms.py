"""What somebody types to make a token or to let a machine in."""

from __future__ import annotations

from datetime import date, timedelta

from django import forms
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from caseward.web.accounts.models import Role, User
from caseward.web.api.models import Scope
from caseward.web.casework.forms import Styled

LONGEST = timedelta(days=366)


class TokenForm(Styled):
    """A token for oneself: what for, what it opens, and until when."""

    name = forms.CharField(label=_("What it is for"), max_length=100)
    scope = forms.ChoiceField(label=_("What it opens, within what you may do"), choices=Scope.choices)
    ends = forms.DateField(
        label=_("The day on which it ends, a year from now at most"), widget=forms.DateInput(attrs={"type": "date"})
    )

    def __init__(self, *args: object, today: date, **kwargs: object) -> None:
        super().__init__(*args, **kwargs)
        self.today = today

    def clean_ends(self) -> date:
        """A day to come, within a year."""
        ends: date = self.cleaned_data["ends"]
        if not self.today < ends <= self.today + LONGEST:
            raise forms.ValidationError(gettext("Choose a day to come, within a year."))
        return ends


class MachineForm(TokenForm):
    """A machine of its own: under which staff token it records, in which role, and for which office."""

    field_order = ("name", "role", "office", "scope", "ends")
    name = forms.RegexField(
        r"^[a-z0-9][a-z0-9-]{2,60}$",
        label=_("Its staff token, by which entries name it: small letters, digits and hyphens"),
    )
    role = forms.ChoiceField(label=_("Its role"), choices=[one for one in Role.choices if one[0] != Role.ADMINISTRATOR])
    office = forms.CharField(label=_("Its office; blank for all"), max_length=200, required=False)
    scope = forms.ChoiceField(label=_("What it opens, within its role"), choices=Scope.choices)

    def clean_name(self) -> str:
        """A token that nobody has."""
        name: str = self.cleaned_data["name"]
        if User.objects.filter(username=name).exists() or User.objects.filter(staff=name).exists():
            raise forms.ValidationError(gettext("Somebody has this token already."))
        return name
