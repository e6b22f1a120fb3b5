"""Publishing a report: what the editor sees, what is refused, and what comes out."""

import datetime
import hashlib
from importlib import import_module

import pytest
from django.apps import apps
from django.db import IntegrityError, transaction
from django.utils import timezone

from big.people.models import User
from big.refusals import NotYet, Refused
from big.versions import StaleVersion
from reports import composing
from reports.models import Activity, Report
from reports.publishing import publish
from tests.factories import create_activity, create_report

MARCH = timezone.make_aware(datetime.datetime(2026, 3, 5, 12))

FICTITIOUS = "640823-3234"
"""The number that the folk registry's own examples use; nobody has it."""


@pytest.fixture
def report(db) -> Report:
    return create_report()


def test_publish_freezes_the_pdf_and_says_who_and_when(report, secretary):
    document = publish(report, by=secretary)
    assert report.is_published
    assert report.published_by == secretary
    assert report.document == document
    assert document.file_name == "aktuellt-2026-03-12.pdf"
    pdf = b"".join(document.blob.chunks())
    assert pdf.startswith(b"%PDF-1.7")
    assert hashlib.sha256(pdf).hexdigest() == document.blob_id
    assert report.pretty_status.endswith("av Tora Hallén")


def test_publish_says_of_printed_activities_that_they_are_and_not_of_hidden_ones(report, secretary):
    section = report.sections.first()
    printed, hidden, elsewhere = (create_activity(by=secretary, text=text) for text in ("Tryckt.", "Dold.", "Annan."))
    section.items.create(activity=printed, text="Tryckt.", position=8)
    section.items.create(activity=hidden, text="Dold.", position=9, is_hidden=True)
    publish(report, by=secretary)
    printed.refresh_from_db()
    assert printed.printed_at == report.published_at
    assert set(Activity.objects.filter(printed_at=None)) == {hidden, elsewhere}
    assert set(Activity.objects.unreported()) == {hidden, elsewhere}


def test_what_was_printed_before_there_was_a_mark_gets_it(report, secretary):
    printed = create_activity(by=secretary, text="Tryckt.")
    create_activity(by=secretary, text="Annan.")
    report.sections.first().items.create(activity=printed, text="Tryckt.", position=8)
    publish(report, by=secretary)
    Activity.objects.update(printed_at=None)
    assert [activity.text for activity in Activity.objects.unreported()] == ["Annan."]
    import_module("reports.migrations.0014_printed").mark_printed(apps, None)
    assert [activity.printed_at for activity in Activity.objects.order_by("pk")] == [report.published_at, None]


def test_publish_twice_is_refused(report, secretary):
    publish(report, by=secretary)
    with pytest.raises(Refused, match="redan publicerad"):
        publish(report, by=secretary)


def test_publish_refuses_a_report_without_date_and_items(secretary):
    report = create_report(issue_date=None, items=())
    with pytest.raises(NotYet) as refusal:
        publish(report, by=secretary)
    assert refusal.value.missing == ["Rapporten saknar datum.", "Rapporten har inga punkter."]
    report.refresh_from_db()
    assert not report.is_published


def test_publish_refuses_what_somebody_has_changed_meanwhile(report, secretary):
    seen = Report.objects.get(pk=report.pk)
    report.title = "Ny rubrik"
    report.save()
    with pytest.raises(StaleVersion):
        publish(seen, by=secretary)
    assert not Report.objects.get().is_published


def test_same_report_gives_the_same_bytes(report):
    from reports.printing import report_pdf

    assert report_pdf(report) == report_pdf(Report.objects.get(pk=report.pk))


@pytest.mark.parametrize("fields", [{"state": "published"}, {"published_at": "2026-03-12T12:00Z"}])
def test_database_refuses_a_state_without_its_date_and_person(report, fields):
    with pytest.raises(IntegrityError, match="report_published_exactly"), transaction.atomic():
        Report.objects.filter(pk=report.pk).update(**fields)


def test_database_refuses_a_period_that_ends_before_it_begins(report):
    with pytest.raises(IntegrityError, match="report_period"), transaction.atomic():
        Report.objects.filter(pk=report.pk).update(period_start="2026-03-02", period_end="2026-03-01")


def test_editor_reads_what_publishing_means_and_confirms(as_secretary, report):
    page = as_secretary.get(f"/rapporter/{report.pk}/publicera/").text
    assert "kan aldrig ändras eller tas bort" in page
    answer = as_secretary.post(f"/rapporter/{report.pk}/publicera/", {"version": report.version}, follow=True)
    assert "Rapporten är publicerad som aktuellt-2026-03-12.pdf. 1 läsare får brev." in answer.text
    assert "Ladda ner" in answer.text


def test_editor_is_told_what_is_not_ready_and_what_is_left_out_and_may_publish_all_the_same(
    as_secretary, report, secretary
):
    first = report.sections.first()
    create_activity(by=secretary, area="Trygghetsarbetet i skolan", created_at=MARCH)
    page = as_secretary.get(f"/rapporter/{report.pk}/publicera/").text
    assert "inte är markerade som klara: Trygghetsarbetet i skolan samt Gävlemodellen." in page
    assert "1 insats från tiden till och med periodens slut är inte med i rapporten." in page
    composing.set_ready(first, is_ready=True, by=secretary)
    composing.take_up(report, by=secretary)
    page = as_secretary.get(f"/rapporter/{report.pk}/publicera/").text
    assert "inte är markerade som klara: Gävlemodellen." in page
    assert "är inte med i rapporten" not in page
    report.refresh_from_db()
    as_secretary.post(f"/rapporter/{report.pk}/publicera/", {"version": report.version})
    report.refresh_from_db()
    assert report.is_published


def test_editor_is_told_when_nobody_wants_a_letter_at_once(as_secretary, report):
    User.objects.update(pace=User.Pace.WEEKLY)
    answer = as_secretary.post(f"/rapporter/{report.pk}/publicera/", {"version": report.version}, follow=True)
    assert "Ingen läsare har valt att få brev genast." in answer.text


def test_editor_is_told_what_is_missing(as_secretary):
    report = create_report(issue_date=None)
    assert "Rapporten saknar datum." in as_secretary.get(f"/rapporter/{report.pk}/publicera/").text
    answer = as_secretary.post(f"/rapporter/{report.pk}/publicera/", {"version": 1})
    assert answer.status_code == 200
    assert "Rapporten saknar datum." in answer.text


def test_editor_gives_the_day_that_the_paper_lacked(as_secretary):
    report = create_report(issue_date=None)
    assert "Rapportens datum" in as_secretary.get(f"/rapporter/{report.pk}/publicera/").text
    typed = {"version": 1, "issue_date": "2019-03-05"}
    answer = as_secretary.post(f"/rapporter/{report.pk}/publicera/", typed, follow=True)
    assert "aktuellt-2019-03-05.pdf" in answer.text


def test_editor_is_told_when_somebody_else_has_changed_the_report(as_secretary, report):
    report.save()
    answer = as_secretary.post(f"/rapporter/{report.pk}/publicera/", {"version": 1})
    assert "har ändrats av någon annan" in answer.text
    assert not Report.objects.get().is_published


def test_published_report_is_not_published_again_from_an_old_page(as_secretary, report, secretary):
    publish(report, by=secretary)
    answer = as_secretary.post(f"/rapporter/{report.pk}/publicera/", {"version": 1}, follow=True)
    assert "redan publicerad" in answer.text


def test_draft_pdf_becomes_the_stored_one(as_secretary, report, secretary):
    draft = as_secretary.get(f"/rapporter/{report.pk}/utkast.pdf")
    assert draft.content.startswith(b"%PDF")
    assert draft.headers["Cache-Control"] == "private, no-store"
    document = publish(report, by=secretary)
    assert as_secretary.get(f"/rapporter/{report.pk}/utkast.pdf").headers["Location"] == document.get_absolute_url()


def test_page_has_the_same_order_as_the_pdf(as_secretary, report):
    page = as_secretary.get(f"/rapporter/{report.pk}/").text
    words = ["Trygghetsarbetet i skolan", "Vi har haft ett möte.", "Gävlemodellen", "Syftet.", "Vi har bjudit in"]
    places = [page.index(words[0]), page.index(words[1]), page.index(words[2]), page.index(words[3])]
    assert places == sorted(places)
    assert page.rindex(words[4]) > places[-1]


def test_report_page_costs_the_same_whatever_it_holds(as_secretary, report, django_assert_num_queries):
    long_report = create_report(items=tuple(f"Punkt {number}." for number in range(60)))
    for one in (report, long_report):
        with django_assert_num_queries(8):
            as_secretary.get(f"/rapporter/{one.pk}/")


def test_unknown_report_is_not_found(as_secretary):
    assert as_secretary.get("/rapporter/999/").status_code == 404
    assert as_secretary.get("/rapporter/99999999999999999999/").status_code == 404


def test_publish_refuses_identity_numbers_and_names_the_place_without_repeating_them(as_secretary):
    report = create_report(items=("Vi har haft ett möte.", f"Vi talade med {FICTITIOUS} om skolan."))
    page = as_secretary.get(f"/rapporter/{report.pk}/publicera/").text
    assert "Trygghetsarbetet i skolan, punkt 2: Texten innehåller ett personnummer" in page
    assert FICTITIOUS not in page
    as_secretary.post(f"/rapporter/{report.pk}/publicera/", {"version": 1})
    report.refresh_from_db()
    assert not report.is_published


def test_a_character_that_cannot_be_printed_is_named_instead_of_breaking_the_page(as_secretary):
    report = create_report(items=("Vi har haft ett möte 🎉.",))
    draft = as_secretary.get(f"/rapporter/{report.pk}/utkast.pdf", follow=True)
    answer = as_secretary.post(f"/rapporter/{report.pk}/publicera/", {"version": 1})
    for page in (draft, answer):
        assert page.status_code == 200
        assert "🎉" in page.text.split('<section id="avsnitt')[0]
    report.refresh_from_db()
    assert not report.is_published
