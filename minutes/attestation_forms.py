import datetime
from typing import Any

from django import forms

from big.forms import DateInput, KeptForm, form_helper, with_plain_line_ends
from minutes.models import AttestationRound, Correction, Meeting

DAY = "Skriv datumet som ÅÅÅÅ-MM-DD, till exempel 2026-10-04."


class SendForm(forms.Form):
    """How long the attesters have, whether they answer one after another, and which version the secretary has read."""

    due_on = forms.DateField(
        label="Svara senast",
        widget=DateInput,
        help_text="Justerarna påminns före och efter den dagen. De kan svara senare också.",
        error_messages={"required": "Välj en dag.", "invalid": DAY},
    )
    in_order = forms.TypedChoiceField(
        label="I vilken ordning",
        choices=[("", "alla samtidigt"), ("yes", "en i taget, i den ordning de står ovan")],
        widget=forms.RadioSelect,
        coerce=bool,
        empty_value=False,
        required=False,
    )
    version = forms.IntegerField(widget=forms.HiddenInput)

    def __init__(
        self, *args: Any, about: Meeting | Correction, due_on: datetime.date, several: bool, **kwargs: Any
    ) -> None:
        super().__init__(*args, initial={"due_on": due_on, "in_order": "", "version": about.version}, **kwargs)
        self.what = "Protokollet" if isinstance(about, Meeting) else "Rättelsen"
        if not several:
            del self.fields["in_order"]
        self.helper = form_helper("Skicka till justering")

    def refuse_stale(self) -> None:
        """Say that what was read is changed, and let what is on the page now be sent by one more press."""
        self.add_error(None, f"{self.what} har ändrats sedan du öppnade sidan. Läs utkastet igen och skicka sedan.")
        self.data = self.data.copy()
        self.data["version"] = self.initial["version"]


class RecallForm(forms.Form):
    """Why minutes are taken back from their attesters, and in which round they were when the secretary decided so."""

    reason = forms.CharField(
        label="Varför",
        max_length=300,
        help_text="Sparas i händelseloggen. Skriv inget av det som står i protokollet.",
        error_messages={"required": "Skriv varför protokollet återtas."},
    )
    number = forms.IntegerField(widget=forms.HiddenInput)

    def __init__(self, *args: Any, sent: AttestationRound, **kwargs: Any) -> None:
        super().__init__(*args, initial={"number": sent.number}, **kwargs)
        self.sent = sent
        self.helper = form_helper("Återta från justering")

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean()
        if cleaned.get("number") != self.sent.number:
            self.data = self.data.copy()
            self.data["number"] = self.sent.number
            raise forms.ValidationError(
                "Protokollet har skickats på nytt sedan du öppnade sidan. Se efter om det fortfarande ska återtas."
            )
        return cleaned


class AnswerForm(KeptForm):
    """An attester's answer: words about the whole and about each §, and which PDF they were written about."""

    digest = forms.CharField(widget=forms.HiddenInput)
    comment = forms.CharField(label="Om protokollet i sin helhet", widget=forms.Textarea({"rows": 3}), required=False)

    def __init__(self, *args: Any, meeting: Meeting, digest: str, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.paragraphs = list(meeting.paragraphs.all())
        self.initial["digest"] = digest  # also where an earlier text was kept: it is read beside this one
        for paragraph in self.paragraphs:
            self.fields[self.name_of(paragraph.pk)] = forms.CharField(
                label=f"Kommentar till {paragraph.label or paragraph.heading}",
                widget=forms.Textarea({"rows": 2}),
                required=False,
            )
        if self.unsaved:
            typed = self.unsaved.as_typed()
            for paragraph in self.paragraphs:
                name = self.name_of(paragraph.pk)
                self.initial[name] = typed.get(name, "")

    @staticmethod
    def name_of(key: int) -> str:
        return f"paragraf-{key}"

    def clean_comment(self) -> str:
        return with_plain_line_ends(self.cleaned_data["comment"])

    def typed(self) -> tuple[str, dict[int, str]]:
        """What was written about the whole, and about each § by its key."""
        about = {one.pk: with_plain_line_ends(self.cleaned_data[self.name_of(one.pk)]) for one in self.paragraphs}
        return self.cleaned_data["comment"], {key: text for key, text in about.items() if text}

    def show_anew(self, digest: str) -> None:
        """Let what was typed be sent once more, about what is on the page now."""
        self.data = self.data.copy()
        self.data["digest"] = digest


class ApproveForm(forms.Form):
    """That exactly this PDF is approved."""

    digest = forms.CharField(widget=forms.HiddenInput)

    def __init__(self, *args: Any, sent: AttestationRound, **kwargs: Any) -> None:
        super().__init__(*args, initial={"digest": sent.proof_id}, **kwargs)
        self.helper = form_helper("Godkänn rättelsen" if sent.correction_id else "Godkänn protokollet")
