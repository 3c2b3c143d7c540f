"""Refund, what to do with money that is too much, and how much may be paid at once."""

from typing import Any

from django import forms
from django.http import QueryDict

from lintel.billing.models import Entry, Terms
from lintel.companies.models import Company
from lintel.core import ids, money
from lintel.web.office.forms import fields
from lintel.web.office.forms.asking import OfficeForm

BACK, HIDDEN, AFTER = "back", "hidden", "after"
BY_HAND = [
    (Entry.Method.CHECK.value, "Check"),
    (Entry.Method.CASH.value, "Cash"),
    (Entry.Method.OTHER.value, "Other"),
]


class RefundForm(OfficeForm):
    """Amount, how it goes back, why, and whether the fees are lowered by as much. `once` makes two clicks one."""

    amount = fields.AmountField(label="Amount", error_messages={"required": "How much goes back?"})
    method = forms.ChoiceField(
        label="How it goes back", widget=forms.RadioSelect, error_messages={"required": "Say how it goes back."}
    )
    reason = forms.CharField(
        label="Reason",
        max_length=200,
        widget=forms.TextInput(attrs={"autocomplete": "off"}),
        error_messages={"required": "Say why, in a few words. The payer reads them in the letter."},
    )
    credit = forms.BooleanField(label="Add a credit of as much, so that nothing is due again", required=False)
    once = forms.CharField(max_length=24, widget=forms.HiddenInput)

    def __init__(self, data: QueryDict | None = None, *, payment: Entry, left: int, over: int, online: bool) -> None:
        suggested = min(over, left) if over else left
        initial = {
            "amount": money.plain(suggested, payment.currency),
            "reason": "Paid too much" if over else "",
            "credit": not over,
            "method": BACK if online else BY_HAND[0][0],
            "once": ids.new_key(12),
        }
        super().__init__(data, initial=initial)
        back = [(BACK, f"The way it came,{payment.how_words()}")] if online else []
        by_hand = [(value, f"{label}, given back by hand") for value, label in BY_HAND] if online else BY_HAND
        self.fields["method"].choices = back + by_hand  # type: ignore[attr-defined]

    def wanted(self) -> dict[str, Any]:
        """What refunding.refund() takes."""
        typed = self.cleaned_data
        method = "" if typed["method"] == BACK else typed["method"]
        names = ("reason", "credit", "once")
        return {"amount_cents": typed["amount"], "method": method, **{name: typed[name] for name in names}}


class KeepForm(OfficeForm):
    """What money was for that is not given back."""

    words = forms.CharField(
        label="What it was for",
        max_length=120,
        initial="Kept as credit",
        widget=forms.TextInput(attrs={"autocomplete": "off"}),
        error_messages={"required": "Say what it was for, in a few words."},
    )


class TermsForm(OfficeForm):
    """How much is to be paid at once; for an invoice, or for all that say nothing of their own."""

    policy = forms.ChoiceField(label="How much at once", widget=forms.RadioSelect, choices=Terms.Policy.choices)
    least = fields.AmountField(label="The minimum, or the deposit", required=False)

    def __init__(
        self, data: QueryDict | None = None, *, policy: str, least_cents: int, currency: str, usual: str = ""
    ) -> None:
        least = money.plain(least_cents, currency) if least_cents else ""
        super().__init__(data, initial={"policy": policy, "least": least})
        if usual:
            own = [("", f"As the company does: {usual.lower()}")]
            self.fields["policy"].choices = own + list(Terms.Policy.choices)  # type: ignore[attr-defined]
            self.fields["policy"].required = False

    def said(self) -> dict[str, Any]:
        """What the use cases take."""
        return {"policy": self.cleaned_data["policy"], "least_cents": max(self.cleaned_data.get("least") or 0, 0)}


class PolicyForm(TermsForm):
    """The company's terms, with what the report waits for, and what clients are told of who else pays."""

    needs = forms.ChoiceField(label="The report opens when", widget=forms.RadioSelect, choices=Company.Needs.choices)
    collects_after = forms.ChoiceField(
        label="Clients are asked to pay",
        widget=forms.RadioSelect,
        choices=[("", "From the beginning"), (AFTER, "Once the report is published")],
        required=False,
    )
    report_opens = forms.ChoiceField(
        label="A bank debit counts as paid", widget=forms.RadioSelect, choices=Terms.Opens.choices
    )
    report_waits = forms.ChoiceField(label="It waits for", widget=forms.RadioSelect, choices=Terms.Waits.choices)
    payers = forms.ChoiceField(
        label="Clients see of who else is billed",
        widget=forms.RadioSelect,
        choices=[("named", "Amount and payer"), (HIDDEN, "Amount only")],
    )

    def __init__(self, data: QueryDict | None = None, *, terms: Terms, company: Company) -> None:
        super().__init__(data, policy=terms.policy, least_cents=terms.least_cents, currency=company.currency)
        payers = HIDDEN if company.hides_payers else "named"
        now = {"report_opens": terms.report_opens, "report_waits": terms.report_waits, "payers": payers}
        self.initial.update(now, needs=company.report_needs or Company.Needs.BOTH)
        self.initial["collects_after"] = AFTER if company.collects_after else ""

    def clean(self) -> None:
        """Who is paid after publishing shows no report before."""
        typed = self.cleaned_data
        if typed.get("collects_after") and typed.get("needs") not in (Company.Needs.BOTH, Company.Needs.PAID):
            self.add_error("needs", "Who is asked to pay only then needs the report to wait for it: choose “paid”.")

    def gates(self) -> dict[str, Any]:
        """What waiving.decide() takes."""
        typed = self.cleaned_data
        return {"needs": typed["needs"], "collects_after": bool(typed["collects_after"])}

    def said(self) -> dict[str, Any]:
        """What asking.decide() takes."""
        typed = self.cleaned_data
        gate = {name: typed[name] for name in ("report_opens", "report_waits")}
        return {**super().said(), **gate, "hides_payers": typed["payers"] == HIDDEN}
