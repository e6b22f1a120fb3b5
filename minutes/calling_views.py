"""The notice of a meeting, and the meeting in people's calendars."""

from django.contrib import messages
from django.contrib.auth.decorators import login_not_required
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.template.response import TemplateResponse
from django.utils import timezone
from django.views.decorators.http import require_http_methods, require_safe

from big.access import insiders_only, is_insider, minutes_required
from big.documents.pages import pdf_response
from big.people import feeds
from big.refusals import Refused
from minutes import agenda, calendars, calling
from minutes.agenda_forms import NoticeForm
from minutes.models import Meeting


@require_http_methods(["GET", "HEAD", "POST"])
@minutes_required
def notice(request: HttpRequest, pk: int) -> HttpResponse:
    """See what would be sent, to whom and what is different since the last time; then send it."""
    meeting = get_object_or_404(Meeting.objects.visible_to(request.user).select_related("body"), pk=pk)
    if not meeting.is_ahead:
        messages.info(request, f"Det går inte att kalla till sammanträdet: {meeting.label}.")
        return redirect(meeting)
    draft = calling.draft(meeting, today=timezone.localdate())
    form = NoticeForm(request.POST or None, draft=draft)
    if request.method == "POST" and form.is_valid():
        try:
            sent = calling.send(meeting, seen=form.cleaned_data["seen"], by=request.user)
        except Refused as refusal:
            form = NoticeForm(draft=draft)
            messages.error(request, str(refusal))
        else:
            count = sent.receivers.count()
            messages.success(request, f"Kallelsen är skickad till {count} {'person' if count == 1 else 'personer'}.")
            return redirect(meeting)
    context = {"meeting": meeting, "draft": draft, "form": form, "offer": agenda.offer(meeting)}
    return TemplateResponse(request, "minutes/notice.html", context)


@require_safe
@minutes_required
def notice_pdf(request: HttpRequest, pk: int) -> HttpResponse:
    """The notice as it would be sent now, marked as a draft."""
    meeting = get_object_or_404(Meeting.objects.visible_to(request.user).select_related("body"), pk=pk)
    if not meeting.is_ahead:
        raise Http404
    try:
        pdf = calling.notice_pdf(calling.draft(meeting, today=timezone.localdate()), preview=True)
    except Refused as refusal:
        messages.error(request, str(refusal))
        return redirect("minutes:notice", meeting.pk)
    return pdf_response(pdf, "kallelse-forhandsvisning.pdf")


@require_safe
@insiders_only
def calendar(request: HttpRequest, pk: int) -> HttpResponse:
    """The meeting for one's own calendar."""
    meetings = Meeting.objects.visible_to(request.user).in_calendars().exclude(date=None)
    meeting = get_object_or_404(meetings.select_related("body"), pk=pk)
    return _calendar_response(calendars.published([meeting]), "sammantrade.ics")


@require_safe
@login_not_required
def feed(request: HttpRequest, token: str) -> HttpResponse:
    """The meetings for a calendar that follows them; the token says whose address it is."""
    reader = feeds.reader(token)
    if reader is None or not is_insider(reader):
        raise Http404
    return _calendar_response(calendars.feed(reader), "sammantraden.ics")


def _calendar_response(text: str, file_name: str) -> HttpResponse:
    return HttpResponse(
        text,
        content_type="text/calendar; charset=utf-8",
        headers={"Content-Disposition": f'attachment; filename="{file_name}"', "Cache-Control": "private, no-cache"},
    )
