"""An inspection's marks and sentence, as every office page shows them."""

from collections.abc import Sequence
from functools import lru_cache
from typing import Any

from django import template
from django.utils.html import format_html
from django.utils.safestring import SafeString, mark_safe

from lintel.inspections.models import Inspection
from lintel.web.office import progress
from lintel.web.office.progress import Mark
from lintel.web.templatetags import icons

register = template.Library()
LINE = (
    '<li class="mark"{}><svg class="i" aria-hidden="true"><use href="#i-{}"/></svg>'
    '<span class="word">{}</span><span class="unseen">: {}</span></li>'
)


@register.simple_tag(takes_context=True)
def marks(context: dict[str, Any], inspection: Inspection, *, tight: bool = False) -> SafeString:
    """`{% marks inspection %}`: the five marks; `tight=True` in a list."""
    return drawn(context, progress.marks(inspection), tight=tight)


@register.simple_tag(takes_context=True)
def drawn(context: dict[str, Any], marks: Sequence[Mark], *, tight: bool = False) -> SafeString:
    """`{% drawn marks %}`: the same for marks at hand."""
    for mark in marks:
        icons.use(context, mark.glyph)
    kind = "marks tight" if tight else "marks"
    lines = "".join(_line(mark) for mark in marks)
    return mark_safe(f'<ol class="{kind}" aria-label="Progress">{lines}</ol>')  # noqa: S308 - of escaped lines


@register.inclusion_tag("office/standing.html", takes_context=True)
def standing(context: dict[str, Any], inspection: Inspection) -> dict[str, Any]:
    """`{% standing inspection %}`: the sentence that goes with the marks."""
    return {"request": context["request"], "standing": progress.standing(inspection)}


@register.filter
def stands_at(inspection: Inspection) -> str:
    """`{{ inspection|stands_at }}`: the same in a few words."""
    return progress.standing(inspection).short


@lru_cache(maxsize=512)
def _line(mark: Mark) -> SafeString:
    """A page of fifty inspections has two hundred and fifty marks, of a dozen kinds."""
    tone = format_html(' data-tone="{}"', mark.tone) if mark.tone else ""
    return format_html(LINE, tone, mark.glyph, mark.word, mark.said)
