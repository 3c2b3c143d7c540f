"""Letters through a mail service's own API, as django-anymail speaks it: what it gets, and what its answers mean."""

import re
from typing import Any

import requests
from anymail import exceptions
from anymail.backends.base_requests import AnymailRequestsBackend
from django.core.mail import EmailMessage
from urllib3.exceptions import NewConnectionError

from lintel.messages.providers import Answer, NotNow, Refused, Unreachable

OURS, TOO_MANY, FAULTY = (401, 402, 403), 429, 500
UNKNOWN_DOMAIN = 404
NAME = "letter"  # under which a letter's key travels with it, and comes back in what is told of it
SENDER = re.compile(r"\b(from|sender)\b", re.IGNORECASE)
SAID = ("Message", "message", "error")


def send(backend: AnymailRequestsBackend, mail: EmailMessage, *, key: str = "") -> str:
    """Hand it over, with the `key` of its row. What the service calls it. Raises an Answer."""
    service: str = backend.esp_name
    try:
        backend.send_messages([_fit(mail, service, key)])
    except exceptions.AnymailRecipientsRefused as refusal:
        raise Refused(_said(mail.anymail_status.esp_response) or f"{service} refuses this address.") from refusal  # type: ignore[attr-defined]
    except exceptions.AnymailRequestsAPIError as fault:
        raise _answer(fault, service) from fault
    except (exceptions.AnymailUnsupportedFeature, exceptions.AnymailInvalidAddress) as fault:
        raise Refused(f"{service} cannot carry this letter: {fault}") from fault
    status: Any = mail.anymail_status  # type: ignore[attr-defined]
    if not status.message_id and not status.esp_response.ok:  # a no in words that django-anymail does not know
        raise Refused(_said(status.esp_response) or f"{service} refuses this letter.")
    return str(status.message_id or "")


def _fit(mail: EmailMessage, service: str, key: str) -> EmailMessage:
    """The same letter as services take it: whom it is from and to is said once, by name. Its Message-ID stays."""
    headers = mail.extra_headers
    mail.from_email, mail.to = headers.pop("From", mail.from_email), [headers.pop("To", mail.to[0])]
    headers.pop("Date", None)  # theirs
    if service == "Postmark":
        headers["X-PM-KeepID"] = "true"
    if service == "Resend":  # drops a letter in silence whose attachment has more of a type than its name tells
        mail.attachments = [(name, content, kind.partition(";")[0]) for name, content, kind in mail.attachments]
    told = {"esp_extra": {"tags": [{"name": NAME, "value": key}]}} if service == "Resend" else {"metadata": {NAME: key}}
    for name, value in (told if key else {}).items():
        setattr(mail, name, value)
    return mail


def _answer(fault: exceptions.AnymailRequestsAPIError, service: str) -> Answer:
    """What a failed call means. A fault of the sender's is everybody's: it is mended here, so the letter waits."""
    status = fault.status_code
    if status is None:
        return _broken(fault, service)
    words = f"{service} says {status}: {_said(fault.response) or 'no reason given'}"
    if status in (*OURS, TOO_MANY) or (status == UNKNOWN_DOMAIN and service == "Mailgun"):
        return Unreachable(words)
    if not 400 <= status < FAULTY or SENDER.search(words):
        return NotNow(words)
    return Refused(words)


def _broken(fault: Exception, service: str) -> Answer:
    if isinstance(fault, requests.Timeout):
        return Unreachable(f"{service} stopped answering.")
    reason = getattr(fault.__cause__.args[0], "reason", None) if fault.__cause__ and fault.__cause__.args else None
    if isinstance(reason, NewConnectionError):
        return Unreachable(f"{service} cannot be reached: {reason}")
    return NotNow(f"The connection to {service} broke.")


def _said(response: requests.Response | None) -> str:
    """The service's own words."""
    try:
        told = response.json() if response is not None else {}
    except ValueError:
        return ""
    found = next((told[name] for name in SAID if name in told), "") if isinstance(told, dict) else ""
    return " ".join(str(found).split())[:400]
