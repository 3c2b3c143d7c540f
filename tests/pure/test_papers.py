"""An invoice and a receipt say what they were given, whatever that is, and the same each time."""

from dataclasses import replace
from datetime import UTC, datetime

import pytest

from lintel.billing import papers
from lintel.billing.papers import Invoice, Line, Movement, Receipt
from lintel.core import typesetting
from lintel.core.typesetting import Sender
from tests.rig import documents

AT = datetime(2026, 11, 25, 9, 30, tzinfo=UTC)
SENDER = Sender("Cedar & Stone", "#1b4f72", "1 Cedar Square", "(208) 555-0114", "office@cedarstone.example")
SUBJECT = {"property": "1214 Harrison Boulevard", "locality": "Boise, ID 83702", "inspector": "Ike Marsh"}
PAY_AT = "https://lintel.example/p/" + "A" * 43 + "/payment/"
INVOICE = Invoice(
    SENDER,
    1042,
    "Tuesday, November 24, 2026",
    "Cora Whitfield",
    SUBJECT,
    "USD",
    lines=(Line("Home inspection", 450_00), Line("Returning client", -25_00), Line("GST 5%", 21_25, "Number R12")),
    movements=(Movement("Paid by Cora Whitfield", 200_00, "Check 2207"),),
    terms="It can be paid in parts.",
    instructions="Checks to Cedar & Stone.\nNo cash.",
    pay_at=PAY_AT,
)
RECEIPT = Receipt(SENDER, "1042-1", "Monday", "Cora Whitfield", "Check 2207", SUBJECT, "USD", 200_00, 446_25, 246_25)


def read(paper: Invoice) -> str:
    return documents.text(papers.invoice(paper, at=AT))


def test_an_invoice_says_who_for_what_and_how_much() -> None:
    said = read(INVOICE)
    for words in (
        "Invoice 1042", "Cedar & Stone", "1 Cedar Square", "Cora Whitfield", "1214 Harrison Boulevard",
        "Home inspection $450.00", "Returning client −$25.00", "Number R12", "Total $446.25", "Check 2207", "−$200.00",
        "To pay $246.25", "It can be paid in parts.", "Or otherwise Checks to Cedar & Stone. No cash.", "Page 1 of 1",
    ):  # fmt: skip
        assert words in said
    assert said.count(PAY_AT) == 2, "as words and as a link"
    assert "TEST" not in said


def test_the_same_paper_and_moment_give_the_same_bytes() -> None:
    assert papers.invoice(INVOICE, at=AT) == papers.invoice(INVOICE, at=AT)
    assert papers.receipt(RECEIPT, at=AT) == papers.receipt(RECEIPT, at=AT)


@pytest.mark.parametrize(
    "words",
    [
        '#read("/core/typesetting.py")',
        '#eval("1+1") $x^2$ *bold* _it_ `raw` <label> @ref \\ // /* ]',
        '#image("/etc/passwd") #import "@preview/x:0.1.0": *',
    ],
)
def test_what_people_type_is_data(words: str) -> None:
    typed = replace(
        INVOICE,
        sender=replace(SENDER, name=words),
        payer=words,
        subject=dict.fromkeys(SUBJECT, words),
        lines=(Line(words, 1_00, words),),
        instructions=words,
    )
    assert read(typed).count(" ".join(words.split())) >= 3


@pytest.mark.parametrize("words", ["Zoë 😀 O’Brien", "שלום עולם", "مرحبا", "x" * 120, "a\x00b\x07c", "é" * 60, ""])
def test_any_name_can_be_set(words: str) -> None:
    typed = replace(INVOICE, payer=words, subject={"property": words}, lines=(Line(words, 1_00),), instructions=words)
    assert "Invoice 1042" in read(typed)


def test_two_hundred_lines_repeat_the_head_and_number_the_pages() -> None:
    long = replace(
        INVOICE,
        payer=", ".join(f"Maximiliana-Philippa Featherstonehaugh the {n}." for n in range(5)),
        subject={**SUBJECT, "property": "4210 North Sunderland Ridge Way of the Old Mill Road Estates"},
        lines=tuple(Line(f"Service {n}", 100) for n in range(200)),
    )
    pages = documents.pages(papers.invoice(long, at=AT))
    assert len(pages) > 4
    for number, page in enumerate(pages, start=1):
        assert f"Page {number} of {len(pages)}" in page
        assert "Cedar & Stone" in page
    assert all("For Amount" in page for page in pages[:-1])
    assert all("Invoice 1042" in page for page in pages)


def test_practice_money_is_marked_everywhere() -> None:
    tried = replace(INVOICE, movements=(Movement("Paid by Cora", 446_25, "Card", is_test=True),))
    said = read(tried)
    assert "Paid by Cora (TEST)" in said
    assert "TEST: practice money. Nothing was really paid." in said
    assert "Paid in full $0.00" in said
    assert PAY_AT not in said, "there is nothing to pay"
    receipt = documents.text(papers.receipt(replace(RECEIPT, is_test=True), at=AT))
    assert "TEST: practice money" in receipt


def test_what_stands_at_the_end_of_an_invoice() -> None:
    assert "Paid too much $53.75" in read(replace(INVOICE, movements=(Movement("Paid", 500_00),)))
    assert "Nothing to pay $0.00" in read(replace(INVOICE, lines=(), movements=()))
    void = read(replace(INVOICE, is_void=True))
    assert "Void: nothing is to be paid" in void
    assert PAY_AT not in void
    assert "Invoice, not numbered yet" in read(replace(INVOICE, number=None))
    assert "$50.00 is under way at the bank" in read(replace(INVOICE, under_way=50_00))


def test_a_receipt_says_what_was_left_then_and_what_is_left_now() -> None:
    said = documents.text(papers.receipt(RECEIPT, at=AT))
    for words in ("Receipt 1042-1", "$200.00", "Due before this payment $446.25", "Left to pay after it $246.25"):
        assert words in said
    assert "Left to pay now $246.25" in said
    back = replace(RECEIPT, undone=(Movement("Refunded to Cora", -50_00),), due_now=296_25)
    assert "Refunded to Cora $50.00 Left to pay now $296.25" in documents.text(papers.receipt(back, at=AT))
    void = documents.text(papers.receipt(replace(RECEIPT, is_void=True), at=AT))
    assert "Void: this payment was taken back" in void


@pytest.mark.parametrize(("currency", "shown"), [("JPY", "JPY 45,000"), ("KWD", "KWD 45.000"), ("CAD", "CA$450.00")])
def test_sums_have_their_currencys_places(currency: str, shown: str) -> None:
    assert f"Home inspection {shown}" in read(replace(INVOICE, currency=currency))


def test_a_word_that_never_ends_may_break() -> None:
    assert typesetting.plain("x" * 50).replace(typesetting.MAY_BREAK, "") == "x" * 50
    assert typesetting.MAY_BREAK not in typesetting.plain("4210 North Sunderland Ridge Way")
