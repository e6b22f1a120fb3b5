"""Fresh proof of identity for one act: given after it was asked for, and a few minutes old at most.

To be signed in is not enough for what somebody answers for in their own name: the browser may stand open. The proofs
are django-allauth's, which notes in the session each time it has asked once more for a password, a code or a passkey;
the identity provider's we note ourselves (`external`). The server keeps the session, so no request can claim a proof.
"""

import time
from dataclasses import dataclass
from typing import Any

from allauth.account.adapter import get_adapter
from allauth.account.authentication import get_authentication_records
from allauth.account.internal.flows.login import record_authentication
from allauth.core.exceptions import ImmediateHttpResponse
from allauth.socialaccount.models import SocialAccount, SocialApp, SocialLogin
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.http import urlencode

LIMIT = 5 * 60
"""Seconds: enough to read once more what one answers for, too short to leave the desk."""

CLOCKS = 60
"""Seconds by which the identity provider's clock may go wrong."""

PROCESS = "prove"
"""What allauth's state calls a visit to the identity provider that is for this, and not for signing in."""

ASKED = "asked_for_proof"

IN_WORDS = {
    "password": "med lösenord",
    "totp": "med kod från appen",
    "webauthn": "med nyckel (passkey)",
    "recovery_codes": "med återställningskod",
}


@dataclass(frozen=True)
class Way:
    """How the user can prove who it is, in words, and where that is done."""

    words: str
    url: str


def ways(request: HttpRequest) -> list[Way]:
    """Those that the account has, each of which leads back to this page."""
    back = urlencode({"next": request.path})
    found = get_adapter().get_reauthentication_methods(request.user)
    return [Way(one["description"], f"{one['url']}?{back}") for one in found]


def ask(request: HttpRequest, purpose: str) -> None:
    """Note that a proof is asked for from now on, unless there is one. Call it when the page is shown."""
    if not given(request, purpose):
        request.session[ASKED] = {"purpose": purpose, "at": time.time()}


def given(request: HttpRequest, purpose: str) -> str:
    """By what the user has proved who it is, for the purpose, as Swedish words; empty when that has not been done."""
    asked = request.session.get(ASKED, {})
    if asked.get("purpose") != purpose:
        return ""
    proofs = [one for one in get_authentication_records(request, request.user) if one.get("reauthenticated")]
    fresh = [one for one in proofs if asked["at"] <= one["at"] and time.time() - one["at"] <= LIMIT]
    return _in_words(fresh[-1]) if fresh else ""


def spend(request: HttpRequest) -> None:
    """The act is done: the next one asks for a proof of its own."""
    request.session.pop(ASKED, None)


def _in_words(proof: dict[str, Any]) -> str:
    if proof["method"] == "socialaccount":
        return f"genom {proof['provider_name']}"
    return IN_WORDS[proof.get("type", proof["method"])]


# -- The identity provider ---------------------------------------------------------------------------------------------


def provider_of(user: Any) -> Any:
    """The identity provider whose identity the user has connected, or None; also where it is no longer in use here."""
    account = SocialAccount.objects.filter(user=user).first() if user.is_authenticated else None
    try:
        return account.get_provider() if account else None
    except SocialApp.DoesNotExist:
        return None


def to_provider(request: HttpRequest, *, back: str) -> HttpResponse:
    """On to the identity provider, which has to ask the user anew (OpenID Connect Core 1.0 §3.1.2.1)."""
    provider = provider_of(request.user)
    params = provider.get_auth_params() | {"prompt": "login", "max_age": "0"}
    return provider.redirect(request, PROCESS, next_url=back, auth_params=params)


def external(request: HttpRequest, login: SocialLogin) -> None:
    """Note the proof that the identity provider has sent the user back with; always raises ImmediateHttpResponse.

    It counts when it is the identity of whoever is signed in, and the provider says that it has just asked for it: with
    `max_age` it has to tell when it did (`auth_time`).
    """
    data = login.account.extra_data
    told = data.get("id_token", {}).get("auth_time")
    is_fresh = isinstance(told, int | float) and -CLOCKS <= time.time() - told <= CLOCKS
    is_own = request.user.is_authenticated and login.is_existing and login.user == request.user
    if not (is_own and is_fresh):
        context = {"provider": login.provider, "is_own": is_own}
        raise ImmediateHttpResponse(render(request, "socialaccount/not_proved.html", context, status=403))
    record_authentication(
        request,
        request.user,
        "socialaccount",
        provider=login.account.provider,
        uid=login.account.uid,
        provider_name=login.provider.name,
        reauthenticated=True,
    )
    raise ImmediateHttpResponse(redirect(login.get_redirect_url(request) or "home"))
