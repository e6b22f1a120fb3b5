from typing import Any

from django import forms

from minutes.body_forms import person_field
from minutes.models import Attendance, Meeting, Officer, Paragraph
from minutes.outcome_forms import bare_helper


class GuestForm(forms.Form):
    """Somebody who is not on the list yet, from the register or new."""

    person = person_field(label="Vem", required=True)
    status = forms.ChoiceField(
        label="Som",
        choices=[
            (Attendance.Status.GUEST, "gäst eller adjungerad"),
            (Attendance.Status.PRESENT, "närvarande, till exempel en ersättare"),
            (Attendance.Status.EXCUSED, "anmält förhinder"),
            (Attendance.Status.ABSENT, "frånvarande"),
        ],
        widget=forms.RadioSelect,
        initial=Attendance.Status.GUEST,
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, auto_id="id_guest_%s", **kwargs)
        self.fields["person"].error_messages["required"] = "Välj i listan, eller skriv ett namn."
        self.helper = bare_helper()


class ParagraphChoice(forms.ModelChoiceField):
    def label_from_instance(self, paragraph: Paragraph) -> str:
        return str(paragraph)


class PartForm(forms.Form):
    """What the list says of somebody beside present or absent."""

    from_paragraph = ParagraphChoice(
        Paragraph.objects.none(), label="Från och med", required=False, empty_label="Från början"
    )
    to_paragraph = ParagraphChoice(
        Paragraph.objects.none(), label="Till och med", required=False, empty_label="Till slutet"
    )
    stands_in_for = forms.ModelChoiceField(
        Attendance.objects.none(), label="Tjänstgör för", required=False, empty_label="Ingen"
    )
    remark = forms.CharField(label="Anmärkning", max_length=300, required=False)

    def __init__(self, *args: Any, row: Attendance, meeting: Meeting, **kwargs: Any) -> None:
        numbered = {paragraph.number: paragraph for paragraph in meeting.paragraphs.all()}
        shown = next((one for one in meeting.attendance.all() if one.pk == row.pk), row)
        initial = {
            "from_paragraph": numbered.get(shown.from_paragraph),
            "to_paragraph": numbered.get(shown.to_paragraph),
            "stands_in_for": row.stands_in_for_id,
            "remark": row.remark,
        }
        super().__init__(*args, initial=initial, auto_id=f"id_attendance_{row.pk}_%s", **kwargs)
        self.helper = bare_helper()
        for name in ("from_paragraph", "to_paragraph"):
            self.fields[name].queryset = meeting.paragraphs.order_by("position")
            labels = [(paragraph.pk, str(paragraph)) for paragraph in meeting.paragraphs.all()]
            self.fields[name].choices = [("", self.fields[name].empty_label), *labels]
        self.fields["stands_in_for"].queryset = meeting.attendance.exclude(status__in=Attendance.HERE)
        if not row.is_present:
            for name in ("from_paragraph", "to_paragraph", "stands_in_for"):
                del self.fields[name]

    def clean(self) -> dict[str, Any]:
        return dict.fromkeys(("from_paragraph", "to_paragraph", "stands_in_for")) | super().clean()


class OfficersForm(forms.Form):
    """Who led, wrote and attests, of those present. The secretary may have written without being on the list."""

    chair = forms.ChoiceField(label="Ordförande", required=False)
    secretary = forms.ChoiceField(label="Sekreterare", required=False)
    attesters = forms.MultipleChoiceField(label="Justerare", required=False, widget=forms.CheckboxSelectMultiple)

    def __init__(self, *args: Any, meeting: Meeting, **kwargs: Any) -> None:
        held = {role: [one.name for one in meeting.officers.all() if one.role == role] for role in Officer.Role}
        initial = {role.value: names[0] for role, names in held.items() if names}
        initial["attesters"] = held[Officer.Role.ATTESTER]
        super().__init__(*args, initial=initial, auto_id="id_officers_%s", **kwargs)
        self.helper = bare_helper()
        here = [row.name for row in meeting.present()]
        writers = list(dict.fromkeys([*here, *held[Officer.Role.SECRETARY]]))
        self.fields["chair"].choices = [("", "Ingen vald"), *((name, name) for name in here)]
        self.fields["secretary"].choices = [("", "Ingen vald"), *((name, name) for name in writers)]
        self.fields["attesters"].choices = [(name, name) for name in here]
        self.fields["attesters"].error_messages["invalid_choice"] = "%(value)s är inte antecknad som närvarande."
        self.fields["chair"].error_messages["invalid_choice"] = "%(value)s är inte antecknad som närvarande."
