"""What is prepared before a meeting: a body's standing agenda and phrases, proposals, news, and the notice."""

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.safestring import SafeString

from big.documents.models import Document
from big.documents.richtext import RichTextField, clean
from big.people.models import Organisation
from big.versions import Versioned
from minutes.models.bodies import Body
from minutes.models.meetings import Meeting
from minutes.models.paragraphs import Paragraph


class StandingItem(Versioned):
    """Stående punkt: each new meeting of the body begins with a copy of it, prepared text and all."""

    body = models.ForeignKey(Body, verbose_name="organ", on_delete=models.CASCADE, related_name="standing_items")
    position = models.PositiveIntegerField("ordning")
    heading = models.CharField("rubrik", max_length=500)
    text = RichTextField("förberedd text", blank=True)
    kind = models.CharField("slag", max_length=20, choices=Paragraph.Kind, default=Paragraph.Kind.ITEM)

    class Meta:
        verbose_name = "stående punkt"
        verbose_name_plural = "stående punkter"
        ordering = ["position"]
        constraints = [models.UniqueConstraint(fields=["body", "position"], name="standing_item_position_unique")]

    def __str__(self) -> str:
        return self.heading

    @property
    def html(self) -> SafeString:
        return clean(self.text)

    @property
    def kind_text(self) -> str:
        """What kind of item it is, where the heading does not say so by itself."""
        label = self.get_kind_display()
        return "" if self.kind == Paragraph.Kind.ITEM or label == self.heading.lower() else label.capitalize()


class Phrase(Versioned):
    """Standardfras: a sentence that the body's secretary writes often, to be put into a § with one click."""

    body = models.ForeignKey(Body, verbose_name="organ", on_delete=models.CASCADE, related_name="phrases")
    position = models.PositiveIntegerField("ordning")
    text = models.TextField("text")

    class Meta:
        verbose_name = "fras"
        verbose_name_plural = "fraser"
        ordering = ["position"]
        constraints = [models.UniqueConstraint(fields=["body", "position"], name="phrase_position_unique")]

    def __str__(self) -> str:
        return self.text


class AgendaProposal(models.Model):
    """Ärendeförslag: what somebody wants to have on the agenda. The secretary accepts or declines it."""

    class Answer(models.TextChoices):
        ACCEPTED = "accepted", "på dagordningen"
        DECLINED = "declined", "avböjt"

    meeting = models.ForeignKey(Meeting, verbose_name="sammanträde", on_delete=models.CASCADE, related_name="proposals")
    heading = models.CharField("rubrik", max_length=500)
    text = models.TextField("vad det gäller", blank=True)
    proposed_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, verbose_name="föreslaget av", on_delete=models.PROTECT, related_name="+"
    )
    proposed_at = models.DateTimeField("föreslaget")
    answer = models.CharField("svar", max_length=10, choices=Answer, blank=True, editable=False)
    answered_at = models.DateTimeField("besvarat", null=True, editable=False)
    answered_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        verbose_name="besvarat av",
        on_delete=models.PROTECT,
        related_name="+",
        null=True,
        editable=False,
    )
    reason = models.TextField("skäl", blank=True)
    paragraph = models.ForeignKey(
        Paragraph,
        verbose_name="blev §",
        on_delete=models.SET_NULL,
        related_name="proposals",
        null=True,
        blank=True,
        editable=False,
    )

    class Meta:
        verbose_name = "ärendeförslag"
        verbose_name_plural = "ärendeförslag"
        ordering = ["proposed_at", "pk"]
        constraints = [
            models.CheckConstraint(
                condition=Q(answer="", answered_at=None, answered_by=None)
                | (~Q(answer="") & Q(answered_at__isnull=False, answered_by__isnull=False)),
                name="proposal_answered_by_somebody",
                violation_error_message="Ett svar har en dag och en person.",
            ),
            models.CheckConstraint(
                condition=~Q(answer="declined") | ~Q(reason=""),
                name="proposal_declined_with_reason",
                violation_error_message="Skriv varför förslaget avböjs.",
            ),
            models.CheckConstraint(
                condition=Q(paragraph=None) | Q(answer="accepted"),
                name="proposal_on_the_agenda_when_accepted",
                violation_error_message="Bara ett förslag som tas upp blir en paragraf.",
            ),
        ]

    def __str__(self) -> str:
        return self.heading


class News(Versioned):
    """Aktuellt från en huvudman, sent in before the meeting, for the § where each of them tells what goes on."""

    meeting = models.ForeignKey(Meeting, verbose_name="sammanträde", on_delete=models.CASCADE, related_name="news")
    organisation = models.ForeignKey(
        Organisation, verbose_name="huvudman", on_delete=models.PROTECT, related_name="news"
    )
    text = models.TextField("text")
    written_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, verbose_name="skrivet av", on_delete=models.PROTECT, related_name="+"
    )
    written_at = models.DateTimeField("skrivet")

    class Meta:
        verbose_name = "aktuellt från huvudman"
        verbose_name_plural = "aktuellt från huvudmännen"
        ordering = ["organisation__name", "pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["meeting", "organisation"],
                name="news_once_per_organisation",
                violation_error_message="Huvudmannen har redan skrivit till sammanträdet.",
            )
        ]

    def __str__(self) -> str:
        return f"Aktuellt från {self.organisation}"


class Notice(models.Model):
    """Kallelse as it was sent, number 1, 2 … for the meeting. Never changed: what changes later is a new one."""

    meeting = models.ForeignKey(Meeting, verbose_name="sammanträde", on_delete=models.PROTECT, related_name="notices")
    number = models.PositiveIntegerField("nummer")
    sent_at = models.DateTimeField("skickad")
    sent_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, verbose_name="skickad av", on_delete=models.PROTECT, related_name="+"
    )
    document = models.OneToOneField(Document, verbose_name="handling", on_delete=models.PROTECT, related_name="notice")
    changes = models.TextField("ändrat sedan förra kallelsen", blank=True)

    class Meta:
        verbose_name = "kallelse"
        verbose_name_plural = "kallelser"
        ordering = ["number"]
        constraints = [
            models.UniqueConstraint(fields=["meeting", "number"], name="notice_number_unique"),
            models.CheckConstraint(condition=Q(number__gte=1), name="notice_number_from_one"),
        ]

    def __str__(self) -> str:
        return f"Kallelse {self.number}"
