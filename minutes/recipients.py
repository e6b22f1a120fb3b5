"""Delges: who gets the minutes of one meeting, while these are written."""

from django.db.models import Max

from big import ordering
from big.people import directory
from big.people.models import User
from big.refusals import Refused
from minutes.attendance import writing
from minutes.models import Recipient


def add(row: Recipient, *, by: User) -> None:
    """Put the recipient last. Raises Refused when one of that name is there, or the minutes cannot be changed."""
    with writing(row.meeting) as meeting:
        for name in ("person", "organisation"):
            if chosen := getattr(row, name):
                setattr(row, name, directory.keep(chosen, by=by))
        if any(one.name.casefold() == row.name.casefold() for one in meeting.recipients.all()):
            raise Refused(f"{row} står redan bland dem som protokollet delges.")
        row.position = meeting.recipients.aggregate(last=Max("position", default=0))["last"] + 1
        row.save()


def remove(row: Recipient) -> None:
    """Raises Refused."""
    with writing(row.meeting):
        if not Recipient.objects.filter(pk=row.pk).delete()[0]:
            raise Refused(ordering.GONE)


def move(row: Recipient, *, step: int) -> None:
    """Let the row change places with the one above (-1) or below (1) it. Raises Refused."""
    with writing(row.meeting) as meeting:
        ordering.move(list(meeting.recipients.order_by("position")), row, steps=step)
