"""What a person types about absences, tests, assessments and levels, checked by itself; and what it comes to in the
record.
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date

from django import forms
from django.utils.translation import gettext_lazy as _

from caseward.interchange.content import plain_entry
from caseward.record.entry import Entry
from caseward.web.casework.forms import Styled, codes_of
from caseward.web.proceedings.forms import NOT_SAID, StepForm
from caseward.web.proceedings.words import YES_NO


class AbsenceForm(StepForm):
    """Somebody is away, or nobody knows where they are."""

    KIND = "absence"
    COLUMNS = ("reason", "until", "found_by")

    reason = forms.ChoiceField(label=_("Why they are away"), choices=codes_of("absence", "reason"))
    until = forms.DateField(
        label=_("First day on which they were back"), required=False, widget=forms.DateInput(attrs={"type": "date"})
    )
    found_by = forms.CharField(label=_("How they were located"), max_length=500, required=False)

    def clean(self) -> dict[str, object]:
        """Nobody is back before they were away."""
        said = super().clean()
        _ends_after(self, said.get("day"))
        return said


class LocatedForm(Styled):
    """An absence ended: when, and how the person was located."""

    absence = forms.ChoiceField(label=_("Absence, by the day on which it began"))
    until = forms.DateField(
        label=_("First day on which they were back"), widget=forms.DateInput(attrs={"type": "date"})
    )
    found_by = forms.CharField(label=_("Who or what says so, and how they were located"), max_length=500)
    request = forms.CharField(widget=forms.HiddenInput)

    def __init__(self, *args: object, absences: Mapping[str, Entry], today: date, **more: object) -> None:
        super().__init__(*args, **more)
        self.absences, self.today = absences, today
        choices = [(id_, entry.occurred.text) for id_, entry in absences.items()]
        self.fields["absence"].choices = choices  # type: ignore[attr-defined]

    def clean(self) -> dict[str, object]:
        """Nobody is back before they were away."""
        said: dict[str, object] = super().clean() or {}
        if "absence" in said:
            _ends_after(self, self.absences[str(said["absence"])].occurred.first)
        return said

    def said(self) -> dict[str, str]:
        """The columns that it fills."""
        return {"until": self.cleaned_data["until"].isoformat(), "found_by": self.cleaned_data["found_by"]}

    def line(self, staff: str) -> dict[str, object]:
        """The absence as it will stand, as a line for the record."""
        entry = self.absences[self.cleaned_data["absence"]]
        held = {name: value for name, value in plain_entry(entry).items() if name != "recorded"}
        return {"kind": entry.kind, **held, **self.said(), "recorded_by": staff}


class DrugTestForm(StepForm):
    """A drug test, taken or not."""

    KIND = "drug_test"
    COLUMNS = ("result", "substances")
    RADIOS = frozenset({"result"})

    result = forms.ChoiceField(label=_("Result"), choices=codes_of("drug_test", "result"), widget=forms.RadioSelect)
    substances = forms.CharField(
        label=_("Substances found"), max_length=500, required=False, help_text=_("Several with commas between.")
    )

    def line(self, staff: str) -> dict[str, object]:
        """The entry that it comes to, as a line for the record."""
        found = [one.strip() for one in self.cleaned_data["substances"].split(",") if one.strip()]
        return super().line(staff) | {"substances": found}


class AssessmentForm(StepForm):
    """An assessment of risk or need, and what it came to."""

    KIND = "assessment"
    COLUMNS = ("instrument", "scored", "score", "result")

    instrument = forms.CharField(label=_("Instrument"), max_length=200)
    scored = forms.ChoiceField(
        label=_("Was it completed and scored?"), choices=[NOT_SAID, *YES_NO.items()], required=False
    )
    score = forms.IntegerField(label=_("Total score"), required=False, min_value=0, max_value=1000)
    result = forms.CharField(label=_("The category that it gave"), max_length=200, required=False)

    def line(self, staff: str) -> dict[str, object]:
        """The entry that it comes to, as a line for the record; a score of 0 is one."""
        score = self.cleaned_data["score"]
        return super().line(staff) | ({} if score is None else {"score": score})


class LevelForm(StepForm):
    """A supervision level put in force: somebody decided it."""

    KIND = "level"
    COLUMNS = ("level", "scheme", "set_by")

    level = forms.ChoiceField(label=_("Level"), choices=codes_of("level", "level"))
    scheme = forms.CharField(label=_("Name of the scheme of levels"), max_length=200, required=False)
    set_by = forms.CharField(label=_("Role that set it"), max_length=200)


def _ends_after(form: AbsenceForm | LocatedForm, day: object) -> None:
    until = form.cleaned_data.get("until")
    if isinstance(day, date) and isinstance(until, date) and until <= day:
        form.add_error("until", _("This is not after the day on which it began."))
    if isinstance(until, date) and until > form.today:
        form.add_error("until", _("This day has not come yet."))


#: By the word in the address: the form, its title, and what it does and does not say.
FACTS: dict[str, tuple[type[StepForm], object, object]] = {
    "absence": (
        AbsenceForm,
        _("Absence"),
        _("That nobody knows where they are is a fact. Whether they went out of reach on purpose is not said by it."),
    ),
    "drug-test": (
        DrugTestForm,
        _("Drug test"),
        _("Only what the test says. What is done about it is a step of its own."),
    ),
    "assessment": (
        AssessmentForm,
        _("Assessment"),
        _("What the instrument says. It sets no level by itself: somebody decides that."),
    ),
    "level": (
        LevelForm,
        _("Supervision level"),
        _("From this day on this level is in force, and what is owed follows it."),
    ),
}
KINDS = {form.KIND: title for form, title, _says in FACTS.values()}
DECIDES = frozenset({"petition", "level"})
"""Steps that somebody decides, and does not only record."""
SUPERVISORS = frozenset({"level"})
"""Steps of a supervisor alone: what is owed follows from them. The interface for programs says the same."""
