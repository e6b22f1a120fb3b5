import datetime
import uuid
from collections.abc import Iterator
from typing import TYPE_CHECKING, Self

from django.conf import settings
from django.db import models
from django.db.models import OuterRef, Q
from django.urls import reverse
from django.utils import timezone

from big import access
from big.documents.models import Document, SourceFile, Upload
from big.people.models import Person, User
from big.swedish import long_date, sentence_list, time_range
from big.versions import Versioned
from minutes.models.bodies import Addressee, Body, Membership

if TYPE_CHECKING:
    from minutes.models.paragraphs import Attachment


class MeetingQuerySet(models.QuerySet["Meeting"]):
    def visible_to(self, user: User) -> Self:
        """All but drafts for everybody with a role; drafts for the secretary, the chair and the attesters.

        A draft shared more widely can become a public record by that alone (design.md, decision 1). When somebody has
        shared it all the same, the body's members on the day of the meeting see it too.
        """
        if access.may_keep_minutes(user):
            return self
        if not access.is_insider(user):
            return self.none()
        own = Officer.objects.filter(person__user=user).values("meeting")
        membership = Membership.objects.on(OuterRef("date")).filter(body=OuterRef("body"), person__user=user)
        shared = Q(shared_at__isnull=False) & Q(models.Exists(membership))
        return self.filter(~Q(state__in=Meeting.DRAFTS) | Q(pk__in=own) | shared)

    def newest_first(self) -> Self:
        return self.order_by(models.F("date").desc(nulls_last=True), "-pk")

    def coming(self, today: datetime.date) -> Self:
        return self.filter(state__in=Meeting.AHEAD, date__gte=today).order_by("date", "pk")

    def planned(self) -> Self:
        return self.filter(state=Meeting.State.PLANNED)

    def not_cancelled(self) -> Self:
        return self.exclude(state=Meeting.State.CANCELLED)

    def of_body(self, body: Body) -> Self:
        return self.filter(body=body)

    def of_year(self, year: int) -> Self:
        return self.filter(date__year=year)

    def in_state(self, state: str) -> Self:
        return self.filter(state=state)

    def drafts(self) -> Self:
        return self.filter(state__in=Meeting.DRAFTS)

    def in_calendars(self) -> Self:
        """Those that are to be held, those that were, and those that somebody may still have a place kept for."""
        return self.exclude(state__in=Meeting.DRAFTS)

    def attested(self) -> Self:
        return self.filter(state=Meeting.State.ATTESTED)

    def with_contents(self, user: User | None = None) -> Self:
        """With everything that the page and the PDF print, in a constant number of queries.

        With `user`, without those §§ that the user may not see.
        """
        paragraphs = self.model.paragraphs.rel.related_model.objects.with_outcomes().order_by("position")
        if user:
            paragraphs = paragraphs.visible_to(user)
        return (
            self.select_related("body", "document", "source", "scan__blob", "attested_by")
            .defer("scan__blob__data")
            .prefetch_related(
                models.Prefetch("attendance", Attendance.objects.select_related("stands_in_for")),
                "officers",
                "recipients",
                models.Prefetch("paragraphs", paragraphs),
            )
        )

    def with_approval(self, user: User) -> Self:
        """With the §§ that approve the minutes, as far as the user may see those."""
        paragraphs = self.model.paragraphs.rel.related_model.objects.select_related("meeting")
        visible = paragraphs.filter(meeting__in=Meeting.objects.visible_to(user))
        return self.prefetch_related(models.Prefetch("approved_in", visible, to_attr="approvals"))

    def with_justering(self) -> Self:
        """With where the minutes are on their way: how the last round ended, and what else waits for the secretary.

        `last_outcome` is empty or None when no round has ended; `has_comments` says whether some are not settled, and
        `is_signed_elsewhere` whether the file has been taken out and is not back.
        """
        rounds = self.model.rounds.rel.related_model.objects.filter(meeting=OuterRef("pk"), correction=None)
        open_comments = rounds.filter(attestations__comments__isnull=False, attestations__comments__settled_at=None)
        signings = self.model.signings.rel.related_model.objects.open().filter(meeting=OuterRef("pk"))
        return self.annotate(
            last_outcome=models.Subquery(rounds.order_by("-number").values("outcome")[:1]),
            has_comments=models.Exists(open_comments),
            is_signed_elsewhere=models.Exists(signings),
        )

    def with_scan(self) -> Self:
        """Those that have the signed paper as a file, with all of it but its bytes."""
        return self.exclude(scan=None).select_related("scan__blob").defer("scan__blob__data")


class Meeting(Versioned):
    """Sammanträde, from planned to attested minutes.

    States are moved by functions only: those before the meeting in `planning.py`, those of its minutes in
    `attestation.py`. A state's timestamp and person are there exactly when the state says so, which the database holds.
    """

    class State(models.TextChoices):
        PLANNED = "planned", "planerat"
        CALLED = "called", "kallelse skickad"
        CANCELLED = "cancelled", "inställt"
        DRAFTING = "drafting", "protokollet skrivs"
        IN_ATTESTATION = "in_attestation", "under justering"
        ATTESTED = "attested", "justerat"

    AHEAD = (State.PLANNED, State.CALLED)
    """To be held. Only these can be moved or cancelled."""

    DRAFTS = (State.DRAFTING, State.IN_ATTESTATION)
    """The minutes are being written: narrow doors."""

    class Format(models.TextChoices):
        ON_SITE = "on_site", "på plats"
        ONLINE = "online", "digitalt"
        HYBRID = "hybrid", "på plats och digitalt"

    class AttestedHow(models.TextChoices):
        HERE = "here", "justerat i systemet"
        PAPER = "paper", "justerat på papper"
        ELSEWHERE = "elsewhere", "undertecknat i annan tjänst"

    body = models.ForeignKey(
        Body, verbose_name="organ", on_delete=models.PROTECT, related_name="meetings", null=True, blank=True
    )
    title = models.CharField("titel", max_length=300, help_text="Hela rubriken, som den ska tryckas.")
    date = models.DateField("datum", null=True, blank=True)
    starts_at = models.TimeField("börjar", null=True, blank=True)
    ends_at = models.TimeField("slutar", null=True, blank=True)
    place = models.CharField("plats", max_length=300, blank=True)
    format = models.CharField("mötesform", max_length=10, choices=Format, blank=True)
    link = models.URLField("möteslänk", max_length=1000, blank=True, help_text="Adressen till det digitala mötet.")
    proposals_until = models.DateField("ärenden föreslås senast", null=True, blank=True)
    state = models.CharField("tillstånd", max_length=14, choices=State, default=State.PLANNED, editable=False)
    called_at = models.DateTimeField("kallelse skickad", null=True, editable=False)
    called_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        verbose_name="kallelse skickad av",
        on_delete=models.PROTECT,
        related_name="+",
        null=True,
        editable=False,
    )
    cancelled_at = models.DateTimeField("inställt den", null=True, editable=False)
    cancelled_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        verbose_name="inställt av",
        on_delete=models.PROTECT,
        related_name="+",
        null=True,
        editable=False,
    )
    cancelled_reason = models.TextField("varför det ställdes in", blank=True, editable=False)
    shared_at = models.DateTimeField("utkastet delat", null=True, editable=False)
    shared_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        verbose_name="utkastet delat av",
        on_delete=models.PROTECT,
        related_name="+",
        null=True,
        editable=False,
    )
    calendar_uid = models.UUIDField("kalenderns kännetecken", default=uuid.uuid4, unique=True, editable=False)
    calendar_sequence = models.PositiveIntegerField("kalenderns ordningstal", default=0, editable=False)
    attested_how = models.CharField("justerat hur", max_length=10, choices=AttestedHow, blank=True, editable=False)
    attested_on = models.DateField("justerat den", null=True, editable=False)
    attested_at = models.DateTimeField("registrerat", null=True, editable=False)
    attested_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        verbose_name="registrerat av",
        on_delete=models.PROTECT,
        related_name="+",
        null=True,
        editable=False,
    )
    document = models.OneToOneField(
        Document, verbose_name="handling", on_delete=models.PROTECT, related_name="meeting", null=True, editable=False
    )
    scan = models.OneToOneField(
        Upload,
        verbose_name="underskrivet exemplar",
        on_delete=models.PROTECT,
        related_name="meeting",
        null=True,
        editable=False,
    )
    source = models.OneToOneField(
        SourceFile,
        verbose_name="inläst från",
        on_delete=models.PROTECT,
        related_name="meeting",
        null=True,
        editable=False,
    )

    objects = MeetingQuerySet.as_manager()

    class Meta:
        verbose_name = "sammanträde"
        verbose_name_plural = "sammanträden"
        ordering = ["-date", "-pk"]
        constraints = [
            models.CheckConstraint(
                condition=(
                    ~Q(state="attested")
                    & Q(
                        attested_how="",
                        attested_on__isnull=True,
                        attested_at__isnull=True,
                        attested_by__isnull=True,
                        document__isnull=True,
                        scan__isnull=True,
                    )
                )
                | (
                    Q(
                        state="attested",
                        attested_at__isnull=False,
                        attested_by__isnull=False,
                        document__isnull=False,
                        date__isnull=False,
                    )
                    & ~Q(attested_how="")
                ),
                name="meeting_attested_exactly_when_it_says_so",
            ),
            models.CheckConstraint(
                condition=Q(attested_on__isnull=True) | Q(attested_on__gte=models.F("date")),
                name="meeting_attested_after_it_was_held",
                violation_error_message="Protokollet kan inte ha justerats före sammanträdet.",
            ),
            models.CheckConstraint(
                condition=(Q(called_at=None, called_by=None) & ~Q(state="called"))
                | (Q(called_at__isnull=False, called_by__isnull=False) & ~Q(state="planned")),
                name="meeting_called_when_it_says_so",
                violation_error_message="Ett sammanträde som är kallat till har en dag och en person för kallelsen.",
            ),
            models.CheckConstraint(
                condition=(Q(cancelled_at=None, cancelled_by=None, cancelled_reason="") & ~Q(state="cancelled"))
                | (
                    Q(state="cancelled", cancelled_at__isnull=False, cancelled_by__isnull=False)
                    & ~Q(cancelled_reason="")
                ),
                name="meeting_cancelled_when_it_says_so",
                violation_error_message="Ett inställt sammanträde har ett skäl, en dag och en person.",
            ),
            models.CheckConstraint(
                condition=Q(shared_at=None, shared_by=None)
                | Q(
                    shared_at__isnull=False,
                    shared_by__isnull=False,
                    state__in=["drafting", "in_attestation", "attested"],
                ),
                name="meeting_shared_by_somebody",
                violation_error_message="Bara ett utkast till protokoll kan delas, och av någon.",
            ),
            models.CheckConstraint(
                condition=Q(proposals_until=None) | Q(proposals_until__lte=models.F("date")),
                name="meeting_proposals_before_it_is_held",
                violation_error_message="Ärenden måste föreslås före sammanträdet.",
            ),
            # Only an old paper may leave these out; a meeting of our own has both.
            models.CheckConstraint(
                condition=Q(source__isnull=False) | Q(body__isnull=False, date__isnull=False),
                name="meeting_has_body_and_date",
                violation_error_message="Ange organ och datum.",
            ),
        ]

    def __str__(self) -> str:
        return self.title

    def get_absolute_url(self) -> str:
        return reverse("minutes:detail", args=[self.pk])

    @property
    def is_attested(self) -> bool:
        return self.state == self.State.ATTESTED

    @property
    def is_locked(self) -> bool:
        """Whether nobody may change the contents: forms, views and the administration all ask this.

        While the minutes are with their attesters, and for ever once they are attested.
        """
        return self.state in (self.State.IN_ATTESTATION, self.State.ATTESTED)

    @property
    def is_ahead(self) -> bool:
        return self.state in self.AHEAD

    @property
    def is_movable(self) -> bool:
        """Whether day, time and place can still be put right."""
        return self.is_ahead or self.state == self.State.DRAFTING

    @property
    def is_draft(self) -> bool:
        return self.state in self.DRAFTS

    @property
    def agenda_is_public(self) -> bool:
        """Whether who may see the meeting may see its §§: nobody is told of an agenda before the notice is sent.

        Until then the agenda is for those who keep the minutes, on every page and in every PDF.
        """
        return self.called_at is not None or self.is_draft or self.is_attested

    def agenda_is_visible_to(self, user: User) -> bool:
        """Whether the user, who may see the meeting, may see the headings of its §§."""
        return self.agenda_is_public or access.may_keep_minutes(user)

    def texts_are_visible_to(self, user: User) -> bool:
        """Whether the user, who may see the meeting, may see what is written in its §§.

        What is prepared before the meeting is a draft of its minutes, also when the agenda is known.
        """
        return self.is_draft or self.is_attested or access.may_keep_minutes(user)

    @property
    def label(self) -> str:
        """The state in a word or two, for badges: a paper that was read in is not being written."""
        return "inläst" if self.source_id and not self.is_attested else self.get_state_display()

    @property
    def pretty_status(self) -> str:
        """The state as a sentence, with date and name."""
        if self.state == self.State.CALLED:
            return f"Kallelse skickad {long_date(timezone.localdate(self.called_at))}"
        if self.state == self.State.CANCELLED:
            return f"Inställt {long_date(timezone.localdate(self.cancelled_at))}. {self.cancelled_reason}"
        if not self.is_attested:
            return "Inläst från papper, inte registrerat som justerat" if self.source_id else self.label.capitalize()
        when = f" {long_date(self.attested_on)}" if self.attested_on else ", datum framgår inte"
        source = " enligt filen" if self.attested_on and self.attested_how == self.AttestedHow.ELSEWHERE else ""
        return f"{self.get_attested_how_display().capitalize()}{when}{source}"

    @property
    def title_in_sentence(self) -> str:
        """Sammanträde med … as it is called within a sentence."""
        return f"{self.title[:1].lower()}{self.title[1:]}"

    @property
    def time_text(self) -> str:
        return time_range(self.starts_at, self.ends_at)

    @property
    def format_text(self) -> str:
        return self.get_format_display().capitalize()

    @property
    def approval_text(self) -> str:
        """At which later meeting the minutes were approved. Needs `with_approval`."""
        for paragraph in self.approvals:
            day, place = long_date(paragraph.meeting.date), paragraph.label
            if paragraph.meeting.is_attested:
                return f"Godkänt vid sammanträdet den {day}, {place}"
            if paragraph.meeting.is_draft:
                return f"Godkänns i utkastet till protokoll den {day}, {place}"
        return ""

    def present(self) -> list["Attendance"]:
        return [row for row in self.attendance.all() if row.is_present]

    def absent(self) -> list["Attendance"]:
        return [row for row in self.attendance.all() if not row.is_present]

    def chairs(self) -> list["Officer"]:
        return [officer for officer in self.officers.all() if officer.role == Officer.Role.CHAIR]

    def secretaries(self) -> list["Officer"]:
        return [officer for officer in self.officers.all() if officer.role == Officer.Role.SECRETARY]

    def attesters(self) -> list["Officer"]:
        return [officer for officer in self.officers.all() if officer.role == Officer.Role.ATTESTER]

    def recipients_text(self) -> str:
        """For example "närvarande, Anna Ek samt kommunstyrelsen"."""
        return sentence_list([recipient.name for recipient in self.recipients.all()])

    def texts(self) -> Iterator[tuple[str, str]]:
        """Everything that is printed, as pairs of where it stands and the text without markup."""
        yield from self.own_texts()
        for paragraph in self.paragraphs.all():
            yield from paragraph.texts()

    def own_texts(self) -> Iterator[tuple[str, str]]:
        """What is printed outside the §§."""
        yield "Rubriken", self.title
        yield "Platsen", self.place
        for row in self.attendance.all():
            yield f"Närvaron för {row.name}", f"{row.name} {row.organisation} {row.role} {row.note}"
        yield "Delges", self.recipients_text()

    def attachments(self) -> list["Attachment"]:
        return [attachment for paragraph in self.paragraphs.all() for attachment in paragraph.attachments.all()]


class Officer(models.Model):
    """Somebody with a task at one meeting: chair, secretary or attester (justerare). The name is as of that day."""

    class Role(models.TextChoices):
        CHAIR = "chair", "ordförande"
        SECRETARY = "secretary", "sekreterare"
        ATTESTER = "attester", "justerare"

    meeting = models.ForeignKey(Meeting, verbose_name="sammanträde", on_delete=models.CASCADE, related_name="officers")
    position = models.PositiveIntegerField("ordning")
    role = models.CharField("uppgift", max_length=10, choices=Role)
    name = models.CharField("namn", max_length=200)
    person = models.ForeignKey(
        Person, verbose_name="person", on_delete=models.PROTECT, related_name="offices", null=True, blank=True
    )

    class Meta:
        verbose_name = "funktionär"
        verbose_name_plural = "funktionärer"
        ordering = ["position"]
        constraints = [
            models.UniqueConstraint(fields=["meeting", "position"], name="officer_position_unique"),
            models.UniqueConstraint(
                fields=["meeting", "role", "name"],
                name="officer_once_per_role",
                violation_error_message="Personen har redan den uppgiften.",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.name} ({self.get_role_display()})"


class Attendance(models.Model):
    """Närvaro: name and organisation as of the day of the meeting."""

    class Status(models.TextChoices):
        PRESENT = "present", "närvarande"
        GUEST = "guest", "gäst"
        EXCUSED = "excused", "anmält förhinder"
        ABSENT = "absent", "frånvarande"

    HERE = (Status.PRESENT, Status.GUEST)

    meeting = models.ForeignKey(
        Meeting, verbose_name="sammanträde", on_delete=models.CASCADE, related_name="attendance"
    )
    position = models.PositiveIntegerField("ordning")
    person = models.ForeignKey(
        Person, verbose_name="person", on_delete=models.PROTECT, related_name="attendance", null=True, blank=True
    )
    name = models.CharField("namn", max_length=200)
    organisation = models.CharField("organisation", max_length=300, blank=True)
    role = models.CharField("roll", max_length=200, blank=True)
    status = models.CharField("status", max_length=10, choices=Status)
    from_paragraph = models.CharField("från §", max_length=20, blank=True)
    to_paragraph = models.CharField("till §", max_length=20, blank=True)
    stands_in_for = models.ForeignKey(
        "self",
        verbose_name="ersätter",
        on_delete=models.SET_NULL,
        related_name="substitutes",
        null=True,
        blank=True,
        help_text="Vem av de frånvarande som ersättaren tjänstgör för.",
    )
    remark = models.CharField("anmärkning", max_length=300, blank=True)

    class Meta:
        verbose_name = "närvaro"
        verbose_name_plural = "närvaro"
        ordering = ["position"]
        constraints = [
            models.UniqueConstraint(fields=["meeting", "position"], name="attendance_position_unique"),
            models.CheckConstraint(
                condition=Q(stands_in_for=None) | Q(status="present"),
                name="attendance_who_stands_in_is_present",
                violation_error_message="Bara den som är närvarande kan tjänstgöra för någon annan.",
            ),
        ]

    def __str__(self) -> str:
        return self.name

    @property
    def is_present(self) -> bool:
        return self.status in self.HERE

    @property
    def note(self) -> str:
        """What the table says beside the name: partial presence, or why somebody is absent."""
        start, end = self.from_paragraph, self.to_paragraph
        if start and start == end:
            part = f"del av §\N{NO-BREAK SPACE}{start}"
        else:
            part = ", ".join(
                f"{words} §\N{NO-BREAK SPACE}{number}"
                for words, number in (("fr.o.m.", start), ("t.o.m.", end))
                if number
            )
        guest = "gäst" if self.status == self.Status.GUEST else ""
        instead = f"tjänstgör för {self.stands_in_for.name}" if self.stands_in_for else ""
        return ", ".join(filter(None, [guest, instead, part, self.remark]))


class Recipient(Addressee):
    """Delges: one of those who get the minutes of a meeting."""

    meeting = models.ForeignKey(
        Meeting, verbose_name="sammanträde", on_delete=models.CASCADE, related_name="recipients"
    )

    class Meta(Addressee.Meta):
        verbose_name = "mottagare"
        verbose_name_plural = "mottagare"
        constraints = [
            *Addressee.Meta.constraints,
            models.UniqueConstraint(fields=["meeting", "position"], name="recipient_position_unique"),
        ]
