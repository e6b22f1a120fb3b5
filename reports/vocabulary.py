"""What the group chooses from, kept: the areas of the report in their order, and who answers for each."""

from collections.abc import Iterable

from django.core.exceptions import ValidationError
from django.db import transaction

from big import ordering
from big.people import directory
from big.people.events import named, record
from big.people.models import Event, Person, User
from big.refusals import Refused
from reports.models import Area


def save_area(area: Area, *, responsible: Iterable[Person], by: User) -> None:
    """Store the area with those who answer for it; last among its siblings when it is new there.

    Raises StaleVersion, and Refused when the name or the place has just been taken by what somebody else did.
    """
    with transaction.atomic():
        stored = _locked().get(area.pk)
        if stored and stored.parent_id == area.parent_id:
            area.position = stored.position
        else:
            area.position = max((one.position for one in _siblings(area)), default=0) + 1
        try:
            area.clean()
        except ValidationError as error:
            raise Refused(" ".join(error.messages)) from error
        directory.save_named(area, by=by)
        area.responsible.set(responsible)


def move_area(area: Area, *, steps: int, by: User) -> None:
    """Move the area, with those under it, `steps` places down among its siblings, or up if negative.

    Raises Refused when it is gone, or has just been put under another.
    """
    with transaction.atomic():
        _locked()
        ordering.move(_siblings(area), area, steps=steps)
        record(Event.Act.EDITED, by=by, subject=named(area), detail="ordningen")


def _locked() -> dict[int, Area]:
    """All areas, locked: what one may be depends on the others."""
    return {area.pk: area for area in Area.objects.select_for_update(of=("self",)).order_by("pk")}


def _siblings(area: Area) -> list[Area]:
    return list(Area.objects.filter(parent=area.parent_id).order_by("position", "pk"))
