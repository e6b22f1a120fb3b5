"""A finished document says where it can be checked, whether it is sealed, and how far the audit trail had come."""

import re

from big.documents.finalising import Colophon
from big.documents.models import Blob
from big.people import trail
from big.people.events import record
from big.people.models import Event
from minutes.attestation import attest_on_paper
from minutes.models import Meeting
from minutes.printing import minutes_pdf
from reports.models import Report
from reports.printing import report_pdf
from reports.publishing import publish
from tests.certificates import Authority, use
from tests.factories import create_meeting, create_report
from tests.pdf_validation import assert_archival_and_accessible, pages


def last_page(pdf: bytes) -> str:
    return " ".join(pages(pdf)[-1].split())


def test_a_published_report_holds_the_trail_as_it_was(secretary, settings, django_capture_on_commit_callbacks):
    settings.SITE_URL = "https://big.sandhed.example"
    with django_capture_on_commit_callbacks(execute=True):
        record(Event.Act.EDITED, by=secretary, subject="något innan")
    head = trail.head()
    with django_capture_on_commit_callbacks(execute=True):
        document = publish(create_report(), by=secretary)
    pdf = bytes(Blob.objects.get(pk=document.blob_id).data)
    said = last_page(pdf)
    assert "Kontrollera filen på https://big.sandhed.example/kontrollera/:" in said
    assert "Filen är utan sigill." in said
    printed = re.search(r"kontrollsumma: ((?:[0-9a-f]{8} ?){8})", said)[1].replace(" ", "")
    assert printed == head == document.trail_head
    assert trail.head() != head  # the publishing itself is recorded after
    assert_archival_and_accessible(pdf)


def test_attested_minutes_have_a_colophon_too(secretary):
    document = attest_on_paper(create_meeting(), attested_on=None, by=secretary)
    assert "Händelseloggens kontrollsumma: 00000000" in last_page(bytes(Blob.objects.get(pk=document.blob_id).data))


def test_where_there_is_a_seal_the_document_says_so(db, settings, tmp_path):
    use(settings, Authority(), tmp_path)
    assert "Filen är förseglad." in last_page(report_pdf(create_report()))


def test_a_draft_leaves_room_for_what_is_not_known_yet(db):
    report = create_report()
    draft, finished = report_pdf(report), report_pdf(report, Colophon("0a" * 32))
    assert "Händelseloggens kontrollsumma: skrivs in när handlingen blir färdig." in last_page(draft)
    assert [len(page.splitlines()) for page in pages(draft)] == [len(page.splitlines()) for page in pages(finished)]
    minutes = minutes_pdf(create_meeting(), draft=True)
    assert "skrivs in när handlingen blir färdig" in last_page(minutes)


def test_the_same_contents_and_trail_give_the_same_bytes(db):
    report, colophon = create_report(), Colophon("0a" * 32)
    assert report_pdf(report, colophon) == report_pdf(Report.objects.get(pk=report.pk), colophon)
    meeting = create_meeting()
    same = Meeting.objects.get(pk=meeting.pk)
    assert minutes_pdf(meeting, colophon, draft=False) == minutes_pdf(same, colophon, draft=False)
