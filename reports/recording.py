"""Activity: recorded, changed any number of times, deleted and taken back. Every earlier version is kept.

Earlier versions are django-reversion's: one for each save, with who saved and when.
"""

import datetime
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from typing import Any

import reversion
from django.db import models, transaction
from django.utils import timezone

from big.histories import Change, changes, restoring, versions_of
from big.people.directory import keep
from big.people.events import record
from big.people.models import Event, Organisation, User
from big.refusals import Refused
from big.swedish import sort_key
from big.versions import StaleVersion
from reports import composing
from reports.models import Activity, ActivityKind, Area, Place, Report, TargetGroup

LISTS: Mapping[str, type[models.Model]] = {"target_groups": TargetGroup, "partners": Organisation, "places": Place}
SINGLE: Mapping[str, type[models.Model]] = {"area": Area, "also_area": Area, "kind": ActivityKind}
PLAIN = ["text", "status", "when", "starts_on", "ends_on", "participants", "participants_qualifier", "note"]


def save(
    activity: Activity,
    *,
    target_groups: Iterable[TargetGroup] = (),
    partners: Iterable[Organisation] = (),
    places: Iterable[Place] = (),
    by: User,
    comment: str = "",
    now: datetime.datetime | None = None,
) -> None:
    """Store the activity with its lists, and first what is new in them.

    Raises StaleVersion, and Refused when it, or what was chosen for it, has just been removed.
    """
    act = Event.Act.CREATED if activity._state.adding else Event.Act.EDITED
    if activity.is_deleted:
        raise Refused("Insatsen har tagits bort. Öppna den i en annan flik, ta tillbaka den, och spara sedan här.")
    with transaction.atomic(), reversion.create_revision():
        _kept({activity.area, activity.also_area} - {None}, by=by)
        if activity.kind:
            activity.kind = keep(activity.kind, by=by)
        if activity._state.adding:
            activity.created_by = by
        activity.save()
        activity.target_groups.set(_kept(target_groups, by=by))
        activity.partners.set(_kept(partners, by=by))
        activity.places.set(_kept(places, by=by))
        reversion.set_user(by)
        reversion.set_comment(comment)
        reversion.set_date_created(now or timezone.now())
        record(act, by=by, subject=_subject(activity), detail=comment, now=now)


def lists_of(activity: Activity) -> dict[str, list[models.Model]]:
    """Its lists as they are, as `save` and the form want them."""
    return {name: list(getattr(activity, name).all()) for name in LISTS}


def delete(activity: Activity, *, by: User, now: datetime.datetime | None = None) -> None:
    """Take the activity away from lists, and hide it in drafts of reports; `undelete` brings it back to the lists.

    Raises StaleVersion, and Refused when a published report has printed it: a corrected edition without it comes first.
    """
    with transaction.atomic():
        current = _locked(activity)
        if current.items.in_force().filter(section__report__state=Report.State.PUBLISHED).exists():
            raise Refused("Insatsen är tryckt i en publicerad rapport och kan inte tas bort.")
        drafts = current.items.filter(is_hidden=False, section__report__state=Report.State.DRAFT)
        for item in drafts.select_related("section__report"):
            composing.set_hidden(item, is_hidden=True, by=by)
        current.deleted_at, current.deleted_by = now or timezone.now(), by
        current.save()
        record(Event.Act.DELETED, by=by, subject=_subject(current), now=now)


def undelete(activity: Activity, *, by: User, now: datetime.datetime | None = None) -> None:
    """Bring back what was deleted.

    Raises StaleVersion, and Refused when it told what became of another activity, and something else does so now.
    """
    with transaction.atomic():
        current = _locked(activity)
        continued = Activity.objects.select_for_update(of=("self",)).filter(pk=current.continues_id).first()
        if continued and continued.follow_on:
            raise Refused("Insatsen följde upp en annan, som har följts upp på nytt. Den kan därför inte tas tillbaka.")
        current.deleted_at = current.deleted_by = None
        current.save()
        record(Event.Act.EDITED, by=by, subject=_subject(current), detail="tog tillbaka den", now=now)


# -- Many at once ------------------------------------------------------------------------------------------------------


@dataclass(frozen=True)
class Outcome:
    """What was changed, and what was left as it is, each with the reason in Swedish."""

    done: list[Activity]
    left: list[tuple[Activity, str]]


def mark_reported(seen: Mapping[int, int], *, by: User, now: datetime.datetime | None = None) -> Outcome:
    """Say of activities that they have been reported already, in another way than in a report here.

    `seen` holds their numbers and of each the version that somebody saw.
    """
    mark = {"reported_elsewhere_at": now or timezone.now(), "reported_elsewhere_by": by}
    return _change_many(seen, mark, unless=_is_marked, comment="markerade den som redan rapporterad", by=by)


def move(seen: Mapping[int, int], *, area: Area, by: User) -> Outcome:
    """Give activities another area. `seen` is as for `mark_reported`. Raises Refused when the area has just gone."""
    comment = f"bytte område till {area}"
    with transaction.atomic():
        keep(area, by=by)
        return _change_many(seen, {"area": area}, unless=lambda one: one.area_id == area.pk, comment=comment, by=by)


def unmark_reported(activity: Activity, *, by: User) -> None:
    """Take back `mark_reported`. Raises StaleVersion."""
    comment = "tog bort markeringen att den redan är rapporterad"
    with transaction.atomic(), reversion.create_revision():
        current = _locked(activity)
        current.reported_elsewhere_at = current.reported_elsewhere_by = None
        current.save()
        reversion.set_user(by)
        reversion.set_comment(comment)
        record(Event.Act.EDITED, by=by, subject=_subject(current), detail=comment)


def _change_many(
    seen: Mapping[int, int], values: Mapping[str, Any], *, unless: Callable[[Activity], bool], comment: str, by: User
) -> Outcome:
    """Give all of them the values in one transaction and one revision."""
    outcome = Outcome([], [])
    with transaction.atomic(), reversion.create_revision():
        reversion.set_user(by)
        reversion.set_comment(comment)
        # In the order of their numbers, so that two who do this at once wait for each other and not in a ring.
        for activity in Activity.objects.select_for_update(of=("self",)).filter(pk__in=seen).order_by("pk"):
            if activity.is_deleted:
                outcome.left.append((activity, "den är borttagen"))
            elif activity.version != seen[activity.pk]:
                outcome.left.append((activity, "någon annan har ändrat den sedan du öppnade sidan"))
            elif unless(activity):
                outcome.left.append((activity, "den var redan så"))
            else:
                for name, value in values.items():
                    setattr(activity, name, value)
                activity.save()
                record(Event.Act.EDITED, by=by, subject=_subject(activity), detail=comment)
                outcome.done.append(activity)
    return outcome


def _is_marked(activity: Activity) -> bool:
    return activity.reported_elsewhere_at is not None


# -- Earlier versions --------------------------------------------------------------------------------------------------


def history(activity: Activity) -> list[Change]:
    """What was changed in the activity, the latest first. The number of queries does not grow with it."""
    versions = list(versions_of(activity))
    names = {
        model: {row.pk: str(row) for row in model._default_manager.all()}
        for model in {*LISTS.values(), *SINGLE.values()}
    }
    continued = {version.field_dict["continues_id"] for version in versions}
    names[Activity] = {row.pk: str(row) for row in Activity.objects.filter(pk__in=continued)}
    return changes(versions, lambda then: _described(then, names))


def restore(activity: Activity, version_pk: int, *, by: User) -> None:
    """Save the activity as it was in an earlier version, as one more version.

    Raises StaleVersion, Version.DoesNotExist, and Refused when its area is no more.
    """
    version = versions_of(activity).get(pk=version_pk)
    then = version.field_dict
    if not Area.objects.filter(pk=then["area_id"]).exists():
        raise Refused("Området som insatsen hade då finns inte längre.")
    for name in PLAIN:
        setattr(activity, name, then[name])
    for name, model in SINGLE.items():
        setattr(activity, name, model._default_manager.filter(pk=then[f"{name}_id"]).first())
    lists = {name: model._default_manager.filter(pk__in=_keys(then[name])) for name, model in LISTS.items()}
    save(activity, **lists, by=by, comment=restoring(version))


def _described(then: dict[str, Any], names: dict[type[models.Model], dict[int, str]]) -> dict[str, str]:
    """The fields of an activity as text, under their labels."""
    activity = Activity(**{name: then[name] for name in PLAIN})
    found = {
        "text": activity.text,
        "status": activity.get_status_display(),
        "when": activity.when,
        "participants": activity.participants_text,
        "note": activity.note,
        "reported_elsewhere_at": "ja" if then["reported_elsewhere_at"] else "",
    }
    found |= {name: names[model].get(then[f"{name}_id"], "") for name, model in SINGLE.items()}
    found["continues"] = names[Activity].get(then["continues_id"], "")
    for name, model in LISTS.items():
        found[name] = ", ".join(sorted((names[model].get(key, "") for key in _keys(then[name])), key=sort_key))
    return {str(Activity._meta.get_field(name).verbose_name): text for name, text in found.items()}


def _keys(values: Iterable[Any]) -> list[int]:
    return [getattr(value, "pk", None) or int(value) for value in values]


def _kept[Record: models.Model](records: Iterable[Record], *, by: User) -> list[Record]:
    """The records stored; always in one order, so that no two saves wait for each other."""
    return [keep(one, by=by) for one in sorted(records, key=lambda one: one.pk or 0)]


def _locked(activity: Activity) -> Activity:
    current = Activity.objects.select_for_update(of=("self",)).get(pk=activity.pk)
    if current.version != activity.version:
        raise StaleVersion(current)
    return current


def _subject(activity: Activity) -> str:
    """Its number alone: administrators read the audit trail, but not the activities."""
    return f"insats nr {activity.pk}"
