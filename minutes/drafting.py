"""Agenda and minutes are written: one row of §§, an item each before the meeting, and what was said of it from then on.

Every change is a function here and locks the meeting (`writing`). Two writers at once never write over each other
unseen: what is typed carries the version that its writer saw. Earlier versions are django-reversion's.
"""

import datetime
from collections.abc import Iterator
from contextlib import contextmanager

import reversion
from django.db import IntegrityError, models, transaction
from django.utils import timezone
from reversion.models import Version

from big import ordering
from big.differences import Piece, word_difference
from big.documents.richtext import lines
from big.histories import Change, changes, restoring, versions_of
from big.people.events import record
from big.people.models import Event, User
from big.refusals import Refused
from big.swedish import long_date
from big.versions import StaleVersion
from minutes import attendance, numbering
from minutes.models import Meeting, Paragraph, ParagraphPresence

SITTING = datetime.timedelta(minutes=5)
"""What one person saves of a § within so long is one version: a text that saves itself would have hundreds."""

HERE = datetime.timedelta(seconds=35)
"""Whoever has not been heard of for so long has left: three questions from the page were missed."""

REMOVED = "tog bort paragrafen"
OTHER_BUSINESS = {"övriga frågor", "övriga ärenden", "övrigt"}


# -- The whole ---------------------------------------------------------------------------------------------------------


def begin(meeting: Meeting, *, by: User, now: datetime.datetime | None = None) -> None:
    """planned, called -> drafting, with the body's members noted as present.

    Raises Refused; also before the day, since others no longer see an agenda that has become a draft.
    """
    with transaction.atomic():
        current = Meeting.objects.select_for_update(of=("self",)).get(pk=meeting.pk)
        if not current.is_ahead:
            raise Refused(why_not_write(current) or "Protokollet skrivs redan.")
        if current.date > timezone.localdate(now):
            raise Refused(
                f"Sammanträdet är den {long_date(current.date)}. Protokollet börjar skrivas tidigast den dagen; "
                "till dess är det dagordningen som skrivs här."
            )
        current.state = Meeting.State.DRAFTING
        current.save()
        attendance.fill(current)
        record(Event.Act.EDITED, by=by, subject=current, detail="började skriva protokollet", now=now)


def share(meeting: Meeting, *, by: User, now: datetime.datetime | None = None) -> None:
    """Let the body's members read the draft, which can make it a public record (domain: A7). There is no way back."""
    with transaction.atomic():
        current = Meeting.objects.select_for_update(of=("self",)).get(pk=meeting.pk)
        if not current.is_draft or current.source_id:
            raise Refused("Bara ett protokoll som skrivs här kan delas med gruppen.")
        if current.shared_at:
            raise Refused("Utkastet är redan delat med gruppen.")
        current.shared_at, current.shared_by = now or timezone.now(), by
        current.save()
        record(Event.Act.EDITED, by=by, subject=current, detail="delade utkastet med gruppen", now=now)


def why_not_write(meeting: Meeting) -> str:
    """Why nothing of the meeting can be changed by writing, as a Swedish sentence; empty when it can."""
    if meeting.source_id:
        return "Protokollet är inläst från papper och ska stå som det trycktes."
    return {
        Meeting.State.CANCELLED: "Sammanträdet är inställt.",
        Meeting.State.IN_ATTESTATION: "Protokollet är under justering och kan inte ändras.",
        Meeting.State.ATTESTED: "Protokollet är justerat och kan inte ändras.",
    }.get(meeting.state, "")


@contextmanager
def writing(meeting: Meeting) -> Iterator[Meeting]:
    """A transaction in which the locked meeting's contents may change; counts its version up.

    Attesting asks for the version that was on the screen. Raises Refused when nothing may be changed.
    """
    with transaction.atomic():
        current = Meeting.objects.select_for_update(of=("self",)).get(pk=meeting.pk)
        if reason := why_not_write(current):
            raise Refused(reason)
        yield current
        current.save(update_fields=["version"])


def previous_minutes(meeting: Meeting) -> Meeting | None:
    """The last attested minutes of the same body."""
    earlier = Meeting.objects.attested().filter(body=meeting.body_id, date__lt=meeting.date)
    return earlier.newest_first().select_related("document").first()


# -- §§ ----------------------------------------------------------------------------------------------------------------


def add(meeting: Meeting, *, after: Paragraph | None, by: User) -> Paragraph:
    """An empty § after another, or first. Raises Refused."""
    with _arranging(meeting) as paragraphs:
        place = paragraphs.index(after) + 1 if after in paragraphs else 0
        new = Paragraph(meeting=meeting, position=ordering.BEYOND)
        _keep(new, by=by)
        paragraphs.insert(place, new)
    return new


def place(paragraph: Paragraph, *, by: User) -> None:
    """Put a § that is new, or stood on another meeting, before the closing one of its meeting, or last.

    "Övriga frågor" is for what is on no agenda, so it stays after what is. Raises Refused. Where the § stood,
    `close_gap` is called.
    """
    with _arranging(paragraph.meeting) as paragraphs:
        closing = [place for place, one in enumerate(paragraphs) if one.kind == Paragraph.Kind.CLOSING]
        place = closing[0] if closing else len(paragraphs)
        while place and paragraphs[place - 1].heading.strip().casefold() in OTHER_BUSINESS:
            place -= 1
        paragraph.position, paragraph.number = ordering.BEYOND, ""
        _keep(paragraph, by=by)
        paragraphs.insert(place, paragraph)


def close_gap(meeting: Meeting) -> None:
    """Let the §§ stand one after another where one has left without being removed. Raises Refused."""
    with _arranging(meeting):
        pass


def edit(
    paragraph: Paragraph,
    *,
    heading: str,
    text: str,
    kind: str,
    by: User,
    comment: str = "",
    now: datetime.datetime | None = None,
) -> Paragraph:
    """Save what was typed over the version that its writer saw. Raises StaleVersion, Refused.

    What is the same as it stands there saves nothing, whoever wrote it.
    """
    with writing(paragraph.meeting):
        current = _current(paragraph)
        if (current.heading, current.text, current.kind) == (heading, text, kind):
            return current
        if current.version != paragraph.version:
            raise StaleVersion(current)
        if not versions_of(current).exists():
            _remember(current)  # what the body's standing agenda gave
        current.heading, current.text, current.kind = heading, text, kind
        _keep(current, by=by, comment=comment, now=now)
    return current


def move(paragraph: Paragraph, *, position: int) -> int:
    """Put the § as number `position` from 1; out of range means first or last. Returns where it was. Raises Refused."""
    with _arranging(paragraph.meeting) as paragraphs:
        before = paragraphs.index(_current(paragraph))
        paragraphs.insert(max(position, 1) - 1, paragraphs.pop(before))
    return before + 1


def remove(paragraph: Paragraph, *, by: User) -> int:
    """Take the § away; returns the version that `bring_back` wants.

    Raises Refused when it came from another meeting or something has come of it, since that would vanish with it.
    """
    with _arranging(paragraph.meeting) as paragraphs:
        current = _current(paragraph)
        if current.from_deferral_id:
            raise Refused(
                "Ärendet är överfört hit från ett tidigare sammanträde och kan inte tas bort. Skriv vad som blev av "
                "det, eller överför det igen."
            )
        come_of_it = [current.decisions, current.assignments, current.deferrals, current.attachments]
        if any(rows.exists() for rows in come_of_it):
            raise Refused("Paragrafen har beslut, uppdrag, ärenden att överföra eller bilagor. Ta bort dem först.")
        version = _remember(current, by=by, comment=REMOVED)
        paragraphs.remove(current)
        current.delete()
    return version


def bring_back(meeting: Meeting, version: int) -> Paragraph:
    """Put a removed § back where it was, as it was. Raises Version.DoesNotExist, Refused."""
    with _arranging(meeting) as paragraphs:
        fields = removed(meeting).get(pk=version).field_dict
        back = Paragraph(**fields | {"position": ordering.BEYOND, "number": ""})
        try:
            with transaction.atomic():
                back.save(force_insert=True)
        except IntegrityError:
            raise Refused("Paragrafen kan inte tas tillbaka: en annan har tagit dess uppgift.") from None
        paragraphs.insert(fields["position"] - 1, back)
    return back


def removed(meeting: Meeting) -> models.QuerySet[Version]:
    """The last version of each § that was taken away from the meeting, the latest first.

    What was deferred to the meeting comes and goes with its deferral, which has its text.
    """
    own = Version.objects.get_for_model(Paragraph).filter(serialized_data__contains=f'"meeting": {meeting.pk},')
    own = own.filter(serialized_data__contains='"from_deferral": null')
    still_there = [str(pk) for pk in meeting.paragraphs.values_list("pk", flat=True)]
    latest = own.exclude(object_id__in=still_there).order_by().values("object_id").annotate(last=models.Max("pk"))
    return own.filter(pk__in=latest.values("last")).select_related("revision__user").order_by("-pk")


@contextmanager
def _arranging(meeting: Meeting) -> Iterator[list[Paragraph]]:
    """The §§ in order, in a list whose order then is theirs. Their versions stay: nobody who writes is disturbed."""
    with writing(meeting) as current:
        paragraphs = list(current.paragraphs.all())
        if any(paragraph.series for paragraph in paragraphs):
            raise Refused("Numren är fastställda, så paragraferna står där de står.")
        yield paragraphs
        ordering.number(paragraphs)
        numbering.renumber(current)


def _current(paragraph: Paragraph) -> Paragraph:
    current = Paragraph.objects.filter(pk=paragraph.pk, meeting=paragraph.meeting_id).first()
    if current is None:
        raise Refused("Paragrafen finns inte längre: någon har tagit bort den. Se Borttagna paragrafer sist på sidan.")
    return current


# -- Earlier versions --------------------------------------------------------------------------------------------------


def history(paragraph: Paragraph) -> list[Change]:
    """What was changed in the §, the latest first."""
    return changes(versions_of(paragraph), lambda then: _described(Paragraph(**then)))


def restore(paragraph: Paragraph, version: int, *, by: User) -> None:
    """Save heading, text and kind as they were, as one more version.

    Raises StaleVersion, Refused, Version.DoesNotExist.
    """
    then = versions_of(paragraph).get(pk=version)
    values = {name: then.field_dict[name] for name in ("heading", "text", "kind")}
    edit(paragraph, **values, by=by, comment=restoring(then))


def differences(theirs: Paragraph, mine: Paragraph) -> list[tuple[str, list[Piece]]]:
    """What two versions of a § have not in common, under labels."""
    then, now = _described(theirs), _described(mine)
    return [(label, word_difference(then[label], now[label])) for label in now if then[label] != now[label]]


def last_writer(paragraph: Paragraph) -> User | None:
    version = versions_of(paragraph).first()
    return version.revision.user if version else None


def _described(paragraph: Paragraph) -> dict[str, str]:
    return {"rubrik": paragraph.heading, "slag": paragraph.get_kind_display(), "text": lines(paragraph.text)}


def _keep(paragraph: Paragraph, *, by: User, comment: str = "", now: datetime.datetime | None = None) -> None:
    """Save the § as a version: a new one, or in the place of what the same person saved a moment ago."""
    now = now or timezone.now()
    last = None if paragraph._state.adding else versions_of(paragraph).first()
    with reversion.create_revision():
        reversion.set_user(by)
        reversion.set_comment(comment)
        reversion.set_date_created(now)
        paragraph.save()
        if last and not comment and not last.revision.comment and last.revision.user == by:
            began = last.revision.date_created
            if now - began < SITTING and versions_of(paragraph).count() > 1:
                reversion.set_date_created(began)
                last.revision.delete()


def _remember(paragraph: Paragraph, *, by: User | None = None, comment: str = "") -> int:
    """Keep the § as it is as a version."""
    with reversion.create_revision():
        reversion.add_to_revision(paragraph)
        reversion.set_user(by)
        reversion.set_comment(comment)
    return versions_of(paragraph).first().pk


# -- Who is here -------------------------------------------------------------------------------------------------------


def be_present(
    meeting: Meeting, paragraph: Paragraph | None, *, by: User, now: datetime.datetime | None = None
) -> list[ParagraphPresence]:
    """Note where somebody writes; return where the others do. Who has not been heard of for a while is forgotten.

    While somebody else changes the meeting nothing is noted, and nobody waits: the page asks again in a moment.
    """
    now = now or timezone.now()
    with transaction.atomic():
        # Under this lock nobody takes the § away, and no two forget the same rows.
        if Meeting.objects.select_for_update(of=("self",), skip_locked=True).filter(pk=meeting.pk).first():
            if paragraph and not Paragraph.objects.filter(pk=paragraph.pk, meeting=meeting).exists():
                paragraph = None
            ParagraphPresence.objects.filter(meeting=meeting, seen_at__lt=now - HERE).delete()
            ParagraphPresence.objects.bulk_create(
                [ParagraphPresence(user=by, meeting=meeting, paragraph=paragraph, seen_at=now)],
                update_conflicts=True,
                unique_fields=["user", "meeting"],
                update_fields=["paragraph", "seen_at"],
            )
    others = ParagraphPresence.objects.filter(meeting=meeting).exclude(user=by)
    return list(others.select_related("user", "paragraph").order_by("user__name", "pk"))
