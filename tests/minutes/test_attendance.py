"""Who was there: filled from the members of the day, changed one press at a time."""

import datetime

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from big.people.models import Person
from big.people.roles import Role
from big.refusals import Refused
from minutes import attendance
from minutes.attestation import attest_on_paper
from minutes.models import Attendance, Meeting, Membership, Officer
from tests.factories import (
    create_body,
    create_meeting,
    create_membership,
    create_person,
    create_planned_meeting,
    create_user,
)

pytestmark = pytest.mark.django_db

STATUS = Attendance.Status


@pytest.fixture
def meeting(db: None) -> Meeting:
    """Its §§ are written; Nils Åkerström and Tora Hallén are there, and Eva Ek is not."""
    meeting = create_meeting()
    Attendance.objects.create(meeting=meeting, position=3, name="Eva Ek", status=STATUS.ABSENT)
    return meeting


def row(meeting: Meeting, name: str) -> Attendance:
    return meeting.attendance.get(name=name)


def names(meeting: Meeting) -> list[str]:
    return list(meeting.attendance.order_by("position").values_list("name", flat=True))


def press(client: Client, who: Attendance, act: str) -> None:
    client.post(f"/sammantraden/{who.meeting_id}/narvaro/{who.pk}/andra/", {"act": act})


def test_the_members_of_the_day_are_present_from_the_beginning():
    body = create_body(
        members={"Eva Ek": "chair", "Bo Alm": "secretary", "Åsa Berg": "member", "Ida Dal": "substitute"}
    )
    create_membership(body, Person.objects.get(name="Bo Alm"))
    create_membership(body, create_person("Förra"), ends_on=datetime.date(2021, 1, 1))
    create_membership(body, create_person("Nästa"), starts_on=datetime.date(2028, 1, 1))
    meeting = create_planned_meeting(body=body)
    attendance.fill(meeting)
    attendance.fill(meeting)
    rows = meeting.attendance.order_by("position").values_list("name", "role", "status")
    assert list(rows) == [
        ("Eva Ek", "ordförande", "present"),
        ("Bo Alm", "sekreterare", "present"),
        ("Åsa Berg", "", "present"),
    ]


def test_an_empty_list_is_filled_on_request(meeting, as_secretary):
    meeting.attendance.all().delete()
    create_membership(meeting.body, create_person("Bo Alm"))
    assert "Ingen är antecknad än." in as_secretary.get(f"/sammantraden/{meeting.pk}/narvaro/").text
    as_secretary.post(f"/sammantraden/{meeting.pk}/narvaro/")
    assert names(meeting) == ["Bo Alm"]


def test_one_press_changes_status_or_place(meeting, as_secretary):
    press(as_secretary, row(meeting, "Nils Åkerström"), "excused")
    assert row(meeting, "Nils Åkerström").status == STATUS.EXCUSED
    press(as_secretary, row(meeting, "Eva Ek"), "up")
    assert names(meeting) == ["Nils Åkerström", "Eva Ek", "Tora Hallén"]
    press(as_secretary, row(meeting, "Nils Åkerström"), "remove")
    assert names(meeting) == ["Eva Ek", "Tora Hallén"]
    assert not meeting.officers.filter(name="Nils Åkerström").exists(), "who is not on the list does not attest"


def test_an_unknown_press_is_refused(meeting, as_secretary):
    answer = as_secretary.post(f"/sammantraden/{meeting.pk}/narvaro/{row(meeting, 'Eva Ek').pk}/andra/", {"act": "x"})
    assert answer.status_code == 400


def test_a_script_gets_the_list(meeting, as_secretary):
    answer = as_secretary.post(
        f"/sammantraden/{meeting.pk}/narvaro/{row(meeting, 'Eva Ek').pk}/andra/",
        {"act": "present"},
        headers={"HX-Request": "true"},
    )
    assert answer.text.count('id="narvaro"') == 1
    assert "<html" not in answer.text


def test_somebody_was_there_from_a_paragraph_in_the_place_of_another(meeting, as_secretary):
    nils, eva = row(meeting, "Nils Åkerström"), row(meeting, "Eva Ek")
    second = meeting.paragraphs.get(position=2)
    url = f"/sammantraden/{meeting.pk}/narvaro/{nils.pk}/"
    as_secretary.post(url, {"from_paragraph": second.pk, "stands_in_for": eva.pk, "remark": "på länk"})
    assert row(meeting, "Nils Åkerström").note == "tjänstgör för Eva Ek, fr.o.m. §\xa02, på länk"
    page = as_secretary.get(url).text
    assert f'<option value="{second.pk}" selected>§\xa02 Dagordning</option>' in page
    press(as_secretary, eva, "present")
    assert row(meeting, "Nils Åkerström").note == "fr.o.m. §\xa02, på länk"
    press(as_secretary, nils, "absent")
    assert row(meeting, "Nils Åkerström").note == "på länk"


def test_what_makes_no_sense_is_refused(meeting, as_secretary):
    first, last = meeting.paragraphs.get(position=1), meeting.paragraphs.get(position=3)
    nils, tora, eva = (row(meeting, name) for name in ("Nils Åkerström", "Tora Hallén", "Eva Ek"))
    url = f"/sammantraden/{meeting.pk}/narvaro/{nils.pk}/"
    answer = as_secretary.post(url, {"from_paragraph": last.pk, "to_paragraph": first.pk})
    assert "ligger efter den sista" in answer.text
    as_secretary.post(url, {"stands_in_for": eva.pk})
    nothing = {"from_paragraph": None, "to_paragraph": None, "remark": ""}
    with pytest.raises(Refused, match="Någon annan tjänstgör redan för Eva Ek"):
        attendance.set_part(tora, stands_in_for=eva, **nothing)
    with pytest.raises(Refused, match="någon av de frånvarande"):
        attendance.set_part(tora, stands_in_for=nils, **nothing)
    with pytest.raises(Refused, match="inte antecknad som närvarande"):
        attendance.set_part(eva, stands_in_for=None, **nothing | {"from_paragraph": first})
    attendance.set_status(tora, STATUS.GUEST)
    with pytest.raises(Refused, match="En gäst tjänstgör inte"):
        attendance.set_part(tora, stands_in_for=eva, **nothing)


def test_a_guest_is_added_on_the_spot(meeting, as_secretary):
    as_secretary.post(f"/sammantraden/{meeting.pk}/narvaro/ny/", {"person-new": "Gäst Gästsson", "status": "guest"})
    guest = row(meeting, "Gäst Gästsson")
    assert (guest.status, guest.person.name, guest.position) == (STATUS.GUEST, "Gäst Gästsson", 4)
    answer = as_secretary.post(
        f"/sammantraden/{meeting.pk}/narvaro/ny/", {"person": guest.person_id, "status": "guest"}
    )
    assert "står redan i närvarolistan" in answer.text


def test_a_substitute_is_listed_with_the_role(meeting, secretary):
    ida = create_person("Ida Dal", organisation="Polisen")
    create_membership(meeting.body, ida, Membership.Role.SUBSTITUTE)
    added = attendance.add(meeting, ida, status=STATUS.PRESENT, by=secretary)
    assert (added.role, added.organisation) == ("ersättare", "Polisen")


def test_the_officers_are_chosen_from_those_present(meeting, as_secretary):
    url = f"/sammantraden/{meeting.pk}/narvaro/uppgifter/"
    as_secretary.post(url, {"chair": "Nils Åkerström", "secretary": "Tora Hallén", "attesters": ["Nils Åkerström"]})
    officers = meeting.officers.order_by("position").values_list("role", "name")
    assert list(officers) == [
        ("chair", "Nils Åkerström"),
        ("secretary", "Tora Hallén"),
        ("attester", "Nils Åkerström"),
    ]
    answer = as_secretary.post(url, {"chair": "Eva Ek", "secretary": "Tora Hallén"})
    assert "Eva Ek är inte antecknad som närvarande." in answer.text


def test_the_secretary_does_not_attest_alone(meeting, as_secretary):
    url = f"/sammantraden/{meeting.pk}/narvaro/uppgifter/"
    answer = as_secretary.post(url, {"secretary": "Tora Hallén", "attesters": ["Tora Hallén"]})
    assert "Sekreteraren kan inte ensam justera sitt eget protokoll." in answer.text
    as_secretary.post(url, {"secretary": "Tora Hallén", "attesters": ["Tora Hallén", "Nils Åkerström"]})
    assert meeting.officers.filter(role=Officer.Role.ATTESTER).count() == 2


def test_officers_who_are_no_longer_there_are_refused(meeting):
    for wrong in ({"chair": "Eva Ek"}, {"secretary": "Eva Ek"}, {"attesters": ["Eva Ek"]}):
        with pytest.raises(Refused, match="Eva Ek är inte antecknad som närvarande"):
            attendance.set_officers(meeting, **{"chair": "", "secretary": "", "attesters": []} | wrong)


def test_attested_minutes_keep_their_list(meeting, secretary):
    attest_on_paper(meeting, attested_on=None, by=secretary)
    with pytest.raises(Refused, match="kan inte ändras: justerat"):
        attendance.set_status(row(meeting, "Eva Ek"), STATUS.PRESENT)


def test_only_who_keeps_minutes_changes_the_list(meeting):
    reader = Client()
    reader.force_login(create_user(Role.STEERING_GROUP))
    for rest in ("", "ny/", "uppgifter/", f"{row(meeting, 'Eva Ek').pk}/"):
        assert reader.get(f"/sammantraden/{meeting.pk}/narvaro/{rest}").status_code == 403


def test_the_list_costs_the_same_however_long(meeting, as_secretary, django_assert_num_queries):
    url = f"/sammantraden/{meeting.pk}/narvaro/"
    as_secretary.get(url)
    with CaptureQueriesContext(connection) as few:
        as_secretary.get(url)
    for position in range(4, 24):
        Attendance.objects.create(meeting=meeting, position=position, name=f"Nr {position}", status=STATUS.PRESENT)
    with django_assert_num_queries(len(few)):
        as_secretary.get(url)
