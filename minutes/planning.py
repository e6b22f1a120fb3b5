"""A meeting before it is held: planned (often a whole year at once), moved, cancelled."""

import calendar
import datetime
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from django.db import transaction
from django.db.models import Max
from django.utils import timezone

from big.holidays import holiday
from big.people.events import record
from big.people.models import Event, User
from big.refusals import Refused
from big.swedish import long_date, sentence_list
from big.versions import StaleVersion
from minutes import calling, numbering
from minutes.models import Body, Meeting, Membership, Officer, Paragraph, Recipient

LAST = -1
"""The last such weekday of a month, for `days_of_year`."""

COPIED = ("kind", "name", "person_id", "organisation_id", "to_body_id", "sending", "position")
"""What a meeting's recipient takes from the body's distribution list."""


IN_CALENDAR = {"date", "time", "place", "format", "link"}
"""What a change of is told to those who have the meeting in their calendars."""


@dataclass(frozen=True)
class Plan:
    """When and where a meeting is to be held."""

    date: datetime.date
    starts_at: datetime.time | None = None
    ends_at: datetime.time | None = None
    place: str = ""
    format: str = ""
    link: str = ""


def title_of(body: Body, date: datetime.date) -> str:
    return f"Sammanträde med {body} den {long_date(date)}"


def days_of_year(year: int, months: Iterable[int], weekday: int, which: int) -> list[datetime.date]:
    """For example the first Tuesday of each month: `weekday` from 0 (Monday), `which` from 1 to 4, or LAST."""
    days = []
    for month in sorted(months):
        same = [
            day
            for day in calendar.Calendar().itermonthdates(year, month)
            if day.month == month and day.weekday() == weekday
        ]
        days.append(same[which if which == LAST else which - 1])
    return days


def remarks_on(day: datetime.date, *, today: datetime.date) -> list[str]:
    """What somebody who plans a meeting that day would want to know. None of it is forbidden."""
    weekday = ("måndag", "tisdag", "onsdag", "torsdag", "fredag", "lördag", "söndag")[day.weekday()]
    remarks = []
    if name := holiday(day):
        remarks.append(f"{long_date(day)} är {name}.")
    elif day.weekday() > 4:
        remarks.append(f"{long_date(day)} är en {weekday}.")
    if day < today:
        remarks.append(f"{long_date(day)} har redan varit.")
    return remarks


def plan(body: Body, plans: Sequence[Plan], *, by: User, now: datetime.datetime | None = None) -> list[Meeting]:
    """Create the meetings, each with the body's standing agenda, officers and distribution list of that day.

    Raises Refused, and creates none, when the body has a meeting one of the days already.
    """
    with transaction.atomic():
        body = Body.objects.select_for_update(of=("self",)).get(pk=body.pk)
        items, recipients = list(body.standing_items.all()), list(body.standing_recipients.all())
        _refuse_taken(body, [one.date for one in plans])
        meetings = []
        for one in plans:
            meeting = Meeting.objects.create(
                body=body,
                title=title_of(body, one.date),
                proposals_until=one.date - datetime.timedelta(days=body.proposal_days),
                **vars(one),
            )
            Paragraph.objects.bulk_create(
                Paragraph(
                    meeting=meeting,
                    position=position,
                    number=str(position) if body.numbering == Body.Numbering.PER_MEETING else "",
                    heading=item.heading,
                    text=item.text,
                    kind=item.kind,
                )
                for position, item in enumerate(items, start=1)
            )
            Recipient.objects.bulk_create(
                Recipient(meeting=meeting, **{name: getattr(row, name) for name in COPIED}) for row in recipients
            )
            appoint(meeting)
            record(Event.Act.CREATED, by=by, subject=meeting, now=now)
            meetings.append(meeting)
    return meetings


def appoint(meeting: Meeting) -> None:
    """Give a planned meeting the chair, secretary and attester that its body has that day, whoever it had.

    A task that nobody has in the body stays as it is.
    """
    members = meeting.body.memberships.on(meeting.date).in_order().reverse().select_related("person")
    holders = {row.role: row.person for row in members}  # of several, the first in order
    people = {
        Officer.Role.CHAIR: holders.get(Membership.Role.CHAIR),
        Officer.Role.SECRETARY: holders.get(Membership.Role.SECRETARY),
        Officer.Role.ATTESTER: holders.get(Membership.Role.CHAIR) if meeting.body.chair_attests else None,
    }
    held = {role: person for role, person in people.items() if person}
    meeting.officers.filter(role__in=held).delete()
    last = meeting.officers.aggregate(last=Max("position", default=0))["last"]
    Officer.objects.bulk_create(
        Officer(meeting=meeting, position=position, role=role, name=person.name, person=person)
        for position, (role, person) in enumerate(held.items(), start=last + 1)
    )


def change(meeting: Meeting, *, by: User, now: datetime.datetime | None = None) -> list[str]:
    """Store another day, time, place, format or link, as the meeting now says; return what changed, as Swedish phrases.

    The day in the title follows, and before the notice the officers; after it, those who are called are told. Raises
    StaleVersion, and Refused when the meeting is cancelled or attested, or the body has another one that day.
    """
    with transaction.atomic():
        list(
            Body.objects.select_for_update(of=("self",)).filter(pk=meeting.body_id)
        )  # before the meeting, as others do
        before = Meeting.objects.select_for_update(of=("self",)).select_related("body").get(pk=meeting.pk)
        if not before.is_movable:
            raise Refused(f"Sammanträdet är {before.get_state_display()} och kan inte ändras.")
        if meeting.date != before.date:
            if numbering.is_fixed(before) and numbering.series(meeting) != numbering.series(before):
                raise Refused(
                    f"Paragraferna har sina nummer i serien för {before.date.year}, så sammanträdet kan inte flyttas "
                    "till ett annat år."
                )
            if before.body:
                _refuse_taken(before.body, [meeting.date], apart_from=before)
            meeting.title = _with_day(before.title, before.date, meeting.date)
        changes = dict(_changes(before, meeting))
        if not changes:
            return []
        if before.state == Meeting.State.CALLED:
            meeting.calendar_sequence = before.calendar_sequence + 1
        meeting.save()
        if before.state == Meeting.State.PLANNED and before.body:
            appoint(meeting)
        record(Event.Act.EDITED, by=by, subject=before, detail="; ".join(changes.values()), now=now)
        if before.state == Meeting.State.CALLED and (
            what := [changes[name] for name in changes if name in IN_CALENDAR]
        ):
            calling.tell_moved(meeting, what, by=by, now=now)
    return list(changes.values())


def _with_day(title: str, before: datetime.date | None, after: datetime.date) -> str:
    """The title with the other day, however it was written."""
    if before:
        title = title.replace(before.isoformat(), after.isoformat())
        for written in (long_date(before), long_date(before).replace("\N{NO-BREAK SPACE}", " ")):
            title = title.replace(written, long_date(after))
    return title


def _changes(before: Meeting, after: Meeting) -> Iterable[tuple[str, str]]:
    """The name of what differs, and a phrase that says how."""
    for name, words in (
        ("date", lambda meeting: meeting.date and long_date(meeting.date)),
        ("time", lambda meeting: meeting.time_text),
        ("place", lambda meeting: meeting.place),
        ("format", lambda meeting: meeting.get_format_display()),
        ("link", lambda meeting: meeting.link),
        ("proposals_until", lambda meeting: meeting.proposals_until and long_date(meeting.proposals_until)),
    ):
        old, new = words(before), words(after)
        if old != new:
            label = "tid" if name == "time" else Meeting._meta.get_field(name).verbose_name
            yield name, f"{label}: {new or 'ingen'} (förut {old or 'ingen'})"


def cancel(meeting: Meeting, *, reason: str, by: User, now: datetime.datetime | None = None) -> None:
    """Call the meeting off, and tell those who are called. Raises StaleVersion, and Refused when it is not ahead."""
    now = now or timezone.now()
    with transaction.atomic():
        current = Meeting.objects.select_for_update(of=("self",)).get(pk=meeting.pk)
        if not current.is_ahead:
            raise Refused(f"Sammanträdet kan inte ställas in: {current.get_state_display()}.")
        if current.version != meeting.version:
            raise StaleVersion(current)
        current.state = Meeting.State.CANCELLED
        current.cancelled_at, current.cancelled_by, current.cancelled_reason = now, by, reason
        current.calendar_sequence += 1
        current.save()
        record(Event.Act.CANCELLED, by=by, subject=current, detail=reason, now=now)
        calling.tell_cancelled(current, by=by, now=now)
    meeting.refresh_from_db()


def _refuse_taken(body: Body, days: Sequence[datetime.date], *, apart_from: Meeting | None = None) -> None:
    """One meeting a day for each body: two would have the same title, and one of them would be a mistake."""
    taken = body.meetings.not_cancelled().filter(date__in=days)
    twice = {day for day in days if days.count(day) > 1}
    if apart_from:
        taken = taken.exclude(pk=apart_from.pk)
    if found := sorted({*taken.values_list("date", flat=True), *twice}):
        raise Refused(f"{body} sammanträder redan den {sentence_list([long_date(day) for day in found])}.")
