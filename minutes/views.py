from typing import Any

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.template.response import TemplateResponse
from django.views.decorators.http import require_http_methods, require_safe

from big.access import insiders_only, may_keep_bodies, may_keep_minutes, minutes_required
from big.documents.pages import pdf_response, saved_response
from big.people.events import record
from big.people.models import Event, User
from big.refusals import Refused
from big.versions import StaleVersion
from minutes import attestation, delivery, numbering, rounds
from minutes.agenda_views import before
from minutes.drafting import why_not_write
from minutes.forms import PaperAttestationForm
from minutes.models import Correction, Meeting
from minutes.planning_forms import MeetingFilterForm
from minutes.printing import minutes_pdf, signatures
from minutes.signing_elsewhere import signing_of

PER_PAGE = 50


@require_safe
@insiders_only
def meeting_list(request: HttpRequest) -> TemplateResponse:
    visible = Meeting.objects.visible_to(request.user)
    years = [day.year for day in visible.dates("date", "year", order="DESC")]
    form = MeetingFilterForm(request.GET or None, years=years)
    meetings = form.filter(visible).newest_first().select_related("body", "document").with_approval(request.user)
    page = Paginator(meetings, PER_PAGE).get_page(request.GET.get("page"))
    return TemplateResponse(request, "minutes/list.html", {"form": form, "page": page})


@require_safe
@insiders_only
def detail(request: HttpRequest, pk: int) -> TemplateResponse:
    meetings = Meeting.objects.visible_to(request.user).with_contents(request.user).with_approval(request.user)
    meeting = numbering.show(get_object_or_404(meetings, pk=pk))
    context = {
        "meeting": meeting,
        "attendance": meeting.present(),
        "absent": meeting.absent(),
        "paragraphs": meeting.paragraphs.all() if meeting.agenda_is_visible_to(request.user) else [],
        "chairs": meeting.chairs(),
        "before": before(request.user, meeting),
        "signatures": signatures(meeting),
        "may_follow": rounds.may_follow(request.user, meeting) and meeting.rounds.filter(correction=None).exists(),
        "signing": signing_of(meeting),
        "may_attest": may_keep_minutes(request.user),
        "may_write": may_keep_minutes(request.user) and not why_not_write(meeting),
        "may_move": meeting.is_movable and may_keep_bodies(request.user),
        "agenda_is_hidden": not meeting.agenda_is_visible_to(request.user),
        "shows_texts": meeting.texts_are_visible_to(request.user),
    }
    if meeting.is_attested:
        context |= _afterwards(request.user, meeting)
    return TemplateResponse(request, "minutes/detail.html", context)


def _afterwards(user: User, meeting: Meeting) -> dict[str, Any]:
    """What has come of attested minutes; to whom they went only for who keeps them, since there are addresses."""
    found = {
        "corrections": Correction.objects.visible_to(user).filter(meeting=meeting).select_related("paragraph"),
        "extracts": meeting.extracts.select_related("document__finalised_by"),
    }
    if not may_keep_minutes(user):
        return found
    sent = delivery.log(meeting)
    return found | {
        "sent": sent,
        "somebody_is_unreached": any(one.is_unreached for one in sent),
        "minutes_are_sent": any(one.row.document_id == meeting.document_id for one in sent),
    }


@require_safe
@insiders_only
def draft_pdf(request: HttpRequest, pk: int) -> HttpResponse:
    """The minutes as they stand, marked as a draft; attested ones are downloaded as they were stored."""
    meeting = get_object_or_404(Meeting.objects.visible_to(request.user).with_contents(request.user), pk=pk)
    if meeting.is_attested:
        return redirect(meeting.document)
    if not meeting.texts_are_visible_to(request.user):
        raise Http404
    try:
        pdf = minutes_pdf(meeting, draft=True)
    except Refused as refusal:
        messages.error(request, str(refusal))
        return redirect(meeting)
    record(Event.Act.DRAFT_READ, by=request.user, subject=meeting, detail="PDF")
    return pdf_response(pdf, "protokoll-utkast.pdf")


@require_safe
@insiders_only
def original(request: HttpRequest, pk: int) -> HttpResponse:
    """The file that the minutes were read in from."""
    visible = Meeting.objects.visible_to(request.user).exclude(source=None).select_related("source__blob")
    return saved_response(get_object_or_404(visible, pk=pk).source)


@require_safe
@insiders_only
def scan(request: HttpRequest, pk: int) -> HttpResponse:
    """The signed paper that attested minutes were attested on, as a picture."""
    return saved_response(get_object_or_404(Meeting.objects.visible_to(request.user).with_scan(), pk=pk).scan)


@require_http_methods(["GET", "HEAD", "POST"])
@minutes_required
def attest_on_paper(request: HttpRequest, pk: int) -> HttpResponse:
    """Record that the paper minutes have been attested with ink."""
    meeting = get_object_or_404(Meeting.objects.visible_to(request.user).with_contents(), pk=pk)
    if not meeting.is_draft:
        messages.info(request, why_not_write(meeting) or f"Det finns inget protokoll att justera: {meeting.label}.")
        return redirect(meeting)
    form = PaperAttestationForm(request.POST or None, request.FILES or None, meeting=meeting)
    if request.method == "POST" and form.is_valid():
        typed = form.cleaned_data
        meeting.version = typed.pop("version")
        try:
            document = attestation.attest_on_paper(meeting, **typed, by=request.user)
        except (Refused, StaleVersion) as refusal:
            form.add_error(None, str(refusal))
        else:
            messages.success(request, f"Protokollet är justerat och sparat som {document.file_name}.")
            return redirect(meeting)
    context = {"meeting": meeting, "form": form, "missing": attestation.missing_to_attest(meeting)}
    return TemplateResponse(request, "minutes/attest_on_paper.html", context)
