"""How accounts come to be: by invitation, once, within a week."""

import datetime

import pytest
from django.core import mail
from django.db import IntegrityError
from django.test import Client
from django.utils import timezone

from big.people import accounts, invitations
from big.people.models import Event, Invitation, Person, User
from big.people.roles import Role
from big.refusals import Refused
from tests.factories import create_user
from tests.post_office import post_office

PASSWORD = "ett långt lösenord"
WEEK = datetime.timedelta(days=7)


@pytest.fixture
def invitation(administrator: User) -> Invitation:
    return invitations.invite(name="Vera Lindmark", email="Vera.Lindmark@example.se", by=administrator)


def address(invitation: Invitation) -> str:
    return f"/inbjudan/{invitations.token(invitation)}/"


def choose(client: Client, invitation: Invitation, password: str = PASSWORD, repeated: str | None = None):
    return client.post(address(invitation), {"password": password, "repeated": repeated or password})


def acts() -> list[str]:
    return [str(event) for event in Event.objects.exclude(act=Event.Act.SIGNED_IN).newest_first()]


def test_administrator_invites_and_the_guest_opens_the_account(as_administrator, client):
    person = Person.objects.create(name="Vera Lindmark", title="samordnare")
    page = as_administrator.post(
        "/konton/bjud-in/",
        {"name": "Vera Lindmark", "email": "Vera.Lindmark@example.se", "person": person.pk},
        follow=True,
    )
    assert "Inbjudan är skickad till vera.lindmark@example.se" in page.text
    (letter,) = mail.outbox
    link = next(word for word in letter.body.split() if word.startswith("http"))
    assert letter.to == ["vera.lindmark@example.se"]
    assert "Ove Ek bjuder in dig" in letter.body
    path = link.removeprefix("http://testserver")
    assert "vera.lindmark@example.se" in client.get(path).text
    assert client.post(path, {"password": PASSWORD, "repeated": PASSWORD}).url == "/"
    assert "Hej Vera" in client.get("/").text
    assert User.objects.get(email="vera.lindmark@example.se").person == person
    assert acts() == [
        "Vera Lindmark öppnade sitt konto.",
        "Ove Ek bjöd in Vera Lindmark <vera.lindmark@example.se>.",
    ]


def invite_with(client: Client, *roles: Role, **typed: str):
    data = {"name": "Vera Lindmark", "email": "vera@example.se", "roles": list(roles)} | typed
    return client.post("/konton/bjud-in/", data, follow=True)


def test_roles_are_explained_and_given_with_the_invitation(as_administrator, client):
    page = as_administrator.get("/konton/bjud-in/").text
    assert all(role.label in page for role in Role)
    page = invite_with(as_administrator, Role.STAFF, Role.SECRETARY).text
    assert "ser ingenting" not in page
    assert '<td data-label="Behörigheter">medarbetare, sekreterare</td>' in page
    choose(client, Invitation.objects.get())
    assert User.objects.get(email="vera@example.se").roles == {Role.STAFF, Role.SECRETARY}
    assert client.get("/insatser/").status_code == 200
    assert acts() == [
        "Ove Ek ändrade behörigheten för Vera Lindmark: gav medarbetare, gav sekreterare.",
        "Vera Lindmark öppnade sitt konto.",
        "Ove Ek bjöd in Vera Lindmark <vera@example.se>.",
    ]


def test_invitation_without_role_says_what_that_means(as_administrator, client):
    page = invite_with(as_administrator).text
    assert "Vera Lindmark ser ingenting förrän du ger en behörighet" in page
    assert '<td data-label="Behörigheter">ingen</td>' in page
    choose(client, Invitation.objects.get())
    assert "Be administratören" in client.get("/").text


def test_invented_role_is_refused(as_administrator):
    assert "Välj ett giltigt alternativ" in invite_with(as_administrator, "kung").text
    assert not Invitation.objects.exists()


def test_roles_need_an_inviter_who_may_still_give_them(administrator, client):
    invitation = invitations.invite(name="V", email="v@example.se", roles=[Role.ADMINISTRATOR], by=administrator)
    other = create_user(Role.ADMINISTRATOR, email="ny.chef@example.se", name="Ny Chef")
    administrator.groups.clear()
    user = invitations.accept(invitations.token(invitation), password=PASSWORD)
    assert user.roles == frozenset()
    invitation = invitations.invite(name="W", email="w@example.se", roles=[Role.STAFF], by=administrator)
    again = invitations.renew(invitation, by=other)
    assert invitations.accept(invitations.token(again), password=PASSWORD).roles == {Role.STAFF}
    assert acts()[0] == "Ny Chef ändrade behörigheten för W: gav medarbetare."


def test_closed_account_gives_no_roles(administrator):
    invitation = invitations.invite(name="V", email="v@example.se", roles=[Role.STAFF], by=administrator)
    User.objects.filter(pk=administrator.pk).update(is_active=False)
    assert invitations.accept(invitations.token(invitation), password=PASSWORD).roles == frozenset()


def test_person_is_added_to_the_register_with_the_invitation(as_administrator, administrator):
    invite_with(as_administrator, **{"person-new": "Vera Lindmark"})
    assert Invitation.objects.get().person == Person.objects.get(name="Vera Lindmark")
    assert acts()[1] == "Ove Ek skapade person Vera Lindmark."
    administrator.person = Person.objects.create(name="Ove Ek")
    administrator.save()
    page = invite_with(as_administrator, email="ove@example.se", **{"person-new": "Ove Ek"}).text
    assert "Det finns redan en" in page
    assert 'value="Ove Ek"' in page
    page = invite_with(as_administrator, **{"person-new": "Ny Person"}).text
    assert "redan inbjuden" in page
    assert Person.objects.count() == 2


def test_letter_goes_by_a_real_mail_server(as_administrator, settings):
    with post_office() as (port, letters):
        smtp = {
            "BACKEND": "django.core.mail.backends.smtp.EmailBackend",
            "OPTIONS": {"host": "127.0.0.1", "port": port},
        }
        settings.MAILERS = {"default": smtp}
        as_administrator.post("/konton/bjud-in/", {"name": "Åsa Ö", "email": "asa@example.se"})
    assert "Hej Åsa Ö!" in letters.last_to("asa@example.se").get_content()


def test_a_mail_server_that_is_down_loses_nothing(as_administrator, settings):
    with post_office() as (port, _):
        pass
    smtp = {"BACKEND": "django.core.mail.backends.smtp.EmailBackend", "OPTIONS": {"host": "127.0.0.1", "port": port}}
    settings.MAILERS = {"default": smtp}
    page = as_administrator.post("/konton/bjud-in/", {"name": "Åsa Ö", "email": "asa@example.se"}, follow=True)
    assert "gick inte iväg" in page.text
    assert Invitation.objects.pending().count() == 1


def test_invitation_is_used_once(invitation, client):
    choose(client, invitation)
    again = choose(Client(), invitation, "ett annat långt lösenord")
    assert again.status_code == 410
    assert "redan använd" in again.text
    assert User.objects.get(email=invitation.email).check_password(PASSWORD)


def test_invitation_expires_after_seven_days(invitation, client):
    now = invitation.sent_at + WEEK
    assert invitations.read(invitations.token(invitation), now=now) == invitation
    with pytest.raises(Refused, match="gått ut"):
        invitations.accept(invitations.token(invitation), password=PASSWORD, now=now + datetime.timedelta(seconds=1))
    Invitation.objects.update(sent_at=timezone.now() - WEEK)
    assert "har gått ut" in client.get(address(Invitation.objects.get())).text


def test_invitation_is_withdrawn(invitation, as_administrator, client):
    as_administrator.post(f"/inbjudningar/{invitation.pk}/aterta/")
    assert "återtagen" in choose(client, invitation).text
    assert not User.objects.filter(email=invitation.email).exists()
    assert acts()[0] == "Ove Ek återtog inbjudan till Vera Lindmark <vera.lindmark@example.se>."
    page = as_administrator.post(f"/inbjudningar/{invitation.pk}/skicka-igen/", follow=True)
    assert "redan använd eller återtagen" in page.text
    assert mail.outbox == []


def test_invitation_sent_again_voids_the_first_link(invitation, as_administrator, client):
    first = address(invitation)
    as_administrator.post(f"/inbjudningar/{invitation.pk}/skicka-igen/")
    assert len(mail.outbox) == 1
    assert "nyare inbjudan" in client.get(first).text
    assert choose(client, Invitation.objects.get()).url == "/"


def test_a_made_up_link_is_refused(db, client):
    assert client.get("/inbjudan/W10:abc/").status_code == 410


def test_password_is_judged_and_repeated(invitation, client):
    assert "för kort" in choose(client, invitation, "kort").text
    assert "inte lika" in choose(client, invitation, PASSWORD, "ett annat långt lösenord").text
    assert "alltför lik" in choose(client, invitation, "vera.lindmark@example").text
    assert not User.objects.filter(email=invitation.email).exists()


def test_nobody_is_invited_twice_or_with_an_account(invitation, administrator, as_administrator):
    page = as_administrator.post("/konton/bjud-in/", {"name": "V", "email": "vera.lindmark@EXAMPLE.se"})
    assert "redan inbjuden" in page.text
    page = as_administrator.post("/konton/bjud-in/", {"name": "O", "email": "OVE.EK@example.se"})
    assert "redan ett konto" in page.text
    with pytest.raises(IntegrityError):
        Invitation.objects.create(name="V", email=invitation.email, invited_by=administrator, sent_at=timezone.now())


def test_person_that_got_an_account_meanwhile_is_not_linked_twice(administrator):
    person = Person.objects.create(name="Vera Lindmark")
    invitation = invitations.invite(name="Vera", email="v@example.se", person=person, by=administrator)
    other = create_user()
    other.person = person
    other.save()
    assert invitations.accept(invitations.token(invitation), password=PASSWORD).person is None


def test_page_of_accounts_shows_who_has_one_and_who_is_invited(invitation, as_administrator):
    create_user(email="asa@example.se", name="Åsa Ö")
    User.objects.command_line()
    page = as_administrator.get("/konton/").text
    assert "Vera Lindmark" in page
    assert "Åsa Ö" in page
    assert "Kommandoraden" not in page


def test_administrator_closes_and_reopens_an_account_but_not_the_own_one(as_administrator, administrator):
    user = create_user(Role.STAFF)
    as_administrator.post(f"/konton/{user.pk}/stang-av/")
    assert not User.objects.get(pk=user.pk).is_active
    as_administrator.post(f"/konton/{user.pk}/oppna/")
    assert User.objects.get(pk=user.pk).is_active
    assert acts()[:2] == [
        "Ove Ek öppnade åter kontot för Vera Lindmark.",
        "Ove Ek stängde av kontot för Vera Lindmark.",
    ]
    page = as_administrator.post(f"/konton/{administrator.pk}/stang-av/", follow=True)
    assert "inte stänga av ditt eget konto" in page.text
    with pytest.raises(Refused):
        accounts.deactivate(administrator, by=administrator)


@pytest.mark.parametrize("address", ["/konton/1/stang-av/", "/konton/1/oppna/", "/inbjudningar/1/aterta/"])
def test_only_administrators_change_accounts(as_secretary, address):
    assert as_secretary.post(address).status_code == 403
    assert as_secretary.post("/konton/bjud-in/", {"name": "X", "email": "x@example.se"}).status_code == 403
