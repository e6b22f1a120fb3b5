from collections.abc import Iterator
from typing import Self

from django.conf import settings
from django.core.validators import MaxValueValidator
from django.db import models
from django.db.models import Q
from django.urls import reverse
from django.utils import timezone

from big import access
from big.differences import Piece, word_difference
from big.documents.models import Document, SourceFile
from big.people.models import User
from big.refusals import Refused
from big.versions import Versioned
from reports.models.activities import Activity, Area


class ReportQuerySet(models.QuerySet["Report"]):
    def visible_to(self, user: User) -> Self:
        """Published ones for everybody with a role, drafts for those who work on them."""
        if access.may_see_draft_reports(user):
            return self
        return self.published() if access.is_insider(user) else self.none()

    def published(self) -> Self:
        return self.filter(state=Report.State.PUBLISHED)

    def drafts(self) -> Self:
        return self.filter(state=Report.State.DRAFT)

    def current(self) -> Self:
        """Published, and not replaced by a corrected edition that is."""
        return self.published().exclude(replaced_by__state=Report.State.PUBLISHED)

    def locked(self, report: "Report") -> "Report":
        """The report as it is now; nobody else changes it until the transaction ends.

        Raises Refused when it was a draft that somebody has discarded meanwhile.
        """
        current = self.select_for_update(of=("self",)).filter(pk=report.pk).first()
        if current is None:
            raise Refused("Någon har tagit bort utkastet.")
        return current

    def newest_first(self) -> Self:
        return self.order_by(models.F("issue_date").desc(nulls_first=True), "-pk")

    def with_contents(self) -> Self:
        """With everything that `Report.outline` prints, in a constant number of queries."""
        related = self.select_related("document", "source", "published_by", "replaces", "replaced_by")
        sections = ReportSection.objects.select_related("parent").prefetch_related("items")
        return related.prefetch_related(models.Prefetch("sections", sections))

    def with_composing(self) -> Self:
        """With everything that the page of composing shows of it, in a constant number of queries."""
        sections = ReportSection.objects.select_related("area", "parent", "ready_by").prefetch_related(
            "area__responsible__user__groups", "items__activity__also_area"
        )
        return self.select_related("document", "replaces", "replaced_by").prefetch_related(
            models.Prefetch("sections", sections)
        )


class Report(Versioned):
    """One issue of *Aktuellt*: draft -> published (`publishing.publish`), after which nothing in it changes.

    What was wrong in it is put right in a corrected edition (rättad utgåva): another report, which `replaces` it and
    says what the `correction` is. Both are kept.
    """

    class State(models.TextChoices):
        DRAFT = "draft", "utkast"
        PUBLISHED = "published", "publicerad"

    title = models.CharField("titel", max_length=300, help_text="Hela rubriken, med datum, som den ska tryckas.")
    issue_date = models.DateField("datum", null=True, blank=True)
    period_start = models.DateField("period från", null=True, blank=True)
    period_end = models.DateField("period till", null=True, blank=True)
    remind_days = models.PositiveSmallIntegerField(
        "påminn dagar före",
        default=3,
        validators=[MaxValueValidator(60)],
        help_text="Så många dagar före rapportens datum får de vars avsnitt inte är klart ett brev. 0: inget brev.",
    )
    state = models.CharField("tillstånd", max_length=10, choices=State, default=State.DRAFT, editable=False)
    published_at = models.DateTimeField("publicerad", null=True, editable=False)
    published_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        verbose_name="publicerad av",
        on_delete=models.PROTECT,
        related_name="+",
        null=True,
        editable=False,
    )
    document = models.OneToOneField(
        Document, verbose_name="handling", on_delete=models.PROTECT, related_name="report", null=True, editable=False
    )
    source = models.OneToOneField(
        SourceFile,
        verbose_name="inläst från",
        on_delete=models.PROTECT,
        related_name="report",
        null=True,
        editable=False,
    )

    replaces = models.OneToOneField(
        "self",
        verbose_name="rättad utgåva av",
        on_delete=models.PROTECT,
        related_name="replaced_by",
        null=True,
        editable=False,
    )
    correction = models.TextField(
        "vad som är rättat",
        blank=True,
        help_text="Trycks på första sidan. Till exempel: Antalet deltagare i Gävle var 12, inte 21.",
    )

    objects = ReportQuerySet.as_manager()

    class Meta:
        verbose_name = "rapport"
        verbose_name_plural = "rapporter"
        ordering = ["-issue_date", "-pk"]
        constraints = [
            models.CheckConstraint(
                condition=Q(state="draft", published_at__isnull=True, published_by__isnull=True, document__isnull=True)
                | Q(
                    state="published",
                    published_at__isnull=False,
                    published_by__isnull=False,
                    document__isnull=False,
                    issue_date__isnull=False,
                ),
                name="report_published_exactly_when_it_says_so",
            ),
            models.CheckConstraint(
                condition=Q(period_end__isnull=True)
                | Q(period_start__isnull=True)
                | Q(period_end__gte=models.F("period_start")),
                name="report_period_in_order",
                violation_error_message="Perioden slutar före den börjar.",
            ),
            models.CheckConstraint(
                condition=Q(replaces=None, correction="")
                | Q(replaces__isnull=False, state="draft")
                | Q(replaces__isnull=False, state="published") & ~Q(correction=""),
                name="report_corrected_says_what",
                violation_error_message="En rättad utgåva säger vad som är rättat.",
            ),
            models.CheckConstraint(condition=~Q(replaces=models.F("id")), name="report_replaces_another"),
        ]

    def __str__(self) -> str:
        return self.title

    def get_absolute_url(self) -> str:
        return reverse("reports:detail", args=[self.pk])

    @property
    def is_published(self) -> bool:
        return self.state == self.State.PUBLISHED

    @property
    def is_locked(self) -> bool:
        """Whether the contents are final: forms, views and the administration all ask this."""
        return self.is_published

    @property
    def trail_name(self) -> str:
        """What the audit trail calls a draft, which administrators read: its number alone, for they see no drafts."""
        return f"rapport nr {self.pk}"

    @property
    def as_news(self) -> str:
        """What readers are told that there is: a corrected edition bears the same title as the report it replaces."""
        return f"Rättad utgåva: {self.title}" if self.replaces_id else self.title

    @property
    def pretty_status(self) -> str:
        if self.is_published:
            return f"Publicerad {timezone.localtime(self.published_at):%Y-%m-%d} av {self.published_by}"
        return "Utkast"

    @property
    def replacement(self) -> "Report | None":
        """The corrected edition that has taken its place."""
        newer = getattr(self, "replaced_by", None)
        return newer if newer and newer.is_published else None

    @property
    def begun_correction(self) -> "Report | None":
        """The corrected edition that somebody works on: a draft, so not for everybody to know of."""
        newer = getattr(self, "replaced_by", None)
        return newer if newer and not newer.is_published else None

    def earlier_editions(self) -> Iterator["Report"]:
        """What it replaces, what that one replaced, and so on."""
        earlier = self.replaces
        while earlier:
            yield earlier
            earlier = earlier.replaces

    def texts(self) -> Iterator[tuple[str, str]]:
        """Everything that is printed, as pairs of where it stands and the text."""
        yield "Rubriken", self.title
        yield "Raden om vad som är rättat", self.correction
        for section in self.printed_sections():
            yield f"Rubriken till avsnittet {section.heading}", section.heading
            yield f"Inledningen till {section.heading}", section.intro
            for number, item in enumerate(section.printed_items, start=1):
                yield f"{section.heading}, punkt {number}", item.text

    def printed_sections(self) -> list["ReportSection"]:
        """In their order, also those that nothing stands in."""
        return [section for section in self.sections.all() if section.is_printed]

    def sections_of(self, user: User) -> list["ReportSection"]:
        """The sections that the person is responsible for."""
        if user.person_id is None:
            return []
        return list(self.sections.printed().filter(area__responsible=user.person_id).select_related("ready_by"))

    def outline(self) -> list["ReportSection"]:
        """The sections as printed, each with `points` (its items) and `subsections` (the same shape).

        What is hidden is left out, and so are sections that nothing stands in.
        """
        sections = self.printed_sections()
        for section in sections:
            section.points = section.printed_items
        for section in sections:
            inner = [other for other in sections if other.parent_id == section.pk]
            section.subsections = [other for other in inner if other.points or other.intro]
        top = [section for section in sections if section.parent_id is None]
        return [section for section in top if section.points or section.intro or section.subsections]


class ReportSectionQuerySet(models.QuerySet["ReportSection"]):
    def printed(self) -> Self:
        """As `ReportSection.is_printed` says of one."""
        return self.filter(is_hidden=False).exclude(parent__is_hidden=True)


class ReportSection(Versioned):
    """Avsnitt: an area in one report, with heading and intro as printed there, and whether it is marked as ready.

    One without an area is the report's own. What is under a hidden one is not printed either.
    """

    report = models.ForeignKey(Report, verbose_name="rapport", on_delete=models.CASCADE, related_name="sections")
    area = models.ForeignKey(
        Area, verbose_name="område", on_delete=models.PROTECT, related_name="sections", null=True, blank=True
    )
    parent = models.ForeignKey(
        "self",
        verbose_name="underavsnitt till",
        on_delete=models.CASCADE,
        related_name="children",
        null=True,
        blank=True,
    )
    heading = models.CharField("rubrik", max_length=300)
    intro = models.TextField("inledande text", blank=True)
    position = models.PositiveIntegerField("ordning")
    is_hidden = models.BooleanField("dolt", default=False)
    ready_at = models.DateTimeField("klart", null=True, blank=True, editable=False)
    ready_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        verbose_name="klart enligt",
        on_delete=models.PROTECT,
        related_name="+",
        null=True,
        blank=True,
        editable=False,
    )

    points: list["ReportItem"]
    subsections: list["ReportSection"]
    remarks: list[str]
    is_first: bool
    is_last: bool
    headings: list["ReportSection"]
    may_be_removed: bool
    concerned_by: list["ReportItem"]
    to_repeat: list["ReportItem"]

    objects = ReportSectionQuerySet.as_manager()

    class Meta:
        verbose_name = "avsnitt"
        verbose_name_plural = "avsnitt"
        ordering = ["position"]
        constraints = [
            models.UniqueConstraint(fields=["report", "position"], name="section_position_unique"),
            models.CheckConstraint(
                condition=Q(ready_at=None, ready_by=None) | Q(ready_at__isnull=False, ready_by__isnull=False),
                name="section_ready_according_to_somebody",
            ),
        ]

    def __str__(self) -> str:
        return self.heading

    def may_be_marked_by(self, user: User) -> bool:
        """Whether the person may say that it is ready: the editor, and who is responsible for the area."""
        if access.may_publish(user):
            return True
        responsible = self.area.responsible.all() if self.area else []
        return access.may_see_draft_reports(user) and user.person in responsible

    @property
    def is_printed(self) -> bool:
        return not self.is_hidden and not (self.parent and self.parent.is_hidden)

    @property
    def printed_items(self) -> list["ReportItem"]:
        return [item for item in self.items.all() if not item.is_hidden]


class ReportItemQuerySet(models.QuerySet["ReportItem"]):
    def printed(self) -> Self:
        """Neither hidden themselves nor in a section that is."""
        return self.filter(is_hidden=False, section__is_hidden=False).exclude(section__parent__is_hidden=True)

    def in_force(self) -> Self:
        """Printed, or about to be, and in no edition that a corrected one has replaced."""
        replaced = Report.objects.published().exclude(replaces=None).values("replaces")
        return self.printed().exclude(section__report__in=replaced)


class ReportItem(Versioned):
    """Punkt: the text as printed, and the activity that it came from, if any. A hidden one is not printed."""

    section = models.ForeignKey(ReportSection, verbose_name="avsnitt", on_delete=models.CASCADE, related_name="items")
    activity = models.ForeignKey(
        Activity, verbose_name="insats", on_delete=models.PROTECT, related_name="items", null=True, blank=True
    )
    text = models.TextField("text")
    position = models.PositiveIntegerField("ordning")
    is_hidden = models.BooleanField("dold", default=False)

    remarks: list[str]

    objects = ReportItemQuerySet.as_manager()

    class Meta:
        verbose_name = "punkt"
        verbose_name_plural = "punkter"
        ordering = ["position"]
        constraints = [models.UniqueConstraint(fields=["section", "position"], name="item_position_unique")]

    def __str__(self) -> str:
        return self.text[:80]

    @property
    def is_rewritten(self) -> bool:
        """Whether the printed text is another than the activity's."""
        return self.activity is not None and self.activity.text != self.text

    @property
    def difference(self) -> list[Piece]:
        """What is rewritten, from the activity's text to the printed one."""
        return word_difference(self.activity.text, self.text) if self.is_rewritten else []


class ReportChange(models.Model):
    """One change in a draft, with the rows that it touched as they were before and after: what `composing.undo` needs.

    Keys are "section 3" or "item 17"; values are the fields, or None for a row that was not there.
    """

    report = models.ForeignKey(Report, verbose_name="rapport", on_delete=models.CASCADE, related_name="changes")
    at = models.DateTimeField("när", default=timezone.now)
    by = models.ForeignKey(settings.AUTH_USER_MODEL, verbose_name="vem", on_delete=models.PROTECT, related_name="+")
    sentence = models.CharField("vad", max_length=300)
    before = models.JSONField("före")
    after = models.JSONField("efter")
    undone_at = models.DateTimeField("ångrad", null=True)

    class Meta:
        verbose_name = "ändring"
        verbose_name_plural = "ändringar"
        ordering = ["-pk"]

    def __str__(self) -> str:
        return self.sentence


class CautionAnswer(models.Model):
    """Why somebody's name may stand near a sensitive subject (`reports.cautions`), for exactly one text: `digest`."""

    report = models.ForeignKey(Report, verbose_name="rapport", on_delete=models.CASCADE, related_name="caution_answers")
    digest = models.CharField("textens kontrollsumma", max_length=64)
    name = models.CharField("namn", max_length=200)
    reason = models.CharField("skäl", max_length=300)
    at = models.DateTimeField("när", default=timezone.now)
    by = models.ForeignKey(settings.AUTH_USER_MODEL, verbose_name="vem", on_delete=models.PROTECT, related_name="+")

    class Meta:
        verbose_name = "svar om ett namn"
        verbose_name_plural = "svar om namn"
        ordering = ["pk"]
        constraints = [
            models.UniqueConstraint(fields=["report", "digest"], name="caution_answered_once"),
            models.CheckConstraint(condition=~Q(reason=""), name="caution_answered_with_a_reason"),
        ]

    def __str__(self) -> str:
        return f"{self.name}: {self.reason}"
