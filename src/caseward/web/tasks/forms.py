"""What a person types about a promise, checked by itself; what it comes to in the record is said here too."""

from __future__ import annotations

from datetime import date

from django import forms
from django.utils.translation import gettext_lazy as _

from caseward.web.casework.forms import OfATerm, Styled
from caseward.web.tasks.queries import is_somebody


class PromiseForm(OfATerm):
    """Something to be done: what, by whom, until when."""

    what = forms.CharField(label=_("What will be done"), max_length=2000, widget=forms.Textarea(attrs={"rows": 3}))
    owner = forms.CharField(label=_("Who will do it (staff token)"), max_length=200)
    due = forms.DateField(label=_("Due"), widget=forms.DateInput(attrs={"type": "date"}))
    day = forms.DateField(label=_("Day it was promised"), widget=forms.DateInput(attrs={"type": "date"}))

    def __init__(self, *args: object, today: date, **more: object) -> None:
        super().__init__(*args, **more)  # type: ignore[arg-type]
        self.today = today

    def clean_owner(self) -> str:
        """Somebody who is there: nobody else would ever see it on their list."""
        owner: str = self.cleaned_data["owner"]
        if not is_somebody(owner):
            raise forms.ValidationError(_("Nobody has this staff token."))
        return owner

    def clean_day(self) -> date:
        """No day to come."""
        return not_to_come(self.cleaned_data["day"], self.today)

    def clean(self) -> dict[str, object]:
        """Nothing is due before it was promised."""
        said: dict[str, object] = super().clean() or {}
        if {"due", "day"} <= said.keys() and self.cleaned_data["due"] < self.cleaned_data["day"]:
            self.add_error("due", _("This is before it was promised."))
        return said

    def line(self, staff: str) -> dict[str, object]:
        """The entry that it comes to, as a line for the record."""
        said = {name: self.cleaned_data[name] for name in ("term", "owner", "what")}
        days = {"occurred": self.cleaned_data["day"].isoformat(), "due": self.cleaned_data["due"].isoformat()}
        return {"kind": "task_promised", "recorded_by": staff} | said | days


class ProofForm(Styled):
    """That a promise was kept: the day, and what shows it."""

    proof = forms.CharField(
        label=_("What shows that it was done: a receipt, a tracking number, a document, who has it"),
        max_length=2000,
        widget=forms.Textarea(attrs={"rows": 3}),
    )
    day = forms.DateField(label=_("Day it was done"), widget=forms.DateInput(attrs={"type": "date"}))
    request = forms.CharField(widget=forms.HiddenInput)

    def __init__(self, *args: object, made: date, today: date, **more: object) -> None:
        super().__init__(*args, **more)
        self.made, self.today = made, today

    def clean_day(self) -> date:
        """No day to come, and none before it was promised."""
        day = not_to_come(self.cleaned_data["day"], self.today)
        if day < self.made:
            raise forms.ValidationError(_("This is before it was promised."))
        return day

    def line(self, staff: str, term: str, task: str) -> dict[str, object]:
        """The entry that it comes to, as a line for the record."""
        said = {"occurred": self.cleaned_data["day"].isoformat(), "proof": self.cleaned_data["proof"]}
        return {"kind": "task_done", "recorded_by": staff, "term": term, "task": task} | said


class WithdrawForm(Styled):
    """Why a promise is withdrawn."""

    reason = forms.CharField(
        label=_("Why it need not be done any more"), max_length=2000, widget=forms.Textarea(attrs={"rows": 3})
    )
    request = forms.CharField(widget=forms.HiddenInput)


def not_to_come(day: date, today: date) -> date:
    """A day that has come. ValidationError."""
    if day > today:
        raise forms.ValidationError(_("This day has not come yet."))
    return day
