"""Letters about reports: to those whose section is not ready, and to the readers of what is published."""

import datetime

import pytest
from django.core import mail
from django.db import connection
from django.test.utils import CaptureQueriesContext

from big.documents.importing import keep_original
from big.letters import posting
from big.letters.models import Letter
from big.people import accounts
from big.people.models import Event, Person, User
from big.people.roles import Role
from big.refusals import Refused
from reports import composing, telling
from reports.models import Area, Report
from reports.publishing import begin_correction, publish
from tests.factories import create_report, create_user

NOON = datetime.datetime(2026, 3, 9, 12, tzinfo=datetime.UTC)  # a Monday
DAY = datetime.timedelta(days=1)


@pytest.fixture
def report(db: None) -> Report:
    return create_report()


@pytest.fixture
def responsible(report: Report) -> User:
    """Somebody who answers for the first section, with an account."""
    return create_responsible(report, "Moa Lind", Role.STAFF)


def create_responsible(report: Report, name: str, *roles: Role) -> User:
    user = create_user(*roles, email=f"{name.split()[0].lower()}@example.se", name=name)
    user.person = Person.objects.create(name=name)
    user.save()
    report.sections.first().area.responsible.add(user.person)
    return user


def receivers() -> list[str]:
    return sorted(letter.address for letter in Letter.objects.all())


def test_the_editor_sees_who_is_missing_and_reminds_them_with_one_press(as_secretary, report, responsible):
    create_responsible(report, "Ulf Berg")
    address = f"/rapporter/{report.pk}/"
    page = as_secretary.get(f"{address}redigera/").text
    assert "Moa Lind: Trygghetsarbetet i skolan" in page
    assert "Ulf Berg: Trygghetsarbetet i skolan. Har inget konto: fråga på annat sätt." in page
    assert "Ansvarar: Moa Lind, Ulf Berg" in page
    page = as_secretary.post(f"{address}paminn/", follow=True).text
    assert "Påminnelsen går till Moa Lind." in page
    assert "Påmind" in page
    posting.deliver_due()
    (letter,) = mail.outbox
    assert letter.to == ["Moa Lind <moa@example.se>"]
    assert letter.subject == "Ditt avsnitt i nästa rapport"
    assert "Aktuellt från gruppen den 12 mars 2026" in letter.body
    assert "Tora Hallén påminner" in letter.body
    assert "- Trygghetsarbetet i skolan" in letter.body
    assert f"http://127.0.0.1:8000{address}" in letter.body
    assert Event.objects.get(act=Event.Act.REMINDED).detail == "Moa Lind"


def test_nobody_is_reminded_twice_in_a_day(report, responsible, secretary):
    telling.remind(report, by=secretary, now=NOON)
    with pytest.raises(Refused, match="redan fått en påminnelse i dag"):
        telling.remind(report, by=secretary, now=NOON)
    assert telling.remind(report, by=secretary, now=NOON + DAY) == ["Moa Lind"]


def test_the_letter_that_comes_by_itself_counts_too(report, responsible, secretary):
    telling.remind_in_time(NOON)
    with pytest.raises(Refused, match="redan fått en påminnelse i dag"):
        telling.remind(report, by=secretary, now=NOON)


@pytest.mark.parametrize("meanwhile", ["published", "discarded"])
def test_nobody_is_reminded_of_what_is_published_or_discarded_meanwhile(report, responsible, secretary, meanwhile):
    read_before = Report.objects.get(pk=report.pk)
    if meanwhile == "published":
        publish(report, by=secretary, tell=False)
    else:
        composing.discard(report, seen="1", by=secretary)
        with pytest.raises(Refused, match="Någon har tagit bort utkastet"):
            telling.remind(read_before, by=secretary, now=NOON)
    telling._remind_all(read_before, NOON)
    assert receivers() == []


def test_who_is_ready_is_not_reminded(report, responsible, secretary):
    composing.set_ready(report.sections.first(), is_ready=True, by=responsible)
    with pytest.raises(Refused, match="ingen att påminna"):
        telling.remind(report, by=secretary, now=NOON)


def test_one_letter_names_all_sections_of_a_person(report, responsible, secretary):
    area = Area.objects.get(name="Övrigt")
    area.responsible.add(responsible.person)
    report.sections.create(area=area, heading="Allt annat", position=9)
    telling.remind(report, by=secretary, now=NOON)
    assert "- Trygghetsarbetet i skolan\n- Allt annat" in Letter.objects.get().body


@pytest.mark.parametrize("change", ["closed", "no role"])
def test_who_can_not_mark_it_gets_no_letter(report, responsible, secretary, administrator, change):
    if change == "closed":
        accounts.deactivate(responsible, by=administrator)
    else:
        responsible.groups.clear()
    with pytest.raises(Refused, match="eftersom Moa Lind inte har något konto"):
        telling.remind(report, by=secretary, now=NOON)


@pytest.mark.parametrize("htmx", [True, False])
def test_the_editor_is_told_when_nobody_who_is_missing_can_be_reached(as_secretary, report, htmx):
    """Those who are responsible and have neither account nor address are named, with what to do instead."""
    area = report.sections.first().area
    area.responsible.add(Person.objects.create(name="Ulf Berg"), Person.objects.create(name="Åsa Öhrn"))
    headers = {"HX-Request": "true"} if htmx else {}
    page = as_secretary.post(f"/rapporter/{report.pk}/paminn/", headers=headers, follow=True).text
    assert "eftersom Ulf Berg samt Åsa Öhrn inte har något konto. Fråga på annat sätt." in page
    area.responsible.clear()
    page = as_secretary.post(f"/rapporter/{report.pk}/paminn/", headers=headers, follow=True).text
    assert "Det finns ingen att påminna." in page
    assert not Letter.objects.exists()
    assert not Event.objects.filter(act=Event.Act.REMINDED).exists()


def test_a_published_report_waits_for_nobody(report, responsible, secretary):
    publish(report, by=secretary, tell=False)
    with pytest.raises(Refused, match="redan publicerad"):
        telling.remind(report, by=secretary, now=NOON)


def test_the_reminder_comes_by_itself_once_so_many_days_before(report, responsible):
    """The report is for 12 March, and the reminder for three days before."""
    telling.remind_in_time(NOON - DAY)
    assert receivers() == []
    telling.remind_in_time(NOON)
    telling.remind_in_time(NOON + DAY)
    assert receivers() == ["moa@example.se"]
    body = Letter.objects.get().body
    assert "Nu är det dags: Aktuellt från gruppen den 12 mars 2026, som ska vara klar den 12 mars" in body


@pytest.mark.parametrize(
    "values", [{"remind_days": 0}, {"issue_date": None}, {"issue_date": datetime.date(2026, 3, 1)}]
)
def test_no_reminder_where_none_is_wanted_or_the_day_has_passed(report, responsible, values):
    Report.objects.update(**values)
    telling.remind_in_time(NOON)
    assert receivers() == []


def test_readers_hear_at_once_unless_they_have_chosen_otherwise(report, secretary, administrator):
    for name, pace in (("Vera", "at_once"), ("Nils", "weekly"), ("Siv", "never")):
        reader = create_user(Role.STEERING_GROUP, email=f"{name.lower()}@example.se", name=name)
        User.objects.filter(pk=reader.pk).update(pace=pace)
    closed = create_user(Role.STAFF, email="borta@example.se")
    accounts.deactivate(closed, by=administrator)
    create_user(email="utan.behorighet@example.se")
    publish(report, by=secretary)
    assert receivers() == ["ove.ek@example.se", "tora.hallen@example.se", "vera@example.se"]
    letter = Letter.objects.get(name="Vera")
    assert letter.subject == report.title
    assert "- Trygghetsarbetet i skolan" in letter.body
    assert "Välj på http://127.0.0.1:8000/mitt-konto/utskick/" in letter.body


def test_a_corrected_edition_is_not_taken_for_the_first(report, secretary):
    publish(report, by=secretary, tell=False)
    edition = begin_correction(report, correction="Ett tal var fel.", by=secretary)
    publish(edition, by=secretary)
    letter = Letter.objects.get()
    assert letter.subject == "Rättad utgåva: Aktuellt från gruppen den 12 mars 2026"
    assert "En rättad utgåva av Aktuellt från gruppen den 12 mars 2026 är publicerad. Rättat: Ett tal" in letter.body


def test_every_further_reader_costs_the_same_however_long_the_report_is(report, secretary):
    def queries_for(readers: int) -> int:
        User.objects.exclude(pk=secretary.pk).delete()
        for number in range(readers):
            create_user(Role.STEERING_GROUP, email=f"{readers}-{number}@example.se")
        with CaptureQueriesContext(connection) as asked:
            telling.tell_readers(report, by=secretary, now=NOON)
        Letter.objects.all().delete()
        return len(asked)

    def each() -> int:
        return queries_for(2) - queries_for(1)

    short = each()
    for number in range(5):
        composing.add_section(report, heading=f"Avsnitt {number}", intro="Inledning.", by=secretary)
    assert each() == short


def test_nobody_hears_of_what_was_refused(report, secretary):
    stale = Report.objects.get(pk=report.pk)
    report.save()
    with pytest.raises(Exception, match="ändrat"):
        publish(stale, by=secretary)
    assert receivers() == []


def weekly_reader() -> User:
    reader = create_user(Role.STEERING_GROUP, email="nils@example.se", name="Nils")
    User.objects.filter(pk=reader.pk).update(pace=User.Pace.WEEKLY)
    return reader


def test_the_weekly_letter_comes_on_monday_morning_with_the_week_before(report, secretary):
    weekly_reader()
    publish(report, by=secretary, tell=False, now=NOON - 3 * DAY)
    old = create_report(title="Förra veckans")
    publish(old, by=secretary, tell=False, now=NOON - 8 * DAY)
    telling.send_digests(NOON.replace(hour=5))  # six in the morning
    assert receivers() == []
    telling.send_digests(NOON.replace(hour=6))
    telling.send_digests(NOON + 2 * DAY)
    assert receivers() == ["nils@example.se"]
    letter = Letter.objects.get()
    assert letter.subject == "Nytt vecka 10"
    assert report.title in letter.body
    assert old.title not in letter.body


def test_a_week_without_news_gives_no_letter(report, secretary):
    weekly_reader()
    telling.send_digests(NOON)
    assert receivers() == []


def test_an_old_paper_is_no_news(report, secretary):
    weekly_reader()
    report.source = keep_original(b"En rapport", "rapport.txt", title="Papper", remarks=[], by=secretary)
    report.save()
    publish(report, by=secretary, tell=False, now=NOON - 3 * DAY)
    telling.send_digests(NOON)
    assert receivers() == []


def test_the_page_costs_the_same_however_many_are_responsible(
    as_secretary, report, responsible, django_assert_num_queries
):
    address = f"/rapporter/{report.pk}/redigera/"
    with CaptureQueriesContext(connection) as few:
        as_secretary.get(address)
    for name in ("Ada Ek", "Bo Ek", "Cia Ek"):
        create_responsible(report, name, Role.STAFF)
    with django_assert_num_queries(len(few)):
        as_secretary.get(address)
