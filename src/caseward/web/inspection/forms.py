"""What an inspector asks for, checked by itself."""

from __future__ import annotations

from datetime import date, datetime, time, timedelta
from zoneinfo import ZoneInfo

from django import forms
from django.utils.translation import gettext_lazy as _

from caseward.record.kinds import BY_NAME
from caseward.web.casework.forms import Styled
from caseward.web.casework.names import KINDS as NAMES
from caseward.web.inspection.queries import Asked

KINDS = [(name, NAMES[name]) for name in sorted(BY_NAME)]


def _day(label: object, *, required: bool = False) -> forms.DateField:
    return forms.DateField(label=label, required=required, widget=forms.DateInput(attrs={"type": "date"}))  # type: ignore[arg-type]


class UnitForm(Styled):
    """Which unit, and as known when: a day, and a time of it (blank: its end)."""

    day = _day(_("As known on"), required=True)
    time = forms.TimeField(
        label=_("At (blank: at the end of that day)"), required=False, widget=forms.TimeInput(attrs={"type": "time"})
    )
    office = forms.ChoiceField(label=_("Office"), required=False)
    officer = forms.CharField(label=_("Officer"), required=False, max_length=200)

    def __init__(self, *args: object, offices: list[str], today: date, **more: object) -> None:
        super().__init__(*args, **more)
        self.today = today
        self.fields["day"].initial = today
        choices = [("", _("all offices")), *((one, one) for one in offices)]
        self.fields["office"].choices = choices  # type: ignore[attr-defined]

    def clean_day(self) -> date:
        """No day to come: nothing is known of it."""
        day: date = self.cleaned_data["day"]
        if day > self.today:
            raise forms.ValidationError(_("This day has not come yet."))
        return day

    def at(self, zone: str) -> datetime:
        """The instant that is asked for."""
        said = self.cleaned_data
        return datetime.combine(said["day"], said["time"] or time.max, ZoneInfo(zone))


class Between(Styled):
    """Days from and to, both counted."""

    since = _day(_("From"))
    until = _day(_("To"))

    def clean(self) -> dict[str, object]:
        """The first day is not after the last."""
        said: dict[str, object] = super().clean() or {}
        first, last = said.get("since"), said.get("until")
        if first and last and first > last:  # type: ignore[operator]
            self.add_error("until", _("This day is before the first one."))
        return said

    def edges(self, zone: str) -> tuple[datetime | None, datetime | None]:
        """From which instant, and before which; None for no bound."""
        first, last = self.cleaned_data["since"], self.cleaned_data["until"]
        start = datetime.combine(first, time(), ZoneInfo(zone)) if first else None
        return start, datetime.combine(last + timedelta(days=1), time(), ZoneInfo(zone)) if last else None


class ReadingsForm(Between):
    """Which readings."""

    person = forms.CharField(label=_("Person"), required=False, max_length=200)
    reader = forms.CharField(label=_("Who read (staff token)"), required=False, max_length=200)

    def asked(self, zone: str) -> Asked:
        """What is asked for."""
        said = self.cleaned_data
        return Asked(said["person"].strip(), said["reader"].strip(), *self.edges(zone))


class AbsenceForm(Between):
    """Of which case, of which kind, recorded when."""

    case = forms.CharField(label=_("Person or term"), max_length=200)
    kind = forms.ChoiceField(label=_("Kind of entry"), choices=KINDS)
