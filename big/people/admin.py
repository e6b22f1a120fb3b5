from django.contrib import admin
from django.db import models
from django.http import HttpRequest

from big.admin import HouseAdmin, VersionedAdmin
from big.forms import VersionedModelForm
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


class UserForm(VersionedModelForm):
    @staticmethod
    def version_of(instance: User) -> str:
        """An account has no version, since signing in saves it too: what the form edits has to be as it was seen."""
        return f"{instance.name}|{instance.email}|{instance.person_id}"


@admin.register(User)
class UserAdmin(HouseAdmin):
    form = UserForm
    list_display = ["name", "email", "is_active"]
    search_fields = ["name", "email"]
    fields = ["name", "email", "person", "is_active", "seen_version"]
    # Closing an account also ends its sessions (accounts.py); that is done on the page of accounts.
    readonly_fields = ["is_active"]
    autocomplete_fields = ["person"]

    def get_queryset(self, request: HttpRequest) -> models.QuerySet[User]:
        """The second of two who save waits for the first, and then compares with what the first has saved."""
        found = super().get_queryset(request)
        return found.select_for_update(of=("self",)) if request.method == "POST" else found

    def has_add_permission(self, request: HttpRequest) -> bool:
        """Accounts come from invitations."""
        return False
