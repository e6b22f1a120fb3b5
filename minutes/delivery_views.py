"""Who gets the minutes of a meeting: chosen while these are written, and what went out when they were attested."""

from functools import partial
from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse, HttpResponseBadRequest
from django.shortcuts import get_object_or_404, redirect
from django.template.response import TemplateResponse
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from big.access import minutes_required
from big.refusals import Refused
from minutes import delivery, recipients
from minutes.body_forms import RecipientForm
from minutes.delivery_forms import HandedOverForm
from minutes.models import Delivery, Meeting, Recipient

STEPS = {"up": -1, "down": 1}


# -- The list ----------------------------------------------------------------------------------------------------------


@require_safe
@minutes_required
def show(request: HttpRequest, pk: int) -> HttpResponse:
    """The list, in the order in which the minutes print it."""
    return TemplateResponse(request, _template(request), {"meeting": _meeting(request, pk)})


@require_http_methods(["GET", "HEAD", "POST"])
@minutes_required
def add(request: HttpRequest, pk: int) -> HttpResponse:
    """One more: everybody present, somebody from the register, or just a name."""
    meeting = _meeting(request, pk)
    form = RecipientForm(request.POST if request.method == "POST" else None, instance=Recipient(meeting=meeting))
    if request.method == "POST" and form.is_valid():
        try:
            recipients.add(form.instance, by=request.user)
        except Refused as refusal:
            form.add_error(None, str(refusal))
        else:
            return _changed(request, pk)
    return TemplateResponse(request, _template(request), {"meeting": meeting, "form": form})


@require_POST
@minutes_required
def arrange(request: HttpRequest, pk: int, row: int) -> HttpResponse:
    """Move a recipient up or down, or take them away: `act` says which."""
    found = get_object_or_404(_meeting(request, pk).recipients.select_related("meeting"), pk=row)
    acts: dict[str, Any] = {name: partial(recipients.move, found, step=step) for name, step in STEPS.items()}
    acts["remove"] = partial(recipients.remove, found)
    act = request.POST.get("act", "")
    if act not in acts:
        return HttpResponseBadRequest()
    try:
        acts[act]()
    except Refused as refusal:
        messages.error(request, str(refusal))
    return _changed(request, pk)


def _changed(request: HttpRequest, pk: int) -> HttpResponse:
    if request.htmx:
        return TemplateResponse(request, _template(request), {"meeting": _meeting(request, pk)})
    return redirect(f"{reverse('minutes:recipients', args=[pk])}#mottagare")


def _template(request: HttpRequest) -> str:
    return "minutes/_write_recipients.html" if request.htmx else "minutes/recipients.html"


# -- What went out -----------------------------------------------------------------------------------------------------


@require_POST
@minutes_required
def dispatch(request: HttpRequest, pk: int) -> HttpResponse:
    """Send out minutes that did not go out when they were attested, or to those who have come into the list since."""
    meeting = _meeting(request, pk)
    try:
        rows = delivery.dispatch(meeting, by=request.user)
    except Refused as refusal:
        messages.error(request, str(refusal))
    else:
        reached = sum(1 for row in rows if row.letter_id)
        if not rows:
            messages.info(request, "Alla som protokollet delges står redan i listan över vad som har skickats.")
        elif reached:
            messages.success(request, f"Protokollet skickas till {reached} av {len(rows)} mottagare.")
        else:
            messages.warning(request, "Ingen av mottagarna har någon e-postadress. De står i listan nedan.")
    return _back(meeting)


@require_POST
@minutes_required
def send_again(request: HttpRequest, pk: int, row: int) -> HttpResponse:
    meeting = _meeting(request, pk)
    found = _row(meeting, row)
    try:
        delivery.send_again(found, by=request.user)
    except Refused as refusal:
        messages.error(request, str(refusal))
    else:
        messages.success(request, f"Brevet till {found.name} skickas.")
    return _back(meeting)


@require_http_methods(["GET", "HEAD", "POST"])
@minutes_required
def hand_over(request: HttpRequest, pk: int, row: int) -> HttpResponse:
    """Note that somebody has been given the paper."""
    meeting = _meeting(request, pk)
    found = _row(meeting, row)
    form = HandedOverForm(request.POST or None, initial={"on": found.handed_on or timezone.localdate()})
    if request.method == "POST" and form.is_valid():
        try:
            delivery.hand_over(found, on=form.cleaned_data["on"], by=request.user)
        except Refused as refusal:
            form.add_error("on", str(refusal))
        else:
            messages.success(request, f"Antecknat: {found.name} har fått handlingen på papper.")
            return _back(meeting)
    return TemplateResponse(request, "minutes/hand_over.html", {"meeting": meeting, "row": found, "form": form})


def _back(meeting: Meeting) -> HttpResponse:
    return redirect(f"{meeting.get_absolute_url()}#utskick")


def _meeting(request: HttpRequest, pk: int) -> Meeting:
    return get_object_or_404(Meeting.objects.visible_to(request.user).select_related("body"), pk=pk)


def _row(meeting: Meeting, pk: int) -> Delivery:
    return get_object_or_404(meeting.deliveries.select_related("document"), pk=pk)
