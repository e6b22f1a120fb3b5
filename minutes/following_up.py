"""What was decided is followed up: assignments until they are done or withdrawn, deferrals until they are dealt with.

Of a draft nobody hears anything here but those who may read it (`visible_to`); letters too ask that first.
"""

import datetime
from dataclasses import dataclass

from django.db import models, transaction
from django.utils import timezone

from big.letters import posting
from big.people.events import record
from big.people.models import Event, User
from big.refusals import Refused
from big.swedish import long_date
from minutes.models import Assignment, AssignmentOutcome, Body, Deferral, Meeting, Paragraph

REMIND_DAYS = 7
"""So many days before its last day somebody is reminded of an assignment."""


# -- Assignments -------------------------------------------------------------------------------------------------------


def open_assignments(body: Body) -> models.QuerySet[Assignment]:
    """What attested minutes of the body gave somebody to do that is neither done nor withdrawn, the oldest first.

    They return on every agenda until it is.
    """
    rows = Assignment.objects.attested().of_body(body).open().with_origin().select_related("due_meeting", "person")
    return rows.order_by("held_on", "pk")


def to_report(meeting: Meeting) -> models.QuerySet[AssignmentOutcome]:
    """What has been done or withdrawn and no minutes tell of yet."""
    attested = Assignment.objects.attested().filter(paragraph__meeting__body=meeting.body_id)
    rows = AssignmentOutcome.objects.filter(assignment__in=attested, reported_in=None)
    return rows.select_related("assignment__paragraph__meeting").order_by("at", "pk")


def conclude(
    assignment: Assignment, *, kind: str, note: str = "", by: User, now: datetime.datetime | None = None
) -> AssignmentOutcome:
    """Mark the assignment as done or withdrawn. Raises Refused when it is already."""
    now = now or timezone.now()
    with transaction.atomic():
        current = Assignment.objects.select_for_update(of=("self",)).filter(pk=assignment.pk).first()
        if current is None:
            raise Refused("Uppdraget finns inte längre.")
        if outcome := AssignmentOutcome.objects.filter(assignment=current).first():
            raise Refused(f"Uppdraget är redan {outcome.get_kind_display()}.")
        outcome = AssignmentOutcome.objects.create(assignment=current, kind=kind, note=note, at=now, by=by)
        record(Event.Act.EDITED, by=by, subject=_named(current), detail=outcome.get_kind_display(), now=now)
    return outcome


def reopen(assignment: Assignment, *, by: User, now: datetime.datetime | None = None) -> None:
    """Take the mark away. Raises Refused when there is none, or when minutes have told of it."""
    with transaction.atomic():
        found = AssignmentOutcome.objects.select_for_update(of=("self",)).filter(assignment=assignment.pk).first()
        if found is None:
            raise Refused("Uppdraget är inte markerat som utfört eller återtaget.")
        if found.reported_in:
            raise Refused(f"Det är redovisat i {found.reported_in} och kan inte ångras här.")
        found.delete()
        record(Event.Act.EDITED, by=by, subject=_named(assignment), detail="öppnat igen", now=now)


def report(outcome: AssignmentOutcome, paragraph: Paragraph | None, *, by: User) -> None:
    """Let the § tell what became of the assignment, or (None) no longer. Raises Refused."""
    with transaction.atomic():
        current = AssignmentOutcome.objects.select_for_update(of=("self",)).filter(pk=outcome.pk).first()
        if current is None:
            raise Refused("Uppdraget har öppnats igen.")
        for place in filter(None, (current.reported_in, paragraph)):
            meeting = Meeting.objects.select_for_update(of=("self",)).get(pk=place.meeting_id)
            if meeting.state != Meeting.State.DRAFTING or meeting.source_id:
                raise Refused(f"Protokollet kan inte ändras: {meeting.label}.")
            meeting.save(update_fields=["version"])  # attesting asks for the version that was on the screen
        current.reported_in = paragraph
        current.save(update_fields=["reported_in"])
        where = f"{paragraph.label}, {paragraph.meeting}" if paragraph else "inte längre i protokollet"
        record(Event.Act.EDITED, by=by, subject=_named(current.assignment), detail=f"redovisat: {where}")


def remind_of_assignments(now: datetime.datetime | None = None) -> None:
    """Write once to whoever has something to do within REMIND_DAYS, and again if its last day is moved."""
    now = now or timezone.now()
    today = timezone.localdate(now)
    soon = Assignment.objects.open().due_between(today, today + datetime.timedelta(days=REMIND_DAYS))
    waiting = soon.filter(person__user__is_active=True).with_origin().select_related("person__user", "due_meeting")
    for assignment in waiting.order_by("pk"):
        user = assignment.person.user
        if not Assignment.objects.visible_to(user).filter(pk=assignment.pk).exists():
            continue
        posting.write(
            f"uppdrag:{assignment.pk}:{assignment.due_day}:{user.pk}",
            name=user.name,
            address=user.email,
            subject=f"Ditt uppdrag: senast den {long_date(assignment.due_day)}",
            template="minutes/mail/assignment.txt",
            context={"assignment": assignment},
            by=User.objects.command_line(),
            about=assignment.get_absolute_url(),
            now=now,
        )


def _named(assignment: Assignment) -> str:
    """Which assignment, and not what it says: who reads the trail may not read drafts."""
    return f"uppdrag i {assignment.paragraph.label}, {assignment.paragraph.meeting}"


# -- Deferrals ---------------------------------------------------------------------------------------------------------


@dataclass(frozen=True)
class Deferred:
    """An item that waits: since when, how often it was put off, and the § it has become, if it is on an agenda."""

    deferral: Deferral
    since: datetime.date
    times: int
    landing: Paragraph | None


def deferred(user: User) -> list[Deferred]:
    """What the user may see of all that waits, the longest waiting first."""
    rows = (
        Deferral.objects.visible_to(user)
        .open()
        .with_origin()
        .prefetch_related(
            models.Prefetch(
                "landings",
                Paragraph.objects.exclude(meeting__state=Meeting.State.CANCELLED)
                .filter(meeting__in=Meeting.objects.visible_to(user))
                .select_related("meeting")
                .order_by("-pk"),
                to_attr="on_agendas",
            )
        )
    )
    links = Deferral.objects.values_list("pk", "paragraph__from_deferral", "paragraph__meeting__date")
    earlier = {pk: (before, day) for pk, before, day in links}
    found = []
    for row in rows:
        times, origin = 1, row.pk
        while before := earlier[origin][0]:
            times, origin = times + 1, before
        landing = row.on_agendas[0] if row.on_agendas else None
        found.append(Deferred(row, earlier[origin][1], times, landing))
    return sorted(found, key=lambda one: (one.since, one.deferral.pk))
