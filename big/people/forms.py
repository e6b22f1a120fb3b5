from django import forms
from django.contrib.auth.forms import AuthenticationForm

from big.forms import form_helper


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
