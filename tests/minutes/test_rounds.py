"""Minutes are sent to their attesters, who send them back, or approve them here; then they are finished."""

import datetime
import re

import pytest
from django.db import IntegrityError, connection, transaction
from django.utils import timezone

from big.documents.models import Document
from big.letters.models import Letter
from big.people.models import Event, User
from big.refusals import NotYet, Refused
from big.versions import StaleVersion
from minutes import attendance, drafting, numbering, outcomes, planning, rounds
from minutes.attestation import attest_on_paper
from minutes.home import panel
from minutes.models import (
    Attendance,
    Attestation,
    AttestationRound,
    Decision,
    Deferral,
    Meeting,
    Officer,
    Paragraph,
)
from tests.factories import create_person, create_planned_meeting
from tests.minutes.conftest import NILS, SIV

NOW = datetime.datetime(2026, 2, 10, 9, tzinfo=datetime.UTC)
DAY = datetime.timedelta(days=1)
DUE = datetime.date(2026, 2, 20)
HOW = "med lösenord"


@pytest.fixture(autouse=True)
def quickly_printed(monkeypatch):
    """The same contents give the same file, as when it is really printed, which is tested elsewhere."""

    def printed(meeting: Meeting, colophon: object = None, *, draft: bool) -> bytes:
        return f"%PDF-{draft} {rounds.contents(meeting)}".encode()

    monkeypatch.setattr("minutes.rounds.minutes_pdf", printed)
    monkeypatch.setattr("minutes.attestation.minutes_pdf", printed)


def send(meeting: Meeting, by: User, *, in_order: bool = False, now: datetime.datetime = NOW) -> AttestationRound:
    meeting.refresh_from_db()
    return rounds.send(meeting, due_on=DUE, in_order=in_order, by=by, now=now)


def part(round_: AttestationRound, user: User) -> Attestation:
    return round_.attestations.get(person=user.person)


def approve(round_: AttestationRound, user: User, now: datetime.datetime = NOW) -> Document | None:
    return rounds.approve(part(round_, user), how=HOW, digest=round_.proof_id, by=user, now=now)


def give_back(round_: AttestationRound, user: User, comment: str = "Fel datum.", **comments) -> None:
    typed = {"comment": comment, "comments": comments.get("comments", {})}
    rounds.return_(part(round_, user), **typed, digest=round_.proof_id, by=user, now=NOW)


def letters(start: str) -> set[str]:
    return set(Letter.objects.filter(subject__startswith=start).values_list("address", flat=True))


# -- Sending


def test_minutes_are_sent_with_fixed_numbers_and_the_pdf_is_kept(meeting, secretary, nils, siv):
    round_ = send(meeting, secretary)
    assert meeting.state == Meeting.State.IN_ATTESTATION
    assert numbering.is_fixed(meeting)
    assert b"".join(round_.proof.chunks()).startswith(b"%PDF-")
    asked = [(one.name, one.role_text) for one in round_.attestations.all()]
    assert asked == [(NILS, "ordförande"), (SIV, "justerare")]
    assert letters("Ett protokoll väntar på din justering: Ledningsgruppen den 3") == {nils.email, siv.email}
    assert Event.objects.get(act=Event.Act.SENT_TO_ATTESTERS).detail == f"omgång 1, {round_.proof_id}"


def test_one_after_another_the_second_hears_of_it_when_the_first_has_answered(meeting, secretary, nils, siv):
    round_ = send(meeting, secretary, in_order=True)
    assert letters("Ett protokoll väntar") == {nils.email}
    with pytest.raises(Refused, match=r"inte din tur än\. Nils Åkerström svarar först"):
        approve(round_, siv)
    assert approve(round_, nils) is None
    assert letters("Ett protokoll väntar") == {nils.email, siv.email}
    assert approve(round_, siv)


def test_letters_say_nothing_of_what_stands_in_the_minutes(meeting, secretary, nils):
    paragraph = meeting.paragraphs.first()
    Paragraph.objects.filter(pk=paragraph.pk).update(heading="Kanariefågeln", text="<p>Kanariefågeln sjöng.</p>")
    round_ = send(meeting, secretary)
    give_back(round_, nils, "Om kanariefågeln", comments={paragraph.pk: "Vilken kanariefågel?"})
    assert Letter.objects.count() == 4
    assert not [letter for letter in Letter.objects.all() if "kanarie" in f"{letter.subject} {letter.body}".lower()]


@pytest.mark.parametrize(
    ("lack", "sentence"),
    [
        (lambda m, u: u.delete(), "har inget konto här. Be administratören om en inbjudan"),
        (lambda m, u: User.objects.filter(pk=u.pk).update(is_active=False), "kontot är avstängt"),
        (lambda m, u: u.groups.clear(), "kontot saknar behörighet"),
        (lambda m, u: m.paragraphs.all().delete(), "Protokollet har inga paragrafer."),
    ],
)
def test_what_is_missing_is_said_before_anything_is_sent(meeting, secretary, siv, lack, sentence):
    lack(meeting, siv)
    with pytest.raises(NotYet, match=re.escape(sentence)):
        send(meeting, secretary)
    meeting.refresh_from_db()
    assert meeting.state == Meeting.State.DRAFTING
    assert not Letter.objects.exists()


def test_the_secretary_is_never_the_only_attester_under_whatever_name(meeting, secretary):
    meeting.officers.filter(role=Officer.Role.ATTESTER, name=SIV).delete()
    meeting.officers.filter(role=Officer.Role.ATTESTER).update(name="T. Hallén", person=secretary.person)
    with pytest.raises(NotYet, match="Sekreteraren kan inte ensam justera"):
        send(meeting, secretary)


def test_minutes_are_sent_once_and_not_with_a_day_that_has_been(meeting, secretary):
    with pytest.raises(Refused, match="Sista dagen har redan varit"):
        rounds.send(meeting, due_on=NOW.date() - DAY, in_order=False, by=secretary, now=NOW)
    send(meeting, secretary)
    with pytest.raises(Refused, match="under justering"):
        send(meeting, secretary)
    assert AttestationRound.objects.count() == 1


def test_what_somebody_changed_unseen_is_not_sent(meeting, secretary):
    read = Meeting.objects.get(pk=meeting.pk)
    first = meeting.paragraphs.first()
    drafting.edit(first, heading="Annat", text="", kind="item", by=secretary)
    with pytest.raises(StaleVersion):
        rounds.send(read, due_on=DUE, in_order=False, by=secretary, now=NOW)
    assert not AttestationRound.objects.exists()


def test_the_last_day_is_the_bodys_or_a_week_off_when_the_minutes_are_late(meeting):
    assert rounds.default_due(meeting, today=datetime.date(2026, 2, 4)) == datetime.date(2026, 2, 17)
    assert rounds.default_due(meeting, today=datetime.date(2026, 3, 1)) == datetime.date(2026, 3, 8)


# -- Answers


def test_when_all_have_approved_the_minutes_are_attested_and_a_document(meeting, secretary, nils, siv):
    round_ = send(meeting, secretary)
    assert approve(round_, siv) is None
    document = approve(round_, nils, now=NOW + DAY)
    meeting.refresh_from_db()
    round_.refresh_from_db()
    assert meeting.document == document
    assert meeting.pretty_status == "Justerat i systemet 11\N{NO-BREAK SPACE}februari 2026"
    assert (meeting.attested_by, meeting.attested_at) == (nils, NOW + DAY)
    assert round_.outcome == "approved"
    assert [(one.verdict, one.how, one.digest) for one in round_.attestations.all()] == [
        ("approved", HOW, round_.proof_id)
    ] * 2
    assert numbering.is_fixed(meeting)
    assert letters("Ett protokoll är justerat: ") == {nils.email, siv.email, secretary.email}
    assert Event.objects.filter(act=Event.Act.APPROVED).count() == 2
    assert Event.objects.get(act=Event.Act.ATTESTED).detail == f"{document.file_name}, {document.blob_id}"


def test_nobody_approves_without_proof_of_identity(meeting, secretary, nils):
    round_ = send(meeting, secretary)
    with pytest.raises(Refused, match="Styrk först"):
        rounds.approve(part(round_, nils), how="", digest=round_.proof_id, by=nils)
    assert not part(round_, nils).verdict


def test_only_the_attester_answers_only_once_and_only_about_what_was_sent(meeting, secretary, nils, siv):
    round_ = send(meeting, secretary)
    with pytest.raises(Refused, match="Det är Siv Björk som ska svara"):
        rounds.approve(part(round_, siv), how=HOW, digest=round_.proof_id, by=nils)
    with pytest.raises(Refused, match="skickats på nytt"):
        rounds.approve(part(round_, nils), how=HOW, digest="0" * 64, by=nils)
    approve(round_, nils)
    with pytest.raises(Refused, match="redan svarat: godkänt"):
        approve(round_, nils)
    nils.is_active = False
    with pytest.raises(Refused, match="Det är Nils"):
        approve(round_, nils)


def test_whoever_keeps_the_accounts_does_not_answer_in_anothers_name(meeting, secretary, nils, administrator):
    round_ = send(meeting, secretary)
    person, nils.person = nils.person, None
    nils.save()
    administrator.person = person
    administrator.save()
    for who, sentence in (administrator, "kopplats till Nils Åkerström sedan frågan ställdes"), (nils, "Det är Nils"):
        with pytest.raises(Refused, match=sentence):
            rounds.approve(round_.attestations.get(person=person), how=HOW, digest=round_.proof_id, by=who)
    rounds.recall(round_, reason="Nils har ett nytt konto.", by=secretary)
    assert User.objects.get(pk=administrator.pk) in [one.account for one in send(meeting, secretary).attestations.all()]


def test_returned_minutes_are_written_on_with_the_comments_and_their_numbers_are_given_back(
    meeting, secretary, nils, siv
):
    round_ = send(meeting, secretary)
    approve(round_, siv)
    first = meeting.paragraphs.first()
    give_back(round_, nils, comments={first.pk: "Mötet öppnades senare."})
    meeting.refresh_from_db()
    round_.refresh_from_db()
    assert meeting.state == Meeting.State.DRAFTING
    assert round_.outcome == "returned"
    assert not numbering.is_fixed(Meeting.objects.get(pk=meeting.pk))
    assert [(one.paragraph, one.text) for one in rounds.unsettled(meeting)] == [(first, "Mötet öppnades senare.")]
    assert letters("Ett protokoll är tillbaka från justering: ") == {siv.email, secretary.email}
    with pytest.raises(Refused, match="Justeringen är avslutad: tillbaka till sekreteraren"):
        approve(round_, siv)


def test_what_is_sent_anew_shows_what_changed_and_asks_everybody_again(meeting, secretary, nils, siv):
    round_ = send(meeting, secretary)
    approve(round_, siv)
    give_back(round_, nils)
    first, second = meeting.paragraphs.all()[:2]
    edited = drafting.edit(first, heading=first.heading, text="<p>Ordet var bundet.</p>", kind="item", by=secretary)
    outcomes.save(Decision(paragraph=second, text="Att göra så."), by=secretary)
    again = send(meeting, secretary)
    assert again.number == 2
    assert again.proof_id != round_.proof_id
    assert len(rounds.awaited(again)) == 2
    found = {change.place: dict(change.fields) for change in rounds.changes(again)}
    assert list(found) == [str(edited), str(second)]
    kinds = [(piece.kind, piece.text) for piece in found[str(edited)]["Text"]]
    assert ("gone", "fritt") in kinds
    assert ("new", "bundet") in kinds
    assert rounds.changes(round_) is None


def test_to_return_one_has_to_say_what_and_to_decline_why(meeting, secretary, nils):
    round_ = send(meeting, secretary)
    with pytest.raises(Refused, match="Skriv vad som behöver ändras"):
        give_back(round_, nils, "")
    with pytest.raises(Refused, match="Skriv varför"):
        rounds.decline(part(round_, nils), reason="", digest=round_.proof_id, by=nils)


def test_who_declines_says_why_and_everybody_concerned_is_told(meeting, secretary, nils, siv):
    round_ = send(meeting, secretary)
    rounds.decline(part(round_, siv), reason="Jag var inte där.", digest=round_.proof_id, by=siv, now=NOW)
    meeting.refresh_from_db()
    assert meeting.state == Meeting.State.DRAFTING
    assert letters("Ett protokoll är tillbaka") == {nils.email, secretary.email}
    assert "Siv Björk har svarat att protokollet inte kan justeras" in Letter.objects.first().body


def test_the_secretary_takes_minutes_back(meeting, secretary, nils, siv):
    round_ = send(meeting, secretary)
    rounds.recall(round_, reason="Fel bilaga.", by=secretary, now=NOW)
    meeting.refresh_from_db()
    assert meeting.state == Meeting.State.DRAFTING
    assert letters("Ett protokoll är återtaget") == {nils.email, siv.email}
    with pytest.raises(Refused, match="avslutad: återtaget"):
        rounds.recall(round_, reason="Igen.", by=secretary)
    with pytest.raises(Refused, match="avslutad: återtaget"):
        approve(round_, nils)


def test_the_first_page_keeps_comments_in_mind_until_they_are_settled(meeting, secretary, nils):
    def tasks() -> list[str]:
        return [task.sentence for task in panel(secretary)[0]]

    give_back(send(meeting, secretary), nils, comments={meeting.paragraphs.first().pk: "Nej."})
    assert tasks() == [f"Tillbaka med kommentarer: {meeting}"]
    rounds.recall(send(meeting, secretary), reason="Kommentaren var kvar.", by=secretary, now=NOW)
    assert tasks() == [f"Tillbaka med kommentarer: {meeting}"]
    [comment] = rounds.unsettled(meeting)
    rounds.settle(comment, by=secretary)
    assert tasks() == [f"Skriv klart: {meeting}"]


def test_numbers_that_later_minutes_have_gone_on_from_stay(meeting, secretary, nils, monkeypatch):
    round_ = send(meeting, secretary)
    monkeypatch.setattr(numbering, "release", lambda meeting: False)
    give_back(round_, nils)
    assert numbering.is_fixed(meeting)
    assert send(meeting, secretary).number == 2


def test_comments_are_settled_until_the_minutes_are_attested(meeting, secretary, nils, siv):
    give_back(send(meeting, secretary), nils, comments={one.pk: "Nej." for one in meeting.paragraphs.all()[:2]})
    first, second = rounds.unsettled(meeting)
    rounds.settle(first, by=secretary)
    assert rounds.unsettled(meeting) == [second]
    again = send(meeting, secretary)
    approve(again, nils)
    approve(again, siv)
    with pytest.raises(Refused, match="står kvar som de var"):
        rounds.settle(second, by=secretary)


# -- Nothing changes meanwhile


@pytest.fixture
def sent(meeting, secretary) -> Meeting:
    body = meeting.body
    later = create_planned_meeting(body=body, date=datetime.date(2027, 3, 2))
    row = Deferral(paragraph=meeting.paragraphs.first(), heading="Lägesbilden", reason="Tiden.", to_meeting=later)
    outcomes.save(row, by=secretary)
    send(meeting, secretary)
    return Meeting.objects.get(pk=meeting.pk)


def writes(meeting: Meeting, by: User) -> dict:
    """Everything that changes what minutes print, by its name."""
    one = meeting.paragraphs.first()
    row = meeting.attendance.first()
    decision = Decision.objects.get()
    deferral = Deferral.objects.select_related("paragraph__meeting").get()
    moved = Meeting.objects.get(pk=meeting.pk)
    moved.place = "Stadshuset"
    return {
        "add": lambda: drafting.add(meeting, after=one, by=by),
        "edit": lambda: drafting.edit(one, heading="Annat", text="", kind="item", by=by),
        "move": lambda: drafting.move(one, position=2),
        "remove": lambda: drafting.remove(one, by=by),
        "place": lambda: drafting.place(Paragraph(meeting=meeting), by=by),
        "begin": lambda: drafting.begin(meeting, by=by),
        "decide": lambda: outcomes.save(Decision(paragraph=one, text="Mer."), by=by),
        "change a decision": lambda: outcomes.save(decision, seen=decision.seen, by=by),
        "take away": lambda: outcomes.remove(deferral, seen=deferral.seen, by=by),
        "move an outcome": lambda: outcomes.move(decision, step=1),
        "approve earlier": lambda: outcomes.set_approval(one, None),
        "status": lambda: attendance.set_status(row, Attendance.Status.EXCUSED),
        "add somebody": lambda: attendance.add(meeting, create_person("Ny Gäst"), status="guest", by=by),
        "remove somebody": lambda: attendance.remove(row),
        "refill": lambda: attendance.refill(meeting),
        "officers": lambda: attendance.set_officers(meeting, chair="", secretary="", attesters=[]),
        "move the meeting": lambda: planning.change(moved, by=by),
        "cancel": lambda: planning.cancel(meeting, reason="Nej.", by=by),
        "on paper": lambda: attest_on_paper(meeting, attested_on=None, by=by),
    }


WRITES = [
    "add", "edit", "move", "remove", "place", "begin", "decide", "change a decision", "take away", "move an outcome",
    "approve earlier", "status", "add somebody", "remove somebody", "refill", "officers", "move the meeting", "cancel",
    "on paper",
]  # fmt: skip


@pytest.mark.parametrize("name", WRITES)
def test_nobody_changes_anything_while_the_minutes_are_with_the_attesters(sent, secretary, name):
    assert list(writes(sent, secretary)) == WRITES
    before = rounds.contents(sent)
    with pytest.raises(Refused):
        writes(sent, secretary)[name]()
    assert rounds.contents(Meeting.objects.get(pk=sent.pk)) == before


@pytest.mark.parametrize("table", ["paragraph", "attendance", "officer", "recipient", "decision", "deferral"])
def test_the_database_itself_refuses_meanwhile(sent, table):
    own = "paragraph_id IN (SELECT id FROM minutes_paragraph WHERE meeting_id = %s)"
    where = own if table in ("decision", "deferral") else "meeting_id = %s"
    for statement in (f"DELETE FROM minutes_{table}", f"UPDATE minutes_{table} SET position = 77"):
        with pytest.raises(IntegrityError, match="Handlingen är färdig"), transaction.atomic():
            connection.cursor().execute(f"{statement} WHERE {where}", [sent.pk])


def test_what_the_minutes_refer_to_may_change_but_then_they_are_not_approved(sent, secretary, nils, siv):
    later = Meeting.objects.get(date=datetime.date(2027, 3, 2))
    later.date = datetime.date(2027, 3, 9)
    planning.change(later, by=secretary)
    round_ = rounds.open_round(sent)
    with pytest.raises(Refused, match="Något som protokollet hänvisar till har ändrats"):
        approve(round_, nils)
    rounds.recall(round_, reason="Mötet är flyttat.", by=secretary)
    again = send(sent, secretary)
    approve(again, nils)
    assert approve(again, siv)


# -- Never half


def test_a_killed_process_leaves_all_as_it_was(meeting, secretary, nils, siv, monkeypatch):
    round_ = send(meeting, secretary)
    approve(round_, nils)
    before = Letter.objects.count(), Event.objects.count()

    def killed(*args, **kwargs):
        raise KeyboardInterrupt

    with monkeypatch.context() as patched:
        patched.setattr("big.documents.finalising.Document.objects.create", killed)
        with pytest.raises(KeyboardInterrupt):
            approve(round_, siv)
    meeting.refresh_from_db()
    assert meeting.state == Meeting.State.IN_ATTESTATION
    assert rounds.awaited(round_) == [part(round_, siv)]
    assert (Letter.objects.count(), Event.objects.count()) == before
    assert approve(round_, siv)


def test_a_seal_that_cannot_be_used_leaves_all_as_it_was_and_says_what_to_do(
    meeting, secretary, nils, siv, settings, tmp_path
):
    round_ = send(meeting, secretary)
    approve(round_, nils)
    settings.SEAL_PKCS12 = str(tmp_path / "finns-inte.p12")
    with pytest.raises(Refused) as refusal:
        approve(round_, siv)
    assert str(refusal.value)
    meeting.refresh_from_db()
    assert meeting.state == Meeting.State.IN_ATTESTATION
    assert not part(round_, siv).verdict


@pytest.mark.parametrize(
    "fields",
    [
        {"verdict": "approved", "answered_at": NOW, "digest": "x"},
        {"verdict": "declined", "answered_at": NOW, "digest": "x"},
        {"verdict": "approved"},
        {"how": HOW},
    ],
)
def test_the_database_has_no_answer_without_who_when_how_and_of_what(meeting, secretary, nils, fields):
    answer = part(send(meeting, secretary), nils)
    values = {"answered_by": nils, **fields} if "answered_at" in fields else fields
    with pytest.raises(IntegrityError, match="attestation_"), transaction.atomic():
        Attestation.objects.filter(pk=answer.pk).update(**values)


def test_an_answer_and_a_round_that_has_ended_are_never_others(meeting, secretary, nils):
    round_ = send(meeting, secretary)
    give_back(round_, nils)
    given = Attestation.objects.filter(verdict="returned")
    for rows, values in ((given, {"how": HOW}), (AttestationRound.objects, {"outcome": "approved"})):
        with pytest.raises(IntegrityError, match="Handlingen är färdig"), transaction.atomic():
            rows.update(**values)


def test_one_open_round_at_a_time(meeting, secretary):
    round_ = send(meeting, secretary)
    round_.pk, round_.number = None, 2
    with pytest.raises(IntegrityError, match=r"round_one_open|UNIQUE"), transaction.atomic():
        round_.save(force_insert=True)


# -- Reminders


def remind(day: datetime.date) -> set[str]:
    Letter.objects.filter(subject__startswith="Påminnelse").delete()
    rounds.remind_in_time(datetime.datetime.combine(day, datetime.time(9), tzinfo=timezone.get_current_timezone()))
    return letters("Påminnelse: ett protokoll väntar på din justering: Ledningsgruppen den 3")


def test_reminders_come_after_a_week_and_on_the_last_day_and_so_on(meeting, secretary, nils, siv):
    round_ = send(meeting, secretary)
    approve(round_, siv)
    sent_on = NOW.date()
    got = [number for number in range(40) if remind(sent_on + number * DAY)]
    assert got == [7, 10, 17, 24, 31, 38]


def test_never_two_reminders_in_a_day_and_none_after_the_answer(meeting, secretary, nils, siv):
    round_ = send(meeting, secretary, in_order=True)
    assert remind(DUE) == {nils.email}
    assert remind(DUE) == set()
    give_back(round_, nils)
    assert remind(DUE + 20 * DAY) == set()


def test_who_answers_second_is_reminded_from_when_the_turn_came(meeting, secretary, nils, siv):
    round_ = send(meeting, secretary, in_order=True)
    approve(round_, nils, now=NOW + 6 * DAY)
    assert remind(NOW.date() + 7 * DAY) == set()
    assert remind(DUE) == {siv.email}
