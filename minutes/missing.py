"""Saknas: what is not yet right with minutes, as Swedish sentences that each lead to their place on the page."""

from collections.abc import Iterator
from dataclasses import dataclass

from big.access import is_insider
from big.identity_numbers import sentences_for
from big.people.models import User
from big.swedish import long_date
from minutes.appendices import too_large
from minutes.models import Meeting, Paragraph

ATTENDANCE = "narvaro"


@dataclass(frozen=True)
class Missing:
    """A sentence, and the id of what it is about on the page of writing. Not all of them block.

    What `blocks_here` lets nobody attest in the system, but does not hinder ink.
    """

    sentence: str
    anchor: str = ""
    blocks: bool = True
    blocks_here: bool = False


def missing(meeting: Meeting) -> list[Missing]:
    """Everything, in the order of the page. Wants a meeting `with_contents`; of old papers only what they must have."""
    is_own = meeting.source_id is None
    found = [*_basics(meeting), *(_people(meeting) if is_own else [])]
    found += [Missing(sentence, ATTENDANCE) for sentence in sentences_for(meeting.own_texts())]
    found += [Missing(sentence) for sentence in [too_large(meeting)] if sentence]
    for paragraph in meeting.paragraphs.all():
        found += _of(paragraph) if is_own else []
        found += [Missing(sentence, f"paragraf-{paragraph.pk}") for sentence in sentences_for(paragraph.texts())]
    return found


def _basics(meeting: Meeting) -> Iterator[Missing]:
    """What even an old paper has."""
    secretaries = {officer.name for officer in meeting.secretaries()}
    attesters = {officer.name for officer in meeting.attesters()}
    if meeting.date is None:
        yield Missing("Sammanträdet saknar datum.")
    if not meeting.paragraphs.all():
        yield Missing("Protokollet har inga paragrafer.")
    if not meeting.present():
        yield Missing("Ingen är antecknad som närvarande.", ATTENDANCE)
    if not secretaries:
        yield Missing("Det framgår inte vem som har skrivit protokollet.", ATTENDANCE)
    if not attesters:
        yield Missing("Det framgår inte vem som justerar.", ATTENDANCE)
    elif attesters <= secretaries:
        yield Missing("Sekreteraren kan inte ensam justera sitt eget protokoll.", ATTENDANCE)


def _people(meeting: Meeting) -> Iterator[Missing]:
    here = {row.name for row in meeting.present()}
    if not meeting.chairs():
        yield Missing("Det framgår inte vem som var ordförande.", ATTENDANCE, blocks=False)
    for officer in meeting.chairs():
        if here and officer.name not in here:
            yield Missing(f"Ordföranden {officer.name} är inte antecknad som närvarande.", ATTENDANCE)
    attesters = meeting.attesters()
    for officer in attesters:
        if here and officer.name not in here:
            sentence = f"{officer.name} ska justera, men är inte antecknad som närvarande."
            yield Missing(sentence, ATTENDANCE, blocks=False)
    chairs = {officer.name for officer in meeting.chairs()}
    chosen = [officer for officer in attesters if officer.name not in chairs]
    if meeting.body and len(chosen) < meeting.body.attester_count:
        count = meeting.body.attester_count
        sentence = f"{count} justerare utöver ordföranden ska utses, och {len(chosen) or 'ingen'} är vald."
        yield Missing(sentence, ATTENDANCE, blocks=False)
    for sentence in unable(meeting, "välj en annan justerare, eller låt justera på papper"):
        yield Missing(sentence, ATTENDANCE, blocks=False, blocks_here=True)


def unable(meeting: Meeting, else_: str) -> Iterator[str]:
    """Why attesters cannot answer in the system, and what to do about it, or `else_`."""
    attesters = meeting.attesters()
    people = [officer.person_id for officer in attesters if officer.person_id]
    users = {user.person_id: user for user in User.objects.filter(person__in=people).prefetch_related("groups")}
    for officer in attesters:
        user = users.get(officer.person_id)
        if user is None:
            found = "har inget konto här. Be administratören om en inbjudan"
        elif not user.is_active:
            found = "kontot är avstängt. Be administratören öppna det"
        elif not is_insider(user):
            found = "kontot saknar behörighet. Be administratören om en"
        else:
            continue
        yield f"{officer.name} ska justera, men {found}, {else_}."
    if len(set(people)) < len(people):
        yield "Samma person står två gånger som justerare."
    elif set(people) and set(people) <= {officer.person_id for officer in meeting.secretaries()}:
        yield "Sekreteraren kan inte ensam justera sitt eget protokoll."


def _of(paragraph: Paragraph) -> Iterator[Missing]:
    anchor = f"paragraf-{paragraph.pk}"
    place = paragraph.label or paragraph.heading or "En paragraf"
    assignments, deferrals = paragraph.assignments.all(), paragraph.deferrals.all()
    has_outcome = paragraph.decisions.all() or assignments or deferrals or paragraph.attachments.all()
    if not paragraph.heading:
        yield Missing(f"{place} saknar rubrik.", anchor)
    if not paragraph.text and not has_outcome:
        yield Missing(f"{place} {paragraph.heading} saknar text.".replace("  ", " "), anchor)
    for assignment in assignments:
        if not assignment.name:
            yield Missing(f"Det framgår inte vem som har fått uppdraget i {place}: {assignment.text}", anchor)
        if not assignment.due_text:
            yield Missing(f"Uppdraget i {place} har ingen sista dag: {assignment.text}", anchor, blocks=False)
        if assignment.due_meeting and assignment.due_meeting.state == Meeting.State.CANCELLED:
            day = long_date(assignment.due_meeting.date)
            yield Missing(f"Uppdraget i {place} ska vara klart till sammanträdet den {day}, som är inställt.", anchor)
    for deferral in deferrals:
        if deferral.to_meeting is None:
            yield Missing(
                f"Ärendet ”{deferral}” i {place} är inte överfört till något sammanträde.", anchor, blocks=False
            )
        elif deferral.to_meeting.state == Meeting.State.CANCELLED:
            day = long_date(deferral.to_meeting.date)
            yield Missing(f"Ärendet ”{deferral}” i {place} är överfört till den {day}, men det är inställt.", anchor)
        if not deferral.reason:
            yield Missing(f"Det framgår inte varför ärendet ”{deferral}” i {place} överförs.", anchor, blocks=False)
