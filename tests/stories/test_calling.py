"""A meeting is proposed to, called to, moved and cancelled; the mail arrives, and calendars can follow it."""

import datetime
from email.message import EmailMessage

import pytest
from ical.calendar_stream import IcsCalendarStream
from ical.event import Event
from playwright.sync_api import Browser, Page, expect

from tests.browser import check, sign_in
from tests.post_office import Letters

PHONE = {"width": 360, "height": 740}
TITLE = "Sammanträde med BIG:s ledningsgrupp den 18\N{NO-BREAK SPACE}maj 2027"
MEMBER = "Kent Bjurling <kent.bjurling@example.se>"


@pytest.fixture
def phone(browser: Browser, address: str) -> Page:
    """The phone of the chair, who is in the steering group."""
    context = browser.new_context(locale="sv-SE", viewport=PHONE)
    page = context.new_page()
    sign_in(page, address, "gunilla.sandhed@example.se")
    yield page
    context.close()


def calendar_in(letter: EmailMessage, method: str) -> Event:
    part = next(part for part in letter.iter_attachments() if part.get_content_type() == "text/calendar")
    assert part.get_param("method") == method
    (event,) = IcsCalendarStream.calendar_from_ics(part.get_content()).events
    assert [str(attendee.uri) for attendee in event.attendees] == ["mailto:kent.bjurling@example.se"]
    return event


def test_an_item_is_proposed_the_group_is_called_and_the_meeting_moved_and_cancelled(
    phone: Page, secretary_page: Page, address: str, letters: Letters
) -> None:
    # The chair proposes an item on her phone.
    phone.goto(f"{address}/sammantraden/?year=2027")
    phone.get_by_role("link", name=TITLE).click()
    meeting = phone.url
    expect(phone.get_by_text("Dagordningen kommer med kallelsen.")).to_be_visible()
    phone.get_by_role("link", name="Föreslå ett ärende").click()
    phone.get_by_role("textbox", name="Ärende").fill("Belysningen vid resecentrum")
    phone.get_by_label("vad det gäller").fill("Flera lampor är trasiga.\n\nVem ser till att de lagas?")
    check(phone)
    phone.set_viewport_size(PHONE)
    phone.get_by_role("button", name="Föreslå ärendet").click()
    expect(phone.get_by_text("inte besvarat")).to_be_visible()

    # The secretary takes it up; the answer comes by mail.
    page = secretary_page
    page.goto(address)
    page.get_by_role("link", name="Svara på förslaget Belysningen vid resecentrum").click()
    page.get_by_role("link", name="Svara på Belysningen vid resecentrum").click()
    check(page)
    page.get_by_role("button", name="Ta upp ärendet").click()
    expect(page.get_by_text("Ärendet står på dagordningen.")).to_be_visible()
    answer = letters.last_to("Gunilla Sandhed <gunilla.sandhed@example.se>")
    assert "Ärendet tas upp på dagordningen." in answer.get_content()

    # She reads the notice through, and sends it.
    page.goto(meeting)
    page.get_by_role("link", name="Kallelse …").click()
    expect(page.get_by_role("listitem").filter(has_text="Kent Bjurling, ledamot")).to_be_visible()
    check(page)
    page.get_by_role("button", name="Skicka kallelsen").click()
    expect(page.get_by_text("Kallelsen är skickad till")).to_be_visible()
    notice = letters.last_to(MEMBER)
    assert notice["Subject"] == f"Kallelse till s{TITLE[1:]}".replace("\N{NO-BREAK SPACE}", " ")
    body = notice.get_body().get_content()
    assert "Belysningen vid resecentrum" in body
    attached = {part.get_filename(): part for part in notice.iter_attachments()}
    assert list(attached) == ["kallelse.ics", "kallelse-2027-05-18.pdf"]
    assert attached["kallelse-2027-05-18.pdf"].get_content().startswith(b"%PDF-")
    first = calendar_in(notice, "REQUEST")
    assert (first.sequence, first.dtstart.hour, first.dtstart.utcoffset()) == (0, 9, datetime.timedelta(hours=2))

    # Now the chair reads the agenda on her phone, and puts the meeting into its calendar.
    phone.goto(meeting)
    expect(phone.get_by_role("heading", name="Belysningen vid resecentrum")).to_be_visible()
    check(phone)
    phone.set_viewport_size(PHONE)
    with phone.expect_download() as download:
        phone.get_by_role("link", name="Lägg i kalendern").click()
    assert download.value.suggested_filename == "sammantrade.ics"

    # The meeting is moved: calendars follow.
    page.get_by_role("link", name="Ändra tid och plats").click()
    page.get_by_label("Börjar").fill("13:00")
    page.get_by_label("Slutar").fill("15:00")
    page.get_by_role("button", name="Spara").click()
    expect(page.get_by_text("De som är kallade får veta det med e-post.")).to_be_visible()
    moved = letters.last_to(MEMBER)
    assert moved["Subject"].startswith("Ändrat: Sammanträde med BIG:s ledningsgrupp")
    second = calendar_in(moved, "REQUEST")
    assert (second.uid, second.sequence, second.dtstart.hour) == (first.uid, 1, 13)

    # The new notice says what is different.
    page.get_by_role("link", name="Ny kallelse …").click()
    expect(page.get_by_text("Tiden: kl. 13.00–15.00 (förut kl. 9.00–12.00).")).to_be_visible()
    check(page)
    page.get_by_role("button", name="Skicka ny kallelse").click()
    expect(page.get_by_role("link", name="Ny kallelse", exact=False).last).to_be_visible()

    # And it is called off.
    page.goto(f"{meeting}stall-in/")
    page.get_by_label("Varför").fill("För få kan komma.")
    page.get_by_role("button", name="Ställ in").click()
    expect(page.get_by_text("Sammanträdet är inställt.")).to_be_visible()
    cancelled = letters.last_to(MEMBER)
    assert "För få kan komma." in cancelled.get_body().get_content()
    third = calendar_in(cancelled, "CANCEL")
    assert (third.uid, third.sequence, third.status) == (first.uid, 2, "CANCELLED")


def test_a_member_writes_what_goes_on_where_she_works(phone: Page, address: str) -> None:
    phone.goto(f"{address}/sammantraden/?year=2027")
    phone.get_by_role("link", name="Sammanträde med BIG:s ledningsgrupp den 23\N{NO-BREAK SPACE}mars 2027").click()
    phone.get_by_role("link", name="Aktuellt från Styrning och stöd Gävle").click()
    phone.get_by_role("link", name="Skriv aktuellt från Styrning och stöd Gävle").click()
    phone.get_by_role("textbox", name="Aktuellt").fill("Ny säkerhetssamordnare.\n\n- Börjar i mars")
    check(phone)
    phone.set_viewport_size(PHONE)
    phone.get_by_role("button", name="Spara").click()
    expect(phone.get_by_text("Ny säkerhetssamordnare.")).to_be_visible()
    check(phone)
