"""Threads that letters hang on, and the letters themselves."""

from typing import Self

from django.db import models
from django.db.models import Q
from django.db.models.functions import Lower

from lintel.access.models import Link
from lintel.companies.models import Member, Owned, OwnedQuerySet
from lintel.core import ids
from lintel.core.work import Work
from lintel.directory.models import Contact


class Thread(Owned):
    """What the letters of one thing hang on."""

    objects = OwnedQuerySet["Thread"].as_manager()

    def __str__(self) -> str:
        return f"thread {self.pk}"


class Step(Owned):
    """What happened to a letter on its way, beyond what its own row tells: held, let go, put off, sent elsewhere."""

    class Kind(models.TextChoices):
        HELD = "held", "Held"
        RELEASED = "released", "Released"
        PUT_OFF = "put off", "Put off"
        CAME_BACK = "came back", "Came back"
        RETRIED = "retried", "Tried again"
        READDRESSED = "readdressed", "Address changed"
        TAKEN = "taken", "Taken by the mail server"

    message = models.ForeignKey("Message", on_delete=models.PROTECT, related_name="steps")
    kind = models.CharField(max_length=12, choices=Kind)
    at = models.DateTimeField()
    words = models.CharField(max_length=500, blank=True)
    by_name = models.CharField(max_length=120, blank=True)
    objects = OwnedQuerySet["Step"].as_manager()

    class Meta:
        indexes = [models.Index("message", "at", name="step_by_message")]

    def __str__(self) -> str:
        return f"{self.kind}: {self.words}"


class MessageQuerySet(OwnedQuerySet["Message"]):
    def unsent(self) -> Self:
        """Those that can still be withdrawn: queued or held, and in no worker's hands."""
        return self.filter(state__in=[Message.State.QUEUED, Message.State.HELD], leased_until=None)

    def stuck(self) -> Self:
        """Held or come back. Its times say so too, and by them the index knows the few among the many."""
        return self.filter(
            state__in=[Message.State.HELD, Message.State.FAILED], due_at=None, sent_at=None, withdrawn_at=None
        )

    def came_back(self) -> Self:
        return self.stuck().filter(state=Message.State.FAILED)

    def held(self, because: str = "") -> Self:
        held = self.stuck().filter(state=Message.State.HELD)
        return held.filter(held_because=because) if because else held


class Message(Owned, Work):
    """One letter to one recipient, its words filled except for the link's address.

    `body` is a list of blocks: {"p": text}, {"facts": [[label, value], …]}, {"button": label, "page": ""},
    {"small": text}; of a text it is {"text": words} alone, with {{LINK}} where the address will stand. The address of
    `link` is written in while sending and nowhere else.
    """

    class State(models.TextChoices):
        HELD = "held", "Held"
        QUEUED = "queued", "Queued"
        SENDING = "sending", "Sending"
        SENT = "sent", "Sent"
        FAILED = "failed", "Came back"
        WITHDRAWN = "withdrawn", "Withdrawn"

    class Held(models.TextChoices):
        TRIAL = "trial", "trial"
        NO_PUBLIC_ADDRESS = "no public address", "no public address"
        NO_MAIL_SERVER = "no mail server", "no mail server"
        RESTORED = "restored", "restored from a backup"
        NO_TEXTS = "texts not set up", "texts not set up"
        OPTED_OUT = "opted out of texts", "opted out of texts"
        NO_CONSENT = "no consent to texts", "no consent to texts"
        SUPPRESSED = "address bounced", "letters to it come back or are marked as spam"

    class Channel(models.TextChoices):
        EMAIL = "email", "Email"
        TEXT = "text", "Text"
        WEBHOOK = "webhook", "Webhook"

    LEAVING = ("queued", "sending")

    key = models.CharField(max_length=16, unique=True, default=ids.new_row_key, editable=False)
    thread = models.ForeignKey(Thread, on_delete=models.PROTECT, related_name="messages")
    channel = models.CharField(max_length=8, choices=Channel, default=Channel.EMAIL)
    kind = models.CharField(max_length=40)
    dedupe_key = models.CharField(max_length=120, unique=True)
    to_name = models.CharField(max_length=120)
    to_address = models.CharField(max_length=254, help_text="An email address, or a telephone number (E.164)")
    subject = models.CharField(max_length=200)
    heading = models.CharField(max_length=240, blank=True)
    body = models.JSONField(default=list)
    link = models.ForeignKey(Link, null=True, blank=True, on_delete=models.PROTECT, related_name="+")
    calendar = models.TextField(blank=True)
    author = models.ForeignKey(Member, null=True, blank=True, on_delete=models.PROTECT, related_name="+")
    # Nullable: SQLite would remake the table for a default, and the trial's triggers stand on it.
    zone = models.CharField(max_length=64, null=True, blank=True, help_text="Whose nights a text leaves in peace")
    message_id = models.CharField(max_length=200)
    # Nullable, these four, for the same reason.
    promotional = models.BooleanField(null=True, help_text="Whether its reader may say no to letters of this sort")
    service_id = models.CharField(max_length=200, null=True, blank=True, help_text="What the mail service calls it")
    delivered_at = models.DateTimeField(null=True, blank=True, help_text="As the mail service says")
    complained_at = models.DateTimeField(null=True, blank=True, help_text="When it was marked as spam")
    written_at = models.DateTimeField()
    state = models.CharField(max_length=10, choices=State, default=State.QUEUED)
    held_because = models.CharField(max_length=20, choices=Held, blank=True)
    sent_at = models.DateTimeField(null=True, blank=True)
    failed_at = models.DateTimeField(null=True, blank=True)
    withdrawn_at = models.DateTimeField(null=True, blank=True)
    withdrawn_because = models.CharField(max_length=120, blank=True)
    objects = MessageQuerySet.as_manager()

    class Meta:
        indexes = [
            models.Index("channel", "due_at", "id", name="message_due", condition=Q(due_at__isnull=False)),
            models.Index(
                "channel", "company", "due_at", name="message_due_by_company", condition=Q(due_at__isnull=False)
            ),
            models.Index("thread", "written_at", name="message_by_thread"),
            models.Index("company", "written_at", "id", name="message_by_company"),
            models.Index("company", Lower("to_address"), "state", "written_at", name="message_by_lower_address"),
            models.Index("service_id", name="message_by_service_id", condition=Q(service_id__isnull=False)),
            models.Index("company", "complained_at", name="message_spam", condition=Q(complained_at__isnull=False)),
            models.Index(
                "state", "company", name="message_stuck", condition=Q(due_at=None, sent_at=None, withdrawn_at=None)
            ),
        ]
        constraints = [
            models.CheckConstraint(condition=Q(state="sent") ^ Q(sent_at=None), name="message_sent_has_its_time"),
            models.CheckConstraint(condition=Q(state="held") ^ Q(held_because=""), name="message_held_has_its_reason"),
            models.CheckConstraint(
                condition=Q(state__in=["queued", "sending"]) ^ Q(due_at=None),
                name="message_is_due_while_it_may_leave",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.subject} to {self.to_address}"


class LetterState(Owned):
    """What the mail service said of a letter on its way, each state once for each `service_id`, in whatever order.

    `address` is whom it was said of, in lower case. Once a letter is tried again what was said before is `past`.
    """

    class State(models.TextChoices):
        DELIVERED = "delivered", "Delivered"
        BOUNCED = "bounced", "Came back for good"
        RETURNED = "returned", "Came back"
        COMPLAINED = "complained", "Marked as spam"
        DELAYED = "delayed", "Delayed"
        OPENED = "opened", "Opened, as the mail service says"
        CLICKED = "clicked", "A link was led through the mail service"

    message = models.ForeignKey(Message, on_delete=models.PROTECT, related_name="letter_states")
    service_id = models.CharField(max_length=200)
    state = models.CharField(max_length=12, choices=State)
    address = models.EmailField()
    at = models.DateTimeField()
    words = models.CharField(max_length=500, blank=True)
    past = models.BooleanField(default=False)
    objects = OwnedQuerySet["LetterState"].as_manager()

    class Meta:
        constraints = [models.UniqueConstraint("message", "service_id", "state", name="letter_state_told_once")]

    def __str__(self) -> str:
        return self.state


class Suppression(Owned):
    """An address, in lower case, to which letters came back for good, or where one was marked as spam: none goes there
    until somebody lifts it.
    """

    address = models.EmailField()
    words = models.CharField(max_length=500)
    at = models.DateTimeField()
    lifted_at = models.DateTimeField(null=True, blank=True)
    lifted_by = models.ForeignKey(Member, null=True, blank=True, on_delete=models.PROTECT, related_name="+")
    objects = OwnedQuerySet["Suppression"].as_manager()

    class Meta:
        constraints = [
            models.UniqueConstraint("company", "address", condition=Q(lifted_at=None), name="suppressed_once")
        ]

    def __str__(self) -> str:
        return f"{self.address}: {self.words}"


class Unsubscription(Owned):
    """Whoever reads at this address, in lower case, wants no promotional letters of the company."""

    address = models.EmailField()
    at = models.DateTimeField()
    objects = OwnedQuerySet["Unsubscription"].as_manager()

    class Meta:
        constraints = [models.UniqueConstraint("company", "address", name="unsubscribed_once")]

    def __str__(self) -> str:
        return self.address


class Wording(Owned):
    """A company's own words for one kind of letter, in place of ours; or a letter of its own, which has a `name`."""

    kind = models.CharField(max_length=40)
    name = models.CharField(max_length=80, blank=True)
    subject = models.CharField(max_length=200, blank=True)
    body = models.TextField()
    promotional = models.BooleanField(default=False)
    changed_at = models.DateTimeField()
    by_name = models.CharField(max_length=120)
    objects = OwnedQuerySet["Wording"].as_manager()

    class Meta:
        constraints = [models.UniqueConstraint("company", "kind", name="wording_once_for_a_kind")]

    def __str__(self) -> str:
        return f"the words of {self.name or self.kind}"


class TextAccount(Owned):
    """A company's account at Twilio: its token, sealed; whom its texts are from; the address under which it is called.

    Disconnected, the row stays without its token, and says who changed it last and when.
    """

    hook_key = models.CharField(max_length=32, unique=True, editable=False)
    account_sid = models.CharField(max_length=34)
    sender = models.CharField(max_length=34, help_text="A number (E.164), or a messaging service (MG…)")
    sealed_token = models.TextField(blank=True)
    change = models.CharField(max_length=60, help_text="What was done last")
    changed_at = models.DateTimeField()
    changed_by = models.ForeignKey(Member, on_delete=models.PROTECT, related_name="+")
    refused_at = models.DateTimeField(null=True, blank=True, help_text="Since when the token is refused")
    heard_at = models.DateTimeField(null=True, blank=True)
    objects = OwnedQuerySet["TextAccount"].as_manager()

    class Meta:
        constraints = [models.UniqueConstraint("company", name="one_text_account_per_company")]

    def __str__(self) -> str:
        return self.account_sid


class TextConsent(Owned):
    """Somebody agreed to be texted, or no longer does: who, when, in which words, told by whom. It only grows."""

    class Source(models.TextChoices):
        THEMSELVES = "their own text", "their own text"
        STAFF = "staff", "staff"
        PROVIDER = "provider", "the text provider"

    number = models.CharField(max_length=16)
    agreed = models.BooleanField()
    at = models.DateTimeField()
    words = models.CharField(max_length=200)
    source = models.CharField(max_length=16, choices=Source)
    by = models.ForeignKey(Member, null=True, blank=True, on_delete=models.PROTECT, related_name="+")
    contact = models.ForeignKey(Contact, null=True, blank=True, on_delete=models.PROTECT, related_name="+")
    objects = OwnedQuerySet["TextConsent"].as_manager()

    class Meta:
        indexes = [models.Index("company", "number", "id", name="consent_by_number")]

    def __str__(self) -> str:
        return f"{self.number} {'agreed' if self.agreed else 'does not agree'}"


class TextHeard(Owned):
    """A text that somebody sent to the company. `answered_at` is when it needs nobody any more."""

    class Meaning(models.TextChoices):
        STOP = "stop", "No more texts"
        START = "start", "Texts again"
        HELP = "help", "Asked for help"
        WORDS = "words", "Words"

    sid = models.CharField(max_length=34)
    number = models.CharField(max_length=16)
    name = models.CharField(max_length=120, help_text="Whose it is, as far as it is known; else the number")
    words = models.TextField()
    meaning = models.CharField(max_length=8, choices=Meaning)
    at = models.DateTimeField()
    thread = models.ForeignKey(Thread, null=True, blank=True, on_delete=models.PROTECT, related_name="texts_heard")
    answered_at = models.DateTimeField(null=True, blank=True)
    answered_by = models.ForeignKey(Member, null=True, blank=True, on_delete=models.PROTECT, related_name="+")
    objects = OwnedQuerySet["TextHeard"].as_manager()

    class Meta:
        constraints = [models.UniqueConstraint("company", "sid", name="text_heard_once")]
        indexes = [models.Index("company", "at", name="text_unanswered", condition=Q(answered_at=None))]

    def __str__(self) -> str:
        return f"{self.number}: {self.words}"


class TextState(Owned):
    """What the provider said of a text on its way, each state once, in whatever order it was told.

    A text that is tried again by hand goes by another `sid` there.
    """

    class State(models.TextChoices):
        QUEUED = "queued", "Taken by Twilio"
        SENT = "sent", "Sent to the network"
        DELIVERED = "delivered", "Delivered"
        UNDELIVERED = "undelivered", "Not delivered"
        FAILED = "failed", "Failed"

    message = models.ForeignKey(Message, on_delete=models.PROTECT, related_name="text_states")
    sid = models.CharField(max_length=34)
    state = models.CharField(max_length=12, choices=State)
    at = models.DateTimeField()
    words = models.CharField(max_length=300, blank=True)
    objects = OwnedQuerySet["TextState"].as_manager()

    class Meta:
        constraints = [models.UniqueConstraint("message", "sid", "state", name="text_state_told_once")]

    def __str__(self) -> str:
        return self.state
