import datetime
from typing import Any

from django import forms

from big.forms import ComparingModelForm, DateInput, VersionedModelForm, form_helper, with_plain_line_ends
from big.people.models import Organisation, Person
from big.pickers import PickOneField
from minutes.models import Body, Membership, Phrase, Recipient, StandingItem, StandingRecipient
from minutes.models.bodies import Addressee


def person_field(*, label: str, required: bool) -> PickOneField:
    """Somebody in the register, or a new name."""
    return PickOneField(
        Person.objects.select_related("organisation"),
        make=lambda name: Person(name=name),
        label_of=lambda person: person.label,
        label=label,
        required=required,
    )


class BodyForm(ComparingModelForm):
    """A body's name and habits."""

    class Meta:
        model = Body
        fields = [
            "name",
            "numbering",
            "number_prefix",
            "chair_attests",
            "attester_count",
            "proposal_days",
            "notice_days",
            "attestation_days",
            "reminder_days",
        ]
        widgets = {"numbering": forms.RadioSelect}
        error_messages = {"name": {"unique": "Det finns redan ett organ med det namnet."}}

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.helper = form_helper("Spara")


class MembershipForm(VersionedModelForm):
    """Who becomes a member, as what, from which day."""

    person = person_field(label="Person", required=True)

    class Meta:
        model = Membership
        fields = ["person", "role", "starts_on", "ends_on"]
        widgets = {"starts_on": DateInput, "ends_on": DateInput}
        help_texts = {"ends_on": "Lämnas tomt så länge uppdraget gäller."}

    def __init__(self, *args: Any, today: datetime.date, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.initial["starts_on"] = today
        self.fields["role"].choices = Membership.Role.choices
        self.helper = form_helper("Lägg till")

    def _get_validation_exclusions(self) -> set[str]:
        """A person who is not stored yet has no key to check; `bodies.save_membership` stores it."""
        return super()._get_validation_exclusions() | {"person"}


class MembershipPeriodForm(ComparingModelForm):
    """From and to which day somebody is a member. A change of role is a new membership."""

    class Meta:
        model = Membership
        fields = ["starts_on", "ends_on"]
        widgets = {"starts_on": DateInput, "ends_on": DateInput}
        help_texts = {"ends_on": "Den sista dagen. Lämnas tomt så länge uppdraget gäller."}

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.helper = form_helper("Spara")


class StandingItemForm(ComparingModelForm):
    """One item of the standing agenda."""

    class Meta:
        model = StandingItem
        fields = ["heading", "kind", "text"]
        help_texts = {"text": "Står i protokollet från början vid varje nytt sammanträde."}

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.helper = form_helper("Spara")


class PhraseForm(ComparingModelForm):
    """One sentence to have at hand."""

    class Meta:
        model = Phrase
        fields = ["text"]
        widgets = {"text": forms.Textarea({"rows": 3})}

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.helper = form_helper("Spara")

    def clean_text(self) -> str:
        return with_plain_line_ends(self.cleaned_data["text"])


class AddresseeForm(forms.ModelForm):
    """One who gets the minutes: everybody present, or somebody from the register, or just a name."""

    person = person_field(label="Person", required=False)
    organisation = PickOneField(
        Organisation.objects.all(),
        make=lambda name: Organisation(name=name),
        label="Organisation",
        required=False,
    )

    class Meta:
        fields = ["kind", "person", "organisation", "to_body", "name", "sending"]
        labels = {"kind": "Vem", "to_body": "Organ", "name": "Namn, som det ska stå i protokollet"}
        help_texts = {"name": "Behövs bara när namnet inte finns i listorna, eller ska skrivas på ett annat sätt."}
        widgets = {"kind": forms.RadioSelect, "sending": forms.RadioSelect}

    CHOSEN_IN = {
        Addressee.Kind.PERSON: "person",
        Addressee.Kind.ORGANISATION: "organisation",
        Addressee.Kind.BODY: "to_body",
    }
    """The field in which a recipient of that kind is chosen."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["kind"].choices = [
            (Addressee.Kind.PRESENT, "Alla som var närvarande"),
            (Addressee.Kind.PERSON, "En person"),
            (Addressee.Kind.ORGANISATION, "En organisation"),
            (Addressee.Kind.BODY, "Ett organ, till exempel kommunstyrelsen"),
        ]
        self.fields["kind"].error_messages["required"] = "Välj vem som ska få protokollet."
        self.fields["to_body"].empty_label = "Inget val"
        self.fields["sending"].choices = Addressee.Sending.choices
        self.fields["sending"].required = False
        self.fields["name"].required = False
        self.helper = form_helper("Lägg till")

    def clean(self) -> dict[str, Any]:
        """What was chosen in a field that the kind has no use for is left out."""
        cleaned = super().clean()
        cleaned["sending"] = cleaned.get("sending") or Addressee.Sending.PDF
        chosen_in = self.CHOSEN_IN.get(cleaned.get("kind"))
        for name in self.CHOSEN_IN.values():
            if name != chosen_in:
                cleaned[name] = None
        chosen = cleaned.get(chosen_in)
        if cleaned.get("kind") == Addressee.Kind.PRESENT:
            cleaned["name"] = cleaned.get("name") or "närvarande"
        elif chosen:
            cleaned["name"] = cleaned.get("name") or chosen.name
        elif chosen_in and not cleaned.get("name") and chosen_in not in self.errors:
            self.add_error(chosen_in, "Välj i listan, eller skriv namnet nedan.")
        wants_link = cleaned["sending"] == Addressee.Sending.LINK
        if wants_link and chosen_in in ("person", "organisation") and not getattr(chosen, "user", None):
            self.add_error("sending", f"{cleaned.get('name') or 'Mottagaren'} har inget konto här. Välj PDF.")
        return cleaned


class StandingRecipientForm(AddresseeForm):
    """One who gets the minutes of every meeting."""

    class Meta(AddresseeForm.Meta):
        model = StandingRecipient


class RecipientForm(AddresseeForm):
    """One who gets the minutes of one meeting."""

    class Meta(AddresseeForm.Meta):
        model = Recipient

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, auto_id="id_recipient_%s", **kwargs)
        self.helper.form_tag = False
        self.helper.inputs = []
