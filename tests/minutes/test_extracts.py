"""Protokollsutdrag: chosen §§ as a document of their own, certified by the secretary, with nothing of the others."""

import datetime
import io

import pikepdf
import pytest
from django.db import DatabaseError, transaction

from big.documents.models import Blob, Document
from big.people.models import Event, User
from big.refusals import Refused
from minutes import extracts
from minutes.attestation import attest_on_paper
from minutes.models import Extract, Meeting
from tests.certificates import Authority, use
from tests.factories import create_meeting
from tests.pdf_validation import assert_archival_and_accessible, pdf_text, structure

NOW = datetime.datetime(2026, 2, 10, 12, tzinfo=datetime.UTC)


@pytest.fixture
def meeting(db: None, secretary: User) -> Meeting:
    """Attested, with a § that must not be seen in an extract of the others."""
    meeting = create_meeting(paragraphs=("Öppnande", "HEMLIGT ärende", "Rapporten", "Avslutning"))
    meeting.paragraphs.filter(number="2").update(text="<p>HEMLIGT innehåll</p>")
    attest_on_paper(meeting, attested_on=datetime.date(2026, 2, 4), by=secretary, now=NOW)
    return meeting


def chosen(meeting: Meeting, *numbers: str) -> list:
    return list(meeting.paragraphs.filter(number__in=numbers))


def content(document: Document) -> bytes:
    return bytes(Blob.objects.get(pk=document.blob_id).data)


def test_an_extract_has_its_heading_attendance_paragraphs_and_certification(meeting, secretary):
    document = extracts.make(meeting, chosen(meeting, "4", "1"), by=secretary, now=NOW).document
    text = " ".join(pdf_text(content(document)).split())
    expected = [
        "Protokollsutdrag",
        "Ur: Protokoll 2026-02-03. Justerat på papper 4 februari 2026.",
        f"kontrollsumman (SHA-256) {meeting.document.blob_id[:16]}…",
        "Nils Åkerström",
        "§ 1 Öppnande",
        "Ordet var fritt.",
        "§ 4 Avslutning",
        "Gruppen beslutade att avsluta mötet.",
        "Rätt utdraget intygar Tora Hallén sekreterare Intygat i systemet 10 februari 2026",
    ]
    places = [text.index(words) for words in expected]
    assert places == sorted(places)
    title = "Protokollsutdrag, Ledningsgruppen den 3 februari 2026: § 1 samt § 4"
    assert document.title.replace("\N{NO-BREAK SPACE}", " ") == title
    assert (document.kind, document.file_name) == ("extract", "protokollsutdrag-2026-02-03-1.pdf")
    assert document.extract_of == meeting.document


def test_nothing_of_the_other_paragraphs_is_anywhere_in_the_file(meeting, secretary):
    pdf = content(extracts.make(meeting, chosen(meeting, "1", "3"), by=secretary, now=NOW).document)
    assert "HEMLIGT" not in pdf_text(pdf) + structure(pdf)
    with pikepdf.open(io.BytesIO(pdf)) as file:
        for one in file.objects:
            seen = bytes(one.read_bytes()) if isinstance(one, pikepdf.Stream) else b""
            for encoding in ("utf-8", "utf-16-be"):
                assert "HEMLIGT".encode(encoding) not in seen
            assert "HEMLIGT" not in repr(one)


def test_an_extract_is_archival_accessible_and_sealed(meeting, secretary, settings, tmp_path):
    plain = extracts.make(meeting, chosen(meeting, "1"), by=secretary, now=NOW).document
    assert_archival_and_accessible(content(plain))
    use(settings, Authority(), tmp_path)
    sealed = extracts.make(meeting, chosen(meeting, "1", "3"), by=secretary, now=NOW).document
    assert sealed.sealed_at
    assert_archival_and_accessible(content(sealed))


def test_only_attested_minutes_have_extracts(meeting, secretary, as_secretary):
    draft = create_meeting()
    with pytest.raises(Refused, match="inte justerat"):
        extracts.make(draft, list(draft.paragraphs.all()), by=secretary)
    assert "inte justerat" in as_secretary.get(f"/sammantraden/{draft.pk}/utdrag/", follow=True).text


def test_paragraphs_of_other_minutes_are_not_taken(meeting, secretary):
    other = create_meeting()
    with pytest.raises(Refused, match="minst en paragraf"):
        extracts.make(meeting, list(other.paragraphs.all()), by=secretary)
    assert not Extract.objects.exists()


def test_the_same_extract_is_made_once(meeting, secretary):
    extracts.make(meeting, chosen(meeting, "1"), by=secretary)
    with pytest.raises(Refused, match=r"finns redan: protokollsutdrag-2026-02-03-1\.pdf"):
        extracts.make(meeting, chosen(meeting, "1"), by=secretary)
    assert extracts.make(meeting, chosen(meeting, "1", "3"), by=secretary).document.file_name.endswith("-2.pdf")


def test_many_paragraphs_are_counted_in_the_title(secretary):
    meeting = create_meeting(paragraphs=tuple(f"Ärende {number}" for number in range(40)))
    attest_on_paper(meeting, attested_on=None, by=secretary)
    extract = extracts.make(meeting, list(meeting.paragraphs.all()), by=secretary)
    assert extract.document.title.endswith(": 40 paragrafer")


def test_an_extract_falls_with_its_transaction_and_is_in_the_trail(meeting, secretary):
    with transaction.atomic():
        extracts.make(meeting, chosen(meeting, "1"), by=secretary)
        transaction.set_rollback(True)
    assert not Document.objects.filter(kind="extract").exists()
    extract = extracts.make(meeting, chosen(meeting, "1"), by=secretary)
    event = Event.objects.get(act=Event.Act.EXTRACTED)
    assert (event.subject, event.by) == ("Protokoll 2026-02-03", secretary)
    assert extract.document.blob_id in event.detail


def test_database_keeps_extracts_for_good(meeting, secretary):
    extract = extracts.make(meeting, chosen(meeting, "1"), by=secretary)
    for change in (
        lambda: Extract.objects.filter(pk=extract.pk).update(places="§ 2"),
        lambda: Extract.objects.filter(pk=extract.pk)._raw_delete("default"),
    ):
        with pytest.raises(DatabaseError, match="Handlingen är färdig"), transaction.atomic():
            change()


def test_the_secretary_ticks_paragraphs_and_finds_the_extract_everywhere(as_secretary, meeting):
    address = f"/sammantraden/{meeting.pk}/utdrag/"
    page = as_secretary.get(address).text
    assert page.count('type="checkbox"') == 4
    assert "Välj minst en paragraf." in as_secretary.post(address, {}).text
    assert "finns inte i protokollet" in as_secretary.post(address, {"paragraphs": ["0"]}).text
    ticked = {"paragraphs": [str(paragraph.pk) for paragraph in chosen(meeting, "1", "3")]}
    page = as_secretary.post(address, ticked, follow=True).text
    assert "sparat som protokollsutdrag-2026-02-03-1.pdf" in page
    document = Document.objects.get(kind="extract")
    assert document.get_absolute_url() in page
    assert document.get_absolute_url() in as_secretary.get("/handlingar/?kind=extract").text
    assert "finns redan" in as_secretary.post(address, ticked).text


def test_making_one_costs_the_same_however_many_paragraphs(secretary, django_assert_max_num_queries):
    for size in (2, 30):
        meeting = create_meeting(paragraphs=tuple(f"Ärende {number}" for number in range(size)))
        attest_on_paper(meeting, attested_on=None, by=secretary)
        paragraphs = list(meeting.paragraphs.all())
        with django_assert_max_num_queries(45):
            extracts.make(meeting, paragraphs, by=secretary)
