"""Whoever rewrites the audit trail, and is able to take the triggers away, is found out by its chain."""

import threading
from collections.abc import Iterator

import pytest
from django.db import IntegrityError, connection, connections, transaction

from big import freezing
from big.people import trail
from big.people.events import record
from big.people.models import Event, Link
from tests.factories import create_user


@pytest.fixture
def three(db, django_capture_on_commit_callbacks) -> list[Event]:
    user = create_user()
    with django_capture_on_commit_callbacks(execute=True):
        for subject in ("Rapport A", "Rapport B", "Rapport Å"):
            record(Event.Act.PUBLISHED, by=user, subject=subject, detail="a.pdf")
    return list(Event.objects.order_by("pk"))


def test_every_event_is_linked_to_all_before_it(three):
    links = list(Link.objects.order_by("number"))
    assert [link.number for link in links] == [1, 2, 3]
    assert [link.event for link in links] == three
    assert len({link.digest for link in links}) == 3
    assert trail.head() == links[-1].digest
    assert list(trail.faults()) == []


def test_the_trail_of_an_empty_installation(db):
    assert trail.head() == "0" * 64
    assert list(trail.faults()) == []


def test_what_was_recorded_before_there_was_a_chain_is_linked_with_the_next_event(
    db, django_capture_on_commit_callbacks
):
    for number in range(5):
        Event.objects.create(act=Event.Act.EDITED, subject=f"Gammal {number}")
    assert list(trail.faults()) == ["trail: 5 events have no link"]
    with django_capture_on_commit_callbacks(execute=True):
        record(Event.Act.EDITED, by=None, subject="Ny")
    assert Link.objects.count() == 6
    assert list(trail.faults()) == []


@pytest.mark.parametrize("change", [{"subject": "Rapport C"}, {"by": None}, {"act": "edited"}, {"detail": "b.pdf"}])
def test_a_changed_event_is_found(three, change):
    freezing.lift()
    Event.objects.filter(pk=three[1].pk).update(**change)
    assert list(trail.faults()) == [f"trail: event {three[1].pk} (link 2) or what came before it has been changed"]


def test_a_time_moved_by_a_second_is_found(three):
    freezing.lift()
    Event.objects.filter(pk=three[0].pk).update(at=three[0].at.replace(microsecond=0))
    assert "(link 1)" in next(trail.faults())


def test_an_event_taken_away_is_found(three):
    freezing.lift()
    Link.objects.filter(number=2).delete()
    Event.objects.filter(pk=three[1].pk).delete()
    assert list(trail.faults()) == [
        "trail: link 2 is missing (the next is 3)",
        f"trail: event {three[2].pk} (link 3) or what came before it has been changed",
    ]


def test_links_are_never_changed_or_taken_away(three):
    for act in (Link.objects.filter(number=2).delete, lambda: Link.objects.update(digest="0" * 64)):
        with pytest.raises(IntegrityError, match="Handlingen är färdig"), transaction.atomic():
            act()


@pytest.mark.parametrize("times", [10, 200])
def test_linking_costs_the_same_however_long_the_trail_is(db, django_assert_num_queries, times):
    Event.objects.bulk_create(Event(act=Event.Act.EDITED) for _ in range(times))
    trail.extend()
    Event.objects.create(act=Event.Act.EDITED)
    with django_assert_num_queries(6):  # with the savepoint that the test adds
        trail.extend()


@pytest.fixture
def committed(transactional_db: None) -> Iterator[None]:
    """Real transactions, whose rows nothing guards when they are cleared away afterwards."""
    yield
    freezing.lift()


@pytest.mark.django_db(transaction=True, serialized_rollback=True)
@pytest.mark.usefixtures("committed")
@pytest.mark.skipif(connection.vendor == "sqlite", reason="SQLite has one writer at a time")
def test_many_who_record_at_once_make_one_chain():
    user = create_user()

    def work() -> None:
        try:
            for number in range(10):
                with transaction.atomic():
                    record(Event.Act.EDITED, by=user, subject=f"Rad {number}")
        finally:
            connections.close_all()

    record(Event.Act.EDITED, by=user)
    threads = [threading.Thread(target=work) for _ in range(8)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert Link.objects.count() == 81
    assert list(trail.faults()) == []
