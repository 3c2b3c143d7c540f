"""Email addresses. The domain may be typed in any script and is kept so; over the wire it goes in ASCII (IDNA 2008)."""

import idna
from django.core.exceptions import ValidationError
from django.core.validators import validate_email

from lintel.core.refusal import Refusal

LONGEST = 254  # RFC 5321, 4.5.3.1.3, without its angle brackets


class NotAnAddress(Refusal):
    pass


class NotPlain(NotAnAddress):
    """Before the @ stands what only servers with SMTPUTF8 take, and few do."""


def wire(address: str) -> str:
    """The address as mail servers take it: `cora@xn--bcher-kva.example`. Raises NotAnAddress, NotPlain."""
    if len(address) > LONGEST:
        raise NotAnAddress(_too_long(address))
    if not address.isprintable():
        plain = "".join(filter(str.isprintable, address))
        raise NotAnAddress(f"In {plain} there is a character that cannot be seen. Type the address by hand.")
    name, at, domain = address.rpartition("@")
    if at and not name.isascii():
        raise NotPlain(f"{address} has letters before the @ that most mail servers do not take. Ask for another one.")
    try:
        found = address if domain.isascii() else f"{name}@{idna.encode(domain, uts46=True).decode()}"
        validate_email(found)
    except (UnicodeError, ValidationError) as error:
        raise NotAnAddress(f"{address} is not an email address.") from error
    if len(found) > LONGEST:
        raise NotAnAddress(_too_long(address))
    return found


def is_one(address: str) -> bool:
    """Whether mail can be sent there."""
    try:
        wire(address)
    except NotAnAddress:
        return False
    return True


def spellings(address: str) -> list[str]:
    """The same mailbox as it may have been typed: with its domain in its own script, and in ASCII."""
    name, at, domain = address.rpartition("@")
    try:
        each = {idna.encode(domain, uts46=True).decode(), idna.decode(domain, uts46=True)}
    except UnicodeError:
        return [address]
    return sorted({address, *(f"{name}{at}{one}" for one in each)})


def _too_long(address: str) -> str:
    return f"{address[:40]}… is longer than an email address can be: {LONGEST} characters."
