import datetime
from typing import Self

from django.db import models
from django.db.models import F, Q
from django.urls import reverse

from big.people.models import Organisation, Person
from big.versions import Versioned


class Body(Versioned):
    """Organ: a group that meets and keeps minutes (the steering group, a project's steering committee), and its habits.

    The days are customs of comparable groups, not law: the statutory rules bind committees only (domain: the steering
    group is not a *nämnd*).
    """

    class Numbering(models.TextChoices):
        PER_MEETING = "per_meeting", "från § 1 vid varje sammanträde"
        PER_YEAR = "per_year", "löpande under kalenderåret"

    name = models.CharField("namn", max_length=200, unique=True)
    numbering = models.CharField("§ numreras", max_length=12, choices=Numbering, default=Numbering.PER_MEETING)
    number_prefix = models.CharField(
        "bokstäver före §",
        max_length=20,
        blank=True,
        help_text="Till exempel FHR, om numren ska skrivas ”FHR § 12”. Lämnas oftast tomt.",
    )
    chair_attests = models.BooleanField("ordföranden justerar", default=True)
    attester_count = models.PositiveSmallIntegerField(
        "justerare utöver ordföranden", default=0, help_text="Hur många som utses vid varje sammanträde."
    )
    proposal_days = models.PositiveSmallIntegerField(
        "dagar för förslag", default=21, help_text="Så många dagar före sammanträdet ska ärenden vara föreslagna."
    )
    notice_days = models.PositiveSmallIntegerField(
        "dagar för kallelse", default=14, help_text="Så många dagar före sammanträdet ska kallelsen gå ut."
    )
    reminder_days = models.PositiveSmallIntegerField(
        "dagar till påminnelse", default=7, help_text="Så många dagar får en justerare på sig innan en påminnelse går."
    )
    attestation_days = models.PositiveSmallIntegerField(
        "dagar till justering",
        default=14,
        help_text="Så många dagar efter sammanträdet ska protokollet vara justerat.",
    )

    class Meta:
        verbose_name = "organ"
        verbose_name_plural = "organ"
        ordering = ["name"]
        constraints = [
            models.CheckConstraint(
                condition=Q(chair_attests=True) | Q(attester_count__gte=1),
                name="body_somebody_attests",
                violation_error_message="Någon måste justera: ordföranden, minst en justerare, eller båda.",
            )
        ]

    def __str__(self) -> str:
        return self.name

    def get_absolute_url(self) -> str:
        return reverse("minutes:body", args=[self.pk])

    @property
    def attesters_text(self) -> str:
        """ordföranden och 1 justerare."""
        chosen = f"{self.attester_count} justerare" if self.attester_count else ""
        return " och ".join(filter(None, ["ordföranden" if self.chair_attests else "", chosen]))


class MembershipQuerySet(models.QuerySet["Membership"]):
    def on(self, day: datetime.date) -> Self:
        """Those in force that day. The last day counts."""
        return self.filter(Q(ends_on=None) | Q(ends_on__gte=day), starts_on__lte=day)

    def in_order(self) -> Self:
        """The chair first, then as the roles are listed, each in the order of names."""
        places = [models.When(role=role, then=place) for place, role in enumerate(Membership.Role)]
        return self.order_by(models.Case(*places), "person__name", "pk")


class Membership(Versioned):
    """That somebody has a role in a body for a time. Ended ones stay: minutes tell who the members were."""

    class Role(models.TextChoices):
        CHAIR = "chair", "ordförande"
        VICE_CHAIR = "vice_chair", "vice ordförande"
        SECRETARY = "secretary", "sekreterare"
        MEMBER = "member", "ledamot"
        SUBSTITUTE = "substitute", "ersättare"
        CO_OPTED = "co_opted", "adjungerad"

    body = models.ForeignKey(Body, verbose_name="organ", on_delete=models.CASCADE, related_name="memberships")
    person = models.ForeignKey(Person, verbose_name="person", on_delete=models.PROTECT, related_name="memberships")
    role = models.CharField("roll", max_length=10, choices=Role, default=Role.MEMBER)
    starts_on = models.DateField("från och med")
    ends_on = models.DateField("till och med", null=True, blank=True)

    objects = MembershipQuerySet.as_manager()

    class Meta:
        verbose_name = "medlem"
        verbose_name_plural = "medlemmar"
        ordering = ["starts_on", "pk"]
        constraints = [
            models.CheckConstraint(
                condition=Q(ends_on=None) | Q(ends_on__gte=F("starts_on")),
                name="membership_ends_after_it_starts",
                violation_error_message="Den sista dagen kan inte ligga före den första.",
            ),
            models.UniqueConstraint(
                fields=["body", "person", "role"],
                condition=Q(ends_on=None),
                name="membership_once_at_a_time",
                violation_error_message="Personen har redan den rollen i organet.",
            ),
            models.UniqueConstraint(
                fields=["body"],
                condition=Q(role="chair", ends_on=None),
                name="membership_one_chair",
                violation_error_message="Organet har redan en ordförande. Avsluta först det uppdraget.",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.person.name}, {self.get_role_display()}"


class Addressee(models.Model):
    """Who gets minutes, as printed. "närvarande" stands for everybody present.

    The name is copied: it stays when the register changes. What it stands for in the register, if anything, is where
    the minutes are sent.
    """

    class Kind(models.TextChoices):
        PRESENT = "present", "närvarande"
        PERSON = "person", "person"
        ORGANISATION = "organisation", "organisation"
        BODY = "body", "organ"

    class Sending(models.TextChoices):
        PDF = "pdf", "med PDF"
        LINK = "link", "med länk"

    position = models.PositiveIntegerField("ordning")
    kind = models.CharField("slag", max_length=12, choices=Kind)
    name = models.CharField("namn", max_length=300)
    person = models.ForeignKey(
        Person, verbose_name="person", on_delete=models.PROTECT, related_name="+", null=True, blank=True
    )
    organisation = models.ForeignKey(
        Organisation, verbose_name="organisation", on_delete=models.PROTECT, related_name="+", null=True, blank=True
    )
    to_body = models.ForeignKey(
        Body, verbose_name="organ", on_delete=models.PROTECT, related_name="+", null=True, blank=True
    )
    sending = models.CharField(
        "får protokollet",
        max_length=4,
        choices=Sending,
        default=Sending.PDF,
        help_text="En länk når bara den som har ett konto här. Andra får alltid PDF-filen.",
    )

    class Meta:
        abstract = True
        ordering = ["position"]
        constraints = [
            models.CheckConstraint(
                condition=(Q(person=None) | Q(kind="person"))
                & (Q(organisation=None) | Q(kind="organisation"))
                & (Q(to_body=None) | Q(kind="body")),
                name="%(class)s_is_what_its_kind_says",
                violation_error_message="Mottagaren stämmer inte med sitt slag.",
            )
        ]

    def __str__(self) -> str:
        return self.name


class StandingRecipient(Addressee):
    """One of a body's distribution list: each new meeting begins with a copy of it."""

    body = models.ForeignKey(Body, verbose_name="organ", on_delete=models.CASCADE, related_name="standing_recipients")

    class Meta(Addressee.Meta):
        verbose_name = "stående mottagare"
        verbose_name_plural = "stående mottagare"
        constraints = [
            *Addressee.Meta.constraints,
            models.UniqueConstraint(fields=["body", "position"], name="standing_recipient_position_unique"),
            models.UniqueConstraint(
                fields=["body", "name"],
                name="standing_recipient_once",
                violation_error_message="Mottagaren finns redan i sändlistan.",
            ),
        ]
