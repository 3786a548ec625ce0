"""What a person types about a report, checked by itself; and the words for its types and states."""

from __future__ import annotations

from django import forms
from django.utils.translation import gettext_lazy as _

from caseward.record.parse import LONGEST_VALUE
from caseward.web.casework.forms import Styled

TYPES = {
    "desertion": _("Desertion"),
    "violation": _("Violation"),
    "progress": _("Progress"),
    "incident": _("Incident"),
}
"""The reports that are written here."""
ALL_TYPES = TYPES | {"force": _("Use of force"), "court": _("Court")}
STATES = {
    "submitted": _("submitted, waiting"),
    "returned": _("returned"),
    "approved": _("approved"),
    "drafted": _("drafted, not submitted"),
    "owed": _("owed, not submitted"),
    "missed": _("missed, never submitted in time"),
    "claimed": _("claimed, not submitted"),
}
STEPS = {
    "drafted": _("Draft begun"),
    "submitted": _("Submitted"),
    "returned": _("Returned"),
    "approved": _("Approved"),
}
DECISIONS = [("returned", _("Return it to the writer")), ("approved", _("Approve it"))]


class ReportForm(Styled):
    """A report: of which kind, and its text."""

    type = forms.ChoiceField(label=_("Kind of report"), choices=[("", _("Choose")), *TYPES.items()])
    text = forms.CharField(
        label=_("The report"), max_length=LONGEST_VALUE, widget=forms.Textarea(attrs={"rows": 28, "lang": "en"})
    )
    term = forms.ChoiceField(label=_("Term"), widget=forms.HiddenInput)
    request = forms.CharField(widget=forms.HiddenInput)

    def __init__(self, *args: object, terms: list[str], **more: object) -> None:
        super().__init__(*args, **more)
        self.fields["term"].choices = [(term, term) for term in terms]  # type: ignore[attr-defined]

    def clean_text(self) -> str:
        """The text as it is kept: with the line ends that its file has."""
        text: str = self.cleaned_data["text"]
        return text.replace("\r\n", "\n").strip()


class DecisionForm(Styled):
    """Whether a report is returned or approved, and what is said about it."""

    decision = forms.ChoiceField(label=_("What you decide"), choices=DECISIONS, widget=forms.RadioSelect)
    comments = forms.CharField(
        label=_("Comments for the writer"), required=False, max_length=10_000, widget=forms.Textarea(attrs={"rows": 5})
    )
    request = forms.CharField(widget=forms.HiddenInput)

    def clean(self) -> dict[str, object]:
        """Whoever returns a report says what is to be changed."""
        said: dict[str, object] = super().clean() or {}
        if said.get("decision") == "returned" and not said.get("comments"):
            self.add_error("comments", _("Say what is to be changed."))
        return said
