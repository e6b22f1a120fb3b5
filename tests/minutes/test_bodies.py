"""A body: who it is, how it works, and what each of its meetings begins with."""

import datetime

import pytest
from django.test import Client
from django.utils import timezone
from django.utils.html import strip_tags

from big.people.models import Event, Organisation, Person
from big.people.roles import Role
from big.refusals import Refused
from minutes import bodies
from minutes.models import Body, Membership, Phrase, StandingItem, StandingRecipient
from tests.factories import create_body, create_membership, create_person, create_planned_meeting, create_user

HABITS = {
    "name": "Ledningsgruppen",
    "numbering": "per_year",
    "number_prefix": "FHR",
    "chair_attests": "on",
    "attester_count": 1,
    "proposal_days": 21,
    "notice_days": 14,
    "attestation_days": 14,
    "reminder_days": 7,
}


@pytest.fixture
def body(db: None) -> Body:
    return create_body(members={"Alma Ek": "chair", "Bo Ahl": "secretary"})


@pytest.fixture
def agenda(body: Body) -> list[StandingItem]:
    headings = enumerate(("Öppnande", "Dagordning", "Avslutande"), start=1)
    return [StandingItem.objects.create(body=body, position=place, heading=heading) for place, heading in headings]


def order(body: Body) -> list[str]:
    return [item.heading for item in body.standing_items.all()]


# Habits


def test_an_administrator_adds_a_body(as_administrator, administrator):
    answer = as_administrator.post("/organ/nytt/", HABITS, follow=True)
    body = Body.objects.get()
    assert answer.redirect_chain == [(f"/organ/{body.pk}/", 302)]
    assert "”FHR § 1”" in answer.text
    assert "ordföranden och 1 justerare" in answer.text
    assert Event.objects.get(act=Event.Act.CREATED).subject == "organ Ledningsgruppen"


def test_a_body_that_nobody_attests_for_is_refused(as_administrator):
    habits = HABITS | {"attester_count": 0}
    del habits["chair_attests"]
    page = as_administrator.post("/organ/nytt/", habits).text
    assert "Någon måste justera" in page
    assert 'value="FHR"' in page
    assert not Body.objects.exists()


def test_two_bodies_do_not_have_the_same_name(as_administrator, body):
    assert "redan ett organ med det namnet" in as_administrator.post("/organ/nytt/", HABITS).text


def test_the_second_of_two_who_change_the_habits_sees_both(as_administrator, body, administrator):
    other = Body.objects.get()
    other.notice_days = 10
    bodies.save_body(other, by=administrator)
    page = as_administrator.post(f"/organ/{body.pk}/andra/", HABITS | {"seen_version": 1}).text
    assert "Någon annan har sparat ändringar" in page
    assert "dagar för kallelse" in page.partition("differences")[2].lower()
    body.refresh_from_db()
    assert body.notice_days == 10


def test_habits_are_changed(as_administrator, body):
    as_administrator.post(f"/organ/{body.pk}/andra/", HABITS | {"notice_days": 7, "seen_version": 1})
    body.refresh_from_db()
    assert (body.notice_days, body.version) == (7, 2)


# Members


def test_a_member_is_chosen_in_the_register(as_secretary, body):
    eva = create_person("Eva Fors")
    data = {"person": eva.pk, "role": "member", "starts_on": "2026-01-01"}
    answer = as_secretary.post(f"/organ/{body.pk}/medlemmar/ny/", data, follow=True)
    assert "Eva Fors, ledamot är medlem från 2026-01-01." in answer.text
    assert body.memberships.get(person=eva).ends_on is None


def test_a_member_may_be_new_in_the_register(as_secretary, body):
    data = {"person-new": "Disa Nord", "role": "substitute", "starts_on": "2026-01-01"}
    as_secretary.post(f"/organ/{body.pk}/medlemmar/ny/", data)
    assert body.memberships.get(role="substitute").person == Person.objects.get(name="Disa Nord")


def test_somebody_has_to_be_chosen(as_secretary, body):
    page = as_secretary.post(f"/organ/{body.pk}/medlemmar/ny/", {"role": "member", "starts_on": "2026-01-01"}).text
    assert "måste fyllas i" in page
    assert body.memberships.count() == 2


def test_the_same_role_twice_at_once_is_refused(as_secretary, body):
    bo = Person.objects.get(name="Bo Ahl")
    data = {"person": bo.pk, "role": "secretary", "starts_on": "2019-01-01", "ends_on": "2020-06-01"}
    page = as_secretary.post(f"/organ/{body.pk}/medlemmar/ny/", data).text
    assert "Bo Ahl är redan sekreterare under den tiden." in page
    as_secretary.post(f"/organ/{body.pk}/medlemmar/ny/", data | {"ends_on": "2019-12-31"})
    assert body.memberships.filter(person=bo).count() == 2


def test_two_chairs_at_once_are_refused(as_secretary, body):
    data = {"person-new": "Disa Nord", "role": "chair", "starts_on": "2026-01-01"}
    page = as_secretary.post(f"/organ/{body.pk}/medlemmar/ny/", data).text
    assert "Alma Ek är ordförande under den tiden." in page
    assert not Person.objects.filter(name="Disa Nord").exists()


def test_an_ended_membership_becomes_history(as_secretary, body):
    chair = body.memberships.get(role="chair")
    address = f"/organ/{body.pk}/medlemmar/{chair.pk}/"
    wrong = as_secretary.post(address, {"starts_on": "2020-01-01", "ends_on": "2019-01-01", "seen_version": 1})
    assert "Den sista dagen kan inte ligga före den första." in wrong.text
    answer = as_secretary.post(
        address, {"starts_on": "2020-01-01", "ends_on": "2026-01-31", "seen_version": 1}, follow=True
    )
    assert "Tidigare medlemmar" in answer.text
    assert "2020-01-01 – 2026-01-31" in strip_tags(answer.text)
    stale = as_secretary.post(address, {"starts_on": "2020-01-01", "ends_on": "", "seen_version": 1})
    assert "Någon annan har sparat ändringar" in stale.text


def test_who_begins_later_is_told_of(as_secretary, body):
    create_membership(body, create_person("Eva Fors"), starts_on=datetime.date(2099, 1, 1))
    assert "Börjar senare" in as_secretary.get(body.get_absolute_url()).text


def test_members_of_another_body_are_not_found_under_this_one(as_secretary, body):
    other = create_body(name="Styrgruppen", members={"Eva Fors": "chair"})
    assert as_secretary.get(f"/organ/{body.pk}/medlemmar/{other.memberships.get().pk}/").status_code == 404


# Standing agenda, distribution list, phrases


def test_standing_items_are_added_last(as_secretary, body, agenda):
    data = {"heading": "Övriga frågor", "kind": "item", "text": "<p>Inga övriga frågor.</p><script>x</script>"}
    answer = as_secretary.post(f"/organ/{body.pk}/dagordning/ny/", data, follow=True)
    assert answer.redirect_chain[0][0].endswith("#dagordning")
    assert order(body)[-1] == "Övriga frågor"
    assert body.standing_items.last().text == "<p>Inga övriga frågor.</p>"
    assert Event.objects.get(act=Event.Act.CREATED).subject == "stående punkt Övriga frågor i Ledningsgruppen"


def test_standing_items_are_moved(as_secretary, body, agenda):
    first, second, _ = agenda
    as_secretary.post(f"/organ/{body.pk}/dagordning/{first.pk}/flytta/", {"act": "down"})
    assert order(body) == ["Dagordning", "Öppnande", "Avslutande"]
    as_secretary.post(f"/organ/{body.pk}/dagordning/{second.pk}/flytta/", {"act": "up"})  # it is the first already
    assert order(body) == ["Dagordning", "Öppnande", "Avslutande"]
    as_secretary.post(f"/organ/{body.pk}/dagordning/{second.pk}/flytta/", {"act": "sidewards"})
    assert order(body) == ["Dagordning", "Öppnande", "Avslutande"]
    assert [item.position for item in body.standing_items.all()] == [1, 2, 3]


def test_the_second_of_two_who_rewrite_an_item_sees_both(as_secretary, body, agenda, secretary):
    other = StandingItem.objects.get(pk=agenda[0].pk)
    other.heading = "Mötet öppnas"
    bodies.save(other, by=secretary)
    data = {"heading": "Mötets öppnande", "kind": "opening", "text": "", "seen_version": 1}
    page = as_secretary.post(f"/organ/{body.pk}/dagordning/{other.pk}/", data).text
    assert "Någon annan har sparat ändringar" in page
    assert order(body)[0] == "Mötet öppnas"
    as_secretary.post(f"/organ/{body.pk}/dagordning/{other.pk}/", data | {"seen_version": 2})
    assert order(body)[0] == "Mötets öppnande"


def test_an_item_is_removed_if_it_is_as_it_was_seen(as_secretary, body, agenda, secretary):
    item = agenda[1]
    address = f"/organ/{body.pk}/dagordning/{item.pk}/ta-bort/"
    other = StandingItem.objects.get(pk=item.pk)
    other.text = "<p>Något viktigt.</p>"
    bodies.save(other, by=secretary)
    assert "har ändrats av någon annan" in as_secretary.post(f"{address}?version=1", follow=True).text
    assert order(body) == ["Öppnande", "Dagordning", "Avslutande"]
    assert "”Dagordning” är borttagen." in as_secretary.post(f"{address}?version=2", follow=True).text
    assert order(body) == ["Öppnande", "Avslutande"]
    assert "redan borttagen" in as_secretary.post(f"{address}?version=2", follow=True).text
    assert Event.objects.get(act=Event.Act.DELETED).subject == "stående punkt Dagordning i Ledningsgruppen"


def test_an_item_that_goes_while_it_is_pressed_is_said_to_be_gone(body, agenda, secretary):
    StandingItem.objects.filter(pk=agenda[1].pk).delete()
    with pytest.raises(Refused, match="redan borttagen"):
        bodies.move(agenda[1], steps=1)
    with pytest.raises(Refused, match="redan borttagen"):
        bodies.remove(agenda[1], seen="1", by=secretary)
    assert order(body) == ["Öppnande", "Avslutande"]


def test_phrases_are_kept(as_secretary, body):
    as_secretary.post(f"/organ/{body.pk}/fraser/ny/", {"text": "Ordet var fritt.\r\nIngen bad om det."})
    phrase = Phrase.objects.get()
    assert phrase.text == "Ordet var fritt.\nIngen bad om det."
    as_secretary.post(f"/organ/{body.pk}/fraser/{phrase.pk}/", {"text": "Ordet var fritt.", "seen_version": 1})
    assert "Ordet var fritt." in as_secretary.get(body.get_absolute_url()).text


@pytest.mark.parametrize(
    ("typed", "kept"),
    [
        ({"kind": "present"}, ("present", "närvarande", None)),
        ({"kind": "present", "organisation-new": "Glömt kvar"}, ("present", "närvarande", None)),
        ({"kind": "organisation", "organisation-new": "Polisen"}, ("organisation", "Polisen", "Polisen")),
        (
            {"kind": "organisation", "organisation-new": "Polisen", "name": "Polisen, område Gästrikland"},
            ("organisation", "Polisen, område Gästrikland", "Polisen"),
        ),
        ({"kind": "body", "name": "kommunstyrelsen"}, ("body", "kommunstyrelsen", None)),
    ],
)
def test_who_always_gets_the_minutes(as_secretary, body, typed, kept):
    answer = as_secretary.post(f"/organ/{body.pk}/sandlista/ny/", typed)
    assert answer.status_code == 302
    row = StandingRecipient.objects.get()
    assert (row.kind, row.name, row.organisation and row.organisation.name) == kept
    assert Organisation.objects.filter(name="Glömt kvar").count() == 0


def test_a_person_or_a_body_of_ours_as_recipient(as_secretary, body):
    other, eva = create_body(name="Styrgruppen"), create_person("Eva Fors")
    as_secretary.post(f"/organ/{body.pk}/sandlista/ny/", {"kind": "person", "person": eva.pk})
    as_secretary.post(f"/organ/{body.pk}/sandlista/ny/", {"kind": "body", "to_body": other.pk})
    person, to_body = body.standing_recipients.all()
    assert (person.person, person.name) == (eva, "Eva Fors")
    assert (to_body.to_body, to_body.name) == (other, "Styrgruppen")


def test_a_recipient_has_to_be_somebody_and_stands_once(as_secretary, body):
    address = f"/organ/{body.pk}/sandlista/ny/"
    assert "Välj vem som ska få protokollet." in as_secretary.post(address, {"name": ""}).text
    assert "Välj i listan, eller skriv namnet nedan." in as_secretary.post(address, {"kind": "person"}).text
    as_secretary.post(address, {"kind": "present"})
    assert "närvarande finns redan i sändlistan." in as_secretary.post(address, {"kind": "present"}).text


def test_a_recipient_is_moved_and_removed(as_secretary, body):
    for name in ("kommunstyrelsen", "socialnämnden"):
        as_secretary.post(f"/organ/{body.pk}/sandlista/ny/", {"kind": "body", "name": name})
    last = StandingRecipient.objects.last()
    as_secretary.post(f"/organ/{body.pk}/sandlista/{last.pk}/flytta/", {"act": "up"})
    assert [row.name for row in body.standing_recipients.all()] == ["socialnämnden", "kommunstyrelsen"]
    assert as_secretary.get(f"/organ/{body.pk}/sandlista/{last.pk}/").status_code == 404
    as_secretary.post(f"/organ/{body.pk}/sandlista/{last.pk}/ta-bort/?version=")
    assert [row.name for row in body.standing_recipients.all()] == ["kommunstyrelsen"]


def test_there_are_no_other_lists(as_secretary, body):
    assert as_secretary.get(f"/organ/{body.pk}/nagot-annat/ny/").status_code == 404


def test_who_has_just_been_removed_from_the_register_cannot_become_a_member(body, secretary):
    eva = create_person("Eva Fors")
    Person.objects.filter(pk=eva.pk).delete()
    row = Membership(body=body, person=eva, role="member", starts_on=datetime.date(2026, 1, 1))
    with pytest.raises(Refused, match="finns inte längre i registret"):
        bodies.save_membership(row, by=secretary)


# Who sees what


def reader(client: Client) -> Client:
    client.force_login(create_user(Role.STEERING_GROUP, email="rut@example.se"))
    return client


def test_readers_see_who_the_members_are_and_when_they_meet(client, body, agenda):
    create_planned_meeting(body=body, date=datetime.date(2099, 3, 3))
    page = reader(client).get(body.get_absolute_url()).text
    assert "Alma Ek" in page
    assert "3 mars 2099" in page
    for hidden in ("Stående dagordning", "Avslutande", "Planera sammanträden", "Lägg till", "Ändra"):
        assert hidden not in page
    assert "Ledningsgruppen" in client.get("/organ/").text


def test_readers_change_nothing(client, body, agenda):
    row = f"/organ/{body.pk}/dagordning/{agenda[0].pk}"
    addresses = ["/organ/nytt/", f"/organ/{body.pk}/andra/", f"/organ/{body.pk}/medlemmar/ny/", f"{row}/"]
    addresses += [f"/organ/{body.pk}/medlemmar/{body.memberships.first().pk}/", f"{row}/flytta/", f"{row}/ta-bort/"]
    client = reader(client)
    assert {client.post(address, {"act": "down"}).status_code for address in addresses} == {403}
    assert order(body) == ["Öppnande", "Dagordning", "Avslutande"]


def test_pages_cost_the_same_however_long_the_lists(as_secretary, body, agenda, django_assert_num_queries):
    for more in (0, 5):
        for number in range(more):
            create_membership(body, create_person(f"Person {number}", organisation=f"Enhet {number}"))
            Phrase.objects.create(body=body, position=number + 1, text="Ordet var fritt.")
            create_planned_meeting(body=body, date=datetime.date(2099, 1, number + 1))
            create_body(name=f"Grupp {number}")
        with django_assert_num_queries(12):
            as_secretary.get(body.get_absolute_url())
        with django_assert_num_queries(5):
            as_secretary.get("/organ/")


def test_a_new_member_begins_today_unless_said_otherwise(as_secretary, body):
    page = as_secretary.get(f"/organ/{body.pk}/medlemmar/ny/").text
    assert f'name="starts_on" value="{timezone.localdate().isoformat()}"' in page
