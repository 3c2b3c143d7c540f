"""Send: preview, edit, Send Now; Remind; and what stops a letter."""

import pytest

from lintel.billing.models import Invoice
from lintel.inspections import presenting
from lintel.messages.models import Message
from lintel.web.office.forms.letters import PLACEHOLDERS
from tests import cast
from tests.invoices.conftest import one_off, take
from tests.invoices.test_invoice_page import at
from tests.office.desk import Desk, sit_down, text

BODY = "Hello {{FIRST_NAME}},\n\n{{AMOUNT}} for {{REFERENCE}}, please.\n\n{{SIGN_AND_PAY}}\n\nDana"


def sent() -> Message:
    return Message.objects.get(kind__startswith="invoice")


def post(dana: Desk, invoice: Invoice, **changed: str) -> str:
    form = {"act": "send", "subject": "Invoice for {{STREET}}", "body": BODY, "format": "text", "once": "form"}
    return text(dana.post(at(invoice, "send/"), {**form, **changed}, follow=True).content)


def test_every_placeholder_there_is_can_be_chosen() -> None:
    assert set(PLACEHOLDERS) | {"SIGN_AND_PAY"} == presenting.KNOWN


def test_the_page_shows_to_whom_the_letter_and_the_invoice(dana: Desk, insurers: Invoice) -> None:
    said = dana.read(at(insurers, "send/"))
    for words in ("Send the invoice to Gem State Mutual", "To Gem State Mutual and to nobody else", "Send Now"):
        assert words in said
    frame = dana.get(at(insurers, "send/preview/")).content.decode()
    for words in ("Hello Gem", "Pay $195.00", "24-118-0937", "Part of the fees", "a part of the inspection at 1214"):
        assert words in frame
    assert not Message.objects.filter(kind="invoice").exists()


def test_what_was_to_be_said_to_them_begins_the_letter_and_no_reminder(dana: Desk, insurers: Invoice) -> None:
    Invoice.objects.filter(pk=insurers.pk).update(message="For the attention of Ruth.")
    assert "For the attention of Ruth." in dana.get(at(insurers, "send/")).content.decode()
    assert "For the attention" not in dana.get(at(insurers, "send/"), {"reminder": ""}).content.decode()


def test_what_was_edited_is_what_leaves_to_the_payer_alone(dana: Desk, insurers: Invoice) -> None:
    said = post(dana, insurers)
    assert "The letter to Gem State Mutual is on its way." in said
    assert "Invoice 1001 Sent" in said
    letter = sent()
    assert (letter.subject, letter.to_address) == ("Invoice for 1214 Harrison Boulevard", "claims@gemstate.example")
    assert "$195.00 for claim number 24-118-0937, please." in str(letter.body)
    assert letter.link == insurers.invoice_links.get().link


def test_a_double_click_is_one_letter(dana: Desk, insurers: Invoice) -> None:
    for _ in range(2):
        post(dana, insurers)
    assert sent().to_name == "Gem State Mutual"


def test_a_reminder_is_another_letter_with_the_balance_of_now(
    dana: Desk, office: cast.Office, insurers: Invoice
) -> None:
    post(dana, insurers)
    take(insurers, office, 95_00)
    page = dana.get(at(insurers, "send/"), {"reminder": ""}).content.decode()
    assert 'name="kind" value="invoice-reminder"' in page
    starter = presenting.starter(office.company, presenting.REMINDER)
    post(dana, insurers, kind="invoice-reminder", subject=starter.subject, body=starter.html, format="html", once="2")
    reminder = Message.objects.get(kind="invoice-reminder")
    assert reminder.subject.startswith("Still to pay: 1214 Harrison Boulevard, invoice 1001")
    assert "$100.00 is still open on invoice 1001" in str(reminder.body)


def test_without_its_button_it_is_a_question_and_everything_typed_stays(dana: Desk, insurers: Invoice) -> None:
    said = post(dana, insurers, body="Hello,\n\nplease pay.")
    assert "Send without the button?" in said
    assert "The Pay placeholder is gone from the letter." in said
    assert "please pay." in said
    assert not Message.objects.filter(kind="invoice").exists()
    put_back = post(dana, insurers, body="Hello,\n\nplease pay.", act="put")
    assert "{{SIGN_AND_PAY}}" in put_back
    post(dana, insurers, body="Hello,\n\nplease pay.", act="without")
    assert "button" not in str(sent().body)


@pytest.mark.parametrize(
    ("changed", "refusal"),
    [
        ({"subject": " "}, "Write a subject"),
        ({"body": "{{CLIENT_NAME}} {{SIGN_AND_PAY}}"}, "Not a placeholder here: {{CLIENT_NAME}}."),
    ],
)
def test_what_is_wrong_is_said(dana: Desk, insurers: Invoice, changed: dict[str, str], refusal: str) -> None:
    assert refusal in post(dana, insurers, **changed)
    assert not Message.objects.filter(kind="invoice").exists()


def test_an_invoice_that_is_paid_or_a_payer_without_an_address_is_not_written_to(
    dana: Desk, office: cast.Office, insurers: Invoice
) -> None:
    insurers.payer.email = ""
    insurers.payer.save()
    assert "There is no email address for this payer." in post(dana, insurers)
    insurers.payer.email = "claims@gemstate.example"
    insurers.payer.save()
    take(insurers, office, 195_00)
    assert "Nothing is left to pay on this invoice." in post(dana, insurers)


def test_on_trial_it_is_held_and_says_so(office: cast.Office) -> None:
    juniper = cast.juniper_ridge()
    made = one_off(juniper)
    said = post(sit_down(juniper.owner), made)
    assert "The letter to claims@gemstate.example is written. Held: trial." in said
