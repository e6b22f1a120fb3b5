"""The list of activities: what narrows it, and leafing through it."""

import datetime
import itertools
import re
from collections.abc import Callable
from urllib.parse import urlencode

import pytest
from django.db import connection
from django.http import QueryDict
from django.test.utils import CaptureQueriesContext
from django.utils import timezone
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from big.paging import Page, keyset_page
from big.people.models import Organisation
from big.people.roles import Role
from reports.forms import ActivityFilterForm
from reports.models import Activity, ActivityKind, ActivityQuerySet, Area, ReportItem, TargetGroup
from tests.factories import create_activity, create_report, create_user
from tests.reports.test_export_activities import csv_rows, xlsx_rows

DAY = datetime.date(2026, 3, 2)


def texts(client, query: str = "") -> list[str]:
    """The activities on a page, as a reader sees them."""
    return re.findall(r'<a id="insats-\d+" href="/insatser/\d+/">([^<]*)</a>', client.get(f"/insatser/?{query}").text)


def link(page: str, name: str) -> str | None:
    match = re.search(rf'<a rel="\w+" href="\?([^"]*)">{name}</a>', page)
    return match and match[1].replace("&amp;", "&")


# -- What narrows it ---------------------------------------------------------------------------------------------------


def test_an_area_includes_its_sub_areas(as_secretary, secretary):
    school = Area.objects.get(name="Trygghetsarbetet i skolan")
    create_activity(by=secretary, text="Skolans.", area=school.name)
    create_activity(by=secretary, text="Delområdets.", area="Gävlemodellen")
    create_activity(by=secretary, text="Övrigas.")
    assert texts(as_secretary, f"area={school.pk}") == ["Delområdets.", "Skolans."]
    assert texts(as_secretary, f"area={Area.objects.get(name='Gävlemodellen').pk}") == ["Delområdets."]


def test_an_area_includes_what_concerns_it_besides_its_own_and_the_row_says_so(as_secretary, secretary):
    model = Area.objects.get(name="Gävlemodellen")
    create_activity(by=secretary, text="Övrigas.", also_area=model)
    create_activity(by=secretary, text="Bara övrigas.")
    for found_under in (model, model.parent, Area.objects.get(name="Övrigt")):
        page = as_secretary.get(f"/insatser/?area={found_under.pk}").text
        assert "Övrigt, rör också Gävlemodellen" in page
        assert ("Bara övrigas." in page) == (found_under.name == "Övrigt")


@pytest.fixture
def one_of_each(secretary):
    """Two activities that differ in everything, and the filters that find only the first."""
    polisen = Organisation.objects.create(name="Polisen")
    parents = TargetGroup.objects.create(name="Vårdnadshavare")
    lecture = ActivityKind.objects.create(name="Föreläsning")
    other = create_user(Role.STAFF, email="vera@example.se")
    first = create_activity(by=other, text="Vi föreläste i ÅBY.", status=Activity.Status.ONGOING, kind=lecture)
    first.partners.add(polisen)
    first.target_groups.add(parents)
    second = create_activity(by=secretary, text="Något annat.", starts_on=datetime.date(2025, 1, 1))
    item = ReportItem.objects.filter(section__report=create_report())[0]
    item.activity = second
    item.save()
    return {
        "q": "åby FÖRELÄSTE",
        "status": "ongoing",
        "kind": lecture.pk,
        "since": "2026-01-01",
        "partner": polisen.pk,
        "group": parents.pk,
        "by": other.pk,
        "unreported": "on",
    }


FILTERS = ["q", "status", "kind", "since", "partner", "group", "by", "unreported"]


@pytest.mark.parametrize("name", FILTERS)
def test_each_filter_finds_its_own(as_secretary, one_of_each, name):
    assert texts(as_secretary, f"{name}={one_of_each[name]}") == ["Vi föreläste i ÅBY."]


def test_all_filters_at_once_and_which_are_active(as_secretary, one_of_each):
    query = "&".join(f"{name}={value}" for name, value in one_of_each.items())
    assert texts(as_secretary, query) == ["Vi föreläste i ÅBY."]
    page = as_secretary.get(f"/insatser/?{query}").text
    assert "Fler filter, 7 valda" in page
    for words in ("Status: Pågår", "Slag: Föreläsning", "Samarbetspartner: Polisen", "Ej rapporterade "):
        assert words in page
    assert "1 insats" in page


def test_period_is_whatever_overlaps_it(as_secretary, secretary):
    def lasting(text: str, first: tuple[int, int], last: tuple[int, int]) -> None:
        days = {"starts_on": datetime.date(2026, *first), "ends_on": datetime.date(2026, *last)}
        create_activity(by=secretary, text=text, **days)

    lasting("Före.", (1, 1), (2, 28))
    lasting("Över början.", (2, 20), (3, 1))
    lasting("Omfattar.", (1, 1), (12, 31))
    lasting("Över slutet.", (3, 31), (4, 2))
    lasting("Efter.", (4, 1), (4, 1))
    undated = create_activity(by=secretary, text="Utan tid.", when="", starts_on=None, ends_on=None)
    undated.created_at = datetime.datetime(2026, 3, 15, 12, tzinfo=datetime.UTC)
    undated.save()
    found = texts(as_secretary, "since=2026-03-01&until=2026-03-31")
    assert found == ["Över slutet.", "Utan tid.", "Över början.", "Omfattar."]


@pytest.mark.parametrize(
    ("query", "said"),
    [
        ("since=2026-13-45", "Skriv datumet som"),
        ("until=i+g%C3%A5r", "Skriv datumet som"),
        ("since=2026-05-01&until=2026-04-01", "Perioden slutar innan den börjar."),
        ("area=999999", "Välj ett giltigt alternativ"),
        ("by=abc", "Välj ett giltigt alternativ"),
        ("partner=99999999999999999999999", "Välj ett giltigt alternativ"),
        ("status=x", "Välj ett giltigt alternativ"),
        ("kind=%00", "Null"),
        ("q=%00", "Null"),
    ],
)
def test_a_choice_that_makes_no_sense_is_left_out_and_said(as_secretary, secretary, query, said):
    create_activity(by=secretary, text="Den enda.", starts_on=datetime.date(2026, 6, 1))
    answer = as_secretary.get(f"/insatser/?{query}")
    assert answer.status_code == 200
    assert "Den enda." in answer.text
    assert said in answer.text


def test_what_was_typed_wrong_stands(as_secretary, secretary):
    assert 'value="2026-13-45"' in as_secretary.get("/insatser/?since=2026-13-45").text


def test_nothing_found_shows_the_way_back(as_secretary, secretary):
    create_activity(by=secretary)
    page = as_secretary.get("/insatser/?q=finnsinte").text
    assert "Inga insatser passar urvalet." in page
    assert '<a href="/insatser/">visa alla insatser</a>' in page


def test_deleted_ones_are_never_there(as_secretary, secretary):
    now = datetime.datetime.now(datetime.UTC)
    create_activity(by=secretary, text="Borta.", deleted_at=now, deleted_by=secretary)
    assert texts(as_secretary) == []


# -- All filters, two and more at a time -------------------------------------------------------------------------------


@pytest.fixture
def various(secretary) -> dict[str, tuple[str, Callable[[Activity], bool]]]:
    """Ninety activities, no two alike; for each filter what the address says, and whom it means."""
    Activity.objects.all().delete()
    other = create_user(Role.STAFF, email="vera@example.se")
    school = Area.objects.get(name="Trygghetsarbetet i skolan")
    part, rest = Area.objects.get(name="Gävlemodellen"), Area.objects.get(name="Övrigt")
    partners = [Organisation.objects.create(name=name) for name in ("Polisen", "Ala IF")]
    groups = [TargetGroup.objects.create(name=name) for name in ("Vårdnadshavare", "Elever")]
    kinds = [ActivityKind.objects.create(name=name) for name in ("Föreläsning", "Möte")]
    section = create_report(items=()).sections.first()
    for n in range(90):
        day = datetime.date(2026, 1, 1) + datetime.timedelta(n * 37 % 180)
        one = create_activity(
            by=(secretary, other)[n % 5 == 0],
            text=f"Nummer {n} {'på Ängen' if n % 7 == 0 else 'i Ån'}.",
            area=(rest, part, school, rest)[n % 4].name,
            also_area=(None, school, part, None, rest)[n % 5],
            status=("completed", "planned", "cancelled")[n % 3],
            kind=(None, *kinds)[n // 2 % 3],
            starts_on=day if n % 6 else None,
            ends_on=day + datetime.timedelta(n % 40) if n % 6 else None,
        )
        Activity.objects.filter(pk=one.pk).update(listed_on=day)  # those without a time: the day they were recorded
        one.partners.set(partners[: n // 3 % 3])
        one.target_groups.set(groups[n // 4 % 3 :])
        if n % 11 == 0:
            ReportItem.objects.create(section=section, activity=one, text=one.text, position=n + 1)
        if n % 13 == 0:
            Activity.objects.filter(pk=one.pk).update(deleted_at=timezone.now(), deleted_by=other)
    since, until = datetime.date(2026, 2, 10), datetime.date(2026, 4, 20)
    printed = set(ReportItem.objects.exclude(activity=None).values_list("activity", flat=True))
    about = {school.pk, part.pk}
    return {
        "q": ("nummer ÄNGEN", lambda one: "på Ängen" in one.text),
        "area": (str(school.pk), lambda one: bool({one.area_id, one.also_area_id} & about)),
        "status": ("planned", lambda one: one.status == "planned"),
        "since": (str(since), lambda one: (one.ends_on or one.listed_on) >= since),
        "until": (str(until), lambda one: one.listed_on <= until),
        "kind": (str(kinds[0].pk), lambda one: one.kind == kinds[0]),
        "partner": (str(partners[1].pk), lambda one: partners[1] in one.partners.all()),
        "group": (str(groups[1].pk), lambda one: groups[1] in one.target_groups.all()),
        "by": (str(other.pk), lambda one: one.created_by == other),
        "unreported": ("on", lambda one: one.pk not in printed and one.status != "cancelled"),
    }


def test_filters_together_find_what_each_of_them_finds(as_secretary, various):
    """Every one, every two, every three and all: the pages, leafed through, and both files say the same."""
    kept = Activity.objects.kept().select_related("kind", "created_by").prefetch_related("partners", "target_groups")
    ordered = sorted(kept, key=lambda one: (one.listed_on, one.pk), reverse=True)
    meant = {name: {one.pk for one in ordered if means(one)} for name, (_, means) in various.items()}
    assert all(0 < len(some) < len(ordered) for some in meant.values())
    lengths = []
    for chosen in itertools.chain(*(itertools.combinations(various, number) for number in (0, 1, 2, 3, len(various)))):
        query = urlencode({name: various[name][0] for name in chosen})
        wanted = [one.text for one in ordered if all(one.pk in meant[name] for name in chosen)]
        form = ActivityFilterForm(QueryDict(query))
        found = form.filter(Activity.objects.kept())
        assert form.is_valid()
        assert [one.text for one in found.newest_first()] == wanted, query
        assert found.order_by().count() == len(wanted), query
        assert leafed(found) == wanted, query
        lengths.append(len(wanted))
        if len(chosen) < 2 or len(chosen) > 3 or {"partner", "area"} <= set(chosen):
            assert texts(as_secretary, query) == wanted[:50], query
            assert [row["Text"] for row in csv_rows(as_secretary, query)] == wanted, query
            assert [row["Text"] for row in xlsx_rows(as_secretary, query)] == wanted, query
    assert sum(length > 0 for length in lengths) > len(lengths) / 2


def leafed(found: ActivityQuerySet) -> list[str]:
    """The rows of a list, seven at a time to its end, which must be the same on the way back."""

    def page(**asked: str) -> Page:
        return keyset_page(found.for_list(), asked, by="listed_on", place=found.place, per_page=7)

    pages = [page()]
    while older := pages[-1].older_than:
        pages.append(page(older_than=older))
    for this, before in zip(pages[:0:-1], pages[-2::-1], strict=True):
        assert page(newer_than=this.newer_than).rows == before.rows
    return [one.text for each in pages for one in each.rows]


# -- Leafing -----------------------------------------------------------------------------------------------------------


def create_many(number: int, *, by, **fields) -> list[Activity]:
    area = Area.objects.get(name="Övrigt")
    values = {"area": area, "status": "completed", "created_by": by, "listed_on": DAY} | fields
    return Activity.objects.bulk_create(Activity(text=f"Nummer {n}.", **values) for n in range(number))


def test_fifty_on_a_page_and_the_filters_are_kept(as_secretary, secretary):
    create_many(120, by=secretary)
    create_activity(by=secretary, text="Planerad.", status=Activity.Status.PLANNED)
    first = as_secretary.get("/insatser/?status=completed").text
    assert "120 insatser" in first
    assert link(first, "Nyare") is None
    older = link(first, "Äldre")
    assert "status=completed" in older
    assert texts(as_secretary, older) == [f"Nummer {n}." for n in range(69, 19, -1)]
    last = as_secretary.get(f"/insatser/?{link(as_secretary.get(f'/insatser/?{older}').text, 'Äldre')}").text
    assert link(last, "Äldre") is None
    assert texts(as_secretary, link(last, "Nyare")) == texts(as_secretary, older)


def test_more_than_a_thousand_are_not_counted(as_secretary, secretary):
    create_many(1001, by=secretary)
    assert "Fler än 1\N{NO-BREAK SPACE}000 insatser" in as_secretary.get("/insatser/").text


def test_a_row_added_meanwhile_moves_nothing(as_secretary, secretary):
    create_many(60, by=secretary)
    older = link(as_secretary.get("/insatser/").text, "Äldre")
    before = texts(as_secretary, older)
    create_activity(by=secretary, text="Kom till.")
    assert texts(as_secretary, older) == before


@pytest.mark.parametrize("name", ["older_than", "newer_than"])
@pytest.mark.parametrize(
    "place",
    [
        "",
        "x",
        "2026-03-02",
        "2026-13-02.1",
        "0000-01-01.1",
        "2026-03-02.-1",
        f"2026-03-02.{9**30}",
        "%00",
        "٢٠٢٦-٠٣-٠٢.١",
    ],
)
def test_a_made_up_place_gives_the_first_page(as_secretary, secretary, name, place):
    create_activity(by=secretary, text="Den enda.")
    assert texts(as_secretary, f"{name}={place}") == ["Den enda."]


def test_a_place_after_all_rows_gives_the_first_page(as_secretary, secretary):
    create_activity(by=secretary, text="Den enda.")
    assert texts(as_secretary, "older_than=0001-01-01.1") == ["Den enda."]
    assert texts(as_secretary, "newer_than=9999-12-31.1") == ["Den enda."]


@settings(max_examples=25, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(days=st.lists(st.integers(0, 4), max_size=23), per_page=st.integers(1, 7))
def test_leafing_forward_and_back_gives_each_row_once(secretary, days, per_page):
    Activity.objects.all().delete()
    area = Area.objects.get(name="Övrigt")
    Activity.objects.bulk_create(
        Activity(
            text="Insats.",
            area=area,
            status="completed",
            created_by=secretary,
            listed_on=DAY + datetime.timedelta(day),
            starts_on=DAY if day == 2 else None,
            ends_on=DAY if day == 2 else None,
        )
        for day in days
    )

    def page(**asked: str):
        return keyset_page(Activity.objects.all(), asked, by="listed_on", per_page=per_page)

    pages = [page()]
    while older := pages[-1].older_than:
        pages.append(page(older_than=older))
    rows = [row for one in pages for row in one.rows]
    assert rows == list(Activity.objects.newest_first())
    assert all(len(one.rows) == per_page for one in pages[:-1])
    back = pages[-1]
    for expected in reversed(pages[:-1]):
        back = page(newer_than=back.newer_than)
        assert back.rows == expected.rows
    assert back.newer_than is None


def test_the_number_of_queries_does_not_grow(as_secretary, secretary):
    counts = []
    for number in (10, 190):
        create_many(number, by=secretary)
        with CaptureQueriesContext(
            connection,
        ) as queries:
            as_secretary.get("/insatser/")
        counts.append(len(queries))
    assert counts[0] == counts[1] <= 11


@pytest.mark.skipif(connection.vendor != "sqlite", reason="PostgreSQL chooses by how many there are")
def test_no_question_of_every_day_reads_all_activities(db):
    """SQLite takes an index for what is asked only when it is asked in the index's own words."""
    assert "activity_has_one_follow_on" in Activity.objects.unreported().explain()
    assert "activity_unreported_index" in Activity.objects.unreported().newest_first()[:50].explain()
    assert "activity_passed_index" in Activity.objects.awaiting_answer().latest_passed_first()[:5].explain()
    month = Activity.objects.kept().since(datetime.date(2026, 3, 1)).until(datetime.date(2026, 3, 31))
    for activities in (month, month.with_status("planned")):
        assert "COVERING INDEX" in activities.values("pk").explain()


@pytest.mark.skipif(connection.vendor != "sqlite", reason="PostgreSQL chooses by how many there are")
def test_under_a_heading_the_list_is_read_in_its_order(secretary):
    """And what narrows it further is told by the same index; a second heading is looked up for each."""
    partner, group = Organisation.objects.create(name="Polisen"), TargetGroup.objects.create(name="Elever")
    month = {"since": "2026-03-01", "until": "2026-03-31", "by": secretary.pk, "status": "planned"}
    for chosen, heading in ({"partner": partner.pk}, "partner"), ({"group": group.pk}, "target_group"):
        query = urlencode(chosen | month | {"area": Area.objects.all()[0].pk})
        found = ActivityFilterForm(QueryDict(query)).filter(Activity.objects.kept())
        plan = found.newest_first()[:50].explain()
        assert f"SEARCH reports_listing USING COVERING INDEX listing_{heading}_index" in plan
        assert "SEARCH U0 USING COVERING INDEX listing_area_index" in plan
        assert "TEMP B-TREE" not in plan
