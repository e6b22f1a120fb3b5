"""Is everything that was ever finished still there as it was? What `manage.py verify_archive` asks."""

import hashlib
from collections.abc import Callable, Iterator

from django.conf import settings
from django.db import connection
from django.db.models import Exists, OuterRef

from big import freezing
from big.documents import sealing
from big.documents.models import Blob, Document
from big.documents.verifying import inspected
from big.people import trail
from big.people.models import Link

Progress = Callable[[str, int, int], None]
"""Hears what is looked at, how many of it have been, and how many there are."""


def faults(progress: Progress) -> Iterator[str]:
    """Everything that is not as it should be, a sentence in English for each, for whoever runs the product."""
    yield from _triggers()
    yield from _blobs(progress)
    yield from _documents(progress)
    yield from _trail(progress)


def warnings() -> Iterator[str]:
    """What will go wrong unless somebody acts."""
    if sealing.is_configured():
        yield from (f"seal: {message.msg}" for message in sealing.check_seal())
    if Document.objects.exclude(sealed_at=None).exists() and not settings.SEAL_TRUST:
        yield "seals: SEAL_TRUST is not set, so no certificate could be judged"


def _triggers() -> Iterator[str]:
    for table in sorted(freezing.missing(connection)):
        yield f"database: {table} is not protected by its triggers; 'manage.py migrate' puts them back"


def _blobs(progress: Progress) -> Iterator[str]:
    """Every stored file against its digest and size, read a piece at a time."""
    blobs = Blob.objects.defer("data").order_by("pk")
    total = blobs.count()
    for number, blob in enumerate(blobs.iterator(), start=1):
        digest, size = hashlib.sha256(), 0
        for chunk in blob.chunks():
            digest.update(chunk)
            size += len(chunk)
        if digest.hexdigest() != blob.sha256:
            yield f"file {blob.sha256}: its content has the digest {digest.hexdigest()}"
        elif size != blob.size:
            yield f"file {blob.sha256}: {size} bytes, recorded as {blob.size}"
        progress("stored files", number, total)


def _documents(progress: Progress) -> Iterator[str]:
    """Every document's seal against what was recorded when it was made, and its printed digest against the trail."""
    known = Link.objects.filter(digest=OuterRef("trail_head"))
    documents = Document.objects.select_related("blob").annotate(is_in_trail=Exists(known)).order_by("pk")
    total = documents.count()
    for number, document in enumerate(documents.iterator(chunk_size=10), start=1):
        name = f"document {document.pk} ({document.file_name})"
        if document.trail_head not in ("", trail.START) and not document.is_in_trail:
            yield f"{name}: the trail no longer holds the digest that is printed on it; the trail has been rewritten"
        if document.sealed_at or document.signed_by:
            yield from (f"{name}: {fault}" for fault in _seal_faults(document))
        progress("documents", number, total)


def _seal_faults(document: Document) -> Iterator[str]:
    found = inspected(bytes(document.blob.data))
    seal_or_signature = "seal" if document.sealed_at else "signature"
    if not found["seals"]:
        yield f"its {seal_or_signature} is gone or cannot be read"
        return
    first = found["seals"][0]
    if not found["covered"]:
        yield f"its {seal_or_signature} does not cover the whole file"
    if not all(seal["whole"] and seal["untouched"] for seal in found["seals"]):
        yield f"its content does not match its {seal_or_signature}"
    if not document.sealed_at:
        return  # whom others trust to issue certificates is not ours to say
    if first["by"] != document.sealed_by:
        yield f"sealed by {first['by']}, recorded as {document.sealed_by}"
    # A seal without a time stamp cannot be judged any more once its certificate has expired. The digest still can.
    if settings.SEAL_TRUST and not first["trusted"] and not first["expired"]:
        yield "its certificate is not trusted"


def _trail(progress: Progress) -> Iterator[str]:
    total = Link.objects.count()
    yield from trail.faults(lambda number: progress("events", number, total))
