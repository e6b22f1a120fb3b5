"""Meetings ahead: a year of them planned at once, one moved, one called off."""

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.template.response import TemplateResponse
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_http_methods

from big.access import bodies_required
from big.refusals import Refused
from big.versions import StaleVersion
from minutes import planning
from minutes.models import Body, Meeting
from minutes.planning_forms import CancelForm, MeetingForm, PlannedFormSet, ProposalForm


@require_http_methods(["GET", "HEAD", "POST"])
@bodies_required
def plan_meetings(request: HttpRequest, pk: int) -> HttpResponse:
    """Propose days from what the address says, let them be changed, and create the meetings."""
    body = get_object_or_404(Body, pk=pk)
    latest = Meeting.objects.visible_to(request.user).of_body(body).newest_first().first()
    proposal = ProposalForm(request.GET or None, latest=latest)
    # That a day is taken may be said to everybody; which minutes are being drafted may not.
    taken = {"form_kwargs": {"taken": set(body.meetings.not_cancelled().values_list("date", flat=True))}, "prefix": "m"}
    rows = None
    if request.method == "POST":
        rows = PlannedFormSet(request.POST, **taken)
        if rows.is_valid():
            try:
                meetings = planning.plan(body, rows.plans(), by=request.user)
            except Refused as refusal:
                messages.error(request, str(refusal))
            else:
                return _planned(request, body, meetings)
    elif proposal.is_bound and proposal.is_valid():
        rows = PlannedFormSet(initial=proposal.proposed(), **taken)
    context = {"body": body, "proposal": proposal, "rows": rows}
    return TemplateResponse(request, "minutes/plan.html", context)


def _planned(request: HttpRequest, body: Body, meetings: list[Meeting]) -> HttpResponse:
    if not meetings:
        messages.info(request, "Inget sammanträde var förkryssat, så inget skapades.")
        return redirect(body)
    if len(meetings) == 1:
        messages.success(request, f"{meetings[0]} är planerat.")
        return redirect(meetings[0])
    messages.success(request, f"{len(meetings)} sammanträden är planerade.")
    return redirect(f"{reverse('minutes:list')}?year={meetings[0].date.year}&body={body.pk}")


@require_http_methods(["GET", "HEAD", "POST"])
@bodies_required
def change_meeting(request: HttpRequest, pk: int) -> HttpResponse:
    """Another day, time, place, format or link."""
    meeting = get_object_or_404(Meeting.objects.visible_to(request.user), pk=pk)
    title, was_called = str(meeting), meeting.state == Meeting.State.CALLED
    if not meeting.is_movable:
        messages.info(request, f"Sammanträdet är {meeting.label} och kan inte ändras.")
        return redirect(meeting)
    form = MeetingForm(request.POST or None, instance=meeting)
    if request.method == "POST" and form.is_valid():
        try:
            changes = planning.change(meeting, by=request.user)
        except (Refused, StaleVersion) as refusal:
            form.add_error(None, str(refusal))
        else:
            _tell(request, meeting, changes, was_called=was_called)
            return redirect(meeting)
    context = {"meeting": meeting, "title": title, "form": form}
    return TemplateResponse(request, "minutes/change_meeting.html", context)


def _tell(request: HttpRequest, meeting: Meeting, changes: list[str], *, was_called: bool) -> None:
    if not changes:
        messages.info(request, "Inget var ändrat.")
        return
    messages.success(request, f"Sparat. {'; '.join(changes).capitalize()}.")
    for remark in planning.remarks_on(meeting.date, today=timezone.localdate()) if meeting.is_ahead else []:
        messages.warning(request, remark)
    if was_called:
        messages.warning(request, "Kallelsen är redan skickad: skicka en ny, så att alla får veta.")


@require_http_methods(["GET", "HEAD", "POST"])
@bodies_required
def cancel_meeting(request: HttpRequest, pk: int) -> HttpResponse:
    meeting = get_object_or_404(Meeting.objects.visible_to(request.user), pk=pk)
    if not meeting.is_ahead:
        messages.info(request, f"Sammanträdet är {meeting.label} och kan inte ställas in.")
        return redirect(meeting)
    form = CancelForm(request.POST or None, meeting=meeting)
    if request.method == "POST" and form.is_valid():
        meeting.version = form.cleaned_data["version"]
        try:
            planning.cancel(meeting, reason=form.cleaned_data["reason"], by=request.user)
        except (Refused, StaleVersion) as refusal:
            form.add_error(None, str(refusal))
        else:
            messages.success(request, "Sammanträdet är inställt.")
            return redirect(meeting)
    return TemplateResponse(request, "minutes/cancel_meeting.html", {"meeting": meeting, "form": form})
