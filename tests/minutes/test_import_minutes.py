"""Old minutes are read in by command: what is made, what is kept, what is refused."""

import hashlib
import json
from pathlib import Path

import pytest
from django.core.management import CommandError, call_command

from big.documents.models import Document, SourceFile
from big.people.models import Person
from minutes.models import Decision, Meeting, Officer, Recipient

PAPER = """\
Protokoll fört vid möte med trygghetsrådet 2019-05-14

Närvarande:
Maj Lilja\tPolisen
Sten Ruda\tRäddningstjänsten, norra

Delges närvarande, Ulla Berg samt socialnämnden.

§ 1 Mötets öppnande

Ordföranden Maj Lilja hälsade välkommen.

§ 2 Vårens arbete

Rådet gick igenom läget.

Det beslutades att bjuda in skolorna.

§ 2 Mötets avslutande

Maj Lilja tackade och avslutade mötet.

Vid protokollet

Justeras

Sten Ruda

Maj Lilja
"""


@pytest.fixture
def paper(tmp_path: Path) -> Path:
    path = tmp_path / "protokoll-2019-05-14.txt"
    path.write_text(PAPER, encoding="utf-8")
    return path


def test_dry_run_prints_json_and_writes_nothing(db, paper, capsys):
    call_command("import_minutes", paper, dry_run=True)
    printed = json.loads(capsys.readouterr().out)
    assert list(printed) == [
        "title", "date", "body", "place", "time",
        "attendees", "absent", "recipients", "paragraphs", "signers", "warnings",
    ]  # fmt: skip
    assert printed["date"] == "2019-05-14"
    assert [paragraph["number"] for paragraph in printed["paragraphs"]] == ["1", "2", "2"]
    assert not Meeting.objects.exists()
    assert not SourceFile.objects.exists()


def test_import_creates_the_meeting_as_printed(db, paper, capsys):
    call_command("import_minutes", paper)
    out = capsys.readouterr().out
    assert "3 paragrafer, 2 närvarande" in out
    assert "Förslag: § 3" in out
    meeting = Meeting.objects.get()
    assert [(row.name, row.organisation) for row in meeting.present()] == [
        ("Maj Lilja", "Polisen"),
        ("Sten Ruda", "Räddningstjänsten, norra"),
    ]
    assert [(row.number, row.proposed_number) for row in meeting.paragraphs.all()] == [("1", ""), ("2", ""), ("2", "3")]
    assert [officer.name for officer in meeting.secretaries()] == ["Sten Ruda"]
    assert [officer.name for officer in meeting.attesters()] == ["Maj Lilja"]
    assert meeting.officers.filter(role=Officer.Role.CHAIR).get().name == "Maj Lilja"
    assert [row.kind for row in meeting.recipients.all()] == [
        Recipient.Kind.PRESENT,
        Recipient.Kind.PERSON,
        Recipient.Kind.ORGANISATION,
    ]
    assert Decision.objects.get().text == "Det beslutades att bjuda in skolorna."
    assert "beslutades" not in meeting.paragraphs.get(position=2).text


def test_original_file_is_kept_and_can_be_fetched(as_secretary, paper):
    call_command("import_minutes", paper)
    source = SourceFile.objects.get()
    assert source.blob_id == hashlib.sha256(PAPER.encode()).hexdigest()
    assert source.remarks[0]["line"] == 19
    response = as_secretary.get(f"/sammantraden/{Meeting.objects.get().pk}/original/")
    assert b"".join(response.streaming_content) == PAPER.encode()
    assert response.headers["Content-Disposition"].startswith("attachment")


def test_same_file_twice_is_refused_with_the_record_named(db, paper):
    call_command("import_minutes", paper)
    with pytest.raises(
        CommandError, match=r"redan inläst .* som ”Protokoll fört vid möte med trygghetsrådet 2019-05-14”"
    ):
        call_command("import_minutes", paper)
    assert Meeting.objects.count() == 1


@pytest.mark.parametrize(
    ("content", "complaint"),
    [
        ("Närvarande: Åsa".encode("latin-1"), "inte UTF-8 .rad 1."),
        (b"%PDF-1.7\0\0", "binära tecken"),
        (b" \n\n", "är tom"),
        (b"x" * 5_000_001, "större än 5 MB"),
    ],
)
def test_unreadable_file_is_refused_with_a_reason(db, tmp_path, content, complaint):
    path = tmp_path / "fil.txt"
    path.write_bytes(content)
    with pytest.raises(CommandError, match=complaint):
        call_command("import_minutes", path)


def test_missing_file_is_refused(db, tmp_path):
    with pytest.raises(CommandError, match="går inte att läsa"):
        call_command("import_minutes", tmp_path / "finns-inte.txt")


def test_pdf_is_written_without_finishing_anything(db, paper, tmp_path):
    call_command("import_minutes", paper, pdf=tmp_path / "ut.pdf")
    assert (tmp_path / "ut.pdf").read_bytes().startswith(b"%PDF-1.7")
    assert not Document.objects.exists()


def test_unwritable_pdf_leaves_nothing_read_in(db, paper, tmp_path):
    with pytest.raises(CommandError, match="går inte att skriva"):
        call_command("import_minutes", paper, pdf=tmp_path / "finns-inte" / "ut.pdf")
    assert not Meeting.objects.exists()


def test_attested_paper_becomes_a_finished_document(db, paper, tmp_path):
    call_command("import_minutes", paper, attested="okänt", pdf=tmp_path / "ut.pdf")
    document = Document.objects.get()
    assert hashlib.sha256((tmp_path / "ut.pdf").read_bytes()).hexdigest() == document.blob_id
    assert Meeting.objects.get().pretty_status == "Justerat på papper, datum framgår inte"


def test_paper_that_cannot_be_attested_is_not_read_in(db, paper):
    paper.write_text(PAPER.split("Vid protokollet")[0], encoding="utf-8")
    with pytest.raises(CommandError, match="Det framgår inte vem som justerar"):
        call_command("import_minutes", paper, attested="okänt")
    assert not Meeting.objects.exists()


def test_a_person_is_linked_only_when_one_has_the_name(db, paper):
    Person.objects.create(name="Maj Lilja")
    Person.objects.create(name="Sten Ruda", title="brandman")
    Person.objects.create(name="Sten Ruda", title="lärare")
    call_command("import_minutes", paper)
    maj, sten = Meeting.objects.get().present()
    assert maj.person.name == "Maj Lilja"
    assert sten.person is None


def test_page_shows_remarks_proposal_and_original(as_secretary, paper):
    call_command("import_minutes", paper)
    page = as_secretary.get(f"/sammantraden/{Meeting.objects.get().pk}/").text
    assert "Inläst från papper" in page
    assert "Rad 19" in page
    assert "Förslag: §&nbsp;3" in page
    assert "protokoll-2019-05-14.txt" in page


def test_the_customers_minutes(db, seeds, tmp_path, capsys):
    call_command("import_minutes", seeds / "protokoll-2021-09-20.txt", pdf=tmp_path / "ut.pdf")
    meeting = Meeting.objects.get()
    assert len(meeting.present()) == 8
    assert [row.number for row in meeting.paragraphs.all()] == ["1", "2", "3", "4", "5", "6", "7", "8", "8"]
    assert meeting.paragraphs.last().proposed_number == "9"
    assert "Tfn" not in "".join(row.text for row in meeting.paragraphs.all())
    quotation = meeting.paragraphs.get(position=8).text
    assert "<blockquote>" in quotation
    assert quotation.count("<cite>") == 1
    assert [officer.name for officer in meeting.attesters()] == [
        officer.name for officer in meeting.officers.filter(role=Officer.Role.CHAIR)
    ]


@pytest.mark.parametrize(
    ("printed", "place"),
    [("trygghetsrådet 2019-05-14", "titel"), ("Maj Lilja\tPolisen", "organisation")],
)
def test_what_no_field_can_hold_is_refused_alike_on_both_databases(db, paper, printed, place):
    paper.write_text(PAPER.replace(printed, f"{printed} {'Polisen ' * 60}", 1), encoding="utf-8")
    with pytest.raises(CommandError, match=f"Ingenting lästes in.*{place}"):
        call_command("import_minutes", paper)
    assert not Meeting.objects.exists()
    assert not SourceFile.objects.exists()
