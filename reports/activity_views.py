"""One activity: its page and form, what was changed in it, and what was deleted. The list is in `list_views`."""

from collections.abc import Callable
from typing import Any

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.template.response import TemplateResponse
from django.views.decorators.http import require_http_methods, require_POST, require_safe
from reversion.models import Version

from big.access import activities_required, may_keep_lists
from big.people import unsaved
from big.refusals import Refused
from big.versions import StaleVersion
from reports import following_up, recording
from reports.abbreviations import expand, find_abbreviations
from reports.forms import ActivityForm, suggested_status
from reports.models import Abbreviation, Activity, Area
from reports.status_cues import turn_into_done

PER_PAGE = 50


@require_safe
@activities_required
def detail(request: HttpRequest, pk: int) -> TemplateResponse:
    """One activity; also a deleted one, which can be taken back from here."""
    return TemplateResponse(request, "reports/activity.html", {"activity": _activity(request, pk)})


@require_http_methods(["GET", "HEAD", "POST"])
@activities_required
def new(request: HttpRequest) -> HttpResponse:
    last_area = Area.objects.filter(is_retired=False, activities__created_by=request.user)
    last_area = last_area.order_by("-activities__pk").first()
    kept = unsaved.for_form(request, "Ny insats")
    form = ActivityForm(request.POST or None, kept=kept, last_area=last_area)
    return _answer(request, form, "Ny insats")


@require_http_methods(["GET", "HEAD", "POST"])
@activities_required
def change(request: HttpRequest, pk: int) -> HttpResponse:
    activity = _activity(request, pk)
    if activity.is_deleted and request.method != "POST":
        messages.info(request, "Insatsen är borttagen. Ta tillbaka den för att ändra i den.")
        return redirect(activity)
    form = ActivityForm(request.POST or None, instance=activity, kept=unsaved.for_form(request, f"Ändra: {activity}"))
    return _answer(request, form, "Ändra insatsen")


@require_http_methods(["GET", "HEAD", "POST"])
@activities_required
def copy(request: HttpRequest, pk: int) -> HttpResponse:
    """A new activity that begins as another, without its time."""
    original = _activity(request, pk)
    begin = _beginning(original, "text", "note", "participants", "participants_qualifier")
    form = ActivityForm(request.POST or None, initial=begin, kept=unsaved.for_form(request, f"Kopia: {original}"))
    return _answer(request, form, "Kopia av en insats")


def _beginning(original: Activity, *names: str) -> dict[str, Any]:
    """What the form of one activity takes over from another: what it is about, and the fields named."""
    begin = {name: getattr(original, name) for name in names}
    begin |= {"area": original.area_id, "also_area": original.also_area_id, "kind": original.kind_id}
    return begin | recording.lists_of(original)


def _answer(
    request: HttpRequest, form: ActivityForm, heading: str, save: Callable[..., None] = recording.save
) -> HttpResponse:
    """Save what was sent and lead on, or show the form with what is wrong in it. What is sent twice is saved once."""
    led_to = unsaved.saved_before(request.POST, by=request.user) if request.method == "POST" else ""
    if not led_to and request.method == "POST" and form.is_valid():
        lists = {name: form.cleaned_data[name] for name in recording.LISTS}

        def save_and_lead() -> str:
            save(form.instance, **lists, by=request.user)
            return form.instance.get_absolute_url()

        try:
            led_to = unsaved.once(request.POST, by=request.user, save=save_and_lead)
        except (Refused, StaleVersion) as refusal:
            form.add_error(None, str(refusal))
    if led_to:
        messages.success(request, "Insatsen är sparad.")
        return redirect("reports:new_activity") if "another" in request.POST else redirect(led_to)
    context = {"form": form, "heading": heading, "may_keep_lists": may_keep_lists(request.user)}
    return TemplateResponse(request, "reports/activity_form.html", context)


@require_POST
@activities_required
def advice(request: HttpRequest) -> TemplateResponse:
    """What the text suggests, asked for while somebody types it: a status, and abbreviations to spell out."""
    text = request.POST.get("text", "")
    known = Abbreviation.objects.as_known()
    context = {
        "text": text,
        "suggested": suggested_status(text),
        "abbreviations": [
            (found, expand(text, found.short, found.expansion)) for found in find_abbreviations(text, known)
        ],
    }
    return TemplateResponse(request, "reports/_advice.html", context)


@require_POST
@activities_required
def delete(request: HttpRequest, pk: int) -> HttpResponse:
    """Take the activity away, if it is as the person saw it (`version` in the address)."""
    activity = _activity(request, pk)
    try:
        if request.GET.get("version") != str(activity.version):
            raise StaleVersion(activity)
        recording.delete(activity, by=request.user)
    except (Refused, StaleVersion) as refusal:
        messages.error(request, str(refusal))
    return redirect(activity)


@require_POST
@activities_required
def undelete(request: HttpRequest, pk: int) -> HttpResponse:
    activity = _activity(request, pk)
    try:
        recording.undelete(activity, by=request.user)
    except (Refused, StaleVersion) as refusal:
        messages.error(request, str(refusal))
    else:
        messages.success(request, "Insatsen är tillbaka.")
    return redirect(activity)


@require_safe
@activities_required
def deleted(request: HttpRequest) -> TemplateResponse:
    """What can be taken back, when one has left the page where it was deleted."""
    found = Activity.objects.visible_to(request.user).deleted().last_deleted_first()
    page = Paginator(found.select_related("area", "deleted_by"), PER_PAGE).get_page(request.GET.get("page"))
    return TemplateResponse(request, "reports/deleted.html", {"page": page})


@require_POST
@activities_required
def unmark_reported(request: HttpRequest, pk: int) -> HttpResponse:
    activity = _activity(request, pk)
    try:
        recording.unmark_reported(activity, by=request.user)
    except StaleVersion as stale:
        messages.error(request, str(stale))
    else:
        messages.success(request, "Insatsen är inte längre markerad som redan rapporterad.")
    return redirect(activity)


@require_safe
@activities_required
def history(request: HttpRequest, pk: int) -> TemplateResponse:
    activity = _activity(request, pk)
    context = {"activity": activity, "changes": recording.history(activity)}
    return TemplateResponse(request, "reports/activity_history.html", context)


@require_POST
@activities_required
def restore(request: HttpRequest, pk: int, version: int) -> HttpResponse:
    activity = _activity(request, pk)
    try:
        recording.restore(activity, version, by=request.user)
    except (Refused, StaleVersion) as refusal:
        messages.error(request, str(refusal))
    except Version.DoesNotExist:
        messages.error(request, "Den versionen finns inte.")
    else:
        messages.success(request, "Insatsen är som den var då. Versionerna däremellan finns kvar i historiken.")
    return redirect(activity)


# -- What became of what was planned ----------------------------------------------------------------------------------


@require_safe
@activities_required
def to_follow_up(request: HttpRequest) -> TemplateResponse:
    """What was planned and whose time has passed: what this person is asked about, or everything."""
    everybodys = request.GET.get("vems") == "allas"
    awaiting = Activity.objects.visible_to(request.user).awaiting_answer().latest_passed_first()
    found = awaiting if everybodys else awaiting.asked_of(request.user)
    page = Paginator(found.select_related("area", "created_by"), PER_PAGE).get_page(request.GET.get("page"))
    return TemplateResponse(request, "reports/to_follow_up.html", {"page": page, "everybodys": everybodys})


@require_safe
@activities_required
def follow_up(request: HttpRequest, pk: int) -> HttpResponse:
    """Ask what became of it."""
    planned = _activity(request, pk)
    if not planned.may_be_followed_up:
        return _nothing_to_answer(request, planned)
    return TemplateResponse(request, "reports/follow_up.html", {"activity": planned})


@require_http_methods(["GET", "HEAD", "POST"])
@activities_required
def follow_up_held(request: HttpRequest, pk: int) -> HttpResponse:
    """It took place: the form begins with all that was planned, told as done."""
    planned = _activity(request, pk)
    begin = _beginning(planned, "when", "participants", "participants_qualifier")
    begin |= {"text": turn_into_done(planned.text), "status": Activity.Status.COMPLETED}
    return _answer_for(request, planned, begin, "Genomförd")


@require_http_methods(["GET", "HEAD", "POST"])
@activities_required
def follow_up_moved(request: HttpRequest, pk: int) -> HttpResponse:
    """It takes place later: the form begins with all but the time."""
    planned = _activity(request, pk)
    begin = _beginning(planned, "text", "status", "participants", "participants_qualifier")
    return _answer_for(request, planned, begin, "Flyttad", begin_at="when")


def _answer_for(
    request: HttpRequest, planned: Activity, begin: dict[str, Any], heading: str, begin_at: str = "text"
) -> HttpResponse:
    kept = unsaved.for_form(request, f"{heading}: {planned}")
    if request.method != "POST" and not planned.may_be_followed_up and not kept.unsaved:
        return _nothing_to_answer(request, planned)
    follow_on = Activity(continues=planned)
    form = ActivityForm(request.POST or None, instance=follow_on, initial=begin, kept=kept, begin_at=begin_at)
    return _answer(request, form, heading, save=following_up.answer)


@require_POST
@activities_required
def cancel(request: HttpRequest, pk: int) -> HttpResponse:
    planned = _activity(request, pk)
    try:
        cancelled = following_up.cancel(planned, by=request.user)
    except Refused as refusal:
        messages.error(request, str(refusal))
        return redirect(planned)
    if cancelled == planned:
        messages.success(request, "Insatsen är inställd.")
    else:
        messages.success(request, "Insatsen är inställd. Så här kan det stå i nästa rapport; ändra det gärna.")
    return redirect(cancelled)


def _nothing_to_answer(request: HttpRequest, planned: Activity) -> HttpResponse:
    messages.info(request, following_up.why_not(planned))
    return redirect(planned)


def _activity(request: HttpRequest, pk: int) -> Activity:
    """Also one that is deleted: only lists leave it out."""
    return get_object_or_404(Activity.objects.visible_to(request.user).with_details(), pk=pk)
