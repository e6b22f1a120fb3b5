"""The administration's common ground: for administrators, with versions respected, and never a door to drafts."""

from collections.abc import Callable
from typing import Any

from django.contrib import admin, messages
from django.contrib.auth.views import redirect_to_login
from django.db import models
from django.forms import ModelForm
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.urls import reverse

from big.access import administration_required, may_administer
from big.forms import VersionedModelForm
from big.identity_numbers import sentences_for
from big.people.events import named, record
from big.people.models import Event
from big.versions import StaleVersion


class HouseAdminSite(admin.AdminSite):
    site_header = "Administration"
    site_title = "Administration"
    index_title = "Register"

    def has_permission(self, request: HttpRequest) -> bool:
        return request.user.is_authenticated and may_administer(request.user)

    def admin_view(self, view: Callable[..., HttpResponse], cacheable: bool = False) -> Callable[..., HttpResponse]:
        return administration_required(super().admin_view(view, cacheable))

    def login(self, request: HttpRequest, extra_context: dict[str, Any] | None = None) -> HttpResponse:
        """There is one way in, for everybody."""
        return redirect_to_login(request.GET.get("next", reverse("admin:index")))


class HouseAdmin(admin.ModelAdmin):
    """Who may enter may do everything that the class offers."""

    def save_model(self, request: HttpRequest, obj: models.Model, form: ModelForm, change: bool) -> None:
        super().save_model(request, obj, form, change)
        texts = [(field.label, str(form.cleaned_data.get(name, ""))) for name, field in form.fields.items()]
        for sentence in sentences_for(texts):
            self.message_user(request, sentence, messages.WARNING)

    def log_addition(self, request: HttpRequest, obj: models.Model, message: Any) -> Any:
        record(Event.Act.CREATED, by=request.user, subject=named(obj))
        return super().log_addition(request, obj, message)

    def log_change(self, request: HttpRequest, obj: models.Model, message: Any) -> Any:
        record(Event.Act.EDITED, by=request.user, subject=named(obj))
        return super().log_change(request, obj, message)

    def log_deletions(self, request: HttpRequest, queryset: models.QuerySet) -> Any:
        for obj in queryset:
            record(Event.Act.DELETED, by=request.user, subject=named(obj))
        return super().log_deletions(request, queryset)

    def get_deleted_objects(self, objs: Any, request: HttpRequest) -> tuple[list[str], dict, set, list[str]]:
        """How much else holds on to it, and never what: activities and drafts are not for administrators."""
        _, counts, forbidden, protected = super().get_deleted_objects(objs, request)
        holding = [f"{len(protected)} andra poster som använder den"] if protected else []
        return [str(obj) for obj in objs], counts, forbidden, holding

    def has_module_permission(self, request: HttpRequest) -> bool:
        return may_administer(request.user)

    def has_view_permission(self, request: HttpRequest, obj: models.Model | None = None) -> bool:
        return may_administer(request.user)

    def has_add_permission(self, request: HttpRequest) -> bool:
        return may_administer(request.user)

    def has_change_permission(self, request: HttpRequest, obj: models.Model | None = None) -> bool:
        return may_administer(request.user)

    def has_delete_permission(self, request: HttpRequest, obj: models.Model | None = None) -> bool:
        return may_administer(request.user)


class VersionedAdmin(HouseAdmin):
    form = VersionedModelForm

    def changeform_view(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        try:
            return super().changeform_view(request, *args, **kwargs)
        except StaleVersion as stale:  # somebody saved between this form's check and its save
            self.message_user(request, str(stale), messages.ERROR)
            return HttpResponseRedirect(request.path)


class FinishedAdminMixin:
    """Rows that the person may see on the pages; those whose `is_locked` is true can be read only."""

    def get_queryset(self, request: HttpRequest) -> models.QuerySet:
        return super().get_queryset(request).visible_to(request.user)

    def has_change_permission(self, request: HttpRequest, obj: models.Model | None = None) -> bool:
        return super().has_change_permission(request, obj) and not (obj and obj.is_locked)

    def has_delete_permission(self, request: HttpRequest, obj: models.Model | None = None) -> bool:
        return super().has_delete_permission(request, obj) and obj is not None and not obj.is_locked
