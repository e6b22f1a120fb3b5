"""Composing a report: begun for a period, edited, arranged, undone, marked as ready; by one, and by two at once."""

import base64
import datetime
import re
from functools import partial
from io import BytesIO

import pytest
from django.test import Client
from django.utils import timezone
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from PIL import Image

from big.people.models import Person, User
from big.people.roles import Role
from big.refusals import Refused
from big.versions import StaleVersion
from reports import composing, recording
from reports.models import Activity, Area, Report, ReportChange, ReportItem, ReportSection
from reports.publishing import missing_to_publish, publish
from tests.factories import create_activity, create_report, create_user

TODAY = datetime.date(2026, 3, 12)


@pytest.fixture
def report(db: None) -> Report:
    return create_report(items=("Ett.", "Två.", "Tre."))


@pytest.fixture
def section(report: Report) -> ReportSection:
    return report.sections.first()


def texts(section: ReportSection) -> list[str]:
    items = list(section.items.all())
    assert [item.position for item in items] == list(range(1, len(items) + 1)), "no gaps, none twice"
    return [item.text for item in items]


def item(section: ReportSection, text: str) -> ReportItem:
    return section.items.select_related("section__report").get(text=text)


def undo(report: Report, by: User) -> None:
    composing.undo(composing.last_change(report), by=by)


# -- Begin -------------------------------------------------------------------------------------------------------------


def begin(by: User, **values: object) -> Report:
    period = {"period_start": datetime.date(2026, 3, 1), "period_end": TODAY}
    return composing.begin(**{"title": "Aktuellt", "issue_date": TODAY, "by": by} | period | values)


def noon(day: datetime.date) -> datetime.datetime:
    return timezone.make_aware(datetime.datetime.combine(day, datetime.time(12)))


def test_the_period_goes_on_from_the_last_report(secretary):
    begin(secretary)
    proposal = composing.propose(datetime.date(2026, 4, 20))
    assert (proposal.period_start, proposal.period_end) == (datetime.date(2026, 3, 13), datetime.date(2026, 4, 20))
    assert proposal.title.startswith("Aktuellt från BIG-gruppen den 20")


def test_a_new_report_places_what_is_unreported_under_its_area(secretary):
    area = Area.objects.get(name="Gävlemodellen")
    area.intro = "Modellen är till för alla skolor."
    area.save()
    create = partial(create_activity, by=secretary, created_at=noon(TODAY))
    create(text="Vi har mätt.", area="Gävlemodellen")
    create(text="Vi ska mäta igen.", area="Gävlemodellen", status="planned", starts_on=datetime.date(2026, 9, 1))
    create(text="Inställd.", status="cancelled")
    create(text="För sent.", created_at=noon(TODAY + datetime.timedelta(days=1)))
    deleted = create(text="Borttagen.")
    deleted.deleted_at, deleted.deleted_by = timezone.now(), secretary
    deleted.save()
    report = begin(secretary)
    headings = [section.heading for section in report.sections.all()]
    assert headings == [area.name for area in Area.objects.in_order()]
    placed = report.sections.get(heading="Gävlemodellen")
    assert placed.intro == "Modellen är till för alla skolor."
    assert placed.parent.heading == "Trygghetsarbetet i skolan"
    assert texts(placed) == ["Vi har mätt.", "Vi ska mäta igen."]
    assert ReportItem.objects.count() == 2
    assert "Vi har mätt." not in [str(activity) for activity in Activity.objects.unreported()]


def test_the_editor_begins_in_the_browser(as_secretary, secretary):
    create_activity(by=secretary, text="Vi har träffat rektorn.")
    page = as_secretary.get("/rapporter/ny/")
    form = page.context["form"]
    sent = {name: form[name].value() for name in form.fields if name != "seen_version"}
    answer = as_secretary.post("/rapporter/ny/", sent, follow=True)
    assert "Vi har träffat rektorn." in answer.text
    wrong = as_secretary.post("/rapporter/ny/", sent | {"period_start": "2026-05-01", "period_end": "2026-04-01"})
    assert "Perioden slutar före den börjar." in wrong.text


def test_a_button_pressed_twice_begins_one_report(as_secretary, secretary):
    create_activity(by=secretary)
    form = as_secretary.get("/rapporter/ny/").context["form"]
    sent = {name: form[name].value() for name in form.fields if name != "seen_version"}
    first, second = (as_secretary.post("/rapporter/ny/", sent) for _ in range(2))
    assert first.url == second.url == f"/rapporter/{Report.objects.get().pk}/redigera/"


def test_what_is_recorded_meanwhile_can_be_taken_up_once(secretary):
    create_activity(by=secretary, text="Först.", created_at=noon(TODAY))
    report = begin(secretary)
    create_activity(by=secretary, text="Sedan.", created_at=noon(TODAY))
    assert composing.take_up(report, by=secretary) == 1
    assert composing.take_up(report, by=secretary) == 0
    assert texts(report.sections.get(heading="Övrigt")) == ["Först.", "Sedan."]


def test_what_went_on_in_the_last_report_is_offered_again(secretary):
    create_activity(by=secretary, text="Vi handleder fortlöpande.", status="ongoing", created_at=noon(TODAY))
    create_activity(by=secretary, text="Vi har mätt.", created_at=noon(TODAY))
    publish(begin(secretary), by=secretary)
    report = begin(secretary, period_start=TODAY, period_end=TODAY)
    [old] = composing.to_repeat(report)
    assert old.text == "Vi handleder fortlöpande."
    composing.add_item(report.sections.first(), text=old.text, activity=old.activity, by=secretary)
    assert list(composing.to_repeat(report)) == []


def test_what_also_concerns_another_area_is_seen_from_both_sections(as_secretary, secretary):
    also = Area.objects.get(name="Gävlemodellen")
    create_activity(by=secretary, text="Vi har mätt i skolan.", also_area=also, created_at=noon(TODAY))
    report = begin(secretary)
    address = f"{report.get_absolute_url()}redigera/"
    mine, other = report.sections.get(heading="Övrigt"), report.sections.get(heading="Gävlemodellen")
    measured = item(mine, "Vi har mätt i skolan.")

    def section_of(page: str, section: ReportSection) -> str:
        return page.partition(f'id="avsnitt-{section.pk}"')[2].partition("</section>")[0]

    page = as_secretary.get(address).text
    assert "Rör också Gävlemodellen." in section_of(page, mine)
    said = section_of(page, other)
    assert "Rör också Gävlemodellen, men står i ett annat avsnitt:" in said
    assert f'Övrigt: <a href="#punkt-{measured.pk}">Vi har mätt i skolan.</a>' in said
    assert page.count("men står i ett annat avsnitt") == 1
    composing.add_section(report, heading="Utan område", by=secretary)
    composing.move_item(measured, to=other, position=1, by=secretary)
    assert "men står i ett annat avsnitt" not in as_secretary.get(address).text


def test_what_went_on_is_offered_again_in_both_sections_until_it_is_taken(as_secretary, secretary):
    also = Area.objects.get(name="Gävlemodellen")
    create_activity(by=secretary, text="Vi handleder.", status="ongoing", also_area=also, created_at=noon(TODAY))
    publish(begin(secretary), by=secretary)
    report = begin(secretary, period_start=TODAY, period_end=TODAY)
    composing.add_section(report, heading="Utan område", by=secretary)
    address = f"{report.get_absolute_url()}redigera/"
    page = as_secretary.get(address).text
    assert page.count("Övrigt, rör också Gävlemodellen.") == page.count("Upprepa från förra") == 2
    section = report.sections.get(area=also)
    path = f"{report.get_absolute_url()}avsnitt/{section.pk}/ny-punkt/"
    assert path in page
    as_secretary.post(path, {"activity": Activity.objects.get().pk, "text": "Vi handleder."})
    assert texts(section) == ["Vi handleder."]
    assert "Upprepa från förra" not in as_secretary.get(address).text


# -- Edit --------------------------------------------------------------------------------------------------------------


def test_the_printed_text_is_changed_without_touching_the_activity(secretary):
    activity = create_activity(by=secretary, text="Vi har mätt.", created_at=noon(TODAY))
    report = begin(secretary)
    edited = composing.edit_item(ReportItem.objects.get(), text="BIG har mätt.", by=secretary)
    assert edited.is_rewritten
    activity.refresh_from_db()
    assert activity.text == "Vi har mätt."
    undo(report, secretary)
    assert not ReportItem.objects.get().is_rewritten


def test_two_editors_of_one_item(report, section, secretary):
    mine, theirs = item(section, "Ett."), item(section, "Ett.")
    composing.edit_item(theirs, text="Deras.", by=secretary)
    with pytest.raises(StaleVersion):
        composing.edit_item(mine, text="Mitt.", by=secretary)
    assert texts(section)[0] == "Deras."


def test_moving_an_item_does_not_disturb_who_writes_in_another(report, section, secretary):
    writing = item(section, "Tre.")
    composing.move_item(item(section, "Ett."), to=section, position=3, by=secretary)
    composing.edit_item(writing, text="Tre, ändrad.", by=secretary)
    assert texts(section) == ["Två.", "Tre, ändrad.", "Ett."]


def test_hidden_items_are_not_printed_and_their_activity_waits_for_the_next_report(secretary):
    activity = create_activity(by=secretary, created_at=noon(TODAY))
    report = begin(secretary)
    composing.set_hidden(ReportItem.objects.get(), is_hidden=True, by=secretary)
    assert Report.objects.get().outline() == []
    assert missing_to_publish(Report.objects.get()) == ["Rapporten har inga punkter."]
    assert list(Activity.objects.unreported()) == [activity]
    assert list(composing.to_take_up(report)) == [], "it stands there already, hidden"
    composing.set_hidden(ReportItem.objects.get(), is_hidden=False, by=secretary)
    assert [section.heading for section in Report.objects.get().outline()] == ["Övrigt"]


def test_an_identity_number_in_a_hidden_item_stops_nothing(report, section, secretary):
    edited = composing.edit_item(item(section, "Ett."), text="Träffade 640823-3234.", by=secretary)
    assert len(missing_to_publish(Report.objects.get())) == 1
    composing.set_hidden(edited, is_hidden=True, by=secretary)
    assert missing_to_publish(Report.objects.get()) == []


def test_heading_and_intro_are_the_issue_s_own(report, section, secretary):
    composing.edit_section(section, heading="Skolan i höst", intro="Kort.", by=secretary)
    assert section.area.name == "Trygghetsarbetet i skolan"
    with pytest.raises(StaleVersion):
        composing.edit_section(section, heading="Skolan", intro="", by=secretary)


# -- Arrange -----------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("text", "position", "order"),
    [
        ("Ett.", 2, ["Två.", "Ett.", "Tre."]),
        ("Tre.", 1, ["Tre.", "Ett.", "Två."]),
        ("Två.", 0, ["Två.", "Ett.", "Tre."]),
        ("Två.", 99, ["Ett.", "Tre.", "Två."]),
    ],
)
def test_items_change_places(report, section, secretary, text, position, order):
    composing.move_item(item(section, text), to=section, position=position, by=secretary)
    assert texts(section) == order
    undo(report, secretary)
    assert texts(section) == ["Ett.", "Två.", "Tre."]


def test_an_item_goes_to_another_section_and_back(report, section, secretary):
    other = report.sections.last()
    composing.move_item(item(section, "Två."), to=other, position=2, by=secretary)
    assert (texts(section), texts(other)) == (["Ett.", "Tre."], ["Ett.", "Två.", "Två.", "Tre."])
    undo(report, secretary)
    assert (texts(section), texts(other)) == (["Ett.", "Två.", "Tre."], ["Ett.", "Två.", "Tre."])


def test_an_item_does_not_go_to_another_report(section, secretary):
    with pytest.raises(Refused):
        composing.move_item(item(section, "Ett."), to=create_report().sections.first(), position=1, by=secretary)


# -- Undo --------------------------------------------------------------------------------------------------------------


def test_undo_goes_back_one_change_at_a_time(report, section, secretary):
    composing.add_item(section, text="Fyra.", by=secretary)
    composing.edit_item(item(section, "Fyra."), text="Fyra, ändrad.", by=secretary)
    composing.set_ready(section, is_ready=True, by=secretary)
    for expected in (
        ["Ett.", "Två.", "Tre.", "Fyra, ändrad."],
        ["Ett.", "Två.", "Tre.", "Fyra."],
        ["Ett.", "Två.", "Tre."],
    ):
        undo(report, secretary)
        assert texts(section) == expected
    assert composing.last_change(report) is None
    assert ReportSection.objects.get(pk=section.pk).ready_at is None


def test_undo_is_refused_twice_and_when_the_same_thing_has_changed_since(report, section, secretary):
    edited = composing.edit_item(item(section, "Ett."), text="Ett, ändrad.", by=secretary)
    first = composing.last_change(report)
    composing.edit_item(edited, text="Ett, ändrad igen.", by=secretary)
    with pytest.raises(Refused, match="har ändrats sedan dess"):
        composing.undo(first, by=secretary)
    second = composing.last_change(report)
    composing.undo(second, by=secretary)
    with pytest.raises(Refused, match="redan ångrad"):
        composing.undo(second, by=secretary)
    composing.undo(first, by=secretary)
    assert texts(section)[0] == "Ett."


def test_an_undone_change_leaves_what_others_did_elsewhere(report, section, secretary):
    composing.move_item(item(section, "Ett."), to=report.sections.last(), position=1, by=secretary)
    moved = composing.last_change(report)
    composing.add_item(section, text="Ny.", by=secretary)
    composing.undo(moved, by=secretary)
    assert sorted(texts(section)) == ["Ett.", "Ny.", "Tre.", "Två."]


ACTS = st.lists(st.tuples(st.integers(0, 5), st.integers(0, 1), st.integers(0, 5), st.booleans()), max_size=6)


@settings(max_examples=25, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(acts=ACTS)
def test_whatever_is_done_can_be_undone(db, secretary, acts):
    report = create_report(items=("Ett.", "Två.", "Tre."))
    sections = list(report.sections.all())
    begun_with = composing._rows(report)
    for which, to, position, hide in acts:
        moved = ReportItem.objects.filter(section__report=report).select_related("section__report")[which]
        composing.move_item(moved, to=sections[to], position=position, by=secretary)
        composing.set_hidden(ReportItem.objects.get(pk=moved.pk), is_hidden=hide, by=secretary)
        for section in sections:
            texts(section)
    while change := composing.last_change(report):
        composing.undo(change, by=secretary)
    assert composing._rows(report) == begun_with


# -- Ready -------------------------------------------------------------------------------------------------------------


@pytest.fixture
def responsible(report: Report, section: ReportSection) -> Client:
    user = create_user(Role.STAFF, email="ansvarig@example.se", name="Ella Ansvar")
    user.person = Person.objects.create(name=user.name)
    user.save()
    section.area.responsible.add(user.person)
    client = Client()
    client.force_login(user)
    return client


def test_who_is_responsible_marks_the_section_as_ready(report, section, responsible):
    assert f"Läs igenom ditt avsnitt {section.heading}" in responsible.get("/").text
    assert "Ditt avsnitt" in responsible.get(report.get_absolute_url()).text
    responsible.post(f"{report.get_absolute_url()}avsnitt/{section.pk}/klart/", {"ready": "1"})
    assert ReportSection.objects.get(pk=section.pk).ready_by.name == "Ella Ansvar"
    assert "Läs igenom ditt avsnitt" not in responsible.get("/").text
    responsible.post(f"{report.get_absolute_url()}avsnitt/{section.pk}/klart/", {"ready": "0"})
    assert ReportSection.objects.get(pk=section.pk).ready_by is None


def test_nobody_else_does(report, responsible):
    other = report.sections.last()
    answer = responsible.post(f"{report.get_absolute_url()}avsnitt/{other.pk}/klart/", {"ready": "1"})
    assert answer.status_code == 403
    assert not ReportSection.objects.exclude(ready_at=None).exists()


# -- On the page -------------------------------------------------------------------------------------------------------


def post(client: Client, report: Report, path: str, htmx: bool = False, **data: object):
    headers = {"HX-Request": "true"} if htmx else {}
    return client.post(f"{report.get_absolute_url()}{path}", data, headers=headers)


def test_the_page_does_everything_without_scripts(as_secretary, report, section):
    first = item(section, "Ett.")
    post(as_secretary, report, f"punkter/{first.pk}/", text="Ett, ändrad.", version=1)
    post(as_secretary, report, f"punkter/{first.pk}/ordna/", act="down")
    post(as_secretary, report, f"avsnitt/{section.pk}/ny-punkt/", text="Fyra.")
    assert texts(section) == ["Två.", "Ett, ändrad.", "Tre.", "Fyra."]
    post(as_secretary, report, f"punkter/{first.pk}/ordna/", act="place", section=report.sections.last().pk)
    post(as_secretary, report, f"punkter/{first.pk}/ordna/", act="hide")
    post(as_secretary, report, f"avsnitt/{section.pk}/", heading="Skolan", intro="Kort.", version=1)
    post(as_secretary, report, f"avsnitt/{section.pk}/klart/", ready="1")
    page = as_secretary.get(f"{report.get_absolute_url()}redigera/").text
    for shown in ("Skolan", "1 av 2 avsnitt är klara", "Dold: trycks inte.", "Ångra", "Fyra."):
        assert shown in page
    post(as_secretary, report, f"angra/{composing.last_change(report).pk}/")
    assert "0 av 2 avsnitt" in as_secretary.get(f"{report.get_absolute_url()}redigera/").text


def test_the_activity_s_text_is_shown_beside_and_taken_back_with_one_press(as_secretary, secretary):
    create_activity(by=secretary, text="Vi har mätt.", created_at=noon(TODAY))
    report = begin(secretary)
    placed = ReportItem.objects.get()
    assert "en annan än insatsens" not in as_secretary.get(f"{report.get_absolute_url()}redigera/").text
    saved = post(as_secretary, report, f"punkter/{placed.pk}/", htmx=True, text="Vi har vägt.", version=1).text
    change = composing.last_change(report)
    assert "ändrade en punkt" in str(change)
    assert f'action="/rapporter/{report.pk}/angra/{change.pk}/"' in saved, "the button takes back what was just written"
    page = as_secretary.get(f"{report.get_absolute_url()}redigera/").text
    for shown in (saved, page):
        assert "Texten är en annan än insatsens" in shown
        assert "mätt</del>" in shown
        assert "vägt</ins>" in shown
    assert "Ta tillbaka insatsens text" in page
    post(as_secretary, report, f"punkter/{placed.pk}/ordna/", act="original")
    assert ReportItem.objects.get().text == "Vi har mätt."


def test_a_script_gets_what_it_changed(as_secretary, report, section):
    first = item(section, "Ett.")
    answer = post(as_secretary, report, f"punkter/{first.pk}/", htmx=True, text="Ett, ändrad.", version=1).text
    assert "Sparat." in answer
    assert f'id="version-{first.pk}" value="2"' in answer
    contents = post(as_secretary, report, f"punkter/{first.pk}/ordna/", htmx=True, act="down").text
    assert contents.lstrip().startswith('<div id="contents"')


@pytest.mark.parametrize("htmx", [True, False])
def test_the_second_writer_sees_both_texts_and_chooses(as_secretary, report, section, secretary, htmx):
    first = item(section, "Ett.")
    composing.edit_item(first, text="Ett, deras.", by=secretary)
    answer = post(as_secretary, report, f"punkter/{first.pk}/", htmx=htmx, text="Ett, mitt.", version=1).text
    assert "deras</del>" in answer
    assert "mitt</ins>" in answer
    assert "Behåll mitt" in answer
    if htmx:
        assert f'id="version-{first.pk}"' not in answer, "what saves itself must not go over theirs"
    else:
        assert ">Ett, mitt.</textarea>" in answer
        assert f'id="version-{first.pk}" value="2"' in answer
    if htmx:
        assert f'id="conflict-{first.pk}" value="2"' in answer
        again = post(as_secretary, report, f"punkter/{first.pk}/", htmx=True, text="Ett.", version=1, conflict=2)
        assert again.status_code == 204, "the buttons that somebody may be pressing stay"
    post(as_secretary, report, f"punkter/{first.pk}/", htmx=htmx, text="Ett, mitt igen.", version=1)
    assert texts(section)[0] == "Ett, deras."
    post(as_secretary, report, f"punkter/{first.pk}/", htmx=htmx, text="Ett, mitt.", version=2)
    assert texts(section)[0] == "Ett, mitt."


def test_an_emptied_text_does_not_take_over_the_other_s_version(as_secretary, report, section, secretary):
    first = item(section, "Ett.")
    composing.edit_item(first, text="Ett, deras.", by=secretary)
    assert "version-" not in post(as_secretary, report, f"punkter/{first.pk}/", htmx=True, text="", version=1).text


@pytest.mark.parametrize("htmx", [True, False])
def test_the_intro_that_somebody_else_has_changed_is_shown_beside_one_s_own(
    as_secretary, report, section, secretary, htmx
):
    composing.edit_section(section, heading="Skolan", intro="Deras inledning.", by=secretary)
    mine = {"heading": "Skolan", "intro": "Min inledning.", "version": 1}
    answer = post(as_secretary, report, f"avsnitt/{section.pk}/", htmx=htmx, **mine).text
    assert "Deras</del>" in answer
    assert "Min inledning.</textarea>" in answer
    post(as_secretary, report, f"avsnitt/{section.pk}/", htmx=htmx, **mine | {"version": 2})
    assert ReportSection.objects.get(pk=section.pk).intro == "Min inledning."


@pytest.mark.parametrize(("heading", "sentence"), [("", "Skriv avsnittets rubrik."), ("r" * 301, "301")])
def test_a_wrong_heading_is_said_and_the_intro_kept(as_secretary, report, section, heading, sentence):
    mine = {"heading": heading, "intro": "En lång inledning.", "version": 1}
    answer = post(as_secretary, report, f"avsnitt/{section.pk}/", **mine).text
    assert sentence in answer
    assert "En lång inledning.</textarea>" in answer


def test_an_item_that_is_undone_while_another_writes_in_it(as_secretary, report, section, secretary):
    added = composing.add_item(section, text="Ny.", by=secretary)
    undo(report, secretary)
    with pytest.raises(Refused, match="finns inte längre"):
        composing.edit_item(added, text="Nytt.", by=secretary)


def test_what_no_database_can_hold_is_no_item(as_secretary, report, section):
    post(as_secretary, report, f"avsnitt/{section.pk}/ny-punkt/", text="Ett\x00 två")
    assert texts(section) == ["Ett.", "Två.", "Tre."]


def test_a_deleted_activity_is_hidden_in_drafts(secretary):
    activity = create_activity(by=secretary, created_at=noon(TODAY))
    report = begin(secretary)
    recording.delete(activity, by=secretary)
    assert Report.objects.get(pk=report.pk).outline() == []


def test_activities_of_an_area_without_section_are_not_offered(secretary):
    report = begin(secretary)
    Area.objects.create(name="Nytt område", position=9)
    create_activity(by=secretary, area="Nytt område", created_at=noon(TODAY))
    assert composing.to_take_up(report).count() == 0


@pytest.mark.parametrize("htmx", [True, False])
def test_an_empty_text_is_refused_beside_the_item(as_secretary, report, section, htmx):
    first = item(section, "Ett.")
    answer = post(as_secretary, report, f"punkter/{first.pk}/", htmx=htmx, text="  ", version=1).text
    assert "Skriv en text, eller dölj punkten." in answer
    assert texts(section)[0] == "Ett."


@pytest.mark.parametrize("act", ["", "original", "delete"])
def test_what_cannot_be_done_is_a_bad_request(as_secretary, report, section, act):
    assert post(as_secretary, report, f"punkter/{item(section, 'Ett.').pk}/ordna/", act=act).status_code == 400


def test_a_published_report_is_not_composed(as_secretary, report, section, secretary):
    first = item(section, "Ett.")
    publish(report, by=secretary)
    assert as_secretary.get(f"{report.get_absolute_url()}redigera/").url == report.get_absolute_url()
    answer = as_secretary.get(f"{report.get_absolute_url()}redigera/", headers={"HX-Request": "true"})
    assert answer["HX-Redirect"] == report.get_absolute_url()  # the whole page, not a page within the page
    post(as_secretary, report, f"punkter/{first.pk}/", text="Nytt.", version=1)
    post(as_secretary, report, f"punkter/{first.pk}/ordna/", act="hide")
    post(as_secretary, report, f"avsnitt/{section.pk}/klart/", ready="1")
    post(as_secretary, report, "ta-med/")
    assert texts(section) == ["Ett.", "Två.", "Tre."]
    assert not ReportChange.objects.exists()


def test_items_of_another_report_are_not_found(as_secretary, report, section):
    other = create_report()
    assert post(as_secretary, other, f"punkter/{item(section, 'Ett.').pk}/ordna/", act="up").status_code == 404
    assert post(as_secretary, other, f"avsnitt/{section.pk}/klart/", ready="1").status_code == 404


@pytest.mark.parametrize("role", [Role.STAFF, Role.SECRETARY, Role.STEERING_GROUP, Role.ADMINISTRATOR])
def test_only_the_editor_composes(report, section, role):
    client = Client()
    client.force_login(create_user(role))
    first = item(section, "Ett.")
    paths = [f"punkter/{first.pk}/", f"punkter/{first.pk}/ordna/", f"avsnitt/{section.pk}/", "ta-med/"]
    paths += [f"avsnitt/{section.pk}/ny-punkt/", "angra/1/", "uppgifter/"]
    assert {post(client, report, path).status_code for path in paths} == {403}


def test_publishing_asks_for_what_was_on_the_screen(report, section, secretary):
    seen = Report.objects.get()
    composing.set_hidden(item(section, "Ett."), is_hidden=True, by=secretary)
    with pytest.raises(StaleVersion):
        publish(seen, by=secretary)


def test_the_page_costs_the_same_however_long(as_secretary, secretary, django_assert_max_num_queries):
    for number in range(40):
        also = Area.objects.all()[number % 5]
        create_activity(by=secretary, text=f"Insats {number}.", also_area=also, created_at=noon(TODAY))
    report = begin(secretary)
    with django_assert_max_num_queries(20):
        as_secretary.get(f"{report.get_absolute_url()}redigera/")


def test_title_day_and_period_are_changed_while_others_edit_items(as_secretary, report, section, secretary):
    address = f"{report.get_absolute_url()}uppgifter/"
    form = as_secretary.get(address).context["form"]
    composing.set_hidden(item(section, "Ett."), is_hidden=True, by=secretary)
    sent = {
        "title": "Ny rubrik",
        "issue_date": "2026-03-13",
        "remind_days": "3",
        "seen_version": form["seen_version"].value(),
    }
    as_secretary.post(address, sent)
    assert Report.objects.get().title == "Ny rubrik"
    again = as_secretary.post(address, sent | {"title": "En tredje"})
    assert "Någon annan har sparat ändringar" in again.text


def test_the_preview_is_the_pdf_s_own_pages(as_secretary, report):
    answer = as_secretary.get(f"{report.get_absolute_url()}forhandsvisning/").text
    pictures = re.findall(r'src="data:image/webp;base64,([^"]*)" alt="Sida 1 av 1"', answer)
    with Image.open(BytesIO(base64.b64decode(pictures[0]))) as picture:
        assert picture.height / picture.width == pytest.approx(297 / 210, abs=0.01)
        darkest, _ = picture.convert("L").getextrema()
        assert darkest < 60, "there is text on it"


def test_the_preview_says_what_cannot_be_printed(as_secretary, report, section, secretary):
    composing.edit_item(item(section, "Ett."), text="En emoji: 🚓", by=secretary)
    assert "🚓" in as_secretary.get(f"{report.get_absolute_url()}forhandsvisning/").text


def test_a_change_tells_the_preview(as_secretary, report, section):
    first = item(section, "Ett.")
    for path, data in (
        (f"punkter/{first.pk}/", {"text": "Nytt.", "version": 1}),
        (f"punkter/{first.pk}/ordna/", {"act": "down"}),
    ):
        assert "report-changed" in post(as_secretary, report, path, htmx=True, **data).headers["HX-Trigger"]


# -- Advice ------------------------------------------------------------------------------------------------------------


def test_the_page_advises_and_stops_nothing(as_secretary, secretary):
    create = partial(create_activity, by=secretary, created_at=noon(TODAY))
    create(text="Vi har har träffat 12 lärare.", participants=20, participants_qualifier="exact")
    create(text="BIG har utbildat om HRV.")
    create(text="Vi har talat mer om HRV.")
    create(text="En trevlig kväll.")
    report = begin(secretary)
    page = as_secretary.get(f"{report.get_absolute_url()}redigera/").text
    for remark in (
        "Samma ord står två gånger efter varandra: ”har har”.",
        "I texten står ”12 lärare”, men antalet är angivet som 20.",
        "Det verkar saknas ett verb: ”En trevlig kväll.”.",
        "Punkt 1 och 3 börjar med ”Vi”, punkt 2 med ”BIG”.",
    ):
        assert remark in page
    assert page.count("HRV är inte utskrivet: hedersrelaterat våld.") == 1, "where the report first uses it"
    publish(Report.objects.get(), by=secretary)


def test_advice_follows_the_text(as_secretary, report, section):
    first = item(section, "Ett.")
    answer = post(as_secretary, report, f"punkter/{first.pk}/", htmx=True, text="Vi har har varit där.", version=1).text
    assert "Samma ord står två gånger" in answer


def test_an_abbreviation_that_is_explained_before_needs_no_remark(as_secretary, report, section, secretary):
    composing.edit_item(item(section, "Ett."), text="Vi har talat om hedersrelaterat våld (HRV).", by=secretary)
    composing.edit_item(item(section, "Två."), text="Vi har utbildat om HRV.", by=secretary)
    assert "är inte utskrivet" not in as_secretary.get(f"{report.get_absolute_url()}redigera/").text
