"""Bodies: who they are for everybody to read, their habits and lists for those who keep them."""

from dataclasses import dataclass

from django import forms
from django.contrib import messages
from django.db import models
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.template.response import TemplateResponse
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from big import ordering
from big.access import bodies_required, insiders_only, may_keep_bodies
from big.forms import is_stored
from big.refusals import Refused
from big.versions import StaleVersion
from minutes import bodies
from minutes.body_forms import (
    BodyForm,
    MembershipForm,
    MembershipPeriodForm,
    PhraseForm,
    StandingItemForm,
    StandingRecipientForm,
)
from minutes.models import Body, Meeting, Membership, Phrase, StandingItem, StandingRecipient


@dataclass(frozen=True)
class Part:
    """One of a body's lists, under its own address."""

    model: type[models.Model]
    form: type[forms.ModelForm]
    new: str
    change: str = ""
    """What the page that rewrites a line is called; lines of a list without one are taken away and added instead."""


PARTS = {
    "dagordning": Part(StandingItem, StandingItemForm, "Ny stående punkt", "Stående punkt"),
    "sandlista": Part(StandingRecipient, StandingRecipientForm, "Ny mottagare"),
    "fraser": Part(Phrase, PhraseForm, "Ny fras", "Fras"),
}

STEPS = {"up": -1, "down": 1}


@require_safe
@insiders_only
def body_list(request: HttpRequest) -> TemplateResponse:
    today = timezone.localdate()
    found = Body.objects.annotate(
        coming=models.Count("meetings", filter=models.Q(meetings__in=Meeting.objects.coming(today)))
    )
    context = {"bodies": found, "may_keep": may_keep_bodies(request.user)}
    return TemplateResponse(request, "minutes/bodies.html", context)


@require_safe
@insiders_only
def body(request: HttpRequest, pk: int) -> TemplateResponse:
    found = get_object_or_404(Body, pk=pk)
    today = timezone.localdate()
    members = found.memberships.in_order().select_related("person__organisation")
    context = {
        "body": found,
        "members": members.on(today),
        "coming_members": members.filter(starts_on__gt=today),
        "earlier_members": members.filter(ends_on__lt=today).order_by("-ends_on", "person__name"),
        "meetings": Meeting.objects.visible_to(request.user).coming(today).of_body(found),
        "may_keep": may_keep_bodies(request.user),
    }
    if context["may_keep"]:
        context |= {
            "items": found.standing_items.all(),
            "recipients": found.standing_recipients.all(),
            "phrases": found.phrases.all(),
        }
    return TemplateResponse(request, "minutes/body.html", context)


@require_http_methods(["GET", "HEAD", "POST"])
@bodies_required
def new_body(request: HttpRequest) -> HttpResponse:
    form = BodyForm(request.POST or None)
    if is_stored(request, form, bodies.save_body):
        messages.success(request, f"{form.instance} finns nu. Lägg till medlemmar och stående punkter.")
        return redirect(form.instance)
    return TemplateResponse(request, "minutes/body_form.html", {"form": form, "heading": "Nytt organ"})


@require_http_methods(["GET", "HEAD", "POST"])
@bodies_required
def change_body(request: HttpRequest, pk: int) -> HttpResponse:
    found = get_object_or_404(Body, pk=pk)
    context = {"heading": f"Ändra {found}", "body": get_object_or_404(Body, pk=pk)}
    form = BodyForm(request.POST or None, instance=found)
    if is_stored(request, form, bodies.save_body):
        messages.success(request, f"{found} är sparat.")
        return redirect(found)
    return TemplateResponse(request, "minutes/body_form.html", context | {"form": form})


@require_http_methods(["GET", "HEAD", "POST"])
@bodies_required
def new_member(request: HttpRequest, pk: int) -> HttpResponse:
    found = get_object_or_404(Body, pk=pk)
    form = MembershipForm(request.POST or None, instance=Membership(body=found), today=timezone.localdate())
    if is_stored(request, form, bodies.save_membership):
        messages.success(request, f"{form.instance} är medlem från {form.instance.starts_on}.")
        return redirect(found)
    return TemplateResponse(
        request, "minutes/body_form.html", {"form": form, "heading": f"Ny medlem i {found}", "body": found}
    )


@require_http_methods(["GET", "HEAD", "POST"])
@bodies_required
def change_member(request: HttpRequest, pk: int, member: int) -> HttpResponse:
    memberships = Membership.objects.select_related("body", "person")
    membership = get_object_or_404(memberships, body=pk, pk=member)
    form = MembershipPeriodForm(request.POST or None, instance=membership)
    if is_stored(request, form, bodies.save_membership):
        messages.success(request, f"Tiden för {membership} är sparad.")
        return redirect(membership.body)
    context = {"form": form, "heading": str(membership), "body": membership.body}
    return TemplateResponse(request, "minutes/body_form.html", context)


@require_http_methods(["GET", "HEAD", "POST"])
@bodies_required
def new_row(request: HttpRequest, pk: int, part: str) -> HttpResponse:
    """Add a line to one of the body's lists."""
    found, kind = get_object_or_404(Body, pk=pk), _part(part)
    form = kind.form(request.POST or None, instance=kind.model(body=found))
    if is_stored(request, form, bodies.add):
        messages.success(request, f"”{form.instance}” är tillagd.")
        return redirect(f"{found.get_absolute_url()}#{part}")
    context = {"form": form, "heading": kind.new, "body": found}
    return TemplateResponse(request, "minutes/body_form.html", context)


@require_http_methods(["GET", "HEAD", "POST"])
@bodies_required
def change_row(request: HttpRequest, pk: int, part: str, row: int) -> HttpResponse:
    """Rewrite a line of one of the body's lists."""
    kind = _part(part)
    if not kind.change:
        raise Http404
    line = get_object_or_404(kind.model.objects.select_related("body"), body=pk, pk=row)
    form = kind.form(request.POST or None, instance=line)
    if is_stored(request, form, bodies.save):
        messages.success(request, f"”{line}” är sparad.")
        return redirect(f"{line.body.get_absolute_url()}#{part}")
    context = {"form": form, "heading": kind.change, "body": line.body}
    return TemplateResponse(request, "minutes/body_form.html", context)


@require_POST
@bodies_required
def move_row(request: HttpRequest, pk: int, part: str, row: int) -> HttpResponse:
    """One step up or down."""
    line = _line(pk, part, row)
    if line is None:
        messages.warning(request, ordering.GONE)
    elif request.POST.get("act") in STEPS:
        try:
            bodies.move(line, steps=STEPS[request.POST["act"]])
        except Refused as refusal:
            messages.warning(request, str(refusal))
    return redirect(f"{reverse('minutes:body', args=[pk])}#{part}")


@require_POST
@bodies_required
def remove_row(request: HttpRequest, pk: int, part: str, row: int) -> HttpResponse:
    """Take a line away, if it is as the person saw it (`version` in the address)."""
    line = _line(pk, part, row)
    if line is None:
        messages.warning(request, ordering.GONE)
    else:
        try:
            bodies.remove(line, seen=request.GET.get("version", ""), by=request.user)
        except (Refused, StaleVersion) as refusal:
            messages.error(request, str(refusal))
        else:
            messages.success(request, f"”{line}” är borttagen.")
    return redirect(f"{reverse('minutes:body', args=[pk])}#{part}")


def _line(pk: int, part: str, row: int) -> bodies.Row | None:
    """The line, unless somebody has just taken it away."""
    return _part(part).model.objects.filter(body=get_object_or_404(Body, pk=pk), pk=row).first()


def _part(name: str) -> Part:
    if name not in PARTS:
        raise Http404
    return PARTS[name]
