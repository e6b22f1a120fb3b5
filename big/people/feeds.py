"""A person's own addresses for programs that follow news and calendars: secret, opened and closed by the person."""

import datetime

from django.core import signing
from django.db import transaction
from django.utils import timezone

from big.people.events import record
from big.people.models import Event, FeedKey, User

SIGNER = signing.Signer(salt="big.people.feeds")


def current(user: User) -> FeedKey | None:
    return FeedKey.objects.filter(user=user, closed_at=None).first()


def open_feed(user: User, *, now: datetime.datetime | None = None) -> FeedKey:
    """Give the person a new key. The one before ends: its addresses are not found any more."""
    now = now or timezone.now()
    with transaction.atomic():
        User.objects.select_for_update(of=("self",)).get(pk=user.pk)
        _close(user, now)
        record(Event.Act.FEED_OPENED, by=user, now=now)
        return FeedKey.objects.create(user=user, opened_at=now)


def close_feed(user: User, *, now: datetime.datetime | None = None) -> None:
    now = now or timezone.now()
    with transaction.atomic():
        if _close(user, now):
            record(Event.Act.FEED_CLOSED, by=user, now=now)


def _close(user: User, now: datetime.datetime) -> int:
    return FeedKey.objects.filter(user=user, closed_at=None).update(closed_at=now)


def token(key: FeedKey) -> str:
    return SIGNER.sign_object([key.pk])


def reader(value: str) -> User | None:
    """Whose address it is; None for one that is closed or was never made, or whose account is closed."""
    try:
        (pk,) = SIGNER.unsign_object(value)
    except (signing.BadSignature, TypeError, ValueError):
        return None
    key = FeedKey.objects.filter(pk=pk, closed_at=None, user__is_active=True).select_related("user").first()
    return key and key.user
