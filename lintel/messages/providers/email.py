"""Letters through the mail server, over one connection that is kept and renewed; or through a mail service."""

import contextlib
import smtplib
import time
from datetime import datetime

from django.conf import settings
from django.core.mail import EmailMessage, EmailMultiAlternatives, get_connection
from django.core.mail.backends.base import BaseEmailBackend

from lintel.core import mailboxes
from lintel.core.work import LeaseLost
from lintel.messages import holding
from lintel.messages.models import Message
from lintel.messages.providers import HeldBack, NotNow, Refused, Unreachable

FRESH_SECONDS = 2.0
IDLE_SECONDS = 60.0
CLOSING = 421
FOR_GOOD = 500
SES = "ses"  # a mail server like any other, and its events beside


class Email:
    """See providers.Transport for what is promised. For one thread."""

    channel = Message.Channel.EMAIL.value

    def __init__(self) -> None:
        self._backend: BaseEmailBackend = get_connection()
        self._is_open = False
        self._used = 0.0

    def deliver(self, message: Message, mail: EmailMultiAlternatives, *, at: datetime) -> str:
        """The last look before a letter leaves: ours to send, not held, and to nobody but its recipient.

        A letter in a worker's hands can be neither withdrawn nor changed, so the row need not be read again.
        """
        if message.state != Message.State.SENDING or message.leased_until is None or message.leased_until <= at:
            raise LeaseLost(f"Message {message.pk}")
        if held := holding.reason(message, at=at):
            raise HeldBack(held)
        if mail.recipients() != [mailboxes.wire(message.to_address)]:
            raise ValueError("A letter goes to its recipient alone.")
        self._open()
        called = self._send(mail, key=message.key)
        self._used = time.monotonic()
        return called

    def deliver_account(self, mail: EmailMessage, *, to: str) -> None:
        """A letter about signing in: no row, so nothing holds it, and it goes to the address it proves and nobody else.

        Raises an Answer, or ValueError where anybody else would get it, or it brings something along.
        """
        if mail.recipients() != [to] or mail.attachments:
            raise ValueError("A letter about signing in goes to the address it proves alone, and brings nothing.")
        self._open()
        self._send(mail)
        self._used = time.monotonic()

    def rest(self) -> None:
        """Closes the connection after a minute without letters."""
        if self._is_open and time.monotonic() - self._used > IDLE_SECONDS:
            self.close()

    def close(self) -> None:
        """Takes leave of the server."""
        self._is_open = False
        with contextlib.suppress(OSError):
            self._backend.close()

    def _open(self) -> None:
        if self._is_open and time.monotonic() - self._used > FRESH_SECONDS and not self._answers():
            self.close()
        if self._is_open:
            return
        try:
            self._backend.open()
        except smtplib.SMTPResponseException as answer:
            raise Unreachable(_words(answer.smtp_code, answer.smtp_error)) from answer
        except OSError as fault:
            raise Unreachable(f"The mail server {settings.EMAIL_HOST} did not answer: {fault}") from fault
        self._is_open = True

    def _answers(self) -> bool:
        """Whether the kept connection is still there; servers hang up on the silent."""
        connection = getattr(self._backend, "connection", None)
        if not isinstance(connection, smtplib.SMTP):
            return True
        with contextlib.suppress(OSError):
            return connection.noop()[0] < FOR_GOOD - 100
        return False

    def _send(self, mail: EmailMessage, *, key: str = "") -> str:
        if settings.MAIL_SERVICE and settings.MAIL_SERVICE != SES:
            from lintel.messages.providers import services  # costs a mail server's users nothing

            return services.send(self._backend, mail, key=key)
        try:
            self._backend.send_messages([mail])
        except smtplib.SMTPRecipientsRefused as answer:
            raise self._answer(*next(iter(answer.recipients.values()))) from answer
        except smtplib.SMTPSenderRefused as answer:
            self.close()
            raise Unreachable(_words(answer.smtp_code, answer.smtp_error)) from answer
        except smtplib.SMTPResponseException as answer:
            raise self._answer(answer.smtp_code, answer.smtp_error) from answer
        except smtplib.SMTPNotSupportedError as answer:
            raise Refused("The mail server cannot carry letters to an address in this script.") from answer
        except TimeoutError as fault:
            self.close()
            raise Unreachable(f"The mail server {settings.EMAIL_HOST} stopped answering.") from fault
        except OSError as fault:
            self.close()
            raise NotNow(f"The connection to the mail server broke: {fault}") from fault
        return ""

    def _answer(self, code: int, said: bytes | str) -> Refused | NotNow:
        if code == CLOSING:
            self.close()
        return (Refused if code >= FOR_GOOD else NotNow)(_words(code, said))


def deliver_account(mail: EmailMessage, *, to: str) -> None:
    """The same over a connection of its own, for whoever waits at a page. See Email.deliver_account."""
    transport = Email()
    try:
        transport.deliver_account(mail, to=to)
    finally:
        transport.close()


def _words(code: int, said: bytes | str) -> str:
    return f"{code} {said.decode(errors='replace') if isinstance(said, bytes) else said}"
