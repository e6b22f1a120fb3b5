"""The minutes as data, which the finished PDF carries as `protokoll.json` for whoever reads with a machine.

JSON in UTF-8, one object. Names of its members are English, values are as printed; a day is ISO 8601 (`2026-03-03`), a
moment too, with its offset; what is not known is null, what there is none of an empty list. No identifiers of ours, no
addresses of anybody. The same minutes give the same bytes.

    format         "big-minutes/1"; the number changes when something here gets another meaning
    title, body, date, starts_at, ends_at, place, meeting_form
    officers       [{role: "chair" | "secretary" | "attester", name}]
    attendance     [{name, organisation, role, status: "present" | "guest" | "excused" | "absent",
                     from_paragraph, to_paragraph, stands_in_for, remark}]
    recipients     [{kind: "present" | "person" | "organisation" | "body", name}]      to whom the minutes go (delges)
    paragraphs     [{label, number, heading, text, html, approves_minutes_of, decisions: [text],
                     assignments: [{text, name, due_on}], concluded_assignments: [sentence],
                     deferrals: [{heading, text, to_meeting_on, reason}], attachments: [number]}]
    attachments    [{number, title, file, media_type, size, sha256}]      `file` is its name inside the PDF
    attestation    {how: "here" | "paper" | "elsewhere" | null,
                    on,                                          the day, where somebody has written it down
                    sent_at,                                     when the round that was approved was sent
                    approvals: [{name, role, at, how, sha256}]}  `sha256` is of the file that was approved
    trail_sha256   the head of the audit trail, as printed at the end of the minutes; null in a draft
"""

import datetime
import json
from typing import Any

from django.utils import timezone

from big.documents.richtext import lines
from minutes.appendices import Appendix
from minutes.models import AttestationRound, Meeting, Paragraph

FORMAT = "big-minutes/1"
FILE_NAME = "protokoll.json"


def minutes_json(
    meeting: Meeting, appendices: list[Appendix], *, how: str, approved: AttestationRound | None, trail: str
) -> bytes:
    """`how` they are attested, and the round in which, if it was here. Wants what `printing.minutes_pdf` does."""
    data = {
        "format": FORMAT,
        "title": meeting.title,
        "body": meeting.body.name if meeting.body else None,
        "date": _iso(meeting.date),
        "starts_at": _iso(meeting.starts_at),
        "ends_at": _iso(meeting.ends_at),
        "place": meeting.place,
        "meeting_form": meeting.format or None,
        "officers": [{"role": one.role, "name": one.name} for one in meeting.officers.all()],
        "attendance": [
            {
                "name": row.name,
                "organisation": row.organisation,
                "role": row.role,
                "status": row.status,
                "from_paragraph": row.from_paragraph or None,
                "to_paragraph": row.to_paragraph or None,
                "stands_in_for": row.stands_in_for.name if row.stands_in_for else None,
                "remark": row.remark,
            }
            for row in meeting.attendance.all()
        ],
        "recipients": [{"kind": one.kind, "name": one.name} for one in meeting.recipients.all()],
        "paragraphs": [_paragraph(one) for one in meeting.paragraphs.all()],
        "attachments": [
            {
                "number": one.number,
                "title": one.title,
                "file": one.file_name,
                "media_type": one.blob.media_type,
                "size": one.blob.size,
                "sha256": one.blob.pk,
            }
            for one in appendices
        ],
        "attestation": {
            "how": how or None,
            "on": _iso(meeting.attested_on),
            "sent_at": _iso(approved.sent_at) if approved else None,
            "approvals": [
                {
                    "name": one.name,
                    "role": one.role_text,
                    "at": _iso(one.answered_at),
                    "how": one.how,
                    "sha256": one.digest,
                }
                for one in (approved.attestations.all() if approved else ())
            ],
        },
        "trail_sha256": trail or None,
    }
    return json.dumps(data, ensure_ascii=False, indent=1).encode() + b"\n"


def _paragraph(paragraph: Paragraph) -> dict[str, Any]:
    return {
        "label": paragraph.label.replace("\N{NO-BREAK SPACE}", " "),
        "number": paragraph.number or None,
        "heading": paragraph.heading,
        "text": lines(paragraph.text),
        "html": str(paragraph.html),
        "approves_minutes_of": _iso(paragraph.approves.date) if paragraph.approves else None,
        "decisions": [one.text for one in paragraph.decisions.all()],
        "assignments": [
            {"text": one.text, "name": one.name or None, "due_on": _iso(one.due_day)}
            for one in paragraph.assignments.all()
        ],
        "concluded_assignments": [one.sentence for one in paragraph.reported_outcomes.all()],
        "deferrals": [
            {
                "heading": one.heading,
                "text": lines(one.text),
                "to_meeting_on": _iso(one.to_meeting.date) if one.to_meeting else None,
                "reason": one.reason,
            }
            for one in paragraph.deferrals.all()
        ],
        "attachments": [one.number for one in paragraph.attachments.all()],
    }


def _iso(value: datetime.datetime | datetime.date | datetime.time | None) -> str | None:
    if isinstance(value, datetime.datetime):
        return timezone.localtime(value).isoformat(timespec="seconds")
    if isinstance(value, datetime.time):
        return value.isoformat(timespec="minutes")
    return value.isoformat() if value else None
