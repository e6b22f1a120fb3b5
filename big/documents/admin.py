from django.contrib import admin
from django.http import HttpRequest

from big.admin import VersionedAdmin
from big.documents.models import Letterhead


@admin.register(Letterhead)
class LetterheadAdmin(VersionedAdmin):
    def has_add_permission(self, request: HttpRequest) -> bool:
        return False

    def has_delete_permission(self, request: HttpRequest, obj: Letterhead | None = None) -> bool:
        return False
