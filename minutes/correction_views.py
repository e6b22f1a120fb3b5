"""Corrections of attested minutes: written by the secretary, seen by all when they are attested."""

from collections.abc import Callable
from typing import Any

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.template.response import TemplateResponse
from django.utils import timezone
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from big.access import insiders_only, may_keep_minutes, minutes_required
from big.differences import word_difference
from big.documents.pages import pdf_response, stored_response
from big.people.events import record
from big.people.models import Event
from big.refusals import Refused
from big.versions import StaleVersion
from minutes import corrections, rounds
from minutes.attestation_forms import SendForm
from minutes.attestation_views import approving
from minutes.correction_forms import CorrectionForm, PaperCorrectionForm, ReturnForm
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
    return TemplateResponse(request, "minutes/correction.html", context | _progress(request, found))


def _progress(request: HttpRequest, found: Correction) -> dict[str, Any]:
    """How the last round goes or went, for those who see drafts; the form for whose answer is awaited."""
    last = corrections.last_round(found)
    if last is None or not rounds.may_follow(request.user, found.meeting):
        return {"round": None}
    waiting = rounds.awaited(last) if last.is_open else []
    return {
        "round": last,
        "attestations": [(one, last.sent_at if one in waiting else None) for one in last.attestations.all()],
        "today": timezone.localdate(),
        "form": ReturnForm(digest=last.proof_id) if rounds.own(request.user, last) in waiting else None,
    }


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
    """Throw a draft away."""
    found = _correction(request, pk, correction)
    is_done = _as_seen(request, found, corrections.discard, "Utkastet till rättelse är borttaget.")
    return redirect(found.meeting if is_done else found)


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


# -- Justering ---------------------------------------------------------------------------------------------------------


@require_http_methods(["GET", "HEAD", "POST"])
@minutes_required
def send(request: HttpRequest, pk: int, correction: int) -> HttpResponse:
    """Send the correction to those who attested the minutes."""
    found = _correction(request, pk, correction)
    if found.state != Correction.State.DRAFTING:
        messages.info(request, f"Rättelsen är {found.get_state_display()}.")
        return redirect(found)
    due_on = rounds.days_from(found.meeting, today=timezone.localdate())
    form = SendForm(request.POST or None, about=found, due_on=due_on, several=False)
    if request.method == "POST" and form.is_valid():
        found.version = form.cleaned_data["version"]
        try:
            corrections.send(found, due_on=form.cleaned_data["due_on"], by=request.user)
        except StaleVersion:
            form.refuse_stale()
        except Refused as refusal:
            form.add_error(None, str(refusal))
        else:
            messages.success(request, "Rättelsen är skickad till justering.")
            return redirect(found)
    context = {
        "meeting": found.meeting,
        "correction": found,
        "form": form,
        "attesters": found.meeting.attesters(),
        "missing": corrections.missing_to_send(found),
    }
    return TemplateResponse(request, "minutes/correction_send.html", context)


@require_POST
@minutes_required
def recall(request: HttpRequest, pk: int, correction: int) -> HttpResponse:
    """Take the correction back from its attesters."""
    found = _correction(request, pk, correction)
    _as_seen(request, found, corrections.recall, "Rättelsen är återtagen och kan ändras igen.")
    return redirect(found)


@require_POST
@insiders_only
def return_(request: HttpRequest, pk: int, correction: int) -> HttpResponse:
    """Answer that something has to be changed."""
    found = _correction(request, pk, correction)
    last = corrections.last_round(found)
    own = rounds.own(request.user, last) if last else None
    if own is None:
        raise Http404
    form = ReturnForm(request.POST, digest=last.proof_id)
    if form.is_valid():
        try:
            corrections.return_(own, **form.cleaned_data, by=request.user)
        except Refused as refusal:
            form.add_error(None, str(refusal))
        else:
            messages.success(request, "Rättelsen är tillbaka hos sekreteraren med din kommentar.")
            return redirect(found)
    context = {"meeting": found.meeting, "correction": found, "form": form}
    return TemplateResponse(request, "minutes/correction_return.html", context)


@require_http_methods(["GET", "HEAD", "POST"])
@insiders_only
def approve(request: HttpRequest, pk: int, correction: int) -> HttpResponse:
    """Prove who one is, and approve the correction."""
    found = _correction(request, pk, correction)
    return approving(
        request,
        corrections.last_round(found),
        approve=corrections.approve,
        template="minutes/correction_approve.html",
        context={"meeting": found.meeting, "correction": found},
        saved="Rättelsen är justerad och sparad som",
        waiting="Rättelsen är justerad när alla har godkänt den.",
        back=found.get_absolute_url(),
        after=found.get_absolute_url(),
    )


@require_safe
@insiders_only
def proof(request: HttpRequest, pk: int, correction: int, number: int) -> HttpResponse:
    """The PDF exactly as it was sent in a round."""
    found = _correction(request, pk, correction)
    if not rounds.may_follow(request.user, found.meeting):
        raise Http404
    sent = get_object_or_404(found.rounds.select_related("proof").defer("proof__data"), number=number)
    record(Event.Act.DRAFT_READ, by=request.user, subject=f"rättelse i {found.meeting}", detail=f"omgång {number}, PDF")
    return stored_response(sent.proof, f"rattelse-under-justering-{number}.pdf")


def _correction(request: HttpRequest, pk: int, correction: int) -> Correction:
    visible = Correction.objects.visible_to(request.user).with_contents()
    return get_object_or_404(visible, meeting=pk, pk=correction)


def _as_seen(request: HttpRequest, found: Correction, act: Callable[..., None], done: str) -> bool:
    """Do it, if the correction is as the person saw it (`version` in the address), and say what came of it."""
    try:
        if request.GET.get("version") != str(found.version):
            raise StaleVersion(found)
        act(found, by=request.user)
    except (Refused, StaleVersion) as refusal:
        messages.error(request, str(refusal))
        return False
    messages.success(request, done)
    return True
