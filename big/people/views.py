from django.contrib import messages
from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.template.response import TemplateResponse
from django.views.decorators.http import require_http_methods, require_safe

from big.access import administration_required, insiders_only, may_administer
from big.people.forms import EventFilterForm, RolesForm
from big.people.models import Event, User
from big.people.role_changes import set_roles
from big.people.roles import Role
from big.refusals import Refused

PER_PAGE = 50


@require_safe
@insiders_only
def role_list(request: HttpRequest) -> TemplateResponse:
    """Who may do what: for everybody to see."""
    users = User.objects.exclude(email=User.COMMAND_LINE).filter(is_active=True).prefetch_related("groups")
    context = {"users": users, "roles": list(Role), "may_administer": may_administer(request.user)}
    return TemplateResponse(request, "people/roles.html", context)


@require_http_methods(["GET", "HEAD", "POST"])
@administration_required
def change_roles(request: HttpRequest, pk: int) -> HttpResponse:
    user = get_object_or_404(User.objects.exclude(email=User.COMMAND_LINE), pk=pk)
    form = RolesForm(request.POST or None, user=user)
    if request.method == "POST" and form.is_valid():
        try:
            set_roles(user, **form.cleaned_data, by=request.user)
        except Refused as refusal:
            form.add_error(None, str(refusal))
        else:
            messages.success(request, f"Behörigheten för {user.name} är sparad.")
            return redirect("people:roles")
    return TemplateResponse(request, "people/change_roles.html", {"person": user, "form": form})


@require_safe
@administration_required
def event_list(request: HttpRequest) -> TemplateResponse:
    """The audit trail."""
    form = EventFilterForm(request.GET or None)
    events = form.filter(Event.objects.newest_first().select_related("by"))
    page = Paginator(events, PER_PAGE).get_page(request.GET.get("page"))
    return TemplateResponse(request, "people/events.html", {"form": form, "page": page})
