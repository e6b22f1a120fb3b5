from typing import Any

from django.db.models import Q
from django.urls import reverse
from django.utils import timezone

from big.access import is_insider, may_keep_minutes
from big.home import Task
from big.people.models import User
from minutes import calling, rounds
from minutes.models import AgendaProposal, Assignment, AttestationRound, Correction, Meeting, Officer


def panel(user: User) -> tuple[list[Task], dict[str, Any]]:
    """What waits for the person among meetings, and what the first page shows of them."""
    meetings = Meeting.objects.visible_to(user)
    own = Assignment.objects.visible_to(user).of(user).open().select_related("due_meeting").order_by("pk")[:5]
    tasks = [Task(_in_words(assignment), assignment.get_absolute_url()) for assignment in own]
    asked = [one.round for one in rounds.waiting_for(user)]
    to_attest = [round_.meeting_id for round_ in asked if round_.correction is None]
    tasks += [_to_attest(round_) for round_ in asked]
    waiting = Q(state__in=Meeting.DRAFTS)
    if may_keep_minutes(user):
        waiting |= Q(state__in=Meeting.AHEAD, date=timezone.localdate())
    drafts = meetings.filter(waiting).exclude(pk__in=to_attest).with_justering().newest_first()[:5]
    tasks += _before(user) + [_task(user, meeting) for meeting in drafts]
    if may_keep_minutes(user):
        own_answers = [round_.correction_id for round_ in asked if round_.correction_id]
        tasks += [_to_correct(one) for one in Correction.objects.unfinished().exclude(pk__in=own_answers)[:5]]
    return tasks, {
        "next_meeting": meetings.coming(timezone.localdate()).select_related("body").first(),
        "latest_minutes": meetings.attested().newest_first().select_related("document").first(),
    }


def _before(user: User) -> list[Task]:
    """Notices that are due, for the chair and those who keep the minutes; proposals to be answered, for the latter."""
    if not is_insider(user):
        return []
    due = calling.due(timezone.localdate())
    if not may_keep_minutes(user):
        chaired = Officer.objects.filter(role=Officer.Role.CHAIR, person__user=user).values_list("meeting", flat=True)
        own = [meeting for meeting in due if meeting.pk in chaired]
        return [Task(f"Kallelsen är inte skickad än: {meeting}", meeting.get_absolute_url()) for meeting in own]
    waiting = AgendaProposal.objects.unanswered().select_related("meeting")
    return [
        *(Task(f"Skicka kallelsen: {meeting}", reverse("minutes:notice", args=[meeting.pk])) for meeting in due),
        *(
            Task(f"Svara på förslaget {row} till {row.meeting}", reverse("minutes:proposals", args=[row.meeting_id]))
            for row in waiting[:5]
        ),
    ]


def _in_words(assignment: Assignment) -> str:
    return ", ".join(filter(None, [f"Ditt uppdrag: {assignment.text.rstrip('.')}", assignment.due_text]))


def _task(user: User, meeting: Meeting) -> Task:
    if not may_keep_minutes(user):
        return Task(f"Läs utkastet: {meeting}", meeting.get_absolute_url())
    if meeting.is_signed_elsewhere:
        url = reverse("minutes:sign_elsewhere", args=[meeting.pk])
        return Task(f"Ladda upp när det är undertecknat: {meeting}", url)
    if meeting.state == Meeting.State.IN_ATTESTATION:
        return Task(f"Följ justeringen: {meeting}", _attestation(meeting))
    if meeting.last_outcome == AttestationRound.Outcome.RETURNED or meeting.has_comments:
        return Task(f"Tillbaka med kommentarer: {meeting}", _write(meeting))
    if meeting.source_id:
        return Task(f"Jämför med papperet och registrera som justerat: {meeting}", meeting.get_absolute_url())
    if meeting.is_ahead:
        return Task(f"Skriv protokoll i dag: {meeting}", _write(meeting))
    return Task(f"Skriv klart: {meeting}", _write(meeting))


def _to_attest(round_: AttestationRound) -> Task:
    which = rounds.day_and_body(round_.meeting)
    if round_.correction:
        return Task(f"Justera rättelsen av protokollet från {which}", round_.correction.get_absolute_url())
    return Task(f"Justera protokollet från {which}", _attestation(round_.meeting))


def _to_correct(correction: Correction) -> Task:
    what = f"rättelsen av {correction.paragraph.label or 'protokollet'}, {correction.meeting}"
    if correction.state == Correction.State.IN_ATTESTATION:
        sentence = f"Följ justeringen av {what}"
    elif correction.last_outcome == AttestationRound.Outcome.RETURNED:
        sentence = f"Tillbaka med kommentarer: {what}"
    else:
        sentence = f"Skriv klart {what}"
    return Task(sentence, correction.get_absolute_url())


def _attestation(meeting: Meeting) -> str:
    return reverse("minutes:attestation", args=[meeting.pk])


def _write(meeting: Meeting) -> str:
    return reverse("minutes:write", args=[meeting.pk])
