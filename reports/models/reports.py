from collections.abc import Iterator
from typing import Self

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.urls import reverse
from django.utils import timezone

from big import access
from big.documents.models import Document, SourceFile
from big.people.models import User
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

    def newest_first(self) -> Self:
        return self.order_by(models.F("issue_date").desc(nulls_first=True), "-pk")

    def with_contents(self) -> Self:
        """With everything that `Report.outline` prints, in a constant number of queries."""
        return self.select_related("document", "source", "published_by").prefetch_related("sections__items")


class Report(Versioned):
    """One issue of *Aktuellt*: draft -> published (`publishing.publish`), after which nothing in it changes."""

    class State(models.TextChoices):
        DRAFT = "draft", "utkast"
        PUBLISHED = "published", "publicerad"

    title = models.CharField("titel", max_length=300, help_text="Hela rubriken, med datum, som den ska tryckas.")
    issue_date = models.DateField("datum", null=True, blank=True)
    period_start = models.DateField("period från", null=True, blank=True)
    period_end = models.DateField("period till", null=True, blank=True)
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
    def pretty_status(self) -> str:
        if self.is_published:
            return f"Publicerad {timezone.localtime(self.published_at):%Y-%m-%d} av {self.published_by}"
        return "Utkast"

    def texts(self) -> Iterator[tuple[str, str]]:
        """Everything that is printed, as pairs of where it stands and the text."""
        yield "Rubriken", self.title
        for section in self.sections.all():
            yield f"Rubriken till avsnittet {section.heading}", section.heading
            yield f"Inledningen till {section.heading}", section.intro
            for number, item in enumerate(section.items.all(), start=1):
                yield f"{section.heading}, punkt {number}", item.text

    def outline(self) -> list["ReportSection"]:
        """The sections in printed order, each with `points` (its items) and `subsections` (the same shape)."""
        sections = list(self.sections.all())
        for section in sections:
            section.points = list(section.items.all())
            section.subsections = [other for other in sections if other.parent_id == section.pk]
        return [section for section in sections if section.parent_id is None]


class ReportSection(models.Model):
    """Avsnitt: an area in one report, with heading and intro as printed there."""

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

    points: list["ReportItem"]
    subsections: list["ReportSection"]

    class Meta:
        verbose_name = "avsnitt"
        verbose_name_plural = "avsnitt"
        ordering = ["position"]
        constraints = [models.UniqueConstraint(fields=["report", "position"], name="section_position_unique")]

    def __str__(self) -> str:
        return self.heading


class ReportItem(models.Model):
    """Punkt: the text as printed, and the activity that it came from, if any."""

    section = models.ForeignKey(ReportSection, verbose_name="avsnitt", on_delete=models.CASCADE, related_name="items")
    activity = models.ForeignKey(
        Activity, verbose_name="insats", on_delete=models.PROTECT, related_name="items", null=True, blank=True
    )
    text = models.TextField("text")
    position = models.PositiveIntegerField("ordning")

    class Meta:
        verbose_name = "punkt"
        verbose_name_plural = "punkter"
        ordering = ["position"]
        constraints = [models.UniqueConstraint(fields=["section", "position"], name="item_position_unique")]

    def __str__(self) -> str:
        return self.text[:80]
