"""Composing a report: one page, where every change saves itself and can be undone.

A change that comes from a script is answered with what it changed on the page, any other with the page.
"""

from collections.abc import Callable, Iterable
from functools import partial
from typing import Any

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse, HttpResponseBadRequest
from django.shortcuts import get_object_or_404, redirect
from django.template.response import TemplateResponse
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_http_methods, require_POST, require_safe
from django_htmx.http import HttpResponseClientRedirect, trigger_client_event

from big.access import insiders_only, may_keep_lists, may_publish, publishing_required
from big.differences import word_difference
from big.documents.preview import page_pictures
from big.people import unsaved
from big.people.events import record
from big.people.models import Event
from big.refusals import Refused
from big.swedish import sentence_list
from big.versions import StaleVersion
from reports import composing, telling
from reports.advising import advise
from reports.forms import ItemForm, NewItemForm, NewReportForm, NewSectionForm, ReportForm, SectionForm
from reports.models import Activity, Report, ReportItem, ReportSection
from reports.printing import report_pdf


@require_http_methods(["GET", "HEAD", "POST"])
@publishing_required
def new(request: HttpRequest) -> HttpResponse:
    """Begin a report, for the period that follows on the last. What is sent twice begins one."""
    proposal = composing.propose(timezone.localdate())
    kept = unsaved.for_form(request, "Ny rapport")
    form = NewReportForm(request.POST or None, initial=vars(proposal), kept=kept)
    if request.method == "POST" and form.is_valid():

        def begin() -> str:
            return reverse("reports:compose", args=[composing.begin(**form.typed(), by=request.user).pk])

        return redirect(unsaved.once(request.POST, by=request.user, save=begin))
    return TemplateResponse(request, "reports/new_report.html", {"form": form})


@require_safe
@publishing_required
def compose(request: HttpRequest, pk: int) -> HttpResponse:
    report = _report(request, pk)
    if report.is_locked:
        messages.info(request, "Rapporten är publicerad och kan inte ändras.")
        return HttpResponseClientRedirect(report.get_absolute_url()) if request.htmx else redirect(report)
    return _shown(request, report)


@require_safe
@publishing_required
def preview(request: HttpRequest, pk: int) -> TemplateResponse:
    """The pages of the PDF that the draft would become now."""
    report = get_object_or_404(Report.objects.visible_to(request.user).drafts().with_contents(), pk=pk)
    context: dict[str, Any] = {"report": report, "pictures": [], "refusal": ""}
    try:
        context["pictures"] = page_pictures(report_pdf(report))
    except Refused as refusal:
        context["refusal"] = str(refusal)
    return TemplateResponse(request, "reports/_preview.html", context)


@require_http_methods(["GET", "HEAD", "POST"])
@publishing_required
def particulars(request: HttpRequest, pk: int) -> HttpResponse:
    """Title, day and period."""
    report = _report(request, pk)
    if report.is_locked:
        return redirect(report)
    form = ReportForm(request.POST or None, instance=report)
    if request.method == "POST" and form.is_valid():
        try:
            form.instance.save()
        except StaleVersion as stale:
            form.add_error(None, str(stale))
        else:
            record(Event.Act.EDITED, by=request.user, subject=report.trail_name, detail="rubrik, datum eller period")
            messages.success(request, "Rapportens uppgifter är sparade.")
            return redirect("reports:compose", report.pk)
    return TemplateResponse(request, "reports/particulars.html", {"form": form, "report": report})


@require_POST
@publishing_required
def edit_item(request: HttpRequest, pk: int, item: int) -> HttpResponse:
    """Save the text of an item. What somebody else has written there is shown beside it, and the writer chooses.

    What saves itself keeps the version that its writer saw, and so never goes over the other's; see _item_remarks.html.
    """
    item = _item(request, pk, item)
    form = ItemForm(request.POST, instance=item)
    context: dict[str, Any] = {"item": item, "error": "", "pieces": [], "is_saved": False, "remarks": [], "theirs": 0}
    if not form.is_valid():
        context["error"] = " ".join(error for errors in form.errors.values() for error in errors)
    else:
        item.version = form.cleaned_data["version"]
        try:
            context["item"] = composing.edit_item(item, text=form.cleaned_data["text"], by=request.user)
        except StaleVersion as stale:
            if request.htmx and _number(request.POST.get("conflict")) == stale.record.version:
                return HttpResponse(status=204)  # it is shown already, with buttons that somebody may be pressing now
            context["pieces"] = word_difference(stale.record.text, form.cleaned_data["text"])
            context["theirs"] = stale.record.version
        except Refused as refusal:
            context["error"] = str(refusal)
        else:
            context["is_saved"] = True
            context["remarks"] = _remarks(request, pk, item)
            report = item.section.report
            context |= {"report": report, "last_change": composing.last_change(report)}
    if request.htmx:
        return _and_refresh(TemplateResponse(request, "reports/_item_status.html", context))
    if context["is_saved"]:
        return _back(item.section.report, f"punkt-{item.pk}")
    return _shown(request, _report(request, pk), unsaved=context)


def _remarks(request: HttpRequest, pk: int, item: ReportItem) -> list[str]:
    sections = list(_report(request, pk).sections.all())
    advise(sections)
    return next((other.remarks for section in sections for other in section.items.all() if other == item), [])


@require_POST
@publishing_required
def arrange_item(request: HttpRequest, pk: int, item: int) -> HttpResponse:
    """Move an item up, down or to another section, hide it or show it: `act` says which."""
    item = _item(request, pk, item)
    number = item.section.items.filter(position__lte=item.position).count()
    acts: dict[str, Callable[[], Any]] = {
        "up": lambda: composing.move_item(item, to=item.section, position=number - 1, by=request.user),
        "down": lambda: composing.move_item(item, to=item.section, position=number + 1, by=request.user),
        "hide": lambda: composing.set_hidden(item, is_hidden=True, by=request.user),
        "show": lambda: composing.set_hidden(item, is_hidden=False, by=request.user),
        "place": lambda: _place(request, item),
        "original": lambda: composing.edit_item(item, text=item.activity.text, by=request.user),
    }
    act = acts.get(request.POST.get("act", ""))
    if act is None or (act is acts["original"] and item.activity is None):
        return HttpResponseBadRequest()
    return _do(request, item.section.report, act, anchor=f"punkt-{item.pk}")


def _place(request: HttpRequest, item: ReportItem) -> None:
    """In the section that was chosen: where it was dropped, or else last."""
    sections = ReportSection.objects.filter(report=item.section.report_id)
    section = get_object_or_404(sections, pk=_number(request.POST.get("section")))
    position = _number(request.POST.get("position")) or section.items.count() + 1
    composing.move_item(item, to=section, position=position, by=request.user)


@require_POST
@publishing_required
def add_item(request: HttpRequest, pk: int, section: int) -> HttpResponse:
    """Add a free text, or an activity: one that waits, or one to repeat."""
    section = _section(request, pk, section)
    activity = Activity.objects.kept().filter(pk=_number(request.POST.get("activity"))).first()
    form = NewItemForm(request.POST)
    text = (form.cleaned_data["text"] if form.is_valid() else "") or (activity.text if activity else "")
    if not text:
        messages.error(request, "Skriv punktens text först.")
        return _changed(request, section.report, anchor=f"avsnitt-{section.pk}")
    add = partial(composing.add_item, section, text=text, activity=activity, by=request.user)
    return _do(request, section.report, add, anchor=f"avsnitt-{section.pk}")


@require_POST
@publishing_required
def edit_section(request: HttpRequest, pk: int, section: int) -> HttpResponse:
    section = _section(request, pk, section)
    form = SectionForm(request.POST, instance=section)
    unsaved: dict[str, Any] = {"pk": section.pk, "error": "", "pieces": [], "version": request.POST.get("version", "")}
    if not form.is_valid():
        unsaved["error"] = " ".join(error for errors in form.errors.values() for error in errors)
    else:
        section.version = form.cleaned_data["version"]
        typed = {name: form.cleaned_data[name] for name in ("heading", "intro")}
        try:
            composing.edit_section(section, **typed, by=request.user)
        except StaleVersion as stale:
            theirs, mine = (f"{one.heading}\n{one.intro}" for one in (stale.record, section))
            unsaved |= {"pieces": word_difference(theirs, mine), "version": stale.record.version}
        except Refused as refusal:
            unsaved["error"] = str(refusal)
        else:
            return _changed(request, section.report, anchor=f"avsnitt-{section.pk}")
    unsaved |= {"heading": request.POST.get("heading", ""), "intro": request.POST.get("intro", "")}
    return _shown(request, _report(request, pk), unsaved_section=unsaved)


@require_POST
@publishing_required
def add_section(request: HttpRequest, pk: int) -> HttpResponse:
    """Add a section of the report's own. What was wrong is said, and what was typed kept."""
    report = _report(request, pk)
    form = NewSectionForm(request.POST, report=report)
    if form.is_valid():
        typed = form.cleaned_data
        try:
            added = composing.add_section(
                report, heading=typed["heading"], intro=typed["intro"], under=typed["parent"], by=request.user
            )
        except Refused as refusal:
            form.add_error(None, str(refusal))
        else:
            return _changed(request, report, anchor=f"avsnitt-{added.pk}", added=added.pk)
    return _shown(request, _report(request, pk), new_section=form)


@require_POST
@publishing_required
def arrange_section(request: HttpRequest, pk: int, section: int) -> HttpResponse:
    """Move a section up, down or under another heading, hide it or show it, or remove it: `act` says which."""
    section = _section(request, pk, section)
    siblings = section.report.sections.filter(parent=section.parent_id)
    number = siblings.filter(position__lte=section.position).count()
    move = partial(composing.move_section, section, under=section.parent, by=request.user)
    acts: dict[str, Callable[[], Any]] = {
        "up": partial(move, position=number - 1),
        "down": partial(move, position=number + 1),
        "hide": partial(composing.set_section_hidden, section, is_hidden=True, by=request.user),
        "show": partial(composing.set_section_hidden, section, is_hidden=False, by=request.user),
        "place": lambda: _place_section(request, section),
        "remove": lambda: _remove_section(request, section),
    }
    act = acts.get(request.POST.get("act", ""))
    if act is None:
        return HttpResponseBadRequest()
    return _do(request, section.report, act, anchor=f"avsnitt-{section.pk}")


def _place_section(request: HttpRequest, section: ReportSection) -> None:
    """Last under the heading that was chosen, or last of all."""
    sections = section.report.sections
    chosen = request.POST.get("under")
    under = get_object_or_404(sections, pk=_number(chosen)) if chosen else None
    position = sections.filter(parent=under).count() + 1
    composing.move_section(section, under=under, position=position, by=request.user)


def _remove_section(request: HttpRequest, section: ReportSection) -> None:
    section.version = _number(request.POST.get("version"))
    composing.remove_section(section, by=request.user)


@require_POST
@insiders_only
def set_ready(request: HttpRequest, pk: int, section: int) -> HttpResponse:
    """By the editor, or by who is responsible for the area."""
    section = _section(request, pk, section)
    if not section.may_be_marked_by(request.user):
        raise PermissionDenied
    is_ready = request.POST.get("ready") == "1"
    mark = partial(composing.set_ready, section, is_ready=is_ready, by=request.user)
    return _do(request, section.report, mark, anchor=f"avsnitt-{section.pk}")


@require_POST
@publishing_required
def remind(request: HttpRequest, pk: int) -> HttpResponse:
    """Write to those whose sections are not ready."""
    report = _report(request, pk)
    try:
        names = telling.remind(report, by=request.user)
    except Refused as refusal:
        messages.error(request, str(refusal))
    else:
        messages.success(request, f"Påminnelsen går till {sentence_list(names)}.")
    return _changed(request, report)


@require_POST
@publishing_required
def take_up(request: HttpRequest, pk: int) -> HttpResponse:
    report = _report(request, pk)
    return _do(request, report, partial(composing.take_up, report, by=request.user))


@require_POST
@publishing_required
def undo(request: HttpRequest, pk: int, change: int) -> HttpResponse:
    report = _report(request, pk)
    change = get_object_or_404(report.changes, pk=change)
    return _do(request, report, partial(composing.undo, change, by=request.user))


def _do(request: HttpRequest, report: Report, act: Callable[[], Any], *, anchor: str = "") -> HttpResponse:
    """Make the change, or say why not; then show the contents as they are."""
    try:
        act()
    except (Refused, StaleVersion) as refusal:
        messages.error(request, str(refusal))
    return _changed(request, report, anchor=anchor)


def _changed(request: HttpRequest, report: Report, *, anchor: str = "", added: int = 0) -> HttpResponse:
    """Show the contents as they are; the focus goes to the section that was added, if one was."""
    if request.htmx:
        return _and_refresh(_shown(request, _report(request, report.pk), added=added))
    return _back(report, anchor, to="reports:compose" if may_publish(request.user) else "reports:detail")


def _and_refresh(response: TemplateResponse) -> TemplateResponse:
    """Let the preview know that it is old."""
    return trigger_client_event(response, "report-changed")


def _back(report: Report, anchor: str, *, to: str = "reports:compose") -> HttpResponse:
    return redirect(f"{reverse(to, args=[report.pk])}#{anchor}")


def _shown(request: HttpRequest, report: Report, **more: Any) -> TemplateResponse:
    """The page of composing; of one that is open already, the contents."""
    template = "reports/compose.html#contents" if request.htmx else "reports/compose.html"
    return TemplateResponse(request, template, _page(request, report) | more)


def _page(request: HttpRequest, report: Report) -> dict[str, Any]:
    """What the page of composing shows."""
    sections = list(report.sections.all())
    advise(sections)
    _tell_places(sections)
    _tell_what_concerns(sections, composing.to_repeat(report))
    printed = report.printed_sections()
    return {
        "report": report,
        "sections": sections,
        "waiting_for": telling.waiting_for(report),
        "new_section": NewSectionForm(report=report),
        "added": 0,
        "headings": [section for section in sections if section.parent_id is None],
        "printed": len(printed),
        "ready": sum(section.ready_at is not None for section in printed),
        "waiting": composing.to_take_up(report).count(),
        "last_change": composing.last_change(report),
        "may_keep_lists": may_keep_lists(request.user),
    }


def _tell_places(sections: list[ReportSection]) -> None:
    """Give each section its place among its siblings, and the headings that it may stand under."""
    for section in sections:
        siblings = [other for other in sections if other.parent_id == section.parent_id]
        section.is_first, section.is_last = siblings[0] == section, siblings[-1] == section
        holds_sections = any(other.parent_id == section.pk for other in sections)
        tops = [other for other in sections if other.parent_id is None and other != section]
        section.headings = [] if holds_sections else tops
        section.may_be_removed = not (section.area_id or holds_sections or section.items.all())


def _tell_what_concerns(sections: list[ReportSection], to_repeat: Iterable[ReportItem]) -> None:
    """Give each area's section what may be repeated in it, and what stands elsewhere but also concerns the area."""
    items = [item for section in sections for item in section.items.all() if item.activity]
    old = [(item, {item.activity.area_id, item.activity.also_area_id}) for item in to_repeat]
    for section in sections:
        section.concerned_by = section.to_repeat = []
        if area := section.area_id:
            also = [item for item in items if item.activity.also_area_id == area]
            section.concerned_by = [item for item in also if item.section_id != section.pk]
            section.to_repeat = [item for item, areas in old if area in areas]


def _report(request: HttpRequest, pk: int) -> Report:
    return get_object_or_404(Report.objects.visible_to(request.user).with_composing(), pk=pk)


def _section(request: HttpRequest, pk: int, section: int) -> ReportSection:
    visible = Report.objects.visible_to(request.user).filter(pk=pk)
    return get_object_or_404(
        ReportSection.objects.select_related("report", "area", "parent"), report__in=visible, pk=section
    )


def _item(request: HttpRequest, pk: int, item: int) -> ReportItem:
    visible = Report.objects.visible_to(request.user).filter(pk=pk)
    found = ReportItem.objects.select_related("section__report", "activity")
    return get_object_or_404(found, section__report__in=visible, pk=item)


def _number(value: str | None) -> int:
    return int(value) if value and value.isdecimal() and len(value) < 10 else 0
