"""The lists that the group chooses from, for those who keep them."""

from dataclasses import dataclass
from functools import partial

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.template.response import TemplateResponse
from django.urls import reverse
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from big.access import lists_required
from big.forms import is_stored
from big.people import directory
from big.people.directory_views import answer_removal
from big.refusals import Refused
from big.swedish import sort_key
from reports import vocabulary
from reports.models import Abbreviation, ActivityKind, Area, Place, TargetGroup
from reports.models.activities import Entry
from reports.vocabulary_forms import (
    AbbreviationForm,
    ActivityKindForm,
    AreaForm,
    EntryForm,
    PlaceForm,
    TargetGroupForm,
)

PER_PAGE = 50
STEPS = {"up": -1, "down": 1}


@dataclass(frozen=True)
class Part:
    """One of the lists, under its own address."""

    form: type[EntryForm]
    title: str
    new: str
    purpose: str

    @property
    def model(self) -> type[Entry]:
        return self.form._meta.model


PARTS: dict[str, Part] = {
    Area.part: Part(
        AreaForm,
        "Områden",
        "Nytt område",
        "Rapportens avsnitt i ordning. Ändringar gäller nya rapporter; de som finns behåller sina rubriker.",
    ),
    ActivityKind.part: Part(
        ActivityKindForm, "Slag", "Nytt slag", "Slag av insatser. Den som antecknar en insats kan också lägga till ett."
    ),
    TargetGroup.part: Part(
        TargetGroupForm, "Målgrupper", "Ny målgrupp", "Den som antecknar en insats kan också lägga till en."
    ),
    Place.part: Part(PlaceForm, "Platser", "Ny plats", "Den som antecknar en insats kan också lägga till en."),
    Abbreviation.part: Part(
        AbbreviationForm,
        "Förkortningar",
        "Ny förkortning",
        "Den som skriver en av dem i en insats eller en rapport får förslag på hur den skrivs ut.",
    ),
}


@require_safe
@lists_required
def entries(request: HttpRequest, part: str) -> TemplateResponse:
    """One list: areas in the report's order, the others in alphabetical order."""
    kind = _part(part)
    if kind.model is Area:
        rows = Area.objects.prefetch_related("responsible").in_order()
        for ends, ordered in (("is_last", rows), ("is_first", reversed(rows))):
            outermost = {row.parent_id: row for row in ordered}
            for row in rows:
                setattr(row, ends, row == outermost[row.parent_id])
    else:
        rows = sorted(kind.model.objects.all(), key=lambda entry: sort_key(str(entry)))
    page = Paginator(rows, PER_PAGE).get_page(request.GET.get("page"))
    return TemplateResponse(request, "reports/vocabulary.html", _context(part) | {"page": page})


@require_http_methods(["GET", "HEAD", "POST"])
@lists_required
def new_entry(request: HttpRequest, part: str) -> HttpResponse:
    return _answer(request, part, _part(part).form(request.POST or None), _part(part).new)


@require_http_methods(["GET", "HEAD", "POST"])
@lists_required
def entry(request: HttpRequest, part: str, pk: int) -> HttpResponse:
    found = _entry(part, pk)
    heading = str(found)  # what the list says, whatever the form makes of it
    return _answer(request, part, _part(part).form(request.POST or None, instance=found), heading)


@require_http_methods(["GET", "HEAD", "POST"])
@lists_required
def remove_entry(request: HttpRequest, part: str, pk: int) -> HttpResponse:
    back = reverse("reports:vocabulary", args=[part])
    retire = "Öppna sidan och kryssa i ”Används inte längre”, så erbjuds valet inte mer."
    return answer_removal(request, _entry(part, pk), back=back, instead=retire)


@require_POST
@lists_required
def move_area(request: HttpRequest, pk: int) -> HttpResponse:
    """One step up or down among its siblings."""
    found = get_object_or_404(Area, pk=pk)
    if request.POST.get("act") in STEPS:
        try:
            vocabulary.move_area(found, steps=STEPS[request.POST["act"]], by=request.user)
        except Refused as refusal:
            messages.warning(request, str(refusal))
    return redirect("reports:vocabulary", Area.part)


def _answer(request: HttpRequest, part: str, form: EntryForm, heading: str) -> HttpResponse:
    """Save what was sent and lead back to the list, or show the form with what is wrong in it."""
    is_valid = request.method == "POST" and form.is_valid()
    store = directory.save_named
    if is_valid and part == Area.part:
        store = partial(vocabulary.save_area, responsible=form.cleaned_data["responsible"])
    if is_stored(request, form, store):
        messages.success(request, f"Sparat: {form.instance}.")
        return redirect("reports:vocabulary", part)
    context = _context(part) | {"form": form, "heading": heading}
    return TemplateResponse(request, "reports/vocabulary_form.html", context)


def _context(part: str) -> dict[str, object]:
    return {"part": part, "parts": PARTS, "kind": _part(part)}


def _entry(part: str, pk: int) -> Entry:
    return get_object_or_404(_part(part).model, pk=pk)


def _part(name: str) -> Part:
    if name not in PARTS:
        raise Http404
    return PARTS[name]
