"""Two people who edit the same thing never overwrite each other unseen."""

import pytest

from big.documents.models import Letterhead
from big.people.models import Organisation
from big.versions import StaleVersion
from tests.factories import create_user


@pytest.fixture
def organisation(db) -> Organisation:
    return Organisation.objects.create(name="Polisen")


def test_every_save_counts_the_version_up(organisation):
    organisation.name = "Polismyndigheten"
    organisation.save()
    organisation.refresh_from_db()
    assert (organisation.version, organisation.name) == (2, "Polismyndigheten")


def test_second_of_two_writers_is_refused_and_nothing_is_written(organisation):
    first, second = Organisation.objects.get(), Organisation.objects.get()
    first.name = "Den förstas"
    first.save()
    second.name = "Den andras"
    with pytest.raises(StaleVersion, match="någon annan"):
        second.save()
    organisation.refresh_from_db()
    assert organisation.name == "Den förstas"
    assert second.version == 1


def test_refused_writer_can_read_again_and_save(organisation):
    stale = Organisation.objects.get()
    organisation.save()
    with pytest.raises(StaleVersion):
        stale.save()
    stale.refresh_from_db()
    stale.name = "Nu går det"
    stale.save()
    assert Organisation.objects.get().name == "Nu går det"


def test_administration_keeps_what_was_typed_when_somebody_was_faster(as_administrator, organisation):
    address = f"/admin/people/organisation/{organisation.pk}/change/"
    page = as_administrator.get(address).text
    assert 'name="seen_version" value="1"' in page
    organisation.name = "Den snabbas"
    organisation.save()
    typed = {"name": "Den långsammas", "short_name": "", "kind": "partner", "seen_version": "1"}
    answer = as_administrator.post(address, typed).text
    assert "Någon annan har sparat ändringar" in answer
    assert "Den långsammas" in answer
    assert Organisation.objects.get().name == "Den snabbas"


def test_administration_saves_the_version_that_was_shown(as_administrator, organisation):
    address = f"/admin/people/organisation/{organisation.pk}/change/"
    typed = {"name": "Polisen i Gävle", "short_name": "", "kind": "both", "seen_version": "1"}
    as_administrator.post(address, typed)
    organisation.refresh_from_db()
    assert (organisation.name, organisation.version) == ("Polisen i Gävle", 2)


def test_administration_adds_a_first_version(as_administrator, db):
    as_administrator.post("/admin/people/organisation/add/", {"name": "Ny", "short_name": "", "kind": "both"})
    assert Organisation.objects.get(name="Ny").version == 1


def test_letterhead_is_there_from_the_start_and_only_once(db):
    assert Letterhead.current().short_name == "BIG"


def test_an_account_too_is_not_overwritten_unseen(as_administrator, administrator):
    user = create_user(name="Vera Lind")
    address = f"/admin/people/user/{user.pk}/change/"
    seen = "Vera Lind|vera.lindmark@example.se|None"
    assert f'name="seen_version" value="{seen}"' in as_administrator.get(address).text
    typed = {"email": "vera.lindmark@example.se", "person": "", "seen_version": seen}
    as_administrator.post(address, {**typed, "name": "Vera Den Snabbe"})
    answer = as_administrator.post(address, {**typed, "name": "Vera Den Sene"}).text
    assert "Någon annan har sparat ändringar" in answer
    assert "Vera Den Sene" in answer
    user.refresh_from_db()
    assert user.name == "Vera Den Snabbe"
