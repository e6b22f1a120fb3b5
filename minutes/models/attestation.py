"""Justering: rounds in which attesters answer for exactly what was sent to them; corrections of attested minutes."""

from collections.abc import Iterator
from typing import Self

from django.conf import settings
from django.db import models
from django.db.models import OuterRef, Q
from django.urls import reverse

from big import access
from big.documents.models import Blob, Document
from big.people.models import Person, User
from big.swedish import long_date
from big.versions import Versioned
from minutes.models.meetings import Meeting, Officer
from minutes.models.paragraphs import Paragraph


class CorrectionQuerySet(models.QuerySet["Correction"]):
    def visible_to(self, user: User) -> Self:
        """Attested ones for who sees the minutes; the others for the secretary, the chair and the attesters."""
        found = self.filter(meeting__in=Meeting.objects.visible_to(user))
        if access.may_keep_minutes(user):
            return found
        own = Officer.objects.filter(person__user=user).values("meeting")
        return found.filter(Q(state=Correction.State.ATTESTED) | Q(meeting__in=own))

    def attested(self) -> Self:
        return self.filter(state=Correction.State.ATTESTED)

    def unfinished(self) -> Self:
        """Those not attested yet, the oldest first, with how the last round ended as `last_outcome`."""
        rounds = AttestationRound.objects.filter(correction=OuterRef("pk")).order_by("-number")
        found = self.exclude(state=Correction.State.ATTESTED).annotate(
            last_outcome=models.Subquery(rounds.values("outcome")[:1])
        )
        return found.select_related("paragraph", "meeting__body").order_by("pk")

    def with_contents(self) -> Self:
        """With all that its page and its PDF print but for the § (`Paragraph.with_outcomes`)."""
        return self.select_related("paragraph", "meeting__body", "meeting__document", "document", "written_by")


class Correction(Versioned):
    """Rättelse of attested minutes: they stay as they are, and beside them stands what they should say.

    Attested in its own right, and then a document of its own (design.md, decision 3).
    """

    class State(models.TextChoices):
        DRAFTING = "drafting", "skrivs"
        IN_ATTESTATION = "in_attestation", "under justering"
        ATTESTED = "attested", "justerad"

    class AttestedHow(models.TextChoices):
        HERE = "here", "justerad i systemet"
        PAPER = "paper", "justerad på papper"

    meeting = models.ForeignKey(
        Meeting, verbose_name="sammanträde", on_delete=models.PROTECT, related_name="corrections"
    )
    paragraph = models.ForeignKey(
        Paragraph, verbose_name="paragraf", on_delete=models.PROTECT, related_name="corrections"
    )
    before = models.TextField("står", help_text="Orden i det justerade protokollet.")
    after = models.TextField("ska stå", blank=True, help_text="Lämna tomt om orden ska utgå.")
    reason = models.TextField("varför")
    state = models.CharField("tillstånd", max_length=14, choices=State, default=State.DRAFTING, editable=False)
    written_at = models.DateTimeField("skriven", editable=False)
    written_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, verbose_name="skriven av", on_delete=models.PROTECT, related_name="+", editable=False
    )
    attested_how = models.CharField("justerad hur", max_length=10, choices=AttestedHow, blank=True, editable=False)
    attested_on = models.DateField("justerad den", null=True, editable=False)
    attested_at = models.DateTimeField("registrerad", null=True, editable=False)
    attested_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        verbose_name="registrerad av",
        on_delete=models.PROTECT,
        related_name="+",
        null=True,
        editable=False,
    )
    document = models.OneToOneField(
        Document,
        verbose_name="handling",
        on_delete=models.PROTECT,
        related_name="correction",
        null=True,
        editable=False,
    )

    objects = CorrectionQuerySet.as_manager()

    class Meta:
        verbose_name = "rättelse"
        verbose_name_plural = "rättelser"
        ordering = ["pk"]
        constraints = [
            models.CheckConstraint(
                condition=(
                    ~Q(state="attested")
                    & Q(attested_how="", attested_on=None, attested_at=None, attested_by=None, document=None)
                )
                | (
                    Q(
                        state="attested",
                        attested_on__isnull=False,
                        attested_at__isnull=False,
                        attested_by__isnull=False,
                        document__isnull=False,
                    )
                    & ~Q(attested_how="")
                ),
                name="correction_attested_exactly_when_it_says_so",
            ),
        ]

    def __str__(self) -> str:
        return f"Rättelse av {self.paragraph.label or 'protokollet'}"

    def get_absolute_url(self) -> str:
        return reverse("minutes:correction", args=[self.meeting_id, self.pk])

    @property
    def is_attested(self) -> bool:
        return self.state == self.State.ATTESTED

    @property
    def sentence(self) -> str:
        """What is to stand instead of what."""
        if not self.after:
            return f"”{self.before}” utgår."
        return f"I stället för ”{self.before}” ska stå ”{self.after}”."

    @property
    def pretty_status(self) -> str:
        """The state as a sentence, with its day."""
        if not self.is_attested:
            return self.get_state_display().capitalize()
        return f"{self.get_attested_how_display().capitalize()} {long_date(self.attested_on)}"

    def texts(self) -> Iterator[tuple[str, str]]:
        """Everything that is printed, as pairs of where it stands and the text."""
        yield "Det som står", self.before
        yield "Det som ska stå", self.after
        yield "Skälet", self.reason


class AttestationRound(models.Model):
    """One sending of minutes, or of a correction, to their attesters. Whoever answers, answers for exactly `proof`."""

    class Outcome(models.TextChoices):
        APPROVED = "approved", "godkänt av alla"
        RETURNED = "returned", "tillbaka till sekreteraren"
        RECALLED = "recalled", "återtaget av sekreteraren"

    meeting = models.ForeignKey(Meeting, verbose_name="sammanträde", on_delete=models.PROTECT, related_name="rounds")
    correction = models.ForeignKey(
        Correction, verbose_name="rättelse", on_delete=models.PROTECT, related_name="rounds", null=True
    )
    number = models.PositiveIntegerField("nummer", help_text="Vilken gång i ordningen det skickades.")
    in_order = models.BooleanField("en i taget", default=False, help_text="I ordning, i stället för alla samtidigt.")
    due_on = models.DateField("senast")
    proof = models.ForeignKey(Blob, verbose_name="vad som skickades", on_delete=models.PROTECT, related_name="+")
    contents = models.JSONField("vad som stod", default=dict)
    sent_at = models.DateTimeField("skickat")
    sent_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, verbose_name="skickat av", on_delete=models.PROTECT, related_name="+"
    )
    ended_at = models.DateTimeField("avslutat", null=True)
    outcome = models.CharField("utfall", max_length=10, choices=Outcome, blank=True)

    class Meta:
        verbose_name = "justeringsomgång"
        verbose_name_plural = "justeringsomgångar"
        ordering = ["number"]
        constraints = [
            models.UniqueConstraint(
                fields=["meeting", "number"], condition=Q(correction=None), name="round_number_unique_of_minutes"
            ),
            models.UniqueConstraint(fields=["correction", "number"], name="round_number_unique_of_correction"),
            models.UniqueConstraint(
                fields=["meeting"], condition=Q(ended_at=None, correction=None), name="round_one_open_for_minutes"
            ),
            models.UniqueConstraint(
                fields=["correction"], condition=Q(ended_at=None), name="round_one_open_for_correction"
            ),
            models.CheckConstraint(
                condition=Q(ended_at=None, outcome="") | (Q(ended_at__isnull=False) & ~Q(outcome="")),
                name="round_ended_with_an_outcome",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.correction or self.meeting}, omgång {self.number}"

    @property
    def is_open(self) -> bool:
        return self.ended_at is None


class Attestation(models.Model):
    """What one attester answered in a round: when, how it was made sure who answered, and for which bytes."""

    class Verdict(models.TextChoices):
        APPROVED = "approved", "godkänt"
        RETURNED = "returned", "behöver ändras"
        DECLINED = "declined", "justerar inte"

    round = models.ForeignKey(
        AttestationRound, verbose_name="omgång", on_delete=models.PROTECT, related_name="attestations"
    )
    position = models.PositiveIntegerField("ordning")
    name = models.CharField("namn", max_length=200)
    role_text = models.CharField("roll", max_length=200, blank=True)
    person = models.ForeignKey(Person, verbose_name="person", on_delete=models.PROTECT, related_name="attestations")
    account = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        verbose_name="konto",
        on_delete=models.PROTECT,
        related_name="+",
        null=True,
        help_text="Personens konto när frågan ställdes; bara det kan svara.",
    )
    reminded_at = models.DateTimeField("påmind", null=True)
    verdict = models.CharField("svar", max_length=10, choices=Verdict, blank=True)
    answered_at = models.DateTimeField("svarade", null=True)
    answered_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, verbose_name="svarade som", on_delete=models.PROTECT, related_name="+", null=True
    )
    how = models.CharField(
        "hur", max_length=200, blank=True, help_text="Hur den som svarade styrkte sig, till exempel med lösenord."
    )
    digest = models.CharField("SHA-256", max_length=64, blank=True, help_text="Av exakt det som svaret gäller.")
    comment = models.TextField("kommentar", blank=True)

    class Meta:
        verbose_name = "justering"
        verbose_name_plural = "justeringar"
        ordering = ["position"]
        constraints = [
            models.UniqueConstraint(fields=["round", "position"], name="attestation_position_unique"),
            models.UniqueConstraint(fields=["round", "person"], name="attestation_once_per_round"),
            models.CheckConstraint(
                condition=Q(verdict="", answered_at=None, answered_by=None, how="", digest="")
                | (Q(answered_at__isnull=False, answered_by__isnull=False) & ~Q(verdict="") & ~Q(digest="")),
                name="attestation_answered_exactly_when_it_says_so",
            ),
            models.CheckConstraint(
                condition=~Q(verdict="approved") | ~Q(how=""), name="attestation_approved_with_proof_of_identity"
            ),
            models.CheckConstraint(
                condition=~Q(verdict="declined") | ~Q(comment=""),
                name="attestation_declined_with_a_reason",
                violation_error_message="Skriv varför.",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.name}: {self.get_verdict_display() or 'har inte svarat'}"


class ParagraphComment(models.Model):
    """What an attester says of a §; it stands beside the § until the secretary has settled it."""

    attestation = models.ForeignKey(
        Attestation, verbose_name="justering", on_delete=models.PROTECT, related_name="comments"
    )
    paragraph = models.ForeignKey(
        Paragraph, verbose_name="paragraf", on_delete=models.SET_NULL, related_name="comments", null=True
    )
    text = models.TextField("kommentar")
    written_at = models.DateTimeField("skriven")
    settled_at = models.DateTimeField("avklarad", null=True)
    settled_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, verbose_name="avklarad av", on_delete=models.PROTECT, related_name="+", null=True
    )

    class Meta:
        verbose_name = "kommentar till paragraf"
        verbose_name_plural = "kommentarer till paragrafer"
        ordering = ["pk"]
        constraints = [
            models.CheckConstraint(
                condition=Q(settled_at=None, settled_by=None) | Q(settled_at__isnull=False, settled_by__isnull=False),
                name="comment_settled_by_somebody",
            ),
        ]

    def __str__(self) -> str:
        return self.text
