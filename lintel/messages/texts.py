"""Text messages: their words with the link written in, and in how many parts they cross the network.

A part carries 160 characters of the GSM alphabet (3GPP TS 23.038), or 70 of any script; of a text in several parts each
carries a little less. A character that a part has no room left for whole begins the next one.
"""

from typing import NamedTuple

from django.conf import settings

from lintel.access import addresses, keys
from lintel.messages.models import Message

LINK = "{{LINK}}"
MOST_PARTS = 10  # what Twilio takes: 1,600 characters
GSM = frozenset(
    "@£$¥èéùìòÇ\nØø\rÅåΔ_ΦΓΛΩΠΨΣΘΞÆæßÉ !\"#¤%&'()*+,-./0123456789:;<=>?¡ABCDEFGHIJKLMNOPQRSTUVWXYZÄÖÑÜ§"
    "¿abcdefghijklmnopqrstuvwxyzäöñüà"
)
GSM_BY_TWO = frozenset("\f^{}\\[~]|€")


class Parts(NamedTuple):
    """How many parts a text has, how many characters it counts, and how many the last part still has room for."""

    parts: int
    characters: int
    left: int
    is_gsm: bool
    unusual: str

    def words(self) -> str:
        """`1 text, 42 characters left`; for other scripts also why parts are short."""
        counted = "1 text" if self.parts == 1 else f"{self.parts} texts"
        said = f"{counted}, {self.left} character{'' if self.left == 1 else 's'} left"
        if self.is_gsm:
            return said
        return f"{said}. With “{self.unusual}” in it a text holds 70 characters, not 160"


def count(words: str) -> Parts:
    """The parts of these words, whole as they will be sent."""
    unusual = next((sign for sign in words if sign not in GSM and sign not in GSM_BY_TWO), "")
    weights = [_weight(sign, is_gsm=not unusual) for sign in words]
    single, several = (70, 67) if unusual else (160, 153)
    total = sum(weights)
    if total <= single:
        return Parts(1, total, single - total, not unusual, unusual)
    parts, used = 1, 0
    for weight in weights:
        if used + weight > several:
            parts, used = parts + 1, 0
        used += weight
    return Parts(parts, total, several - used, not unusual, unusual)


def words(message: Message) -> str:
    """What a text says, with its place for the link."""
    return "".join(str(block.get("text", "")) for block in message.body)


def with_link(said: str) -> str:
    """These words as the network will count them: where the link will stand, an address as long as every link's."""
    return said.replace(LINK, settings.PUBLIC_ORIGIN_OR_LOCAL + addresses.PORTAL.format(token="x" * keys.LENGTH))


def written(message: Message, *, address: str | None) -> str:
    """The text as it crosses the network, the recipient's own link in its place; without a link the place is empty."""
    return words(message).replace(LINK, address or "").strip()


def _weight(sign: str, *, is_gsm: bool) -> int:
    if is_gsm:
        return 2 if sign in GSM_BY_TWO else 1
    return len(sign.encode("utf-16-le")) // 2
