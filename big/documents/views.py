from allauth.core import ratelimit
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404
from django.template.response import TemplateResponse
from django.views.decorators.http import condition, require_http_methods, require_safe

from big.access import insiders_only, insiders_unless, is_insider
from big.documents import verifying
from big.documents.forms import ArchiveForm, VerifyForm
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


@require_http_methods(["GET", "HEAD", "POST"])
@insiders_unless("VERIFY_OPEN_TO_ALL")
def verify(request: HttpRequest) -> TemplateResponse:
    """Kontrollera handling: judge a file, and keep nothing of it."""
    form, answer = VerifyForm(), None
    if request.method == "POST":
        form = VerifyForm(request.POST, request.FILES)
    if form.is_valid():
        if ratelimit.consume(request, action="verify"):
            answer = verifying.verify(form.cleaned_data["file"].data)
        else:
            form.add_error("file", "Många filer kontrolleras just nu. Vänta en minut och försök igen.")
    may_open = request.user.is_authenticated and is_insider(request.user)
    return TemplateResponse(request, "documents/verify.html", {"form": form, "answer": answer, "may_open": may_open})
