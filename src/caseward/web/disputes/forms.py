"""What is decided about a dispute."""

from __future__ import annotations

from datetime import datetime

from django import forms
from django.utils.translation import gettext_lazy as _

from caseward.web.accounts.operations import SHORTEST_REASON
from caseward.web.casework.forms import Styled

RESULTS = {
    "upheld": _("They are right: the record is to be corrected"),
    "partly": _("They are right in part: that part is to be corrected"),
    "corrected": _("They were right, and the record has been corrected since"),
    "not_upheld": _("The record is right and stays as it is"),
}


class AnswerForm(Styled):
    """A decision about a dispute, with the reason that the person is given."""

    result = forms.ChoiceField(label=_("What you decide"), choices=list(RESULTS.items()), widget=forms.RadioSelect)
    reason = forms.CharField(
        label=_("Why, in words for the person: they read this. Name nobody"),
        min_length=SHORTEST_REASON,
        widget=forms.Textarea(attrs={"rows": 4}),
    )
    request = forms.CharField(widget=forms.HiddenInput)

    def line(self, staff: str, role: str, term: str, dispute: str, at: datetime) -> dict[str, object]:
        """The entry that it comes to."""
        said = {name: self.cleaned_data[name] for name in ("result", "reason")}
        beside = {"occurred": at.isoformat(timespec="seconds"), "recorded_by": staff, "decided_by": role}
        return {"kind": "dispute_answer", "term": term, "dispute": dispute, **beside, **said}
