from typing import Any

from django import forms
from django.urls import reverse

from big.documents.uploads import PDF, UploadField
from big.forms import day_field, form_helper
from minutes.models import Meeting, Paragraph


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


class PrepareSigningForm(forms.Form):
    """Which version of the minutes the secretary wants signed."""

    version = forms.IntegerField(widget=forms.HiddenInput)

    def __init__(self, *args: Any, meeting: Meeting, **kwargs: Any) -> None:
        super().__init__(*args, initial={"version": meeting.version}, **kwargs)
        self.helper = form_helper("Ta fram filen")


class SignedFileForm(forms.Form):
    """The file as the other service left it. How many have signed is for a person to judge: some services sign once."""

    file = UploadField(label="Den undertecknade filen", kinds=[PDF])
    is_complete = forms.BooleanField(
        label="Alla som ska justera har undertecknat",
        error_messages={"required": "Vänta tills alla har undertecknat, och kryssa sedan i rutan."},
    )

    def __init__(self, *args: Any, meeting: Meeting, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.helper = form_helper("Registrera som undertecknat")
        self.helper.form_action = reverse("minutes:receive_signed", args=[meeting.pk])


class ParagraphForm(forms.ModelForm):
    """One § on the page of writing. Which version its writer saw stands beside it (drafting_views.seen)."""

    class Meta:
        model = Paragraph
        fields = ["heading", "text", "kind"]

    def __init__(self, *args: Any, instance: Paragraph, **kwargs: Any) -> None:
        super().__init__(*args, instance=instance, auto_id=f"%s-{instance.pk}", **kwargs)
        self.fields["heading"].widget.attrs |= {"class": "form-control heading", "autocomplete": "off"}
        self.fields["kind"].widget.attrs["class"] = "form-select form-select-sm"
        self.fields["text"].widget.attrs |= {"class": "form-control", "rows": 4}
