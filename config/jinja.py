"""What templates in Jinja may use: the pages behind a link, and the letters. A name that nobody gave is an error."""

from typing import Any

from django.contrib.humanize.templatetags.humanize import intcomma
from django.template.defaultfilters import filesizeformat, linebreaks_filter, linebreaksbr
from django.urls import reverse
from jinja2 import Environment, StrictUndefined, pass_context

from lintel.web.portal import filters
from lintel.web.templatetags import looks
from lintel.web.templatetags.lintel import money

FILTERS = {
    "dialled": filters.dialled,
    "firm_clock": filters.firm_clock,
    "firm_day": filters.firm_day,
    "intcomma": intcomma,
    "linebreaks": linebreaks_filter,
    "linebreaksbr": linebreaksbr,
    "money": money,
    "runs": filters.runs,
    "size": filesizeformat,
    "stamp": filters.stamp,
}


def environment(**given: Any) -> Environment:
    """As Django's Jinja backend asks for it: words are escaped, and a template is compiled once in a process."""
    made = Environment(**{**given, "undefined": StrictUndefined})  # noqa: S701 - `given` says so
    made.filters.update(FILTERS)
    made.globals.update(asset=looks.asset, brand_style=pass_context(looks.brand_style), path=_path)
    return made


def _path(name: str, *arguments: object) -> str:
    """`{{ path("office:inspection", inspection.key) }}`: where a page of ours is."""
    return reverse(name, args=arguments)
