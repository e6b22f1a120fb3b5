"""Letters about reports: to those whose section is not ready, and to the readers when one is published."""

import datetime
from dataclasses import dataclass, field

from django.db import transaction
from django.utils import timezone

from big.access import may_see_draft_reports
from big.letters import posting
from big.letters.models import Letter
from big.people.events import record
from big.people.models import Event, Person, User
from big.refusals import Refused
from big.swedish import sentence_list
from reports.models import Report, ReportSection

DIGEST_HOUR = 7
"""The weekly letter goes out on Monday morning."""


@dataclass
class Waiting:
    """Somebody whose sections are not ready, and their account, if they have one to say it with."""

    person: Person
    user: User | None
    sections: list[ReportSection] = field(default_factory=list)
    reminded_at: datetime.datetime | None = None


def waiting_for(report: Report) -> list[Waiting]:
    """Whom the report waits for, in the order of its sections. Needs `Report.with_composing`."""
    found: dict[int, Waiting] = {}
    for section in report.sections.all():
        if section.ready_at is None and section.area and section.is_printed:
            for person in section.area.responsible.all():
                found.setdefault(person.pk, Waiting(person, _account(person))).sections.append(section)
    reminded = dict(Letter.objects.about(report).order_by("written_at").values_list("address", "written_at"))
    for waiting in found.values():
        waiting.reminded_at = waiting.user and reminded.get(waiting.user.email)
    return list(found.values())


def remind(report: Report, *, by: User, now: datetime.datetime | None = None) -> list[str]:
    """Write to everybody whom the draft waits for; returns their names. Nobody gets two such letters in one day.

    Raises Refused when there is nobody to write to, or all have had their letter today.
    """
    now = now or timezone.now()
    today = timezone.localdate(now)
    with transaction.atomic():
        current = Report.objects.with_composing().locked(report)
        if current.is_locked:
            raise Refused("Rapporten är redan publicerad.")
        missing = waiting_for(current)
        if not missing:
            raise Refused("Det finns ingen att påminna.")
        reachable = [waiting for waiting in missing if waiting.user]
        if not reachable:
            names = sentence_list([waiting.person.name for waiting in missing])
            raise Refused(f"Ingen kan påminnas med e-post, eftersom {names} inte har något konto. Fråga på annat sätt.")
        names = [waiting.person.name for waiting in reachable if _remind(current, waiting, str(today), by=by, now=now)]
        if not names:
            raise Refused("Alla som saknas har redan fått en påminnelse i dag.")
        record(Event.Act.REMINDED, by=by, subject=current.trail_name, detail=sentence_list(names), now=now)
    return names


def remind_in_time(now: datetime.datetime | None = None) -> None:
    """Remind once for each report, so many days before its date as its editor has chosen."""
    now = now or timezone.now()
    today = timezone.localdate(now)
    soon = Report.objects.drafts().filter(issue_date__gte=today, remind_days__gt=0)
    for report in soon:
        if report.issue_date - datetime.timedelta(days=report.remind_days) <= today:
            _remind_all(report, now)


def _remind_all(report: Report, now: datetime.datetime) -> None:
    """Unless somebody publishes or discards the report just now."""
    with transaction.atomic():
        current = Report.objects.drafts().with_composing().select_for_update(of=("self",)).filter(pk=report.pk).first()
        for waiting in waiting_for(current) if current else []:
            if waiting.user:
                _remind(current, waiting, "i tid", by=User.objects.command_line(), now=now)


def _remind(report: Report, waiting: Waiting, which: str, *, by: User, now: datetime.datetime) -> bool:
    """Whether a letter was written: not to somebody who has had one about the report that day."""
    if waiting.reminded_at and timezone.localdate(waiting.reminded_at) == timezone.localdate(now):
        return False
    letter = posting.write(
        f"ditt avsnitt:{report.pk}:{waiting.person.pk}:{which}",
        name=waiting.person.name,
        address=waiting.user.email,
        subject="Ditt avsnitt i nästa rapport",
        template="reports/mail/remind.txt",
        context={"report": report, "sections": waiting.sections, "by": None if which == "i tid" else by},
        by=by,
        about=report.get_absolute_url(),
        now=now,
    )
    return letter is not None


def _account(person: Person) -> User | None:
    """The account with which the person may say that a section is ready."""
    user = getattr(person, "user", None)
    return user if user and user.is_active and may_see_draft_reports(user) else None


def tell_readers(report: Report, *, by: User, now: datetime.datetime) -> None:
    """Write to those who want to hear at once that the report is published."""
    report = Report.objects.with_contents().get(pk=report.pk)
    for reader in User.objects.readers(User.Pace.AT_ONCE):
        posting.write(
            f"publicerad:{report.pk}:{reader.pk}",
            name=reader.name,
            address=reader.email,
            subject=report.as_news,
            template="reports/mail/published.txt",
            context={"reports": [report]},
            by=by,
            about=report.get_absolute_url(),
            now=now,
        )


def readers_told(report: Report) -> int:
    """To how many readers `tell_readers` has written."""
    return Letter.objects.filter(key__startswith=f"publicerad:{report.pk}:").count()


def send_digests(now: datetime.datetime | None = None) -> None:
    """On Monday from seven, or as soon after as the timer runs: what was published in the week before, if anything."""
    now = timezone.localtime(now)
    monday = now.date() - datetime.timedelta(days=now.weekday())
    if now < _at(monday, hour=DIGEST_HOUR):
        return
    week = monday - datetime.timedelta(days=7)
    reports = Report.objects.published().filter(source=None)  # an old paper that was read in is no news
    reports = reports.filter(published_at__gte=_at(week), published_at__lt=_at(monday))
    reports = list(reports.with_contents().order_by("published_at", "pk"))
    if not reports:
        return
    for reader in User.objects.readers(User.Pace.WEEKLY):
        posting.write(
            f"veckobrev:{week}:{reader.pk}",
            name=reader.name,
            address=reader.email,
            subject=f"Nytt vecka {week.isocalendar().week}",
            template="reports/mail/published.txt",
            context={"reports": reports},
            by=User.objects.command_line(),
            now=now,
        )


def _at(day: datetime.date, *, hour: int = 0) -> datetime.datetime:
    return datetime.datetime.combine(day, datetime.time(hour), tzinfo=timezone.get_current_timezone())
