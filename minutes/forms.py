from typing import Any

from django import forms

from big.documents.uploads import UploadField
from big.forms import day_field, form_helper
from minutes.calling import Draft
from minutes.models import Meeting


class NamesField(forms.CharField):
    """Names separated by commas; cleans to a list."""

    def to_python(self, value: Any) -> list[str]:
        names = [name.strip() for name in (super().to_python(value) or "").split(",")]
        return list(dict.fromkeys(filter(None, names)))

    def validate(self, value: list[str]) -> None:
        super().validate(value)
        for name in value:
            if len(name) > 200:
                raise forms.ValidationError("Namnet är för långt. Skilj flera namn åt med kommatecken.")

    def run_validators(self, value: list[str]) -> None:
        for name in value:
            super().run_validators(name)


class PaperAttestationForm(forms.Form):
    """What stands under the paper, and which version of the minutes the secretary compared it with."""

    secretaries = NamesField(label="Vid protokollet", required=False)
    attesters = NamesField(label="Justeras av", required=False, help_text="Flera namn skiljs åt med kommatecken.")
    attested_on = day_field("Justerat den", help_text="Lämna tomt om datumet inte framgår av papperet.")
    held_on = day_field("Sammanträdets datum", help_text="Det framgick inte av filen.")
    scan = UploadField(
        label="Underskrivet exemplar, inskannat",
        required=False,
        help_text="Läses av alla som får läsa protokollet. Se till att inga personnummer syns.",
    )
    version = forms.IntegerField(widget=forms.HiddenInput)

    def __init__(self, *args: Any, meeting: Meeting, **kwargs: Any) -> None:
        initial = {
            "secretaries": ", ".join(officer.name for officer in meeting.secretaries()),
            "attesters": ", ".join(officer.name for officer in meeting.attesters()),
            "version": meeting.version,
        }
        super().__init__(*args, initial=initial, **kwargs)
        if meeting.date:
            del self.fields["held_on"]
        self.helper = form_helper("Registrera som justerat på papper")


class NoticeForm(forms.Form):
    """That the notice is to be sent as it was shown."""

    seen = forms.CharField(widget=forms.HiddenInput)

    def __init__(self, *args: Any, draft: Draft, **kwargs: Any) -> None:
        super().__init__(*args, initial={"seen": draft.digest}, **kwargs)
        self.helper = form_helper("Skicka ny kallelse" if draft.last else "Skicka kallelsen")
