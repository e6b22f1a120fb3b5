"""Report: draft -> published."""

import datetime

from django.db import transaction
from django.utils import timezone

from big.documents.finalising import finalise
from big.documents.models import Document
from big.identity_numbers import sentences_for
from big.people.events import record
from big.people.models import Event, User
from big.refusals import NotYet, Refused
from big.versions import StaleVersion
from reports.models import Activity, Report, ReportItem
from reports.printing import report_pdf


def missing_to_publish(report: Report) -> list[str]:
    """What has to be put right before the report can be published, as Swedish sentences."""
    missing = []
    if report.issue_date is None:
        missing.append("Rapporten saknar datum.")
    if not any(section.printed_items for section in report.sections.all()):
        missing.append("Rapporten har inga punkter.")
    return missing + sentences_for(report.texts())


def publish(
    report: Report,
    *,
    by: User,
    issue_date: datetime.date | None = None,
    now: datetime.datetime | None = None,
) -> Document:
    """Freeze the report as a PDF: from here on neither the document nor what it was made from can change.

    `issue_date` is the report's day where it has none yet. Raises StaleVersion when somebody has changed the report
    since it was read, Refused when it is already published, NotYet with what is missing.
    """
    now = now or timezone.now()
    with transaction.atomic():
        current = Report.objects.select_for_update(of=("self",)).get(pk=report.pk)
        if current.is_published:
            raise Refused("Rapporten är redan publicerad.")
        if current.version != report.version:
            raise StaleVersion(current)
        current.issue_date = current.issue_date or issue_date
        if missing := missing_to_publish(current):
            raise NotYet(missing)
        document = finalise(
            report_pdf(current),
            kind=Document.Kind.REPORT,
            title=current.title,
            date=current.issue_date,
            file_name=f"aktuellt-{current.issue_date:%Y-%m-%d}.pdf",
            by=by,
            now=now,
        )
        current.state = Report.State.PUBLISHED
        current.published_at = now
        current.published_by = by
        current.document = document
        current.save()
        _mark_printed(current, now)
        record(Event.Act.PUBLISHED, by=by, subject=current, detail=f"{document.file_name}, {document.blob_id}", now=now)
    report.refresh_from_db()
    return document


def _mark_printed(report: Report, now: datetime.datetime) -> None:
    """Say of the activities that they have been reported, for good: what is printed is never taken back."""
    printed = ReportItem.objects.filter(section__report=report, is_hidden=False).exclude(activity=None)
    Activity.objects.filter(pk__in=printed.values("activity"), printed_at=None).update(printed_at=now)
