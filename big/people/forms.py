from typing import Any

from django import forms
from django.contrib.auth.forms import AuthenticationForm

from big.forms import day_field, form_helper
from big.people.models import Event, EventQuerySet, User
from big.people.roles import Role


class RolesForm(forms.Form):
    """The roles of one person, each with what it is for, and those that the administrator saw."""

    roles = forms.MultipleChoiceField(
        label="Behörigheter",
        choices=[(role.value, f"{role.value.capitalize()}. {role.label}") for role in Role],
        widget=forms.CheckboxSelectMultiple,
        required=False,
    )
    seen = forms.CharField(widget=forms.HiddenInput, required=False)

    def __init__(self, *args: Any, user: User, **kwargs: Any) -> None:
        initial = {"roles": sorted(user.roles), "seen": ",".join(sorted(user.roles))}
        super().__init__(*args, initial=initial, **kwargs)
        self.helper = form_helper("Spara behörigheter")

    def clean_seen(self) -> list[str]:
        return [name for name in self.cleaned_data["seen"].split(",") if name]


class EventFilterForm(forms.Form):
    """Which events to list."""

    by = forms.ModelChoiceField(label="Vem", queryset=User.objects.all(), empty_label="Alla", required=False)
    act = forms.ChoiceField(label="Vad", choices=[("", "Allt"), *Event.Act.choices], required=False)
    since = day_field("Från")
    until = day_field("Till")

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for name, field in self.fields.items():
            field.widget.attrs["class"] = "form-select" if name in ("by", "act") else "form-control"

    def filter(self, events: EventQuerySet) -> EventQuerySet:
        """The chosen events. A choice that makes no sense is left out, with its error beside the field."""
        chosen = {"by": "by", "act": "act", "since": "at__date__gte", "until": "at__date__lte"}
        if not self.is_bound:
            return events
        self.is_valid()
        values = {chosen[name]: value for name, value in self.cleaned_data.items() if value}
        return events.filter(**values)


class SignInForm(AuthenticationForm):
    """E-mail address and password."""

    error_messages = {
        "invalid_login": "E-postadressen och lösenordet hör inte ihop. Kontrollera stavningen och försök igen.",
        "inactive": "Kontot är avstängt. Kontakta administratören.",
    }

    def __init__(self, *args, **kwargs) -> None:
        super().__init__(*args, **kwargs)
        self.fields["username"].label = "E-postadress"
        self.fields["username"].widget = forms.EmailInput(attrs={"autocomplete": "username", "autofocus": True})
        self.helper = form_helper("Logga in")
