"""What a person gets by mail, and the addresses of one's own feeds."""

from django.contrib import messages
from django.http import HttpRequest, HttpResponse, HttpResponseBadRequest
from django.shortcuts import redirect
from django.template.response import TemplateResponse
from django.views.decorators.http import require_http_methods, require_POST

from big.access import insiders_only
from big.people import feeds
from big.people.forms import PaceForm


@require_http_methods(["GET", "HEAD", "POST"])
@insiders_only
def mailings(request: HttpRequest) -> HttpResponse:
    """How often one wants to hear of what is published."""
    form = PaceForm(request.POST or None, instance=request.user)
    if request.method == "POST" and form.is_valid():
        request.user.save(update_fields=["pace"])
        messages.success(request, "Ditt val är sparat.")
        return redirect("people:mailings")
    key = feeds.current(request.user)
    context = {"form": form, "key": key, "token": key and feeds.token(key)}
    return TemplateResponse(request, "people/mailings.html", context)


@require_POST
@insiders_only
def change_feed(request: HttpRequest) -> HttpResponse:
    """Open, change or close one's own addresses."""
    match request.POST.get("act"):
        case "open":
            feeds.open_feed(request.user)
            messages.success(request, "Dina adresser är klara. Gamla adresser gäller inte längre.")
        case "close":
            feeds.close_feed(request.user)
            messages.success(request, "Dina adresser är stängda.")
        case _:
            return HttpResponseBadRequest()
    return redirect("people:mailings")
