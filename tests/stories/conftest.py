"""Stories run in a real browser against the product served by gunicorn on a database of its own."""

import os
from collections.abc import Callable, Iterator

import pytest
from playwright.sync_api import Browser, BrowserContext, Page

from tests.browser import chromium, sign_in
from tests.server import manage, running_product
from tests.tools import require_tool


@pytest.fixture(scope="session")
def product(tmp_path_factory: pytest.TempPathFactory) -> Iterator[tuple[str, dict[str, str]]]:
    require_tool("pango", "chromium")
    with running_product(tmp_path_factory.mktemp("product"), os.environ.get("DATABASE_URL", "")) as served:
        yield served


@pytest.fixture(scope="session")
def address(product: tuple[str, dict[str, str]]) -> str:
    return product[0]


@pytest.fixture(scope="session")
def command(product: tuple[str, dict[str, str]]) -> Callable[..., str]:
    """Run a manage.py command against the served database."""
    return lambda *args: manage(*map(str, args), env=product[1])


@pytest.fixture(scope="session")
def browser(product: tuple[str, dict[str, str]]) -> Iterator[Browser]:
    with chromium() as browser:
        yield browser


class Complaints(list[str]):
    """What the browser complained of: script errors, blocked content, failed requests."""


@pytest.fixture
def context(browser: Browser) -> Iterator[BrowserContext]:
    context = browser.new_context(locale="sv-SE", viewport={"width": 1280, "height": 900})
    yield context
    context.close()


@pytest.fixture
def page(context: BrowserContext) -> Iterator[Page]:
    """A page that fails its test when the browser complains of anything."""
    page = context.new_page()
    complaints = Complaints()
    page.on("console", lambda message: complaints.append(message.text) if message.type == "error" else None)
    page.on("pageerror", lambda error: complaints.append(str(error)))
    yield page
    assert complaints == []


@pytest.fixture
def secretary_page(page: Page, address: str) -> Page:
    sign_in(page, address, "petra.lunnerdal@example.se")
    return page
