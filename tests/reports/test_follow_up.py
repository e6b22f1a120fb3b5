"""What was planned comes back as a question when its time has passed; each answer is a linked activity."""

import datetime

import pytest
from django.db import IntegrityError, connection, transaction
from django.test import Client

from big.people.models import Event, User
from big.people.roles import Role
from big.refusals import Refused
from reports import following_up, recording
from reports.models import Activity, ActivityKind, Place, Report, ReportItem, TargetGroup
from tests.conftest import Reader
from tests.factories import create_activity, create_report, create_user
from tests.reports.test_record_activity import form_of

PLANNED = Activity.Status.PLANNED
DAY = datetime.date(2026, 3, 2)  # of the activities that the factory makes
AFTER = DAY + datetime.timedelta(days=1)


@pytest.fixture
def planned(secretary: User) -> Activity:
    activity = create_activity(by=secretary, status=PLANNED, text="Vi kommer att utbilda lärare på Tallskolan.")
    activity.participants, activity.participants_qualifier = 20, Activity.Qualifier.ABOUT
    activity.kind = ActivityKind.objects.get(name="utbildning")
    activity.note = "Boka salen."
    recording.save(
        activity,
        target_groups=[TargetGroup.objects.get(name="skolledare")],
        places=[Place(name="Sätra")],
        by=secretary,
    )
    return activity


@pytest.fixture
def colleague(db: None) -> User:
    return create_user(Role.STAFF, email="nils@example.se", name="Nils Åkerström")


def put_in_report(activity: Activity) -> Report:
    report = create_report()
    item = ReportItem.objects.filter(section__report=report).first()
    item.activity = activity
    item.save()
    return report


def follow_ups(activity: Activity) -> str:
    return f"{activity.get_absolute_url()}uppfoljning/"


# -- When it asks ------------------------------------------------------------------------------------------------------


def test_it_asks_the_day_after(secretary):
    planned = create_activity(by=secretary, status=PLANNED)
    assert list(Activity.objects.awaiting_answer(today=DAY)) == []
    assert list(Activity.objects.awaiting_answer(today=AFTER)) == [planned]
    assert not planned.is_awaiting_answer(today=DAY)
    assert planned.is_awaiting_answer(today=AFTER)


@pytest.mark.parametrize("status", Activity.Status.values)
def test_it_asks_only_about_what_was_expected(secretary, status):
    activity = create_activity(by=secretary, status=status)
    is_asked = status in ("planned", "invited")
    assert Activity.objects.awaiting_answer(today=AFTER).exists() == is_asked
    assert activity.is_awaiting_answer(today=AFTER) == is_asked


def test_it_never_asks_about_what_has_no_time_or_is_deleted(secretary):
    timeless = create_activity(by=secretary, status=PLANNED, when="månadsvis", starts_on=None)
    deleted = create_activity(by=secretary, status=PLANNED)
    recording.delete(deleted, by=secretary)
    assert not Activity.objects.awaiting_answer(today=AFTER).exists()
    assert timeless.may_be_followed_up


def test_the_first_page_asks_the_author_and_leads_to_the_question(as_secretary, planned):
    page = as_secretary.get("/").text
    assert "Blev det av? Vi kommer att utbilda lärare på Tallskolan." in page
    assert follow_ups(planned) in page
    for address in (follow_ups(planned), planned.get_absolute_url()):
        page = as_secretary.get(address).text
        for answer in ("Genomförd", "Flyttad", "Inställd"):
            assert answer in page


def test_many_questions_become_five_and_a_list(as_secretary, secretary):
    for number in range(8):
        create_activity(by=secretary, status=PLANNED, text=f"Träff {number}")
    page = as_secretary.get("/").text
    assert page.count("Blev det av?") == 5
    assert "Alla att följa upp: 8 insatser" in page
    page = as_secretary.get("/insatser/att-folja-upp/").text
    assert "8 insatser" in page


def test_the_list_is_ones_own_or_everybodys(as_secretary, secretary, colleague):
    create_activity(by=colleague, status=PLANNED, text="Kollegans kväll")
    assert "Blev det av?" not in as_secretary.get("/").text
    assert "Inget att följa upp" in as_secretary.get("/insatser/att-folja-upp/").text
    assert "Kollegans kväll" in as_secretary.get("/insatser/att-folja-upp/?vems=allas").text


@pytest.mark.parametrize("gone", ["closed", "without role"])
def test_a_question_outlives_its_author(as_secretary, colleague, gone):
    create_activity(by=colleague, status=PLANNED, text="Kollegans kväll")
    if gone == "closed":
        User.objects.filter(pk=colleague.pk).update(is_active=False)
    else:
        colleague.groups.clear()
    assert "Blev det av? Kollegans kväll" in as_secretary.get("/").text
    assert "Kollegans kväll" in as_secretary.get("/insatser/att-folja-upp/").text


def test_lists_cost_the_same_however_long(as_secretary, secretary, django_assert_max_num_queries):
    for number in range(12):
        create_activity(by=secretary, status=PLANNED, text=f"Träff {number}")
    for address in ("/", "/insatser/att-folja-upp/"):
        with django_assert_max_num_queries(25):
            as_secretary.get(address)


# -- Genomförd ---------------------------------------------------------------------------------------------------------


def test_held_begins_with_all_that_was_planned_told_as_done(as_secretary, planned):
    sent = form_of(as_secretary, f"{follow_ups(planned)}genomford/")
    assert sent["text"] == "Vi har utbildat lärare på Tallskolan."
    assert (sent["status"], sent["when"]) == ("completed", "2 mars 2026")
    answer = as_secretary.post(f"{follow_ups(planned)}genomford/", sent | {"participants": "23"})
    follow_on = Activity.objects.get(continues=planned)
    assert answer.url == follow_on.get_absolute_url()
    assert (follow_on.area, follow_on.kind, follow_on.starts_on) == (planned.area, planned.kind, DAY)
    assert follow_on.participants_text == "cirka 23"
    assert [str(place) for place in follow_on.places.all()] == ["Sätra"]
    assert [str(group) for group in follow_on.target_groups.all()] == ["skolledare"]
    assert follow_on.note == ""
    assert Activity.objects.get(pk=planned.pk).status == PLANNED
    assert Event.objects.filter(
        act=Event.Act.CREATED, subject=f"insats nr {follow_on.pk}", detail=f"följer upp insats nr {planned.pk}"
    ).exists()


def test_both_pages_link_to_each_other_and_nobody_asks_again(as_secretary, planned):
    address = f"{follow_ups(planned)}genomford/"
    as_secretary.post(address, form_of(as_secretary, address))
    follow_on = Activity.objects.get(continues=planned)
    page = as_secretary.get(planned.get_absolute_url()).text
    assert "Följdes av" in page
    assert follow_on.get_absolute_url() in page
    assert "Blev det av?" not in page
    page = as_secretary.get(follow_on.get_absolute_url()).text
    assert "Fortsätter" in page
    assert planned.get_absolute_url() in page
    assert "Blev det av?" not in as_secretary.get("/").text
    [first] = recording.history(follow_on)
    assert ("fortsätter", planned.text) in [(label, pieces[0].text) for label, pieces in first.fields]
    for left in ("", "genomford/", "flyttad/"):
        page = as_secretary.get(f"{follow_ups(planned)}{left}", follow=True).text
        assert "Tora Hallén har redan följt upp insatsen: genomförd." in page


def test_a_mistake_in_the_form_loses_neither_text_nor_link(as_secretary, planned):
    address = f"{follow_ups(planned)}genomford/"
    sent = form_of(as_secretary, address)
    page = as_secretary.post(address, sent | {"when": "snart", "text": "Det blev bra."}).text
    assert "Det går inte att läsa ”snart” som en tid." in page
    assert "Det blev bra." in page
    assert "Följer upp:" in page
    as_secretary.post(address, sent)
    assert Activity.objects.filter(continues=planned).count() == 1


def test_what_is_typed_is_kept_for_that_answer_alone(as_secretary, planned):
    address = f"{follow_ups(planned)}genomford/"
    sent = form_of(as_secretary, address)
    as_secretary.post(as_secretary.get(address).context["form"].keep_url, sent | {"text": "Halvvägs"})
    assert form_of(as_secretary, address)["text"] == "Halvvägs"
    assert form_of(as_secretary, f"{follow_ups(planned)}flyttad/")["text"] == planned.text
    assert "Fortsätt skriva: Genomförd: Vi kommer att utbilda" in as_secretary.get("/").text


# -- Flyttad -----------------------------------------------------------------------------------------------------------


def test_moved_begins_at_the_time_and_asks_again_when_that_has_passed(as_secretary, planned):
    address = f"{follow_ups(planned)}flyttad/"
    page = as_secretary.get(address).text
    assert page.count("autofocus") == 1
    assert 'class="more" open' in page.replace(' open="True"', " open")
    sent = form_of(as_secretary, address)
    assert "when" not in sent
    assert (sent["text"], sent["status"]) == (planned.text, "planned")
    as_secretary.post(address, sent | {"when": "5 mars 2026"})
    moved = Activity.objects.get(continues=planned)
    assert list(Activity.objects.awaiting_answer(today=datetime.date(2026, 3, 6))) == [moved]


# -- Inställd ----------------------------------------------------------------------------------------------------------


def test_cancelled_before_any_report_changes_its_status(as_secretary, planned):
    page = as_secretary.post(f"{follow_ups(planned)}installd/", follow=True).text
    assert "Insatsen är inställd." in page
    assert Activity.objects.get().status == Activity.Status.CANCELLED
    assert [str(place) for place in Activity.objects.get().places.all()] == ["Sätra"]
    assert len(recording.history(planned)) == 2
    assert not Activity.objects.unreported().exists()


def test_cancelled_after_a_report_that_hid_it_changes_its_status(secretary, planned):
    put_in_report(planned)
    ReportItem.objects.filter(activity=planned).update(is_hidden=True)
    assert following_up.cancel(planned, by=secretary) == planned


def test_cancelled_after_a_report_is_told_in_the_next(as_secretary, planned):
    put_in_report(planned)
    page = as_secretary.post(f"{follow_ups(planned)}installd/", follow=True).text
    assert "Så här kan det stå i nästa rapport" in page
    cancelled = Activity.objects.get(continues=planned)
    assert cancelled.text == "Inställt: Vi kommer att utbilda lärare på Tallskolan."
    assert (cancelled.status, cancelled.when) == (Activity.Status.CANCELLED, "2 mars 2026")
    assert [str(place) for place in cancelled.places.all()] == ["Sätra"]
    assert Activity.objects.get(pk=planned.pk).status == PLANNED
    assert list(Activity.objects.unreported()) == [cancelled]


# -- The next report ---------------------------------------------------------------------------------------------------


def test_the_next_report_is_offered_what_became_of_it_only(secretary, planned):
    assert list(Activity.objects.unreported()) == [planned]
    held = Activity(area=planned.area, text="Vi har utbildat lärare.", status="completed", continues=planned)
    following_up.answer(held, by=secretary)
    assert list(Activity.objects.unreported()) == [held]
    recording.delete(held, by=secretary)
    assert list(Activity.objects.unreported()) == [planned]


# -- Two who answer ----------------------------------------------------------------------------------------------------


def test_the_second_answer_is_refused_and_its_text_kept(as_secretary, planned, colleague):
    other = Reader()
    other.force_login(colleague)
    address = f"{follow_ups(planned)}genomford/"
    first, second = form_of(as_secretary, address), form_of(other, f"{follow_ups(planned)}flyttad/")
    as_secretary.post(address, first)
    page = other.post(f"{follow_ups(planned)}flyttad/", second | {"text": "Flyttas till hösten."}).text
    assert "Tora Hallén har redan följt upp insatsen: genomförd." in page
    assert "Flyttas till hösten." in page
    page = other.post(f"{follow_ups(planned)}installd/", follow=True).text
    assert "Tora Hallén har redan följt upp insatsen: genomförd." in page
    assert Activity.objects.count() == 2


def test_text_that_was_kept_is_shown_though_somebody_else_was_faster(as_secretary, planned, secretary):
    address = f"{follow_ups(planned)}genomford/"
    form = as_secretary.get(address).context["form"]
    as_secretary.post(form.keep_url, form_of(as_secretary, address) | {"text": "Halvvägs"})
    following_up.cancel(planned, by=secretary)
    assert "Halvvägs" in as_secretary.get(address).text


def test_the_database_holds_one_follow_on(secretary, planned):
    create_activity(by=secretary, continues=planned)
    with pytest.raises(IntegrityError), transaction.atomic():
        create_activity(by=secretary, continues=planned)


def test_a_deleted_answer_asks_again_and_makes_room_for_another(as_secretary, secretary, planned):
    wrong = Activity(area=planned.area, text="Fel.", status="completed", continues=planned)
    following_up.answer(wrong, by=secretary)
    recording.delete(wrong, by=secretary)
    assert list(Activity.objects.awaiting_answer(today=AFTER)) == [planned]
    put_in_report(planned)
    following_up.cancel(planned, by=secretary)
    answer = as_secretary.post(f"{wrong.get_absolute_url()}ta-tillbaka/", follow=True)
    assert "har följts upp på nytt" in answer.text
    assert Activity.objects.get(pk=wrong.pk).is_deleted


@pytest.mark.parametrize(
    ("change", "sentence"),
    [
        ({"status": "ongoing"}, "inte längre planerad, utan pågår"),
        ({"deleted_at": datetime.datetime(2026, 3, 1, tzinfo=datetime.UTC)}, "borttagen"),
    ],
)
def test_there_is_nothing_to_answer_about_what_is_not_expected(as_secretary, secretary, planned, change, sentence):
    Activity.objects.filter(pk=planned.pk).update(
        **change, **({"deleted_by": secretary} if "deleted_at" in change else {})
    )
    with pytest.raises(Refused, match=sentence):
        following_up.cancel(planned, by=secretary)
    assert sentence in as_secretary.get(follow_ups(planned), follow=True).text


def test_who_only_reads_answers_nothing(planned):
    client = Client()
    client.force_login(create_user(Role.STEERING_GROUP))
    assert client.post(f"{follow_ups(planned)}installd/").status_code == 403
    assert client.post(f"{follow_ups(planned)}genomford/", {}).status_code == 403


@pytest.mark.skipif(connection.vendor != "sqlite", reason="PostgreSQL chooses by how many there are")
@pytest.mark.parametrize("followed_up", [0, 30])
def test_who_has_a_follow_on_is_looked_up_and_not_read_through(secretary, followed_up):
    """Also when SQLite has counted what is there, which once made it read all activities for each."""
    for _ in range(30):
        create_activity(by=secretary)
    for activity in Activity.objects.all()[:followed_up]:
        create_activity(by=secretary, continues=activity)
    with connection.cursor() as cursor:
        cursor.execute("ANALYZE")
    assert "SEARCH U0 USING INDEX activity_has_one_follow_on" in Activity.objects.without_follow_on().explain()
