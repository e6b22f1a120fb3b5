from typing import Any

from django import forms

from big.forms import ComparingModelForm, DateInput, form_helper, with_plain_line_ends
from minutes import corrections
from minutes.models import Correction


class CorrectionForm(ComparingModelForm):
    """What stands in the §, what is to stand, and why."""

    class Meta:
        model = Correction
        fields = ["before", "after", "reason"]
        labels = {"before": "I protokollet står", "after": "Det ska stå", "reason": "Varför det rättas"}
        widgets = {
            "before": forms.Textarea({"rows": 3}),
            "after": forms.Textarea({"rows": 3}),
            "reason": forms.Textarea({"rows": 2}),
        }
        help_texts = {"before": "Skriv av orden precis som de står i paragrafen."}
        error_messages = {
            "before": {"required": "Skriv vilka ord som ska rättas."},
            "reason": {"required": "Skriv varför protokollet rättas."},
        }

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.helper = form_helper("Spara rättelsen")

    def clean(self) -> dict[str, Any]:
        cleaned = {name: with_plain_line_ends(value) for name, value in super().clean().items()}
        before, after = cleaned.get("before"), cleaned.get("after", "")
        if before and not corrections.stands_in(self.instance.paragraph, before):
            self.add_error("before", corrections.ELSEWHERE)
        if before and corrections.run_on(before) == corrections.run_on(after):
            self.add_error("after", corrections.UNCHANGED)
        return cleaned

    @property
    def typed(self) -> dict[str, str]:
        return {name: self.cleaned_data[name] for name in self.Meta.fields}


class PaperCorrectionForm(forms.Form):
    """Which day the correction was signed, and which version of it the secretary compared with the paper."""

    attested_on = forms.DateField(
        label="Justerad den",
        widget=DateInput,
        error_messages={
            "required": "Ange dagen.",
            "invalid": "Skriv datumet som ÅÅÅÅ-MM-DD, till exempel 2021-10-04.",
        },
    )
    version = forms.IntegerField(widget=forms.HiddenInput)

    def __init__(self, *args: Any, correction: Correction, **kwargs: Any) -> None:
        super().__init__(*args, initial={"version": correction.version}, **kwargs)
        self.helper = form_helper("Registrera som justerad på papper")


class ReturnForm(forms.Form):
    """What an attester wants to have changed, and which PDF that was written about."""

    comment = forms.CharField(
        label="Vad behöver ändras?",
        widget=forms.Textarea({"rows": 3}),
        error_messages={"required": "Skriv vad som behöver ändras."},
    )
    digest = forms.CharField(widget=forms.HiddenInput)

    def __init__(self, *args: Any, digest: str, **kwargs: Any) -> None:
        super().__init__(*args, initial={"digest": digest}, **kwargs)
        self.helper = form_helper("Behöver ändras")

    def clean_comment(self) -> str:
        return with_plain_line_ends(self.cleaned_data["comment"])
