"""Answers that carry files. Whether somebody may have them is decided by the view that calls."""

from django.http import HttpResponse, StreamingHttpResponse
from django.utils.http import content_disposition_header

from big.documents.models import Blob, SourceFile


def stored_response(blob: Blob, file_name: str, *, as_attachment: bool = False) -> StreamingHttpResponse:
    """The stored bytes, a piece at a time."""
    response = StreamingHttpResponse(blob.chunks(), content_type=blob.media_type)
    response.headers["Content-Length"] = str(blob.size)
    response.headers["Content-Disposition"] = content_disposition_header(as_attachment, file_name)
    response.headers["Cache-Control"] = "private, no-cache"
    return response


def original_response(source: SourceFile) -> StreamingHttpResponse:
    """The file that a record was read in from, as it came; saved, never shown as a page."""
    return stored_response(source.blob, source.name, as_attachment=True)


def pdf_response(pdf: bytes, file_name: str) -> HttpResponse:
    """A PDF made just now, that nothing keeps: never cached, so that nobody mistakes it for a finished document."""
    return HttpResponse(
        pdf,
        content_type="application/pdf",
        headers={"Content-Disposition": f'inline; filename="{file_name}"', "Cache-Control": "private, no-store"},
    )
