"""Kallelse: what is sent to whom, what is different since the last one, and what follows when the meeting is moved.

Before the first notice nobody hears anything of the meeting by mail. After it, those who got one, and only they, are
told when it is moved or cancelled.
"""

import datetime
import hashlib
import json
from collections.abc import Iterator
from dataclasses import dataclass
from difflib import SequenceMatcher
from functools import partial
from typing import Any

from django.db import transaction
from django.db.models import Prefetch
from django.utils import timezone

from big.documents.finalising import Colophon, finalise
from big.documents.models import Document, Letterhead
from big.documents.rendering import render_pdf
from big.identity_numbers import sentences_for
from big.letters import posting
from big.people.events import record
from big.people.models import Event, Person, User
from big.people.roles import Role
from big.refusals import NotYet, Refused
from big.swedish import long_date, time_range
from minutes import agenda, calendars, following_up
from minutes.models import Assignment, Attachment, Meeting, Membership, Notice, Officer, Paragraph

MAIL_BYTES = 10_000_000
"""Larger letters are turned away by many mail servers. What does not fit is read on the meeting's page."""

Contents = dict[str, Any]
"""What a notice says, as it is kept: `FACTS` as text, and `agenda` and `papers` as pairs of key and words."""

FACTS = {
    "title": "Rubriken",
    "date": "Datumet",
    "time": "Tiden",
    "place": "Platsen",
    "format": "Mötesformen",
    "link": "Möteslänken",
    "proposals_until": "Sista dagen att föreslå ärenden",
}


# -- Who and what ------------------------------------------------------------------------------------------------------


@dataclass(frozen=True)
class Receiver:
    """Somebody who is called; `person` is None for a name that is not in the register, `address` empty if unknown."""

    name: str
    role: str
    person: Person | None
    address: str


def receivers(meeting: Meeting) -> list[Receiver]:
    """The body's members on the day of the meeting, then those with a task at it who are no members; each once."""
    members = Membership.objects.on(meeting.date).in_order().filter(body=meeting.body_id)
    found: dict[object, Receiver] = {}
    for row in members.select_related("person__user"):
        found.setdefault(row.person_id, _receiver(row.person.name, row.get_role_display(), row.person))
    for officer in meeting.officers.select_related("person__user").order_by("position"):
        key = officer.person_id or officer.name
        found.setdefault(key, _receiver(officer.name, officer.get_role_display(), officer.person))
    return list(found.values())


def _receiver(name: str, role: str, person: Person | None) -> Receiver:
    return Receiver(name, role, person, person.address if person else "")


@dataclass(frozen=True)
class Item:
    """A point of the agenda as the notice prints it."""

    paragraph: Paragraph
    note: str
    papers: list[Attachment]
    assignments: list[Assignment]

    @property
    def heading(self) -> str:
        return self.paragraph.heading


def items(meeting: Meeting) -> list[Item]:
    """The agenda, but for what drafts defer to it (`held_back`).

    Open assignments stand where the last minutes are gone through, or else at the first point.
    """
    found = meeting.paragraphs.known_to_all().select_related("from_deferral__paragraph__meeting").order_by("position")
    papers = Attachment.objects.select_related("document__blob", "upload__blob")
    papers = papers.defer("document__blob__data", "upload__blob__data")
    paragraphs = list(found.prefetch_related(Prefetch("attachments", papers)))
    home = next((one for one in paragraphs if one.kind == Paragraph.Kind.PREVIOUS_MINUTES), (paragraphs or [None])[0])
    assignments = list(following_up.open_assignments(meeting.body))
    return [
        Item(one, _note(one), list(one.attachments.all()), assignments if one is home else []) for one in paragraphs
    ]


def held_back(meeting: Meeting) -> list[Paragraph]:
    """What is left out of the notice, since it would tell everybody what stands in a draft."""
    known = meeting.paragraphs.known_to_all().values("pk")
    found = meeting.paragraphs.exclude(pk__in=known).select_related("from_deferral__paragraph__meeting")
    return list(found.order_by("position"))


def _note(paragraph: Paragraph) -> str:
    if paragraph.from_deferral is None:
        return ""
    source = paragraph.from_deferral.paragraph.meeting
    return f"Överfört från sammanträdet den {long_date(source.date)}." if source.date else "Överfört."


def contents(meeting: Meeting, points: list[Item]) -> Contents:
    return {
        "title": meeting.title,
        "date": long_date(meeting.date) if meeting.date else "",
        "time": time_range(meeting.starts_at, meeting.ends_at),
        "place": meeting.place,
        "format": meeting.get_format_display(),
        "link": meeting.link,
        "proposals_until": long_date(meeting.proposals_until) if meeting.proposals_until else "",
        "agenda": [[item.paragraph.pk, item.heading] for item in points],
        "papers": [[paper.pk, paper.title] for item in points for paper in item.papers],
    }


# -- What is different -------------------------------------------------------------------------------------------------


def changes(before: Contents, after: Contents) -> list[str]:
    """What a reader of the earlier notice has to know, as Swedish sentences."""
    facts = [
        f"{label}: {after[name] or 'ingen uppgift'} (förut {before[name] or 'ingen uppgift'})."
        for name, label in FACTS.items()
        if before[name] != after[name] and name != "title"
    ]
    return facts + list(_agenda_changes(before, after)) + list(_paper_changes(before, after))


def _agenda_changes(before: Contents, after: Contents) -> Iterator[str]:
    old, new = dict(before["agenda"]), dict(after["agenda"])
    for key in new:
        if key not in old:
            yield f"Nytt ärende: {new[key]}."
    for key in old:
        if key not in new:
            yield f"Borttaget ärende: {old[key]}."
    for key in new:
        if key in old and old[key] != new[key]:
            yield f"Ärendet {old[key]} heter nu {new[key]}."
    kept_before, kept_after = [key for key in old if key in new], [key for key in new if key in old]
    # The longest run that is in the same order stood still; the others moved.
    still = SequenceMatcher(None, kept_before, kept_after, autojunk=False).get_matching_blocks()
    stood = {key for block in still for key in kept_after[block.b : block.b + block.size]}
    places = {key: number for number, key in enumerate(new, start=1)}
    for key in kept_after:
        if key not in stood:
            yield f"Ärendet {new[key]} är flyttat till punkt {places[key]}."


def _paper_changes(before: Contents, after: Contents) -> Iterator[str]:
    old, new = dict(before["papers"]), dict(after["papers"])
    yield from (f"Nytt underlag: {title}." for key, title in new.items() if key not in old)
    yield from (f"Underlaget {title} är inte med längre." for key, title in old.items() if key not in new)


# -- Ready to send -----------------------------------------------------------------------------------------------------


@dataclass(frozen=True)
class Draft:
    """What would be sent now."""

    meeting: Meeting
    points: list[Item]
    receivers: list[Receiver]
    last: Notice | None
    contents: Contents
    changes: list[str]
    missing: list[str]
    held_back: list[Paragraph]
    proposals_until: datetime.date | None
    """The last day to propose items; None when it has gone by, which it mostly has when the notice is sent."""

    @property
    def digest(self) -> str:
        """What tells this from what would be sent before or after: the same is never sent twice by two presses."""
        said = [self.last.number if self.last else 0, self.contents]
        return hashlib.sha256(json.dumps(said, sort_keys=True).encode()).hexdigest()[:20]

    @property
    def reached(self) -> list[Receiver]:
        return [receiver for receiver in self.receivers if receiver.address]

    @property
    def not_reached(self) -> list[Receiver]:
        return [receiver for receiver in self.receivers if not receiver.address]

    @property
    def papers(self) -> list[Attachment]:
        return [paper for item in self.points for paper in item.papers]

    @property
    def enclosed(self) -> list[Attachment]:
        """Those papers that fit in a letter, in order."""
        found, size = [], 0
        for paper in self.papers:
            bytes_of = (paper.document or paper.upload).blob.size
            if size + bytes_of <= MAIL_BYTES:
                found.append(paper)
                size += bytes_of
        return found

    @property
    def left_out(self) -> list[Attachment]:
        return [paper for paper in self.papers if paper not in self.enclosed]


def draft(meeting: Meeting, *, today: datetime.date) -> Draft:
    """What would be sent now. In a constant number of queries."""
    points, called = items(meeting), receivers(meeting)
    last = meeting.notices.order_by("number").last()
    said = contents(meeting, points)
    different = changes(last.contents, said) if last else []
    lacking = _missing(meeting, points, called, today)
    until = meeting.proposals_until if meeting.proposals_until and meeting.proposals_until >= today else None
    return Draft(meeting, points, called, last, said, different, lacking, held_back(meeting), until)


def _missing(meeting: Meeting, points: list[Item], called: list[Receiver], today: datetime.date) -> list[str]:
    missing = []
    if meeting.date is None:
        missing.append("Sammanträdet saknar datum.")
    elif meeting.date < today:
        missing.append(f"Sammanträdet var den {long_date(meeting.date)}: det går inte att kalla till det längre.")
    if meeting.starts_at is None:
        missing.append("Sammanträdet saknar tid.")
    if not meeting.format:
        missing.append("Det framgår inte om sammanträdet är på plats eller digitalt.")
    if meeting.format in (Meeting.Format.ON_SITE, Meeting.Format.HYBRID) and not meeting.place:
        missing.append("Sammanträdet saknar plats.")
    if meeting.format in (Meeting.Format.ONLINE, Meeting.Format.HYBRID) and not meeting.link:
        missing.append("Sammanträdet saknar länk till det digitala mötet.")
    if not points:
        missing.append("Dagordningen är tom.")
    if not called:
        missing.append(f"{meeting.body or 'Organet'} har inga medlemmar den dagen.")
    elif not any(receiver.address for receiver in called):
        missing.append("Ingen av dem som ska kallas har någon e-postadress.")
    texts = [("Platsen", meeting.place), *((f"Punkt {n}", item.heading) for n, item in enumerate(points, start=1))]
    texts += [(f"Uppdraget till {row.name}", row.text) for item in points for row in item.assignments]
    return missing + sentences_for(texts)


def notice_pdf(ready: Draft, colophon: Colophon | None = None, *, preview: bool = False) -> bytes:
    """The notice as PDF; a preview says on every page that it is a draft. The same contents give the same bytes."""
    letterhead, meeting = Letterhead.current(), ready.meeting
    context = {
        "meeting": meeting,
        "points": ready.points,
        "changes": ready.changes,
        "proposals_until": ready.proposals_until,
        "contact": agenda.contact(meeting),
        "letterhead": letterhead,
        "colophon": colophon or Colophon(),
        "draft": preview,
    }
    return render_pdf(
        "minutes/notice_pdf.html",
        context,
        title=title(ready),
        created=meeting.date or timezone.localdate(),
        author=letterhead.name,
    )


def title(ready: Draft) -> str:
    start = "Ny kallelse" if ready.last else "Kallelse"
    return f"{start} till {ready.meeting.title_in_sentence}"


# -- Transitions -------------------------------------------------------------------------------------------------------


def send(meeting: Meeting, *, seen: str, by: User, tell: bool = True, now: datetime.datetime | None = None) -> Notice:
    """Send the notice: freeze it as a document, and write to everybody who is called.

    `seen` is the digest of what the sender saw, `tell` says whether letters go out. Raises NotYet with what is missing,
    and Refused when the meeting is no longer ahead, or when something has been changed since the sender looked.
    """
    now = now or timezone.now()
    with transaction.atomic():
        current = Meeting.objects.select_for_update(of=("self",)).get(pk=meeting.pk)
        if not current.is_ahead:
            raise Refused(f"Det går inte att kalla till sammanträdet: {current.label}.")
        ready = draft(current, today=timezone.localdate(now))
        if ready.missing:
            raise NotYet(ready.missing)
        if ready.digest != seen:
            raise Refused("Något har ändrats sedan du öppnade sidan. Se igenom kallelsen igen, och skicka den sedan.")
        if current.state == Meeting.State.PLANNED:
            current.state, current.called_at, current.called_by = Meeting.State.CALLED, now, by
            current.save()
        number = ready.last.number + 1 if ready.last else 1
        document = finalise(
            partial(notice_pdf, ready),
            kind=Document.Kind.NOTICE,
            title=title(ready),
            date=timezone.localdate(now),
            file_name=f"kallelse-{current.date:%Y-%m-%d}{f'-{number}' if number > 1 else ''}.pdf",
            by=by,
            now=now,
        )
        notice = Notice.objects.create(
            meeting=current,
            number=number,
            sent_at=now,
            sent_by=by,
            document=document,
            contents=ready.contents,
            changes="\n".join(ready.changes),
        )
        notice.receivers.set([receiver.person for receiver in ready.reached])
        if tell:
            _write_notices(ready, notice, by=by, now=now)
        detail = f"{document.file_name}, {document.blob_id}, till {len(ready.reached)}"
        record(Event.Act.CALLED, by=by, subject=current, detail=detail, now=now)
    meeting.refresh_from_db()
    return notice


def _write_notices(ready: Draft, notice: Notice, *, by: User, now: datetime.datetime) -> None:
    context = {
        "meeting": ready.meeting,
        "points": ready.points,
        "changes": ready.changes,
        "papers": ready.papers,
        "left_out": ready.left_out,
        "proposals_until": ready.proposals_until,
        "contact": agenda.contact(ready.meeting),
    }
    for receiver in ready.reached:
        posting.write(
            f"kallelse:{ready.meeting.pk}:{notice.number}:{receiver.person.pk}",
            name=receiver.name,
            address=receiver.address,
            subject=title(ready),
            template="minutes/mail/notice.txt",
            context=context,
            by=by,
            about=ready.meeting.get_absolute_url(),
            documents=[notice.document, *(paper.document for paper in ready.enclosed if paper.document)],
            uploads=[paper.upload for paper in ready.enclosed if paper.upload],
            calendar=calendars.invitation(ready.meeting, name=receiver.name, address=receiver.address, now=now),
            now=now,
        )


def tell_moved(meeting: Meeting, what: list[str], *, by: User, now: datetime.datetime | None = None) -> list[str]:
    """Move the meeting in the calendars of those who are called; returns their names. Nobody else hears of it.

    `what` says in phrases what is different. Call it in the transaction that has counted up `calendar_sequence`.
    """
    told = _called(meeting)
    for person, address in told:
        calendar = calendars.invitation(meeting, name=person.name, address=address, now=now)
        _tell(meeting, person, address, "Ändrat", "minutes/mail/moved.txt", what, calendar, by=by, now=now)
    return [person.name for person, _ in told]


def tell_cancelled(meeting: Meeting, *, by: User, now: datetime.datetime | None = None) -> list[str]:
    """Strike the meeting out of the calendars of those who are called; returns their names."""
    told = _called(meeting)
    for person, address in told:
        calendar = calendars.cancellation(meeting, name=person.name, address=address, now=now)
        _tell(meeting, person, address, "Inställt", "minutes/mail/cancelled.txt", [], calendar, by=by, now=now)
    return [person.name for person, _ in told]


def _called(meeting: Meeting) -> list[tuple[Person, str]]:
    """Those who got a notice of the meeting, and where they get mail now."""
    people = Person.objects.filter(notices__meeting=meeting).select_related("user").distinct().order_by("name", "pk")
    return [(person, address) for person in people if (address := person.address)]


def _tell(
    meeting: Meeting,
    person: Person,
    address: str,
    word: str,
    template: str,
    what: list[str],
    calendar: str,
    *,
    by: User,
    now: datetime.datetime | None,
) -> None:
    posting.write(
        f"{word.lower()}:{meeting.pk}:{meeting.calendar_sequence}:{person.pk}",
        name=person.name,
        address=address,
        subject=f"{word}: {meeting.title}",
        template=template,
        context={"meeting": meeting, "changes": what, "contact": agenda.contact(meeting)},
        by=by,
        about=meeting.get_absolute_url(),
        calendar=calendar,
        now=now,
    )


# -- Reminders ---------------------------------------------------------------------------------------------------------


def due_on(meeting: Meeting) -> datetime.date:
    """The last day to send the notice, as the body has it."""
    return meeting.date - datetime.timedelta(days=meeting.body.notice_days)


def due(today: datetime.date) -> list[Meeting]:
    """Meetings ahead whose notice should have gone by today, and that nobody is called to; the first one first."""
    planned = Meeting.objects.coming(today).planned().select_related("body")
    return [meeting for meeting in planned if meeting.body and due_on(meeting) <= today]


def remind_in_time(now: datetime.datetime | None = None) -> None:
    """Remind the chair and the secretary once that the notice is due; without a secretary all who keep the minutes."""
    now = now or timezone.now()
    for meeting in due(timezone.localdate(now)):
        told = {person.pk: (person.name, person.address) for person in _responsible(meeting)}
        if not any(officer.role == Officer.Role.SECRETARY for officer in meeting.officers.all()):
            keepers = User.objects.filter(is_active=True, groups__name=Role.SECRETARY)
            told |= {f"konto {user.pk}": (user.name, user.email) for user in keepers}
        for key, (name, address) in told.items():
            if address:
                posting.write(
                    f"kallelse dags:{meeting.pk}:{meeting.date}:{key}",
                    name=name,
                    address=address,
                    subject=f"Dags att kalla till {meeting.title_in_sentence}",
                    template="minutes/mail/notice_due.txt",
                    context={"meeting": meeting, "due_on": due_on(meeting)},
                    by=User.objects.command_line(),
                    about=meeting.get_absolute_url(),
                    now=now,
                )


def _responsible(meeting: Meeting) -> list[Person]:
    officers = meeting.officers.filter(role__in=[Officer.Role.CHAIR, Officer.Role.SECRETARY]).exclude(person=None)
    return [officer.person for officer in officers.select_related("person__user")]
