from django.contrib import admin

from big.admin import FinishedAdminMixin, VersionedAdmin
from reports.models import Area, Report


@admin.register(Area)
class AreaAdmin(VersionedAdmin):
    list_display = ["name", "parent", "position"]
    list_select_related = ["parent"]
    autocomplete_fields = ["responsible"]


@admin.register(Report)
class ReportAdmin(FinishedAdminMixin, VersionedAdmin):
    list_display = ["title", "issue_date", "state"]
    list_filter = ["state"]
