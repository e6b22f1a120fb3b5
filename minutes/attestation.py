"""Minutes become attested (*justering*): what every way there shares, and the way in for papers signed with ink.

Rounds, in which attesters answer here, are in `rounds.py`.
"""

import datetime
from collections.abc import Callable, Sequence
from functools import partial

from django.db import transaction
from django.db.models import Max
from django.utils import timezone

from big.documents.finalising import finalise
from big.documents.models import Document
from big.documents.uploads import Received, keep
from big.people.events import record
from big.people.models import Event, Person, User
from big.refusals import NotYet, Refused
from big.versions import StaleVersion
from minutes import delivery, numbering
from minutes.missing import missing
from minutes.models import Meeting, Officer
from minutes.printing import minutes_pdf


def missing_to_attest(meeting: Meeting) -> list[str]:
    """What has to be put right before the minutes can be attested, as Swedish sentences."""
    return [one.sentence for one in missing(meeting) if one.blocks]


def attest_on_paper(
    meeting: Meeting,
    *,
    attested_on: datetime.date | None,
    by: User,
    secretaries: Sequence[str] | None = None,
    attesters: Sequence[str] | None = None,
    held_on: datetime.date | None = None,
    scan: Received | None = None,
    tell: bool = True,
    now: datetime.datetime | None = None,
) -> Document:
    """Record that the paper has been attested with ink, and freeze the minutes as a PDF.

    `attested_on` is None when the paper does not say. `secretaries` and `attesters` are the names that stand under the
    paper, where they differ from those recorded; `held_on` is the day of the meeting where the file did not have it.
    `scan` is the signed paper as a file; it becomes part of the minutes. `tell` says whether they go out to those whom
    they are delges; what was read in is old, and goes out when somebody asks for it. Raises StaleVersion when
    somebody has changed the minutes since they were read, Refused when they are attested already or a date is
    impossible, NotYet with what is missing.
    """
    now = now or timezone.now()
    with transaction.atomic():
        current = Meeting.objects.select_for_update(of=("self",)).get(pk=meeting.pk)
        if current.is_attested:
            raise Refused("Protokollet är redan justerat.")
        if current.state == Meeting.State.IN_ATTESTATION:
            raise Refused("Protokollet är under justering. Återta det först, så kan det justeras på papper.")
        if not current.is_draft:
            raise Refused(f"Det finns inget protokoll att justera: sammanträdet är {current.get_state_display()}.")
        if current.version != meeting.version:
            raise StaleVersion(current)
        for role, names in ((Officer.Role.SECRETARY, secretaries), (Officer.Role.ATTESTER, attesters)):
            if names is not None:
                _set_officers(current, role, names)
        current.date = current.date or held_on
        if missing := missing_to_attest(current):
            raise NotYet(missing)
        if current.date > timezone.localdate(now):
            raise Refused("Sammanträdet har inte hållits än. Kontrollera datumet.")
        if attested_on and not current.date <= attested_on <= timezone.localdate(now):
            raise Refused("Justeringsdatumet måste ligga mellan sammanträdet och i dag.")
        numbering.fix(current)
        detail = ""
        if scan:
            current.scan = keep(scan, by=by, now=now)
            detail = f"underskrivet exemplar {current.scan.name}, {current.scan.blob_id}"
        finish(current, how=Meeting.AttestedHow.PAPER, on=attested_on, detail=detail, tell=tell, by=by, now=now)
    meeting.refresh_from_db()
    return current.document


def finish(
    meeting: Meeting,
    *,
    how: str,
    on: datetime.date | None,
    by: User,
    now: datetime.datetime,
    detail: str = "",
    tell: bool = True,
    make: Callable[..., Document] | None = None,
) -> Document:
    """The minutes are attested: make the document of them, once, freeze both and send it out. All ways end here.

    Call it within the transaction that has locked the meeting, checked that all is in order and fixed the numbers;
    `on` is the day of the justering, if it is known; `make` stores the document where it was made before. Raises
    SealingError where there is a seal that cannot be used.
    """
    meeting.state = Meeting.State.ATTESTED
    meeting.attested_how, meeting.attested_on = how, on
    meeting.attested_at, meeting.attested_by = now, by
    make = make or partial(finalise, partial(minutes_pdf, meeting, draft=False))
    meeting.document = make(
        kind=Document.Kind.MINUTES,
        title=meeting.title,
        date=meeting.date,
        file_name=f"protokoll-{meeting.date:%Y-%m-%d}.pdf",
        by=by,
        now=now,
    )
    meeting.save()
    stored = f"{meeting.document.file_name}, {meeting.document.blob_id}"
    record(Event.Act.ATTESTED, by=by, subject=meeting, detail="; ".join(filter(None, [stored, detail])), now=now)
    if tell and meeting.source_id is None:
        delivery.dispatch(meeting, by=by, now=now)
    return meeting.document


def _set_officers(meeting: Meeting, role: Officer.Role, names: Sequence[str]) -> None:
    """Record exactly `names` in the role. Those who had it already stay as they are."""
    meeting.officers.filter(role=role).exclude(name__in=names).delete()
    kept = set(meeting.officers.filter(role=role).values_list("name", flat=True))
    last = meeting.officers.aggregate(last=Max("position", default=0))["last"]
    for position, name in enumerate((name for name in names if name not in kept), start=last + 1):
        Officer.objects.create(
            meeting=meeting, role=role, position=position, name=name, person=Person.objects.only_one_named(name)
        )
