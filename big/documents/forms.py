from typing import Any

from crispy_forms.helper import FormHelper
from django import forms

from big.documents.models import Document, DocumentQuerySet
from big.documents.uploads import Kind, UploadField
from big.forms import form_helper


class ArchiveForm(forms.Form):
    """What to show of `documents`. The years are those that have any."""

    year = forms.TypedChoiceField(label="År", coerce=int, empty_value=None, required=False)
    kind = forms.ChoiceField(label="Slag", choices=[("", "Alla slag"), *Document.Kind.choices], required=False)

    def __init__(self, *args: Any, documents: DocumentQuerySet, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.documents = documents
        years = [day.year for day in documents.dates("date", "year", order="DESC")]
        self.fields["year"].choices = [("", "Alla år"), *((year, str(year)) for year in years)]
        for field in self.fields.values():
            field.widget.attrs["class"] = "form-select"

    def found(self) -> DocumentQuerySet:
        """The chosen documents; all of them when the choice is not one of those offered."""
        documents = self.documents.select_related("blob", "replaced_by").defer("blob__data")
        documents = documents.prefetch_related("corrected_by")
        if not self.is_bound or not self.is_valid():
            return documents
        return documents.of_year(self.cleaned_data["year"]).of_kind(self.cleaned_data["kind"])


ANY_FILE = Kind(name="PDF", media_type="application/pdf", extensions=(".pdf",), begins=b"", check=lambda content: None)
"""A file to be judged is read whatever it is: that it is no PDF, or a damaged one, is an answer too."""


class VerifyForm(forms.Form):
    """The file to check."""

    file = UploadField(label="Handlingen som fil", kinds=[ANY_FILE], help_text="Filen sparas inte.")

    @property
    def helper(self) -> FormHelper:
        helper = form_helper("Kontrollera")
        helper.attrs |= {"data-drop": ""}
        return helper
