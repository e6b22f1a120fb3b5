from django.http import HttpRequest, HttpResponse, StreamingHttpResponse
from django.shortcuts import get_object_or_404
from django.template.response import TemplateResponse
from django.utils.http import content_disposition_header
from django.views.decorators.cache import cache_control
from django.views.decorators.http import condition, require_safe

from big.documents.forms import ArchiveForm
from big.documents.models import Blob, Document, SourceFile


@require_safe
def archive(request: HttpRequest) -> TemplateResponse:
    form = ArchiveForm(request.GET or None)
    documents = form.filter(Document.objects.select_related("blob").defer("blob__data"))
    return TemplateResponse(request, "documents/archive.html", {"form": form, "documents": documents})


def _etag(request: HttpRequest, pk: int, file_name: str) -> str | None:
    digest = Document.objects.filter(pk=pk, file_name=file_name).values_list("blob_id", flat=True).first()
    return f'"{digest}"' if digest else None


@require_safe
@cache_control(private=True, no_cache=True)
@condition(etag_func=_etag)
def download(request: HttpRequest, pk: int, file_name: str) -> HttpResponse:
    """A finished document, byte for byte as it was stored."""
    document = get_object_or_404(
        Document.objects.select_related("blob").defer("blob__data"), pk=pk, file_name=file_name
    )
    return _serve(document.blob, file_name, as_attachment=False)


@require_safe
@cache_control(private=True, no_cache=True)
def source(request: HttpRequest, pk: int, file_name: str) -> HttpResponse:
    """The file that a record was read in from, as it came."""
    original = get_object_or_404(SourceFile.objects.select_related("blob").defer("blob__data"), pk=pk, name=file_name)
    return _serve(original.blob, file_name, as_attachment=True)


def _serve(blob: Blob, file_name: str, *, as_attachment: bool) -> StreamingHttpResponse:
    response = StreamingHttpResponse(blob.chunks(), content_type=blob.media_type)
    response.headers["Content-Length"] = str(blob.size)
    response.headers["Content-Disposition"] = content_disposition_header(as_attachment, file_name)
    return response
