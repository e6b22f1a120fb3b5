"""The steering-group member finds the right PDF and gets the bytes that were stored."""

import datetime
import hashlib

import pytest

from big.documents.finalising import finalise
from big.documents.models import Blob, BlobTooLarge, Document
from tests.factories import create_user

PDF = b"%PDF-1.7\n" + bytes(range(256)) * 3000  # larger than one chunk, and no character encoding would survive it


def finished(
    *, year: int = 2026, kind: Document.Kind = Document.Kind.REPORT, pdf: bytes = PDF, title: str = ""
) -> Document:
    by = create_user(email=f"{Document.objects.count()}@example.se")
    date = datetime.date(year, 3, 12)
    title = title or f"{kind.label} {year}"
    return finalise(lambda colophon: pdf, kind=kind, title=title, date=date, file_name=f"aktuellt-{date}.pdf", by=by)


def test_downloaded_bytes_are_the_stored_bytes(as_secretary):
    document = finished()
    response = as_secretary.get(document.get_absolute_url())
    assert b"".join(response.streaming_content) == PDF
    assert document.blob_id == hashlib.sha256(PDF).hexdigest()
    assert response.headers["Content-Type"] == "application/pdf"
    assert response.headers["Content-Length"] == str(len(PDF))
    assert response.headers["Content-Disposition"] == 'inline; filename="aktuellt-2026-03-12.pdf"'
    assert response.headers["ETag"] == f'"{document.blob_id}"'
    assert "private" in response.headers["Cache-Control"]


def test_unchanged_document_is_not_sent_twice(as_secretary):
    document = finished()
    again = as_secretary.get(document.get_absolute_url(), headers={"If-None-Match": f'"{document.blob_id}"'})
    assert again.status_code == 304
    other = as_secretary.get(document.get_absolute_url(), headers={"If-None-Match": '"something-else"'})
    assert other.status_code == 200
    other.close()


def test_document_under_another_name_or_number_is_not_found(as_secretary):
    document = finished()
    assert as_secretary.get(f"/handlingar/{document.pk}/annat-namn.pdf").status_code == 404
    assert as_secretary.get(f"/handlingar/{document.pk + 1}/{document.file_name}").status_code == 404


def test_documents_cannot_be_posted_to(as_secretary):
    assert as_secretary.post(finished().get_absolute_url()).status_code == 405


def test_same_bytes_are_stored_once(db):
    assert finished(year=2025).blob == finished(year=2026).blob
    assert Blob.objects.count() == 1


def test_a_file_over_the_limit_is_refused_with_its_size(db, monkeypatch):
    monkeypatch.setattr(Blob, "MAX_BYTES", 1_000_000)
    with pytest.raises(BlobTooLarge, match="2 MB; högst 1 MB"):
        Blob.objects.store(b"x" * 2_000_000, "application/pdf")


def test_archive_lists_by_year_and_kind(as_secretary):
    finished(year=2024, title="Den gamla rapporten")
    finished(year=2026, kind=Document.Kind.MINUTES, title="Det nya protokollet")
    everything = as_secretary.get("/handlingar/").text
    assert everything.index("Det nya protokollet") < everything.index("Den gamla rapporten")
    assert "Den gamla" not in as_secretary.get("/handlingar/?year=2026").text
    assert "Den gamla" not in as_secretary.get("/handlingar/?kind=minutes").text
    assert "passar urvalet" in as_secretary.get("/handlingar/?year=2024&kind=minutes").text


def test_archive_survives_a_mistyped_address(as_secretary):
    finished(title="Rapporten")
    assert "Rapporten" in as_secretary.get("/handlingar/?year=abc&kind=%00").text


def test_empty_archive_says_what_will_come(as_secretary):
    assert "Inga färdiga handlingar finns än" in as_secretary.get("/handlingar/").text


def test_archive_costs_the_same_whatever_it_holds(as_secretary, django_assert_num_queries):
    for number in range(3):
        finished(title=f"Nr {number}")
    with django_assert_num_queries(7):
        as_secretary.get("/handlingar/")
    for number in range(20):
        finished(title=f"Fler {number}")
    with django_assert_num_queries(7):
        as_secretary.get("/handlingar/")
