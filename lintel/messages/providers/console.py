"""Texts that leave nowhere: the demo's lie beside its letters, in the same mailbox."""

import mailbox
from datetime import datetime
from email.headerregistry import Address
from email.message import EmailMessage
from email.utils import format_datetime

from lintel.core import demo, phones
from lintel.messages.models import Message

NUMBER = "+12085550100"


def send(message: Message, words: str, *, at: datetime) -> None:
    """Into the demo's mailbox."""
    text = EmailMessage()
    text["From"] = _named(message.company.name, NUMBER)
    text["To"] = _named(message.to_name, message.to_address)
    text["Subject"] = "Text message"
    text["Date"] = format_datetime(at)
    text.set_content(words)
    mailbox.Maildir(demo.mailbox(), create=True).add(mailbox.MaildirMessage(text))


def _named(name: str, number: str) -> Address:
    """`Cora Whitfield (208) 555-0171`, as the mailbox lists it."""
    return Address(f"{' '.join(name.split())} {phones.show(number)}", number.removeprefix("+"), "texts.example")
