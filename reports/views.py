from django.contrib import messages
from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.template.response import TemplateResponse
from django.views.decorators.http import require_http_methods, require_safe

from big.documents.pages import pdf_response
from big.refusals import Refused
from big.versions import StaleVersion
from reports import publishing
from reports.forms import ActivityFilterForm, PublishForm
from reports.models import Activity, Report
from reports.printing import report_pdf

PER_PAGE = 50


@require_safe
def activities(request: HttpRequest) -> TemplateResponse:
    form = ActivityFilterForm(request.GET or None)
    found = form.filter(Activity.objects.newest_first().select_related("area", "area__parent"))
    page = Paginator(found, PER_PAGE).get_page(request.GET.get("page"))
    return TemplateResponse(request, "reports/activities.html", {"form": form, "page": page})


@require_safe
def report_list(request: HttpRequest) -> TemplateResponse:
    reports = Report.objects.newest_first().select_related("document", "published_by")
    page = Paginator(reports, PER_PAGE).get_page(request.GET.get("page"))
    return TemplateResponse(request, "reports/list.html", {"page": page})


@require_safe
def detail(request: HttpRequest, pk: int) -> TemplateResponse:
    report = get_object_or_404(Report.objects.with_contents(), pk=pk)
    return TemplateResponse(request, "reports/detail.html", {"report": report, "sections": report.outline()})


@require_safe
def draft_pdf(request: HttpRequest, pk: int) -> HttpResponse:
    """The report as it would be printed now; a published one is downloaded as it was stored."""
    report = get_object_or_404(Report.objects.with_contents(), pk=pk)
    if report.is_locked:
        return redirect(report.document)
    return pdf_response(report_pdf(report), "aktuellt-utkast.pdf")


@require_http_methods(["GET", "HEAD", "POST"])
def publish(request: HttpRequest, pk: int) -> HttpResponse:
    """Say what publishing means, and do it."""
    report = get_object_or_404(Report.objects.with_contents(), pk=pk)
    if report.is_locked:
        messages.info(request, "Rapporten är redan publicerad.")
        return redirect(report)
    form = PublishForm(request.POST or None, initial={"version": report.version})
    if request.method == "POST" and form.is_valid():
        report.version = form.cleaned_data["version"]
        try:
            document = publishing.publish(report, by=request.user)
        except (Refused, StaleVersion) as refusal:
            form.add_error(None, str(refusal))
        else:
            messages.success(request, f"Rapporten är publicerad som {document.file_name}.")
            return redirect(report)
    context = {"report": report, "form": form, "missing": publishing.missing_to_publish(report)}
    return TemplateResponse(request, "reports/publish.html", context)
