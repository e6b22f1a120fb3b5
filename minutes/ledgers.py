"""What was decided and given somebody to do, and who was there, as rows to take out."""

from collections.abc import Iterator
from dataclasses import dataclass

from django.db.models import Count, Q

from big.exporting import Value, moment
from big.swedish import sort_key
from minutes.models import Assignment, Attendance, Body, Decision, Meeting
from minutes.models.paragraphs import OutcomeQuerySet

AT_A_TIME = 1000

ORIGIN = ["Datum", "Organ", "Sammanträde", "§", "Rubrik"]
DECISION_HEADINGS = [*ORIGIN, "Beslut"]
ASSIGNMENT_HEADINGS = [*ORIGIN, "Uppdrag", "Vem", "Senast", "Läge", "När", "Anteckning"]
PRESENCE_HEADINGS = ["Namn", "Närvarande", "Gäst", "Anmält förhinder", "Frånvarande", "Sammanträden"]


def decision_rows(found: OutcomeQuerySet) -> Iterator[list[Value]]:
    """The cells of each decision, the latest first."""
    for row in _latest_first(found):
        yield [*_origin(row), row.text]


def assignment_rows(found: OutcomeQuerySet) -> Iterator[list[Value]]:
    """The cells of each assignment, the latest first."""
    for row in _latest_first(found.select_related("due_meeting", "outcome")):
        outcome = row.concluded
        state = outcome.get_kind_display() if outcome else "öppet"
        yield [
            *_origin(row),
            row.text,
            row.name,
            row.due_day,
            state,
            outcome and moment(outcome.at),
            outcome and outcome.note,
        ]


def _latest_first(found: OutcomeQuerySet) -> Iterator[Decision | Assignment]:
    return found.with_origin().order_by("-held_on", "-pk").iterator(chunk_size=AT_A_TIME)


def _origin(row: Decision | Assignment) -> list[Value]:
    paragraph, meeting = row.paragraph, row.paragraph.meeting
    return [meeting.date, meeting.body and meeting.body.name, meeting.title, paragraph.label, paragraph.heading]


@dataclass(frozen=True)
class Presence:
    """How often somebody was there, of so many meetings."""

    name: str
    present: int
    guest: int
    excused: int
    absent: int
    meetings: int


def presence(body: Body, year: int) -> list[Presence]:
    """Everybody in the attested minutes of the body's meetings that year, in alphabetical order.

    Somebody of the register is one person, whatever the name was at the time; others are told by their names.
    """
    meetings = Meeting.objects.attested().filter(body=body, date__year=year)
    held = meetings.count()
    counts = {status.value: Count("pk", filter=Q(status=status)) for status in Attendance.Status}
    rows = Attendance.objects.filter(meeting__in=meetings).order_by().values("person", "person__name", "name")
    totals: dict[tuple[int | None, str], dict[str, int]] = {}
    for row in rows.annotate(**counts):
        person, name = row["person"], row["person__name"] or row["name"]
        total = totals.setdefault((person, name), dict.fromkeys(counts, 0))
        for status in counts:
            total[status] += row[status]
    found = [Presence(name, **total, meetings=held) for (_, name), total in totals.items()]
    return sorted(found, key=lambda one: sort_key(one.name))


def presence_rows(found: list[Presence]) -> Iterator[list[Value]]:
    for one in found:
        yield [one.name, one.present, one.guest, one.excused, one.absent, one.meetings]
