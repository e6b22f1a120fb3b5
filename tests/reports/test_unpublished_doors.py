"""What is not published is seen by nobody but those who work on it, whichever door they try.

In a draft and in all that belongs to it there is a word that stands nowhere else. Each door is tried by everybody who
may not see it, and by those who may: that the word is found there proves that the test would see a leak.
"""

import datetime
import html
import io
import uuid
import zipfile
from dataclasses import dataclass
from types import SimpleNamespace

import pytest
from django.http import HttpResponse, QueryDict
from django.test import Client
from django.utils import timezone
from reversion.models import Version

from big.documents.importing import keep_original
from big.letters.models import Letter
from big.people import feeds, unsaved
from big.people.models import Organisation, UnsavedForm, User
from big.people.roles import Role
from reports import composing, recording, telling
from reports.models import Activity, Area, Report, ReportItem
from reports.publishing import begin_correction, publish
from tests.factories import create_person, create_report, create_user
from tests.pdf_validation import pdf_text

CANARY = "kanariefågel"
HTMX = {"HX-Request": "true"}

WITHOUT_RIGHT = {
    "signed out": None,
    "no role": (),
    "steering group": (Role.STEERING_GROUP,),
    "secretary only": (Role.SECRETARY,),
    "administrator only": (Role.ADMINISTRATOR,),
}


@dataclass(frozen=True, kw_only=True)
class Door:
    """An address, and how it is asked. `path` and `data` may name what the draft consists of: "{report.pk}"."""

    path: str
    data: dict[str, str] | None = None
    htmx: bool = False
    follow: bool = True
    shows: bool = True
    """Whether the editor sees the draft through it; the rest show what is published only, to everybody."""

    def open(self, client: Client, draft: SimpleNamespace) -> str:
        """All that comes back, as text, wherever the answer leads."""
        headers = HTMX if self.htmx else {}
        path = self.path.format(**vars(draft))
        if self.data is None:
            answer = client.get(path, headers=headers, follow=self.follow)
        else:
            data = {name: value.format(**vars(draft)) for name, value in self.data.items()}
            answer = client.post(path, data, headers=headers, follow=self.follow)
        return as_text(answer)


VERSIONED = {"version": "{report.version}"}
DOORS = {
    "first page": Door(path="/"),
    "list of reports": Door(path="/rapporter/"),
    "list of reports, next page": Door(path="/rapporter/?page=2"),
    "page": Door(path="/rapporter/{report.pk}/"),
    "page, as part of a page": Door(path="/rapporter/{report.pk}/", htmx=True),
    "PDF": Door(path="/rapporter/{report.pk}/utkast.pdf"),
    "original file": Door(path="/rapporter/{report.pk}/original/"),
    "composing": Door(path="/rapporter/{report.pk}/redigera/"),
    "particulars": Door(path="/rapporter/{report.pk}/uppgifter/"),
    "publishing": Door(path="/rapporter/{report.pk}/publicera/"),
    "names": Door(path="/rapporter/{report.pk}/publicera/namn/", data={}),
    "preview": Door(path="/rapporter/{report.pk}/forhandsvisning/", htmx=True, shows=False),
    "editing an item": Door(path="/rapporter/{report.pk}/punkter/{item.pk}/", data={"text": ""}),
    "editing an item, as part of a page": Door(
        path="/rapporter/{report.pk}/punkter/{item.pk}/", data={"text": "Annat.", "version": "99"}, htmx=True
    ),
    "arranging an item": Door(path="/rapporter/{report.pk}/punkter/{item.pk}/ordna/", data={"act": "up"}, htmx=True),
    "editing a section": Door(path="/rapporter/{report.pk}/avsnitt/{section.pk}/", data={"heading": ""}, htmx=True),
    "adding an item": Door(path="/rapporter/{report.pk}/avsnitt/{section.pk}/ny-punkt/", data={"text": ""}, htmx=True),
    "marking as ready": Door(path="/rapporter/{report.pk}/avsnitt/{section.pk}/klart/", data={"ready": "1"}, htmx=True),
    "taking up": Door(path="/rapporter/{report.pk}/ta-med/", data={}, htmx=True),
    "undoing": Door(path="/rapporter/{report.pk}/angra/{change.pk}/", data={}, htmx=True),
    "list of activities": Door(path="/insatser/"),
    "search": Door(path=f"/insatser/?q={CANARY[:6]}"),
    "CSV": Door(path="/insatser/insatser.csv"),
    "Excel": Door(path="/insatser/insatser.xlsx"),
    "activity": Door(path="/insatser/{activity.pk}/"),
    "form of the activity": Door(path="/insatser/{activity.pk}/andra/"),
    "copy of the activity": Door(path="/insatser/{activity.pk}/kopiera/"),
    "history": Door(path="/insatser/{activity.pk}/historik/"),
    "restoring": Door(path="/insatser/{activity.pk}/historik/{version.pk}/", data={}),
    "taking back a deleted activity": Door(path="/insatser/{activity.pk}/ta-tillbaka/", data={}),
    "many at once": Door(path="/insatser/flera/", data={"chosen": "{activity.pk}", "act": "reported"}),
    "deleted activities": Door(path="/insatser/borttagna/", shows=False),
    "what to follow up": Door(path="/insatser/att-folja-upp/?vems=allas"),
    "follow-up": Door(path="/insatser/{planned.pk}/uppfoljning/"),
    "follow-up, held": Door(path="/insatser/{planned.pk}/uppfoljning/genomford/"),
    "follow-up, moved": Door(path="/insatser/{planned.pk}/uppfoljning/flyttad/"),
    "kept text": Door(path="/osparat/{unsaved.pk}/"),
    "throwing away kept text": Door(path="/osparat/{unsaved.pk}/kasta/", data={}, shows=False),
    "form that opens with kept text": Door(path="/insatser/ny/"),
    "advice": Door(path="/insatser/rad/", data={"text": "Vi har träffats."}, shows=False),
    "archive": Door(path="/handlingar/", shows=False),
    "archive of reports": Door(path="/handlingar/?kind=report", shows=False),
    "guessed document": Door(path="/handlingar/1/aktuellt.pdf", shows=False),
    "meetings": Door(path="/sammantraden/", shows=False),
    "persons": Door(path=f"/personer/?q={CANARY[:6]}", shows=False),
    "organisations": Door(path=f"/organisationer/?q={CANARY[:6]}", shows=False),
    "trail": Door(path="/handelser/", shows=False),
    "feed": Door(path="/floden/{token}/rapporter.atom", shows=False),
    "log of letters": Door(path="/utskick/", shows=False),
    "sending a letter again": Door(path="/utskick/{letter.pk}/igen/", data={}, shows=False),
    "correcting": Door(path="/rapporter/{report.pk}/ratta/"),
    "adding a section": Door(path="/rapporter/{report.pk}/avsnitt/nytt/", data={"heading": ""}, htmx=True),
    "arranging a section": Door(
        path="/rapporter/{report.pk}/avsnitt/{section.pk}/ordna/", data={"act": "hide"}, htmx=True
    ),
    "reminding": Door(path="/rapporter/{report.pk}/paminn/", data={}, htmx=True),
    "administration": Door(path="/admin/", shows=False),
    "administration, reports": Door(path="/admin/reports/report/", shows=False),
    "administration, search": Door(path=f"/admin/reports/report/?q={CANARY}", shows=False),
    "administration, report": Door(path="/admin/reports/report/{report.pk}/change/", shows=False),
    "administration, history": Door(path="/admin/reports/report/{report.pk}/history/", shows=False),
    "administration, deletion": Door(path="/admin/reports/report/{report.pk}/delete/", shows=False),
    "removing an area": Door(path="/listor/omraden/{section.area_id}/ta-bort/", shows=False),
    "administration, activity": Door(path="/admin/reports/activity/{activity.pk}/change/", shows=False),
    "administration, person": Door(path="/admin/people/person/", shows=False),
}


def as_text(answer: HttpResponse) -> str:
    """What a reader could get out of an answer: text of pages, PDFs and Excel files, addresses and names of files."""
    data = answer.getvalue()
    told = " ".join(
        [*map(" ".join, answer.headers.items()), *(url for url, _ in getattr(answer, "redirect_chain", []))]
    )
    if data.startswith(b"%PDF"):
        return told + pdf_text(data)
    if data.startswith(b"PK"):
        with zipfile.ZipFile(io.BytesIO(data)) as book:
            return told + "".join(book.read(name).decode() for name in book.namelist())
    return told + html.unescape(data.decode())


@pytest.fixture
def editor(db: None) -> User:
    return create_user(Role.EDITOR, email="redaktor@example.se", name="Rut Ekerå")


@pytest.fixture
def draft(editor: User) -> SimpleNamespace:
    """A report read in and composed further, an activity changed and one planned, a text typed and not saved.

    One is reminded of a section of it, a corrected edition of another is begun and one more is begun and discarded.
    """
    today, area = timezone.localdate(), Area.objects.get(name="Övrigt")
    activity = Activity(area=area, text=f"Vi har sett en {CANARY}.", note=f"Note om {CANARY}", status="completed")
    recording.save(activity, partners=[Organisation(name="Fågelklubben")], by=editor)
    activity.text = f"Vi har sett en gul {CANARY}."
    recording.save(activity, by=editor)
    planned = Activity(area=area, text=f"Vi ska mata en {CANARY}.", status="planned", when="5 januari 2026")
    planned.starts_on = planned.ends_on = datetime.date(2026, 1, 5)
    recording.save(planned, by=editor)
    report = composing.begin(
        title=f"Aktuellt om {CANARY}", issue_date=today, period_start=today, period_end=today, by=editor
    )
    report.source = keep_original(
        f"En {CANARY}".encode(), f"{CANARY}.txt", title=f"Papper om {CANARY}", remarks=[], by=editor
    )
    report.save()
    section = report.sections.get(area=area)
    section = composing.edit_section(section, heading=f"Om {CANARY}", intro=f"En {CANARY} är gul.", by=editor)
    item = composing.edit_item(section.items.first(), text=f"En {CANARY} sjöng.", by=editor)
    area.responsible.add(create_person("Moa Lind", user=create_user(Role.STAFF, email="moa@example.se")))
    telling.remind(report, by=editor)
    published = create_report(title="Aktuellt som alla får läsa")
    publish(published, tell=False, by=editor)
    edition = begin_correction(published, by=editor)
    Report.objects.filter(pk=edition.pk).update(title=f"Rättat om {CANARY}")
    other = composing.begin(title=f"{CANARY}", issue_date=None, period_start=today, period_end=today, by=editor)
    composing.discard(other, seen="1", by=editor)
    reader = create_user(Role.STEERING_GROUP, email="flode@example.se")
    typed = QueryDict(f"text=ännu+en+{CANARY}&form_id={uuid.uuid4()}")
    unsaved.keep(typed, by=editor, path="/insatser/ny/", title=f"Ny {CANARY}", was_sent=True)
    return SimpleNamespace(
        report=report,
        section=section,
        item=item,
        change=composing.last_change(report),
        activity=activity,
        planned=planned,
        version=Version.objects.get_for_object(activity).last(),
        unsaved=UnsavedForm.objects.get(),
        letter=Letter.objects.get(),
        published=published,
        token=feeds.token(feeds.open_feed(reader)),
    )


@pytest.fixture
def without_right(db: None) -> dict[str, Client]:
    """Everybody who may not see it."""
    clients = {who: Client() for who in WITHOUT_RIGHT}
    for number, (who, roles) in enumerate(WITHOUT_RIGHT.items()):
        if roles is not None:
            clients[who].force_login(create_user(*roles, email=f"utan-ratt-{number}@example.se"))
    return clients


@pytest.mark.parametrize("door", DOORS)
def test_a_door_shows_nothing_unpublished(draft, without_right, door):
    showing = [who for who, client in without_right.items() if CANARY in DOORS[door].open(client, draft).lower()]
    assert showing == []


@pytest.mark.parametrize("door", [name for name, door in DOORS.items() if door.shows])
def test_the_editor_sees_it_through_the_same_door(draft, editor, door):
    client = Client()
    client.force_login(editor)
    assert CANARY in DOORS[door].open(client, draft).lower()


def test_pictures_of_the_draft_are_refused(draft, without_right):
    """No word can be sought in a picture."""
    for client in without_right.values():
        answer = client.get(f"/rapporter/{draft.report.pk}/forhandsvisning/", headers=HTMX)
        assert answer.status_code in (401, 403, 404)


def test_guessing_numbers_finds_no_draft(draft, without_right):
    for client in without_right.values():
        for name in ("", "utkast.pdf", "original/", "redigera/", "uppgifter/", "publicera/"):
            for pk in range(draft.report.pk - 1, draft.report.pk + 2):
                answer = client.get(f"/rapporter/{pk}/{name}")
                assert answer.status_code in (302, 403, 404) or pk == draft.published.pk
                assert CANARY not in as_text(answer).lower()


def test_nothing_is_changed_through_any_door(draft, without_right):
    def stored() -> tuple:
        return list(ReportItem.objects.values()), list(Activity.objects.values()), UnsavedForm.objects.count()

    before = stored()
    for client in without_right.values():
        for door in DOORS.values():
            door.open(client, draft)
    assert stored() == before


def test_letters_tell_of_a_draft_only_those_who_work_on_it(draft):
    """Whoever hears at once, and whoever hears on Mondays."""
    news = create_report(title="Aktuellt nummer två")
    publish(news, by=User.objects.get(name="Rut Ekerå"))
    telling.send_digests(timezone.now() + datetime.timedelta(days=7))
    User.objects.update(pace=User.Pace.WEEKLY)
    telling.send_digests(timezone.now() + datetime.timedelta(days=7))
    telling.remind_in_time()
    assert Letter.objects.filter(address="flode@example.se", body__contains="Aktuellt nummer två").count() == 2
    assert {one.address for one in Letter.objects.all() if CANARY in one.body.lower()} == {"moa@example.se"}
    assert not [str(one) for one in Letter.objects.all() if CANARY in one.subject.lower()]


@pytest.mark.parametrize(
    "door", ["list of reports", "page", "PDF", "archive", "feed", "first page", "administration, reports"]
)
def test_what_is_published_is_seen_through_the_doors_for_everybody(draft, editor, door):
    """Those that show nothing of a draft, not even to its editor, would show it."""
    publish(Report.objects.get(pk=draft.report.pk), by=editor)
    client = Client()
    client.force_login(create_user(*([Role.ADMINISTRATOR] if "admin" in door else [Role.STEERING_GROUP])))
    assert CANARY in DOORS[door].open(client, draft).lower()
