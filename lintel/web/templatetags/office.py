"""An inspection's marks and sentence, as every office page shows them."""

from typing import Any

from django import template

from lintel.inspections.models import Inspection
from lintel.web.office import progress

register = template.Library()


@register.inclusion_tag("office/marks.html", takes_context=True)
def marks(context: dict[str, Any], inspection: Inspection, *, tight: bool = False) -> dict[str, Any]:
    """`{% marks inspection %}`: the five marks; `tight=True` in a list."""
    return {"request": context["request"], "marks": progress.marks(inspection), "tight": tight}


@register.inclusion_tag("office/standing.html", takes_context=True)
def standing(context: dict[str, Any], inspection: Inspection) -> dict[str, Any]:
    """`{% standing inspection %}`: the sentence that goes with the marks."""
    return {"request": context["request"], "standing": progress.standing(inspection)}


@register.filter
def stands_at(inspection: Inspection) -> str:
    """`{{ inspection|stands_at }}`: the same in a few words."""
    return progress.standing(inspection).short
