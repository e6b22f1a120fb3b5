"""Every document that the product finishes, by whichever way, is archival and accessible as it was stored."""

import io
import subprocess

from django.core.management import call_command
from PIL import Image, ImageOps

from big.documents.models import Document
from tests.certificates import Authority, use
from tests.documents.test_sealing import assert_whole_and_sealed
from tests.pdf_validation import assert_archival_and_accessible, pages
from tests.tools import require_tool


def stored(document: Document) -> bytes:
    return b"".join(document.blob.chunks())


def test_documents_of_the_demonstration(db, settings):
    settings.DEBUG = True
    call_command("demo", verbosity=0)
    documents = list(Document.objects.select_related("blob"))
    assert len(documents) > 20
    for document in documents:
        assert_archival_and_accessible(stored(document))


def test_the_customers_report(db, seeds):
    call_command("import_report", seeds / "aktuellt-2018-10-26.txt", publish=True)
    assert_archival_and_accessible(stored(Document.objects.get()))


def test_the_customers_minutes(db, seeds, settings, tmp_path):
    use(settings, Authority(), tmp_path)
    call_command("import_minutes", seeds / "protokoll-2021-09-20.txt", attested="okänt")
    pdf = stored(Document.objects.get())
    assert_archival_and_accessible(pdf)
    assert_whole_and_sealed(pdf, tmp_path)
    printed = pages(pdf)
    assert 2 <= len(printed) <= 3
    assert "Vid protokollet" in printed[-1]
    for number in range(1, len(printed) + 1):
        assert_room_around(pdf, number)


def assert_room_around(pdf: bytes, number: int) -> None:
    """The page as it is drawn is not empty, and keeps a centimetre free at each side."""
    require_tool("poppler")
    drawn = ["pdftoppm", "-png", "-gray", "-r", "50", "-f", str(number), "-l", str(number), "-"]
    page = Image.open(io.BytesIO(subprocess.run(drawn, input=pdf, capture_output=True, check=True).stdout))
    left, top, right, bottom = ImageOps.invert(page).getbbox()
    assert min(left, top, page.width - right, page.height - bottom) > 50 / 2.54
