"""The numbers of the §§: as they will be while the minutes are written, and fixed when these are sent for attestation.

A body counts from § 1 at each meeting, or on through the calendar year of the meetings. The second kind is drawn in the
order in which minutes are sent, not in the order of the meetings: to wait for those of an earlier meeting would let one
delayed secretary hold up all who come after, and to leave room for them would leave a gap when they turn out shorter.
A number with the body's letters ("FHR § 12") stands in `printed_label`, as on an old paper, so that it stays when the
body changes its habits.
"""

from django.db import transaction
from django.db.models import Max

from big import ordering
from big.refusals import Refused
from minutes.models import Attachment, Attendance, Body, Meeting, Paragraph

ASIDE = "~"
"""Before a number that steps aside while another § takes it: no two of a meeting are ever the same."""


def is_fixed(meeting: Meeting) -> bool:
    """Whether the numbers are drawn: then no § can be added, removed or moved before they are released."""
    return any(paragraph.series for paragraph in meeting.paragraphs.all())


def shown_numbers(meeting: Meeting) -> dict[int, str]:
    """The number of each § by its key, as it is or will be: those of old papers and fixed ones as they stand."""
    paragraphs = meeting.paragraphs.all()
    if _stands(meeting):
        return {paragraph.pk: paragraph.number for paragraph in paragraphs}
    return {paragraph.pk: str(number) for number, paragraph in enumerate(paragraphs, start=_first(meeting))}


def show(meeting: Meeting) -> Meeting:
    """Let the §§ that were read with the meeting bear the numbers they will have, and the attendance refer to those.

    Nothing is stored. What is stored may have grown old when the minutes of another meeting have been fixed.
    """
    if not _stands(meeting):
        numbers, before = shown_numbers(meeting), {}
        for paragraph in meeting.paragraphs.all():
            before[paragraph.number] = numbers[paragraph.pk]
            _set(paragraph, numbers[paragraph.pk], meeting)
        for row in meeting.attendance.all():
            _follow(row, before)
    return meeting


def renumber(meeting: Meeting) -> None:
    """Store the numbers that the places of the §§ give. Call it within the transaction that changed their order.

    Whoever was there from or until a § still is, whatever its number has become.
    """
    if not _stands(meeting):
        _store(meeting, list(meeting.paragraphs.order_by("position")), first=_first(meeting))
        number_attachments(meeting)


def number_attachments(meeting: Meeting) -> None:
    """Let the numbers of the attachments run through the minutes: 1, 2, 3 … as `renumber` does for the §§."""
    rows = list(Attachment.objects.filter(paragraph__meeting=meeting).order_by("paragraph__position", "number", "pk"))
    if [row.number for row in rows] == list(range(1, len(rows) + 1)):
        return
    ordering.number(rows, "number")


def fix(meeting: Meeting) -> None:
    """Draw the numbers for good: in order, without a gap, none of them twice, whoever draws at the same time.

    Does nothing for what is fixed already or was read in from paper. Call it within the transaction that sends the
    minutes for attestation and has locked the meeting; all who draw from a series wait for each other at the body.
    Raises Refused when there is no §.
    """
    with transaction.atomic():
        paragraphs = list(Paragraph.objects.filter(meeting=meeting).order_by("position"))
        if meeting.source_id or any(paragraph.series for paragraph in paragraphs):
            return
        meeting.body = Body.objects.select_for_update(of=("self",)).get(pk=meeting.body_id)
        if not paragraphs:
            raise Refused("Protokollet har inga paragrafer.")
        first = _first(meeting)
        for sequence, paragraph in enumerate(paragraphs, start=first):
            paragraph.series, paragraph.sequence = series(meeting), sequence
        _store(meeting, paragraphs, first=first)


def release(meeting: Meeting) -> bool:
    """Give the numbers back, for minutes that are returned to be changed; whether that could be done.

    It cannot once later minutes have gone on from them: then they stay, and so do the §§ that bear them.
    """
    with transaction.atomic():
        Body.objects.select_for_update(of=("self",)).get(pk=meeting.body_id)
        own = Paragraph.objects.filter(meeting=meeting).exclude(series="")
        last = own.order_by("sequence").last()
        if last and Paragraph.objects.filter(series=last.series, sequence__gt=last.sequence).exists():
            return False
        own.update(series="", sequence=None)
    return True


def series(meeting: Meeting) -> str:
    """The name of the series that the meeting's numbers run in."""
    if meeting.body.numbering == Body.Numbering.PER_YEAR:
        return f"body {meeting.body_id}, {meeting.date.year}"
    return f"meeting {meeting.pk}"


def _stands(meeting: Meeting) -> bool:
    return meeting.is_locked or meeting.source_id is not None or meeting.body_id is None or is_fixed(meeting)


def _first(meeting: Meeting) -> int:
    last = Paragraph.objects.filter(series=series(meeting)).aggregate(last=Max("sequence"))["last"]
    return (last or 0) + 1


def _set(paragraph: Paragraph, number: str, meeting: Meeting) -> None:
    prefix = meeting.body.number_prefix
    paragraph.number = number
    paragraph.printed_label = f"{prefix} §\N{NO-BREAK SPACE}{number}" if prefix else ""


def _store(meeting: Meeting, paragraphs: list[Paragraph], *, first: int) -> None:
    before = {}
    for number, paragraph in enumerate(paragraphs, start=first):
        before[paragraph.number] = str(number)
        _set(paragraph, f"{ASIDE}{number}", meeting)
    Paragraph.objects.bulk_update(paragraphs, ["number"])
    for number, paragraph in enumerate(paragraphs, start=first):
        _set(paragraph, str(number), meeting)
    Paragraph.objects.bulk_update(paragraphs, ["number", "printed_label", "series", "sequence"])
    rows = list(meeting.attendance.order_by("position"))
    for row in rows:
        _follow(row, before)
    Attendance.objects.bulk_update(rows, ["from_paragraph", "to_paragraph"])


def _follow(row: Attendance, numbers: dict[str, str]) -> None:
    """A number that is none of the meeting's stays as somebody wrote it."""
    row.from_paragraph = row.from_paragraph and numbers.get(row.from_paragraph, row.from_paragraph)
    row.to_paragraph = row.to_paragraph and numbers.get(row.to_paragraph, row.to_paragraph)
