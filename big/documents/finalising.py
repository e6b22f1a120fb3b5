"""A rendered PDF becomes a finished document."""

import datetime
from collections.abc import Callable
from dataclasses import dataclass

from django.conf import settings
from django.urls import reverse
from django.utils import timezone

from big.documents import sealing
from big.documents.models import Blob, Document
from big.people import trail
from big.people.models import User


@dataclass(frozen=True)
class Colophon:
    """What a document says of itself on its last page: where it can be checked, and how far the audit trail had come.

    `trail` is the digest at the trail's head, in full, empty in a draft. It ties paper to database: a trail that is
    rewritten later no longer holds it. The file's own digest cannot stand in the file; whoever checks the file is told.
    """

    trail: str = ""
    is_signed_elsewhere: bool = False
    """Whether another service signs the file, so that it bears no seal of ours."""

    @property
    def address(self) -> str:
        return settings.SITE_URL + reverse("documents:verify")

    @property
    def is_sealed(self) -> bool:
        return sealing.is_configured() and not self.is_signed_elsewhere

    @property
    def trail_in_groups(self) -> str:
        return in_groups(self.trail)


def in_groups(digest: str) -> str:
    """Eight characters at a time, for people to compare."""
    return " ".join(digest[start : start + 8] for start in range(0, len(digest), 8))


def finalise(
    render: Callable[[Colophon], bytes],
    *,
    kind: Document.Kind,
    title: str,
    date: datetime.date,
    file_name: str,
    by: User,
    replaces: Document | None = None,
    corrects: Document | None = None,
    extract_of: Document | None = None,
    now: datetime.datetime | None = None,
) -> Document:
    """Render the PDF, seal it, store its bytes for good, and return the document. Call inside the transaction that
    changes the state.

    An organisation without a seal has unsealed documents. Raises SealingError when there is a seal that cannot be used.
    """
    now = now or timezone.now()
    colophon = Colophon(trail.head())
    pdf, seal = render(colophon), {}
    if sealing.is_configured():
        pdf, owner, sealed_at = sealing.seal(pdf)
        seal = {"sealed_at": sealed_at, "sealed_by": owner[:300]}  # an old paper may be finished as of long ago
    return Document.objects.create(
        kind=kind,
        title=title,
        date=date,
        file_name=file_name,
        blob=Blob.objects.store(pdf, "application/pdf"),
        replaces=replaces,
        corrects=corrects,
        extract_of=extract_of,
        finalised_at=now,
        finalised_by=by,
        trail_head=colophon.trail,
        **seal,
    )


def finalise_signed(
    pdf: bytes,
    *,
    made_from: Blob,
    signed_by: str,
    trail_head: str,
    kind: Document.Kind,
    title: str,
    date: datetime.date,
    file_name: str,
    by: User,
    now: datetime.datetime | None = None,
) -> Document:
    """Store for good a PDF of ours that has been signed elsewhere, as it came: a seal would be one more change.

    `made_from` is what was taken out, and `trail_head` what was printed in it. Call inside the transaction that changes
    the state, once it is made sure that nothing but signatures was added.
    """
    return Document.objects.create(
        kind=kind,
        title=title,
        date=date,
        file_name=file_name,
        blob=Blob.objects.store(pdf, "application/pdf"),
        finalised_at=now or timezone.now(),
        finalised_by=by,
        trail_head=trail_head,
        signed_by=signed_by,
        made_from=made_from,
    )
