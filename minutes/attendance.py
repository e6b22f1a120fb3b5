"""Who was there: drawn from the memberships of the day, then changed one press at a time; and who signs."""

from collections.abc import Iterator
from contextlib import contextmanager

from django.db import transaction
from django.db.models import Max

from big import ordering
from big.people import directory
from big.people.models import Person, User
from big.refusals import Refused
from big.swedish import sentence_list
from minutes import numbering
from minutes.models import Attendance, Meeting, Membership, Officer, Paragraph

EXPECTED = [role for role in Membership.Role if role not in (Membership.Role.SUBSTITUTE, Membership.Role.CO_OPTED)]
"""Who is noted as present from the beginning. Substitutes and the co-opted come when they are asked to."""


def fill(meeting: Meeting) -> None:
    """Note the body's members of the day as present, in the order of their roles, each once with all roles.

    Call it within the transaction that begins the draft. Does nothing when somebody is noted already.
    """
    if meeting.attendance.exists() or meeting.body is None:
        return
    roles: dict[Person, list[str]] = {}
    members = meeting.body.memberships.on(meeting.date).in_order().select_related("person__organisation")
    for member in members:
        if member.role in EXPECTED:
            roles.setdefault(member.person, []).append(member.get_role_display())
    Attendance.objects.bulk_create(
        Attendance(
            meeting=meeting,
            position=position,
            person=person,
            name=person.name,
            organisation=person.organisation.name if person.organisation else "",
            role=", ".join(role for role in held if role != Membership.Role.MEMBER.label),
            status=Attendance.Status.PRESENT,
        )
        for position, (person, held) in enumerate(roles.items(), start=1)
    )


def refill(meeting: Meeting) -> None:
    """Fill an empty list. Raises Refused."""
    with writing(meeting) as current:
        fill(current)


def set_status(row: Attendance, status: str) -> None:
    """Say whether somebody was there. Who is not there has no part of the meeting, and stands in for nobody.

    Whoever stood in for one who is there after all no longer does.
    """
    with writing(row.meeting):
        current = _current(row)
        current.status = status
        if status != Attendance.Status.PRESENT:
            current.stands_in_for = None
        if current.is_present:
            current.substitutes.update(stands_in_for=None)
        else:
            current.from_paragraph = current.to_paragraph = ""
        current.save()


def set_part(
    row: Attendance,
    *,
    from_paragraph: Paragraph | None,
    to_paragraph: Paragraph | None,
    stands_in_for: Attendance | None,
    remark: str,
) -> None:
    """Say from and until which § somebody was there, for whom of the absent, and what else there is to say."""
    with writing(row.meeting) as meeting:
        current = _current(row)
        if (from_paragraph or to_paragraph or stands_in_for) and not current.is_present:
            raise Refused(f"{current.name} är inte antecknad som närvarande.")
        if from_paragraph and to_paragraph and from_paragraph.position > to_paragraph.position:
            raise Refused("Den första paragrafen ligger efter den sista.")
        if stands_in_for:
            _refuse_standing_in(current, stands_in_for)
        numbering.renumber(meeting)
        numbers = dict(meeting.paragraphs.values_list("pk", "number"))
        current.from_paragraph = numbers[from_paragraph.pk] if from_paragraph else ""
        current.to_paragraph = numbers[to_paragraph.pk] if to_paragraph else ""
        current.stands_in_for, current.remark = stands_in_for, remark
        current.save()


def _refuse_standing_in(row: Attendance, absent: Attendance) -> None:
    if row.status != Attendance.Status.PRESENT:
        raise Refused("En gäst tjänstgör inte för någon.")
    if absent.meeting_id != row.meeting_id or absent.is_present:
        raise Refused("Välj någon av de frånvarande att tjänstgöra för.")
    if absent.substitutes.exclude(pk=row.pk).exists():
        raise Refused(f"Någon annan tjänstgör redan för {absent.name}.")


def add(meeting: Meeting, person: Person, *, status: str, by: User) -> Attendance:
    """Add somebody last: a substitute, a guest; somebody new enters the register. Raises Refused for who is there."""
    with writing(meeting) as current:
        person = directory.keep(person, by=by)
        if current.attendance.filter(person=person).exists():
            raise Refused(f"{person.name} står redan i närvarolistan.")
        last = current.attendance.aggregate(last=Max("position", default=0))["last"]
        held = current.body.memberships.on(current.date).filter(person=person) if current.body else []
        return Attendance.objects.create(
            meeting=current,
            position=last + 1,
            person=person,
            name=person.name,
            organisation=person.organisation.name if person.organisation else "",
            role=", ".join(one.get_role_display() for one in held if one.role != Membership.Role.MEMBER),
            status=status,
        )


def remove(row: Attendance) -> None:
    """Take somebody off the list, and out of the tasks at the meeting. Raises Refused."""
    with writing(row.meeting) as meeting:
        current = _current(row)
        meeting.officers.filter(name=current.name).exclude(role=Officer.Role.SECRETARY).delete()
        current.delete()


def move(row: Attendance, *, step: int) -> None:
    """Let the row change places with the one above (-1) or below (1) it. Raises Refused."""
    with writing(row.meeting) as meeting:
        ordering.move(list(meeting.attendance.order_by("position")), row, steps=step)


def set_officers(meeting: Meeting, *, chair: str, secretary: str, attesters: list[str]) -> None:
    """Choose who led, wrote and attests, by name among those present; the secretary may write without being there.

    Raises Refused when one of them is absent, or the secretary would be the only attester.
    """
    with writing(meeting) as current:
        here = {row.name: row.person for row in current.attendance.all() if row.is_present}
        known = here | {officer.name: officer.person for officer in current.secretaries()}
        if absent := [name for name in (chair, *attesters) if name and name not in here]:
            raise Refused(f"{sentence_list(absent)} är inte antecknad som närvarande.")
        if secretary and secretary not in known:
            raise Refused(f"{secretary} är inte antecknad som närvarande.")
        if attesters and set(attesters) <= {secretary}:
            raise Refused("Sekreteraren kan inte ensam justera sitt eget protokoll.")
        chosen = [(Officer.Role.CHAIR, chair), (Officer.Role.SECRETARY, secretary)]
        chosen += [(Officer.Role.ATTESTER, name) for name in dict.fromkeys(attesters)]
        current.officers.all().delete()
        Officer.objects.bulk_create(
            Officer(meeting=current, position=position, role=role, name=name, person=known[name])
            for position, (role, name) in enumerate(((role, name) for role, name in chosen if name), start=1)
        )


@contextmanager
def writing(meeting: Meeting) -> Iterator[Meeting]:
    """A transaction in which the attendance may change: while the minutes are written. Raises Refused."""
    with transaction.atomic():
        current = Meeting.objects.select_for_update(of=("self",)).select_related("body").get(pk=meeting.pk)
        if current.source_id or current.state != Meeting.State.DRAFTING:
            raise Refused(f"Protokollet kan inte ändras: {current.label}.")
        yield current
        current.save(update_fields=["version"])  # attesting asks for the version that was on the screen


def _current(row: Attendance) -> Attendance:
    current = Attendance.objects.filter(pk=row.pk).first()
    if current is None:
        raise Refused(ordering.GONE)
    return current
