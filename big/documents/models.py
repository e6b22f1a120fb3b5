import hashlib
from collections.abc import Iterator
from typing import Self

from django.conf import settings
from django.db import connection, models
from django.urls import reverse
from django.utils import timezone

from big import access
from big.people.models import User
from big.swedish import long_date, megabytes, time_range
from big.versions import Versioned


class Letterhead(Versioned):
    """The sender as printed on every document: one row, edited by the administrator."""

    name = models.CharField("avsändare", max_length=200)
    short_name = models.CharField("kort namn", max_length=40)
    contact = models.TextField(
        "kontaktuppgifter", blank=True, help_text="En uppgift per rad, som de ska stå i sidfoten."
    )

    class Meta:
        verbose_name = "brevhuvud"
        verbose_name_plural = "brevhuvud"
        constraints = [models.CheckConstraint(condition=models.Q(pk=1), name="letterhead_only_one")]

    def __str__(self) -> str:
        return self.name

    @classmethod
    def current(cls) -> Self:
        return cls.objects.get(pk=1)

    @property
    def lines(self) -> list[str]:
        return [line.strip() for line in self.contact.splitlines() if line.strip()]


class BlobQuerySet(models.QuerySet["Blob"]):
    def store(self, data: bytes, media_type: str) -> "Blob":
        """Return the blob that holds exactly `data`; the same bytes are kept once. Raises BlobTooLarge."""
        if len(data) > Blob.MAX_BYTES:
            raise BlobTooLarge(
                f"Filen är {len(data) // 1_000_000} MB; högst {Blob.MAX_BYTES // 1_000_000} MB kan sparas."
            )
        values = {"media_type": media_type, "size": len(data), "data": data}
        return self.defer("data").get_or_create(sha256=hashlib.sha256(data).hexdigest(), defaults=values)[0]


class BlobTooLarge(Exception):
    """The file is larger than the store accepts."""


class Blob(models.Model):
    """The bytes of a finished document or of a file that came in, under their own SHA-256. Never changed or deleted."""

    MAX_BYTES = 25_000_000
    CHUNK_BYTES = 256 * 1024

    sha256 = models.CharField("SHA-256", max_length=64, primary_key=True)
    media_type = models.CharField("medietyp", max_length=100)
    size = models.PositiveIntegerField("storlek i byte")
    data = models.BinaryField("innehåll")

    objects = BlobQuerySet.as_manager()

    class Meta:
        verbose_name = "lagrad fil"
        verbose_name_plural = "lagrade filer"
        constraints = [models.CheckConstraint(condition=models.Q(size__lte=25_000_000), name="blob_size_limit")]

    def __str__(self) -> str:
        return self.sha256

    def chunks(self) -> Iterator[bytes]:
        """The bytes, read from the database a piece at a time so that a slow reader costs no memory."""
        for start in range(1, self.size + 1, self.CHUNK_BYTES):
            with connection.cursor() as cursor:
                cursor.execute(
                    f"SELECT substr(data, %s, %s) FROM {self._meta.db_table} WHERE sha256 = %s",  # noqa: S608
                    [start, self.CHUNK_BYTES, self.sha256],
                )
                yield bytes(cursor.fetchone()[0])


class SourceFile(models.Model):
    """An old paper that was read in: the original file, kept as it came, and what the reader remarked on."""

    blob = models.OneToOneField(Blob, verbose_name="innehåll", on_delete=models.PROTECT, related_name="source_file")
    name = models.CharField("filnamn", max_length=255)
    title = models.CharField("titel", max_length=300, help_text="Rubriken på det som filen blev.")
    remarks = models.JSONField("anmärkningar", default=list)
    imported_at = models.DateTimeField("inläst", default=timezone.now)
    imported_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, verbose_name="inläst av", on_delete=models.PROTECT, related_name="+"
    )

    class Meta:
        verbose_name = "inläst fil"
        verbose_name_plural = "inlästa filer"
        ordering = ["-imported_at", "-pk"]

    def __str__(self) -> str:
        return self.title


class Upload(models.Model):
    """A file that somebody added, as it came but for a camera's notes (pictures.py). Never changed or deleted.

    What it belongs to decides who sees it.
    """

    blob = models.ForeignKey(Blob, verbose_name="innehåll", on_delete=models.PROTECT, related_name="uploads")
    name = models.CharField("filnamn", max_length=100)
    uploaded_at = models.DateTimeField("uppladdad", default=timezone.now)
    uploaded_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, verbose_name="uppladdad av", on_delete=models.PROTECT, related_name="+"
    )

    class Meta:
        verbose_name = "uppladdad fil"
        verbose_name_plural = "uppladdade filer"
        ordering = ["-uploaded_at", "-pk"]

    def __str__(self) -> str:
        return self.name

    @property
    def size_text(self) -> str:
        return megabytes(self.blob.size)


class DocumentQuerySet(models.QuerySet["Document"]):
    def visible_to(self, user: User) -> Self:
        """Finished documents are for everybody with a role."""
        return self if access.is_insider(user) else self.none()

    def of_year(self, year: int | None) -> Self:
        return self.filter(date__year=year) if year else self

    def of_kind(self, kind: str) -> Self:
        return self.filter(kind=kind) if kind else self


class Document(models.Model):
    """A finished document (färdig handling): a PDF served for ever as it was stored. Never changed or deleted."""

    class Kind(models.TextChoices):
        REPORT = "report", "Rapport"
        MINUTES = "minutes", "Protokoll"
        NOTICE = "notice", "Kallelse"
        EXTRACT = "extract", "Protokollsutdrag"
        CORRECTION = "correction", "Rättelse"

    kind = models.CharField("slag", max_length=12, choices=Kind)
    title = models.CharField("titel", max_length=300)
    date = models.DateField("datum")
    file_name = models.CharField("filnamn", max_length=120)
    blob = models.ForeignKey(Blob, verbose_name="innehåll", on_delete=models.PROTECT, related_name="documents")
    replaces = models.OneToOneField(
        "self", verbose_name="ersätter", on_delete=models.PROTECT, related_name="replaced_by", null=True, blank=True
    )
    corrects = models.ForeignKey(
        "self", verbose_name="rättar", on_delete=models.PROTECT, related_name="corrected_by", null=True, blank=True
    )
    extract_of = models.ForeignKey(
        "self", verbose_name="utdrag ur", on_delete=models.PROTECT, related_name="extracts", null=True, blank=True
    )
    finalised_at = models.DateTimeField("färdig", default=timezone.now)
    finalised_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, verbose_name="färdigställd av", on_delete=models.PROTECT, related_name="+"
    )
    trail_head = models.CharField(
        "händelseloggens kontrollsumma", max_length=64, blank=True, help_text="Som den trycktes."
    )
    sealed_at = models.DateTimeField("förseglad", null=True, blank=True)
    sealed_by = models.CharField("vems sigill", max_length=300, blank=True, help_text="Som det står i certifikatet.")
    signed_by = models.TextField(
        "undertecknad av", blank=True, help_text="I en annan tjänst, som det står i certifikaten."
    )
    made_from = models.ForeignKey(
        Blob,
        verbose_name="före underskrifterna",
        on_delete=models.PROTECT,
        related_name="+",
        null=True,
        blank=True,
        help_text="Filen som den togs fram här för att undertecknas i en annan tjänst.",
    )

    objects = DocumentQuerySet.as_manager()

    class Meta:
        verbose_name = "handling"
        verbose_name_plural = "handlingar"
        ordering = ["-date", "-pk"]
        indexes = [models.Index(fields=["-date", "-id"]), models.Index(fields=["kind", "-date", "-id"])]
        constraints = [
            models.CheckConstraint(
                condition=models.Q(sealed_at=None, sealed_by="")
                | models.Q(sealed_at__isnull=False) & ~models.Q(sealed_by=""),
                name="document_seal_has_time_and_owner",
            )
        ]

    def __str__(self) -> str:
        return self.title

    def get_absolute_url(self) -> str:
        return reverse("documents:download", args=[self.pk, self.file_name])

    @property
    def is_replaced(self) -> bool:
        """Whether a newer document has taken its place; both are kept."""
        return hasattr(self, "replaced_by")

    @property
    def seal_sentence(self) -> str:
        """Whether the document carries a seal, and whose; or signatures from elsewhere."""
        if self.signed_by:
            return f"Undertecknad i en annan tjänst av {self.signed_by}, utan vårt sigill"
        if self.sealed_at is None:
            return "Utan sigill"
        moment = timezone.localtime(self.sealed_at)
        return f"Förseglad av {self.sealed_by} {long_date(moment.date())} {time_range(moment.time(), None)}"
