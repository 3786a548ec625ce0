"""What a person types about an appointment, checked by itself; what it comes to in the record is said here too."""

from __future__ import annotations

from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

from django import forms
from django.utils.translation import gettext_lazy as _
from django.utils.translation import override

from caseward.web.appointments.lasting import ASSUMED
from caseward.web.casework.forms import MODES, PLACES, OfATerm, Styled
from caseward.web.tasks.queries import is_somebody

#: What happened. Whether an absence was acceptable is a judgement, and asked for later on its own page.
CAME = [
    ("attended_complied", _("They came, and did what was asked")),
    ("attended_failed_to_comply", _("They came, and did not do what was asked")),
    ("attended_sent_home_behaviour", _("They came, and were sent home for how they behaved")),
    ("attended_sent_home_service", _("They came, and we had to send them home")),
    ("failed_to_attend", _("They did not come")),
]
MOVED = [
    ("rescheduled_by_person", _("They asked for another time")),
    ("rescheduled_by_service", _("We asked for another time")),
    ("cancelled", _("It was called off")),
]
ATTENDED = frozenset(code for code, _words in CAME if code.startswith("attended_"))
RESCHEDULED = frozenset({"rescheduled_by_person", "rescheduled_by_service"})


class BookForm(OfATerm):
    """An appointment to come: when, how, where, and with which officer."""

    day = forms.DateField(label=_("Day"), widget=forms.DateInput(attrs={"type": "date"}))
    time = forms.TimeField(label=_("Time"), widget=forms.TimeInput(attrs={"type": "time"}))
    minutes = forms.IntegerField(
        label=_("Length in minutes"),
        required=False,
        min_value=5,
        max_value=720,
        help_text=_("Where it stays blank, an hour is assumed. When it is over, its outcome is asked for."),
    )
    mode = forms.ChoiceField(label=_("How"), choices=MODES, initial="in_person", widget=forms.RadioSelect)
    place = forms.ChoiceField(label=_("Where"), choices=PLACES, required=False)
    officer = forms.CharField(label=_("Officer who attends"), max_length=200)
    note = forms.CharField(label=_("Note"), required=False, widget=forms.Textarea(attrs={"rows": 3}))

    def __init__(self, *args: object, now: datetime, zone: str, **more: object) -> None:
        super().__init__(*args, **more)  # type: ignore[arg-type]
        self.now, self.zone = now, zone
        self.fields["officer"].widget.attrs["list"] = "officers"

    def clean_officer(self) -> str:
        """Somebody who is there: nobody else would be reminded of it."""
        officer: str = self.cleaned_data["officer"]
        if not is_somebody(officer):
            raise forms.ValidationError(_("Nobody has this staff token."))
        return officer

    def clean(self) -> dict[str, object]:
        """No time that has passed."""
        said: dict[str, object] = super().clean() or {}
        if {"day", "time"} <= said.keys() and self.at() <= self.now:
            self.add_error("day", _("This time has passed. What has happened is recorded as a contact."))
        return said

    def at(self) -> datetime:
        """When it is to be, in the agency's zone."""
        return datetime.combine(self.cleaned_data["day"], self.cleaned_data["time"], ZoneInfo(self.zone))

    def until(self) -> datetime:
        """When it is to end."""
        return self.at() + timedelta(minutes=self.cleaned_data["minutes"] or ASSUMED)

    def line(self, staff: str) -> dict[str, object]:
        """The entry that it comes to, as a line for the record; blank fields are left out."""
        said = {name: self.cleaned_data[name] for name in ("term", "minutes", "mode", "place", "officer", "note")}
        when = {"occurred": self.at().isoformat(timespec="minutes"), "recorded_by": staff}
        return {"kind": "appointment", **when} | {name: value for name, value in said.items() if value}


class OutcomeForm(Styled):
    """What came of an appointment: the fact alone."""

    outcome = forms.ChoiceField(label=_("What came of it"), choices=CAME + MOVED, widget=forms.RadioSelect)
    reason = forms.CharField(
        label=_("Reason given, in their words or yours"), required=False, widget=forms.Textarea(attrs={"rows": 3})
    )
    request = forms.CharField(widget=forms.HiddenInput)

    def __init__(self, *args: object, begun: bool, **more: object) -> None:
        super().__init__(*args, **more)
        self.begun = begun
        if not begun:
            self.fields["outcome"].choices = MOVED  # type: ignore[attr-defined]

    def clean(self) -> dict[str, object]:
        """Moving it or calling it off has a reason."""
        said: dict[str, object] = super().clean() or {}
        if said.get("outcome") in dict(MOVED) and not said.get("reason"):
            self.add_error("reason", _("Say why it is moved or called off."))
        return said

    def said(self) -> dict[str, str]:
        """The columns that it fills."""
        return {name: self.cleaned_data[name] for name in ("outcome", "reason") if self.cleaned_data[name]}

    def why(self) -> str:
        """Who moved it and why, in one sentence, as the record keeps it whatever the language of the page."""
        with override("en-us"):
            return f"{dict(MOVED)[self.cleaned_data['outcome']]}: {self.cleaned_data['reason']}"


class JudgementForm(Styled):
    """Whether an absence was acceptable, and why: a judgement, by whoever signs it."""

    acceptable = forms.ChoiceField(
        label=_("Was the absence acceptable?"),
        choices=[("yes", _("Yes, acceptable")), ("no", _("No, not acceptable"))],
        widget=forms.RadioSelect,
    )
    reason = forms.CharField(label=_("Why"), widget=forms.Textarea(attrs={"rows": 3}))
    request = forms.CharField(widget=forms.HiddenInput)
