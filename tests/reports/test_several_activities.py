"""One thing done with many activities at once: marked as reported already, or given another area."""

import datetime

import pytest
from django.db import IntegrityError, transaction
from reversion.models import Revision

from big.people.models import Event
from reports import recording
from reports.models import Activity, Area
from tests.factories import create_activity

SEVERAL = "/insatser/flera/"


@pytest.fixture
def three(secretary) -> list[Activity]:
    return [create_activity(by=secretary, text=text) for text in ("Första.", "Andra.", "Tredje.")]


def confirmed(activities: list[Activity], **more) -> dict:
    """What the page that asks sends when the answer is yes."""
    versions = {f"version-{one.pk}": one.version for one in activities}
    return {"chosen": [one.pk for one in activities], "confirmed": "yes", **versions, **more}


def test_marking_asks_first_and_says_how_many(as_secretary, three):
    page = as_secretary.post(SEVERAL, {"act": "reported", "chosen": [one.pk for one in three[:2]]}).text
    assert "Markera 2 insatser som redan rapporterade?" in page
    assert "Första." in page
    assert "Tredje." not in page
    assert not Activity.objects.exclude(reported_elsewhere_at=None).exists()


def test_marked_ones_are_no_longer_unreported(as_secretary, secretary, three):
    answer = as_secretary.post(SEVERAL, confirmed(three[:2], act="reported", query="unreported=on&q=dr"))
    assert answer.url == "/insatser/?unreported=on&q=dr"
    assert "2 insatser är ändrade." in as_secretary.get("/insatser/").text
    assert list(Activity.objects.unreported()) == [three[2]]
    marked = Activity.objects.get(pk=three[0].pk)
    assert marked.reported_elsewhere_by == secretary
    page = as_secretary.get(marked.get_absolute_url()).text
    assert "Markerad som redan rapporterad" in page
    assert "redan rapporterad" in as_secretary.get(f"/insatser/{marked.pk}/historik/").text
    assert Event.objects.filter(act="edited", detail="markerade den som redan rapporterad").count() == 2
    assert Revision.objects.count() == 1


def test_a_mark_is_taken_back_on_the_page_of_the_activity(as_secretary, three):
    as_secretary.post(SEVERAL, confirmed(three, act="reported"))
    page = as_secretary.post(f"/insatser/{three[0].pk}/inte-rapporterad/", follow=True).text
    assert "inte längre markerad" in page
    assert list(Activity.objects.unreported()) == [three[0]]
    assert "tog bort markeringen" in as_secretary.get(f"/insatser/{three[0].pk}/historik/").text


def test_moving_wants_an_area(as_secretary, three):
    page = as_secretary.post(SEVERAL, {"act": "move", "chosen": [one.pk for one in three]}).text
    assert "Byta område på 3 insatser?" in page
    assert "Välj det område" not in page
    page = as_secretary.post(SEVERAL, confirmed(three, act="move", area="")).text
    assert "Välj det område som insatserna ska få." in page
    assert "Välj ett giltigt alternativ" in as_secretary.post(SEVERAL, confirmed(three, act="move", area="99999")).text


def test_moved_ones_stand_in_their_new_area(as_secretary, three):
    school = Area.objects.get(name="Gävlemodellen")
    as_secretary.post(SEVERAL, confirmed(three, act="move", area=school.pk))
    assert set(Activity.objects.in_area(school)) == set(three)
    history = as_secretary.get(f"/insatser/{three[0].pk}/historik/").text
    assert "bytte område till Gävlemodellen" in history


def test_what_was_changed_or_deleted_meanwhile_is_named_and_left(as_secretary, secretary, three):
    sent = confirmed(three, act="reported")
    changed, deleted, _ = three
    changed.text = "Någon annans text."
    changed.save()
    recording.delete(deleted, by=secretary)
    page = as_secretary.post(SEVERAL, sent, follow=True).text
    assert "1 insats är ändrad." in page
    assert "”Någon annans text.” är inte ändrad: någon annan har ändrat den sedan du öppnade sidan." in page
    assert "”Andra.” är inte ändrad: den är borttagen." in page
    assert list(Activity.objects.exclude(reported_elsewhere_at=None)) == [three[2]]


def test_a_deleted_one_is_named_when_asked(as_secretary, secretary, three):
    recording.delete(three[0], by=secretary)
    page = as_secretary.post(SEVERAL, {"act": "reported", "chosen": [one.pk for one in three]}).text
    assert "”Första.” är borttagen och lämnas som den är." in page
    assert "Markera 2 insatser" in page


def test_twice_does_nothing_more(as_secretary, three):
    sent = confirmed(three, act="reported")
    as_secretary.post(SEVERAL, sent)
    as_secretary.post(SEVERAL, sent)
    outcome = recording.mark_reported({one.pk: one.version + 1 for one in three}, by=three[0].created_by)
    assert [reason for _, reason in outcome.left] == ["den var redan så"] * 3
    assert Revision.objects.count() == 1


@pytest.mark.parametrize(
    ("sent", "said"),
    [
        ({"act": "reported"}, "Kryssa först för de insatser som det gäller."),
        ({"act": "remove", "chosen": ["1"]}, "Välj ett giltigt alternativ"),
        ({"act": "reported", "chosen": ["x"]}, "Kryssa"),
        ({"act": "reported", "chosen": ["9" * 30]}, "Kryssa"),
        ({"act": "reported", "chosen": ["1\0"]}, "Kryssa"),
        ({"chosen": ["999999"], "act": "move"}, "Kryssa"),
        ({"act": "reported", "query": "\r\nSet-Cookie: x=1"}, "Kryssa"),
    ],
)
def test_made_up_choices_are_refused_in_words(as_secretary, db, sent, said):
    answer = as_secretary.post(SEVERAL, sent, follow=True)
    assert answer.redirect_chain
    assert said in answer.text


def test_made_up_versions_change_nothing(as_secretary, three):
    for version in ("", "x", "²", "9" * 40):
        sent = {"act": "reported", "chosen": three[0].pk, "confirmed": "yes", f"version-{three[0].pk}": version}
        assert "någon annan har ändrat den" in as_secretary.post(SEVERAL, sent, follow=True).text


def test_who_may_not_see_activities_changes_none(as_administrator, three):
    assert as_administrator.post(SEVERAL, confirmed(three, act="reported")).status_code == 403
    assert as_administrator.post(f"/insatser/{three[0].pk}/inte-rapporterad/").status_code == 403


def test_database_refuses_a_mark_by_nobody(three):
    with pytest.raises(IntegrityError, match="reported_elsewhere"), transaction.atomic():
        Activity.objects.filter(pk=three[0].pk).update(reported_elsewhere_at=datetime.datetime.now(datetime.UTC))
