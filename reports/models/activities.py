import datetime
from collections import defaultdict
from typing import Any, ClassVar, Self

from django.conf import settings
from django.core.exceptions import ValidationError
from django.core.validators import MaxValueValidator
from django.db import models
from django.db.models import Exists, F, OuterRef, Q
from django.urls import reverse
from django.utils import timezone
from django.utils.html import format_html

from big import access
from big.people.models import Organisation, Person, User
from big.search import Searchable, SearchableQuerySet, fold
from big.versions import Versioned


class Entry(Versioned):
    """A line of a list that the installation keeps for itself (`reports.vocabulary`)."""

    part: ClassVar[str]
    """Under which address its list stands."""

    class Meta:
        abstract = True

    def get_absolute_url(self) -> str:
        return reverse("reports:entry", args=[self.part, self.pk])


class Choice(Entry):
    """An entry with a name, chosen in the form of an activity. A retired one stays where it was chosen before."""

    is_retired = models.BooleanField("används inte längre", default=False)

    class Meta:
        abstract = True

    def __str__(self) -> str:
        return self.name

    def clean(self) -> None:
        """Refuse a name that differs from another's in capitals only."""
        for other in type(self)._default_manager.exclude(pk=self.pk):
            if fold(other.name) == fold(self.name):
                link = format_html('<a href="{}">{}</a>', other.get_absolute_url(), other)
                raise ValidationError({"name": format_html("{} finns redan.", link)})


class AreaQuerySet(models.QuerySet["Area"]):
    def in_order(self) -> list["Area"]:
        """All areas as the report prints them: each followed by its sub-areas."""
        children: dict[int | None, list[Area]] = defaultdict(list)
        for area in self.order_by("position", "pk"):
            children[area.parent_id].append(area)
        return [area for top in children[None] for area in (top, *children[top.pk])]

    def to_compose(self) -> list["Area"]:
        """Those that a new report has sections for: in use, or retired with something still to be reported."""
        left = Activity.objects.unreported().filter(area__is_retired=True)
        waiting = {pk for pair in left.values_list("area_id", "area__parent_id").distinct() for pk in pair}
        return [area for area in self.in_order() if not area.is_retired or area.pk in waiting]


class Area(Choice):
    """Verksamhetsområde, or delområde when it has a parent. The headings of the report."""

    name = models.CharField("namn", max_length=200, unique=True)
    parent = models.ForeignKey(
        "self",
        verbose_name="delområde av",
        on_delete=models.PROTECT,
        related_name="subareas",
        null=True,
        blank=True,
        limit_choices_to={"parent": None},
    )
    intro = models.TextField("inledande text", blank=True)
    position = models.PositiveIntegerField("ordning", default=0)
    responsible = models.ManyToManyField(Person, verbose_name="ansvariga", related_name="areas", blank=True)

    part = "omraden"

    objects = AreaQuerySet.as_manager()

    class Meta:
        verbose_name = "verksamhetsområde"
        verbose_name_plural = "verksamhetsområden"
        ordering = ["position", "pk"]

    def clean(self) -> None:
        """The report has two levels, no more."""
        super().clean()
        under = [] if self._state.adding else list(self.subareas.all())
        if self.parent and (self.parent.parent_id or self.parent == self or under):
            raise ValidationError({"parent": "Rapporten har två nivåer: ett delområde kan inte ha egna delområden."})
        if self.is_retired and not all(area.is_retired for area in under):
            raise ValidationError({"is_retired": "Området har delområden som används. Ta dem ur bruk först."})
        if self.parent and self.parent.is_retired and not self.is_retired:
            raise ValidationError({"parent": f"{self.parent} används inte längre. Välj ett annat område."})


class Term(Choice):
    """A word that is added on the spot where it is missing. Lists show it in alphabetical order."""

    name = models.CharField("namn", max_length=100, unique=True)

    class Meta:
        abstract = True
        ordering = ["name"]


class ActivityKind(Term):
    """Slag av insats: utbildning, föreläsning, möte …"""

    part = "slag"

    class Meta(Term.Meta):
        verbose_name = "slag av insats"
        verbose_name_plural = "slag av insatser"


class TargetGroup(Term):
    """Målgrupp."""

    part = "malgrupper"

    class Meta(Term.Meta):
        verbose_name = "målgrupp"
        verbose_name_plural = "målgrupper"


class Place(Term):
    """Plats: a district, a school, a building."""

    part = "platser"

    class Meta(Term.Meta):
        verbose_name = "plats"
        verbose_name_plural = "platser"


class AbbreviationQuerySet(models.QuerySet["Abbreviation"]):
    def as_known(self) -> dict[str, str]:
        """What each stands for, as `reports.abbreviations` wants it."""
        return dict(self.values_list("short", "expansion"))


class Abbreviation(Entry):
    """Förkortning that readers may not know, and what it stands for. Whoever writes it is offered to spell it out."""

    short = models.CharField("förkortning", max_length=20, unique=True)
    expansion = models.CharField("betyder", max_length=200)

    part = "forkortningar"

    objects = AbbreviationQuerySet.as_manager()

    class Meta:
        verbose_name = "förkortning"
        verbose_name_plural = "förkortningar"
        ordering = ["short"]

    def __str__(self) -> str:
        return f"{self.short}: {self.expansion}"


class ActivityQuerySet(SearchableQuerySet):
    def newest_first(self) -> Self:
        return self.order_by(*(f"-{name}" for name in self.place))

    @property
    def place(self) -> tuple[str, str]:
        """The day and the number by which the list is ordered."""
        return self._listed("listed_on"), self._listed("activity_id") if self._is_led else "pk"

    def under(self, **heading: models.Model) -> Self:
        """Those listed under an area, a partner or a target group (`Listing`).

        The first such heading leads, unless they are few already: its listing is read in the order of the list, and
        narrowed by what is copied there. Others are looked up for each that is left.
        """
        if self._is_led or self.is_few:
            same = dict(zip(("listed_on", "activity_id"), map(OuterRef, self.place), strict=True))
            return self.filter(Exists(Listing.objects.filter(**same, **heading)))
        found = self.filter(**{f"listings__{name}": value for name, value in heading.items()})
        return found.alias(**{f"{name}_in_listing": F(f"listings__{name}") for name in Listing.COPIES})

    @property
    def _is_led(self) -> bool:
        return "listed_on_in_listing" in self.query.annotations

    def _listed(self, name: str) -> str:
        """Where to ask for one of the fields that listings have copies of."""
        return f"{name}_in_listing" if self._is_led else name

    def visible_to(self, user: User) -> Self:
        """Also the deleted, which can be taken back; lists and reports ask for `kept`."""
        return self if access.may_see_activities(user) else self.none()

    def kept(self) -> Self:
        return self.filter(deleted_at=None)

    def deleted(self) -> Self:
        return self.filter(deleted_at__isnull=False)  # not `exclude`: SQLite would not see the index for it

    def last_deleted_first(self) -> Self:
        return self.order_by("-deleted_at", "-pk")

    def in_area(self, area: Area) -> Self:
        return self.filter(area=area)

    def about(self, area: Area) -> Self:
        """Those of the area or of its sub-areas, and those that also concern one of them."""
        return self.under(area=area)

    def without_follow_on(self) -> Self:
        """Asked of each row in the words of an index, so that it matters little how many have been followed up."""
        follow_ons = Activity.objects.kept().filter(continues__isnull=False, continues=OuterRef("pk"))
        return self.filter(~Exists(follow_ons))

    def awaiting_answer(self, *, today: datetime.date | None = None) -> Self:
        """Still planned, or invited to, though the time has passed: what became of it?"""
        # Said of the others, so that SQLite goes by the day and not by the status, of which it would read all.
        others = set(Activity.Status) - set(Activity.EXPECTED)
        passed = self.kept().without_follow_on().filter(ends_on__lt=today or timezone.localdate())
        return passed.exclude(status__in=sorted(others))

    def asked_of(self, user: User) -> Self:
        """One's own, and those whose author cannot answer any more: account closed, or none of the roles left.

        Those fall to everybody, since nobody has taken over from the author, and a question that nobody is asked is
        never answered.
        """
        able = User.objects.filter(is_active=True, groups__name__in=access.ACTIVITY_ROLES)
        return self.filter(Q(created_by=user) | ~Q(created_by__in=able))

    def latest_passed_first(self) -> Self:
        """What is best remembered, and belongs in the next report, comes first."""
        return self.order_by("-ends_on", "-pk")

    def with_status(self, status: str) -> Self:
        return self.filter(**{self._listed("status"): status})

    def of_kind(self, kind: ActivityKind) -> Self:
        return self.filter(**{self._listed("kind_id"): kind.pk})

    def since(self, day: datetime.date) -> Self:
        """Those that go on on that day or later; of those without a time, those recorded then."""
        ends_on, listed_on = self._listed("ends_on"), self._listed("listed_on")
        return self.filter(Q(**{f"{ends_on}__gte": day}) | Q(**{f"{ends_on}__isnull": True, f"{listed_on}__gte": day}))

    def until(self, day: datetime.date) -> Self:
        """Those that have begun by that day."""
        return self.filter(**{f"{self._listed('listed_on')}__lte": day})

    def with_partner(self, partner: Organisation) -> Self:
        return self.under(partner=partner)

    def for_group(self, group: TargetGroup) -> Self:
        return self.under(target_group=group)

    def recorded_by(self, user: User) -> Self:
        return self.filter(**{self._listed("created_by_id"): user.pk})

    def unreported(self) -> Self:
        """Those that no report has taken up yet, other than to hide them, and that nobody has told of elsewhere.

        Of a report that was corrected the newest edition counts: what the correction took out has not been reported.
        What has a follow-on is not offered as planned any more, since the follow-on tells what became of it. Something
        cancelled is offered only as such a follow-on: readers may have been told that it was planned.

        What a published report has printed is marked (`printed_at`), so that a long history is not looked through.
        """
        printed = Activity.items.rel.related_model.objects.in_force().filter(activity=OuterRef("pk"))
        missing = self.kept().filter(printed_at=None, reported_elsewhere_at=None)
        missing = missing.without_follow_on().filter(~Exists(printed))
        missing = missing.exclude(status=Activity.Status.CANCELLED, continues=None)
        missing.is_few = True
        return missing

    def for_list(self) -> Self:
        """With what a row of the list shows, and nothing else."""
        shown = ("listed_on", "text", "status", "when", "area__name", "also_area__name")
        return self.select_related("area", "also_area").only(*shown)

    def with_details(self) -> Self:
        """With everything that the page of an activity shows, in a constant number of queries."""
        related = self.select_related("area__parent", "also_area", "kind", "created_by", "continues", "deleted_by")
        related = related.select_related("reported_elsewhere_by")
        return related.prefetch_related("target_groups", "partners", "places", "follow_ons")


class Activity(Searchable, Versioned):
    """Insats: something the group does, as the sentence that the report will print."""

    class Status(models.TextChoices):
        COMPLETED = "completed", "genomförd"
        ONGOING = "ongoing", "pågår"
        PLANNED = "planned", "planerad"
        INVITED = "invited", "inbjudan"
        CANCELLED = "cancelled", "inställd"

    search_fields = ("text", "note")

    EXPECTED = (Status.PLANNED, Status.INVITED)
    """What comes back as a question when its time has passed."""

    class Qualifier(models.TextChoices):
        EXACT = "exact", "exakt"
        ABOUT = "about", "cirka"
        MORE_THAN = "more_than", "drygt"
        ALL = "all", "samtliga"

    area = models.ForeignKey(Area, verbose_name="område", on_delete=models.PROTECT, related_name="activities")
    also_area = models.ForeignKey(
        Area,
        verbose_name="rör också området",
        on_delete=models.PROTECT,
        related_name="also_activities",
        null=True,
        blank=True,
    )
    text = models.TextField("text", help_text="Som meningen ska stå i rapporten.")
    status = models.CharField("status", max_length=10, choices=Status)
    kind = models.ForeignKey(
        ActivityKind, verbose_name="slag", on_delete=models.PROTECT, related_name="activities", null=True, blank=True
    )
    when = models.CharField("när", max_length=100, blank=True)
    starts_on = models.DateField("från och med", null=True, blank=True, editable=False)
    ends_on = models.DateField("till och med", null=True, blank=True, editable=False)
    listed_on = models.DateField("dag i listan", editable=False)
    target_groups = models.ManyToManyField(
        TargetGroup, verbose_name="målgrupper", related_name="activities", blank=True
    )
    partners = models.ManyToManyField(
        Organisation, verbose_name="samarbetspartner", related_name="activities", blank=True
    )
    places = models.ManyToManyField(Place, verbose_name="platser", related_name="activities", blank=True)
    participants = models.PositiveIntegerField(
        "antal deltagare",
        null=True,
        blank=True,
        validators=[MaxValueValidator(999_999, "Så många bor inte i länet. Skriv ett mindre tal.")],
    )
    participants_qualifier = models.CharField("hur säkert", max_length=10, choices=Qualifier, blank=True)
    note = models.TextField("intern anteckning", blank=True, help_text="Trycks aldrig.")
    continues = models.ForeignKey(
        "self",
        verbose_name="fortsätter",
        on_delete=models.PROTECT,
        related_name="follow_ons",
        null=True,
        blank=True,
        editable=False,
    )
    created_at = models.DateTimeField("skapad", default=timezone.now, editable=False)
    created_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, verbose_name="skapad av", on_delete=models.PROTECT, related_name="activities"
    )
    deleted_at = models.DateTimeField("borttagen", null=True, editable=False)
    deleted_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        verbose_name="borttagen av",
        on_delete=models.PROTECT,
        related_name="+",
        null=True,
        editable=False,
    )

    printed_at = models.DateTimeField("tryckt", null=True, editable=False)
    reported_elsewhere_at = models.DateTimeField("redan rapporterad", null=True, editable=False)
    reported_elsewhere_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        verbose_name="markerad som rapporterad av",
        on_delete=models.PROTECT,
        related_name="+",
        null=True,
        editable=False,
    )

    objects = ActivityQuerySet.as_manager()

    class Meta:
        verbose_name = "insats"
        verbose_name_plural = "insatser"
        ordering = ["-listed_on", "-pk"]
        indexes = [
            # What narrows a list is told by the index too: what is passed by is passed by without reading its row.
            models.Index(fields=["-listed_on", "-id", "ends_on", "status", "kind", "created_by", "deleted_at"]),
            models.Index(fields=["status", "-listed_on", "-id", "ends_on", "kind", "created_by", "deleted_at"]),
            models.Index(fields=["kind", "-listed_on", "-id", "ends_on", "status", "created_by", "deleted_at"]),
            models.Index(fields=["created_by", "-listed_on", "-id", "ends_on", "status", "kind", "deleted_at"]),
            # What was planned and has passed; most by far has been done, and is passed by here too.
            models.Index(
                fields=["-ends_on", "-id", "status", "created_by", "deleted_at"], name="activity_passed_index"
            ),
            models.Index(
                fields=["-listed_on", "-id"],
                condition=Q(deleted_at=None, printed_at=None, reported_elsewhere_at=None),
                name="activity_unreported_index",
            ),
            models.Index(
                fields=["-deleted_at", "-id"], condition=Q(deleted_at__isnull=False), name="activity_deleted_index"
            ),
        ]
        constraints = [
            models.CheckConstraint(
                condition=~Q(text=""), name="activity_has_text", violation_error_message="Skriv vad som har gjorts."
            ),
            models.CheckConstraint(
                condition=Q(starts_on=None, ends_on=None)
                | Q(starts_on__isnull=False, ends_on__isnull=False, starts_on__lte=models.F("ends_on")),
                name="activity_ends_after_it_begins",
                violation_error_message="Insatsen slutar innan den börjar.",
            ),
            models.CheckConstraint(
                condition=Q(participants=None, participants_qualifier__in=["", "all"])
                | Q(participants__isnull=False) & ~Q(participants_qualifier=""),
                name="activity_participants_with_qualifier",
                violation_error_message="Skriv hur många som deltog, eller välj samtliga.",
            ),
            models.CheckConstraint(
                condition=Q(deleted_at=None, deleted_by=None) | Q(deleted_at__isnull=False, deleted_by__isnull=False),
                name="activity_deleted_by_somebody",
            ),
            models.UniqueConstraint(
                fields=["continues"],
                # Most continue nothing: with them in the index, SQLite thinks it useless and reads the table instead.
                condition=Q(deleted_at=None, continues__isnull=False),
                name="activity_has_one_follow_on",
                violation_error_message="Insatsen är redan uppföljd.",
            ),
            models.CheckConstraint(
                condition=Q(reported_elsewhere_at=None, reported_elsewhere_by=None)
                | Q(reported_elsewhere_at__isnull=False, reported_elsewhere_by__isnull=False),
                name="activity_reported_elsewhere_by_somebody",
            ),
        ]

    def __str__(self) -> str:
        return self.text[:80]

    def save(self, **kwargs: Any) -> None:
        """Lists are ordered by the day when it begins, or else by the day when it was recorded."""
        self.listed_on = self.starts_on or timezone.localdate(self.created_at)
        super().save(**kwargs)

    def get_absolute_url(self) -> str:
        return reverse("reports:activity", args=[self.pk])

    @property
    def is_deleted(self) -> bool:
        return self.deleted_at is not None

    @property
    def is_reported(self) -> bool:
        """Whether it stands in the newest edition of a report, published or being composed, and is not hidden there."""
        return self.items.in_force().exists()

    @property
    def follow_on(self) -> "Activity | None":
        """What became of it, if anybody has said."""
        return next((activity for activity in self.follow_ons.all() if not activity.is_deleted), None)

    @property
    def may_be_followed_up(self) -> bool:
        return self.status in self.EXPECTED and not self.is_deleted and self.follow_on is None

    def is_awaiting_answer(self, *, today: datetime.date | None = None) -> bool:
        """As the query of the same name says of many."""
        has_passed = self.ends_on is not None and self.ends_on < (today or timezone.localdate())
        return has_passed and self.may_be_followed_up

    @property
    def participants_text(self) -> str:
        """drygt 20, samtliga 12, cirka 150; empty when nothing is said."""
        exact = self.participants_qualifier in ("", self.Qualifier.EXACT)
        words = ["" if exact else self.get_participants_qualifier_display(), str(self.participants or "")]
        return " ".join(filter(None, words))


class Listing(models.Model):
    """An activity under one heading of the list: an area that it concerns, a partner or a target group.

    An index can only have columns of one table in it: here are copies of those that order the list and narrow it. An
    activity is listed under its area, under the one that it also concerns, and under the areas that these are part of.
    The database keeps the rows by itself (`reports.listings`).
    """

    COPIES = ("activity_id", "listed_on", "ends_on", "status", "kind_id", "created_by_id")

    activity = models.ForeignKey(Activity, on_delete=models.DO_NOTHING, related_name="listings")
    area = models.ForeignKey(Area, on_delete=models.DO_NOTHING, related_name="+", null=True, db_index=False)
    partner = models.ForeignKey(Organisation, on_delete=models.DO_NOTHING, related_name="+", null=True, db_index=False)
    target_group = models.ForeignKey(
        TargetGroup, on_delete=models.DO_NOTHING, related_name="+", null=True, db_index=False
    )
    listed_on = models.DateField()
    ends_on = models.DateField(null=True)
    status = models.CharField(max_length=10)
    kind_id = models.BigIntegerField(null=True)
    created_by_id = models.BigIntegerField()

    class Meta:
        verbose_name = "rad i listan"
        verbose_name_plural = "rader i listan"
        default_permissions = ()
        ordering = ["-listed_on", "-activity_id"]
        indexes = [
            models.Index(
                fields=[heading, "-listed_on", "-activity", "ends_on", "status", "kind_id", "created_by_id"],
                condition=Q(**{f"{heading}__isnull": False}),
                name=f"listing_{heading}_index",
            )
            for heading in ("area", "partner", "target_group")
        ]

    def __str__(self) -> str:
        return f"{self.activity_id} {self.listed_on}"
