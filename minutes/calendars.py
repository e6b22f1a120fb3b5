"""Meetings as calendar files (iCalendar, RFC 5545; sent by mail as RFC 5546 and RFC 6047 say).

A meeting is one event for as long as it exists: its UID never changes, and its SEQUENCE rises each time that somebody
who has it in a calendar must see it moved or cancelled.
"""

import datetime
from collections.abc import Iterable
from email.utils import parseaddr
from urllib.parse import urlsplit

from django.conf import settings
from django.utils import timezone
from icalendar import Calendar, Event, Timezone, vCalAddress

from big import access
from big.documents.models import Letterhead
from big.people.models import User
from minutes.models import Meeting, Membership

STATUS = {Meeting.State.PLANNED: "TENTATIVE", Meeting.State.CANCELLED: "CANCELLED"}
"""All others are held, or will be for sure."""

# The rule of the European Union since 1996. The library would make a list of days of it, which Outlook does not read,
# and which begins each summer an hour late.
STOCKHOLM = Timezone.from_ical(
    """\
BEGIN:VTIMEZONE
TZID:Europe/Stockholm
BEGIN:DAYLIGHT
DTSTART:19960331T020000
RRULE:FREQ=YEARLY;BYMONTH=3;BYDAY=-1SU
TZNAME:CEST
TZOFFSETFROM:+0100
TZOFFSETTO:+0200
END:DAYLIGHT
BEGIN:STANDARD
DTSTART:19961027T030000
RRULE:FREQ=YEARLY;BYMONTH=10;BYDAY=-1SU
TZNAME:CET
TZOFFSETFROM:+0200
TZOFFSETTO:+0100
END:STANDARD
END:VTIMEZONE
"""
)


def invitation(meeting: Meeting, *, name: str, address: str, now: datetime.datetime | None = None) -> str:
    """What puts the meeting into one receiver's calendar, or moves it there (METHOD:REQUEST)."""
    return _to_one("REQUEST", meeting, name, address, now)


def cancellation(meeting: Meeting, *, name: str, address: str, now: datetime.datetime | None = None) -> str:
    """What strikes a cancelled meeting out of one receiver's calendar (METHOD:CANCEL)."""
    return _to_one("CANCEL", meeting, name, address, now)


def published(meetings: Iterable[Meeting], *, name: str = "", now: datetime.datetime | None = None) -> str:
    """The meetings for anybody's calendar, with nobody invited (METHOD:PUBLISH); those without a date are left out."""
    calendar = _calendar("PUBLISH")
    if name:
        calendar.add("X-WR-CALNAME", name)
    organiser = _organiser()
    for meeting in meetings:
        if meeting.date:
            calendar.add_component(_event(meeting, organiser, now))
    return _text(calendar)


def feed(reader: User, *, now: datetime.datetime | None = None) -> str:
    """The meetings of the reader's bodies, and for those who keep minutes of all, as far as the reader may see them."""
    meetings = Meeting.objects.visible_to(reader).in_calendars().select_related("body")
    if not access.may_keep_minutes(reader):
        meetings = meetings.filter(body__in=Membership.objects.filter(person__user=reader).values("body"))
    return published(meetings.order_by("date", "pk"), name=f"Sammanträden, {Letterhead.current().short_name}", now=now)


def _to_one(method: str, meeting: Meeting, name: str, address: str, now: datetime.datetime | None) -> str:
    calendar = _calendar(method)
    event = _event(meeting, _organiser(), now)
    # Answers would go to an address that nobody reads: the letter says whom to tell instead.
    params = {"CN": name, "ROLE": "REQ-PARTICIPANT", "PARTSTAT": "NEEDS-ACTION", "RSVP": "FALSE"}
    event.add("attendee", _person(address, params))
    calendar.add_component(event)
    return _text(calendar)


def _calendar(method: str) -> Calendar:
    calendar = Calendar()
    calendar.add("prodid", "-//BIG//Sammanträden//SV")
    calendar.add("version", "2.0")
    calendar.add("method", method)
    calendar.add_component(STOCKHOLM)
    return calendar


def _event(meeting: Meeting, organiser: vCalAddress, now: datetime.datetime | None) -> Event:
    """A meeting without a time takes the whole day; one without an end ends as it begins, since nobody knows more."""
    event = Event()
    event.add("uid", f"{meeting.calendar_uid}@{urlsplit(settings.SITE_URL).hostname}")
    event.add("dtstamp", (now or timezone.now()).astimezone(datetime.UTC))
    event.add("sequence", meeting.calendar_sequence)
    event.add("status", STATUS.get(meeting.state, "CONFIRMED"))
    event.add("summary", str(meeting.body or meeting.title))
    event.add("dtstart", _moment(meeting, meeting.starts_at) if meeting.starts_at else meeting.date)
    if meeting.starts_at and meeting.ends_at:
        event.add("dtend", _moment(meeting, meeting.ends_at))
    page = f"{settings.SITE_URL}{meeting.get_absolute_url()}"
    link = f"Möteslänk: {meeting.link}" if meeting.link else ""
    if location := ", ".join(filter(None, [meeting.place, meeting.link])):
        event.add("location", location)
    event.add("description", "\n".join(filter(None, [meeting.title, meeting.format_text, link, page])))
    event.add("url", page)
    event.add("organizer", organiser)
    return event


def _moment(meeting: Meeting, clock: datetime.time) -> datetime.datetime:
    return datetime.datetime.combine(meeting.date, clock, tzinfo=timezone.get_default_timezone())


def _organiser() -> vCalAddress:
    """The group, at the address that its mail comes from: the same whoever calls, or an update is not believed."""
    return _person(parseaddr(settings.DEFAULT_FROM_EMAIL)[1], {"CN": Letterhead.current().name})


def _person(address: str, params: dict[str, str]) -> vCalAddress:
    person = vCalAddress(f"mailto:{address}")
    person.params.update(params)
    return person


def _text(calendar: Calendar) -> str:
    return calendar.to_ical().decode()
