"""The list of activities: what is chosen of it, taken out of it, and done with many of them."""

from django.contrib import messages
from django.http import FileResponse, HttpRequest, HttpResponse, QueryDict, StreamingHttpResponse
from django.shortcuts import redirect
from django.template.response import TemplateResponse
from django.urls import reverse
from django.views.decorators.http import require_POST, require_safe

from big.access import activities_required
from big.paging import counted, keyset_page
from big.people.events import record
from big.people.models import Event
from big.refusals import Refused
from reports import recording
from reports.exporting import as_csv, as_xlsx
from reports.forms import ActivityFilterForm, SeveralForm
from reports.models import Activity, ActivityQuerySet


@require_safe
@activities_required
def activity_list(request: HttpRequest) -> TemplateResponse:
    form, found = _found(request)
    page = keyset_page(found.for_list(), request.GET, by="listed_on", place=found.place)
    context = {"form": form, "chosen": form.chosen(), "page": page, "count": counted(found, "insats", "insatser")}
    return TemplateResponse(request, "reports/activities.html", context)


@require_safe
@activities_required
def activities_csv(request: HttpRequest) -> StreamingHttpResponse:
    """Exactly the list that the address chooses, all pages of it."""
    _, found = _found(request)
    record(Event.Act.EXPORTED, by=request.user, subject="insatser", detail="CSV")
    headers = {"Content-Disposition": 'attachment; filename="insatser.csv"'}
    return StreamingHttpResponse(as_csv(found), content_type="text/csv; charset=utf-8", headers=headers)


@require_safe
@activities_required
def activities_xlsx(request: HttpRequest) -> HttpResponse | FileResponse:
    """The same as an Excel file."""
    _, found = _found(request)
    try:
        file = as_xlsx(found)
    except Refused as refusal:
        messages.error(request, str(refusal))
        return redirect(f"{reverse('reports:activities')}?{request.GET.urlencode()}")
    record(Event.Act.EXPORTED, by=request.user, subject="insatser", detail="Excel")
    return FileResponse(file, as_attachment=True, filename="insatser.xlsx")


@require_POST
@activities_required
def several(request: HttpRequest) -> HttpResponse:
    """Ask whether to do one thing with all chosen activities; when that is confirmed, do it."""
    query = QueryDict(request.POST.get("query", "")).urlencode()
    back = f"{reverse('reports:activities')}?{query}"
    form = SeveralForm(request.POST, activities=Activity.objects.visible_to(request.user))
    if faults := form.faults_of_the_list():
        messages.error(request, " ".join(faults))
        return redirect(back)
    if not (form.is_confirmed and form.is_valid()):
        context = {"form": form, "query": query, "back": back}
        return TemplateResponse(request, "reports/several.html", context)
    seen, area = form.cleaned_data["seen"], form.cleaned_data["area"]
    try:
        if form.is_move:
            outcome = recording.move(seen, area=area, by=request.user)
        else:
            outcome = recording.mark_reported(seen, by=request.user)
    except Refused as refusal:
        messages.error(request, str(refusal))
    else:
        _tell(request, outcome)
    return redirect(back)


def _found(request: HttpRequest) -> tuple[ActivityFilterForm, ActivityQuerySet]:
    """The filters in the address, and what they find."""
    form = ActivityFilterForm(request.GET or None)
    return form, form.filter(Activity.objects.visible_to(request.user).kept())


def _tell(request: HttpRequest, outcome: recording.Outcome) -> None:
    """Say how many were changed, and name those that were not."""
    if done := len(outcome.done):
        messages.success(request, "1 insats är ändrad." if done == 1 else f"{done} insatser är ändrade.")
    for activity, reason in outcome.left:
        messages.warning(request, f"”{activity}” är inte ändrad: {reason}.")
