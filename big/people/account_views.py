"""One's own account; and for administrators, who has one, who is invited, and who is not let in any more."""

import logging
from collections.abc import Callable
from smtplib import SMTPException

from allauth.account.utils import get_next_redirect_url, perform_login
from django.contrib import messages
from django.contrib.auth.decorators import login_not_required
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.template.response import TemplateResponse
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.cache import never_cache
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_http_methods, require_POST, require_safe
from requests import RequestException

from big.access import administration_required
from big.people import accounts, invitations, proofs
from big.people.forms import AcceptForm, InvitationForm
from big.people.models import Invitation, User
from big.refusals import Refused

logger = logging.getLogger(__name__)


@require_safe
def own_account(request: HttpRequest) -> TemplateResponse:
    return TemplateResponse(request, "people/own_account.html")


@require_safe
def prove_externally(request: HttpRequest) -> HttpResponse:
    """Have the identity provider ask who it is once more, and come back to `next` (proofs.py)."""
    back = get_next_redirect_url(request) or reverse("home")
    if proofs.provider_of(request.user) is None:
        raise Http404
    try:
        return proofs.to_provider(request, back=back)
    except RequestException:
        logger.exception("The identity provider did not answer")
        return render(request, "socialaccount/authentication_error.html", status=503)


@require_safe
@administration_required
def account_list(request: HttpRequest) -> TemplateResponse:
    users = User.objects.exclude(email=User.COMMAND_LINE).select_related("person")
    pending = Invitation.objects.pending().select_related("invited_by").prefetch_related("roles")
    context = {"users": users, "invitations": pending, "now": timezone.now()}
    return TemplateResponse(request, "people/accounts.html", context)


@require_http_methods(["GET", "HEAD", "POST"])
@administration_required
def invite(request: HttpRequest) -> HttpResponse:
    form = InvitationForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        try:
            invitation = invitations.invite(**form.cleaned_data, by=request.user)
        except Refused as refused:
            form.add_error("email", str(refused))
        else:
            _send(request, invitation)
            if not form.cleaned_data["roles"]:
                text = f"{invitation.name} ser ingenting förrän du ger en behörighet. Gör det när kontot är öppnat."
                messages.warning(request, text)
            return redirect("people:accounts")
    return TemplateResponse(request, "people/invite.html", {"form": form})


@require_POST
@administration_required
def send_again(request: HttpRequest, pk: int) -> HttpResponse:
    try:
        _send(request, invitations.renew(get_object_or_404(Invitation, pk=pk), by=request.user))
    except Refused as refused:
        messages.error(request, str(refused))
    return redirect("people:accounts")


@require_POST
@administration_required
def withdraw(request: HttpRequest, pk: int) -> HttpResponse:
    invitation = get_object_or_404(Invitation, pk=pk)
    return _act(request, lambda: invitations.withdraw(invitation, by=request.user), "Inbjudan är återtagen.")


@require_POST
@administration_required
def deactivate(request: HttpRequest, pk: int) -> HttpResponse:
    user = get_object_or_404(User.objects.exclude(email=User.COMMAND_LINE), pk=pk)
    done = f"{user.name} är utloggad överallt och kan inte logga in."
    return _act(request, lambda: accounts.deactivate(user, by=request.user), done)


@require_POST
@administration_required
def reactivate(request: HttpRequest, pk: int) -> HttpResponse:
    user = get_object_or_404(User.objects.exclude(email=User.COMMAND_LINE), pk=pk)
    return _act(request, lambda: accounts.reactivate(user, by=request.user), f"{user.name} kan logga in igen.")


@require_http_methods(["GET", "HEAD", "POST"])
@login_not_required
@never_cache
@sensitive_post_parameters()
def accept_invitation(request: HttpRequest, token: str) -> HttpResponse:
    """Where the letter's link leads: choose a password, and be signed in."""
    try:
        invitation = invitations.read(token)
        form = AcceptForm(request.POST or None, user=User(name=invitation.name, email=invitation.email))
        if request.method == "POST" and form.is_valid():
            user = invitations.accept(token, password=form.cleaned_data["password"])
            return perform_login(request, user, redirect_url="/")
    except Refused as refused:
        return TemplateResponse(request, "people/invitation_refused.html", {"reason": str(refused)}, status=410)
    return TemplateResponse(request, "people/accept.html", {"form": form, "invitation": invitation})


def _send(request: HttpRequest, invitation: Invitation) -> None:
    try:
        invitations.send(invitation, absolute=request.build_absolute_uri)
    except (SMTPException, OSError):
        messages.error(request, f"Inbjudan är sparad, men brevet till {invitation.email} gick inte iväg. Skicka igen.")
    else:
        messages.success(request, f"Inbjudan är skickad till {invitation.email}.")


def _act(request: HttpRequest, act: Callable[[], None], done: str) -> HttpResponse:
    """Do it and say so, or say why not; either way back to the list."""
    try:
        act()
    except Refused as refused:
        messages.error(request, str(refused))
    else:
        messages.success(request, done)
    return redirect("people:accounts")
