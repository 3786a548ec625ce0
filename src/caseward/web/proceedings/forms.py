"""What a person types about a court step, checked by itself; what it comes to in the record is said here too."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date

from django import forms
from django.utils.translation import gettext_lazy as _

from caseward.web.casework.forms import OfATerm, Styled
from caseward.web.proceedings.words import RESULTS, WARRANT_STEPS, YES_NO

NOT_SAID = ("", _("Not said"))


class StepForm(OfATerm):
    """One step: when it was and who or what says so. What else is asked is for each kind to say."""

    KIND = ""
    COLUMNS: tuple[str, ...] = ()
    RADIOS: frozenset[str] = frozenset()

    day = forms.DateField(label=_("Day"), widget=forms.DateInput(attrs={"type": "date"}))
    source = forms.CharField(label=_("Who or what says so: a system, a document, a role"), max_length=500)
    note = forms.CharField(label=_("Note"), required=False, widget=forms.Textarea(attrs={"rows": 3}))

    def __init__(self, *args: object, today: date, refers: Iterable[tuple[str, str]] = (), **more: object) -> None:
        super().__init__(*args, **more)  # type: ignore[arg-type]
        self.today = today
        for name in ("petition", "warrant"):
            if name in self.fields:
                self.fields[name].choices = [NOT_SAID, *refers]  # type: ignore[attr-defined]

    def clean(self) -> dict[str, object]:
        """No day to come, unless it may be announced."""
        said: dict[str, object] = super().clean() or {}
        day = said.get("day")
        if isinstance(day, date) and day > self.today and not self.announced():
            self.add_error("day", _("This day has not come yet."))
        return said

    def announced(self) -> bool:
        """Whether what is said may be to come."""
        return False

    @property
    def own(self) -> list[tuple[forms.BoundField, bool]]:
        """The fields of this kind alone, each with whether it is a list of answers to choose from."""
        return [(self[name], name in self.RADIOS) for name in self.COLUMNS]

    def line(self, staff: str) -> dict[str, object]:
        """The entry that it comes to, as a line for the record; blank fields are left out."""
        said = self.cleaned_data
        line = {"kind": self.KIND, "occurred": said["day"].isoformat(), "recorded_by": staff}
        line |= {name: said[name] for name in ("term", *self.COLUMNS, "source", "note")}
        return {name: v.isoformat() if isinstance(v, date) else v for name, v in line.items() if v}


class PetitionForm(StepForm):
    """A petition to revoke, filed: no more than that."""

    KIND = "petition"
    COLUMNS = ("ground", "filed_by", "hearing_set_for")

    ground = forms.CharField(label=_("Ground stated"), max_length=2000, widget=forms.Textarea(attrs={"rows": 3}))
    filed_by = forms.CharField(label=_("Role that filed"), max_length=200)
    hearing_set_for = forms.DateField(
        label=_("Hearing asked for or set on"), required=False, widget=forms.DateInput(attrs={"type": "date"})
    )


class HearingForm(StepForm):
    """A hearing, to come or held; what the court ordered, where it has."""

    KIND = "hearing"
    COLUMNS = ("petition", "result", "decided_by")

    petition = forms.ChoiceField(label=_("Petition heard, by the day it was filed"), required=False)
    result = forms.ChoiceField(
        label=_("What the court ordered"), choices=[("", _("Nothing yet")), *RESULTS.items()], required=False
    )
    decided_by = forms.CharField(label=_("Role that decided"), max_length=200, required=False)

    def announced(self) -> bool:
        """A hearing to come has no result."""
        return not self.cleaned_data.get("result")


class WarrantForm(StepForm):
    """One step of a warrant."""

    KIND = "warrant"
    COLUMNS = ("step", "type", "decided_by")
    RADIOS = frozenset({"step"})

    step = forms.ChoiceField(label=_("Step"), choices=list(WARRANT_STEPS.items()), widget=forms.RadioSelect)
    type = forms.CharField(label=_("Kind of warrant"), max_length=200, required=False)
    decided_by = forms.CharField(label=_("Role that decided"), max_length=200, required=False)


class ArrestForm(StepForm):
    """An arrest."""

    KIND = "arrest"
    COLUMNS = ("by", "for", "with_warrant")

    by = forms.CharField(label=_("Agency that arrested"), max_length=200)
    with_warrant = forms.ChoiceField(label=_("On a warrant?"), choices=[NOT_SAID, *YES_NO.items()], required=False)


ArrestForm.base_fields["for"] = forms.CharField(label=_("For what"), max_length=500, required=False)  # a word of Python


class CustodyInForm(StepForm):
    """Entry into custody."""

    KIND = "custody_in"
    COLUMNS = ("place", "reason", "warrant")

    place = forms.CharField(label=_("Where the person is held"), max_length=200)
    reason = forms.CharField(label=_("Why"), max_length=500, required=False)
    warrant = forms.ChoiceField(label=_("On the warrant of"), required=False)


class CustodyOutForm(StepForm):
    """Release from custody."""

    KIND = "custody_out"
    COLUMNS = ("reason", "release_type")

    reason = forms.CharField(label=_("Why, and on what terms"), max_length=500)
    release_type = forms.CharField(
        label=_("Kind of release: own recognizance, bail, completed"), max_length=200, required=False
    )


class ResultForm(Styled):
    """What the court ordered at a hearing that was announced or recorded without it."""

    result = forms.ChoiceField(
        label=_("What the court ordered"), choices=list(RESULTS.items()), widget=forms.RadioSelect
    )
    decided_by = forms.CharField(label=_("Role that decided"), max_length=200)
    request = forms.CharField(widget=forms.HiddenInput)

    def said(self) -> dict[str, str]:
        """The columns that it fills."""
        return {name: self.cleaned_data[name] for name in ("result", "decided_by")}


#: By the word in the address; and of which kind are the entries that it may refer to.
FORMS: dict[str, tuple[type[StepForm], str]] = {
    "petition": (PetitionForm, ""),
    "hearing": (HearingForm, "petition"),
    "warrant": (WarrantForm, ""),
    "arrest": (ArrestForm, ""),
    "custody-in": (CustodyInForm, "warrant"),
    "custody-out": (CustodyOutForm, ""),
}
