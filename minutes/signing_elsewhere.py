"""Undertecknat i annan tjänst: drafting -> in attestation, with a file taken out -> attested, when it is back, signed.

The finished minutes are made before they are signed, and without our seal: what comes back must begin with exactly
those bytes. Nothing else about the file is believed. Its signatures are looked at in a process with limits of its own,
and nothing but signatures and what proves them may have been added. Whom the signatures belong to is for their
certificates to say, and whether all have signed who should is for the secretary.
"""

import datetime
import hashlib
from functools import partial

from django.db import transaction
from django.utils import timezone

from big.documents.finalising import Colophon, finalise_signed
from big.documents.models import Blob, Document
from big.documents.verifying import inspected
from big.people import trail
from big.people.events import record
from big.people.models import Event, User
from big.refusals import NotYet, Refused
from big.swedish import sentence_list
from big.versions import StaleVersion
from minutes import attestation, numbering
from minutes.drafting import why_not_write
from minutes.models import Meeting, SigningElsewhere
from minutes.printing import minutes_pdf

CALLED_OFF = "Underskriften i den andra tjänsten är avbruten."
NOT_OURS = (
    "Filen börjar inte med det protokoll som togs fram här. Ladda upp filen precis som tjänsten lämnade den, utan att "
    "öppna och spara om den i ett annat program. Lägger tjänsten själv till sidor eller gör om filen går den inte att "
    "använda här."
)
UNSIGNED = "Filen är inte undertecknad: den är precis som när den hämtades härifrån."
NO_SIGNATURES = "Filen har inga underskrifter som går att läsa."
MORE_ADDED = (
    "Något annat än underskrifter har lagts till i filen: ändrade sidor, anteckningar, ifyllda rutor eller andra "
    "uppgifter om dokumentet. Underteckna den hämtade filen igen, utan att ändra något i den."
)


def signing_of(meeting: Meeting) -> SigningElsewhere | None:
    """What is being signed elsewhere, or was; None for minutes that go, or went, another way."""
    if meeting.state == Meeting.State.IN_ATTESTATION:
        return meeting.signings.open().select_related("prepared_by").first()
    if meeting.attested_how == Meeting.AttestedHow.ELSEWHERE:
        return meeting.signings.signed().get()
    return None


def prepare(meeting: Meeting, *, by: User, now: datetime.datetime | None = None) -> SigningElsewhere:
    """drafting -> in attestation: fix the numbers, and make the file that is to be signed.

    Raises StaleVersion when somebody has changed the minutes since they were read, NotYet with what is missing, and
    Refused when they are not being written.
    """
    now = now or timezone.now()
    with transaction.atomic():
        current = Meeting.objects.select_for_update(of=("self",)).get(pk=meeting.pk)
        if reason := why_not_write(current):
            raise Refused(reason)
        if not current.is_draft:
            raise Refused("Protokollet skrivs inte än.")
        if current.version != meeting.version:
            raise StaleVersion(current)
        if missing := attestation.missing_to_attest(current):
            raise NotYet(missing)
        if current.date > timezone.localdate(now):
            raise Refused("Sammanträdet har inte hållits än. Kontrollera datumet.")
        numbering.fix(current)
        colophon = Colophon(trail.head(), is_signed_elsewhere=True)
        finished = Meeting.objects.with_contents().get(pk=current.pk)
        pdf = minutes_pdf(finished, colophon, draft=False, how=Meeting.AttestedHow.ELSEWHERE)
        current.state = Meeting.State.IN_ATTESTATION
        current.save()
        signing = SigningElsewhere.objects.create(
            meeting=current,
            prepared=Blob.objects.store(pdf, "application/pdf"),
            trail_head=colophon.trail,
            prepared_at=now,
            prepared_by=by,
        )
        detail = f"tog fram filen för underskrift i en annan tjänst, {signing.prepared_id}"
        record(Event.Act.EDITED, by=by, subject=current, detail=detail, now=now)
    meeting.refresh_from_db()
    return signing


def call_off(meeting: Meeting, *, by: User, now: datetime.datetime | None = None) -> None:
    """in attestation -> drafting: what was taken out is no longer waited for, and the minutes can be changed again.

    Raises StaleVersion when that was another file than the one that was seen, Refused when nothing is out.
    """
    now = now or timezone.now()
    with transaction.atomic():
        current, signing = _locked(meeting)
        if current.version != meeting.version:
            raise StaleVersion(current)
        current.state = Meeting.State.DRAFTING
        current.save()
        signing.ended_at = now
        signing.save()
        numbering.release(current)
        record(Event.Act.EDITED, by=by, subject=current, detail="avbröt underskriften i en annan tjänst", now=now)
    meeting.refresh_from_db()


def accept(meeting: Meeting, *, pdf: bytes, by: User, now: datetime.datetime | None = None) -> Document:
    """in attestation -> attested, with the signed file as the document, byte for byte.

    Raises Refused with what is wrong with the file; nothing of it is kept then.
    """
    now = now or timezone.now()
    waiting = SigningElsewhere.objects.open().select_related("prepared").filter(meeting=meeting).first()
    if waiting is None:
        raise Refused(_no_longer(meeting))
    signatures = _signatures(pdf, bytes(waiting.prepared.data))  # takes its time: nothing is locked meanwhile
    with transaction.atomic():
        current, signing = _locked(meeting)
        if signing != waiting:
            raise Refused(NOT_OURS)
        signing.ended_at, signing.signatures = now, signatures
        signing.save()
        signers = sentence_list(signing.signers)
        document = attestation.finish(
            current,
            how=Meeting.AttestedHow.ELSEWHERE,
            on=_day(signing, now),
            detail=f"undertecknat av {signers}",
            make=partial(
                finalise_signed,
                pdf,
                made_from=waiting.prepared,
                signed_by=signers,
                trail_head=signing.trail_head,
            ),
            by=by,
            now=now,
        )
    meeting.refresh_from_db()
    return document


def _locked(meeting: Meeting) -> tuple[Meeting, SigningElsewhere]:
    current = Meeting.objects.select_for_update(of=("self",)).get(pk=meeting.pk)
    signing = SigningElsewhere.objects.select_for_update(of=("self",)).open().filter(meeting=current).first()
    if signing is None:
        raise Refused(_no_longer(current))
    return current, signing


def _no_longer(meeting: Meeting) -> str:
    return "Protokollet är redan justerat." if meeting.is_attested else CALLED_OFF


def _signatures(pdf: bytes, prepared: bytes) -> list[dict]:
    """What `inspecting.py` says of the signatures in a file that is `prepared`, signed. Raises Refused."""
    if hashlib.sha256(pdf[: len(prepared)]).digest() != hashlib.sha256(prepared).digest():
        raise Refused(NOT_OURS)
    if pdf[len(prepared) :].strip() == b"":
        raise Refused(UNSIGNED)
    found = inspected(pdf, since=len(prepared))
    if not found["seals"]:
        raise Refused(NO_SIGNATURES)
    for one in found["seals"]:
        if not one["whole"]:
            raise Refused(f"Underskriften som säger sig vara av {one['by']} stämmer inte med filen.")
    if not (found["covered"] and found["only_signed"] and all(one["untouched"] for one in found["seals"])):
        raise Refused(MORE_ADDED)
    return found["seals"]


def _day(signing: SigningElsewhere, now: datetime.datetime) -> datetime.date | None:
    """The day that the file gives, if it can be: not before it was taken out, nor still to come."""
    if signing.signed_at is None:
        return None
    day = timezone.localdate(signing.signed_at)
    return day if timezone.localdate(signing.prepared_at) <= day <= timezone.localdate(now) else None
