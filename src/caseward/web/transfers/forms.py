"""What a person types about transfers and covers, checked by itself; and what it comes to in the record."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from datetime import date

from django import forms
from django.utils.translation import gettext_lazy as _

from caseward.web.casework.forms import OfATerm, Styled
from caseward.web.casework.models import Term
from caseward.web.transfers.models import Cover

AS_BEFORE = ""


class TransferForm(Styled):
    """Who becomes responsible for whom, from when on, and until when whoever was before shares it."""

    terms = forms.MultipleChoiceField(label=_("People"))
    officer = forms.ChoiceField(label=_("Officer who becomes responsible"))
    office = forms.ChoiceField(label=_("Office"), required=False)
    day = forms.DateField(label=_("From"), widget=forms.DateInput(attrs={"type": "date"}))
    shared_until = forms.DateField(
        label=_("Hand-over ends on"), required=False, widget=forms.DateInput(attrs={"type": "date"})
    )
    reason = forms.CharField(label=_("Why"), widget=forms.Textarea(attrs={"rows": 3}))
    request = forms.CharField(widget=forms.HiddenInput)

    def __init__(
        self, *args: object, held: Iterable[Term], officers: Iterable[str], offices: Iterable[str], today: date,
        **more: object,
    ) -> None:  # fmt: skip
        super().__init__(*args, **more)
        self.held, self.today = {term.id: term for term in held}, today
        self.fields["terms"].choices = [(id_, id_) for id_ in self.held]  # type: ignore[attr-defined]
        self.fields["officer"].choices = [("", ""), *((one, one) for one in officers)]  # type: ignore[attr-defined]
        as_before = [(AS_BEFORE, _("as before"))]
        self.fields["office"].choices = [*as_before, *((one, one) for one in offices)]  # type: ignore[attr-defined]

    def clean_day(self) -> date:
        """Not in the past: who was responsible then is known, and stays so."""
        day: date = self.cleaned_data["day"]
        if day < self.today:
            raise forms.ValidationError(_("This day is over. A wrong assignment of the past is corrected instead."))
        return day

    def clean(self) -> dict[str, object]:
        """A hand-over ends after it began, and something changes for each of the people."""
        said: dict[str, object] = super().clean() or {}
        day, until = said.get("day"), said.get("shared_until")
        if isinstance(day, date) and isinstance(until, date) and until <= day:
            self.add_error("shared_until", _("It must end after it begins. Leave it blank to share nothing."))
        same = [term.person for term in self.chosen() if not self._changes(term)]
        if same and said.get("officer"):
            self.add_error("terms", _("Nothing would change for %(people)s.") % {"people": ", ".join(same)})
        return said

    def chosen(self) -> list[Term]:
        """The terms that were chosen, in their order."""
        return [self.held[id_] for id_ in self.cleaned_data.get("terms", [])]

    def lines(self, staff: str) -> Iterator[dict[str, object]]:
        """The entries that it comes to, as lines for the record."""
        said = self.cleaned_data
        for term in self.chosen():
            line = {
                "kind": "assignment", "occurred": said["day"].isoformat(), "recorded_by": staff, "term": term.id,
                "officer": said["officer"], "office": said["office"] or term.office, "note": said["reason"],
            }  # fmt: skip
            if said["shared_until"] and term.officer != said["officer"]:
                line["handover_until"] = said["shared_until"].isoformat()
            yield {name: value for name, value in line.items() if value}

    def _changes(self, term: Term) -> bool:
        said = self.cleaned_data
        return term.officer != said.get("officer") or said.get("office", AS_BEFORE) not in (AS_BEFORE, term.office)


class WishForm(OfATerm):
    """That somebody else be made responsible, and why."""

    officer = forms.ChoiceField(label=_("Officer wished for"), required=False)
    office = forms.ChoiceField(label=_("Office wished for"), required=False)
    reason = forms.CharField(label=_("Why"), widget=forms.Textarea(attrs={"rows": 3}))

    def __init__(self, *args: object, officers: Iterable[str], offices: Iterable[str], **more: object) -> None:
        super().__init__(*args, **more)  # type: ignore[arg-type]
        anybody = [("", _("whoever the supervisor chooses"))]
        self.fields["officer"].choices = [*anybody, *((one, one) for one in officers)]  # type: ignore[attr-defined]
        same = [("", _("as before"))]
        self.fields["office"].choices = [*same, *((one, one) for one in offices)]  # type: ignore[attr-defined]

    def line(self, staff: str, today: date) -> dict[str, object]:
        """The entry that it comes to, as a line for the record; blank fields are left out."""
        said = {name: self.cleaned_data[name] for name in ("term", "officer", "office", "reason")}
        line = {"kind": "transfer_request", "occurred": today.isoformat(), "recorded_by": staff} | said
        return {name: value for name, value in line.items() if value}


class DeclineForm(Styled):
    """Why a request is withdrawn or declined."""

    reason = forms.CharField(label=_("Why"), widget=forms.Textarea(attrs={"rows": 3}))
    request = forms.CharField(widget=forms.HiddenInput)


class CoverForm(Styled):
    """Who is out of the office from when until when, and who stands in."""

    officer = forms.ChoiceField(label=_("Officer who is out"))
    covered_by = forms.ChoiceField(label=_("Officer who stands in"))
    day = forms.DateField(label=_("First day out"), widget=forms.DateInput(attrs={"type": "date"}))
    until = forms.DateField(label=_("Back on"), required=False, widget=forms.DateInput(attrs={"type": "date"}))
    reason = forms.CharField(label=_("Why, as far as it is anybody's business"), required=False, max_length=500)
    request = forms.CharField(widget=forms.HiddenInput)

    def __init__(self, *args: object, own: Iterable[str], officers: Iterable[str], today: date, **more: object) -> None:
        super().__init__(*args, **more)
        self.today = today
        self.fields["officer"].choices = [(one, one) for one in own]  # type: ignore[attr-defined]
        self.fields["covered_by"].choices = [("", ""), *((one, one) for one in officers)]  # type: ignore[attr-defined]

    def clean_day(self) -> date:
        """Not in the past: nobody stood in on a day that is over."""
        day: date = self.cleaned_data["day"]
        if day < self.today:
            raise forms.ValidationError(_("This day is over."))
        return day

    def clean(self) -> dict[str, object]:
        """Somebody else stands in, and it ends after it begins."""
        said: dict[str, object] = super().clean() or {}
        day, until = said.get("day"), said.get("until")
        if said.get("officer") and said.get("officer") == said.get("covered_by"):
            self.add_error("covered_by", _("Nobody stands in for themselves."))
        if isinstance(day, date) and isinstance(until, date) and until <= day:
            self.add_error("until", _("The day back must come after the first day out. Leave it blank if unknown."))
        return said

    def line(self, staff: str) -> dict[str, object]:
        """The entry that it comes to, as a line for the record; blank fields are left out."""
        said = self.cleaned_data
        line = {
            "kind": "cover", "occurred": said["day"].isoformat(), "recorded_by": staff, "officer": said["officer"],
            "covered_by": said["covered_by"], "reason": said["reason"],
            "until": said["until"].isoformat() if said["until"] else "",
        }  # fmt: skip
        return {name: value for name, value in line.items() if value}


class EndForm(Styled):
    """From when on a cover no longer holds, and why."""

    until = forms.DateField(label=_("Back on"), widget=forms.DateInput(attrs={"type": "date"}))
    reason = forms.CharField(label=_("Why it changes"), widget=forms.Textarea(attrs={"rows": 2}))
    request = forms.CharField(widget=forms.HiddenInput)

    def __init__(self, *args: object, cover: Cover, today: date, **more: object) -> None:
        super().__init__(*args, **more)
        self.cover, self.today = cover, today

    def clean_until(self) -> date:
        """Not in the past: who stood in until today saw those people until today."""
        until: date = self.cleaned_data["until"]
        if until < self.today:
            raise forms.ValidationError(_("This day is over."))
        if until == self.cover.until:
            raise forms.ValidationError(_("It ends on that day already."))
        return until
