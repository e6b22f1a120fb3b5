"""Whatever anybody asks for, in whatever order: what is attested stays, nobody attests unproved, no draft is read.

Requests, as a browser would send them, or somebody who writes them by hand.
"""

import hashlib
import re
from typing import Any

import pytest
from django.db import transaction
from django.test import Client
from django.utils import timezone
from hypothesis import HealthCheck, settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, invariant, rule, run_state_machine_as_test

from big.documents.models import Document
from big.people.models import User
from big.people.roles import Role
from minutes import rounds
from minutes.models import Attestation, AttestationRound, Meeting, Officer, Paragraph
from tests.factories import create_meeting, create_person, create_user
from tests.minutes.conftest import NILS, SIV
from tests.minutes.test_any_order import ROWS

pytestmark = pytest.mark.django_db

PASSWORD = "ett långt lösenord"
WHO = ["secretary", "nils", "siv", "reader", "administrator", "stranger"]
READERS = ["reader", "administrator", "stranger"]
ANYBODY = st.sampled_from(WHO)
WHICH = st.integers(0, 1)
CANARY = re.compile(r"kanarie\d+")
PAGES = [
    "",
    "utkast.pdf",
    "justering/",
    "justering/1.pdf",
    "justering/godkann/",
    "justering/skicka/",
    "skriv/",
    "narvaro/",
]


class People(RuleBasedStateMachine):
    """Two minutes, and people who each have a browser. What is printed is replaced by what it says, for speed.

    `proved` is for whom and which minutes a proof was given after the page of approval was opened: what the product has
    to ask for, kept here in another way.
    """

    def __init__(self, users: dict[str, User]) -> None:
        super().__init__()
        self.undone = transaction.atomic()
        self.undone.__enter__()
        self.users = users
        self.clients = {who: Client() for who in WHO}
        for who, user in users.items():
            self.clients[who].force_login(user)
        self.words = 0
        self.opened: dict[str, int] = {}
        self.proved: set[tuple[str, int]] = set()
        self.attested: dict[int, str] = {}

    def teardown(self) -> None:
        transaction.set_rollback(True)
        self.undone.__exit__(None, None, None)

    @initialize()
    def minutes_are_written(self) -> None:
        self.meetings = []
        for _ in range(2):
            meeting = create_meeting(attesters=(NILS, SIV))
            for officer in meeting.officers.all():
                name = {NILS: "nils", SIV: "siv"}.get(officer.name, "secretary")
                officer.person = self.users[name].person
                officer.save()
            Officer.objects.create(
                meeting=meeting, position=9, role="chair", name=NILS, person=self.users["nils"].person
            )
            Paragraph.objects.filter(meeting=meeting).update(text=f"<p>{self.canary()}</p>")
            self.meetings.append(meeting)
        self.send_as_one_should(0)

    # -- What is asked for

    def canary(self) -> str:
        self.words += 1
        return f"kanarie{self.words:04}"

    def ask(self, who: str, path: str, data: dict[str, Any] | None = None) -> str:
        """What comes back, wherever it leads; whatever is told may be no more than the person may know."""
        client = self.clients[who]
        with transaction.atomic():
            answer = client.get(path) if data is None else client.post(path, data)
        text = (answer.getvalue() if answer.streaming else answer.content).decode(errors="replace")
        assert answer.status_code in (200, 302, 403, 404, 405), path
        if who in READERS:
            may_see = {word for meeting in Meeting.objects.attested() for word in words_of(meeting)}
            assert set(CANARY.findall(text)) <= may_see, f"{who} reads a draft at {path}"
        return text

    def page(self, which: int) -> str:
        return f"/sammantraden/{self.meetings[which].pk}/"

    def last(self, which: int) -> AttestationRound | None:
        return self.meetings[which].rounds.last()

    def digest(self, which: int, is_right: bool) -> str:
        last = self.last(which)
        return last.proof_id if last and is_right else "0" * 64

    @rule(who=ANYBODY, which=WHICH, page=st.sampled_from(PAGES))
    def look(self, who: str, which: int, page: str) -> None:
        if page == "justering/godkann/":
            self.open_approval(who, which)
        else:
            self.ask(who, self.page(which) + page)

    @rule(
        who=st.sampled_from(READERS), page=st.sampled_from(["/", "/beslut/", "/uppdrag/", "/handlingar/", "/utskick/"])
    )
    def look_at_lists(self, who: str, page: str) -> None:
        self.ask(who, page)

    @rule(who=ANYBODY, which=WHICH)
    def write(self, who: str, which: int) -> None:
        for one in self.meetings[which].paragraphs.order_by("?")[:1]:
            typed = {"seen": f"{one.pk}.{one.version}", "heading": "Ärende", "kind": "item", "text": self.canary()}
            self.ask(who, f"{self.page(which)}skriv/{one.pk}/", typed)

    @rule(who=ANYBODY, which=WHICH, in_order=st.booleans())
    def send(self, who: str, which: int, in_order: bool) -> None:
        version = Meeting.objects.values_list("version", flat=True).get(pk=self.meetings[which].pk)
        order = "yes" if in_order else ""
        typed = {"due_on": timezone.localdate().isoformat(), "in_order": order, "version": version}
        self.ask(who, f"{self.page(which)}justering/skicka/", typed)

    @rule(which=WHICH)
    def send_as_one_should(self, which: int) -> None:
        self.send("secretary", which, in_order=False)

    @rule(who=ANYBODY, which=WHICH)
    def recall(self, who: str, which: int) -> None:
        number = getattr(self.last(which), "number", 1)
        self.ask(who, f"{self.page(which)}justering/aterta/", {"reason": "Fel.", "number": number})

    @rule(who=ANYBODY, which=WHICH, act=st.sampled_from(["return", "decline", "approve", "annat"]), right=st.booleans())
    def answer(self, who: str, which: int, act: str, right: bool) -> None:
        typed = {"digest": self.digest(which, right), "act": act, "comment": "" if act == "approve" else "Nej."}
        self.ask(who, f"{self.page(which)}justering/", typed)

    @rule(who=ANYBODY, which=WHICH)
    def on_paper(self, who: str, which: int) -> None:
        if self.meetings[which].rounds.count() > 1:  # or few would ever be attested here
            version = Meeting.objects.get(pk=self.meetings[which].pk).version
            signed = {"version": version, "secretaries": "Tora Hallén", "attesters": NILS}
            self.ask(who, f"{self.page(which)}justerat-pa-papper/", signed)

    @rule(who=ANYBODY, which=WHICH)
    def settle(self, who: str, which: int) -> None:
        for comment in rounds.unsettled(self.meetings[which])[:1]:
            self.ask(who, f"{self.page(which)}justering/kommentarer/{comment.pk}/", {})

    # -- Approving

    @rule(who=ANYBODY, which=WHICH)
    def open_approval(self, who: str, which: int) -> None:
        self.ask(who, f"{self.page(which)}justering/godkann/")
        last = self.last(which)
        mine = last and last.is_open and rounds.own(self.users[who], last) if who in self.users else None
        if mine and mine in rounds.awaited(last) and (who, mine.pk) not in self.proved:
            self.proved = {(one, pk) for one, pk in self.proved if one != who}
            self.opened[who] = mine.pk

    @rule(who=ANYBODY, password=st.sampled_from([PASSWORD, PASSWORD, "fel"]))
    def prove(self, who: str, password: str) -> None:
        self.ask(who, "/mitt-konto/bekrafta/", {"password": password})
        if password == PASSWORD and who in self.opened:
            self.proved.add((who, self.opened.pop(who)))

    @rule(who=ANYBODY, which=WHICH, right=st.booleans())
    def approve(self, who: str, which: int, right: bool) -> None:
        """The minutes may only have been approved by whom they should, after a proof for just this."""
        before = set(Attestation.objects.filter(verdict="approved").values_list("pk", flat=True))
        forged = {"digest": self.digest(which, right), "how": "med lösenord", "reauthenticated": "1"}
        self.ask(who, f"{self.page(which)}justering/godkann/", forged)
        for one in Attestation.objects.filter(verdict="approved").exclude(pk__in=before).select_related("round"):
            assert right
            assert (who, one.pk) in self.proved, f"{who} has not proved it"
            assert one.answered_by == self.users[who] == one.person.user
            assert one.digest == one.round.proof_id
            self.proved.discard((who, one.pk))
        last = self.last(which)
        mine = rounds.own(self.users[who], last) if last and last.is_open and who in self.users else None
        if mine and mine in rounds.awaited(last) and (who, mine.pk) not in self.proved:
            self.opened[who] = mine.pk  # the answer is the page itself, which asks for a proof

    @rule(which=WHICH, whoever=st.sampled_from([("nils",), ("siv",), ("nils", "siv"), ("siv", "nils")]))
    def approve_as_one_should(self, which: int, whoever: tuple[str, ...]) -> None:
        for who in whoever:
            self.open_approval(who, which)
            self.prove(who, PASSWORD)
            self.approve(who, which, right=True)

    # -- What always holds

    @invariant()
    def what_is_attested_stays(self) -> None:
        for meeting in Meeting.objects.attested():
            assert self.attested.setdefault(meeting.pk, state_of(meeting)) == state_of(meeting)
        assert set(self.attested) == set(Meeting.objects.attested().values_list("pk", flat=True))

    @invariant()
    def nothing_is_attested_but_by_all_who_should(self) -> None:
        for meeting in Meeting.objects.attested():
            if meeting.attested_how == Meeting.AttestedHow.HERE:
                answers = meeting.rounds.last().attestations.all()
                assert [(one.verdict, bool(one.how)) for one in answers] == [("approved", True)] * 2

    @invariant()
    def what_is_under_justering_is_what_was_sent(self) -> None:
        for round_ in AttestationRound.objects.filter(ended_at=None):
            meeting = Meeting.objects.with_contents().get(pk=round_.meeting_id)
            assert meeting.state == Meeting.State.IN_ATTESTATION
            assert rounds.contents(meeting) == round_.contents


def words_of(meeting: Meeting) -> set[str]:
    return set(CANARY.findall(" ".join(meeting.paragraphs.values_list("text", flat=True))))


def state_of(meeting: Meeting) -> str:
    rows = [list(Meeting.objects.filter(pk=meeting.pk).values_list())]
    for model in ROWS:
        path = "meeting" if hasattr(model, "meeting") else "paragraph__meeting"
        rows.append(list(model.objects.filter(**{path: meeting.pk}).order_by("pk").values_list()))
    rows.append(list(Attestation.objects.filter(round__meeting=meeting).order_by("pk").values_list()))
    document = Document.objects.get(meeting=meeting)
    rows.append([b"".join(document.blob.chunks())])
    return hashlib.sha256(repr(rows).encode()).hexdigest()


def test_nothing_goes_wrong_in_any_order(monkeypatch, db):
    monkeypatch.setattr("django.conf.settings.ACCOUNT_RATE_LIMITS", False)  # who is guessed at is tested elsewhere

    def printed(meeting: Meeting, colophon: object = None, *, draft: bool) -> bytes:
        return f"%PDF-{draft} {rounds.contents(meeting)}".encode()

    for place in ("rounds", "attestation", "views"):
        monkeypatch.setattr(f"minutes.{place}.minutes_pdf", printed)
    users = {
        "secretary": create_user(Role.SECRETARY, email="tora@example.se", name="Tora Hallén"),
        "nils": create_user(Role.STEERING_GROUP, email="nils@example.se", name=NILS),
        "siv": create_user(Role.STAFF, email="siv@example.se", name=SIV),
        "reader": create_user(Role.STEERING_GROUP, email="lars@example.se", name="Lars Läsare"),
        "administrator": create_user(Role.ADMINISTRATOR, email="ove@example.se", name="Ove Ek"),
    }
    for user in users.values():
        create_person(user.name, user=user)
    run_state_machine_as_test(
        lambda: People(users),
        settings=settings(
            max_examples=10,
            stateful_step_count=30,
            deadline=None,
            suppress_health_check=[HealthCheck.too_slow, HealthCheck.data_too_large],
        ),
    )
