"""The audit trail: who did what when, in sentences, for ever."""

import datetime

import pytest
from django.db import IntegrityError, connection, transaction

from big.people.events import record
from big.people.models import Event
from reports.publishing import publish
from tests.factories import create_report, create_user


def sentences() -> list[str]:
    return [str(event) for event in Event.objects.newest_first()]


def test_signing_in_and_out_and_failing_to(db, client):
    create_user()
    client.post("/logga-in/", {"login": "vera.lindmark@example.se", "password": "fel"})
    client.post("/logga-in/", {"login": "nagon.annan@example.se", "password": "fel"})
    client.post("/logga-in/", {"login": "vera.lindmark@example.se", "password": "ett långt lösenord"})
    client.post("/logga-ut/")
    assert sentences() == [
        "Vera Lindmark loggade ut.",
        "Vera Lindmark loggade in.",
        "Någon försökte logga in med fel uppgifter.",
        "Vera Lindmark försökte logga in med fel uppgifter.",
    ]


def test_reading_a_draft_and_publishing_it(as_secretary, secretary):
    report = create_report()
    as_secretary.get(f"/rapporter/{report.pk}/utkast.pdf")
    document = publish(report, by=secretary)
    published, read, _ = sentences()
    assert read == f"Tora Hallén läste utkastet till rapport nr {report.pk}: PDF."
    assert published == f"Tora Hallén publicerade {report.title}: {document.file_name}, {document.blob_id}."


def test_what_was_refused_leaves_no_trace(secretary):
    report = create_report(issue_date=None)
    with pytest.raises(Exception, match="saknar datum"):
        publish(report, by=secretary)
    assert sentences() == []


def test_changes_in_the_administration(as_administrator):
    as_administrator.post("/admin/people/organisation/add/", {"name": "Polisen", "short_name": "", "kind": "both"})
    assert "Ove Ek skapade organisation Polisen." in sentences()


def test_administrator_filters_by_person_act_and_day(as_administrator, secretary, administrator):
    noon = datetime.datetime(2026, 3, 12, 12, tzinfo=datetime.UTC)
    record(Event.Act.PUBLISHED, by=secretary, subject="Rapport A", now=noon)
    record(Event.Act.EDITED, by=administrator, subject="Område B", now=noon + datetime.timedelta(days=2))
    for query, shown, hidden in (
        (f"by={secretary.pk}", "Rapport A", "Område B"),
        ("act=edited", "Område B", "Rapport A"),
        ("since=2026-03-13", "Område B", "Rapport A"),
        ("until=2026-03-12", "Rapport A", "Område B"),
    ):
        page = as_administrator.get(f"/handelser/?{query}").text
        assert shown in page
        assert hidden not in page


def test_mistyped_day_is_explained_and_the_rest_still_chosen(as_administrator, secretary):
    record(Event.Act.PUBLISHED, by=secretary, subject="Rapport A")
    page = as_administrator.get("/handelser/?since=igår&act=published").text
    assert "Skriv datumet som" in page
    assert "Rapport A" in page


def test_nothing_in_the_trail_can_be_changed_or_removed(secretary):
    record(Event.Act.PUBLISHED, by=secretary, subject="Rapport A")
    for act in (
        lambda: Event.objects.update(subject="Rapport B"),
        lambda: Event.objects.all()._raw_delete("default"),
        lambda: connection.cursor().execute("DELETE FROM people_event"),
    ):
        with pytest.raises(IntegrityError), transaction.atomic():
            act()
    assert sentences() == ["Tora Hallén publicerade Rapport A."]


def test_trail_costs_the_same_whatever_it_holds(as_administrator, secretary, django_assert_num_queries):
    for number in range(60):
        record(Event.Act.PUBLISHED, by=secretary, subject=f"Rapport {number}")
    with django_assert_num_queries(7):
        assert "Sida 1 av 2" in as_administrator.get("/handelser/").text
