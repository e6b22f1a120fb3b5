import datetime
import uuid
from typing import Self

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils import timezone

from big import access
from big.documents.models import Document, Upload
from big.people.models import User


class LetterQuerySet(models.QuerySet["Letter"]):
    def visible_to(self, user: User) -> Self:
        """All for administrators; for others those that they caused."""
        return self if access.may_administer(user) else self.filter(written_by=user)

    def about(self, record: models.Model) -> Self:
        """Those whose links lead to the record's page."""
        return self.filter(about=record.get_absolute_url())

    def due(self, now: datetime.datetime) -> Self:
        """Those to be sent now, the oldest first."""
        return self.filter(next_try_at__lte=now).order_by("next_try_at", "pk")

    def undelivered(self, now: datetime.datetime) -> Self:
        """Given up, or left half-way by a process that ended, and not sent again: somebody has to decide."""
        adrift = self.filter(~Q(failed_at=None) | Q(sent_at=None, claimed_at__lt=now - Letter.HALF_WAY))
        return adrift.filter(repeated_by=None)

    def newest_first(self) -> Self:
        return self.order_by("-written_at", "-pk")


class Letter(models.Model):
    """Utskick: one mail to one address, and what became of it. The table is the queue, and the log (posting.py).

    Exactly one of these holds: it waits (`next_try_at`), is being sent (`claimed_at`), is sent, or is given up.
    """

    HALF_WAY = datetime.timedelta(minutes=15)
    """No sending takes so long: the process that did it has ended, and nobody knows whether the mail server took it."""

    key = models.CharField(
        "nyckel", max_length=200, unique=True, help_text="Vad brevet är och till vem: samma brev skrivs bara en gång."
    )
    uid = models.UUIDField("Message-ID", default=uuid.uuid4, unique=True, editable=False)
    about = models.CharField("gäller sidan", max_length=200, blank=True, db_index=True)
    name = models.CharField("till", max_length=200)
    address = models.EmailField("e-postadress")
    subject = models.CharField("ämne", max_length=400)
    body = models.TextField("text")
    documents = models.ManyToManyField(Document, verbose_name="bifogade handlingar", related_name="+", blank=True)
    uploads = models.ManyToManyField(Upload, verbose_name="bifogade filer", related_name="+", blank=True)
    calendar = models.TextField("kalenderfil", blank=True)
    written_at = models.DateTimeField("skrivet")
    written_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, verbose_name="skrivet av", on_delete=models.PROTECT, related_name="+"
    )
    attempts = models.PositiveSmallIntegerField("försök", default=0)
    next_try_at = models.DateTimeField("nästa försök", null=True, blank=True)
    claimed_at = models.DateTimeField("börjar skickas", null=True, blank=True)
    sent_at = models.DateTimeField("skickat", null=True, blank=True)
    failed_at = models.DateTimeField("uppgivet", null=True, blank=True)
    error = models.CharField("fel", max_length=500, blank=True)
    repeats = models.OneToOneField(
        "self", verbose_name="skickar igen", on_delete=models.PROTECT, related_name="repeated_by", null=True, blank=True
    )

    objects = LetterQuerySet.as_manager()

    class Meta:
        verbose_name = "utskick"
        verbose_name_plural = "utskick"
        ordering = ["-written_at", "-pk"]
        indexes = [models.Index(fields=["next_try_at"]), models.Index(fields=["-written_at", "-id"])]
        constraints = [
            models.CheckConstraint(
                condition=Q(next_try_at__isnull=False, claimed_at=None, sent_at=None, failed_at=None)
                | Q(next_try_at=None, claimed_at__isnull=False, sent_at=None, failed_at=None)
                | Q(next_try_at=None, claimed_at=None, sent_at__isnull=False, failed_at=None)
                | Q(next_try_at=None, claimed_at=None, sent_at=None, failed_at__isnull=False),
                name="letter_in_one_state",
            )
        ]

    def __str__(self) -> str:
        return f"{self.subject} till {self.name}"

    @property
    def is_half_way(self) -> bool:
        return self.claimed_at is not None and self.claimed_at < timezone.now() - self.HALF_WAY

    @property
    def repetition(self) -> "Letter | None":
        """The letter that says the same once more."""
        return getattr(self, "repeated_by", None)

    @property
    def may_be_sent_again(self) -> bool:
        """Not while it waits, or is on its way; and once, for then it is the new one that may be."""
        return bool(self.sent_at or self.failed_at or self.is_half_way) and self.repetition is None

    @property
    def pretty_status(self) -> str:
        """The state as a sentence, with its moment."""
        if self.sent_at:
            return f"Skickat {_moment(self.sent_at)}"
        if self.failed_at:
            return f"Gick inte fram: {self.error}"
        if self.is_half_way:
            return "Oklart om det gick iväg: sändningen avbröts"
        if self.claimed_at:
            return "Skickas just nu"
        if self.attempts:
            return f"Försöker igen {_moment(self.next_try_at)}: {self.error}"
        return "Väntar på att skickas"


def _moment(moment: datetime.datetime) -> str:
    return f"{timezone.localtime(moment):%Y-%m-%d %H:%M}"
