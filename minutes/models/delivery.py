"""What goes out of attested minutes: to whom, and which parts of them."""

from typing import Self

from django.conf import settings
from django.db import models
from django.db.models import Q

from big.documents.models import Document
from big.letters.models import Letter
from big.people.models import Organisation, Person
from minutes.models.meetings import Meeting


class DeliveryQuerySet(models.QuerySet["Delivery"]):
    def with_receiver(self) -> Self:
        """With whom it is to, the letter and the document; `address` then asks nothing more."""
        joined = self.select_related("person__user", "organisation", "letter", "document", "meeting__body", "handed_by")
        return joined.defer("letter__body", "letter__calendar")


class Delivery(models.Model):
    """Expediering: that somebody gets a finished document, and how. The name is as of that day.

    `letter` is the last one that was written to them, and tells what became of it. Who has no address gets the paper,
    `handed_on` that day.
    """

    meeting = models.ForeignKey(
        Meeting, verbose_name="sammanträde", on_delete=models.PROTECT, related_name="deliveries"
    )
    document = models.ForeignKey(Document, verbose_name="handling", on_delete=models.PROTECT, related_name="deliveries")
    name = models.CharField("till", max_length=300)
    person = models.ForeignKey(
        Person, verbose_name="person", on_delete=models.PROTECT, related_name="deliveries", null=True
    )
    organisation = models.ForeignKey(
        Organisation, verbose_name="organisation", on_delete=models.PROTECT, related_name="deliveries", null=True
    )
    by_link = models.BooleanField("med länk", default=False)
    letter = models.ForeignKey(Letter, verbose_name="brev", on_delete=models.PROTECT, related_name="+", null=True)
    handed_on = models.DateField("lämnad på papper", null=True)
    handed_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, verbose_name="lämnad av", on_delete=models.PROTECT, related_name="+", null=True
    )

    objects = DeliveryQuerySet.as_manager()

    class Meta:
        verbose_name = "expediering"
        verbose_name_plural = "expedieringar"
        ordering = ["pk"]
        constraints = [
            models.UniqueConstraint(fields=["document", "person"], name="delivery_once_to_a_person"),
            models.UniqueConstraint(fields=["document", "organisation"], name="delivery_once_to_an_organisation"),
            models.UniqueConstraint(
                fields=["document", "name"],
                condition=Q(person=None, organisation=None),
                name="delivery_once_to_a_name",
            ),
            models.CheckConstraint(
                condition=Q(handed_on=None, handed_by=None) | Q(handed_on__isnull=False, handed_by__isnull=False),
                name="delivery_handed_over_by_somebody",
            ),
            models.CheckConstraint(
                condition=Q(person=None) | Q(organisation=None),
                name="delivery_to_one",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.document} till {self.name}"

    @property
    def address(self) -> str:
        """Where whoever it is gets mail now; empty if unknown."""
        if self.organisation:
            return self.organisation.email
        return self.person.address if self.person else ""


class Extract(models.Model):
    """Protokollsutdrag: chosen §§ of attested minutes as a document of their own."""

    meeting = models.ForeignKey(Meeting, verbose_name="sammanträde", on_delete=models.PROTECT, related_name="extracts")
    document = models.OneToOneField(Document, verbose_name="handling", on_delete=models.PROTECT, related_name="extract")
    places = models.TextField("paragrafer", help_text="Som de står i protokollet, till exempel ”§ 2 samt § 4”.")

    class Meta:
        verbose_name = "protokollsutdrag"
        verbose_name_plural = "protokollsutdrag"
        ordering = ["pk"]

    def __str__(self) -> str:
        return f"Utdrag: {self.places}"
