"""A rendered PDF becomes a finished document."""

import datetime

from django.utils import timezone

from big.documents import sealing
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
    """Seal the PDF, store its bytes for good, and return the document. Call inside the transaction that changes the
    state.

    An organisation without a seal has unsealed documents. Raises SealingError when there is a seal that cannot be used.
    """
    now = now or timezone.now()
    seal = {}
    if sealing.is_configured():
        pdf, owner = sealing.seal(pdf, now=now)
        seal = {"sealed_at": now, "sealed_by": owner[:300]}
    return Document.objects.create(
        kind=kind,
        title=title,
        date=date,
        file_name=file_name,
        blob=Blob.objects.store(pdf, "application/pdf"),
        replaces=replaces,
        finalised_at=now,
        finalised_by=by,
        **seal,
    )
