"""What became of an activity that was planned, or invited to. The answer is an activity that continues it: one at most.

Genomförd and flyttad are activities of their own, since a report prints what was planned and a later one what became
of it. What was planned stays as it was recorded. Two who answer at once are told apart under a lock on what was
planned, and the database holds it too (`activity_has_one_follow_on`).
"""

import datetime
from typing import Any

from django.db import transaction
from django.utils import timezone

from big.people.models import User
from big.refusals import Refused
from reports import recording
from reports.models import Activity


def why_not(planned: Activity) -> str:
    """Why there is nothing to answer about this activity; empty when there is."""
    if planned.is_deleted:
        return "Insatsen är borttagen. Ta tillbaka den för att följa upp den."
    if follow_on := planned.follow_on:
        return f"{follow_on.created_by} har redan följt upp insatsen: {follow_on.get_status_display()}."
    if planned.status not in Activity.EXPECTED:
        return f"Insatsen är inte längre planerad, utan {planned.get_status_display()}."
    return ""


def answer(follow_on: Activity, *, by: User, now: datetime.datetime | None = None, **lists: Any) -> None:
    """Store a new activity as what became of the one that it `continues`, with its lists (`recording.save`).

    Raises Refused when that one is answered already, or not planned any more.
    """
    with transaction.atomic():
        planned = _unanswered(follow_on.continues)
        recording.save(follow_on, **lists, by=by, comment=f"följer upp insats nr {planned.pk}", now=now)


def cancel(planned: Activity, *, by: User, now: datetime.datetime | None = None) -> Activity:
    """Say that it never took place; returns the activity that now says so. Raises Refused as `answer` does.

    Where a report has taken it up, its readers have been told, or will be, that it is planned, and the next report
    must be able to tell them otherwise: that takes an activity of its own. Where none has, there is nothing to take
    back, and it changes its status.
    """
    with transaction.atomic():
        current = _unanswered(planned)
        lists = recording.lists_of(current)
        if not current.is_reported:
            current.status = Activity.Status.CANCELLED
            recording.save(current, **lists, by=by, now=now)
            return current
        follow_on = Activity(
            area=current.area,
            also_area=current.also_area,
            kind=current.kind,
            text=f"Inställt: {current.text}",
            status=Activity.Status.CANCELLED,
            when=current.when,
            starts_on=current.starts_on,
            ends_on=current.ends_on,
            continues=current,
            created_at=now or timezone.now(),
        )
        answer(follow_on, **lists, by=by, now=now)
        return follow_on


def _unanswered(planned: Activity) -> Activity:
    current = Activity.objects.select_for_update(of=("self",)).get(pk=planned.pk)
    if reason := why_not(current):
        raise Refused(reason)
    return current
