"""The editor corrects what is published, gives a report a section of its own, and drags an item to where it belongs."""

import re
from itertools import cycle

import pytest
from playwright.sync_api import Browser, Locator, Page, expect

from tests.browser import check, sign_in, soon, values
from tests.pdf_validation import pdf_text
from tests.stories.test_composing import EDITOR, begin


def first_page(page: Page, address: str) -> str:
    """What the first page of the report's PDF says, on one line."""
    link = page.get_by_role("link", name="Öppna PDF", exact=True).get_attribute("href")
    answer = page.request.get(f"{address}{link}")
    assert answer.headers["content-type"] == "application/pdf"
    return " ".join(pdf_text(answer.body()).partition("\f")[0].split())


def section_named(page: Page, heading: str) -> Locator:
    return page.get_by_role("region", name=re.compile(f"^{heading}"))


def test_a_published_report_is_corrected_from_its_page_to_both_pdfs(page, address):
    sign_in(page, address, EDITOR)
    page.goto(f"{address}/rapporter/?page=1")
    old = page.get_by_role("row").filter(has_text="publicerad").filter(has_not_text="utgåva").last.get_by_role("link")
    title = old.first.inner_text()
    old.first.click()
    original = page.url
    before = first_page(page, address)
    page.get_by_role("link", name="Rätta rapporten …").click()
    check(page)
    page.get_by_role("button", name="Börja på den rättade utgåvan").click()
    page.wait_for_url(re.compile(r"/redigera/"))
    box = page.locator(".item textarea").first
    box.fill("Rättat: det var tolv lärare, inte tjugoen.")
    expect(page.get_by_text(re.compile(r"^Sparat\."))).to_be_visible()
    page.get_by_role("link", name="Publicera …").click()
    expect(page.get_by_text("Det står inte vad som är rättat.")).to_be_visible()
    page.get_by_role("link", name="Ändra vad som är rättat").click()
    page.get_by_label("Vad som är rättat").fill("Antalet lärare i första punkten var tolv, inte tjugoen.")
    page.get_by_role("button", name="Spara").click()
    expect(page.get_by_text("Antalet lärare i första punkten var tolv, inte tjugoen.")).to_be_visible()
    check(page)
    page.get_by_role("link", name="Publicera …").click()
    page.get_by_role("button", name="Publicera rapporten").click()
    expect(page.get_by_text(re.compile(r"publicerad som aktuellt-.*-utgava-2\.pdf"))).to_be_visible()
    after = first_page(page, address)
    assert f"Rättad utgåva av {title}" in after
    assert "Antalet lärare i första punkten var tolv, inte tjugoen." in after
    assert "Rättat: det var tolv lärare" in after
    check(page)
    page.get_by_role("link", name=title, exact=True).click()
    expect(page).to_have_url(original)
    expect(page.get_by_text("Ersatt av en rättad utgåva")).to_be_visible()
    assert first_page(page, address) == before
    check(page)
    page.get_by_role("link", name="rättad utgåva", exact=True).click()
    expect(page.get_by_text("Rättad utgåva av")).to_be_visible()
    page.goto(f"{address}/rapporter/")
    rows = page.get_by_role("row").filter(has_text=title)
    expect(rows.nth(0)).to_contain_text("rättad utgåva")
    expect(rows.nth(1)).to_contain_text("ersatt av rättad utgåva")
    check(page)


def drag(page: Page, source: Locator, target: Locator) -> None:
    """With the mouse, in the steps that a hand takes: a drag begins and goes on only while it moves."""
    source.hover()
    page.mouse.down()
    box = source.bounding_box()
    page.mouse.move(box["x"] + 12, box["y"] + 30)
    for y in (12, 8, 4):
        target.hover(position={"x": 6, "y": y}, force=True)
        page.wait_for_timeout(50)
    page.mouse.up()


def test_an_item_is_dragged_to_another_section_and_back(page, address, complaints):
    sign_in(page, address, EDITOR)
    begin(page, address)
    first = page.locator(".compose-section").first
    heading = first.get_by_role("heading").first.inner_text()
    waiting = first.locator(".item").count()
    item = section_named(page, "Övrigt").locator(".item").last
    text = item.get_by_role("textbox").input_value()
    for _ in range(2):  # the second time over what the first has drawn anew
        source = section_named(page, "Övrigt").locator(".item").last.locator(".drag")
        drag(page, source, first.locator(".items"))
        expect(page.get_by_text(re.compile("Senast: .* flyttade en punkt"))).to_be_visible()
        expect(first.locator(".item")).to_have_count(waiting + 1)
        soon(lambda: text in values(first.locator(".item textarea")), True)
        page.get_by_role("button", name=re.compile("^Ångra")).click()
        expect(section_named(page, heading).locator(".item")).to_have_count(waiting)
    last = section_named(page, "Övrigt").locator(".item")
    count = last.count()
    drag(page, last.nth(count - 1).locator(".drag"), last.nth(count - 2).locator(".drag"))
    expect(page.get_by_text(re.compile("Senast: .* flyttade en punkt"))).to_be_visible()
    page.reload()
    expect(last.nth(count - 2).get_by_role("textbox")).to_have_value(text)
    page.route("**/ordna/", lambda route: route.abort())
    drag(page, last.nth(count - 1).locator(".drag"), last.nth(count - 2).locator(".drag"))
    expect(last.nth(count - 2).get_by_role("textbox")).to_have_value(text)  # what is not saved goes back
    assert [complaint for complaint in complaints if "style" in complaint] == []
    complaints.clear()
    check(page)


def test_a_section_is_added_moved_and_filled_by_keyboard_alone(page, address):
    sign_in(page, address, EDITOR)
    begin(page, address)

    def press(button: str) -> None:
        page.get_by_role("button", name=button, exact=True).focus()
        page.keyboard.press("Enter")

    page.locator("#nytt-avsnitt summary").focus()
    page.keyboard.press("Enter")
    page.keyboard.press("Tab")
    page.keyboard.press("Tab")
    page.keyboard.type("Ingen rubrik än")
    press("Lägg till avsnittet")
    expect(page.get_by_text("Skriv avsnittets rubrik.")).to_be_visible()
    expect(page.get_by_label("Rubrik", exact=True).last).to_be_focused()
    expect(page.locator("#new-intro")).to_have_value("Ingen rubrik än")
    page.keyboard.type("Lovaktiviteter")
    page.keyboard.press("Enter")
    own = section_named(page, "Lovaktiviteter")
    expect(own.get_by_role("heading")).to_be_focused()
    check(page)
    for key in ("Tab", "Enter", "Tab"):  # from the heading to Ny punkt, open it, and into its text
        page.keyboard.press(key)
    page.keyboard.type("Tre kvällar med idrott har ordnats.")
    page.keyboard.press("Tab")
    page.keyboard.press("Enter")
    expect(own.locator(".item textarea")).to_have_value("Tre kvällar med idrott har ordnats.")
    own.get_by_text("Mer om avsnittet").focus()
    page.keyboard.press("Enter")
    press("Upp avsnittet Lovaktiviteter")
    expect(page.get_by_text("flyttade avsnittet Lovaktiviteter").last).to_be_visible()
    expect(page.get_by_role("button", name="Upp avsnittet Lovaktiviteter", exact=True)).to_be_focused()
    expect(page.locator(".compose-section > h2").last).to_have_text("Övrigt")
    press("Dölj avsnittet Lovaktiviteter")
    expect(own.get_by_text("Dolt: avsnittet trycks inte")).to_be_visible()
    expect(page.get_by_role("button", name="Visa avsnittet Lovaktiviteter", exact=True)).to_be_focused()
    press("Visa avsnittet Lovaktiviteter")
    expect(own.get_by_text("Dolt: avsnittet trycks inte")).to_have_count(0)
    expect(page.get_by_role("button", name="Dölj avsnittet Lovaktiviteter", exact=True)).to_be_focused()


@pytest.mark.parametrize("scripts", [True, False], ids=["with scripts", "without"])
def test_a_section_is_added_under_a_heading_and_removed_on_a_phone(browser: Browser, address, scripts):
    context = browser.new_context(locale="sv-SE", viewport={"width": 320, "height": 800}, java_script_enabled=scripts)
    page = context.new_page()
    sign_in(page, address, EDITOR)
    begin(page, address)
    page.get_by_text("Nytt avsnitt", exact=True).click()
    page.locator("#new-heading").fill("Lovaktiviteter")
    page.get_by_label("Var det ska stå", exact=True).select_option(label="Under Övrigt")
    page.get_by_role("button", name="Lägg till avsnittet").click()
    own = section_named(page, "Lovaktiviteter")
    expect(own).to_have_class(re.compile("subsection"))
    own.get_by_text("Mer om avsnittet").click()
    own.get_by_label("Var avsnittet Lovaktiviteter står").select_option(label="Egen huvudrubrik")
    own.get_by_role("button", name="Flytta avsnittet Lovaktiviteter").click()
    expect(own).not_to_have_class(re.compile("subsection"))
    if not scripts:
        own.get_by_text("Mer om avsnittet").click()
    own.get_by_role("button", name="Ta bort avsnittet Lovaktiviteter").click()
    expect(own).to_have_count(0)
    page.get_by_role("button", name=re.compile("^Ångra")).click()
    expect(own).to_be_visible()
    context.close()


def test_a_finger_drags_too(browser: Browser, address):
    context = browser.new_context(locale="sv-SE", viewport={"width": 390, "height": 800}, has_touch=True)
    page = context.new_page()
    sign_in(page, address, EDITOR)
    begin(page, address)
    items = section_named(page, "Övrigt").locator(".item")
    count = items.count()
    text = items.nth(count - 1).get_by_role("textbox").input_value()
    # Far from the edges of the window, where the page would scroll away under the finger; and there at once.
    items.nth(count - 2).evaluate("item => item.scrollIntoView({block: 'center', behavior: 'instant'})")
    below, above = (items.nth(count - n).locator(".drag").bounding_box() for n in (1, 2))
    touch = context.new_cdp_session(page)
    x, start, end = below["x"] + 10, below["y"] + 10, above["y"] + 4

    def finger(does: str, *heights: float) -> None:
        points = [{"x": x, "y": y} for y in heights]
        touch.send("Input.dispatchTouchEvent", {"type": does, "touchPoints": points})

    trembling = cycle((0, 1))

    def carried_up() -> str:
        """What is beneath the finger is looked for now and then, and only if it moves."""
        finger("touchMove", end + next(trembling))
        page.wait_for_timeout(60)
        return items.nth(count - 2).get_by_role("textbox").input_value()

    finger("touchStart", start)
    for step in range(1, 10):
        finger("touchMove", start + (end - start) * step / 10)
    soon(carried_up, text)
    finger("touchEnd")
    expect(page.get_by_text(re.compile("Senast: .* flyttade en punkt"))).to_be_visible()
    page.reload()
    expect(section_named(page, "Övrigt").locator(".item textarea").nth(count - 2)).to_have_value(text)
    context.close()


def test_a_draft_is_removed_after_a_question(page, address):
    sign_in(page, address, EDITOR)
    begin(page, address)
    page.get_by_role("navigation", name="Du är här").get_by_role("link").last.click()
    page.get_by_role("button", name=re.compile("^Ta bort utkastet")).first.click()
    dialog = page.get_by_role("dialog", name="Ta bort utkastet?")
    dialog.get_by_role("button", name="Avbryt").click()
    expect(dialog).to_be_hidden()
    page.get_by_role("button", name=re.compile("^Ta bort utkastet")).first.click()
    dialog.get_by_role("button", name="Ta bort utkastet").click()
    expect(page.get_by_text("Utkastet är borttaget.")).to_be_visible()
