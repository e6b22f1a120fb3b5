"""What somebody has typed and not saved yet, kept for that person alone: while it is typed, or when it came too late.

A form that keeps its text has a `form_id` (big/forms.py, KeptForm) and sends itself to the address people:keep every
moment. A form that was sent when the session had ended is kept whole by the middleware, and one from before a new
sign-in by `unsaved_views.too_old`. All end when the form is saved, which shows in an answer that leads on to another
page and says nothing of a refusal (`Messages`).

What is sent twice, as when a button is pressed twice, is saved once: `once` leads the second to where the first led.
"""

import datetime
import hashlib
import json
import uuid
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from typing import Any
from urllib.parse import urlencode

from django.contrib.messages import constants, get_messages
from django.contrib.messages.storage.fallback import FallbackStorage
from django.db import transaction
from django.http import HttpRequest, QueryDict
from django.urls import reverse
from django.utils import timezone

from big.people.models import UnsavedForm, User

MAX_LENGTH = 500_000  # characters: some hundred pages
MAX_PATH, MAX_TITLE = (UnsavedForm._meta.get_field(name).max_length for name in ("path", "title"))
KEPT_FOR = datetime.timedelta(days=30)
LATE = datetime.timedelta(hours=1)  # no copy of a saved form is longer on its way
SECRETS = {"password", "password1", "password2", "oldpassword", "code", "credential"}  # must not be stored
OWN = {"csrfmiddlewaretoken", "form_id"}
BUTTONS = {"submit", "another"}


@dataclass(frozen=True)
class Kept:
    """What a form needs to keep its text: where to send it, and what was typed there before and not saved."""

    url: str
    unsaved: UnsavedForm | None


def for_form(request: HttpRequest, title: str) -> Kept:
    """For the form on the page that is asked for; `title` is what the first page calls it while it waits."""
    unsaved = UnsavedForm.objects.waiting(request.user).filter(path=request.path).first()
    return Kept(f"{reverse('people:keep')}?{urlencode({'path': request.path, 'title': title})}", unsaved)


def keep(
    typed: QueryDict,
    *,
    by: User,
    path: str,
    title: str = "",
    files: Iterable[tuple[str, str]] = (),
    was_sent: bool = False,
    now: datetime.datetime | None = None,
) -> bool:
    """Keep what was typed, if there is anything to keep, it is not too much and it is not saved already.

    `files` are name of the field and name of the file. Of what came twice (a form has one `form_id`) the last counts.
    """
    now = now or timezone.now()
    fields = [(name, value) for name, values in typed.lists() if name not in OWN for value in values]
    length = sum(len(name) + len(value) for name, value in fields)
    if not fields or length > MAX_LENGTH or SECRETS & typed.keys() or len(path) > MAX_PATH:
        return False
    if any("\x00" in text for text in (path, title, *(text for field in fields for text in field))):
        return False  # no database keeps it, and no form accepts it
    pk = _form_id(typed)
    values = {"fields": fields, "files": list(files), "kept_at": now, "was_sent": was_sent}
    # What arrives after the form was saved is older than what was saved: hence `waiting`, in one statement.
    if UnsavedForm.objects.waiting(by).filter(pk=pk).update(**values):
        return True
    UnsavedForm.objects.filter(user=by, kept_at__lt=now - KEPT_FOR).delete()
    new = UnsavedForm(pk=pk, user=by, path=path, title=title[:MAX_TITLE], **values)
    UnsavedForm.objects.bulk_create([new], ignore_conflicts=True)
    return UnsavedForm.objects.waiting(by).filter(pk=pk).exists()


def keep_sent(request: HttpRequest, *, by: User) -> bool:
    """Keep a whole form that was sent and cannot be saved now, to be sent again from the page people:resume."""
    # A file is too much to keep. Its name goes in its place, by which the form knows that one is lacking.
    files = [(name, file.name) for name, files in request.FILES.lists() for file in files]
    return keep(request.POST, by=by, path=request.get_full_path(), files=files, was_sent=True)


def saved(typed: QueryDict, *, by: User, now: datetime.datetime | None = None) -> None:
    """The form is saved: its text is not needed here, and copies of it that are still on their way are not kept."""
    now = now or timezone.now()
    pk = _form_id(typed)
    values = {"fields": [], "files": [], "kept_at": now, "saved_at": now, "was_sent": False}
    UnsavedForm.objects.filter(user=by, saved_at__lt=now - LATE).delete()
    if not UnsavedForm.objects.filter(pk=pk, user=by).update(**values):
        UnsavedForm.objects.bulk_create([UnsavedForm(pk=pk, user=by, **values)], ignore_conflicts=True)


def once(typed: QueryDict, *, by: User, save: Callable[[], str]) -> str:
    """Save the form, unless just this has been saved already; returns where that leads, which `save` says.

    Two that come at once wait for each other. The same form with another content, as after going back in the browser,
    is another thing to save.
    """
    with transaction.atomic():
        new = UnsavedForm(pk=_form_id(typed), user=by, kept_at=timezone.now())
        UnsavedForm.objects.bulk_create([new], ignore_conflicts=True)
        form = UnsavedForm.objects.select_for_update(of=("self",)).filter(pk=new.pk, user=by).first()
        digest = _digest(typed)
        if form and form.led_to and form.digest == digest:
            return form.led_to
        led_to = save()
        values = {"fields": [], "files": [], "saved_at": timezone.now(), "was_sent": False}
        UnsavedForm.objects.filter(pk=new.pk, user=by).update(led_to=led_to, digest=digest, **values)
    return led_to


def saved_before(typed: QueryDict, *, by: User) -> str:
    """Where the form led when just this was saved; empty when it was not."""
    saved = UnsavedForm.objects.filter(pk=_form_id(typed), user=by, digest=_digest(typed)).first()
    return saved.led_to if saved else ""


def _digest(typed: QueryDict) -> str:
    fields = sorted((name, values) for name, values in typed.lists() if name not in OWN | BUTTONS)
    return hashlib.sha256(json.dumps(fields).encode()).hexdigest()


class Messages(FallbackStorage):
    """Django's messages to the next page, which remember whether one of this request's is a refusal."""

    has_refusal = False

    def add(self, level: int, message: str, extra_tags: str | None = "") -> None:
        self.has_refusal = self.has_refusal or level >= constants.ERROR
        super().add(level, message, extra_tags)


def is_refused(request: HttpRequest) -> bool:
    """Whether the answer to the request leads on only to say that nothing was saved."""
    messages: Any = get_messages(request)
    return getattr(messages, "has_refusal", False)


def _form_id(typed: QueryDict) -> uuid.UUID:
    try:
        return uuid.UUID(typed.get("form_id", ""))
    except ValueError:
        return uuid.uuid4()
