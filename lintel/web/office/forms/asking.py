"""Sentences on a form: what is wrong, and questions with the buttons that answer them.

A question is asked once for each value: its `keep` button sends the question's name back, and while the value
stays the same it is not asked again.
"""

import hashlib
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Any

from django import forms
from django.core.exceptions import NON_FIELD_ERRORS, ValidationError
from django.forms.utils import ErrorList
from django.http import QueryDict

from lintel.core.refusal import Refusal

MEND = "mend"
KEEP = "keep"
KEPT = "kept"
ANYWAY = "anyway"
NOT_TYPED = ("csrfmiddlewaretoken", ANYWAY, "act", "then", "seen")


@dataclass(frozen=True, slots=True)
class Answer:
    """A button under a question: what it says, and what it sends."""

    label: str
    name: str
    value: str


class Question(ValidationError):
    """Something that may be meant as typed, so it is asked and not refused."""

    def __init__(self, sentence: str, *answers: Answer) -> None:
        super().__init__(sentence, code="question")
        self.answers = answers


@dataclass(frozen=True, slots=True)
class Whole:
    """What is wrong with a form as a whole, to be shown like a field's."""

    errors: ErrorList
    auto_id: str = "whole"


class OfficeForm(forms.Form):
    """A form that keeps what was typed, and knows which of its questions were answered with `keep`."""

    def __init__(self, data: QueryDict | None = None, **kwargs: Any) -> None:
        super().__init__(data, **kwargs)
        self.use_required_attribute = False
        self.kept = frozenset(data.getlist(KEPT) + data.getlist(KEEP)) if data is not None else frozenset()
        for field in self.fields.values():
            if not isinstance(field.widget, forms.CheckboxInput | forms.HiddenInput | forms.RadioSelect):
                classes = field.widget.attrs.get("class", "")
                field.widget.attrs["class"] = f"input {classes}".strip()

    def ask(
        self,
        field: str,
        value: str,
        sentence: str,
        *,
        keep: str,
        mend: tuple[str, str] | None = None,
        answers: Sequence[Answer] = (),
    ) -> None:
        """Ask about `value` of `field`, unless it was already kept. `mend` is a (label, value) that would do, and
        `answers` are other buttons.
        """
        name = f"{self.add_prefix(field)}={value}"
        if name not in self.kept:
            mending = [self.mending(field, *mend)] if mend else []
            self.add_error(field, Question(sentence, *mending, *answers, Answer(keep, KEEP, name)))

    def mending(self, field: str, label: str, value: str) -> Answer:
        """A button that puts `value` into `field`."""
        return Answer(label, MEND, f"{self.add_prefix(field)}={value}")

    def refuse(self, refusal: Refusal, names: dict[str, str] | None = None) -> None:
        """Show a refusal at the field it is about, or above the form. `names` maps the domain's names to ours."""
        field = (names or {}).get(refusal.field, refusal.field)
        self.add_error(field if field in self.fields else None, ValidationError(refusal.say, code="refused"))

    def whole(self) -> Whole:
        """What is wrong, but at no field in particular."""
        return Whole(self.non_field_errors())

    def leave_blanks_alone(self) -> None:
        """Forget what is merely not typed yet: for a form that is shown again before it is finished."""
        for field, errors in list(self.errors.items()):
            rest = [error for error in errors.as_data() if error.code != "required"]
            if rest:
                self.errors[field] = ErrorList(rest, renderer=self.renderer)
            else:
                del self.errors[field]


def mended(data: QueryDict) -> QueryDict:
    """What was sent, with the answer of a mending button put into its field."""
    name, sign, value = data.get(MEND, "").partition("=")
    if not sign:
        return data
    better = data.copy()
    better[name] = value
    return better


def mended_field(data: QueryDict) -> str:
    """The name of the field that a mending button filled, to go on from there."""
    return data.get(MEND, "").partition("=")[0]


def kept(data: QueryDict) -> list[str]:
    """The names of the questions answered so far, to be sent again with the form."""
    return list(dict.fromkeys(data.getlist(KEPT) + data.getlist(KEEP)))


def digest(data: QueryDict) -> str:
    """What `anyway` is said to: what was typed, and nothing else."""
    names = sorted(name for name in data if name not in NOT_TYPED)
    whole = "\n".join(f"{name}={data.getlist(name)}" for name in names)
    return hashlib.sha256(whole.encode()).hexdigest()[:16]


def is_answered(data: QueryDict) -> bool:
    """Whether `anyway` was said, and to just this."""
    return data.get(ANYWAY) == digest(data)


def settle_first(parts: Iterable[OfficeForm]) -> list[tuple[str, str]]:
    """Every (address on the page, sentence) that stands in the way, in the order of the page."""
    rows = []
    for part in parts:
        for field, errors in part.errors.items():
            anchor = "" if field == NON_FIELD_ERRORS else part[field].auto_id
            rows += [(anchor, str(message)) for error in errors.as_data() for message in error.messages]
    return rows
