"""Icons: `{% icon "clock" %}` where one stands, `{% icons %}` once at the end for the drawings that were used."""

from typing import Any

from django import template
from django.utils.html import format_html
from django.utils.safestring import SafeString, mark_safe

from lintel.web.drawings import DRAWINGS

register = template.Library()
USED = "lintel.icons"
LINE = '<symbol id="i-{}" viewBox="0 0 20 20">{}</symbol>'


@register.simple_tag(takes_context=True)
def icon(context: dict[str, Any], name: str, tone: str = "") -> SafeString:
    """One icon, hidden from readers of the page: words beside it say the same. Raises KeyError for an unknown name."""
    use(context, name)
    toned = format_html(' data-tone="{}"', tone) if tone else ""
    return format_html('<svg class="i" aria-hidden="true"{}><use href="#i-{}"/></svg>', toned, name)


@register.simple_tag(takes_context=True)
def icons(context: dict[str, Any]) -> SafeString:
    """The drawings of all icons used so far on this page."""
    symbols = "".join(LINE.format(name, drawing) for name, drawing in sorted(_used(context).items()))
    return mark_safe(f"<svg hidden>{symbols}</svg>")  # noqa: S308 - our own drawings


def use(context: dict[str, Any], name: str) -> None:
    """Say that this page needs the drawing."""
    _used(context)[name] = DRAWINGS[name]


def _used(context: dict[str, Any]) -> dict[str, str]:
    """Kept with the request, so that it is one for a page and everything it includes."""
    found: dict[str, str] = context["request"].META.setdefault(USED, {})
    return found
