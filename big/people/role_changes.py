"""Who gives and takes roles."""

from collections.abc import Iterable

from django.contrib.auth.models import Group
from django.db import transaction

from big.people.events import record
from big.people.models import Event, User
from big.people.roles import Role
from big.refusals import Refused


def set_roles(user: User, roles: Iterable[str], *, seen: Iterable[str], by: User) -> None:
    """Give `user` exactly `roles`. They hold from the person's next click.

    `seen` are the roles that `by` had before the eyes. Raises Refused when somebody else has changed them since, and
    when nobody would be left who can give roles.
    """
    wanted = set(roles)
    with transaction.atomic():
        User.objects.select_for_update(of=("self",)).get(pk=user.pk)
        had = set(user.groups.values_list("name", flat=True))
        if had != set(seen):
            raise Refused("Någon annan har ändrat behörigheten sedan du öppnade sidan. Läs om sidan och försök igen.")
        user.groups.set(Group.objects.filter(name__in=wanted))
        if not User.objects.filter(groups__name=Role.ADMINISTRATOR, is_active=True).exists():
            raise Refused("Någon måste vara administratör. Ge först behörigheten till någon annan.")
        changes = [f"gav {name}" for name in sorted(wanted - had)] + [f"tog {name}" for name in sorted(had - wanted)]
        if changes:
            record(Event.Act.ROLES_CHANGED, by=by, subject=user.name, detail=", ".join(changes))
