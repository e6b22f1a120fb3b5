"""Somebody has been given a PDF and asks whether it is a document of ours, and whether it is unchanged."""

import datetime
import io
import random
import subprocess
import sys
from collections.abc import Callable

import pikepdf
import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from pyhanko.pdf_utils import generic
from pyhanko.pdf_utils.incremental_writer import IncrementalPdfFileWriter

from big.documents import sealing, verifying
from big.documents.finalising import finalise
from big.documents.models import Blob, Document, Upload
from big.documents.verifying import Verdict, verify
from reports.printing import report_pdf
from tests.certificates import Authority, use
from tests.factories import create_report, create_user


def finished(pdf: bytes, *, title: str = "Aktuellt i mars", replaces: Document | None = None) -> Document:
    by = create_user(email=f"{Document.objects.count()}@example.se")
    day = datetime.date(2026, 3, 12)
    return finalise(
        lambda colophon: pdf, kind="report", title=title, date=day, file_name="a.pdf", by=by, replaces=replaces
    )


def stored(document: Document) -> bytes:
    return bytes(Blob.objects.get(pk=document.blob_id).data)


@pytest.fixture
def sealed(db, settings, tmp_path) -> Document:
    use(settings, Authority(), tmp_path)
    return finished(report_pdf(create_report()))


def sent(client: Client, content: bytes) -> str:
    return client.post("/kontrollera/", {"file": SimpleUploadedFile("a.pdf", content)}).text


# -- What the page answers ---------------------------------------------------------------------------------------------


def test_a_sealed_document_as_it_was_stored(as_secretary, sealed):
    page = sent(as_secretary, stored(sealed))
    assert "Ja, det är handlingen precis som den sparades" in page
    assert f'<a href="{sealed.get_absolute_url()}">Aktuellt i mars</a>, rapport från 12 mars 2026' in page
    assert "Förseglad av Sigill 2026, Sandheds kommun" in page
    assert "Certifikatet är betrott" in page
    assert "rättad" not in page


def test_a_document_without_seal_says_what_the_answer_rests_on(as_secretary):
    page = sent(as_secretary, stored(finished(b"%PDF-1.7 utan sigill")))
    assert "Ja, det är handlingen precis som den sparades" in page
    assert "Handlingen är utan sigill. Svaret bygger på filens kontrollsumma." in page


def test_a_document_that_was_corrected_leads_to_the_correction(as_secretary):
    first = finished(b"%PDF-1.7 fel antal")
    second = finished(b"%PDF-1.7 antal", title="Aktuellt i mars, rättad", replaces=first)
    page = sent(as_secretary, stored(first))
    assert "Ja, det är handlingen" in page
    assert "Handlingen är senare rättad." in page
    assert f'<a href="{second.get_absolute_url()}">Aktuellt i mars, rättad</a>' in page


def test_a_file_that_is_not_here(as_secretary, sealed):
    assert "Nej, filen finns inte här" in sent(as_secretary, b"%PDF-1.7 nagot annat")
    assert "Nej, filen finns inte här" in sent(as_secretary, b"inte ens en PDF")


def test_a_seal_from_elsewhere(as_secretary, db, settings, tmp_path):
    use(settings, Authority(), tmp_path)
    page = sent(as_secretary, sealing.seal(report_pdf(create_report(title="Annan kommuns rapport"))).pdf)
    assert "Filen finns inte här, men sigillet i den stämmer" in page
    assert "kan den som förseglade den svara på" in page
    assert "oförändrad" not in page


def test_what_was_changed_where_no_seal_reaches_is_never_called_unchanged(as_secretary, db, settings, tmp_path):
    use(settings, Authority(), tmp_path)
    foreign = sealing.seal(report_pdf(create_report(title="Annan kommuns rapport"))).pdf
    page = sent(as_secretary, changed_in_unused_room(foreign))
    assert "Filen finns inte här" in page
    assert "oförändrad" not in page
    own = stored(finished(report_pdf(create_report())))
    assert verify(changed_in_unused_room(own)).verdict == Verdict.ALTERED


def test_a_seal_that_anybody_made_in_our_name_is_not_believed(as_secretary, sealed, settings, tmp_path):
    trusted = settings.SEAL_TRUST
    (tmp_path / "other").mkdir()
    use(settings, Authority(), tmp_path / "other")
    settings.SEAL_TRUST, forged = trusted, sealing.seal(report_pdf(create_report(title="Falsk"))).pdf
    page = sent(as_secretary, forged)
    assert "Nej, filen finns inte här" in page
    assert "Sigillet säger sig vara från Sigill 2026, Sandheds kommun" in page
    assert "Certifikatets utfärdare är inte en som vi litar på." in page


def test_no_file_chosen_is_said_beside_the_field(as_secretary):
    assert "Välj en fil." in as_secretary.post("/kontrollera/").text


def test_nothing_of_the_file_is_kept(as_secretary, sealed):
    before = Blob.objects.count()
    sent(as_secretary, b"%PDF-1.7 hemlig")
    assert (Blob.objects.count(), Upload.objects.count()) == (before, 0)


def test_asking_costs_the_same_whatever_the_archive_holds(as_secretary, django_assert_num_queries):
    for number in range(2):
        finished(b"%PDF-1.7" + bytes(number))
    sent(as_secretary, b"%PDF-1.7 nagot annat")  # the limit begins to count
    with django_assert_num_queries(20):
        sent(as_secretary, b"%PDF-1.7 nagot annat")
    for number in range(2, 20):
        finished(b"%PDF-1.7" + bytes(number))
    with django_assert_num_queries(20):
        sent(as_secretary, b"%PDF-1.7 nagot annat")


# -- Who may ask -------------------------------------------------------------------------------------------------------


def test_a_stranger_is_asked_to_sign_in(client, db):
    assert client.post("/kontrollera/").headers["Location"] == "/logga-in/?next=/kontrollera/"


def test_a_stranger_may_ask_where_the_setting_says_so_but_gets_no_link(client, settings, db):
    settings.VERIFY_OPEN_TO_ALL = True
    first = finished(b"%PDF-1.7 for alla")
    finished(b"%PDF-1.7 rattat", title="Den rättade", replaces=first)
    page = sent(client, b"%PDF-1.7 for alla")
    assert "Ja, det är handlingen" in page
    assert "Den rättade" in page
    assert "/handlingar/" not in page


def test_who_asks_without_end_is_asked_to_wait(as_secretary, settings, monkeypatch):
    monkeypatch.setattr(verifying, "inspected", lambda content: {"seals": []})
    settings.ACCOUNT_RATE_LIMITS = {"verify": "2/m/ip"}
    for _ in range(2):
        assert "Nej, filen finns inte här" in sent(as_secretary, b"x")
    assert "Vänta en minut och försök igen." in sent(as_secretary, b"x")


# -- Tampering ---------------------------------------------------------------------------------------------------------


def changed(pdf: bytes, position: int) -> bytes:
    return pdf[:position] + bytes([pdf[position] ^ 1]) + pdf[position + 1 :]


def changed_in_unused_room(pdf: bytes) -> bytes:
    """The file with another byte in the room left beside its last signature, which no signature covers."""
    end = pdf.rindex(b"0>", 0, pdf.rindex(b"0000>") + 5)
    return pdf[:end] + b"1" + pdf[end + 1 :]


def updated(pdf: bytes, change: Callable[[IncrementalPdfFileWriter], None]) -> bytes:
    """What an editor of PDFs does: the file as it was, and a change after it that readers apply."""
    writer = IncrementalPdfFileWriter(io.BytesIO(pdf))
    change(writer)
    target = io.BytesIO()
    writer.write(target)
    return target.getvalue()


def another_page_content(writer: IncrementalPdfFileWriter) -> None:
    page = writer.find_page_for_modification(0)[0].get_object()
    page["/Contents"] = writer.add_object(generic.StreamObject(stream_data=b""))
    writer.update_container(page)


def note_on_the_page(writer: IncrementalPdfFileWriter) -> None:
    note = {"/Type": "/Annot", "/Subtype": "/Text"}
    annotation = generic.DictionaryObject({generic.NameObject(k): generic.NameObject(v) for k, v in note.items()})
    annotation["/Rect"] = generic.ArrayObject(map(generic.NumberObject, (50, 50, 100, 100)))
    annotation["/Contents"] = generic.TextStringObject("Godkänt!")
    page = writer.find_page_for_modification(0)[0].get_object()
    page["/Annots"] = generic.ArrayObject([*page.get("/Annots", []), writer.add_object(annotation)])
    writer.update_container(page)


def attached_file(writer: IncrementalPdfFileWriter) -> None:
    writer.root["/PieceInfo"] = generic.DictionaryObject()
    writer.root["/AF"] = generic.ArrayObject([writer.add_object(generic.StreamObject(stream_data=b"mera"))])
    writer.update_root()


def another_title(writer: IncrementalPdfFileWriter) -> None:
    stream = writer.root["/Metadata"]
    stream._data = stream.data.replace(b"Aktuellt", b"Inaktuel")
    stream._encoded_data = None
    writer.mark_update(writer.root.raw_get("/Metadata"))


UPDATES = [another_page_content, note_on_the_page, attached_file, another_title]


@pytest.mark.parametrize("change", UPDATES)
def test_an_appended_update_shows_which_document_was_changed(sealed, change):
    tampered = updated(stored(sealed), change)
    assert tampered.startswith(stored(sealed))
    answer = verify(tampered)
    assert (answer.verdict, answer.document) == (Verdict.APPENDED, sealed)


@pytest.mark.parametrize("rubbish", [b"\n", b"%", b"\0" * 1000])
def test_rubbish_after_the_end_is_not_overlooked(sealed, rubbish):
    assert verify(stored(sealed) + rubbish).verdict == Verdict.APPENDED


@pytest.mark.parametrize("change", [*UPDATES, None])
def test_an_update_of_a_file_from_elsewhere_breaks_its_seal(db, settings, tmp_path, change):
    """The seal alone tells as much, if its reader insists on the whole file."""
    use(settings, Authority(), tmp_path)
    pdf = sealing.seal(report_pdf(create_report(title="Aktuellt från en annan kommun"))).pdf
    tampered = updated(pdf, change) if change else pdf + b"\n% mer"
    assert verify(tampered).verdict == Verdict.ALTERED


def test_a_changed_content_breaks_the_seal(sealed):
    pdf = stored(sealed)
    answer = verify(changed(pdf, pdf.index(b"stream", 1000) + 40))
    assert answer.verdict == Verdict.ALTERED
    assert "men innehållet stämmer inte med det" in answer.sentences[-1]


def test_a_changed_byte_in_header_seal_or_its_range_is_no_yes(sealed):
    pdf = stored(sealed)
    signature = pdf.rindex(b"/Contents <")
    for position in (
        7,
        signature + 200,
        signature + 3000,
        pdf.rindex(b"/ByteRange") + 1,
        pdf.rindex(b"/ByteRange") + 15,
    ):
        answer = verify(changed(pdf, position))
        assert answer.verdict in (Verdict.ALTERED, Verdict.UNKNOWN), position
        assert answer.document is None


def test_a_file_written_anew_by_another_program_is_no_yes(sealed):
    target = io.BytesIO()
    with pikepdf.open(io.BytesIO(stored(sealed))) as pdf:
        pdf.save(target)
    assert verify(target.getvalue()).verdict in (Verdict.ALTERED, Verdict.UNKNOWN)


def test_a_file_cut_back_to_before_the_seal_is_no_yes(sealed):
    pdf = stored(sealed)
    end = pdf.index(b"%%EOF") + 6
    assert end < len(pdf)
    assert verify(pdf[:end]).verdict == Verdict.UNKNOWN


def test_five_hundred_random_changes_are_all_found(sealed, monkeypatch):
    """One byte each, anywhere. The digest decides, so the seals are looked at for some only."""
    pdf = stored(sealed)
    chance = random.Random(2026)
    inspected = verifying.inspected
    for number in range(600):
        looks = inspected if number % 75 == 0 else lambda content: {"seals": []}
        monkeypatch.setattr(verifying, "inspected", looks)
        position = chance.randrange(len(pdf))
        tampered = pdf[:position] + bytes([pdf[position] ^ chance.randrange(1, 256)]) + pdf[position + 1 :]
        answer = verify(tampered)
        assert answer.verdict not in (Verdict.UNCHANGED, Verdict.APPENDED, Verdict.ELSEWHERE), position


# -- Isolation ---------------------------------------------------------------------------------------------------------


def test_a_file_that_exhausts_its_reader_exhausts_nothing_else(sealed, monkeypatch, caplog):
    monkeypatch.setattr(verifying, "TIMEOUT", 0.01)
    assert verify(stored(sealed)).verdict == Verdict.UNCHANGED  # that it is stored here is known without
    assert "A file could not be looked at: TimeoutExpired" in caplog.text


def test_the_reader_has_little_memory_and_writes_no_files(tmp_path):
    probe = (
        "from big.documents.inspecting import limit; limit()\n"
        "import sys\n"
        "try: bytearray(600_000_000)\n"
        "except MemoryError: print('no memory')\n"
        "try: open(sys.argv[1], 'wb', buffering=0).write(b'x'); print('written')\n"
        "except OSError: print('no file')\n"
    )
    done = subprocess.run([sys.executable, "-c", probe, tmp_path / "probe"], capture_output=True, text=True)
    assert done.stdout.splitlines() == ["no memory", "no file"], done.stderr


def test_the_reader_gets_no_secrets(sealed, monkeypatch):
    seen = {}
    run = subprocess.run
    monkeypatch.setattr(subprocess, "run", lambda *args, **options: seen.update(options) or run(*args, **options))
    assert verifying.inspected(stored(sealed))["seals"][0]["whole"]
    assert seen["env"] == {}
