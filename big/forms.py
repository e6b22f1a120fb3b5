"""What all forms share: one layout, and the version that a reader saw."""

from typing import Any

from crispy_forms.helper import FormHelper
from crispy_forms.layout import Submit
from django import forms
from django.db import models


def form_helper(submit: str) -> FormHelper:
    """The house's form layout, with one button that says what it does."""
    helper = FormHelper()
    helper.include_media = False  # media belong in the head, with a nonce
    helper.form_show_errors = True
    helper.error_text_inline = True
    helper.attrs = {"novalidate": True}  # errors come in Swedish, beside the field, from the server
    helper.add_input(Submit("submit", submit))
    return helper


class DateInput(forms.DateInput):
    """The browser's own calendar."""

    input_type = "date"

    def __init__(self, attrs: dict[str, Any] | None = None) -> None:
        super().__init__(attrs, format="%Y-%m-%d")


def day_field(label: str, *, help_text: str = "") -> forms.DateField:
    """A day that may be left out."""
    return forms.DateField(
        label=label,
        widget=DateInput,
        required=False,
        help_text=help_text,
        error_messages={"invalid": "Skriv datumet som ÅÅÅÅ-MM-DD, till exempel 2021-10-04."},
    )


class VersionedModelForm(forms.ModelForm):
    """A form that saves over the version its reader saw, and says so when somebody else was faster."""

    seen_version = forms.CharField(widget=forms.HiddenInput, required=False)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.current_version = self.version_of(self.instance)
        self.fields["seen_version"].initial = self.current_version

    @staticmethod
    def version_of(instance: models.Model) -> str:
        """What tells one state of the record from the next."""
        return str(instance.version)

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean()
        if self.instance.pk and cleaned.get("seen_version") != self.current_version:
            raise forms.ValidationError(
                "Någon annan har sparat ändringar sedan du öppnade sidan. Det du har skrivit står kvar här, men är "
                "inte sparat. Öppna sidan i en ny flik, jämför, och för in dina ändringar där.",
                code="stale",
            )
        return cleaned
