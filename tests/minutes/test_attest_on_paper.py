"""Minutes that were attested with ink: the secretary records it and the document is finished."""

import datetime
import re

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import IntegrityError, transaction
from django.test import override_settings

from big.documents.importing import keep_original
from big.documents.uploads import keep
from big.people.models import Event
from big.refusals import NotYet, Refused
from big.versions import StaleVersion
from minutes.attestation import attest_on_paper
from minutes.models import Meeting, Paragraph
from tests.factories import create_meeting, create_planned_meeting, create_scan

HELD = datetime.date(2026, 2, 3)
SIGNED = {"secretaries": "Tora Hallén", "attesters": "Nils Åkerström"}
DAY_AFTER = datetime.date(2026, 2, 4)


@pytest.fixture
def meeting(db) -> Meeting:
    return create_meeting()


def test_attest_on_paper_freezes_the_pdf_and_says_how(meeting, secretary):
    document = attest_on_paper(meeting, attested_on=DAY_AFTER, by=secretary)
    assert meeting.is_attested
    assert meeting.attested_by == secretary
    assert meeting.document == document
    assert document.file_name == "protokoll-2026-02-03.pdf"
    assert meeting.pretty_status == "Justerat på papper 4\N{NO-BREAK SPACE}februari 2026"


def test_unknown_day_of_attestation_is_said_to_be_unknown(meeting, secretary):
    attest_on_paper(meeting, attested_on=None, by=secretary)
    assert meeting.pretty_status == "Justerat på papper, datum framgår inte"


def test_attest_twice_is_refused(meeting, secretary):
    attest_on_paper(meeting, attested_on=DAY_AFTER, by=secretary)
    with pytest.raises(Refused, match="redan justerat"):
        attest_on_paper(meeting, attested_on=DAY_AFTER, by=secretary)


@pytest.mark.parametrize("day", [datetime.date(2026, 2, 2), datetime.date(2026, 2, 11)])
def test_attestation_is_neither_before_the_meeting_nor_in_the_future(meeting, secretary, day):
    now = datetime.datetime(2026, 2, 10, 9, tzinfo=datetime.UTC)
    with pytest.raises(Refused, match="mellan sammanträdet och i dag"):
        attest_on_paper(meeting, attested_on=day, by=secretary, now=now)


@pytest.mark.parametrize(
    ("lacking", "sentence"),
    [
        ({"paragraphs": ()}, "Protokollet har inga paragrafer."),
        ({"secretary": None}, "Det framgår inte vem som har skrivit protokollet."),
        ({"attesters": ()}, "Det framgår inte vem som justerar."),
        ({"attesters": ("Tora Hallén",)}, "Sekreteraren kan inte ensam justera sitt eget protokoll."),
    ],
)
def test_attest_refuses_what_is_not_complete(secretary, lacking, sentence):
    meeting = create_meeting(**lacking)
    with pytest.raises(NotYet) as refusal:
        attest_on_paper(meeting, attested_on=DAY_AFTER, by=secretary)
    assert refusal.value.missing == [sentence]
    meeting.refresh_from_db()
    assert not meeting.is_attested


def test_attest_refuses_what_somebody_has_changed_meanwhile(meeting, secretary):
    seen = Meeting.objects.get()
    meeting.save()
    with pytest.raises(StaleVersion):
        attest_on_paper(seen, attested_on=DAY_AFTER, by=secretary)
    assert not Meeting.objects.get().is_attested


@pytest.mark.parametrize("fields", [{"state": "attested"}, {"attested_on": DAY_AFTER}, {"attested_how": "paper"}])
def test_database_refuses_a_state_without_its_date_and_person(meeting, fields):
    with pytest.raises(IntegrityError, match="meeting_attested_exactly"), transaction.atomic():
        Meeting.objects.filter(pk=meeting.pk).update(**fields)


def test_database_refuses_the_same_number_twice(meeting):
    with pytest.raises(IntegrityError), transaction.atomic():
        Paragraph.objects.create(meeting=meeting, position=9, number="1", heading="Igen")
    Paragraph.objects.create(meeting=meeting, position=9, number="1", proposed_number="4", heading="Som på papperet")


def test_database_refuses_a_meeting_without_body_unless_it_is_an_old_paper(db):
    with pytest.raises(IntegrityError, match="meeting_has_body_and_date"), transaction.atomic():
        Meeting.objects.create(title="Utan organ", date=HELD)


def test_secretary_reads_what_it_means_and_registers(as_secretary, meeting):
    address = f"/sammantraden/{meeting.pk}/justerat-pa-papper/"
    assert "undertecknat med bläck" in as_secretary.get(address).text
    answer = as_secretary.post(address, {**SIGNED, "attested_on": "2026-02-04", "version": 1}, follow=True)
    assert "sparat som protokoll-2026-02-03.pdf" in answer.text
    assert "Justerat på papper 4\N{NO-BREAK SPACE}februari 2026" in answer.text


def test_before_the_meeting_there_are_no_minutes_to_register(as_secretary):
    planned = create_planned_meeting()
    answer = as_secretary.get(f"/sammantraden/{planned.pk}/justerat-pa-papper/", follow=True)
    assert answer.redirect_chain == [(planned.get_absolute_url(), 302)]
    assert "Det finns inget protokoll att justera: planerat." in answer.text


def test_names_that_the_paper_has_and_the_file_had_not_are_typed_in(as_secretary):
    meeting = create_meeting(secretary=None, attesters=())
    address = f"/sammantraden/{meeting.pk}/justerat-pa-papper/"
    assert "Det framgår inte vem som justerar." in as_secretary.get(address).text
    typed = {"secretaries": "Rut Alm", "attesters": "Ivar Dal, Maj Lilja", "attested_on": "", "version": 1}
    assert "sparat som" in as_secretary.post(address, typed, follow=True).text
    meeting.refresh_from_db()
    assert [officer.name for officer in meeting.attesters()] == ["Ivar Dal", "Maj Lilja"]


def test_typed_names_are_kept_when_something_else_is_wrong(as_secretary, meeting):
    address = f"/sammantraden/{meeting.pk}/justerat-pa-papper/"
    typed = {"secretaries": "Rut Alm", "attesters": "Rut Alm", "attested_on": "", "version": 1}
    answer = as_secretary.post(address, typed).text
    assert "kan inte ensam justera" in answer
    assert answer.count('value="Rut Alm"') == 2
    assert [officer.name for officer in meeting.attesters()] == ["Nils Åkerström"]


def test_mistyped_date_is_kept_and_explained(as_secretary, meeting):
    address = f"/sammantraden/{meeting.pk}/justerat-pa-papper/"
    answer = as_secretary.post(address, {"attested_on": "4/2 -26", "version": 1}).text
    assert "Skriv datumet som ÅÅÅÅ-MM-DD" in answer
    assert "4/2 -26" in answer


def test_impossible_date_is_explained_on_the_page(as_secretary, meeting):
    address = f"/sammantraden/{meeting.pk}/justerat-pa-papper/"
    answer = as_secretary.post(address, {**SIGNED, "attested_on": "2026-01-01", "version": 1}).text
    assert "mellan sammanträdet och i dag" in answer
    assert "2026-01-01" in answer


def test_page_shows_minutes_in_order(as_secretary, meeting):
    page = as_secretary.get(f"/sammantraden/{meeting.pk}/").text
    places = [page.index(text) for text in ("Närvarande", "Mötets öppnande", "Dagordning", "beslutade att avsluta")]
    assert places == sorted(places)
    assert "Vid protokollet" in page


def test_page_costs_the_same_whatever_it_holds(as_secretary, meeting, django_assert_num_queries):
    long_meeting = create_meeting(paragraphs=tuple(f"Ärende {number}" for number in range(40)))
    for one in (meeting, long_meeting):
        with django_assert_num_queries(18):
            as_secretary.get(f"/sammantraden/{one.pk}/")


def test_draft_pdf_becomes_the_stored_one(as_secretary, meeting, secretary):
    assert as_secretary.get(f"/sammantraden/{meeting.pk}/utkast.pdf").content.startswith(b"%PDF")
    document = attest_on_paper(meeting, attested_on=DAY_AFTER, by=secretary)
    answer = as_secretary.get(f"/sammantraden/{meeting.pk}/utkast.pdf")
    assert answer.headers["Location"] == document.get_absolute_url()


def test_day_of_the_meeting_that_the_file_lacked_is_typed_in(as_secretary, secretary):
    meeting = create_meeting()
    source = keep_original(b"Protokoll", "protokoll.txt", title="Protokoll", remarks=[], by=secretary)
    Meeting.objects.filter(pk=meeting.pk).update(date=None, source=source)
    address = f"/sammantraden/{meeting.pk}/justerat-pa-papper/"
    assert "Sammanträdet saknar datum." in as_secretary.post(address, {**SIGNED, "version": 1}).text
    answer = as_secretary.post(address, {**SIGNED, "held_on": "2014-05-06", "version": 1}, follow=True)
    assert "protokoll-2014-05-06.pdf" in answer.text


def test_a_meeting_to_come_is_not_attested(secretary):
    meeting = create_meeting(date=datetime.date(2026, 2, 11))
    with pytest.raises(Refused, match="inte hållits än"):
        attest_on_paper(
            meeting, attested_on=None, by=secretary, now=datetime.datetime(2026, 2, 10, 9, tzinfo=datetime.UTC)
        )


@pytest.mark.parametrize(
    ("change", "place"),
    [
        (
            lambda m: m.paragraphs.filter(number="2").update(text="<p>Om 640823<b>-3234</b> sades inget.</p>"),
            "Texten i §",
        ),
        (lambda m: m.attendance.filter(position=1).update(remark="640823-3234"), "Närvaron för Nils Åkerström"),
        (lambda m: m.paragraphs.filter(number="1").update(heading="Ärende 640823-3234"), "Rubriken till §"),
    ],
)
def test_attest_refuses_identity_numbers_and_names_the_place(meeting, secretary, change, place):
    change(meeting)
    with pytest.raises(NotYet) as refusal:
        attest_on_paper(meeting, attested_on=DAY_AFTER, by=secretary)
    [sentence] = refusal.value.missing
    assert sentence.startswith(place)
    assert "3234" not in sentence


def test_a_character_that_cannot_be_printed_is_named_instead_of_breaking_the_page(as_secretary, meeting):
    meeting.paragraphs.filter(number="1").update(text="<p>Tack \N{PARTY POPPER}</p>")
    draft = as_secretary.get(f"/sammantraden/{meeting.pk}/utkast.pdf", follow=True)
    assert "\N{PARTY POPPER}" in draft.text.split("Närvarande")[0]
    answer = as_secretary.post(f"/sammantraden/{meeting.pk}/justerat-pa-papper/", {**SIGNED, "version": 1})
    assert "\N{PARTY POPPER}" in answer.text
    meeting.refresh_from_db()
    assert not meeting.is_attested


def posted_scan(name: str = "Skannat 1.png", data: bytes = b"") -> SimpleUploadedFile:
    return SimpleUploadedFile(name, data or create_scan().data, content_type="text/html")


def test_signed_paper_is_kept_with_the_minutes_and_downloaded_as_it_came(as_secretary, meeting):
    address = f"/sammantraden/{meeting.pk}/justerat-pa-papper/"
    assert 'enctype="multipart/form-data"' in as_secretary.get(address).text
    page = as_secretary.post(address, {**SIGNED, "version": 1, "scan": posted_scan()}, follow=True).text
    assert f'href="/sammantraden/{meeting.pk}/underskrivet/"' in page
    assert "Skannat 1.png</a> (0,1\N{NO-BREAK SPACE}MB)" in page
    answer = as_secretary.get(f"/sammantraden/{meeting.pk}/underskrivet/")
    assert b"".join(answer.streaming_content) == create_scan().data
    assert answer.headers["Content-Type"] == "image/png"
    assert answer.headers["Content-Disposition"] == 'attachment; filename="Skannat 1.png"'
    assert answer.headers["Content-Security-Policy"] == "default-src 'none'; sandbox"
    assert answer.headers["X-Content-Type-Options"] == "nosniff"
    assert as_secretary.post(f"/sammantraden/{meeting.pk}/underskrivet/").status_code == 405


def test_the_trail_says_which_file_was_added(meeting, secretary):
    attest_on_paper(meeting, attested_on=None, by=secretary, scan=create_scan())
    detail = Event.objects.get(act=Event.Act.ATTESTED).detail
    assert detail.endswith(f"; underskrivet exemplar Underskrivet.png, {meeting.scan.blob_id}")


def test_minutes_without_a_signed_paper_have_none_to_download(as_secretary, meeting, secretary):
    attest_on_paper(meeting, attested_on=None, by=secretary)
    assert "underskrivet/" not in as_secretary.get(f"/sammantraden/{meeting.pk}/").text
    assert as_secretary.get(f"/sammantraden/{meeting.pk}/underskrivet/").status_code == 404


def test_a_wrong_file_is_explained_and_nothing_is_attested(as_secretary, meeting):
    wrong = {**SIGNED, "attested_on": "2026-02-04", "version": 1, "scan": posted_scan("Skannat.pdf", b"<html>")}
    answer = as_secretary.post(f"/sammantraden/{meeting.pk}/justerat-pa-papper/", wrong).text
    assert "Filen heter .pdf men är inte en PDF" in answer
    assert 'value="2026-02-04"' in answer
    meeting.refresh_from_db()
    assert not meeting.is_attested


def test_a_right_file_has_to_be_chosen_again_when_the_date_was_wrong(as_secretary, meeting):
    address = f"/sammantraden/{meeting.pk}/justerat-pa-papper/"
    for wrong_day in ("4/2 -26", "2026-01-01"):  # refused by the form, and by the transition
        typed = {**SIGNED, "attested_on": wrong_day, "version": 1, "scan": posted_scan()}
        answer = as_secretary.post(address, typed).text
        assert "Välj filen igen" in answer
        assert wrong_day in answer
    assert "Välj filen igen" not in as_secretary.post(address, {**typed, "scan": ""}).text


def test_a_file_that_was_chosen_is_not_forgotten(as_secretary, meeting):
    """It could not be added afterwards."""
    address = f"/sammantraden/{meeting.pk}/justerat-pa-papper/"
    typed = {**SIGNED, "attested_on": "2026-01-01", "version": 1, "scan": posted_scan()}
    for _ in range(3):
        answer = as_secretary.post(address, typed).text
        ((name, value),) = re.findall(r'type="checkbox"[^>]* name="(\w+)" value="([^"]*)" checked', answer)
        typed = {**SIGNED, "attested_on": "2026-02-04", "version": 1, name: value}  # no file is chosen
    assert value == "Skannat 1.png"
    assert "Välj den igen. Ta bort krysset om den inte ska med." in answer
    meeting.refresh_from_db()
    assert not meeting.is_attested
    del typed[name]
    as_secretary.post(address, typed)
    meeting.refresh_from_db()
    assert (meeting.is_attested, meeting.scan) == (True, None)


def test_nothing_is_attested_without_the_file_when_the_session_had_ended(as_secretary, meeting):
    address = f"/sammantraden/{meeting.pk}/justerat-pa-papper/"
    with override_settings(SESSION_IDLE_AGE=-1):
        as_secretary.post(address, {**SIGNED, "attested_on": "2026-02-04", "version": 1, "scan": posted_scan()})
    signing_in = {"login": "tora.hallen@example.se", "password": "ett långt lösenord"}
    page = as_secretary.post("/logga-in/", signing_in, follow=True).text
    assert "Filen Skannat 1.png kunde inte behållas" in page
    typed = dict(re.findall(r'type="hidden" name="(\w+)" value="([^"]*)"', page))
    answer = as_secretary.post(address, typed).text
    assert "Filen kom inte fram. Välj den igen." in answer
    assert 'value="2026-02-04"' in answer
    meeting.refresh_from_db()
    assert not meeting.is_attested


def test_database_refuses_a_signed_paper_before_the_minutes_are_attested(meeting, secretary):
    scan = keep(create_scan(), by=secretary)
    with pytest.raises(IntegrityError, match="meeting_attested_exactly"), transaction.atomic():
        Meeting.objects.filter(pk=meeting.pk).update(scan=scan)
