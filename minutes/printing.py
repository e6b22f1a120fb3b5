"""Minutes as PDF."""

from dataclasses import dataclass

from django.utils import timezone
from django.utils.safestring import SafeString

from big.documents.finalising import Colophon
from big.documents.models import Letterhead
from big.documents.rendering import render_pdf
from minutes import numbering
from minutes.models import Attachment, Decision, Meeting, Officer, Paragraph


@dataclass(frozen=True)
class Signature:
    """One place of the signature block, as the PDF prints it."""

    label: str
    name: str
    role_text: str = ""
    note: str = ""


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


def signatures(meeting: Meeting) -> list[Signature]:
    """*Vid protokollet* with the secretary, *Justeras* with each attester."""
    chairs = {officer.name for officer in meeting.officers.all() if officer.role == Officer.Role.CHAIR}
    note = meeting.pretty_status if meeting.is_attested else ""
    return [Signature("Vid protokollet", officer.name, "sekreterare") for officer in meeting.secretaries()] + [
        Signature("Justeras", officer.name, "ordförande" if officer.name in chairs else "justerare", note)
        for officer in meeting.attesters()
    ]


def minutes_pdf(meeting: Meeting, colophon: Colophon | None = None, *, draft: bool) -> bytes:
    """Render the minutes as they stand; a draft says so on every page. The same contents give the same bytes."""
    letterhead = Letterhead.current()
    numbering.show(meeting)
    context = {
        "meeting": meeting,
        "attendance": meeting.present(),
        "absent": meeting.absent(),
        "recipients_text": meeting.recipients_text(),
        "paragraphs": [on_paper(paragraph) for paragraph in meeting.paragraphs.all()],
        "attachments": meeting.attachments(),
        "signatures": signatures(meeting),
        "letterhead": letterhead,
        "colophon": colophon or Colophon(),
        "draft": draft,
        "mark": "Under justering" if meeting.state == Meeting.State.IN_ATTESTATION else "Utkast",
    }
    return render_pdf(
        "minutes/minutes_pdf.html",
        context,
        title=meeting.title,
        created=meeting.date or timezone.localdate(),
        author=letterhead.name,
    )
