"""Invoices and receipts as paper: plain data in, a PDF out. Nothing is read and nothing is kept here."""

import io
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import Any

from lintel.core import money, typesetting
from lintel.core.typesetting import Sender, plain

FOLDER = Path(__file__).parent
TEST, VOID = "TEST", "VOID"


@dataclass(frozen=True, slots=True)
class Line:
    """A line of the invoice; `small` is its small print, such as the number a tax is paid under."""

    words: str
    cents: int
    small: str = ""


@dataclass(frozen=True, slots=True)
class Movement:
    """Money that came (above zero) or went back (below): `Paid by Cora Whitfield`, `Check 2207, November 23, 2026`."""

    words: str
    cents: int
    small: str = ""
    is_test: bool = False


@dataclass(frozen=True, slots=True)
class Invoice:
    """All that an invoice says. `subject` is what it is for, as the invoice keeps it; `reference` what the payer calls
    their number for it, and the number; `others` what others are billed, a sentence each; `pay_at` is the payer's own
    link, or empty where it is not to be paid by this paper.
    """

    sender: Sender
    number: int | None
    day: str
    payer: str
    subject: Mapping[str, str]
    currency: str
    reference: tuple[str, str] = ("", "")
    due_on: str = ""
    lines: tuple[Line, ...] = ()
    others: tuple[str, ...] = ()
    movements: tuple[Movement, ...] = ()
    under_way: int = 0
    terms: str = ""
    instructions: str = ""
    pay_at: str = ""
    is_void: bool = False
    is_off: bool = False  # what it is for was called off: what is open is not asked for

    @property
    def total(self) -> int:
        """What is charged, in cents."""
        return sum(line.cents for line in self.lines)

    @property
    def balance(self) -> int:
        """What is still asked for, in cents; below zero it is overpaid."""
        open_ = self.total - sum(one.cents for one in self.movements)
        return min(open_, 0) if self.is_off else open_

    @property
    def is_test(self) -> bool:
        """Whether practice money is on it."""
        return any(one.is_test for one in self.movements)

    @property
    def title(self) -> str:
        """`Invoice 1042`; without a number until it is sent or paid."""
        return f"Invoice {self.number}" if self.number else "Invoice, not numbered yet"


@dataclass(frozen=True, slots=True)
class Receipt:
    """All that a receipt says: one payment, what became of it, and what was left to pay after it and is left now."""

    sender: Sender
    number: str
    day: str
    payer: str
    how: str
    subject: Mapping[str, str]
    currency: str
    cents: int
    due_before: int
    due_now: int
    reference: tuple[str, str] = ("", "")
    invoice_number: int | None = None
    undone: tuple[Movement, ...] = ()
    note: str = ""
    is_void: bool = False
    is_test: bool = False

    @property
    def left(self) -> int:
        """What was left to pay after this payment; below zero, how much too much it was."""
        return self.due_before - self.cents


def invoice(paper: Invoice, *, at: datetime) -> bytes:
    """The invoice as PDF. The same paper and moment give the same bytes."""
    shown = _Shown(paper.currency)
    given = {
        **_common(paper.sender, paper.subject, paper.title),
        "mark": _mark(is_void=paper.is_void, is_test=paper.is_test),
        "day": paper.day,
        "payer": plain(paper.payer),
        "reference": [plain(one) for one in paper.reference],
        "due_on": paper.due_on,
        "lines": [shown.row(line.words, line.cents, line.small) for line in paper.lines],
        "others": [plain(one) for one in paper.others],
        "total": shown.sum(paper.total),
        "movements": [shown.movement(one) for one in paper.movements],
        "under_way": shown.sum(paper.under_way) if paper.under_way else "",
        "balance": shown.sum(abs(paper.balance)),
        "stands": _stands(paper),
        "over": paper.balance < 0 and not paper.is_void,
        "terms": plain(paper.terms) if paper.balance > 0 else "",
        "instructions": typesetting.lines(paper.instructions) if paper.balance > 0 else [],
        "pay_at": paper.pay_at if paper.balance > 0 and not paper.is_void else "",
        "code": _code(paper.pay_at) if paper.pay_at else "",
    }
    return typesetting.pdf(FOLDER / "invoice.typ", given, at=at)


def receipt(paper: Receipt, *, at: datetime) -> bytes:
    """The receipt as PDF. The same paper and moment give the same bytes."""
    shown = _Shown(paper.currency)
    rows = [
        shown.row("Due before this payment", paper.due_before),
        shown.row("This payment", -paper.cents),
        shown.row("Left to pay after it" if paper.left >= 0 else "Too much after it", abs(paper.left)),
        *(shown.movement(one) for one in paper.undone),
    ]
    given = {
        **_common(paper.sender, paper.subject, f"Receipt {paper.number}"),
        "mark": _mark(is_void=paper.is_void, is_test=paper.is_test),
        "day": paper.day,
        "payer": plain(paper.payer),
        "how": plain(paper.how),
        "note": plain(paper.note),
        "reference": [plain(one) for one in paper.reference],
        "amount": shown.sum(paper.cents),
        "invoice": str(paper.invoice_number or ""),
        "rows": rows,
        "stands": _now_words(paper.due_now),
        "balance": shown.sum(abs(paper.due_now)),
    }
    return typesetting.pdf(FOLDER / "receipt.typ", given, at=at)


@dataclass(frozen=True, slots=True)
class _Shown:
    """Rows with their sums in one currency."""

    currency: str

    def sum(self, cents: int) -> str:
        return money.show(cents, self.currency)

    def row(self, words: str, cents: int, small: str = "") -> dict[str, str]:
        return {"words": plain(words), "small": plain(small), "sum": self.sum(cents)}

    def movement(self, one: Movement) -> dict[str, str]:
        words = f"{one.words} ({TEST})" if one.is_test else one.words
        return self.row(words, -one.cents, one.small)


def _common(sender: Sender, subject: Mapping[str, str], title: str) -> dict[str, Any]:
    place = [subject.get("property", ""), subject.get("locality", "")]
    when = [
        subject.get("date", ""),
        f"with {subject['inspector']}" if subject.get("inspector") else "",
    ]
    is_a_house = subject.get("what") or subject.get("inspector")
    return {
        "title": title,
        "sender": sender.head(),
        "of": "Property" if is_a_house else "For",
        "place": [plain(one) for one in place if one],
        "what": plain(subject.get("what", "")),
        "when": [plain(one) for one in when if one],
    }


def _mark(*, is_void: bool, is_test: bool) -> str:
    return VOID if is_void else TEST if is_test else ""


def _stands(paper: Invoice) -> str:
    if paper.is_void:
        return "Void: nothing is to be paid"
    if paper.is_off and not paper.balance:
        return "Cancelled: nothing is to be paid"
    if paper.balance > 0:
        return "To pay"
    return "Paid too much" if paper.balance < 0 else "Paid in full" if paper.movements else "Nothing to pay"


def _now_words(cents: int) -> str:
    if cents > 0:
        return "Left to pay now"
    return "Paid too much" if cents < 0 else "Nothing is left to pay"


def _code(address: str) -> str:
    import segno

    drawn = io.BytesIO()
    segno.make(address, error="m", micro=False).save(drawn, kind="svg", border=0, xmldecl=False, svgns=True)
    return drawn.getvalue().decode()
