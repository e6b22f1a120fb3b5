"""Staff find activities in a long list and change many at once: at a desk, on a phone, by keyboard, without scripts."""

import re

import pytest
from playwright.sync_api import Browser, Page, expect

from tests.browser import check, sign_in
from tests.stories.test_from_activity_to_report import record

STAFF = "joel.fahlander@example.se"
DESK = {"width": 1280, "height": 900}
PHONE = {"width": 360, "height": 780}


def rows(page: Page):
    return page.locator("li.activity")


def test_filters_are_open_at_a_desk_and_say_what_they_do(page, address):
    sign_in(page, address, STAFF)
    page.goto(f"{address}/insatser/")
    page.get_by_role("combobox", name="Område").select_option(label="Övrigt")
    page.get_by_label("Sök i texten").fill("vi")
    page.keyboard.press("Enter")
    expect(page).to_have_url(re.compile("area="))
    chosen = page.get_by_role("list", name="Urval")
    expect(chosen.get_by_text("Område: Övrigt")).to_be_visible()
    check(page)
    page.set_viewport_size(DESK)
    chosen.get_by_role("link", name="Område: Övrigt").click()
    expect(page.get_by_role("combobox", name="Område")).to_have_value("")
    expect(page.get_by_label("Sök i texten")).to_have_value("vi")
    page.get_by_label("Sök i texten").fill("detta står ingenstans")
    page.get_by_role("button", name="Visa", exact=True).click()
    expect(page.get_by_text("Inga insatser passar urvalet.")).to_be_visible()
    check(page)
    page.get_by_role("link", name="visa alla insatser").click()
    expect(rows(page).nth(1)).to_be_visible()


def test_a_phone_hides_all_but_the_search_box(browser: Browser, address):
    context = browser.new_context(locale="sv-SE", viewport=PHONE)
    page = context.new_page()
    sign_in(page, address, STAFF)
    page.goto(f"{address}/insatser/")
    expect(page.get_by_label("Sök i texten")).to_be_visible()
    expect(page.get_by_label("Status")).to_be_hidden()
    page.get_by_text("Fler filter").click()
    page.get_by_label("Status").select_option(label="Genomförd")
    page.get_by_label("Ej rapporterade").check()
    page.get_by_role("button", name="Visa", exact=True).click()
    expect(page.get_by_text("Fler filter, 2 valda")).to_be_visible()
    expect(page.get_by_label("Status")).to_be_hidden()
    page.goto(f"{address}/insatser/?since=2026-99-99")
    expect(page.get_by_text("Skriv datumet som")).to_be_visible()
    check(page)
    context.close()


def test_many_are_marked_with_the_keyboard_alone(page, address):
    sign_in(page, address, STAFF)
    page.goto(f"{address}/insatser/ny/")
    text = "Vi har räknat lamporna längs gångvägen."  # others may record what is in the list already
    record(page, text, "Övrigt", "Genomförd", button="Spara")
    page.goto(f"{address}/insatser/?unreported=on")
    page.get_by_role("checkbox", name=text).focus()
    page.keyboard.press("Space")
    expect(page.get_by_role("checkbox", name=text)).to_be_checked()
    page.get_by_role("button", name="Markera som redan rapporterade").focus()
    page.keyboard.press("Enter")
    expect(page.get_by_role("heading", name="Markera 1 insats som redan rapporterad?")).to_be_visible()
    check(page)
    page.get_by_role("button", name="Markera", exact=True).focus()
    page.keyboard.press("Enter")
    expect(page.get_by_text("1 insats är ändrad.")).to_be_visible()
    expect(page).to_have_url(re.compile("unreported=on"))
    expect(page.get_by_role("link", name=text, exact=True)).to_have_count(0)

    page.goto(f"{address}/insatser/")
    page.get_by_role("link", name=text, exact=True).first.click()
    check(page)
    page.get_by_role("button", name="Ta bort markeringen").click()
    expect(page.get_by_text("inte längre markerad")).to_be_visible()


def test_all_on_the_page_are_ticked_at_once(page, address):
    sign_in(page, address, STAFF)
    page.goto(f"{address}/insatser/?q=vi")
    everything = page.get_by_label("Markera alla på sidan")
    everything.check()
    boxes = rows(page).get_by_role("checkbox")
    for box in boxes.all():
        expect(box).to_be_checked()
    boxes.first.uncheck()
    expect(everything).not_to_be_checked()
    number = boxes.count() - 1
    page.get_by_role("button", name="Byt område").click()
    expect(page.get_by_role("heading", name=f"Byta område på {number} insats")).to_be_visible()
    page.get_by_role("button", name="Byt område").click()
    expect(page.get_by_text("Välj det område som insatserna ska få.").first).to_be_visible()
    check(page)
    page.get_by_role("link", name="Avbryt").click()
    expect(page).to_have_url(re.compile("q=vi"))


@pytest.mark.parametrize(("link", "name"), [("hämta som CSV", "insatser.csv"), ("hämta som Excel", "insatser.xlsx")])
def test_the_list_is_taken_out(page, address, link, name):
    sign_in(page, address, STAFF)
    page.goto(f"{address}/insatser/?status=completed")
    with page.expect_download() as downloading:
        page.get_by_role("link", name=link).click()
    assert downloading.value.suggested_filename == name
    assert downloading.value.path().stat().st_size > 500


def test_without_scripts_the_list_does_the_same(browser: Browser, address):
    context = browser.new_context(locale="sv-SE", viewport=PHONE, java_script_enabled=False)
    page = context.new_page()
    sign_in(page, address, STAFF)
    page.goto(f"{address}/insatser/")
    expect(page.get_by_text("Markera alla på sidan")).to_be_hidden()
    page.get_by_text("Fler filter").click()
    page.get_by_label("Status").select_option(label="Genomförd")
    page.get_by_role("button", name="Visa", exact=True).click()
    rows(page).first.get_by_role("checkbox").check()
    page.get_by_role("button", name="Byt område").click()
    page.get_by_label("Nytt område").select_option(label="Övrigt")
    page.get_by_role("button", name="Byt område").click()
    expect(page).to_have_url(re.compile("status=completed"))
    context.close()
