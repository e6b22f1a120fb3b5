"""Every page is right HTML, and accessible on a desktop and on the narrowest phone, in light and in dark."""

from pathlib import Path
from urllib.parse import urlsplit

import pytest
from django.contrib.staticfiles import finders
from django.db import connection, transaction
from django.test import override_settings
from oidc_provider_mock import run_server_in_thread
from playwright.sync_api import Browser, Route
from pytest_django import DjangoDbBlocker

from tests.browser import CONTRAST, WCAG, faults_on
from tests.every_page import Pages, every_page
from tests.html_checking import faults_in
from tests.tools import require_tool

pytestmark = pytest.mark.django_db

SCHEMES = {"light": WCAG, "dark": CONTRAST}
"""What is checked in which of the system's modes: darkness changes colours and nothing else."""

ELSEWHERE = {
    "mfa_edit_webauthn security key",
    "mfa_login_webauthn",
    "mfa_remove_webauthn security key",
    "minutes:attest_on_paper finished",
    "minutes:approve_minutes sent",
    "minutes:attestation written",
    "minutes:calendar draft",
    "minutes:cancel_meeting draft",
    "minutes:cancel_meeting finished",
    "minutes:change_meeting finished",
    "minutes:draft_pdf finished",
    "minutes:change_correction attested correction",
    "minutes:correction_on_paper attested correction",
    "minutes:correction_pdf attested correction",
    "minutes:approve_correction correction",
    "minutes:correction_proof three",
    "minutes:extract draft",
    "minutes:send_correction attested correction",
    "minutes:write_correction §",
    "minutes:feed made-up",
    "minutes:notice finished",
    "minutes:notice_pdf finished",
    "minutes:outcomes §",
    "minutes:paragraph paragraph",
    "minutes:proposals draft",
    "minutes:recall written",
    "minutes:scan draft",
    "minutes:send_to_attesters sent",
    "minutes:write draft",
    "minutes:write finished",
    "people:prove_externally",
    "people:resume unsaved",
    "reports:draft_pdf finished",
    "reports:compose finished",
    "reports:correct draft",
    "reports:feed made-up",
    "reports:particulars finished",
    "reports:preview finished",
    "reports:publish finished",
}
"""Addresses that have no page, or none for the state in question. Any other that answered nobody was not checked."""


@pytest.fixture(scope="module")
def visited(django_db_setup: None, django_db_blocker: DjangoDbBlocker) -> tuple[Pages, set[str]]:
    require_tool("pango")
    with run_server_in_thread() as idp:
        app = {"provider_id": "oidc", "name": "Kommunkontot", "client_id": "big", "secret": "secret"}
        app["settings"] = {"server_url": f"http://localhost:{idp.server_port}"}
        providers = override_settings(SOCIALACCOUNT_PROVIDERS={"openid_connect": {"APPS": [app]}})
        with providers, django_db_blocker.unblock(), transaction.atomic():
            found = every_page()
            transaction.set_rollback(True)
    return found


def test_html(visited: tuple[Pages, set[str]], tmp_path: Path) -> None:
    pages, elsewhere = visited
    assert elsewhere == ELSEWHERE
    faults = faults_in({name: answer.text for name, answer in pages.items()}, tmp_path)
    assert not faults, "\n".join(faults)


@pytest.mark.skipif(connection.vendor != "sqlite", reason="the pages are the same on every database")
def test_accessibility(visited: tuple[Pages, set[str]], browser: Browser) -> None:
    """The browser asks this test instead of a server."""
    served = {f"/{number}": answer for number, answer in enumerate(visited[0].values())}

    def serve(route: Route) -> None:
        path = urlsplit(route.request.url).path
        if answer := served.get(path):
            route.fulfill(body=answer.content, headers=dict(answer.headers))
        elif path.startswith("/static/"):
            route.fulfill(path=finders.find(path.removeprefix("/static/")))
        else:
            route.abort()  # the administration's words for its scripts

    faults = []
    page = browser.new_page(locale="sv-SE")
    page.route("**/*", serve)
    for path, name in zip(served, visited[0], strict=True):
        page.goto(f"http://big.test{path}")
        faults += [f"{name}: {fault}" for fault in faults_on(page, SCHEMES)]
    page.close()
    assert not faults, "\n".join(faults)
