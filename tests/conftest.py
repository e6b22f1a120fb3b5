import os
import socket
import uuid
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import hypothesis
import pytest
from django.db import connection
from django.http import HttpResponse
from django.test import Client
from playwright.sync_api import Browser
from xdist.scheduler import LoadScopeScheduling

from big.people.models import User
from big.people.roles import Role
from tests import factories
from tests.browser import chromium
from tests.server import new_database
from tests.tools import require_tool

# Playwright's synchronous interface runs an event loop in the test's own thread.
os.environ.setdefault("DJANGO_ALLOW_ASYNC_UNSAFE", "true")

# How long one example takes says how busy the machine is, not whether the code is right.
hypothesis.settings.register_profile("unhurried", deadline=None)
hypothesis.settings.load_profile("unhurried")

SEEDS = Path(__file__).parents[2] / "shared" / "seeds"


class LongOnesFirst(LoadScopeScheduling):
    """Every test by itself to the next free process, but a file that prepares much for its tests as a whole.

    Those files have more than one test, so xdist begins with them, and no process is left alone with a long one in the
    end. Its own groups are lost with pytest 9.2, which does not let a test be renamed.
    """

    def _split_scope(self, nodeid: str) -> str:
        file = nodeid.partition("::")[0]
        return file if file.startswith(("tests/stories/", "tests/test_every_page.py")) else nodeid


def pytest_xdist_make_scheduler(config: pytest.Config, log: Any) -> LongOnesFirst:
    return LongOnesFirst(config, log)


def pytest_collection_modifyitems(config: pytest.Config, items: list[pytest.Item]) -> None:
    """What asks no database answers the same beside any: once is enough, beside SQLite."""
    if not os.environ.get("DATABASE_URL"):
        return
    asks = {"db", "transactional_db", "django_db_setup", "product"}
    kept = [item for item in items if item.get_closest_marker("django_db") or asks.intersection(item.fixturenames)]
    config.hook.pytest_deselected(items=[item for item in items if item not in set(kept)])
    items[:] = kept


@pytest.fixture(autouse=True, scope="session")
def closed_network() -> Iterator[None]:
    """Tests talk to this machine only."""
    connect = socket.socket.connect

    def only_here(self: socket.socket, address: object) -> None:
        if self.family in (socket.AF_INET, socket.AF_INET6) and address[0] not in ("127.0.0.1", "::1", "localhost"):
            raise AssertionError(f"A test tried to reach {address}.")
        connect(self, address)

    with pytest.MonkeyPatch.context() as monkeypatch:
        monkeypatch.setattr(socket.socket, "connect", only_here)
        yield


@pytest.fixture(scope="module")
def browser() -> Iterator[Browser]:
    """Closed after each file: while it is open an event loop runs in this thread, and nobody else's can."""
    require_tool("chromium")
    with chromium() as browser:
        yield browser


@pytest.fixture
def seeds() -> Path:
    """The customer's two papers; they are not part of the project."""
    if not SEEDS.is_dir():
        pytest.skip(f"the customer's papers are not at {SEEDS}")
    return SEEDS


@pytest.fixture
def own_database(tmp_path: Path) -> Iterator[dict[str, str]]:
    """The environment of a program with a database of its own, of the same kind as the tests'."""
    env = {**os.environ, "DJANGO_SETTINGS_MODULE": "big.settings", "DEBUG": "true", "DATA_DIR": str(tmp_path)}
    if connection.vendor == "sqlite":
        yield env
        return
    with new_database(os.environ["DATABASE_URL"], f"writers_{uuid.uuid4().hex}") as url:
        yield {**env, "DATABASE_URL": url}


@pytest.fixture
def secretary(db: None) -> User:
    """Somebody who both composes reports and keeps the minutes, as in a small office."""
    return factories.create_user(Role.EDITOR, Role.SECRETARY, email="tora.hallen@example.se", name="Tora Hallén")


@pytest.fixture
def administrator(db: None) -> User:
    return factories.create_user(Role.ADMINISTRATOR, email="ove.ek@example.se", name="Ove Ek")


class Reader(Client):
    """A browser that fails its test when a page prints a variable that its view did not give."""

    def request(self, **request: Any) -> HttpResponse:
        response = super().request(**request)
        own_page = not response.streaming and not request["PATH_INFO"].startswith("/admin/")
        assert not (own_page and b"[[UNDEFINED" in response.content), response.text
        return response


@pytest.fixture
def as_secretary(secretary: User) -> Client:
    client = Reader()
    client.force_login(secretary)
    return client


@pytest.fixture
def as_administrator(administrator: User) -> Client:
    client = Reader()
    client.force_login(administrator)
    return client
