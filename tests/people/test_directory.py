"""The register: found by every word, told apart by title and organisation, and never rewriting old minutes."""

from importlib import import_module

import pytest
from django.apps import apps

from big.people import directory
from big.people.models import Event, Organisation, Person, User
from big.people.roles import Role
from big.refusals import Refused
from big.swedish import sort_key
from big.versions import StaleVersion
from minutes.attestation import attest_on_paper
from minutes.models import Attendance
from reports.models import Area
from tests.factories import create_meeting, create_user


@pytest.fixture
def police(db) -> Organisation:
    return Organisation.objects.create(name="Polisen Gästrikland", short_name="Lpo")


@pytest.fixture
def officer(police: Organisation) -> Person:
    return Person.objects.create(name="Åsa Öhrn", title="kommunpolis", organisation=police, email="asa@example.se")


@pytest.fixture
def as_reader(db, client):
    client.force_login(create_user(Role.STEERING_GROUP))
    return client


def acts() -> list[str]:
    return [str(event) for event in Event.objects.exclude(act=Event.Act.SIGNED_IN).newest_first()]


@pytest.mark.parametrize("words", ["ÅSA", "öhrn", "KommunPolis", "gästrik åsa", "lpo", "asa@example"])
def test_person_is_found_by_any_of_her_words(as_secretary, officer, words):
    Person.objects.create(name="Bo Ek")
    page = as_secretary.get("/personer/", {"q": words}).text
    assert "Åsa Öhrn" in page
    assert "Bo Ek" not in page


def test_who_was_in_the_register_before_it_could_be_searched_is_found_too(as_reader, officer):
    Person.objects.update(search_text="")
    Organisation.objects.update(search_text="")
    import_module("big.people.migrations.0008_fill_search_text").fill(apps, None)
    assert "Åsa Öhrn" in as_reader.get("/personer/?q=ÖHRN+kommunpolis+LPO").text


@pytest.mark.parametrize("words", ["asa", "rektor", "%", "_", "åsa rektor"])
def test_search_that_finds_nobody_says_so(as_reader, officer, words):
    page = as_reader.get("/personer/", {"q": words}).text
    assert "Ingen person passar sökningen" in page
    assert "Ingen organisation passar" in as_reader.get("/organisationer/", {"q": words}).text


def test_addresses_are_for_those_who_keep_the_register(as_reader, as_secretary, officer):
    assert "asa@example.se" in as_secretary.get("/personer/").text
    page = as_reader.get("/personer/").text
    assert "Åsa Öhrn" in page
    assert "asa@example.se" not in page
    assert "Åsa Öhrn" not in as_reader.get("/personer/?q=asa@example").text


def test_odd_searches_are_answered(as_secretary, officer):
    for odd in ("q=%00", "q=" + "ord+" * 90, "page=abc", "q=&page=99"):
        assert as_secretary.get(f"/personer/?{odd}").status_code == 200
        assert as_secretary.get(f"/organisationer/?{odd}").status_code == 200


def test_lists_are_in_swedish_order():
    names = ["Zara", "åke", "Ärla", "Östen", "Éva", "Adam", "Åsa"]
    assert sorted(names, key=sort_key) == ["Adam", "Éva", "Zara", "åke", "Åsa", "Ärla", "Östen"]


def test_long_lists_have_pages_and_cost_the_same(as_secretary, police, django_assert_num_queries):
    for number in range(60):
        Person.objects.create(name=f"Person {number:02}", organisation=police)
    with django_assert_num_queries(5):
        page = as_secretary.get("/personer/?q=person").text
    assert "Sida 1 av 2" in page
    assert "?q=person&amp;page=2" in page
    assert "Person 59" in as_secretary.get("/personer/?q=person&page=2").text


def test_both_lists_stand_under_one_entry_of_the_menu(as_reader):
    for address in ("/personer/", "/organisationer/"):
        assert '<a href="/personer/" aria-current="page">Personer</a>' in as_reader.get(address).text


def test_empty_register_is_friendly(as_reader):
    assert "Inga personer finns i registret än" in as_reader.get("/personer/").text
    assert "Inga organisationer finns i registret än" in as_reader.get("/organisationer/").text


def test_secretary_adds_a_person_and_her_organisation_on_the_spot(as_secretary):
    typed = {"name": "Åsa Öhrn", "title": "tränare", "organisation": "", "organisation-new": "Brynäs IF", "email": ""}
    assert "Åsa Öhrn, tränare är sparad." in as_secretary.post("/personer/ny/", typed, follow=True).text
    assert Person.objects.get().label == "Åsa Öhrn, tränare, Brynäs IF"
    assert acts() == [
        "Tora Hallén skapade person Åsa Öhrn, tränare.",
        "Tora Hallén skapade organisation Brynäs IF.",
    ]


def test_form_with_errors_keeps_what_was_typed_and_stores_nothing(as_secretary):
    typed = {"name": "", "title": "tränare", "organisation-new": "Brynäs IF", "email": "inte en adress"}
    page = as_secretary.post("/personer/ny/", typed).text
    for kept in ('value="tränare"', 'value="Brynäs IF"', ">Brynäs IF</summary>", "inte en adress"):
        assert kept in page
    assert not Organisation.objects.exists()


def test_two_of_the_same_name_are_told_apart(as_secretary, officer, police):
    typed = {"name": "åsa ÖHRN", "title": "Kommunpolis", "organisation": police.pk, "email": ""}
    page = as_secretary.post("/personer/ny/", typed).text
    assert (
        f'Det finns redan en <a href="/personer/{officer.pk}/">Åsa Öhrn, kommunpolis, Polisen Gästrikland</a>' in page
    )
    assert "Skriv en titel eller en organisation så att de går att skilja åt" in page
    for other in ({"title": "rektor"}, {"organisation": "", "organisation-new": "Skolan"}):
        as_secretary.post("/personer/ny/", typed | other)
    assert sorted(person.label for person in Person.objects.all()) == [
        "Åsa Öhrn, kommunpolis, Polisen Gästrikland",
        "åsa ÖHRN, Kommunpolis, Skolan",
        "åsa ÖHRN, rektor, Polisen Gästrikland",
    ]
    page = as_secretary.get("/personer/?q=åsa").text
    assert all(title in page for title in ("kommunpolis", "Kommunpolis", "rektor"))


def test_person_keeps_her_own_label_when_saved_again(as_secretary, officer, police):
    typed = {"name": "Åsa Öhrn", "title": "Kommunpolis", "organisation": police.pk, "email": "", "seen_version": "1"}
    as_secretary.post(f"/personer/{officer.pk}/", typed)
    officer.refresh_from_db()
    assert (officer.title, officer.email) == ("Kommunpolis", "")
    assert acts() == ["Tora Hallén ändrade person Åsa Öhrn, Kommunpolis."]


def test_second_of_two_secretaries_is_told(as_secretary, officer):
    officer.save()
    typed = {"name": "Åsa Ny", "title": "", "organisation": "", "email": "", "seen_version": "1"}
    page = as_secretary.post(f"/personer/{officer.pk}/", typed).text
    assert "Någon annan har sparat ändringar" in page
    assert "Åsa Ny" in page
    assert Person.objects.get().name == "Åsa Öhrn"


def test_old_minutes_keep_the_organisation_of_the_day(as_secretary, secretary, officer):
    meeting = create_meeting()
    Attendance.objects.create(
        meeting=meeting,
        position=9,
        person=officer,
        name=officer.name,
        organisation=officer.organisation.name,
        status=Attendance.Status.PRESENT,
    )
    attest_on_paper(meeting, attested_on=None, by=secretary)
    address = f"/personer/{officer.pk}/"
    assert "Äldre protokoll behåller namnet och organisationen" in as_secretary.get(address).text
    typed = {"name": "Åsa Gran", "title": "rektor", "organisation-new": "Norrskolan", "seen_version": "1"}
    as_secretary.post(address, typed)
    assert Person.objects.get(pk=officer.pk).label == "Åsa Gran, rektor, Norrskolan"
    police = Organisation.objects.get(name="Polisen Gästrikland")
    typed = {"name": "Polisen i länet", "short_name": "", "kind": "partner", "seen_version": "1"}
    as_secretary.post(f"/organisationer/{police.pk}/", typed)
    assert Organisation.objects.get(pk=police.pk).name == "Polisen i länet"
    page = as_secretary.get(meeting.get_absolute_url()).text
    assert "Åsa Öhrn" in page
    assert "Polisen Gästrikland" in page
    assert "Norrskolan" not in page
    row = Attendance.objects.get(person=officer)
    assert (row.name, row.organisation) == ("Åsa Öhrn", "Polisen Gästrikland")


def test_person_says_whether_she_has_an_account(as_secretary, officer):
    assert "<dd>nej</dd>" in as_secretary.get(f"/personer/{officer.pk}/").text
    user = create_user()
    user.person = officer
    user.save()
    assert "<dd>ja</dd>" in as_secretary.get(f"/personer/{officer.pk}/").text


def test_organisation_is_added_changed_and_shows_its_people(as_secretary, officer, police):
    as_secretary.post("/organisationer/ny/", {"name": "Skolan", "short_name": "", "kind": "partner"})
    assert acts() == ["Tora Hallén skapade organisation Skolan."]
    page = as_secretary.get(f"/organisationer/{police.pk}/").text
    assert "Åsa Öhrn, kommunpolis" in page
    answer = as_secretary.post("/organisationer/ny/", {"name": "POLISEN gästrikland", "short_name": "", "kind": "both"})
    assert f'<a href="/organisationer/{police.pk}/">Polisen Gästrikland</a> finns redan' in answer.text
    assert Organisation.objects.count() == 2


def test_name_that_somebody_has_just_taken_is_refused(administrator, police):
    with pytest.raises(Refused, match="finns redan"):
        directory.save_named(Organisation(name=police.name), by=administrator)


def test_what_somebody_has_just_removed_is_said_to_be_gone(administrator, police):
    Organisation.objects.filter(pk=police.pk).delete()
    with pytest.raises(Refused, match="finns inte längre"):
        directory.remove(police, by=administrator)


def test_what_nothing_refers_to_is_removed_after_a_question(as_secretary, officer, police):
    page = as_secretary.get(f"/personer/{officer.pk}/ta-bort/").text
    assert "Ta bort Åsa Öhrn, kommunpolis?" in page
    as_secretary.post(f"/personer/{officer.pk}/ta-bort/", {"version": 1})
    as_secretary.post(f"/organisationer/{police.pk}/ta-bort/", {"version": 1})
    assert not Person.objects.exists()
    assert not Organisation.objects.exists()
    assert acts() == [
        "Tora Hallén tog bort organisation Polisen Gästrikland.",
        "Tora Hallén tog bort person Åsa Öhrn, kommunpolis.",
    ]


def test_organisation_with_people_stays(as_secretary, officer, police):
    page = as_secretary.get(f"/organisationer/{police.pk}/ta-bort/").text
    assert "kan inte tas bort, för uppgifterna används i: personer." in page
    assert "Ta bort</button>" not in page
    assert "kan inte tas bort" in as_secretary.post(f"/organisationer/{police.pk}/ta-bort/", {"version": 1}).text
    assert Organisation.objects.exists()


def test_person_with_an_account_or_a_task_stays(administrator, officer):
    user = create_user()
    user.person = officer
    user.save()
    Area.objects.first().responsible.add(officer)
    assert directory.uses(officer) == ["konton", "verksamhetsområden"]
    with pytest.raises(Refused, match="finns i konton, verksamhetsområden"):
        directory.remove(officer, by=administrator)
    User.objects.filter(pk=user.pk).update(person=None)
    with pytest.raises(Refused, match="finns i verksamhetsområden"):
        directory.remove(officer, by=administrator)
    assert Area.objects.first().responsible.get() == officer


def test_what_somebody_has_changed_meanwhile_is_not_removed(as_secretary, administrator, officer):
    seen = Person.objects.get()
    officer.save()
    with pytest.raises(StaleVersion):
        directory.remove(seen, by=administrator)
    page = as_secretary.post(f"/personer/{officer.pk}/ta-bort/", {"version": 1}).text
    assert "har ändrats av någon annan" in page
    assert Person.objects.exists()


@pytest.mark.parametrize("role", [Role.STAFF, Role.EDITOR, Role.STEERING_GROUP])
def test_others_read_the_register_and_change_nothing(client, officer, role):
    client.force_login(create_user(role))
    page = client.get("/personer/").text
    assert "Ny person" not in page
    assert f'href="/personer/{officer.pk}/"' not in page
    for address in ("/personer/ny/", f"/personer/{officer.pk}/", f"/personer/{officer.pk}/ta-bort/"):
        assert client.post(address, {"name": "X", "version": 1}).status_code == 403
    assert Person.objects.get().name == "Åsa Öhrn"


def test_administration_tells_people_apart_too(as_administrator, officer, police):
    typed = {"name": "Åsa Öhrn", "title": "kommunpolis", "organisation": police.pk, "email": ""}
    assert "Det finns redan en" in as_administrator.post("/admin/people/person/add/", typed).text
    assert Person.objects.count() == 1
