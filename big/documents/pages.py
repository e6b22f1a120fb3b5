"""Answers that carry files. Whether somebody may have them is decided by the view that calls."""

from django.http import HttpResponse, StreamingHttpResponse
from django.utils.http import content_disposition_header

from big.documents.models import Blob, SourceFile, Upload


def stored_response(blob: Blob, file_name: str, *, as_attachment: bool = False) -> StreamingHttpResponse:
    """The stored bytes, a piece at a time."""
    response = StreamingHttpResponse(blob.chunks(), content_type=blob.media_type)
    response.headers["Content-Length"] = str(blob.size)
    response.headers["Content-Disposition"] = content_disposition_header(as_attachment, file_name)
    response.headers["Cache-Control"] = "private, no-cache"
    return response


def saved_response(file: SourceFile | Upload) -> StreamingHttpResponse:
    """A file that came from outside, as it came: the browser saves it, and never shows it as a page of ours.

    Should a browser show it all the same, it may run nothing, load nothing and act as nobody.
    """
    response = stored_response(file.blob, file.name, as_attachment=True)
    response.headers["Content-Security-Policy"] = "default-src 'none'; sandbox"
    return response


def pdf_response(pdf: bytes, file_name: str) -> HttpResponse:
    """A PDF made just now, that nothing keeps: never cached, so that nobody mistakes it for a finished document."""
    return HttpResponse(
        pdf,
        content_type="application/pdf",
        headers={"Content-Disposition": f'inline; filename="{file_name}"', "Cache-Control": "private, no-store"},
    )
