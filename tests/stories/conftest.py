"""Stories run in a real browser against the product served by gunicorn on a database of its own in each process."""

import os
from collections.abc import Callable, Iterator
from contextlib import ExitStack
from typing import Any

import pytest
from oidc_provider_mock import User as OIDCUser
from oidc_provider_mock import run_server_in_thread
from playwright.sync_api import Browser, BrowserContext, ConsoleMessage, Locator, Page, expect

from tests.browser import PATIENCE, sign_in
from tests.certificates import Authority, seal_in_file
from tests.post_office import Letters, post_office
from tests.server import manage, new_database, running_product
from tests.tools import require_tool

expect.set_options(timeout=PATIENCE * 1000)


@pytest.fixture(autouse=True, scope="session")
def whole_pages() -> Iterator[None]:
    """Who presses something waits until the page that it leads to is there, with its scripts, as people do.

    Playwright waits until it begins to come. What is pressed before its scripts are there may do nothing.
    """

    def patiently(act: Callable[..., None]) -> Callable[..., None]:
        def acted(locator: Locator, *args: Any, **kwargs: Any) -> None:
            act(locator, *args, **kwargs)
            locator.page.wait_for_load_state()

        return acted

    with pytest.MonkeyPatch.context() as monkeypatch:
        for name in ("click", "press"):
            monkeypatch.setattr(Locator, name, patiently(getattr(Locator, name)))
        yield


@pytest.fixture(scope="session")
def letters(post: tuple[int, Letters]) -> Letters:
    """The mail that the product has sent."""
    return post[1]


@pytest.fixture(scope="session")
def post() -> Iterator[tuple[int, Letters]]:
    with post_office() as post:
        yield post


@pytest.fixture(scope="session")
def identity_provider() -> Iterator[str]:
    """The address of a real OpenID Connect provider, where anybody signs in as whom they like."""
    users = [
        OIDCUser(sub="petra-in-the-municipality", claims={"email": "p.lunnerdal@kommunen.example"}),
        # Claims an address that has an account here: that must not be enough.
        OIDCUser(sub="nobody-here", claims={"email": "petra.lunnerdal@example.se", "email_verified": True}),
    ]
    with run_server_in_thread(user_claims=users) as idp:
        yield f"http://localhost:{idp.server_port}"


@pytest.fixture(scope="session")
def product(
    tmp_path_factory: pytest.TempPathFactory, worker_id: str, post: tuple[int, Letters], identity_provider: str
) -> Iterator[tuple[str, dict[str, str]]]:
    require_tool("pango")
    settings = {
        "EMAIL_URL": f"smtp://127.0.0.1:{post[0]}",
        "OIDC_SERVER_URL": identity_provider,
        "OIDC_CLIENT_ID": "big",
        "OIDC_CLIENT_SECRET": "secret",
        "OIDC_NAME": "Kommunkontot",
        **seal_in_file(Authority(), tmp_path_factory.mktemp("seal")),
    }
    database_url = os.environ.get("DATABASE_URL", "")
    with ExitStack() as stack:
        if database_url:
            database_url = stack.enter_context(new_database(database_url, f"stories_{worker_id}"))
        yield stack.enter_context(running_product(tmp_path_factory.mktemp("product"), database_url, **settings))


@pytest.fixture(scope="session")
def address(product: tuple[str, dict[str, str]]) -> str:
    return product[0]


@pytest.fixture(scope="session")
def command(product: tuple[str, dict[str, str]]) -> Callable[..., str]:
    """Run a manage.py command against the served database."""
    return lambda *args: manage(*map(str, args), env=product[1])


class Complaints(list[str]):
    """What the browser complained of: script errors, blocked content, failed requests."""


@pytest.fixture
def context(browser: Browser) -> Iterator[BrowserContext]:
    context = browser.new_context(locale="sv-SE", viewport={"width": 1280, "height": 900})
    yield context
    context.close()


@pytest.fixture
def complaints() -> Complaints:
    """A test that means to meet a refusal clears them."""
    return Complaints()


def is_complaint(message: ConsoleMessage) -> bool:
    """An error; but not that htmx gave a question up because the part of the page that asked is gone."""
    return message.type == "error" and not message.text.startswith(("htmx:sendAbort", "htmx:afterRequest"))


@pytest.fixture
def page(context: BrowserContext, complaints: Complaints) -> Iterator[Page]:
    """A page that fails its test when the browser complains of anything."""
    page = context.new_page()
    page.on("console", lambda message: complaints.append(message.text) if is_complaint(message) else None)
    page.on("pageerror", lambda error: complaints.append(str(error)))
    yield page
    assert complaints == []


@pytest.fixture
def secretary_page(page: Page, address: str) -> Page:
    sign_in(page, address, "petra.lunnerdal@example.se")
    return page
