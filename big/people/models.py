import datetime
import uuid
from functools import cached_property
from typing import Any, Self

from django.contrib.auth.base_user import AbstractBaseUser, BaseUserManager
from django.contrib.auth.models import Group, PermissionsMixin
from django.core.exceptions import ValidationError
from django.db import models
from django.db.models.functions import Lower
from django.http import QueryDict
from django.urls import reverse
from django.utils import timezone
from django.utils.html import format_html

from big.people.roles import Role
from big.search import Searchable, SearchableQuerySet, fold
from big.versions import Versioned


class Organisation(Searchable, Versioned):
    """An organisation that takes part (huvudman) or cooperates (samarbetspartner)."""

    class Kind(models.TextChoices):
        PRINCIPAL = "principal", "huvudman"
        PARTNER = "partner", "samarbetspartner"
        BOTH = "both", "huvudman och samarbetspartner"

    search_fields = ("name", "short_name")

    name = models.CharField("namn", max_length=200, unique=True)
    short_name = models.CharField("kort namn", max_length=40, blank=True)
    kind = models.CharField("slag", max_length=10, choices=Kind, default=Kind.PARTNER)
    email = models.EmailField(
        "e-post", blank=True, help_text="Dit organisationen får protokoll, till exempel registratorns adress."
    )

    objects = SearchableQuerySet.as_manager()

    class Meta:
        verbose_name = "organisation"
        verbose_name_plural = "organisationer"
        ordering = ["name"]

    def __str__(self) -> str:
        return self.name

    def get_absolute_url(self) -> str:
        return reverse("people:organisation", args=[self.pk])

    def clean(self) -> None:
        """Refuse a name that differs from another's in capitals only."""
        for other in Organisation.objects.exclude(pk=self.pk).named(self.name):
            link = format_html('<a href="{}">{}</a>', other.get_absolute_url(), other)
            raise ValidationError({"name": format_html("{} finns redan.", link)})


class PersonQuerySet(SearchableQuerySet):
    def matching(self, text: str, *, emails: bool = False) -> Self:
        """Those that have every word in their name, title or organisation, or with `emails` in their address.

        Who may not see addresses does not search them either: a search that finds tells what it found.
        """
        found = self
        for word in fold(text).split():
            where = models.Q(search_text__contains=word) | models.Q(organisation__search_text__contains=word)
            if emails:
                where |= models.Q(email__icontains=word)  # an address is a to z
            found = found.filter(where)
        return found

    def without_account(self) -> Self:
        return self.filter(user=None)

    def only_one_named(self, name: str) -> "Person | None":
        """The person of that name, if there is exactly one: with two of the same name nobody is guessed."""
        found = list(self.filter(name=name)[:2])
        return found[0] if len(found) == 1 else None


class Person(Searchable, Versioned):
    """Somebody who takes part, with or without an account (police officers, guests)."""

    search_fields = ("name", "title")

    name = models.CharField("namn", max_length=200)
    title = models.CharField("titel", max_length=200, blank=True)
    organisation = models.ForeignKey(
        Organisation,
        verbose_name="organisation",
        on_delete=models.PROTECT,
        related_name="people",
        null=True,
        blank=True,
    )
    email = models.EmailField("e-post", blank=True)

    objects = PersonQuerySet.as_manager()

    class Meta:
        verbose_name = "person"
        verbose_name_plural = "personer"
        ordering = ["name", "pk"]

    def __str__(self) -> str:
        return ", ".join(filter(None, [self.name, self.title]))

    def get_absolute_url(self) -> str:
        return reverse("people:person", args=[self.pk])

    @property
    def label(self) -> str:
        """What tells the person from others of the same name."""
        return ", ".join(filter(None, [str(self), self.organisation and self.organisation.name]))

    @property
    def address(self) -> str:
        """Where the person gets mail: the address in the register, or that of the account; empty if unknown."""
        user = getattr(self, "user", None)
        return self.email or (user.email if user and user.is_active else "")

    def clean(self) -> None:
        """Refuse a second person who could not be told from the first."""
        for other in Person.objects.exclude(pk=self.pk).select_related("organisation").named(self.name):
            if fold(other.label) == fold(self.label):
                link = format_html('<a href="{}">{}</a>', other.get_absolute_url(), other.label)
                sentences = "Det finns redan en {}. Skriv en titel eller en organisation så att de går att skilja åt."
                raise ValidationError({"title": format_html(sentences, link)})


class UserManager(BaseUserManager["User"]):
    def get_by_natural_key(self, username: str | None) -> "User":
        return self.get(email__iexact=username)

    def create_user(self, email: str, password: str | None = None, **fields: Any) -> "User":
        user = self.model(email=self.normalize_email(email), **fields)
        user.set_password(password)
        user.save()
        return user

    def create_superuser(self, email: str, password: str | None = None, **fields: Any) -> "User":
        """The first account of an installation (`manage.py createsuperuser`): an administrator who gives roles."""
        user = self.create_user(email, password, **fields)
        user.groups.add(Group.objects.get(name=Role.ADMINISTRATOR))
        return user

    def readers(self, pace: "User.Pace") -> models.QuerySet["User"]:
        """Those with a role who want news of finished documents so."""
        return self.filter(is_active=True, pace=pace).exclude(groups=None).distinct()

    def command_line(self) -> "User":
        """The account in whose name commands act. Nobody can sign in with it."""
        user = self.filter(email=User.COMMAND_LINE).first()
        return user or self.create_user(User.COMMAND_LINE, name="Kommandoraden", is_active=False)


class User(AbstractBaseUser, PermissionsMixin):
    """Somebody who signs in, by e-mail address."""

    COMMAND_LINE = "kommandoraden@localhost"

    class Pace(models.TextChoices):
        AT_ONCE = "at_once", "ett brev så snart något är publicerat"
        WEEKLY = "weekly", "ett brev på måndagen med veckans nytt"
        NEVER = "never", "inga brev"

    email = models.EmailField("e-postadress", unique=True)
    name = models.CharField("namn", max_length=200)
    person = models.OneToOneField(
        Person, verbose_name="person", on_delete=models.PROTECT, related_name="user", null=True, blank=True
    )
    is_active = models.BooleanField("aktiv", default=True)
    pace = models.CharField("nyheter med e-post", max_length=10, choices=Pace, default=Pace.AT_ONCE)
    created_at = models.DateTimeField("skapad", auto_now_add=True)

    objects = UserManager()

    USERNAME_FIELD = "email"
    EMAIL_FIELD = "email"
    REQUIRED_FIELDS = ["name"]

    class Meta:
        verbose_name = "konto"
        verbose_name_plural = "konton"
        ordering = ["name", "pk"]
        constraints = [
            models.UniqueConstraint(
                Lower("email"),
                name="user_email_unique",
                violation_error_message="Det finns redan ett konto med adressen.",
            )
        ]

    def __str__(self) -> str:
        return self.name

    @cached_property
    def roles(self) -> frozenset[str]:
        """The names of the person's roles (`people.roles.Role`), read once for each request."""
        return frozenset(group.name for group in self.groups.all())

    def save(self, *args: Any, **kwargs: Any) -> None:
        """Addresses are kept in small letters, as sign-in looks them up. An earlier address opens nothing."""
        self.email = self.email.lower()
        super().save(*args, **kwargs)
        if kwargs.get("update_fields") is None:
            self.emailaddress_set.exclude(email=self.email).delete()

    def get_full_name(self: Self) -> str:
        return self.name

    def get_short_name(self: Self) -> str:
        return self.name.split()[0]


class FeedKey(models.Model):
    """The right to follow news from a program that cannot sign in: the token in its address is made of it (feeds.py).

    A person has one at a time; a closed one stays, and opens nothing.
    """

    user = models.ForeignKey(User, verbose_name="vem", on_delete=models.CASCADE, related_name="feed_keys")
    opened_at = models.DateTimeField("öppnat")
    closed_at = models.DateTimeField("stängt", null=True)

    class Meta:
        verbose_name = "flöde"
        verbose_name_plural = "flöden"
        ordering = ["-opened_at"]
        constraints = [
            models.UniqueConstraint(
                fields=["user"], condition=models.Q(closed_at=None), name="feed_key_one_open_per_person"
            )
        ]

    def __str__(self) -> str:
        return f"{self.user}, {self.opened_at:%Y-%m-%d}"


class UnsavedFormQuerySet(models.QuerySet["UnsavedForm"]):
    def waiting(self, user: User) -> Self:
        """What the person has typed and not saved, the latest first."""
        return self.filter(user=user, saved_at=None).order_by("-kept_at")


class UnsavedForm(models.Model):
    """Osparat: what somebody has typed in a form and not saved yet (unsaved.py). Nobody else sees it."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4)
    user = models.ForeignKey(User, verbose_name="vem", on_delete=models.CASCADE, related_name="unsaved_forms")
    path = models.CharField("sida", max_length=500)
    title = models.CharField("sidans rubrik", max_length=200, blank=True)
    fields = models.JSONField("fält", default=list)
    files = models.JSONField("filer", default=list)
    was_sent = models.BooleanField("skickades för sent", default=False)
    kept_at = models.DateTimeField("skrivet")
    saved_at = models.DateTimeField("sparat", null=True)
    led_to = models.CharField("ledde till", max_length=500, blank=True)
    digest = models.CharField("det sparades kontrollsumma", max_length=64, blank=True)

    objects = UnsavedFormQuerySet.as_manager()

    class Meta:
        verbose_name = "osparad text"
        verbose_name_plural = "osparade texter"
        ordering = ["-kept_at"]
        indexes = [models.Index(fields=["user", "path", "-kept_at"])]

    def __str__(self) -> str:
        return self.title or self.path

    @property
    def texts(self) -> list[str]:
        """What a person would miss: all that holds more than one word."""
        return [value for _, value in self.fields if len(value.split()) > 1]

    def as_typed(self) -> QueryDict:
        """The fields as the browser sent them."""
        typed = QueryDict(mutable=True)
        for name, value in self.fields:
            typed.appendlist(name, value)
        return typed


class EventQuerySet(models.QuerySet["Event"]):
    def newest_first(self) -> Self:
        return self.order_by("-at", "-pk")

    def by(self, user: User) -> Self:
        return self.filter(by=user)

    def of_act(self, act: str) -> Self:
        return self.filter(act=act)

    def since(self, day: datetime.date) -> Self:
        return self.filter(at__date__gte=day)

    def until(self, day: datetime.date) -> Self:
        return self.filter(at__date__lte=day)


class Event(models.Model):
    """Händelse: who did what, when. Added by `people.events.record`; never changed or deleted."""

    class Act(models.TextChoices):
        SIGNED_IN = "signed_in", "loggade in"
        SIGN_IN_FAILED = "sign_in_failed", "försökte logga in med fel uppgifter"
        SIGNED_OUT = "signed_out", "loggade ut"
        INVITED = "invited", "bjöd in"
        INVITATION_WITHDRAWN = "invitation_withdrawn", "återtog inbjudan till"
        ACCOUNT_OPENED = "account_opened", "öppnade sitt konto"
        ACCOUNT_CLOSED = "account_closed", "stängde av kontot för"
        ACCOUNT_REOPENED = "account_reopened", "öppnade åter kontot för"
        ROLES_CHANGED = "roles_changed", "ändrade behörigheten för"
        CREATED = "created", "skapade"
        EDITED = "edited", "ändrade"
        DELETED = "deleted", "tog bort"
        IMPORTED = "imported", "läste in"
        PUBLISHED = "published", "publicerade"
        CALLED = "called", "skickade kallelsen till"
        CANCELLED = "cancelled", "ställde in"
        SENT_TO_ATTESTERS = "sent_to_attesters", "skickade till justering"
        APPROVED = "approved", "godkände som justerare"
        RETURNED = "returned", "skickade tillbaka som justerare"
        DECLINED = "declined", "avstod från att justera"
        RECALLED = "recalled", "återtog från justering"
        ATTESTED = "attested", "registrerade justeringen av"
        EXTRACTED = "extracted", "gjorde ett utdrag ur"
        SENT_OUT = "sent_out", "skickade ut"
        HANDED_OVER = "handed_over", "lämnade på papper"
        DRAFT_READ = "draft_read", "läste utkastet till"
        EXPORTED = "exported", "tog ut"
        REMINDED = "reminded", "påminde om"
        SENT_AGAIN = "sent_again", "skickade igen"
        FEED_OPENED = "feed_opened", "öppnade sitt flöde"
        FEED_CLOSED = "feed_closed", "stängde sitt flöde"

    at = models.DateTimeField("när", default=timezone.now)
    by = models.ForeignKey(
        User, verbose_name="vem", on_delete=models.PROTECT, related_name="events", null=True, blank=True
    )
    act = models.CharField("vad", max_length=20, choices=Act)
    subject = models.CharField("gäller", max_length=1000, blank=True)
    detail = models.CharField("närmare", max_length=1000, blank=True)

    objects = EventQuerySet.as_manager()

    class Meta:
        verbose_name = "händelse"
        verbose_name_plural = "händelser"
        ordering = ["-at", "-pk"]
        indexes = [models.Index(fields=["-at", "-id"]), models.Index(fields=["act", "-at", "-id"])]

    def __str__(self) -> str:
        """The event as a Swedish sentence."""
        who = self.by.name if self.by else "Någon"
        sentence = " ".join(filter(None, [who, self.get_act_display(), self.subject]))
        return f"{sentence}: {self.detail}." if self.detail else f"{sentence}."


class Link(models.Model):
    """Länk: an event's place in the chain of the trail (trail.py), with the digest of it and all before it."""

    number = models.PositiveBigIntegerField("nummer", primary_key=True)
    event = models.OneToOneField(Event, verbose_name="händelse", on_delete=models.PROTECT, related_name="link")
    digest = models.CharField("kontrollsumma", max_length=64)

    class Meta:
        verbose_name = "länk"
        verbose_name_plural = "länkar"

    def __str__(self) -> str:
        return f"{self.number}: {self.digest}"


class InvitationQuerySet(models.QuerySet["Invitation"]):
    def pending(self) -> Self:
        """Sent, and neither accepted nor withdrawn; some may have expired."""
        return self.filter(accepted_at=None, withdrawn_at=None)


class Invitation(models.Model):
    """That somebody is invited to get an account. The link in the letter is made of it (invitations.py)."""

    VALID_FOR = datetime.timedelta(days=7)

    name = models.CharField("namn", max_length=200)
    email = models.EmailField("e-postadress")
    person = models.ForeignKey(
        Person, verbose_name="person", on_delete=models.PROTECT, related_name="+", null=True, blank=True
    )
    roles = models.ManyToManyField(Group, verbose_name="behörigheter", related_name="+", blank=True)
    invited_by = models.ForeignKey(User, verbose_name="inbjuden av", on_delete=models.PROTECT, related_name="+")
    sent_at = models.DateTimeField("skickad")
    accepted_at = models.DateTimeField("använd", null=True, blank=True)
    user = models.OneToOneField(
        User, verbose_name="konto", on_delete=models.PROTECT, related_name="invitation", null=True, blank=True
    )
    withdrawn_at = models.DateTimeField("återtagen", null=True, blank=True)
    withdrawn_by = models.ForeignKey(
        User, verbose_name="återtagen av", on_delete=models.PROTECT, related_name="+", null=True, blank=True
    )

    objects = InvitationQuerySet.as_manager()

    class Meta:
        verbose_name = "inbjudan"
        verbose_name_plural = "inbjudningar"
        ordering = ["-sent_at", "-pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["email"],
                condition=models.Q(accepted_at=None, withdrawn_at=None),
                name="invitation_one_pending_per_address",
                violation_error_message="Adressen är redan inbjuden.",
            ),
            models.CheckConstraint(
                condition=models.Q(accepted_at=None, user=None)
                | models.Q(accepted_at__isnull=False, user__isnull=False, withdrawn_at=None),
                name="invitation_accepted_with_account",
                violation_error_message="En använd inbjudan har ett konto och är inte återtagen.",
            ),
            models.CheckConstraint(
                condition=models.Q(withdrawn_at=None, withdrawn_by=None)
                | models.Q(withdrawn_at__isnull=False, withdrawn_by__isnull=False),
                name="invitation_withdrawn_by_somebody",
                violation_error_message="En återtagen inbjudan har återtagits av någon.",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.name} <{self.email}>"

    @property
    def is_pending(self) -> bool:
        return self.accepted_at is None and self.withdrawn_at is None

    @property
    def expires_at(self) -> datetime.datetime:
        return self.sent_at + self.VALID_FOR

    def is_expired(self, now: datetime.datetime | None = None) -> bool:
        return (now or timezone.now()) > self.expires_at
