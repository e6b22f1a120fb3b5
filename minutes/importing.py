"""Old minutes on paper become a Meeting, with every number and name as printed."""

import re

from django.db import transaction

from big.documents.importing import create, keep_original
from big.documents.papers import Remark
from big.people.models import Person, User
from minutes.models import Attendance, Body, Decision, Meeting, Officer, Paragraph, Recipient
from minutes.reading import PrintedAttendee, PrintedMinutes, paragraph_html, read_minutes

DECISION = re.compile(
    r"\b(beslutar|beslutade|beslutades|beslöt|beslöts|godkändes|godkänns|fastställdes|fastställs|utsågs|valdes|"
    r"lades till handlingarna|läggs till handlingarna)\b"
)
"""The words with which minutes decide (domain: a block that ends a § with one of them is printed as its decision)."""

EARLIER = re.compile(r"\b(vid|på) (det |sitt )?(förra|föregående|senaste|tidigare) ")
"""A decision of another meeting is only being told of."""


@transaction.atomic
def import_minutes(raw: bytes, text: str, name: str, *, by: User) -> tuple[Meeting, list[Remark]]:
    """Create a meeting with its minutes from the file's text; return it with the reader's remarks.

    Nothing is guessed: a body is linked when exactly that name exists, a person when exactly one has the name.
    Raises Refused when the same file has been read in before.
    """
    printed = read_minutes(text)
    title = printed.title or name
    source = keep_original(raw, name, title=title, remarks=printed.warnings, by=by)
    meeting = create(
        Meeting,
        body=_body(printed.body),
        title=title,
        date=printed.held_on,
        place=printed.place,
        starts_at=printed.starts_at,
        ends_at=printed.ends_at,
        state=Meeting.State.DRAFTING,
        source=source,
    )
    _create_attendance(meeting, printed)
    _create_officers(meeting, printed)
    _create_recipients(meeting, printed)
    _create_paragraphs(meeting, printed)
    return meeting, list(printed.warnings)


def _body(name: str) -> Body | None:
    if not name:
        return None
    known = {body.name.casefold(): body for body in Body.objects.all()}
    return known.get(name.casefold()) or create(Body, name=name[:1].upper() + name[1:])


def _create_attendance(meeting: Meeting, printed: PrintedMinutes) -> None:
    for position, row in enumerate([*printed.attendees, *printed.absent], start=1):
        if isinstance(row, PrintedAttendee):
            presence = {
                "status": Attendance.Status.PRESENT,
                "role": row.role,
                "from_paragraph": row.from_number,
                "to_paragraph": row.to_number,
            }
        else:
            presence = {"status": Attendance.Status.ABSENT, "remark": row.note}
        create(
            Attendance,
            meeting=meeting,
            position=position,
            name=row.name,
            organisation=row.organisation,
            person=Person.objects.only_one_named(row.name),
            **presence,
        )


def _create_officers(meeting: Meeting, printed: PrintedMinutes) -> None:
    chairs = [(Officer.Role.CHAIR, row.name) for row in printed.attendees if "ordförande" in row.role.split(", ")]
    signers = [(Officer.Role(signer.role), signer.name) for signer in printed.signers]
    for position, (role, name) in enumerate(dict.fromkeys([*chairs, *signers]), start=1):
        create(
            Officer,
            meeting=meeting,
            position=position,
            role=role,
            name=name,
            person=Person.objects.only_one_named(name),
        )


def _create_recipients(meeting: Meeting, printed: PrintedMinutes) -> None:
    for position, name in enumerate(printed.recipients, start=1):
        create(Recipient, meeting=meeting, position=position, kind=_recipient_kind(name), name=name)


def _recipient_kind(name: str) -> Recipient.Kind:
    words = name.split()
    if words[0].casefold() in ("närvarande", "deltagarna"):
        return Recipient.Kind.PRESENT
    is_person = len(words) > 1 and all(word[0].isupper() for word in words)
    return Recipient.Kind.PERSON if is_person else Recipient.Kind.ORGANISATION


def _divide(text: str) -> tuple[list[str], list[str]]:
    """The blocks of a § and the decisions that it ends with. The words and their order stay as printed."""
    blocks = text.split("\n\n")
    first = len(blocks)
    while first and DECISION.search(blocks[first - 1]) and not EARLIER.search(blocks[first - 1]):
        first -= 1
    return blocks[:first], blocks[first:]


def _create_paragraphs(meeting: Meeting, printed: PrintedMinutes) -> None:
    seen: set[str] = set()
    for position, row in enumerate(printed.paragraphs, start=1):
        doubtful = not row.number or row.number in seen
        seen.add(row.number)
        blocks, decisions = _divide(row.text)
        paragraph = create(
            Paragraph,
            meeting=meeting,
            position=position,
            number=row.number,
            printed_label="" if row.label == f"§ {row.number}" else row.label,
            proposed_number=row.proposed_number or (str(position) if doubtful else ""),
            heading=row.heading,
            text=paragraph_html("\n\n".join(blocks)),
        )
        for number, text in enumerate(decisions, start=1):
            create(Decision, paragraph=paragraph, position=number, text=text)
