"""Webhooks: a signed POST to an address of the company's, on the public network and nowhere else."""

import http.client
import ipaddress
import socket
import ssl
from collections.abc import Callable
from datetime import datetime
from urllib.parse import urlsplit

from lintel.core.work import LeaseLost
from lintel.messages import holding, webhooks
from lintel.messages.models import Message
from lintel.messages.providers import HeldBack, NotNow, Refused

PATIENCE_SECONDS = 10
LATER = (408, 425, 429)


def is_public(address: str) -> bool:
    """Whether it is an address of the public network: none of this machine's, its network's, or its provider's own."""
    return ipaddress.ip_address(address).is_global and not ipaddress.ip_address(address).is_multicast


class Webhooks:
    """See providers.Transport for what is promised. For one thread. Redirections are not followed."""

    channel = Message.Channel.WEBHOOK.value

    def __init__(self, *, may: Callable[[str], bool] = is_public, context: ssl.SSLContext | None = None) -> None:
        self._may, self._context = may, context or ssl.create_default_context()

    def deliver(self, message: Message, mail: str, *, at: datetime) -> None:
        """The last look, then one POST; what is asked for once more has the same Lintel-Id."""
        if message.state != Message.State.SENDING or message.leased_until is None or message.leased_until <= at:
            raise LeaseLost(f"Message {message.pk}")
        if held := holding.reason(message, at=at):
            raise HeldBack(held)
        parts, body = urlsplit(message.to_address), mail.encode()
        host, port = parts.hostname or "", parts.port or 443
        connection = _Pinned(host, self._found(host, port), port, self._context)
        headers = {
            "Content-Type": "application/json",
            "User-Agent": "Lintel",
            "Lintel-Id": message.key,
            "Lintel-Signature": webhooks.signature(message.company, body, at=at),
        }
        try:
            connection.request("POST", f"{parts.path or '/'}{f'?{parts.query}' if parts.query else ''}", body, headers)
            status = connection.getresponse().status
        except (OSError, http.client.HTTPException) as fault:
            raise NotNow(f"{host} did not answer: {fault}") from fault
        finally:
            connection.close()
        if status in LATER or status >= 500:
            raise NotNow(f"{host} answered {status}.")
        if not 200 <= status < 300:
            raise Refused(f"{host} answered {status}.")

    def rest(self) -> None:
        """Nothing is kept open."""

    def close(self) -> None:
        """Nothing is kept open."""

    def _found(self, host: str, port: int) -> str:
        """The address to speak with: asked for now, and spoken with as found, so that it cannot change between."""
        try:
            found = [str(row[4][0]) for row in socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)]
        except OSError as fault:
            raise NotNow(f"{host} was not found: {fault}") from fault
        if not found or not all(self._may(one) for one in found):
            raise Refused(f"{host} is not on the public network.")
        return found[0]


class _Pinned(http.client.HTTPSConnection):
    """Speaks with one address under the name of its host."""

    def __init__(self, host: str, address: str, port: int, context: ssl.SSLContext) -> None:
        super().__init__(host, port, timeout=PATIENCE_SECONDS, context=context)
        self._address, self._tls = address, context

    def connect(self) -> None:
        """To the address that was found."""
        plain = socket.create_connection((self._address, self.port), self.timeout)
        self.sock = self._tls.wrap_socket(plain, server_hostname=self.host)
