from typing import Any

from django import forms
from django.db.models import Q

from big import access
from big.forms import ComparingModelForm, form_helper, with_plain_line_ends
from big.people.models import Person
from big.pickers import PickManyField
from reports.models import Abbreviation, ActivityKind, Area, Place, TargetGroup

RETIRED = "Erbjuds inte i nya insatser. Det som redan är antecknat ändras inte."


class EntryForm(ComparingModelForm):
    """One entry of a list. Whether it is retired is asked of what is there already."""

    class Meta:
        fields = ["name", "is_retired"]
        labels = {"is_retired": "Används inte längre"}
        help_texts = {"is_retired": RETIRED}
        error_messages = {"name": {"required": "Skriv ett namn."}}

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.helper = form_helper("Spara")
        if self.instance._state.adding:
            self.fields.pop("is_retired", None)


class ActivityKindForm(EntryForm):
    class Meta(EntryForm.Meta):
        model = ActivityKind


class TargetGroupForm(EntryForm):
    class Meta(EntryForm.Meta):
        model = TargetGroup


class PlaceForm(EntryForm):
    class Meta(EntryForm.Meta):
        model = Place


class AbbreviationForm(EntryForm):
    """An abbreviation in its own letters, and what it stands for."""

    class Meta:
        model = Abbreviation
        fields = ["short", "expansion"]
        help_texts = {
            "short": "Med stora och små bokstäver som den skrivs, till exempel HiG.",
            "expansion": "Som det ska stå mitt i en mening, till exempel ”hedersrelaterat våld”.",
        }
        error_messages = {
            "short": {"unique": "Förkortningen finns redan i listan.", "required": "Skriv förkortningen."},
            "expansion": {"required": "Skriv vad den betyder."},
        }


class AreaForm(EntryForm):
    """An area of the report: heading, place, opening words, and who answers for it."""

    responsible = PickManyField(
        Person.objects.all(),
        label="Ansvariga",
        required=False,
        help_text="De ser ”ditt avsnitt” när en rapport skrivs, markerar det som klart och blir påminda. "
        "Här finns medarbetare och redaktörer med konto.",
    )

    class Meta(EntryForm.Meta):
        model = Area
        fields = ["name", "parent", "intro", "responsible", "is_retired"]
        labels = EntryForm.Meta.labels | {"intro": "Inledande text"}
        widgets = {"intro": forms.Textarea({"rows": 5})}
        help_texts = {
            "name": "Avsnittets rubrik i nya rapporter.",
            "intro": "Står under rubriken i varje ny rapport, och kan ändras i den.",
            "is_retired": f"{RETIRED} Nya rapporter får inget avsnitt för det, om inte något är kvar att rapportera.",
        }

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        mine = [] if self.instance._state.adding else list(self.instance.responsible.all())
        able = Q(user__is_active=True, user__groups__name__in=access.ACTIVITY_ROLES)
        people = Person.objects.filter(able | Q(pk__in=[person.pk for person in mine])).distinct()
        self.fields["responsible"].queryset = people
        self.initial["responsible"] = mine
        tops = Area.objects.filter(parent=None).exclude(pk=self.instance.pk)
        self.fields["parent"].queryset = tops.exclude(Q(is_retired=True) & ~Q(pk=self.instance.parent_id))
        self.fields["parent"].empty_label = "Inget: det är ett eget område"

    def clean_intro(self) -> str:
        return with_plain_line_ends(self.cleaned_data["intro"])
