from django.contrib import admin
from django.http import HttpRequest

from big.admin import HouseAdmin, VersionedAdmin
from big.people.models import Organisation, Person, User


@admin.register(Organisation)
class OrganisationAdmin(VersionedAdmin):
    list_display = ["name", "short_name", "kind"]
    search_fields = ["name", "short_name"]


@admin.register(Person)
class PersonAdmin(VersionedAdmin):
    list_display = ["name", "title", "organisation", "email"]
    list_select_related = ["organisation"]
    search_fields = ["name", "title", "email"]
    autocomplete_fields = ["organisation"]


@admin.register(User)
class UserAdmin(HouseAdmin):
    list_display = ["name", "email", "is_active"]
    search_fields = ["name", "email"]
    fields = ["name", "email", "person", "is_active"]
    # Closing an account also ends its sessions (accounts.py); that is done on the page of accounts.
    readonly_fields = ["is_active"]
    autocomplete_fields = ["person"]

    def has_add_permission(self, request: HttpRequest) -> bool:
        """Accounts come from invitations."""
        return False
