"""Corrections of attested minutes: written by the secretary, seen by all when they are attested."""

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.template.response import TemplateResponse
from django.utils import timezone
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from big.access import insiders_only, may_keep_minutes, minutes_required
from big.differences import word_difference
from big.documents.pages import pdf_response
from big.people.events import record
from big.people.models import Event
from big.refusals import Refused
from big.versions import StaleVersion
from minutes import corrections
from minutes.correction_forms import CorrectionForm, PaperCorrectionForm
from minutes.models import Correction, Meeting, Paragraph


@require_safe
@insiders_only
def show(request: HttpRequest, pk: int, correction: int) -> HttpResponse:
    found = _correction(request, pk, correction)
    context = {
        "meeting": found.meeting,
        "correction": found,
        "paragraph": found.paragraph,
        "pieces": word_difference(found.before, found.after),
        "may_keep": may_keep_minutes(request.user),
        "is_drafting": found.state == Correction.State.DRAFTING,
        "missing": [] if found.is_attested else corrections.missing(found),
    }
    return TemplateResponse(request, "minutes/correction.html", context)


@require_http_methods(["GET", "HEAD", "POST"])
@minutes_required
def write(request: HttpRequest, pk: int, paragraph: int) -> HttpResponse:
    """Begin a correction of a §, which stands on the page to be copied from."""
    meetings = Meeting.objects.visible_to(request.user)
    rows = Paragraph.objects.with_outcomes().select_related("meeting__document")
    row = get_object_or_404(rows.filter(meeting__in=meetings), meeting=pk, pk=paragraph)
    if not row.meeting.is_attested:
        messages.info(request, "Bara justerade protokoll rättas.")
        return redirect(row.meeting)
    form = CorrectionForm(request.POST if request.method == "POST" else None, instance=Correction(paragraph=row))
    if request.method == "POST" and form.is_valid():
        try:
            written = corrections.write(row, **form.typed, by=request.user)
        except Refused as refusal:
            form.add_error(None, str(refusal))
        else:
            messages.success(request, "Rättelsen är sparad. Den gäller när den är justerad.")
            return redirect(written)
    context = {"meeting": row.meeting, "paragraph": row, "form": form}
    return TemplateResponse(request, "minutes/correction_form.html", context)


@require_http_methods(["GET", "HEAD", "POST"])
@minutes_required
def change(request: HttpRequest, pk: int, correction: int) -> HttpResponse:
    found = _correction(request, pk, correction)
    if found.state != Correction.State.DRAFTING:
        messages.info(request, f"Rättelsen kan inte ändras: den är {found.get_state_display()}.")
        return redirect(found)
    form = CorrectionForm(request.POST if request.method == "POST" else None, instance=found)
    if request.method == "POST" and form.is_valid():
        try:
            corrections.edit(found, **form.typed, by=request.user)
        except (Refused, StaleVersion) as refusal:
            form.add_error(None, str(refusal))
        else:
            messages.success(request, "Rättelsen är sparad.")
            return redirect(found)
    context = {"meeting": found.meeting, "paragraph": found.paragraph, "form": form, "correction": found}
    return TemplateResponse(request, "minutes/correction_form.html", context)


@require_POST
@minutes_required
def discard(request: HttpRequest, pk: int, correction: int) -> HttpResponse:
    """Throw a draft away, if it is as the person saw it (`version` in the address)."""
    found = _correction(request, pk, correction)
    if request.GET.get("version") != str(found.version):
        messages.error(request, str(StaleVersion(found)))
        return redirect(found)
    try:
        corrections.discard(found, by=request.user)
    except (Refused, StaleVersion) as refusal:
        messages.error(request, str(refusal))
        return redirect(found)
    messages.success(request, "Utkastet till rättelse är borttaget.")
    return redirect(found.meeting)


@require_safe
@insiders_only
def draft_pdf(request: HttpRequest, pk: int, correction: int) -> HttpResponse:
    """The correction as it stands, marked as a draft; an attested one is downloaded as it was stored."""
    found = _correction(request, pk, correction)
    if found.is_attested:
        return redirect(found.document)
    try:
        pdf = corrections.correction_pdf(found, draft=True)
    except Refused as refusal:
        messages.error(request, str(refusal))
        return redirect(found)
    record(Event.Act.DRAFT_READ, by=request.user, subject=f"rättelse i {found.meeting}", detail="PDF")
    return pdf_response(pdf, "rattelse-utkast.pdf")


@require_http_methods(["GET", "HEAD", "POST"])
@minutes_required
def attest_on_paper(request: HttpRequest, pk: int, correction: int) -> HttpResponse:
    """Record that the attesters have signed the correction with ink."""
    found = _correction(request, pk, correction)
    if found.state != Correction.State.DRAFTING:
        messages.info(request, f"Rättelsen är {found.get_state_display()}.")
        return redirect(found)
    form = PaperCorrectionForm(request.POST or None, correction=found)
    form.initial["attested_on"] = timezone.localdate()
    if request.method == "POST" and form.is_valid():
        found.version = form.cleaned_data["version"]
        try:
            document = corrections.attest_on_paper(found, attested_on=form.cleaned_data["attested_on"], by=request.user)
        except (Refused, StaleVersion) as refusal:
            form.add_error(None, str(refusal))
        else:
            messages.success(request, f"Rättelsen är justerad och sparad som {document.file_name}.")
            return redirect(found)
    context = {"meeting": found.meeting, "correction": found, "form": form, "missing": corrections.missing(found)}
    return TemplateResponse(request, "minutes/correction_on_paper.html", context)


def _correction(request: HttpRequest, pk: int, correction: int) -> Correction:
    visible = Correction.objects.visible_to(request.user).with_contents()
    return get_object_or_404(visible, meeting=pk, pk=correction)
