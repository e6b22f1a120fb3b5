"""Rättelse: what attested minutes should have said, beside them, attested in its own right (design.md, decision 3).

drafting -> in attestation -> attested. The minutes themselves are never opened again, and their document stays as it
is: the correction is a document of its own, and goes to those who got the minutes. A mistake in a correction is
corrected by another one.
"""

import datetime
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace
from functools import partial

from django.db import transaction
from django.utils import timezone

from big.documents.finalising import Colophon, finalise
from big.documents.models import Document, Letterhead
from big.documents.rendering import render_pdf
from big.identity_numbers import sentences_for
from big.people.events import record
from big.people.models import Event, User
from big.refusals import NotYet, Refused
from big.versions import StaleVersion
from minutes import delivery, rounds
from minutes.missing import unable
from minutes.models import Attestation, AttestationRound, Correction, Meeting, Paragraph
from minutes.printing import Signature, approvals, on_paper, signatures, what_approvals_mean

ELSEWHERE = "Orden står inte så i paragrafen. Skriv av dem precis som de står."
UNCHANGED = "Det som ska stå är detsamma som det som står."


# -- Writing -----------------------------------------------------------------------------------------------------------


def stands_in(paragraph: Paragraph, words: str) -> bool:
    """Whether the words stand in the § as attested or as corrected since, however the lines break."""
    sought = run_on(words)
    return bool(sought) and any(sought in run_on(text) for text in _said(paragraph))


def _said(paragraph: Paragraph) -> Iterator[str]:
    yield from (text for _, text in paragraph.texts())
    yield from on_paper(paragraph).outcomes
    for correction in paragraph.corrections.attested():
        yield correction.after


def run_on(text: str) -> str:
    """The text with one space wherever there is any."""
    return " ".join(text.split())


def missing(correction: Correction) -> list[str]:
    """What has to be put right before it can be attested, as Swedish sentences."""
    found = []
    if not stands_in(correction.paragraph, correction.before):
        found.append(ELSEWHERE)
    if run_on(correction.before) == run_on(correction.after):
        found.append(UNCHANGED)
    if not correction.reason.strip():
        found.append("Det framgår inte varför protokollet rättas.")
    return found + sentences_for(correction.texts())


def write(
    paragraph: Paragraph, *, before: str, after: str, reason: str, by: User, now: datetime.datetime | None = None
) -> Correction:
    """Begin a correction of a § of attested minutes. Raises NotYet with what is not right, Refused for a draft."""
    now = now or timezone.now()
    with transaction.atomic():
        meeting = Meeting.objects.select_for_update(of=("self",)).get(pk=paragraph.meeting_id)
        if not meeting.is_attested:
            raise Refused("Bara justerade protokoll rättas. Protokollet är inte justerat än: ändra i utkastet.")
        correction = Correction(meeting=meeting, paragraph=paragraph, written_at=now, written_by=by)
        _set(correction, before=before, after=after, reason=reason)
        correction.save()
        record(Event.Act.CREATED, by=by, subject=_trail_name(correction), now=now)
    return correction


def edit(correction: Correction, *, before: str, after: str, reason: str, by: User) -> None:
    """Raises StaleVersion, NotYet with what is not right, and Refused when it is no draft any longer."""
    with _drafting(correction) as current:
        _set(current, before=before, after=after, reason=reason)
        current.save()
        record(Event.Act.EDITED, by=by, subject=_trail_name(current))


def discard(correction: Correction, *, by: User) -> None:
    """Throw away a draft that no attester has answered for. Raises StaleVersion, Refused."""
    with _drafting(correction) as current:
        if current.rounds.exists():
            raise Refused("Rättelsen har varit hos justerarna och finns kvar. Ändra den i stället.")
        record(Event.Act.DELETED, by=by, subject=_trail_name(current))
        current.delete()


def _set(correction: Correction, **typed: str) -> None:
    for name, text in typed.items():
        setattr(correction, name, text.strip())
    if lacking := missing(correction):
        raise NotYet(lacking)


@contextmanager
def _drafting(correction: Correction) -> Iterator[Correction]:
    """A transaction in which the draft may change, with it as it is now."""
    with transaction.atomic():
        Meeting.objects.select_for_update(of=("self",)).get(pk=correction.meeting_id)
        locked = Correction.objects.select_for_update(of=("self",)).with_contents()
        current = locked.filter(pk=correction.pk).first()
        if current is None:
            raise Refused("Rättelsen är redan borttagen.")
        if current.state != Correction.State.DRAFTING:
            raise Refused(f"Rättelsen kan inte ändras: den är {current.get_state_display()}.")
        if current.version != correction.version:
            raise StaleVersion(current)
        yield current


def _trail_name(correction: Correction) -> str:
    """Without a word of what it says: administrators read the trail, and see no drafts."""
    return f"{correction} i {correction.meeting}"


# -- Justering ---------------------------------------------------------------------------------------------------------


def missing_to_send(correction: Correction) -> list[str]:
    """What has to be put right before it can be sent to those who attested the minutes, as Swedish sentences."""
    meeting = correction.meeting
    found = missing(correction)
    if meeting.body is None:
        return [*found, "Protokollet hör inte till något organ här, så rättelsen får justeras på papper."]
    if not meeting.attesters():
        return [*found, "Det framgår inte vem som justerade protokollet."]
    return [*found, *unable(meeting, "eller låt justera rättelsen på papper")]


def send(
    correction: Correction, *, due_on: datetime.date, by: User, now: datetime.datetime | None = None
) -> AttestationRound:
    """Keep the PDF as it is now, and write to those who attested the minutes.

    `due_on` is the last day to answer: a custom, and never a wall. Raises StaleVersion, NotYet with what is missing,
    and Refused when the day has been.
    """
    now = now or timezone.now()
    with _drafting(correction) as current:
        if lacking := missing_to_send(current):
            raise NotYet(lacking)
        if due_on < timezone.localdate(now):
            raise Refused("Sista dagen har redan varit. Välj en dag från och med i dag.")
        current.state = Correction.State.IN_ATTESTATION
        current.save()
        round_ = rounds.begin(
            current.meeting,
            subject=_trail_name(current),
            correction=current,
            proof=correction_pdf(current, draft=True),
            contents=_contents(current),
            due_on=due_on,
            by=by,
            now=now,
        )
    correction.refresh_from_db()
    return round_


def last_round(correction: Correction) -> AttestationRound | None:
    """The round that the correction is in now, or was in last, with its answers."""
    found = correction.rounds.select_related("sent_by", "meeting__body", "correction")
    return found.prefetch_related("attestations__comments", "attestations__person__user").last()


def approve(
    given: Attestation, *, how: str, digest: str, by: User, now: datetime.datetime | None = None
) -> Document | None:
    """Approve exactly the PDF whose SHA-256 is `digest`; when all have, the correction is attested.

    `how` says by what the attester's identity was proved just now (big/people/proofs.py). Returns the document, if this
    was the last answer. Raises Refused.
    """
    now = now or timezone.now()
    if not how:
        raise Refused("Styrk först att det är du som godkänner.")
    approved = Attestation.Verdict.APPROVED
    with rounds.answering(given, approved, digest=digest, by=by, now=now, how=how) as (meeting, answer):
        round_, correction = answer.round, _sent(answer.round)
        if _contents(correction) != round_.contents:
            raise Refused("Rättelsen har ändrats sedan den skickades. Be sekreteraren skicka den på nytt.")
        answer.save()
        record(Event.Act.APPROVED, by=by, subject=_trail_name(correction), detail=f"{how}, {digest}", now=now)
        if rounds.awaited(round_):
            return None
        round_.ended_at, round_.outcome = now, AttestationRound.Outcome.APPROVED
        round_.save()
        on = timezone.localdate(now)
        document = finish(correction, how=Correction.AttestedHow.HERE, on=on, by=by, now=now)
        rounds.tell(round_, meeting, "En rättelse är justerad", "correction_ended", by=None, now=now)
    return document


def return_(given: Attestation, *, comment: str, digest: str, by: User, now: datetime.datetime | None = None) -> None:
    """Answer that something has to be changed: the round ends, and the correction is a draft again. Raises Refused."""
    now = now or timezone.now()
    if not comment.strip():
        raise Refused("Skriv vad som behöver ändras.")
    returned = Attestation.Verdict.RETURNED
    with rounds.answering(given, returned, digest=digest, by=by, now=now) as (_, answer):
        answer.comment = comment.strip()
        answer.save()
        _give_back(answer.round, AttestationRound.Outcome.RETURNED, Event.Act.RETURNED, by=by, now=now)


def recall(correction: Correction, *, by: User, now: datetime.datetime | None = None) -> None:
    """Take the correction back from its attesters, to be changed or attested on paper. Raises StaleVersion, Refused."""
    with transaction.atomic():
        Meeting.objects.select_for_update(of=("self",)).get(pk=correction.meeting_id)
        round_ = AttestationRound.objects.filter(correction=correction.pk, ended_at=None).first()
        if round_ is None:
            raise Refused("Rättelsen är inte under justering.")
        if _sent(round_).version != correction.version:
            raise StaleVersion(correction)
        outcome = AttestationRound.Outcome.RECALLED
        _give_back(round_, outcome, Event.Act.RECALLED, by=by, now=now or timezone.now())


def _give_back(round_: AttestationRound, outcome: str, act: str, *, by: User, now: datetime.datetime) -> None:
    correction = _sent(round_)
    round_.ended_at, round_.outcome = now, outcome
    round_.save()
    correction.state = Correction.State.DRAFTING
    correction.save()
    record(act, by=by, subject=_trail_name(correction), detail=f"omgång {round_.number}", now=now)
    word = "återtagen" if outcome == AttestationRound.Outcome.RECALLED else "tillbaka"
    subject = f"En rättelse är {word} från justering"
    rounds.tell(round_, correction.meeting, subject, "correction_ended", by=by, now=now)


def _sent(round_: AttestationRound) -> Correction:
    return Correction.objects.select_for_update(of=("self",)).with_contents().get(pk=round_.correction_id)


def _contents(correction: Correction) -> dict[str, str]:
    """What the round keeps, and must not change."""
    return {"before": correction.before, "after": correction.after, "reason": correction.reason}


# -- Attested ----------------------------------------------------------------------------------------------------------


def attest_on_paper(
    correction: Correction, *, attested_on: datetime.date, by: User, now: datetime.datetime | None = None
) -> Document:
    """Record that the attesters have signed the correction with ink, and make the document of it.

    Raises StaleVersion, NotYet with what is missing, and Refused when it is attested already or the day is impossible.
    """
    now = now or timezone.now()
    with _drafting(correction) as current:
        if lacking := missing(current):
            raise NotYet(lacking)
        written = timezone.localdate(current.written_at)
        if not written <= attested_on <= timezone.localdate(now):
            raise Refused("Justeringsdatumet måste ligga mellan den dag då rättelsen skrevs och i dag.")
        document = finish(current, how=Correction.AttestedHow.PAPER, on=attested_on, by=by, now=now)
    correction.refresh_from_db()
    return document


def finish(correction: Correction, *, how: str, on: datetime.date, by: User, now: datetime.datetime) -> Document:
    """The correction is attested: make the document of it, once, freeze both, and send it to those who got the minutes.

    Call it within the transaction that has locked the meeting and the correction.
    """
    meeting = correction.meeting
    correction.state = Correction.State.ATTESTED
    correction.attested_how, correction.attested_on = how, on
    correction.attested_at, correction.attested_by = now, by
    number = meeting.corrections.attested().count() + 1
    correction.document = finalise(
        partial(correction_pdf, correction, draft=False),
        kind=Document.Kind.CORRECTION,
        title=title(correction),
        date=on,
        file_name=f"rattelse-{meeting.date:%Y-%m-%d}-{number}.pdf",
        by=by,
        corrects=meeting.document,
        now=now,
    )
    correction.save()
    detail = f"{correction.document.file_name}, {correction.document.blob_id}"
    record(Event.Act.ATTESTED, by=by, subject=_trail_name(correction), detail=detail, now=now)
    if meeting.deliveries.filter(document=meeting.document).exists():
        delivery.dispatch(meeting, document=correction.document, by=by, now=now)
    return correction.document


def title(correction: Correction) -> str:
    meeting = correction.meeting
    place = correction.paragraph.label or f"”{correction.paragraph.heading}”"
    start = f"Rättelse av {place} i "
    return f"{start}{meeting.title[:1].lower()}{meeting.title[1:]}"[:300]


def correction_pdf(correction: Correction, colophon: Colophon | None = None, *, draft: bool) -> bytes:
    """Render the correction; a draft says so on every page. The same contents give the same bytes."""
    letterhead, meeting, approved = Letterhead.current(), correction.meeting, _approved_round(correction)
    context = {
        "correction": correction,
        "meeting": meeting,
        "paragraph": correction.paragraph,
        "signatures": _signatures(correction, approved),
        "what_it_means": what_approvals_mean(approved, "rättelsen") if approved else "",
        "letterhead": letterhead,
        "colophon": colophon or Colophon(),
        "draft": draft,
        "mark": "Under justering" if correction.state == Correction.State.IN_ATTESTATION else "Utkast",
    }
    return render_pdf(
        "minutes/correction_pdf.html",
        context,
        title=title(correction),
        created=correction.attested_on or timezone.localdate(correction.written_at),
        author=letterhead.name,
    )


def _approved_round(correction: Correction) -> AttestationRound | None:
    """The round in which every attester approved it, for one that is attested here."""
    is_approved = correction.is_attested and correction.attested_how == Correction.AttestedHow.HERE
    return last_round(correction) if is_approved else None


def _signatures(correction: Correction, approved: AttestationRound | None) -> list[Signature]:
    """Those who stand under the minutes stand under the correction; with lines, unless they answer in the system."""
    on_paper = not approved and correction.state != Correction.State.IN_ATTESTATION
    written = Signature("Rättelsen skriven av", correction.written_by.name, "sekreterare", has_line=on_paper)
    if approved:
        return [written, *approvals(approved)]
    note = correction.pretty_status if correction.is_attested else ""
    attesters = [one for one in signatures(correction.meeting) if one.label == "Justeras"]
    return [written, *(replace(one, note=note, has_line=on_paper) for one in attesters)]
