from django.contrib import admin

from big.admin import FinishedAdminMixin, VersionedAdmin
from reports.models import Abbreviation, ActivityKind, Area, Place, Report, TargetGroup


@admin.register(Area)
class AreaAdmin(VersionedAdmin):
    list_display = ["name", "parent", "position"]
    list_select_related = ["parent"]
    autocomplete_fields = ["responsible"]


@admin.register(Report)
class ReportAdmin(FinishedAdminMixin, VersionedAdmin):
    list_display = ["title", "issue_date", "state"]
    list_filter = ["state"]


@admin.register(ActivityKind, TargetGroup, Place)
class TermAdmin(VersionedAdmin):
    list_display = ["name", "position"]
    search_fields = ["name"]


@admin.register(Abbreviation)
class AbbreviationAdmin(VersionedAdmin):
    list_display = ["short", "expansion"]
