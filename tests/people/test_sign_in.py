"""Who is let in, how often one may guess, and when it ends. The ways in with a browser are in tests/stories."""

import time
from urllib.parse import urlsplit

import pytest
from django.core import mail
from django.core.cache import cache
from django.test import Client
from django.urls import NoReverseMatch, reverse

from big.people import accounts
from big.people.middleware import PRECISION, SEEN, SIGNED_IN
from big.people.models import User
from tests.factories import create_user
from tests.post_office import link_in, post_office

ADDRESS, PASSWORD = "vera.lindmark@example.se", "ett långt lösenord"
HOUR = 3600


def sign_in(client: Client, password: str = PASSWORD, email: str = ADDRESS):
    return client.post("/logga-in/", {"login": email, "password": password})


def is_in(client: Client) -> bool:
    return client.get("/").status_code == 200


@pytest.mark.parametrize("name", ["account_signup", "socialaccount_signup", "account_email", "mfa_signup_webauthn"])
def test_there_is_no_page_to_register_on(name):
    with pytest.raises(NoReverseMatch):
        reverse(name)


def test_capitals_in_the_address_do_not_matter(db, client):
    create_user(email="Vera.Lindmark@Example.se")
    assert sign_in(client, email="VERA.Lindmark@example.se").headers["Location"] == "/"


def test_sign_in_leads_on_to_what_was_asked_for_but_never_off_the_site(db, client):
    create_user()
    assert client.post("/logga-in/", {"login": ADDRESS, "password": PASSWORD, "next": "/mitt-konto/"}).url == (
        "/mitt-konto/"
    )
    client.post("/logga-ut/")
    assert client.post("/logga-in/", {"login": ADDRESS, "password": PASSWORD, "next": "//evil.example/"}).url == "/"


def test_sixth_wrong_password_is_refused_and_then_the_right_one_too(db, client):
    create_user()
    for _ in range(5):
        assert "hör inte ihop" in sign_in(client, "fel").text
    assert "För många försök" in sign_in(client, "fel").text
    assert "För många försök" in sign_in(Client(), PASSWORD).text, "the limit is the account's, not the browser's"


def test_limits_are_counted_in_the_database_so_that_all_processes_share_them(settings, db):
    assert settings.CACHES["default"]["BACKEND"].endswith("DatabaseCache")
    cache.set("proof", "there")
    assert cache.get("proof") == "there"


def test_limit_counts_the_visitor_behind_our_proxy(db, settings):
    settings.ALLAUTH_TRUSTED_PROXY_COUNT = 1
    settings.ACCOUNT_RATE_LIMITS = {"login_failed": "2/m/ip"}
    create_user()

    def guess(seen_by_proxy: str) -> str:
        client = Client(headers={"X-Forwarded-For": f"203.0.113.9, {seen_by_proxy}"})  # the first may be made up
        return sign_in(client, "fel").text

    for _ in range(2):
        guess("192.0.2.1")
    assert "För många försök" in guess("192.0.2.1")
    assert "hör inte ihop" in guess("192.0.2.2")


def test_too_many_requests_are_answered_in_swedish(db, client, settings):
    settings.ACCOUNT_RATE_LIMITS = {"reset_password": "1/m/ip"}
    client.post("/glomt-losenord/", {"email": ADDRESS})
    answer = client.post("/glomt-losenord/", {"email": ADDRESS})
    assert answer.status_code == 429
    assert "Vänta några minuter" in answer.text


# -- A new password ----------------------------------------------------------------------------------------------------


def test_new_password_by_mail_over_a_real_mail_server(db, client, settings):
    create_user()
    with post_office() as (port, letters):
        smtp = {
            "BACKEND": "django.core.mail.backends.smtp.EmailBackend",
            "OPTIONS": {"host": "127.0.0.1", "port": port},
        }
        settings.MAILERS = {"default": smtp}
        assert "skickat" in client.post("/glomt-losenord/", {"email": ADDRESS}, follow=True).text
    letter = letters.last_to(ADDRESS)
    assert letter["Subject"] == "Nytt lösenord"
    form = client.get(urlsplit(link_in(letter)).path, follow=True)
    chosen = {"password1": "ett annat långt lösenord", "password2": "ett annat långt lösenord"}
    # The mail server is gone by now, and with it the letter that says so: the password is changed all the same.
    assert "Lösenordet är bytt" in client.post(form.redirect_chain[-1][0], chosen, follow=True).text
    assert sign_in(client).status_code == 200
    assert sign_in(client, "ett annat långt lösenord").headers["Location"] == "/"
    again = Client().get(urlsplit(link_in(letter)).path, follow=True)
    assert "Länken gäller inte" in again.text


def test_nobody_learns_who_has_an_account(db, client):
    create_user()
    known = client.post("/glomt-losenord/", {"email": ADDRESS}, follow=True).text
    unknown = Client().post("/glomt-losenord/", {"email": "nagon.annan@example.se"}, follow=True).text
    assert [letter.to for letter in mail.outbox] == [[ADDRESS]]
    assert "Om det finns ett konto" in known
    assert "Om det finns ett konto" in unknown


def test_new_password_ends_the_other_sessions(db, client):
    user = create_user()
    sign_in(client)
    user.set_password("ett annat långt lösenord")
    user.save()
    assert not is_in(client)


def test_an_earlier_address_opens_nothing(db, client):
    user = create_user()
    client.post("/glomt-losenord/", {"email": ADDRESS})  # allauth notes the address here
    user = User.objects.get(pk=user.pk)
    user.email = "vera.ny@example.se"
    user.save()
    assert "hör inte ihop" in sign_in(client).text
    mail.outbox.clear()
    client.post("/glomt-losenord/", {"email": ADDRESS})
    assert mail.outbox == []
    assert sign_in(client, email="vera.ny@example.se").headers["Location"] == "/"


# -- Closed accounts ---------------------------------------------------------------------------------------------------


def test_closing_an_account_ends_every_session_at_once(db, administrator):
    user, browsers = create_user(), [Client(), Client()]
    for browser in browsers:
        sign_in(browser)
        assert is_in(browser)
    accounts.deactivate(user, by=administrator)
    assert not any(map(is_in, browsers))
    accounts.reactivate(user, by=administrator)
    assert not any(map(is_in, browsers)), "an ended session stays ended"


def test_a_closed_account_is_let_in_no_way(db, client, administrator):
    user = create_user()
    accounts.deactivate(user, by=administrator)
    assert sign_in(client).headers["Location"] == "/avstangt-konto/"
    assert "Kontot är avstängt" in client.get("/avstangt-konto/").text
    assert not is_in(client)
    client.post("/glomt-losenord/", {"email": ADDRESS})
    assert mail.outbox == []


def test_a_link_to_a_new_password_does_not_open_a_closed_account(db, client, administrator):
    user = create_user()
    client.post("/glomt-losenord/", {"email": ADDRESS})
    accounts.deactivate(user, by=administrator)
    path = urlsplit(next(word for word in mail.outbox[0].body.split() if word.startswith("http"))).path
    form = client.get(path, follow=True)
    if form.redirect_chain:
        chosen = {"password1": "ett annat långt lösenord", "password2": "ett annat långt lösenord"}
        client.post(form.redirect_chain[-1][0], chosen)
    assert not is_in(client)
    sign_in(client, "ett annat långt lösenord")
    assert not is_in(client)


# -- When a session ends -----------------------------------------------------------------------------------------------


def age(client: Client, **hours: float) -> None:
    """Move the session's clocks back."""
    session = client.session
    for key, value in hours.items():
        session[key] -= int(value * HOUR)
    session.save()


def test_session_ends_after_eight_hours_without_use(db, client):
    create_user()
    sign_in(client)
    age(client, **{SEEN: 7.9, SIGNED_IN: 7.9})
    assert is_in(client)
    age(client, **{SEEN: 8.1})
    assert client.get("/").url == "/logga-in/?next=/"
    assert "Logga in igen" in client.get("/logga-in/").text
    assert not is_in(client)


def test_session_ends_after_twelve_hours_however_much_it_is_used(db, client):
    create_user()
    sign_in(client)
    age(client, **{SIGNED_IN: 11.9})
    assert is_in(client)
    age(client, **{SIGNED_IN: 0.2})
    assert not is_in(client)


def test_use_is_noted_but_not_at_every_page(db, client):
    create_user()
    sign_in(client)
    began = client.session[SEEN]
    is_in(client)
    assert client.session[SEEN] == began
    age(client, **{SEEN: 2 * PRECISION / HOUR})
    is_in(client)
    assert client.session[SEEN] >= int(time.time()) - 5


# -- One's own account -------------------------------------------------------------------------------------------------


def test_list_of_sessions_ends_the_others(db, client):
    create_user()
    other = Client(headers={"User-Agent": "En annan webbläsare"})
    sign_in(other)
    sign_in(client)
    page = client.get("/mitt-konto/inloggningar/").text
    assert "En annan webbläsare" in page
    client.post("/mitt-konto/inloggningar/")
    assert is_in(client)
    assert not is_in(other)


def test_second_factors_ask_for_the_password_first(as_secretary):
    assert as_secretary.get("/mitt-konto/tvasteg/app/").url.startswith("/mitt-konto/bekrafta/")


def test_nobody_is_kept_from_second_factors_by_asking_for_a_new_password_to_their_address(db, client):
    create_user()
    Client().post("/glomt-losenord/", {"email": ADDRESS})
    sign_in(client)
    client.post("/mitt-konto/bekrafta/", {"password": PASSWORD})
    assert "Anslut appen" in client.get("/mitt-konto/tvasteg/app/").text


def test_the_administration_has_no_door_of_its_own(db, client):
    assert client.get("/admin/login/").url.startswith("/logga-in/?next=")


def test_an_identity_provider_that_does_not_answer_is_no_dead_end(db, client, settings):
    app = {"provider_id": "oidc", "name": "Kommunkontot", "client_id": "big", "secret": "x"}
    app["settings"] = {"server_url": "http://127.0.0.1:9/.well-known/openid-configuration"}
    settings.SOCIALACCOUNT_PROVIDERS = {"openid_connect": {"APPS": [app]}}
    answer = client.post("/extern-inloggning/oidc/")
    assert answer.status_code == 503
    assert "svarade inte som den skulle" in answer.text
