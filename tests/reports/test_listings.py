"""The listings that the list of activities answers from: the database keeps them, whatever changes an activity."""

import datetime
import threading
from io import StringIO

import pytest
from django.core.management import call_command
from django.db import connection, transaction

from big.people.models import Organisation
from reports import listings, recording
from reports.models import Activity, ActivityKind, Area, Listing, TargetGroup
from tests.factories import create_activity

SCHOOL, PART_OF_SCHOOL, OTHER = "Trygghetsarbetet i skolan", "Gävlemodellen", "Övrigt"


def should_be() -> set[tuple]:
    """A row for each heading of each activity, as its fields and lists say."""
    rows = set()
    for one in Activity.objects.select_related("area", "also_area"):
        copies = (one.listed_on, one.ends_on, one.status, one.kind_id, one.created_by_id)
        areas = {pk for area in (one.area, one.also_area) if area for pk in (area.pk, area.parent_id) if pk}
        rows |= {(one.pk, pk, None, None, *copies) for pk in areas}
        rows |= {(one.pk, None, partner.pk, None, *copies) for partner in one.partners.all()}
        rows |= {(one.pk, None, None, group.pk, *copies) for group in one.target_groups.all()}
    return rows


def assert_kept() -> None:
    found = list(
        Listing.objects.values_list(
            "activity_id",
            "area_id",
            "partner_id",
            "target_group_id",
            "listed_on",
            "ends_on",
            "status",
            "kind_id",
            "created_by_id",
        )
    )
    assert set(found) == should_be()
    assert len(found) == len(set(found))


@pytest.fixture
def full(secretary) -> Activity:
    """An activity under two areas, of which one is part of a third, with two partners and a group."""
    activity = create_activity(by=secretary, area=OTHER, also_area=Area.objects.get(name=PART_OF_SCHOOL))
    activity.partners.set([Organisation.objects.create(name="Polisen"), Organisation.objects.create(name="Ala IF")])
    activity.target_groups.add(TargetGroup.objects.create(name="Elever"))
    return activity


def test_an_activity_is_listed_under_each_of_its_headings(full):
    assert_kept()
    areas = set(Listing.objects.exclude(area=None).values_list("area__name", flat=True))
    assert areas == {OTHER, PART_OF_SCHOOL, SCHOOL}
    assert full.listings.count() == 3 + 2 + 1


def test_under_one_heading_it_is_listed_once(full):
    """Also when both its area and the other that it concerns are part of the same."""
    full.area = Area.objects.get(name=SCHOOL)
    full.save()
    assert full.listings.exclude(area=None).count() == 2
    assert_kept()


CHANGES = {
    "another area": lambda one: recording.move(
        {one.pk: one.version}, area=Area.objects.get(name=SCHOOL), by=one.created_by
    ),
    "another day": lambda one: Activity.objects.update(listed_on="2020-02-02", starts_on=None, ends_on=None),
    "another status": lambda one: Activity.objects.update(status="ongoing"),
    "another kind": lambda one: Activity.objects.update(kind=ActivityKind.objects.all()[0]),
    "no other area": lambda one: Activity.objects.update(also_area=None),
    "fewer partners": lambda one: one.partners.remove(one.partners.all()[0]),
    "no groups": lambda one: one.target_groups.clear(),
    "one more partner": lambda one: one.partners.add(Organisation.objects.create(name="Rädda Barnen")),
    "a partner deleted": lambda one: one.partners.all()[0].delete(),
    "a group deleted": lambda one: one.target_groups.all()[0].delete(),
    "two groups made one": lambda one: one.target_groups.through.objects.update(
        targetgroup=TargetGroup.objects.create(name="Ungdomar")
    ),
    "given to another": lambda one: one.partners.through.objects.update(
        activity=create_activity(by=one.created_by, text="En annan.")
    ),
    "saved by the form": lambda one: recording.save(one, partners=one.partners.all()[:1], by=one.created_by),
    "deleted, to be taken back": lambda one: recording.delete(one, by=one.created_by),
    "gone": lambda one: one.delete(),
    "a sub-area made an area": lambda one: Area.objects.filter(name=PART_OF_SCHOOL).update(parent=None),
    "a sub-area of another": lambda one: Area.objects.filter(name=PART_OF_SCHOOL).update(
        parent=Area.objects.get(name=OTHER)
    ),
    "an area made a sub-area": lambda one: Area.objects.filter(name=OTHER).update(parent=Area.objects.get(name=SCHOOL)),
    "many at once": lambda one: Activity.objects.bulk_create(
        Activity(
            text="En av flera.", area=one.area, status="planned", created_by=one.created_by, listed_on="2026-01-01"
        )
        for _ in range(3)
    ),
}


@pytest.mark.parametrize("change", CHANGES.values(), ids=list(CHANGES))
def test_whatever_changes_it_is_seen_at_once(full, change):
    create_activity(by=full.created_by, area=PART_OF_SCHOOL)
    change(full)
    assert_kept()


def test_without_a_trigger_the_check_says_so_and_migrate_lists_all_anew(full, secretary):
    with connection.cursor() as cursor:
        table = " ON reports_activity" if connection.vendor == "postgresql" else ""
        cursor.execute(f"DROP TRIGGER listed_reports_activity_insert{table}")
    create_activity(by=secretary, text="Kom med i en kopia.")
    report = StringIO()
    call_command("check", databases=["default"], stderr=report)
    assert "reports.W001" in report.getvalue()
    assert "listed_reports_activity_insert" in report.getvalue()
    connection.check_constraints()  # which PostgreSQL has put off, and wants done before it looks after its indexes
    call_command("migrate", verbosity=0)
    assert_kept()
    assert not listings.missing(connection)


def test_before_a_migration_the_triggers_are_lifted(full):
    """SQLite renames no table that a trigger of another one speaks of."""
    listings.lift(plan=[])
    assert not listings.missing(connection)
    listings.lift(plan=["something to do"])
    assert listings.missing(connection) == listings.TRIGGERS
    listings.install()
    assert_kept()


@pytest.mark.skipif(connection.vendor != "postgresql", reason="SQLite has one writer at a time")
@pytest.mark.django_db(transaction=True, serialized_rollback=True)
def test_two_at_once_leave_nothing_stale(full):
    """One is given another day, and before that is there for all to see, somebody adds a partner."""
    partner = Organisation.objects.create(name="Rädda Barnen")

    def add_partner() -> None:
        full.partners.add(partner)
        connection.close()

    adding = threading.Thread(target=add_partner)
    with transaction.atomic():
        Activity.objects.update(listed_on=datetime.date(2020, 2, 2))
        adding.start()
        adding.join(1)
        assert adding.is_alive()
    adding.join()
    assert_kept()
