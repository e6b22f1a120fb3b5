"""Rättelse: what attested minutes should have said stands beside them, attested too, and they stay as they are."""

import datetime

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import DatabaseError, IntegrityError, transaction

from big.documents.models import Blob, Document
from big.letters.models import Letter
from big.people.models import Event, User
from big.people.roles import Role
from big.refusals import NotYet, Refused
from big.versions import StaleVersion
from minutes import attendance, attestation, corrections, drafting, extracts, planning
from minutes.models import Correction, Meeting, Officer, Paragraph
from tests.certificates import Authority, use
from tests.factories import create_meeting, create_person, create_user
from tests.pdf_validation import assert_archival_and_accessible, pdf_text

NOW = datetime.datetime(2026, 2, 10, 12, tzinfo=datetime.UTC)
LATER = datetime.datetime(2026, 3, 12, 12, tzinfo=datetime.UTC)
DAY = datetime.date(2026, 3, 12)
WORDS = {"before": "21 lärare", "after": "12 lärare", "reason": "Siffrorna hade bytt plats."}


@pytest.fixture
def meeting(db: None, secretary: User) -> Meeting:
    """Attested minutes with a mistake in § 2, sent to Nils."""
    meeting = create_meeting()
    meeting.paragraphs.filter(number="2").update(text="<p>Vi har utbildat 21 lärare.</p><p>De var nöjda.</p>")
    meeting.attendance.filter(name="Nils Åkerström").update(
        person=create_person("Nils Åkerström", email="nils@example.se")
    )
    attestation.attest_on_paper(meeting, attested_on=datetime.date(2026, 2, 4), by=secretary, now=NOW)
    return meeting


@pytest.fixture
def paragraph(meeting: Meeting) -> Paragraph:
    return meeting.paragraphs.get(number="2")


@pytest.fixture
def draft(paragraph: Paragraph, secretary: User) -> Correction:
    return corrections.write(paragraph, **WORDS, by=secretary, now=NOW)


def attest(correction: Correction, by: User) -> Document:
    return corrections.attest_on_paper(correction, attested_on=DAY, by=by, now=LATER)


def content(document: Document) -> bytes:
    return bytes(Blob.objects.get(pk=document.blob_id).data)


# -- Writing -----------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("before", ["21 lärare", "21   lärare.\nDe var", "Dagordning"])
def test_the_words_stand_in_the_paragraph_however_lines_break(paragraph, secretary, before):
    assert corrections.write(paragraph, before=before, after="x", reason="y", by=secretary).pk


@pytest.mark.parametrize(
    ("typed", "sentence"),
    [
        ({"before": "22 lärare"}, "står inte så"),
        ({"before": " "}, "står inte så"),
        ({"after": "21  lärare"}, "detsamma"),
        ({"reason": " "}, "inte varför"),
        ({"after": "Om 640823-3234"}, "Det som ska stå: "),
        ({"reason": "Om 640823-3234"}, "Skälet: "),
    ],
)
def test_what_is_not_right_is_refused(paragraph, secretary, typed, sentence):
    with pytest.raises(NotYet) as refusal:
        corrections.write(paragraph, **(WORDS | typed), by=secretary)
    assert any(sentence in one for one in refusal.value.missing)
    assert not Correction.objects.exists()


def test_a_draft_of_minutes_is_not_corrected(secretary, as_secretary):
    drafted = create_meeting().paragraphs.first()
    with pytest.raises(Refused, match="Bara justerade"):
        corrections.write(drafted, before="Ordet", after="x", reason="y", by=secretary)
    address = f"/sammantraden/{drafted.meeting_id}/ratta/{drafted.pk}/"
    assert "Bara justerade protokoll rättas." in as_secretary.get(address, follow=True).text


def test_a_correction_is_corrected_by_another(draft, paragraph, secretary):
    attest(draft, secretary)
    again = corrections.write(paragraph, before="12 lärare", after="13 lärare", reason="Fel igen.", by=secretary)
    assert corrections.missing(again) == []


def test_a_draft_is_changed_and_thrown_away(draft, secretary):
    corrections.edit(draft, **(WORDS | {"after": "tolv lärare"}), by=secretary)
    seen = Correction.objects.get()
    assert seen.after == "tolv lärare"
    with pytest.raises(StaleVersion):
        corrections.edit(draft, **WORDS, by=secretary)
    with pytest.raises(StaleVersion):
        corrections.discard(draft, by=secretary)
    corrections.discard(seen, by=secretary)
    with pytest.raises(Refused, match="redan borttagen"):
        corrections.discard(seen, by=secretary)
    assert not Correction.objects.exists()


def test_the_trail_tells_nothing_of_what_a_draft_says(draft, secretary):
    event = Event.objects.get(act=Event.Act.CREATED)
    assert event.subject == "Rättelse av §\N{NO-BREAK SPACE}2 i Protokoll 2026-02-03"
    assert "lärare" not in f"{event}"


# -- Attested ----------------------------------------------------------------------------------------------------------


def test_an_attested_correction_is_a_document_and_the_minutes_stay(draft, meeting, secretary):
    before = content(meeting.document)
    document = attest(draft, secretary)
    assert draft.pretty_status == "Justerad på papper 12\N{NO-BREAK SPACE}mars 2026"
    assert (document.kind, document.date, document.corrects) == ("correction", DAY, meeting.document)
    assert document.file_name == "rattelse-2026-02-03-1.pdf"
    assert content(Meeting.objects.get(pk=meeting.pk).document) == before
    assert Paragraph.objects.get(meeting=meeting, number="2").text.startswith("<p>Vi har utbildat 21")


def test_the_pdf_says_what_is_corrected_where_and_why(draft, meeting, secretary):
    text = " ".join(pdf_text(content(attest(draft, secretary))).split())
    places = [
        text.index(words)
        for words in (
            "Rättelse",
            "§ 2 Dagordning i protokollet från sammanträdet den 3 februari 2026",
            f"kontrollsumma (SHA-256) {meeting.document.blob_id[:16]}…",
            "I protokollet står 21 lärare",
            "Det ska stå 12 lärare",
            "Varför Siffrorna hade bytt plats.",
            "Justeras Nils Åkerström justerare Justerad på papper 12 mars 2026",
        )
    ]
    assert places == sorted(places)


def test_words_that_go_out_are_said_to(paragraph, secretary):
    correction = corrections.write(paragraph, before="De var nöjda.", after="", reason="Fel.", by=secretary, now=NOW)
    assert correction.sentence == "”De var nöjda.” utgår."
    assert "Ingenting: orden utgår." in pdf_text(content(attest(correction, secretary)))


def test_a_correction_is_archival_accessible_and_sealed(draft, paragraph, secretary, settings, tmp_path):
    other = corrections.write(paragraph, before="nöjda", after="glada", reason="Fel.", by=secretary, now=NOW)
    assert_archival_and_accessible(content(attest(draft, secretary)))
    use(settings, Authority(), tmp_path)
    sealed = attest(other, secretary)
    assert sealed.sealed_at
    assert sealed.file_name == "rattelse-2026-02-03-2.pdf"
    assert_archival_and_accessible(content(sealed))


def test_a_draft_says_so_on_its_pdf(as_secretary, draft):
    answer = as_secretary.get(f"{draft.get_absolute_url()}utkast.pdf")
    assert "UTKAST" in pdf_text(answer.content).upper()
    assert answer.headers["Cache-Control"] == "private, no-store"
    assert Event.objects.filter(act=Event.Act.DRAFT_READ).exists()


def test_those_who_got_the_minutes_get_the_correction(draft, meeting, secretary):
    document = attest(draft, secretary)
    letter = Letter.objects.get(documents=document)
    assert letter.address == "nils@example.se"
    assert letter.subject == "Rättelse av protokoll: Ledningsgruppen, 3 februari 2026"
    assert "Protokollet är rättat." in letter.body
    assert [row.name for row in document.deliveries.all()] == ["Nils Åkerström", "Tora Hallén"]


def test_where_the_minutes_have_not_gone_out_neither_does_the_correction(secretary):
    meeting = create_meeting()
    attestation.attest_on_paper(meeting, attested_on=None, by=secretary, now=NOW, tell=False)
    words = {"before": "Ordet var fritt.", "after": "x", "reason": "y"}
    correction = corrections.write(meeting.paragraphs.first(), **words, by=secretary, now=NOW)
    attest(correction, secretary)
    assert not meeting.deliveries.exists()


@pytest.mark.parametrize("day", [datetime.date(2026, 2, 9), datetime.date(2026, 3, 13)])
def test_it_is_attested_neither_before_it_was_written_nor_in_the_future(draft, secretary, day):
    with pytest.raises(Refused, match="mellan den dag"):
        corrections.attest_on_paper(draft, attested_on=day, by=secretary, now=LATER)
    assert not Document.objects.filter(kind="correction").exists()


def test_an_attested_correction_is_neither_attested_changed_nor_thrown_away(draft, secretary):
    attest(draft, secretary)
    for act in (
        lambda: attest(draft, secretary),
        lambda: corrections.edit(draft, **WORDS, by=secretary),
        lambda: corrections.discard(draft, by=secretary),
    ):
        with pytest.raises(Refused, match="kan inte ändras: den är justerad"):
            act()


def test_what_is_seen_stale_is_not_attested(draft, secretary):
    seen = Correction.objects.get()
    corrections.edit(draft, **(WORDS | {"after": "tolv lärare"}), by=secretary)
    with pytest.raises(StaleVersion):
        attest(seen, secretary)


def test_everything_falls_with_the_transaction(draft, secretary):
    letters = Letter.objects.count()
    with transaction.atomic():
        attest(draft, secretary)
        transaction.set_rollback(True)
    assert Correction.objects.get().state == "drafting"
    assert not Document.objects.filter(kind="correction").exists()
    assert Letter.objects.count() == letters


def test_database_holds_the_state_and_keeps_it_for_good(draft, secretary):
    with pytest.raises(IntegrityError, match="correction_attested_exactly"), transaction.atomic():
        Correction.objects.update(state="attested")
    with pytest.raises(IntegrityError, match="correction_attested_exactly"), transaction.atomic():
        Correction.objects.update(attested_on=DAY)
    attest(draft, secretary)
    for change in (
        lambda: Correction.objects.update(after="x"),
        lambda: Correction.objects.filter(pk=draft.pk)._raw_delete("default"),
    ):
        with pytest.raises(DatabaseError, match="Handlingen är färdig"), transaction.atomic():
            change()


def test_attested_minutes_are_never_opened_again(meeting, paragraph, secretary, as_secretary):
    """No function, no page and no database statement leads back from attested."""
    for act in (
        lambda: drafting.begin(meeting, by=secretary),
        lambda: drafting.add(meeting, after=None, by=secretary),
        lambda: drafting.edit(paragraph, heading="x", text="x", kind="item", by=secretary),
        lambda: drafting.remove(paragraph, by=secretary),
        lambda: attendance.refill(meeting),
        lambda: attestation.attest_on_paper(meeting, attested_on=None, by=secretary),
        lambda: planning.change(meeting, by=secretary),
    ):
        with pytest.raises(Refused):
            act()
    for state in Meeting.State.values:
        with pytest.raises(DatabaseError, match="Handlingen är färdig"), transaction.atomic():
            Meeting.objects.filter(pk=meeting.pk).update(state=state)
    assert as_secretary.get(f"/sammantraden/{meeting.pk}/skriv/").status_code == 302
    assert Meeting.objects.get(pk=meeting.pk).is_attested


# -- Pages -------------------------------------------------------------------------------------------------------------


def test_the_secretary_writes_and_registers_a_correction(as_secretary, meeting, paragraph):
    address = f"/sammantraden/{meeting.pk}/ratta/{paragraph.pk}/"
    assert address in as_secretary.get(meeting.get_absolute_url()).text
    page = as_secretary.get(address).text
    assert "Vi har utbildat 21 lärare." in page
    wrong = as_secretary.post(address, WORDS | {"before": "22 lärare"}).text
    assert "Orden står inte så i paragrafen." in wrong
    assert "Siffrorna hade bytt plats." in wrong
    assert "Skriv varför protokollet rättas." in as_secretary.post(address, WORDS | {"reason": ""}).text
    assert "personnummer" in as_secretary.post(address, WORDS | {"after": "640823-3234"}).text
    page = as_secretary.post(address, WORDS, follow=True).text
    assert "Den gäller när den är justerad." in page
    base = Correction.objects.get().get_absolute_url()
    changed = {**WORDS, "after": "tolv lärare", "seen_version": 1}
    assert "tolv lärare" in as_secretary.post(f"{base}andra/", changed, follow=True).text
    stale = as_secretary.post(f"{base}andra/", {**WORDS, "seen_version": 1}).text
    assert "Någon annan har sparat ändringar" in stale
    on_paper = f"{base}justerad-pa-papper/"
    assert "skrivit under rättelsen med bläck" in as_secretary.get(on_paper).text
    assert "har ändrats av någon annan" in as_secretary.post(on_paper, {"attested_on": "2026-11-21", "version": 1}).text
    assert "Skriv datumet som" in as_secretary.post(on_paper, {"attested_on": "i går", "version": 2}).text
    today = datetime.datetime.now().astimezone().date().isoformat()
    page = as_secretary.post(on_paper, {"attested_on": today, "version": 2}, follow=True).text
    assert "sparad som rattelse-2026-02-03-1.pdf" in page


def test_a_draft_is_thrown_away_as_it_was_seen(as_secretary, draft):
    address = f"{draft.get_absolute_url()}ta-bort/"
    assert "har ändrats av någon annan" in as_secretary.post(f"{address}?version=7", follow=True).text
    assert "är borttaget" in as_secretary.post(f"{address}?version=1", follow=True).text
    assert not Correction.objects.exists()


def test_a_draft_is_seen_by_nobody_else(client, draft, meeting):
    reader = create_user(Role.STEERING_GROUP, email="g@example.se")
    client.force_login(reader)
    assert client.get(draft.get_absolute_url()).status_code == 404
    assert client.get(f"{draft.get_absolute_url()}utkast.pdf").status_code == 404
    assert "12 lärare" not in client.get(meeting.get_absolute_url()).text


@pytest.mark.parametrize("role", [Officer.Role.CHAIR, Officer.Role.ATTESTER])
def test_chair_and_attesters_see_the_draft(client, secretary, role):
    reader, meeting = create_user(Role.STEERING_GROUP, email="g@example.se"), create_meeting()
    Officer.objects.create(
        meeting=meeting, position=9, role=role, name="Tora Hallén", person=create_person("Tora", user=reader)
    )
    attestation.attest_on_paper(meeting, attested_on=None, by=secretary, now=NOW)
    words = {"before": "Ordet var fritt.", "after": "Ordet var allas.", "reason": "Fel."}
    draft = corrections.write(meeting.paragraphs.first(), **words, by=secretary)
    client.force_login(reader)
    assert "Ordet var allas." in client.get(draft.get_absolute_url()).text
    assert "Utkast till rättelse, skrivs" in client.get(meeting.get_absolute_url()).text


def test_it_is_seen_with_the_minutes_in_the_archive_and_when_the_file_is_checked(
    client, as_secretary, draft, meeting, secretary
):
    extract = extracts.make(meeting, [draft.paragraph], by=secretary, now=NOW)
    document = attest(draft, secretary)
    client.force_login(create_user(Role.STEERING_GROUP, email="g@example.se"))
    page = client.get(meeting.get_absolute_url()).text
    assert "I stället för ”21 lärare” ska stå ”12 lärare”." in page
    assert meeting.document.get_absolute_url() in page
    assert "Justerad på papper" in client.get(draft.get_absolute_url()).text
    archive = client.get("/handlingar/?kind=minutes").text
    assert f'href="{document.get_absolute_url()}">rättelse 2026-03-12</a>' in archive
    checked = client.post("/kontrollera/", {"file": SimpleUploadedFile("a.pdf", content(meeting.document))}).text
    assert "Handlingen är senare rättad." in checked
    assert document.get_absolute_url() in checked
    checked = client.post("/kontrollera/", {"file": SimpleUploadedFile("a.pdf", content(extract.document))}).text
    assert "Protokollet som utdraget är ur är senare rättat." in checked


def test_the_page_of_the_minutes_costs_the_same_however_much_came_of_them(
    as_secretary, draft, meeting, paragraph, secretary, django_assert_num_queries
):
    extracts.make(meeting, [paragraph], by=secretary, now=NOW)
    attest(draft, secretary)
    for number in (1, 2):
        with django_assert_num_queries(21):
            as_secretary.get(meeting.get_absolute_url())
        for row in meeting.paragraphs.exclude(pk=paragraph.pk) if number == 1 else []:
            extracts.make(meeting, [row], by=secretary, now=NOW)
            attest(corrections.write(row, before="Ordet", after="Ord", reason="Fel.", by=secretary, now=NOW), secretary)


def test_an_extract_made_afterwards_says_so(draft, meeting, secretary):
    first = extracts.make(meeting, [draft.paragraph], by=secretary, now=NOW)
    attest(draft, secretary)
    second = extracts.make(meeting, [draft.paragraph], by=secretary, now=LATER)
    text = " ".join(pdf_text(content(second.document)).split())
    assert "Rättad 12 mars 2026: I stället för ”21 lärare” ska stå ”12 lärare”." in text
    assert first.document != second.document
