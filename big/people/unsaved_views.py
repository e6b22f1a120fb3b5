"""What one has typed and not saved: kept while it is typed, taken up again, or thrown away."""

from django.http import HttpRequest, HttpResponse, HttpResponseBadRequest
from django.shortcuts import get_object_or_404, redirect
from django.template.response import TemplateResponse
from django.utils import timezone
from django.utils.http import url_has_allowed_host_and_scheme
from django.views.csrf import csrf_failure
from django.views.decorators.http import require_POST, require_safe

from big.access import insiders_only, is_insider
from big.people import unsaved
from big.people.models import UnsavedForm


@require_POST
@insiders_only
def keep(request: HttpRequest) -> HttpResponse:
    """Keep the form that a page sends while somebody types in it, and say when."""
    if not (path := _path(request)):
        return HttpResponseBadRequest()
    is_kept = unsaved.keep(request.POST, by=request.user, path=path, title=request.GET.get("title", ""))
    return TemplateResponse(request, "people/_kept.html", {"is_kept": is_kept, "now": timezone.now()})


@require_safe
@insiders_only
def resume(request: HttpRequest, pk: str) -> HttpResponse:
    """What was being saved when the session ended, to be sent where it was going."""
    form = get_object_or_404(UnsavedForm.objects.waiting(request.user), pk=pk)
    return TemplateResponse(request, "people/resume.html", {"unsaved": form})


@require_POST
@insiders_only
def discard(request: HttpRequest, pk: str) -> HttpResponse:
    """Throw away what was typed, if it was kept at all, and begin the form anew."""
    path = _path(request)
    if form := UnsavedForm.objects.waiting(request.user).filter(pk=pk).first():
        path = form.path
        form.delete()
    return redirect(path or "home")


def too_old(request: HttpRequest, reason: str = "") -> HttpResponse:
    """What Django calls when the token of a form is not the session's: keep what was typed, and let it be sent again.

    So it is with a page from before one signed in anew in another tab. What another site sends is nobody's text, and
    the browser says where a form comes from; where it does not, the page says that nothing is saved.
    """
    is_own = request.headers.get("Sec-Fetch-Site") == "same-origin" and "HX-Request" not in request.headers
    is_known = request.user.is_authenticated and is_insider(request.user)
    if is_own and is_known and unsaved.keep_sent(request, by=request.user):
        form = UnsavedForm.objects.waiting(request.user).filter(was_sent=True).first()
        return redirect("people:resume", form.pk)
    return csrf_failure(request, reason)


def _path(request: HttpRequest) -> str:
    """The page that the form is on; empty when it is not one of ours."""
    path = request.GET.get("path", "")
    return path if path.startswith("/") and url_has_allowed_host_and_scheme(path, allowed_hosts=None) else ""
