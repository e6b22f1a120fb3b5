"""The register's pages: who and what there is for everybody, keeping it for those who may."""

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.template.response import TemplateResponse
from django.views.decorators.http import require_http_methods, require_safe

from big.access import directory_required, insiders_only, may_keep_directory
from big.forms import is_stored
from big.people import directory
from big.people.forms import OrganisationForm, PersonForm, RemoveForm, SearchForm
from big.people.models import Organisation, Person, User
from big.refusals import Refused
from big.swedish import sort_key
from big.versions import StaleVersion, Versioned

PER_PAGE = 50


@require_safe
@insiders_only
def person_list(request: HttpRequest) -> TemplateResponse:
    """Everybody in the register; e-mail addresses for those who keep it."""
    may_keep = may_keep_directory(request.user)
    form = SearchForm(request.GET or None)
    people = form.filter(Person.objects.select_related("organisation"), emails=may_keep)
    in_order = sorted(people, key=lambda person: sort_key(person.label))
    page = Paginator(in_order, PER_PAGE).get_page(request.GET.get("page"))
    context = {"form": form, "page": page, "may_keep": may_keep}
    return TemplateResponse(request, "people/persons.html", context)


@require_http_methods(["GET", "HEAD", "POST"])
@directory_required
def new_person(request: HttpRequest) -> HttpResponse:
    form = PersonForm(request.POST or None)
    if is_stored(request, form, directory.save_person):
        messages.success(request, f"{form.instance} är sparad.")
        return redirect("people:persons")
    return TemplateResponse(request, "people/person.html", {"form": form, "heading": "Ny person"})


@require_http_methods(["GET", "HEAD", "POST"])
@directory_required
def person(request: HttpRequest, pk: int) -> HttpResponse:
    found = get_object_or_404(Person.objects.select_related("organisation"), pk=pk)
    # What the register says, whatever the form makes of it.
    context = {
        "heading": str(found),
        "organisation": found.organisation,
        "account": User.objects.filter(person=found).first(),
        "person": found,
    }
    form = PersonForm(request.POST or None, instance=found)
    if is_stored(request, form, directory.save_person):
        messages.success(request, f"{form.instance} är sparad.")
        return redirect("people:persons")
    return TemplateResponse(request, "people/person.html", context | {"form": form})


@require_http_methods(["GET", "HEAD", "POST"])
@directory_required
def remove_person(request: HttpRequest, pk: int) -> HttpResponse:
    return answer_removal(request, get_object_or_404(Person, pk=pk), back="people:persons")


@require_safe
@insiders_only
def organisation_list(request: HttpRequest) -> TemplateResponse:
    form = SearchForm(request.GET or None)
    in_order = sorted(form.filter(Organisation.objects.all()), key=lambda organisation: sort_key(organisation.name))
    page = Paginator(in_order, PER_PAGE).get_page(request.GET.get("page"))
    context = {"form": form, "page": page, "may_keep": may_keep_directory(request.user)}
    return TemplateResponse(request, "people/organisations.html", context)


@require_http_methods(["GET", "HEAD", "POST"])
@directory_required
def new_organisation(request: HttpRequest) -> HttpResponse:
    form = OrganisationForm(request.POST or None)
    if is_stored(request, form, directory.save_named):
        messages.success(request, f"{form.instance} är sparad.")
        return redirect("people:organisations")
    return TemplateResponse(request, "people/organisation.html", {"form": form, "heading": "Ny organisation"})


@require_http_methods(["GET", "HEAD", "POST"])
@directory_required
def organisation(request: HttpRequest, pk: int) -> HttpResponse:
    found = get_object_or_404(Organisation, pk=pk)
    people = sorted(found.people.all(), key=lambda person: sort_key(str(person)))
    context = {"heading": str(found), "organisation": found, "people": people}
    form = OrganisationForm(request.POST or None, instance=found)
    if is_stored(request, form, directory.save_named):
        messages.success(request, f"{form.instance} är sparad.")
        return redirect("people:organisations")
    return TemplateResponse(request, "people/organisation.html", context | {"form": form})


@require_http_methods(["GET", "HEAD", "POST"])
@directory_required
def remove_organisation(request: HttpRequest, pk: int) -> HttpResponse:
    return answer_removal(request, get_object_or_404(Organisation, pk=pk), back="people:organisations")


def answer_removal(request: HttpRequest, entry: Versioned, *, back: str, instead: str = "") -> HttpResponse:
    """Say what would go, or why it stays; remove it, and lead `back` to the list where it was.

    `instead` is what can be done with what stays.
    """
    form = RemoveForm(request.POST or None, record=entry)
    if request.method == "POST" and form.is_valid():
        entry.version = form.cleaned_data["version"]
        try:
            directory.remove(entry, by=request.user)
        except (Refused, StaleVersion) as refusal:
            form.add_error(None, str(refusal))
        else:
            messages.success(request, f"{entry} finns inte längre i registret.")
            return redirect(back)
    context = {"entry": entry, "form": form, "uses": directory.uses(entry), "instead": instead}
    return TemplateResponse(request, "people/remove.html", context)
