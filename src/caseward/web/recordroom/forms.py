"""What records staff type: a correction column by column, an order, a disclosure."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date

from django import forms
from django.utils.translation import gettext_lazy as _

from caseward.interchange.content import plain_entry
from caseward.interchange.kept.correcting import NOT_SET
from caseward.ledger.orders.order import Order
from caseward.record.entry import Entry
from caseward.record.fields import Field, FieldType
from caseward.record.kinds import BY_NAME
from caseward.web.casework.forms import Styled
from caseward.web.casework.words import column_in_words, in_words
from caseward.web.recordroom.queries import shown

SORTS = [
    ("", _("Not said")),
    ("wrong_person", _("Wrong person")),
    ("wrong_date", _("Wrong date")),
    ("wrong_code", _("Wrong choice")),
    ("duplicate", _("Recorded twice")),
    ("did_not_happen", _("It did not happen")),
    ("other", _("Something else")),
]
CLASSES: dict[type[forms.Widget], str] = {
    forms.Select: "usa-select",
    forms.Textarea: "usa-textarea",
    forms.CheckboxInput: "usa-checkbox__input",
}
LONG = frozenset({"note", "words"})
OWN = frozenset({"withdraw", "sort", "reason", "request"})
"""What is asked of a correction itself."""
ACTIONS = [("seal", _("Seal")), ("unseal", _("Open what is sealed")), ("destroy", _("Destroy"))]
YES_NO = [("", _("Not said")), ("yes", _("Yes")), ("no", _("No"))]


class CorrectForm(Styled):
    """An entry's columns as they should read, why, and what was wrong. Columns that are held apart are not here, nor
    are those that stay as they are (``fixed``).
    """

    def __init__(
        self, *args: object, entry: Entry, apart: frozenset[str], fixed: frozenset[str] = frozenset(), **more: object
    ) -> None:
        super().__init__(*args, **more)
        self.entry = entry
        plain = plain_entry(entry)
        beside = {*NOT_SET, "recorded_by", *apart, *fixed}
        self.columns = [field for field in BY_NAME[entry.kind].all_fields if field.name not in beside]
        for column in self.columns:
            self.fields[_key(column.name)] = _field(column, shown(plain.get(column.name)))
        self.fields["withdraw"] = forms.BooleanField(label=_("Withdraw it: nothing stands instead"), required=False)
        self.fields["sort"] = forms.ChoiceField(label=_("What was wrong"), choices=SORTS, required=False)
        self.fields["reason"] = forms.CharField(label=_("Why"), widget=forms.Textarea(attrs={"rows": 2}))
        self.fields["request"] = forms.CharField(widget=forms.HiddenInput)
        for name, field in self.fields.items():
            field.widget.attrs["class"] = CLASSES.get(type(field.widget), "usa-input")
            if name == "withdraw":
                field.widget.attrs["id"] = "id_withdraw"

    @property
    def shown_columns(self) -> list[forms.BoundField]:
        """The fields of the entry's own columns."""
        return [self[_key(column.name)] for column in self.columns]

    def sets(self) -> Mapping[str, str] | None:
        """The columns that are to read otherwise; None where the entry is withdrawn."""
        if self.cleaned_data["withdraw"]:
            return None
        said = {column.name: self.cleaned_data[_key(column.name)] for column in self.columns}
        return {name: text for name, text in said.items() if text != (self.fields[_key(name)].initial or "")}


def _key(column: str) -> str:
    """By which name the form asks for a column: some are called what is asked of the correction itself."""
    return f"entry_{column}" if column in OWN else column


def _field(column: Field, said: str) -> forms.Field:
    label = column_in_words(column.name)
    if column.type is FieldType.BOOL:
        return forms.ChoiceField(label=label, choices=YES_NO, required=False, initial=said)
    if column.type is FieldType.CODE:
        codes = [("", _("Not said")), *((code, in_words(code)) for code in column.codes)]
        return forms.ChoiceField(label=label, choices=codes, required=False, initial=said)
    widget = forms.Textarea(attrs={"rows": 3}) if column.name in LONG else forms.TextInput()
    return forms.CharField(label=label, required=False, initial=said, widget=widget)


class OrderForm(Styled):
    """An order of a court or authority, with the person whose matters it is about."""

    action = forms.ChoiceField(label=_("What is ordered"), choices=ACTIONS)
    subject = forms.CharField(label=_("Person"), max_length=200)
    matters = forms.CharField(
        label=_("Terms, with commas between them (blank: everything)"), required=False, max_length=500
    )
    court = forms.CharField(label=_("Court or authority"), max_length=500)
    number = forms.CharField(label=_("Number of the order or its case"), max_length=500)
    date = forms.DateField(label=_("Day of the order"), widget=forms.DateInput(attrs={"type": "date"}))
    basis = forms.CharField(label=_("Legal basis, as the order states it"), max_length=500)
    ordered_by = forms.CharField(label=_("Ordered by (office)"), max_length=500)
    second = forms.ChoiceField(label=_("Second person, who carries a destruction out"), required=False)
    confirm = forms.CharField(label=_("Type the number of the order again"), required=False, max_length=500)

    def __init__(self, *args: object, seconds: list[str], **more: object) -> None:
        super().__init__(*args, **more)
        self.fields["second"].choices = [("", _("Nobody")), *((one, one) for one in seconds)]  # type: ignore[attr-defined]

    def clean(self) -> dict[str, object]:
        """Nobody destroys alone."""
        said: dict[str, object] = super().clean() or {}
        if said.get("action") == "destroy" and not said.get("second") and "second" not in self.errors:
            self.add_error("second", _("A destruction is carried out by somebody else: choose who."))
        return said

    def order(self, staff: str) -> Order:
        """The order as data."""
        said = self.cleaned_data
        matters = tuple(one.strip() for one in said["matters"].split(",") if one.strip()) or None
        by = said["second"] if said["action"] == "destroy" else staff
        texts = (said["court"], said["number"], said["date"], said["basis"], said["ordered_by"])
        return Order(said["action"], *texts, by, said["subject"].strip(), matters)


class SignedForm(Styled):
    """The request as an authority signed it, and the order's number typed again."""

    signed = forms.CharField(label=_("The signed request"), strip=False, widget=forms.Textarea(attrs={"rows": 8}))
    confirm = forms.CharField(label=_("Type the number of the order again"), max_length=500)


class DisclosureForm(Styled):
    """What a disclosure is for, until when it may be kept, and whether private columns go with it."""

    purpose = forms.CharField(label=_("What it is for, and to whom it goes"), max_length=500)
    expires = forms.DateField(
        label=_("May be kept until"), required=False, widget=forms.DateInput(attrs={"type": "date"})
    )
    private = forms.ChoiceField(
        label=_("Addresses, employers and what could find somebody else"),
        choices=[("no", _("Withhold them, and list each")), ("yes", _("They go with it"))],
    )

    def __init__(self, *args: object, today: date, **more: object) -> None:
        super().__init__(*args, **more)
        self.today = today

    def clean_expires(self) -> date | None:
        """A day to come."""
        day: date | None = self.cleaned_data["expires"]
        if day is not None and day <= self.today:
            raise forms.ValidationError(_("This day has passed."))
        return day
