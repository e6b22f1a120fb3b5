"""What a § leads to: decisions, assignments, deferrals and attachments, added, changed, moved and removed.

A deferral lands by itself on the meeting it names, as a § before the closing one, and goes with it when another meeting
is named. From minutes that are still written it disappears with the deferral; of attested ones it cannot vanish.
"""

import datetime
from collections.abc import Iterator
from contextlib import contextmanager

from django.db import models, transaction

from big import ordering
from big.documents.uploads import Received, keep
from big.people import directory
from big.people.events import record
from big.people.models import Event, User
from big.refusals import Refused
from big.swedish import long_date
from big.versions import StaleVersion
from minutes import drafting, numbering
from minutes.models import Assignment, Attachment, Deferral, Meeting, Outcome, Paragraph

# -- What may be chosen ------------------------------------------------------------------------------------------------


def coming_meetings(meeting: Meeting) -> models.QuerySet[Meeting]:
    """To which something can be deferred, or by which something is to be done: the body's meetings after this one."""
    ahead = Meeting.objects.filter(state__in=Meeting.AHEAD, body=meeting.body_id, date__gt=meeting.date)
    return ahead.exclude(pk=meeting.pk).order_by("date", "pk")


def to_approve(meeting: Meeting) -> models.QuerySet[Meeting]:
    """The body's earlier, attested minutes that none have approved yet, the latest first."""
    attested = Meeting.objects.attested().filter(body=meeting.body_id, date__lt=meeting.date)
    return attested.filter(models.Q(approved_in=None) | models.Q(approved_in__meeting=meeting)).newest_first()


# -- Change ------------------------------------------------------------------------------------------------------------


def save(row: Outcome, *, seen: str = "", by: User, now: datetime.datetime | None = None) -> None:
    """Add the row last in its §, or store it over the state that its writer saw (`Outcome.seen`).

    A person or a deferral's § that is new is stored too. Raises StaleVersion, Refused.
    """
    is_new = row._state.adding
    with _writing(row.paragraph, also_before=isinstance(row, Attachment)):
        before = None if is_new else _current(row, seen)
        if isinstance(row, Assignment) and row.person:
            row.person = directory.keep(row.person, by=by)
        if is_new:
            last = _siblings(row).aggregate(last=models.Max("position"))["last"] or 0
            row.position = last + 1
        row.save()
        if isinstance(row, Deferral):
            _land(row, before, by=by, now=now)


def attach(row: Attachment, *, received: Received | None, by: User, now: datetime.datetime | None = None) -> None:
    """Add the attachment: its document, or the file that was sent; those after it are numbered anew. Raises Refused."""
    with _writing(row.paragraph, also_before=True):
        if received:
            row.upload = keep(received, by=by, now=now)
        row.title = row.title or (row.document.title if row.document else received.name.rpartition(".")[0])
        row.number = ordering.BEYOND
        row.save()
        numbering.number_attachments(row.paragraph.meeting)
        row.refresh_from_db()
        _record(Event.Act.CREATED, row, by=by, now=now)


def move(row: Outcome, *, step: int) -> None:
    """Let the row change places with the one above (-1) or below (1) it in its §. Raises Refused."""
    with _writing(row.paragraph, also_before=isinstance(row, Attachment)):
        rows = list(_siblings(row))
        if isinstance(row, Attachment):
            ordering.move(rows, row, steps=step, name="number")
            numbering.number_attachments(row.paragraph.meeting)
        else:
            ordering.move(rows, row, steps=step)


def remove(row: Outcome, *, seen: str, by: User, now: datetime.datetime | None = None) -> None:
    """Raises StaleVersion, and Refused when a deferral's § is dealt with already."""
    with _writing(row.paragraph, also_before=isinstance(row, Attachment)):
        current = _current(row, seen)
        if isinstance(current, Deferral):
            if landing := _landing(current):
                _withdraw(landing, current)
            _forget_cancelled(current)
        current.delete()
        if isinstance(row, Attachment):
            numbering.number_attachments(row.paragraph.meeting)
        if isinstance(row, Attachment | Deferral):
            _record(Event.Act.DELETED, row, by=by, now=now)


def set_approval(paragraph: Paragraph, meeting: Meeting | None) -> None:
    """Say which minutes the § approves and files, or none. Raises Refused for minutes that cannot be approved in it.

    What somebody writes in the § meanwhile is not touched, so its version stays.
    """
    with _writing(paragraph):
        if meeting and not to_approve(paragraph.meeting).filter(pk=meeting.pk).exists():
            raise Refused("Protokollet är redan godkänt, eller inte justerat än.")
        if meeting and meeting.approved_in.filter(meeting=paragraph.meeting_id).exclude(pk=paragraph.pk).exists():
            raise Refused("Protokollet godkänns redan i en annan paragraf.")
        Paragraph.objects.filter(pk=paragraph.pk).update(approves=meeting)


# -- Deferrals ---------------------------------------------------------------------------------------------------------


def place_again(deferral: Deferral, meeting: Meeting, *, by: User, now: datetime.datetime | None = None) -> None:
    """Take up a deferred item whose meeting is cancelled, or that named none, on a coming meeting. Raises Refused.

    The minutes that deferred it may be attested by then, and say what they said.
    """
    with transaction.atomic():
        # Whoever else places it waits here.
        source = Meeting.objects.select_for_update(of=("self",)).get(paragraphs__deferrals=deferral)
        current = Deferral.objects.select_related("paragraph").get(pk=deferral.pk)
        if landing := _landing(current):
            raise Refused(f"Ärendet står redan på dagordningen {_on(landing.meeting)}.")
        if not source.is_attested:
            raise Refused("Skriv i protokollet, som inte är justerat än, vilket sammanträde ärendet överförs till.")
        _place(current, meeting, source, by=by)
        record(Event.Act.EDITED, by=by, subject=meeting, detail=f"tog upp det överförda ärendet {deferral}", now=now)


def _land(deferral: Deferral, before: Deferral | None, *, by: User, now: datetime.datetime | None) -> None:
    """Let the § on the meeting that is named be as the deferral says."""
    landing, source = _landing(deferral), deferral.paragraph.meeting
    if landing and landing.meeting_id == deferral.to_meeting_id:
        if before and landing.meeting.is_ahead and _is_untouched(landing, before):
            landing.heading, landing.text = deferral.heading, deferral.text
            landing.save()
        return
    if landing and deferral.to_meeting is None:
        _withdraw(landing, before or deferral)
    elif deferral.to_meeting:
        _place(deferral, deferral.to_meeting, source, landing, by=by)
        record(Event.Act.EDITED, by=by, subject=deferral.to_meeting, detail=f"överförde hit från {source}", now=now)


def _landing(deferral: Deferral) -> Paragraph | None:
    """The § that the deferral became, on a meeting that is held."""
    held = deferral.landings.exclude(meeting__state=Meeting.State.CANCELLED)
    return held.select_related("meeting").order_by("-pk").first()


def _place(
    deferral: Deferral, meeting: Meeting, source: Meeting, landing: Paragraph | None = None, *, by: User
) -> None:
    """Put the deferral's § before the closing one of the meeting, with all that it has already."""
    target = Meeting.objects.select_for_update(of=("self",)).get(pk=meeting.pk)
    if not coming_meetings(source).filter(pk=target.pk).exists():
        raise Refused(f"Ärendet kan inte tas upp {_on(target)}. Välj ett kommande sammanträde.")
    leaving = None
    if landing is None:
        landing = Paragraph(from_deferral=deferral, heading=deferral.heading, text=deferral.text)
    else:
        _refuse_begun(landing)
        leaving = landing.meeting
    landing.meeting = target
    drafting.place(landing, by=by)
    if leaving:
        drafting.close_gap(leaving)


def _withdraw(landing: Paragraph, deferral: Deferral) -> None:
    """Take the § away, as long as nobody has done anything with it."""
    _refuse_begun(landing)
    if not _is_untouched(landing, deferral):
        raise Refused(
            f"Ärendet har redan fått innehåll på dagordningen {_on(landing.meeting)}. Överför det till ett annat "
            "sammanträde i stället, så följer innehållet med."
        )
    landing.delete()
    drafting.close_gap(landing.meeting)


def _forget_cancelled(deferral: Deferral) -> None:
    """Let the agendas of cancelled meetings no longer have the §, unless somebody has added papers to it there."""
    landings = deferral.landings.filter(meeting__state=Meeting.State.CANCELLED)
    if with_papers := landings.filter(attachments__isnull=False).select_related("meeting").first():
        raise Refused(
            f"Ärendet har bilagor på dagordningen {_on(with_papers.meeting)}, som är inställt. Överför det till ett "
            "annat sammanträde i stället."
        )
    cancelled = list(Meeting.objects.filter(paragraphs__in=landings))
    landings.delete()
    for meeting in cancelled:
        numbering.renumber(meeting)


def _refuse_begun(landing: Paragraph) -> None:
    """Lock the meeting that the § stands on, so that nobody begins its minutes meanwhile, or has."""
    landing.meeting = Meeting.objects.select_for_update(of=("self",)).get(pk=landing.meeting_id)
    if not landing.meeting.is_ahead:
        raise Refused(f"Ärendet har redan tagits upp {_on(landing.meeting)}.")


def _is_untouched(landing: Paragraph, deferral: Deferral) -> bool:
    has_more = landing.attachments.exists() or landing.decisions.exists()
    return (landing.heading, landing.text) == (deferral.heading, deferral.text) and not has_more


def _on(meeting: Meeting) -> str:
    return f"vid sammanträdet den {long_date(meeting.date)}"


# -- In one transaction ------------------------------------------------------------------------------------------------


@contextmanager
def _writing(paragraph: Paragraph, *, also_before: bool = False) -> Iterator[None]:
    """A transaction in which what belongs to the § may change: while the minutes are written, or `also_before` that."""
    with transaction.atomic():
        meeting = Meeting.objects.select_for_update(of=("self",)).get(pk=paragraph.meeting_id)
        may_change = meeting.state == Meeting.State.DRAFTING or (also_before and meeting.is_ahead)
        if meeting.source_id or not may_change:
            raise Refused(f"Protokollet kan inte ändras: {meeting.label}.")
        if not meeting.paragraphs.filter(pk=paragraph.pk).exists():
            raise Refused("Paragrafen är borttagen.")
        yield
        meeting.save(update_fields=["version"])  # attesting asks for the version that was on the screen


def _record(act: Event.Act, row: Outcome, *, by: User, now: datetime.datetime | None) -> None:
    """Never what the row says: who reads the trail may not read drafts."""
    where = f"{row.paragraph.label}, {row.paragraph.meeting}"
    record(act, by=by, subject=f"{row._meta.verbose_name} i ett protokoll", detail=where, now=now)


def _current(row: Outcome, seen: str) -> Outcome:
    current = type(row).objects.select_related("paragraph__meeting").filter(pk=row.pk).first()
    if current is None:
        raise Refused(ordering.GONE)
    if current.seen != seen:
        raise StaleVersion(current)
    return current


def _siblings(row: Outcome) -> models.QuerySet:
    return type(row).objects.filter(paragraph=row.paragraph_id)
