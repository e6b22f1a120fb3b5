"""Sections of a report in the making: own ones, at two levels, moved, hidden and removed; each undone again."""

import pytest
from django.test import Client
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from big.people.models import Person, User
from big.people.roles import Role
from big.refusals import Refused
from big.versions import StaleVersion
from reports import composing
from reports.models import Activity, Area, Report, ReportChange, ReportItem, ReportSection
from reports.publishing import missing_to_publish, publish
from tests.factories import create_activity, create_report, create_user


@pytest.fixture
def report(db: None) -> Report:
    """Trygghetsarbetet i skolan with Gävlemodellen under it, and Övrigt."""
    report = create_report(items=("Ett.", "Två."))
    other = ReportSection.objects.create(
        report=report, area=Area.objects.get(name="Övrigt"), heading="Övrigt", position=3
    )
    ReportItem.objects.create(section=other, text="Tre.", position=1)
    return report


def named(report: Report, heading: str) -> ReportSection:
    return report.sections.select_related("report", "parent").get(heading=heading)


def outline(report: Report) -> list[str]:
    """The headings in order, those of the second level indented; their places have no gaps."""
    sections = list(report.sections.all())
    assert [section.position for section in sections] == list(range(1, len(sections) + 1))
    return [f"{'  ' if section.parent_id else ''}{section.heading}" for section in sections]


def undo(report: Report, by: User) -> None:
    composing.undo(composing.last_change(report), by=by)


BEGUN = ["Trygghetsarbetet i skolan", "  Gävlemodellen", "Övrigt"]


# -- Own sections ------------------------------------------------------------------------------------------------------


def test_an_own_section_comes_last_or_last_under_a_heading(report, secretary):
    composing.add_section(report, heading="Nytt", intro="Kort.", by=secretary)
    under = named(report, "Trygghetsarbetet i skolan")
    composing.add_section(report, heading="Lovaktiviteter", under=under, by=secretary)
    assert outline(report) == ["Trygghetsarbetet i skolan", "  Gävlemodellen", "  Lovaktiviteter", "Övrigt", "Nytt"]
    undo(report, secretary)
    undo(report, secretary)
    assert outline(report) == BEGUN


def test_there_is_no_third_level(report, secretary):
    with pytest.raises(Refused, match="två nivåer"):
        composing.add_section(report, heading="Nytt", under=named(report, "Gävlemodellen"), by=secretary)
    with pytest.raises(Refused, match="två nivåer"):
        composing.move_section(named(report, "Övrigt"), under=named(report, "Gävlemodellen"), position=1, by=secretary)
    with pytest.raises(Refused, match="egna underavsnitt"):
        composing.move_section(
            named(report, "Trygghetsarbetet i skolan"), under=named(report, "Övrigt"), position=1, by=secretary
        )
    with pytest.raises(Refused, match="en annan rapport"):
        composing.add_section(report, heading="Nytt", under=create_report().sections.first(), by=secretary)
    assert outline(report) == BEGUN


def test_an_own_section_is_printed_when_something_stands_in_it(report, secretary):
    added = composing.add_section(report, heading="Nytt", by=secretary)
    assert "Nytt" not in [section.heading for section in Report.objects.get().outline()]
    composing.add_item(added, text="En punkt.", by=secretary)
    assert Report.objects.get().outline()[-1].heading == "Nytt"


def test_only_an_own_empty_section_is_removed_and_comes_back(report, secretary):
    added = composing.add_section(report, heading="Nytt", intro="Kort.", by=secretary)
    item = composing.add_item(added, text="En punkt.", by=secretary)
    with pytest.raises(Refused, match="Flytta först det som står i Nytt"):
        composing.remove_section(added, by=secretary)
    item = ReportItem.objects.select_related("section__report").get(pk=item.pk)
    composing.move_item(item, to=named(report, "Övrigt"), position=1, by=secretary)
    composing.remove_section(added, by=secretary)
    assert outline(report) == BEGUN
    undo(report, secretary)
    back = named(report, "Nytt")
    assert (back.pk, back.intro, back.area) == (added.pk, "Kort.", None)
    with pytest.raises(Refused, match="inte tas bort, men döljas"):
        composing.remove_section(named(report, "Övrigt"), by=secretary)
    composing.remove_section(back, by=secretary)
    with pytest.raises(Refused, match="finns inte längre"):
        composing.remove_section(back, by=secretary)


def test_what_somebody_has_written_in_meanwhile_is_not_removed(report, secretary):
    added = composing.add_section(report, heading="Nytt", by=secretary)
    composing.edit_section(named(report, "Nytt"), heading="Nytt", intro="Deras inledning.", by=secretary)
    with pytest.raises(StaleVersion):
        composing.remove_section(added, by=secretary)


# -- Move --------------------------------------------------------------------------------------------------------------


def test_a_section_moves_with_what_is_under_it(report, secretary):
    composing.move_section(named(report, "Trygghetsarbetet i skolan"), under=None, position=2, by=secretary)
    assert outline(report) == ["Övrigt", "Trygghetsarbetet i skolan", "  Gävlemodellen"]
    undo(report, secretary)
    assert outline(report) == BEGUN


def test_a_section_goes_under_another_heading_and_out_again(report, secretary):
    skolan = named(report, "Trygghetsarbetet i skolan")
    composing.move_section(named(report, "Övrigt"), under=skolan, position=1, by=secretary)
    assert outline(report) == ["Trygghetsarbetet i skolan", "  Övrigt", "  Gävlemodellen"]
    composing.move_section(named(report, "Gävlemodellen"), under=None, position=1, by=secretary)
    assert outline(report) == ["Gävlemodellen", "Trygghetsarbetet i skolan", "  Övrigt"]
    undo(report, secretary)
    undo(report, secretary)
    assert outline(report) == BEGUN


def test_moving_does_not_disturb_who_writes(report, secretary):
    writing = named(report, "Övrigt")
    composing.move_section(named(report, "Övrigt"), under=None, position=1, by=secretary)
    composing.set_section_hidden(named(report, "Övrigt"), is_hidden=True, by=secretary)
    composing.set_ready(named(report, "Övrigt"), is_ready=True, by=secretary)
    undo(report, secretary)
    composing.edit_section(writing, heading="Övrigt", intro="Skriven under tiden.", by=secretary)
    assert named(report, "Övrigt").is_hidden


# -- Hide --------------------------------------------------------------------------------------------------------------


def test_a_hidden_section_and_what_is_under_it_is_not_printed(report, secretary):
    composing.set_section_hidden(named(report, "Trygghetsarbetet i skolan"), is_hidden=True, by=secretary)
    [printed] = Report.objects.get().outline()
    assert printed.heading == "Övrigt"
    assert list(report.sections.printed()) == [printed]
    undo(report, secretary)
    assert [section.heading for section in Report.objects.get().outline()] == ["Trygghetsarbetet i skolan", "Övrigt"]


def test_what_is_hidden_stops_nothing_and_has_not_been_reported(report, secretary):
    gavle = named(report, "Gävlemodellen")
    activity = create_activity(by=secretary, text="Träffade 640823-3234.")
    composing.add_item(gavle, text=activity.text, activity=activity, by=secretary)
    assert len(missing_to_publish(Report.objects.get())) == 1
    composing.set_section_hidden(named(report, "Trygghetsarbetet i skolan"), is_hidden=True, by=secretary)
    assert missing_to_publish(Report.objects.get()) == []
    assert list(Activity.objects.unreported()) == [activity]
    assert not activity.is_reported
    composing.set_section_hidden(named(report, "Övrigt"), is_hidden=True, by=secretary)
    assert missing_to_publish(Report.objects.get()) == ["Rapporten har inga punkter."]


def test_nothing_new_is_placed_in_a_hidden_section(report, secretary):
    composing.set_section_hidden(named(report, "Övrigt"), is_hidden=True, by=secretary)
    create_activity(by=secretary, created_at="2026-03-10T12:00Z")
    assert composing.to_take_up(report).count() == 0
    undo(report, secretary)
    assert composing.to_take_up(report).count() == 1


def test_nobody_is_asked_to_read_a_hidden_section(report, secretary):
    user = create_user(Role.STAFF, email="ansvarig@example.se", name="Ella Ansvar")
    user.person = Person.objects.create(name=user.name)
    user.save()
    named(report, "Övrigt").area.responsible.add(user.person)
    client = Client()
    client.force_login(user)
    assert "Läs igenom ditt avsnitt Övrigt" in client.get("/").text
    composing.set_section_hidden(named(report, "Övrigt"), is_hidden=True, by=secretary)
    assert "Läs igenom ditt avsnitt" not in client.get("/").text
    assert "Ditt avsnitt" not in client.get(report.get_absolute_url()).text


# -- Undo --------------------------------------------------------------------------------------------------------------


def test_undo_takes_no_section_away_in_which_something_stands(report, secretary):
    added = composing.add_section(report, heading="Nytt", by=secretary)
    change = composing.last_change(report)
    composing.add_item(added, text="En punkt.", by=secretary)
    with pytest.raises(Refused, match="ändrats sedan dess"):
        composing.undo(change, by=secretary)
    assert ReportItem.objects.filter(text="En punkt.").exists()


def test_undo_puts_nothing_back_where_nothing_is(report, secretary):
    added = composing.add_section(report, heading="Nytt", by=secretary)
    item = composing.add_item(added, text="En punkt.", by=secretary)
    under = composing.add_section(report, heading="Under nytt", under=added, by=secretary)
    item = ReportItem.objects.select_related("section__report").get(pk=item.pk)
    composing.move_item(item, to=named(report, "Övrigt"), position=1, by=secretary)
    item_moved = composing.last_change(report)
    composing.move_section(named(report, "Under nytt"), under=None, position=1, by=secretary)
    section_moved = composing.last_change(report)
    composing.remove_section(added, by=secretary)
    for change in (item_moved, section_moved):
        with pytest.raises(Refused, match="ändrats sedan dess"):
            composing.undo(change, by=secretary)
    assert ReportSection.objects.get(pk=under.pk).parent is None


def test_undo_makes_no_third_level(report, secretary):
    composing.add_section(report, heading="Nytt", by=secretary)
    skolan = named(report, "Trygghetsarbetet i skolan")
    composing.move_section(named(report, "Gävlemodellen"), under=None, position=1, by=secretary)
    moved_out = composing.last_change(report)
    composing.move_section(skolan, under=named(report, "Nytt"), position=1, by=secretary)
    with pytest.raises(Refused, match="ändrats sedan dess"):
        composing.undo(moved_out, by=secretary)
    assert outline(report) == ["Gävlemodellen", "Övrigt", "Nytt", "  Trygghetsarbetet i skolan"]


ACTS = st.lists(st.tuples(st.sampled_from(["move", "hide", "add", "remove"]), *[st.integers(0, 4)] * 3), max_size=6)


@settings(max_examples=25, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(acts=ACTS)
def test_whatever_is_done_can_be_undone(db, secretary, acts):
    report = create_report()
    begun_with = composing._rows(report)
    for act, which, to, position in acts:
        sections = [None, *report.sections.select_related("report")]
        section, under = sections[1:][which % (len(sections) - 1)], sections[to % len(sections)]
        try:
            if act == "move":
                composing.move_section(section, under=under, position=position, by=secretary)
            elif act == "hide":
                composing.set_section_hidden(section, is_hidden=not section.is_hidden, by=secretary)
            elif act == "add":
                composing.add_section(report, heading=f"Nytt {position}", under=under, by=secretary)
            else:
                composing.remove_section(section, by=secretary)
        except Refused:
            pass
        outline(report)
        assert not report.sections.exclude(parent__parent=None).exists()
    while change := composing.last_change(report):
        composing.undo(change, by=secretary)
    assert composing._rows(report) == begun_with


# -- On the page -------------------------------------------------------------------------------------------------------


def post(client: Client, report: Report, path: str, *, htmx: bool = False, **data: object):
    headers = {"HX-Request": "true"} if htmx else {}
    return client.post(f"{report.get_absolute_url()}{path}", data, headers=headers, follow=True)


@pytest.mark.parametrize("htmx", [True, False])
def test_the_page_does_everything(as_secretary, report, htmx):
    page = post(as_secretary, report, "avsnitt/nytt/", htmx=htmx, heading="Nytt", intro="Rad\r\ntvå", parent="").text
    assert "Under Nytt" in page
    added = named(report, "Nytt")
    assert added.intro == "Rad\ntvå"
    arrange = f"avsnitt/{added.pk}/ordna/"
    post(as_secretary, report, arrange, htmx=htmx, act="up")
    assert outline(report) == ["Trygghetsarbetet i skolan", "  Gävlemodellen", "Nytt", "Övrigt"]
    skolan = named(report, "Trygghetsarbetet i skolan")
    post(as_secretary, report, arrange, htmx=htmx, act="place", under=skolan.pk)
    assert outline(report) == ["Trygghetsarbetet i skolan", "  Gävlemodellen", "  Nytt", "Övrigt"]
    hidden = post(as_secretary, report, arrange, htmx=htmx, act="hide").text
    assert "Dolt: avsnittet trycks inte" in hidden
    assert "0 av 3 avsnitt är klara" in hidden
    post(as_secretary, report, arrange, htmx=htmx, act="show")
    post(as_secretary, report, arrange, htmx=htmx, act="place", under="")
    post(as_secretary, report, arrange, htmx=htmx, act="down")
    assert outline(report)[-1] == "Nytt"
    post(as_secretary, report, arrange, htmx=htmx, act="remove", version=added.version)
    assert outline(report) == BEGUN
    post(as_secretary, report, f"angra/{composing.last_change(report).pk}/", htmx=htmx)
    assert outline(report)[-1] == "Nytt"


@pytest.mark.parametrize("htmx", [True, False])
def test_what_is_wrong_in_a_new_section_is_said_and_the_rest_kept(as_secretary, report, htmx):
    page = post(as_secretary, report, "avsnitt/nytt/", htmx=htmx, heading="", intro="En lång inledning.").text
    assert "Skriv avsnittets rubrik." in page
    assert "En lång inledning.</textarea>" in page
    gone = post(as_secretary, report, "avsnitt/nytt/", htmx=htmx, heading="Nytt", parent="999").text
    assert "Rubriken finns inte längre." in gone
    assert 'value="Nytt"' in gone
    assert outline(report) == BEGUN


def test_a_stale_removal_is_refused_on_the_page(as_secretary, report, secretary):
    added = composing.add_section(report, heading="Nytt", by=secretary)
    composing.edit_section(added, heading="Nytt", intro="Deras.", by=secretary)
    page = post(as_secretary, report, f"avsnitt/{added.pk}/ordna/", act="remove", version=added.version).text
    assert "har ändrats av någon annan" in page
    assert named(report, "Nytt")


def test_what_is_dropped_lands_where_it_was_dropped(as_secretary, report):
    other = named(report, "Övrigt")
    first = named(report, "Gävlemodellen").items.first()
    post(as_secretary, report, f"punkter/{first.pk}/ordna/", htmx=True, act="place", section=other.pk, position=1)
    assert [item.text for item in other.items.all()] == ["Ett.", "Tre."]
    post(as_secretary, report, f"punkter/{first.pk}/ordna/", htmx=True, act="place", section=other.pk, position=2)
    assert [item.text for item in other.items.all()] == ["Tre.", "Ett."]


@pytest.mark.parametrize("act", ["", "delete"])
def test_what_cannot_be_done_is_a_bad_request(as_secretary, report, act):
    section = named(report, "Övrigt")
    assert post(as_secretary, report, f"avsnitt/{section.pk}/ordna/", act=act).status_code == 400


def test_a_published_report_s_sections_stay(as_secretary, report, secretary):
    section = named(report, "Övrigt")
    publish(Report.objects.get(), by=secretary)
    post(as_secretary, report, "avsnitt/nytt/", heading="Nytt")
    post(as_secretary, report, f"avsnitt/{section.pk}/ordna/", act="up")
    assert outline(report) == BEGUN
    assert not ReportChange.objects.exists()


def test_sections_of_another_report_are_not_found(as_secretary, report):
    section, other = named(report, "Övrigt"), create_report()
    assert post(as_secretary, other, f"avsnitt/{section.pk}/ordna/", act="up").status_code == 404
    mine = other.sections.first()
    path = f"avsnitt/{mine.pk}/ordna/"
    assert post(as_secretary, other, path, act="place", under=section.pk).status_code == 404


@pytest.mark.parametrize("role", [Role.STAFF, Role.SECRETARY, Role.STEERING_GROUP, Role.ADMINISTRATOR])
def test_only_the_editor_arranges_sections(report, role):
    client = Client()
    client.force_login(create_user(role))
    section = named(report, "Övrigt")
    for path in ("avsnitt/nytt/", f"avsnitt/{section.pk}/ordna/"):
        assert post(client, report, path, heading="Nytt", act="up").status_code == 403


def test_the_page_costs_the_same_however_many_sections(as_secretary, report, secretary, django_assert_num_queries):
    address = f"{report.get_absolute_url()}redigera/"
    first = composing.add_section(report, heading="Nytt", by=secretary)
    composing.add_item(first, text="Ett.", activity=create_activity(by=secretary), by=secretary)
    with django_assert_num_queries(15):
        as_secretary.get(address)
    for number in range(10):
        added = composing.add_section(report, heading=f"Nytt {number}", by=secretary)
        under = composing.add_section(report, heading=f"Under {number}", under=added, by=secretary)
        for text in ("Ett.", "Två.", "Tre."):
            activity = create_activity(by=secretary, text=text)
            composing.add_item(under, text=text, activity=activity, by=secretary)
    with django_assert_num_queries(15):
        as_secretary.get(address)
