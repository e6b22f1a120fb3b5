from typing import Any

from django import forms

from big.forms import DateInput, form_helper
from minutes.models import Meeting, Paragraph


class HandedOverForm(forms.Form):
    """Which day somebody was given the paper."""

    on = forms.DateField(
        label="Lämnad den",
        widget=DateInput,
        error_messages={
            "required": "Ange dagen.",
            "invalid": "Skriv datumet som ÅÅÅÅ-MM-DD, till exempel 2021-10-04.",
        },
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.helper = form_helper("Anteckna")


class ExtractForm(forms.Form):
    """Which §§ an extract is to have."""

    paragraphs = forms.MultipleChoiceField(
        label="Paragrafer",
        widget=forms.CheckboxSelectMultiple,
        error_messages={
            "required": "Välj minst en paragraf.",
            "invalid_choice": "En av paragraferna finns inte i protokollet.",
        },
    )

    def __init__(self, *args: Any, meeting: Meeting, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.rows = {str(paragraph.pk): paragraph for paragraph in meeting.paragraphs.order_by("position")}
        self.fields["paragraphs"].choices = [(key, str(paragraph)) for key, paragraph in self.rows.items()]
        self.helper = form_helper("Intyga och gör utdraget")

    def clean_paragraphs(self) -> list[Paragraph]:
        return [self.rows[key] for key in self.cleaned_data["paragraphs"]]
