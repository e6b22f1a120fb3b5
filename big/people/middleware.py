"""When a session ends by itself: after a time without use, and at the latest after a working day."""

import time
from collections.abc import Callable
from typing import Any

from django.conf import settings
from django.contrib import messages
from django.contrib.auth import SESSION_KEY, logout
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, resolve_url

from big.people import unsaved
from big.people.models import User

SIGNED_IN, SEEN = "signed_in_at", "seen_at"
PRECISION = 5 * 60  # seconds: reading pages costs a write only this often


def start_session(sender: Any, request: HttpRequest, **kwargs: Any) -> None:
    """Start both clocks when somebody signs in (a receiver of user_logged_in)."""
    request.session[SIGNED_IN] = request.session[SEEN] = int(time.time())


def session_limits(get_response: Callable[[HttpRequest], HttpResponse]) -> Callable[[HttpRequest], HttpResponse]:
    """Sign out who has been away for SESSION_IDLE_AGE, or signed in SESSION_ABSOLUTE_AGE ago.

    The cookie's own age is not enough: Django gives it anew whenever the session is saved, and a stolen one does not
    keep to it. It lives longer than the session, so that a form sent too late is known by its sender and kept.
    """

    def respond(request: HttpRequest) -> HttpResponse:
        if settings.SESSION_COOKIE_NAME not in request.COOKIES or SESSION_KEY not in request.session:
            return get_response(request)
        now = int(time.time())
        seen = request.session.get(SEEN, 0)
        if now - seen > settings.SESSION_IDLE_AGE or now - request.session[SIGNED_IN] > settings.SESSION_ABSOLUTE_AGE:
            return _ended(request)
        if now - seen > PRECISION:
            request.session[SEEN] = now
        return get_response(request)

    def _ended(request: HttpRequest) -> HttpResponse:
        if "HX-Request" in request.headers:
            return HttpResponse(status=401)  # the session stays known, for the form that will be sent from the page
        sender = User.objects.filter(pk=request.user.pk).first()  # the request's own becomes nobody now
        logout(request)
        if request.method != "POST":
            messages.info(request, "Du har varit inloggad länge eller borta en stund. Logga in igen.")
            return get_response(request)
        response = get_response(request)
        # Only what a view would have been given: a forged request has been answered otherwise.
        if not (sender and _asks_to_sign_in(response) and unsaved.keep_sent(request, by=sender)):
            return response
        messages.info(request, "Du hade blivit utloggad. Logga in igen, så finns det du skrev kvar.")
        return redirect(settings.LOGIN_URL)

    return respond


def saved_forms(get_response: Callable[[HttpRequest], HttpResponse]) -> Callable[[HttpRequest], HttpResponse]:
    """Let go of the kept text of a form when its answer leads on, which is how every form says that it is saved.

    Where a refusal leads on too, it comes with an error for the next page to show.
    """

    def respond(request: HttpRequest) -> HttpResponse:
        response = get_response(request)
        is_form = request.method == "POST" and request.user.is_authenticated and "form_id" in request.POST
        leads_on = response.status_code == 302 and not _asks_to_sign_in(response)
        if is_form and leads_on and not unsaved.is_refused(request):
            unsaved.saved(request.POST, by=request.user)
        return response

    return respond


def whole_pages_only(get_response: Callable[[HttpRequest], HttpResponse]) -> Callable[[HttpRequest], HttpResponse]:
    """Answer 401 to a part of a page that asks when nobody is signed in: a sign-in page would land inside the page."""

    def respond(request: HttpRequest) -> HttpResponse:
        response = get_response(request)
        if "HX-Request" in request.headers and _asks_to_sign_in(response):
            return HttpResponse(status=401)
        return response

    return respond


def _asks_to_sign_in(response: HttpResponse) -> bool:
    return response.status_code == 302 and response.url.startswith(resolve_url(settings.LOGIN_URL))
