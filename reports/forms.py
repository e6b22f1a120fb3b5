import hashlib
import re
from collections.abc import Iterable
from typing import Any

from crispy_forms.layout import HTML, Div, Layout, Submit
from django import forms
from django.http import QueryDict
from django.utils import timezone

from big.forms import (
    ComparingModelForm,
    DateInput,
    FilterForm,
    KeptForm,
    day_field,
    form_helper,
    with_plain_line_ends,
)
from big.people.models import Organisation, User
from big.pickers import PickManyField, PickOneField
from big.swedish import sort_key
from reports.cautions import Caution
from reports.models import (
    Activity,
    ActivityKind,
    ActivityQuerySet,
    Area,
    CautionAnswer,
    Place,
    Report,
    ReportItem,
    ReportSection,
    TargetGroup,
)
from reports.status_cues import suggest_status
from reports.when import Leaning, UnreadableWhen, read_when, write_when


class ActivityFilterForm(FilterForm):
    """Which activities to list."""

    q = forms.CharField(label="Sök i texten", max_length=200, required=False, widget=forms.SearchInput)
    area = forms.ModelChoiceField(label="Område", queryset=Area.objects.all(), required=False)
    status = forms.ChoiceField(
        label="Status",
        choices=[("", "Alla"), *((value, label.capitalize()) for value, label in Activity.Status.choices)],
        required=False,
    )
    since = day_field("Från")
    until = day_field("Till")
    kind = forms.ModelChoiceField(label="Slag", queryset=ActivityKind.objects.all(), required=False)
    partner = forms.ModelChoiceField(label="Samarbetspartner", queryset=Organisation.objects.all(), required=False)
    group = forms.ModelChoiceField(label="Målgrupp", queryset=TargetGroup.objects.all(), required=False)
    by = forms.ModelChoiceField(label="Antecknad av", queryset=User.objects.all(), required=False)
    unreported = forms.BooleanField(label="Ej rapporterade", required=False)

    narrowing = {
        # In this order: what may leave few comes first, then what the rest is read by (ActivityQuerySet.under). An area
        # has more activities than most partners and target groups.
        "q": ActivityQuerySet.matching,
        "unreported": lambda activities, _: activities.unreported(),
        "partner": ActivityQuerySet.with_partner,
        "group": ActivityQuerySet.for_group,
        "area": ActivityQuerySet.about,
        "status": ActivityQuerySet.with_status,
        "since": ActivityQuerySet.since,
        "until": ActivityQuerySet.until,
        "kind": ActivityQuerySet.of_kind,
        "by": ActivityQuerySet.recorded_by,
    }

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["area"].choices = [("", "Alla"), *area_choices(Area.objects.in_order())]
        for name in ("kind", "partner", "group", "by"):
            named = self.fields[name].queryset.values_list("pk", "name")
            self.fields[name].choices = [("", "Alla"), *sorted(named, key=lambda choice: sort_key(choice[1]))]

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean()
        since, until = cleaned.get("since"), cleaned.get("until")
        if since and until and until < since:
            self.add_error("until", "Perioden slutar innan den börjar.")
        return cleaned

    def behind_details(self) -> list[forms.BoundField]:
        """All fields but the search box, which is always there."""
        return [field for field in self if field.name != "q"]

    def count_behind_details(self) -> int:
        return sum(chosen.name != "q" for chosen in self.chosen())


class SeveralForm(forms.Form):
    """One thing to do with the activities chosen in the list, and once it is confirmed the versions that were seen."""

    REPORTED, MOVE = "reported", "move"

    act = forms.ChoiceField(choices=[(REPORTED, "Markera som redan rapporterade"), (MOVE, "Byt område")])
    area = forms.ModelChoiceField(label="Nytt område", queryset=Area.objects.all(), required=False)

    def __init__(self, data: QueryDict, *, activities: ActivityQuerySet) -> None:
        super().__init__(data)
        self.activities = activities.newest_first().select_related("area")
        self.fields["area"].choices = [("", "Välj område"), *area_choices(in_use())]
        self.is_confirmed = "confirmed" in data
        self.is_move = data.get("act") == self.MOVE

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean()
        if self.is_confirmed and self.is_move and not cleaned.get("area") and "area" not in self.errors:
            self.add_error("area", "Välj det område som insatserna ska få.")
        # Numbers that are none of ours find nothing; longer ones are more than a database can read.
        numbers = [number for number in self.data.getlist("chosen") if re.fullmatch(r"\d{1,18}", number, re.ASCII)]
        cleaned["chosen"] = list(self.activities.filter(pk__in=numbers))
        if not cleaned["chosen"]:
            self.add_error(None, "Kryssa först för de insatser som det gäller.")
        versions = {one.pk: self.data.get(f"version-{one.pk}", "") for one in cleaned["chosen"]}
        cleaned["seen"] = {
            pk: int(version) if re.fullmatch(r"\d{1,9}", version, re.ASCII) else 0 for pk, version in versions.items()
        }
        return cleaned

    def faults_of_the_list(self) -> list[str]:
        """What is wrong with what the list sent: nobody can put that right on the page that asks."""
        return [*self.errors.get("act", ()), *self.non_field_errors()]

    def to_change(self) -> list[Activity]:
        return [activity for activity in self.cleaned_data["chosen"] if not activity.is_deleted]

    def deleted(self) -> list[Activity]:
        return [activity for activity in self.cleaned_data["chosen"] if activity.is_deleted]


LEANINGS = {
    Activity.Status.COMPLETED: Leaning.PAST,
    Activity.Status.PLANNED: Leaning.FUTURE,
    Activity.Status.INVITED: Leaning.FUTURE,
}
"""Which year is meant where none is written; for other statuses the nearest."""


class ActivityForm(KeptForm, ComparingModelForm):
    """An activity: three things that must be said, and what may be added. New organisations and places as they come."""

    kind = PickOneField(ActivityKind.objects.all(), make=lambda name: ActivityKind(name=name), required=False)
    target_groups = PickManyField(TargetGroup.objects.all(), make=lambda name: TargetGroup(name=name), required=False)
    partners = PickManyField(Organisation.objects.all(), make=lambda name: Organisation(name=name), required=False)
    places = PickManyField(Place.objects.all(), make=lambda name: Place(name=name), required=False)

    MORE = ["when", "kind", "target_groups", "partners", "places", "participants", "participants_qualifier"]
    MORE += ["also_area", "note"]

    class Meta:
        model = Activity
        fields = [
            "area",
            "text",
            "status",
            "when",
            "kind",
            "participants_qualifier",
            "participants",
            "also_area",
            "note",
        ]
        widgets = {
            "text": forms.Textarea({"rows": 4}),
            "status": forms.RadioSelect,
            "note": forms.Textarea({"rows": 2}),
        }
        labels = {"participants_qualifier": "Hur säkert är antalet"}
        help_texts = {"when": "Till exempel 12 oktober, v. 44, november, hösten 2026 eller månadsvis."}
        error_messages = {
            "area": {"required": "Välj ett område."},
            "status": {"required": "Välj status."},
            "text": {"required": "Skriv vad som har gjorts eller ska göras."},
            "participants": {"invalid": "Skriv antalet med siffror.", "min_value": "Skriv noll eller mer."},
        }

    def __init__(self, *args: Any, last_area: Area | None = None, begin_at: str = "text", **kwargs: Any) -> None:
        """`last_area` is offered first; `begin_at` names the field to write in first."""
        super().__init__(*args, **kwargs)
        self.fields[begin_at].widget.attrs["autofocus"] = not self.is_bound  # errors take the focus themselves
        for name in ("kind", "target_groups", "partners", "places"):
            self.fields[name].label = str(Activity._meta.get_field(name).verbose_name).capitalize()
            if self.instance.pk and name != "kind":
                self.initial.setdefault(name, list(getattr(self.instance, name).all()))
        if last_area:
            self.initial.setdefault("area", last_area.pk)
        for name, empty in (("area", "Välj område"), ("also_area", "Inget annat")):
            areas = in_use(also=self.initial.get(name))
            self.fields[name].choices = [("", empty), *area_choices(areas, first=last_area)]
        self.fields["status"].choices = [(value, label.capitalize()) for value, label in Activity.Status.choices]
        self.fields["participants_qualifier"].choices = [("", "–"), *Activity.Qualifier.choices]
        has_more = begin_at in self.MORE or any(self.initial.get(name) or self.data.get(name) for name in self.MORE)
        self.helper = form_helper("Spara", keep_url=self.keep_url)
        if not self.instance.pk and not self.instance.continues:
            self.helper.add_input(Submit("another", "Spara och lägg till en till"))
        more = Div(*self.MORE, template="reports/_more.html", **({"open": True} if has_more else {}))
        self.helper.layout = Layout(
            "seen_version", "form_id", "area", "text", HTML('{% include "reports/_ask_advice.html" %}'), "status", more
        )

    def clean_text(self) -> str:
        return with_plain_line_ends(self.cleaned_data["text"])

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean()
        if not self.data.get("status") and (suggested := suggested_status(cleaned.get("text", ""))):
            self.errors["status"] = self.error_class(
                [f"Välj status. Texten låter som {suggested.label}: spara igen om det stämmer."],
                renderer=self.renderer,
                field_id=self["status"].auto_id,
            )
            self.data = self.data.copy()
            self.data["status"] = suggested
        cleaned["starts_on"] = cleaned["ends_on"] = None
        if typed := cleaned.get("when"):
            leaning = LEANINGS.get(cleaned.get("status"), Leaning.NEAREST)
            try:
                when = read_when(typed, today=timezone.localdate(), leaning=leaning)
            except UnreadableWhen as unreadable:
                self.add_error("when", str(unreadable))
            else:
                cleaned["when"] = write_when(when)
                cleaned["starts_on"], cleaned["ends_on"] = when.starts_on, when.ends_on
        number, qualifier = cleaned.get("participants"), cleaned.get("participants_qualifier")
        if number is not None and not qualifier:
            cleaned["participants_qualifier"] = Activity.Qualifier.EXACT
        if qualifier not in ("", None, Activity.Qualifier.ALL) and number is None and "participants" in cleaned:
            self.add_error("participants", "Skriv hur många, eller välj samtliga.")
        return cleaned

    def _post_clean(self) -> None:
        """The dates follow from what is written under När, and have no fields of their own."""
        self.instance.starts_on = self.cleaned_data.get("starts_on")
        self.instance.ends_on = self.cleaned_data.get("ends_on")
        super()._post_clean()


def suggested_status(text: str) -> Activity.Status | None:
    status = suggest_status(text)
    return Activity.Status(status) if status else None


def in_use(*, also: int | None = None) -> list[Area]:
    """The areas that something new may be put in, and the one that it is in already."""
    return [area for area in Area.objects.in_order() if not area.is_retired or area.pk == also]


def area_choices(areas: Iterable[Area], *, first: Area | None = None) -> list[tuple[int, str]]:
    """The areas as the report orders them, the one to begin with on top."""
    choices = [(area.pk, f"– {area.name}" if area.parent_id else area.name) for area in areas]
    return [(first.pk, first.name), *(choice for choice in choices if choice[0] != first.pk)] if first else choices


class ReportForm(ComparingModelForm):
    """What a report is called, its day and its period."""

    class Meta:
        model = Report
        fields = ["title", "issue_date", "period_start", "period_end", "remind_days", "correction"]
        widgets = {
            "correction": forms.Textarea({"rows": 3}),
            "issue_date": DateInput,
            "period_start": DateInput,
            "period_end": DateInput,
        }
        labels = {"period_start": "Perioden börjar", "period_end": "Perioden slutar"}
        help_texts = {"period_end": "Det som är antecknat till och med den dagen tas med."}

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for name in ("period_start", "period_end"):
            self.fields[name].required = not self.instance.pk
        if not self.instance.replaces_id:
            del self.fields["correction"]
        self.helper = form_helper("Spara")

    @staticmethod
    def version_of(instance: Report) -> str:
        """Of the fields themselves: the version counts up with every item that somebody edits meanwhile.

        As a digest, since a browser sends other line ends than it was given.
        """
        fields = "|".join(str(getattr(instance, name)) for name in ReportForm.Meta.fields)
        return hashlib.sha256(fields.encode()).hexdigest()

    def clean_correction(self) -> str:
        return with_plain_line_ends(self.cleaned_data["correction"])


class NewReportForm(KeptForm, ReportForm):
    """A report to begin: once, even if the button is pressed twice (people/unsaved.py)."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.helper = form_helper("Börja på rapporten")

    def typed(self) -> dict[str, Any]:
        """What `composing.begin` wants to know."""
        return {name: value for name, value in self.cleaned_data.items() if name in self.Meta.fields}


class CorrectionForm(forms.ModelForm):
    """What a corrected edition will say that it corrects."""

    class Meta:
        model = Report
        fields = ["correction"]
        widgets = {"correction": forms.Textarea({"rows": 3, "autofocus": True})}

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["correction"].help_text += " Du kan skriva det senare, men innan utgåvan publiceras."
        self.helper = form_helper("Börja på den rättade utgåvan")

    def clean_correction(self) -> str:
        return with_plain_line_ends(self.cleaned_data["correction"])


class ItemForm(forms.ModelForm):
    """The printed text of one item, and the version that its writer saw."""

    version = forms.IntegerField(widget=forms.HiddenInput)

    class Meta:
        model = ReportItem
        fields = ["text"]
        error_messages = {"text": {"required": "Skriv en text, eller dölj punkten."}}

    def clean_text(self) -> str:
        return with_plain_line_ends(self.cleaned_data["text"])


class NewItemForm(forms.Form):
    """A text that no activity stands behind."""

    text = forms.CharField(required=False)

    def clean_text(self) -> str:
        return with_plain_line_ends(self.cleaned_data["text"])


class SectionForm(forms.ModelForm):
    """Heading and intro of one section in this issue."""

    version = forms.IntegerField(widget=forms.HiddenInput)

    class Meta:
        model = ReportSection
        fields = ["heading", "intro"]
        error_messages = {"heading": {"required": "Skriv avsnittets rubrik."}}

    def clean_intro(self) -> str:
        return with_plain_line_ends(self.cleaned_data["intro"])


class NewSectionForm(forms.ModelForm):
    """A section of the report's own: on its own, or under another heading."""

    class Meta:
        model = ReportSection
        fields = ["heading", "intro", "parent"]
        error_messages = {
            "heading": {"required": "Skriv avsnittets rubrik."},
            "parent": {"invalid_choice": "Rubriken finns inte längre. Välj en annan."},
        }

    def __init__(self, *args: Any, report: Report, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["parent"].queryset = report.sections.filter(parent=None)

    def clean_intro(self) -> str:
        return with_plain_line_ends(self.cleaned_data["intro"])


class PublishForm(forms.Form):
    """Confirms publishing of exactly the version that was on the screen."""

    issue_date = day_field("Rapportens datum", help_text="Det framgick inte av filen.")
    version = forms.IntegerField(widget=forms.HiddenInput)

    def __init__(self, *args: Any, report: Report, **kwargs: Any) -> None:
        super().__init__(*args, initial={"version": report.version}, **kwargs)
        if report.issue_date:
            del self.fields["issue_date"]
        self.helper = form_helper("Publicera rapporten")


class CautionsForm(forms.Form):
    """A field for each name near a sensitive subject: why it may stand. Those left empty are answered another time."""

    def __init__(self, *args: Any, cautions: Iterable[Caution], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.cautions = {f"reason-{caution.digest}": caution for caution in cautions}
        for name, caution in self.cautions.items():
            self.fields[name] = forms.CharField(
                label=f"Varför får {caution.name} stå här?",
                max_length=CautionAnswer._meta.get_field("reason").max_length,
                required=False,
                help_text="Till exempel: föreläsare i sin yrkesroll, har själv sagt ja till att stå med namn.",
            )

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean()
        gone = {name for name, value in self.data.items() if name.startswith("reason-") and value} - self.fields.keys()
        if gone:
            raise forms.ValidationError("En text har ändrats sedan du öppnade sidan. Läs den igen och svara på nytt.")
        if not self.errors and not self.reasons():
            raise forms.ValidationError("Skriv ett skäl för minst ett av namnen, eller ändra texten.")
        return cleaned

    def reasons(self) -> dict[str, str]:
        """What was answered, by the digest of the caution."""
        return {
            caution.digest: self.cleaned_data[name]
            for name, caution in self.cautions.items()
            if self.cleaned_data.get(name)
        }

    def rows(self) -> list[tuple[Caution, forms.BoundField]]:
        return [(caution, self[name]) for name, caution in self.cautions.items()]
