import datetime
import re
from typing import Any

from crispy_forms.helper import FormHelper
from crispy_forms.layout import Div, Layout
from django import forms
from django.utils import timezone

from big.documents.dates import find_dates
from big.forms import ComparingModelForm, DateInput, FilterForm, clock_field, form_helper
from minutes import planning
from minutes.models import Body, Meeting
from minutes.models.meetings import MeetingQuerySet
from minutes.planning import LAST, Plan

MONTHS = ("januari", "februari", "mars", "april", "maj", "juni", "juli", "augusti")
MONTHS += ("september", "oktober", "november", "december")
WEEKDAYS = ("måndagen", "tisdagen", "onsdagen", "torsdagen", "fredagen")
WHICH = {1: "första", 2: "andra", 3: "tredje", 4: "fjärde", LAST: "sista"}
YEARS = (2000, 2100)


class MeetingFilterForm(FilterForm):
    """Which meetings to list."""

    year = forms.TypedChoiceField(label="År", coerce=int, empty_value=None, required=False)
    body = forms.ModelChoiceField(label="Organ", queryset=Body.objects.all(), empty_label="Alla", required=False)
    state = forms.ChoiceField(
        label="Läge",
        choices=[("", "Alla"), *((value, label.capitalize()) for value, label in Meeting.State.choices)],
        required=False,
    )

    narrowing = {"year": MeetingQuerySet.of_year, "body": MeetingQuerySet.of_body, "state": MeetingQuerySet.in_state}

    def __init__(self, *args: Any, years: list[int], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["year"].choices = [("", "Alla"), *((year, year) for year in years)]


class ProposalForm(forms.Form):
    """Which days to propose for a year's meetings, by a rule, by writing them or both, and what the days share."""

    year = forms.IntegerField(label="År", min_value=YEARS[0], max_value=YEARS[1])
    which = forms.TypedChoiceField(label="Vilken i månaden", choices=list(WHICH.items()), coerce=int, required=False)
    weekday = forms.TypedChoiceField(
        label="Veckodag", choices=list(enumerate(WEEKDAYS)), coerce=int, initial=1, required=False
    )
    months = forms.TypedMultipleChoiceField(
        label="Månader",
        choices=list(enumerate(MONTHS, start=1)),
        coerce=int,
        widget=forms.CheckboxSelectMultiple,
        required=False,
    )
    days = forms.CharField(
        label="Eller skriv dagarna",
        widget=forms.Textarea({"rows": 2}),
        required=False,
        max_length=2000,
        help_text="Med kommatecken eller radbyte emellan, till exempel 2 februari, 13 april, 8/6.",
    )
    starts_at = clock_field("Börjar")
    ends_at = clock_field("Slutar")
    place = forms.CharField(label="Plats", max_length=300, required=False)
    format = forms.ChoiceField(label="Mötesform", choices=[("", "–"), *Meeting.Format.choices], required=False)
    link = forms.URLField(label="Möteslänk", max_length=1000, assume_scheme="https", required=False)

    def __init__(self, *args: Any, latest: Meeting | None, **kwargs: Any) -> None:
        """`latest` is the body's last meeting: the next ones are most often like it."""
        initial = {"year": timezone.localdate().year + 1}
        if latest:
            initial |= {name: getattr(latest, name) for name in ("starts_at", "ends_at", "place", "format")}
        super().__init__(*args, initial=initial, **kwargs)
        self.helper = form_helper("Föreslå dagar")
        self.helper.form_method = "get"
        self.helper.layout = Layout(
            "year", "months", "which", "weekday", "days", "starts_at", "ends_at", "place", "format", "link"
        )

    def clean_days(self) -> list[datetime.date]:
        """The days as dates; one without a year is in the year that is planned."""
        days, unread = [], []
        for words in filter(None, map(str.strip, re.split(r"[,;\n]", self.cleaned_data["days"]))):
            found = find_dates(words) or find_dates(f"{words} {self.cleaned_data.get('year', '')}")
            if len(found) == 1:
                days.append(found[0].day)
            else:
                unread.append(words)
        if unread:
            raise forms.ValidationError(
                f"Det går inte att läsa som en dag: {', '.join(unread)}. Skriv till exempel 2 februari."
            )
        return days

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean()
        if not self.errors and not cleaned["months"] and not cleaned["days"]:
            self.add_error("months", "Kryssa för minst en månad, eller skriv dagarna nedan.")
        return cleaned

    def proposed(self) -> list[dict[str, Any]]:
        """The initial values of each meeting, in order of date."""
        typed = self.cleaned_data
        days = set(typed["days"])
        if typed["months"]:
            days |= set(planning.days_of_year(typed["year"], typed["months"], typed["weekday"], typed["which"]))
        common = {name: typed[name] for name in ("starts_at", "ends_at", "place", "format", "link")}
        return [{"wanted": True, "date": day} | common for day in sorted(days)]


class PlannedForm(forms.Form):
    """One of the meetings to be created."""

    wanted = forms.BooleanField(label="Skapa", required=False)
    date = forms.DateField(
        label="Datum",
        widget=DateInput,
        error_messages={
            "required": "Ange datum, eller ta bort krysset för Skapa.",
            "invalid": "Skriv datumet som ÅÅÅÅ-MM-DD.",
        },
    )
    starts_at = clock_field("Börjar")
    ends_at = clock_field("Slutar")
    place = forms.CharField(label="Plats", max_length=300, required=False)
    format = forms.ChoiceField(label="Mötesform", choices=[("", "–"), *Meeting.Format.choices], required=False)
    link = forms.URLField(label="Möteslänk", max_length=1000, assume_scheme="https", required=False)

    def __init__(self, *args: Any, taken: set[datetime.date], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.taken = taken
        self.helper = FormHelper()
        self.helper.form_tag = False
        self.helper.disable_csrf = True  # the page's own form has the token
        self.helper.include_media = False
        self.helper.error_text_inline = True
        more = Div("place", "format", "link", template="minutes/_place.html", open=bool(self.is_bound and self.errors))
        more.where = self._where()
        self.helper.layout = Layout("wanted", Div("date", "starts_at", "ends_at", css_class="clocks"), more)

    def _where(self) -> str:
        """Place and format in a few words, for who sees them folded away."""
        place, format = self["place"].value() or "", self["format"].value() or ""
        return ", ".join(filter(None, [place, dict(Meeting.Format.choices).get(format, "")]))

    @property
    def day(self) -> datetime.date | None:
        """The day that the row is about, as far as it can be read."""
        if not self.is_bound:
            return self.initial.get("date")
        self.is_valid()
        return self.cleaned_data.get("date")

    @property
    def remarks(self) -> list[str]:
        """What to know of the day before it is taken."""
        return planning.remarks_on(self.day, today=timezone.localdate()) if self.day else []

    def full_clean(self) -> None:
        """A row that is not wanted may be anything."""
        super().full_clean()
        if self.is_bound and not self.cleaned_data.get("wanted"):
            self._errors = forms.utils.ErrorDict()

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean()
        _check_clock(self, cleaned)
        if cleaned.get("date") in self.taken:
            self.add_error(
                "date", "Organet sammanträder redan den dagen. Ta bort krysset för Skapa, eller välj en annan dag."
            )
        return cleaned

    def plan(self) -> Plan | None:
        """None when the row is not wanted."""
        typed = dict(self.cleaned_data)
        return Plan(**typed) if typed.pop("wanted") else None


class BasePlannedFormSet(forms.BaseFormSet):
    def clean(self) -> None:
        """No day twice among the rows."""
        seen = set()
        for form in self.forms:
            day = form.cleaned_data.get("date") if form.cleaned_data.get("wanted") else None
            if day and day in seen:
                form.add_error("date", "Samma dag står på två rader.")
            seen.add(day)

    def plans(self) -> list[Plan]:
        return [plan for form in self.forms if (plan := form.plan())]


PlannedFormSet = forms.formset_factory(PlannedForm, formset=BasePlannedFormSet, extra=0, max_num=60, absolute_max=60)


class MeetingForm(ComparingModelForm):
    """When and where a meeting is held."""

    starts_at = clock_field("Börjar")
    ends_at = clock_field("Slutar")

    class Meta:
        model = Meeting
        fields = ["date", "starts_at", "ends_at", "place", "format", "link", "proposals_until"]
        widgets = {"date": DateInput, "proposals_until": DateInput}
        help_texts = {"proposals_until": "Flyttas med när du ändrar datum. Lämnas tomt om ingen dag är satt."}

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["date"].required = True
        self.helper = form_helper("Spara")

    def clean(self) -> dict[str, Any]:
        """The last day for proposals keeps its distance from the meeting, unless it was set here."""
        cleaned = super().clean()
        _check_clock(self, cleaned)
        before, after, until = self.initial.get("date"), cleaned.get("date"), cleaned.get("proposals_until")
        if before and after and until and "proposals_until" not in self.changed_data:
            cleaned["proposals_until"] = until + (after - before)
        return cleaned


class CancelForm(forms.Form):
    """Why a meeting is called off, and which version of it was read."""

    reason = forms.CharField(
        label="Varför sammanträdet ställs in",
        widget=forms.Textarea({"rows": 3}),
        max_length=1000,
        help_text="Läses av alla som får se sammanträdet.",
    )
    version = forms.IntegerField(widget=forms.HiddenInput)

    def __init__(self, *args: Any, meeting: Meeting, **kwargs: Any) -> None:
        super().__init__(*args, initial={"version": meeting.version}, **kwargs)
        self.helper = form_helper("Ställ in sammanträdet")


def _check_clock(form: forms.Form, cleaned: dict[str, Any]) -> None:
    starts, ends = cleaned.get("starts_at"), cleaned.get("ends_at")
    if ends and not starts and "starts_at" not in form.errors:
        form.add_error("starts_at", "Skriv också när sammanträdet börjar.")
    if starts and ends and ends <= starts:
        form.add_error("ends_at", "Sammanträdet slutar innan det har börjat.")
