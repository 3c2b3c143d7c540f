"""Edit Fees & Payments: every line, what is to be added, and one Save."""

from collections.abc import Iterator, Sequence
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.http import QueryDict

from lintel.billing.invoicing import Fee
from lintel.billing.models import Line
from lintel.core import money
from lintel.core.refusal import Refusal
from lintel.inspections import pricing
from lintel.services.models import Service, Tax
from lintel.web.office.forms import asking
from lintel.web.office.forms.asking import OfficeForm
from lintel.web.office.forms.fees import ManualFeeForm, ServiceForm, in_currency, question_price
from lintel.web.office.forms.fields import AmountField, plain
from lintel.web.office.tills import Till

NO_TAX = [("", "No tax")]


def tax_field(taxes: Sequence[Tax], label: str) -> forms.TypedChoiceField:
    """Which of these taxes, or none."""
    known = {tax.key: tax for tax in taxes}
    field = forms.TypedChoiceField(
        choices=[*NO_TAX, *((tax.key, str(tax)) for tax in taxes)],
        coerce=known.get,
        empty_value=None,
        required=False,
        error_messages={"invalid_choice": "Choose a tax from the list."},
    )
    field.widget.attrs.update({"aria-label": label, "class": "input"})
    return field


class LineForm(OfficeForm):
    """A line that is charged. `was` and `was_tax` are how it stood when it was shown."""

    amount = AmountField(error_messages={"required": "Write the amount, or take the line off."})
    off = forms.BooleanField(required=False)
    was = forms.IntegerField(widget=forms.HiddenInput)
    was_tax = forms.CharField(required=False, widget=forms.HiddenInput)

    def __init__(self, data: QueryDict | None, *, line: Line, taxes: Sequence[Tax], currency: str) -> None:
        super().__init__(data, prefix=f"l{line.pk}", initial=as_shown(line, currency))
        in_currency(self, "amount", currency)
        self.line, self.currency = line, currency
        self.fields["amount"].widget.attrs["aria-label"] = f"Amount of {line.description}"
        own = [line.tax] if line.tax is not None and line.tax not in taxes else []
        self.fields["tax"] = tax_field([*taxes, *own], f"Tax on {line.description}")

    def clean(self) -> dict[str, Any]:
        """Ask about an amount many times the usual; what is taken off needs none."""
        if self.is_off():
            self.errors.pop("amount", None)
        elif self.cleaned_data.get("amount") not in {None, self.cleaned_data.get("was")}:
            question_price(self, "amount", self.cleaned_data["amount"], self.line.service, self.currency)
        return self.cleaned_data

    def is_off(self) -> bool:
        """Whether it is to go."""
        return bool(self["off"].value())

    def is_touched(self) -> bool:
        """Whether something else was typed than what was shown."""
        shown = as_shown(self.line, self.currency)
        typed = {name: str(self.data.get(self.add_prefix(name), shown[name])).strip() for name in shown}
        return typed["amount"] != plain(int(typed["was"]), self.currency) or typed["tax"] != typed["was_tax"]

    def changed(self) -> pricing.Changed:
        """How the line shall be."""
        return pricing.Changed(self.cleaned_data["amount"], self.cleaned_data["tax"])


def as_shown(line: Line, currency: str) -> dict[str, str]:
    """The fields of an untouched line."""
    tax = line.tax.key if line.tax else ""
    return {
        "amount": plain(line.amount_cents, currency),
        "tax": tax,
        "was": str(line.amount_cents),
        "was_tax": tax,
    }


class TaxedFeeForm(ManualFeeForm):
    """A Manual Fee, which may carry a tax."""

    def __init__(self, data: QueryDict | None = None, *, taxes: Sequence[Tax], **kwargs: Any) -> None:
        super().__init__(data, **kwargs)
        self.fields["tax"] = tax_field(taxes, "Tax on the Manual Fee")

    def fee(self) -> Fee:
        """The line it makes."""
        typed = self.cleaned_data
        return Fee(typed["description"], typed["amount"], tax=typed["tax"])


class DiscountForm(OfficeForm):
    """So much off, or so many percent."""

    description = forms.CharField(max_length=100, required=False)
    worth = forms.CharField(
        max_length=20, required=False, widget=forms.TextInput(attrs={"autocomplete": "off", "class": "r"})
    )

    def __init__(
        self, data: QueryDict | None = None, *, taxes: Sequence[Tax], currency: str, prefix: str = "discount"
    ) -> None:
        super().__init__(data, prefix=prefix)
        self.currency = currency
        self.fields["tax"] = tax_field(taxes, "Tax on the discount")

    def clean(self) -> dict[str, Any]:
        """An amount or a percentage, above zero."""
        typed = self.cleaned_data.get("worth", "").strip()
        rest = self.cleaned_data.get("description") or self.cleaned_data.get("tax")
        try:
            cents, rate = self._read(typed) if typed else (0, 0)
        except Refusal as refusal:
            self.add_error("worth", refusal.say)
            return self.cleaned_data
        if (typed or rest) and not cents and not rate and "worth" not in self.errors:
            self.add_error("worth", ValidationError("Write how much goes off, like 25 or 10%.", code="required"))
        return {**self.cleaned_data, "cents": cents, "rate": rate}

    def _read(self, typed: str) -> tuple[int, int]:
        if typed.endswith("%"):
            return 0, money.read_rate(typed.lstrip("-\u2212"))
        return abs(money.read(typed, self.currency)), 0

    def discount(self) -> pricing.Discount | None:
        """What is given, or None."""
        typed = self.cleaned_data
        if not typed["cents"] and not typed["rate"]:
            return None
        return pricing.Discount(typed["description"] or "Discount", typed["cents"], typed["rate"], typed["tax"])


class FeesSheet:
    """The page's forms together. What was not sent counts as shown, so that nothing is changed unasked."""

    def __init__(self, till: Till, data: QueryDict | None = None) -> None:
        self.currency, self.problem = till.company.currency, ""
        lines = _lines(till)
        self.following = [line for line in lines if line.kind in pricing.FOLLOWING]
        self.charged = [line for line in lines if line.kind not in pricing.FOLLOWING]
        self.others = list(dict.fromkeys(line.invoice.payer.name for line in lines if line.invoice.out_of_id))
        self.is_taxed = any(line.kind == Line.Kind.TAX for line in lines)
        self.asks = False
        self.taxes = list(Tax.objects.of(till.company).raised())
        there = {line.service_id for line in lines}
        offered = Service.objects.of(till.company).offered().select_related("tax")
        self.not_there = [one for one in offered if one.pk not in there]
        self.standing = pricing.standing(till.told or till.taken_for())
        self._make(self._completed(asking.mended(data)) if data is not None else None)

    def _make(self, data: QueryDict | None) -> None:
        taxes, currency = self.taxes, self.currency
        self.data = data
        self.seen = data.get("seen", "") if data is not None else str(self.standing)
        self.lines = [LineForm(data, line=one, taxes=taxes, currency=currency) for one in self.charged]
        self.services = [ServiceForm(data, service=one, currency=currency) for one in self.not_there]
        self.manual = TaxedFeeForm(data, prefix="fee", taxes=taxes, currency=currency)
        self.discount = DiscountForm(data, taxes=taxes, currency=currency)

    def parts(self) -> Iterator[OfficeForm]:
        """Every form on the page, in its order."""
        yield from (*self.lines, *self.services, self.manual, self.discount)

    def is_to_be_saved(self) -> bool:
        """Whether Save was pressed, and everything can be saved as far as the page alone can tell."""
        if self.data is None or asking.MEND in self.data:
            return False
        return not [part for part in self.parts() if not part.is_valid()]

    def edit(self) -> pricing.Edit:
        """What pricing.edit() takes."""
        fees = [one.fee() for one in self.services if one.is_ticked()]
        return pricing.Edit(
            lines={one.line.pk: one.changed() for one in self.lines if one.is_touched() and not one.is_off()},
            off=frozenset(one.line.pk for one in self.lines if one.is_off()),
            added=[*fees, self.manual.fee()] if self.manual.is_open() else fees,
            discount=self.discount.discount(),
            seen=int(self.seen) if self.seen.isdecimal() else None,
            asks=bool(self.others) and not self._is_answered(),
        )

    def typed(self) -> str:
        """What `anyway` is said to: these changes and no others."""
        return asking.digest(self.data) if self.data is not None else ""

    def _is_answered(self) -> bool:
        return self.data is not None and asking.is_answered(self.data)

    def refuse(self, refusal: Refusal) -> None:
        """Show what the domain said no to; where the fees moved, as they are now, with what was typed."""
        self.problem, self.asks = refusal.say, isinstance(refusal, pricing.OthersPay)
        if isinstance(refusal, pricing.FeesMoved | pricing.LineGone) and self.data is not None:
            data = self.data.copy()
            for form in self.lines:
                fresh = as_shown(form.line, self.currency)
                kept = ("was", "was_tax") if form.is_touched() else tuple(fresh)
                for name in kept:
                    data[form.add_prefix(name)] = fresh[name]
            data["seen"] = str(self.standing)
            self._make(data)

    def kept(self) -> list[str]:
        """Questions answered with `keep` so far."""
        return asking.kept(self.data) if self.data is not None else []

    def in_the_way(self) -> list[tuple[str, str]]:
        """What has to be settled first, with where it is on the page."""
        return asking.settle_first(self.parts())

    def total(self) -> int:
        """The lines as they stand, with their taxes, in cents."""
        return sum(line.amount_cents for line in (*self.charged, *self.following))

    def _completed(self, data: QueryDict) -> QueryDict:
        whole = data.copy()
        for line in self.charged:
            for name, value in as_shown(line, self.currency).items():
                whole.setdefault(f"l{line.pk}-{name}", value)
        for service in self.not_there:
            whole.setdefault(f"s-{service.key}-price", plain(service.price_cents, self.currency))
        return whole


def _lines(till: Till) -> list[Line]:
    standing = till.invoices().filter(voided_at=None).order_by()
    lines = Line.objects.of(till.company).filter(invoice__in=standing, removed_at=None)
    return list(lines.select_related("service", "tax", "invoice__payer").order_by("invoice", "position", "pk"))
