"""The register of persons and organisations: what enters it, changes in it and leaves it."""

from django.db import IntegrityError, models, transaction

from big.people.events import named, record
from big.people.models import Event, Person, User
from big.refusals import Refused
from big.versions import StaleVersion, Versioned


def keep[Record: models.Model](instance: Record, *, by: User) -> Record:
    """What a picker gave (big/pickers.py), stored: a new record enters its register, one that is there is returned.

    When somebody else has just added the same unique name, theirs is returned. Raises Refused when somebody has just
    removed what was chosen. Call it in the transaction that uses the record: until then nobody can remove it.
    """
    if not instance._state.adding:
        if not type(instance)._default_manager.select_for_update(of=("self",)).filter(pk=instance.pk):
            raise Refused(f"{instance} finns inte längre i registret. Välj igen.")
        return instance
    try:
        with transaction.atomic():
            instance.save()
            record(Event.Act.CREATED, by=by, subject=named(instance))
    except IntegrityError:
        return type(instance)._default_manager.get(name=instance.name)
    return instance


def save_person(person: Person, *, by: User) -> None:
    """Store the person, and first the organisation if it is new. Raises StaleVersion, Refused as `keep` does."""
    with transaction.atomic():
        if person.organisation:
            person.organisation = keep(person.organisation, by=by)
        _save(person, by=by)


def save_named(entry: Versioned, *, by: User) -> None:
    """Store an entry whose name is its alone.

    Raises StaleVersion, and Refused when somebody has just given another one the name.
    """
    try:
        with transaction.atomic():
            _save(entry, by=by)
    except IntegrityError as error:
        raise Refused(f"{entry} finns redan.") from error


def uses(entry: Versioned) -> list[str]:
    """What refers to the entry, as Swedish plurals in alphabetical order; nothing when it may be removed."""
    relations = [
        field
        for field in entry._meta.get_fields(include_hidden=True)
        if field.is_relation and field.auto_created and not field.related_model._meta.auto_created
    ]
    return sorted(
        {
            str(relation.related_model._meta.verbose_name_plural)
            for relation in relations
            if relation.related_model._base_manager.filter(**{relation.field.name: entry}).exists()
        }
    )


def remove(entry: Versioned, *, by: User) -> None:
    """Delete an entry that nothing refers to. Raises Refused when something does or it is gone, StaleVersion."""
    with transaction.atomic():
        current = type(entry)._default_manager.select_for_update(of=("self",)).filter(pk=entry.pk).first()
        if current is None:
            raise Refused(f"{entry} finns inte längre.")
        if current.version != entry.version:
            raise StaleVersion(current)
        # Django itself would take a person out of the areas' lists of responsible people without a word.
        if used := uses(current):
            raise Refused(f"{current} finns i {', '.join(used)} och kan inte tas bort.")
        current.delete()
        record(Event.Act.DELETED, by=by, subject=named(current))


def _save(entry: Versioned, *, by: User) -> None:
    act = Event.Act.CREATED if entry._state.adding else Event.Act.EDITED
    entry.save()
    record(act, by=by, subject=named(entry))
