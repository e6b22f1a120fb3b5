from collections.abc import Sequence
from typing import Any

from django import forms

from big.forms import FilterForm, form_helper, with_plain_line_ends
from big.people.models import User
from minutes.models import AssignmentOutcome, Body
from minutes.models.outcomes import AssignmentQuerySet
from minutes.models.paragraphs import OutcomeQuerySet


class RegisterForm(FilterForm):
    """Which decisions to list."""

    q = forms.CharField(label="Sök i texten", max_length=200, required=False, widget=forms.SearchInput)
    body = forms.ModelChoiceField(label="Organ", queryset=Body.objects.all(), required=False, empty_label="Alla")
    year = forms.ChoiceField(label="År", required=False)

    narrowing = {
        "q": OutcomeQuerySet.matching,
        "body": OutcomeQuerySet.of_body,
        "year": OutcomeQuerySet.of_year,
    }

    def __init__(self, *args: Any, years: Sequence[int], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["year"].choices = [("", "Alla"), *((str(year), str(year)) for year in years)]


class AssignmentFilterForm(RegisterForm):
    """Which assignments to list: the open ones, if nothing else is asked for."""

    status = forms.ChoiceField(
        label="Läge",
        choices=[("", "Öppna"), ("done", "Utförda"), ("withdrawn", "Återtagna"), ("all", "Alla")],
        required=False,
    )
    mine = forms.BooleanField(label="Bara mina", required=False)

    narrowing = RegisterForm.narrowing | {
        "status": lambda rows, status: {
            "done": AssignmentQuerySet.done,
            "withdrawn": AssignmentQuerySet.withdrawn,
            "all": AssignmentQuerySet.all,
        }[status](rows)
    }

    def __init__(self, *args: Any, user: User, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.narrowing = self.narrowing | {"mine": lambda rows, _: rows.of(user)}

    def filter(self, rows: AssignmentQuerySet) -> AssignmentQuerySet:
        return super().filter(rows if "status" in self.choices() else rows.open())


class ConclusionForm(forms.Form):
    """That an assignment is done, or withdrawn, and what there is to say of it."""

    kind = forms.ChoiceField(
        label="Uppdraget är",
        choices=AssignmentOutcome.Kind.choices,
        widget=forms.RadioSelect,
        initial=AssignmentOutcome.Kind.DONE,
    )
    note = forms.CharField(
        label="Vad blev det?",
        required=False,
        widget=forms.Textarea({"rows": 3}),
        help_text="En mening eller två, som kan redovisas i nästa protokoll.",
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.helper = form_helper("Spara")

    def clean_note(self) -> str:
        return with_plain_line_ends(self.cleaned_data["note"])
