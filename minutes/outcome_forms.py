from typing import Any

from crispy_forms.helper import FormHelper
from django import forms
from django.db import models

from big.documents.models import Document
from big.documents.uploads import UploadField
from big.forms import ComparingModelForm, DateInput, form_helper, with_plain_line_ends
from big.swedish import long_date
from minutes import outcomes
from minutes.body_forms import person_field
from minutes.models import Assignment, Attachment, Decision, Deferral, Meeting, Paragraph


class MeetingChoice(forms.ModelChoiceField):
    """A meeting, by its day: those to choose from are of one body."""

    def label_from_instance(self, meeting: Meeting) -> str:
        return long_date(meeting.date)


def bare_helper() -> FormHelper:
    """The layout of a form whose frame and buttons stand in the template."""
    helper = form_helper("Spara")
    helper.form_tag = False
    helper.inputs = []
    return helper


class OutcomeForm(ComparingModelForm):
    """What belongs to a §. `paragraph` is the one, with its meeting; the fields have names of their own on the page."""

    def __init__(self, *args: Any, paragraph: Paragraph, **kwargs: Any) -> None:
        instance = kwargs.get("instance")
        kwargs.setdefault("auto_id", f"id_{paragraph.pk}_{instance.pk if instance else 'new'}_%s")
        super().__init__(*args, **kwargs)
        if instance is None:
            self.instance.paragraph = paragraph
        self.helper = bare_helper()

    @staticmethod
    def version_of(instance: models.Model) -> str:
        return instance.seen if instance.pk else ""


class DecisionForm(OutcomeForm):
    class Meta:
        model = Decision
        fields = ["text"]
        labels = {"text": "Beslut"}
        widgets = {"text": forms.Textarea({"rows": 3})}
        error_messages = {"text": {"required": "Skriv vad som beslutades."}}

    def clean_text(self) -> str:
        return with_plain_line_ends(self.cleaned_data["text"])


class AssignmentForm(OutcomeForm):
    """Who does what until when. Only what is to be done must be there from the beginning."""

    person = person_field(label="Vem", required=False)

    class Meta:
        model = Assignment
        fields = ["text", "person", "name", "due_on", "due_meeting"]
        labels = {"text": "Vad ska göras?", "name": "Vem, om det är en grupp", "due_on": "Senast den"}
        help_texts = {"name": "Lämnas tomt när en person är vald."}
        widgets = {"text": forms.Textarea({"rows": 2}), "due_on": DateInput}
        field_classes = {"due_meeting": MeetingChoice}
        error_messages = {
            "text": {"required": "Skriv vad som ska göras."},
            "due_on": {"invalid": "Skriv datumet som ÅÅÅÅ-MM-DD, till exempel 2027-02-15."},
        }

    def __init__(self, *args: Any, paragraph: Paragraph, **kwargs: Any) -> None:
        super().__init__(*args, paragraph=paragraph, **kwargs)
        if self.instance.person and self.instance.name == self.instance.person.name:
            self.initial["name"] = ""  # it follows whoever is chosen
        self.fields["due_meeting"].label = "Eller till sammanträdet den"
        self.fields["due_meeting"].empty_label = "Inget sammanträde"
        self.fields["due_meeting"].queryset = _with_chosen(
            outcomes.coming_meetings(paragraph.meeting), self.instance.due_meeting_id
        )

    def clean_text(self) -> str:
        return with_plain_line_ends(self.cleaned_data["text"])

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean()
        if cleaned.get("person"):
            cleaned["name"] = cleaned.get("name") or cleaned["person"].name
        if cleaned.get("due_on") and cleaned.get("due_meeting"):
            self.add_error("due_meeting", "Ange antingen en dag eller ett sammanträde, inte båda.")
            cleaned.pop("due_on", None)
        if cleaned.get("due_on") and cleaned["due_on"] < self.instance.paragraph.meeting.date:
            self.add_error("due_on", "Dagen ligger före sammanträdet.")
        return cleaned

    def _get_validation_exclusions(self) -> set[str]:
        """A person who is not stored yet has no key to check; `outcomes.save` stores it."""
        return super()._get_validation_exclusions() | {"person"}


class DeferralForm(OutcomeForm):
    """What is moved to which meeting, and why."""

    class Meta:
        model = Deferral
        fields = ["to_meeting", "reason", "heading", "text"]
        labels = {
            "reason": "Varför?",
            "heading": "Ärendets rubrik på den nya dagordningen",
            "text": "Text att ta med",
        }
        help_texts = {"reason": "Till exempel: underlaget är inte färdigt.", "text": "Om något redan är skrivet."}
        field_classes = {"to_meeting": MeetingChoice}
        widgets = {"reason": forms.Textarea({"rows": 2})}
        error_messages = {"heading": {"required": "Skriv vad ärendet heter."}}

    def __init__(self, *args: Any, paragraph: Paragraph, **kwargs: Any) -> None:
        super().__init__(*args, paragraph=paragraph, **kwargs)
        if not self.instance.pk:
            self.initial.setdefault("heading", paragraph.heading)
        self.fields["to_meeting"].label = "Till sammanträdet den"
        self.fields["to_meeting"].empty_label = "Inte bestämt"
        self.fields["to_meeting"].queryset = _with_chosen(
            outcomes.coming_meetings(paragraph.meeting), self.instance.to_meeting_id
        )

    def clean_reason(self) -> str:
        return with_plain_line_ends(self.cleaned_data["reason"])


class AttachmentForm(OutcomeForm):
    """A file, or a published report; later only what it is called."""

    document = forms.ModelChoiceField(
        Document.objects.none(), label="Publicerad rapport", required=False, empty_label="Ingen rapport"
    )
    received = UploadField(label="Eller en fil", required=False, help_text="Läses av alla som får läsa protokollet.")

    class Meta:
        model = Attachment
        fields = ["document", "received", "title"]
        labels = {"title": "Titel, som den ska stå i protokollet"}
        help_texts = {"title": "Lämnas den tom blir det rapportens titel, eller filens namn."}

    def __init__(self, *args: Any, paragraph: Paragraph, **kwargs: Any) -> None:
        super().__init__(*args, paragraph=paragraph, **kwargs)
        if self.instance.pk:
            del self.fields["document"], self.fields["received"]
            self.fields["title"].help_text = ""
            return
        self.fields["title"].required = False
        self.fields["document"].queryset = Document.objects.of_kind(Document.Kind.REPORT)

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean()
        if self.instance.pk or self.errors:
            return cleaned
        chosen = [name for name in ("document", "received") if cleaned.get(name)]
        if not chosen:
            self.add_error("document", "Välj en rapport eller en fil.")
        elif len(chosen) > 1:
            self.add_error("received", "Välj antingen en rapport eller en fil, och lägg till den andra efteråt.")
        return cleaned

    def _get_validation_exclusions(self) -> set[str]:
        """The database's rule that it is one thing is asked here, before the file is kept."""
        return super()._get_validation_exclusions() | {"document", "upload"}


class ApprovalForm(forms.Form):
    """Which earlier minutes the § approves."""

    approves = MeetingChoice(
        Meeting.objects.none(), label="Godkänner protokollet från", required=False, empty_label="Inget protokoll"
    )

    def __init__(self, *args: Any, paragraph: Paragraph, **kwargs: Any) -> None:
        super().__init__(*args, auto_id=f"id_{paragraph.pk}_%s", initial={"approves": paragraph.approves_id}, **kwargs)
        self.fields["approves"].queryset = outcomes.to_approve(paragraph.meeting)
        self.helper = bare_helper()


def _with_chosen(meetings: models.QuerySet[Meeting], chosen: int | None) -> models.QuerySet[Meeting]:
    """The meetings, and the one that was chosen earlier, whatever has become of it."""
    return meetings if chosen is None else meetings | Meeting.objects.filter(pk=chosen).order_by("date", "pk")
