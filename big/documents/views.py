from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404
from django.template.response import TemplateResponse
from django.views.decorators.http import condition, require_safe

from big.access import insiders_only
from big.documents.forms import ArchiveForm
from big.documents.models import Document
from big.documents.pages import stored_response


@require_safe
@insiders_only
def archive(request: HttpRequest) -> TemplateResponse:
    form = ArchiveForm(request.GET or None, documents=Document.objects.visible_to(request.user))
    return TemplateResponse(request, "documents/archive.html", {"form": form, "documents": form.found()})


def _etag(request: HttpRequest, pk: int, file_name: str) -> str | None:
    visible = Document.objects.visible_to(request.user).filter(pk=pk, file_name=file_name)
    digest = visible.values_list("blob_id", flat=True).first()
    return f'"{digest}"' if digest else None


@require_safe
@insiders_only
@condition(etag_func=_etag)
def download(request: HttpRequest, pk: int, file_name: str) -> HttpResponse:
    """A finished document, byte for byte as it was stored."""
    visible = Document.objects.visible_to(request.user).select_related("blob").defer("blob__data")
    document = get_object_or_404(visible, pk=pk, file_name=file_name)
    return stored_response(document.blob, file_name)
