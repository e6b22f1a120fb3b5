"""What all forms share: one layout, and the version that a reader saw."""

import uuid
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from typing import Any, ClassVar

from crispy_forms.helper import FormHelper
from crispy_forms.layout import Submit
from django import forms
from django.db import models
from django.http import HttpRequest

from big.differences import Piece, word_difference
from big.documents.richtext import RichTextFormField, lines
from big.people.unsaved import Kept
from big.refusals import Refused
from big.swedish import sort_key
from big.versions import StaleVersion


def form_helper(submit: str, *, keep_url: str = "") -> FormHelper:
    """The house's form layout, with one button that says what it does; a form with `keep_url` is kept while typed."""
    helper = FormHelper()
    helper.include_media = False  # media belong in the head, with a nonce
    helper.form_show_errors = True
    helper.error_text_inline = True
    helper.attrs = {"novalidate": True}  # errors come in Swedish, beside the field, from the server
    if keep_url:
        helper.attrs |= {
            "data-hx-post": keep_url,
            "data-hx-trigger": "input delay:800ms, change delay:800ms",
            "data-hx-target": "#kept",
            "data-hx-sync": "this:queue last",
            "data-hx-disinherit": "*",
        }
    helper.add_input(Submit("submit", submit))
    return helper


def with_plain_line_ends(text: str) -> str:
    """Browsers send every line end as two characters (HTML, form submission); stored texts have one."""
    return text.replace("\r\n", "\n")


class DateInput(forms.DateInput):
    """The browser's own calendar."""

    input_type = "date"

    def __init__(self, attrs: dict[str, Any] | None = None) -> None:
        super().__init__(attrs, format="%Y-%m-%d")


def day_field(label: str, *, help_text: str = "") -> forms.DateField:
    """A day that may be left out."""
    return forms.DateField(
        label=label,
        widget=DateInput,
        required=False,
        help_text=help_text,
        error_messages={"invalid": "Skriv datumet som ÅÅÅÅ-MM-DD, till exempel 2021-10-04."},
    )


def clock_field(label: str) -> forms.TimeField:
    """A time of day that may be left out, in the browser's own field or typed."""
    return forms.TimeField(
        label=label,
        widget=forms.TimeInput({"type": "time"}, format="%H:%M"),
        input_formats=["%H:%M", "%H.%M", "%H:%M:%S"],
        required=False,
        error_messages={"invalid": "Skriv klockslaget som TT:MM, till exempel 13:00."},
    )


class VersionInput(forms.HiddenInput):
    """Nobody sees it, so no label, such as the administration's, may point at it."""

    def id_for_label(self, id_: str) -> str:
        return ""


@dataclass(frozen=True)
class Chosen:
    """A filter that narrows a list now: its field, and in words what it is and what was chosen."""

    name: str
    label: str
    value: str

    @property
    def without(self) -> dict[str, None]:
        """For `{% querystring %}`: the same page with this one taken away."""
        return {self.name: None}


class FilterForm(forms.Form):
    """Which rows of a list to show, in the address of the page.

    A choice that makes no sense is left out, with its error beside the field.
    """

    narrowing: ClassVar[Mapping[str, Callable[[Any, Any], Any]]]
    """For each field, what makes of a QuerySet and a choice the QuerySet of the chosen rows; called in this order."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        classes = {forms.Select: "form-select", forms.CheckboxInput: "form-check-input"}
        for field in self.fields.values():
            field.widget.attrs["class"] = classes.get(type(field.widget), "form-control")

    def choices(self) -> dict[str, Any]:
        """What was chosen, as far as it makes sense, by field."""
        if not self.is_bound:
            return {}
        self.is_valid()
        return {name: value for name, value in self.cleaned_data.items() if value not in (None, "", False)}

    def filter(self, rows: models.QuerySet) -> models.QuerySet:
        """The chosen rows."""
        choices = self.choices()
        for name, narrow in self.narrowing.items():
            if name in choices:
                rows = narrow(rows, choices[name])
        return rows

    def chosen(self) -> list[Chosen]:
        """The filters that narrow the list."""
        choices = self.choices()
        words = {name: "" if value is True else in_words(self.fields[name], value) for name, value in choices.items()}
        return [Chosen(name, str(self.fields[name].label), value) for name, value in words.items()]


class VersionedModelForm(forms.ModelForm):
    """A form that saves over the version its reader saw, and says so when somebody else was faster."""

    seen_version = forms.CharField(widget=VersionInput, required=False)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.current_version = self.version_of(self.instance)
        self.fields["seen_version"].initial = self.current_version

    @staticmethod
    def version_of(instance: models.Model) -> str:
        """What tells one state of the record from the next."""
        return str(instance.version)

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean()
        if self.instance.pk and cleaned.get("seen_version") != self.current_version:
            raise self.stale(cleaned)
        return cleaned

    def stale(self, cleaned: dict[str, Any]) -> forms.ValidationError:
        return forms.ValidationError(
            "Någon annan har sparat ändringar sedan du öppnade sidan. Det du har skrivit står kvar här, men är "
            "inte sparat. Öppna sidan i en ny flik, jämför, och för in dina ändringar där.",
            code="stale",
        )


def is_stored(request: HttpRequest, form: forms.ModelForm, store: Callable[..., None]) -> bool:
    """Whether the form was sent and what it says is stored; if not, it says why."""
    if request.method != "POST" or not form.is_valid():
        return False
    try:
        store(form.instance, by=request.user)
    except (Refused, StaleVersion) as refusal:
        form.add_error(None, str(refusal))
        return False
    return True


class ComparingModelForm(VersionedModelForm):
    """A form on a page: the second of two writers sees both texts beside each other, and chooses.

    Once they have been shown, saving again means choosing one's own.
    """

    conflict: list[tuple[str, list[Piece]]] | None = None
    """Label of each field that differs, and how what was typed differs from what somebody else has saved."""

    def stale(self, cleaned: dict[str, Any]) -> forms.ValidationError:
        self.conflict = []
        for bound in self.visible_fields():
            if bound.name not in cleaned:
                continue
            stored, typed = getattr(self.instance, bound.name, None), cleaned[bound.name]
            theirs, mine = in_words(bound.field, stored), in_words(bound.field, typed)
            if mine != theirs:
                self.conflict.append((bound.label, word_difference(theirs, mine)))
            elif isinstance(bound.field, RichTextFormField) and bound.field.has_changed(stored, typed):
                self.conflict.append((f"{bound.label} (bara formateringen skiljer)", [Piece("same", mine)]))
        self.data = self.data.copy()
        self.data[self.add_prefix("seen_version")] = self.current_version
        return forms.ValidationError(
            "Någon annan har sparat ändringar sedan du öppnade sidan. Det du har skrivit står kvar här, men är inte "
            "sparat. Jämför nedan: spara igen för att behålla ditt, eller ta det som den andra har sparat.",
            code="stale",
        )


def in_words(field: forms.Field, value: Any) -> str:
    """What a field holds, as a reader would say it."""
    if isinstance(value, models.Manager):
        value = value.all()
    if isinstance(value, bool):
        return "ja" if value else "nej"
    if isinstance(value, Iterable) and not isinstance(value, str):
        return ", ".join(sorted((str(one) for one in value), key=sort_key))
    if isinstance(field, RichTextFormField):
        return lines(value or "")
    if isinstance(field, forms.ChoiceField) and not isinstance(field, forms.ModelChoiceField):
        value = dict(field.choices).get(value, value)
    return "" if value is None else str(value)


class KeptForm(forms.Form):
    """A form whose text is kept while it is typed (people/unsaved.py), and that opens with what was kept.

    `kept` is what `unsaved.for_form` gives.
    """

    form_id = forms.CharField(widget=forms.HiddenInput, required=False)

    def __init__(self, *args: Any, kept: Kept, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.unsaved = None if self.is_bound else kept.unsaved
        self.fields["form_id"].initial = kept.unsaved.pk if kept.unsaved else uuid.uuid4()
        self.keep_url = kept.url
        if self.unsaved:
            typed = self.unsaved.as_typed()
            for name, field in self.fields.items():
                if name != "form_id":
                    self.initial[name] = field.widget.value_from_datadict(typed, {}, self.add_prefix(name))
