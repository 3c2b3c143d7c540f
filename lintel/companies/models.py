"""Companies, the people who sign in, and what everything a company keeps has in common."""

from datetime import datetime, time
from typing import Any, ClassVar, Self, TypeVar

from django.contrib.auth.base_user import AbstractBaseUser, BaseUserManager
from django.core.exceptions import ValidationError
from django.db import models
from django.db.models import Q
from django.db.models.functions import Lower

from lintel.companies import roles
from lintel.core import ids

QUIET = time(21), time(8)
LETTERS_A_DAY = 2


class Company(models.Model):
    """A home-inspection company: its looks, its zone, how it wants to be paid, and its subscription."""

    class Order(models.TextChoices):
        SIGN_FIRST = "sign", "Sign, then pay"
        PAY_FIRST = "pay", "Pay, then sign"

    class Signing(models.TextChoices):
        """How agreements are signed."""

        CHECKBOX = "checkbox", "A tick, and the typed name"
        WRITTEN = "written", "A signature, drawn or typed"

    class Needs(models.TextChoices):
        """What a published report waits for."""

        BOTH = "both", "It is published, signed and paid"
        PAID = "paid", "It is published and paid"
        SIGNED = "signed", "It is published and signed"
        NOTHING = "nothing", "It is published"

        def sentence(self) -> str:
            """`The report opens when it is published, signed and paid`."""
            return f"The report opens when {self.label[0].lower()}{self.label[1:]}"

    key = models.CharField(max_length=16, unique=True, default=ids.new_row_key, editable=False)
    name = models.CharField(max_length=120)
    zone = models.CharField(max_length=64, default="America/New_York")
    telephone = models.CharField(max_length=40, blank=True)
    email = models.EmailField(blank=True)
    address = models.CharField(max_length=200, blank=True)
    colour = models.CharField(max_length=7, blank=True, help_text="#rrggbb, or empty for Lintel's own")
    currency = models.CharField(max_length=3, default="USD")
    steps = models.CharField(max_length=4, choices=Order, default=Order.SIGN_FIRST)
    payment_instructions = models.TextField(blank=True)
    # Nullable, these twelve: SQLite would remake the table for a default, and the outbox's trigger looks into it.
    paid_through = models.CharField(max_length=12, null=True, blank=True, help_text="The provider it is paid through")
    paid_in_test = models.BooleanField(null=True, blank=True, help_text="Whether that provider moves no real money")
    hides_payers = models.BooleanField(null=True, help_text="Whether clients are told amounts alone of who else pays")
    report_needs = models.CharField(max_length=7, choices=Needs, null=True, blank=True)
    collects_after = models.BooleanField(null=True, help_text="Whether clients are asked to pay once it is published")
    quiet_from = models.TimeField(null=True, blank=True)
    quiet_until = models.TimeField(null=True, blank=True)
    suppresses = models.BooleanField(
        null=True, help_text="Whether letters ever came back for good after they were sent"
    )
    bends_letters = models.BooleanField(null=True, help_text="Whether it has words, or conditions, of its own for ours")
    most_letters_a_day = models.PositiveSmallIntegerField(null=True, blank=True)
    signing = models.CharField(max_length=8, choices=Signing, null=True, blank=True)
    any_signer = models.BooleanField(null=True, help_text="Whether of several clients one signature is enough")
    created_at = models.DateTimeField()
    subscribed_at = models.DateTimeField(null=True, blank=True)
    lapsed_at = models.DateTimeField(null=True, blank=True)
    upgrade_asked_at = models.DateTimeField(null=True, blank=True)
    restored_at = models.DateTimeField(null=True, blank=True, help_text="Until its payments since then are known")

    def __str__(self) -> str:
        return self.name

    def quiet(self) -> tuple[time, time]:
        """From when until when nothing goes by itself to anybody, on the clocks at the property. The same: never."""
        return self.quiet_from or QUIET[0], self.quiet_until or QUIET[1]

    def letters_a_day(self) -> int:
        """How many letters a day automations write to one person."""
        return self.most_letters_a_day or LETTERS_A_DAY

    def on_trial(self) -> bool:
        """A company without a subscription, or with a lapsed one, sends nothing to anyone outside it.

        The database holds the same rule where letters are marked as sent (`messages/migrations`).
        """
        return self.subscribed_at is None or self.lapsed_at is not None


Row = TypeVar("Row", bound=models.Model)


class OwnedQuerySet(models.QuerySet[Row]):
    """Every query for what a company keeps starts here."""

    def of(self, company: Company) -> Self:
        return self.filter(company=company)


class Owned(models.Model):
    """What a company keeps. Its relations stay inside the company; `lintel doctor` looks that they do."""

    company = models.ForeignKey(Company, on_delete=models.PROTECT, related_name="+")

    class Meta:
        abstract = True


class UserManager(BaseUserManager["User"]):
    """Users are known by their email address, whatever its case."""

    def get_by_natural_key(self, username: str | None) -> "User":
        return self.get(email__iexact=username)

    def create_user(self, email: str, password: str | None = None, **fields: Any) -> "User":
        user = self.model(email=self.normalize_email(email).lower(), **fields)
        user.set_password(password)
        user.save(using=self._db)
        return user


class User(AbstractBaseUser):
    """Someone who can sign in. What they may do in a company is their membership's to say."""

    email = models.EmailField(unique=True)
    name = models.CharField(max_length=120, blank=True)
    is_active = models.BooleanField(default=True)
    joined_at = models.DateTimeField(auto_now_add=True)

    USERNAME_FIELD = "email"
    EMAIL_FIELD = "email"
    REQUIRED_FIELDS: ClassVar[list[str]] = []
    objects = UserManager()

    class Meta:
        constraints = [models.UniqueConstraint(Lower("email"), name="user_email_once_whatever_its_case")]

    def __str__(self) -> str:
        return self.email


class MemberQuerySet(OwnedQuerySet["Member"]):
    def inspectors(self) -> Self:
        """Those who can be booked, by name."""
        return self.filter(inspects=True, left_at=None).order_by("name")

    def present(self) -> Self:
        return self.filter(left_at=None)


class Member(Owned):
    """A person in a company: what they may do, and whether they inspect."""

    class Role(models.TextChoices):
        OWNER = "owner", "Owner"
        OFFICE = "office", "Office staff"
        INSPECTOR = "inspector", "Inspector"

    user = models.OneToOneField(User, on_delete=models.PROTECT, related_name="member")
    name = models.CharField(max_length=120)
    role = models.CharField(max_length=12, choices=Role)
    inspects = models.BooleanField(default=False)
    left_at = models.DateTimeField(null=True, blank=True)
    objects = MemberQuerySet.as_manager()

    def __str__(self) -> str:
        return self.name

    def may(self, act: str) -> bool:
        """Whether this person's role allows `act`, one of `roles.ACTS`."""
        return self.left_at is None and act in roles.ALLOWED[self.role]


class InvitationQuerySet(OwnedQuerySet["Invitation"]):
    def open(self, *, at: datetime) -> Self:
        return self.filter(accepted_at=None, withdrawn_at=None, expires_at__gt=at)


class Invitation(Owned):
    """An address asked to join. While it is open, letters to it count as letters inside the company."""

    key = models.CharField(max_length=16, unique=True, default=ids.new_row_key, editable=False)
    email = models.EmailField()
    name = models.CharField(max_length=120)
    role = models.CharField(max_length=12, choices=Member.Role)
    inspects = models.BooleanField(default=False)
    invited_by = models.ForeignKey(Member, on_delete=models.PROTECT, related_name="+")
    invited_at = models.DateTimeField()
    expires_at = models.DateTimeField()
    accepted_at = models.DateTimeField(null=True, blank=True)
    withdrawn_at = models.DateTimeField(null=True, blank=True)
    objects = InvitationQuerySet.as_manager()

    class Meta:
        constraints = [
            models.UniqueConstraint(
                "company",
                Lower("email"),
                condition=Q(accepted_at=None, withdrawn_at=None),
                name="one_open_invitation_per_address",
            )
        ]

    def __str__(self) -> str:
        return f"{self.email} to {self.company_id}"

    def clean(self) -> None:
        if User.objects.filter(email__iexact=self.email).exists():
            raise ValidationError("Someone already signs in with that address.")
