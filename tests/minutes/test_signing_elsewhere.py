"""Minutes are signed in another service: taken out, signed there, and taken back if nothing else was done to them."""

import datetime
import io
import re
from types import SimpleNamespace

import pytest
from asn1crypto.x509 import Name
from django.core.files.uploadedfile import SimpleUploadedFile
from django.core.management import CommandError, call_command
from django.db import IntegrityError, connection, transaction
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.utils import timezone
from pyhanko.pdf_utils import generic
from pyhanko.pdf_utils.incremental_writer import IncrementalPdfFileWriter

from big.documents import sealing, uploads
from big.documents.inspecting import owner
from big.documents.models import Blob, Document, Upload
from big.documents.verifying import Verdict, verify
from big.people import trail
from big.people.models import Event
from big.people.roles import Role
from big.refusals import NotYet, Refused
from big.versions import StaleVersion
from minutes import attestation, drafting, signing_elsewhere
from minutes.models import Attachment, Meeting, Paragraph, SigningElsewhere
from minutes.printing import minutes_pdf
from minutes.signing_elsewhere import accept, call_off, prepare
from tests.certificates import Authority, online_authority, use
from tests.documents.test_verifying import (
    another_page_content,
    attached_file,
    changed,
    changed_in_unused_room,
    note_on_the_page,
    updated,
)
from tests.factories import create_meeting, create_person, create_scan, create_user
from tests.pdf_validation import assert_archival_and_accessible, pdf_text


@pytest.fixture(scope="module")
def authority() -> Authority:
    return Authority("Underskriftstjänstens utfärdare")


@pytest.fixture
def meeting(db) -> Meeting:
    return create_meeting(attesters=("Nils Åkerström", "Maj Lilja"))


@pytest.fixture
def taken_out(meeting, secretary) -> bytes:
    return bytes(prepare(meeting, by=secretary).prepared.data)


@pytest.fixture
def signed(taken_out, authority) -> bytes:
    return authority.sign(authority.sign(taken_out, name="Nils Åkerström"), name="Maj Lilja")


def page_of(meeting: Meeting) -> str:
    return f"/sammantraden/{meeting.pk}/annan-tjanst/"


def brought_back(client: Client, meeting: Meeting, pdf: bytes, **typed: str) -> str:
    sent = {"file": SimpleUploadedFile("undertecknat.pdf", pdf), "is_complete": "on"} | typed
    return client.post(f"{page_of(meeting)}undertecknat/", sent, follow=True).text


# -- Taking out --------------------------------------------------------------------------------------------------------


def test_the_secretary_takes_out_the_file_has_it_signed_and_brings_it_back(as_secretary, meeting, authority):
    assert "Undertecknas i annan tjänst …" in as_secretary.get(meeting.get_absolute_url()).text
    page = as_secretary.post(page_of(meeting), {"version": meeting.version}, follow=True).text
    assert "Nu kan ingen ändra protokollet." in page
    answer = as_secretary.get(f"{page_of(meeting)}protokoll.pdf")
    assert answer.headers["Content-Disposition"] == 'attachment; filename="protokoll-2026-02-03.pdf"'
    pdf = answer.getvalue()
    assert "Undertecknar i en annan tjänst" in pdf_text(pdf)
    assert "utan vårt sigill" in " ".join(pdf_text(pdf).split())
    assert "UTKAST" not in pdf_text(pdf)
    signed = authority.sign(authority.sign(pdf, name="Nils Åkerström"), name="Maj Lilja")
    page = brought_back(as_secretary, meeting, signed)
    assert "Protokollet är undertecknat och sparat som protokoll-2026-02-03.pdf." in page
    today = timezone.localdate()
    assert f"Undertecknat i annan tjänst {today.day}\N{NO-BREAK SPACE}" in page
    assert f"{today.year} enligt filen" in page
    assert "Undertecknad av Nils Åkerström, Sandheds kommun" in page
    assert "Certifikatet är utfärdat av Underskriftstjänstens utfärdare; systemet känner inte utfärdaren." in page
    assert (
        "Undertecknad i en annan tjänst av Nils Åkerström, Sandheds kommun samt Maj Lilja, Sandheds kommun, utan vårt "
        "sigill" in page
    )
    meeting.refresh_from_db()
    assert bytes(Blob.objects.get(pk=meeting.document.blob_id).data) == signed
    assert (meeting.state, meeting.attested_how, meeting.attested_on) == ("attested", "elsewhere", today)
    assert [event.act for event in Event.objects.order_by("pk")][-2:] == [Event.Act.ATTESTED, Event.Act.SENT_OUT]


def test_what_is_taken_out_and_what_comes_back_are_archival_and_accessible(taken_out, signed):
    assert_archival_and_accessible(taken_out)
    assert_archival_and_accessible(signed)


def test_the_first_page_reminds_of_what_is_out_until_it_is_back(as_secretary, meeting, signed, secretary):
    reminder = f"Ladda upp när det är undertecknat: {meeting}"
    first_page = as_secretary.get("/").text
    assert reminder in first_page
    assert f'href="{page_of(meeting)}"' in first_page
    accept(meeting, pdf=signed, by=secretary)
    assert reminder not in as_secretary.get("/").text


def test_nothing_can_be_changed_while_it_is_signed(meeting, taken_out, secretary):
    with pytest.raises(Refused, match="under justering och kan inte ändras"):
        drafting.add(meeting, after=None, by=secretary)
    assert [one.series for one in meeting.paragraphs.all()] == [f"meeting {meeting.pk}"] * 3


def test_what_is_taken_out_stays_a_draft(meeting, taken_out):
    """Nobody but those who see the draft hears of it, and checking the file says nothing of it."""
    reader = Client()
    reader.force_login(create_user(Role.STEERING_GROUP, email="las@example.se"))
    for door in (meeting.get_absolute_url(), f"/sammantraden/{meeting.pk}/utkast.pdf"):
        assert reader.get(door).status_code == 404
    assert reader.get(f"{page_of(meeting)}protokoll.pdf").status_code == 403
    assert not Document.objects.exists()
    assert verify(taken_out).verdict == Verdict.UNKNOWN


def test_it_is_taken_out_once(meeting, taken_out, secretary):
    meeting.refresh_from_db()
    with pytest.raises(Refused, match="under justering"):
        prepare(meeting, by=secretary)
    with pytest.raises(IntegrityError, match=r"signing_one_open|UNIQUE"), transaction.atomic():
        SigningElsewhere.objects.create(
            meeting=meeting,
            prepared=Blob.objects.get(),
            trail_head="",
            prepared_at=timezone.now(),
            prepared_by=secretary,
        )


def test_what_is_missing_is_said_first(as_secretary, secretary):
    meeting = create_meeting(attesters=())
    assert "Det framgår inte vem som justerar." in as_secretary.get(page_of(meeting)).text
    page = as_secretary.post(page_of(meeting), {"version": meeting.version}).text
    assert "Det framgår inte vem som justerar." in page
    with pytest.raises(NotYet):
        prepare(meeting, by=secretary)
    assert Meeting.objects.get().state == Meeting.State.DRAFTING


def test_attachments_too_large_to_carry_are_said_first(meeting, secretary, monkeypatch):
    monkeypatch.setattr("minutes.appendices.MAX_BYTES", 60)
    upload = uploads.keep(create_scan(), by=secretary)
    Attachment.objects.create(paragraph=meeting.paragraphs.first(), number=1, title="Karta", upload=upload)
    with pytest.raises(NotYet) as refusal:
        prepare(meeting, by=secretary)
    assert "Bilagorna är tillsammans" in refusal.value.missing[0]


def test_what_somebody_changed_meanwhile_is_not_taken_out(as_secretary, meeting, secretary):
    seen = Meeting.objects.get()
    meeting.save()
    with pytest.raises(StaleVersion):
        prepare(seen, by=secretary)
    assert "ändra" in as_secretary.post(page_of(meeting), {"version": seen.version}).text
    assert not SigningElsewhere.objects.exists()


def test_minutes_that_are_not_written_here_are_not_taken_out(as_secretary, meeting, secretary):
    Meeting.objects.update(state=Meeting.State.PLANNED)
    meeting.refresh_from_db()
    with pytest.raises(Refused, match="skrivs inte än"):
        prepare(meeting, by=secretary)
    assert "Protokollet skrivs inte än." in as_secretary.get(page_of(meeting), follow=True).text
    Meeting.objects.update(state=Meeting.State.DRAFTING, date=timezone.localdate() + datetime.timedelta(days=1))
    meeting.refresh_from_db()
    with pytest.raises(Refused, match="har inte hållits än"):
        prepare(meeting, by=secretary)


# -- Calling off -------------------------------------------------------------------------------------------------------


def test_the_secretary_calls_it_off_and_writes_on(as_secretary, meeting, taken_out, signed, secretary):
    page = as_secretary.post(f"{page_of(meeting)}avbryt/?version={meeting.version}", follow=True).text
    assert "Protokollet kan ändras igen." in page
    meeting.refresh_from_db()
    assert meeting.state == Meeting.State.DRAFTING
    assert [one.series for one in meeting.paragraphs.all()] == ["", "", ""]
    drafting.add(meeting, after=None, by=secretary)
    assert "Underskriften i den andra tjänsten är avbruten." in brought_back(as_secretary, meeting, signed)
    assert "avbruten" in as_secretary.post(f"{page_of(meeting)}avbryt/", follow=True).text
    assert as_secretary.get(f"{page_of(meeting)}protokoll.pdf").status_code == 404


def test_another_file_than_the_one_that_was_seen_is_not_called_off(as_secretary, meeting, taken_out, secretary):
    seen = Meeting.objects.get(pk=meeting.pk)
    call_off(meeting, by=secretary)
    prepare(meeting, by=secretary)
    with pytest.raises(StaleVersion):
        call_off(seen, by=secretary)
    page = as_secretary.post(f"{page_of(meeting)}avbryt/?version={seen.version}", follow=True).text
    assert "har ändrats av någon annan sedan du öppnade sidan" in page
    assert meeting.signings.open().exists()


def test_what_was_signed_before_it_was_called_off_counts_no_more(meeting, signed, secretary):
    call_off(meeting, by=secretary)
    drafting.edit(meeting.paragraphs.first(), heading="Ny rubrik", text="<p>Annat.</p>", kind="item", by=secretary)
    meeting.refresh_from_db()
    prepare(meeting, by=secretary)
    with pytest.raises(Refused, match="börjar inte med det protokoll som togs fram"):
        accept(meeting, pdf=signed, by=secretary)


def test_called_off_while_the_file_is_looked_at(meeting, signed, secretary, monkeypatch):
    looked = signing_elsewhere.inspected

    def called_off_meanwhile(*args, **options):
        call_off(meeting, by=secretary)
        return looked(*args, **options)

    monkeypatch.setattr(signing_elsewhere, "inspected", called_off_meanwhile)
    with pytest.raises(Refused, match="avbruten"):
        accept(meeting, pdf=signed, by=secretary)
    assert not Document.objects.exists()


# -- What is not accepted ----------------------------------------------------------------------------------------------


def form_field_filled(writer: IncrementalPdfFileWriter) -> None:
    names = {"/FT": "/Tx", "/Type": "/Annot", "/Subtype": "/Widget"}
    field = generic.DictionaryObject({generic.NameObject(k): generic.NameObject(v) for k, v in names.items()})
    field["/T"], field["/V"] = generic.TextStringObject("Beslut"), generic.TextStringObject("Avslås")
    field["/Rect"] = generic.ArrayObject(map(generic.NumberObject, (50, 50, 100, 100)))
    reference = writer.add_object(field)
    writer.root["/AcroForm"] = generic.DictionaryObject(
        {generic.NameObject("/Fields"): generic.ArrayObject([reference])}
    )
    writer.update_root()


def another_title(writer: IncrementalPdfFileWriter) -> None:
    stream = writer.root["/Metadata"]
    stream._data = stream.data.replace(b"Protokoll", b"Protokult")
    stream._encoded_data = None
    writer.mark_update(writer.root.raw_get("/Metadata"))


CHANGES = [another_page_content, note_on_the_page, attached_file, another_title, form_field_filled]


@pytest.mark.parametrize("change", CHANGES)
def test_changed_before_it_was_signed(meeting, taken_out, authority, secretary, change):
    """The signature is whole: it vouches for what was added, too."""
    pdf = authority.sign(updated(taken_out, change), name="Nils Åkerström")
    assert pdf.startswith(taken_out)
    with pytest.raises(Refused, match="Något annat än underskrifter har lagts till"):
        accept(meeting, pdf=pdf, by=secretary)
    assert not Document.objects.exists()


@pytest.mark.parametrize("change", CHANGES[:-1])
def test_changed_after_it_was_signed(meeting, signed, secretary, change):
    with pytest.raises(Refused, match="Något annat än underskrifter har lagts till"):
        accept(meeting, pdf=updated(signed, change), by=secretary)


def test_changed_between_two_signatures_and_changed_back(meeting, taken_out, authority, secretary):
    def back(writer: IncrementalPdfFileWriter) -> None:
        page = writer.find_page_for_modification(0)[0].get_object()
        page["/Contents"] = original
        writer.update_container(page)

    original = IncrementalPdfFileWriter(io.BytesIO(taken_out)).find_page_for_modification(0)[0].get_object()
    original = generic.IndirectObject(original.raw_get("/Contents").idnum, 0, None)
    pdf = authority.sign(updated(taken_out, another_page_content), name="Nils Åkerström")
    with pytest.raises(Refused, match="Något annat än underskrifter"):
        accept(meeting, pdf=authority.sign(updated(pdf, back), name="Maj Lilja"), by=secretary)


def test_another_document_put_after_ours(meeting, taken_out, authority, secretary):
    """Readers follow the index at its end, which need not lead to our part at all."""
    other = authority.sign(minutes_pdf(create_meeting(paragraphs=("Annat",)), draft=False), name="Nils Åkerström")
    moved = re.sub(rb"startxref\n(\d+)", lambda found: b"startxref\n%d" % (int(found[1]) + len(taken_out)), other)
    with pytest.raises(Refused):
        accept(meeting, pdf=taken_out + moved, by=secretary)


@pytest.mark.parametrize(
    ("broken", "sentence"),
    [
        (lambda pdf, ours: ours, "Filen är inte undertecknad"),
        (lambda pdf, ours: ours + b"\n", "Filen är inte undertecknad"),
        (lambda pdf, ours: pdf[1:], "börjar inte med det protokoll"),
        (lambda pdf, ours: changed(pdf, len(ours) // 2), "börjar inte med det protokoll"),
        (lambda pdf, ours: ours[:-100], "börjar inte med det protokoll"),
        (lambda pdf, ours: updated(ours, another_title), "inga underskrifter"),
        (lambda pdf, ours: ours + b"% inget mer", "inga underskrifter"),
        (lambda pdf, ours: changed(pdf, pdf.index(b"/Contents <", len(ours)) + 2500), "Underskriften som säger sig"),
        (lambda pdf, ours: changed(pdf, pdf.index(b"Adobe.PPKLite", len(ours))), "stämmer inte med filen"),
        (lambda pdf, ours: pdf + b"\n% mer", "Något annat än underskrifter"),
    ],
)  # fmt: skip
def test_a_file_that_is_not_what_it_should_be(meeting, taken_out, signed, secretary, broken, sentence):
    with pytest.raises(Refused, match=sentence):
        accept(meeting, pdf=broken(signed, taken_out), by=secretary)
    assert Meeting.objects.get().state == Meeting.State.IN_ATTESTATION
    assert not Document.objects.exists()


def test_what_is_refused_is_said_beside_the_field_and_not_kept(as_secretary, meeting, signed):
    before = Blob.objects.count()
    page = brought_back(as_secretary, meeting, signed[1:])
    assert "Filen heter .pdf men är inte en PDF." in page
    page = brought_back(as_secretary, meeting, signed + b"% mer\nstartxref\n9\n%%EOF\n")
    assert "PDF-filen är skadad" in page
    page = brought_back(as_secretary, meeting, changed(signed, signed.index(b"Adobe.PPKLite")))
    assert "stämmer inte med filen" in page
    assert "Ladda upp den undertecknade filen" in page
    page = brought_back(as_secretary, meeting, signed, is_complete="")
    assert "Vänta tills alla har undertecknat, och kryssa sedan i rutan." in page
    assert (Blob.objects.count(), Upload.objects.count(), Document.objects.count()) == (before, 0, 0)


def test_a_file_that_exhausts_its_reader_is_not_accepted(meeting, signed, secretary, monkeypatch, caplog):
    monkeypatch.setattr("big.documents.verifying.TIMEOUT", 0.01)
    with pytest.raises(Refused, match="inga underskrifter"):
        accept(meeting, pdf=signed, by=secretary)


# -- What is accepted --------------------------------------------------------------------------------------------------


def test_a_service_that_certifies_and_whose_issuer_is_trusted(
    meeting, taken_out, authority, secretary, settings, tmp_path
):
    settings.SEAL_TRUST = str(authority.write_roots(tmp_path))
    document = accept(meeting, pdf=authority.sign(taken_out, name="Tjänsten", certify=True), by=secretary)
    assert "systemet litar på utfärdaren" in SigningElsewhere.objects.get().sentences[0]
    assert document.signed_by == "Tjänsten, Sandheds kommun"


def test_a_service_that_adds_time_stamps_and_proofs(meeting, taken_out, secretary, settings, tmp_path):
    with online_authority() as service:
        use(settings, service, tmp_path)
        settings.SEAL_TSA_URL = service.address
        pdf = sealing.seal(taken_out).pdf
    assert b"/DocTimeStamp" in pdf
    accept(meeting, pdf=pdf, by=secretary)
    assert "enligt en tidsstämplingstjänst. Certifikatet är" in SigningElsewhere.objects.get().sentences[0]


def test_nobody_is_named_by_the_number_in_their_certificate():
    person = {"given_name": "Maj", "surname": "Lilja", "serial_number": "19121212-1212"}
    assert owner(SimpleNamespace(subject=Name.build(person))) == "Maj Lilja"
    assert owner(SimpleNamespace(subject=Name.build({"serial_number": "19121212-1212"}))) == "någon utan namn"


def test_a_file_that_gives_no_possible_day_gives_none(meeting, signed, secretary):
    tomorrow = timezone.now() + datetime.timedelta(days=1)
    SigningElsewhere.objects.update(prepared_at=tomorrow)
    accept(meeting, pdf=signed, by=secretary)
    assert meeting.attested_on is None
    assert meeting.pretty_status == "Undertecknat i annan tjänst, datum framgår inte"


@pytest.mark.parametrize("act", [prepare, accept, call_off])
def test_what_fails_halfway_has_not_happened(meeting, secretary, authority, monkeypatch, act):
    def killed(*args, **options):
        raise KeyboardInterrupt

    given = {}
    if act != prepare:
        prepare(meeting, by=secretary)
    if act == accept:
        given["pdf"] = authority.sign(bytes(SigningElsewhere.objects.get().prepared.data), name="Maj Lilja")
    before = [list(model.objects.values()) for model in (Meeting, Paragraph, SigningElsewhere, Blob, Document)]
    for module in (signing_elsewhere, attestation):
        monkeypatch.setattr(module, "record", killed)
    with pytest.raises(KeyboardInterrupt):
        act(meeting, by=secretary, **given)
    after = [list(model.objects.values()) for model in (Meeting, Paragraph, SigningElsewhere, Blob, Document)]
    assert after == before
    monkeypatch.undo()
    act(meeting, by=secretary, **given)


def test_it_is_brought_back_once(as_secretary, meeting, signed, secretary):
    accept(meeting, pdf=signed, by=secretary)
    with pytest.raises(Refused, match="redan justerat"):
        accept(meeting, pdf=signed, by=secretary)
    assert "kan inte ändras" in brought_back(as_secretary, meeting, signed)
    assert Document.objects.count() == 1
    assert "kan inte ändras" in as_secretary.get(page_of(meeting), follow=True).text
    with pytest.raises(IntegrityError, match="färdig"), transaction.atomic():
        SigningElsewhere.objects.update(signatures=[{"by": "Någon annan"}])


def test_the_page_costs_the_same_however_many_have_signed(
    as_secretary, meeting, signed, secretary, authority, django_assert_num_queries
):
    other = create_meeting(date=datetime.date(2026, 3, 3))
    pdf = bytes(prepare(other, by=secretary).prepared.data)
    accept(other, pdf=authority.sign(pdf, name="Nils Åkerström"), by=secretary)
    accept(meeting, pdf=authority.sign(signed, name="Ove Ek"), by=secretary)
    as_secretary.get(other.get_absolute_url())
    with CaptureQueriesContext(connection) as one:
        as_secretary.get(other.get_absolute_url())
    with django_assert_num_queries(len(one)):
        page = as_secretary.get(meeting.get_absolute_url()).text
    assert page.count("Certifikatet är utfärdat av") == 3


# -- Checking it afterwards --------------------------------------------------------------------------------------------


def test_whoever_checks_the_file_is_told_whose_signatures_it_bears(meeting, signed, taken_out, secretary, authority):
    document = accept(meeting, pdf=signed, by=secretary)
    answer = verify(signed)
    assert (answer.verdict, answer.document) == (Verdict.UNCHANGED, document)
    assert answer.sentences[0].startswith("Undertecknad av Nils Åkerström, Sandheds kommun")
    assert "undertecknad i en annan tjänst och utan vårt sigill" in answer.sentences[-1]
    again = verify(authority.sign(signed, name="Ove Ek"))
    assert (again.verdict, again.document) == (Verdict.APPENDED, document)
    assert verify(changed(signed, 3000)).verdict == Verdict.ALTERED


@pytest.mark.parametrize("is_trusted", [True, False])
@pytest.mark.parametrize("what", ["changed where no signature reaches", "not signed", "signed by others"])
def test_what_only_begins_like_a_signed_document_is_not_vouched_for(
    as_secretary, meeting, signed, taken_out, secretary, authority, settings, tmp_path, what, is_trusted
):
    if is_trusted:
        settings.SEAL_TRUST = str(authority.write_roots(tmp_path))
    accept(meeting, pdf=signed, by=secretary)
    file = {
        "changed where no signature reaches": lambda: changed_in_unused_room(signed),
        "not signed": lambda: taken_out,
        "signed by others": lambda: authority.sign(taken_out, name="Ove Ek"),
    }[what]()
    assert verify(file).verdict == Verdict.DIFFERENT
    page = as_secretary.post("/kontrollera/", {"file": SimpleUploadedFile("a.pdf", file)}).text
    assert "Nej, filen är inte precis den som sparades här" in page
    assert "Systemet kan inte svara för den." in page
    assert meeting.title in page
    assert "oförändrad" not in page


def test_what_is_still_out_to_be_signed_is_not_told_of(meeting, taken_out, authority, settings, tmp_path):
    settings.SEAL_TRUST = str(authority.write_roots(tmp_path))
    half_signed = verify(authority.sign(taken_out, name="Nils Åkerström"))
    assert (half_signed.verdict, half_signed.document) == (Verdict.ELSEWHERE, None)
    assert verify(taken_out).verdict == Verdict.UNKNOWN


def test_every_change_of_what_two_have_signed_is_found(meeting, signed, taken_out, secretary):
    """Also where what is left would be a whole file with whole signatures."""
    document = accept(meeting, pdf=signed, by=secretary)
    first = signed.index(b"/Contents <", len(taken_out))
    second = signed.rindex(b"/Contents <")
    before_second = signed.index(b"%%EOF", first) + len(b"%%EOF\n")
    assert first < before_second < second
    for name, tampered in {
        "page": changed(signed, signed.index(b"stream", 1000) + 40),
        "header": changed(signed, 7),
        "first signature": changed(signed, first + 500),
        "certificate in the first signature": changed(signed, first + 1500),
        "second signature": changed(signed, second + 500),
        "unused room beside the first": changed(signed, signed.index(b">", first) - 2),
        "range of the first": changed(signed, signed.index(b"/ByteRange", len(taken_out)) + 1),
        "range of the second": changed(signed, signed.rindex(b"/ByteRange") + 15),
        "cut back to the first signature": signed[:before_second],
        "cut back to what was taken out": taken_out,
    }.items():
        assert verify(tampered).verdict in (Verdict.ALTERED, Verdict.DIFFERENT, Verdict.UNKNOWN), name
    for change in CHANGES[:-1]:
        answer = verify(updated(signed, change))
        assert (answer.verdict, answer.document) == (Verdict.APPENDED, document)


def test_the_archive_is_checked_with_signatures_of_others(meeting, signed, secretary, capsys, monkeypatch):
    document = accept(meeting, pdf=signed, by=secretary)
    trail.extend()
    call_command("verify_archive", quiet=True)
    assert capsys.readouterr().err == ""
    monkeypatch.setattr("big.documents.archive.inspected", lambda content: {"seals": []})
    with pytest.raises(CommandError, match="1 fault"):
        call_command("verify_archive")
    assert f"document {document.pk} (protokoll-2026-02-03.pdf): its signature is gone" in capsys.readouterr().err


def test_a_seal_of_ours_is_not_put_on_what_others_sign(meeting, secretary, authority, settings, tmp_path):
    use(settings, authority, tmp_path)
    create_person("Ove Ek")
    pdf = bytes(prepare(meeting, by=secretary).prepared.data)
    assert b"/ByteRange" not in pdf
    document = accept(meeting, pdf=authority.sign(pdf, name="Nils Åkerström"), by=secretary)
    assert document.sealed_at is None
