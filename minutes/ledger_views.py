"""Across meetings: decisions, assignments and what becomes of them, deferred items, and attendance."""

from collections.abc import Callable, Iterator
from functools import partial
from typing import Any

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import FileResponse, HttpRequest, HttpResponse, StreamingHttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.template.response import TemplateResponse
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from big.access import insiders_only, may_keep_minutes, minutes_required
from big.exporting import csv_lines, workbook
from big.paging import counted, keyset_page
from big.people.events import record
from big.people.models import Event
from big.refusals import Refused
from minutes import following_up, ledgers, outcomes
from minutes.ledger_forms import AssignmentFilterForm, ConclusionForm, RegisterForm
from minutes.models import Assignment, AssignmentOutcome, Body, Decision, Deferral, Meeting
from minutes.models.paragraphs import OutcomeQuerySet


@require_safe
@insiders_only
def decisions(request: HttpRequest) -> TemplateResponse:
    form, found = _decisions(request)
    page = keyset_page(found.with_origin(), request.GET, by="held_on")
    context = {"form": form, "chosen": form.chosen(), "page": page, "count": counted(found, "beslut", "beslut")}
    return TemplateResponse(request, "minutes/decisions.html", context)


@require_safe
@insiders_only
def assignments(request: HttpRequest) -> TemplateResponse:
    form, found = _assignments(request)
    joined = found.with_origin().select_related("due_meeting", "outcome__reported_in")
    page = keyset_page(joined, request.GET, by="held_on")
    context = {
        "form": form,
        "chosen": form.chosen(),
        "page": page,
        "count": counted(found, "uppdrag", "uppdrag"),
        "today": timezone.localdate(),
    }
    return TemplateResponse(request, "minutes/assignments.html", context)


@require_safe
@insiders_only
def export(request: HttpRequest, what: str, kind: str) -> HttpResponse:
    """Exactly the list that the address chooses, all pages of it, as CSV or Excel."""
    find, headings, rows = {
        "beslut": (_decisions, ledgers.DECISION_HEADINGS, ledgers.decision_rows),
        "uppdrag": (_assignments, ledgers.ASSIGNMENT_HEADINGS, ledgers.assignment_rows),
    }[what]
    return _exported(request, what, kind, headings, rows(find(request)[1]))


@require_http_methods(["GET", "HEAD", "POST"])
@insiders_only
def assignment(request: HttpRequest, pk: int) -> HttpResponse:
    """One assignment; whose it is marks it as done, and so do those who keep the minutes."""
    found = Assignment.objects.visible_to(request.user).with_origin()
    row = get_object_or_404(found.select_related("due_meeting", "outcome__by", "outcome__reported_in__meeting"), pk=pk)
    may_conclude = row.may_be_concluded_by(request.user)
    form = ConclusionForm(request.POST if request.method == "POST" else None)
    if request.method == "POST":
        if not may_conclude:
            raise PermissionDenied
        if form.is_valid():
            act = partial(following_up.conclude, row, **form.cleaned_data, by=request.user)
            return _do(request, act, to=row.get_absolute_url())
    context = {"assignment": row, "outcome": row.concluded, "may_conclude": may_conclude, "form": form}
    return TemplateResponse(request, "minutes/assignment.html", context)


@require_POST
@insiders_only
def reopen(request: HttpRequest, pk: int) -> HttpResponse:
    row = get_object_or_404(Assignment.objects.visible_to(request.user), pk=pk)
    if not row.may_be_concluded_by(request.user):
        raise PermissionDenied
    return _do(request, partial(following_up.reopen, row, by=request.user), to=row.get_absolute_url())


@require_POST
@minutes_required
def report(request: HttpRequest, pk: int, outcome: int) -> HttpResponse:
    """Let a § of the meeting tell what became of an assignment, or (without one) no longer."""
    meeting = get_object_or_404(Meeting.objects.visible_to(request.user), pk=pk)
    outcome = get_object_or_404(AssignmentOutcome, pk=outcome, assignment__paragraph__meeting__body=meeting.body_id)
    chosen = request.POST.get("paragraph", "")
    paragraph = get_object_or_404(meeting.paragraphs, pk=_number(chosen)) if chosen else None
    return _do(
        request, partial(following_up.report, outcome, paragraph, by=request.user), to=meeting.get_absolute_url()
    )


@require_safe
@insiders_only
def deferrals(request: HttpRequest) -> TemplateResponse:
    rows = following_up.deferred(request.user)
    may_place = may_keep_minutes(request.user)
    coming: dict[int, list[Meeting]] = {}
    if may_place and any(row.landing is None for row in rows):
        for meeting in Meeting.objects.coming(timezone.localdate()):
            coming.setdefault(meeting.body_id, []).append(meeting)
    waiting = [(row, coming.get(row.deferral.paragraph.meeting.body_id, [])) for row in rows]
    return TemplateResponse(request, "minutes/deferrals.html", {"rows": waiting, "may_place": may_place})


@require_POST
@minutes_required
def place(request: HttpRequest, pk: int) -> HttpResponse:
    """Take up a deferred item that no agenda has."""
    deferral = get_object_or_404(Deferral.objects.visible_to(request.user), pk=pk)
    chosen = request.POST.get("meeting", "")
    meeting = get_object_or_404(Meeting, pk=_number(chosen))
    act = partial(outcomes.place_again, deferral, meeting, by=request.user)
    return _do(request, act, to=reverse("minutes:deferrals"))


@require_safe
@insiders_only
def presence(request: HttpRequest, pk: int, kind: str = "") -> HttpResponse:
    """How often everybody was there in a year; `kind` takes it out."""
    body = get_object_or_404(Body, pk=pk)
    attested = Meeting.objects.attested().filter(body=body)
    years = [day.year for day in attested.dates("date", "year", order="DESC")]
    asked = request.GET.get("year", "")
    year = int(asked) if asked in map(str, years) else years[0] if years else timezone.localdate().year
    rows = ledgers.presence(body, year)
    if kind:
        return _exported(request, f"narvaro-{year}", kind, ledgers.PRESENCE_HEADINGS, ledgers.presence_rows(rows))
    context = {"body": body, "year": year, "years": years, "rows": rows}
    return TemplateResponse(request, "minutes/presence.html", context)


def _decisions(request: HttpRequest) -> tuple[RegisterForm, OutcomeQuerySet]:
    """The filters in the address, and what they find in attested minutes."""
    form = RegisterForm(request.GET or None, years=_years())
    return form, form.filter(Decision.objects.visible_to(request.user).attested())


def _assignments(request: HttpRequest) -> tuple[AssignmentFilterForm, OutcomeQuerySet]:
    """The filters in the address, and what they find; of drafts only for those who may read them."""
    form = AssignmentFilterForm(request.GET or None, years=_years(), user=request.user)
    return form, form.filter(Assignment.objects.visible_to(request.user).filter(paragraph__meeting__date__isnull=False))


def _years() -> list[int]:
    return [day.year for day in Meeting.objects.attested().dates("date", "year", order="DESC")]


def _exported(
    request: HttpRequest, name: str, kind: str, headings: list[str], rows: Iterator[list[Any]]
) -> HttpResponse:
    record(Event.Act.EXPORTED, by=request.user, subject=name, detail={"csv": "CSV", "xlsx": "Excel"}[kind])
    if kind == "csv":
        headers = {"Content-Disposition": f'attachment; filename="{name}.csv"'}
        lines = csv_lines(headings, rows)
        return StreamingHttpResponse(lines, content_type="text/csv; charset=utf-8", headers=headers)
    file = workbook(name.capitalize(), headings, rows, wide=headings[min(5, len(headings) - 1)])
    return FileResponse(file, as_attachment=True, filename=f"{name}.xlsx")


def _number(chosen: str) -> int:
    """A key that somebody chose; 0, which no row has, for what makes no sense."""
    return int(chosen) if chosen.isdecimal() and len(chosen) < 10 else 0


def _do(request: HttpRequest, act: Callable[[], Any], *, to: str) -> HttpResponse:
    """Make the change, or say why not; then lead on."""
    try:
        act()
    except Refused as refusal:
        messages.error(request, str(refusal))
    return redirect(to)
