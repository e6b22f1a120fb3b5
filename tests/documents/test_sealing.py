"""A finished document is sealed with the organisation's certificate, or says that it is not."""

import asyncio
import datetime
import logging
from io import BytesIO
from pathlib import Path

import pytest
from django.db import IntegrityError, transaction
from django.utils import timezone
from pyhanko.pdf_utils.reader import PdfFileReader
from pyhanko.sign.validation import async_validate_pdf_signature
from pyhanko.sign.validation.status import PdfSignatureStatus, SignatureCoverageLevel
from pyhanko_certvalidator import ValidationContext
from pytest_django import Settings

from big import make
from big.documents import sealing
from big.documents.finalising import Colophon
from big.documents.models import Blob, Document
from big.documents.verifying import inspected
from big.people import trail
from big.swedish import long_date
from reports.printing import report_pdf
from reports.publishing import publish
from tests.certificates import PASSWORD, TOKEN, Authority, online_authority, use
from tests.factories import create_report
from tests.pdf_validation import assert_archival_and_accessible, pdf_text, poppler_says
from tests.tools import require_tool

OWNER = "Sigill 2026, Sandheds kommun"


@pytest.fixture
def authority() -> Authority:
    return Authority()


@pytest.fixture
def a_seal(settings: Settings, authority: Authority, tmp_path: Path) -> None:
    use(settings, authority, tmp_path)


@pytest.fixture
def pdf(secretary) -> bytes:
    return report_pdf(create_report())


def judged(pdf: bytes, *, number: int = 0) -> PdfSignatureStatus:
    """What pyHanko says of one of the seals, with the network closed and our issuers trusted."""
    signature = PdfFileReader(BytesIO(pdf)).embedded_signatures[number]
    context = ValidationContext(trust_roots=sealing.trusted_issuers())
    return asyncio.run(async_validate_pdf_signature(signature, context, context))


def assert_whole_and_sealed(pdf: bytes, tmp_path: Path) -> None:
    """pyHanko and poppler agree: the seal is whole, covers the file to its last byte, and its issuer is trusted."""
    status = judged(pdf)
    assert status.bottom_line, status.pretty_print_details()
    assert sealing.owner(status.signing_cert) == OWNER
    assert status.coverage == SignatureCoverageLevel.ENTIRE_FILE
    said = poppler_says(pdf, tmp_path)
    assert "Signature Validation: Signature is Valid." in said
    assert "Total document signed" in said
    assert "ETSI.CAdES.detached" in said


@pytest.mark.usefixtures("a_seal")
def test_a_published_report_is_sealed_and_still_archival(secretary, tmp_path):
    report = create_report()
    before = report_pdf(report, Colophon(trail.head()))
    assert_archival_and_accessible(before)
    document = publish(report, by=secretary)
    stored = bytes(Blob.objects.get(pk=document.blob_id).data)
    assert_archival_and_accessible(stored)
    assert_whole_and_sealed(stored, tmp_path)
    assert stored.startswith(before)
    assert document.sealed_by == OWNER
    assert abs(document.sealed_at - timezone.now()) < datetime.timedelta(minutes=1)
    assert pdf_text(stored) == pdf_text(before)


@pytest.mark.usefixtures("a_seal")
def test_the_page_says_whose_seal_it_is_and_when_it_was_made(as_secretary, secretary):
    """Which is today, for a paper from long ago too."""
    report = create_report()
    document = publish(report, by=secretary, now=datetime.datetime(2018, 11, 2, 8, 5, tzinfo=datetime.UTC))
    page = as_secretary.get(f"/rapporter/{report.pk}/").text
    assert f"Förseglad av {OWNER} {long_date(timezone.localdate(document.sealed_at))} kl." in page
    assert document.sealed_at.year >= 2026


def test_without_a_certificate_the_page_says_so_plainly(as_secretary, secretary):
    report = create_report()
    document = publish(report, by=secretary)
    assert document.sealed_at is None
    assert not PdfFileReader(BytesIO(document.blob.data)).embedded_signatures
    assert "Utan sigill" in as_secretary.get(f"/rapporter/{report.pk}/").text


def test_sealed_in_a_hardware_module(settings, authority, pdf, tmp_path, monkeypatch):
    require_tool("softhsm")
    (tmp_path / "tokens").mkdir()
    (tmp_path / "softhsm2.conf").write_text(f"directories.tokendir = {tmp_path / 'tokens'}\n")
    monkeypatch.setenv("SOFTHSM2_CONF", str(tmp_path / "softhsm2.conf"))
    settings.SEAL_PKCS11_MODULE = make.softhsm()
    settings.SEAL_PKCS11_TOKEN, settings.SEAL_PKCS11_LABEL, settings.SEAL_PKCS11_PIN = TOKEN, "seal", PASSWORD
    settings.SEAL_TRUST = str(authority.write_roots(tmp_path))
    authority.write_token(make.softhsm(), label="seal")
    sealed = sealing.seal(pdf)
    assert sealed.by == OWNER
    assert_whole_and_sealed(sealed.pdf, tmp_path)
    assert_archival_and_accessible(sealed.pdf)
    assert sealing.check_seal() == []
    settings.SEAL_PKCS11_PIN = "fel"
    with pytest.raises(sealing.SealingError, match="sigillet går inte att använda"):
        sealing.seal(pdf)
    settings.SEAL_PKCS11_PIN, settings.SEAL_PKCS11_LABEL = PASSWORD, "another"
    assert [found.id for found in sealing.check_seal()] == ["big.E002"]


def test_with_a_time_stamp_service_the_seal_outlasts_its_certificate(settings, pdf, tmp_path):
    with online_authority() as authority:
        use(settings, authority, tmp_path)
        settings.SEAL_TSA_URL = authority.address
        sealed = sealing.seal(pdf).pdf
        assert sealing.check_seal() == []
    reader = PdfFileReader(BytesIO(sealed))
    assert [signature.sig_object["/Type"] for signature in reader.embedded_signatures] == ["/Sig", "/DocTimeStamp"]
    assert "/DSS" in reader.root
    assert judged(sealed).timestamp_validity.intact
    assert judged(sealed).timestamp_validity.trusted
    assert_archival_and_accessible(sealed)
    assert poppler_says(sealed, tmp_path).count("is Valid") == 1  # poppler judges no document time stamps
    found = inspected(sealed)
    [seal] = found["seals"]
    assert found["covered"]
    assert seal["stamped"]
    assert seal["trusted"]
    assert seal["untouched"]


def test_nothing_is_finished_while_the_time_stamp_service_is_silent(settings, secretary, tmp_path, caplog):
    with online_authority() as authority:
        use(settings, authority, tmp_path)
        settings.SEAL_TSA_URL = authority.address
    report = create_report()
    with (
        caplog.at_level(logging.CRITICAL, "big.documents.sealing"),
        pytest.raises(sealing.SealingError, match="tidsstämplingstjänsten eller"),
    ):
        publish(report, by=secretary)
    report.refresh_from_db()
    assert not report.is_published
    assert not Document.objects.exists()


def test_the_editor_is_told_and_stays_on_the_page(settings, as_secretary, authority, tmp_path, caplog):
    use(settings, authority, tmp_path)
    settings.SEAL_PKCS12_PASSWORD = "fel"
    report = create_report()
    with caplog.at_level(logging.CRITICAL, "big.documents.sealing"):
        page = as_secretary.post(f"/rapporter/{report.pk}/publicera/", {"version": report.version}, follow=True)
    assert "sigillet går inte att använda" in page.text
    assert not Document.objects.exists()


def test_an_expired_certificate_seals_nothing(settings, authority, pdf, tmp_path):
    use(settings, authority, tmp_path, days=-1)
    with pytest.raises(sealing.SealingError, match="certifikat gäller inte"):
        sealing.seal(pdf)


@pytest.mark.parametrize(("days", "found"), [(365, []), (30, ["big.W004"]), (-1, ["big.E003"])])
def test_whoever_runs_the_product_is_warned_of_expiry(settings, authority, tmp_path, days, found):
    use(settings, authority, tmp_path, days=days)
    assert [message.id for message in sealing.check_seal()] == found


def test_whoever_runs_the_product_is_told_what_is_wrong_with_the_seal(settings, authority, tmp_path, caplog):
    assert [message.id for message in sealing.check_seal()] == ["big.W003"]
    use(settings, authority, tmp_path)
    settings.SEAL_TSA_URL, settings.SEAL_TRUST = "http://localhost/", ""
    assert [message.id for message in sealing.check_seal()] == ["big.E001"]
    settings.SEAL_TSA_URL, settings.SEAL_PKCS12 = "", str(tmp_path / "nothing.p12")
    with caplog.at_level(logging.CRITICAL, "big.documents.sealing"):
        [message] = sealing.check_seal()
    assert message.id == "big.E002"
    assert "nothing.p12" in message.msg


@pytest.mark.parametrize(
    "seal", [{"sealed_by": OWNER}, {"sealed_at": datetime.datetime(2026, 3, 1, tzinfo=datetime.UTC)}]
)
def test_a_seal_has_a_time_and_an_owner(secretary, seal):
    values = {"kind": "report", "title": "Aktuellt", "date": datetime.date(2026, 3, 12), "file_name": "a.pdf"}
    blob = Blob.objects.store(b"%PDF-1.7", "application/pdf")
    with pytest.raises(IntegrityError, match="document_seal"), transaction.atomic():
        Document.objects.create(**values, blob=blob, finalised_by=secretary, **seal)
