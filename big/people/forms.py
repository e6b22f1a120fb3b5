from operator import attrgetter
from typing import Any

from allauth.account import forms as allauth_forms
from allauth.mfa.base import forms as mfa_forms
from allauth.mfa.totp import forms as totp_forms
from allauth.mfa.webauthn import forms as webauthn_forms
from django import forms
from django.contrib.auth import password_validation

from big.forms import ComparingModelForm, FilterForm, day_field, form_helper
from big.people.models import Event, EventQuerySet, Invitation, Organisation, Person, User
from big.people.roles import Role
from big.pickers import PickOneField
from big.search import SearchableQuerySet
from big.versions import Versioned


def roles_field(*, help_text: str = "") -> forms.MultipleChoiceField:
    """Roles to give, each explained."""
    return forms.MultipleChoiceField(
        label="Behörigheter",
        choices=[(role.value, f"{role.value.capitalize()}. {role.label}") for role in Role],
        widget=forms.CheckboxSelectMultiple,
        required=False,
        help_text=help_text,
    )


class RolesForm(forms.Form):
    """The roles of one person, each with what it is for, and those that the administrator saw."""

    roles = roles_field()
    seen = forms.CharField(widget=forms.HiddenInput, required=False)

    def __init__(self, *args: Any, user: User, **kwargs: Any) -> None:
        initial = {"roles": sorted(user.roles), "seen": ",".join(sorted(user.roles))}
        super().__init__(*args, initial=initial, **kwargs)
        self.helper = form_helper("Spara behörigheter")

    def clean_seen(self) -> list[str]:
        return [name for name in self.cleaned_data["seen"].split(",") if name]


class PaceForm(forms.ModelForm):
    """How often one wants to hear of what is published."""

    class Meta:
        model = User
        fields = ["pace"]
        labels = {"pace": "När en rapport publiceras vill jag ha"}
        widgets = {"pace": forms.RadioSelect}

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.helper = form_helper("Spara")


class EventFilterForm(FilterForm):
    """Which events to list."""

    by = forms.ModelChoiceField(label="Vem", queryset=User.objects.all(), empty_label="Alla", required=False)
    act = forms.ChoiceField(label="Vad", choices=[("", "Allt"), *Event.Act.choices], required=False)
    since = day_field("Från")
    until = day_field("Till")

    narrowing = {
        "by": EventQuerySet.by,
        "act": EventQuerySet.of_act,
        "since": EventQuerySet.since,
        "until": EventQuerySet.until,
    }


class PlainFields:
    """The label says what the field is; a placeholder that says it again only gets in the way."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for field in self.fields.values():
            field.widget.attrs.pop("placeholder", None)


class SignInForm(PlainFields, allauth_forms.LoginForm):
    """E-mail address and password."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["login"].label = "E-postadress"
        self.fields["login"].widget.attrs |= {"autocomplete": "username", "autofocus": not self.is_bound}
        self.fields["password"].help_text = ""  # the link to a new password stands under the button


class ConfirmForm(PlainFields, allauth_forms.ReauthenticateForm):
    """The password once more, before something that matters."""


class ChangePasswordForm(PlainFields, allauth_forms.ChangePasswordForm):
    """The old password, and the new one twice."""


class ForgottenPasswordForm(PlainFields, allauth_forms.ResetPasswordForm):
    """The address to send a link to."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["email"].label = "E-postadress"


class NewPasswordForm(PlainFields, allauth_forms.ResetPasswordKeyForm):
    """The new password twice."""


class ConnectAppForm(PlainFields, totp_forms.ActivateTOTPForm):
    """The code that shows that the app has got the secret."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["code"].label = "Koden som appen visar"


class CodeForm(PlainFields, mfa_forms.AuthenticateForm):
    """The code after the password."""


class ConfirmCodeForm(PlainFields, mfa_forms.ReauthenticateForm):
    """The code once more, before something that matters."""


class AddKeyForm(webauthn_forms.AddWebAuthnForm):
    """A new passkey. It replaces the password unless its owner wants both."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["name"].label = "Vad nyckeln ska heta"
        self.fields["name"].help_text = "Så att du känner igen den, till exempel ”Jobbtelefonen”."
        passwordless = self.fields["passwordless"]
        passwordless.label, passwordless.initial = "Logga in med bara nyckeln", True
        passwordless.help_text = "Annars används den efter lösenordet."


class EditKeyForm(webauthn_forms.EditWebAuthnForm):
    """The name of a passkey."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["name"].label = "Vad nyckeln ska heta"


class SearchForm(forms.Form):
    """Words to find persons or organisations by."""

    q = forms.CharField(
        label="Sök", max_length=200, required=False, widget=forms.TextInput(attrs={"class": "form-control"})
    )

    def filter(self, records: SearchableQuerySet, **options: Any) -> SearchableQuerySet:
        """Those found; all of them when nothing, or nothing that makes sense, is looked for."""
        if not self.is_bound or not self.is_valid():
            return records
        return records.matching(self.cleaned_data["q"], **options)


class PersonForm(ComparingModelForm):
    """A person of the register. The organisation can be a new one."""

    organisation = PickOneField(
        Organisation.objects.all(),
        make=lambda name: Organisation(name=name),
        label="Organisation",
        required=False,
        help_text="Byter personen organisation står den gamla kvar i äldre protokoll.",
    )

    class Meta:
        model = Person
        fields = ["name", "title", "organisation", "email"]
        help_texts = {"title": "Till exempel ”kommunpolis”. Den skiljer personer med samma namn åt."}

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.helper = form_helper("Spara")


class OrganisationForm(ComparingModelForm):
    """An organisation of the register."""

    class Meta:
        model = Organisation
        fields = ["name", "short_name", "kind", "email"]

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.helper = form_helper("Spara")


class RemoveForm(forms.Form):
    """Confirms that exactly the version that was on the screen is to be removed."""

    version = forms.IntegerField(widget=forms.HiddenInput)

    def __init__(self, *args: Any, record: Versioned, **kwargs: Any) -> None:
        super().__init__(*args, initial={"version": record.version}, **kwargs)
        self.helper = form_helper("Ta bort")


class InvitationForm(forms.ModelForm):
    """Whom to invite, and to what."""

    person = PickOneField(
        Person.objects.without_account().select_related("organisation"),
        make=lambda name: Person(name=name),
        label_of=attrgetter("label"),
        label="Person i registret",
        required=False,
        help_text="Den som kontot hör till. Behövs för den som deltar i sammanträden.",
    )
    roles = roles_field(help_text="Utan behörighet ser personen ingenting. Den kan också ges senare.")

    class Meta:
        model = Invitation
        fields = ["name", "email", "person"]

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.helper = form_helper("Skicka inbjudan")


class AcceptForm(forms.Form):
    """The first password of an account, twice. `user` is what the account will be, for judging the password."""

    password = forms.CharField(
        label="Lösenord",
        strip=False,
        widget=forms.PasswordInput(attrs={"autocomplete": "new-password"}),
        help_text=password_validation.password_validators_help_text_html,
    )
    repeated = forms.CharField(
        label="Lösenordet igen",
        strip=False,
        widget=forms.PasswordInput(attrs={"autocomplete": "new-password"}),
    )

    def __init__(self, *args: Any, user: User, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.user = user
        self.fields["password"].widget.attrs["autofocus"] = not self.is_bound
        self.helper = form_helper("Öppna kontot")

    def clean_password(self) -> str:
        password = self.cleaned_data["password"]
        password_validation.validate_password(password, self.user)
        return password

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean()
        if "password" in cleaned and "repeated" in cleaned and cleaned["password"] != cleaned["repeated"]:
            self.add_error("repeated", "Lösenorden är inte lika.")
        return cleaned
