"""Until when a link opens."""

from lintel.web.office.forms.asking import OfficeForm
from lintel.web.office.forms.fields import day_field


class UntilForm(OfficeForm):
    """The last day, or none."""

    until = day_field(label="Opens until the end of", required=False)
