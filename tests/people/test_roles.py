"""The administrator decides who may do what; everybody can see it."""

import pytest

from big.people.models import Event, User
from big.people.role_changes import set_roles
from big.people.roles import Role
from big.refusals import Refused
from tests.factories import create_user


@pytest.fixture
def member(db) -> User:
    return create_user(Role.STEERING_GROUP, email="rut@example.se", name="Rut Alm")


def roles_of(user: User) -> set[str]:
    return set(User.objects.get(pk=user.pk).roles)


def test_every_role_is_explained_and_everybody_listed(as_secretary, member):
    page = as_secretary.get("/behorigheter/").text
    for role in Role:
        assert role.label in page
    assert "Rut Alm" in page
    assert "Ändra behörigheten" not in page


def test_administrator_gives_and_takes_roles_and_it_is_logged(as_administrator, member):
    address = f"/behorigheter/{member.pk}/"
    typed = {"roles": [Role.SECRETARY, Role.EDITOR], "seen": Role.STEERING_GROUP}
    answer = as_administrator.post(address, typed, follow=True)
    assert "Behörigheten för Rut Alm är sparad" in answer.text
    assert roles_of(member) == {Role.SECRETARY, Role.EDITOR}
    event = Event.objects.filter(act=Event.Act.ROLES_CHANGED).get()
    assert str(event) == ("Ove Ek ändrade behörigheten för Rut Alm: gav redaktör, gav sekreterare, tog ledningsgrupp.")


def test_new_role_holds_from_the_next_click(member, administrator, client):
    client.force_login(member)
    assert client.get("/insatser/").status_code == 403
    set_roles(member, [Role.STAFF], seen=[Role.STEERING_GROUP], by=administrator)
    assert client.get("/insatser/").status_code == 200


def test_second_of_two_administrators_is_told(member, administrator):
    set_roles(member, [Role.STAFF], seen=[Role.STEERING_GROUP], by=administrator)
    with pytest.raises(Refused, match="Någon annan har ändrat"):
        set_roles(member, [Role.EDITOR], seen=[Role.STEERING_GROUP], by=administrator)
    assert roles_of(member) == {Role.STAFF}


def test_the_last_administrator_cannot_leave(as_administrator, administrator):
    typed = {"roles": [Role.STAFF], "seen": Role.ADMINISTRATOR}
    answer = as_administrator.post(f"/behorigheter/{administrator.pk}/", typed).text
    assert "Någon måste vara administratör" in answer
    assert roles_of(administrator) == {Role.ADMINISTRATOR}


def test_invented_roles_are_refused(as_administrator, member):
    answer = as_administrator.post(f"/behorigheter/{member.pk}/", {"roles": ["kung"], "seen": Role.STEERING_GROUP})
    assert answer.status_code == 200
    assert roles_of(member) == {Role.STEERING_GROUP}


def test_first_account_of_an_installation_is_an_administrator(db):
    assert roles_of(User.objects.create_superuser("forsta@example.se", "ett långt lösenord", name="F")) == {
        Role.ADMINISTRATOR
    }
