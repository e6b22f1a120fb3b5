"""The secretary writes during the meeting: at the keyboard, on a phone, with a colleague, and without network."""

import re
from collections.abc import Callable

import pytest
from playwright.sync_api import Browser, Locator, Page, expect

from tests.browser import check, holding, sign_in, soon, values
from tests.stories.test_from_activity_to_report import end_session, sign_in_again

SECRETARY = "petra.lunnerdal@example.se"
PHRASE = "Informationen noterades & sparades."

MEETING = f"""
from django.utils import timezone
from minutes.models import Body, Meeting, Paragraph, Phrase
body = Body.objects.create(name=f"Styrgruppen {{Body.objects.count()}}")
Phrase.objects.create(body=body, position=1, text="{PHRASE}")
meeting = Meeting.objects.create(body=body, title="Styrgruppens möte", date=timezone.localdate())
for position, heading in enumerate(["Mötets öppnande", "Mötet avslutas"], start=1):
    Paragraph.objects.create(meeting=meeting, position=position, number=str(position), heading=heading)
print(f"nr {{meeting.pk}}.")
"""


@pytest.fixture
def minutes(command: Callable[..., str], address: str) -> str:
    """The address where today's minutes of a body of its own are written; nothing but an agenda so far."""
    pk = re.search(r"nr (\d+)\.", command("shell", "-c", MEETING))[1]
    return f"{address}/sammantraden/{pk}/skriv/"


def begin(page: Page, address: str, minutes: str) -> None:
    sign_in(page, address, SECRETARY)
    page.goto(minutes)
    page.get_by_role("button", name="Börja skriva protokollet").click()
    expect(page.get_by_text("Protokollet skrivs.")).to_be_visible()


def paragraphs(page: Page) -> list[str]:
    return values(page.get_by_role("textbox", name="Rubrik"))


def at(page: Page, heading: str) -> Locator:
    """The § with that heading."""
    return holding(page.locator(".writing-paragraph"), ".heading", heading)


def text_of(page: Page, heading: str) -> Locator:
    return at(page, heading).get_by_role("textbox", name="Text")


def test_the_secretary_types_without_leaving_the_keyboard(page, address, minutes):
    begin(page, address, minutes)
    page.get_by_role("textbox", name="Rubrik").first.focus()
    page.keyboard.press("Enter")
    page.keyboard.type("Nils öppnade mötet.")
    for heading, text in (("Belysning", "Tunneln är mörk."), ("Vandringar", "De hålls i maj.")):
        page.keyboard.press("Alt+KeyP")
        expect(page.get_by_role("textbox", name="Rubrik").and_(page.locator(":focus"))).to_have_value("")
        page.keyboard.type(heading)
        page.keyboard.press("Enter")
        page.keyboard.type(text)
    expect(at(page, "Vandringar").get_by_text("Sparat.", exact=True)).to_be_visible()
    soon(lambda: paragraphs(page), ["Mötets öppnande", "Belysning", "Vandringar", "Mötet avslutas"])
    text_of(page, "Belysning").focus()
    page.keyboard.press("Alt+KeyP")
    expect(page.get_by_role("textbox", name="Rubrik").and_(page.locator(":focus"))).to_have_value("")
    page.keyboard.type("Oväntat")
    page.keyboard.press("Enter")
    page.keyboard.type("Det brann")
    page.keyboard.press("Alt+ArrowUp")  # while the text is on its way, and the caret stays in it
    expect(page.get_by_text("§\N{NO-BREAK SPACE}2 Oväntat är flyttad hit.")).to_be_visible()
    page.keyboard.type(" i går.")
    expect(text_of(page, "Oväntat")).to_have_text("Det brann i går.")
    page.keyboard.press("Alt+KeyF")
    page.keyboard.press("Enter")
    expect(text_of(page, "Oväntat")).to_have_text(f"Det brann i går.{PHRASE}")
    expect(at(page, "Oväntat").get_by_text("Sparat.", exact=True)).to_be_visible()
    check(page)
    page.reload()
    soon(lambda: paragraphs(page), ["Mötets öppnande", "Oväntat", "Belysning", "Vandringar", "Mötet avslutas"])
    expect(text_of(page, "Oväntat")).to_have_text(f"Det brann i går.{PHRASE}")
    expect(text_of(page, "Mötets öppnande")).to_have_text("Nils öppnade mötet.")


def test_what_sounds_like_a_decision_becomes_one_with_one_press(page, address, minutes):
    begin(page, address, minutes)
    text_of(page, "Mötets öppnande").click()
    page.keyboard.type("Alla hälsades välkomna. Dagordningen godkändes.")
    first = at(page, "Mötets öppnande")
    expect(first.get_by_text("Låter som ett beslut.")).to_be_visible()
    first.get_by_role("link", name="Lägg till beslut").click()
    expect(first.get_by_role("textbox", name="Beslut")).to_have_value("Dagordningen godkändes.")
    page.get_by_role("button", name="Ner §\N{NO-BREAK SPACE}1").click()  # what is open and not saved stays open
    expect(page.get_by_text("Mötets öppnande är flyttad hit.")).to_be_visible()
    expect(first.get_by_role("textbox", name="Beslut")).to_have_value("Dagordningen godkändes.")
    first.get_by_role("button", name="Spara", exact=True).click()
    expect(first.locator(".decision > p")).to_be_visible()
    expect(first.get_by_text("Låter som ett beslut.")).to_have_count(0)
    text_of(page, "Mötet avslutas").focus()
    page.keyboard.press("Alt+KeyB")
    expect(at(page, "Mötet avslutas").get_by_role("textbox", name="Beslut")).to_be_focused()
    page.keyboard.type("Mötet avslutades.")
    at(page, "Mötet avslutas").get_by_role("button", name="Spara", exact=True).click()
    expect(at(page, "Mötet avslutas").locator(".decision > p").get_by_text("Mötet avslutades.")).to_be_visible()
    check(page)


@pytest.mark.parametrize("scripts", [True, False], ids=["with scripts", "without"])
@pytest.mark.parametrize("width", [1280, 360])
def test_paragraphs_are_written_arranged_and_taken_back(browser: Browser, address, minutes, scripts, width):
    context = browser.new_context(locale="sv-SE", viewport={"width": width, "height": 860}, java_script_enabled=scripts)
    page = context.new_page()
    begin(page, address, minutes)

    def save(section: Locator) -> None:
        if scripts:
            expect(section.get_by_text("Sparat.", exact=True)).to_be_visible()
        else:
            section.get_by_role("button", name="Spara paragrafen").click()

    text_of(page, "Mötets öppnande").fill("Nils öppnade mötet.")
    save(at(page, "Mötets öppnande"))
    at(page, "Mötets öppnande").get_by_role("button", name="Ny §").click()
    expect(page.get_by_role("textbox", name="Rubrik")).to_have_count(3)
    new = at(page, "")
    new.get_by_role("textbox", name="Rubrik").fill("Belysning")
    save(new)
    at(page, "Belysning").get_by_role("button", name="Upp").click()
    expect(page.get_by_text("Belysning är flyttad hit.")).to_be_visible()
    soon(lambda: paragraphs(page), ["Belysning", "Mötets öppnande", "Mötet avslutas"])
    page.get_by_role("button", name="Ångra flytten").click()
    expect(page.get_by_text("är flyttad hit.")).to_have_count(0)
    soon(lambda: paragraphs(page), ["Mötets öppnande", "Belysning", "Mötet avslutas"])
    at(page, "Mötets öppnande").get_by_role("button", name="Ta bort").click()
    expect(page.get_by_text("”Mötets öppnande” är borttagen.")).to_be_visible()
    soon(lambda: paragraphs(page), ["Belysning", "Mötet avslutas"])
    page.get_by_role("button", name="Ångra borttagningen").click()
    expect(page.get_by_role("textbox", name="Rubrik")).to_have_count(3)
    soon(lambda: paragraphs(page), ["Mötets öppnande", "Belysning", "Mötet avslutas"])
    if scripts:
        expect(text_of(page, "Mötets öppnande")).to_have_text("Nils öppnade mötet.")
        check(page)
    else:
        expect(text_of(page, "Mötets öppnande")).to_have_value("Nils öppnade mötet.")
        page.get_by_text("Gruppens fraser", exact=True).click()
        expect(page.get_by_text(PHRASE).filter(visible=True)).to_have_count(1)
    context.close()


def test_two_writers_see_each_other_and_choose(browser: Browser, page, address, minutes, command):
    begin(page, address, minutes)
    command("shell", "-c", SECOND)
    other = browser.new_context(locale="sv-SE").new_page()
    sign_in(other, address, "sara.skrivare@example.se")
    other.goto(minutes)
    text_of(other, "Mötets öppnande").click()
    other.keyboard.type("Mötet var lugnt.")
    expect(at(other, "Mötets öppnande").get_by_text("Sparat.", exact=True)).to_be_visible()
    expect(page.get_by_text("Sara Skrivare skriver i §\N{NO-BREAK SPACE}1.")).to_be_visible(timeout=15_000)
    expect(page.get_by_text("Någon annan har ändrat §\N{NO-BREAK SPACE}1.")).to_be_visible(timeout=15_000)
    text_of(page, "Mötets öppnande").click()
    page.keyboard.type("Mötet var livligt.")
    expect(page.get_by_text("Sara Skrivare har ändrat paragrafen.")).to_be_visible()
    expect(page.locator("del").filter(has_text="lugnt")).to_be_visible()
    check(page)
    page.wait_for_timeout(1500)  # what saves itself does not go over the other's
    page.get_by_role("button", name="Behåll mitt").click()
    expect(at(page, "Mötets öppnande").get_by_text("Sparat.", exact=True)).to_be_visible()
    other.keyboard.type(" Mycket.")
    expect(other.get_by_text("Petra Lunnerdal har ändrat paragrafen.")).to_be_visible()
    other.get_by_role("link", name="Ta det sparade").click()
    expect(text_of(other, "Mötets öppnande")).to_have_text("Mötet var livligt.")
    text_of(other, "Mötet avslutas").click()
    other.keyboard.type("Slut.")
    expect(at(other, "Mötet avslutas").get_by_text("Sparat.", exact=True)).to_be_visible()
    page.get_by_role("button", name="Hämta det senaste").click(timeout=15_000)
    expect(text_of(page, "Mötet avslutas")).to_have_text("Slut.")
    other.context.close()


SECOND = """
from django.contrib.auth.models import Group
from big.people.models import User
from big.people.roles import Role
if not User.objects.filter(email="sara.skrivare@example.se").exists():
    user = User.objects.create_user("sara.skrivare@example.se", "demo", name="Sara Skrivare")
    user.groups.add(Group.objects.get(name=Role.SECRETARY))
"""


def test_what_is_typed_without_a_network_is_saved_when_it_is_back(page, address, minutes, complaints):
    begin(page, address, minutes)
    page.context.set_offline(True)
    text_of(page, "Mötets öppnande").click()
    page.keyboard.type("Skrivet utan nät.")
    expect(at(page, "Mötets öppnande").get_by_text("Inte sparat än – försöker igen.")).to_be_visible()
    page.keyboard.type(" Mer.")
    page.get_by_role("button", name="Upp").last.click()  # cannot be done, and loses nothing
    expect(page.get_by_text("Ingen kontakt med servern.")).to_be_visible()
    page.context.set_offline(False)
    expect(at(page, "Mötets öppnande").get_by_text("Sparat.", exact=True)).to_be_visible(timeout=15_000)
    expect(page.get_by_text("Ingen kontakt med servern.")).to_have_count(0)
    page.reload()
    expect(text_of(page, "Mötets öppnande")).to_have_text("Skrivet utan nät. Mer.")
    complaints.clear()


def test_what_is_typed_when_the_session_has_ended_is_saved_after_signing_in(page, address, minutes, complaints):
    begin(page, address, minutes)
    session = [cookie for cookie in page.context.cookies() if "session" in cookie["name"]]
    page.context.clear_cookies(name=session[0]["name"])
    text_of(page, "Mötets öppnande").click()
    page.keyboard.type("Skrivet för sent.")
    expect(at(page, "Mötets öppnande").get_by_text("Inte sparat än. Du är utloggad")).to_be_visible()
    tab = page.context.new_page()
    sign_in(tab, address, SECRETARY)
    expect(at(page, "Mötets öppnande").get_by_text("Sparat.", exact=True)).to_be_visible(timeout=15_000)
    tab.goto(minutes)
    expect(text_of(tab, "Mötets öppnande")).to_have_text("Skrivet för sent.")
    complaints.clear()


@pytest.mark.parametrize("what", ["the session has ended", "signed in anew in another tab"])
def test_without_scripts_what_was_sent_too_late_is_given_back(browser: Browser, address, minutes, command, what):
    context = browser.new_context(locale="sv-SE", viewport={"width": 360, "height": 780}, java_script_enabled=False)
    page = context.new_page()
    begin(page, address, minutes)
    text_of(page, "Mötets öppnande").fill("Skrivet för sent.\n\nOch mer.")
    if what == "the session has ended":
        end_session(command, SECRETARY)
    else:
        tab = context.new_page()
        tab.goto(f"{address}/")
        tab.get_by_role("button", name="Logga ut").click()
        sign_in(tab, address, SECRETARY)
    at(page, "Mötets öppnande").get_by_role("button", name="Spara paragrafen").click()
    if what == "the session has ended":
        sign_in_again(page, SECRETARY)
    expect(page.get_by_role("heading", name="Det du skrev finns kvar")).to_be_visible()
    expect(page.get_by_text("Skrivet för sent.")).to_be_visible()
    page.get_by_role("button", name="Spara nu").click()
    expect(text_of(page, "Mötets öppnande")).to_have_value("Skrivet för sent.\n\nOch mer.")
    context.close()
