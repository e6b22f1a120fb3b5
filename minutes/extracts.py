"""Protokollsutdrag: chosen §§ of attested minutes as a finished document, which the secretary certifies.

It holds nothing of the other §§: neither text nor bookmark nor metadata. What has been corrected says so beside its §.
"""

import datetime
from collections.abc import Sequence
from functools import partial

from django.db import transaction
from django.utils import timezone

from big.documents.finalising import Colophon, finalise
from big.documents.models import Document, Letterhead
from big.documents.rendering import render_pdf
from big.people.events import record
from big.people.models import Event, User
from big.refusals import Refused
from big.swedish import long_date, sentence_list
from minutes.models import Extract, Meeting, Paragraph
from minutes.printing import on_paper

MANY = 150
"""So long may the list of §§ be in a title; a longer one is counted instead."""


def make(
    meeting: Meeting, paragraphs: Sequence[Paragraph], *, by: User, now: datetime.datetime | None = None
) -> Extract:
    """Freeze an extract with those §§, in the order of the minutes; `by` certifies it.

    Raises Refused when the minutes are not attested, no § is chosen, or the same extract is there already.
    """
    now = now or timezone.now()
    with transaction.atomic():
        Meeting.objects.select_for_update(of=("self",)).get(pk=meeting.pk)
        current = Meeting.objects.with_contents().get(pk=meeting.pk)
        if not current.is_attested:
            raise Refused("Utdrag görs ur justerade protokoll. Protokollet är inte justerat än.")
        keys = {paragraph.pk for paragraph in paragraphs}
        chosen = [paragraph for paragraph in current.paragraphs.all() if paragraph.pk in keys]
        if not chosen:
            raise Refused("Välj minst en paragraf.")
        places = sentence_list([paragraph.label or f"”{paragraph.heading}”" for paragraph in chosen])
        if existing := _same(current, places):
            raise Refused(f"Utdraget finns redan: {existing.document.file_name}.")
        number, name = current.extracts.count() + 1, _title(current, chosen, places)
        document = finalise(
            partial(extract_pdf, current, chosen, title=name, by=by, on=timezone.localdate(now)),
            kind=Document.Kind.EXTRACT,
            title=name,
            date=current.date,
            file_name=f"protokollsutdrag-{current.date:%Y-%m-%d}-{number}.pdf",
            by=by,
            extract_of=current.document,
            now=now,
        )
        extract = Extract.objects.create(meeting=current, document=document, places=places)
        detail = f"{places}: {document.file_name}, {document.blob_id}"
        record(Event.Act.EXTRACTED, by=by, subject=current, detail=detail, now=now)
    return extract


def _same(meeting: Meeting, places: str) -> Extract | None:
    """The extract with the same §§, unless the minutes have been corrected since it was made."""
    last = meeting.extracts.filter(places=places).select_related("document").last()
    corrected = meeting.corrections.attested()
    return None if last and corrected.filter(attested_at__gt=last.document.finalised_at).exists() else last


def _title(meeting: Meeting, chosen: Sequence[Paragraph], places: str) -> str:
    which = places if len(places) <= MANY else f"{len(chosen)} paragrafer"
    name = str(meeting.body or "sammanträde")[:100]
    return f"Protokollsutdrag, {name} den {long_date(meeting.date)}: {which}"


def extract_pdf(
    meeting: Meeting, chosen: Sequence[Paragraph], colophon: Colophon, *, title: str, by: User, on: datetime.date
) -> bytes:
    """Render the extract. Wants a meeting `with_contents`, and §§ of it. The same contents give the same bytes."""
    letterhead, corrections = Letterhead.current(), list(meeting.corrections.attested())
    context = {
        "meeting": meeting,
        "attendance": meeting.present(),
        "absent": meeting.absent(),
        "paragraphs": [
            (on_paper(paragraph), [one for one in corrections if one.paragraph_id == paragraph.pk])
            for paragraph in chosen
        ],
        "certified_by": by.name,
        "certified_on": on,
        "letterhead": letterhead,
        "colophon": colophon,
        "draft": False,
    }
    return render_pdf(
        "minutes/extract_pdf.html",
        context,
        title=title,
        created=on,
        author=letterhead.name,
    )
