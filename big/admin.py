"""The administration's common ground: versions are respected, and what is finished is shown but not touched."""

from typing import Any

from django.contrib import admin, messages
from django.db import models
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect

from big.forms import VersionedModelForm
from big.versions import StaleVersion

admin.site.site_header = "Administration"
admin.site.site_title = "Administration"
admin.site.index_title = "Register"


class VersionedAdmin(admin.ModelAdmin):
    form = VersionedModelForm

    def changeform_view(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        try:
            return super().changeform_view(request, *args, **kwargs)
        except StaleVersion as stale:  # somebody saved between this form's check and its save
            self.message_user(request, str(stale), messages.ERROR)
            return HttpResponseRedirect(request.path)


class FinishedAdminMixin:
    """Rows whose `is_locked` is true can be read only; none can be deleted in a batch."""

    def has_change_permission(self, request: HttpRequest, obj: models.Model | None = None) -> bool:
        return super().has_change_permission(request, obj) and not (obj and obj.is_locked)

    def has_delete_permission(self, request: HttpRequest, obj: models.Model | None = None) -> bool:
        return super().has_delete_permission(request, obj) and obj is not None and not obj.is_locked
