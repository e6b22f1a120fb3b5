"""What a § leads to beyond its decisions: somebody's task, or an item for a later meeting."""

import datetime
from typing import Self

from django.conf import settings
from django.db import models
from django.db.models import OuterRef, Q
from django.urls import reverse
from django.utils.safestring import SafeString

from big import access
from big.documents.richtext import RichTextField, clean
from big.people.models import Person, User
from big.swedish import long_date
from minutes.models.meetings import Meeting
from minutes.models.paragraphs import Found, Outcome, OutcomeQuerySet, Paragraph


class AssignmentQuerySet(OutcomeQuerySet):
    def open(self) -> Self:
        """Neither done nor withdrawn."""
        return self.filter(outcome=None)

    def done(self) -> Self:
        return self.filter(outcome__kind=AssignmentOutcome.Kind.DONE)

    def withdrawn(self) -> Self:
        return self.filter(outcome__kind=AssignmentOutcome.Kind.WITHDRAWN)

    def of(self, user: User) -> Self:
        """Those of the person who signs in as the user."""
        return self.filter(person__user=user)

    def due_between(self, start: datetime.date, end: datetime.date) -> Self:
        """By their last day, or the day of the meeting they are due to; both days count."""
        held = Q(due_meeting__date__range=(start, end)) & ~Q(due_meeting__state=Meeting.State.CANCELLED)
        return self.filter(Q(due_on__range=(start, end)) | held)


class Assignment(Found):
    """Uppdrag: who is to do what until when. The name is as printed; `person` is who it is in the register."""

    paragraph = models.ForeignKey(
        Paragraph, verbose_name="paragraf", on_delete=models.CASCADE, related_name="assignments"
    )
    position = models.PositiveIntegerField("ordning")
    text = models.TextField("vad")
    person = models.ForeignKey(
        Person, verbose_name="person", on_delete=models.PROTECT, related_name="assignments", null=True, blank=True
    )
    name = models.CharField("vem", max_length=300, blank=True)
    due_on = models.DateField("senast den", null=True, blank=True)
    due_meeting = models.ForeignKey(
        Meeting,
        verbose_name="till sammanträdet",
        on_delete=models.PROTECT,
        related_name="assignments_due",
        null=True,
        blank=True,
    )

    objects = AssignmentQuerySet.as_manager()

    class Meta:
        verbose_name = "uppdrag"
        verbose_name_plural = "uppdrag"
        ordering = ["position"]
        constraints = [
            models.UniqueConstraint(fields=["paragraph", "position"], name="assignment_position_unique"),
            models.CheckConstraint(
                condition=Q(due_on=None) | Q(due_meeting=None),
                name="assignment_due_once",
                violation_error_message="Ange antingen en dag eller ett sammanträde, inte båda.",
            ),
            models.CheckConstraint(
                condition=Q(person=None) | ~Q(name=""),
                name="assignment_person_is_named",
                violation_error_message="Ange vem som har fått uppdraget.",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.name}: {self.text}" if self.name else self.text

    def get_absolute_url(self) -> str:
        return reverse("minutes:assignment", args=[self.pk])

    @property
    def searched(self) -> str:
        return f"{self.text} {self.name}"

    @property
    def due_day(self) -> datetime.date | None:
        return self.due_meeting.date if self.due_meeting else self.due_on

    @property
    def concluded(self) -> "AssignmentOutcome | None":
        """What became of it; None while it is open."""
        return getattr(self, "outcome", None)

    def may_be_concluded_by(self, user: User) -> bool:
        """The person whose assignment it is, and those who keep the minutes."""
        return access.may_keep_minutes(user) or (self.person_id is not None and self.person_id == user.person_id)

    @property
    def due_text(self) -> str:
        """senast den 3 mars 2027, till sammanträdet den 3 mars 2027; nothing where nobody has said until when."""
        if self.due_meeting:
            return f"till sammanträdet den {long_date(self.due_meeting.date)}"
        return f"senast den {long_date(self.due_on)}" if self.due_on else ""

    @property
    def sentence(self) -> str:
        """As the minutes print it: "Uppdrag till Anna Ek: bjuda in skolorna, senast den 3 mars 2027."."""
        who = f"Uppdrag till {self.name}" if self.name else "Uppdrag"
        what = self.text.strip().rstrip(".")
        return f"{who}: {', '.join(filter(None, [what, self.due_text]))}."


class AssignmentOutcome(models.Model):
    """That an assignment is done or withdrawn: a row of its own, because the assignment's freezes with its minutes.

    `reported_in` is the § of a later meeting that tells of it.
    """

    class Kind(models.TextChoices):
        DONE = "done", "utfört"
        WITHDRAWN = "withdrawn", "återtaget"

    assignment = models.OneToOneField(
        Assignment, verbose_name="uppdrag", on_delete=models.CASCADE, related_name="outcome"
    )
    kind = models.CharField("slag", max_length=10, choices=Kind)
    at = models.DateTimeField("när")
    by = models.ForeignKey(settings.AUTH_USER_MODEL, verbose_name="vem", on_delete=models.PROTECT, related_name="+")
    note = models.TextField("anteckning", blank=True)
    reported_in = models.ForeignKey(
        Paragraph,
        verbose_name="redovisat i",
        on_delete=models.SET_NULL,
        related_name="reported_outcomes",
        null=True,
        blank=True,
    )

    class Meta:
        verbose_name = "utfall av uppdrag"
        verbose_name_plural = "utfall av uppdrag"
        ordering = ["-at", "-pk"]

    def __str__(self) -> str:
        return f"{self.get_kind_display()}: {self.assignment}"

    @property
    def sentence(self) -> str:
        """As the § prints it that tells of it: "Uppdraget till Anna Ek (bjuda in skolorna) är utfört."."""
        who = f" till {self.assignment.name}" if self.assignment.name else ""
        what = self.assignment.text.strip().rstrip(".")
        note = self.note.strip().rstrip(".")
        return f"Uppdraget{who} ({what}) är {self.get_kind_display()}." + (f" {note}." if note else "")


class DeferralQuerySet(OutcomeQuerySet):
    def open(self) -> Self:
        """Those still to be dealt with: no attested minutes have the § they landed in.

        Where that § was deferred again, its own deferral is the open one.
        """
        dealt_with = Paragraph.objects.filter(from_deferral=OuterRef("pk"), meeting__state=Meeting.State.ATTESTED)
        return self.filter(~models.Exists(dealt_with))


class Deferral(Outcome):
    """Bordläggning: a § or part of it is moved to a later meeting, and lands as a § of its agenda (`from_deferral`).

    `heading` and `text` are what is moved; `to_meeting` is empty until somebody has said which meeting.
    """

    paragraph = models.ForeignKey(
        Paragraph, verbose_name="paragraf", on_delete=models.CASCADE, related_name="deferrals"
    )
    position = models.PositiveIntegerField("ordning")
    heading = models.CharField("rubrik", max_length=500)
    text = RichTextField("text", blank=True)
    to_meeting = models.ForeignKey(
        Meeting,
        verbose_name="till sammanträdet",
        on_delete=models.PROTECT,
        related_name="deferred_here",
        null=True,
        blank=True,
    )
    reason = models.TextField("skäl", blank=True)

    objects = DeferralQuerySet.as_manager()

    class Meta:
        verbose_name = "bordläggning"
        verbose_name_plural = "bordläggningar"
        ordering = ["position"]
        constraints = [models.UniqueConstraint(fields=["paragraph", "position"], name="deferral_position_unique")]

    def __str__(self) -> str:
        return self.heading

    @property
    def sentence(self) -> str:
        """As the minutes print it; a reason is a sentence of its own, since it is written as one."""
        what = "Ärendet" if self.heading == self.paragraph.heading else f"Ärendet ”{self.heading}”"
        to = f"sammanträdet den {long_date(self.to_meeting.date)}" if self.to_meeting else "ett senare sammanträde"
        reason = self.reason.strip().rstrip(".")
        return f"{what} överförs till {to}." + (f" Skäl: {reason}." if reason else "")

    @property
    def html(self) -> SafeString:
        return clean(self.text)
