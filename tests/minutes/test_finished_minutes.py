"""What attested minutes are as a file: who approved, the appendices, the minutes as data, and a seal over all of it."""

import datetime
import io
import json
import random
import re
import subprocess
from functools import partial

import pikepdf
import pytest
from PIL import Image

from big.documents import uploads, verifying
from big.documents.finalising import Colophon, finalise
from big.documents.models import Blob, Document
from big.documents.pictures import for_print
from big.documents.uploads import Received
from big.documents.verifying import Verdict, verify
from minutes.appendices import appendices
from minutes.attestation import attest_on_paper
from minutes.models import Assignment, Attachment, Attestation, AttestationRound, Deferral, Meeting
from minutes.printing import minutes_pdf
from reports.publishing import publish
from tests.certificates import Authority, use
from tests.documents.test_sealing import assert_whole_and_sealed
from tests.documents.test_verifying import UPDATES, changed, updated
from tests.factories import create_meeting, create_person, create_report
from tests.pdf_validation import assert_archival_and_accessible, fonts, pages, pdf_text, structure, tagged_text
from tests.tools import require_tool

SENT = datetime.datetime(2026, 2, 5, 8, 2, tzinfo=datetime.UTC)
TRAIL = Colophon("ab" * 32)


def attach(meeting: Meeting, number: int, title: str, **what) -> Attachment:
    paragraph = meeting.paragraphs.order_by("position")[min(number, 3) - 1]
    return Attachment.objects.create(paragraph=paragraph, number=number, title=title, **what)


def picture(kind: str = "JPEG", mode: str = "RGB", size: tuple[int, int] = (300, 200)) -> Received:
    data = io.BytesIO()
    Image.new(mode, size).save(data, kind)
    return Received(name=f"Kårta.{kind.lower()}", media_type=f"image/{kind.lower()}", data=data.getvalue())


@pytest.fixture
def meeting(secretary) -> Meeting:
    """With a report, a picture in a press's colours and a PDF, and with what minutes can decide."""
    meeting = create_meeting(attesters=("Nils Åkerström", "Maj Lilja"))
    meeting.officers.filter(role="secretary").update(person=create_person("Tora Hallén", user=secretary))
    report = create_report()
    publish(report, by=secretary)
    attach(meeting, 1, "Aktuellt i mars", document=report.document)
    attach(meeting, 2, "Karta över belysningen", upload=uploads.keep(picture(mode="CMYK"), by=secretary))
    plan = Received(name="plan för åk 9.pdf", media_type="application/pdf", data=b"%PDF-1.7 en plan")
    attach(meeting, 3, "Plan för trygghetsarbetet", upload=uploads.keep(plan, by=secretary))
    second = meeting.paragraphs.get(position=2)
    Assignment.objects.create(
        paragraph=second, position=1, name="Maj Lilja", text="boka lokal", due_on=datetime.date(2026, 3, 3)
    )
    Deferral.objects.create(paragraph=second, position=1, heading="Budget", text="<p>Siffror.</p>", reason="Saknas.")
    return meeting


def approve(meeting: Meeting, *, by, names: tuple[str, ...] = ("Nils Åkerström", "Maj Lilja")) -> AttestationRound:
    """The round in which all have approved."""
    proof = Blob.objects.store(b"%PDF-1.7 det som skickades", "application/pdf")
    number = meeting.rounds.count() + 1
    ended = {"ended_at": SENT, "outcome": AttestationRound.Outcome.APPROVED}
    due = datetime.date(2026, 2, 20)
    sent = {"meeting": meeting, "number": number, "due_on": due, "proof": proof, "sent_at": SENT, "sent_by": by}
    approved = AttestationRound.objects.create(**sent, **ended)
    for position, name in enumerate(names, start=1):
        Attestation.objects.create(
            round=approved,
            position=position,
            name=name,
            role_text="ordförande" if position == 1 else "justerare",
            person=create_person(name),
            verdict=Attestation.Verdict.APPROVED,
            answered_at=SENT + datetime.timedelta(days=1, hours=5, minutes=28 + position),
            answered_by=by,
            how="med lösenord",
            digest=proof.pk,
        )
    return approved


def as_attested(meeting: Meeting) -> Meeting:
    """As it is while its document is made."""
    current = Meeting.objects.with_contents().get(pk=meeting.pk)
    current.attested_how = Meeting.AttestedHow.HERE
    return current


@pytest.fixture
def finished(meeting, secretary) -> bytes:
    approve(meeting, by=secretary)
    return minutes_pdf(as_attested(meeting), TRAIL, draft=False)


def attached(pdf: bytes) -> dict[str, bytes]:
    with pikepdf.open(io.BytesIO(pdf)) as document:
        return {name: file.get_file().read_bytes() for name, file in document.attachments.items()}


# -- Who approved ------------------------------------------------------------------------------------------------------


def test_the_block_says_who_approved_when_how_and_what(finished):
    read = " ".join(tagged_text(finished).split())
    assert "Vid protokollet Tora Hallén sekreterare Skickade till justering 2026-02-05 kl. 9.02" in read
    assert "Justeras Nils Åkerström ordförande Godkänt 2026-02-06 kl. 14.31, med lösenord" in read
    assert "Justeras Maj Lilja justerare Godkänt 2026-02-06 kl. 14.32, med lösenord" in read
    digest = Attestation.objects.first().digest
    assert f"vars kontrollsumma (SHA-256) börjar med {digest[:16]}." in read
    assert digest[:17] not in read


def test_no_word_claims_a_signature(finished):
    said = pdf_text(finished).lower()
    for claim in ("signatur", "undertecknat", "underskrift", "bankid", "signera", "attest"):
        assert claim not in said


def test_on_paper_there_is_a_line_to_write_on_and_what_is_recorded(meeting, secretary):
    attest_on_paper(meeting, attested_on=datetime.date(2026, 2, 6), by=secretary)
    said = " ".join(pdf_text(bytes(meeting.document.blob.data)).split())
    assert said.count("Justerat på papper 6 februari 2026") == 2
    assert "Godkänt" not in said


def test_a_round_that_was_returned_fills_no_block(meeting, secretary):
    """What was approved is the round that all approved, whatever came before it."""
    first = {"meeting": meeting, "number": 1, "due_on": datetime.date(2026, 2, 20), "sent_at": SENT}
    proof = Blob.objects.store(b"%PDF-1.7 det som skickades tillbaka", "application/pdf")
    ended = {"ended_at": SENT, "outcome": AttestationRound.Outcome.RETURNED}
    returned = AttestationRound.objects.create(**first, **ended, proof=proof, sent_by=secretary)
    Attestation.objects.create(round=returned, position=1, name="Nils Åkerström", person=create_person("Nils"))
    assert "Godkänt" not in pdf_text(minutes_pdf(as_attested(meeting), TRAIL, draft=False))
    approved = approve(meeting, by=secretary)
    said = pdf_text(minutes_pdf(as_attested(meeting), TRAIL, draft=False))
    assert said.count("Godkänt") == 2
    assert approved.proof_id[:16] in said


# -- Appendices --------------------------------------------------------------------------------------------------------


def test_the_finished_minutes_are_archival_and_accessible(finished):
    assert_archival_and_accessible(finished)
    assert fonts(finished) <= {"SourceSans3", "SourceSans3-Bold"}


def test_the_same_contents_give_the_same_bytes(meeting, finished):
    assert minutes_pdf(as_attested(meeting), TRAIL, draft=False) == finished


def test_a_report_is_laid_out_after_the_minutes_and_carried_as_it_is(finished):
    text = pages(finished)
    [page] = [page for page in text if "Trygghetsarbetet i skolan" in page]
    assert "Bilaga 1" in page
    assert text.index(page) > next(n for n, one in enumerate(text) if "Vid protokollet" in one)
    assert "Vi har haft ett möte." in page
    report = Document.objects.get(kind="report")
    assert attached(finished)["bilaga-1-aktuellt-2026-03-12.pdf"] == bytes(report.blob.data)
    headings = re.findall(r"^ *(H\d)\b", structure(finished), re.MULTILINE)
    assert headings[0] == "H1"
    assert headings.count("H1") == 1
    assert {"H3", "H4"} <= set(headings)


def test_a_picture_is_shown_and_carried_as_it_is(meeting, finished):
    assert any("Bilaga 2\nKarta över belysningen" in page for page in pages(finished))
    with pikepdf.open(io.BytesIO(finished)) as document:
        images = [image for page in document.pages for image in page.get_images().values()]
        assert {str(image.ColorSpace) for image in images} == {"/DeviceRGB"}
    original = Attachment.objects.get(number=2).upload.blob
    assert attached(finished)["bilaga-2-Karta.jpeg"] == bytes(original.data)


def test_every_file_is_named_with_its_size_and_digest(meeting, finished):
    read = " ".join(tagged_text(finished).split())
    for one in appendices(as_attested(meeting)):
        assert f"{one.title} {one.file_name}, 0,1 MB SHA-256 {one.digest_in_groups}" in read
    assert attached(finished)["bilaga-3-plan-for-ak-9.pdf"] == b"%PDF-1.7 en plan"
    assert "Filerna ligger i den här PDF-filen." in read


def test_a_draft_shows_the_appendices_but_carries_no_files(meeting):
    draft = minutes_pdf(Meeting.objects.with_contents().get(pk=meeting.pk), draft=True)
    assert "Vi har haft ett möte." in pdf_text(draft)
    assert "Filerna läggs i PDF-filen när protokollet justeras." in pdf_text(draft)
    assert attached(draft) == {}


@pytest.mark.parametrize(
    ("kind", "mode"), [("PNG", "RGBA"), ("PNG", "1"), ("PNG", "P"), ("PNG", "I;16"), ("JPEG", "L"), ("JPEG", "CMYK")]
)
def test_any_picture_that_can_be_uploaded_can_be_printed(kind, mode):
    with Image.open(io.BytesIO(for_print(picture(kind, mode, (3000, 100)).data))) as printed:
        assert (printed.mode, printed.size) == ("RGB", (2000, 67))


def test_reading_the_appendices_costs_the_same_however_many_there_are(meeting, secretary, django_assert_num_queries):
    read = Meeting.objects.with_contents().get(pk=meeting.pk)
    with django_assert_num_queries(3):  # the report, its sections, their items
        appendices(read)
    for number in range(4, 8):
        attach(meeting, number, "Till", upload=uploads.keep(picture("PNG"), by=secretary))
    read = Meeting.objects.with_contents().get(pk=meeting.pk)
    with django_assert_num_queries(3):
        assert len(appendices(read)) == 7


# -- As data -----------------------------------------------------------------------------------------------------------


def test_the_minutes_as_data(finished):
    content = attached(finished)["protokoll.json"]
    data = json.loads(content)
    assert data["format"] == "big-minutes/1"
    assert (data["title"], data["body"], data["date"]) == ("Protokoll 2026-02-03", "Ledningsgruppen", "2026-02-03")
    assert {"role": "attester", "name": "Maj Lilja"} in data["officers"]
    assert data["attendance"][0] == {
        "name": "Nils Åkerström",
        "organisation": "Polisen",
        "role": "",
        "status": "present",
        "from_paragraph": None,
        "to_paragraph": None,
        "stands_in_for": None,
        "remark": "",
    }
    assert data["recipients"] == [{"kind": "present", "name": "närvarande"}]
    _, second, third = data["paragraphs"]
    assert (second["label"], second["heading"], second["text"]) == ("§ 2", "Dagordning", "Ordet var fritt.")
    assert second["assignments"] == [{"text": "boka lokal", "name": "Maj Lilja", "due_on": "2026-03-03"}]
    assert second["deferrals"] == [
        {"heading": "Budget", "text": "Siffror.", "to_meeting_on": None, "reason": "Saknas."}
    ]
    assert third["decisions"] == ["Gruppen beslutade att avsluta mötet."]
    assert [one["number"] for one in data["attachments"]] == [1, 2, 3]
    assert data["attachments"][2]["sha256"] == Attachment.objects.get(number=3).upload.blob_id
    assert data["attestation"]["how"] == "here"
    assert data["attestation"]["approvals"][1] == {
        "name": "Maj Lilja",
        "role": "justerare",
        "at": "2026-02-06T14:32:00+01:00",
        "how": "med lösenord",
        "sha256": Attestation.objects.first().digest,
    }
    assert data["trail_sha256"] == TRAIL.trail
    assert b"@" not in content
    assert b'"id"' not in content


def test_the_files_in_the_pdf_say_what_they_are(finished):
    with pikepdf.open(io.BytesIO(finished)) as document:
        kinds = {str(one.UF): (str(one.AFRelationship), str(one.EF.F.Subtype)) for one in document.Root.AF}
    assert kinds["protokoll.json"] == ("/Data", "/application/json")
    assert kinds["bilaga-2-Karta.jpeg"] == ("/Supplement", "/image/jpeg")
    assert list(kinds) == sorted(kinds)
    assert len(kinds) == 4


# -- Sealed ------------------------------------------------------------------------------------------------------------


@pytest.fixture
def sealed(finished, secretary, settings, tmp_path) -> Document:
    use(settings, Authority(), tmp_path)
    meeting = as_attested(Meeting.objects.get())
    day, name = meeting.date, "protokoll-2026-02-03.pdf"
    render = partial(minutes_pdf, meeting, draft=False)
    return finalise(render, kind="minutes", title=meeting.title, date=day, file_name=name, by=secretary)


def test_sealed_minutes_are_whole_to_every_reader_and_still_archival(sealed, tmp_path):
    pdf = bytes(sealed.blob.data)
    assert_archival_and_accessible(pdf)
    assert_whole_and_sealed(pdf, tmp_path)
    assert len(attached(pdf)) == 4
    require_tool("poppler")
    path = tmp_path / "protokoll.pdf"
    path.write_bytes(pdf)
    listed = subprocess.run(["pdfdetach", "-list", path], capture_output=True, text=True, check=True).stdout
    assert listed.startswith("4 embedded files")
    assert verify(pdf).verdict == Verdict.UNCHANGED


@pytest.mark.parametrize("change", UPDATES)
def test_an_update_of_sealed_minutes_is_found(sealed, change):
    answer = verify(updated(bytes(sealed.blob.data), change) + b"\n")
    assert (answer.verdict, answer.document) == (Verdict.APPENDED, sealed)


def test_every_other_way_to_change_sealed_minutes_is_found(sealed):
    pdf = bytes(sealed.blob.data)
    rewritten = io.BytesIO()
    with pikepdf.open(io.BytesIO(pdf)) as document:
        document.save(rewritten)
    without_files = io.BytesIO()
    with pikepdf.open(io.BytesIO(pdf)) as document:
        del document.attachments["protokoll.json"]
        document.save(without_files)
    signature = pdf.rindex(b"/Contents <")
    for name, tampered in {
        "content": changed(pdf, pdf.index(b"stream", 1000) + 40),
        "header": changed(pdf, 7),
        "seal": changed(pdf, signature + 200),
        "unused room beside the seal": changed(pdf, pdf.index(b">", signature) - 2),
        "byte range": changed(pdf, pdf.rindex(b"/ByteRange") + 1),
        "file within": changed(pdf, pdf.index(b"/EmbeddedFile") + 200),
        "rubbish": pdf + b"\0" * 100,
        "cut back": pdf[: pdf.index(b"%%EOF") + 6],
        "cut short": pdf[:-1],
        "rewritten": rewritten.getvalue(),
        "without a file": without_files.getvalue(),
    }.items():
        assert not verify(tampered).is_yes, name
        assert verify(tampered).verdict != Verdict.ELSEWHERE, name


def test_five_hundred_random_changes_of_sealed_minutes_are_all_found(sealed, monkeypatch):
    """One byte each, anywhere. The digest decides, so the seals are looked at for some only."""
    pdf, chance, inspected = bytes(sealed.blob.data), random.Random(1121), verifying.inspected
    for number in range(600):
        looks = inspected if number % 100 == 0 else lambda content: {"seals": []}
        monkeypatch.setattr(verifying, "inspected", looks)
        position = chance.randrange(len(pdf))
        answer = verify(pdf[:position] + bytes([pdf[position] ^ chance.randrange(1, 256)]) + pdf[position + 1 :])
        assert answer.verdict not in (Verdict.UNCHANGED, Verdict.APPENDED, Verdict.ELSEWHERE), position
