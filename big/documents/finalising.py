"""A rendered PDF becomes a finished document."""

import datetime

from django.utils import timezone

from big.documents.models import Blob, Document
from big.people.models import User


def finalise(
    pdf: bytes,
    *,
    kind: Document.Kind,
    title: str,
    date: datetime.date,
    file_name: str,
    by: User,
    replaces: Document | None = None,
    now: datetime.datetime | None = None,
) -> Document:
    """Store the bytes for good and return the document. Call inside the transaction that changes the state."""
    return Document.objects.create(
        kind=kind,
        title=title,
        date=date,
        file_name=file_name,
        blob=Blob.objects.store(pdf, "application/pdf"),
        replaces=replaces,
        finalised_at=now or timezone.now(),
        finalised_by=by,
    )
