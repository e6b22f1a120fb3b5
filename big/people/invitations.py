"""Invitation: sent -> accepted or withdrawn. It is how an account comes to be; nobody registers."""

import datetime
from collections.abc import Callable, Iterable

from django.contrib.auth.models import Group
from django.core import signing
from django.core.mail import EmailMessage
from django.db import transaction
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils import timezone

from big.access import may_administer
from big.documents.models import Letterhead
from big.people import directory
from big.people.events import record
from big.people.models import Event, Invitation, Person, User
from big.people.role_changes import set_roles
from big.refusals import Refused

SIGNER = signing.Signer(salt="big.people.invitations")


def invite(
    *,
    name: str,
    email: str,
    person: Person | None = None,
    roles: Iterable[str] = (),
    by: User,
    now: datetime.datetime | None = None,
) -> Invitation:
    """Keep that somebody is invited, to which roles; `send` sends the letter. A new `person` enters the register.

    Raises Refused when there is already an account or an open invitation with the address.
    """
    email = email.lower()
    with transaction.atomic():
        if User.objects.filter(email__iexact=email).exists():
            raise Refused("Det finns redan ett konto med adressen.")
        if Invitation.objects.pending().filter(email=email).exists():
            raise Refused("Adressen är redan inbjuden. Skicka inbjudan igen i stället.")
        invitation = Invitation.objects.create(
            name=name,
            email=email,
            person=person and directory.keep(person, by=by),
            invited_by=by,
            sent_at=now or timezone.now(),
        )
        invitation.roles.set(Group.objects.filter(name__in=roles))
        record(Event.Act.INVITED, by=by, subject=invitation)
    return invitation


def renew(invitation: Invitation, *, by: User, now: datetime.datetime | None = None) -> Invitation:
    """Give the invitation its days again. The link of the earlier letter ends; `send` sends the new one."""
    with transaction.atomic():
        current = _pending(invitation)
        current.sent_at, current.invited_by = now or timezone.now(), by
        current.save(update_fields=["sent_at", "invited_by"])
        record(Event.Act.INVITED, by=by, subject=current, detail="skickad igen")
    return current


def withdraw(invitation: Invitation, *, by: User, now: datetime.datetime | None = None) -> None:
    with transaction.atomic():
        current = _pending(invitation)
        current.withdrawn_at, current.withdrawn_by = now or timezone.now(), by
        current.save(update_fields=["withdrawn_at", "withdrawn_by"])
        record(Event.Act.INVITATION_WITHDRAWN, by=by, subject=current)


def send(invitation: Invitation, *, absolute: Callable[[str], str]) -> None:
    """Send the letter with the link; `absolute` makes a whole address of a path. Raises what the mail server raises."""
    link = absolute(reverse("people:accept_invitation", args=[token(invitation)]))
    context = {"invitation": invitation, "link": link, "letterhead": Letterhead.current()}
    EmailMessage(
        f"Inbjudan till {context['letterhead'].short_name}",
        render_to_string("people/mail/invitation.txt", context),
        to=[invitation.email],
    ).send()


def token(invitation: Invitation) -> str:
    """What the link carries: which invitation, and which sending of it."""
    return SIGNER.sign_object([invitation.pk, invitation.sent_at.timestamp()])


def read(value: str, *, now: datetime.datetime | None = None) -> Invitation:
    """The open invitation that a link's token stands for. Raises Refused with what the visitor should do instead."""
    try:
        pk, sent_at = SIGNER.unsign_object(value)
    except signing.BadSignature as error:
        raise Refused("Länken är inte hel. Kopiera hela adressen från brevet.") from error
    invitation = Invitation.objects.filter(pk=pk).first()
    if invitation is None or invitation.withdrawn_at:
        raise Refused("Inbjudan är återtagen.")
    if invitation.accepted_at:
        raise Refused("Inbjudan är redan använd. Logga in med din e-postadress och ditt lösenord.")
    if sent_at != invitation.sent_at.timestamp():
        raise Refused("Det finns en nyare inbjudan. Använd länken i det senaste brevet.")
    if invitation.is_expired(now):
        raise Refused("Inbjudan har gått ut. Be den som bjöd in dig att skicka den igen.")
    return invitation


def accept(value: str, *, password: str, now: datetime.datetime | None = None) -> User:
    """Make the account, once: two clicks at the same time wait for each other. Raises Refused as `read` does.

    The roles come from whoever sent the invitation last, so that must still be somebody who may give them: an open
    invitation is not to outlive the right it was written with. Otherwise the account opens without, as when none was
    chosen, and an administrator gives them.
    """
    now = now or timezone.now()
    with transaction.atomic():
        invitation = _locked(read(value, now=now))
        read(value, now=now)
        person = invitation.person
        user = User.objects.create_user(
            invitation.email,
            password,
            name=invitation.name,
            person=None if User.objects.filter(person=person).exists() else person,
        )
        invitation.accepted_at, invitation.user = now, user
        invitation.save(update_fields=["accepted_at", "user"])
        record(Event.Act.ACCOUNT_OPENED, by=user)
        inviter = invitation.invited_by
        if inviter.is_active and may_administer(inviter):
            set_roles(user, invitation.roles.values_list("name", flat=True), seen=(), by=inviter)
    return user


def _locked(invitation: Invitation) -> Invitation:
    return Invitation.objects.select_for_update(of=("self",)).get(pk=invitation.pk)


def _pending(invitation: Invitation) -> Invitation:
    current = _locked(invitation)
    if not current.is_pending:
        raise Refused("Inbjudan är redan använd eller återtagen.")
    return current
