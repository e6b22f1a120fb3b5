"""The machine's own Chromium, driven by Playwright."""

import os
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Any

from axe_playwright_python.base import AXE_SCRIPT, AxeResults
from playwright.sync_api import Browser, Error, Locator, Page, sync_playwright

from big import make

ARGS = [
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
]

Rules = dict[str, Any]

WCAG = {
    "runOnly": ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"],
    "resultTypes": ["violations"],
}
CONTRAST = {"runOnly": {"type": "rule", "values": ["color-contrast"]}, "resultTypes": ["violations"]}


@contextmanager
def chromium() -> Iterator[Browser]:
    args = [*ARGS, "--no-sandbox"] if os.geteuid() == 0 else ARGS
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=make.chromium(), args=args)
        yield browser
        browser.close()


def sign_in(page: Page, address: str, email: str, password: str = "demo") -> None:
    page.goto(f"{address}/logga-in/")
    page.get_by_label("E-postadress").fill(email)
    page.get_by_label("Lösenord").fill(password)
    page.get_by_role("button", name="Logga in", exact=True).click()
    page.wait_for_url(f"{address}/")


PATIENCE = 15
"""Seconds; a busy machine is no fault of the product's."""


def soon[T](look: Callable[[], T], wanted: T) -> None:
    """Look until one sees what is wanted: a page may be half drawn, or on its way to be another."""
    deadline = time.monotonic() + PATIENCE
    while True:
        try:
            seen = look()
        except Error:  # the page that was asked is gone
            if time.monotonic() > deadline:
                raise
        else:
            if seen == wanted or time.monotonic() > deadline:
                assert seen == wanted
                return
        time.sleep(0.05)


def values(boxes: Locator) -> list[str]:
    """What is written in the boxes, all in one moment."""
    return boxes.evaluate_all("boxes => boxes.map(box => box.value)")


def holding(parts: Locator, box: str, value: str) -> Locator:
    """The one of the page's parts in whose box (a CSS selector) that value stands; found again by its id afterwards."""
    look = """(parts, [box, value]) => {
        const holds = part => [...part.querySelectorAll(box)].some(found => found.value === value)
        return parts.filter(holds).map(part => part.id)
    }"""
    ids: list[str] = []

    def is_there() -> bool:
        ids[:] = parts.evaluate_all(look, [box, value])
        return bool(ids)

    soon(is_there, True)
    return parts.page.locator(f"#{ids[0]}")


def faults_on(page: Page, schemes: dict[str | None, Rules]) -> Iterator[str]:
    """What breaks which rules, and what scrolls sideways, on a desktop and on the narrowest phone.

    `schemes` are the rules to check in each of the system's modes: light, dark, or None, the one that the page has now.
    """
    page.wait_for_load_state()
    if page.evaluate("window.axe === undefined"):
        page.evaluate(AXE_SCRIPT)
    for width in (1280, 320):
        page.set_viewport_size({"width": width, "height": 900})
        if page.evaluate("document.documentElement.scrollWidth") > width:
            yield f"{page.url} scrolls sideways at {width}"
        for scheme, rules in schemes.items():
            page.emulate_media(color_scheme=scheme)
            # A colour on its way from light to dark is not the one that people read.
            page.evaluate("() => document.getAnimations().forEach(animation => animation.finish())")
            found = AxeResults(page.evaluate("rules => axe.run(rules)", rules))
            if found.violations_count:
                yield f"{page.url} at {width}, {scheme or 'as it is'}: {found.generate_report()}"


def check(page: Page) -> None:
    """No accessibility fault, and nothing to scroll sideways."""
    assert not (faults := list(faults_on(page, {None: WCAG}))), "\n".join(faults)
