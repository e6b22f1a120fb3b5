"""What comes out when somebody prints a page: its contents, and nothing that can only be pressed."""

import re

import pytest
from playwright.sync_api import expect

from tests.browser import sign_in


@pytest.mark.parametrize("path", ["/rapporter/", "/insatser/", "/handlingar/", "report"])
def test_a_page_prints_without_menus_and_buttons(page, address, path):
    sign_in(page, address, "petra.lunnerdal@example.se")
    page.goto(f"{address}/rapporter/" if path == "report" else f"{address}{path}")
    if path == "report":
        page.get_by_role("link", name="Aktuellt från BIG-gruppen den 22 oktober 2026", exact=True).click()
    page.emulate_media(media="print", color_scheme="dark")
    page.wait_for_load_state()
    expect(page.get_by_role("heading", level=1)).to_be_visible()
    for role in ("navigation", "button", "textbox", "checkbox"):
        assert [shown for shown in page.get_by_role(role).all() if shown.is_visible()] == []
    ink, paper = page.evaluate(
        "() => [getComputedStyle(document.querySelector('h1')).color, getComputedStyle(document.body).backgroundColor]"
    )
    assert ink == "rgb(0, 0, 0)"
    assert paper in ("rgba(0, 0, 0, 0)", "rgb(255, 255, 255)")


def test_an_item_has_an_address_to_share(page, address):
    sign_in(page, address, "petra.lunnerdal@example.se")
    page.goto(f"{address}/rapporter/")
    page.get_by_role("link", name="Aktuellt från BIG-gruppen den 22 oktober 2026", exact=True).click()
    page.get_by_role("link", name="Länk till punkt 2 i Övrigt").press("Enter")
    expect(page).to_have_url(re.compile("#punkt-"))
