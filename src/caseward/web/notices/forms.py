"""How a user wants to be reached outside the application, and in which language."""

from __future__ import annotations

import re

from django import forms
from django.conf import settings
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from caseward.web.casework.forms import Styled

PHONE = re.compile(r"\+[1-9][0-9]{6,14}")


class ReachForm(Styled):
    """Email and telephone, and the language of what is sent there."""

    email = forms.EmailField(label=gettext_lazy("Email address at work"), required=False)
    phone = forms.CharField(
        label=gettext_lazy("Mobile telephone at work, with + and the country: +12135550100"),
        required=False,
        max_length=20,
        widget=forms.TextInput(attrs={"type": "tel", "autocomplete": "tel"}),
    )
    language = forms.ChoiceField(label=gettext_lazy("Language of messages"), choices=settings.LANGUAGES)

    def clean_phone(self) -> str:
        """The number as gateways take it (E.164)."""
        said = re.sub(r"[\s().-]", "", str(self.cleaned_data["phone"]))
        if said and not PHONE.fullmatch(said):
            raise forms.ValidationError(_("Write + and the country's number first, then digits alone."))
        return said
