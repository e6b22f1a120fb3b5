"""A published report is corrected: by a new edition that says what it corrects, while the old one stays as it was."""

import datetime
import re
from functools import partial

import pytest
from django.core.management import call_command
from django.db import IntegrityError, transaction
from django.test import Client

from big.documents.models import Document, SourceFile
from big.people.models import Event, User
from big.people.roles import Role
from big.refusals import NotYet, Refused
from reports import composing, recording
from reports.cautions import answer
from reports.models import Activity, Report, ReportItem
from reports.publishing import begin_correction, missing_to_publish, publish
from tests.factories import create_activity, create_report, create_user
from tests.pdf_validation import assert_archival_and_accessible, structure, tagged_text
from tests.test_freezing import refused

FICTITIOUS = "640823-3234"
"""The number that the folk registry's own examples use; nobody has it."""

MARCH = datetime.datetime(2026, 3, 13, 9, tzinfo=datetime.UTC)
APRIL = datetime.datetime(2026, 4, 2, 9, tzinfo=datetime.UTC)


@pytest.fixture
def activity(secretary: User) -> Activity:
    return create_activity(by=secretary, text="Vi har utbildat 21 lärare.")


@pytest.fixture
def original(activity: Activity, secretary: User) -> Report:
    """Published in March, with an activity printed in it."""
    report = create_report(items=("Ett.", "Två."))
    composing.add_item(report.sections.first(), text=activity.text, activity=activity, by=secretary)
    publish(Report.objects.get(pk=report.pk), by=secretary, now=MARCH)
    return Report.objects.get(pk=report.pk)


def correct(report: Report, by: User, *, now: datetime.datetime = APRIL) -> Report:
    edition = begin_correction(report, correction="Antalet lärare var 12, inte 21.", by=by)
    publish(edition, by=by, now=now)
    return Report.objects.get(pk=edition.pk)


def pdf_of(report: Report) -> bytes:
    return b"".join(report.document.blob.chunks())


# -- Begin -------------------------------------------------------------------------------------------------------------


def test_the_draft_has_the_same_contents(original, activity, secretary):
    begun = begin_correction(original, by=secretary)
    assert (begun.title, begun.issue_date, begun.replaces) == (original.title, original.issue_date, original)
    first, under = begun.sections.all()
    assert (first.area, under.parent, under.intro) == (original.sections.first().area, first, "Syftet.")
    assert [item.text for item in first.items.all()] == ["Ett.", "Två.", "Vi har utbildat 21 lärare."]
    assert first.items.last().activity == activity
    assert Event.objects.filter(act=Event.Act.CREATED, detail="rättad utgåva").exists()


def test_what_is_hidden_and_what_is_ready_is_copied_too(secretary):
    report = create_report()
    first, under = report.sections.all()
    composing.set_hidden(first.items.first(), is_hidden=True, by=secretary)
    composing.set_section_hidden(under, is_hidden=True, by=secretary)
    composing.set_ready(first, is_ready=True, by=secretary)
    publish(Report.objects.get(), by=secretary)
    first, under = begin_correction(report, by=secretary).sections.all()
    assert [item.is_hidden for item in first.items.all()] == [True, False]
    assert under.is_hidden
    assert first.ready_by == secretary


def test_a_draft_is_not_corrected_but_changed(secretary):
    with pytest.raises(Refused, match="inte publicerad"):
        begin_correction(create_report(), by=secretary)


def test_one_correction_at_a_time_and_of_the_newest_edition(original, secretary):
    begun = begin_correction(original, correction="Ett tal.", by=secretary)
    with pytest.raises(Refused, match="redan påbörjad"):
        begin_correction(original, by=secretary)
    publish(begun, by=secretary)
    with pytest.raises(Refused, match="redan ersatt"):
        begin_correction(original, by=secretary)
    assert begin_correction(begun, by=secretary).replaces == begun


def test_the_database_allows_one_correction_and_none_of_oneself(original, secretary):
    begun = begin_correction(original, by=secretary)
    with pytest.raises(IntegrityError), transaction.atomic():
        Report.objects.create(title="En till", replaces=original)
    with pytest.raises(IntegrityError, match="report_replaces_another"), transaction.atomic():
        Report.objects.filter(pk=begun.pk).update(replaces=begun.pk)


def test_the_database_refuses_a_correction_of_nothing(db):
    with pytest.raises(IntegrityError, match="report_corrected_says_what"), transaction.atomic():
        Report.objects.create(title="Aktuellt", correction="Ett tal.")


def test_the_original_stays_frozen(original, secretary):
    version = original.version
    edition = correct(original, secretary)
    assert Report.objects.get(pk=original.pk).version == version
    assert refused(lambda: Report.objects.filter(pk=original.pk).update(title="Annat"))
    assert refused(lambda: Report.objects.filter(pk=edition.pk).update(correction="Annat"))
    assert refused(lambda: Report.objects.filter(pk=edition.pk).update(replaces=None, correction=""))


# -- Publish -----------------------------------------------------------------------------------------------------------


def test_what_is_corrected_must_be_said_first(original, secretary):
    begun = begin_correction(original, by=secretary)
    with pytest.raises(NotYet, match="Det står inte vad som är rättat"):
        publish(begun, by=secretary)
    begun.correction = f"Telefonnumret, inte {FICTITIOUS}."
    begun.save()
    [sentence] = missing_to_publish(Report.objects.get(pk=begun.pk))
    assert sentence.startswith("Raden om vad som är rättat")


def test_the_first_page_says_what_is_corrected(original, secretary):
    edition = correct(original, secretary)
    pdf = pdf_of(edition)
    text = " ".join(tagged_text(pdf).split())
    assert f"Rättad utgåva av {original.title}, publicerad den 13 mars 2026." in text
    assert "Rättat den 2 april 2026: Antalet lärare var 12, inte 21." in text
    assert text.index("inte 21.") < text.index("Trygghetsarbetet i skolan")
    assert_archival_and_accessible(pdf)
    assert " P (block)" in structure(pdf)
    assert "Rättad" not in tagged_text(pdf_of(original))


def test_a_correction_of_a_correction_says_both(original, secretary):
    second = correct(original, secretary)
    third = begin_correction(second, correction="Också orten.", by=secretary)
    publish(third, by=secretary, now=APRIL + datetime.timedelta(days=3))
    text = " ".join(tagged_text(pdf_of(Report.objects.get(pk=third.pk))).split())
    assert "publicerad den 2 april 2026. Rättat den 5 april 2026: Också orten. Rättat den 2 april 2026: Antalet" in text
    assert text.count("Rättad utgåva av") == 1
    assert list(Report.objects.current()) == [third]


def test_both_stay_to_be_downloaded_under_names_of_their_own(as_secretary, original, secretary):
    edition = correct(original, secretary)
    assert (original.document.file_name, edition.document.file_name) == (
        "aktuellt-2026-03-12.pdf",
        "aktuellt-2026-03-12-utgava-2.pdf",
    )
    assert edition.document.replaces == original.document
    for report in (original, edition):
        answer = as_secretary.get(report.document.get_absolute_url())
        assert answer.getvalue() == pdf_of(report)


# -- What counts as reported -------------------------------------------------------------------------------------------


def test_what_the_correction_took_out_is_not_reported(original, activity, secretary):
    begun = begin_correction(original, correction="En insats hörde inte hit.", by=secretary)
    composing.set_hidden(begun.sections.first().items.get(activity=activity), is_hidden=True, by=secretary)
    assert activity.is_reported, "until the correction is published, the original counts"
    with pytest.raises(Refused, match="tryckt i en publicerad rapport"):
        recording.delete(activity, by=secretary)
    publish(Report.objects.get(pk=begun.pk), by=secretary)
    assert not activity.is_reported
    assert list(Activity.objects.unreported()) == [activity]
    recording.delete(activity, by=secretary)
    assert Activity.objects.get().is_deleted


def test_what_the_correction_kept_is_reported_once(original, activity, secretary):
    correct(original, secretary)
    assert activity.is_reported
    assert not Activity.objects.unreported().exists()
    assert ReportItem.objects.in_force().filter(activity=activity).count() == 1


def test_what_was_forgotten_can_be_taken_up_by_the_correction(original, secretary):
    create = partial(create_activity, by=secretary, area="Trygghetsarbetet i skolan")
    forgotten = create(text="Glömd.", created_at=MARCH - datetime.timedelta(days=2))
    create(text="Senare.", created_at=APRIL)
    begun = begin_correction(original, by=secretary)
    assert list(composing.to_take_up(begun)) == [forgotten]


def test_a_correction_repeats_nothing_from_another_report(original, activity, secretary):
    Activity.objects.update(status=Activity.Status.ONGOING)
    begun = begin_correction(original, correction="Ett tal.", by=secretary)
    assert not composing.to_repeat(begun).exists()
    composing.set_hidden(begun.sections.first().items.get(activity=activity), is_hidden=True, by=secretary)
    publish(Report.objects.get(pk=begun.pk), by=secretary)
    assert not composing.to_repeat(create_report(title="Nästa")).exists(), "the newest edition is the last report"


# -- On the pages ------------------------------------------------------------------------------------------------------


def test_the_editor_corrects_in_the_browser(as_secretary, original):
    assert "Rätta rapporten" in as_secretary.get(original.get_absolute_url()).text
    page = as_secretary.get(f"{original.get_absolute_url()}ratta/")
    assert "Båda finns kvar" in page.text
    composed = as_secretary.post(f"{original.get_absolute_url()}ratta/", {"correction": ""}, follow=True)
    assert "Det står inte än vad som är rättat." in composed.text
    begun = Report.objects.get(replaces=original)
    assert as_secretary.get(f"{original.get_absolute_url()}ratta/").url.endswith(f"/{begun.pk}/redigera/")
    assert "Det står inte vad som är rättat." in as_secretary.get(f"{begun.get_absolute_url()}publicera/").text
    form = as_secretary.get(f"{begun.get_absolute_url()}uppgifter/").context["form"]
    sent = {name: form[name].value() or "" for name in form.fields} | {"correction": "Ett tal\r\nvar fel."}
    as_secretary.post(f"{begun.get_absolute_url()}uppgifter/", sent)
    begun.refresh_from_db()
    assert begun.correction == "Ett tal\nvar fel."
    answer = as_secretary.post(f"{begun.get_absolute_url()}publicera/", {"version": begun.version}, follow=True)
    assert "aktuellt-2026-03-12-utgava-2.pdf" in answer.text
    assert as_secretary.get(f"{original.get_absolute_url()}ratta/").url == begun.get_absolute_url()


def test_what_is_corrected_in_several_lines_can_be_written_again(as_secretary, original, secretary):
    """A browser sends a line break as two characters, also in what nobody sees."""
    begun = begin_correction(original, correction="Antalet lärare var 12.\nPlatsen var fel.", by=secretary)
    address = f"{begun.get_absolute_url()}uppgifter/"
    form = as_secretary.get(address).context["form"]
    sent = {name: str(form[name].value() or "") for name in form.fields} | {"correction": "Antalet lärare var 12."}
    answer = as_secretary.post(address, {name: value.replace("\n", "\r\n") for name, value in sent.items()})
    assert answer.status_code == 302
    begun.refresh_from_db()
    assert begun.correction == "Antalet lärare var 12."


def test_a_draft_has_nothing_to_correct(as_secretary):
    report = create_report()
    assert as_secretary.get(f"{report.get_absolute_url()}ratta/").url == report.get_absolute_url()
    assert "Rätta rapporten" not in as_secretary.get(report.get_absolute_url()).text


def test_the_pages_of_both_link_to_each_other(as_secretary, original, secretary):
    edition = correct(original, secretary)
    old, new = (as_secretary.get(report.get_absolute_url()).text for report in (original, edition))
    assert "Ersatt av en" in old
    assert f'href="{edition.get_absolute_url()}"' in old
    assert "Rättad utgåva av" in new
    assert f'href="{original.get_absolute_url()}"' in new
    for page in (old, new):
        assert "Antalet lärare var 12, inte 21." in page
    assert "Rätta rapporten" not in old


def test_lists_show_both_and_which_is_the_current(as_secretary, original, secretary):
    edition = correct(original, secretary)
    for address in ("/rapporter/", "/handlingar/"):
        page = as_secretary.get(address).text
        assert page.index(">rättad utgåva</span>") < page.index(">ersatt av rättad utgåva</span>")
    home = as_secretary.get("/").text
    assert edition.document.file_name in home
    assert f"{original.document.file_name} ·" not in home


def test_only_who_may_see_drafts_knows_of_one(original, secretary):
    begin_correction(original, by=secretary)
    said = {}
    for role in (Role.STAFF, Role.STEERING_GROUP):
        client = Client()
        client.force_login(create_user(role, email=f"{role}@example.se"))
        said[role] = "rättad utgåva" in client.get(original.get_absolute_url()).text
        said[role] |= "rättad utgåva" in client.get("/rapporter/").text + client.get("/").text
    assert said == {Role.STAFF: True, Role.STEERING_GROUP: False}


def test_the_first_page_asks_the_editor_to_publish_the_corrected_edition(as_secretary, original, secretary):
    begin_correction(original, by=secretary)
    assert f"Publicera den rättade utgåvan av {original.title}" in as_secretary.get("/").text


@pytest.mark.parametrize("role", [Role.STAFF, Role.SECRETARY, Role.STEERING_GROUP, Role.ADMINISTRATOR])
def test_only_the_editor_corrects_and_discards(original, role, secretary):
    begun = begin_correction(original, by=secretary)
    client = Client()
    client.force_login(create_user(role))
    assert client.post(f"{original.get_absolute_url()}ratta/").status_code == 403
    assert client.post(f"{begun.get_absolute_url()}ta-bort/").status_code == 403
    assert Report.objects.filter(pk=begun.pk).exists()


def test_the_list_costs_the_same_however_many_are_corrected(
    as_secretary, original, secretary, django_assert_num_queries
):
    with django_assert_num_queries(6):
        as_secretary.get("/rapporter/")
    for _ in range(2):
        original = correct(original, secretary)
    with django_assert_num_queries(6):
        as_secretary.get("/rapporter/")
    with django_assert_num_queries(8):
        as_secretary.get(original.get_absolute_url())


# -- Discard -----------------------------------------------------------------------------------------------------------


def test_a_discarded_draft_gives_its_activities_back(as_secretary, secretary, activity):
    report = create_report()
    composing.add_item(report.sections.first(), text=activity.text, activity=activity, by=secretary)
    page = as_secretary.get(report.get_absolute_url()).text
    assert "Ta bort utkastet?" in page
    answer = as_secretary.post(re.search(r'action="([^"]*/ta-bort/[^"]*)"', page)[1], follow=True)
    assert "Utkastet är borttaget." in answer.text
    assert not Report.objects.exists()
    assert list(Activity.objects.unreported()) == [activity]
    assert Event.objects.filter(act=Event.Act.DELETED, subject=f"rapport nr {report.pk}").exists()


def test_a_draft_that_somebody_has_written_in_meanwhile_is_not_discarded(as_secretary, secretary):
    report = create_report()
    page = as_secretary.get(report.get_absolute_url()).text
    composing.add_item(report.sections.first(), text="Tillagt under tiden.", by=secretary)
    address = re.search(r'action="([^"]*/ta-bort/[^"]*)"', page)[1]
    assert "har ändrats av någon annan" in as_secretary.post(address, follow=True).text
    for seen in ("", "x", "9" * 40):
        as_secretary.post(f"{report.get_absolute_url()}ta-bort/?version={seen}")
    assert Report.objects.filter(pk=report.pk).exists()


def test_whoever_works_in_a_discarded_draft_learns_that_it_is_gone(original, secretary):
    begun = begin_correction(original, by=secretary)
    section = begun.sections.first()
    composing.discard(begun, seen="1", by=secretary)
    for act in (
        partial(composing.add_item, section, text="För sent."),
        partial(composing.add_section, begun, heading="För sent"),
        partial(composing.discard, begun, seen="1"),
        partial(publish, begun),
        partial(answer, begun, {}),
    ):
        with pytest.raises(Refused, match="Någon har tagit bort utkastet"):
            act(by=secretary)


def test_what_is_published_is_not_discarded(as_secretary, original, secretary):
    answer = as_secretary.post(f"{original.get_absolute_url()}ta-bort/", follow=True)
    assert "publicerad och kan inte tas bort" in answer.text
    assert Report.objects.filter(pk=original.pk).exists()
    assert "Ta bort utkastet" not in answer.text


def test_after_a_discarded_correction_the_original_can_be_corrected_again(original, secretary):
    begun = begin_correction(original, by=secretary)
    composing.discard(begun, seen="1", by=secretary)
    assert Report.objects.get().begun_correction is None
    assert begin_correction(original, by=secretary)


def test_a_discarded_paper_can_be_read_in_again(secretary, tmp_path):
    paper = tmp_path / "nytt.txt"
    paper.write_text(
        "Nytt från gruppen den 14 maj 2019\n\nÖvrigt\n\n• Vi har besökt ett bibliotek.\n", encoding="utf-8"
    )
    call_command("import_report", paper)
    source = SourceFile.objects.get()
    composing.discard(Report.objects.get(), seen="1", by=secretary)
    call_command("import_report", paper)
    assert Report.objects.get().source == source
    assert not Document.objects.exists()
