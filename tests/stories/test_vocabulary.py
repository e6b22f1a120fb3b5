"""An editor keeps the lists that the group chooses from: on a phone and at the desk, with and without scripts."""

import pytest
from playwright.sync_api import Browser, expect

from tests.browser import check, sign_in

EDITOR = "petra.lunnerdal@example.se"


@pytest.mark.parametrize("scripts", [True, False], ids=["with scripts", "without"])
@pytest.mark.parametrize("width", [1280, 360])
def test_an_area_is_added_placed_used_and_removed(browser: Browser, address, scripts, width):
    context = browser.new_context(locale="sv-SE", viewport={"width": width, "height": 860}, java_script_enabled=scripts)
    page = context.new_page()
    sign_in(page, address, EDITOR)
    page.get_by_role("link", name="Listor", exact=True).click()
    page.get_by_role("link", name="Nytt område").click()
    page.get_by_role("button", name="Spara", exact=True).click()
    expect(page.get_by_text("Skriv ett namn.").first).to_be_visible()
    page.get_by_label("Namn").fill("Trygga torg")
    page.get_by_label("Inledande text").fill("Torgen tas tillbaka, ett efter ett.")
    people = page.get_by_role("group", name="Ansvariga")
    people.locator("summary").click()
    people.get_by_label("Signe Torsell").check()
    page.get_by_role("button", name="Spara", exact=True).click()
    expect(page.get_by_text("Sparat: Trygga torg.")).to_be_visible()
    expect(page.get_by_role("row").filter(has_text="Trygga torg")).to_contain_text("Signe Torsell")
    expect(page.get_by_role("button", name="Ner Trygga torg")).to_be_disabled()
    page.get_by_role("button", name="Upp Trygga torg").click()
    expect(page.get_by_role("row").last).to_contain_text("Övrigt")
    if scripts:
        check(page)

    page.goto(f"{address}/insatser/ny/")
    expect(page.get_by_label("Område", exact=False).first).to_contain_text("Trygga torg")
    page.get_by_role("link", name="Ändra områden, slag").click()
    page.get_by_role("link", name="Trygga torg").click()
    page.get_by_label("Används inte längre").check()
    page.get_by_role("button", name="Spara", exact=True).click()
    expect(page.get_by_role("row").filter(has_text="Trygga torg")).to_contain_text("används inte längre")
    page.goto(f"{address}/insatser/ny/")
    expect(page.get_by_label("Område", exact=False).first).not_to_contain_text("Trygga torg")

    page.goto(f"{address}/listor/")
    page.get_by_role("link", name="Trygga torg").click()
    page.get_by_role("link", name="Ta bort …").click()
    page.get_by_role("button", name="Ta bort", exact=True).click()
    expect(page.get_by_text("Trygga torg finns inte längre i registret.")).to_be_visible()
    page.get_by_role("link", name="Övrigt").click()
    page.get_by_role("link", name="Ta bort …").click()
    expect(page.get_by_text("Övrigt kan inte tas bort, för uppgifterna används i")).to_be_visible()
    expect(page.get_by_role("button", name="Ta bort", exact=True)).to_have_count(0)
    context.close()
