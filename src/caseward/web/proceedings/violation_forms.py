"""The three steps of a violation, each a form of its own: what happened, how it is judged, what is done."""

from __future__ import annotations

from datetime import date

from django import forms
from django.utils.translation import gettext_lazy as _

from caseward.policy.graded import Graded
from caseward.web.casework.forms import Styled
from caseward.web.proceedings.forms import StepForm
from caseward.web.proceedings.proposals import APPROVED, RETURNED
from caseward.web.proceedings.words import JUDGEMENTS, RESPONSES, SEVERITIES, TYPES

FLASH = "flash_incarceration"
PROPOSAL_DECISIONS = [(RETURNED, _("Return it to whoever proposed it")), (APPROVED, _("Approve it"))]


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
    condition_met = forms.CharField(
        label=_("How what is asked beforehand is met: what shows it, and of which day"),
        max_length=2000, required=False, widget=forms.Textarea(attrs={"rows": 3}),
    )  # fmt: skip
    day = forms.DateField(label=_("Day"), widget=forms.DateInput(attrs={"type": "date"}))
    reason = forms.CharField(label=_("Why"), max_length=2000, required=False, widget=forms.Textarea(attrs={"rows": 3}))
    request = forms.CharField(widget=forms.HiddenInput)

    def __init__(
        self, *args: object, graded: Graded | None, today: date, proposing: bool = False, **more: object
    ) -> None:
        super().__init__(*args, **more)
        self.graded, self.today = graded, today
        allowed = graded.row.responses if graded and graded.row else ()
        mark = _("%(response)s (the policy allows it)")
        first = graded.grid.approved_first if graded else ()
        self.fields["response"].choices = [  # type: ignore[attr-defined]
            (code, mark % {"response": said} if code in allowed else said)
            for code, said in RESPONSES.items()
            if not proposing or code in first
        ]
        if not (graded and graded.grid.conditions):
            del self.fields["condition_met"]
        if proposing:
            del self.fields["day"]  # it is given on the day on which it is approved

    def clean(self) -> dict[str, object]:
        """What the policy does not allow has a reason; what a supervisor approves is recorded by one."""
        said: dict[str, object] = super().clean() or {}
        response, day = str(said.get("response", "")), said.get("day")
        if isinstance(day, date) and day > self.today:
            self.add_error("day", _("This day has not come yet."))
        if response and self.against() in ("less", "more", "other") and not said.get("reason"):
            self.add_error("reason", _("The policy does not allow this here. Say why it is chosen all the same."))
        if response and self.needs_approval() and not said.get("reason") and "reason" not in self.errors:
            self.add_error("reason", _("Say why: the supervisor decides on it."))
        self._clean_condition(response)
        if (response == FLASH) != bool(said.get("days")) and "days" not in self.errors:
            one = _("Say for how many days.") if response == FLASH else _("Only flash incarceration has days here.")
            self.add_error("days", one)
        return said

    def _clean_condition(self, response: str) -> None:
        asked = self.graded.condition(response) if self.graded is not None else None
        met = self.cleaned_data.get("condition_met")
        if asked is not None and not met:
            self.add_error("condition_met", _("Say how it is met. Where it is not, this response cannot be proposed."))
        if asked is None and met:
            self.add_error("condition_met", _("Nothing is asked before this response; leave it blank."))

    def against(self) -> str:
        """How the choice stands to the policy, as the record says it; '' where the policy does not say."""
        return "" if self.graded is None else self.graded.against(self.cleaned_data.get("response", ""))

    def needs_approval(self) -> bool:
        """Whether the policy wants a supervisor's approval first."""
        return self.graded is not None and self.cleaned_data.get("response", "") in self.graded.grid.approved_first

    def line(self, staff: str, term: str, violation: str) -> dict[str, object]:
        """The entry that it comes to, as a line for the record; blank fields are left out."""
        day = self.today if self.needs_approval() else self.cleaned_data["day"]
        line = {"kind": "graduated_response", "occurred": day.isoformat(), "recorded_by": staff, "term": term}
        return line | {"violation": violation} | self.proposed(condition=False)

    def proposed(self, *, condition: bool = True) -> dict[str, object]:
        """What is chosen, by column; blank fields are left out."""
        names = ("response", "days", "reason", *(("condition_met",) if condition else ()))
        said = {name: self.cleaned_data.get(name) for name in names} | {"against_policy": self.against()}
        return {name: value for name, value in said.items() if value}


class DecisionForm(Styled):
    """Whether a proposed response is approved or returned, and what is said about it."""

    decision = forms.ChoiceField(label=_("What you decide"), choices=PROPOSAL_DECISIONS, widget=forms.RadioSelect)
    comments = forms.CharField(
        label=_("Comments for whoever proposed it"), required=False, max_length=10_000,
        widget=forms.Textarea(attrs={"rows": 4}),
    )  # fmt: skip
    shown = forms.IntegerField(widget=forms.HiddenInput)  # the place of the newest step that whoever decides was shown
    request = forms.CharField(widget=forms.HiddenInput)

    def clean(self) -> dict[str, object]:
        """Whoever returns it says what is to be changed."""
        said: dict[str, object] = super().clean() or {}
        if said.get("decision") == RETURNED and not said.get("comments"):
            self.add_error("comments", _("Say what is to be changed."))
        return said


class WithdrawalForm(Styled):
    """That a proposal is withdrawn, and why."""

    why = forms.CharField(label=_("Why it is withdrawn"), max_length=2000, widget=forms.Textarea(attrs={"rows": 2}))
    request = forms.CharField(widget=forms.HiddenInput)
