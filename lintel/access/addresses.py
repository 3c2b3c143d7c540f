"""Where a link leads, made from the public origin alone; no request ever names the host."""

from django.conf import settings

from lintel.access.models import Link

PORTAL, INVOICE = "/p/{token}/", "/i/{token}/"
ENTRANCES = {Link.Entrance.PORTAL.value: PORTAL, Link.Entrance.INVOICE.value: INVOICE}


def of(link: Link, page: str = "") -> str:
    """The address a person is given. `page` may lead further in, like `payment/`.

    Until a public origin is configured this is a loopback address: fit for Copy link on the machine
    itself, never for a letter (those are held).
    """
    return settings.PUBLIC_ORIGIN_OR_LOCAL + path(link, page)


def path(link: Link, page: str = "") -> str:
    """The same without the origin, for an answer to whoever is there already."""
    return ENTRANCES[link.entrance].format(token=link.token()) + page
