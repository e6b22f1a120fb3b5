"""Attendance: one press for each change. A script is answered with the list, anybody else with the page."""

from collections.abc import Callable
from functools import partial
from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse, HttpResponseBadRequest
from django.shortcuts import get_object_or_404, redirect
from django.template.response import TemplateResponse
from django.urls import reverse
from django.views.decorators.http import require_http_methods, require_POST

from big.access import minutes_required
from big.refusals import Refused
from minutes import attendance, numbering
from minutes.attendance_forms import GuestForm, OfficersForm, PartForm
from minutes.models import Attendance, Meeting

STEPS = {"up": -1, "down": 1}


@require_http_methods(["GET", "HEAD", "POST"])
@minutes_required
def add(request: HttpRequest, pk: int) -> HttpResponse:
    """Add a substitute, a guest, or somebody absent."""
    meeting = _meeting(request, pk)
    form = GuestForm(*_sent(request))
    if request.method == "POST" and form.is_valid():
        chosen = form.cleaned_data
        try:
            attendance.add(meeting, chosen["person"], status=chosen["status"], by=request.user)
        except Refused as refusal:
            form.add_error("person", str(refusal))
        else:
            return _changed(request, meeting)
    return _form(request, meeting, form, "Lägg till i närvarolistan")


@require_http_methods(["GET", "HEAD", "POST"])
@minutes_required
def part(request: HttpRequest, pk: int, row: int) -> HttpResponse:
    """From and until which § somebody was there, and for whom."""
    meeting = _meeting(request, pk)
    row = _row(meeting, row)
    form = PartForm(*_sent(request), row=row, meeting=meeting)
    if request.method == "POST" and form.is_valid():
        try:
            attendance.set_part(row, **form.cleaned_data)
        except Refused as refusal:
            form.add_error(None, str(refusal))
        else:
            return _changed(request, meeting)
    return _form(request, meeting, form, f"Närvaro: {row.name}", row)


@require_http_methods(["GET", "HEAD", "POST"])
@minutes_required
def officers(request: HttpRequest, pk: int) -> HttpResponse:
    """Who led, wrote and attests."""
    meeting = _meeting(request, pk)
    form = OfficersForm(*_sent(request), meeting=meeting)
    if request.method == "POST" and form.is_valid():
        try:
            attendance.set_officers(meeting, **form.cleaned_data)
        except Refused as refusal:
            form.add_error(None, str(refusal))
        else:
            return _changed(request, meeting)
    return _form(request, meeting, form, "Ordförande, sekreterare och justerare")


@require_POST
@minutes_required
def arrange(request: HttpRequest, pk: int, row: int) -> HttpResponse:
    """Change somebody's status, or move or remove the row: `act` says which."""
    meeting = _meeting(request, pk)
    row = _row(meeting, row)
    act = request.POST.get("act", "")
    acts: dict[str, Callable[[], Any]] = {
        value: partial(attendance.set_status, row, value) for value in Attendance.Status.values
    }
    acts |= {name: partial(attendance.move, row, step=step) for name, step in STEPS.items()}
    acts["remove"] = partial(attendance.remove, row)
    if act not in acts:
        return HttpResponseBadRequest()
    return _do(request, meeting, acts[act])


@require_http_methods(["GET", "HEAD", "POST"])
@minutes_required
def show(request: HttpRequest, pk: int) -> HttpResponse:
    """The list; posting fills an empty one from the body's members of the day."""
    meeting = _meeting(request, pk)
    if request.method == "POST":
        return _do(request, meeting, partial(attendance.refill, meeting))
    return TemplateResponse(request, _template(request), {"meeting": meeting})


def _do(request: HttpRequest, meeting: Meeting, act: Callable[[], Any]) -> HttpResponse:
    """Make the change, or say why not."""
    try:
        act()
    except Refused as refusal:
        messages.error(request, str(refusal))
    return _changed(request, meeting)


def _changed(request: HttpRequest, meeting: Meeting) -> HttpResponse:
    if request.htmx:
        context = {"meeting": _meeting(request, meeting.pk)}
        return TemplateResponse(request, "minutes/_write_attendance.html", context)
    return redirect(f"{reverse('minutes:attendance', args=[meeting.pk])}#narvaro")


def _form(
    request: HttpRequest, meeting: Meeting, form: Any, heading: str, row: Attendance | None = None
) -> TemplateResponse:
    context = {"meeting": meeting, "form": form, "heading": heading, "row": row}
    return TemplateResponse(request, _template(request), context)


def _template(request: HttpRequest) -> str:
    return "minutes/_write_attendance.html" if request.htmx else "minutes/attendance.html"


def _sent(request: HttpRequest) -> tuple[Any]:
    """What a form was sent with; also an empty one is sent."""
    return (request.POST if request.method == "POST" else None,)


def _meeting(request: HttpRequest, pk: int) -> Meeting:
    """A meeting with what stands on it; its numbers as they will be."""
    return numbering.show(get_object_or_404(Meeting.objects.visible_to(request.user).with_contents(), pk=pk))


def _row(meeting: Meeting, pk: int) -> Attendance:
    return get_object_or_404(meeting.attendance.select_related("meeting", "stands_in_for"), pk=pk)
