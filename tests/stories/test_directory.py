"""The register by keyboard: a new person with an organisation that nobody has written down before."""

import pytest
from playwright.sync_api import Browser, Locator, Page, expect

from tests.browser import check, sign_in


def tab_to(page: Page, wanted: Locator) -> None:
    """Press Tab until the wanted control has the focus, as somebody without a mouse does."""
    for _ in range(60):
        page.keyboard.press("Tab")
        if wanted.evaluate("element => element === document.activeElement"):
            return
    raise AssertionError(f"Tab does not reach {wanted}.")


def organisation(page: Page) -> Locator:
    return page.get_by_role("group", name="Organisation").first


def test_pages_of_the_register_are_accessible(secretary_page, address):
    page = secretary_page
    page.goto(f"{address}/personer/?q=finns+inte")
    check(page)
    page.goto(f"{address}/personer/?q=vallsjö")
    page.get_by_role("link", name="Erik Vallsjö").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("Erik Vallsjö, enhetschef, förebyggande")
    check(page)
    page.get_by_role("link", name="Ta bort …").click()
    expect(page.get_by_text("kan inte tas bort")).to_be_visible()
    check(page)
    page.goto(f"{address}/organisationer/?q=hyresgäst")
    page.get_by_role("link", name="Hyresgästföreningen").click()
    expect(page.get_by_role("link", name="Maryam Khosravan, verksamhetsutvecklare")).to_be_visible()
    check(page)


def test_person_and_organisation_are_added_by_keyboard(secretary_page, address):
    page = secretary_page
    page.goto(f"{address}/personer/ny/")
    tab_to(page, page.get_by_label("Namn"))
    page.keyboard.type("Åsa Öhrn")
    summary = organisation(page).locator("summary")
    expect(summary).to_have_text("Inget valt")
    tab_to(page, summary)
    page.keyboard.press("Enter")
    check(page)
    page.keyboard.press("Tab")
    expect(organisation(page).get_by_label("Sök i listan")).to_be_focused()
    status = organisation(page).locator("[data-count]")
    page.keyboard.type("LÄNS")
    expect(status).to_have_text("1 träff")
    expect(organisation(page).get_by_label("Polisen")).to_be_hidden()
    page.keyboard.press("Enter")
    expect(summary).to_have_text("Länsstyrelsen Gävleborg")
    page.keyboard.press("Escape")
    expect(status).to_have_text("")
    expect(organisation(page).get_by_label("Polisen")).to_be_visible()
    page.keyboard.type("Brynäs IF")
    expect(status).to_have_text("Inga träffar")
    check(page)
    tab_to(page, organisation(page).get_by_role("button", name="Lägg till ”Brynäs IF”"))
    page.keyboard.press("Enter")
    expect(summary).to_have_text("Brynäs IF")
    expect(organisation(page).get_by_label("Eller lägg till ny")).to_be_focused()
    tab_to(page, page.get_by_label("E-post"))
    page.keyboard.type("fel adress")
    page.keyboard.press("Enter")
    expect(page.get_by_text("Fyll i en giltig e-postadress.", exact=True)).to_be_visible()
    expect(summary).to_have_text("Brynäs IF")
    check(page)
    tab_to(page, page.get_by_label("E-post"))
    page.keyboard.type("asa@example.se")
    page.keyboard.press("Enter")
    expect(page.get_by_text("Åsa Öhrn är sparad.")).to_be_visible()
    row = page.get_by_role("row").filter(has_text="Åsa Öhrn")
    expect(row).to_contain_text("Brynäs IF")
    check(page)


def test_choice_and_new_line_take_turns(secretary_page, address):
    page = secretary_page
    page.goto(f"{address}/personer/ny/")
    summary = organisation(page).locator("summary")
    summary.click()
    organisation(page).get_by_label("Polisen").check()
    expect(summary).to_have_text("Polisen")
    organisation(page).get_by_label("Eller lägg till ny").fill("Brynäs IF")
    expect(summary).to_have_text("Brynäs IF")
    expect(organisation(page).get_by_label("Polisen")).not_to_be_checked()
    organisation(page).get_by_label("Polisen").check()
    expect(organisation(page).get_by_label("Eller lägg till ny")).to_have_value("")
    expect(summary).to_have_text("Polisen")


@pytest.fixture
def plain_page(browser: Browser, address: str) -> Page:
    """A browser that runs no scripts."""
    context = browser.new_context(locale="sv-SE", java_script_enabled=False)
    page = context.new_page()
    sign_in(page, address, "petra.lunnerdal@example.se")
    yield page
    context.close()


def test_person_and_organisation_are_added_by_keyboard_without_scripts(plain_page, address):
    page = plain_page
    page.goto(f"{address}/personer/ny/")
    page.get_by_label("Namn").focus()
    page.keyboard.type("Örjan Utan")
    page.keyboard.press("Tab")  # title
    page.keyboard.press("Tab")  # the closed picker
    page.keyboard.press("Enter")
    expect(organisation(page).get_by_label("Sök i listan")).to_be_hidden()
    page.keyboard.press("Tab")  # the list
    expect(organisation(page).get_by_label("Inget val")).to_be_focused()
    page.keyboard.press("Tab")  # the line for a new one
    page.keyboard.type("Gävle schackklubb")
    page.keyboard.press("Enter")
    expect(page.get_by_text("Örjan Utan är sparad.")).to_be_visible()
    expect(page.get_by_role("row").filter(has_text="Örjan Utan")).to_contain_text("Gävle schackklubb")


def test_second_of_the_same_label_is_led_to_the_first(secretary_page, address):
    page = secretary_page
    page.goto(f"{address}/personer/ny/")
    page.get_by_label("Namn").fill("kent bjurling")
    page.get_by_label("Titel").fill("kommunpolis")
    organisation(page).locator("summary").click()
    organisation(page).get_by_label("Polisen").check()
    page.get_by_role("button", name="Spara").click()
    link = page.get_by_role("alert").get_by_role("link", name="Kent Bjurling, kommunpolis, Polisen")
    expect(link).to_be_visible()
    expect(organisation(page).locator("summary")).to_have_text("Polisen")
    check(page)
    link.click()
    expect(page.get_by_role("heading", level=1)).to_have_text("Kent Bjurling, kommunpolis")


def test_invitation_with_roles_and_a_new_person(page, address):
    sign_in(page, address, "tobias.ekmarker@example.se")
    page.goto(f"{address}/konton/bjud-in/")
    page.get_by_label("Namn").fill("Gry Nyman")
    page.get_by_label("E-postadress").fill("gry.nyman@example.se")
    person = page.get_by_role("group", name="Person i registret").first
    person.locator("summary").click()
    person.get_by_label("Eller lägg till ny").fill("Gry Nyman")
    page.get_by_role("checkbox", name="Medarbetare.").check()
    check(page)
    page.get_by_role("button", name="Skicka inbjudan").click()
    expect(page.get_by_text("Inbjudan är skickad till gry.nyman@example.se")).to_be_visible()
    expect(page.get_by_role("row").filter(has_text="gry.nyman@example.se")).to_contain_text("medarbetare")
    check(page)
