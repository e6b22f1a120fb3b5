import hashlib
from collections.abc import Iterator
from typing import Any, Self

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.safestring import SafeString

from big.documents.models import Document, Upload
from big.documents.richtext import RichTextField, clean, plain
from big.people.models import User
from big.search import fold
from big.swedish import long_date
from big.versions import Versioned
from minutes.models.bodies import Body
from minutes.models.meetings import Meeting


class ParagraphQuerySet(models.QuerySet["Paragraph"]):
    def visible_to(self, user: User) -> Self:
        """Of the §§ of meetings that the user may see, those the user may see.

        What a draft defers to a meeting that is called already stays with those who may read the draft.
        """
        elsewhere = Meeting.objects.visible_to(user).filter(pk=models.OuterRef("from_deferral__paragraph__meeting"))
        written = Q(meeting__state__in=[*Meeting.DRAFTS, Meeting.State.ATTESTED])
        return self.filter(Q(from_deferral=None) | written | models.Exists(elsewhere))

    def known_to_all(self) -> Self:
        """Of an agenda that everybody may see, what everybody may: all but what drafts defer to it."""
        return self.filter(Q(from_deferral=None) | Q(from_deferral__paragraph__meeting__state=Meeting.State.ATTESTED))

    def with_outcomes(self) -> Self:
        """With its meeting, and with all that belongs to it in a constant number of queries."""
        joined = self.select_related("meeting__body", "approves", "from_deferral__paragraph__meeting")
        return joined.prefetch_related(
            "decisions",
            "reported_outcomes__assignment",
            "assignments__due_meeting",
            "deferrals__to_meeting",
            models.Prefetch("attachments__document", Document.objects.select_related("blob").defer("blob__data")),
            models.Prefetch("attachments__upload", Upload.objects.select_related("blob").defer("blob__data")),
        )


class Paragraph(Versioned):
    """§: number and heading as printed, and rich text. Before the meeting it is an item of the agenda.

    Until the minutes are fixed, `number` is what the §'s place gives. Fixing draws `series` and `sequence`: the series
    that the numbers run in, named by the code that draws them (one for each meeting, or for each body and year), and
    the place in it. The database has no place twice, so no two drafts can take the same number whatever the code does;
    `number` stays what is printed. §§ of old papers belong to no series.

    `from_deferral` says which deferral of an earlier meeting brought the § here, `approves` which meeting's minutes it
    approves and files.
    """

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
    series = models.CharField("nummerserie", max_length=60, blank=True, editable=False)
    sequence = models.PositiveIntegerField("plats i serien", null=True, editable=False)
    from_deferral = models.ForeignKey(
        "minutes.Deferral",
        verbose_name="överfört från",
        on_delete=models.PROTECT,
        related_name="landings",
        null=True,
        editable=False,
    )
    approves = models.ForeignKey(
        Meeting,
        verbose_name="godkänner protokollet från",
        on_delete=models.PROTECT,
        related_name="approved_in",
        null=True,
        blank=True,
    )

    objects = ParagraphQuerySet.as_manager()

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
            models.CheckConstraint(
                condition=Q(series="", sequence=None)
                | (~Q(series="") & ~Q(number="") & Q(sequence__isnull=False, sequence__gte=1)),
                name="paragraph_fixed_or_not",
                violation_error_message="Ett fastställt nummer har både en serie och en plats i den.",
            ),
            models.UniqueConstraint(
                fields=["series", "sequence"],
                condition=~Q(series=""),
                name="paragraph_once_in_its_series",
                violation_error_message="Numret finns redan i serien.",
            ),
            models.UniqueConstraint(
                fields=["meeting", "from_deferral"],
                name="paragraph_deferral_lands_once",
                violation_error_message="Ärendet finns redan på dagordningen.",
            ),
            models.UniqueConstraint(
                fields=["meeting", "approves"],
                name="paragraph_approves_once",
                violation_error_message="Protokollet godkänns redan i en annan paragraf.",
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

    def texts(self) -> Iterator[tuple[str, str]]:
        """Everything that is printed of the §, as pairs of where it stands and the text without markup."""
        place = self.label or self.heading
        yield f"Rubriken till {place}", self.heading
        yield f"Texten i {place}", plain(self.text)
        for decision in self.decisions.all():
            yield f"Beslutet i {place}", decision.text
        for assignment in self.assignments.all():
            yield f"Uppdraget i {place}", f"{assignment.name} {assignment.text}"
        for deferral in self.deferrals.all():
            yield f"Bordläggningen i {place}", f"{deferral.heading} {plain(deferral.text)} {deferral.reason}"
        for attachment in self.attachments.all():
            yield f"Bilagan till {place}", attachment.title

    @property
    def origin_text(self) -> str:
        """From which meeting the § was deferred, and why; nothing for what came up here."""
        if self.from_deferral is None:
            return ""
        reason = self.from_deferral.reason.strip().rstrip(".")
        origin = f"Överfört från sammanträdet den {long_date(self.from_deferral.paragraph.meeting.date)}."
        return f"{origin} Skäl: {reason}." if reason else origin


class OutcomeQuerySet(models.QuerySet["Outcome"]):
    def visible_to(self, user: User) -> Self:
        """What belongs to the minutes that the user may see: of a draft only with that draft."""
        return self.filter(paragraph__meeting__in=Meeting.objects.visible_to(user))

    def attested(self) -> Self:
        return self.filter(paragraph__meeting__state=Meeting.State.ATTESTED)

    def of_body(self, body: Body) -> Self:
        return self.filter(paragraph__meeting__body=body)

    def of_year(self, year: int | str) -> Self:
        return self.filter(paragraph__meeting__date__year=year)

    def matching(self, text: str) -> Self:
        """Those that have every word of `text` somewhere in what is searched (`search_text`)."""
        found = self
        for word in fold(text).split():
            found = found.filter(search_text__contains=word)
        return found

    def with_origin(self) -> Self:
        """With the § and the meeting they come from, and its day as `held_on`."""
        joined = self.select_related("paragraph__meeting__body")
        return joined.annotate(held_on=models.F("paragraph__meeting__date"))


class Outcome(models.Model):
    """What belongs to a § beside its text, in an order of its own."""

    objects = OutcomeQuerySet.as_manager()

    class Meta:
        abstract = True

    @property
    def seen(self) -> str:
        """What tells one state of the row from the next, wherever it stands: a save must match it."""
        aside = ("position", "number", "search_text")
        fields = [field for field in self._meta.concrete_fields if field.name not in aside]
        values = [str(field.value_from_object(self)) for field in fields]
        return hashlib.sha256("\0".join(values).encode()).hexdigest()[:20]


class Found(Outcome):
    """An outcome that the register finds by its words, kept folded (big/search.py). Bulk operations pass that by."""

    search_text = models.TextField("söktext", editable=False, default="")

    class Meta:
        abstract = True

    def save(self, **kwargs: Any) -> None:
        self.search_text = fold(self.searched)
        super().save(**kwargs)

    @property
    def searched(self) -> str:
        return self.text


class Decision(Found):
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


class Attachment(Outcome):
    """Bilaga: a finished document or an uploaded file that belongs to a §. Numbers run through the whole minutes."""

    paragraph = models.ForeignKey(
        Paragraph, verbose_name="paragraf", on_delete=models.CASCADE, related_name="attachments"
    )
    number = models.PositiveIntegerField("nummer")
    title = models.CharField("titel", max_length=300)
    document = models.ForeignKey(
        Document, verbose_name="handling", on_delete=models.PROTECT, related_name="attached_to", null=True, blank=True
    )
    upload = models.OneToOneField(
        Upload, verbose_name="fil", on_delete=models.PROTECT, related_name="attachment", null=True, blank=True
    )

    class Meta:
        verbose_name = "bilaga"
        verbose_name_plural = "bilagor"
        ordering = ["number"]
        constraints = [
            models.UniqueConstraint(fields=["paragraph", "number"], name="attachment_number_unique"),
            models.CheckConstraint(
                condition=Q(document__isnull=False, upload=None) | Q(document=None, upload__isnull=False),
                name="attachment_is_one_thing",
                violation_error_message="En bilaga är antingen en färdig handling eller en uppladdad fil.",
            ),
        ]

    def __str__(self) -> str:
        return f"Bilaga {self.number}: {self.title}"


class ParagraphPresence(models.Model):
    """Who has the minutes open now, and at which §, so that two who write together see each other."""

    user = models.ForeignKey(settings.AUTH_USER_MODEL, verbose_name="vem", on_delete=models.CASCADE, related_name="+")
    meeting = models.ForeignKey(Meeting, verbose_name="sammanträde", on_delete=models.CASCADE, related_name="presence")
    paragraph = models.ForeignKey(
        Paragraph, verbose_name="paragraf", on_delete=models.CASCADE, related_name="presence", null=True, blank=True
    )
    seen_at = models.DateTimeField("senast sedd")

    class Meta:
        verbose_name = "närvaro i protokollet"
        verbose_name_plural = "närvaro i protokollet"
        ordering = ["-seen_at"]
        constraints = [models.UniqueConstraint(fields=["user", "meeting"], name="presence_once_per_meeting")]

    def __str__(self) -> str:
        return f"{self.user} i {self.paragraph or self.meeting}"
