from django.contrib import admin

from big.admin import FinishedAdminMixin, VersionedAdmin
from reports.models import Activity, Area, Report


@admin.register(Area)
class AreaAdmin(VersionedAdmin):
    list_display = ["name", "parent", "position"]
    list_select_related = ["parent"]
    autocomplete_fields = ["responsible"]


@admin.register(Activity)
class ActivityAdmin(VersionedAdmin):
    list_display = ["text", "area", "status", "starts_on"]
    list_filter = ["area", "status"]
    list_select_related = ["area"]
    search_fields = ["text"]
    exclude = ["created_by"]

    def save_model(self, request, obj, form, change) -> None:
        if not change:
            obj.created_by = request.user
        super().save_model(request, obj, form, change)


@admin.register(Report)
class ReportAdmin(FinishedAdminMixin, VersionedAdmin):
    list_display = ["title", "issue_date", "state"]
    list_filter = ["state"]
