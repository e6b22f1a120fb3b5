"""What belongs to a § beside its text: small forms that save by themselves.

A form that a script asks for is answered with the §'s part of the page it stands on, any other with a page of its own.
"""

from dataclasses import dataclass
from functools import partial
from typing import Any

from django import forms
from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseBadRequest
from django.shortcuts import get_object_or_404, redirect
from django.template.response import TemplateResponse
from django.urls import reverse
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from big.access import insiders_only, minutes_required
from big.documents.pages import saved_response
from big.refusals import Refused
from big.versions import StaleVersion
from minutes import outcomes
from minutes.models import Assignment, Attachment, Decision, Deferral, Meeting, Outcome, Paragraph
from minutes.outcome_forms import (
    ApprovalForm,
    AssignmentForm,
    AttachmentForm,
    DecisionForm,
    DeferralForm,
    OutcomeForm,
)


@dataclass(frozen=True)
class Part:
    """One sort of outcome, under its own address."""

    model: type[Outcome]
    form: type[OutcomeForm]
    add: str
    change: str


PARTS = {
    "beslut": Part(Decision, DecisionForm, "Nytt beslut", "Ändra beslutet"),
    "uppdrag": Part(Assignment, AssignmentForm, "Nytt uppdrag", "Ändra uppdraget"),
    "overforing": Part(Deferral, DeferralForm, "Överför ärendet", "Ändra överföringen"),
    "bilaga": Part(Attachment, AttachmentForm, "Ny bilaga", "Ändra bilagans titel"),
}

STEPS = {"up": -1, "down": 1}


@require_http_methods(["GET", "HEAD", "POST"])
@minutes_required
def add(request: HttpRequest, pk: int, paragraph: int, part: str) -> HttpResponse:
    return _edit(request, _paragraph(request, pk, paragraph), _part(part), None)


@require_http_methods(["GET", "HEAD", "POST"])
@minutes_required
def change(request: HttpRequest, pk: int, paragraph: int, part: str, row: int) -> HttpResponse:
    paragraph, part = _paragraph(request, pk, paragraph), _part(part)
    return _edit(request, paragraph, part, _row(paragraph, part, row))


@require_POST
@minutes_required
def move(request: HttpRequest, pk: int, paragraph: int, part: str, row: int) -> HttpResponse:
    paragraph = _paragraph(request, pk, paragraph)
    row, step = _row(paragraph, _part(part), row), STEPS.get(request.POST.get("act", ""))
    if step is None:
        return HttpResponseBadRequest()
    return _do(request, paragraph, partial(outcomes.move, row, step=step))


@require_POST
@minutes_required
def remove(request: HttpRequest, pk: int, paragraph: int, part: str, row: int) -> HttpResponse:
    paragraph = _paragraph(request, pk, paragraph)
    row, seen = _row(paragraph, _part(part), row), request.POST.get("seen_version", "")
    return _do(request, paragraph, partial(outcomes.remove, row, seen=seen, by=request.user))


@require_http_methods(["GET", "HEAD", "POST"])
@minutes_required
def approve(request: HttpRequest, pk: int, paragraph: int) -> HttpResponse:
    """Say which minutes the § approves."""
    paragraph = _paragraph(request, pk, paragraph)
    form = ApprovalForm(*_sent(request), paragraph=paragraph)
    if request.method == "POST" and form.is_valid():
        approved = form.cleaned_data["approves"]
        return _do(request, paragraph, partial(outcomes.set_approval, paragraph, approved))
    return _form(request, paragraph, form, "Godkännande av ett tidigare protokoll")


@require_safe
@minutes_required
def show(request: HttpRequest, pk: int, paragraph: int) -> HttpResponse:
    """What the § has, without any form."""
    return _changed(request, _paragraph(request, pk, paragraph))


@require_safe
@insiders_only
def attachment(request: HttpRequest, pk: int, attachment: int) -> HttpResponse:
    """The file, for whoever may read the minutes; a report is a document of its own."""
    meeting = get_object_or_404(Meeting.objects.visible_to(request.user), pk=pk)
    visible = Paragraph.objects.visible_to(request.user).filter(meeting=meeting)
    if not meeting.agenda_is_visible_to(request.user):
        visible = visible.none()
    found = Attachment.objects.select_related("document", "upload__blob").defer("upload__blob__data")
    row = get_object_or_404(found, paragraph__in=visible, pk=attachment)
    return saved_response(row.upload) if row.upload else redirect(row.document)


def _edit(request: HttpRequest, paragraph: Paragraph, part: Part, row: Outcome | None) -> HttpResponse:
    """Save what was sent and lead back to the §, or show the form with what is wrong in it."""
    heard = {} if row else {"text": request.GET.get("text", "")}  # what the §'s words sounded like (cues.py)
    form = part.form(*_sent(request), instance=row, paragraph=paragraph, initial=heard)
    if request.method == "POST" and form.is_valid():
        try:
            if row is None and part.model is Attachment:
                outcomes.attach(form.instance, received=form.cleaned_data["received"], by=request.user)
            else:
                outcomes.save(form.instance, seen=form.current_version, by=request.user)
        except (Refused, StaleVersion) as refusal:
            form.add_error(None, str(refusal))
        else:
            return _changed(request, paragraph)
    return _form(request, paragraph, form, part.change if row else part.add, row)


def _form(
    request: HttpRequest, paragraph: Paragraph, form: forms.BaseForm, heading: str, row: Outcome | None = None
) -> TemplateResponse:
    context = _context(paragraph) | {"form": form, "row": row, "heading": heading}
    template = "minutes/_write_outcomes.html" if request.htmx else "minutes/outcome.html"
    return TemplateResponse(request, template, context)


def _do(request: HttpRequest, paragraph: Paragraph, act: Any) -> HttpResponse:
    """Make the change, or say why not; then show what the § has."""
    try:
        act()
    except (Refused, StaleVersion) as refusal:
        messages.error(request, str(refusal))
    return _changed(request, paragraph)


def _changed(request: HttpRequest, paragraph: Paragraph) -> HttpResponse:
    if request.htmx:
        current = _paragraph(request, paragraph.meeting_id, paragraph.pk)
        return TemplateResponse(request, "minutes/_write_outcomes.html", _context(current))
    return redirect(f"{reverse('minutes:write', args=[paragraph.meeting_id])}#paragraf-{paragraph.pk}")


def _sent(request: HttpRequest) -> tuple[Any, Any]:
    """What a form was sent with; also an empty one is sent."""
    return (request.POST, request.FILES) if request.method == "POST" else (None, None)


def _context(paragraph: Paragraph) -> dict[str, Any]:
    return {"meeting": paragraph.meeting, "paragraph": paragraph}


def _part(slug: str) -> Part:
    if slug not in PARTS:
        raise Http404
    return PARTS[slug]


def _paragraph(request: HttpRequest, pk: int, paragraph: int) -> Paragraph:
    meetings = Meeting.objects.visible_to(request.user).filter(pk=pk)
    return get_object_or_404(Paragraph.objects.with_outcomes(), meeting__in=meetings, pk=paragraph)


def _row(paragraph: Paragraph, part: Part, row: int) -> Outcome:
    return get_object_or_404(part.model.objects.select_related("paragraph__meeting__body"), paragraph=paragraph, pk=row)
