"""What this house decides otherwise than django-allauth: nobody registers, no address alone opens an account."""

import logging
from smtplib import SMTPException
from typing import Any

from allauth.account.adapter import DefaultAccountAdapter
from allauth.core.exceptions import ImmediateHttpResponse
from allauth.socialaccount.adapter import DefaultSocialAccountAdapter
from allauth.socialaccount.models import SocialLogin
from django.http import HttpRequest
from django.shortcuts import render
from django.urls import reverse

from big.documents.models import Letterhead
from big.people import proofs
from big.people.models import UnsavedForm, User

logger = logging.getLogger(__name__)


class AccountAdapter(DefaultAccountAdapter):
    error_messages = DefaultAccountAdapter.error_messages | {
        "account_inactive": "Kontot är avstängt. Kontakta administratören.",
        "email_password_mismatch": (
            "E-postadressen och lösenordet hör inte ihop. Kontrollera stavningen och försök igen."
        ),
        "incorrect_password": "Lösenordet är fel. Försök igen.",
        "too_many_login_attempts": "För många försök. Vänta fem minuter och försök igen.",
    }

    def is_open_for_signup(self, request: HttpRequest) -> bool:
        return False

    def get_login_redirect_url(self, request: HttpRequest) -> str:
        """Straight to what was being saved when the last session ended, if that is why one signs in."""
        if late := UnsavedForm.objects.waiting(request.user).filter(was_sent=True).first():
            return reverse("people:resume", args=[late.pk])
        return super().get_login_redirect_url(request)

    def get_reauthentication_methods(self, user: User) -> list[dict[str, Any]]:
        """Besides allauth's own: to be asked anew by the identity provider, for who has connected an identity."""
        found = super().get_reauthentication_methods(user)
        if provider := proofs.provider_of(user):
            url = reverse("people:prove_externally")
            found.append({"id": "external", "description": f"Använd {provider.name}", "url": url})
        return found

    def send_mail(self, template_prefix: str, email: str, context: dict[str, Any]) -> None:
        """Send, but let nothing hang on it: what it tells of is done, and a failure would show who has an account."""
        try:
            super().send_mail(template_prefix, email, context)
        except (SMTPException, OSError):
            logger.exception("The letter %s could not be sent", template_prefix)

    def render_mail(self, template_prefix: str, email: str, context: dict[str, Any], headers: Any = None) -> Any:
        """Every letter names the sender as its PDFs do."""
        return super().render_mail(template_prefix, email, context | {"letterhead": Letterhead.current()}, headers)


class SocialAccountAdapter(DefaultSocialAccountAdapter):
    def is_open_for_signup(self, request: HttpRequest, sociallogin: SocialLogin) -> bool:
        return False

    def pre_social_login(self, request: HttpRequest, sociallogin: SocialLogin) -> None:
        """Let in who has connected the identity before; tell everybody else how to connect it.

        The address that a provider claims is never enough to choose the account: whoever could set it there would get
        in here.
        """
        if sociallogin.state.get("process") == proofs.PROCESS:
            proofs.external(request, sociallogin)
        if not sociallogin.is_existing and sociallogin.state.get("process") != "connect":
            raise ImmediateHttpResponse(
                render(request, "socialaccount/not_connected.html", {"provider": sociallogin.provider}, status=403)
            )
