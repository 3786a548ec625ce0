"""The three steps of a violation, each a form of its own: what happened, how it is judged, what is done."""

from __future__ import annotations

from datetime import date

from django import forms
from django.utils.translation import gettext_lazy as _

from caseward.policy.graded import Graded
from caseward.web.casework.forms import Styled
from caseward.web.proceedings.forms import StepForm
from caseward.web.proceedings.words import JUDGEMENTS, RESPONSES, SEVERITIES, TYPES

FLASH = "flash_incarceration"


class FactForm(StepForm):
    """What happened: the fact alone."""

    KIND = "violation"
    COLUMNS = ("type", "fact")
    RADIOS = frozenset({"type"})

    type = forms.ChoiceField(label=_("What it is about"), choices=list(TYPES.items()), widget=forms.RadioSelect)
    fact = forms.CharField(
        label=_("What happened, without judging it"), max_length=4000, widget=forms.Textarea(attrs={"rows": 4})
    )


class JudgementForm(Styled):
    """Whether it is a violation, how serious, and why: a judgement, by whoever signs it."""

    judgement = forms.ChoiceField(
        label=_("How do you judge it?"), choices=list(JUDGEMENTS.items()), widget=forms.RadioSelect
    )
    severity = forms.ChoiceField(
        label=_("How serious, where it is a violation"),
        choices=[("", _("Not said")), *SEVERITIES.items()],
        required=False,
    )
    reason = forms.CharField(label=_("Why"), max_length=2000, widget=forms.Textarea(attrs={"rows": 3}))
    request = forms.CharField(widget=forms.HiddenInput)

    def clean(self) -> dict[str, object]:
        """Only what is a violation is more or less serious, and then somebody says how much."""
        said: dict[str, object] = super().clean() or {}
        if said.get("judgement") == "substantiated" and not said.get("severity"):
            self.add_error("severity", _("Say how serious it is: the policy goes by it."))
        if said.get("judgement") == "not_substantiated" and said.get("severity"):
            self.add_error("severity", _("What is no violation has no severity."))
        return said


class ResponseForm(Styled):
    """What is done about a violation. Whatever the policy allows is said beside it; choosing otherwise has a reason."""

    response = forms.ChoiceField(label=_("What is done"), widget=forms.RadioSelect)
    days = forms.IntegerField(label=_("Days, for flash incarceration"), required=False, min_value=1, max_value=366)
    day = forms.DateField(label=_("Day"), widget=forms.DateInput(attrs={"type": "date"}))
    reason = forms.CharField(label=_("Why"), max_length=2000, required=False, widget=forms.Textarea(attrs={"rows": 3}))
    request = forms.CharField(widget=forms.HiddenInput)

    def __init__(self, *args: object, graded: Graded | None, approves: bool, today: date, **more: object) -> None:
        super().__init__(*args, **more)
        self.graded, self.approves, self.today = graded, approves, today
        allowed = graded.row.responses if graded and graded.row else ()
        mark = _("%(response)s (the policy allows it)")
        self.fields["response"].choices = [  # type: ignore[attr-defined]
            (code, mark % {"response": said} if code in allowed else said) for code, said in RESPONSES.items()
        ]

    def clean(self) -> dict[str, object]:
        """What the policy does not allow has a reason; what a supervisor approves is recorded by one."""
        said: dict[str, object] = super().clean() or {}
        response, day = str(said.get("response", "")), said.get("day")
        if isinstance(day, date) and day > self.today:
            self.add_error("day", _("This day has not come yet."))
        if response and self.against() in ("less", "more", "other") and not said.get("reason"):
            self.add_error("reason", _("The policy does not allow this here. Say why it is chosen all the same."))
        if response and self.needs_approval() and not self.approves:
            message = _("A supervisor approves this before it is given, and records it signed in as themselves.")
            self.add_error("response", message)
        if (response == FLASH) != bool(said.get("days")) and "days" not in self.errors:
            one = _("Say for how many days.") if response == FLASH else _("Only flash incarceration has days here.")
            self.add_error("days", one)
        return said

    def against(self) -> str:
        """How the choice stands to the policy, as the record says it; '' where the policy does not say."""
        return "" if self.graded is None else self.graded.against(self.cleaned_data.get("response", ""))

    def needs_approval(self) -> bool:
        """Whether the policy wants a supervisor's approval first."""
        return self.graded is not None and self.cleaned_data.get("response", "") in self.graded.grid.approved_first

    def line(self, staff: str, term: str, violation: str) -> dict[str, object]:
        """The entry that it comes to, as a line for the record; blank fields are left out."""
        said = self.cleaned_data
        line = {"kind": "graduated_response", "occurred": said["day"].isoformat(), "recorded_by": staff, "term": term}
        line |= {"violation": violation, "against_policy": self.against()}
        line |= {name: said[name] for name in ("response", "days", "reason")}
        line |= {"approved_by": staff if self.needs_approval() else ""}
        return {name: value for name, value in line.items() if value}
