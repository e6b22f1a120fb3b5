"""What is kept of a body: its habits, members, standing agenda, distribution list and phrases."""

import datetime

from django.db import models, transaction
from django.db.models import Max, Q

from big import ordering
from big.people import directory
from big.people.events import named, record
from big.people.models import Event, User
from big.refusals import Refused
from big.versions import StaleVersion
from minutes.models import Body, Meeting, Membership, Phrase, StandingItem, StandingRecipient
from minutes.planning import appoint

Row = StandingItem | StandingRecipient | Phrase
"""One line of a body's lists, in the order that `position` gives."""


def save_body(body: Body, *, by: User) -> None:
    """Raises StaleVersion."""
    act = Event.Act.CREATED if body._state.adding else Event.Act.EDITED
    with transaction.atomic():
        body.save()
        record(act, by=by, subject=named(body))


def save_membership(membership: Membership, *, by: User) -> None:
    """Store it, and first the person if it is new; the officers of planned meetings follow.

    Raises StaleVersion, and Refused when the person has the role already during some of that time, or when the body
    would have two chairs at once.
    """
    act = Event.Act.CREATED if membership._state.adding else Event.Act.EDITED
    with transaction.atomic():
        body = Body.objects.select_for_update(of=("self",)).get(pk=membership.body_id)
        membership.person = directory.keep(membership.person, by=by)
        others = _overlapping(membership)
        if others.filter(person=membership.person).exists():
            raise Refused(f"{membership.person.name} är redan {membership.get_role_display()} under den tiden.")
        if membership.role == Membership.Role.CHAIR and (chair := others.select_related("person").first()):
            raise Refused(
                f"{chair.person.name} är ordförande under den tiden. Avsluta först det uppdraget och låt det nya "
                "börja dagen efter."
            )
        membership.save()
        period = f"från {membership.starts_on}" + (f" till {membership.ends_on}" if membership.ends_on else "")
        record(act, by=by, subject=f"organ {body}", detail=f"{membership} {period}")
        for meeting in Meeting.objects.select_for_update(of=("self",)).planned().filter(body=body):
            appoint(meeting)


def _overlapping(membership: Membership) -> models.QuerySet[Membership]:
    """Other memberships of the body with that role that are in force on some of the same days."""
    last = membership.ends_on or datetime.date.max
    same = Membership.objects.filter(body=membership.body_id, role=membership.role, starts_on__lte=last)
    return same.filter(Q(ends_on=None) | Q(ends_on__gte=membership.starts_on)).exclude(pk=membership.pk)


def add(row: Row, *, by: User) -> None:
    """Put the line last in its list. What it stands for may be new in the register.

    Raises Refused when a recipient of that name is in the list already.
    """
    with transaction.atomic():
        body = Body.objects.select_for_update(of=("self",)).get(pk=row.body_id)
        for name in ("person", "organisation"):
            if chosen := getattr(row, name, None):
                setattr(row, name, directory.keep(chosen, by=by))
        if isinstance(row, StandingRecipient) and _list(row).filter(name=row.name).exists():
            raise Refused(f"{row} finns redan i sändlistan.")
        row.position = _list(row).aggregate(last=Max("position", default=0))["last"] + 1
        row.save()
        record(Event.Act.CREATED, by=by, subject=f"{named(row)} i {body}")


def save(row: StandingItem | Phrase, *, by: User) -> None:
    """Raises StaleVersion."""
    with transaction.atomic():
        row.save()
        record(Event.Act.EDITED, by=by, subject=f"{named(row)} i {row.body}")


def move(row: Row, *, steps: int) -> None:
    """Move the line `steps` places down, or up if negative, as far as the list goes. Raises Refused when it is gone."""
    with transaction.atomic():
        Body.objects.select_for_update(of=("self",)).get(pk=row.body_id)
        ordering.move(list(_list(row)), row, steps=steps)


def remove(row: Row, *, seen: str, by: User) -> None:
    """Take the line away. Raises Refused when somebody has done so already, and StaleVersion when somebody has
    rewritten it since it was at the version `seen`.

    A recipient has no version: nobody rewrites it.
    """
    with transaction.atomic():
        Body.objects.select_for_update(of=("self",)).get(pk=row.body_id)
        current = _list(row).select_related("body").filter(pk=row.pk).first()
        if current is None:
            raise Refused(ordering.GONE)
        if str(getattr(current, "version", seen)) != seen:
            raise StaleVersion(current)
        current.delete()
        record(Event.Act.DELETED, by=by, subject=f"{named(current)} i {current.body}")


def _list(row: Row) -> models.QuerySet:
    return type(row).objects.filter(body=row.body_id).order_by("position")
