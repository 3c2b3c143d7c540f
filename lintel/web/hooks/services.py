"""How each mail service proves that it calls, and what it says then: django-anymail's own views, asked without its
signals, and set right where they know less than the service publishes.

Postmark, Brevo and SES prove it by the secret in the address that they were given (HTTP basic authentication), Mailgun
and Resend by a signature.
"""

import base64
import binascii
import hashlib
import hmac
import logging
import time
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from anymail.exceptions import AnymailWebhookValidationFailure
from anymail.signals import AnymailTrackingEvent, EventType
from anymail.webhooks.amazon_ses import AmazonSESBaseWebhookView, AmazonSESTrackingWebhookView
from anymail.webhooks.base import AnymailCoreWebhookView
from anymail.webhooks.brevo import BrevoTrackingWebhookView
from anymail.webhooks.mailgun import MailgunTrackingWebhookView
from anymail.webhooks.postmark import PostmarkTrackingWebhookView
from anymail.webhooks.resend import ResendTrackingWebhookView, SvixWebhookValidationMixin
from django.http import HttpRequest

from lintel.messages.delivering import State, Told
from lintel.messages.providers.services import NAME

USER = "lintel"
TOLERANCE_SECONDS = 300
STATES = {
    EventType.DELIVERED: State.DELIVERED,
    EventType.BOUNCED: State.RETURNED,
    EventType.REJECTED: State.RETURNED,
    EventType.FAILED: State.RETURNED,
    EventType.COMPLAINED: State.COMPLAINED,
    EventType.DEFERRED: State.DELAYED,
    EventType.OPENED: State.OPENED,
    EventType.CLICKED: State.CLICKED,
}

log = logging.getLogger(__name__)


class Resend(ResendTrackingWebhookView):  # type: ignore[misc]
    """With Svix's signature over id, time and body, without Svix's package for it.

    https://docs.svix.com/receiving/verifying-payloads/how-manual
    """

    warn_if_no_basic_auth = False
    secret = ""

    def __init__(self, **kwargs: Any) -> None:
        self._svix_webhook = None
        super(SvixWebhookValidationMixin, self).__init__(**kwargs)

    def validate_request(self, request: HttpRequest) -> None:
        """Raises AnymailWebhookValidationFailure."""
        given = [request.headers.get(f"svix-{name}", "") for name in ("id", "timestamp", "signature")]
        signed, at, signatures = given
        if not at.isdecimal() or len(at) > 12 or abs(time.time() - int(at)) > TOLERANCE_SECONDS:
            raise AnymailWebhookValidationFailure("The time is missing, or is not now.")
        try:
            key = base64.b64decode(self.secret.removeprefix("whsec_"), validate=True)
        except binascii.Error as error:
            raise AnymailWebhookValidationFailure("The secret here is no signing secret.") from error
        right = base64.b64encode(hmac.digest(key, f"{signed}.{at}.".encode() + request.body, hashlib.sha256))
        if not any(hmac.compare_digest(b"v1," + right, one.encode()) for one in signatures.split()):
            raise AnymailWebhookValidationFailure("The signature is not right.")


class Ses(AmazonSESTrackingWebhookView):  # type: ignore[misc]
    """Without Amazon's own package, which its events do not need. A subscription is confirmed by the operator."""

    def __init__(self, **kwargs: Any) -> None:
        super(AmazonSESBaseWebhookView, self).__init__(**kwargs)

    def auto_confirm_sns_subscription(self, sns_message: dict[str, Any]) -> None:
        """Says where."""
        log.warning("Amazon asks whether it may tell us of letters. Open: %s", sns_message.get("SubscribeURL"))


class Forged(Exception):
    """Not proven to be the service's."""


@dataclass(frozen=True, slots=True)
class Service:
    """`view` checks a call, given its secret; `is_final` is whether a bounce is for good; `letter` is our key in it."""

    view: Callable[[str], AnymailCoreWebhookView]
    is_final: Callable[[dict[str, Any]], bool]
    letter: Callable[[AnymailTrackingEvent], str] = lambda event: str((event.metadata or {}).get(NAME, ""))
    asks_for_password: bool = False


def read(service: Service, secret: str, request: HttpRequest) -> list[Told]:
    """What the service tells. Raises Forged, or anything else where it is no such thing."""
    view = service.view(secret)
    try:
        view.run_validators(request)
    except AnymailWebhookValidationFailure as failure:
        raise Forged from failure
    return [told for event in view.parse_events(request) if (told := _told(service, event))]


def _told(service: Service, event: AnymailTrackingEvent) -> Told | None:
    state = STATES.get(event.event_type)
    if state is None or not event.recipient:
        return None
    if event.event_type == EventType.BOUNCED and service.is_final(event.esp_event):
        state = State.BOUNCED
    words = event.mta_response or event.description or event.reject_reason or ""
    return Told(
        state=state,
        recipient=str(event.recipient),
        service_id=str(event.message_id or "")[:200],
        letter=service.letter(event)[:16],
        words=" ".join(str(words).replace("\0", "").split()),
        at=event.timestamp if event.timestamp and event.timestamp.tzinfo else None,
    )


def _tagged(event: AnymailTrackingEvent) -> str:
    """Resend gives tags back as a mapping, or as the list that they were given as."""
    tags = event.esp_event["data"].get("tags") or {}
    found = tags if isinstance(tags, dict) else {one["name"]: one["value"] for one in tags}
    return str(found.get(NAME, ""))


def _of_message_id(event: AnymailTrackingEvent) -> str:
    """SES brings the letter's own headers along, where it is told to: the key begins the Message-ID."""
    mail = event.esp_event.get("mail", {})
    named = {one["name"].lower(): one["value"] for one in mail.get("headers") or []}
    said = mail.get("commonHeaders", {}).get("messageId") or named.get("message-id") or ""
    return str(said).strip("<> ").partition(".")[0]


def _password(secret: str) -> str:
    return f"{USER}:{secret}"


SERVICES: dict[str, Service] = {
    "postmark": Service(
        lambda secret: PostmarkTrackingWebhookView(webhook_secret=_password(secret)),
        lambda said: said.get("Type") == "HardBounce" or said.get("SuppressionReason") == "HardBounce",
        asks_for_password=True,
    ),
    "brevo": Service(
        lambda secret: BrevoTrackingWebhookView(webhook_secret=_password(secret)),
        lambda said: said.get("event") in ("hard_bounce", "invalid_email"),
        asks_for_password=True,
    ),
    "ses": Service(
        lambda secret: Ses(webhook_secret=_password(secret)),
        lambda said: said["bounce"]["bounceType"] == "Permanent",
        _of_message_id,
        asks_for_password=True,
    ),
    "mailgun": Service(
        lambda secret: MailgunTrackingWebhookView(webhook_signing_key=secret, api_key=None),
        lambda said: said.get("event-data", {}).get("severity") == "permanent",
    ),
    "resend": Service(
        lambda secret: Resend(secret=secret),
        lambda said: said["data"]["bounce"].get("type", "Permanent") == "Permanent",
        _tagged,
    ),
}
