"""When a session ends by itself: after a time without use, and at the latest after a working day."""

import time
from collections.abc import Callable
from typing import Any

from django.conf import settings
from django.contrib import messages
from django.contrib.auth import SESSION_KEY, logout
from django.http import HttpRequest, HttpResponse

SIGNED_IN, SEEN = "signed_in_at", "seen_at"
PRECISION = 5 * 60  # seconds: reading pages costs a write only this often


def start_session(sender: Any, request: HttpRequest, **kwargs: Any) -> None:
    """Start both clocks when somebody signs in (a receiver of user_logged_in)."""
    request.session[SIGNED_IN] = request.session[SEEN] = int(time.time())


def session_limits(get_response: Callable[[HttpRequest], HttpResponse]) -> Callable[[HttpRequest], HttpResponse]:
    """Sign out who has been away for SESSION_IDLE_AGE, or signed in SESSION_COOKIE_AGE ago.

    The cookie's own age is not enough: Django gives it anew whenever the session is saved, and a stolen one does not
    keep to it.
    """

    def respond(request: HttpRequest) -> HttpResponse:
        if settings.SESSION_COOKIE_NAME in request.COOKIES and SESSION_KEY in request.session:
            now = int(time.time())
            seen = request.session.get(SEEN, 0)
            if now - seen > settings.SESSION_IDLE_AGE or now - request.session[SIGNED_IN] > settings.SESSION_COOKIE_AGE:
                logout(request)
                messages.info(request, "Du har varit inloggad länge eller borta en stund. Logga in igen.")
            elif now - seen > PRECISION:
                request.session[SEEN] = now
        return get_response(request)

    return respond
