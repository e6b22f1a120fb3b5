"""Text that is typed and not saved: kept while it is typed, and when the session had ended; for its writer alone."""

import datetime
import re
import uuid
from urllib.parse import urlencode

import pytest
from django.http import HttpResponse, QueryDict
from django.test import Client
from django.utils import timezone

from big.people import unsaved
from big.people.middleware import SEEN, SIGNED_IN
from big.people.models import UnsavedForm, User
from big.people.roles import Role
from tests.factories import create_activity, create_user

ADDRESS, PASSWORD = "vera.lindmark@example.se", "ett långt lösenord"
WRITTEN = {"text": "Vi har träffat rektorn\noch alla lärare", "tags": ["a", "b"], "version": "3"}
PAGE = "/rapporter/1/publicera/"


def sign_in(client: Client, email: str = ADDRESS) -> HttpResponse:
    return client.post("/logga-in/", {"login": email, "password": PASSWORD})


def save_too_late(client: Client, address: str = PAGE, **data: str) -> HttpResponse:
    create_user(Role.EDITOR)
    sign_in(client)
    session = client.session
    session[SEEN] = session[SIGNED_IN] = session[SEEN] - 60 * 3600
    session.save()
    return client.post(address, WRITTEN | data)


# -- When the session had ended ----------------------------------------------------------------------------------------


def test_what_was_sent_too_late_is_given_back_after_sign_in(db, client):
    assert save_too_late(client).url == "/logga-in/"
    assert "det du skrev kvar" in client.get("/logga-in/").text
    resume = sign_in(client).url
    assert resume == f"/osparat/{UnsavedForm.objects.get().pk}/"
    page = client.get(resume).text
    assert "Vi har träffat rektorn<br>och alla lärare" in page
    assert f'action="{PAGE}"' in page
    sent_again = re.findall(r'name="(\w+)" value="([^"]*)"', page)
    expected = [("text", WRITTEN["text"]), ("tags", "a"), ("tags", "b"), ("version", "3")]
    assert [field for field in sent_again if field[0] not in unsaved.OWN] == expected


def test_what_was_sent_too_late_can_be_thrown_away(db, client):
    save_too_late(client)
    resume = sign_in(client).url
    assert client.post(f"{resume}kasta/").url == PAGE
    assert client.get(resume).status_code == 404


def test_the_next_person_at_the_computer_sees_nothing_of_it(db, client):
    save_too_late(client)
    pk = UnsavedForm.objects.get().pk
    create_user(Role.EDITOR, email="annan@example.se")
    assert sign_in(client, email="annan@example.se").url == "/"
    assert client.get(f"/osparat/{pk}/").status_code == 404
    assert client.post(f"/osparat/{pk}/kasta/").url == "/"
    assert client.post("/osparat/?path=/x/", {"form_id": str(pk), "text": "mitt"}).status_code == 200
    assert UnsavedForm.objects.get().texts == [WRITTEN["text"]], "and cannot write over it"


@pytest.mark.parametrize("secret", ["password1", "oldpassword", "code"])
def test_no_secret_is_kept(db, client, secret):
    assert save_too_late(client, "/mitt-konto/losenord/", **{secret: "hemligt"}).url.startswith("/logga-in/?next=")
    assert not UnsavedForm.objects.exists()


def test_a_forged_form_is_not_kept(db):
    client = Client(enforce_csrf_checks=True)
    create_user()
    client.force_login(User.objects.get())
    session = client.session
    session[SEEN] = session[SIGNED_IN] = session[SEEN] - 60 * 3600
    session.save()
    assert client.post(PAGE, WRITTEN).status_code == 403
    assert not UnsavedForm.objects.exists()


def test_a_page_from_before_a_new_sign_in_gives_back_what_was_typed(db):
    client = Client(enforce_csrf_checks=True)
    client.force_login(create_user(Role.EDITOR))
    sent_from = {"Sec-Fetch-Site": "same-origin"}
    answer = client.post(PAGE, WRITTEN, headers=sent_from)
    assert answer.url == f"/osparat/{UnsavedForm.objects.get().pk}/"
    page = client.get(answer.url).text
    assert "eller loggat in på nytt" in page
    assert "Vi har träffat rektorn<br>och alla lärare" in page
    assert client.post("/logga-ut/", headers=sent_from).status_code == 403, "nothing was typed"
    assert client.post(PAGE, WRITTEN, headers=sent_from | {"HX-Request": "true"}).status_code == 403
    assert UnsavedForm.objects.count() == 1
    client.logout()
    assert "för gammal" in client.post(PAGE, WRITTEN, headers=sent_from).text, "nobody knows whose it is"


@pytest.mark.parametrize("site", ["cross-site", "same-site", "none", ""])
def test_what_another_site_sends_is_never_kept(db, site):
    client = Client(enforce_csrf_checks=True)
    client.force_login(create_user(Role.EDITOR))
    assert client.post(PAGE, WRITTEN, headers={"Sec-Fetch-Site": site}).status_code == 403
    assert not UnsavedForm.objects.exists()


def test_an_enormous_form_is_not_kept(db, client):
    save_too_late(client, text="x" * unsaved.MAX_LENGTH)
    assert not UnsavedForm.objects.exists()


# -- While it is typed -------------------------------------------------------------------------------------------------

NEW = "/insatser/ny/"


def keep(client: Client, form_id: str, **fields: object) -> str:
    data = {"form_id": form_id, "text": "Vi har träffat", "version": ""} | fields
    return client.post(f"/osparat/?path={NEW}&title=Ny+insats", data).text


def form_id_of(page: str) -> str:
    return re.search(r'name="form_id" value="([^"]*)"', page)[1]


def test_a_form_opens_with_what_was_typed_last(as_secretary):
    form_id = form_id_of(as_secretary.get(NEW).text)
    assert "Utkastet sparat kl." in keep(as_secretary, form_id)
    keep(as_secretary, form_id, text="Vi har träffat rektorn", status="planned")
    page = as_secretary.get(NEW).text
    assert ">\nVi har träffat rektorn</textarea>" in page
    assert re.search(r'value="planned"[^>]*checked', page)
    assert "men sparade det inte" in page
    assert form_id_of(page) == form_id


def test_the_first_page_leads_back_to_it(as_secretary):
    keep(as_secretary, str(uuid.uuid4()))
    assert f'<a href="{NEW}">Fortsätt skriva: Ny insats</a>' in as_secretary.get("/").text


def test_saving_ends_it_and_a_late_copy_does_not_bring_it_back(as_secretary):
    from reports.models import Area

    form_id = form_id_of(as_secretary.get(NEW).text)
    keep(as_secretary, form_id)
    saving = {"form_id": form_id, "text": "Vi har träffats.", "area": Area.objects.first().pk, "status": "completed"}
    assert as_secretary.post(NEW, saving).status_code == 302
    assert "sparas inte som utkast" in keep(as_secretary, form_id, text="sent på vägen")
    page = as_secretary.get(NEW).text
    assert "sent på vägen" not in page
    assert form_id_of(page) != form_id


def test_a_form_with_errors_keeps_its_text_and_its_name(as_secretary):
    form_id = form_id_of(as_secretary.get(NEW).text)
    keep(as_secretary, form_id)
    page = as_secretary.post(NEW, {"form_id": form_id, "text": "Vi har träffats."}).text
    assert form_id_of(page) == form_id
    assert "Välj ett område." in page
    assert UnsavedForm.objects.get().texts == ["Vi har träffat"]


def test_starting_over_throws_it_away(as_secretary):
    keep(as_secretary, str(uuid.uuid4()))
    assert as_secretary.post(f"/osparat/{UnsavedForm.objects.get().pk}/kasta/").url == NEW
    assert "men sparade det inte" not in as_secretary.get(NEW).text


def test_a_form_cannot_be_kept_for_another_site(as_secretary):
    assert as_secretary.post("/osparat/?path=//evil.example/", {"text": "ett två"}).status_code == 400


def test_what_is_typed_when_the_session_has_ended_says_so(db, client):
    assert client.post(f"/osparat/?path={NEW}", {"text": "x"}, headers={"HX-Request": "true"}).status_code == 401


def test_old_text_is_thrown_away(secretary):
    typed = QueryDict("text=ett+två")
    long_ago = timezone.now() - unsaved.KEPT_FOR - datetime.timedelta(days=1)
    unsaved.keep(typed, by=secretary, path="/gammal/", now=long_ago)
    unsaved.keep(typed, by=secretary, path="/ny/")
    assert [form.path for form in UnsavedForm.objects.all()] == ["/ny/"]


def test_nothing_is_left_of_a_saved_form_but_its_name(secretary):
    typed = QueryDict(f"text=ett+två&form_id={uuid.uuid4()}")
    unsaved.keep(typed, by=secretary, path="/ny/")
    unsaved.saved(typed, by=secretary)
    form = UnsavedForm.objects.get()
    assert (form.fields, form.files) == ([], [])
    later = timezone.now() + 2 * unsaved.LATE
    unsaved.saved(QueryDict(f"form_id={uuid.uuid4()}"), by=secretary, now=later)
    assert not UnsavedForm.objects.filter(pk=form.pk).exists()


@pytest.mark.parametrize(
    ("path", "fields"),
    [("/x/" + "y" * 600, {}), ("/x\x00/", {}), ("/x/", {"text": "ett\x00 två"}), ("/x/", {"te\x00xt": "ett två"})],
)
def test_what_no_database_can_hold_is_not_kept(as_secretary, path, fields):
    answer = as_secretary.post(f"/osparat/?{urlencode({'path': path})}", {"text": "ett två"} | fields)
    assert answer.status_code in (200, 400)
    assert not UnsavedForm.objects.exists()


def test_a_long_title_is_cut(as_secretary):
    as_secretary.post(f"/osparat/?path=/x/&title={'t' * 300}", {"text": "ett två"})
    assert UnsavedForm.objects.get().title == "t" * 200


def test_a_question_of_the_page_does_not_make_the_sender_unknown(db, client):
    """After a night the page first asks with a script, and then its form is sent: that must be kept."""
    create_user(Role.EDITOR)
    sign_in(client)
    session = client.session
    session[SEEN] = session[SIGNED_IN] = session[SEEN] - 60 * 3600
    session.save()
    assert client.post("/personnummer/", {"text": "x"}, headers={"HX-Request": "true"}).status_code == 401
    assert client.post(PAGE, WRITTEN).url == "/logga-in/"
    assert UnsavedForm.objects.get().was_sent


def test_an_ended_session_whose_password_was_changed_elsewhere(db, client):
    user = create_user(Role.EDITOR)
    sign_in(client)
    session = client.session
    session[SEEN] = session[SIGNED_IN] = session[SEEN] - 60 * 3600
    session.save()
    user.set_password("ett helt nytt lösenord")
    user.save()
    assert client.get("/").status_code == 302
    assert client.post(PAGE, WRITTEN).status_code == 302


def test_a_page_that_is_none_of_ours_leads_home(as_secretary):
    assert as_secretary.post(f"/osparat/{uuid.uuid4()}/kasta/?path=insatser").url == "/"


# -- Sent twice --------------------------------------------------------------------------------------------------------


def sent(client: Client, address: str = NEW, **fields: object) -> dict[str, object]:
    from reports.models import Area

    area = Area.objects.get(name="Övrigt").pk
    form_id = form_id_of(client.get(address).text)
    return {"form_id": form_id, "text": "Vi har träffats.", "area": area, "status": "completed"} | fields


@pytest.mark.parametrize("button", ["submit", "another"])
def test_what_is_sent_twice_is_saved_once(as_secretary, button):
    from reports.models import Activity

    form = sent(as_secretary, **{button: "x"})
    first, second = as_secretary.post(NEW, form), as_secretary.post(NEW, form)
    assert first.url == second.url
    assert Activity.objects.count() == 1
    assert "Insatsen är sparad." in as_secretary.get(second.url).text


def test_a_change_sent_twice_is_no_quarrel_with_oneself(as_secretary, secretary):
    activity = create_activity(by=secretary)
    address = f"/insatser/{activity.pk}/andra/"
    form = sent(as_secretary, address, seen_version="1")
    assert as_secretary.post(address, form).url == activity.get_absolute_url()
    assert as_secretary.post(address, form).url == activity.get_absolute_url()
    activity.refresh_from_db()
    assert activity.version == 2


def test_the_same_form_with_another_text_is_another_activity(as_secretary):
    """After going back in the browser, the page still has the form's old name."""
    from reports.models import Activity

    form = sent(as_secretary)
    as_secretary.post(NEW, form)
    as_secretary.post(NEW, form | {"text": "Vi har träffats igen."})
    assert Activity.objects.count() == 2


def test_nobody_is_led_to_what_another_has_saved(as_secretary, client):
    from reports.models import Activity

    form = sent(as_secretary)
    as_secretary.post(NEW, form)
    client.force_login(create_user(Role.STAFF, email="annan@example.se"))
    client.post(NEW, form)
    assert Activity.objects.count() == 2


def test_what_is_refused_with_another_page_is_not_saved(as_secretary, secretary):
    """A form given back after signing in has a name, wherever it goes; what was typed there must not be lost."""
    activity = create_activity(by=secretary)
    form_id = str(uuid.uuid4())
    unsaved.keep(QueryDict(f"text=ett+två&form_id={form_id}"), by=secretary, path="/x/")
    Activity = type(activity)
    Activity.objects.filter(pk=activity.pk).update(version=7, deleted_at=timezone.now(), deleted_by=secretary)
    address = f"/insatser/{activity.pk}/historik/999/"
    assert as_secretary.post(address, {"form_id": form_id, "text": "ett två"}).status_code == 302
    assert UnsavedForm.objects.waiting(secretary).get().texts == ["ett två"]
