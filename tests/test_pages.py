"""The frame: who comes in, what the first page says, and settings that must not slip."""

import os
import subprocess
import sys

import pytest
from django.conf import settings
from django.core.management import call_command
from django.db import connection
from django.test import Client

from tests.factories import create_activity, create_meeting, create_report, create_user


def test_sign_in_with_address_and_password(db, client):
    create_user()
    wrong = client.post("/logga-in/", {"login": "vera.lindmark@example.se", "password": "fel"})
    assert "hör inte ihop" in wrong.text
    assert "vera.lindmark@example.se" in wrong.text
    right = client.post("/logga-in/", {"login": "Vera.Lindmark@example.se", "password": "ett långt lösenord"})
    assert right.headers["Location"] == "/"
    assert "Hej Vera" in client.get("/").text


def test_the_account_of_commands_cannot_sign_in(db, client):
    from big.people.models import User

    user = User.objects.command_line()
    assert User.objects.command_line() == user
    assert not user.has_usable_password()
    assert not user.is_active


def test_sign_out(as_secretary):
    as_secretary.post("/logga-ut/")
    assert as_secretary.get("/").status_code == 302


def test_empty_first_page_is_friendly(as_secretary):
    page = as_secretary.get("/").text
    for sentence in ("Ingen rapport är publicerad än", "Inga insatser", "Inget sammanträde är planerat"):
        assert sentence in page


def test_first_page_counts_what_no_report_has_taken_up(as_secretary, secretary):
    create_activity(by=secretary)
    assert "1 insats är inte med i någon rapport än" in as_secretary.get("/").text


def test_first_page_says_what_waits_for_whom(as_secretary, as_administrator, secretary):
    create_report()
    create_meeting()
    page = as_secretary.get("/").text
    assert "Publicera Aktuellt från gruppen den 12 mars 2026" in page
    assert "Skriv klart: Protokoll 2026-02-03" in page
    assert "Inget väntar på dig just nu" in as_administrator.get("/").text


@pytest.mark.parametrize("address", ["/", "/insatser/", "/rapporter/", "/sammantraden/"])
def test_lists_cost_the_same_whatever_they_hold(as_secretary, secretary, django_assert_num_queries, address):
    def fill(count: int) -> None:
        for number in range(count):
            create_activity(by=secretary, text=f"Insats {number}")
            create_report()
            create_meeting()

    fill(2)
    with CountQueries() as few:
        as_secretary.get(address)
    fill(15)
    with CountQueries() as many:
        as_secretary.get(address)
    assert few.count == many.count <= 18


class CountQueries:
    def __enter__(self) -> "CountQueries":
        from django.test.utils import CaptureQueriesContext

        self.capture = CaptureQueriesContext(connection).__enter__()
        return self

    def __exit__(self, *error: object) -> None:
        self.capture.__exit__(*error)
        self.count = len(self.capture)


def test_content_security_policy_allows_nothing_inline(as_secretary):
    policy = as_secretary.get("/").headers["Content-Security-Policy"]
    assert "default-src 'none'" in policy
    assert "unsafe" not in policy
    assert "frame-ancestors 'none'" in policy


def production(expression: str, **environment: str) -> str:
    """The value of a setting where an installation's environment is all there is."""
    env = {key: value for key, value in os.environ.items() if key not in ("DEBUG", "DJANGO_SETTINGS_MODULE")}
    code = f"from big import settings; print({expression})"
    done = subprocess.run(
        [sys.executable, "-c", code],
        env=env | {"SECRET_KEY": "x" * 60} | environment,
        capture_output=True,
        text=True,
        check=True,
    )
    return done.stdout.strip()


def test_cookies_belong_to_this_host_alone_in_production(tmp_path):
    names = production("settings.SESSION_COOKIE_NAME, settings.CSRF_COOKIE_NAME", DATA_DIR=str(tmp_path))
    assert names == "__Host-session __Host-csrf"


def test_environment_alone_turns_the_identity_provider_on(tmp_path):
    apps = "settings.SOCIALACCOUNT_PROVIDERS['openid_connect']['APPS'], *settings.SECURE_CSP['form-action'][1:]"
    assert production(apps, DATA_DIR=str(tmp_path)) == "[]"
    oidc = {"OIDC_SERVER_URL": "https://id.example.se/realm", "OIDC_CLIENT_ID": "big", "OIDC_CLIENT_SECRET": "s"}
    configured = production(apps, DATA_DIR=str(tmp_path), **oidc)
    assert "'client_id': 'big'" in configured
    assert configured.endswith(" https://id.example.se")


@pytest.mark.parametrize(
    ("url", "expected"),
    [
        ("submission://u:p%40ss@mail.example.se", "mail.example.se 587 u p@ss True"),
        ("smtp://mail.example.se", "mail.example.se 25 None None False"),
    ],
)
def test_environment_says_how_mail_is_sent(tmp_path, url, expected):
    options = "*map(settings.MAILERS['default']['OPTIONS'].get, ('host', 'port', 'username', 'password', 'use_tls'))"
    assert production(options, DATA_DIR=str(tmp_path), EMAIL_URL=url) == expected


def test_health_answers_to_anybody(db):
    assert Client().get("/halsa/").text == "ok"


@pytest.mark.skipif(connection.vendor != "sqlite", reason="SQLite's own settings")
def test_sqlite_waits_and_never_loses_a_commit(db):
    options = settings.DATABASES["default"]["OPTIONS"]
    assert options["transaction_mode"] == "IMMEDIATE"
    assert options["timeout"] == 20
    with connection.cursor() as cursor:
        for pragma, value in (("synchronous", (2,)), ("foreign_keys", (1,)), ("recursive_triggers", (1,))):
            cursor.execute(f"PRAGMA {pragma}")
            assert cursor.fetchone() == value
        cursor.execute("PRAGMA mmap_size")
        assert cursor.fetchone() in (None, (0,))  # an in-memory database has none to tell


@pytest.mark.skipif(connection.vendor != "postgresql", reason="PostgreSQL's own settings")
def test_postgresql_connections_last_and_are_checked(db):
    database = settings.DATABASES["default"]
    assert database["CONN_MAX_AGE"] == 600
    assert database["CONN_HEALTH_CHECKS"] is True


def test_migrations_are_complete(db):
    call_command("makemigrations", "--check", "--dry-run", verbosity=0)


def test_old_sqlite_is_warned_about_before_real_use(monkeypatch):
    from big import checks

    monkeypatch.setattr(checks, "connection", type("Connection", (), {"vendor": "sqlite"}))
    monkeypatch.setattr(checks.sqlite3, "sqlite_version_info", (3, 40, 1))
    assert [warning.id for warning in checks.check_sqlite_version()] == ["big.W001"]
    monkeypatch.setattr(checks.sqlite3, "sqlite_version_info", (3, 51, 3))
    assert checks.check_sqlite_version() == []


def test_answers_are_private_and_use_no_device(as_secretary):
    headers = as_secretary.get("/").headers
    assert headers["Cache-Control"] == "private, no-store"
    assert headers["Cross-Origin-Resource-Policy"] == "same-origin"
    assert headers["Cross-Origin-Opener-Policy"] == "same-origin"
    assert headers["X-Content-Type-Options"] == "nosniff"
    assert headers["Referrer-Policy"] == "same-origin"
    assert "camera=()" in headers["Permissions-Policy"]
    assert "publickey" not in headers["Permissions-Policy"]


def test_errors_keep_people_oriented(as_administrator, client, monkeypatch):
    assert "Sidan finns inte" in as_administrator.get("/finns-inte/").text
    assert "Du har inte behörighet" in as_administrator.get("/insatser/").text
    strict = Client(enforce_csrf_checks=True)
    assert "Ingenting har sparats" in strict.post("/logga-in/", {"username": "x"}).text
    bad = client.get("/logga-in/", headers={"host": "någon annan"})
    assert bad.status_code == 400
    assert "Begäran gick inte att förstå" in bad.text


def test_an_error_of_ours_says_that_nothing_saved_is_lost(as_secretary, monkeypatch):
    as_secretary.raise_request_exception = False
    monkeypatch.setattr("reports.home.panel", lambda user: 1 / 0)
    answer = as_secretary.get("/")
    assert answer.status_code == 500
    assert "Det du senast sparade finns kvar" in answer.text


def test_accessibility_statement_is_for_everybody(db, client):
    page = client.get("/tillganglighet/").text
    assert "WCAG 2.2" in page
    assert "Kända brister" in page


def test_the_key_is_made_once_and_for_its_owner_alone(tmp_path):
    from big.secret import kept_secret

    path = tmp_path / "data" / "secret_key"
    key = kept_secret(path)
    assert len(key) >= 50
    assert kept_secret(path) == key
    assert path.stat().st_mode & 0o777 == 0o600
