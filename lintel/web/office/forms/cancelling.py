"""Why an inspection is called off."""

from django import forms

from lintel.web.office.forms.asking import OfficeForm


class CancelForm(OfficeForm):
    """A reason, in words."""

    because = forms.CharField(
        label="Why",
        max_length=200,
        widget=forms.TextInput(attrs={"autocomplete": "off"}),
        error_messages={"required": "Say why, in a few words. The story keeps them."},
    )
