"""Staff record what they have done: with the keyboard, on a phone, without scripts; nothing typed is lost."""

import datetime
import re
import urllib.request
import uuid
from concurrent.futures import ThreadPoolExecutor
from urllib.parse import urlencode

from playwright.sync_api import Browser, Page, expect

from tests.browser import check, sign_in

STAFF = "joel.fahlander@example.se"
PHONE = {"width": 360, "height": 780}


def text_field(page: Page):
    return page.get_by_role("textbox", name="Text", exact=False).first


def open_empty_form(page: Page, address: str) -> None:
    """What another story typed and did not save is still there."""
    page.goto(f"{address}/insatser/ny/")
    start_over = page.get_by_role("button", name="Kasta och börja om")
    if start_over.is_visible():
        start_over.click()
    expect(text_field(page)).to_have_value("")


def test_a_new_activity_takes_few_keys_besides_its_text(page, address):
    """The area used last is there, the text says the status: Tab to the button, Enter."""
    sign_in(page, address, STAFF)
    open_empty_form(page, address)
    page.get_by_label("Område", exact=False).first.select_option(label="Övrigt")
    text_field(page).fill("Vi har hållit en kväll för vuxenvandrare i Sätra.")
    expect(page.get_by_label("Genomförd")).to_be_checked()
    page.get_by_role("button", name="Spara och lägg till en till").click()
    expect(page.get_by_text("Insatsen är sparad.")).to_be_visible()

    expect(text_field(page)).to_be_focused()
    page.keyboard.type("Vi har träffat föreståndarna för fritidsgårdarna.")
    expect(page.get_by_text("Texten låter som genomförd.")).to_be_visible()
    keys = 0
    while not page.get_by_role("button", name="Spara", exact=True).evaluate("button => button.matches(':focus')"):
        page.keyboard.press("Tab")
        keys += 1
        assert keys < 12
    page.keyboard.press("Enter")
    expect(page.get_by_role("heading", name="Insats", exact=True)).to_be_visible()
    expect(page.get_by_text("Vi har träffat föreståndarna för fritidsgårdarna.")).to_be_visible()
    expect(page.get_by_text("genomförd", exact=True)).to_be_visible()
    assert keys + 1 <= 12


def test_also_another_area_and_status_take_few_keys(page, address):
    """Three fields must be filled in, and nothing of them is suggested: by keyboard alone, and every key is counted."""
    sign_in(page, address, STAFF)
    open_empty_form(page, address)
    expect(page.locator("form:has(#id_text) .requiredField")).to_have_text(["Område*", "Text*", "Status*"])
    page.get_by_label("Område", exact=False).first.select_option(label="Övrigt")
    text_field(page).focus()
    page.keyboard.type("Lägesbilden, kapitel två.")
    keys = ["Shift+Tab", "h", "Tab", "Tab", "ArrowDown", "Tab", "Tab", "Enter"]
    for key in keys:
        page.keyboard.press(key)
    expect(page.get_by_role("heading", name="Insats", exact=True)).to_be_visible()
    expect(page.get_by_text("Hedersvåld och våldsbejakande extremism")).to_be_visible()
    expect(page.get_by_text("pågår", exact=True)).to_be_visible()
    assert len(keys) <= 12


def test_a_choice_of_status_is_never_overridden(page, address):
    sign_in(page, address, STAFF)
    open_empty_form(page, address)
    page.get_by_label("Inbjudan").check()
    text_field(page).press_sequentially("Vi kommer att besöka skolan.")
    expect(page.get_by_text("Texten låter som planerad.")).to_be_visible()
    expect(page.get_by_label("Inbjudan")).to_be_checked()
    check(page)


def test_an_abbreviation_is_spelled_out_with_one_press(page, address):
    sign_in(page, address, STAFF)
    open_empty_form(page, address)
    text_field(page).press_sequentially("Vi har utbildat om HRV.")
    page.get_by_role("button", name="Skriv ut HRV").click()
    expect(text_field(page)).to_have_value("Vi har utbildat om hedersrelaterat våld (HRV).")
    expect(page.get_by_role("button", name="Skriv ut HRV")).to_have_count(0)


def test_a_closed_browser_loses_nothing(browser: Browser, address):
    context = browser.new_context(locale="sv-SE", viewport=PHONE)
    page = context.new_page()
    sign_in(page, address, STAFF)
    open_empty_form(page, address)
    text_field(page).press_sequentially("Ett halvfärdigt utkast")
    page.get_by_text("Mer om insatsen").click()
    page.get_by_label("När").fill("v. 44")
    expect(page.get_by_text("Utkastet sparat kl.")).to_be_visible()
    page.wait_for_timeout(1500)  # the last change too
    context.close()

    context = browser.new_context(locale="sv-SE", viewport=PHONE)
    page = context.new_page()
    sign_in(page, address, STAFF)
    page.get_by_role("link", name="Fortsätt skriva: Ny insats").click()
    expect(text_field(page)).to_have_value("Ett halvfärdigt utkast")
    expect(page.get_by_label("När")).to_have_value("v. 44")
    check(page)
    page.get_by_role("button", name="Kasta och börja om").click()
    expect(text_field(page)).to_have_value("")
    context.close()


def test_a_lost_network_is_said(page, address, context, complaints):
    sign_in(page, address, STAFF)
    open_empty_form(page, address)
    context.set_offline(True)
    text_field(page).press_sequentially("Hej")
    expect(page.get_by_text("Det går inte att nå servern")).to_be_visible()
    context.set_offline(False)
    text_field(page).press_sequentially(" igen")
    expect(page.get_by_text("Utkastet sparat kl.")).to_be_visible()
    page.get_by_role("button", name="Spara", exact=True).click()
    complaints.clear()


def test_two_who_collide_see_both_texts(browser: Browser, address):
    pages = []
    for _ in range(2):
        page = browser.new_context(locale="sv-SE").new_page()
        sign_in(page, address, STAFF)
        pages.append(page)
    first, second = pages
    open_empty_form(first, address)
    text_field(first).fill("Vi har träffat rektorn på Tallskolan.")
    first.get_by_label("Genomförd").check()
    first.get_by_role("button", name="Spara", exact=True).click()
    expect(first.get_by_role("heading", name="Insats", exact=True)).to_be_visible()
    for page in pages:
        page.goto(first.url)
    for page, text in ((first, "Vi har träffat kuratorn på Tallskolan."), (second, "Vi har träffat båda.")):
        page.get_by_role("link", name="Ändra").click()
        text_field(page).fill(text)
    first.get_by_role("button", name="Spara", exact=True).click()
    expect(first.get_by_text("Insatsen är sparad.")).to_be_visible()
    second.get_by_role("button", name="Spara", exact=True).click()
    expect(second.get_by_text("Någon annan har sparat ändringar")).to_be_visible()
    expect(second.get_by_text("kuratorn", exact=False).first).to_be_visible()
    check(second)
    second.get_by_role("button", name="Spara", exact=True).click()
    expect(second.get_by_text("Vi har träffat båda.")).to_be_visible()
    second.get_by_role("link", name="Historik").click()
    check(second)
    second.get_by_role("button", name=re.compile("Återställ")).first.click()
    expect(second.get_by_text("Vi har träffat kuratorn på Tallskolan.")).to_be_visible()
    second.get_by_role("button", name="Ta bort").click()
    second.get_by_role("dialog").get_by_role("button", name="Ta bort insatsen").click()
    check(second)
    second.get_by_role("button", name="Ta tillbaka").click()
    expect(second.get_by_text("Insatsen är tillbaka.")).to_be_visible()
    check(second)
    for page in pages:
        page.context.close()


def test_without_scripts_the_form_does_the_same(browser: Browser, address):
    context = browser.new_context(locale="sv-SE", viewport=PHONE, java_script_enabled=False)
    page = context.new_page()
    sign_in(page, address, STAFF)
    open_empty_form(page, address)
    text_field(page).fill("Vi kommer att besöka en förskola.")
    page.get_by_role("button", name="Spara", exact=True).click()
    expect(page.get_by_text("Texten låter som planerad").first).to_be_visible()
    expect(page.get_by_label("Planerad")).to_be_checked()
    page.get_by_text("Mer om insatsen").click()
    page.get_by_label("När").fill("hösten")
    page.get_by_text("Platser").click()
    page.get_by_role("button", name="Spara", exact=True).click()
    expect(page.get_by_text(re.compile(r"hösten 20\d\d"))).to_be_visible()
    context.close()


def record_planned(page: Page, address: str, text: str) -> None:
    """Something that was to take place yesterday, and is in no report."""
    yesterday = datetime.date.today() - datetime.timedelta(days=1)
    open_empty_form(page, address)
    page.get_by_label("Område", exact=False).first.select_option(label="Övrigt")
    text_field(page).fill(text)
    page.get_by_label("Planerad").check()
    page.get_by_text("Mer om insatsen").click()
    page.get_by_label("När").fill(yesterday.isoformat())
    page.get_by_role("button", name="Spara", exact=True).click()
    expect(page.get_by_text("Insatsen är sparad.")).to_be_visible()


def test_on_a_phone_what_was_planned_is_answered_in_a_few_presses(browser: Browser, address):
    context = browser.new_context(locale="sv-SE", viewport=PHONE)
    page = context.new_page()
    sign_in(page, address, STAFF)
    record_planned(page, address, "Vi kommer att besöka Tallskolan.")
    expect(page.get_by_role("heading", name="Blev det av?")).to_be_visible()
    check(page)
    page.goto(address)
    page.get_by_role("link", name="Blev det av? Vi kommer att besöka Tallskolan.").click()
    expect(page.get_by_role("heading", level=1, name="Blev det av?")).to_be_visible()
    check(page)
    page.get_by_role("link", name="Flyttad").click()
    expect(page.get_by_label("När")).to_be_focused()
    check(page)
    page.go_back()
    page.get_by_role("link", name="Genomförd").click()
    expect(text_field(page)).to_have_value("Vi har besökt Tallskolan.")
    expect(page.get_by_label("Genomförd")).to_be_checked()
    check(page)
    page.get_by_role("button", name="Spara", exact=True).click()
    expect(page.get_by_text("Insatsen är sparad.")).to_be_visible()
    check(page)
    page.get_by_role("link", name="Vi kommer att besöka Tallskolan.").click()
    expect(page.get_by_role("link", name="Vi har besökt Tallskolan.")).to_be_visible()
    expect(page.get_by_role("heading", name="Blev det av?")).to_have_count(0)
    check(page)
    page.goto(f"{address}/insatser/att-folja-upp/")
    check(page)
    page.get_by_role("link", name="Allas").click()
    check(page)
    context.close()


def test_without_scripts_what_was_planned_is_moved_and_cancelled(browser: Browser, address):
    context = browser.new_context(locale="sv-SE", viewport=PHONE, java_script_enabled=False)
    page = context.new_page()
    sign_in(page, address, STAFF)
    record_planned(page, address, "Vi ska träffa föreningarna i Hille.")
    page.get_by_role("link", name="Flyttad").click()
    page.get_by_label("När").fill("hösten 2098")
    page.get_by_role("button", name="Spara", exact=True).click()
    expect(page.get_by_text("Insatsen är sparad.")).to_be_visible()
    expect(page.get_by_text("hösten 2098")).to_be_visible()
    page.get_by_role("link", name="Följ upp").click()
    page.get_by_role("button", name="Inställd insatsen").click()
    page.get_by_role("dialog").get_by_role("button", name="Ja, den är inställd").click()
    expect(page.get_by_text("Insatsen är inställd.")).to_be_visible()
    expect(page.get_by_text("inställd", exact=True)).to_be_visible()
    context.close()


def test_two_presses_at_once_make_one_activity(page, address):
    """As when the network is slow: both reach the server before either is answered, and both lead to the same."""
    sign_in(page, address, STAFF)
    page.goto(f"{address}/insatser/ny/")
    text = f"Vi har tryckt två gånger ({uuid.uuid4().hex[:8]})."
    form = {name: page.locator(f'[name="{name}"]').first.input_value() for name in ("csrfmiddlewaretoken", "form_id")}
    form |= {"text": text, "status": "completed", "area": page.locator('[name="area"]').first.input_value()}
    cookies = "; ".join(f"{cookie['name']}={cookie['value']}" for cookie in page.context.cookies())
    body = urlencode(form).encode()

    def press(_: int) -> str:
        request = urllib.request.Request(f"{address}/insatser/ny/", body, {"Cookie": cookies})
        with urllib.request.urlopen(request, timeout=60) as answer:
            return answer.url

    with ThreadPoolExecutor(4) as presses:
        led_to = set(presses.map(press, range(4)))
    assert len(led_to) == 1
    page.goto(f"{address}/insatser/?q={text[-10:-2]}")
    expect(page.get_by_text("1 insats", exact=True)).to_be_visible()
