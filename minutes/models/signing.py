"""Undertecknat i annan tjänst: the file that was taken out to be signed, and what came back."""

import datetime
from typing import Self

from django.conf import settings
from django.db import models
from django.db.models import Q

from big.documents.models import Blob
from big.documents.verifying import signature_sentence
from minutes.models.meetings import Meeting


class SigningElsewhereQuerySet(models.QuerySet["SigningElsewhere"]):
    def open(self) -> Self:
        return self.filter(ended_at=None)

    def signed(self) -> Self:
        return self.exclude(signatures=[])


class SigningElsewhere(models.Model):
    """Minutes that were made ready to be signed in another service: `prepared` is exactly what was taken out.

    It ends with the signed file, and `signatures` are then what was found in it (`big.documents.inspecting`), or is
    called off, and there are none.
    """

    meeting = models.ForeignKey(Meeting, verbose_name="sammanträde", on_delete=models.PROTECT, related_name="signings")
    prepared = models.ForeignKey(Blob, verbose_name="filen", on_delete=models.PROTECT, related_name="+")
    trail_head = models.CharField("händelseloggens kontrollsumma", max_length=64, help_text="Som den trycktes.")
    prepared_at = models.DateTimeField("framtagen")
    prepared_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, verbose_name="framtagen av", on_delete=models.PROTECT, related_name="+"
    )
    ended_at = models.DateTimeField("avslutad", null=True)
    signatures = models.JSONField("underskrifter", default=list)

    objects = SigningElsewhereQuerySet.as_manager()

    class Meta:
        verbose_name = "underskrift i annan tjänst"
        verbose_name_plural = "underskrifter i annan tjänst"
        ordering = ["pk"]
        constraints = [
            models.UniqueConstraint(fields=["meeting"], condition=Q(ended_at=None), name="signing_one_open"),
            models.CheckConstraint(
                condition=Q(ended_at__isnull=False) | Q(signatures=[]), name="signing_ended_when_signed"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.meeting}, för underskrift i en annan tjänst"

    @property
    def sentences(self) -> list[str]:
        """Who has signed, as their certificates say, and whether their issuers are trusted."""
        return [signature_sentence(one) for one in self.signatures]

    @property
    def signers(self) -> list[str]:
        """Each once, in the order in which they signed."""
        return list(dict.fromkeys(one["by"] for one in self.signatures))

    @property
    def signed_at(self) -> datetime.datetime | None:
        """The latest time that the signatures give, which is their own word where no time stamp vouches for it."""
        moments = [datetime.datetime.fromisoformat(one["at"]) for one in self.signatures if one["at"]]
        return max(moments, default=None)
