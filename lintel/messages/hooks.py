"""Where Twilio calls: for a text that came in, and for what became of one of ours."""

from django.conf import settings

from lintel.messages.models import Message, TextAccount

HEARD, TOLD = "/hooks/twilio/{key}/", "/hooks/twilio/{key}/sent/{message}/"


def heard_at(account: TextAccount) -> str:
    """The address for texts that come in."""
    return settings.PUBLIC_ORIGIN_OR_LOCAL + HEARD.format(key=account.hook_key)


def told_at(account: TextAccount, message: Message) -> str:
    """The address for what becomes of this text."""
    return settings.PUBLIC_ORIGIN_OR_LOCAL + TOLD.format(key=account.hook_key, message=message.key)
