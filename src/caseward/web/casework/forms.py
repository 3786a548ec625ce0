"""What a person types, checked by itself; what it comes to in the record is said here too."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import date, datetime
from types import MappingProxyType
from typing import Any, cast
from urllib.parse import parse_qsl, urlencode
from zoneinfo import ZoneInfo

from django import forms
from django.core.files.uploadedfile import UploadedFile
from django.http import QueryDict
from django.utils.datastructures import MultiValueDict
from django.utils.text import capfirst
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from caseward.record.kinds import BY_NAME
from caseward.web.accounts.again import again
from caseward.web.accounts.operations import SHORTEST_REASON
from caseward.web.casework.codes import CODES
from caseward.web.casework.models import Term

CLASSES: dict[type[forms.Widget], str] = {
    forms.RadioSelect: "usa-radio__input",
    forms.Select: "usa-select",
    forms.Textarea: "usa-textarea",
}
Choices = list[tuple[str, object]]


def codes_of(kind: str, column: str) -> Choices:
    """The values that a column of a kind may have, each in words, in the order in which the record has them."""
    found = next(field for field in BY_NAME[kind].all_fields if field.name == column)
    return [(code, capfirst(cast("str", CODES[code]))) for code in found.codes]


#: What the address of a caseload may ask for.
ASKED_FOR = ("order", "show", "officer", "office", "level", "case_type", "q", "of")
#: One question, three answers that differ: what came of it.
RESULTS = [
    ("spoke", _("We spoke")),
    ("left_message", _("I left a message")),
    ("no_answer", _("No answer")),
    ("no_show", _("They did not come")),
    ("attempted", _("I tried, and it came to nothing")),
    ("refused", _("They refused")),
]
MODES = [
    ("in_person", _("In person")),
    ("phone", _("By telephone")),
    ("video", _("By video")),
    ("text_message", _("By text message")),
    ("email", _("By email")),
    ("letter", _("By letter")),
]
WHOM = [
    ("person", _("The person")),
    ("both", _("The person and somebody else")),
    ("collateral", _("Somebody about them")),
]
NOT_SAID = ("", _("Not said"))
ABOUT_THEM = [
    NOT_SAID,
    ("family", _("Family")),
    ("partner", _("Partner")),
    ("significant_other", _("Significant other")),
    ("employer", _("Employer")),
    ("treatment_provider", _("Treatment provider")),
    ("landlord", _("Landlord")),
    ("school", _("School")),
    ("police", _("Police")),
    ("victim", _("Victim")),
    ("other", _("Other")),
]
PLACES = [NOT_SAID]
PLACES += [("office", _("Office")), ("home", _("Home")), ("work", _("Work")), ("field", _("Field"))]
PLACES += [("court", _("Court")), ("jail", _("Jail"))]
PLACES += [("treatment", _("Treatment")), ("school", _("School")), ("other", _("Other"))]
BEGUN = [NOT_SAID, ("outgoing", _("We did")), ("incoming", _("They did"))]
OWN_PEOPLE = frozenset({"family", "treatment_provider"})
"""Who is present for one person's sake: not said of somebody else who was met in the same visit."""
OWN_PLACES = frozenset({"home", "work", "school", "treatment"})
"""Places that are somebody's: that it was at the home of one does not say that it was at that of another."""


NOTHING: Mapping[str, Iterable[str]] = MappingProxyType({})
NO_FILES: MultiValueDict[str, UploadedFile[Any]] = MultiValueDict()


class Styled(forms.Form):
    """A form whose fields carry the design system's classes, and say where their fault is told."""

    def __init__(self, *args: object, **kwargs: object) -> None:
        super().__init__(*args, **kwargs)  # type: ignore[arg-type]
        for name, field in self.fields.items():
            field.widget.attrs["class"] = CLASSES.get(type(field.widget), "usa-input")
            if isinstance(field.widget, forms.DateInput):
                field.widget.format = "%Y-%m-%d"  # what a browser takes, whatever the language
            chosen = self._chosen_before(name) if isinstance(field, forms.FileField) else ""
            if chosen:
                field.help_text = gettext("You had chosen the file “%(name)s”. Choose it again.") % {"name": chosen}

    def get_initial_for_field(self, field: forms.Field, field_name: str) -> object:
        """What a field begins with; where a sign-in ended before it was saved, what was typed into it."""
        found, name = again(), self.add_prefix(field_name)
        if found is None or self.is_bound or field.widget.value_omitted_from_data(found.said, NO_FILES, name):
            return super().get_initial_for_field(field, field_name)
        if not any(
            self.add_prefix(one) in found.said for one, said in self.fields.items() if not said.widget.is_hidden
        ):
            return super().get_initial_for_field(field, field_name)
        found.put_back = True
        return field.widget.value_from_datadict(found.said, NO_FILES, name)

    def _chosen_before(self, name: str) -> str:
        """The name of the file that was chosen in a field: no page can choose it for anybody once more."""
        found = again()
        if self.is_bound:
            return getattr(self.files.get(self.add_prefix(name)), "name", None) or ""
        return "" if found is None else found.files.get(self.add_prefix(name), "")


class Several(forms.CheckboxSelectMultiple):
    """Boxes of which several may be ticked; a draft keeps them as one text, with blanks between."""

    def value_from_datadict(self, data: Mapping[str, Any], files: object, name: str) -> list[str]:  # noqa: ARG002
        """What was ticked, from a form or from a draft."""
        held = data.getlist(name) if isinstance(data, QueryDict) else [data.get(name) or ""]
        return " ".join(held).split()

    def format_value(self, value: object) -> list[str]:
        """What is ticked to begin with."""
        return value.split() if isinstance(value, str) else list(value or ())  # type: ignore[call-overload]


class OfATerm(Styled):
    """What is said of one of a person's terms; which is asked only where there are several."""

    term = forms.ChoiceField(label=_("Term"))
    request = forms.CharField(widget=forms.HiddenInput)

    def __init__(self, *args: object, terms: Iterable[Term], **kwargs: object) -> None:
        super().__init__(*args, **kwargs)
        choices = [(t.id, gettext("%(term)s, from %(day)s") % {"term": t.id, "day": t.starts}) for t in terms]
        self.fields["term"].choices = choices  # type: ignore[attr-defined]
        self.fields["term"].initial = choices[-1][0]
        if len(choices) == 1:
            self.fields["term"].widget = forms.HiddenInput()


class ContactForm(OfATerm):
    """A contact, or an attempt at one: when, how, with whom, and what came of it."""

    day = forms.DateField(label=_("Day"), widget=forms.DateInput(attrs={"type": "date"}))
    time = forms.TimeField(label=_("Time"), required=False, widget=forms.TimeInput(attrs={"type": "time"}))
    mode = forms.ChoiceField(label=_("How"), choices=MODES, widget=forms.RadioSelect)
    outcome = forms.ChoiceField(label=_("What came of it"), choices=RESULTS, widget=forms.RadioSelect)
    with_whom = forms.ChoiceField(label=_("With whom"), choices=WHOM, initial="person", widget=forms.RadioSelect)
    collateral = forms.ChoiceField(label=_("Who the somebody was"), choices=ABOUT_THEM, required=False)
    place = forms.ChoiceField(label=_("Where"), choices=PLACES, required=False)
    scheduled = forms.ChoiceField(
        label=_("Was it arranged beforehand?"), choices=[NOT_SAID, ("yes", _("Yes")), ("no", _("No"))], required=False
    )
    note = forms.CharField(label=_("Note"), required=False, widget=forms.Textarea(attrs={"rows": 4}))
    direction = forms.ChoiceField(label=_("Who began it?"), choices=BEGUN, required=False)
    purpose = forms.ChoiceField(
        label=_("What it was for"), choices=[NOT_SAID, *codes_of("contact", "purpose")], required=False
    )
    verified = forms.MultipleChoiceField(
        label=_("What you verified"), choices=codes_of("contact", "verified"), required=False, widget=Several
    )
    present = forms.MultipleChoiceField(
        label=_("Who else was there"), choices=codes_of("contact", "present"), required=False, widget=Several
    )

    appointment = forms.CharField(required=False, widget=forms.HiddenInput)
    """Place in the log of the appointment that was kept, where the form was filled in from one."""

    MORE = ("direction", "purpose", "verified", "present")

    def __init__(
        self, *args: object, today: date, looked_at: Mapping[str, Iterable[str]] = NOTHING, **kwargs: object
    ) -> None:
        super().__init__(*args, **kwargs)  # type: ignore[arg-type]
        self.today = today
        for name in ("verified", "present"):
            self.fields[name].widget.attrs["class"] = "usa-checkbox__input"
        for name, codes in looked_at.items():
            if name in self.MORE:
                words = ", ".join(str(CODES.get(code, code)) for code in codes)
                self.fields[name].help_text = gettext("A policy looks at this: %(codes)s.") % {"codes": words}

    @property
    def more(self) -> list[tuple[forms.BoundField, bool]]:
        """What is not asked of every contact, each with whether several answers may be ticked."""
        return [(self[name], isinstance(self.fields[name].widget, Several)) for name in self.MORE]

    @property
    def more_is_open(self) -> bool:
        """Whether it is shown at once: where a policy looks at it, something of it was said, or is wrong."""
        return any(one.help_text or one.value() or one.errors for one, _several in self.more)

    def clean_day(self) -> date:
        """No day to come."""
        day: date = self.cleaned_data["day"]
        if day > self.today:
            raise forms.ValidationError(_("This day has not come yet. An appointment is made on its own page."))
        return day

    def clean(self) -> dict[str, object]:
        """Who the somebody was is said where there was somebody."""
        said: dict[str, object] = super().clean() or {}
        if said.get("collateral") and said.get("with_whom") == "person":
            self.add_error("collateral", _("You said that it was with the person alone. Say with whom it was."))
        return said

    def line(self, staff: str, zone: str) -> dict[str, object]:
        """The entry that it comes to, as a line for the record; blank fields are left out."""
        said = self.cleaned_data
        occurred = said["day"].isoformat()
        if said["time"]:
            occurred = datetime.combine(said["day"], said["time"], ZoneInfo(zone)).isoformat(timespec="minutes")
        line = {
            "kind": "contact",
            "occurred": occurred,
            "recorded_by": staff,
            "officer": staff,
            **{name: said[name] for name in ("term", "mode", "outcome", "with_whom", "place", "scheduled", "note")},
            **{name: said[name] for name in self.MORE},
            "collateral": [said["collateral"]] if said["collateral"] else [],
        }
        return {name: value for name, value in line.items() if value}


class BesideForm(OfATerm):
    """Somebody else who was met in the same visit: what came of it with them, and a note for their record alone."""

    request = None  # type: ignore[assignment]  # one form is saved, that of the first person
    person = forms.CharField(widget=forms.HiddenInput)
    outcome = forms.ChoiceField(
        label=_("What came of it with them"), choices=[("", _("The same")), *RESULTS], required=False
    )
    place = forms.ChoiceField(
        label=_("Where it was for them"),
        choices=[("", _("As above")), *PLACES[1:]],
        required=False,
        help_text=_("The first person's own home, work, school or treatment is not taken over: choose where it was."),
    )
    note = forms.CharField(
        label=_("Note for their record alone"), required=False, widget=forms.Textarea(attrs={"rows": 2})
    )
    left_out = forms.BooleanField(label=_("Leave them out again"), required=False)

    def __init__(self, *args: object, **kwargs: object) -> None:
        super().__init__(*args, **kwargs)  # type: ignore[arg-type]
        self.fields["left_out"].widget.attrs["class"] = "usa-checkbox__input"

    def get_initial_for_field(self, field: forms.Field, field_name: str) -> object:
        """What it was made with, whatever was typed before: by then another one may have had its number."""
        return forms.Form.get_initial_for_field(self, field, field_name)

    def line(self, first: Mapping[str, object]) -> dict[str, object]:
        """The entry that it comes to: that of the first person, with what is said of this one alone, and without what
        is the first person's own: their home, somebody who spoke about them or came for them, and what was verified.
        """
        said, place = self.cleaned_data, first.get("place", "")
        present = first.get("present", [])
        assert isinstance(present, list)
        own = {
            "term": said["term"],
            "outcome": said["outcome"] or first["outcome"],
            "place": said["place"] or ("" if place in OWN_PLACES else place),
            "with_whom": "person" if first["with_whom"] == "both" else first["with_whom"],
            "collateral": [],
            "verified": [],
            "present": [one for one in present if one not in OWN_PEOPLE],
            "note": said["note"],
        }
        return {name: value for name, value in ({**first} | own).items() if value}


class AddForm(Styled):
    """Who else was there, to be added to a contact."""

    add = forms.CharField(label=_("Somebody else was there: their id"), required=False, max_length=500)
    add.widget.attrs["list"] = "people"


class ViewForm(Styled):
    """A name by which a user finds what they asked of their caseload again."""

    name = forms.CharField(label=_("Name of the view"), max_length=60)
    asked = forms.CharField(required=False, max_length=1000, widget=forms.HiddenInput)

    def clean_asked(self) -> str:
        """Only what a caseload can be asked for, in the order in which it was said."""
        said = parse_qsl(self.cleaned_data["asked"])
        return urlencode([(name, value) for name, value in said if name in ASKED_FOR])


class NeedForm(Styled):
    """Why somebody opens the record of a person for whom they are not responsible."""

    reason = forms.CharField(
        label=_("Why you need to see this record"), min_length=SHORTEST_REASON, widget=forms.Textarea(attrs={"rows": 3})
    )
