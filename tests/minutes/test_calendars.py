"""Meetings in people's calendars, read back by a library that shares nothing with the one that wrote them."""

import datetime
from zoneinfo import ZoneInfo

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from ical.calendar import Calendar
from ical.calendar_stream import IcsCalendarStream
from ical.event import EventStatus

from big.people import feeds
from big.people.models import User
from big.people.roles import Role
from minutes import calendars
from minutes.models import Meeting
from tests.factories import (
    create_body,
    create_meeting,
    create_membership,
    create_person,
    create_planned_meeting,
    create_user,
)

NOW = datetime.datetime(2026, 11, 21, 12, tzinfo=datetime.UTC)
TIMES = {"starts_at": datetime.time(13), "ends_at": datetime.time(15, 30), "place": "Rådhuset, rum 2"}
LINK = "https://video.example.se/moten/brottsforebyggande-samverkan-ledningsgruppen?rum=1234567890&lang=sv"


def read(text: str) -> Calendar:
    return IcsCalendarStream.calendar_from_ics(text)


def meeting(**fields: object) -> Meeting:
    return create_planned_meeting(**({"date": datetime.date(2027, 2, 2), "format": "on_site"} | TIMES | fields))


def test_an_invitation_says_when_where_and_for_whom(db):
    planned = meeting(format=Meeting.Format.HYBRID, link=LINK)
    text = calendars.invitation(planned, name="Åsa Ölund, polis", address="asa@example.se", now=NOW)
    assert "\r\nMETHOD:REQUEST\r\n" in text
    assert all(len(line.encode()) <= 75 for line in text.split("\r\n"))  # RFC 5545, 3.1
    calendar = read(text)
    (event,) = calendar.events
    assert event.uid == f"{planned.calendar_uid}@127.0.0.1"
    assert event.sequence == 0
    assert event.dtstart == datetime.datetime(2027, 2, 2, 13, tzinfo=ZoneInfo("Europe/Stockholm"))
    assert event.dtend == datetime.datetime(2027, 2, 2, 15, 30, tzinfo=ZoneInfo("Europe/Stockholm"))
    assert event.summary == "Ledningsgruppen"
    assert event.location == f"Rådhuset, rum 2, {LINK}"
    assert LINK in event.description
    assert str(event.url) == f"http://127.0.0.1:8000/sammantraden/{planned.pk}/"
    assert str(event.organizer.uri) == "mailto:ingen-svarar@localhost"
    (attendee,) = event.attendees
    assert (str(attendee.uri), attendee.common_name) == ("mailto:asa@example.se", "Åsa Ölund, polis")


@pytest.mark.parametrize(
    ("day", "hours_before_utc"),
    [
        (datetime.date(2027, 3, 27), 1),  # the day before summer time
        (datetime.date(2027, 3, 28), 2),  # its first day
        (datetime.date(2027, 10, 30), 2),
        (datetime.date(2027, 10, 31), 1),  # the first day of winter time
    ],
)
def test_one_o_clock_stays_one_o_clock_across_the_change_to_and_from_summer_time(db, day, hours_before_utc):
    """The file's own rules say so, not the reader's knowledge of Stockholm."""
    text = calendars.published([meeting(date=day)], now=NOW).replace("Europe/Stockholm", "Somewhere/Else")
    (event,) = read(text).events
    assert event.dtstart.astimezone(datetime.UTC).hour == 13 - hours_before_utc
    assert event.dtstart.time() == datetime.time(13)


def test_a_meeting_without_a_time_takes_the_day_and_one_without_an_end_has_none(db):
    whole_day, open_end = meeting(starts_at=None, ends_at=None), meeting(date=datetime.date(2027, 3, 2), ends_at=None)
    first, second = read(calendars.published([whole_day, open_end], now=NOW)).events
    assert first.dtstart == datetime.date(2027, 2, 2)
    assert second.dtend is None
    assert second.dtstart.hour == 13


def test_the_state_of_the_meeting_is_the_state_of_the_event(db):
    planned, called, cancelled = (meeting(date=datetime.date(2027, 1, day)) for day in (1, 2, 3))
    states = {"planned": planned, "called": called, "cancelled": cancelled}
    for state, row in states.items():
        row.state = state
    found = [event.status for event in read(calendars.published(states.values(), now=NOW)).events]
    assert found == [EventStatus.TENTATIVE, EventStatus.CONFIRMED, EventStatus.CANCELLED]


def test_a_reader_downloads_a_meeting(as_administrator):
    planned = meeting()
    answer = as_administrator.get(f"/sammantraden/{planned.pk}/kalender.ics")
    assert answer.headers["Content-Type"] == "text/calendar; charset=utf-8"
    (event,) = read(answer.text).events
    assert not event.attendees
    assert "METHOD:PUBLISH" in answer.text


@pytest.fixture
def member(db: None) -> User:
    """Somebody whose program follows the meetings of the body that she belongs to."""
    user = create_user(Role.STEERING_GROUP)
    create_membership(create_body(), create_person("Vera Lindmark", user=user))
    feeds.open_feed(user)
    return user


def feed_of(user: User) -> list[str]:
    answer = Client().get(f"/floden/{feeds.token(feeds.current(user))}/sammantraden.ics")
    return [event.uid.split("@")[0] for event in read(answer.text).events]


def test_a_member_follows_the_meetings_of_her_bodies_only_and_no_draft(member):
    own = meeting()
    meeting(body=create_body(name="Ett annat organ"))
    create_meeting()  # being written
    assert feed_of(member) == [str(own.calendar_uid)]


def test_who_keeps_the_minutes_follows_all(secretary):
    feeds.open_feed(secretary)
    own, other = meeting(), meeting(body=create_body(name="Ett annat organ"), date=datetime.date(2027, 3, 2))
    assert feed_of(secretary) == [str(own.calendar_uid), str(other.calendar_uid)]


def test_a_closed_address_is_not_found_and_neither_is_that_of_somebody_who_has_left(member):
    address = f"/floden/{feeds.token(feeds.current(member))}/sammantraden.ics"
    assert Client().get(address).status_code == 200
    member.groups.clear()
    assert Client().get(address).status_code == 404
    member.groups.set([1])
    feeds.close_feed(member)
    assert Client().get(address).status_code == 404


def test_the_feed_asks_the_database_as_often_for_many_meetings_as_for_one(member):
    meeting()
    with CaptureQueriesContext(connection) as one:
        feed_of(member)
    for month in range(3, 9):
        meeting(date=datetime.date(2027, month, 2))
    with CaptureQueriesContext(connection) as many:
        feed_of(member)
    assert len(many) == len(one)


def test_the_address_of_the_feed_stands_beside_the_other(as_secretary, secretary):
    feeds.open_feed(secretary)
    page = as_secretary.get("/mitt-konto/utskick/").text
    assert f"/floden/{feeds.token(feeds.current(secretary))}/sammantraden.ics" in page
