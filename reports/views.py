from typing import Any

from django.contrib import messages
from django.contrib.auth.decorators import login_not_required
from django.core.paginator import Paginator
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.template.response import TemplateResponse
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from big.access import insiders_only, is_insider, may_publish, may_see_draft_reports, publishing_required
from big.documents.pages import pdf_response, saved_response
from big.people import feeds
from big.people.events import record
from big.people.models import Event
from big.refusals import Refused
from big.versions import StaleVersion
from reports import cautions, composing, publishing, telling
from reports.feed import report_feed
from reports.forms import CautionsForm, CorrectionForm, PublishForm
from reports.models import CautionAnswer, Report
from reports.printing import report_pdf

PER_PAGE = 50


@require_safe
@insiders_only
def report_list(request: HttpRequest) -> TemplateResponse:
    reports = Report.objects.visible_to(request.user).newest_first()
    reports = reports.select_related("document", "published_by", "replaced_by")
    page = Paginator(reports, PER_PAGE).get_page(request.GET.get("page"))
    return TemplateResponse(request, "reports/list.html", {"page": page, "may_publish": may_publish(request.user)})


@require_safe
@insiders_only
def detail(request: HttpRequest, pk: int) -> TemplateResponse:
    report = get_object_or_404(Report.objects.visible_to(request.user).with_contents(), pk=pk)
    context = {
        "report": report,
        "sections": report.outline(),
        "may_publish": may_publish(request.user),
        "may_see_drafts": may_see_draft_reports(request.user),
    }
    context["answers"] = report.caution_answers.select_related("by") if context["may_publish"] else []
    if not report.is_locked:
        context["own_sections"] = report.sections_of(request.user)
    return TemplateResponse(request, "reports/detail.html", context)


@require_safe
@insiders_only
def draft_pdf(request: HttpRequest, pk: int) -> HttpResponse:
    """The report as it would be printed now; a published one is downloaded as it was stored."""
    report = get_object_or_404(Report.objects.visible_to(request.user).with_contents(), pk=pk)
    if report.is_locked:
        return redirect(report.document)
    try:
        pdf = report_pdf(report)
    except Refused as refusal:
        messages.error(request, str(refusal))
        return redirect(report)
    record(Event.Act.DRAFT_READ, by=request.user, subject=report.trail_name, detail="PDF")
    return pdf_response(pdf, "aktuellt-utkast.pdf")


@require_safe
@insiders_only
def original(request: HttpRequest, pk: int) -> HttpResponse:
    """The file that the report was read in from."""
    visible = Report.objects.visible_to(request.user).exclude(source=None).select_related("source__blob")
    return saved_response(get_object_or_404(visible, pk=pk).source)


@require_http_methods(["GET", "HEAD", "POST"])
@publishing_required
def publish(request: HttpRequest, pk: int) -> HttpResponse:
    """Say what publishing means, and do it."""
    report = get_object_or_404(Report.objects.visible_to(request.user).with_contents(), pk=pk)
    if report.is_locked:
        messages.info(request, "Rapporten är redan publicerad.")
        return redirect(report)
    form = PublishForm(request.POST or None, report=report)
    if request.method == "POST" and form.is_valid():
        typed = form.cleaned_data
        report.version = typed.pop("version")
        try:
            document = publishing.publish(report, **typed, by=request.user)
        except (Refused, StaleVersion) as refusal:
            form.add_error(None, str(refusal))
        else:
            told = telling.readers_told(report)
            letters = f"{told} läsare får brev." if told else "Ingen läsare har valt att få brev genast."
            messages.success(request, f"Rapporten är publicerad som {document.file_name}. {letters}")
            return redirect(report)
    return TemplateResponse(request, "reports/publish.html", _publish_page(report) | {"form": form})


@require_safe
@login_not_required
def feed(request: HttpRequest, token: str) -> HttpResponse:
    """Published reports for a program that follows them; the token says whose address it is."""
    reader = feeds.reader(token)
    if reader is None or not is_insider(reader):
        raise Http404
    return report_feed(request, reader)


@require_http_methods(["GET", "HEAD", "POST"])
@publishing_required
def correct(request: HttpRequest, pk: int) -> HttpResponse:
    """Say what a corrected edition is, and begin one."""
    report = get_object_or_404(Report.objects.visible_to(request.user).select_related("replaced_by"), pk=pk)
    if report.begun_correction:
        messages.info(request, "En rättad utgåva är redan påbörjad. Här är den.")
        return redirect("reports:compose", report.begun_correction.pk)
    if report.replacement or not report.is_published:
        messages.info(request, "Det är den här utgåvan som kan ändras eller rättas.")
        return redirect(report.replacement or report)
    form = CorrectionForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        try:
            edition = publishing.begin_correction(report, **form.cleaned_data, by=request.user)
        except Refused as refusal:
            form.add_error(None, str(refusal))
        else:
            return redirect("reports:compose", edition.pk)
    return TemplateResponse(request, "reports/correct.html", {"report": report, "form": form})


@require_POST
@publishing_required
def discard(request: HttpRequest, pk: int) -> HttpResponse:
    """Take a draft away, if it is as the person saw it (`version` in the address)."""
    report = get_object_or_404(Report.objects.visible_to(request.user), pk=pk)
    try:
        composing.discard(report, seen=request.GET.get("version", ""), by=request.user)
    except (Refused, StaleVersion) as refusal:
        messages.error(request, str(refusal))
        return redirect(report)
    messages.success(request, "Utkastet är borttaget. Dess insatser kan tas med i en annan rapport.")
    return redirect("reports:list")


@require_POST
@publishing_required
def answer_cautions(request: HttpRequest, pk: int) -> HttpResponse:
    """Say why names near sensitive subjects may stand."""
    report = get_object_or_404(Report.objects.visible_to(request.user).with_contents(), pk=pk)
    page = _publish_page(report)
    form = CautionsForm(request.POST, cautions=page["cautions_form"].cautions.values())
    if form.is_valid():
        try:
            cautions.answer(report, form.reasons(), by=request.user)
        except Refused as refusal:
            form.add_error(None, str(refusal))
        else:
            messages.success(request, "Skälet är sparat." if len(form.reasons()) == 1 else "Skälen är sparade.")
            return redirect("reports:publish", report.pk)
    page |= {"cautions_form": form, "form": PublishForm(report=report)}
    return TemplateResponse(request, "reports/publish.html", page)


@require_POST
@publishing_required
def withdraw_answer(request: HttpRequest, pk: int, answer: int) -> HttpResponse:
    visible = Report.objects.visible_to(request.user).filter(pk=pk)
    found = get_object_or_404(CautionAnswer.objects.select_related("report"), report__in=visible, pk=answer)
    try:
        cautions.withdraw(found, by=request.user)
    except Refused as refusal:
        messages.error(request, str(refusal))
    return redirect("reports:publish", pk)


def _publish_page(report: Report) -> dict[str, Any]:
    """What stands in the way of publishing, and which names have been answered for."""
    return {
        "report": report,
        "missing": publishing.incomplete(report),
        "worth_knowing": publishing.worth_knowing(report),
        "cautions_form": CautionsForm(cautions=cautions.unanswered(report)),
        "answers": report.caution_answers.select_related("by"),
    }
