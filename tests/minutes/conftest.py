"""Who attests: a chair and another, each with an account, and minutes that wait for them."""

import pytest

from big.people.models import User
from big.people.roles import Role
from minutes.models import Meeting, Officer
from tests.factories import create_meeting, create_person, create_user

NILS, SIV = "Nils Åkerström", "Siv Björk"


def attester(name: str) -> User:
    user = create_user(Role.STEERING_GROUP, email=f"{name.split()[0].lower()}@example.se", name=name)
    create_person(name, user=user)
    return user


@pytest.fixture
def nils(db) -> User:
    return attester(NILS)


@pytest.fixture
def siv(db) -> User:
    return attester(SIV)


@pytest.fixture
def meeting(secretary, nils, siv) -> Meeting:
    """Minutes that a chair and another attest, and that an account keeps."""
    create_person("Tora Hallén", user=secretary)
    meeting = create_meeting(attesters=(NILS, SIV))
    Officer.objects.create(meeting=meeting, position=9, role=Officer.Role.CHAIR, name=NILS)
    for officer in meeting.officers.all():
        officer.person = {NILS: nils, SIV: siv, "Tora Hallén": secretary}[officer.name].person
        officer.save()
    return meeting
