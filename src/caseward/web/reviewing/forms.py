"""What a supervisor types in a review, checked by itself; and what it comes to in the record."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from datetime import date

from django import forms
from django.utils.translation import gettext_lazy as _

from caseward.interchange.kept.lines import made_id
from caseward.web.casework.forms import OfATerm, Styled
from caseward.web.reviewing.wording import CHOSEN, LOOKED_AT, TYPES
from caseward.web.tasks.queries import is_somebody

ACTIONS = 3
"""Things that a review can ask for at once; another review asks for more."""
MOST = 2_000
"""Terms in a frame at most: it is written into the record whole, so that anybody can draw again."""
SEEDS = 2**31


class ReviewForm(OfATerm):
    """A review: what was looked at; what was found, how it was judged and what is to be done, each for itself."""

    day = forms.DateField(label=_("Day of the review"), widget=forms.DateInput(attrs={"type": "date"}))
    type = forms.ChoiceField(label=_("What is reviewed"), choices=TYPES, initial="case")
    chosen = forms.ChoiceField(label=_("Why this case, now"), choices=CHOSEN, widget=forms.RadioSelect)
    sample = forms.ChoiceField(label=_("Drawn in the sample"), required=False)
    looked_at = forms.MultipleChoiceField(
        label=_("What you looked at"), choices=LOOKED_AT, widget=forms.CheckboxSelectMultiple
    )
    fact = forms.CharField(label=_("What you found: facts alone"), widget=forms.Textarea(attrs={"rows": 4}))
    judgement = forms.CharField(label=_("How you judge it, and why"), widget=forms.Textarea(attrs={"rows": 3}))
    response = forms.CharField(
        label=_("What is to be done about it"), required=False, widget=forms.Textarea(attrs={"rows": 3})
    )

    def __init__(self, *args: object, samples: Iterable[tuple[str, str]], today: date, **more: object) -> None:
        super().__init__(*args, **more)  # type: ignore[arg-type]
        self.today = today
        self.fields["sample"].choices = [("", _("none")), *samples]  # type: ignore[attr-defined]
        self.fields["looked_at"].widget.attrs["class"] = "usa-checkbox__input"

    def clean_day(self) -> date:
        """No day to come."""
        day: date = self.cleaned_data["day"]
        if day > self.today:
            raise forms.ValidationError(_("This day has not come yet."))
        return day

    def clean(self) -> dict[str, object]:
        """A case drawn at random names its sample."""
        said: dict[str, object] = super().clean() or {}
        if said.get("chosen") == "random" and "sample" in said and not said["sample"]:
            self.add_error("sample", _("Say in which sample it was drawn."))
        if said.get("sample") and said.get("chosen") != "random":
            self.add_error("chosen", _("A case of a sample was drawn at random."))
        return said

    def line(self, staff: str, role: str, saving: str) -> dict[str, object]:
        """The review as a line for the record, with the id by which its actions name it; blank fields are left out."""
        said = {name: self.cleaned_data[name] for name in ("term", "type", "chosen", "sample", "fact", "judgement")}
        line = {
            "kind": "review", "id": made_id("review", saving, 0), "occurred": self.cleaned_data["day"].isoformat(),
            "recorded_by": staff, "by": role, "looked_at": self.cleaned_data["looked_at"],
            "response": self.cleaned_data["response"],
        }  # fmt: skip
        return {name: value for name, value in (line | said).items() if value}


class ActionForm(Styled):
    """Something that a review asks for: what, of whom, by when. All three or nothing."""

    what = forms.CharField(label=_("What is to be done"), required=False, max_length=2000)
    owner = forms.CharField(label=_("By whom (staff token)"), required=False, max_length=200)
    due = forms.DateField(label=_("Due"), required=False, widget=forms.DateInput(attrs={"type": "date"}))

    def __init__(self, *args: object, today: date, **more: object) -> None:
        super().__init__(*args, **more)
        self.today = today

    def clean_due(self) -> date | None:
        """Not in the past."""
        due: date | None = self.cleaned_data["due"]
        if due is not None and due < self.today:
            raise forms.ValidationError(_("This day is over."))
        return due

    def clean_owner(self) -> str:
        """Somebody who is there: nobody else would ever see it on their list."""
        owner: str = self.cleaned_data["owner"]
        if owner and not is_somebody(owner):
            raise forms.ValidationError(_("Nobody has this staff token."))
        return owner

    def clean(self) -> dict[str, object]:
        """An action has an owner and a due day."""
        said: dict[str, object] = super().clean() or {}
        names = ("what", "owner", "due")
        if any(said.get(name) for name in names):
            for name in names:
                if name in said and not said[name]:
                    self.add_error(name, _("An action says what, by whom and by when."))
        return said

    def lines(self, review: dict[str, object]) -> Iterator[dict[str, object]]:
        """The action as a line for the record; none where nothing was typed."""
        said = self.cleaned_data
        if said.get("what"):
            same = {name: review[name] for name in ("term", "occurred", "recorded_by")}
            named = {"kind": "task_promised", "review": review["id"]}
            yield named | same | {"what": said["what"], "owner": said["owner"], "due": said["due"].isoformat()}


class SampleForm(Styled):
    """How many cases are drawn, of which office, with which seed."""

    size = forms.IntegerField(label=_("How many cases"), min_value=1, initial=10)
    office = forms.ChoiceField(label=_("Office"), required=False)
    seed = forms.IntegerField(label=_("Seed"), required=False, min_value=0, max_value=SEEDS - 1)
    request = forms.CharField(widget=forms.HiddenInput)

    def __init__(self, *args: object, offices: Iterable[str], **more: object) -> None:
        super().__init__(*args, **more)
        everywhere = [("", _("all that you oversee"))]
        self.fields["office"].choices = [*everywhere, *((one, one) for one in offices)]  # type: ignore[attr-defined]
