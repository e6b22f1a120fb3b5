"""Whatever anybody asks for, in whatever order: what is attested stays, nobody attests unproved, no draft is read.

Requests, as a browser would send them, or somebody who writes them by hand.
"""

import hashlib
import re
from collections.abc import Callable
from typing import Any

import pytest
from django.db import connection, transaction
from django.db.models import Model
from django.test import Client
from django.utils import timezone
from hypothesis import HealthCheck, settings
from hypothesis import strategies as st
from hypothesis.stateful import (
    RuleBasedStateMachine,
    initialize,
    invariant,
    precondition,
    rule,
    run_state_machine_as_test,
)

from big.documents.models import Document
from big.letters.models import Letter
from big.people.models import User
from big.people.roles import Role
from minutes import corrections, rounds
from minutes.attestation import attest_on_paper
from minutes.models import (
    Attendance,
    Attestation,
    AttestationRound,
    Correction,
    Decision,
    Meeting,
    Officer,
    Paragraph,
    ParagraphComment,
)
from tests.factories import create_meeting, create_person, create_user
from tests.minutes.conftest import NILS, SIV
from tests.minutes.test_any_order import ROWS

pytestmark = pytest.mark.django_db

TORA = "Tora Hallén"
PASSWORD = "ett långt lösenord"
WHO = ["secretary", "nils", "siv", "reader", "administrator", "stranger"]
READERS = ["reader", "administrator", "stranger"]
ANYBODY = st.sampled_from(WHO)
SECRETARY_OR_ANYBODY = st.sampled_from([*WHO, *["secretary"] * 4])
ATTESTER_OR_ANYBODY = st.sampled_from([*WHO, *["nils", "siv"] * 3])
WHICH = st.integers(0, 1)
WHAT = st.integers(0, 2)
"""Two minutes, and the correction of a third."""
CANARY = re.compile(r"kanarie\d+")
WRITES = re.compile(r"""(INSERT INTO|UPDATE|DELETE FROM) "(minutes|letters|documents)_""")
PAGES = [
    "",
    "utkast.pdf",
    "justering/",
    "justering/1.pdf",
    "justering/godkann/",
    "justering/skicka/",
    "skriv/",
    "narvaro/",
    "annan-tjanst/",
    "annan-tjanst/protokoll.pdf",
]
CORRECTION_PAGES = ["", "utkast.pdf", "andra/", "skicka/", "omgang-1.pdf", "justerad-pa-papper/"]
LISTS = ["/", "/sammantraden/", "/beslut/", "/uppdrag/", "/bordlagda/", "/handlingar/", "/utskick/", "/handelser/"]
OFFICERS = [(TORA, [NILS, SIV]), (TORA, [SIV]), (TORA, [TORA]), (TORA, [NILS, TORA]), (NILS, [NILS])]


class People(RuleBasedStateMachine):
    """Two minutes, a correction of a third, and people who each have a browser. What is printed is replaced by what it
    says, for speed.

    `proved` is for whom and which answer a proof was given after the page of approval was opened: what the product has
    to ask for, kept here in another way. `kept` is what may never be otherwise again, as it was when it was first seen.
    """

    def __init__(self, users: dict[str, User], meetings: list[Meeting], correction: Correction) -> None:
        super().__init__()
        self.undone = transaction.atomic()
        self.undone.__enter__()
        self.something_is_written = True
        self.watched = connection.execute_wrapper(self.watch)
        self.watched.__enter__()
        self.users, self.meetings, self.correction = users, meetings, correction
        self.clients = {who: Client() for who in WHO}
        for who, user in users.items():
            self.clients[who].force_login(user)
        self.words = 0
        self.opened: dict[str, int] = {}
        self.proved: set[tuple[str, int]] = set()
        self.kept: dict[tuple[type[Model], int], str] = {}

    def watch(self, execute: Callable[..., Any], sql: str, *args: Any) -> Any:
        """What always holds need not be looked at again before something is written."""
        self.something_is_written |= bool(WRITES.match(sql))
        return execute(sql, *args)

    def teardown(self) -> None:
        try:
            self.read_everything()
        finally:
            self.undo()

    def read_everything(self) -> None:
        """What came of it all, by one who may not see it."""
        who = READERS[self.words % 2]
        minutes = [self.page(which) + page for which in (0, 1) for page in PAGES]
        for path in [*LISTS, *minutes, *(self.place(2) + page for page in CORRECTION_PAGES)]:
            self.ask(who, path)

    def undo(self) -> None:
        self.watched.__exit__(None, None, None)
        transaction.set_rollback(True)
        self.undone.__exit__(None, None, None)

    @initialize(in_order=st.booleans())
    def minutes_are_sent(self, in_order: bool) -> None:
        self.send_as_one_should(0, in_order)
        assert self.last(0).is_open

    # -- What is asked for

    def canary(self) -> str:
        self.words += 1
        return f"kanarie{1000 + self.words}"

    def ask(self, who: str, path: str, data: dict[str, Any] | None = None) -> str:
        """What comes back, wherever it leads; whatever is told may be no more than the person may know."""
        client = self.clients[who]
        with transaction.atomic():
            answer = client.get(path) if data is None else client.post(path, data)
        text = (answer.getvalue() if answer.streaming else answer.content).decode(errors="replace")
        assert answer.status_code in (200, 302, 403, 404, 405), path
        if who in READERS:
            assert set(CANARY.findall(text)) <= known_to_all(), f"{who} reads a draft at {path}"
        return text

    def page(self, which: int) -> str:
        return f"/sammantraden/{self.meetings[which].pk}/"

    def place(self, what: int) -> str:
        """Where the minutes, or the correction, are sent, answered and approved."""
        return f"{self.page(what)}justering/" if what < 2 else self.correction.get_absolute_url()

    def version(self, what: int) -> int:
        """As on a page that is just opened."""
        row = self.meetings[what] if what < 2 else self.correction
        return type(row).objects.values_list("version", flat=True).get(pk=row.pk)

    def last(self, what: int) -> AttestationRound | None:
        found = self.meetings[what].rounds.filter(correction=None) if what < 2 else self.correction.rounds
        return found.last()

    def digest(self, what: int, is_right: bool) -> str:
        last = self.last(what)
        return last.proof_id if last and is_right else "0" * 64

    @rule(who=ANYBODY, which=WHICH, page=st.sampled_from(PAGES))
    def look(self, who: str, which: int, page: str) -> None:
        self.ask(who, self.page(which) + page)
        if page == "justering/godkann/":
            self.note_opened(who, which)

    @rule(who=SECRETARY_OR_ANYBODY, place=st.integers(0, 30))
    def write(self, who: str, place: int) -> None:
        """In whatever there is, also where it is finished."""
        for meeting in [*self.meetings, self.correction.meeting]:
            paragraphs = list(meeting.paragraphs.all())
            one = paragraphs[place % len(paragraphs)]
            typed = {"seen": f"{one.pk}.{one.version}", "heading": "Ärende", "kind": "item", "text": self.canary()}
            self.ask(who, f"{meeting.get_absolute_url()}skriv/{one.pk}/", typed)
        now = Correction.objects.get(pk=self.correction.pk)
        typed = {"before": now.before, "after": self.canary(), "reason": "Fel.", "seen_version": now.version}
        self.ask(who, f"{self.place(2)}andra/", typed)

    @rule(who=SECRETARY_OR_ANYBODY, which=WHICH, officers=st.sampled_from(OFFICERS))
    def appoint(self, who: str, which: int, officers: tuple[str, list[str]]) -> None:
        """Others attest from now on, if they are taken back first and sent afterwards."""
        secretary, attesters = officers
        typed = {"chair": NILS, "secretary": secretary, "attesters": attesters}
        self.recall(who, which)
        self.ask(who, f"{self.page(which)}narvaro/uppgifter/", typed)
        self.send_as_one_should(which, in_order=False)

    @rule(who=ANYBODY, what=WHAT, in_order=st.booleans())
    def send(self, who: str, what: int, in_order: bool) -> None:
        typed = {"due_on": timezone.localdate().isoformat(), "in_order": "yes" if in_order else ""}
        self.ask(who, f"{self.place(what)}skicka/", typed | {"version": self.version(what)})

    def send_as_one_should(self, what: int, in_order: bool) -> None:
        last = self.last(what)
        if last is None or not last.is_open:
            self.send("secretary", what, in_order)

    @rule(who=ANYBODY, what=WHAT)
    def recall(self, who: str, what: int) -> None:
        number = getattr(self.last(what), "number", 1)
        path = f"{self.place(what)}aterta/?version={self.version(what)}"
        self.ask(who, path, {"reason": "Fel.", "number": number})

    @rule(
        who=ATTESTER_OR_ANYBODY,
        which=WHICH,
        act=st.sampled_from(["return", "decline", "approve", "annat"]),
        right=st.booleans(),
    )
    def answer(self, who: str, which: int, act: str, right: bool) -> None:
        typed = {"digest": self.digest(which, right), "act": act, "comment": "" if act == "approve" else self.canary()}
        if act == "return" and (paragraph := self.meetings[which].paragraphs.first()):
            typed[f"paragraf-{paragraph.pk}"] = self.canary()
        self.ask(who, self.place(which), typed)

    @rule(who=ATTESTER_OR_ANYBODY, right=st.booleans())
    def send_correction_back(self, who: str, right: bool) -> None:
        self.ask(who, f"{self.place(2)}behover-andras/", {"digest": self.digest(2, right), "comment": self.canary()})

    @rule(who=ANYBODY, which=WHICH, attester=st.sampled_from([NILS, TORA]))
    def on_paper(self, who: str, which: int, attester: str) -> None:
        if self.meetings[which].rounds.count() > 1:  # or few would ever be attested here
            signed = {"version": self.version(which), "secretaries": TORA, "attesters": attester}
            self.ask(who, f"{self.page(which)}justerat-pa-papper/", signed)

    @rule(who=ANYBODY, which=WHICH, act=st.sampled_from(["", "avbryt/"]))
    def elsewhere(self, who: str, which: int, act: str) -> None:
        version = self.version(which)
        self.ask(who, f"{self.page(which)}annan-tjanst/{act}?version={version}", {"version": version})

    @precondition(lambda self: any(rounds.unsettled(meeting) for meeting in self.meetings))
    @rule(who=ANYBODY)
    def settle(self, who: str) -> None:
        for which, meeting in enumerate(self.meetings):
            for comment in rounds.unsettled(meeting)[:1]:
                for one in (who, "secretary"):
                    self.ask(one, f"{self.page(which)}justering/kommentarer/{comment.pk}/", {})

    # -- Approving

    def awaited(self, who: str, what: int) -> Attestation | None:
        """Whose answer is asked for now, if it is theirs; the first in turn where they answer in turn."""
        last = self.last(what)
        if last is None or not last.is_open or who not in self.users:
            return None
        waiting = list(last.attestations.filter(verdict="").order_by("position"))
        waiting = waiting[:1] if last.in_order else waiting
        return next((one for one in waiting if one.person == self.users[who].person), None)

    def note_opened(self, who: str, what: int) -> None:
        mine = self.awaited(who, what)
        if mine and (who, mine.pk) not in self.proved:
            self.proved = {(one, pk) for one, pk in self.proved if one != who}
            self.opened[who] = mine.pk

    def open_approval(self, who: str, what: int) -> None:
        self.ask(who, f"{self.place(what)}godkann/")
        self.note_opened(who, what)

    def prove(self, who: str, what: int = 0, *, password: str = PASSWORD) -> None:
        """Prove who one is; for what, is not asked."""
        self.ask(who, "/mitt-konto/bekrafta/", {"password": password})
        if password == PASSWORD and who in self.opened:
            self.proved.add((who, self.opened.pop(who)))

    def approve(self, who: str, what: int, *, is_right: bool = True) -> None:
        """It may only have been approved by whom it should, in turn, after a proof for just this."""
        before = set(Attestation.objects.exclude(verdict="").values_list("pk", flat=True))
        mine = self.awaited(who, what)
        forged = {"digest": self.digest(what, is_right), "how": "med lösenord", "reauthenticated": "1"}
        self.ask(who, f"{self.place(what)}godkann/", forged)
        for one in Attestation.objects.exclude(verdict="").exclude(pk__in=before):
            assert is_right, "who approves has to say what"
            assert one == mine, f"it is not for {who} to approve"
            assert (who, one.pk) in self.proved, f"{who} has not proved it"
            self.proved.discard((who, one.pk))
        self.note_opened(who, what)  # the answer is the page itself, which asks for a proof

    @rule(who=ATTESTER_OR_ANYBODY, what=WHAT, in_order=st.booleans())
    def try_every_trick(self, who: str, what: int, in_order: bool) -> None:
        other = (what + 1) % 3
        for one in (what, other):
            self.send_as_one_should(one, in_order)
        self.approve(who, what)
        self.prove(who, password="fel")
        self.approve(who, what)
        self.open_approval(who, other)
        self.prove(who)
        self.approve(who, what)
        self.approve(who, what)
        self.open_approval(who, what)
        self.prove(who)
        self.approve(who, what, is_right=False)
        self.approve(who, what)

    @rule(
        who=ANYBODY,
        tries=st.lists(st.tuples(st.sampled_from(["open", "prove", "approve"]), WHAT), min_size=1, max_size=4),
    )
    def try_to_approve(self, who: str, tries: list[tuple[str, int]]) -> None:
        for act, what in tries:
            {"open": self.open_approval, "prove": self.prove, "approve": self.approve}[act](who, what)

    @rule(
        what=WHAT,
        in_order=st.booleans(),
        whoever=st.sampled_from([("nils",), ("siv",), ("nils", "siv"), ("siv", "nils")]),
        after_return=st.booleans(),
    )
    def approve_as_one_should(self, what: int, in_order: bool, whoever: tuple[str, ...], after_return: bool) -> None:
        self.send_as_one_should(what, in_order)
        if after_return and what < 2:  # with comments, which may be left unsettled
            self.answer(whoever[0], what, "return", right=True)
            self.send_as_one_should(what, in_order)
        for who in whoever:
            self.open_approval(who, what)
            self.prove(who)
            self.approve(who, what)
            if what < 2:  # and thinks better of it, too late
                self.answer(who, what, "return", right=True)

    # -- What always holds

    @invariant()
    def all_is_well(self) -> None:
        if self.something_is_written:
            self.what_is_finished_stays()
            self.nobody_answers_for_anybody_else_or_anything_else()
            self.nothing_is_attested_but_by_all_who_should()
            self.no_secretary_attests_alone()
            self.what_is_under_justering_is_what_was_sent()
            self.no_letter_says_what_a_draft_says()
            self.something_is_written = False

    def keep(self, row: Model, state: object) -> None:
        digest = hashlib.sha256(repr(state).encode()).hexdigest()
        assert self.kept.setdefault((type(row), row.pk), digest) == digest, f"{row!r} has changed"

    def what_is_finished_stays(self) -> None:
        attested = Meeting.objects.attested()
        for meeting in attested:
            self.keep(meeting, state_of(meeting))
        for row in Correction.objects.attested():
            self.keep(row, [list(Correction.objects.filter(pk=row.pk).values_list()), bytes_of(row.document)])
        for row in AttestationRound.objects.exclude(ended_at=None):
            self.keep(row, [values_of(row), list(row.attestations.order_by("pk").values_list())])
        for row in Attestation.objects.exclude(verdict=""):
            self.keep(row, values_of(row))
        assert {pk for model, pk in self.kept if model is Meeting} == set(attested.values_list("pk", flat=True))

    def nobody_answers_for_anybody_else_or_anything_else(self) -> None:
        for one in Attestation.objects.exclude(verdict="").select_related("round", "person__user"):
            assert one.answered_by == one.person.user
            assert one.digest == one.round.proof_id
            assert one.how or one.verdict != "approved"

    def nothing_is_attested_but_by_all_who_should(self) -> None:
        for row in (*Meeting.objects.attested(), *Correction.objects.attested()):
            if row.attested_how == "here":
                own = row.rounds.filter(correction=None) if isinstance(row, Meeting) else row.rounds
                answers = own.last().attestations.all()
                assert {one.verdict for one in answers} == {"approved"}
        for round_ in AttestationRound.objects.filter(in_order=True):
            answered = [bool(one.verdict) for one in round_.attestations.order_by("position")]
            assert answered == sorted(answered, reverse=True), "one after another"

    def no_secretary_attests_alone(self) -> None:
        for meeting in Meeting.objects.filter(state__in=[Meeting.State.IN_ATTESTATION, Meeting.State.ATTESTED]):
            secretaries = {one.name for one in meeting.secretaries()}
            assert not {one.name for one in meeting.attesters()} <= secretaries

    def what_is_under_justering_is_what_was_sent(self) -> None:
        for round_ in AttestationRound.objects.filter(ended_at=None).select_related("correction"):
            if round_.correction:
                assert round_.correction.state == Correction.State.IN_ATTESTATION
                sent = {name: getattr(round_.correction, name) for name in round_.contents}
            else:
                meeting = Meeting.objects.with_contents().get(pk=round_.meeting_id)
                assert meeting.state == Meeting.State.IN_ATTESTATION
                sent = rounds.contents(meeting)
            assert sent == round_.contents

    def no_letter_says_what_a_draft_says(self) -> None:
        said = " ".join(f"{subject} {body}" for subject, body in Letter.objects.values_list("subject", "body"))
        assert set(CANARY.findall(said)) <= known_to_all()


def written(users: dict[str, User]) -> tuple[list[Meeting], Correction]:
    """Two minutes to be sent, and a correction of minutes that are attested."""
    names, meetings = {NILS: "nils", SIV: "siv", TORA: "secretary"}, []
    for number in range(1, 4):
        meeting = create_meeting(attesters=(NILS, SIV))
        Officer.objects.create(meeting=meeting, position=9, role="chair", name=NILS)
        Attendance.objects.create(meeting=meeting, position=9, name=SIV, status=Attendance.Status.PRESENT)
        for row in (*meeting.officers.all(), *meeting.attendance.all()):
            row.person = users[names[row.name]].person
            row.save()
        Paragraph.objects.filter(meeting=meeting).update(text=f"<p>kanarie{number}</p>")
        Decision.objects.filter(paragraph__meeting=meeting).update(text=f"kanarie{number}0")
        meetings.append(meeting)
    done, by = meetings.pop(), users["secretary"]
    attest_on_paper(done, attested_on=None, by=by)
    words = {"before": "kanarie3", "after": "kanarie4", "reason": "kanarie5"}
    return meetings, corrections.write(done.paragraphs.first(), **words, by=by)


def known_to_all() -> set[str]:
    """What anybody with a role may read."""
    paragraphs = Paragraph.objects.filter(meeting__in=Meeting.objects.attested())
    said = [*paragraphs.values_list("text", flat=True), *paragraphs.values_list("decisions__text", flat=True)]
    for texts in Correction.objects.attested().values_list("before", "after", "reason"):
        said += texts
    return set(CANARY.findall(" ".join(filter(None, said))))


def values_of(row: Model) -> list[Any]:
    return list(type(row).objects.filter(pk=row.pk).values_list())


def bytes_of(document: Document) -> bytes:
    return b"".join(document.blob.chunks())


def state_of(meeting: Meeting) -> list[Any]:
    rows = values_of(meeting)
    for model in ROWS:
        path = "meeting" if hasattr(model, "meeting") else "paragraph__meeting"
        rows += model.objects.filter(**{path: meeting.pk}).order_by("pk").values_list()
    own = {"round__meeting": meeting, "round__correction": None}
    rows += Attestation.objects.filter(**own).order_by("pk").values_list()
    rows += ParagraphComment.objects.filter(attestation__round__meeting=meeting).order_by("pk").values_list()
    return [rows, bytes_of(meeting.document)]


def test_nothing_goes_wrong_in_any_order(monkeypatch, db, caplog):
    caplog.set_level("ERROR", "django.request")  # to write down each refusal takes longer than to refuse
    monkeypatch.setattr("django.conf.settings.ACCOUNT_RATE_LIMITS", False)  # who is guessed at is tested elsewhere

    def printed(meeting: Meeting, colophon: object = None, *, draft: bool, how: str = "") -> bytes:
        return f"%PDF-{draft} {rounds.contents(meeting)}".encode()

    def correction_printed(correction: Correction, colophon: object = None, *, draft: bool) -> bytes:
        return f"%PDF-{draft} {list(correction.texts())}".encode()

    for place in ("rounds", "attestation", "views", "signing_elsewhere"):
        monkeypatch.setattr(f"minutes.{place}.minutes_pdf", printed)
    monkeypatch.setattr("minutes.corrections.correction_pdf", correction_printed)
    users = {
        "secretary": create_user(Role.SECRETARY, email="tora@example.se", name=TORA),
        "nils": create_user(Role.STEERING_GROUP, email="nils@example.se", name=NILS),
        "siv": create_user(Role.STAFF, email="siv@example.se", name=SIV),
        "reader": create_user(Role.STEERING_GROUP, email="lars@example.se", name="Lars Läsare"),
        "administrator": create_user(Role.ADMINISTRATOR, email="ove@example.se", name="Ove Ek"),
    }
    for user in users.values():
        create_person(user.name, user=user)
    meetings, correction = written(users)
    run_state_machine_as_test(
        lambda: People(users, meetings, correction),
        settings=settings(
            max_examples=12,
            stateful_step_count=30,
            deadline=None,
            suppress_health_check=[HealthCheck.too_slow, HealthCheck.data_too_large],
        ),
    )
