"""What mail services call with, in the shapes that they publish, and how they prove that it is they who call.

- Postmark: https://postmarkapp.com/developer/webhooks/bounce-webhook, …/delivery-webhook, …/spam-complaint-webhook,
  …/open-tracking-webhook, …/click-webhook
- Mailgun: https://documentation.mailgun.com/docs/mailgun/user-manual/events/webhook-payloads and …/securing-webhooks
- Resend: https://resend.com/docs/webhooks/emails/bounced and its neighbours; signed as
  https://docs.svix.com/receiving/verifying-payloads/how-manual
- Brevo: https://developers.brevo.com/docs/transactional-webhooks
- SES: https://docs.aws.amazon.com/ses/latest/dg/notification-contents.html, in what
  https://docs.aws.amazon.com/sns/latest/dg/http-notification-json.html brings
"""

import base64
import hashlib
import hmac
import json
import secrets
import time
from dataclasses import dataclass
from typing import Any

from lintel.messages.models import Message

Object = dict[str, Any]
SECRETS = {
    "postmark": "a-secret-of-our-own-1",
    "brevo": "a-secret-of-our-own-1",
    "ses": "a-secret-of-our-own-1",
    "mailgun": "0123456789abcdef0123456789abcdef",
    "resend": "whsec_" + base64.b64encode(b"a signing secret of Resend").decode(),
}
WHAT = ("delivered", "bounced", "soft", "complained", "delayed", "opened", "clicked")
NO_USER = "550 5.1.1 User unknown"
AT = "2026-11-27T09:00:00Z"


@dataclass(frozen=True, slots=True)
class Call:
    """One webhook call: what is sent, and with which headers."""

    service: str
    body: bytes
    headers: dict[str, str]
    kind: str = "application/json"


def call(service: str, what: str, letter: Message, *, service_id: str = "", to: str = "", secret: str = "") -> Call:
    """What `service` tells of this letter: `what` is one of WHAT. Proven with `secret`, or the right one."""
    said = SHAPES[service](what, letter, service_id or letter.service_id or "unheard-of", to or letter.to_address)
    return proven(service, said, secret or SECRETS[service])


def proven(service: str, said: Object, secret: str) -> Call:
    """`said`, as this service proves that it says it."""
    if service == "mailgun":
        at, token = str(int(time.time())), secrets.token_hex(25)
        signed = hmac.digest(secret.encode(), f"{at}{token}".encode(), hashlib.sha256).hex()
        said = {"signature": {"timestamp": at, "token": token, "signature": signed}, **said}
        return Call(service, json.dumps(said).encode(), {})
    if service == "resend":
        return svix(said, secret, at=int(time.time()))
    password = {"authorization": "Basic " + base64.b64encode(f"lintel:{secret}".encode()).decode()}
    if service == "ses":
        return sns("Notification", json.dumps(said), password)
    return Call(service, json.dumps(said).encode(), password)


def svix(said: Object, secret: str, *, at: int) -> Call:
    """Signed at a time."""
    body, named = json.dumps(said).encode(), f"msg_{secrets.token_hex(8)}"
    key = base64.b64decode(secret.removeprefix("whsec_"))
    signed = base64.b64encode(hmac.digest(key, f"{named}.{at}.".encode() + body, hashlib.sha256)).decode()
    return Call("resend", body, {"svix-id": named, "svix-timestamp": str(at), "svix-signature": f"v1,{signed}"})


def sns(kind: str, message: str, password: dict[str, str]) -> Call:
    """What Amazon SNS posts."""
    named = secrets.token_hex(16)
    said = {
        "Type": kind,
        "MessageId": named,
        "TopicArn": "arn:aws:sns:eu-west-1:123456789012:letters",
        "Message": message,
        "Timestamp": AT,
        "SignatureVersion": "1",
        "Signature": "EXAMPLE",
        "SigningCertURL": "https://sns.eu-west-1.amazonaws.com/SimpleNotificationService-1.pem",
    }
    if kind == "SubscriptionConfirmation":
        said |= {"Token": "2336", "SubscribeURL": "https://sns.eu-west-1.amazonaws.com/?Action=ConfirmSubscription"}
    headers = {"x-amz-sns-message-type": kind, "x-amz-sns-message-id": named, **password}
    return Call("ses", json.dumps(said).encode(), headers, "text/plain; charset=UTF-8")


def postmark(what: str, letter: Message, service_id: str, to: str) -> Object:
    """https://postmarkapp.com/developer/webhooks/webhooks-overview"""
    shared = {
        "MessageID": service_id,
        "Metadata": {"letter": letter.key},
        "ServerID": 23,
        "MessageStream": "outbound",
        "Tag": "",
    }
    bounce = {
        **shared,
        "RecordType": "Bounce",
        "ID": secrets.randbelow(10**9),
        "TypeCode": 1,
        "Description": "The server was unable to deliver your message (ex: unknown user, mailbox not found).",
        "Details": NO_USER,
        "Email": to,
        "From": "office@lintel.example",
        "BouncedAt": AT,
        "DumpAvailable": True,
        "Inactive": True,
        "CanActivate": True,
        "Subject": letter.subject,
        "Content": "",
    }
    event = {**shared, "Recipient": to}
    return {
        "delivered": {**event, "RecordType": "Delivery", "DeliveredAt": AT, "Details": "Test delivery details"},
        "bounced": {**bounce, "Type": "HardBounce", "Name": "Hard bounce"},
        "soft": {**bounce, "Type": "SoftBounce", "TypeCode": 4096, "Name": "Soft bounce"},
        "complained": {**bounce, "RecordType": "SpamComplaint", "Type": "SpamComplaint", "TypeCode": 512},
        "delayed": {**bounce, "Type": "Transient", "TypeCode": 2, "Name": "Message delayed"},
        "opened": {**event, "RecordType": "Open", "FirstOpen": True, "ReceivedAt": AT, "UserAgent": "Mail"},
        "clicked": {**event, "RecordType": "Click", "ReceivedAt": AT, "OriginalLink": "https://x.example/p/AAAA/"},
    }[what]


def mailgun(what: str, letter: Message, service_id: str, to: str) -> Object:
    """https://documentation.mailgun.com/docs/mailgun/user-manual/events/webhook-payloads"""
    names = {"bounced": "failed", "soft": "failed", "delayed": "failed"}
    data: Object = {
        "event": names.get(what, what),
        "id": secrets.token_urlsafe(16),
        "timestamp": time.time(),
        "log-level": "info",
        "recipient": to,
        "message": {
            "headers": {"to": to, "message-id": service_id.strip("<>"), "from": "o@x.example", "subject": "S"},
            "attachments": [],
            "size": 111,
        },
        "user-variables": {"letter": letter.key},
        "tags": [],
        "delivery-status": {"code": 250, "message": "OK", "description": "", "attempt-no": 1, "tls": True},
    }
    if what in names:
        severity = "permanent" if what == "bounced" else "temporary"
        status = {"attempt-no": 1, "message": NO_USER, "code": 550, "description": "", "session-seconds": 0.0}
        data |= {"severity": severity, "reason": "bounce", "log-level": "error", "delivery-status": status}
    return {"event-data": data}


def resend(what: str, letter: Message, service_id: str, to: str) -> Object:
    """https://resend.com/docs/dashboard/webhooks/body-parameters"""
    names = {"soft": "bounced", "delayed": "delivery_delayed"}
    data: Object = {
        "created_at": AT,
        "email_id": service_id,
        "from": "Cedar & Stone <office@lintel.example>",
        "to": [to],
        "subject": letter.subject,
        "tags": [{"name": "letter", "value": letter.key}],
    }
    if what in ("bounced", "soft"):
        kind = "Permanent" if what == "bounced" else "Transient"
        data["bounce"] = {"diagnosticCode": [NO_USER], "message": NO_USER, "subType": "General", "type": kind}
    if what == "clicked":
        data["click"] = {"ipAddress": "192.0.2.1", "link": "https://x.example/p/A/", "timestamp": AT, "userAgent": "M"}
    return {"type": f"email.{names.get(what, what)}", "created_at": AT, "data": data}


def brevo(what: str, letter: Message, service_id: str, to: str) -> Object:
    """https://developers.brevo.com/docs/transactional-webhooks"""
    names = {"bounced": "hard_bounce", "soft": "soft_bounce", "complained": "spam", "delayed": "deferred"}
    said = {
        "event": {**names, "opened": "unique_opened", "clicked": "click"}.get(what, what),
        "email": to,
        "id": 26224,
        "date": "2026-11-27 09:00:00",
        "ts": 1795770000,
        "message-id": service_id,
        "ts_event": 1795770000,
        "ts_epoch": 1795770000000,
        "subject": letter.subject,
        "X-Mailin-custom": json.dumps({"letter": letter.key}),
        "sending_ip": "192.0.2.1",
    }
    return said | ({"reason": NO_USER} if what in ("bounced", "soft", "delayed") else {})


def ses(what: str, letter: Message, service_id: str, to: str) -> Object:
    """https://docs.aws.amazon.com/ses/latest/dg/notification-examples.html, with the original headers."""
    mail = {
        "timestamp": AT,
        "source": "office@lintel.example",
        "messageId": service_id,
        "destination": [to],
        "headersTruncated": False,
        "headers": [{"name": "Message-ID", "value": letter.message_id}, {"name": "Subject", "value": "S"}],
        "commonHeaders": {"from": ["o@x.example"], "to": [to], "messageId": letter.message_id, "subject": "S"},
    }
    bounced = [{"emailAddress": to, "status": "5.1.1", "action": "failed", "diagnosticCode": NO_USER}]
    bounce = {"bounceSubType": "General", "bouncedRecipients": bounced, "timestamp": AT, "feedbackId": "01"}
    complaint = {"complainedRecipients": [{"emailAddress": to}], "timestamp": AT, "feedbackId": "02"}
    delayed = {"delayType": "MailboxFull", "delayedRecipients": bounced, "timestamp": AT}
    return {
        "delivered": {
            "notificationType": "Delivery",
            "delivery": {"timestamp": AT, "processingTimeMillis": 546, "recipients": [to], "smtpResponse": "250 ok"},
        },
        "bounced": {"notificationType": "Bounce", "bounce": {"bounceType": "Permanent", **bounce}},
        "soft": {"notificationType": "Bounce", "bounce": {"bounceType": "Transient", **bounce}},
        "complained": {"notificationType": "Complaint", "complaint": complaint},
        "delayed": {"eventType": "DeliveryDelay", "deliveryDelay": delayed},
        "opened": {"eventType": "Open", "open": {"ipAddress": "192.0.2.1", "timestamp": AT, "userAgent": "Mail"}},
        "clicked": {"eventType": "Click", "click": {"ipAddress": "192.0.2.1", "timestamp": AT, "link": "https://x"}},
    }[what] | {"mail": mail}


SHAPES = {"postmark": postmark, "mailgun": mailgun, "resend": resend, "brevo": brevo, "ses": ses}
