"""An activity: recorded with three fields, or with all; changed by two at once; earlier versions; deleted and back."""

import datetime
import re
from typing import Any

import pytest
from django.db import IntegrityError, transaction
from django.test import Client
from django.utils import timezone

from big.people.models import Event, Organisation, User
from big.refusals import Refused
from big.versions import StaleVersion
from reports import recording
from reports.models import Activity, ActivityKind, Area, Place, Report, ReportItem, TargetGroup
from reports.publishing import publish
from tests.factories import create_activity, create_report

NEW = "/insatser/ny/"


def typed(**fields: Any) -> dict[str, Any]:
    area = Area.objects.get(name="Övrigt").pk
    return {"area": area, "text": "Vi har träffat föreståndarna.", "status": "completed"} | fields


def form_of(client: Client, address: str) -> dict[str, Any]:
    """What the browser would send from the form as it opens."""
    form = client.get(address).context["form"]
    sent: dict[str, Any] = {}
    for bound in form:
        value = bound.value()
        if hasattr(value, "values") and hasattr(value, "typed"):
            sent[bound.html_name] = list(value.values)
        elif value not in (None, ""):
            sent[bound.html_name] = value
    return sent


# -- Recording ---------------------------------------------------------------------------------------------------------


def test_three_fields_are_enough(as_secretary, secretary):
    answer = as_secretary.post(NEW, typed())
    activity = Activity.objects.get()
    assert answer.url == activity.get_absolute_url()
    assert (activity.text, activity.status, activity.created_by) == (
        "Vi har träffat föreståndarna.",
        "completed",
        secretary,
    )
    assert activity.listed_on == timezone.localdate(activity.created_at)
    page = as_secretary.get(answer.url).text
    assert "Insatsen är sparad." in page
    assert "Vi har träffat föreståndarna." in page
    assert Event.objects.filter(act=Event.Act.CREATED, subject=f"insats nr {activity.pk}", by=secretary).exists()


def test_everything_else_can_be_said_too(as_secretary):
    school = Organisation.objects.create(name="Tallskolan")
    more = {
        "when": "v. 44 2025",
        "kind": ActivityKind.objects.get(name="utbildning").pk,
        "target_groups": [TargetGroup.objects.get(name="skolledare").pk],
        "partners": [school.pk],
        "partners-new": "Brynäs IF, Kommunpolisen",
        "places-new": "Sätra",
        "participants_qualifier": "more_than",
        "participants": "20",
        "also_area": Area.objects.get(name="Gävlemodellen").pk,
        "note": "Ring rektorn i januari.",
    }
    as_secretary.post(NEW, typed(**more))
    activity = Activity.objects.get()
    assert (activity.starts_on, activity.ends_on) == (datetime.date(2025, 10, 27), datetime.date(2025, 11, 2))
    assert activity.listed_on == activity.starts_on
    assert {str(partner) for partner in activity.partners.all()} == {"Tallskolan", "Brynäs IF", "Kommunpolisen"}
    assert Place.objects.get().name == "Sätra"
    page = as_secretary.get(activity.get_absolute_url()).text
    for shown in (
        "v. 44 2025",
        "utbildning",
        "skolledare",
        "Brynäs IF",
        "Sätra",
        "drygt 20",
        "rör också Gävlemodellen",
    ):
        assert shown in page


@pytest.mark.parametrize(
    ("fields", "sentence"),
    [
        ({"area": ""}, "Välj ett område."),
        ({"text": "   "}, "Skriv vad som har gjorts"),
        ({"status": ""}, "Välj status."),
        ({"status": "done"}, "Välj ett giltigt alternativ"),
        ({"when": "snart"}, "Det går inte att läsa ”snart” som en tid."),
        ({"when": "31 november 2026"}, "finns inte"),
        ({"participants": "många"}, "Skriv antalet med siffror."),
        ({"participants": "-1"}, "Skriv noll eller mer."),
        ({"participants": "99999999999"}, "Skriv ett mindre tal"),
        ({"participants_qualifier": "about"}, "Skriv hur många, eller välj samtliga."),
        ({"partners": ["0"]}, "Valet finns inte i listan."),
    ],
)
def test_what_is_wrong_is_said_beside_the_field_and_nothing_is_lost(as_secretary, fields, sentence):
    sent = typed(note="En lång anteckning", **{"places-new": "Sätra"}) | fields
    page = as_secretary.post(NEW, sent).text
    assert sentence in page
    assert "En lång anteckning" in page
    assert 'value="Sätra"' in page
    assert not Activity.objects.exists()
    assert not Place.objects.exists()


def test_the_year_follows_from_what_is_done_and_what_is_planned(as_secretary):
    for status in ("completed", "planned"):
        as_secretary.post(NEW, typed(status=status, when="1 juni"))
    past, future = Activity.objects.order_by("starts_on")
    assert past.starts_on <= timezone.localdate() <= future.starts_on
    assert past.when == f"1 juni {past.starts_on.year}"


def test_samtliga_needs_no_number(as_secretary):
    as_secretary.post(NEW, typed(participants_qualifier="all"))
    assert Activity.objects.get().participants_text == "samtliga"


def test_the_area_used_last_comes_first(as_secretary, secretary):
    create_activity(by=secretary, area="Gävlemodellen")
    create_activity(by=secretary, area="Övrigt")
    options = re.findall(r'<option value="(\d+)"( selected)?>([^<]*)<', as_secretary.get(NEW).text)
    assert options[0][1:] == (" selected", "Övrigt")


def test_one_more_can_be_added_at_once(as_secretary):
    assert as_secretary.post(NEW, typed(another="Spara och lägg till en till")).url == NEW


def test_a_copy_begins_with_all_but_the_time(as_secretary, secretary):
    original = create_activity(by=secretary, text="Vi har hållit frukostträff.")
    original.places.add(Place.objects.create(name="Sätra"))
    address = f"{original.get_absolute_url()}kopiera/"
    sent = form_of(as_secretary, address)
    assert "when" not in sent
    assert sent["text"] == original.text
    as_secretary.post(address, sent | {"status": "planned"})
    copy = Activity.objects.exclude(pk=original.pk).get()
    assert [str(place) for place in copy.places.all()] == ["Sätra"]
    assert Activity.objects.get(pk=original.pk).version == 1


def test_an_identity_number_is_pointed_out_but_may_be_saved(as_secretary):
    as_secretary.post(NEW, typed(text="Träffade 19121212-1212."))
    page = as_secretary.get(f"{Activity.objects.get().get_absolute_url()}andra/").text
    assert "Texten innehåller ett personnummer" in page


# -- Two at once -------------------------------------------------------------------------------------------------------


def test_the_second_of_two_writers_sees_both_texts_and_chooses(as_secretary, secretary):
    activity = create_activity(by=secretary, text="Vi har träffat rektorn.")
    address = f"{activity.get_absolute_url()}andra/"
    mine = form_of(as_secretary, address)
    theirs = form_of(as_secretary, address)
    as_secretary.post(address, theirs | {"text": "Vi har träffat biträdande rektorn."})
    page = as_secretary.post(address, mine | {"text": "Vi har träffat rektorn och kuratorn.", "status": "planned"}).text
    assert "Någon annan har sparat ändringar" in page
    assert "<del>" in page
    assert "biträdande</del>" in page
    assert ">\nVi har träffat rektorn och kuratorn.</textarea>" in page
    assert Activity.objects.get().text == "Vi har träffat biträdande rektorn."
    again = re.search(r'name="seen_version" value="(\d+)"', page)[1]
    as_secretary.post(address, mine | {"text": "Vi har träffat båda.", "seen_version": again})
    assert Activity.objects.get().text == "Vi har träffat båda."


@pytest.mark.parametrize("is_kept", [True, False])
def test_the_second_writer_can_take_what_the_first_has_saved(as_secretary, secretary, is_kept):
    activity = create_activity(by=secretary, text="Vi har träffat rektorn.")
    address = f"{activity.get_absolute_url()}andra/"
    mine = form_of(as_secretary, address) | {"text": "Min text"}
    if is_kept:
        as_secretary.post(f"/osparat/?path={address}", mine)
    Activity.objects.get().save()
    page = as_secretary.post(address, mine).text
    theirs = re.search(r'formaction="([^"]*)"', page)[1]
    assert as_secretary.post(theirs, mine).url == address
    assert "Min text" not in as_secretary.get(address).text


def test_what_differs_is_shown_field_by_field(as_secretary, secretary):
    activity = create_activity(by=secretary)
    address = f"{activity.get_absolute_url()}andra/"
    mine = form_of(as_secretary, address)
    recording.save(Activity.objects.get(), places=[Place(name="Sätra")], by=secretary)
    form = as_secretary.post(address, mine | {"status": "planned"}).context["form"]
    shown = {label: [(piece.kind, piece.text) for piece in pieces] for label, pieces in form.conflict}
    assert shown == {"Status": [("gone", "Genomförd"), ("new", "Planerad")], "Platser": [("gone", "Sätra")]}


# -- Earlier versions --------------------------------------------------------------------------------------------------


@pytest.fixture
def changed(secretary: User) -> Activity:
    """An activity of three versions."""
    activity = create_unsaved(secretary, "Vi har träffat rektorn.")
    recording.save(activity, places=[Place(name="Sätra")], by=secretary)
    activity.text = "Vi har träffat rektorn och kuratorn."
    recording.save(activity, places=activity.places.all(), by=secretary)
    activity.status = Activity.Status.ONGOING
    recording.save(activity, by=secretary)
    return activity


def create_unsaved(by: User, text: str) -> Activity:
    return Activity(area=Area.objects.get(name="Övrigt"), text=text, status="completed", created_by=by)


def test_history_tells_what_each_save_changed(changed, as_secretary, secretary):
    latest, second, first = recording.history(changed)
    assert (latest.by, second.by) == (secretary, secretary)
    fields = {label: [(piece.kind, piece.text) for piece in pieces] for label, pieces in latest.fields}
    assert fields == {"status": [("gone", "genomförd"), ("new", "pågår")], "platser": [("gone", "Sätra")]}
    [(label, pieces)] = second.fields
    assert label == "text"
    assert [piece.text for piece in pieces if piece.kind == "new"] == [" och kuratorn"]
    assert {label for label, _ in first.fields} == {"område", "text", "status", "platser"}
    page = as_secretary.get(f"{changed.get_absolute_url()}historik/").text
    assert "och kuratorn</ins>" in page


def test_history_costs_the_same_however_long(changed, as_secretary, secretary, django_assert_max_num_queries):
    for number in range(10):
        changed.text = f"Version {number}"
        recording.save(changed, by=secretary)
    with django_assert_max_num_queries(15):
        as_secretary.get(f"{changed.get_absolute_url()}historik/")


def test_an_earlier_version_can_be_restored_and_that_too_is_a_version(changed, as_secretary):
    first = recording.history(changed)[-1]
    as_secretary.post(f"{changed.get_absolute_url()}historik/{first.version}/")
    activity = Activity.objects.get()
    assert (activity.text, activity.status) == ("Vi har träffat rektorn.", "completed")
    assert [str(place) for place in activity.places.all()] == ["Sätra"]
    assert len(recording.history(activity)) == 4
    assert "återställde versionen från" in recording.history(activity)[0].comment


def test_a_version_of_something_else_cannot_be_restored(changed, as_secretary, secretary):
    other = create_unsaved(secretary, "En annan.")
    recording.save(other, by=secretary)
    version = recording.history(other)[0].version
    answer = as_secretary.post(f"{changed.get_absolute_url()}historik/{version}/", follow=True)
    assert "Den versionen finns inte." in answer.text
    assert Activity.objects.get(pk=changed.pk).text == "Vi har träffat rektorn och kuratorn."


# -- Deleted and taken back --------------------------------------------------------------------------------------------


def test_deleted_is_out_of_the_lists_and_can_be_taken_back(as_secretary, secretary):
    activity = create_activity(by=secretary, text="Vi har gjort fel.")
    address = activity.get_absolute_url()
    assert "Borttagen" in as_secretary.post(f"{address}ta-bort/?version={activity.version}", follow=True).text
    assert "Vi har gjort fel." not in as_secretary.get("/insatser/").text + as_secretary.get("/").text
    assert list(Activity.objects.unreported()) == []
    assert as_secretary.get(f"{address}andra/").status_code == 302
    as_secretary.post(f"{address}ta-tillbaka/")
    assert "Vi har gjort fel." in as_secretary.get("/insatser/").text


def test_what_somebody_has_changed_meanwhile_is_not_deleted_unseen(as_secretary, secretary):
    activity = create_activity(by=secretary, text="Vi har gjort fel.")
    page = as_secretary.get(activity.get_absolute_url()).text
    activity.text = "Vi har gjort rätt."
    recording.save(activity, by=secretary)
    answer = as_secretary.post(re.search(r'action="([^"]*/ta-bort/[^"]*)"', page)[1], follow=True)
    assert "Det här har ändrats av någon annan sedan du öppnade sidan." in answer.text
    assert not Activity.objects.get().is_deleted


def test_deleted_ones_are_found_among_their_like(as_secretary, secretary, django_assert_num_queries):
    """The last deleted first; also by who has left the page where it was deleted."""
    assert "Ingen insats är borttagen." in as_secretary.get("/insatser/borttagna/").text
    create_activity(by=secretary, text="Kvar.")
    for number in range(60):
        recording.delete(create_activity(by=secretary, text=f"Borta {number}."), by=secretary)
    assert 'href="/insatser/borttagna/"' in as_secretary.get("/insatser/").text
    as_secretary.get("/")
    with django_assert_num_queries(6):
        page = as_secretary.get("/insatser/borttagna/").text
    assert page.index("Borta 59.") < page.index("Borta 10.")
    assert "Kvar." not in page
    assert "Sida 1 av 2" in page


def test_what_is_printed_in_a_published_report_cannot_be_deleted(as_secretary, secretary):
    activity = create_activity(by=secretary)
    report = create_report()
    item = ReportItem.objects.filter(section__report=report).first()
    item.activity = activity
    item.save()
    publish(Report.objects.get(), by=secretary)
    with pytest.raises(Refused, match="tryckt i en publicerad rapport"):
        recording.delete(Activity.objects.get(), by=secretary)
    answer = as_secretary.post(f"{activity.get_absolute_url()}ta-bort/?version={activity.version}", follow=True)
    assert "tryckt i en publicerad rapport" in answer.text
    assert not Activity.objects.get().is_deleted


def test_deleting_what_somebody_has_just_changed_is_refused(secretary):
    activity = create_activity(by=secretary)
    Activity.objects.get().save()
    with pytest.raises(StaleVersion):
        recording.delete(activity, by=secretary)


# -- What the database holds -------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "fields",
    [
        {"text": ""},
        {"ends_on": None},
        {"ends_on": datetime.date(2026, 3, 1)},
        {"participants": 3, "participants_qualifier": ""},
        {"participants_qualifier": "about"},
        {"deleted_at": datetime.datetime(2026, 3, 1, tzinfo=datetime.UTC)},
    ],
)
def test_the_database_refuses_what_makes_no_sense(secretary, fields):
    with pytest.raises(IntegrityError), transaction.atomic():
        create_activity(by=secretary, **fields)


def test_what_is_written_in_something_deleted_meanwhile_is_not_lost(as_secretary, secretary):
    activity = create_activity(by=secretary)
    address = f"{activity.get_absolute_url()}andra/"
    mine = form_of(as_secretary, address) | {"text": "En lång text."}
    recording.delete(activity, by=secretary)
    page = as_secretary.post(address, mine).text
    assert "En lång text.</textarea>" in page
    assert "sparat ändringar" in page or "har tagits bort" in page
    assert Activity.objects.get().text != "En lång text."


def test_very_long_and_repetitive_texts_are_compared_at_once():
    from big.differences import word_difference

    pieces = word_difference("samma ord " * 3000, "samma ord " * 3001)
    assert [piece.kind for piece in pieces] == ["gone", "new"]


def test_the_administrator_finds_the_registers_in_the_menu(as_administrator, as_secretary):
    assert '<a href="/admin/"' in as_administrator.get("/").text
    assert '<a href="/admin/"' not in as_secretary.get("/").text
