"""Report: draft -> published. A mistake later: a corrected edition, which is published in the same way."""

import datetime
from functools import partial

from django.db import transaction
from django.utils import timezone

from big.documents.finalising import finalise
from big.documents.models import Document
from big.identity_numbers import sentences_for
from big.paging import counted
from big.people.events import record
from big.people.models import Event, User
from big.refusals import NotYet, Refused
from big.swedish import sentence_list
from big.versions import StaleVersion
from reports.cautions import unanswered
from reports.composing import ITEM_FIELDS, SECTION_FIELDS, to_take_up
from reports.models import Activity, Report, ReportItem, ReportSection
from reports.printing import report_pdf
from reports.telling import tell_readers


def incomplete(report: Report) -> list[str]:
    """What has to be put right in the report before it can be published, as Swedish sentences."""
    missing = []
    if report.issue_date is None:
        missing.append("Rapporten saknar datum.")
    if not any(section.printed_items for section in report.printed_sections()):
        missing.append("Rapporten har inga punkter.")
    if report.replaces_id and not report.correction:
        missing.append("Det står inte vad som är rättat. Skriv det bland rapportens uppgifter.")
    return missing + sentences_for(report.texts())


def missing_to_publish(report: Report) -> list[str]:
    """What is incomplete, and which names near sensitive subjects nobody has answered for."""
    names = [f"{caution.passage.place}: {caution}. Säg varför namnet får stå." for caution in unanswered(report)]
    return incomplete(report) + names


def worth_knowing(report: Report) -> list[str]:
    """What the editor may have overlooked, as Swedish sentences. It stops nobody."""
    found = []
    late = [section for section in report.printed_sections() if section.printed_items and section.ready_at is None]
    if late:
        found.append(f"Avsnitt som inte är markerade som klara: {sentence_list([one.heading for one in late])}.")
    if waiting := counted(to_take_up(report), "insats", "insatser"):
        found.append(f"{waiting.capitalize()} från tiden till och med periodens slut är inte med i rapporten.")
    return found


def publish(
    report: Report,
    *,
    by: User,
    issue_date: datetime.date | None = None,
    tell: bool = True,
    now: datetime.datetime | None = None,
) -> Document:
    """Freeze the report as a PDF: from here on neither the document nor what it was made from can change.

    `issue_date` is the report's day where it has none yet; `tell` says whether its readers get a letter. Raises
    StaleVersion when somebody has changed the report since it was read, Refused when it is already published or gone,
    NotYet with what is missing.
    """
    now = now or timezone.now()
    with transaction.atomic():
        current = Report.objects.locked(report)
        if current.is_published:
            raise Refused("Rapporten är redan publicerad.")
        if current.version != report.version:
            raise StaleVersion(current)
        current.issue_date = current.issue_date or issue_date
        if missing := missing_to_publish(current):
            raise NotYet(missing)
        current.published_at = now
        document = finalise(
            partial(report_pdf, current),
            kind=Document.Kind.REPORT,
            title=current.title,
            date=current.issue_date,
            file_name=_file_name(current),
            by=by,
            replaces=current.replaces and current.replaces.document,
            now=now,
        )
        current.state = Report.State.PUBLISHED
        current.published_by = by
        current.document = document
        current.save()
        _mark_printed(current, now)
        if tell:
            tell_readers(current, by=by, now=now)
        record(Event.Act.PUBLISHED, by=by, subject=current, detail=f"{document.file_name}, {document.blob_id}", now=now)
    report.refresh_from_db()
    return document


def begin_correction(report: Report, *, correction: str = "", by: User) -> Report:
    """Return a draft that replaces the published report when it is published itself, with the same contents.

    `correction` says what is corrected, and may be written later. Nothing is written to what is published. Sections
    stay marked as ready: what somebody has read through stands there word for word. Raises Refused when the report is
    a draft, or is corrected already: then it is the correction that can be corrected.
    """
    with transaction.atomic():
        current = Report.objects.locked(report)
        if not current.is_published:
            raise Refused("Rapporten är inte publicerad. Ändra i utkastet.")
        if current.replacement:
            raise Refused("Rapporten är redan ersatt av en rättad utgåva. Rätta den i stället.")
        if current.begun_correction:
            raise Refused("En rättad utgåva är redan påbörjad.")
        edition = Report.objects.create(
            title=current.title,
            issue_date=current.issue_date,
            period_start=current.period_start,
            period_end=current.period_end,
            replaces=current,
            correction=correction,
        )
        _copy_contents(current, edition)
        for answer in current.caution_answers.all():  # the same texts need no second answer
            answer.pk, answer.report = None, edition
            answer.save(force_insert=True)
        record(Event.Act.CREATED, by=by, subject=edition.trail_name, detail="rättad utgåva")
    return edition


def _copy_contents(report: Report, edition: Report) -> None:
    copies: dict[int, ReportSection] = {}
    tops_first = sorted(report.sections.prefetch_related("items"), key=lambda section: section.parent_id is not None)
    for section in tops_first:
        values = {name: getattr(section, name) for name in SECTION_FIELDS if name != "parent_id"}
        parent = copies.get(section.parent_id)
        copies[section.pk] = ReportSection.objects.create(report=edition, parent=parent, **values)
        ReportItem.objects.bulk_create(
            ReportItem(
                section=copies[section.pk],
                **{name: getattr(item, name) for name in ITEM_FIELDS if name != "section_id"},
            )
            for item in section.items.all()
        )


def _file_name(report: Report) -> str:
    """Of its day, and for a corrected edition its number, so that both can lie in one folder."""
    edition = 1 + sum(1 for _ in report.earlier_editions())
    return f"aktuellt-{report.issue_date:%Y-%m-%d}{f'-utgava-{edition}' if edition > 1 else ''}.pdf"


def _mark_printed(report: Report, now: datetime.datetime) -> None:
    """Say of the activities that they have been reported, and of what a correction took out, that it has not."""
    in_force = ReportItem.objects.in_force().filter(section__report__state=Report.State.PUBLISHED)
    printed = in_force.exclude(activity=None).values("activity")
    here = printed.filter(section__report=report)
    Activity.objects.filter(pk__in=here, printed_at=None).update(printed_at=now)
    if report.replaces_id:
        before = Activity.objects.filter(items__section__report=report.replaces_id)
        before.exclude(pk__in=printed).update(printed_at=None)
