"""The sets of rights that a person chooses from, each with its name."""

from collections.abc import Iterable

from lintel.access.models import WHOLE_PORTAL, Right

SIGN_ONLY = (Right.SIGN.value, Right.READ_AGREEMENT.value)
PRESETS: dict[str, tuple[str, ...]] = {
    "whole portal": tuple(WHOLE_PORTAL),
    "report only": (Right.READ_REPORT.value, Right.SEE_STATUS.value),
    "pay only": (Right.PAY.value, Right.SEE_INVOICE.value),
    "sign only": SIGN_ONLY,
    "status only": (Right.SEE_STATUS.value,),
}
PRIVATE = (Right.READ_REPORT.value, Right.READ_AGREEMENT.value)


def rights(preset: str, *, client: bool) -> list[str]:
    """The rights of a preset. For anybody but a client the whole portal is everything but signing.

    Raises KeyError for what is not a preset.
    """
    return [right for right in PRESETS[preset] if client or right != Right.SIGN.value]


def name(held: Iterable[str]) -> str:
    """The preset that this set of rights is, or the rights themselves in words."""
    has = set(held)
    for preset, wanted in PRESETS.items():
        if has == set(wanted) or (preset == "whole portal" and has == set(wanted) - {Right.SIGN.value}):
            return preset
    return ", ".join(right.label.lower() for right in Right if right.value in has)


def asks_consent(held: Iterable[str]) -> bool:
    """Whether somebody other than a client may only have these rights when the client agreed."""
    return bool(set(held) & set(PRIVATE))
