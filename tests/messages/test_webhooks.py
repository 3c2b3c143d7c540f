"""Webhooks: signed, to the public network alone, tried again where that helps."""

import datetime as dt
import hashlib
import hmac
import json
import ssl
import threading
from collections.abc import Iterator
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, HTTPServer
from pathlib import Path

import pytest
from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.x509.oid import NameOID

from lintel.core import clock
from lintel.inspections.models import Inspection
from lintel.messages import outbox, sending, webhooks
from lintel.messages.models import Message
from lintel.messages.providers.webhook import Webhooks, is_public
from tests import cast
from tests.cast import Office


@dataclass
class Partner:
    """The other side: an HTTPS server that answers as it is told, and keeps what it got."""

    port: int = 0
    answers: list[int] = field(default_factory=lambda: [200])
    got: list[tuple[dict[str, str], bytes]] = field(default_factory=list)
    trusting: ssl.SSLContext = field(default_factory=ssl.create_default_context)

    @property
    def address(self) -> str:
        return f"https://localhost:{self.port}/lintel?from=cedar"


@pytest.fixture
def partner(tmp_path: Path) -> Iterator[Partner]:
    made = Partner()
    certificate = _certificate(tmp_path)

    class Answer(BaseHTTPRequestHandler):
        def do_POST(self) -> None:
            body = self.rfile.read(int(self.headers["Content-Length"]))
            made.got.append(({name.lower(): value for name, value in self.headers.items()}, body))
            status = made.answers.pop(0) if len(made.answers) > 1 else made.answers[0]
            self.send_response(status)
            if status == 302:
                self.send_header("Location", made.address)
            self.send_header("Content-Length", "0")
            self.end_headers()

        def log_message(self, *said: object) -> None:
            """Nothing."""

    server = HTTPServer(("127.0.0.1", 0), Answer)
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(certificate)
    server.socket = context.wrap_socket(server.socket, server_side=True)
    made.port = server.server_port
    made.trusting = ssl.create_default_context(cafile=str(certificate))
    thread = threading.Thread(target=server.serve_forever, daemon=True)
    thread.start()
    yield made
    server.shutdown()
    server.server_close()


def _certificate(folder: Path) -> Path:
    key = ec.generate_private_key(ec.SECP256R1())
    name = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, "localhost")])
    now = dt.datetime.now(dt.UTC)
    made = (
        x509.CertificateBuilder()
        .subject_name(name)
        .issuer_name(name)
        .public_key(key.public_key())
        .serial_number(x509.random_serial_number())
        .not_valid_before(now - dt.timedelta(days=1))
        .not_valid_after(now + dt.timedelta(days=1))
        .add_extension(x509.SubjectAlternativeName([x509.DNSName("localhost")]), critical=False)
        .add_extension(x509.BasicConstraints(ca=True, path_length=None), critical=True)
        .sign(key, hashes.SHA256())
    )
    file = folder / "partner.pem"
    kept = key.private_bytes(
        serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8, serialization.NoEncryption()
    )
    file.write_bytes(kept + made.public_bytes(serialization.Encoding.PEM))
    return file


@pytest.fixture
def inspection(cedar: Office) -> Inspection:
    return cast.book(cedar)


def hook(inspection: Inspection, address: str, once: str = "one") -> Message:
    made = outbox.webhook(
        json.dumps({"when": "paid", "property": "1214 Härrison"}, ensure_ascii=False),
        kind="webhook",
        company=inspection.company,
        thread=inspection.thread,
        to_address=address,
        once=once,
        at=clock.now(),
    )
    outbox.write([made])
    return Message.objects.get(dedupe_key=once)


def leave(partner: Partner, message: Message) -> Message:
    sending.drain(through=Webhooks(may=lambda _: True, context=partner.trusting), clock=clock.now)
    message.refresh_from_db()
    return message


def test_it_arrives_signed_and_can_be_checked(inspection: Inspection, partner: Partner) -> None:
    message = leave(partner, hook(inspection, partner.address))
    assert message.state == Message.State.SENT
    ((headers, body),) = partner.got
    assert json.loads(body) == {"when": "paid", "property": "1214 Härrison"}
    moment, signed = (part.split("=", 1)[1] for part in headers["lintel-signature"].split(","))
    secret = webhooks.secret(inspection.company).encode()
    assert signed == hmac.new(secret, f"{moment}.".encode() + body, hashlib.sha256).hexdigest()
    assert headers["lintel-id"] == message.key
    assert headers["host"] == f"localhost:{partner.port}"


def test_each_company_has_its_own_secret(inspection: Inspection) -> None:
    assert webhooks.secret(inspection.company) != webhooks.secret(cast.juniper_ridge().company)


def test_what_may_be_better_later_is_tried_again_under_the_same_name(inspection: Inspection, partner: Partner) -> None:
    partner.answers = [503, 429, 200]
    message = hook(inspection, partner.address)
    for state in ("queued", "queued", "sent"):
        Message.objects.filter(pk=message.pk).update(due_at=clock.now())
        assert leave(partner, message).state == state
    assert len({headers["lintel-id"] for headers, _ in partner.got}) == 1


@pytest.mark.parametrize("status", [302, 400, 404, 410])
def test_a_no_is_a_no_and_a_redirection_is_not_followed(inspection: Inspection, partner: Partner, status: int) -> None:
    partner.answers = [status]
    message = leave(partner, hook(inspection, partner.address))
    assert (message.state, message.last_error) == (Message.State.FAILED, f"localhost answered {status}.")
    assert len(partner.got) == 1


def test_nothing_goes_to_this_machine_or_its_network(inspection: Inspection, partner: Partner) -> None:
    message = hook(inspection, partner.address)
    sending.drain(through=Webhooks(context=partner.trusting), clock=clock.now)
    message.refresh_from_db()
    assert (message.state, message.last_error) == (Message.State.FAILED, "localhost is not on the public network.")
    assert partner.got == []


@pytest.mark.parametrize(
    "address",
    [
        *("127.0.0.1", "10.0.0.8", "172.16.4.4", "192.168.1.1", "169.254.169.254", "0.0.0.0", "100.64.0.1"),
        *("::1", "fe80::1", "fc00::1", "::ffff:127.0.0.1", "::ffff:10.0.0.8", "224.0.0.1", "ff02::1"),
    ],
)
def test_what_is_not_public(address: str) -> None:
    assert not is_public(address)


@pytest.mark.parametrize("address", ["8.8.8.8", "2606:4700::1111"])
def test_what_is_public(address: str) -> None:
    assert is_public(address)


@pytest.mark.parametrize(
    "address", ["http://partner.example/", "ftp://partner.example", "https://", "https://me:pw@partner.example/", "x"]
)
def test_addresses_that_no_webhook_goes_to(address: str) -> None:
    assert webhooks.wrong(address)


def test_a_company_on_trial_calls_nobody(cedar: Office, partner: Partner) -> None:
    theirs = cast.book(cast.juniper_ridge())
    message = leave(partner, hook(theirs, partner.address))
    assert (message.state, message.held_because) == (Message.State.HELD, "trial")
    assert partner.got == []
