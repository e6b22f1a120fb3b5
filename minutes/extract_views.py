"""Protokollsutdrag: the secretary chooses §§ of attested minutes."""

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.template.response import TemplateResponse
from django.views.decorators.http import require_http_methods

from big.access import minutes_required
from big.refusals import Refused
from minutes import extracts
from minutes.delivery_forms import ExtractForm
from minutes.models import Meeting


@require_http_methods(["GET", "HEAD", "POST"])
@minutes_required
def make(request: HttpRequest, pk: int) -> HttpResponse:
    """Choose §§ of attested minutes, and certify that the extract has them as they stand."""
    meeting = get_object_or_404(Meeting.objects.visible_to(request.user), pk=pk)
    if not meeting.is_attested:
        messages.info(request, "Utdrag görs ur justerade protokoll. Protokollet är inte justerat än.")
        return redirect(meeting)
    form = ExtractForm(request.POST if request.method == "POST" else None, meeting=meeting)
    if request.method == "POST" and form.is_valid():
        try:
            extract = extracts.make(meeting, form.cleaned_data["paragraphs"], by=request.user)
        except Refused as refusal:
            form.add_error(None, str(refusal))
        else:
            messages.success(request, f"Utdraget är klart och sparat som {extract.document.file_name}.")
            return redirect(f"{meeting.get_absolute_url()}#utdrag")
    return TemplateResponse(request, "minutes/extract.html", {"meeting": meeting, "form": form})
