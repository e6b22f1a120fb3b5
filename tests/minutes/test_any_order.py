"""Whatever two secretaries do, in whatever order: no number twice, no text lost, no deferral gone, no draft seen."""

import datetime
import hashlib
import re
from collections.abc import Callable, Iterable
from typing import Any

import pytest
from django.db import connection, transaction
from django.test import Client
from hypothesis import HealthCheck, settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, invariant, rule, run_state_machine_as_test
from reversion.models import Version

from big.people.models import User
from big.people.roles import Role
from big.refusals import NotYet, Refused
from big.versions import StaleVersion
from minutes import attendance, drafting, following_up, numbering, outcomes, planning
from minutes.attestation import attest_on_paper
from minutes.models import (
    Assignment,
    Attendance,
    Body,
    Decision,
    Deferral,
    Meeting,
    Officer,
    Outcome,
    Paragraph,
    StandingItem,
)
from tests.conftest import Reader
from tests.factories import create_body, create_user

pytestmark = pytest.mark.django_db

WHICH = st.integers(0, 30)
WRITER = st.integers(0, 1)
BEGINNING = datetime.datetime(2027, 6, 1, 8, tzinfo=datetime.UTC)
DAYS = [datetime.date(2027, 1, 5), datetime.date(2027, 2, 2)]
OTHER_DAYS = [datetime.date(2026, 12, 20), datetime.date(2027, 4, 6)]
ROWS = [Attendance, Officer, Paragraph, Decision, Assignment, Deferral]
LISTS = ["/", "/sammantraden/", "/uppdrag/", "/uppdrag/uppdrag.csv", "/beslut/", "/beslut/beslut.csv", "/bordlagda/"]
CANARY = re.compile(r"kanarie\d+")
WRITES = re.compile(r"""(INSERT INTO|UPDATE|DELETE FROM) "(minutes|reversion)_""")


class Secretaries(RuleBasedStateMachine):
    """Two bodies with two meetings each, of which one goes on and has put an item off to the other.

    `screens` is what each of the two has before their eyes, which may have grown old. `typed` is what was accepted for
    each §: who, when and what; nobody typed what the standing agenda had prepared.
    """

    def __init__(self, writers: list[User], reader: Client) -> None:
        super().__init__()
        self.undone = transaction.atomic()
        self.undone.__enter__()
        self.writers, self.reader = writers, reader
        self.now = BEGINNING
        self.words = 0
        self.screens: list[dict[int, Paragraph]] = [{}, {}]
        self.typed: dict[int, list[tuple[User | None, datetime.datetime, str]]] = {}
        self.outdated: dict[tuple[type, int], str] = {}
        self.deferrals: set[int] = set()
        self.attested: dict[int, str] = {}
        self.something_is_written = True
        self.watched = connection.execute_wrapper(self.watch)
        self.watched.__enter__()

    def watch(self, execute: Callable[..., Any], sql: str, *args: Any) -> Any:
        """What always holds need not be looked at again before something is written."""
        self.something_is_written |= bool(WRITES.match(sql))
        return execute(sql, *args)

    def teardown(self) -> None:
        self.watched.__exit__(None, None, None)
        transaction.set_rollback(True)
        self.undone.__exit__(None, None, None)

    @initialize()
    def two_bodies_have_planned(self) -> None:
        for name, how in (("Ledningsgruppen", Body.Numbering.PER_YEAR), ("Styrgruppen", Body.Numbering.PER_MEETING)):
            members = {f"Nils i {name}": "chair", f"Tora i {name}": "secretary", f"Siv i {name}": "member"}
            body = create_body(name=name, numbering=how, members=members)
            for position, kind in enumerate((Paragraph.Kind.OPENING, Paragraph.Kind.CLOSING), start=1):
                prepared = f"<p>{self.canary()}</p>"
                StandingItem.objects.create(body=body, position=position, kind=kind, heading=kind.label, text=prepared)
            planned = planning.plan(body, [planning.Plan(day) for day in DAYS], by=self.writers[0], now=self.now)
            for paragraph in Paragraph.objects.filter(meeting__in=planned):
                self.typed[paragraph.pk] = [(None, self.now, *CANARY.findall(paragraph.text))]
            drafting.begin(planned[0], by=self.writers[0], now=self.now)
            item = drafting.add(planned[0], after=planned[0].paragraphs.first(), by=self.writers[0])
            said = {"heading": self.canary(), "text": f"<p>{self.canary()}</p>"}
            drafting.edit(item, **said, kind=item.kind, by=self.writers[0], now=self.now)
            row = Deferral(paragraph=item, heading=self.canary(), text=f"<p>{self.canary()}</p>")
            row.to_meeting = planned[1]
            outcomes.save(row, by=self.writers[0], now=self.now)
            self.deferrals.add(row.pk)

    # -- What there is to choose from

    def canary(self) -> str:
        self.words += 1
        return f"kanarie{self.words:04}"

    def one(self, rows: Iterable[Any], which: int) -> Any:
        rows = list(rows)
        return rows[which % len(rows)] if rows else None

    def meeting(self, which: int, *states: str) -> Meeting | None:
        return self.one(Meeting.objects.filter(state__in=states or list(Meeting.State)).order_by("pk"), which)

    def paragraph(self, which: int, *states: str) -> Paragraph | None:
        states = states or (Meeting.State.DRAFTING, *Meeting.AHEAD)
        rows = Paragraph.objects.filter(meeting__state__in=states).select_related("meeting")
        return self.one(rows.order_by("-pk"), which)

    def attempt(self, act: Callable[..., Any], *args: Any, **kwargs: Any) -> Any:
        """What came of it; None when it was refused."""
        try:
            with transaction.atomic():
                return act(*args, **kwargs) or True
        except (Refused, NotYet, StaleVersion):
            return None

    def arrange(self, act: Callable[..., Any], *args: Any, **kwargs: Any) -> Any:
        """Attempt what may change the order of the §§, which §§ there are, and nothing in any of them."""
        before = contents()
        done = self.attempt(act, *args, **kwargs)
        after = contents()
        assert {pk: after[pk] for pk in before.keys() & after} == {pk: before[pk] for pk in before.keys() & after}
        return done

    # -- §§

    @rule(writer=WRITER, which=WHICH, minutes=st.sampled_from([1, 10]), heading=st.booleans())
    def write(self, writer: int, which: int, minutes: int, heading: bool) -> None:
        if (paragraph := self.paragraph(which)) is None:
            return
        self.now += datetime.timedelta(minutes=minutes)
        before = self.screens[writer].setdefault(paragraph.pk, paragraph)
        word, by = self.canary(), self.writers[writer]
        values = {"heading": before.heading, "text": before.text} | ({"heading": word} if heading else {"text": word})
        saved = self.attempt(drafting.edit, before, **values, kind=before.kind, by=by, now=self.now)
        if saved is None:
            del self.screens[writer][paragraph.pk]  # reads what is there before the next attempt
            return
        assert paragraph.version == before.version, "nobody writes over what they have not seen"
        self.screens[writer][paragraph.pk] = saved
        self.typed.setdefault(paragraph.pk, []).append((by, self.now, word))

    @rule(first=WRITER, which=WHICH)
    def both_write(self, first: int, which: int) -> None:
        """The second of them sees what was there before the first, and once more when that was refused."""
        if paragraph := self.paragraph(which):
            for screen in self.screens:
                screen[paragraph.pk] = paragraph
            for writer in (first, 1 - first, 1 - first):
                self.write(writer, which, minutes=1, heading=False)

    @rule(writer=WRITER, which=WHICH)
    def add(self, writer: int, which: int) -> None:
        if paragraph := self.paragraph(which):
            self.arrange(drafting.add, paragraph.meeting, after=paragraph, by=self.writers[writer])

    @rule(which=WHICH, position=st.integers(-1, 8))
    def move(self, which: int, position: int) -> None:
        if paragraph := self.paragraph(which):
            self.arrange(drafting.move, paragraph, position=position)

    @rule(writer=WRITER, which=WHICH)
    def remove(self, writer: int, which: int) -> None:
        if paragraph := self.paragraph(which):
            self.arrange(drafting.remove, paragraph, by=self.writers[writer])

    @rule(writer=WRITER, which=WHICH)
    def bring_back(self, writer: int, which: int) -> None:
        if not self.removed():
            self.remove(writer, which)
        if found := self.one(self.removed(), which):
            meeting, chosen = found
            back = self.arrange(drafting.bring_back, meeting, chosen.pk)
            assert back or numbering.is_fixed(meeting), "what is offered can be taken back"
            assert not back or all(getattr(back, name) == chosen.field_dict[name] for name in ("heading", "text"))

    def removed(self) -> list[tuple[Meeting, Version]]:
        written = Meeting.objects.filter(state__in=[Meeting.State.DRAFTING, *Meeting.AHEAD]).order_by("pk")
        return [(meeting, version) for meeting in written for version in drafting.removed(meeting)]

    # -- What comes of them

    @rule(writer=WRITER, which=WHICH)
    def decide(self, writer: int, which: int) -> None:
        if paragraph := self.paragraph(which, Meeting.State.DRAFTING):
            row = Decision(paragraph=paragraph, text=self.canary())
            self.attempt(outcomes.save, row, by=self.writers[writer], now=self.now)

    @rule(writer=WRITER, which=WHICH, due=WHICH)
    def assign(self, writer: int, which: int, due: int) -> None:
        if paragraph := self.paragraph(which, Meeting.State.DRAFTING):
            due_meeting = self.one(outcomes.coming_meetings(paragraph.meeting), due)
            row = Assignment(paragraph=paragraph, text=self.canary(), name="Siv Ek", due_meeting=due_meeting)
            self.attempt(outcomes.save, row, by=self.writers[writer], now=self.now)

    @rule(writer=WRITER, which=WHICH, to=WHICH, somewhere=st.booleans())
    def defer(self, writer: int, which: int, to: int, somewhere: bool) -> None:
        if paragraph := self.paragraph(which, Meeting.State.DRAFTING):
            row = Deferral(paragraph=paragraph, heading=self.canary(), text=f"<p>{self.canary()}</p>")
            row.to_meeting = self.one(outcomes.coming_meetings(paragraph.meeting), to) if somewhere else None
            if self.attempt(outcomes.save, row, by=self.writers[writer], now=self.now):
                self.deferrals.add(row.pk)

    @rule(writer=WRITER, which=WHICH, to=WHICH, what=st.sampled_from(["heading", "target", "no target"]))
    def defer_otherwise(self, writer: int, which: int, to: int, what: str) -> None:
        if row := self.one(Deferral.objects.select_related("paragraph__meeting").order_by("-pk"), which):
            seen = row.seen
            if what == "heading":
                row.heading = self.canary()
            else:
                coming = outcomes.coming_meetings(row.paragraph.meeting)
                row.to_meeting = self.one(coming, to) if what == "target" else None
            if self.attempt(outcomes.save, row, seen=seen, by=self.writers[writer], now=self.now):
                self.note_outdated(row, seen)

    @rule(writer=WRITER, which=WHICH)
    def decide_otherwise(self, writer: int, which: int) -> None:
        if row := self.one(Decision.objects.select_related("paragraph__meeting").order_by("-pk"), which):
            seen, row.text = row.seen, self.canary()
            if self.attempt(outcomes.save, row, seen=seen, by=self.writers[writer], now=self.now):
                self.note_outdated(row, seen)

    def note_outdated(self, row: Outcome, seen: str) -> None:
        if type(row).objects.get(pk=row.pk).seen != seen:
            self.outdated[type(row), row.pk] = seen

    @rule(writer=WRITER, which=WHICH)
    def change_what_has_changed(self, writer: int, which: int) -> None:
        if found := self.one(self.outdated, which):
            model, pk = found
            if row := model.objects.select_related("paragraph__meeting").filter(pk=pk).first():
                seen, by = self.outdated[found], self.writers[writer]
                assert self.attempt(outcomes.save, row, seen=seen, by=by) is None
                assert self.attempt(outcomes.remove, row, seen=seen, by=by) is None

    @rule(writer=WRITER, which=WHICH, model=st.sampled_from([Deferral, Deferral, Decision, Assignment]))
    def take_away(self, writer: int, which: int, model: type[Outcome]) -> None:
        if row := self.one(model.objects.select_related("paragraph__meeting").order_by("-pk"), which):
            pk = row.pk
            gone = self.attempt(outcomes.remove, row, seen=row.seen, by=self.writers[writer], now=self.now)
            if gone and model is Deferral:
                self.deferrals.remove(pk)

    @rule(writer=WRITER, which=WHICH, to=WHICH)
    def take_up_again(self, writer: int, which: int, to: int) -> None:
        row = self.one(Deferral.objects.select_related("paragraph__meeting").order_by("-pk"), which)
        if row and (target := self.one(outcomes.coming_meetings(row.paragraph.meeting), to)):
            self.attempt(outcomes.place_again, row, target, by=self.writers[writer], now=self.now)

    # -- Who was there

    @rule(which=WHICH, status=st.sampled_from(Attendance.Status.values))
    def say_who_was_there(self, which: int, status: str) -> None:
        if row := self.one(Attendance.objects.select_related("meeting").order_by("-pk"), which):
            self.attempt(attendance.set_status, row, status)

    @rule(which=WHICH, start=WHICH, end=WHICH)
    def say_from_when(self, which: int, start: int, end: int) -> None:
        if row := self.one(Attendance.objects.select_related("meeting").order_by("-pk"), which):
            own = row.meeting.paragraphs.order_by("position")
            part = {"from_paragraph": self.one(own, start), "to_paragraph": self.one(own, end)}
            self.attempt(attendance.set_part, row, **part, stands_in_for=None, remark="")

    # -- Meetings

    @rule(which=WHICH)
    def call(self, which: int) -> None:
        """The notice itself is sent elsewhere; from here on everybody may see the headings."""
        if meeting := self.meeting(which, Meeting.State.PLANNED):
            meeting.state, meeting.called_at, meeting.called_by = Meeting.State.CALLED, self.now, self.writers[0]
            meeting.save()

    @rule(which=WHICH)
    def cancel(self, which: int) -> None:
        if meeting := self.meeting(which, *Meeting.AHEAD):
            self.attempt(planning.cancel, meeting, reason="För få.", by=self.writers[0], now=self.now)

    @rule(which=WHICH, day=st.sampled_from([*DAYS, *OTHER_DAYS]))
    def put_off(self, which: int, day: datetime.date) -> None:
        if meeting := self.meeting(which):
            meeting.date, meeting.proposals_until = day, None
            self.attempt(planning.change, meeting, by=self.writers[0], now=self.now)

    @rule(which=WHICH)
    def begin(self, which: int) -> None:
        if meeting := self.meeting(which, *Meeting.AHEAD):
            self.attempt(drafting.begin, meeting, by=self.writers[0], now=self.now)

    @rule(which=WHICH)
    def fix(self, which: int) -> None:
        if meeting := self.meeting(which, Meeting.State.DRAFTING):
            self.attempt(numbering.fix, meeting)

    @rule(which=WHICH)
    def release(self, which: int) -> None:
        if meeting := self.meeting(which, Meeting.State.DRAFTING):
            self.attempt(numbering.release, meeting)

    @rule(which=WHICH)
    def attest(self, which: int) -> None:
        if meeting := self.meeting(which, Meeting.State.DRAFTING):
            for paragraph in meeting.paragraphs.filter(heading="") | meeting.paragraphs.filter(text=""):
                values = {"heading": paragraph.heading or "Ärende", "text": paragraph.text or "<p>Sagt.</p>"}
                self.attempt(drafting.edit, paragraph, **values, kind=paragraph.kind, by=self.writers[0], now=self.now)
            meeting.refresh_from_db()
            if self.attempt(attest_on_paper, meeting, attested_on=None, by=self.writers[0], now=self.now):
                self.attested[meeting.pk] = digest(meeting)

    # -- What always holds

    @invariant()
    def all_is_well(self) -> None:
        if self.something_is_written:
            self.rows_refer_to_rows_that_are_there()
            self.numbers_have_no_gap_and_none_is_there_twice()
            self.no_text_is_lost()
            self.no_deferral_vanishes()
            self.what_is_attested_stays()
            self.something_is_written = False

    def rows_refer_to_rows_that_are_there(self) -> None:
        connection.check_constraints()

    def numbers_have_no_gap_and_none_is_there_twice(self) -> None:
        fixed: dict[tuple[int, int], list[int]] = {}
        ahead: list[tuple[tuple[int, int], list[int]]] = []
        for meeting in Meeting.objects.select_related("body").prefetch_related("paragraphs"):
            paragraphs = list(meeting.paragraphs.all())
            shown = [int(number) for number in numbering.shown_numbers(meeting).values()]
            per_year = meeting.body.numbering == Body.Numbering.PER_YEAR
            series = (meeting.body_id, meeting.date.year if per_year else -meeting.pk)
            if any(paragraph.series for paragraph in paragraphs):
                assert [paragraph.sequence for paragraph in paragraphs] == shown
                fixed.setdefault(series, []).extend(shown)
            else:
                ahead.append((series, shown))
                # As it is stored; those of a year may have grown old there when other minutes were fixed.
                assert per_year or [paragraph.number for paragraph in paragraphs] == [str(one) for one in shown]
        for numbers in fixed.values():
            assert sorted(numbers) == list(range(1, len(numbers) + 1))
        for series, shown in ahead:
            first = len(fixed.get(series, [])) + 1
            assert shown == list(range(first, first + len(shown))), "they go on where the fixed ones end"

    def no_text_is_lost(self) -> None:
        now = {str(one.pk): f"{one.heading} {one.text}" for one in Paragraph.objects.all()}
        kept = dict[str, str](now)
        for pk, text in Version.objects.get_for_model(Paragraph).values_list("object_id", "serialized_data"):
            kept[pk] = f"{kept.get(pk, '')} {text}"
        for pk, typed in self.typed.items():
            for place, (by, at, word) in enumerate(typed):
                later = typed[place + 1 : place + 2]
                same_sitting = later and later[0][0] == by and later[0][1] - at < drafting.SITTING
                assert same_sitting or word in kept.get(str(pk), ""), f"{word} is lost"

    def no_deferral_vanishes(self) -> None:
        waiting = {one.deferral.pk: one for one in following_up.deferred(self.writers[0])}
        rows = Deferral.objects.filter(pk__in=self.deferrals).select_related("to_meeting")
        assert len(rows) == len(self.deferrals)
        for row in rows.prefetch_related("landings__meeting"):
            held = [one.meeting for one in row.landings.all() if one.meeting.state != Meeting.State.CANCELLED]
            assert len(held) <= 1, "it lands once"
            assert row.pk in waiting or [meeting.is_attested for meeting in held] == [True]
            if row.to_meeting and row.to_meeting.state != Meeting.State.CANCELLED:
                assert held == [row.to_meeting]

    def what_is_attested_stays(self) -> None:
        for meeting in Meeting.objects.filter(pk__in=self.attested):
            assert digest(meeting) == self.attested[meeting.pk]

    @rule()
    def somebody_else_reads(self) -> None:
        may_see = "".join(seen_by_all())
        pages = [f"/sammantraden/{pk}/" for pk in Meeting.objects.values_list("pk", flat=True)]
        for page in [*LISTS, *pages]:
            answer = self.reader.get(page)
            text = (answer.getvalue() if answer.streaming else answer.content).decode()
            assert answer.status_code in (200, 404)
            leaked = [word for word in CANARY.findall(text) if word not in may_see]
            assert not leaked, page


def contents() -> dict[int, tuple[str, str]]:
    return {pk: said for pk, *said in Paragraph.objects.values_list("pk", "heading", "text")}


def digest(meeting: Meeting) -> str:
    rows = [list(Meeting.objects.filter(pk=meeting.pk).values_list())]
    for model in ROWS:
        path = "meeting" if hasattr(model, "meeting") else "paragraph__meeting"
        rows.append(list(model.objects.filter(**{path: meeting.pk}).order_by("pk").values_list()))
    return hashlib.sha256(repr(rows).encode()).hexdigest()


def seen_by_all() -> Iterable[str]:
    """What anybody with a role may read: attested minutes, and headings that a notice has told."""
    for meeting in Meeting.objects.attested().prefetch_related("paragraphs"):
        yield from (text for _, text in meeting.texts())
    told = Paragraph.objects.filter(meeting__called_at__isnull=False, meeting__state__in=["called", "cancelled"])
    for paragraph in told.select_related("from_deferral__paragraph__meeting"):
        if paragraph.from_deferral is None or paragraph.from_deferral.paragraph.meeting.is_attested:
            yield paragraph.heading


def test_nothing_goes_wrong_in_any_order(monkeypatch, caplog):
    caplog.set_level("ERROR", "django.request")  # to write down each refusal takes longer than to refuse
    # How the finished minutes look is tested elsewhere; to print them at each step would take minutes.
    monkeypatch.setattr("minutes.attestation.minutes_pdf", lambda meeting, colophon, draft: b"%PDF-")
    writers = [
        create_user(Role.SECRETARY, email=f"{name.lower()}@example.se", name=f"{name} Ek") for name in ("Tora", "Siv")
    ]
    reader = Reader()
    reader.force_login(create_user(Role.STEERING_GROUP, email="lasare@example.se", name="Lars Läsare"))
    run_state_machine_as_test(
        lambda: Secretaries(writers, reader),
        settings=settings(
            max_examples=10,
            stateful_step_count=50,
            deadline=None,
            suppress_health_check=[HealthCheck.too_slow, HealthCheck.data_too_large],
        ),
    )
