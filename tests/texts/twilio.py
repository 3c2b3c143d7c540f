"""Our own Twilio: takes texts, remembers them, calls back with what it signs, and has moods.

Its shape is Twilio's own description of its API, the OpenAPI document `spec/json/twilio_api_v2010.json` in the
repository twilio/twilio-oai (schemas `api.v2010.account.message`, `api.v2010.account` and
`api.v2010.account.incoming_phone_number`; the enumeration `message_enum_status`). Of every answer the fields that stand
there are all there, and no other; `test_twilio.py` holds the fake against them. Callbacks have the fields of its pages
"Twilio's request to your application" and "Outbound message status callbacks"; signatures those of "Validating
requests are coming from Twilio".
"""

import base64
import hashlib
import hmac
import json
import secrets
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import UTC, datetime
from email.utils import format_datetime
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any
from urllib.parse import parse_qs, urlsplit

Object = dict[str, Any]
MESSAGE = {
    *("account_sid", "api_version", "body", "date_created", "date_sent", "date_updated", "direction", "error_code"),
    *("error_message", "from", "messaging_service_sid", "num_media", "num_segments", "price", "price_unit", "sid"),
    *("status", "subresource_uris", "to", "uri"),
}
STATUSES = (
    *("queued", "sending", "sent", "failed", "delivered", "undelivered", "receiving", "received", "accepted"),
    *("scheduled", "read", "partially_delivered", "canceled"),
)
NUMBER, LANDLINE = "+12085550100", "+12085550199"


@dataclass(slots=True)
class Twilio:
    """One account. `mood` is what it does with the next texts: "", busy, cut, lost, hang up, or an error's number."""

    account_sid: str = field(default_factory=lambda: f"AC{secrets.token_hex(16)}")
    token: str = field(default_factory=lambda: secrets.token_hex(16))
    service_sid: str = field(default_factory=lambda: f"MG{secrets.token_hex(16)}")
    status: str = "active"
    mood: str = ""
    texts: list[Object] = field(default_factory=list)
    asked: list[str] = field(default_factory=list)
    callbacks: list[str] = field(default_factory=list)
    broken: list[str] = field(default_factory=list)
    address: str = ""
    now: Callable[[], datetime] = lambda: datetime.now(UTC)

    def to(self, number: str) -> list[str]:
        """What was texted there."""
        return [text["body"] for text in self.texts if text["to"] == number]

    def signed(self, address: str, form: Object) -> str:
        """X-Twilio-Signature for a call."""
        whole = address + "".join(f"{name}{form[name]}" for name in sorted(form))
        return base64.b64encode(hmac.new(self.token.encode(), whole.encode(), hashlib.sha1).digest()).decode()

    def inbound(self, number: str, words: str, sid: str = "", **more: str) -> Object:
        """What Twilio calls with when somebody texts."""
        sid = sid or f"SM{secrets.token_hex(16)}"
        return {
            "ToCountry": "US",
            "SmsMessageSid": sid,
            "NumMedia": "0",
            "SmsSid": sid,
            "SmsStatus": "received",
            "Body": words,
            "To": NUMBER,
            "NumSegments": "1",
            "MessageSid": sid,
            "AccountSid": self.account_sid,
            "From": number,
            "ApiVersion": "2010-04-01",
            **more,
        }

    def told(self, text: Object, status: str, error: int | None = None) -> Object:
        """What Twilio calls with when a text went on its way."""
        form = {
            "SmsSid": text["sid"],
            "SmsStatus": status,
            "MessageStatus": status,
            "To": text["to"],
            "MessageSid": text["sid"],
            "AccountSid": self.account_sid,
            "From": text["from"] or NUMBER,
            "ApiVersion": "2010-04-01",
        }
        return {**form, "ErrorCode": str(error)} if error else form


@contextmanager
def serving() -> Iterator[Twilio]:
    """A Twilio that listens on this machine."""
    twilio = Twilio()
    server = ThreadingHTTPServer(("127.0.0.1", 0), type("Handler", (Handler,), {"twilio": twilio}))
    server.daemon_threads = True
    twilio.address = f"http://127.0.0.1:{server.server_port}"
    thread = threading.Thread(target=lambda: server.serve_forever(poll_interval=0.02), daemon=True)
    thread.start()
    try:
        yield twilio
    finally:
        server.shutdown()
        server.server_close()
        thread.join()
    assert not twilio.broken, twilio.broken


class Handler(BaseHTTPRequestHandler):
    """One request."""

    twilio: Twilio

    def log_message(self, format: str, *args: Any) -> None:  # noqa: A002 - the base class names it
        """Nothing is printed."""

    def do_GET(self) -> None:
        """Lists and single things."""
        self._guarded(self._get)

    def do_POST(self) -> None:
        """A text."""
        self._guarded(self._post)

    def _guarded(self, do: Any) -> None:
        self.twilio.asked.append(f"{self.command} {self.path}")
        keys = base64.b64encode(f"{self.twilio.account_sid}:{self.twilio.token}".encode()).decode()
        if self.headers.get("Authorization") != f"Basic {keys}":
            self._refuse(401, 20003, "Authenticate")
        else:
            do()

    def _get(self) -> None:
        twilio, place = self.twilio, urlsplit(self.path)
        asked = {name: values[0] for name, values in parse_qs(place.query).items()}
        base = f"/2010-04-01/Accounts/{twilio.account_sid}"
        if place.path == f"{base}.json":
            self._answer(200, account(twilio))
        elif place.path == f"{base}/Messages.json":
            found = [one for one in reversed(twilio.texts) if one["to"] == asked.get("To", one["to"])]
            self._answer(200, {"messages": found, "page": 0, "page_size": 100})
        elif place.path == f"{base}/IncomingPhoneNumbers.json":
            mine = asked.get("PhoneNumber") in (NUMBER, LANDLINE)
            self._answer(200, {"incoming_phone_numbers": [number(twilio, asked["PhoneNumber"])] if mine else []})
        elif place.path == f"/v1/Services/{twilio.service_sid}":
            self._answer(200, {"sid": twilio.service_sid, "account_sid": twilio.account_sid})
        else:
            self._refuse(404, 20404, f"The requested resource {place.path} was not found")

    def _post(self) -> None:
        twilio = self.twilio
        words = self.rfile.read(int(self.headers["Content-Length"])).decode()
        form = {name: values[0] for name, values in parse_qs(words, keep_blank_values=True).items()}
        known = {"To", "From", "MessagingServiceSid", "Body", "StatusCallback"}
        if set(form) - known or ("From" in form) == ("MessagingServiceSid" in form):
            twilio.broken.append(f"Not a form of Twilio's: {sorted(form)}")
        match twilio.mood:
            case "busy":
                self._refuse(429, 20429, "Too Many Requests")
                return
            case "cut":
                self.connection.close()
                return
            case code if code.isdecimal():
                self._refuse(400, int(code), f"Error {code}")
                return
        text = made(twilio, form)
        twilio.texts.append(text)
        twilio.callbacks.append(form.get("StatusCallback", ""))
        if twilio.mood == "lost":
            self.connection.close()
            return
        self._answer(201, text)

    def _refuse(self, status: int, code: int, words: str) -> None:
        more = f"https://www.twilio.com/docs/errors/{code}"
        self._answer(status, {"code": code, "message": words, "more_info": more, "status": status})

    def _answer(self, status: int, told: Object) -> None:
        body = json.dumps(told).encode()
        self.send_response(status)
        self.send_header("Content-Type", "application/json")
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)


def made(twilio: Twilio, form: Object) -> Object:
    """A text as Twilio shows it."""
    sid, now = f"SM{secrets.token_hex(16)}", format_datetime(twilio.now())
    uri = f"/2010-04-01/Accounts/{twilio.account_sid}/Messages/{sid}"
    return {
        "account_sid": twilio.account_sid,
        "api_version": "2010-04-01",
        "body": form["Body"],
        "date_created": now,
        "date_sent": None,
        "date_updated": now,
        "direction": "outbound-api",
        "error_code": None,
        "error_message": None,
        "from": form.get("From"),
        "messaging_service_sid": form.get("MessagingServiceSid"),
        "num_media": "0",
        "num_segments": "1",
        "price": None,
        "price_unit": "USD",
        "sid": sid,
        "status": "accepted" if "MessagingServiceSid" in form else "queued",
        "subresource_uris": {"media": f"{uri}/Media.json"},
        "to": form["To"],
        "uri": f"{uri}.json",
    }


def account(twilio: Twilio) -> Object:
    """An account, of what is asked of it."""
    return {"sid": twilio.account_sid, "status": twilio.status, "friendly_name": "Cedar & Stone", "type": "Full"}


def number(twilio: Twilio, phone: str) -> Object:
    """A number, of what is asked of it."""
    able = phone != LANDLINE
    return {
        "account_sid": twilio.account_sid,
        "phone_number": phone,
        "capabilities": {"mms": able, "sms": able, "voice": True, "fax": False},
    }
