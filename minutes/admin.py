from django.contrib import admin

from big.admin import FinishedAdminMixin, VersionedAdmin
from minutes.models import Attendance, Body, Meeting, Officer


@admin.register(Body)
class BodyAdmin(VersionedAdmin):
    list_display = ["name"]


class OfficerInline(admin.TabularInline):
    model = Officer
    extra = 0
    autocomplete_fields = ["person"]


class AttendanceInline(admin.TabularInline):
    model = Attendance
    extra = 0
    exclude = ["stands_in_for"]
    autocomplete_fields = ["person"]


@admin.register(Meeting)
class MeetingAdmin(FinishedAdminMixin, VersionedAdmin):
    list_display = ["title", "date", "state"]
    list_filter = ["state", "body"]
    inlines = [OfficerInline, AttendanceInline]
