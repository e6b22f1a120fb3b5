"""Closing and reopening accounts. A closed account keeps its place in history, and nobody is signed in with it."""

from allauth.usersessions.models import UserSession
from django.db import transaction

from big.people.events import record
from big.people.models import Event, User
from big.refusals import Refused


def deactivate(user: User, *, by: User) -> None:
    """Close the account and end its sessions, so that reopening it does not bring them back either.

    Raises Refused for one's own account: somebody has to be left who can open it again.
    """
    if user == by:
        raise Refused("Du kan inte stänga av ditt eget konto.")
    with transaction.atomic():
        user.is_active = False
        user.save(update_fields=["is_active"])
        for session in UserSession.objects.filter(user=user):
            session.end()
        record(Event.Act.ACCOUNT_CLOSED, by=by, subject=user.name)


def reactivate(user: User, *, by: User) -> None:
    """Open the account again, with the password and the second factors that it had."""
    with transaction.atomic():
        user.is_active = True
        user.save(update_fields=["is_active"])
        record(Event.Act.ACCOUNT_REOPENED, by=by, subject=user.name)
