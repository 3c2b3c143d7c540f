"""What an owner types under Settings → Texts. A token that was typed is never sent back to the page."""

from django import forms

from lintel.web.office.forms.asking import OfficeForm
from lintel.web.office.settings.payment_forms import HIDDEN

A_TIME = "Write a time like 21:00."
CLOCK = {"type": "time", "class": "short"}


class AccountForm(OfficeForm):
    """An account at Twilio, and whom texts are from."""

    account_sid = forms.CharField(
        label="Account SID",
        max_length=60,
        widget=forms.TextInput(attrs={**HIDDEN, "placeholder": "AC…"}),
        error_messages={"required": "Paste the account SID; Twilio shows it on the first page of its console."},
    )
    token = forms.CharField(
        label="Auth token", max_length=100, required=False, widget=forms.PasswordInput(attrs={**HIDDEN})
    )
    sender = forms.CharField(
        label="Texts are from",
        max_length=60,
        required=False,
        widget=forms.TextInput(attrs={"autocomplete": "off", "placeholder": "(208) 555-0100"}),
    )


class TestForm(OfficeForm):
    """Your own number."""

    number = forms.CharField(
        label="Your mobile number",
        max_length=40,
        widget=forms.TextInput(attrs={"type": "tel", "autocomplete": "tel"}),
        error_messages={"required": "Write the number that the test text is to go to."},
    )


class QuietForm(OfficeForm):
    """From when until when nobody is texted."""

    begins = forms.TimeField(
        label="From",
        widget=forms.TextInput(attrs=CLOCK),
        error_messages={"required": A_TIME, "invalid": A_TIME},
    )
    ends = forms.TimeField(
        label="Until", widget=forms.TextInput(attrs=CLOCK), error_messages={"required": A_TIME, "invalid": A_TIME}
    )
