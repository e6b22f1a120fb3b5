"""The editor composes a report: on one page, with and without scripts, alone and with somebody else."""

import re

import pytest
from playwright.sync_api import Browser, Dialog, Locator, Page, Route, expect

from tests.browser import check, holding, sign_in, soon, values

EDITOR = "petra.lunnerdal@example.se"


def begin(page: Page, address: str) -> None:
    """A report of its own for each story: nobody's demonstration is disturbed."""
    page.goto(f"{address}/rapporter/ny/")
    page.get_by_role("button", name="Börja på rapporten").click()
    page.wait_for_url(re.compile(r"/redigera/"))
    section = page.get_by_role("region", name=re.compile("^Övrigt"))
    for text in ("Första punkten har skrivits.", "Andra punkten har skrivits."):
        section.get_by_text("Ny punkt").click()
        section.get_by_label("Text som inte är en insats").fill(text)
        section.get_by_role("button", name="Lägg till").click()
        expect(section.get_by_text(text).first).to_be_visible()


def own_texts(page: Page) -> list[str]:
    texts = values(page.get_by_role("region", name=re.compile("^Övrigt")).locator(".item textarea"))
    return [text for text in texts if "punkten" in text]


def item_that_says(page: Page, text: str) -> Locator:
    return holding(page.locator(".item"), "textarea", text)


@pytest.mark.parametrize("scripts", [True, False], ids=["with scripts", "without"])
@pytest.mark.parametrize("width", [1280, 360])
def test_items_are_written_moved_hidden_and_taken_back(browser: Browser, address, scripts, width):
    context = browser.new_context(locale="sv-SE", viewport={"width": width, "height": 860}, java_script_enabled=scripts)
    page = context.new_page()
    sign_in(page, address, EDITOR)
    begin(page, address)
    item = item_that_says(page, "Första punkten har skrivits.")
    item.get_by_role("textbox").fill("Första punkten är ändrad.")
    if scripts:
        expect(item.get_by_text("Sparat.", exact=True)).to_be_visible()
    else:
        item.get_by_role("button", name="Spara punkten").click()
    item.get_by_role("button", name=re.compile("^Ner")).click()
    expect(page.get_by_text(re.compile("Senast: .* flyttade en punkt"))).to_be_visible()
    soon(lambda: own_texts(page), ["Andra punkten har skrivits.", "Första punkten är ändrad."])
    item.get_by_role("button", name=re.compile("^Dölj")).click()
    expect(item.get_by_text("Dold: trycks inte.")).to_be_visible()
    page.get_by_role("button", name=re.compile("^Ångra")).click()
    expect(item.get_by_text("Dold: trycks inte.")).to_have_count(0)
    page.get_by_role("button", name=re.compile("^Ångra")).click()
    expect(page.get_by_text(re.compile("Senast: .* ändrade en punkt"))).to_be_visible()
    soon(lambda: own_texts(page), ["Första punkten är ändrad.", "Andra punkten har skrivits."])
    page.get_by_role("button", name="Markera som klart Övrigt").click()
    expect(page.get_by_text(re.compile(r"1 av \d+ avsnitt är klara"))).to_be_visible()
    if scripts:
        check(page)
    context.close()


def test_what_was_just_written_is_taken_back_with_one_press(page, address):
    """The text saves itself, and the button changes with it: it takes back the text and nothing older."""
    sign_in(page, address, EDITOR)
    begin(page, address)
    page.get_by_role("button", name="Markera som klart Övrigt").click()
    expect(page.get_by_text(re.compile("Senast: .* markerade som klart"))).to_be_visible()
    item = item_that_says(page, "Första punkten har skrivits.")
    item.get_by_role("textbox").fill("Första punkten, ångrad.")
    expect(page.get_by_text(re.compile("Senast: .* ändrade en punkt"))).to_be_visible()
    page.get_by_role("button", name=re.compile("^Ångra")).click()
    expect(page.get_by_text(re.compile("Senast: .* markerade som klart"))).to_be_visible()
    assert own_texts(page) == ["Första punkten har skrivits.", "Andra punkten har skrivits."]
    expect(page.get_by_text(re.compile(r"1 av \d+ avsnitt är klara"))).to_be_visible()


def test_a_text_saves_itself_before_its_item_is_moved(page, address):
    """Typing and then pressing Ner at once loses nothing, and the focus stays where it was."""
    sign_in(page, address, EDITOR)
    begin(page, address)
    item = item_that_says(page, "Första punkten har skrivits.")
    item.get_by_role("textbox").fill("Första punkten, hastigt.")
    item.get_by_role("button", name=re.compile("^Ner")).press("Enter")
    expect(page.get_by_text(re.compile("Senast: .* flyttade en punkt"))).to_be_visible()
    soon(lambda: own_texts(page), ["Andra punkten har skrivits.", "Första punkten, hastigt."])
    page.reload()
    soon(lambda: own_texts(page), ["Andra punkten har skrivits.", "Första punkten, hastigt."])


def focused(page: Page) -> str:
    return page.evaluate("document.activeElement.textContent").strip()


def test_who_composes_by_keyboard_keeps_their_place(page, address):
    """What is folded out stays so, and the focus stays on what was pressed, or goes to what is left beside it."""
    sign_in(page, address, EDITOR)
    begin(page, address)
    first = page.locator(".compose-section").first
    heading = first.get_by_role("heading").first.inner_text()
    item = item_that_says(page, "Andra punkten har skrivits.")
    upp, ner, hide = (item.get_by_role("button", name=re.compile(f"^{name}")) for name in ("Upp", "Ner", "Dölj"))
    upp.press("Enter")
    expect(ner).to_be_enabled()
    ner.press("Enter")
    expect(ner).to_be_disabled()
    expect(upp).to_be_focused()
    hide.press("Enter")
    shown = item.get_by_role("button", name=re.compile("^Visa"))
    expect(shown).to_be_focused()
    shown.press("Enter")
    expect(hide).to_be_focused()
    item.locator("summary").filter(has_text="Mer om punkt").press("Enter")
    item.get_by_role("combobox").select_option(label=heading)
    place = item.get_by_role("button", name=re.compile("^Flytta"))
    place.press("Enter")
    expect(first.locator(".item").last.get_by_role("textbox")).to_have_value("Andra punkten har skrivits.")
    expect(place).to_be_focused()
    section = page.get_by_role("region", name=re.compile("^Övrigt"))
    section.get_by_text("Ny punkt").press("Enter")
    section.get_by_label("Text som inte är en insats").fill("Tredje punkten har skrivits.")
    section.get_by_role("button", name="Lägg till").press("Enter")
    expect(section.locator(".item textarea").last).to_have_value("Tredje punkten har skrivits.")
    soon(lambda: focused(page).startswith("Ny punkt"), True)


def test_who_presses_again_at_once_keeps_the_page(page, address):
    """What has just come to the page is not a form of a page without scripts for a while."""
    sign_in(page, address, EDITOR)
    begin(page, address)
    item = item_that_says(page, "Andra punkten har skrivits.")
    before = page.url
    hide = item.get_by_role("button", name=re.compile("^Dölj"))
    hide.evaluate("""button => document.addEventListener('htmx:afterSwap', function again({target}) {
        if (target.id !== 'contents') return
        document.removeEventListener('htmx:afterSwap', again)
        setTimeout(() => document.getElementById(button.id).click())
    })""")
    hide.click()
    expect(page.get_by_text(re.compile("Senast: .* visade en punkt"))).to_be_visible()
    expect(hide).to_be_visible()
    assert page.url == before


def test_what_an_item_says_otherwise_than_its_activity_is_shown_and_taken_back(page, address):
    sign_in(page, address, EDITOR)
    page.goto(f"{address}/insatser/ny/")
    page.get_by_label("Område", exact=False).first.select_option(label="Övrigt")
    page.get_by_role("textbox", name="Text", exact=False).first.fill("Vi har mött femton punkten-föräldrar.")
    page.get_by_label("Genomförd").check()
    page.get_by_role("button", name="Spara", exact=True).click()
    begin(page, address)
    item = item_that_says(page, "Vi har mött femton punkten-föräldrar.")
    expect(item.get_by_text("Texten är en annan än insatsens")).to_have_count(0)
    item.get_by_role("textbox").fill("Vi har mött sexton punkten-föräldrar.")
    item.get_by_text("Texten är en annan än insatsens").click()
    expect(item.locator("del")).to_contain_text("femton")
    expect(item.locator("ins")).to_contain_text("sexton")
    item.get_by_role("textbox").fill("Vi har mött sjutton punkten-föräldrar.")
    expect(item.locator("ins")).to_contain_text("sjutton")  # and it is still open
    check(page)
    item.locator("summary").filter(has_text="Mer om punkt").click()
    item.get_by_role("button", name="Ta tillbaka insatsens text").click()
    expect(item.get_by_role("textbox")).to_have_value("Vi har mött femton punkten-föräldrar.")
    expect(item.get_by_text("Texten är en annan än insatsens")).to_have_count(0)
    expect(item.get_by_role("button", name="Ta tillbaka insatsens text")).to_have_count(0)


def asked_before_leaving(page: Page) -> bool:
    """Whether who leaves the page now is asked if they mean it; they do."""
    asked = []

    def answer(dialog: Dialog) -> None:
        asked.append(dialog.type)
        dialog.accept()

    page.on("dialog", answer)
    page.goto(page.url.partition("#")[0].replace("redigera/", ""))
    page.go_back()
    page.remove_listener("dialog", answer)
    return asked == ["beforeunload"]


def test_what_is_told_saved_is_all_that_is_written(page, address, complaints):
    sign_in(page, address, EDITOR)
    begin(page, address)
    item = item_that_says(page, "Första punkten har skrivits.")
    saved = item.get_by_text("Sparat.", exact=True)
    box = item.get_by_role("textbox")
    box.fill("Första punkten är ändrad.")
    expect(saved).to_be_visible()
    underway: list[Route] = []
    page.route(re.compile("/punkter/"), lambda route: underway.append(route))
    with page.expect_request(re.compile("/punkter/")):
        box.press_sequentially(" Nu")
    expect(saved).to_be_hidden()
    underway[0].continue_()
    page.unroute_all()
    expect(saved).to_be_visible()
    page.context.set_offline(True)
    box.press_sequentially(" Mer")
    expect(item.get_by_text("Det du skrev sist i punkten är inte sparat.")).to_be_visible()
    page.context.set_offline(False)
    expect(saved).to_be_visible()
    assert not asked_before_leaving(page)
    expect(box).to_have_value("Första punkten är ändrad. Nu Mer")
    box.press_sequentially(" och mer")
    assert asked_before_leaving(page)
    complaints.clear()


def test_two_editors_of_one_item(browser: Browser, page, address):
    sign_in(page, address, EDITOR)
    begin(page, address)
    other = browser.new_context(locale="sv-SE").new_page()
    sign_in(other, address, EDITOR)
    other.goto(page.url)
    item_that_says(other, "Första punkten har skrivits.").get_by_role("textbox").fill("Första punkten, den andras.")
    expect(other.get_by_text("Sparat.", exact=True)).to_be_visible()
    item_that_says(page, "Första punkten har skrivits.").get_by_role("textbox").fill("Första punkten, min.")
    expect(page.get_by_text("Någon annan har ändrat punkten.")).to_be_visible()
    expect(page.locator("del").filter(has_text="den andras")).to_be_visible()
    check(page)
    page.wait_for_timeout(1500)  # what saves itself does not go over the other's
    # Nor is it lost when the page around it changes.
    page.get_by_role("button", name="Markera som klart Övrigt").click()
    expect(page.get_by_text(re.compile(r"1 av \d+ avsnitt är klara"))).to_be_visible()
    expect(page.locator("del").filter(has_text="den andras")).to_be_visible()
    page.get_by_role("button", name="Behåll mitt").click()
    expect(page.get_by_text("Sparat.", exact=True)).to_be_visible()
    other.reload()
    soon(lambda: "Första punkten, min." in own_texts(other), True)
    item_that_says(other, "Första punkten, min.").get_by_role("textbox").fill("Första punkten, den andras igen.")
    expect(other.get_by_text("Sparat.", exact=True)).to_be_visible()
    item_that_says(page, "Första punkten, min.").get_by_role("textbox").fill("Första punkten, min igen.")
    page.get_by_role("link", name="Ta deras").click()
    soon(lambda: "Första punkten, den andras igen." in own_texts(page), True)
    expect(page.get_by_text("Någon annan har ändrat punkten.")).to_have_count(0)
    assert not asked_before_leaving(page)
    other.context.close()


def test_the_preview_beside_the_editor_follows_what_is_written(page, address):
    sign_in(page, address, EDITOR)
    begin(page, address)
    preview = page.get_by_role("complementary", name="Förhandsvisning")
    last = preview.get_by_role("img").last
    expect(last).to_be_visible(timeout=15_000)
    before = last.get_attribute("src")
    item = item_that_says(page, "Första punkten har skrivits.")
    item.get_by_role("textbox").fill("Första punkten syns i förhandsvisningen.")
    expect(last).not_to_have_attribute("src", before, timeout=15_000)
    check(page)


def test_what_is_typed_elsewhere_on_the_page_stays_when_it_changes(page, address):
    sign_in(page, address, EDITOR)
    begin(page, address)
    section = page.get_by_role("region", name=re.compile("^Övrigt"))
    section.get_by_text("Ny punkt").click()
    section.get_by_label("Text som inte är en insats").fill("Halvfärdig")
    page.get_by_role("button", name="Markera som klart Övrigt").click()
    expect(page.get_by_text(re.compile(r"1 av \d+ avsnitt är klara"))).to_be_visible()
    expect(section.get_by_label("Text som inte är en insats")).to_have_value("Halvfärdig")
    section.get_by_role("button", name="Lägg till").click()
    expect(section.get_by_label("Text som inte är en insats")).to_have_value("")
    expect(section.locator(".item textarea").last).to_have_value("Halvfärdig")


def test_a_press_that_does_not_reach_the_server_is_told_and_nothing_typed_is_lost(page, address, complaints):
    sign_in(page, address, EDITOR)
    begin(page, address)
    section = page.get_by_role("region", name=re.compile("^Övrigt"))
    section.get_by_text("Ny punkt").click()
    section.get_by_label("Text som inte är en insats").fill("Skriven utan nät")
    page.context.set_offline(True)
    section.get_by_role("button", name="Lägg till").click()
    told = page.get_by_role("alert")
    expect(told).to_have_text("Det går inte att nå servern. Ändringen är inte gjord: försök igen.")
    expect(told).to_be_in_viewport()
    page.context.set_offline(False)
    page.get_by_role("button", name="Markera som klart Övrigt").click()
    expect(page.get_by_text(re.compile(r"1 av \d+ avsnitt är klara"))).to_be_visible()
    expect(told).to_have_count(0)
    expect(section.get_by_label("Text som inte är en insats")).to_have_value("Skriven utan nät")
    section.get_by_role("button", name="Lägg till").click()
    expect(section.locator(".item textarea").last).to_have_value("Skriven utan nät")
    complaints.clear()


def as_in_production(page: Page) -> None:
    """Without the script by which a developer sees what the server answered, in place of the page."""
    page.route("**/django-htmx.js", lambda route: route.abort())


def test_what_somebody_else_has_taken_away_is_told(page, browser: Browser, address, complaints):
    as_in_production(page)
    sign_in(page, address, EDITOR)
    begin(page, address)
    other = browser.new_context(locale="sv-SE").new_page()
    sign_in(other, address, EDITOR)
    other.goto(page.url)
    other.get_by_role("button", name=re.compile("^Ångra")).click()
    expect(other.get_by_text("Andra punkten har skrivits.")).to_have_count(0)
    item = item_that_says(page, "Andra punkten har skrivits.")
    item.get_by_role("button", name=re.compile("^Upp")).click()
    expect(page.get_by_role("alert")).to_have_text("Det som skulle ändras finns inte längre. Ladda om sidan.")
    item.get_by_role("textbox").fill("Andra punkten, för sent.")
    expect(item.get_by_text("Punkten finns inte längre")).to_be_visible()
    page.get_by_role("button", name="Markera som klart Övrigt").click()
    expect(page.get_by_text(re.compile(r"1 av \d+ avsnitt är klara"))).to_be_visible()
    expect(page.get_by_text("Punkten finns inte längre")).to_be_visible()
    assert "Andra punkten, för sent." in values(page.locator("#contents textarea"))
    other.context.close()
    complaints.clear()


def test_who_was_signed_out_signs_in_beside_and_goes_on(page, address, complaints):
    as_in_production(page)
    sign_in(page, address, EDITOR)
    begin(page, address)
    item = item_that_says(page, "Första punkten har skrivits.")
    page.context.clear_cookies(name=re.compile("session"))
    item.get_by_role("textbox").fill("Första punkten, utloggad.")
    expect(item.get_by_text("Du är utloggad.")).to_be_visible()
    beside = page.context.new_page()
    sign_in(beside, address, EDITOR)
    item.get_by_role("textbox").fill("Första punkten, inloggad igen.")
    expect(item.get_by_text("Sparat.", exact=True)).to_be_visible()
    item.get_by_role("button", name=re.compile("^Ner")).click()
    expect(page.get_by_text(re.compile("Senast: .* flyttade en punkt"))).to_be_visible()
    complaints.clear()


def test_a_name_near_a_sensitive_subject_is_answered_for_before_publishing(page, address):
    """Advice beside the item first; then the page of publishing asks, and offers to publish when it is answered."""
    sign_in(page, address, EDITOR)
    begin(page, address)
    composing = page.url
    item = item_that_says(page, "Första punkten har skrivits.")
    item.get_by_role("textbox").fill("Psykologen Elin Wahlberg har föreläst om missbruk.")
    expect(item.get_by_text(re.compile("^Elin Wahlberg nämns i närheten av"))).to_be_visible()
    page.goto(composing.replace("redigera", "publicera"))
    expect(page.get_by_role("button", name="Publicera rapporten")).to_have_count(0)
    check(page)
    page.get_by_role("link", name=re.compile("^Ändra texten")).click()
    expect(item.get_by_role("textbox")).to_be_visible()
    page.go_back()
    page.get_by_label("Varför får Elin Wahlberg stå här?").fill("föreläsare i sin yrkesroll")
    page.get_by_role("button", name="Spara skälen").press("Enter")
    expect(page.get_by_text("Elin Wahlberg: föreläsare i sin yrkesroll")).to_be_visible()
    expect(page.get_by_role("button", name="Publicera rapporten")).to_be_visible()
    check(page)
