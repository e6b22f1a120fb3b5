from django.http import HttpResponse


def pdf_response(pdf: bytes, file_name: str) -> HttpResponse:
    """A PDF made just now, that nothing keeps: never cached, so that nobody mistakes it for a finished document."""
    return HttpResponse(
        pdf,
        content_type="application/pdf",
        headers={"Content-Disposition": f'inline; filename="{file_name}"', "Cache-Control": "private, no-store"},
    )
