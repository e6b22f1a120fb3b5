"""The audit trail: what is written into it, and by whom."""

import datetime
from typing import Any

from django.contrib.auth.signals import user_logged_in, user_logged_out, user_login_failed
from django.db import models, transaction
from django.dispatch import receiver

from big.people import trail
from big.people.models import Event, User


def record(
    act: Event.Act, *, by: User | None, subject: object = "", detail: str = "", now: datetime.datetime | None = None
) -> None:
    """Add to the trail that `by` did `act` to `subject`. Inside a transaction it stands or falls with what was done.

    It is linked to the chain of all events (trail.py) once it is committed.
    """
    moment = {"at": now} if now else {}
    Event.objects.create(act=act, by=by, subject=str(subject)[:1000], detail=detail[:1000], **moment)
    transaction.on_commit(trail.extend, robust=True)


def named(record: models.Model) -> str:
    """A row of a register as a subject: "organisation Polisen"."""
    return f"{record._meta.verbose_name} {record}"


@receiver(user_logged_in)
def on_sign_in(sender: object, user: User, **kwargs: Any) -> None:
    record(Event.Act.SIGNED_IN, by=user)


@receiver(user_logged_out)
def on_sign_out(sender: object, user: User | None, **kwargs: Any) -> None:
    if user:
        record(Event.Act.SIGNED_OUT, by=user)


@receiver(user_login_failed)
def on_failed_sign_in(sender: object, credentials: dict[str, Any], **kwargs: Any) -> None:
    """Which account it was about; an address that nobody has is not kept, since it may be a mistyped password."""
    known = User.objects.filter(email__iexact=credentials.get("username") or credentials.get("email") or "").first()
    record(Event.Act.SIGN_IN_FAILED, by=known)
