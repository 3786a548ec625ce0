"""What people without an account type, and what it comes to in the record."""

from __future__ import annotations

from datetime import datetime
from uuid import UUID
from zoneinfo import ZoneInfo

from django import forms
from django.utils.translation import gettext_lazy as _

from caseward.web.casework.forms import Styled
from caseward.web.public.uploads import Proof, checked
from caseward.web.public.words import ENGLISH_PROOFS, FACETS, PROOFS

FROM_OUTSIDE = "public form"
THEMSELVES = "person supervised"
"""Who recorded it, as the record says: nobody of the agency, and no name."""
LONGEST = 5_000


def _area(rows: int) -> forms.Textarea:
    return forms.Textarea(attrs={"rows": rows, "maxlength": LONGEST})


class Sent(Styled):
    """A form that is sent once: sent again, it is recorded once."""

    request = forms.UUIDField(widget=forms.HiddenInput)

    def saving(self, what: str) -> str:
        """The name of this saving in the kept record."""
        return f"{what} {self.cleaned_data['request']}"

    def id(self, kind: str) -> str:
        """The id of an entry that others of the same saving name."""
        request: UUID = self.cleaned_data["request"]
        return f"{kind}-{request.hex[:12]}"


class PublicWarningForm(Sent):
    """What somebody outside the agency says about somebody under supervision."""

    about = forms.CharField(
        label=_("Whom is it about? A name, or anything by which we can tell who it is"),
        max_length=500,
        widget=forms.Textarea(attrs={"rows": 2, "maxlength": 500}),
    )
    words = forms.CharField(label=_("What happened, or what are you afraid of?"), max_length=LONGEST, widget=_area(5))
    facets = forms.MultipleChoiceField(
        label=_("Is it about any of these? Choose all that apply, or none"),
        choices=list(FACETS.items()),
        required=False,
        widget=forms.CheckboxSelectMultiple,
    )
    from_role = forms.CharField(
        label=_("Who are you to them? For example: mother, neighbor, employer"), max_length=200, required=False
    )
    confidential = forms.ChoiceField(
        label=_("Shall we keep to ourselves that it was you?"),
        choices=[
            ("yes", _("Yes: show who I am and what I wrote only to the staff who have to act on it")),
            ("no", _("No, that is not needed")),
        ],
        initial="yes",
        widget=forms.RadioSelect,
    )
    call_back = forms.CharField(label=_("How can we reach you with questions?"), max_length=200, required=False)
    website = forms.CharField(label=_("Leave this field blank"), required=False)

    def __init__(self, *args: object, **kwargs: object) -> None:
        super().__init__(*args, **kwargs)
        self.fields["facets"].widget.attrs["class"] = "usa-checkbox__input"
        self.fields["call_back"].widget.attrs["autocomplete"] = "off"
        self.fields["website"].widget.attrs |= {"autocomplete": "off", "tabindex": "-1"}

    def clean_website(self) -> str:
        """No person sees this field; a program that fills in forms does. It is told: no warning is lost in silence."""
        if self.cleaned_data["website"]:
            raise forms.ValidationError(_("Leave this field blank, and send the form again."))
        return ""

    def line(self, at: datetime, zone: str) -> dict[str, object]:
        """The entry that it comes to; blank fields are left out."""
        said = {n: self.cleaned_data[n] for n in ("about", "words", "facets", "from_role", "confidential", "call_back")}
        beside = {"occurred": _written(at, zone), "recorded_by": FROM_OUTSIDE, "channel": "web"}
        return {"kind": "warning", **beside} | {name: value for name, value in said.items() if value}


class ProofForm(Sent):
    """A file that shows something: a pay slip, a note from a doctor."""

    sort = forms.ChoiceField(label=_("What is it?"), choices=[("", _("Choose")), *PROOFS.items()])
    file = forms.FileField(label=_("The file: a PDF, or a picture as JPEG or PNG, 10 MB at most"))
    checked: Proof

    def __init__(self, *args: object, **kwargs: object) -> None:
        super().__init__(*args, **kwargs)
        self.fields["file"].widget.attrs["accept"] = ".pdf,.jpg,.jpeg,.png"

    def clean_file(self) -> object:
        """What the bytes say it is counts, not its name."""
        upload = self.cleaned_data["file"]
        if upload:
            self.checked = checked(upload)
        return upload

    def document(self, term: str, at: datetime, zone: str) -> dict[str, object]:
        """The entry of the file."""
        said = {"title": f"Sent by the person: {ENGLISH_PROOFS[self.cleaned_data['sort']].lower()}", "term": term}
        beside = {"occurred": _written(at, zone), "recorded_by": THEMSELVES, "id": self.id("document")}
        return {"kind": "document", **beside, **said, "sha256": self.checked.sha256, "location": self.checked.location}


class DisputeForm(ProofForm):
    """What is wrong about an entry and why, with a file that shows it or without one."""

    why = forms.CharField(label=_("What is wrong, and what happened instead?"), max_length=LONGEST, widget=_area(5))
    field_order = ("why", "sort", "file")

    def __init__(self, *args: object, **kwargs: object) -> None:
        super().__init__(*args, **kwargs)
        self.fields["file"].required = self.fields["sort"].required = False

    def clean(self) -> dict[str, object]:
        """A file is of some sort."""
        said: dict[str, object] = super().clean() or {}
        if said.get("file") and not said.get("sort"):
            said["sort"] = "other"
        return said

    def lines(self, term: str, disputed: dict[str, str], at: datetime, zone: str) -> list[dict[str, object]]:
        """The entries that it comes to: the file, where there is one, and the dispute."""
        beside = {"occurred": _written(at, zone), "recorded_by": THEMSELVES, "id": self.id("dispute")}
        dispute = {"kind": "dispute", **beside, "term": term, **disputed, "why": self.cleaned_data["why"]}
        if not self.cleaned_data.get("file"):
            return [dispute]
        return [self.document(term, at, zone), dispute | {"proof": self.id("document")}]


def _written(at: datetime, zone: str) -> str:
    return at.astimezone(ZoneInfo(zone)).isoformat(timespec="minutes")
