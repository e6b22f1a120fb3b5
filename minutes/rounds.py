"""Rounds of justering: minutes go to their attesters, who answer for exactly what was sent to them.

drafting -> in attestation -> attested, or back to drafting with comments. While the minutes are with the attesters
nothing of them can be changed, by nobody (`apps.py`); a round that has ended is never opened again, there is a new one.
Letters name the day and the body of the meeting and nothing that stands in the minutes, not even why they came back.
"""

import datetime
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Any

from django.db import transaction
from django.db.models import Exists, OuterRef, Q, prefetch_related_objects
from django.utils import timezone

from big import access
from big.differences import Piece, word_difference
from big.documents.models import Blob, Document
from big.documents.richtext import lines
from big.letters import posting
from big.people.events import record
from big.people.models import Event, Person, User
from big.refusals import NotYet, Refused
from big.swedish import long_date, sentence_list
from big.versions import StaleVersion
from minutes import attestation, numbering
from minutes.missing import missing
from minutes.models import (
    Attestation,
    AttestationRound,
    Body,
    Correction,
    Meeting,
    Officer,
    Paragraph,
    ParagraphComment,
)
from minutes.printing import minutes_pdf

Outcome = AttestationRound.Outcome

Contents = dict[str, Any]
"""What minutes say, as a round keeps it: `facts` as pairs of label and text, and `paragraphs` in order."""


# -- Ready to send -----------------------------------------------------------------------------------------------------


def missing_to_send(meeting: Meeting) -> list[str]:
    """What has to be put right before the minutes can be sent, as Swedish sentences. Wants one `with_contents`."""
    return [one.sentence for one in missing(meeting) if one.blocks or one.blocks_here]


def sent_back(meeting: Meeting) -> AttestationRound | None:
    """The last round, when it ended without the minutes being attested."""
    last = meeting.rounds.filter(correction=None).prefetch_related("attestations").last()
    return last if last and last.outcome in (Outcome.RETURNED, Outcome.RECALLED) else None


def remarks_before_sending(meeting: Meeting) -> list[str]:
    """What is not quite right and hinders nothing. Wants a meeting `with_contents`."""
    return [one.sentence for one in missing(meeting) if not (one.blocks or one.blocks_here)]


def waiting_for(user: User) -> list[Attestation]:
    """The answers that the user is asked for now, about minutes and about corrections of them."""
    if user.person_id is None:
        return []
    mine = Attestation.objects.filter(person=user.person_id, verdict="", round__ended_at=None)
    before = Attestation.objects.filter(round=OuterRef("round"), position__lt=OuterRef("position"), verdict="")
    asked = mine.filter(~Exists(before) | Q(round__in_order=False))
    return list(asked.select_related("round__meeting__body", "round__correction").order_by("round__due_on", "pk"))


def may_follow(user: User, meeting: Meeting) -> bool:
    """Whether the user, who may see the meeting, may see how its justering goes, with what attesters have said.

    Those who keep the minutes or have a task at the meeting, and not those with whom a draft is only shared.
    """
    own = user.person_id and any(officer.person_id == user.person_id for officer in meeting.officers.all())
    return bool(own) or access.may_keep_minutes(user)


def unsettled(meeting: Meeting) -> list[ParagraphComment]:
    """What attesters have said of the §§ that nobody has dealt with yet."""
    comments = ParagraphComment.objects.filter(
        attestation__round__meeting=meeting, attestation__round__correction=None, settled_at=None
    )
    return list(comments.select_related("attestation", "paragraph").order_by("pk"))


def _names(officers: list[Officer]) -> set[str]:
    return {officer.name for officer in officers}


def default_due(meeting: Meeting, *, today: datetime.date) -> datetime.date:
    """The last day to answer, as the body has it; when the minutes are late, as many days as before a reminder."""
    usual = meeting.date + datetime.timedelta(days=meeting.body.attestation_days)
    return max(usual, today + datetime.timedelta(days=meeting.body.reminder_days))


def days_from(meeting: Meeting, *, today: datetime.date) -> datetime.date:
    """The last day to answer for a correction: as many days from today as minutes have from their meeting."""
    days = meeting.body.attestation_days if meeting.body else Body._meta.get_field("attestation_days").default
    return today + datetime.timedelta(days=days)


def contents(meeting: Meeting) -> Contents:
    """All that the minutes print but the sender's letterhead: the round keeps it, and it must not change."""
    facts = [
        ("Rubrik", meeting.title),
        ("Datum", long_date(meeting.date) if meeting.date else ""),
        ("Tid", meeting.time_text),
        ("Plats", meeting.place),
        ("Mötesform", meeting.format_text if meeting.format else ""),
        ("Närvarande", _attendance(meeting.present())),
        ("Frånvarande", _attendance(meeting.absent())),
        ("Delges", meeting.recipients_text()),
        ("Ordförande", sentence_list([officer.name for officer in meeting.chairs()])),
        ("Vid protokollet", sentence_list([officer.name for officer in meeting.secretaries()])),
        ("Justeras av", sentence_list([officer.name for officer in meeting.attesters()])),
    ]
    return {
        "facts": [list(fact) for fact in facts],
        "paragraphs": [_of(paragraph) for paragraph in meeting.paragraphs.all()],
    }


def _attendance(rows: list[Any]) -> str:
    return "\n".join(", ".join(filter(None, [row.name, row.organisation, row.role, row.note])) for row in rows)


def _of(paragraph: Paragraph) -> Contents:
    came_of_it = [decision.text for decision in paragraph.decisions.all()]
    for rows in (paragraph.reported_outcomes, paragraph.assignments, paragraph.deferrals):
        came_of_it += [row.sentence for row in rows.all()]
    for row in paragraph.attachments.all():
        came_of_it.append(f"{row} ({(row.document or row.upload).blob_id})")
    return {
        "key": paragraph.pk,
        "label": paragraph.label,
        "heading": paragraph.heading,
        "text": paragraph.text,
        "outcomes": came_of_it,
    }


# -- Sending -----------------------------------------------------------------------------------------------------------


def send(
    meeting: Meeting, *, due_on: datetime.date, in_order: bool, by: User, now: datetime.datetime | None = None
) -> AttestationRound:
    """Fix the numbers, keep the PDF as it is now, and write to the attesters: to all, or to the first one.

    `due_on` is the last day to answer: a custom, for reminders, and never a wall. Raises StaleVersion when somebody has
    changed the minutes since they were read, NotYet with what is missing, and Refused when these minutes are not being
    written here or the day has been.
    """
    now = now or timezone.now()
    with transaction.atomic():
        current = _locked(meeting.pk)
        if current.state != Meeting.State.DRAFTING:
            raise Refused(f"Det finns inget protokoll att skicka till justering: {current.label}.")
        if current.source_id:
            raise Refused("Protokollet är inläst från papper. Registrera det som justerat på papper.")
        if current.version != meeting.version:
            raise StaleVersion(current)
        if lacking := missing_to_send(current):
            raise NotYet(lacking)
        today = timezone.localdate(now)
        if current.date > today:
            raise Refused("Sammanträdet har inte hållits än. Kontrollera datumet.")
        if due_on < today:
            raise Refused("Sista dagen har redan varit. Välj en dag från och med i dag.")
        numbering.fix(current)
        current.state = Meeting.State.IN_ATTESTATION
        current.save()
        current = _with_contents(current.pk)
        round_ = begin(
            current,
            subject=str(current),
            proof=minutes_pdf(current, draft=True),
            contents=contents(current),
            due_on=due_on,
            in_order=in_order,
            by=by,
            now=now,
        )
    meeting.refresh_from_db()
    return round_


def begin(
    meeting: Meeting,
    *,
    subject: str,
    proof: bytes,
    contents: Contents,
    due_on: datetime.date,
    by: User,
    now: datetime.datetime,
    correction: Correction | None = None,
    in_order: bool = False,
) -> AttestationRound:
    """A new round with exactly `proof`, for the meeting's attesters, who are asked. Wants a meeting `with_contents`.

    Call it within the transaction that has locked the meeting and checked that its minutes, or the correction, may go;
    `subject` is what the trail calls them.
    """
    round_ = AttestationRound.objects.create(
        meeting=meeting,
        correction=correction,
        number=meeting.rounds.filter(correction=correction).count() + 1,
        in_order=in_order,
        due_on=due_on,
        proof=Blob.objects.store(proof, "application/pdf"),
        contents=contents,
        sent_at=now,
        sent_by=by,
    )
    chairs, attesters = _names(meeting.chairs()), meeting.attesters()
    prefetch_related_objects(attesters, "person__user")
    Attestation.objects.bulk_create(
        Attestation(
            round=round_,
            position=position,
            name=officer.name,
            role_text="ordförande" if officer.name in chairs else "justerare",
            person=officer.person,
            account=officer.person.user,
        )
        for position, officer in enumerate(attesters, start=1)
    )
    detail = f"omgång {round_.number}, {round_.proof_id}"
    record(Event.Act.SENT_TO_ATTESTERS, by=by, subject=subject, detail=detail, now=now)
    ask(round_, awaited(round_), by=by, now=now)
    return round_


def recall(round_: AttestationRound, *, reason: str, by: User, now: datetime.datetime | None = None) -> None:
    """Take the minutes back to be written on, before all have answered. Raises Refused when it is too late for that."""
    now = now or timezone.now()
    with transaction.atomic():
        meeting = _locked(round_.meeting_id)
        current = _open_round(round_)
        _end(current, meeting, Outcome.RECALLED, now=now)
        record(Event.Act.RECALLED, by=by, subject=meeting, detail=f"omgång {current.number}: {reason}", now=now)
        tell(current, meeting, "Ett protokoll är återtaget från justering", "round_recalled", by=by, now=now)


# -- Answers -----------------------------------------------------------------------------------------------------------


def open_round(meeting: Meeting) -> AttestationRound | None:
    """The round that the minutes are in now."""
    return meeting.rounds.filter(ended_at=None, correction=None).select_related("sent_by").first()


def awaited(round_: AttestationRound) -> list[Attestation]:
    """Whose answers the round waits for now: everybody's who has not given one, or the next one's."""
    left = unanswered(round_)
    return left[:1] if round_.in_order else left


def unanswered(round_: AttestationRound) -> list[Attestation]:
    """All that have not answered, whosever turn it is."""
    return list(round_.attestations.filter(verdict="").select_related("person__user").order_by("position"))


def own(user: User, round_: AttestationRound) -> Attestation | None:
    """The user's part of the round, answered or not."""
    return round_.attestations.filter(person__user=user).first()


def approve(
    given: Attestation, *, how: str, digest: str, by: User, now: datetime.datetime | None = None
) -> Document | None:
    """Approve exactly the PDF whose SHA-256 is `digest`; when all have, the minutes are attested and made a document.

    `how` says by what the attester's identity was proved just now (big/people/proofs.py). Returns the document, if this
    was the last answer. Raises Refused, and SealingError, which is one; then nothing has happened.
    """
    now = now or timezone.now()
    if not how:
        raise Refused("Styrk först att det är du som godkänner.")
    with answering(given, Attestation.Verdict.APPROVED, digest=digest, by=by, now=now, how=how) as (meeting, answer):
        round_ = answer.round
        if contents(meeting) != round_.contents:
            raise Refused(
                "Något som protokollet hänvisar till har ändrats sedan det skickades, till exempel dagen för ett "
                "kommande sammanträde. Be sekreteraren återta det och skicka det på nytt."
            )
        record(Event.Act.APPROVED, by=by, subject=meeting, detail=f"{how}, {digest}", now=now)
        answer.save()
        if waiting := awaited(round_):
            if round_.in_order:
                ask(round_, waiting, by=by, now=now)
            return None
        round_.ended_at, round_.outcome = now, Outcome.APPROVED
        round_.save()
        document = attestation.finish(meeting, how=Meeting.AttestedHow.HERE, on=timezone.localdate(now), by=by, now=now)
        tell(round_, meeting, "Ett protokoll är justerat", "round_approved", by=None, now=now)
    return document


def return_(
    given: Attestation,
    *,
    comment: str,
    comments: Mapping[int, str],
    digest: str,
    by: User,
    now: datetime.datetime | None = None,
) -> None:
    """Answer that something has to be changed; the round ends. `comments` are words of §§, by the keys of these."""
    now = now or timezone.now()
    if not (comment or any(comments.values())):
        raise Refused("Skriv vad som behöver ändras.")
    with answering(given, Attestation.Verdict.RETURNED, digest=digest, by=by, now=now) as (meeting, answer):
        answer.comment = comment
        answer.save()
        ParagraphComment.objects.bulk_create(
            ParagraphComment(attestation=answer, paragraph=paragraph, text=comments[paragraph.pk], written_at=now)
            for paragraph in meeting.paragraphs.all()
            if comments.get(paragraph.pk)
        )
        _give_back(answer, meeting, Event.Act.RETURNED, by=by, now=now)


def decline(given: Attestation, *, reason: str, digest: str, by: User, now: datetime.datetime | None = None) -> None:
    """Answer that one does not attest these minutes, and why; the round ends, and the chair is told too."""
    now = now or timezone.now()
    if not reason:
        raise Refused("Skriv varför du inte justerar.")
    with answering(given, Attestation.Verdict.DECLINED, digest=digest, by=by, now=now) as (meeting, answer):
        answer.comment = reason
        answer.save()
        _give_back(answer, meeting, Event.Act.DECLINED, by=by, now=now)


def refuse_answer(given: Attestation, *, digest: str, by: User) -> None:
    """Raise Refused where it is not for `by` to answer now, or not about what was read. Nothing is done."""
    with answering(given, "", digest=digest, by=by, now=timezone.now()):
        pass


@contextmanager
def answering(
    given: Attestation, verdict: str, *, digest: str, by: User, now: datetime.datetime, how: str = ""
) -> Iterator[tuple[Meeting, Attestation]]:
    """A transaction with the meeting, locked, and the answer, not saved yet. Raises Refused unless it is theirs."""
    with transaction.atomic():
        meeting = _locked(given.round.meeting_id)
        round_ = _open_round(given.round)
        answer = Attestation.objects.select_related("person__user").get(pk=given.pk)
        answer.round = round_
        if not by.is_active or getattr(answer.person, "user", None) != by:
            raise Refused(f"Det är {answer.name} som ska svara här.")
        if answer.account_id != by.pk:  # or whoever keeps the accounts could answer in the name of anybody
            raise Refused(
                f"Ditt konto har kopplats till {answer.name} sedan frågan ställdes. Be sekreteraren återta det som är "
                "under justering och skicka det på nytt."
            )
        if answer.verdict:
            raise Refused(f"Du har redan svarat: {answer.get_verdict_display()}.")
        waiting = awaited(round_)
        if answer not in waiting:
            raise Refused(f"Det är inte din tur än. {waiting[0].name} svarar först.")
        if digest != round_.proof_id:
            raise Refused("Protokollet har skickats på nytt sedan du läste det. Läs igenom det igen och svara sedan.")
        answer.verdict, answer.answered_at, answer.answered_by = verdict, now, by
        answer.how, answer.digest = how, digest
        yield meeting, answer


def _give_back(answer: Attestation, meeting: Meeting, act: str, *, by: User, now: datetime.datetime) -> None:
    _end(answer.round, meeting, Outcome.RETURNED, now=now)
    record(act, by=by, subject=meeting, detail=f"omgång {answer.round.number}", now=now)
    subject = "Ett protokoll är tillbaka från justering"
    tell(answer.round, meeting, subject, "round_returned", by=by, now=now, context={"answer": answer})


def _end(round_: AttestationRound, meeting: Meeting, outcome: str, *, now: datetime.datetime) -> None:
    """The minutes are written on, and bear numbers that may change again."""
    round_.ended_at, round_.outcome = now, outcome
    round_.save()
    meeting.state = Meeting.State.DRAFTING
    meeting.save()
    numbering.release(meeting)


def _locked(pk: int) -> Meeting:
    """The meeting with what it prints, locked against everybody else who would change its state."""
    Meeting.objects.select_for_update(of=("self",)).get(pk=pk)
    return _with_contents(pk)


def _with_contents(pk: int) -> Meeting:
    return Meeting.objects.with_contents().get(pk=pk)


def _open_round(round_: AttestationRound) -> AttestationRound:
    current = AttestationRound.objects.select_for_update(of=("self",)).get(pk=round_.pk)
    if not current.is_open:
        raise Refused(f"Justeringen är avslutad: {current.get_outcome_display()}.")
    return current


# -- Comments and changes ----------------------------------------------------------------------------------------------


@dataclass(frozen=True)
class Changed:
    """A part of the minutes that says something else than in the round before: where, and word by word what."""

    place: str
    fields: list[tuple[str, list[Piece]]]


def changes(round_: AttestationRound) -> list[Changed] | None:
    """What the minutes say otherwise than in the round before; None when there was none."""
    before = AttestationRound.objects.filter(
        meeting=round_.meeting_id, correction=round_.correction_id, number__lt=round_.number
    ).last()
    return compare(before.contents, round_.contents) if before else None


def compare(before: Contents, after: Contents) -> list[Changed]:
    """The facts that differ, each §§ that does, in order, and those that are gone."""
    old_facts = dict(before["facts"])
    facts = [
        (label, word_difference(old_facts.get(label, ""), text))
        for label, text in after["facts"]
        if text != old_facts.get(label, "")
    ]
    found = [Changed("Före paragraferna", facts)] if facts else []
    old = {one["key"]: one for one in before["paragraphs"]}
    for one in after["paragraphs"]:
        earlier = old.pop(one["key"], None)
        if fields := _fields(earlier, one):
            found.append(Changed(_place(one) + ("" if earlier else ", ny"), fields))
        elif earlier and earlier["text"] != one["text"]:
            found.append(Changed(_place(one), [("Text", [Piece("same", "Bara formateringen är ändrad.")])]))
    return found + [Changed(f"{_place(one)}, borttagen", _fields(one, None)) for one in old.values()]


def _fields(before: Contents | None, after: Contents | None) -> list[tuple[str, list[Piece]]]:
    then, now = _described(before), _described(after)
    return [(label, word_difference(then[label], now[label])) for label in now if then[label] != now[label]]


def _described(one: Contents | None) -> dict[str, str]:
    if one is None:
        return {"Nummer": "", "Rubrik": "", "Text": "", "Beslut, uppdrag och bilagor": ""}
    return {
        "Nummer": one["label"],
        "Rubrik": one["heading"],
        "Text": lines(one["text"]),
        "Beslut, uppdrag och bilagor": "\n".join(one["outcomes"]),
    }


def _place(one: Contents) -> str:
    return f"{one['label']} {one['heading']}".strip() or "En paragraf"


def settle(comment: ParagraphComment, *, by: User, now: datetime.datetime | None = None) -> None:
    """The comment is dealt with. Done again, nothing happens. Raises Refused once the minutes are attested."""
    with transaction.atomic():
        meeting = Meeting.objects.select_for_update(of=("self",)).get(rounds__attestations__comments=comment)
        if meeting.is_attested:
            raise Refused("Protokollet är justerat, och kommentarerna till det står kvar som de var.")
        unsettled = ParagraphComment.objects.filter(pk=comment.pk, settled_at=None)
        unsettled.update(settled_at=now or timezone.now(), settled_by=by)


# -- Letters -----------------------------------------------------------------------------------------------------------


def ask(round_: AttestationRound, whom: list[Attestation], *, by: User, now: datetime.datetime) -> None:
    for one in whom:
        _write_to(
            one, round_, f"justering:{one.pk}", f"{_what(round_).capitalize()} väntar på din justering", by=by, now=now
        )


def _what(round_: AttestationRound) -> str:
    return "en rättelse" if round_.correction_id else "ett protokoll"


def _write_to(
    one: Attestation, round_: AttestationRound, key: str, start: str, *, by: User, now: datetime.datetime
) -> None:
    if not (address := one.person.address):
        return  # the account was closed meanwhile
    posting.write(
        key,
        name=one.name,
        address=address,
        subject=f"{start}: {day_and_body(round_.meeting)}",
        template="minutes/mail/to_attest.txt",
        context={"round": round_, "meeting": round_.meeting, "which": day_and_body(round_.meeting)},
        by=by,
        about=round_.meeting.get_absolute_url(),
        now=now,
    )


def tell(
    round_: AttestationRound,
    meeting: Meeting,
    subject: str,
    template: str,
    *,
    by: User | None,
    now: datetime.datetime,
    context: dict[str, Any] | None = None,
) -> None:
    """Write to all whom the outcome concerns but `by`, who caused it: secretary, chair, attesters, and who sent it."""
    which = day_and_body(meeting)
    told = {person: person.address for person in _concerned(round_, meeting)}
    for number, (person, address) in enumerate(told.items()):
        if address and address not in list(told.values())[:number] and getattr(person, "user", None) != by:
            posting.write(
                f"{subject}:{round_.pk}:{person.pk}",
                name=person.name,
                address=address,
                subject=f"{subject}: {which}",
                template=f"minutes/mail/{template}.txt",
                context={"round": round_, "meeting": meeting, "which": which, **(context or {})},
                by=by or round_.sent_by,
                about=meeting.get_absolute_url(),
                now=now,
            )


def _concerned(round_: AttestationRound, meeting: Meeting) -> list[Person]:
    officers = Q(offices__in=meeting.officers.all())
    people = Person.objects.filter(officers | Q(attestations__round=round_) | Q(user=round_.sent_by))
    return list(people.select_related("user").distinct().order_by("pk"))


def day_and_body(meeting: Meeting) -> str:
    """Which minutes, without a word of what stands in them."""
    return f"{meeting.body} den {long_date(meeting.date)}"


def remind_in_time(now: datetime.datetime | None = None) -> None:
    """Remind those whose answer is awaited: after as many days as the body gives them, on the last day, and so on.

    Nobody gets two such letters within a day, nor one on the day when the minutes came.
    """
    now = now or timezone.now()
    waiting = AttestationRound.objects.filter(ended_at=None).values_list("pk", "meeting")
    for pk, meeting in waiting.order_by("pk"):
        with transaction.atomic():
            Meeting.objects.select_for_update(of=("self",)).get(pk=meeting)
            round_ = AttestationRound.objects.select_related("meeting__body", "correction").get(pk=pk)
            for one in awaited(round_) if round_.is_open else []:
                if _is_time(one, round_, timezone.localdate(now)):
                    key = f"justering påminnelse:{one.pk}:{timezone.localdate(now)}"
                    start = f"Påminnelse: {_what(round_)} väntar på din justering"
                    _write_to(one, round_, key, start, by=User.objects.command_line(), now=now)
                    one.reminded_at = now
                    one.save(update_fields=["reminded_at"])


def _is_time(one: Attestation, round_: AttestationRound, today: datetime.date) -> bool:
    heard = timezone.localdate(one.reminded_at or since(one, round_))
    days = datetime.timedelta(days=max(round_.meeting.body.reminder_days, 1))
    return heard < today and (heard + days <= today or heard < round_.due_on <= today)


def since(one: Attestation, round_: AttestationRound) -> datetime.datetime:
    """Since when the round has waited for the answer."""
    earlier = [row.answered_at for row in round_.attestations.all() if row.position < one.position and row.answered_at]
    return max(earlier, default=round_.sent_at) if round_.in_order else round_.sent_at
