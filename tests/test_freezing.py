"""What is finished stays as it is, whichever way somebody tries."""

from collections.abc import Callable

import pytest
from django.core.management import call_command
from django.db import IntegrityError, connection, transaction
from django.utils import timezone

from big import freezing
from big.documents.models import Blob, Document, Upload
from big.documents.uploads import keep
from big.people.models import Organisation
from minutes.attestation import attest_on_paper
from minutes.models import (
    Assignment,
    AssignmentOutcome,
    Attachment,
    Attendance,
    Decision,
    Deferral,
    Meeting,
    News,
    Notice,
    Officer,
    Paragraph,
    Recipient,
)
from reports.models import Report, ReportItem, ReportSection
from reports.publishing import publish
from tests.factories import create_meeting, create_report, create_scan


def refused(act: Callable[[], object]) -> bool:
    try:
        with transaction.atomic():
            act()
    except IntegrityError as error:
        return freezing.MESSAGE in str(error)
    return False


def sql(statement: str) -> Callable[[], object]:
    def run() -> None:
        with connection.cursor() as cursor:
            cursor.execute(statement)

    return run


@pytest.fixture
def finished(secretary) -> dict:
    """A published report, and minutes attested with that report as an appendix and a scan of the signed paper."""
    report = create_report()
    document = publish(report, by=secretary)
    meeting = create_meeting()
    paragraph = meeting.paragraphs.first()
    Attachment.objects.create(paragraph=paragraph, number=1, title=document.title, document=document)
    Assignment.objects.create(paragraph=paragraph, position=1, name="Eva Ek", text="bjuda in skolan")
    Deferral.objects.create(paragraph=paragraph, position=1, heading="Lägesbilden")
    write = {"written_by": secretary, "written_at": timezone.now()}
    News.objects.create(meeting=meeting, organisation=Organisation.objects.create(name="Räddningstjänsten"), **write)
    Notice.objects.create(meeting=meeting, number=1, sent_at=timezone.now(), sent_by=secretary, document=document)
    attest_on_paper(meeting, attested_on=meeting.date, by=secretary, scan=create_scan())
    return {
        Report: report,
        ReportSection: report.sections.first(),
        ReportItem: ReportItem.objects.first(),
        Meeting: meeting,
        Paragraph: meeting.paragraphs.first(),
        Attendance: meeting.attendance.first(),
        Officer: meeting.officers.first(),
        Recipient: meeting.recipients.first(),
        Decision: Decision.objects.first(),
        Attachment: Attachment.objects.first(),
        Assignment: Assignment.objects.first(),
        Deferral: Deferral.objects.first(),
        News: News.objects.first(),
        Notice: Notice.objects.first(),
        Document: document,
        Blob: document.blob,
        Upload: meeting.scan,
    }


FROZEN = {
    Report: "title",
    ReportSection: "heading",
    ReportItem: "text",
    Meeting: "title",
    Paragraph: "text",
    Attendance: "name",
    Officer: "name",
    Recipient: "name",
    Decision: "text",
    Attachment: "title",
    Assignment: "text",
    Deferral: "heading",
    News: "text",
    Notice: "changes",
    Document: "title",
    Blob: "media_type",
    Upload: "name",
}


@pytest.mark.parametrize(("model", "column"), FROZEN.items())
def test_no_way_to_change_or_delete_what_is_finished(finished, model, column):
    row = finished[model]
    setattr(row, column, "Någonting annat")
    table, key, value = model._meta.db_table, model._meta.pk.column, row.pk
    assert refused(row.save)
    assert refused(lambda: model.objects.filter(pk=row.pk).update(**{column: "Någonting annat"}))
    assert refused(lambda: model.objects.bulk_update([row], [column]))
    assert refused(lambda: model.objects.filter(pk=row.pk)._raw_delete("default"))
    assert refused(sql(f"UPDATE {table} SET {column} = 'x' WHERE {key} = '{value}'"))
    assert refused(sql(f"DELETE FROM {table} WHERE {key} = '{value}'"))
    with pytest.raises(IntegrityError), transaction.atomic():  # PROTECT may refuse before the trigger does
        row.delete()


def test_the_bytes_themselves_cannot_be_changed(finished):
    blob = finished[Blob]
    assert refused(lambda: Blob.objects.filter(pk=blob.pk).update(data=b"%PDF-fake"))
    assert b"".join(blob.chunks()).startswith(b"%PDF-1.7")


def test_nothing_is_added_to_a_published_report(finished):
    section = finished[ReportSection]
    assert refused(lambda: ReportItem.objects.create(section=section, text="En till.", position=99))
    assert refused(lambda: ReportSection.objects.create(report=finished[Report], heading="Nytt", position=99))


def test_nothing_is_added_to_attested_minutes(finished):
    meeting, paragraph = finished[Meeting], finished[Paragraph]
    assert refused(lambda: Paragraph.objects.create(meeting=meeting, position=99, number="99", heading="Ny"))
    assert refused(lambda: Decision.objects.create(paragraph=paragraph, position=99, text="Att lägga till."))
    assert refused(lambda: Assignment.objects.create(paragraph=paragraph, position=99, text="Att lägga till."))
    assert refused(lambda: Deferral.objects.create(paragraph=paragraph, position=99, heading="Att lägga till."))
    assert refused(
        lambda: Attendance.objects.create(meeting=meeting, position=99, name="X", status=Attendance.Status.PRESENT)
    )


def test_an_assignment_of_attested_minutes_is_done_later(finished, secretary):
    outcome = AssignmentOutcome(assignment=finished[Assignment], kind=AssignmentOutcome.Kind.DONE)
    outcome.at, outcome.by = timezone.now(), secretary
    outcome.save()
    assert not Assignment.objects.open().exists()
    outcome.delete()
    assert Assignment.objects.open().get() == finished[Assignment]


def test_the_scan_of_the_signed_paper_is_neither_taken_away_nor_exchanged(finished, secretary):
    meeting = Meeting.objects.filter(pk=finished[Meeting].pk)
    another = keep(create_scan(name="Ett annat.png"), by=secretary)
    assert refused(lambda: meeting.update(scan=None))
    assert refused(lambda: meeting.update(scan=another))
    assert refused(lambda: Blob.objects.filter(pk=another.blob_id).update(data=b""))


def test_no_scan_is_added_afterwards(secretary):
    meeting = create_meeting()
    attest_on_paper(meeting, attested_on=meeting.date, by=secretary)
    scan = keep(create_scan(), by=secretary)
    assert refused(lambda: Meeting.objects.filter(pk=meeting.pk).update(scan=scan))


def test_an_item_cannot_be_moved_into_or_out_of_a_published_report(finished):
    draft = create_report(title="Utkastet")
    loose = ReportItem.objects.filter(section__report=draft).first()
    assert refused(lambda: ReportItem.objects.filter(pk=loose.pk).update(section=finished[ReportSection], position=50))
    fixed = finished[ReportItem]
    assert refused(lambda: ReportItem.objects.filter(pk=fixed.pk).update(section=draft.sections.first(), position=50))


def test_a_finished_state_cannot_be_taken_back(finished):
    assert refused(lambda: Report.objects.filter(pk=finished[Report].pk).update(state="draft"))
    assert refused(lambda: Meeting.objects.filter(pk=finished[Meeting].pk).update(state="drafting"))


def test_drafts_can_be_changed_and_deleted(secretary):
    report, meeting = create_report(), create_meeting()
    ReportItem.objects.filter(section__report=report).update(text="Ändrad.")
    meeting.paragraphs.update(heading="Ändrad")
    report.delete()
    meeting.delete()
    assert not Report.objects.exists()
    assert not Meeting.objects.exists()


@pytest.mark.skipif(connection.vendor != "sqlite", reason="only SQLite has INSERT OR REPLACE")
def test_replacing_a_row_is_deleting_it(finished):
    digest = finished[Blob].pk
    replace = f"INSERT OR REPLACE INTO documents_blob (sha256, media_type, size, data) VALUES ('{digest}', 'x', 1, 'x')"
    assert refused(sql(replace))


@pytest.mark.skipif(connection.vendor != "postgresql", reason="SQLite has no TRUNCATE")
def test_emptying_the_table_is_refused(finished):
    sql("SET CONSTRAINTS ALL IMMEDIATE")()  # else PostgreSQL refuses for this test's own pending checks
    assert refused(sql("TRUNCATE documents_document CASCADE"))


def test_administration_shows_but_does_not_change_finished_records(finished, as_administrator):
    for name, row in (("reports_report", finished[Report]), ("minutes_meeting", finished[Meeting])):
        address = f"/admin/{name.replace('_', '/')}/{row.pk}/"
        assert as_administrator.get(f"{address}change/").status_code == 200
        assert as_administrator.post(f"{address}change/", {"title": "Ny titel", "version": 1}).status_code == 403
        assert as_administrator.post(f"{address}delete/", {"post": "yes"}).status_code == 403
        row.refresh_from_db()
        assert row.title != "Ny titel"


def test_missing_triggers_are_reported_and_put_back_by_migrate(db):
    assert freezing.check_triggers(["default"]) == []
    freezing.lift()
    [warning] = freezing.check_triggers(["default"])
    assert warning.id == "big.W002"
    assert "reports_report" in warning.msg
    call_command("migrate", verbosity=0)
    assert freezing.check_triggers(["default"]) == []
