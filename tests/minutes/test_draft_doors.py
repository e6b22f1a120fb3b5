"""Draft minutes are seen by nobody but who keeps them, the chair and the attesters, whichever door anybody tries.

In the draft and in all that belongs to it there is a word that stands nowhere else. Each door is tried by everybody who
may not see it, and by those who may: that the word is found there proves that the test would see a leak.
"""

import datetime
import uuid
from types import SimpleNamespace

import pytest
from django.db import transaction
from django.db.models import Q
from django.http import QueryDict
from django.test import Client
from django.utils import timezone
from reversion.models import Version

from big.documents.uploads import Received
from big.letters.models import Letter
from big.people import feeds, unsaved
from big.people.models import Event, UnsavedForm, User
from big.people.roles import Role
from minutes import (
    agenda,
    attendance,
    calling,
    corrections,
    drafting,
    following_up,
    outcomes,
    rounds,
    signing_elsewhere,
)
from minutes.attestation import attest_on_paper
from minutes.models import (
    AgendaProposal,
    Assignment,
    Attachment,
    Body,
    Correction,
    Decision,
    Deferral,
    Meeting,
    Membership,
    News,
    Officer,
    Paragraph,
)
from tests.factories import (
    create_body,
    create_meeting,
    create_membership,
    create_person,
    create_planned_meeting,
    create_user,
)
from tests.reports.test_unpublished_doors import Door, as_text

CANARY = "kanariefågel"
DAY = datetime.timedelta(days=1)

WITHOUT_RIGHT = {
    "signed out": None,
    "no role": (),
    "steering group": (Role.STEERING_GROUP,),
    "member of the body": (Role.STEERING_GROUP,),
    "chair until another was chosen": (Role.STEERING_GROUP,),
    "staff and editor": (Role.STAFF, Role.EDITOR),
    "administrator only": (Role.ADMINISTRATOR,),
}

PAGE = "/sammantraden/{meeting.pk}/"
PART = PAGE + "paragrafer/{paragraph.pk}/"

READING = {
    "page": Door(path=PAGE),
    "PDF": Door(path=PAGE + "utkast.pdf"),
    "history of a §": Door(path=PAGE + "skriv/{paragraph.pk}/versioner/"),
    "file": Door(path=PAGE + "bilagor/{attachment.pk}/"),
    "assignments": Door(path="/uppdrag/"),
    "assignments, search": Door(path=f"/uppdrag/?status=all&q={CANARY[:6]}"),
    "assignments as CSV": Door(path="/uppdrag/uppdrag.csv?status=all"),
    "assignments as Excel": Door(path="/uppdrag/uppdrag.xlsx?status=all"),
    "assignment": Door(path="/uppdrag/{assignment.pk}/"),
    "deferred items": Door(path="/bordlagda/"),
}
WRITING = {
    "writing": Door(path=PAGE + "skriv/"),
    "writing, as part of a page": Door(path=PAGE + "skriv/", htmx=True),
    "what was done last": Door(path=PAGE + "skriv/?borttagen={removed}", htmx=True),
    "missing": Door(path=PAGE + "skriv/saknas/"),
    "beginning": Door(path=PAGE + "skriv/borja/", data={}),
    "a new §": Door(path=PAGE + "skriv/ny/", data={}, htmx=True),
    "a §": Door(path=PAGE + "skriv/{paragraph.pk}/", htmx=True),
    "saving a §": Door(path=PAGE + "skriv/{paragraph.pk}/", data={"heading": "Annat", "kind": "item"}, htmx=True),
    "moving a §": Door(path=PAGE + "skriv/{paragraph.pk}/ordna/", data={"act": "up"}, htmx=True),
    "restoring a §": Door(path=PAGE + "skriv/{paragraph.pk}/versioner/{version.pk}/", data={}),
    "bringing back a §": Door(path=PAGE + "skriv/tillbaka/{removed}/", data={}, htmx=True),
    "outcomes": Door(path=PART + "utfall/", htmx=True),
    "approval": Door(path=PART + "godkanner/"),
    "new decision": Door(path=PART + "beslut/ny/", htmx=True),
    "decision": Door(path=PART + "beslut/{decision.pk}/"),
    "moving a decision": Door(path=PART + "beslut/{decision.pk}/flytta/", data={"act": "up"}, htmx=True),
    "removing a decision": Door(path=PART + "beslut/{decision.pk}/ta-bort/", data={}, htmx=True),
    "changing an assignment": Door(path=PART + "uppdrag/{assignment.pk}/"),
    "changing a deferral": Door(path=PART + "overforing/{deferral.pk}/"),
    "changing an attachment": Door(path=PART + "bilaga/{attachment.pk}/"),
    "attendance": Door(path=PAGE + "narvaro/"),
    "part of a meeting": Door(path=PAGE + "narvaro/{row.pk}/andra/", data={"act": "excused"}, htmx=True),
    "somebody's attendance": Door(path=PAGE + "narvaro/{row.pk}/"),
    "officers": Door(path=PAGE + "narvaro/uppgifter/"),
    "telling of an assignment": Door(path=PAGE + "redovisa/{outcome.pk}/", data={"paragraph": "{paragraph.pk}"}),
    "kept text": Door(path="/osparat/{unsaved.pk}/"),
    "later agenda": Door(path="/sammantraden/{later.pk}/"),
    "later agenda, writing": Door(path="/sammantraden/{later.pk}/skriv/"),
    "versions of a § that landed": Door(path="/sammantraden/{later.pk}/skriv/{landing.pk}/versioner/"),
    "file of a § that landed": Door(path="/sammantraden/{later.pk}/bilagor/{paper.pk}/"),
    "notice to come": Door(path="/sammantraden/{later.pk}/kallelse/"),
    "proposals": Door(path="/sammantraden/{later.pk}/forslag/"),
    "news": Door(path="/sammantraden/{later.pk}/aktuellt/"),
}
NOBODY = {
    "attesting on paper": Door(path=PAGE + "justerat-pa-papper/", data={}),
    "sharing": Door(path=PAGE + "skriv/dela/"),
    "presence": Door(path=PAGE + "skriv/har/?paragraph={paragraph.pk}&seen={paragraph.pk}.0"),
    "first page": Door(path="/"),
    "list of meetings": Door(path="/sammantraden/"),
    "list, of one year": Door(path="/sammantraden/?year={meeting.date.year}&state=drafting"),
    "moving": Door(path=PAGE + "andra/"),
    "cancelling": Door(path=PAGE + "stall-in/"),
    "calendar": Door(path=PAGE + "kalender.ics"),
    "calendar of a later one": Door(path="/sammantraden/{later.pk}/kalender.ics"),
    "feed": Door(path="/floden/{token}/sammantraden.ics"),
    "original": Door(path=PAGE + "original/"),
    "signed paper": Door(path=PAGE + "underskrivet/"),
    "preview of the notice": Door(path="/sammantraden/{later.pk}/kallelse.pdf"),
    "notice": Door(path="/handlingar/{notice.document.pk}/{notice.document.file_name}"),
    "previous minutes": Door(path="/sammantraden/{later.pk}/skriv/forra/"),
    "decisions": Door(path=f"/beslut/?q={CANARY[:6]}"),
    "decisions as CSV": Door(path="/beslut/beslut.csv"),
    "decisions as Excel": Door(path="/beslut/beslut.xlsx"),
    "taking up a deferred item": Door(path="/bordlagda/{deferral.pk}/ta-upp/", data={"meeting": "{later.pk}"}),
    "reopening": Door(path="/uppdrag/{assignment.pk}/oppna/", data={}, follow=False),
    "assignment of earlier minutes": Door(path="/uppdrag/{earlier.pk}/"),
    "assignments that are done": Door(path="/uppdrag/?status=done&body={meeting.body_id}"),
    "body": Door(path="/organ/{meeting.body_id}/"),
    "planning": Door(path="/organ/{meeting.body_id}/planera/"),
    "attendance of the year": Door(path="/organ/{meeting.body_id}/narvaro/"),
    "attendance of the year as CSV": Door(path="/organ/{meeting.body_id}/narvaro/narvaro.csv"),
    "archive": Door(path="/handlingar/"),
    "persons": Door(path=f"/personer/?q={CANARY[:6]}"),
    "letters": Door(path="/utskick/"),
    "trail": Door(path="/handelser/"),
    "administration": Door(path="/admin/"),
    "administration, meetings": Door(path="/admin/minutes/meeting/"),
    "administration, meeting": Door(path="/admin/minutes/meeting/{meeting.pk}/change/"),
    "administration, history": Door(path="/admin/minutes/meeting/{meeting.pk}/history/"),
    "administration, deletion of a body": Door(path="/admin/minutes/body/{meeting.body_id}/delete/"),
    "administration, deletion of a person": Door(path="/admin/people/person/{person.pk}/delete/"),
}
JUSTERING = {
    "justering": Door(path=PAGE + "justering/"),
    "what was sent first": Door(path=PAGE + "justering/1.pdf"),
    "what was sent then": Door(path=PAGE + "justering/2.pdf"),
}
ABOUT_JUSTERING = {
    "answering": Door(path=PAGE + "justering/", data={"act": "return", "comment": "Nej."}),
    "approving": Door(path=PAGE + "justering/godkann/"),
    "approving at once": Door(path=PAGE + "justering/godkann/", data={"digest": "{digest}"}),
    "sending": Door(path=PAGE + "justering/skicka/"),
    "recalling": Door(path=PAGE + "justering/aterta/", data={"reason": "Nej.", "number": "2"}),
    "settling": Door(path=PAGE + "justering/kommentarer/{comment.pk}/", data={}),
}
SIGNING = {
    "taking out": Door(path=PAGE + "annan-tjanst/"),
    "what was taken out": Door(path=PAGE + "annan-tjanst/protokoll.pdf"),
    "bringing back": Door(path=PAGE + "annan-tjanst/undertecknat/", data={"is_complete": "on"}),
    "calling off": Door(path=PAGE + "annan-tjanst/avbryt/?version={meeting.version}", data={}),
    "extract": Door(path=PAGE + "utdrag/", data={"paragraphs": "{paragraph.pk}"}),
}
DOORS = READING | WRITING | NOBODY


@pytest.fixture
def people(db: None) -> dict[str, User]:
    """Everybody with an account who may not see the draft."""
    return {
        who: create_user(*roles, email=f"utan-ratt-{number}@example.se", name=f"Utan Rätt {number}")
        for number, (who, roles) in enumerate(WITHOUT_RIGHT.items())
        if roles is not None
    }


@pytest.fixture
def chair(db: None) -> User:
    return create_user(Role.STEERING_GROUP, email="ordforande@example.se", name="Nils Åkerström")


@pytest.fixture
def draft(secretary: User, chair: User, people: dict[str, User]) -> SimpleNamespace:
    """Minutes being written, with all that a § can lead to, and the agenda that one of their items has landed on."""
    today, body = timezone.localdate(), create_body()
    create_membership(body, create_person(chair.name, user=chair), Membership.Role.CHAIR)
    member = create_person("Medlem Utan Rätt", user=people["member of the body"], email="medlem@example.se")
    create_membership(body, member)
    former = create_person("Förre Ordföranden", user=people["chair until another was chosen"])
    earlier = _earlier(body, secretary)
    meeting = create_planned_meeting(body=body, date=today, agenda=("Öppnande", "Avslutande"))
    Officer.objects.create(meeting=meeting, position=1, role=Officer.Role.CHAIR, name=former.name, person=former)
    drafting.begin(meeting, by=secretary)
    meeting = Meeting.objects.get(pk=meeting.pk)
    attendance.set_officers(
        meeting, chair=chair.name, secretary="", attesters=[chair.name]
    )  # instead of the former one
    row = meeting.attendance.get(name=chair.name)
    attendance.set_part(row, from_paragraph=None, to_paragraph=None, stands_in_for=None, remark=f"bar en {CANARY}")

    for heading in (f"Om en {CANARY}", f"Om en borttagen {CANARY}"):
        new = drafting.add(meeting, after=meeting.paragraphs.get(position=1), by=secretary)
        new = drafting.edit(new, heading=heading, text=f"<p>En {CANARY} sjöng.</p>", kind="item", by=secretary)
    removed = drafting.remove(new, by=secretary)
    paragraph = meeting.paragraphs.get(heading=f"Om en {CANARY}")
    drafting.be_present(meeting, paragraph, by=create_user(Role.SECRETARY, email="annan@example.se"))

    later = _later(body, secretary)
    decision = Decision(paragraph=paragraph, text=f"Gruppen beslutade att mata en {CANARY}.")
    assignment = Assignment(
        paragraph=paragraph, text=f"Köpa en {CANARY}", name=member.name, person=member, due_on=today + DAY
    )
    deferral = Deferral(paragraph=paragraph, heading=f"En {CANARY} till", reason=f"Ingen {CANARY}.", to_meeting=later)
    waiting = Deferral(paragraph=paragraph, heading=f"En annan {CANARY}")
    for outcome in (decision, assignment, deferral, waiting):
        outcomes.save(outcome, by=secretary)
    attachment, paper = Attachment(paragraph=paragraph), Attachment(paragraph=deferral.landings.get())
    for one in (attachment, paper):
        received = Received(name=f"{CANARY}.txt", media_type="text/plain", data=f"En {CANARY}".encode())
        outcomes.attach(one, received=received, by=secretary)
    outcome = following_up.conclude(earlier, kind="done", by=secretary)
    following_up.report(outcome, paragraph, by=secretary)
    following_up.conclude(assignment, kind="done", note=f"En {CANARY} är köpt", by=secretary)
    following_up.reopen(assignment, by=secretary)
    following_up.remind_of_assignments()
    notice = calling.send(later, seen=calling.draft(later, today=today).digest, by=secretary)
    outcomes.remove(waiting, seen=waiting.seen, by=secretary)
    outcomes.save(Deferral(paragraph=paragraph, heading=f"En annan {CANARY}"), by=secretary)

    typed = QueryDict(f"heading=ännu+en+{CANARY}&form_id={uuid.uuid4()}")
    unsaved.keep(typed, by=secretary, path=f"/sammantraden/{meeting.pk}/skriv/", title="Protokoll", was_sent=True)
    return SimpleNamespace(
        meeting=meeting,
        paragraph=Paragraph.objects.get(pk=paragraph.pk),
        version=Version.objects.get_for_object(paragraph).first(),
        removed=removed,
        decision=decision,
        assignment=assignment,
        deferral=deferral,
        landing=deferral.landings.get(),
        attachment=attachment,
        paper=paper,
        row=row,
        outcome=outcome,
        earlier=earlier,
        later=later,
        notice=notice,
        person=member,
        unsaved=UnsavedForm.objects.get(),
        token=feeds.token(feeds.open_feed(people["member of the body"])),
    )


def _earlier(body: Body, secretary: User) -> Assignment:
    """What attested minutes gave somebody to do."""
    meeting = create_meeting()
    assert meeting.body == body
    given = Assignment.objects.create(paragraph=meeting.paragraphs.first(), position=1, text="Bjuda in", name="Ulla")
    attest_on_paper(meeting, attested_on=None, by=secretary)
    return given


def _later(body: Body, secretary: User) -> Meeting:
    """A meeting to be called to, whose agenda has prepared texts, a proposal and news that are for the secretary."""
    day = timezone.localdate() + 60 * DAY
    later = create_planned_meeting(
        body=body, date=day, starts_at=datetime.time(13), format="on_site", place="Rådhuset", proposals_until=day
    )
    Paragraph.objects.filter(meeting=later, position=1).update(text=f"<p>Förbered en {CANARY}.</p>")
    proposal = AgendaProposal(meeting=later, heading=f"Föreslå en {CANARY}", text=f"En {CANARY}.")
    agenda.propose(proposal, by=secretary)
    agenda.decline(proposal, reason=f"Ingen {CANARY}.", by=secretary)
    organisation = create_person("Sven", organisation="Fågelklubben").organisation
    agenda.save_news(News(meeting=later, organisation=organisation, text=f"Om en {CANARY}."), by=secretary)
    return later


@pytest.fixture
def without_right(people: dict[str, User]) -> dict[str, Client]:
    clients = {who: Client() for who in WITHOUT_RIGHT}
    for who, user in people.items():
        clients[who].force_login(user)
    return clients


def opened(door: Door, client: Client, draft: SimpleNamespace) -> str:
    """What comes back; what it changed is undone, so that the next door finds the draft as it was."""
    with transaction.atomic():
        text = door.open(client, draft).lower()
        transaction.set_rollback(True)
    return text


def test_no_door_shows_anything_of_a_draft(draft, without_right):
    showing = [
        (name, who)
        for name, door in DOORS.items()
        for who, client in without_right.items()
        if CANARY in opened(door, client, draft)
    ]
    assert showing == []


def test_the_secretary_sees_it_through_the_same_doors(draft, secretary):
    client = Client()
    client.force_login(secretary)
    shown = {name for name, door in DOORS.items() if CANARY in opened(door, client, draft)}
    assert " | ".join(sorted((READING | WRITING).keys() - shown)) == ""


def test_the_chair_reads_it_and_writes_nothing(draft, chair):
    client = Client()
    client.force_login(chair)
    shown = {name for name, door in DOORS.items() if CANARY in opened(door, client, draft)}
    assert sorted(shown) == sorted([*READING, "later agenda", "file of a § that landed"])
    stored = Paragraph.objects.in_bulk()
    for door in WRITING.values():
        door.open(client, draft)
    assert {pk: vars(row) | {"_state": None} for pk, row in Paragraph.objects.in_bulk().items()} == {
        pk: vars(row) | {"_state": None} for pk, row in stored.items()
    }


def test_what_is_prepared_for_a_later_meeting_is_not_for_its_chair(draft, chair):
    """Who has a task at a meeting sees its minutes; until they are begun what is prepared is the secretary's alone."""
    Officer.objects.create(meeting=draft.later, position=1, role=Officer.Role.CHAIR, name="Nils", person=chair.person)
    client = Client()
    client.force_login(chair)
    prepared = draft.later.paragraphs.get(position=1)
    path = f"/sammantraden/{draft.later.pk}/"
    for address in (f"{path}skriv/{prepared.pk}/versioner/", f"{path}utkast.pdf"):
        assert client.get(address).status_code == 404
    assert f"förbered en {CANARY}" not in as_text(client.get(path)).lower()


def test_members_read_it_once_it_is_shared_but_not_its_versions(draft, secretary, without_right):
    drafting.share(draft.meeting, by=secretary)
    path = f"/sammantraden/{draft.meeting.pk}/"
    for who, client in without_right.items():
        seen = [name for name in ("", "utkast.pdf") if CANARY in as_text(client.get(f"{path}{name}")).lower()]
        assert seen == (["", "utkast.pdf"] if who == "member of the body" else []), who
        history = as_text(client.get(f"{path}skriv/{draft.paragraph.pk}/versioner/", follow=True))
        assert CANARY not in history.lower(), who


def test_no_letter_tells_of_it(draft):
    """Also not to whom it gives something to do, who cannot read it yet."""
    assert Letter.objects.exists()
    assert not Letter.objects.filter(body__icontains=CANARY).exists()
    assert not Letter.objects.filter(subject__icontains=CANARY).exists()


def test_guessing_numbers_finds_no_draft(draft, without_right):
    for client in without_right.values():
        for row in ("bilagor/{}/", "paragrafer/{}/utfall/", "skriv/{}/", "skriv/{}/versioner/", "narvaro/{}/"):
            for pk in range(1, 6):
                answer = client.get(f"/sammantraden/{draft.meeting.pk}/{row.format(pk)}")
                assert answer.status_code in (302, 403, 404)
                assert CANARY not in as_text(answer).lower()


@pytest.fixture
def ready(draft: SimpleNamespace, secretary: User) -> SimpleNamespace:
    """The same minutes, with all that it takes to be attested."""
    person = create_person(secretary.name, user=secretary)
    Officer.objects.create(
        meeting=draft.meeting, position=8, role=Officer.Role.SECRETARY, name=person.name, person=person
    )
    draft.meeting.paragraphs.filter(text="").update(text="<p>Sagt.</p>")
    draft.meeting.refresh_from_db()
    return draft


@pytest.fixture
def sent(ready: SimpleNamespace, secretary: User, chair: User) -> SimpleNamespace:
    """Returned with comments once and then sent anew, to the chair alone."""
    draft = ready
    for number in (1, 2):
        draft.meeting.refresh_from_db()
        round_ = rounds.send(draft.meeting, due_on=timezone.localdate(), in_order=False, by=secretary)
        if number == 1:
            words = {"comment": f"Ingen {CANARY}.", "comments": {draft.paragraph.pk: f"Vilken {CANARY}?"}}
            rounds.return_(round_.attestations.get(), **words, digest=round_.proof_id, by=chair)
    rounds.remind_in_time(timezone.now() + 30 * DAY)
    draft.digest, draft.comment = round_.proof_id, rounds.unsettled(draft.meeting)[0]
    return draft


def test_no_door_shows_anything_of_what_is_under_justering(sent, without_right):
    showing = [
        (name, who)
        for name, door in (DOORS | JUSTERING | ABOUT_JUSTERING).items()
        for who, client in without_right.items()
        if CANARY in opened(door, client, sent)
    ]
    assert showing == []
    for door in ABOUT_JUSTERING.values():
        for client in without_right.values():
            door.open(client, sent)
    assert rounds.open_round(sent.meeting).attestations.get().verdict == ""
    assert rounds.unsettled(sent.meeting) == [sent.comment]


def test_those_concerned_see_it_through_the_same_doors(sent, secretary, chair):
    for who, answers in ((chair, set()), (secretary, {"justering"})):  # the page of who only follows has no §§
        client = Client()
        client.force_login(who)
        shown = {name for name, door in (READING | JUSTERING).items() if CANARY in opened(door, client, sent)}
        assert shown == (READING | JUSTERING).keys() - answers


def test_no_letter_about_justering_tells_of_it(sent):
    about = Letter.objects.filter(subject__contains="protokoll")
    assert about.count() >= 3
    assert not about.filter(body__icontains=CANARY).exists()
    assert not about.filter(subject__icontains=CANARY).exists()


def test_the_trail_tells_nothing_of_it(sent):
    assert not Event.objects.filter(Q(subject__icontains=CANARY) | Q(detail__icontains=CANARY)).exists()


# -- Signed in another service -----------------------------------------------------------------------------------------


@pytest.fixture
def taken_out(ready: SimpleNamespace, secretary: User) -> SimpleNamespace:
    signing_elsewhere.prepare(ready.meeting, by=secretary)
    return ready


def test_no_door_shows_anything_of_what_is_out_to_be_signed(taken_out, without_right):
    showing = [
        (name, who)
        for name, door in (DOORS | SIGNING).items()
        for who, client in without_right.items()
        if CANARY in opened(door, client, taken_out)
    ]
    assert showing == []
    for door in SIGNING.values():
        for client in without_right.values():
            door.open(client, taken_out)
    assert Meeting.objects.get(pk=taken_out.meeting.pk).signings.open().count() == 1


def test_only_the_secretary_gets_what_is_taken_out(taken_out, secretary, chair):
    for who, is_given in ((secretary, True), (chair, False)):
        client = Client()
        client.force_login(who)
        assert (CANARY in opened(SIGNING["what was taken out"], client, taken_out)) == is_given


# -- Corrections -------------------------------------------------------------------------------------------------------

RATTELSE = PAGE + "rattelser/{correction.pk}/"
CORRECTING = {
    "correction": Door(path=RATTELSE),
    "correction as it was sent first": Door(path=RATTELSE + "omgang-1.pdf"),
    "correction as it was sent then": Door(path=RATTELSE + "omgang-2.pdf"),
    "draft of a correction": Door(path=RATTELSE + "utkast.pdf"),
}
ABOUT_CORRECTING = {
    "changing a correction": Door(path=RATTELSE + "andra/"),
    "sending a correction": Door(path=RATTELSE + "skicka/"),
    "approving a correction": Door(path=RATTELSE + "godkann/"),
    "approving a correction at once": Door(path=RATTELSE + "godkann/", data={"digest": "{digest}"}),
    "returning a correction": Door(path=RATTELSE + "behover-andras/", data={"digest": "{digest}", "comment": "Nej."}),
    "taking a correction back": Door(path=RATTELSE + "aterta/?version={correction.version}", data={}),
    "discarding a correction": Door(path=RATTELSE + "ta-bort/?version={correction.version}", data={}),
    "a correction on paper": Door(path=RATTELSE + "justerad-pa-papper/", data={"attested_on": "{today}"}),
    "correcting": Door(path=PAGE + "ratta/{paragraph.pk}/", data={"before": "Ordet var fritt.", "reason": "Fel."}),
    "extract of what is corrected": Door(path=PAGE + "utdrag/"),
}


@pytest.fixture
def corrected(secretary: User, chair: User, people: dict[str, User]) -> SimpleNamespace:
    """Attested minutes that all may read, with a correction that was returned once and waits for the chair."""
    person = create_person(chair.name, user=chair)
    create_person(secretary.name, user=secretary)
    meeting = create_meeting(attesters=(chair.name,))
    create_membership(meeting.body, create_person("Medlem Utan Rätt", user=people["member of the body"]))
    meeting.officers.filter(name=chair.name).update(person=person)
    attest_on_paper(meeting, attested_on=None, by=secretary)
    paragraph = meeting.paragraphs.first()
    words = {"before": "Ordet var fritt.", "after": f"Ordet var en {CANARY}s.", "reason": f"En {CANARY} bad om det."}
    correction = corrections.write(paragraph, **words, by=secretary)
    sent = corrections.send(correction, due_on=timezone.localdate(), by=secretary)
    answer = {"comment": f"Vilken {CANARY}?", "digest": sent.proof_id, "by": chair}
    corrections.return_(sent.attestations.get(), **answer)
    correction.refresh_from_db()
    sent = corrections.send(correction, due_on=timezone.localdate(), by=secretary)
    rounds.remind_in_time(timezone.now() + 30 * DAY)
    today, digest = timezone.localdate(), sent.proof_id
    return SimpleNamespace(meeting=meeting, paragraph=paragraph, correction=correction, digest=digest, today=today)


EVERYWHERE = {
    name: NOBODY[name] for name in ("first page", "list of meetings", "archive", "letters", "trail", "decisions as CSV")
}


def test_no_door_shows_anything_of_a_correction_under_justering(corrected, without_right):
    page = {"page": Door(path=PAGE), "minutes as PDF": Door(path=PAGE + "utkast.pdf")}
    showing = [
        (name, who)
        for name, door in (CORRECTING | ABOUT_CORRECTING | EVERYWHERE | page).items()
        for who, client in without_right.items()
        if CANARY in opened(door, client, corrected)
    ]
    assert showing == []
    for door in ABOUT_CORRECTING.values():
        for client in without_right.values():
            door.open(client, corrected)
    assert corrections.last_round(corrected.correction).attestations.get().verdict == ""
    assert Correction.objects.count() == 1


def test_those_concerned_see_a_correction_through_the_same_doors(corrected, secretary, chair):
    for who in (secretary, chair):
        client = Client()
        client.force_login(who)
        shown = {name for name, door in CORRECTING.items() if CANARY in opened(door, client, corrected)}
        assert shown == CORRECTING.keys()


def test_no_letter_and_no_event_tells_of_a_correction(corrected):
    assert Letter.objects.filter(subject__contains="rättelse").count() >= 3
    assert not Letter.objects.filter(Q(subject__icontains=CANARY) | Q(body__icontains=CANARY)).exists()
    assert not Event.objects.filter(Q(subject__icontains=CANARY) | Q(detail__icontains=CANARY)).exists()
