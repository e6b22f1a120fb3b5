"""The administrator plans a year on a phone; a member of the steering group sees when they meet."""

import pytest
from playwright.sync_api import Browser, Page, expect

from tests.browser import check, sign_in

PHONE = {"width": 360, "height": 740}


@pytest.fixture
def phone(browser: Browser, address: str) -> Page:
    context = browser.new_context(locale="sv-SE", viewport=PHONE)
    page = context.new_page()
    sign_in(page, address, "tobias.ekmarker@example.se")
    yield page
    context.close()


def test_a_year_is_planned_on_a_phone(phone, page, address):
    phone.goto(f"{address}/organ/")
    check(phone)
    phone.set_viewport_size(PHONE)
    phone.get_by_role("link", name="Nytt organ").click()
    phone.get_by_label("namn").fill("Arbetsgruppen för trygga torg")
    phone.get_by_role("button", name="Spara").click()
    phone.get_by_role("link", name="Lägg till medlem").click()
    person = phone.get_by_role("group", name="Person").first
    person.locator("summary").click()
    person.get_by_label("Mattias Rönnerdal").check()
    phone.get_by_label("roll").select_option("ordförande")
    phone.get_by_role("button", name="Lägg till", exact=True).click()
    expect(phone.get_by_text("Mattias Rönnerdal, ordförande är medlem från")).to_be_visible()
    for heading in ("Öppnande", "Läget på torgen"):
        phone.get_by_role("link", name="Lägg till punkt").click()
        phone.get_by_label("rubrik").fill(heading)
        phone.get_by_role("button", name="Spara").click()
    phone.get_by_role("button", name="Upp Läget på torgen").click()
    expect(phone.locator("#dagordning h3")).to_have_text(["Läget på torgen", "Öppnande"])
    check(phone)
    phone.set_viewport_size(PHONE)

    phone.get_by_role("link", name="Planera sammanträden").click()
    phone.get_by_label("År").fill("2027")
    for month in ("februari", "maj"):
        phone.get_by_label(month, exact=True).check()
    phone.get_by_label("Eller skriv dagarna").fill("1 maj")
    phone.get_by_label("Börjar").fill("13:00")
    phone.get_by_label("Plats").fill("Medborgarhuset")
    check(phone)
    phone.set_viewport_size(PHONE)
    phone.get_by_role("button", name="Föreslå dagar").click()
    holiday = phone.get_by_role("group", name="Lördag 1 maj 2027")
    expect(holiday.get_by_text("är första maj")).to_be_visible()
    holiday.get_by_label("Skapa").uncheck()
    spring = phone.get_by_role("group", name="Tisdag 4 maj 2027")
    spring.get_by_label("Slutar").fill("12:00")
    check(phone)
    phone.set_viewport_size(PHONE)
    phone.get_by_role("button", name="Skapa sammanträdena").click()
    expect(phone.get_by_text("Sammanträdet slutar innan det har börjat.").first).to_be_visible()
    expect(holiday.get_by_label("Skapa")).not_to_be_checked()
    check(phone)
    phone.set_viewport_size(PHONE)
    spring.get_by_label("Slutar").fill("15:00")
    phone.get_by_role("button", name="Skapa sammanträdena").click()
    expect(phone.get_by_text("2 sammanträden är planerade.")).to_be_visible()
    check(phone)
    phone.set_viewport_size(PHONE)

    phone.get_by_role("link", name="Sammanträde med Arbetsgruppen för trygga torg den 4 maj 2027").click()
    phone.get_by_role("link", name="Ställ in …").click()
    phone.get_by_label("Varför sammanträdet ställs in").fill("Torget byggs om.")
    phone.get_by_role("button", name="Ställ in sammanträdet").click()
    expect(phone.get_by_text("Sammanträdet är inställt.")).to_be_visible()

    sign_in(page, address, "gunilla.sandhed@example.se")
    page.goto(f"{address}/sammantraden/?year=2027")
    page.get_by_role("link", name="Arbetsgruppen för trygga torg den 4 maj 2027").click()
    expect(page.get_by_text("Torget byggs om.")).to_be_visible()
    page.goto(f"{address}/sammantraden/?year=2027")
    page.get_by_role("link", name="Arbetsgruppen för trygga torg den 2 februari 2027").click()
    expect(page.get_by_text("Dagordningen kommer med kallelsen.")).to_be_visible()
    expect(page.get_by_text("Läget på torgen")).to_have_count(0)
    check(page)
