"""What somebody types about a warning or its decision, and what it comes to in the record."""

from __future__ import annotations

from datetime import date, datetime
from zoneinfo import ZoneInfo

from django import forms
from django.db.models import QuerySet
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from caseward.web.accounts.operations import SHORTEST_REASON
from caseward.web.casework.forms import Styled
from caseward.web.casework.models import Term

FACETS = {
    "weapon": _("A weapon"),
    "violence": _("Violence"),
    "threat_to_named_person": _("A threat to somebody in particular"),
    "drugs": _("Drugs"),
    "whereabouts": _("Where the person is"),
    "child": _("A child"),
    "self_harm": _("Self-harm"),
}
CHANNELS = {
    "phone": _("By telephone"),
    "in_person": _("In person"),
    "letter": _("By letter"),
    "web": _("On the web"),
    "police": _("Through the police"),
    "other": _("Some other way"),
}
ACTIONS = {
    "call_back": _("Call back"),
    "field_visit": _("Field visit"),
    "search": _("Search"),
    "arrest": _("Arrest"),
    "referred_to_police": _("Refer to the police"),
    "court_notified": _("Tell the court"),
    "no_action": _("No action"),
    "other": _("Something else"),
}


UNATTACHED_ACTIONS = {
    "not_identifiable": _("Nobody can be identified"),
    "passed_on": _("Pass it on to another agency or office"),
}


class WarningForm(Styled):
    """What a caller says, about whom, and whether in confidence."""

    about = forms.CharField(
        label=_("About whom: the id of the person or of their term; blank if nobody knows"),
        max_length=200,
        required=False,
    )
    described = forms.CharField(
        label=_("If nobody knows the id: the name or the description that the caller gives"),
        max_length=500,
        required=False,
    )
    words = forms.CharField(label=_("The words used"), widget=forms.Textarea(attrs={"rows": 4}))
    facets = forms.MultipleChoiceField(
        label=_("It speaks of (none, one or several)"),
        choices=list(FACETS.items()),
        required=False,
        widget=forms.CheckboxSelectMultiple,
    )
    from_role = forms.CharField(
        label=_("Who says so: their relation to the person, never a name"), max_length=200, required=False
    )
    call_back = forms.CharField(label=_("How to reach the caller, if they say so"), max_length=200, required=False)
    confidential = forms.ChoiceField(
        label=_("Does the caller ask for confidentiality?"),
        choices=[
            ("yes", _("Yes, hold who called and what they said apart")),
            ("no", _("No, they did not ask for it")),
        ],
        widget=forms.RadioSelect,
    )
    channel = forms.ChoiceField(label=_("How it came"), choices=list(CHANNELS.items()), initial="phone")
    day = forms.DateField(label=_("Day it came"), widget=forms.DateInput(attrs={"type": "date"}))
    time = forms.TimeField(
        label=_("Time it came"), required=False, widget=forms.TimeInput(attrs={"type": "time"}, format="%H:%M")
    )
    request = forms.CharField(widget=forms.HiddenInput)

    def __init__(self, *args: object, now: datetime, zone: str, seen: QuerySet[Term], **kwargs: object) -> None:
        super().__init__(*args, **kwargs)
        self.seen = seen
        self.fields["facets"].widget.attrs["class"] = "usa-checkbox__input"
        self.now, self.zone = now.astimezone(ZoneInfo(zone)), ZoneInfo(zone)

    def clean_about(self) -> str:
        """The id of the one term that is meant; '' where nobody knows."""
        said = self.cleaned_data["about"].strip()
        return term_meant(said, self.now.date(), self.seen) if said else ""

    def clean(self) -> dict[str, object]:
        """About somebody, known or not; and no time to come."""
        said = super().clean() or {}
        if said.get("about") == "" and not said.get("described"):
            self.add_error("about", _("Say about whom: an id, or below how the caller describes them."))
        day, time = said.get("day"), said.get("time")
        came = datetime.combine(day, time, self.zone) if day and time else None
        if day and (day > self.now.date() or (came and came > self.now)):
            self.add_error("day", _("This time has not come yet."))
        return said

    def line(self, staff: str) -> dict[str, object]:
        """The entry that it comes to; blank fields are left out."""
        said = self.cleaned_data
        occurred = said["day"].isoformat()
        if said["time"]:
            occurred = datetime.combine(said["day"], said["time"], self.zone).isoformat(timespec="minutes")
        line = {
            "kind": "warning",
            "occurred": occurred,
            "recorded_by": staff,
            "term": said["about"],
            "about": said["described"],
            **{n: said[n] for n in ("from_role", "channel", "facets", "words", "call_back", "confidential")},
        }
        return {name: value for name, value in line.items() if value}


class AttachForm(Styled):
    """About whom a warning is that was kept without knowing, and how that was found out."""

    term = forms.CharField(label=_("About whom: the id of the person or of their term"), max_length=200)
    reason = forms.CharField(
        label=_("How you know that it is about them (do not say who called)"),
        min_length=SHORTEST_REASON,
        widget=forms.Textarea(attrs={"rows": 3}),
    )
    request = forms.CharField(widget=forms.HiddenInput)

    def __init__(self, *args: object, today: date, **kwargs: object) -> None:
        super().__init__(*args, **kwargs)
        self.today = today

    def clean_term(self) -> str:
        """The id of the one term that is meant."""
        return term_meant(self.cleaned_data["term"].strip(), self.today)


class ClosingForm(Styled):
    """What is decided about a warning about somebody whom nobody can identify, and why."""

    action = forms.ChoiceField(label=_("What you decide"), choices=[("", _("Choose")), *UNATTACHED_ACTIONS.items()])
    passed_to = forms.CharField(label=_("To whom, where you pass it on"), max_length=200, required=False)
    reason = forms.CharField(
        label=_("Why, and what was tried (do not say who called)"),
        min_length=SHORTEST_REASON,
        widget=forms.Textarea(attrs={"rows": 3}),
    )
    request = forms.CharField(widget=forms.HiddenInput)

    def clean(self) -> dict[str, object]:
        """Passed on is to somebody."""
        said = super().clean() or {}
        if said.get("action") == "passed_on" and not said.get("passed_to"):
            self.add_error("passed_to", _("Say to whom you pass it on."))
        return said

    def line(self, staff: str, role: str, warning: str, at: datetime) -> dict[str, object]:
        """The entry that it comes to; blank fields are left out."""
        said = {name: self.cleaned_data[name] for name in ("action", "passed_to", "reason")}
        beside = {"occurred": at.isoformat(timespec="seconds"), "recorded_by": staff, "decided_by": role}
        line = {"kind": "unattached_response", "warning": warning, **beside, **said}
        return {name: value for name, value in line.items() if value}


def term_meant(said: str, today: date, seen: QuerySet[Term] | None = None) -> str:
    """The id of a term: by its own id, or as its person's only running term, or last one. ValidationError for none, and
    for several where whoever asks sees that person (``seen``; None: everybody); nobody else is told how many terms
    somebody has: what they say goes to the newest.
    """
    terms = list(Term.objects.filter(pk=said) or Term.objects.filter(person=said).order_by("starts", "id"))
    if not terms:
        raise forms.ValidationError(_("The record has no person and no term of this id."))
    running = [t for t in terms if t.ends is None or t.ends > today] or terms[-1:]
    if len(running) > 1 and (seen is None or seen.filter(person=running[0].person).exists()):
        ids = ", ".join(term.id for term in running)
        said = gettext("This person has %(number)s terms. Write the id of one: %(ids)s.")
        raise forms.ValidationError(said % {"number": len(running), "ids": ids})
    return running[-1].id


class DecisionForm(Styled):
    """What was decided about a warning, and why."""

    action = forms.ChoiceField(label=_("What is done"), choices=[("", _("Choose")), *ACTIONS.items()])
    reason = forms.CharField(
        label=_("Why (do not say who called)"), min_length=SHORTEST_REASON, widget=forms.Textarea(attrs={"rows": 3})
    )
    request = forms.CharField(widget=forms.HiddenInput)

    def line(self, staff: str, role: str, term: str, warning: str, at: datetime) -> dict[str, object]:
        """The entry that it comes to."""
        said = {name: self.cleaned_data[name] for name in ("action", "reason")}
        occurred = at.isoformat(timespec="seconds")
        beside = {"occurred": occurred, "recorded_by": staff, "decided_by": role}
        return {"kind": "warning_response", "term": term, "warning": warning, **beside, **said}
