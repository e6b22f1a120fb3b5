from django import forms
from django.contrib import messages
from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.template.response import TemplateResponse
from django.utils import timezone
from django.views.decorators.http import require_POST, require_safe

from big.access import insiders_only
from big.forms import FilterForm
from big.letters import posting
from big.letters.models import Letter
from big.refusals import Refused

PER_PAGE = 50


class LetterFilterForm(FilterForm):
    undelivered = forms.BooleanField(label="Bara de som inte gick fram", required=False)

    narrowing = {"undelivered": lambda letters, _: letters.undelivered(timezone.now())}


@require_safe
@insiders_only
def letter_list(request: HttpRequest) -> TemplateResponse:
    """The log: what went out, to whom, and whether it arrived. Never what it said."""
    form = LetterFilterForm(request.GET or None)
    letters = form.filter(Letter.objects.visible_to(request.user).newest_first().select_related("repeated_by"))
    page = Paginator(letters.defer("body", "calendar"), PER_PAGE).get_page(request.GET.get("page"))
    return TemplateResponse(request, "letters/list.html", {"form": form, "page": page})


@require_POST
@insiders_only
def send_again(request: HttpRequest, pk: int) -> HttpResponse:
    letter = get_object_or_404(Letter.objects.visible_to(request.user), pk=pk)
    try:
        posting.send_again(letter, by=request.user)
    except Refused as refusal:
        messages.error(request, str(refusal))
    else:
        messages.success(request, f"Brevet till {letter.name} skickas igen.")
    return redirect("letters:list")
