from django import forms

from big.forms import DateInput, form_helper


class PaperAttestationForm(forms.Form):
    """When the paper was attested, and which version of the minutes the secretary compared it with."""

    attested_on = forms.DateField(
        label="Justerat den",
        widget=DateInput,
        required=False,
        help_text="Lämna tomt om datumet inte framgår av papperet.",
        error_messages={"invalid": "Skriv datumet som ÅÅÅÅ-MM-DD, till exempel 2021-10-04."},
    )
    version = forms.IntegerField(widget=forms.HiddenInput)

    def __init__(self, *args, **kwargs) -> None:
        super().__init__(*args, **kwargs)
        self.helper = form_helper("Registrera som justerat på papper")
