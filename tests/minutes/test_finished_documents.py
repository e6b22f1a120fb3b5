"""Every document that the product finishes, by whichever way, is archival and accessible as it was stored."""

from django.core.management import call_command

from big.documents.models import Document
from tests.pdf_validation import assert_archival_and_accessible


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


def test_the_customers_minutes(db, seeds):
    call_command("import_minutes", seeds / "protokoll-2021-09-20.txt", attested="okänt")
    assert_archival_and_accessible(stored(Document.objects.get()))
