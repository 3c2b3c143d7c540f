"""Our own mail services: each takes letters as it publishes its API, remembers them, and tells what became of them.

What they take and answer, field by field, and nothing else:
- Postmark: https://postmarkapp.com/developer/api/email-api
- Mailgun: https://documentation.mailgun.com/docs/mailgun/api-reference/send/mailgun/messages
- Resend: https://resend.com/docs/api-reference/emails/send-email
- Brevo: https://developers.brevo.com/reference/sendtransacemail
"""

import base64
import email
import json
import secrets
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from email.policy import default
from email.utils import parseaddr
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any

Object = dict[str, Any]
KEYS = {"postmark": "3f1e-server", "mailgun": "key-3f1e", "resend": "re_Ab3f1e", "brevo": "xkeysib-Ab3f1e"}
DOMAIN = "mg.cedarstone.example"
POSTMARK = {
    *("From", "To", "Cc", "Bcc", "Subject", "Tag", "HtmlBody", "TextBody", "ReplyTo", "Metadata", "Headers"),
    *("TrackOpens", "TrackLinks", "Attachments", "MessageStream"),
}
RESEND = {
    *("from", "to", "subject", "bcc", "cc", "scheduled_at", "reply_to", "html", "text", "headers", "topic_id"),
    *("attachments", "tags", "template"),
}
BREVO = {
    *("sender", "to", "bcc", "cc", "htmlContent", "textContent", "subject", "replyTo", "attachment", "headers"),
    *("templateId", "params", "messageVersions", "tags", "scheduledAt", "batchId"),
}


@dataclass(frozen=True, slots=True)
class Arrived:
    """A letter that a service took: to whom, what it calls it, and what it was given."""

    to: str
    service_id: str
    given: Object


@dataclass(slots=True)
class MailService:
    """One of them. `says` is what it answers next instead of taking a letter: a status and a body; 0 hangs up."""

    name: str
    says: list[tuple[int, Object]] = field(default_factory=list)
    letters: list[Arrived] = field(default_factory=list)
    asked: int = 0
    broken: list[str] = field(default_factory=list)
    address: str = ""

    @property
    def settings(self) -> Object:
        """What leads django-anymail here instead of there."""
        return {f"{self.name.upper()}_API_URL": self.address}

    def to(self, recipient: str) -> list[Arrived]:
        return [one for one in self.letters if one.to == recipient]

    def take(self, path: str, headers: Object, body: bytes) -> tuple[int, Object]:
        """A call: what is answered."""
        self.asked += 1
        if self.says:
            return self.says.pop(0)
        return getattr(self, f"_{self.name}")(path, headers, body)  # type: ignore[no-any-return]

    def _postmark(self, path: str, headers: Object, body: bytes) -> tuple[int, Object]:
        given = json.loads(body)
        self._fits(path == "/email", set(given) <= POSTMARK, isinstance(given["Headers"], list))
        if headers["x-postmark-server-token"] != KEYS["postmark"]:
            return 401, {"ErrorCode": 10, "Message": "The server token is not valid."}
        called = f"{secrets.token_hex(4)}-{secrets.token_hex(2)}"
        self._keep(given["To"], called, given)
        return 200, {
            "To": given["To"],
            "SubmittedAt": "2026-11-27T09:00:00-05:00",
            "MessageID": called,
            "ErrorCode": 0,
            "Message": "OK",
        }

    def _mailgun(self, path: str, headers: Object, body: bytes) -> tuple[int, Object]:
        kind = headers["content-type"]
        parsed = email.message_from_bytes(f"Content-Type: {kind}\r\n\r\n".encode() + body, policy=default)
        given: Object = {}
        for part in parsed.iter_parts():
            given[str(part.get_param("name", header="content-disposition"))] = part.get_content()
        if not parsed.is_multipart():
            from urllib.parse import parse_qs

            given = {name: values[0] for name, values in parse_qs(body.decode()).items()}
        known = {"from", "to", "subject", "text", "html", "attachment"}
        self._fits(
            path == f"/v3/{DOMAIN}/messages", all(one in known or one[:2] in ("h:", "o:", "v:") for one in given)
        )
        if headers["authorization"] != "Basic " + base64.b64encode(f"api:{KEYS['mailgun']}".encode()).decode():
            return 401, {"message": "Invalid private key"}
        called = f"<{secrets.token_hex(8)}@{DOMAIN}>"
        self._keep(given["to"], called, given)
        return 200, {"id": called, "message": "Queued. Thank you."}

    def _resend(self, path: str, headers: Object, body: bytes) -> tuple[int, Object]:
        given = json.loads(body)
        self._fits(path == "/emails", set(given) <= RESEND, isinstance(given["to"], list))
        if headers["authorization"] != f"Bearer {KEYS['resend']}":
            return 401, {"statusCode": 401, "name": "validation_error", "message": "API key is invalid"}
        called = f"{secrets.token_hex(4)}-{secrets.token_hex(2)}"
        self._keep(given["to"][0], called, given)
        return 200, {"id": called}

    def _brevo(self, path: str, headers: Object, body: bytes) -> tuple[int, Object]:
        given = json.loads(body)
        self._fits(path == "/v3/smtp/email", set(given) <= BREVO, set(given["sender"]) <= {"name", "email", "id"})
        if headers["api-key"] != KEYS["brevo"]:
            return 401, {"code": "unauthorized", "message": "Key not found"}
        called = f"<{secrets.token_hex(8)}@smtp-relay.mailin.fr>"
        self._keep(given["to"][0]["email"], called, given)
        return 201, {"messageId": called}

    def _fits(self, *right: bool) -> None:
        if not all(right):
            self.broken.append(f"{self.name} was asked in another shape than it publishes")

    def _keep(self, to: str, called: str, given: Object) -> None:
        self.letters.append(Arrived(parseaddr(to)[1], called, given))


@contextmanager
def serving(service: MailService) -> Iterator[MailService]:
    """`service` behind its port, until the end."""

    class Answering(BaseHTTPRequestHandler):
        protocol_version = "HTTP/1.1"

        def do_POST(self) -> None:
            body = self.rfile.read(int(self.headers["Content-Length"]))
            status, said = service.take(self.path, {k.lower(): v for k, v in self.headers.items()}, body)
            if not status:
                self.close_connection = True
                return
            told = json.dumps(said).encode()
            self.send_response(status)
            self.send_header("Content-Type", "application/json")
            self.send_header("Content-Length", str(len(told)))
            self.end_headers()
            self.wfile.write(told)

        def log_message(self, *said: object) -> None:
            """Nothing."""

    server = ThreadingHTTPServer(("127.0.0.1", 0), Answering)
    base = {"mailgun": "/v3", "brevo": "/v3"}.get(service.name, "")
    service.address = f"http://127.0.0.1:{server.server_port}{base}"
    thread = threading.Thread(target=server.serve_forever, daemon=True)
    thread.start()
    try:
        yield service
    finally:
        server.shutdown()
        server.server_close()
        thread.join()
