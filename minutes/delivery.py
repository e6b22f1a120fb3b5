"""Expediering: a finished document goes to those whom the minutes are delges, and what became of it is kept.

One letter goes to each address, however many ways lead to it, and only once (letters/posting.py). Who has no address is
named to the secretary, who notes when the paper was handed over.
"""

import datetime
import hashlib
from collections.abc import Iterator
from dataclasses import dataclass

from django.db import transaction
from django.db.models import Q
from django.utils import timezone

from big import access
from big.documents.models import Document
from big.letters import posting
from big.letters.models import Letter
from big.people.events import record
from big.people.models import Event, Organisation, Person, User
from big.refusals import Refused
from big.swedish import long_date
from minutes.calling import MAIL_BYTES
from minutes.models import Attendance, Delivery, Meeting, Membership, Recipient

KEY = "expediering"


@dataclass(frozen=True)
class Receiver:
    """Somebody who gets the minutes; `address` is empty if unknown, and then nothing is sent."""

    name: str
    person: Person | None = None
    organisation: Organisation | None = None
    address: str = ""
    may_read: bool = False
    wants_link: bool = False

    @property
    def key(self) -> tuple[int | None, int | None, str]:
        return _key(self.person and self.person.pk, self.organisation and self.organisation.pk, self.name)


def _key(person: int | None, organisation: int | None, name: str) -> tuple[int | None, int | None, str]:
    """What makes two the same: the register, and the name only for those who are not in it."""
    return person, organisation, "" if person or organisation else name


def receivers(meeting: Meeting, *, now: datetime.datetime | None = None) -> list[Receiver]:
    """Everybody whom the minutes are delges, each once, in the order of the list.

    "Närvarande" are those who were present, a body its members today: each such line costs two queries, whoever they
    are. What is said of somebody by name goes before what is said of all who were there.
    """
    found: dict[tuple, Receiver] = {}
    rows = meeting.recipients.select_related("person__user", "organisation").order_by("position")
    for row in rows.prefetch_related("person__user__groups"):
        is_named = row.kind in (Recipient.Kind.PERSON, Recipient.Kind.ORGANISATION)
        for one in _behind(row, meeting, timezone.localdate(now)):
            if is_named or one.key not in found:
                found[one.key] = one
    return list(found.values())


def _behind(row: Recipient, meeting: Meeting, today: datetime.date) -> Iterator[Receiver]:
    wants_link = row.sending == Recipient.Sending.LINK
    if row.kind == Recipient.Kind.PRESENT:
        present = meeting.attendance.filter(status__in=Attendance.HERE).select_related("person__user")
        for one in present.prefetch_related("person__user__groups").order_by("position"):
            yield _person(one.name, one.person, wants_link=wants_link)
    elif row.to_body_id:
        members = Membership.objects.on(today).in_order().filter(body=row.to_body_id).select_related("person__user")
        found = list(members.prefetch_related("person__user__groups"))
        yield from (_person(one.person.name, one.person, wants_link=wants_link) for one in found)
        if not found:
            yield Receiver(row.name)
    elif row.organisation:
        yield Receiver(row.name, organisation=row.organisation, address=row.organisation.email)
    else:
        yield _person(row.name, row.person, wants_link=wants_link)


def _person(name: str, person: Person | None, *, wants_link: bool) -> Receiver:
    """A link is for those who can follow it."""
    if person is None:
        return Receiver(name)
    user = getattr(person, "user", None)
    may_read = user is not None and user.is_active and access.is_insider(user)
    return Receiver(name, person, address=person.address, may_read=may_read, wants_link=wants_link)


def dispatch(
    meeting: Meeting, *, by: User, document: Document | None = None, now: datetime.datetime | None = None
) -> list[Delivery]:
    """Write to all who are to have the finished document (the minutes, or a correction of them), and note who they are.

    Returns the new notes: done again, it reaches only those who were not reckoned with before. Call it within the
    transaction that finishes the document. Raises Refused when the minutes are not attested.
    """
    now = now or timezone.now()
    with transaction.atomic():
        current = Meeting.objects.select_for_update(of=("self",)).get(pk=meeting.pk)
        if not current.is_attested:
            raise Refused("Protokollet är inte justerat än.")
        stored = Document.objects.select_related("blob").defer("blob__data")
        document = stored.get(pk=document.pk if document else current.document_id)
        fits = document.blob.size <= MAIL_BYTES
        known = {_key(row.person_id, row.organisation_id, row.name) for row in document.deliveries.all()}
        new = [receiver for receiver in receivers(current, now=now) if receiver.key not in known]
        rows = []
        for receiver in new:
            row = Delivery(
                meeting=current,
                document=document,
                name=receiver.name,
                person=receiver.person,
                organisation=receiver.organisation,
                by_link=receiver.may_read and (receiver.wants_link or not fits),
            )
            if receiver.address and (fits or receiver.may_read):
                row.letter = _write(row, receiver.address, by=by, now=now)
            row.save()
            rows.append(row)
        if rows:
            written = sum(1 for row in rows if row.letter_id)
            detail = f"{document.file_name}, {document.blob_id}: {written} av {len(rows)} med e-post"
            record(Event.Act.SENT_OUT, by=by, subject=document, detail=detail, now=now)
    return rows


def send_again(row: Delivery, *, by: User, now: datetime.datetime | None = None) -> Letter:
    """Write once more, or for the first time to somebody who has got an address meanwhile.

    Raises Refused without an address, and while the last letter to that address is on its way.
    """
    with transaction.atomic():
        current = Delivery.objects.select_for_update(of=("self",)).with_receiver().get(pk=row.pk)
        address = current.address
        if not address:
            raise Refused(f"{current.name} har ingen e-postadress. Skriv in den i registret, eller lämna papperet.")
        if (last := _last_letter(current)) and last.address.casefold() == address.casefold():
            current.letter = posting.send_again(last, by=by, now=now)
        else:
            current.letter = _write(current, address, by=by, now=now or timezone.now())
            record(Event.Act.SENT_OUT, by=by, subject=current.document, detail=f"till {current.name}", now=now)
        current.save()
    return current.letter


def hand_over(row: Delivery, *, on: datetime.date, by: User, now: datetime.datetime | None = None) -> None:
    """Note that somebody has been given the paper. Raises Refused for a day that cannot be."""
    with transaction.atomic():
        current = Delivery.objects.select_for_update(of=("self",)).select_related("document").get(pk=row.pk)
        finished = timezone.localdate(current.document.finalised_at)
        if not finished <= on <= timezone.localdate(now):
            raise Refused(f"Dagen måste ligga mellan den {long_date(finished)}, då handlingen blev färdig, och i dag.")
        current.handed_on, current.handed_by = on, by
        current.save()
        detail = f"till {current.name} den {long_date(on)}"
        record(Event.Act.HANDED_OVER, by=by, subject=current.document, detail=detail, now=now)


# -- Letters and log ---------------------------------------------------------------------------------------------------


def _write(row: Delivery, address: str, *, by: User, now: datetime.datetime) -> Letter:
    """The letter with the document to that address: the one that is there, or a new one."""
    key = f"{KEY}:{row.document_id}:{hashlib.sha256(address.casefold().encode()).hexdigest()[:32]}"
    meeting, document = row.meeting, row.document
    what = "Rättelse av protokoll" if document.corrects_id else "Protokoll"
    letter = posting.write(
        key,
        name=row.name[:200],
        address=address,
        subject=f"{what}: {meeting.body or meeting.title}, {long_date(meeting.date)}",
        template="minutes/mail/delivered.txt",
        context={"document": document, "meeting": meeting, "by_link": row.by_link},
        by=by,
        about=meeting.get_absolute_url(),
        documents=[] if row.by_link else [document],
        now=now,
    )
    return letter or Letter.objects.get(key=key)


def _original(letter: Letter) -> str:
    """What a letter and all that repeat it have in common."""
    return letter.key.partition("#")[0]


def _last_letter(row: Delivery) -> Letter | None:
    """The letter, or the last that repeats it: somebody may have sent it again from the log of all mail."""
    if row.letter is None:
        return None
    same = Letter.objects.filter(Q(key=_original(row.letter)) | Q(key__startswith=f"{_original(row.letter)}#"))
    return same.order_by("pk").last()


@dataclass(frozen=True)
class Sent:
    """One line of the log: who, and what became of the last letter to them."""

    row: Delivery
    letter: Letter | None

    @property
    def is_unreached(self) -> bool:
        """Whether somebody has to hand them the paper, or find their address."""
        return self.row.handed_on is None and (self.letter is None or self.letter.failed_at is not None)

    @property
    def may_be_sent(self) -> bool:
        """Whether a press on the button would send something."""
        if not self.row.address:
            return False
        is_elsewhere = self.letter is None or self.letter.address.casefold() != self.row.address.casefold()
        return is_elsewhere or self.letter.may_be_sent_again

    @property
    def status(self) -> str:
        paper = f"Lämnad på papper den {long_date(self.row.handed_on)}" if self.row.handed_on else ""
        mail = self.letter.pretty_status if self.letter else ""
        return ". ".join(filter(None, [paper, mail])) or "Måste få det på annat sätt"


def log(meeting: Meeting) -> list[Sent]:
    """Who got what of the meeting, in a constant number of queries; what was finished last comes last."""
    about = Letter.objects.about(meeting).filter(key__startswith=f"{KEY}:").defer("body", "calendar")
    last = {_original(letter): letter for letter in about.select_related("repeated_by").order_by("pk")}
    rows = meeting.deliveries.with_receiver().order_by("document_id", "pk")
    return [Sent(row, last[_original(row.letter)] if row.letter else None) for row in rows]
