"""What an owner types under Settings → Payments. A secret that was typed is never sent back to the page."""

from typing import Any

from django import forms
from django.http import QueryDict

from lintel.billing.models import Terms
from lintel.web.office.forms.asking import OfficeForm

HIDDEN = {"autocomplete": "off", "spellcheck": "false", "autocapitalize": "none"}


class KeyForm(OfficeForm):
    """A secret key of Stripe."""

    key = forms.CharField(
        label="Secret or restricted key",
        max_length=300,
        widget=forms.PasswordInput(attrs={**HIDDEN, "placeholder": "sk_live_…"}),
        error_messages={"required": "Paste the key from Stripe, Developers → API keys."},
    )


class SecretForm(OfficeForm):
    """The secret of the webhook endpoint."""

    secret = forms.CharField(
        label="Webhook secret",
        max_length=300,
        widget=forms.PasswordInput(attrs={**HIDDEN, "placeholder": "whsec_…"}),
        error_messages={"required": "Paste the signing secret that Stripe shows with the webhook endpoint."},
    )


class PayWithForm(OfficeForm):
    """What may be paid with."""

    card = forms.BooleanField(label="Card", required=False)
    bank_debit = forms.BooleanField(label="Bank debit", required=False)
    wallet = forms.BooleanField(label="Link, Stripe’s wallet", required=False)

    def __init__(self, data: QueryDict | None = None, *, terms: Terms, **kwargs: Any) -> None:
        now = {"card": terms.by_card, "bank_debit": terms.by_bank_debit, "wallet": terms.by_wallet}
        super().__init__(data, initial=now, **kwargs)
