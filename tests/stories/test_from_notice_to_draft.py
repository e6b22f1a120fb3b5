"""The whole way of a meeting: bodies, a year planned, the notice, and minutes typed by two; on desktop and phone.

With scripts and without.
"""

import datetime
import re
from collections.abc import Callable

import pypdfium2
import pytest
from ical.calendar_stream import IcsCalendarStream
from playwright.sync_api import Locator, Page, expect

from tests.post_office import Letters
from tests.stories.test_from_activity_to_report import WAYS, download, visit, way, words_of  # noqa: F401
from tests.stories.test_writing import SECOND, SECRETARY, at, text_of

CHAIR = "Gunilla Sandhed"


@pytest.fixture
def scripts(way: str) -> bool:  # noqa: F811
    return WAYS[way][1]


def create_body(page: Page, address: str, name: str, *, numbering: str, agenda: tuple[str, ...] = ()) -> str:
    """A body with a chair, a secretary and a standing agenda; returns its address."""
    page.goto(f"{address}/organ/nytt/")
    page.get_by_label("namn").fill(name)
    page.get_by_label(numbering).check()
    page.get_by_role("button", name="Spara").click()
    expect(page.get_by_role("heading", name=name, exact=True)).to_be_visible()
    body = page.url
    for member, role in ((CHAIR, "ordförande"), ("Petra Lunnerdal", "sekreterare")):
        page.get_by_role("link", name="Lägg till medlem").click()
        person = page.get_by_role("group", name="Person").first
        person.locator("summary").click()
        person.get_by_label(member).check()
        page.get_by_label("roll").select_option(role)
        # At the body since the beginning of the year before, when it met for the first time.
        page.get_by_label("från och med").fill(f"{datetime.date.today().year - 1}-01-01")
        page.get_by_role("button", name="Lägg till", exact=True).click()
        expect(page.get_by_text(f"{member}, {role} är medlem från")).to_be_visible()
    for heading in agenda:
        page.get_by_role("link", name="Lägg till punkt").click()
        page.get_by_label("rubrik").fill(heading)
        page.get_by_role("button", name="Spara").click()
        expect(page.get_by_role("heading", name=heading)).to_be_visible()
    return body


def plan(page: Page, body: str, days: list[datetime.date]) -> list[str]:
    """Plan the days that are left when the rule's have been looked through; returns the meetings' addresses."""
    page.goto(f"{body}planera/")
    page.get_by_label("År").fill(str(days[0].year))
    page.get_by_label("Eller skriv dagarna").fill(", ".join(day.isoformat() for day in days))
    page.get_by_label("Börjar").fill("13:00")
    page.get_by_label("Slutar").fill("15:00")
    page.get_by_label("Plats").fill("Medborgarhuset")
    page.get_by_label("Mötesform").select_option("på plats")
    page.get_by_role("button", name="Föreslå dagar").click()
    page.get_by_role("button", name="Skapa sammanträdena").click()
    expect(page.get_by_text(f"{len(days)} sammanträden är planerade.")).to_be_visible()
    page.goto(re.sub(r"organ/(\d+)/", r"sammantraden/?body=\1", body))
    links = page.get_by_role("main").get_by_role("link", name="Sammanträde med").all()
    return [link.evaluate("link => link.href") for link in links][::-1]


def begin(page: Page, meeting: str) -> None:
    page.goto(f"{meeting}skriv/")
    page.get_by_role("button", name="Börja skriva protokollet").click()
    expect(page.get_by_text("Protokollet skrivs.")).to_be_visible()


def write(page: Page, heading: str, text: str, *, scripts: bool) -> None:
    text_of(page, heading).fill(text)
    save(at(page, heading), scripts=scripts)


def save(section: Locator, *, scripts: bool) -> None:
    if scripts:
        expect(section.get_by_text("Sparat.", exact=True)).to_be_visible()
    else:
        section.get_by_role("button", name="Spara paragrafen").click()


def add(page: Page, meeting: str, heading: str, what: str, fill: Callable[[Page], None], seen: str) -> None:
    """Add something to a §, with the form that opens in its place or on a page of its own."""
    page.goto(f"{meeting}skriv/")
    at(page, heading).get_by_role("link", name=f"{what} i §").click()
    expect(page.get_by_role("button", name="Spara", exact=True)).to_be_visible()
    fill(page)
    page.get_by_role("button", name="Spara", exact=True).click()
    expect(page.get_by_role("button", name="Spara", exact=True)).to_have_count(0)
    expect(page.get_by_text(seen).first).to_be_visible()


def test_from_notice_to_draft(visit, way, scripts, address, command, letters: Letters):  # noqa: F811
    page, today = visit(SECRETARY), datetime.date.today()

    # Two bodies, which number their own way; a year is planned for the one.
    group = create_body(
        page, address, f"Torggruppen, {way}", numbering="från § 1", agenda=("Öppnande", "Belysningen", "Avslutning")
    )
    meeting, later = plan(page, group, [today, today + datetime.timedelta(days=200)])

    # The notice goes out over SMTP, and calendars can read it.
    page.goto(f"{meeting}kallelse/")
    page.get_by_role("button", name="Skicka kallelsen").click()
    expect(page.get_by_text("Kallelsen är skickad till")).to_be_visible()
    letter = letters.last_to(f"{CHAIR} <gunilla.sandhed@example.se>")
    assert "Belysningen" in letter.get_body().get_content()
    invitation = next(part for part in letter.iter_attachments() if part.get_content_type() == "text/calendar")
    (event,) = IcsCalendarStream.calendar_from_ics(invitation.get_content()).events
    assert (event.summary, event.location) == (f"Torggruppen, {way}", "Medborgarhuset")
    assert (event.dtstart.date(), event.dtstart.hour, event.dtend.hour) == (today, 13, 15)

    # The minutes are typed, with all that can come of a §.
    begin(page, meeting)
    write(page, "Öppnande", f"{CHAIR} öppnade mötet.", scripts=scripts)
    write(page, "Avslutning", "Mötet avslutades.", scripts=scripts)

    def decide(page: Page) -> None:
        page.get_by_role("textbox", name="Beslut").fill("Lamporna ska lagas.")

    def assign(page: Page) -> None:
        page.get_by_label("Vad ska göras?").fill("Ringa elbolaget")
        page.get_by_label("Vem, om det är en grupp").fill("Kansliet")
        page.get_by_label("Eller till sammanträdet den").select_option(index=1)

    def defer(page: Page) -> None:
        page.get_by_label("Till sammanträdet den").select_option(index=1)
        page.get_by_label("Varför?").fill("Kostnaden är inte känd.")

    def enclose(page: Page) -> None:
        page.get_by_label("Publicerad rapport").select_option(index=1)
        page.get_by_label("Titel, som den ska stå i protokollet").fill("Gruppens rapport")

    add(page, meeting, "Belysningen", "Beslut", decide, "Lamporna ska lagas.")
    add(page, meeting, "Belysningen", "Uppdrag", assign, "Ringa elbolaget")
    add(page, meeting, "Belysningen", "Överförs till", defer, "Kostnaden är inte känd")
    add(page, meeting, "Öppnande", "Bilaga", enclose, "Gruppens rapport")

    # Two write in one §. The second sees both texts, and chooses.
    command("shell", "-c", SECOND)
    other = visit("sara.skrivare@example.se")
    page.goto(f"{meeting}skriv/")
    other.goto(f"{meeting}skriv/")
    write(other, "Belysningen", "Tunneln är mörk.", scripts=scripts)
    text_of(page, "Belysningen").fill("Torget är mörkt.")
    if not scripts:
        at(page, "Belysningen").get_by_role("button", name="Spara paragrafen").click()
    expect(page.get_by_text("Sara Skrivare har ändrat paragrafen.")).to_be_visible()
    expect(page.locator("del").filter(has_text="Tunneln")).to_be_visible()
    page.get_by_role("button", name="Behåll mitt").click()
    expect(page.get_by_text("Sara Skrivare har ändrat paragrafen.")).to_have_count(0)

    # The draft has everything, says on each page what it is, and the chair may read it.
    chair = visit("gunilla.sandhed@example.se")
    chair.goto(meeting)
    pdf = chair.request.get(f"{meeting}utkast.pdf").body()
    words = words_of(pdf)
    for said in (
        "§ 2 Belysningen",
        "Torget är mörkt.",
        "Lamporna ska lagas.",
        "Kansliet: Ringa elbolaget, till sammanträdet den",
        "Skäl: Kostnaden är inte känd.",
        "Bilaga 1: Gruppens rapport",
    ):
        assert said in words
    document = pypdfium2.PdfDocument(pdf)
    assert all("UTKAST" in sheet.get_textpage().get_text_range() for sheet in document)
    document.close()

    # What was deferred stands on the later agenda by itself, before the end.
    page.goto(f"{later}skriv/")
    expect(page.get_by_role("textbox", name="Rubrik")).to_have_count(4)
    expect(page.get_by_text("Kostnaden är inte känd").first).to_be_visible()


def test_numbers_go_on_through_the_year(visit, way, scripts, address):  # noqa: F811
    page = visit(SECRETARY)
    body = create_body(page, address, f"Torgrådet, {way}", numbering="löpande", agenda=("Öppnande", "Avslutning"))
    year = datetime.date.today().year - 1
    first, second = plan(page, body, [datetime.date(year, 2, 3), datetime.date(year, 5, 4)])
    begin(page, first)
    for heading in ("Öppnande", "Avslutning"):
        write(page, heading, "Det gick fort.", scripts=scripts)
    page.goto(f"{first}justerat-pa-papper/")
    page.get_by_role("button", name="Registrera som justerat på papper").click()
    expect(page.get_by_text("Justerat på papper", exact=False).first).to_be_visible()
    begin(page, second)
    expect(page.get_by_role("heading", name="§\N{NO-BREAK SPACE}3 Öppnande")).to_be_visible()
    expect(page.get_by_role("heading", name="§\N{NO-BREAK SPACE}4 Avslutning")).to_be_visible()
