from typing import Any

from django import forms

from big.documents.models import Document, DocumentQuerySet


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
        if not self.is_bound or not self.is_valid():
            return documents
        return documents.of_year(self.cleaned_data["year"]).of_kind(self.cleaned_data["kind"])
