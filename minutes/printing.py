"""Minutes as PDF."""

import datetime
from dataclasses import dataclass

from django.utils import timezone
from django.utils.safestring import SafeString

from big.documents.finalising import Colophon
from big.documents.models import Letterhead
from big.documents.rendering import EmbeddedFile, render_pdf
from big.swedish import time_range
from minutes import numbering
from minutes.appendices import appendices, embedded, pictures
from minutes.as_data import FILE_NAME, minutes_json
from minutes.models import Attachment, AttestationRound, Decision, Meeting, Officer, Paragraph

SHOWN = 16
"""So many characters of a digest tell one file from another to a reader; the whole of it is in `protokoll.json`."""


@dataclass(frozen=True)
class Signature:
    """One place of the signature block, as the PDF prints it; with a line to write on for a signature in ink."""

    label: str
    name: str
    role_text: str = ""
    note: str = ""
    has_line: bool = True


@dataclass(frozen=True)
class ParagraphOnPaper:
    """A § as the PDF prints it: plain values, so that the template reads nothing from the database."""

    label: str
    heading: str
    html: SafeString
    decisions: list[Decision]
    outcomes: list[str]
    attachments: list[Attachment]


def on_paper(paragraph: Paragraph) -> ParagraphOnPaper:
    """Wants a § `with_outcomes`."""
    return ParagraphOnPaper(
        label=paragraph.label,
        heading=paragraph.heading,
        html=paragraph.html,
        decisions=list(paragraph.decisions.all()),
        outcomes=[
            one.sentence
            for rows in (paragraph.reported_outcomes, paragraph.assignments, paragraph.deferrals)
            for one in rows.all()
        ],
        attachments=list(paragraph.attachments.all()),
    )


def approved_round(meeting: Meeting) -> AttestationRound | None:
    """The round in which every attester approved the minutes, for those attested here."""
    if meeting.attested_how != Meeting.AttestedHow.HERE:
        return None
    approved = meeting.rounds.filter(correction=None, outcome=AttestationRound.Outcome.APPROVED)
    return approved.select_related("sent_by").prefetch_related("attestations").last()


def signatures(meeting: Meeting, *, how: str = "", approved: AttestationRound | None = None) -> list[Signature]:
    """*Vid protokollet* with the secretary, *Justeras* with each attester; what is known of how each of them did.

    `how` is the way in which the minutes are being attested, where that is not yet recorded.
    """
    how = how or meeting.attested_how
    approved = approved or approved_round(meeting)
    chairs = {officer.name for officer in meeting.officers.all() if officer.role == Officer.Role.CHAIR}
    on_paper = how == Meeting.AttestedHow.PAPER or (not how and meeting.state != Meeting.State.IN_ATTESTATION)
    note = ""
    if how == Meeting.AttestedHow.PAPER:
        note = meeting.pretty_status
    elif how == Meeting.AttestedHow.ELSEWHERE and not meeting.is_attested:  # who did is for the signatures to say
        note = "Undertecknar i en annan tjänst"
    block = []
    for officer in meeting.secretaries():
        sent = approved and officer.person_id and approved.sent_by.person_id == officer.person_id
        sent_text = f"Skickade till justering {_moment(approved.sent_at)}" if sent else ""
        block.append(Signature("Vid protokollet", officer.name, "sekreterare", sent_text, has_line=on_paper))
    if approved:
        return block + approvals(approved)
    return block + [
        Signature(
            "Justeras",
            officer.name,
            "ordförande" if officer.name in chairs else "justerare",
            note,
            has_line=on_paper,
        )
        for officer in meeting.attesters()
    ]


def approvals(approved: AttestationRound) -> list[Signature]:
    """What each attester did in the round, at the place where others have signed with ink."""
    return [
        Signature(
            "Justeras",
            one.name,
            one.role_text,
            f"Godkänt {_moment(one.answered_at)}, {one.how}",
            has_line=False,
        )
        for one in approved.attestations.all()
    ]


def what_approvals_mean(approved: AttestationRound, what: str) -> str:
    """What stands under the signature block: what the attesters did with `what`, and nothing more than that."""
    return (
        f"Justerarna har godkänt {what} i systemet. Godkännandena gäller den fil som skickades till dem "
        f"{_moment(approved.sent_at)} och vars kontrollsumma (SHA-256) börjar med {approved.proof_id[:SHOWN]}."
    )


def _moment(moment: datetime.datetime) -> str:
    """2026-11-21 kl. 14.32."""
    local = timezone.localtime(moment)
    return f"{local:%Y-%m-%d} {time_range(local.time(), None)}"


def _what_it_means(how: str, approved: AttestationRound | None) -> str:
    if approved:
        return what_approvals_mean(approved, "protokollet")
    if how == Meeting.AttestedHow.ELSEWHERE:
        return (
            "Protokollet undertecknas i en annan tjänst. Underskrifterna läggs i PDF-filen efter att den har gjorts, "
            "och visas av program som läser elektroniska underskrifter."
        )
    return ""


def minutes_pdf(meeting: Meeting, colophon: Colophon | None = None, *, draft: bool, how: str = "") -> bytes:
    """Render the minutes as they stand, with their appendices; a draft says so on every page.

    Finished ones carry the appendices' own files and the minutes as data (`as_data.py`). `how` is the way in which they
    are being attested, where that is not yet recorded. The same contents give the same bytes.
    """
    letterhead = Letterhead.current()
    colophon = colophon or Colophon()
    numbering.show(meeting)
    how = how or meeting.attested_how
    approved, found = approved_round(meeting), appendices(meeting)
    attached = []
    if not draft:
        data = minutes_json(meeting, found, how=how, approved=approved, trail=colophon.trail)
        attached = [EmbeddedFile(FILE_NAME, data, "Protokollets uppgifter", "Data"), *embedded(found)]
    context = {
        "meeting": meeting,
        "attendance": meeting.present(),
        "absent": meeting.absent(),
        "recipients_text": meeting.recipients_text(),
        "paragraphs": [on_paper(paragraph) for paragraph in meeting.paragraphs.all()],
        "appendices": found,
        "signatures": signatures(meeting, how=how, approved=approved),
        "what_it_means": _what_it_means(how, approved),
        "letterhead": letterhead,
        "colophon": colophon,
        "draft": draft,
        "mark": "Under justering" if meeting.state == Meeting.State.IN_ATTESTATION else "Utkast",
    }
    return render_pdf(
        "minutes/minutes_pdf.html",
        context,
        title=meeting.title,
        created=meeting.date or timezone.localdate(),
        author=letterhead.name,
        attachments=attached,
        pictures=pictures(found),
        for_signing=how == Meeting.AttestedHow.ELSEWHERE and not draft,
    )
