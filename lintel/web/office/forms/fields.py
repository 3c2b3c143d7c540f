"""Fields of the office's forms: amounts, days and times as Americans type them, and durations."""

from collections.abc import Iterable, Sequence
from typing import Any

from django import forms
from django.core.exceptions import ValidationError

from lintel.core import mailboxes, money
from lintel.inspections import calendar

DAY_FORMATS = ["%Y-%m-%d", "%m/%d/%Y", "%m/%d/%y"]
TIME_FORMATS = ["%H:%M", "%H:%M:%S", "%I:%M %p", "%I:%M%p", "%I %p", "%I%p"]
STEP_MINUTES = 15
LONGEST_MINUTES = 12 * 60


def validate_mailbox(typed: str) -> None:
    """Raises ValidationError: `invalid`, or `letters` with a sentence of its own."""
    try:
        mailboxes.wire(typed)
    except mailboxes.NotAnAddress as refusal:
        code = "letters" if isinstance(refusal, mailboxes.NotPlain) else "invalid"
        raise ValidationError(refusal.say, code=code) from None


class AmountField(forms.CharField):
    """An amount of money as people type it; its value is cents."""

    currency = "USD"

    def __init__(self, **kwargs: Any) -> None:
        widget = forms.TextInput(attrs={"inputmode": "decimal", "autocomplete": "off", "class": "r"})
        super().__init__(**{"widget": widget, "max_length": 60, **kwargs})

    def clean(self, value: Any) -> int | None:
        """The cents, or None where nothing was typed and nothing is needed."""
        typed = super().clean(value)
        if not typed:
            return None
        try:
            return money.read(typed, self.currency)
        except money.NotAnAmount as refusal:
            raise ValidationError(refusal.say, code="amount") from None


class AddressField(forms.EmailField):
    """An email address, kept as typed: a field of the browser's own kind would write its domain another way."""

    default_validators = [validate_mailbox]

    def __init__(self, **kwargs: Any) -> None:
        attrs = {"inputmode": "email", "autocomplete": "off", "spellcheck": "false", "autocapitalize": "none"}
        super().__init__(
            **{"label": "Email", "max_length": mailboxes.LONGEST, "widget": forms.TextInput(attrs), **kwargs}
        )


def plain(cents: int, currency: str = "USD") -> str:
    """`450.00`, as it stands in a field."""
    return money.plain(cents, currency)


def day_field(**kwargs: Any) -> forms.DateField:
    """A date, picked or typed."""
    widget = forms.DateInput(format="%Y-%m-%d", attrs={"type": "date"})
    messages = {"required": "Choose the date.", "invalid": "There is no such date. Write it like 6/12/2026."}
    return forms.DateField(input_formats=DAY_FORMATS, widget=widget, error_messages=messages, **kwargs)


def time_field(**kwargs: Any) -> forms.TimeField:
    """A time of day, picked or typed."""
    widget = forms.TimeInput(format="%H:%M", attrs={"type": "time", "step": "300"})
    messages = {"required": "Choose the time.", "invalid": "There is no such time. Write it like 9:00 AM."}
    return forms.TimeField(input_formats=TIME_FORMATS, widget=widget, error_messages=messages, **kwargs)


def durations(*also: int) -> list[tuple[str, str]]:
    """Quarter hours up to twelve hours, and whatever else is in use, as choices."""
    steps = {*range(STEP_MINUTES, LONGEST_MINUTES + 1, STEP_MINUTES), *(one for one in also if one > 0)}
    return [(str(minutes), calendar.duration_words(minutes)) for minutes in sorted(steps)]


def few_words(names: Sequence[str]) -> str:
    """All of them, or the first five and how many more."""
    return add_words([*names[:5], f"{len(names) - 5} more"] if len(names) > 6 else names)


def add_words(words: Iterable[str]) -> str:
    """`one`, `one and two`, `one, two and three`."""
    *most, last = [*words] or [""]
    return f"{', '.join(most)} and {last}" if most else last
