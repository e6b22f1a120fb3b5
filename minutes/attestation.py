"""Minutes: drafting -> attested (*justering*). Here the way in for old papers, which were attested with ink."""

import datetime

from django.db import transaction
from django.utils import timezone

from big.documents.finalising import finalise
from big.documents.models import Document
from big.people.models import User
from big.refusals import NotYet, Refused
from big.versions import StaleVersion
from minutes.models import Meeting
from minutes.printing import minutes_pdf


def missing_to_attest(meeting: Meeting) -> list[str]:
    """What has to be put right before the minutes can be attested, as Swedish sentences."""
    secretaries = {officer.name for officer in meeting.secretaries()}
    attesters = {officer.name for officer in meeting.attesters()}
    missing = []
    if meeting.date is None:
        missing.append("Sammanträdet saknar datum.")
    if not meeting.paragraphs.all():
        missing.append("Protokollet har inga paragrafer.")
    if not meeting.present():
        missing.append("Ingen är antecknad som närvarande.")
    if not secretaries:
        missing.append("Det framgår inte vem som har skrivit protokollet.")
    if not attesters:
        missing.append("Det framgår inte vem som justerar.")
    elif attesters <= secretaries:
        missing.append("Sekreteraren kan inte ensam justera sitt eget protokoll.")
    return missing


def attest_on_paper(
    meeting: Meeting, *, attested_on: datetime.date | None, by: User, now: datetime.datetime | None = None
) -> Document:
    """Record that the paper has been attested with ink, and freeze the minutes as a PDF.

    `attested_on` is None when the paper does not say. Raises StaleVersion when somebody has changed the minutes since
    they were read, Refused when they are attested already or the date is impossible, NotYet with what is missing.
    """
    now = now or timezone.now()
    with transaction.atomic():
        current = Meeting.objects.select_for_update(of=("self",)).get(pk=meeting.pk)
        if current.is_attested:
            raise Refused("Protokollet är redan justerat.")
        if current.version != meeting.version:
            raise StaleVersion(current)
        if missing := missing_to_attest(current):
            raise NotYet(missing)
        if attested_on and not current.date <= attested_on <= timezone.localdate(now):
            raise Refused("Justeringsdatumet måste ligga mellan sammanträdet och i dag.")
        current.state = Meeting.State.ATTESTED
        current.attested_how = Meeting.AttestedHow.PAPER
        current.attested_on = attested_on
        current.attested_at = now
        current.attested_by = by
        current.document = finalise(
            minutes_pdf(current, draft=False),
            kind=Document.Kind.MINUTES,
            title=current.title,
            date=current.date,
            file_name=f"protokoll-{current.date:%Y-%m-%d}.pdf",
            by=by,
            now=now,
        )
        current.save()
    meeting.refresh_from_db()
    return current.document
