from django.contrib import admin

from big.admin import FinishedAdminMixin, VersionedAdmin
from reports.models import Report


@admin.register(Report)
class ReportAdmin(FinishedAdminMixin, VersionedAdmin):
    list_display = ["title", "issue_date", "state"]
    list_filter = ["state"]
