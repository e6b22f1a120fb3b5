import datetime
from collections.abc import Iterator
from typing import Self

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.urls import reverse
from django.utils.safestring import SafeString

from big import access
from big.documents.models import Document, SourceFile, Upload
from big.documents.richtext import RichTextField, clean, plain
from big.people.models import Person, User
from big.swedish import long_date, sentence_list, time_range
from big.versions import Versioned


class Body(Versioned):
    """Organ: a group that meets and keeps minutes (the steering group, a project's steering committee)."""

    name = models.CharField("namn", max_length=200, unique=True)

    class Meta:
        verbose_name = "organ"
        verbose_name_plural = "organ"
        ordering = ["name"]

    def __str__(self) -> str:
        return self.name


class MeetingQuerySet(models.QuerySet["Meeting"]):
    def visible_to(self, user: User) -> Self:
        """Planned and attested ones for everybody with a role; drafts for the secretary, the chair and the attesters.

        A draft shared more widely can become a public record by that alone (design.md, decision 1).
        """
        if access.may_keep_minutes(user):
            return self
        if not access.is_insider(user):
            return self.none()
        own = Officer.objects.filter(person__user=user).values("meeting")
        return self.filter(~Q(state=Meeting.State.DRAFTING) | Q(pk__in=own))

    def newest_first(self) -> Self:
        return self.order_by(models.F("date").desc(nulls_last=True), "-pk")

    def coming(self, today: datetime.date) -> Self:
        return self.filter(state=Meeting.State.PLANNED, date__gte=today).order_by("date", "pk")

    def drafting(self) -> Self:
        return self.filter(state=Meeting.State.DRAFTING)

    def attested(self) -> Self:
        return self.filter(state=Meeting.State.ATTESTED)

    def with_contents(self) -> Self:
        """With everything that the page and the PDF print, in a constant number of queries."""
        return (
            self.select_related("body", "document", "source", "scan__blob", "attested_by")
            .defer("scan__blob__data")
            .prefetch_related(
                "attendance", "officers", "recipients", "paragraphs__decisions", "paragraphs__attachments__document"
            )
        )

    def with_scan(self) -> Self:
        """Those that have the signed paper as a file, with all of it but its bytes."""
        return self.exclude(scan=None).select_related("scan__blob").defer("scan__blob__data")


class Meeting(Versioned):
    """Sammanträde, from planned to attested minutes. States are moved by the functions in `attestation.py`."""

    class State(models.TextChoices):
        PLANNED = "planned", "planerat"
        DRAFTING = "drafting", "protokollet skrivs"
        ATTESTED = "attested", "justerat"

    class Format(models.TextChoices):
        ON_SITE = "on_site", "på plats"
        ONLINE = "online", "digitalt"
        HYBRID = "hybrid", "på plats och digitalt"

    class AttestedHow(models.TextChoices):
        PAPER = "paper", "justerat på papper"

    body = models.ForeignKey(
        Body, verbose_name="organ", on_delete=models.PROTECT, related_name="meetings", null=True, blank=True
    )
    title = models.CharField("titel", max_length=300, help_text="Hela rubriken, som den ska tryckas.")
    date = models.DateField("datum", null=True, blank=True)
    starts_at = models.TimeField("börjar", null=True, blank=True)
    ends_at = models.TimeField("slutar", null=True, blank=True)
    place = models.CharField("plats", max_length=300, blank=True)
    format = models.CharField("mötesform", max_length=10, choices=Format, blank=True)
    state = models.CharField("tillstånd", max_length=10, choices=State, default=State.PLANNED, editable=False)
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
        """Whether the contents are final: forms, views and the administration all ask this."""
        return self.is_attested

    @property
    def label(self) -> str:
        """The state in a word or two, for badges: a paper that was read in is not being written."""
        return "inläst" if self.source_id and not self.is_attested else self.get_state_display()

    @property
    def pretty_status(self) -> str:
        """The state as a sentence, with date and name."""
        if not self.is_attested:
            return "Inläst från papper, inte registrerat som justerat" if self.source_id else self.label.capitalize()
        when = f" {long_date(self.attested_on)}" if self.attested_on else ", datum framgår inte"
        return f"{self.get_attested_how_display().capitalize()}{when}"

    @property
    def time_text(self) -> str:
        return time_range(self.starts_at, self.ends_at)

    @property
    def format_text(self) -> str:
        return self.get_format_display().capitalize()

    def present(self) -> list["Attendance"]:
        return [row for row in self.attendance.all() if row.is_present]

    def absent(self) -> list["Attendance"]:
        return [row for row in self.attendance.all() if not row.is_present]

    def secretaries(self) -> list["Officer"]:
        return [officer for officer in self.officers.all() if officer.role == Officer.Role.SECRETARY]

    def attesters(self) -> list["Officer"]:
        return [officer for officer in self.officers.all() if officer.role == Officer.Role.ATTESTER]

    def recipients_text(self) -> str:
        """For example "närvarande, Anna Ek samt kommunstyrelsen"."""
        return sentence_list([recipient.name for recipient in self.recipients.all()])

    def texts(self) -> Iterator[tuple[str, str]]:
        """Everything that is printed, as pairs of where it stands and the text without markup."""
        yield "Rubriken", self.title
        yield "Platsen", self.place
        for row in self.attendance.all():
            yield f"Närvaron för {row.name}", f"{row.name} {row.organisation} {row.role} {row.note}"
        yield "Delges", self.recipients_text()
        for paragraph in self.paragraphs.all():
            place = paragraph.label or paragraph.heading
            yield f"Rubriken till {place}", paragraph.heading
            yield f"Texten i {place}", plain(paragraph.text)
            for decision in paragraph.decisions.all():
                yield f"Beslutet i {place}", decision.text
            for attachment in paragraph.attachments.all():
                yield f"Bilagan till {place}", attachment.title

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
    remark = models.CharField("anmärkning", max_length=300, blank=True)

    class Meta:
        verbose_name = "närvaro"
        verbose_name_plural = "närvaro"
        ordering = ["position"]
        constraints = [models.UniqueConstraint(fields=["meeting", "position"], name="attendance_position_unique")]

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
        return ", ".join(filter(None, [guest, part, self.remark]))


class Recipient(models.Model):
    """Delges: who gets the minutes. "närvarande" stands for everybody present."""

    class Kind(models.TextChoices):
        PRESENT = "present", "närvarande"
        PERSON = "person", "person"
        ORGANISATION = "organisation", "organisation"

    meeting = models.ForeignKey(
        Meeting, verbose_name="sammanträde", on_delete=models.CASCADE, related_name="recipients"
    )
    position = models.PositiveIntegerField("ordning")
    kind = models.CharField("slag", max_length=12, choices=Kind)
    name = models.CharField("namn", max_length=300)

    class Meta:
        verbose_name = "mottagare"
        verbose_name_plural = "mottagare"
        ordering = ["position"]
        constraints = [models.UniqueConstraint(fields=["meeting", "position"], name="recipient_position_unique")]

    def __str__(self) -> str:
        return self.name


class Paragraph(Versioned):
    """§: number and heading as printed, and rich text."""

    class Kind(models.TextChoices):
        OPENING = "opening", "mötets öppnande"
        AGENDA = "agenda", "dagordning"
        PREVIOUS_MINUTES = "previous_minutes", "föregående protokoll"
        REPORT = "report", "rapport"
        NEWS = "news", "aktuellt från huvudmännen"
        ITEM = "item", "ärende"
        CLOSING = "closing", "mötet avslutas"

    meeting = models.ForeignKey(
        Meeting, verbose_name="sammanträde", on_delete=models.CASCADE, related_name="paragraphs"
    )
    position = models.PositiveIntegerField("ordning")
    number = models.CharField("nummer", max_length=20, blank=True)
    proposed_number = models.CharField(
        "föreslaget nummer",
        max_length=20,
        blank=True,
        help_text="Bara för inlästa protokoll, när det tryckta numret saknas eller förekommer två gånger.",
    )
    printed_label = models.CharField(
        "som tryckt",
        max_length=60,
        blank=True,
        help_text="Bara för inlästa protokoll: hur numret står på papperet, till exempel ”FHR § 12” eller ”3.”.",
    )
    heading = models.CharField("rubrik", max_length=500, blank=True)
    text = RichTextField("text", blank=True)
    kind = models.CharField("slag", max_length=20, choices=Kind, default=Kind.ITEM)

    class Meta:
        verbose_name = "paragraf"
        verbose_name_plural = "paragrafer"
        ordering = ["position"]
        constraints = [
            models.UniqueConstraint(fields=["meeting", "position"], name="paragraph_position_unique"),
            # The same number twice is kept only from an old paper that printed it so, and then beside a proposal.
            models.UniqueConstraint(
                fields=["meeting", "number"],
                condition=Q(proposed_number="") & ~Q(number=""),
                name="paragraph_number_unique",
                violation_error_message="Numret finns redan i protokollet.",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.label} {self.heading}".strip()

    @property
    def label(self) -> str:
        """The number as a heading prints it: "§ 4", or what the old paper had instead."""
        return self.printed_label or (f"§\N{NO-BREAK SPACE}{self.number}" if self.number else "")

    @property
    def html(self) -> SafeString:
        return clean(self.text)


class Decision(models.Model):
    """Beslut: one clause of a §, printed after its text and set off from it."""

    paragraph = models.ForeignKey(
        Paragraph, verbose_name="paragraf", on_delete=models.CASCADE, related_name="decisions"
    )
    position = models.PositiveIntegerField("ordning")
    text = models.TextField("text")

    class Meta:
        verbose_name = "beslut"
        verbose_name_plural = "beslut"
        ordering = ["position"]
        constraints = [models.UniqueConstraint(fields=["paragraph", "position"], name="decision_position_unique")]

    def __str__(self) -> str:
        return self.text


class Attachment(models.Model):
    """Bilaga: a finished document that belongs to a §."""

    paragraph = models.ForeignKey(
        Paragraph, verbose_name="paragraf", on_delete=models.CASCADE, related_name="attachments"
    )
    number = models.PositiveIntegerField("nummer")
    title = models.CharField("titel", max_length=300)
    document = models.ForeignKey(
        Document, verbose_name="handling", on_delete=models.PROTECT, related_name="attached_to"
    )

    class Meta:
        verbose_name = "bilaga"
        verbose_name_plural = "bilagor"
        ordering = ["number"]
        constraints = [models.UniqueConstraint(fields=["paragraph", "number"], name="attachment_number_unique")]

    def __str__(self) -> str:
        return f"Bilaga {self.number}: {self.title}"
