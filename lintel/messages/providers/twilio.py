"""Twilio's Messages API over plain HTTP: a form goes there, JSON comes back.

It knows no idempotency key. So a text that was tried before is first looked for among those to its number: its words
hold the recipient's own link, and are nobody else's.
"""

import base64
import hashlib
import hmac
import http.client
import json
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from email.utils import parsedate_to_datetime
from typing import Any
from urllib.parse import urlencode, urlsplit

from django.conf import settings

from lintel.messages.providers import Answer, NotNow, Refused, Unreachable

SEALED_FOR = b"lintel texts"
API, MESSAGING = "https://api.twilio.com", "https://messaging.twilio.com"
PATIENCE_SECONDS = 10
OPTED_OUT = 21610
WORDS = {
    21211: "Twilio says that this is not a telephone number.",
    21408: "The Twilio account may not text this country. Allow it under Messaging → Geo permissions there.",
    21606: "Twilio says that the sender cannot text this number. Choose another one under Settings → Texts.",
    21610: "They texted STOP to this number, and Twilio holds to it. Only their own START opens the way again.",
    21612: "Twilio cannot reach this number from the company’s sender.",
    21614: "This number cannot take texts: it is a landline, or does not exist.",
    21617: "The text is longer than 1,600 characters. Shorten it.",
    21659: "The sender is not a number of this Twilio account any more. Choose another one under Settings → Texts.",
    30001: "Too many texts waited at Twilio.",
    30002: "The Twilio account is suspended.",
    30003: "The phone is switched off or out of reach.",
    30004: "The phone, or its network, blocks texts from this sender.",
    30005: "Nobody has this number.",
    30006: "This number cannot take texts: it is a landline, or its network takes none.",
    30007: "The network took it for spam. Twilio shows what the sender still has to register.",
    30008: "The network did not say why.",
    30032: "The sender, a toll-free number, is not verified at Twilio yet.",
    30034: "The sender is not registered for business texts (A2P 10DLC). Twilio shows what is missing.",
}


class KeysRefused(Answer):
    """Twilio does not know this account, or not with this token."""


class OptedOut(Answer):
    """Twilio holds that this number wants no texts."""


@dataclass(frozen=True, slots=True)
class Taken:
    """A text that Twilio has: its own name for it, and how it stood then."""

    sid: str
    status: str


def explained(code: int | None, said: str = "") -> str:
    """Why a text did not arrive, in words; Twilio's own where the code is not known."""
    if code in WORDS:
        return f"{WORDS[code]} (Twilio {code})"
    return f"{said or 'Twilio gives no reason.'}" + (f" (Twilio {code})" if code else "")


def signature(token: str, address: str, form: Mapping[str, str]) -> str:
    """What X-Twilio-Signature must be: HMAC-SHA1 over the address and every field, sorted by name."""
    signed = address + "".join(f"{name}{form[name]}" for name in sorted(form))
    return base64.b64encode(hmac.new(token.encode(), signed.encode(), hashlib.sha1).digest()).decode()


class Twilio:
    """One account there. Raises Answers."""

    def __init__(self, account_sid: str, token: str) -> None:
        self._account = f"/2010-04-01/Accounts/{account_sid}"
        self._keys = base64.b64encode(f"{account_sid}:{token}".encode()).decode()

    def send(self, *, sender: str, to: str, words: str, callback: str) -> Taken:
        """A text to one number. `callback` is where Twilio tells what becomes of it."""
        by = "MessagingServiceSid" if sender.startswith("MG") else "From"
        form = {"To": to, by: sender, "Body": words}
        if callback.startswith("https://"):  # Twilio refuses what it could not call
            form["StatusCallback"] = callback
        made = self._ask("POST", f"{self._account}/Messages.json", form)
        return Taken(str(made.get("sid", "")), str(made.get("status", "")))

    def find(self, *, to: str, words: str, since: datetime) -> Taken | None:
        """The text with these words to this number, where Twilio took one since then and has not failed with it."""
        page = self._ask("GET", f"{self._account}/Messages.json?{urlencode({'To': to, 'PageSize': 100})}")
        for one in page.get("messages", []):
            same = one.get("body") == words and str(one.get("direction", "")).startswith("outbound")
            if same and _since(str(one.get("date_created", "")), since) and one.get("status") != "failed":
                return Taken(str(one["sid"]), str(one.get("status", "")))
        return None

    def check(self, sender: str) -> str:
        """What is wrong with texting by this sender, or nothing. Raises KeysRefused, Unreachable, NotNow."""
        whose = self._ask("GET", f"{self._account}.json")
        if whose.get("status") != "active":
            return f"Twilio says that this account is {whose.get('status')}."
        try:
            if sender.startswith("MG"):
                self._ask("GET", f"/v1/Services/{sender}", host=MESSAGING)
                return ""
            query = urlencode({"PhoneNumber": sender})
            found = self._ask("GET", f"{self._account}/IncomingPhoneNumbers.json?{query}")["incoming_phone_numbers"]
        except Refused:
            return "This account at Twilio has no such messaging service."
        if not found:
            return "This number does not belong to this account at Twilio."
        able = found[0].get("capabilities", {}).get("sms")
        return "" if able else "This number cannot send texts. Choose another one."

    def _ask(self, method: str, path: str, form: Mapping[str, str] | None = None, host: str = API) -> dict[str, Any]:
        place = urlsplit(settings.TWILIO_API or host)
        kind = http.client.HTTPSConnection if place.scheme == "https" else http.client.HTTPConnection
        connection = kind(place.netloc, timeout=PATIENCE_SECONDS)
        headers = {"Authorization": f"Basic {self._keys}", "Accept": "application/json"}
        if form:
            headers["Content-Type"] = "application/x-www-form-urlencoded"
        try:
            try:
                connection.connect()
            except OSError as fault:
                raise Unreachable(f"Twilio did not answer: {fault}") from fault
            try:
                connection.request(method, path, urlencode(form) if form else None, headers)
                answer = connection.getresponse()
                return _read(answer.status, answer.read())
            except (OSError, http.client.HTTPException) as fault:
                raise NotNow(f"The connection to Twilio broke: {fault}") from fault
        finally:
            connection.close()


def _read(status: int, body: bytes) -> dict[str, Any]:
    try:
        told = json.loads(body)
    except ValueError:
        told = {}
    if not isinstance(told, dict):
        told = {}
    if status < http.HTTPStatus.BAD_REQUEST and told:
        return told
    code, said = told.get("code"), str(told.get("message", ""))
    if status in (http.HTTPStatus.UNAUTHORIZED, http.HTTPStatus.FORBIDDEN):
        raise KeysRefused("Twilio does not accept the company’s account and token. Enter them again.")
    if code == OPTED_OUT:
        raise OptedOut(explained(code))
    if status == http.HTTPStatus.TOO_MANY_REQUESTS or status >= http.HTTPStatus.INTERNAL_SERVER_ERROR or not told:
        raise NotNow(f"Twilio has no time just now ({status}). {said}".strip())
    raise Refused(explained(code, said))


def _since(date: str, since: datetime) -> bool:
    try:
        return parsedate_to_datetime(date) >= since.replace(microsecond=0)
    except ValueError:
        return False
